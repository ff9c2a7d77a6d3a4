"""Reading as a whole: what may differ between two folders without any difference in the words."""

import os
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.read import READERS, read
from rhetoric.read.decode import decode

TOML_VALUES = st.recursive(
    st.text(max_size=5) | st.integers(-9999, 99999) | st.booleans() | st.dates(),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
DATES = st.sampled_from([
    "Title", "January 5", "Juche 110 (2021)", "June 31, 2020", "(KCNA) --", "was held on", "Speech",
    "2021, three years ago", "make 2024 a year of", "from May 5 to 3,", "٣ May 2020", "\n\n", ".",
    "Pyongyang,", "Published", "0000-00-00", "29 February 2023", "²",
])  # fmt: skip


def written(files):
    """Return what reading a new folder of these files gives, or the error."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        try:
            return read(name)
        except rt.RhetoricError as error:
            return error


def words(corpus):
    tokens = rt.tokenize(corpus)
    return [tokens.types[i] for i in tokens.ids]


@pytest.mark.parametrize(
    "first", ["import rhetoric.read", "from rhetoric.read.scan import scan", "rhetoric.read"]
)
def test_the_name_read_can_be_called_whatever_was_imported_before(seeds, first):
    code = f"import rhetoric\n{first}\nprint(len(rhetoric.read({str(seeds)!r})))"
    env = {**os.environ, "PYTHONPATH": str(Path(rt.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "5"


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_random_bytes_are_read_or_refused(contents):
    found = written({f"{n}.txt": content for n, content in enumerate(contents)})
    if isinstance(found, rt.Corpus):
        rt.count(rt.tokenize(found))
        assert len(found) + len(found.others) + len(found.skipped) == len(contents)


@given(st.text(max_size=300))
def test_any_text_is_read_as_it_is(text):
    found = written({"a.txt": text.encode("utf-8", "surrogatepass")})
    if (
        isinstance(found, rt.Corpus)
        and found[0].encoding == "utf-8"
        and "\ufffd" not in found[0].raw
    ):
        assert found[0].raw == text


@given(st.binary(max_size=120))
def test_a_random_corpus_toml_is_read_or_refused(content):
    written({"a.txt": b"It grew.", "corpus.toml": content})


@given(st.sampled_from(["date", "event_start", "published", "genre", "meta", "id"]), TOML_VALUES)
@settings(max_examples=60)
def test_a_random_value_in_corpus_toml_is_read_or_refused(key, value):
    shown = value.isoformat() if hasattr(value, "isoformat") else repr(value).lower()
    toml = f'[documents."a.txt"]\n{key} = {shown}'
    written({"a.txt": b"It grew.", "corpus.toml": toml.encode("utf-8", "replace")})


@given(st.lists(DATES, max_size=20))
def test_any_heap_of_dates_is_read(parts):
    found = written({"a.txt": " ".join(["It is.", *parts]).encode()})
    assert isinstance(found, rt.Corpus)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_the_seeds_have_the_same_words_whatever_ends_their_lines(
    seeds, seeds_corpus, tmp_path, end
):
    for path in seeds.iterdir():
        text = path.read_bytes().decode()
        changed = text.replace("\n", end) if path.suffix == ".txt" else text
        (tmp_path / path.name).write_bytes(changed.encode())
    other = rt.read(tmp_path)
    assert words(other) == words(seeds_corpus)
    for a, b in zip(other, seeds_corpus, strict=True):
        assert [block.kind for block in a.blocks] == [block.kind for block in b.blocks]
        assert (a.date, a.event_end, a.published, a.notes) == (
            b.date, b.event_end, b.published, b.notes,
        )  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_seeds_have_the_same_words_in_every_marked_encoding(
    seeds, seeds_corpus, tmp_path, codec
):
    for path in seeds.iterdir():
        content = path.read_bytes()
        if path.suffix == ".txt":
            content = content.decode().encode(codec)
        (tmp_path / path.name).write_bytes(content)
    assert words(rt.read(tmp_path)) == words(seeds_corpus)


def test_the_order_and_the_names_of_files_do_not_matter(seeds, tmp_path):
    paths = sorted(seeds.glob("*.txt"))
    for folder, names in (("one", "vwxyz"), ("two", "zyxwv")):
        (tmp_path / folder).mkdir()
        for path, name in zip(paths, names, strict=True):
            (tmp_path / folder / f"{name}.txt").write_bytes(path.read_bytes())
    one, two = rt.read(tmp_path / "one"), rt.read(tmp_path / "two")
    assert [d.id for d in one] == ["z", "y", "w", "x", "v"]
    assert [d.id for d in two] == ["v", "w", "y", "x", "z"]
    assert [(d.label, d.sha256) for d in one] == [(d.label, d.sha256) for d in two]
    assert words(one) == words(two)


def test_reading_twice_gives_the_same(seeds, seeds_corpus):
    assert rt.read(seeds) == seeds_corpus
    assert rt.read(str(seeds)) == seeds_corpus


def test_raw_is_the_text_of_the_file(seeds, seeds_corpus):
    for document in seeds_corpus:
        assert document.raw == (seeds / document.file).read_bytes().decode()


@pytest.mark.parametrize("suffix", [s or "none" for s in READERS if READERS[s] is decode])
def test_every_plain_format_is_read(tmp_path, suffix):
    (tmp_path / ("a" if suffix == "none" else f"a{suffix}")).write_text("It grew.", "utf-8")
    assert words(rt.read(tmp_path)) == ["it", "grew"]


SENTENCES = st.lists(
    st.sampled_from([
        "The Party’s plan grew.", "Café Größe naïve?", "조선로동당 대회가 열렸다.",
        "Ёлка й растёт.",
        "- an item of the list", "# A Heading", "", "Q: Why now?", "A: It was time.",
        "It was held on May 5, 2020 in Åbo.", "Dear delegates,", "ﾊﾝｶｸ ＡＢＣ.", "é.U.",
    ]),
    min_size=1,
    max_size=15,
)  # fmt: skip


@given(SENTENCES, st.sampled_from(["\r\n", "\r", "\u2028", "\x85"]))
def test_whatever_ends_lines_the_blocks_and_words_are_the_same(lines, end):
    one, two = (written({"a.txt": mark.join(lines).encode()}) for mark in ("\n", end))
    if isinstance(one, rt.Corpus):
        assert words(one) == words(two)
        assert [(b.kind, b.speaker) for b in one[0].blocks] == [
            (b.kind, b.speaker) for b in two[0].blocks
        ]
        assert (one[0].date, one[0].notes) == (two[0].date, two[0].notes)


@given(SENTENCES)
def test_composed_and_decomposed_characters_give_the_same_words(lines):
    text = "\n".join(lines)
    one, two = (
        written({"a.txt": unicodedata.normalize(form, text).encode()}) for form in ("NFC", "NFD")
    )
    if isinstance(one, rt.Corpus):
        assert words(one) == words(two)
        assert (one[0].title, one[0].language) == (two[0].title, two[0].language)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_random_table_of_metadata_is_read_or_noted(table, front):
    found = written({"a.txt": b"---\n" + front + b"\n---\nIt grew.", "metadata.csv": table})
    assert isinstance(found, (rt.Corpus, rt.RhetoricError))


MEASURE = """
import re, sys, rhetoric as rt
corpus = rt.read(sys.argv[1])
status = open("/proc/self/status").read()
peak = int(re.search(r"VmHWM:\\s+([0-9]+)", status)[1]) * 1024
print(peak / len(corpus[0].raw))
"""


@pytest.mark.skipif(not os.environ.get("RHETORIC_SLOW"), reason="slow: set RHETORIC_SLOW")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to measure with")
def test_fifty_megabytes_in_one_line_take_less_than_eight_times_their_size(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"word thing other party policy plan " * 1_420_000)
    env = {**os.environ, "PYTHONPATH": str(Path(rt.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert float(done.stdout) < 8
