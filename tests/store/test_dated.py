"""Counts that are merged once and brought up to date say what counts of everything say."""

import random
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.compare.drift import LEAST, LEAST_HOLDERS
from rhetoric.store import build, listed, merged, merging, segment
from rhetoric.store import dated as module
from rhetoric.store.build import count
from rhetoric.store.stored import open_store

pytest.importorskip("pyarrow")
WORDS = re.findall(r"\w+", """
    committee party range target inflation growth the of risk city flat plan link bank rate law
    army river field steel coal power rail school health trade price wage tax debt fund
""")  # fmt: skip
DOCUMENTS = 40


def dated(store):
    return module.dated(store, least=LEAST, holders=LEAST_HOLDERS)


def text(number, seed=0):
    """Return sentences at random; from document 20 on they speak of a canal."""
    rng = random.Random(1000 * seed + number)
    words = rng.choices(WORDS, k=90) + ["canal"] * (6 if number >= DOCUMENTS // 2 else 1)
    words += ["harbour"] * (1 if number == 3 else 0)
    rng.shuffle(words)
    return " ".join(" ".join(["We", *words[i : i + 7]]) + "." for i in range(0, len(words), 7))


def put(corpus, number, content):
    (corpus / f"{2000 + number // 4}-{number % 4 + 1:02d}-01 d.txt").write_text(content, "utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a corpus, its store, and what is merged of it."""
    home = tmp_path_factory.mktemp("dated")
    (home / "corpus").mkdir()
    for number in range(DOCUMENTS):
        put(home / "corpus", number, text(number))
    count(home / "corpus", home / "store", shard=6_000)
    dated(open_store(home / "store"))
    return home


@pytest.fixture
def place(home, tmp_path):
    """Return a copy of it all."""
    shutil.copytree(home, tmp_path / "it", copy_function=shutil.copy2)
    here = tmp_path / "it"
    shutil.rmtree(here / "store")
    count(here / "corpus", here / "store", shard=6_000)
    dated(open_store(here / "store"))
    return here


def same(store, *, anew=False):
    """Hold what drifts by merged counts against what drifts by all counts, to the bit."""
    opened = open_store(store)
    series = dated(opened)
    assert (series.fresh.nnz == 0 and (series.place >= 0).all()) == anew
    expected = rt.drift(opened.counts(min_count=2))
    found = rt.drift(series)
    assert len(expected.table)
    pd.testing.assert_frame_equal(found.table, expected.table, check_exact=True)
    assert found.tests == expected.tests
    assert found.rows() == expected.rows()


CHANGES = st.lists(
    st.tuples(st.sampled_from(["add", "edit", "remove"]), st.integers(0, DOCUMENTS - 1)),
    min_size=1, max_size=6, unique_by=lambda change: change[1],
)  # fmt: skip


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(changes=CHANGES, seed=st.integers(1, 99))
def test_what_came_and_went_gives_the_same_bits(place, monkeypatch, changes, seed):
    monkeypatch.setattr(module, "_STALE", 1.0)
    for what, number in changes:
        if what == "add":
            put(place / "corpus", DOCUMENTS + number, text(number, seed))
        elif what == "edit":
            put(place / "corpus", number, text(number, seed))
        else:
            put(place / "corpus", number, "")
    count(place / "corpus", place / "store")
    series = dated(open_store(place / "store"))
    expected = rt.drift(open_store(place / "store").counts(min_count=2))
    pd.testing.assert_frame_equal(rt.drift(series).table, expected.table, check_exact=True)


@pytest.mark.parametrize("share", [1, 50, 700])
@pytest.mark.parametrize("rows", [7, 1 << 16])
def test_ranges_of_words_of_any_size_are_merged_to_the_same_bytes(place, monkeypatch, share, rows):
    (folder,) = merged.kept(place / "store")
    expected = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(place / "store")
    monkeypatch.setattr(segment, "_ROWS", rows)
    count(place / "corpus", place / "store", shard=9_000)
    monkeypatch.setattr(merging, "SHARE", share)
    dated(open_store(place / "store"))
    (folder,) = merged.kept(place / "store")
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("document.npy", "count.npy", "about.json"):  # in the order of segments
        del found[name], expected[name]
    assert found == expected
    same(place / "store", anew=True)


def test_one_document_more_merges_nothing_anew(place, monkeypatch):
    put(place / "corpus", DOCUMENTS, text(DOCUMENTS))
    count(place / "corpus", place / "store")
    monkeypatch.setattr(module, "merged", None)  # nobody calls it
    same(place / "store")


def test_many_additions_and_their_compaction_merge_nothing_anew(place, monkeypatch):
    monkeypatch.setattr(module, "_STALE", 1.0)
    monkeypatch.setattr(build, "DELTAS", 2)
    for number in range(DOCUMENTS, DOCUMENTS + 6):
        put(place / "corpus", number, text(number))
        count(place / "corpus", place / "store", shard=6_000)
        same(place / "store")


def test_a_term_that_only_now_is_common_enough_is_tested(place, monkeypatch):
    monkeypatch.setattr(module, "_STALE", 1.0)
    for number in (DOCUMENTS, DOCUMENTS + 1):  # the word stands once in what was merged
        put(place / "corpus", number, text(number) + " The harbour." * 8)
    count(place / "corpus", place / "store")
    same(place / "store", anew=True)
    assert "harbour" in dated(open_store(place / "store")).merged.words


def test_too_many_changes_are_merged_anew_and_the_old_counts_go(place):
    for number in range(10):
        put(place / "corpus", number, text(number, 5))
    count(place / "corpus", place / "store")
    same(place / "store", anew=True)
    assert len(list(merged.kept(place / "store"))) == 1


def test_counts_that_are_damaged_are_made_anew(place):
    (folder,) = merged.kept(place / "store")
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-3] + bytes([whole[-3] ^ 64]) + whole[-2:])
        same(place / "store", anew=True)
        assert path.read_bytes() == whole  # the same counts are the same bytes
        path.write_bytes(whole[: len(whole) // 2])
        same(place / "store", anew=True)


def test_documents_of_many_segments_are_read_as_one_table_and_say_the_same(place, monkeypatch):
    monkeypatch.setattr(listed, "_FEW", 2)
    store = place / "store"
    before = open_store(store)
    parts = before.manifest.parts
    assert len(parts) > 3
    plain = [segment.table(store / part.name, "documents").to_pylist() for part in parts]
    same(store, anew=True)
    (path,) = (folder / "documents.npz" for folder in merged.kept(store))
    whole = path.read_bytes()
    assert [one.to_pylist() for one in listed.documents(store, parts)] == plain
    monkeypatch.setattr(listed, "table", None)  # nobody reads a segment's own
    pd.testing.assert_frame_equal(open_store(store).documents, before.documents)
    assert [one.to_pylist() for one in listed.documents(store, parts[::-1])] == plain[::-1]
    monkeypatch.undo()
    monkeypatch.setattr(listed, "_FEW", 2)
    monkeypatch.setattr(module, "_STALE", 1.0)
    for bytes_ in (whole[:-9], whole[:900] + bytes([whole[900] ^ 4]) + whole[901:], b""):
        path.write_bytes(bytes_)
        assert [one.to_pylist() for one in listed.documents(store, parts)] == plain
        same(store, anew=True)
        assert path.read_bytes() == whole
    put(place / "corpus", DOCUMENTS, text(DOCUMENTS))
    put(place / "corpus", 3, text(3, 9))
    (place / "corpus" / "2000-01-01 d.txt").unlink()
    count(place / "corpus", store)
    files = {*open_store(store).documents["file"]}
    assert files == {found.name for found in (place / "corpus").iterdir()}
    same(store)


def test_a_store_that_may_only_be_read_is_merged_in_memory(place, monkeypatch):
    def refuse(*_):
        raise PermissionError

    mkdir = Path.mkdir
    for folder in merged.kept(place / "store"):
        shutil.rmtree(folder)
    monkeypatch.setattr(
        Path,
        "mkdir",
        lambda path, *a, **k: refuse() if ".merged-" in path.name else mkdir(path, *a, **k),
    )
    same(place / "store", anew=True)
    assert not list(merged.kept(place / "store"))


def test_what_a_dead_run_left_is_swept_and_what_is_kept_stays(place):
    left = place / "store" / f".merged-{'0' * 16}.123"
    left.mkdir()
    put(place / "corpus", DOCUMENTS, text(DOCUMENTS))
    count(place / "corpus", place / "store")
    assert not left.exists()
    assert len(list(merged.kept(place / "store"))) == 1


def test_counts_of_shorter_terms_are_not_taken_for_all(place):
    count(place / "corpus", place / "store", force=True, ngrams=1)
    for kept in merged.kept(place / "store"):
        shutil.rmtree(kept)
    dated(open_store(place / "store"))
    count(place / "corpus", place / "store", force=True, ngrams=3)
    same(place / "store", anew=True)


def test_sums_of_other_documents_are_not_believed(place):
    rt.drift(dated(open_store(place / "store")))
    shutil.copytree(place, place / "other")
    for number in range(DOCUMENTS):
        put(place / "other" / "corpus", number, text(number, 7))
    count(place / "other" / "corpus", place / "other" / "store", force=True)
    rt.drift(dated(open_store(place / "other" / "store")))
    (mine,), (other,) = (merged.kept(home / "store") for home in (place, place / "other"))
    shutil.copy(other / "sides.npz", mine / "sides.npz")
    same(place / "store", anew=True)
