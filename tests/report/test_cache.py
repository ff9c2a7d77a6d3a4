"""What was read before is taken from the cache only if it is just the same; else it is read."""

import random
from dataclasses import replace

import pytest

import rhetoric as rt
from rhetoric.corpus import Note, RhetoricError
from rhetoric.read import kept, read
from rhetoric.read.address import cache_home
from rhetoric.report.cache import NAME, Files
from rhetoric.report.run import Job, run

TOML = """
[documents."a.txt"]
date = 2020-05-01
genre = "speech"
[documents."a.txt".meta]
day = 2020-05-02
[defaults]
publisher = "Press"
"""


@pytest.fixture
def corpus(folder):
    return folder({
        "texts/a.txt": "The first harbour plan of the council was adopted.\n\n" * 3,
        "texts/b.txt": "---\ntitle: On Walls\ntags: [x, y]\ndate: 2021-05-06\n---\nIt grew.\r\n",
        "texts/c.txt": "한국어 문장이 여기에 있다. 그리고 또 하나.\n",
        "texts/metadata.csv": "file,speaker\nb.txt,Someone\n",
        "texts/corpus.toml": TOML,
    }) / "texts"  # fmt: skip


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def entries(cache):
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_what_is_kept_makes_the_same_corpus(corpus, cache):
    plain = read(corpus)
    for found in (0, 2):
        files = Files(cache)
        assert read(corpus, cache=files) == plain
        assert files.found == found
    assert len(entries(cache)) == 2  # a value that JSON does not have is read anew


def test_every_format_comes_back_as_it_was(request, cache):
    samples = request.path.parents[1] / "fixtures" / "samples"
    plain = read(samples)
    assert read(samples, cache=Files(cache)) == plain
    files = Files(cache)
    assert read(samples, cache=files) == plain
    assert files.found == len(plain) + len(plain.others) + len(
        [s for s in plain.skipped if "same bytes" in s.reason]
    )


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("b.txt", "Other words."),
        ("metadata.csv", "file,speaker\nb.txt,Another\n"),
        ("corpus.toml", '[documents."b.txt"]\ngenre = "song"\n'),
        ("corpus.toml", '[defaults]\npublisher = "Another"\n'),
    ],
)
def test_what_decides_a_document_decides_its_key(corpus, cache, file, text):
    read(corpus, cache=Files(cache))
    (corpus / file).write_text(text, encoding="utf-8")
    assert read(corpus, cache=Files(cache)) == read(corpus)


def test_a_file_that_is_renamed_is_another(corpus, cache):
    read(corpus, cache=Files(cache))
    (corpus / "b.txt").rename(corpus / "2019-01-01.txt")
    assert read(corpus, cache=Files(cache)) == read(corpus)


def test_a_byte_that_changes_anywhere_costs_time_only(corpus, cache):
    plain, dice = read(corpus), random.Random(1)
    for _ in range(30):
        read(corpus, cache=Files(cache))
        for path in entries(cache):
            content = bytearray(path.read_bytes())
            content[dice.randrange(len(content))] ^= dice.randrange(1, 256)
            path.write_bytes(content[: dice.choice([None, len(content) // 2])])
        files = Files(cache)
        assert read(corpus, cache=files) == plain
        assert files.found == 0


@pytest.mark.parametrize("foreign", [b"", b"null", b"{}", b'{"id": 1}', b"[" * 100_000])
def test_an_entry_that_holds_no_document_is_read_anew(corpus, cache, foreign):
    plain, files = read(corpus), Files(cache)
    read(corpus, cache=files)
    for path in entries(cache):
        files.put(path.name, foreign)  # with a checksum that fits
    assert read(corpus, cache=Files(cache)) == plain


def test_entries_of_other_versions_go_and_nothing_else(corpus, cache):
    old, theirs = cache / NAME / ("0" * 16) / "ab", cache / NAME / "mine"
    for folder in (old, theirs, cache / "documents"):
        folder.mkdir(parents=True)
        (folder / "x").write_text("x")
    read(corpus, cache=Files(cache))
    assert not old.parent.exists()
    assert (theirs / "x").exists()
    assert (cache / "documents" / "x").exists()


def test_a_cache_that_cannot_be_written_is_none(corpus, tmp_path):
    (tmp_path / "file").write_text("x")
    assert read(corpus, cache=Files(tmp_path / "file")) == read(corpus)


def test_a_document_of_the_future_is_not_kept_since_some_day_it_is_of_the_past(corpus):
    document = rt.read(corpus)["a"]
    document = replace(document, meta={})
    assert kept.as_bytes(document) is not None
    ahead = replace(document, notes=(Note("date", "it lies in the future"),))
    assert kept.as_bytes(ahead) is None


def test_the_report_is_the_same_with_a_cache(corpus, cache, tmp_path):
    for name, folder in (("one", None), ("two", cache), ("three", cache)):
        run(Job(corpus, tmp_path / name, cache=folder))
    made = [
        {
            p.relative_to(tmp_path / n).as_posix(): p.read_bytes()
            for p in (tmp_path / n).rglob("*.*")
        }
        for n in ("one", "two", "three")
    ]
    assert made[0] == made[1] == made[2]


def test_a_cache_inside_the_corpus_or_the_report_is_refused(corpus, tmp_path):
    for cache in (corpus / "cache", tmp_path / "reports"):
        with pytest.raises(RhetoricError, match="lies inside"):
            run(Job(corpus, tmp_path / "reports", cache=cache))


def test_the_cache_is_where_the_desktop_says(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_home() == tmp_path / "rhetoric"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_home() == tmp_path / ".cache" / "rhetoric"
