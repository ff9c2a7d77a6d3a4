"""Stores: the same counts as in one pass, whatever the shards and the order of additions."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.cli import main
from rhetoric.corpus import RhetoricError
from rhetoric.store import build, lock, merging, shares
from rhetoric.store.build import count
from rhetoric.store.manifest import NAME, load, locked
from rhetoric.store.segment import TABLES, table
from rhetoric.store.stored import open_store

pytest.importorskip("pyarrow")
SENTENCES = (
    "The Committee decided to keep the target range.", "Inflation has eased; risks remain.",
    "We must build 10 000 flats by 31, 200 in each city.", "Mr. Speaker, the U.S. grew. It did.",
    "The Party's five-year plan is the main link.", "Growth, growth and growth again!",
    "No. 5 of the plan says: the range of the target.", "당은 전진한다. 인민은 위대하다.",
)  # fmt: skip
WORDS = re.findall(
    r"\w+",
    """
    committee party range target inflation growth risk city flat plan link text bank rate law army
    river field steel coal power rail school health trade price wage tax debt fund
""",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=9).map("\n\n".join)


def written(folder, texts):
    """Write texts as the documents of a corpus, a date each."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"2020-01-{number + 1:02d} d.txt").write_text(text, encoding="utf-8")
    return folder


def plain(folder, ngrams=(1, 3), least=1):
    """Return counts as they are made in one pass."""
    return rt.count(rt.tokenize(rt.read(folder)), ngrams=ngrams, per="document", min_count=least)


def same(store, expected, ngrams=(1, 3), least=1):
    """Hold the counts of a store against those of one pass, to the bit."""
    found = open_store(store).counts(ngrams=ngrams, min_count=least)
    assert found.features.tolist() == expected.features.tolist()
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(found.matrix, name), getattr(expected.matrix, name))
    np.testing.assert_array_equal(found.lengths, expected.lengths)
    pd.testing.assert_frame_equal(found.rows, expected.rows)


@pytest.mark.parametrize("share", [1, 40, 1 << 20])
@pytest.mark.parametrize(("ngrams", "least"), [((1, 3), 1), ((2, 3), 2), ((3, 3), 1), ((1, 1), 9)])
def test_ranges_of_words_of_any_size_give_the_same_counts(
    tmp_path, monkeypatch, share, ngrams, least
):
    texts = [" ".join(SENTENCES[k::3] + SENTENCES[: k % 5]) for k in range(7)]
    corpus = written(tmp_path / "corpus", texts)
    count(corpus, tmp_path / "store", shard=150)
    monkeypatch.setattr(merging, "SHARE", share)
    same(tmp_path / "store", plain(corpus, ngrams, least), ngrams, least)


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=7), shard=st.sampled_from([1, 200, 10**7]),
    least=st.sampled_from([1, 2]), high=st.sampled_from([1, 3, 4]),
)  # fmt: skip
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_shards_of_any_size_count_as_one_pass(tmp_path, texts, shard, least, high):
    shutil.rmtree(tmp_path)
    folder = written(tmp_path, texts)
    store = tmp_path.with_name(f"{tmp_path.name}-store")
    shutil.rmtree(store, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "_LEAST", 1)
        count(folder, store, ngrams=high, shard=shard)
    same(store, plain(folder, (1, high), least), (1, high), least)


@pytest.fixture
def corpus(tmp_path):
    texts = [
        " ".join(f"The {a} of the {b} was {c} in the plan, and it is so." for a, b, c in zip(
            WORDS[k:], WORDS[k * k % 17 :], WORDS[3 * k % 19 :], strict=False)) for k in range(12)
    ]  # fmt: skip
    return written(tmp_path / "corpus", texts)


@pytest.fixture
def store(tmp_path, corpus):
    out = tmp_path / "store"
    count(corpus, out, shard=300)
    return out


def test_what_is_new_changed_and_gone_is_counted_and_nothing_else(corpus, store, monkeypatch):
    first, second, *_ = sorted(corpus.iterdir())
    first.unlink()
    second.write_text("The Committee met again.", encoding="utf-8")
    (corpus / "2020-02-01 new.txt").write_text("A new text of the Committee.", encoding="utf-8")
    read = []
    monkeypatch.setattr(
        shares, "_counted", lambda job, _real=shares._counted: read.extend(job[1]) or _real(job)
    )
    done = count(corpus, store)
    assert done.gone == (first.name,)
    assert done.changed == (second.name,)
    assert done.new == ("2020-02-01 new.txt",)
    assert {one.found.file for one in read} == {second.name, "2020-02-01 new.txt"}
    same(store, plain(corpus))
    assert not count(corpus, store).new


def test_a_file_that_is_only_touched_is_not_counted_again(corpus, store):
    before = (store / NAME).read_bytes()
    for path in corpus.iterdir():
        path.touch()
    done = count(corpus, store)
    assert not done.new
    assert not done.changed
    assert (store / NAME).read_bytes() == before


def test_fifty_single_additions_and_their_compaction_count_as_one_pass(tmp_path):
    texts = [" ".join(SENTENCES[k % 5 : k % 5 + 3]) + f" Only {k}." for k in range(50)]
    folder, store = tmp_path / "corpus", tmp_path / "store"
    folder.mkdir()
    (folder / "2019.txt").write_text("The first.", encoding="utf-8")
    count(folder, store)
    for number, text in enumerate(texts):
        path = folder / f"2020-{number // 28 + 1:02d}-{number % 28 + 1:02d}.txt"
        path.write_text(text, encoding="utf-8")
        count(path, store, add=True)
    assert len(load(store).parts) <= build.DELTAS + 1
    same(store, plain(folder))
    assert not count(folder, store).new  # what was added by itself is a document of the folder


def test_an_addition_reads_no_table_of_documents_but_those_that_may_have_it(
    tmp_path, store, monkeypatch
):
    """What is added to a store of any size costs the same."""
    read = []
    before = {part.name for part in load(store).parts}
    monkeypatch.setattr(
        build, "table", lambda *args, _real=build.table: read.append(args[0].name) or _real(*args)
    )
    new = tmp_path / "new.txt"
    new.write_text("A new text of the Committee.", encoding="utf-8")
    assert count(new, store, add=True).new == ("new.txt",)
    assert read
    assert not before & set(read)
    new.write_text("Another text of the Committee.", encoding="utf-8")
    assert count(new, store, add=True).changed == ("new.txt",)
    assert not before & set(read)


def test_a_document_with_the_id_of_another_is_not_added(tmp_path, corpus, store):
    before = (store / NAME).read_bytes()
    for folder in load(store).parts[:1]:  # without the digests the tables themselves are read
        (store / folder.name / "names").unlink()
    for there in sorted(corpus.iterdir())[:2] + sorted(corpus.iterdir())[-1:]:
        other = tmp_path / f"{there.stem}.md"
        other.write_text("Something else.", encoding="utf-8")
        with pytest.raises(RhetoricError, match="Two documents have the id"):
            count(other, store, add=True)
        assert (store / NAME).read_bytes() == before


def test_sums_of_segments_are_those_of_the_documents(corpus, store):
    expected = plain(corpus, (1, 3))
    sizes = expected.tokens
    dense = expected.matrix.toarray()
    wanted = {
        "count": dense.sum(0), "documents": (dense > 0).sum(0), "squares": (dense**2).sum(0),
        "products": (dense * sizes[:, None]).sum(0),
    }  # fmt: skip
    found = {name: dict.fromkeys(expected.features, 0) for name in wanted}
    for part in load(store).parts:
        rows = table(store / part.name, "grams").to_pydict()
        words = table(store / part.name, "words")["word"].to_pylist()
        texts = []
        for head, word in zip(rows["head"], rows["word"], strict=True):
            texts.append(f"{texts[head]} {words[word]}" if head >= 0 else words[word])
        for name, sums in found.items():
            for text, value in zip(texts, rows[name], strict=True):
                sums[text] += value
    for name, values in wanted.items():
        assert list(found[name].values()) == values.tolist()


@pytest.mark.parametrize("told", [False, True], ids=["copies", "joblib"])
def test_two_workers_count_as_one(tmp_path, corpus, monkeypatch, told):
    monkeypatch.setattr(build, "_LEAST", 1)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    if told:
        pytest.importorskip("joblib")
    else:
        monkeypatch.delitem(sys.modules, "joblib", raising=False)
    one, two = tmp_path / "one", tmp_path / "two"
    count(corpus, one, shard=300)
    count(corpus, two, shard=300, workers=2)
    assert (one / NAME).read_bytes() == (two / NAME).read_bytes()
    files = sorted(path.relative_to(one) for path in one.rglob("*.parquet"))
    assert len(files) == len(TABLES) * len(load(one).parts)
    assert all((one / path).read_bytes() == (two / path).read_bytes() for path in files)
    assert ("joblib" in sys.modules) is told


def test_a_share_is_counted_alike_whatever_was_counted_before(tmp_path, corpus, monkeypatch):
    for name, known in (("fresh", 0), ("kept", 10**6)):
        monkeypatch.setattr(shares, "_KNOWN", known)
        count(corpus, tmp_path / name, shard=300)
        count(corpus, tmp_path / name, shard=300, force=True)
    one, two = tmp_path / "fresh", tmp_path / "kept"
    files = sorted(path.relative_to(one) for path in one.rglob("*.parquet"))
    assert files
    assert all((one / path).read_bytes() == (two / path).read_bytes() for path in files)


def test_copies_and_other_languages_do_not_count_as_in_a_corpus(tmp_path):
    english = "The Committee decided that it would keep the rate at which it lends to the banks. "
    texts = [english * 3, english * 3, english * 4, "조선로동당 중앙위원회 제8기 전원회의. " * 9]
    folder, store = written(tmp_path / "corpus", texts), tmp_path / "store"
    count(folder, store)
    same(store, plain(folder))
    assert len(open_store(store).documents) == 2


def test_statistics_by_document_are_those_of_the_corpus(corpus, store):
    wanted = rt.keyness(
        plain(corpus, least=2), target="date=2020-01-07..2020-01-12", unit="document"
    )
    counts = open_store(store).counts(min_count=2)
    found = rt.keyness(counts, target="date=2020-01-07..2020-01-12", unit="document")
    pd.testing.assert_frame_equal(
        found.table.drop(columns="label"), wanted.table.drop(columns="label")
    )
    term = found.table["feature"][0]
    assert found.evidence(term)[0]["text"] == wanted.evidence(term)[0]["text"]
    assert found.rows(3)[0]["evidence"] == wanted.rows(3)[0]["evidence"]
    trend = rt.trends(counts, ["Committee"]).table.drop(columns="label")
    expected = rt.trends(plain(corpus), ["Committee"]).table.drop(columns="label")
    pd.testing.assert_frame_equal(trend, expected)


def test_a_quotation_from_a_file_that_changed_is_refused(corpus, store):
    counts = open_store(store).counts()
    for path in corpus.iterdir():
        path.write_text("Now something else.", encoding="utf-8")
    with pytest.raises(RhetoricError, match="no longer what was counted"):
        rt.keyness(counts, target="id=2020-01-01", unit="document").evidence("the")


def test_readers_see_the_old_store_whole_until_the_new_one_is(corpus, store, monkeypatch):
    before, expected = (store / NAME).read_bytes(), plain(corpus)
    (corpus / "2020-03-01.txt").write_text("A late text.", encoding="utf-8")

    def fail(*_):
        raise OSError(28, "No space left on device")

    for module, name in ((build, "save"), (shares, "written")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail)
            with pytest.raises(RhetoricError, match="No space left") as caught:
                count(corpus, store)
        assert caught.value.code == 74
        assert (store / NAME).read_bytes() == before
    shutil.move(corpus / "2020-03-01.txt", corpus.parent)
    same(store, expected)


def test_what_a_dead_run_left_is_swept_away(corpus, store):
    (store / ".new-3").mkdir()
    (store / ("0" * 16)).mkdir()
    (store / "mine.txt").write_text("somebody's", encoding="utf-8")
    (corpus / "2020-03-01.txt").write_text("A late text.", encoding="utf-8")
    count(corpus, store)
    names = {path.name for path in store.iterdir()}
    assert names == {NAME, ".lock", "mine.txt", *(part.name for part in load(store).parts)}


def test_a_second_writer_waits_or_is_told_who_writes(corpus, store):
    with locked(store), pytest.raises(RhetoricError, match="is writing the store") as caught:
        count(corpus, store)
    assert caught.value.code == 75


def test_a_file_system_without_locks_is_refused(corpus, store, monkeypatch):
    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock.fcntl, "flock", none)
    with pytest.raises(RhetoricError, match="of the store has no locks") as caught:
        count(corpus, store)
    assert caught.value.code == 73


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"schema": "rhetoric.store/9"}', "of the kind 'rhetoric.store/9'"),
        ('{"schema": "rhetoric.store/3"}', "damaged"), ("{", "damaged"), ("[]", "damaged"),
    ],
)  # fmt: skip
def test_a_store_of_another_version_or_a_damaged_one_is_refused(corpus, store, content, said):
    (store / NAME).write_text(content, encoding="utf-8")
    for call in (lambda: open_store(store), lambda: count(corpus, store)):
        with pytest.raises(RhetoricError, match=said) as caught:
            call()
        assert caught.value.code == 73
    count(corpus, store, force=True)
    same(store, plain(corpus))


@pytest.mark.parametrize("name", TABLES)
def test_a_damaged_or_missing_table_is_told_in_a_sentence(store, name):
    folder = store / load(store).parts[0].name
    path = folder / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    with pytest.raises(RhetoricError, match=r"damaged .*count it anew"):
        table(folder, name)
    path.unlink()
    with pytest.raises(RhetoricError, match=r"damaged .*count it anew"):
        table(folder, name)
    (store / NAME).unlink()
    with pytest.raises(RhetoricError, match="was changed while it was read"):
        table(folder, name)


@pytest.mark.parametrize("name", TABLES)
def test_a_store_that_lost_a_table_is_counted_anew(corpus, store, name):
    (store / load(store).parts[0].name / f"{name}.parquet").unlink()
    with pytest.raises(RhetoricError, match="a table is gone"):
        count(min(corpus.iterdir()), store, add=True)
    assert "was gone" in count(corpus, store).why
    same(store, plain(corpus))


@pytest.mark.parametrize("ngrams", [(1, 1), (1, 2), (2, 2), (2, 3), (3, 3)])
def test_n_grams_of_some_lengths_are_as_in_one_pass(corpus, store, ngrams):
    same(store, plain(corpus, ngrams), ngrams)


def test_words_of_replaced_documents_no_longer_count(corpus, store):
    path = min(corpus.iterdir())
    path.write_text("Only four words here.", encoding="utf-8")
    assert count(corpus, store).tokens == len(rt.tokenize(rt.read(corpus)))
    assert count(corpus, store).tokens == len(rt.tokenize(rt.read(corpus)))


@pytest.mark.parametrize(
    "args", [["documents", "STORE", "--init"], ["watch", "STORE"], ["count", "STORE", "-o", "x"]]
)
def test_commands_that_need_the_folder_say_that_this_is_a_store(store, args, capsys, monkeypatch):
    monkeypatch.setattr(
        "sys.argv", ["rhetoric", *(str(store) if a == "STORE" else a for a in args)]
    )
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "is a store" in capsys.readouterr().err
    assert not (store / "corpus.toml").exists()


@pytest.mark.parametrize(
    "args",
    ["shift --target date=2020-01-07..2020-01-12", "similarity", "trends range --ngrams 1",
     "tfidf --ngrams 2 --unit document", "trends range"],
)  # fmt: skip
def test_a_command_says_of_a_store_what_it_says_of_the_folder(
    corpus, store, args, capsys, monkeypatch
):
    said = []
    name, *rest = args.split()
    for path in (corpus, store):
        monkeypatch.setattr("sys.argv", ["rhetoric", name, str(path), *rest, "--json"])
        with pytest.raises(SystemExit) as caught:
            main()
        assert not caught.value.code
        rows = json.loads(capsys.readouterr().out)["rows"]
        said.append([{k: v for k, v in r.items() if "label" not in k} for r in rows])
    assert name == "tfidf" or len(said[1]) > 3
    assert said[0] == said[1]


def test_stores_in_wrong_places_are_refused(tmp_path, corpus, store):
    with pytest.raises(RhetoricError, match="inside the corpus"):
        count(corpus, corpus / "store")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RhetoricError, match="holds other things"):
        count(corpus, tmp_path / "other")
    other = written(tmp_path / "another", ["Other words."])
    with pytest.raises(RhetoricError, match="is the store of"):
        count(other, store)
    with pytest.raises(RhetoricError, match="n-grams of up to 3 words"):
        count(corpus, store, ngrams=2)
    with pytest.raises(RhetoricError, match="not 4"):
        open_store(store).counts(ngrams=(1, 4))
    with pytest.raises(RhetoricError, match="There is no store"):
        open_store(tmp_path / "nowhere")


def test_without_the_extra_its_name_is_told(corpus, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RhetoricError, match=r"rhetoric-toolkit\[scale\]"):
        count(corpus, tmp_path / "store")


def test_metadata_of_one_document_that_change_let_only_it_be_read_again(corpus, store):
    name = min(path.name for path in corpus.iterdir())
    (corpus / "corpus.toml").write_text(
        f'[documents."{name}"]\ngenre = "speech"\n', encoding="utf-8"
    )
    assert count(corpus, store).changed == (name,)
    same(store, plain(corpus))
    (corpus / "corpus.toml").write_text('[aliases]\ncommittee = ["Party"]\n', encoding="utf-8")
    done = count(corpus, store)
    assert "aliases" in done.why
    same(store, plain(corpus))


def test_the_tables_can_be_read_by_anybody(store):
    duckdb = pytest.importorskip("duckdb")
    parts = str(Path(store) / "*" / "counts.parquet")
    rows = duckdb.sql(f"SELECT sum(count) FROM read_parquet('{parts}')").fetchall()[0]
    assert rows[0] == open_store(store).counts(min_count=1).totals.sum()
    assert json.loads((store / NAME).read_text(encoding="utf-8"))["ngrams"] == 3


def test_counting_starts_without_heavy_imports(tmp_path, corpus):
    code = (
        "import sys; from rhetoric.store.build import count; count(sys.argv[1], sys.argv[2]); "
        "count(sys.argv[1], sys.argv[2]); "
        "print([n for n in ('pandas', 'scipy', 'sklearn', 'joblib') if n in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(corpus), str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [name for name in TABLES if name != "tokens"])
def test_a_table_of_another_store_is_damage(tmp_path, corpus, store, name):
    texts = ["Other words stand here.", "Here and there they stand."]
    count(written(tmp_path / "others", texts), tmp_path / "other")
    mine, other = (home / load(home).parts[0].name for home in (store, tmp_path / "other"))
    shutil.copy(other / f"{name}.parquet", mine / f"{name}.parquet")
    with pytest.raises(RhetoricError, match="is damaged") as caught:
        (open_store(store).counts(), open_store(store).shown(["stand"]))
    assert caught.value.code == 73


def test_a_store_in_a_folder_that_looks_like_an_address_is_a_folder(tmp_path, corpus, monkeypatch):
    monkeypatch.chdir(tmp_path)
    count(corpus, "s3:/store")
    assert (tmp_path / "s3:" / "store" / NAME).is_file()
    assert len(open_store("s3:/store").documents)
    count(corpus, "s3:/store")


@pytest.mark.parametrize("name", TABLES)
def test_a_bit_that_fell_over_in_a_table_is_told_or_changes_nothing(tmp_path, name):
    store = tmp_path / "store"
    count(written(tmp_path / "corpus", [*SENTENCES[:4], "The plan is the plan."]), store)
    folder = store / load(store).parts[0].name
    path = folder / f"{name}.parquet"
    whole, expected = path.read_bytes(), table(folder, name)
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    told = []
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        os.utime(path, ns=(at, at))
        try:
            assert table(folder, name).equals(expected), at
            assert at < footer
        except RhetoricError as error:
            told.append((error.code, "is damaged" in str(error)))
    assert {*told} == {(73, True)}
    assert len(told) > len(whole) - footer


def test_a_store_whose_seals_are_damaged_is_damaged(corpus, store):
    path = store / load(store).parts[0].name / "seals"
    for content in (b"", b"[]", b"\xff", path.read_bytes().replace(b"a", b"b")):
        path.write_bytes(content)
        with pytest.raises(RhetoricError, match="is damaged") as caught:
            open_store(store).counts()
        assert caught.value.code == 73
    path.unlink()
    with pytest.raises(RhetoricError, match=r"an earlier version .* has no seals"):
        open_store(store).counts()
    assert "was gone" in count(corpus, store).why
    same(store, plain(corpus))


@pytest.mark.parametrize("deltas", [32, 0])
def test_a_segment_is_on_the_disk_before_it_is_known(tmp_path, monkeypatch, deltas):
    on_disk, fsync, save = set(), os.fsync, build.save

    def waited(descriptor):
        fsync(descriptor)
        on_disk.add(os.fstat(descriptor).st_ino)

    def told(where, manifest):
        files = [path for part in manifest.parts for path in (where / part.name).iterdir()]
        assert len(files) > len(TABLES) * len(manifest.parts)
        assert {path.stat().st_ino for path in files} <= on_disk
        save(where, manifest)

    monkeypatch.setattr(os, "fsync", waited)
    monkeypatch.setattr(build, "save", told)
    monkeypatch.setattr(build, "DELTAS", deltas)
    corpus = written(tmp_path / "corpus", SENTENCES[:4])
    count(corpus, tmp_path / "store", workers=1)
    (corpus / "2030-01-01.txt").write_text(SENTENCES[4], encoding="utf-8")
    count(corpus, tmp_path / "store", workers=1)
    assert len(load(tmp_path / "store").parts) == (2 if deltas else 1)
