"""`rhetoric diff`: contracts of its JSON, its files, its colours and its errors."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[1] / "seeds"
CODE = "from rhetoric.cli import main; main()"
OLD = "Job gains were solid. The Committee decided to raise the target range this month.\n"
NEW = "Job gains were solid. The Committee decided to lower the target range this month.\n"


def run(*args, env=None):
    return subprocess.run(
        [sys.executable, "-c", CODE, "diff", *map(str, args)],
        capture_output=True, encoding="utf-8", env={**os.environ, **(env or {})}, check=False,
    )  # fmt: skip


@pytest.fixture
def pair(folder):
    where = folder({"old.txt": OLD, "new.txt": NEW})
    return where / "old.txt", where / "new.txt"


def test_json_has_rows_of_the_contract_and_spans_that_quote(pair):
    found = json.loads(run(*pair, "--json").stdout)
    assert found["schema"] == "rhetoric.diff/1"
    assert found["corpus"]["documents"] == 2
    assert [set(row) for row in found["rows"]] == [
        {"kind", "similarity", "moved", "before", "after", "edits", "tags"}
    ] * 2
    edit = found["rows"][1]["edits"][0]
    assert set(edit["before"]) == {"doc", "file", "line", "start", "end", "text"}
    assert (edit["before"]["text"], edit["after"]["text"]) == ("raise", "lower")
    assert OLD[edit["before"]["start"] : edit["before"]["end"]] == "raise"
    assert found["rows"][1]["tags"] == ["direction: raise → lower"]


def test_documents_of_a_corpus_are_named_by_id_or_date():
    done = run(SEEDS, "001", "2024-01", "--json")
    found = json.loads(done.stdout)
    assert found["earlier"]["date"] == "2023-06-16"
    assert found["counts"]["carried"] < 0.2
    assert any("Carry-over is low" in note for note in found["notes"])


def test_base_chooses_the_earlier_text_and_a_reversed_order_is_said():
    found = json.loads(run(SEEDS, "001", "003", "--base", "003", "--json").stdout)
    assert found["earlier"]["id"].startswith("003")
    assert not any("the order is yours" in note for note in found["notes"])
    found = json.loads(run(SEEDS, "001", "003", "--json").stdout)
    assert any("the order is yours" in note for note in found["notes"])


def test_without_a_terminal_there_are_signs_and_no_colours(pair):
    done = run(*pair)
    assert "[-raise-] {+lower+}" in done.stdout
    assert "\x1b" not in done.stdout
    assert "1 sentence kept" in done.stdout


def on_a_terminal(*args, **env):
    """Return what is printed on a terminal."""
    mine, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", CODE, "diff", *map(str, args)],
        stdout=theirs, stderr=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm", **env},
    ) as process:  # fmt: skip
        os.close(theirs)
        out = b""
        while chunk := _read(mine):
            out += chunk
        process.wait()
    os.close(mine)
    return out.decode()


def _read(handle):
    try:
        return os.read(handle, 4096)
    except OSError:
        return b""


def test_a_terminal_has_colours_unless_it_wants_none(pair):
    assert "\x1b[31;9mraise\x1b[0m" in on_a_terminal(*pair, NO_COLOR="")
    assert "\x1b" not in on_a_terminal(*pair, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(*pair, TERM="dumb", NO_COLOR="")


def test_files_are_written_and_inert(folder):
    bad = "\u202e<script>alert(1)</script> ![x](http://example.com/a) the report of us all {}."
    where = folder({"old.txt": bad.format("was read"), "new.txt": bad.format("was sung")})
    html, markdown = where / "out.html", where / "out.md"
    done = run(where / "old.txt", where / "new.txt", "--html", html, "--markdown", markdown)
    assert done.returncode == 0, done.stderr
    page, text = html.read_text(encoding="utf-8"), markdown.read_text(encoding="utf-8")
    assert "<script" not in page + text
    assert "\u202e" not in page + text
    assert "![x](" not in text
    assert "default-src 'none'" in page
    assert "prefers-color-scheme:dark" in page
    assert "<del>read</del> <ins>sung</ins>" in text
    assert "<ins>sung</ins>" in page


def test_json_holds_no_sign_that_steers_a_terminal_and_reads_the_same(folder):
    bad = "\u202eThe report\u009b31m of \u2066all\u2069 was {} out to us today."
    where = folder({"old.txt": bad.format("read"), "new.txt": bad.format("sung")})
    out = run(where / "old.txt", where / "new.txt", "--json").stdout
    assert all(c.isprintable() for c in out.rstrip("\n"))
    row = json.loads(out)["rows"][0]
    raw = (where / "old.txt").read_text(encoding="utf-8")
    assert row["before"][0]["text"] == raw[row["before"][0]["start"] : row["before"][0]["end"]]


def test_a_page_says_the_language_and_lets_the_text_say_its_direction(folder):
    arabic = "قررت اللجنة {} سعر الفائدة في هذا الشهر بمقدار ربع نقطة مئوية."
    where = folder({"old.txt": arabic.format("رفع"), "new.txt": arabic.format("خفض")})
    page = where / "out.html"
    assert run(where / "old.txt", where / "new.txt", "--html", page).returncode == 0
    text = page.read_text(encoding="utf-8")
    assert 'dir="auto">' in text
    assert '<p lang="en"' not in text.partition("Side by side</h2>")[2].partition("Method")[0]


def test_a_text_is_never_written_over(pair):
    done = run(*pair, "--markdown", pair[0])
    assert done.returncode == 73
    assert pair[0].read_text() == OLD
    assert run(*pair, "--html", pair[0].parent / "no" / "such.html").returncode == 74


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((SEEDS, "00", "003"), 2, "'00' names 5 documents"),
        ((SEEDS, "001", "nowhere"), 2, "No document is called 'nowhere'"),
        ((SEEDS, "001"), 2, "is a folder: name two of its documents"),
        ((SEEDS,), 2, "not 1 names"),
        ((SEEDS, "a", "b", "c"), 2, "not 4 names"),
        (("missing.txt", "gone.txt"), 2, "missing.txt"),
    ],
)
def test_a_wrong_name_is_one_sentence(args, code, said):
    done = run(*args)
    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_same_document_twice_is_all_kept_and_said():
    done = run(SEEDS, "003", "003")
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["… 23 sentences kept"]
    assert "Both sides are the same text." in done.stderr


def test_two_files_of_one_name_are_told_apart(tmp_path):
    for name, text in (("a", OLD), ("b", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "statement.txt").write_text(text)
    found = json.loads(run(*(tmp_path / n / "statement.txt" for n in "ab"), "--json").stdout)
    spans = [span for row in found["rows"] for span in (*row["before"], *row["after"])]
    assert len({span["file"] for span in spans}) == 2


def test_a_document_of_another_language_is_compared_and_said(folder):
    english = "The committee of the party decided on the plan for the year and on its tasks. " * 8
    spanish = "El comité del partido decidió sobre el plan para el año y sobre sus tareas. " * 8
    where = folder({"2020-01-01.txt": english, "2021-01-01.txt": spanish,
                    "2022-01-01.txt": english.replace("year", "month")})  # fmt: skip
    done = run(where, "2020", "2021")
    assert done.returncode == 0, done.stderr
    assert "languages differ (en, es)" in done.stderr
