"""The command line keeps the contracts that other programs rely on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rhetoric.cli import COMMANDS, app, program

SEEDS = Path(__file__).parents[1] / "seeds"


def run(*args, cwd=None, env=None):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
    )


def rows(*args):
    done = run(*args, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def keyness():
    return rows("keyness", SEEDS, "--target", "id=000", "--reference", "id=004")


def test_json_has_schema_corpus_rows_and_notes():
    found = rows("documents", SEEDS)
    assert found["schema"] == "rhetoric.documents/1"
    assert set(found) >= {"schema", "corpus", "rows", "notes"}
    assert found["corpus"]["documents"] == 5
    assert len(found["corpus"]["fingerprint"]) == 64


def test_documents_are_in_the_order_of_their_dates():
    found = rows("documents", SEEDS)["rows"]
    assert [r["id"][:3] for r in found] == ["004", "003", "001", "002", "000"]
    assert [r["date"] for r in found] == [
        "2021-01-12", "2021-02-08", "2023-06-16", "2024-01-23", "2024-12-23",
    ]  # fmt: skip
    assert [r["date_source"]["kind"] for r in found].count("inferred") == 1
    assert [r["joins"] for r in found] == [9, 0, 0, 0, 4]
    assert [r["paragraphs"] for r in found] == [91, 22, 79, 58, 102]
    assert [r["sentences"] for r in found] == [108, 23, 89, 65, 115]


def test_must_is_a_matter_of_genre(keyness):
    must = next(r for r in keyness["rows"] if r["feature"] == "must")
    assert (must["target"], must["reference"]) == (0, 54)
    assert "genre" in must["caveats"]


def test_percent_is_a_burst(keyness):
    percent = next(r for r in keyness["rows"] if r["feature"] == "percent")
    assert (percent["target"], percent["units_target"]) == (11, 1)
    assert "burst" in percent["caveats"]
    assert percent["badge"] == 1


def test_every_quotation_is_the_raw_text_at_its_offsets(keyness):
    raw = {p.name: p.read_text(encoding="utf-8") for p in SEEDS.glob("*.txt")}
    spans = [s for r in keyness["rows"] for s in (*r["evidence"], *r["contrast"])]
    assert len(spans) > 1000
    for span in spans:
        text = raw[span["file"]]
        assert text[span["start"] : span["end"]] == span["text"]
        assert text.count("\n", 0, span["start"]) + 1 == span["line"]


def test_no_token_is_a_scrap_of_a_word_or_a_mark(keyness):
    assert not {"s", "u", "000", "th", "**"} & {r["feature"] for r in keyness["rows"]}


def test_concordance_rows_are_left_node_right_and_a_span():
    found = rows("concordance", SEEDS, "self-reli*")["rows"]
    assert {r["node"] for r in found} == {"self-reliance", "self-reliant"}
    assert set(found[0]) == {"left", "node", "right", "doc", "file", "line", "start", "end", "text"}


def test_trends_have_a_series_for_each_term():
    found = rows("trends", SEEDS, "five-year plan", "prestige")
    assert found["series"]["prestige"]["first"] == "2024-12-23"
    assert found["series"]["five-year plan"]["first"] == "2021-01-12"
    assert [r["count"] for r in found["rows"][:5]] == [12, 3, 1, 0, 4]


def test_hypotheses_are_tested_alone_and_only_between_two_sides():
    named = rows("keyness", SEEDS, "self-reliance", "five-year plan", "--target", "year=2024")
    assert {r["feature"] for r in named["rows"]} == {"self-reliance", "five-year plan"}
    assert all(r["p"] <= r["p_adjusted"] <= 1 for r in named["rows"])
    refused = run("keyness", SEEDS, "self-reliance", "--by", "year")
    assert refused.returncode == 2
    assert "not with --by" in refused.stderr


def test_tfidf_rows_have_their_columns():
    row = rows("tfidf", SEEDS)["rows"][0]
    assert {"document", "feature", "count", "tf", "idf", "tfidf", "evidence"} <= set(row)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["documents", "nowhere"], 2, "nowhere"),
        (["keyness", SEEDS, "--target", "year=1999"], 2, "1999"),
        (["keyness", SEEDS, "--target", "colour=red"], 2, "colour"),
        (["keyness", SEEDS, "--target", "year"], 2, "year"),
        (["keyness", SEEDS, "--target", "year=2024", "--reference", "year=2024"], 2, "both"),
        (["keyness", SEEDS, "--target", "date=2021..2024"], 2, "nothing left"),
        (["keyness", SEEDS, "--target", "year=2024", "--measure", "magic"], 2, "log_odds_z"),
        (["keyness", SEEDS, "--target", "year=2024", "--ngrams", "3-1"], 2, "3-1"),
        (["keyness", SEEDS, "--target", "year=2024", "--ngrams", "x"], 2, "x"),
        (["tfidf", SEEDS, "--weighting", "magic"], 2, "sklearn"),
        (["trends", SEEDS, "qwertz"], 2, "qwertz"),
        (["concordance", SEEDS, " "], 2, "empty"),
        (["concordance", SEEDS, "(", "--regex"], 2, "regular expression"),
        (["report", "nowhere"], 2, "nowhere"),
        (["report", SEEDS, "-o", SEEDS / "reports"], 73, "inside the corpus"),
        (["report", SEEDS, "-o", SEEDS / "corpus.toml"], 73, "corpus.toml"),
        (["nonsense"], 2, "nonsense"),
        (["documents", ""], 2, "empty"),
        (["report", SEEDS, "-o", ""], 2, "empty"),
        (["report", SEEDS, "-o", "/dev/null/x"], 73, "/dev/null"),
        (["report", "x" * 5000], 2, "xxx"),
        (["report", "--jsn"], 2, "--jsn"),
        (["keyness", SEEDS], 2, "--target"),
        (["keyness", SEEDS, "--target", "id=" + "x" * 100_000], 2, "xxx"),
        (["keyness", SEEDS, "--target", "year=2024", "--top", "0"], 2, "--top"),
        (["keyness", SEEDS, "--target", "year=2024", "--ngrams", "1-"], 2, "1-"),
        (["concordance", SEEDS, "!!!"], 2, "no word"),
        (["concordance", SEEDS, "(" * 3000 + ")" * 3000, "--regex"], 2, "regular expression"),
    ],
)
def test_a_fault_is_one_sentence_with_the_value_and_an_exit_code(args, code, says, tmp_path):
    done = run(*args, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stderr) < 1000
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_words_are_found_by_any_spelling_that_is_counted_as_one():
    eighth = rows("concordance", SEEDS, "8th")["rows"]
    assert {r["node"].casefold() for r in eighth} == {"8th", "eighth"}
    assert rows("trends", SEEDS, "resolutions")["rows"][0]["feature"] == "decisions"


def test_words_with_marks_inside_are_found_as_they_are_counted():
    assert rows("concordance", SEEDS, "C.C., WPK")["rows"]
    assert rows("concordance", SEEDS, "10 000 flats")["rows"]


def test_a_corpus_without_words_is_nothing_usable(tmp_path):
    for year in (2020, 2021):
        (tmp_path / f"{year}.txt").write_text("!!! ... ???" + "!" * year, encoding="utf-8")
    done = run("report", tmp_path / ".", "-o", tmp_path.parent / "out-without-words")
    assert (done.returncode, "no word" in done.stderr) == (65, True)


def test_an_empty_folder_is_nothing_usable(tmp_path):
    done = run("documents", tmp_path)
    assert done.returncode == 65
    assert ".txt" in done.stderr


def test_a_regular_expression_that_backtracks_is_stopped(tmp_path):
    (tmp_path / "2020-01-01.txt").write_text("a" * 5000 + "!\n", encoding="utf-8")
    done = run("concordance", tmp_path, "(a+)+$", "--regex")
    assert done.returncode == 2
    assert "seconds" in done.stderr


def test_help_and_start_import_nothing_heavy():
    code = (
        "import sys; from rhetoric.cli import app; from rhetoric.report import run;"
        "heavy = {'numpy', 'pandas', 'scipy', 'sklearn', 'matplotlib', 'jinja2'};"
        "heavy &= set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_command_that_only_looks_imports_nothing_heavy(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/2020-01-01.txt").write_text("The plan is bold today.\n", encoding="utf-8")
    out = str(tmp_path / "out")
    code = (
        "import contextlib, sys; from rhetoric.cli import main\n"
        f"sys.argv = ['rhetoric', 'status', {str(tmp_path / 'in')!r}, '-o', {out!r}]\n"
        "with contextlib.suppress(SystemExit): main()\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'sklearn', 'matplotlib', 'pydantic'}\n"
        "sys.exit(str(heavy) if (heavy := heavy & set(sys.modules)) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no report" in done.stdout


def test_control_characters_of_a_document_do_not_reach_the_terminal(tmp_path):
    text = "The plan \x1b[31mis red\x1b[0m and the plan is bold today.\n"
    (tmp_path / "2020-01-01.txt").write_text(text, encoding="utf-8")
    done = run("concordance", tmp_path, "plan")
    assert "\x1b" not in done.stdout


def test_a_date_is_listed_as_far_as_it_is_known(tmp_path):
    for name in ("2009", "2010-05"):
        (tmp_path / f"{name}.txt").write_text("The council met in the harbour.", encoding="utf-8")
    said = run("documents", tmp_path).stdout
    assert "2010-05" in said
    assert "-01" not in said


ENDING = """
import atexit, os, sys, threading, time
from rhetoric.cli import run
atexit.register(print, "at the end")
leave = os._exit
os._exit = lambda code: (os.write(1, b"at once"), leave(code))
{before}
sys.argv[1:] = {args}
run()
"""


@pytest.mark.parametrize(
    ("before", "args", "code", "once"),
    [
        ("", ["--version"], 0, True),
        ("", ["nonsense"], 2, True),
        ("sys.setprofile(lambda *_: None)", ["--version"], 0, False),
        ("threading.Thread(target=time.sleep, args=(0.5,)).start()", ["--version"], 0, False),
    ],
)
def test_the_program_ends_at_once_but_for_what_was_to_be_done(before, args, code, once):
    done = subprocess.run(
        [sys.executable, "-c", ENDING.format(before=before, args=args)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == code
    assert "at the end" in done.stdout
    assert done.stdout.endswith("at once") == once
    assert ("rhetoric 0" in done.stdout) == (code == 0)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [one.__name__ for one in COMMANDS])
def test_a_command_is_the_same_where_no_other_is_looked_at(name):
    alone, among = (CliRunner().invoke(made, [name, "--help"]) for made in (program(name), app))
    assert len(program(name).registered_commands) == 1
    assert (alone.exit_code, alone.stdout) == (0, among.stdout)


def test_what_names_no_command_has_all_of_them():
    for first in ("", "--help", "nonsense", "rep"):
        assert len(program(first).registered_commands) == len(COMMANDS)
