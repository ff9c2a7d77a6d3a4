"""`rhetoric reuse`: what it prints, what it keeps in a file, and that options have bounds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[1] / "seeds"
CODE = "from rhetoric.cli import main; main()"
LINE = "The Committee decided to maintain the target range for the federal funds rate. "


def run(*args):
    return subprocess.run(
        [sys.executable, "-c", CODE, *map(str, args)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def texts(folder):
    return folder({"2020-01-01.txt": LINE * 3, "2021-01-01.txt": LINE + "It was so."})


def test_a_file_of_fingerprints_serves_unchanged_texts(texts, tmp_path_factory):
    kept = tmp_path_factory.mktemp("kept") / "prints.npz"
    first = run("reuse", texts, "--keep", kept, "--json")
    assert "0 documents used again, of 2 made" in first.stderr
    (texts / "2022-01-01.txt").write_text("Another text that says something quite different now.")
    (texts / "2021-01-01.txt").write_text(LINE + "It was not so.")
    second = run("reuse", texts, "--keep", kept, "--json")
    assert "1 documents used again, of 2 made" in second.stderr
    assert second.stdout == run("reuse", texts, "--json").stdout
    assert json.loads(second.stdout)["rows"]


def test_a_text_is_never_taken_for_a_file_of_fingerprints(texts):
    text = texts / "2020-01-01.txt"
    done = run("reuse", texts, "--keep", text)
    assert done.returncode == 73
    assert "is no file of kind rhetoric.prints/1" in done.stderr
    assert text.read_text() == LINE * 3
    assert run("reuse", texts, "--keep", texts).returncode == 73
    assert run("reuse", texts, "--keep", texts / "no" / "such").returncode == 74


def test_each_view_is_printed(texts):
    passages, lineages = (run("reuse", texts, "--show", s).stdout for s in ("passages", "lineages"))
    assert "2020-01-01:1 2021-01-01:1" in passages
    assert "The Committee decided" in lineages
    life = run("reuse", texts, "--life", "target range")
    assert "2020-01-01" in life.stdout


@pytest.mark.parametrize(
    "args",
    [
        ("reuse", SEEDS, "--seed", "-1"),
        ("keyness", SEEDS, "--target", "year=2024", "--seed", "-1"),
        ("profile", SEEDS, "--window", "0"),
        ("novelty", SEEDS, "--window", "0"),
        ("phrases", SEEDS, "--longest", "1"),
        ("phrases", SEEDS, "--longest", "13"),
        ("concordance", SEEDS, "people", "--width", "0"),
        ("reuse", SEEDS, "--top", "0"),
    ],
)
def test_numbers_out_of_bounds_are_refused(args):
    done = run(*args)
    assert done.returncode == 2
    assert f"Invalid value for '{args[-2]}': {args[-1]} is not in the range" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_however_large_a_window_is_it_ends_with_the_sentence(texts):
    done = run("collocates", texts, "target", "--window", 10**30, "--min-count", 1)
    assert done.returncode == 0, done.stderr
