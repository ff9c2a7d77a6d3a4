"""A lexicon in another format: read, written and read again it is the same, or it is refused."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon import FORMATS, Entry, Lexicon, load, match, shipped, write
from rhetoric.lexicon.entries import Examples
from rhetoric.lexicon.files import read_bytes
from rhetoric.tokens import tokenize_texts

words = st.text("abcdé조2'+=-#[(%@&<\"", min_size=1, max_size=6).filter(
    lambda word: any(char.isalnum() for char in word)
)
texts = st.lists(words | words.map("{}*".format), min_size=1, max_size=3).map(" ".join)
names = st.lists(st.text("abc +é=-", min_size=1, max_size=4).filter(str.strip), min_size=1,
                 max_size=3).map("/".join)  # fmt: skip
weights = st.sampled_from([1.0, 2.0, -0.5, 0.1, 1e8])
entries = st.builds(Entry, texts, names, case=st.just("fold"), weight=weights)


def made(entries, **more):
    unique = {(e.category, e.words): e for e in entries if e.words}
    try:
        return Lexicon("x", tuple(unique.values()), **more)
    except RhetoricError:
        assume(condition=False)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.lists(entries, min_size=1, max_size=8))
def test_read_write_read_is_the_identity(suffix, entries):
    path = f"x{suffix}"
    try:
        first = read_bytes(path, write(made(entries), path, lossy=True)[0])
    except RhetoricError as error:
        assert "read otherwise" in str(error) or "cannot hold" in str(error)  # noqa: PT017
        return
    again, lost = write(first, path)
    assert not lost
    second = read_bytes(path, again)
    assert second == first
    assert second.categories == first.categories
    assert write(second, path)[0] == again


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.lists(entries, min_size=1, max_size=6), texts)
def test_what_is_written_finds_what_the_lexicon_found(suffix, entries, text):
    lexicon = made(entries)
    try:
        written, _ = write(lexicon, f"x{suffix}", lossy=True)
    except RhetoricError:
        return
    tokens = tokenize_texts(text, *(entry.text for entry in lexicon.entries))
    one, other = (
        match(each, tokens).table[["category", "text", "start", "end"]].values.tolist()
        for each in (lexicon, read_bytes(f"x{suffix}", written))
    )
    assert sorted(one) == sorted(other)


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_our_own_formats_hold_all_of_a_shipped_lexicon(name, suffix):
    lexicon = load(name)
    content, lost = write(lexicon, f"x{suffix}")
    assert not lost
    assert read_bytes(f"x{suffix}", content) == lexicon


def test_all_kinds_of_content_stand_in_our_own_formats():
    lexicon = Lexicon(
        'na"me', (
            Entry('a "b"\\', "x/y", line=1), Entry("c\nd", "x/y", weight=0.1, case="exact"),
            Entry(r"e\w+\x7f?", "z.1", regex=True), Entry("c d e", "x/y", guard=True),
        ), "s\x7f", "MIT", "en", "lexicon", {"x/y": Examples(("a b",), ("q",))},
    )  # fmt: skip
    for suffix in (".toml", ".json"):
        assert read_bytes(f"x{suffix}", write(lexicon, f"x{suffix}")[0]) == lexicon


FULL = Lexicon(
    "full", (
        Entry("tax", "a"), Entry("US", "a"), Entry("v", "a", weight=2),
        Entry("q+", "a", regex=True),
        Entry("tax haven", "a", guard=True),
    ), "me", "MIT", "en", "lexicon", {"a": Examples(("a tax",))},
)  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "lost"),
    [
        (".csv", "the rule of overlaps"),
        (".dic", "regular expressions and guards and entries that mind capitals"),
        (".dicx", "guards"), (".ykd", "regular expressions beside plain entries"),
        (".cat", "regular expressions"), (".yml", "weights"), (".txt", "guards"),
    ],
)  # fmt: skip
def test_nothing_is_lost_unless_it_is_allowed(suffix, lost):
    with pytest.raises(RhetoricError, match=lost):
        write(FULL, f"x{suffix}")
    content, said = write(FULL, f"x{suffix}", lossy=True)
    assert {"source, licence and language", "examples"} <= set(said)
    assert read_bytes(f"x{suffix}", content).categories == ("a",)


def test_what_finds_nothing_more_or_less_is_told_and_no_reason_to_refuse():
    plain = Lexicon("p", (Entry("tax", "a"),), "me", "MIT", examples={"a": Examples(("tax",))})
    assert write(plain, "x.dic")[1] == ("source, licence and language", "examples")


@pytest.mark.parametrize(
    ("suffix", "text", "category"),
    [(".lc3", "+a", "x"), (".txt", "#a", "x"), (".txt", "[a]", "x"), (".cat", "a", "x (2)"),
     (".cat", "@a", "x"), (".cat", "a (x", "@b"), (".lc3", "a", "a\u00a0\u00a0b")],
)  # fmt: skip
def test_what_a_format_would_read_otherwise_is_refused(suffix, text, category):
    lexicon = Lexicon.of("l", {category: [text, "b"]}, case="fold")
    try:
        content, _ = write(lexicon, f"x{suffix}")
    except RhetoricError as error:
        assert "otherwise" in str(error) or "cannot hold" in str(error)  # noqa: PT017
    else:
        assert read_bytes(f"x{suffix}", content) == replace(lexicon, name="x")


def test_no_cell_of_a_table_is_run_by_a_spreadsheet():
    evil = ["=cmd|' /C calc'!A0", "@SUM(a)", "+a", "-a b", "'=z"]
    for suffix in (".csv", ".tsv", ".dicx"):
        content, _ = write(Lexicon.of("l", {"=b": evil}, case="fold"), f"x{suffix}")
        cells = content.decode().replace("\t", ",").replace('"', "").replace("\n", ",").split(",")
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
        assert {e.text for e in read_bytes(f"x{suffix}", content).entries} == set(evil)


def run(*arguments):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


def test_the_command_shows_converts_and_refuses(tmp_path):
    path = tmp_path / "mood.csv"
    path.write_text("term,category,weight\ngood,mood,2\nbad,mood,-1\n:),mood,1\n")
    data = json.loads(run("lexicons", path, "--json").stdout)
    assert data["rows"][0]["sample"] == ["good (2)", "bad (3)"]
    assert data["rows"][0]["weights"] == "-1 to 2"
    assert "line 4" in data["notes"][0]
    done = run("lexicons", path, "-o", tmp_path / "mood.dic")
    assert done.returncode == 2
    assert "2 × weights" in done.stderr
    assert not (tmp_path / "mood.dic").exists()
    done = run("lexicons", path, "-o", tmp_path / "mood.dic", "--lossy")
    assert done.returncode == 0
    assert "not in it: 2 × weights." in done.stderr
    assert run("lexicons", path, "-o", tmp_path / "mood.dic").returncode == 2
    assert run("lexicons", path, "-o", path).returncode == 73
    assert run("lexicons", path, "-o", tmp_path / "mood.docx").returncode == 2
    assert run("lexicons", "-o", tmp_path / "b.dic").returncode == 2
