"""The commands that keep a report up to date: what they print, and how they end."""

import json
import sys

import pytest

from rhetoric.cli import main


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in a folder with two texts, and what it said."""
    (tmp_path / "texts").mkdir()
    for year in (2020, 2021):
        text = f"The council adopted the harbour plan of {year}.\n\n" * 3
        (tmp_path / "texts" / f"{year}-01-01.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(line):
        monkeypatch.setattr(sys, "argv", ["rhetoric", *line.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_status_ends_with_1_only_when_asked(told):
    assert told("status texts")[0] == 0
    code, said, _ = told("status texts --exit-code")
    assert (code, "no report yet" in said) == (1, True)
    assert told("report texts --quiet") == (0, "", "")
    assert told("status texts --exit-code") == (0, "up to date: reports\n", "")
    assert told("status texts --exit-code --quiet") == (0, "", "")


def test_programs_get_one_object(told, tmp_path):
    found = json.loads(told("status texts --json")[1])
    assert found["schema"] == "rhetoric.status/1"
    assert [row["kind"] for row in found["rows"]] == ["report"]
    assert found["corpus"]["documents"] == 2
    found = json.loads(told("report texts --json")[1])
    assert found["schema"] == "rhetoric.report/1"
    assert {"report.md", "manifest.json"} <= {row["file"] for row in found["rows"]}
    assert found["changes"]["first"] is True
    assert json.loads(told("report texts --json")[1])["rows"] == []
    (tmp_path / "texts" / "2022-01-01.txt").write_text("A wall was built.", encoding="utf-8")
    found = json.loads(told("report texts --json")[1])
    assert found["changes"]["documents"]["added"] == ["2022-01-01.txt"]


def test_settings_of_the_folder_stand_for_what_is_not_typed(told, tmp_path):
    (tmp_path / "rhetoric.toml").write_text('corpus = "texts"\nout = "made"\nkeep = 1\n', "utf-8")
    assert told("report")[1].startswith("report: made/report.md")
    assert told("status --exit-code")[0] == 0
    (tmp_path / "texts" / "2022-01-01.txt").write_text("A wall was built.", encoding="utf-8")
    assert told("status --exit-code")[0] == 1
    assert told("report -q")[0] == 0
    assert (tmp_path / ".made.rhetoric-old" / "0001" / "report.md").exists()


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("report texts --min-badge 7", 2, "1 to 4"),
        ("report texts --keep -1", 2, "0 to 9999"),
        ("report texts --cache x --no-cache", 2, "contradict"),
        ("report texts --check --force", 2, "writes nothing"),
        ("report texts -o texts/out", 73, "lies inside"),
        ("report texts -o .", 73, "lies inside"),
        ("report texts --cache texts", 2, "lies inside"),
        ("report nowhere", 2, "check the path"),
        ("schedule windows texts", 2, "cron, systemd, github, make"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_an_exit_code(told, line, code, words):
    ended, said, wrong = told(line)
    assert (ended, said) == (code, "")
    assert words in wrong
    assert len(wrong.splitlines()) == 1


def test_somebodys_files_stay_and_one_in_the_way_stops_the_run(told, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "notes.txt").write_text("mine")
    assert told("report texts -q")[0] == 0
    assert (tmp_path / "reports" / "notes.txt").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "report.md").write_text("mine")
    code, _, wrong = told("report texts -o other --force")
    assert (code, "somebody else" in wrong) == (73, True)
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["report.md"]
