"""Stores of several folders: each document is read again from where it came."""

import shutil

import pytest

import rhetoric as rt
from rhetoric.cli import main
from rhetoric.corpus import RhetoricError
from rhetoric.store import build, known
from rhetoric.store.build import count
from rhetoric.store.known import behind
from rhetoric.store.manifest import NAME, load
from rhetoric.store.stored import open_store

pytest.importorskip("pyarrow")
LINE = "The Committee kept the {0} of the plan in {1}, and the bank kept it as well.\n\n"


def written(folder, begin, word, many=4):
    """Write a few documents, a year each."""
    folder.mkdir(parents=True, exist_ok=True)
    for year in range(begin, begin + many):
        (folder / f"{year}-01-03.txt").write_text(LINE.format(word, year) * 3, encoding="utf-8")
    return folder


@pytest.fixture
def one(tmp_path):
    return written(tmp_path / "one", 2001, "range")


@pytest.fixture
def two(tmp_path):
    folder = written(tmp_path / "two", 2011, "target")
    (folder / "corpus.toml").write_text('[defaults]\ngenre = "speech"\n', encoding="utf-8")
    return folder


@pytest.fixture
def store(tmp_path, one, two):
    """Return a store of one folder to which the other was added."""
    count(one, tmp_path / "store")
    count(two, tmp_path / "store", add=True)
    return tmp_path / "store"


def run(capsys, monkeypatch, *args):
    monkeypatch.setattr("sys.argv", ["rhetoric", *map(str, args)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code or 0, said.out + said.err


def files(store):
    return [document.file for document in open_store(store).corpus]


def test_texts_are_read_again_from_the_folder_they_came_from(store, capsys, monkeypatch):
    texts = open_store(store).read()
    assert [("range" in d.raw, d.genre) for d in texts] == [(True, None)] * 4 + [
        (False, "speech")
    ] * 4
    for args in (("concordance", store, "kept"), ("report", store, "-o", store.parent / "out")):
        code, said = run(capsys, monkeypatch, *args)
        assert code == 0, said


def test_what_was_added_from_elsewhere_stays(store, one, two):
    before = (store / NAME).read_bytes()
    done = count(one, store)
    assert [*done.new, *done.changed, *done.gone] == []
    assert (store / NAME).read_bytes() == before
    (one / "2001-01-03.txt").unlink()
    (two / "2011-01-03.txt").unlink()
    assert count(one, store).gone == ("2001-01-03.txt",)
    assert count(two, store, add=True).gone == ("2011-01-03.txt",)
    assert files(store) == [f"{year}-01-03.txt" for year in (2002, 2003, 2004, 2012, 2013, 2014)]


def test_a_file_of_either_folder_is_a_part_of_it(store, one, two):
    for folder, year, root in ((one, 2005, 0), (two, 2015, 1)):
        path = folder / "in" / f"{year}-01-03.txt"
        path.parent.mkdir()
        path.write_text(LINE.format("rate", year), encoding="utf-8")
        assert count(path, store, add=True).new == (f"in/{path.name}",)
        assert load(store).parts[-1].roots == (root,)
        path.unlink()
        assert count(folder, store, add=bool(root)).gone == (f"in/{path.name}",)
    assert len(load(store).roots) == 2


def test_a_folder_inside_is_a_part_of_it_and_takes_nothing_out(store, one):
    written(one / "in", 2005, "rate", 2)
    done = count(one / "in", store, add=True)
    assert done.new == ("in/2005-01-03.txt", "in/2006-01-03.txt")
    assert (done.gone, done.documents) == ((), 10)
    assert not count(one, store).new


def test_segments_put_together_know_where_their_documents_are(store, one, two, monkeypatch):
    monkeypatch.setattr(build, "DELTAS", 1)
    path = store.parent / "2020-01-01.txt"
    path.write_text(LINE.format("rate", 2020), encoding="utf-8")
    count(path, store, add=True)
    (part,) = load(store).parts
    assert part.roots == (0, 1, 2)
    assert [d.sha256 for d in open_store(store).read()] == [
        d.sha256 for folder in (one, two, path) for d in rt.read(folder)
    ]
    (two / "2011-01-03.txt").unlink()
    assert not count(one, store).gone
    assert count(two, store, add=True).gone == ("2011-01-03.txt",)


def test_all_is_counted_anew_from_all_folders(store, one, two, monkeypatch):
    before = files(store)
    done = count(one, store, force=True)
    assert "added from" in done.why
    assert str(two) in done.why
    assert (files(store), len(done.new)) == (before, 8)
    monkeypatch.setattr(known, "counting", lambda: "another")
    assert "this program" in count(one, store).why
    assert files(store) == before
    with pytest.raises(RhetoricError, match="without --add"):
        count(two, store, add=True, force=True)
    manifest = (store / NAME).read_bytes()
    shutil.move(two, two.parent / "moved")
    with pytest.raises(RhetoricError, match="is gone, from which documents were added"):
        count(one, store, force=True)
    assert (store / NAME).read_bytes() == manifest


def test_documents_of_two_folders_are_told_apart(store, one, two):
    before = (store / NAME).read_bytes()
    third = written(store.parent / "third", 2004, "bank", 1)
    with pytest.raises(RhetoricError, match=r"Two documents have the id .*one/.*third/.*rename"):
        count(third, store, add=True)
    (third / "corpus.toml").write_text('[documents."2004-01-03.txt"]\nid = "other"\n')
    with pytest.raises(RhetoricError, match="Two documents have the name"):
        count(third, store, add=True)
    assert (store / NAME).read_bytes() == before


def test_other_aliases_are_told(store, two):
    (two / "corpus.toml").write_text('[aliases]\nbank = ["banks"]\n', encoding="utf-8")
    with pytest.raises(RhetoricError, match="has other aliases than the corpus"):
        count(two, store, add=True)


def test_what_is_no_document_is_looked_at_once_in_each_folder(store, one, two, monkeypatch):
    for folder in (one, two):
        (folder / "data.json").write_text("{}", encoding="utf-8")
        count(folder, store, add=folder == two)
    before = (store / NAME).read_bytes()
    monkeypatch.setattr(
        build._Work, "_count", lambda *a: ([], [])[: 2 * all(not x.fresh for x in a[1])]
    )
    for folder in (one, two):
        count(folder, store, add=folder == two)
    assert (store / NAME).read_bytes() == before
    monkeypatch.undo()
    (two / "data.json").unlink()
    count(two, store, add=True)
    assert [file for file, *_ in load(store).skipped] == ["data.json"]


def test_a_file_added_while_corpus_toml_said_otherwise_is_read_again(tmp_path, two):
    store, said = tmp_path / "store", (two / "corpus.toml").read_text(encoding="utf-8")
    count(two, store)
    (two / "corpus.toml").write_text('[defaults]\ngenre = "report"\n', encoding="utf-8")
    new = two / "2019-01-03.txt"
    new.write_text(LINE.format("target", 2019) * 3, encoding="utf-8")
    count(new, store, add=True)
    assert {d.id: d.genre for d in open_store(store).corpus}["2019-01-03"] == "report"
    (two / "corpus.toml").write_text(said, encoding="utf-8")
    assert count(two, store).changed == (new.name,)
    assert {d.genre for d in open_store(store).corpus} == {"speech"}
    assert count(two, store).changed == ()


def test_a_table_that_says_something_else_of_a_file_is_seen(tmp_path, two):
    store, table = tmp_path / "store", two / "metadata.csv"
    table.write_text("file,speaker\n2011-01-03.txt,Ada\n", encoding="utf-8")
    count(two, store)
    assert count(two, store).changed == ()
    table.write_text("file,speaker\n2011-01-03.txt,Eva\n", encoding="utf-8")
    assert count(two, store).changed == ("2011-01-03.txt",)
    assert open_store(store).corpus["2011-01-03"].speaker == "Eva"


def test_a_folder_that_is_gone_is_told(store, one, two, capsys, monkeypatch):
    moved = one.rename(one.parent / "moved")
    for args in (("concordance", store, "kept"), ("documents", store)):
        code, said = run(capsys, monkeypatch, *args)
        assert code == 73
        assert f"'{one}' is gone" in said
        assert f"count FOLDER -o '{store}' --force" in said
    code, said = run(capsys, monkeypatch, "trends", store, "kept")
    assert code == 0, said
    assert any("is gone" in note.message for note in open_store(store).notes)
    with pytest.raises(RhetoricError, match=r"is gone: if that is .* now, count it anew"):
        count(moved, store)
    done = count(moved, store, force=True)
    assert (done.documents, f"in the place of {one}, with what was added" in done.why) == (8, True)
    two.rename(two.parent / "moved too")
    code, said = run(capsys, monkeypatch, "concordance", store, "target")
    assert (code, "into a new folder, with this where it is now" in said) == (73, True)


def test_a_corpus_toml_above_a_folder_that_is_gone_says_nothing(store, one):
    one.rename(one.parent / "moved")
    (one.parent / "corpus.toml").write_text("nonsense = 1\n", encoding="utf-8")
    assert len(open_store(store).corpus) == 8


def test_a_store_knows_that_its_folders_have_changed(store, one, two):
    assert behind(store) == []
    (one / "2001-01-03.txt").touch()  # the same bytes
    (one / "data.json").write_text("{}", encoding="utf-8")
    assert behind(store) == []  # no document
    count(one, store)
    assert behind(store) == []
    (one / "2009-01-03.txt").write_text(LINE.format("rate", 2009), encoding="utf-8")
    (two / "2011-01-03.txt").write_text("Something else.", encoding="utf-8")
    (two / "2012-01-03.txt").unlink()
    found = [(b.root, b.new, b.changed, b.gone, b.lost) for b in behind(store)]
    assert found == [(str(one), 1, 0, 0, False), (str(two), 0, 1, 1, False)]
    shutil.rmtree(two)
    assert [b.lost for b in behind(store)] == [False, True]


def test_status_and_report_say_that_the_store_is_behind(store, one, two, capsys, monkeypatch):
    more = (store, "-o", store.parent / "out")
    assert run(capsys, monkeypatch, "report", *more)[0] == 0
    assert run(capsys, monkeypatch, "status", *more, "--exit-code") == (
        0,
        f"up to date: {store.parent / 'out'}\n",
    )
    (two / "2019-01-03.txt").write_text(LINE.format("rate", 2019), encoding="utf-8")
    code, said = run(capsys, monkeypatch, "status", *more, "--exit-code")
    assert code == 1
    expected = f"1 file of '{two}' as it is now (1 new): run rhetoric count {two} -o {store}"
    assert f"{expected} --add" in said
    code, said = run(capsys, monkeypatch, "report", *more)
    assert code == 0
    assert "up to date with its store, which is not up to date with its documents: " in said
    assert f"{expected} --add" in said
    code, said = run(capsys, monkeypatch, "report", *more, "--check")
    assert (code, said.count("up to date:")) == (1, 0)  # as status does
    assert f"{expected} --add" in said
    count(two, store, add=True)
    assert run(capsys, monkeypatch, "report", *more)[0] == 0
    assert run(capsys, monkeypatch, "status", *more, "--exit-code")[0] == 0
    (one / "2001-01-03.txt").unlink()
    (one / "2002-01-03.txt").write_text("Something else.", encoding="utf-8")
    said = run(capsys, monkeypatch, "status", *more)[1]
    assert "does not have 2 files" in said
    assert "as they are now (1 changed, 1 gone): run rhetoric count" in said
    monkeypatch.setattr(known, "counting", lambda: "another")
    assert "another version of this program" in run(capsys, monkeypatch, "status", *more)[1]
    one.rename(one.parent / "moved")
    code, said = run(capsys, monkeypatch, "status", *more, "--exit-code")
    assert (code, f"'{one}' is gone" in said) == (1, True)


def emptied(content):
    return b""


def zeroed(content):
    return bytes(len(content))


def flipped(content):
    return bytes([content[0] ^ 1]) + content[1:]


@pytest.mark.parametrize("harm", [emptied, zeroed, flipped])
def test_names_that_are_damaged_let_nothing_count_twice(store, two, harm):
    for path in store.glob("*/names"):
        path.write_bytes(harm(path.read_bytes()))
    file = two / "2011-01-03.txt"
    file.write_text("Something else.", encoding="utf-8")
    done = count(file, store, add=True)
    assert (done.changed, done.documents) == ((file.name,), 8)


def like(store, folder):
    """Hold a store against one that was counted from a folder at once."""
    count(folder, other := store.with_name("at once"))
    one, two = (open_store(path) for path in (store, other))
    columns = ["file", "id", "sha256", "tokens"]
    assert one.documents[columns].equals(two.documents[columns])
    counts, expected = (each.counts(min_count=1) for each in (one, two))
    assert counts.features.tolist() == expected.features.tolist()
    assert (counts.matrix != expected.matrix).nnz == 0
    assert load(store).roots == load(other).roots
    assert load(store).skipped == load(other).skipped
    assert behind(store) == []


@pytest.mark.parametrize("deltas", [0, 32])
def test_a_folder_takes_over_the_roots_inside_it(tmp_path, one, monkeypatch, deltas):
    monkeypatch.setattr(build, "DELTAS", deltas)
    (one / "data.json").write_text("{}", encoding="utf-8")
    written(one / "in", 2005, "rate", 2)
    (one / "in" / "more.json").write_text("{}", encoding="utf-8")
    store = tmp_path / "store"
    count(one / "in", store)
    for path in sorted(one.glob("*.txt")):
        count(path, store, add=True)
    assert len(load(store).roots) == 5
    done = count(one, store, add=True)
    assert "counted as a part of" in done.why
    assert str(one / "in") in done.why
    assert done.documents == 6
    like(store, one)
    assert not count(one, store).new


def test_a_folder_takes_over_what_was_added_and_leaves_the_rest(store, one, two):
    outer = two.parent / "outer"
    inner = written(outer / "in", 2021, "rate", 2)
    last = written(two.parent / "last", 2031, "risk", 2)
    for root in (inner / "2021-01-03.txt", last, inner / "2022-01-03.txt"):
        count(root, store, add=True)
    done = count(outer, store, add=True)
    assert done.documents == 12
    roots = load(store).roots
    assert [root.address for root in roots] == [str(p) for p in (one, two, outer, last)]
    (outer / "2023-01-03.txt").write_text(LINE.format("rate", 2023), encoding="utf-8")
    assert count(outer / "2023-01-03.txt", store, add=True).new == ("2023-01-03.txt",)
    (inner / "2021-01-03.txt").unlink()
    (last / "2031-01-03.txt").unlink()
    assert count(outer, store, add=True).gone == ("in/2021-01-03.txt",)
    assert count(last, store, add=True).gone == ("2031-01-03.txt",)
    assert behind(store) == []
    assert count(one, store, force=True).documents == 11
    assert [d.raw for d in open_store(store).read()]


def test_a_folder_with_other_aliases_takes_over_all_of_a_store(tmp_path, one):
    written(one / "in", 2005, "rate", 2)
    (one / "corpus.toml").write_text('[aliases]\nbank = ["banks"]\n', encoding="utf-8")
    count(one / "in", tmp_path / "store")
    assert count(one, tmp_path / "store", add=True).documents == 6
    like(tmp_path / "store", one)


def test_what_was_added_is_known_of_a_store_that_is_damaged(store, one, two):
    content = (store / NAME).read_text(encoding="utf-8")
    (store / NAME).write_text(content.replace('"tokens"', '"tokenz"', 1), encoding="utf-8")
    done = count(one, store, force=True)
    assert done.documents == 8
    assert str(two) in done.why
    assert "must be added again" in done.why
    for harm in (content[:40], content.replace("rhetoric.store/3", "rhetoric.store/2")[:60], ""):
        (store / NAME).write_text(harm, encoding="utf-8")
        done = count(one, store, force=True)
        assert (done.documents, "must be added again" in done.why) == (4, True)


def test_programs_are_told_of_roots_that_are_not_known(store, one, capsys, monkeypatch):
    (store / NAME).write_text("", encoding="utf-8")
    code, said = run(capsys, monkeypatch, "count", one, "-o", store, "--force", "--json")
    assert code == 0
    assert "must be added again" in said


def test_what_is_counted_anew_keeps_the_length_of_its_n_grams(tmp_path, one, monkeypatch):
    count(one, store := tmp_path / "store", ngrams=2)
    monkeypatch.setattr(known, "counting", lambda: "another")
    assert "this program" in count(one, store).why
    assert load(store).ngrams == 2
    assert count(one, store, force=True).documents == 4
    assert load(store).ngrams == 2
    count(one, store, ngrams=3, force=True)
    assert load(store).ngrams == 3


def test_a_root_of_a_damaged_store_that_is_not_there_is_told(store, one, two):
    text = (store / NAME).read_text(encoding="utf-8")
    (store / NAME).write_text(text.replace(str(two), f"{two}o"), encoding="utf-8")
    done = count(one, store, force=True)
    assert done.documents == 4
    assert f"without {two}o, gone since" in done.why


def test_a_single_file_that_is_gone_is_let_go_of_by_force(store, one, capsys, monkeypatch):
    path = store.parent / "2020-01-01.txt"
    path.write_text(LINE.format("rate", 2020), encoding="utf-8")
    count(path, store, add=True)
    path.unlink()
    how = f"let go of it (rhetoric count '{one}' -o '{store}' --force)"
    for args in (("status", store), ("concordance", store, "rate"), ("schedule", "cron", store)):
        code, said = run(capsys, monkeypatch, *args)
        assert how in said, (code, said)
    monkeypatch.setattr(known, "counting", lambda: "another")
    with pytest.raises(RhetoricError, match="--force lets go of it"):
        count(one, store)
    done = count(one, store, force=True)
    assert (done.documents, f"without {path}, gone since" in done.why) == (8, True)
    assert run(capsys, monkeypatch, "schedule", "cron", store)[0] == 0


def test_recipes_say_of_an_added_folder_that_is_gone_what_other_commands_say(
    store, two, capsys, monkeypatch
):
    two.rename(two.parent / "moved")
    for args in (("status", store), ("concordance", store, "target"), ("schedule", "cron", store)):
        code, said = run(capsys, monkeypatch, *args)
        assert "into a new folder, with this where it is now (--add)" in said, (code, said)


def test_a_folder_that_moved_and_is_added_again_is_told(store, one, two):
    for root, said in ((two, "into a new folder"), (one, "count it where it is now")):
        moved = root.rename(root.parent / f"moved {root.name}")
        with pytest.raises(RhetoricError, match=f"'{root}' is gone, .*{said}"):
            count(moved, store, add=True)


def test_status_without_a_report_says_that_the_store_is_behind(store, two, capsys, monkeypatch):
    (two / "2019-01-03.txt").write_text(LINE.format("rate", 2019), encoding="utf-8")
    said = run(capsys, monkeypatch, "status", store, "-o", store.parent / "out")[1]
    assert "has no report yet" in said
    assert "does not have 1 file" in said


def test_one_document_is_one_document(tmp_path, capsys, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2001.txt").write_text("Word.", encoding="utf-8")
    (tmp_path / "in" / "data.json").write_text("{}", encoding="utf-8")
    said = run(capsys, monkeypatch, "count", tmp_path / "in", "-o", tmp_path / "store")[1]
    assert "1 document, 1 word, " in said
    assert "1 file skipped: " in said


@pytest.mark.parametrize("deltas", [1, 3, 32])
def test_folders_added_in_any_order_count_as_one_folder(tmp_path, monkeypatch, deltas):
    monkeypatch.setattr(build, "DELTAS", deltas)
    whole, store = tmp_path / "whole", tmp_path / "store"
    roots = [written(tmp_path / str(k), 2000 + 5 * k, f"word{k}", 5) for k in range(6)]
    gone = roots[4] / "2022-01-03.txt"
    for root in roots:
        count(root, store, add=root != roots[0])
    gone.unlink()
    for root in (roots[2], roots[4]):
        count(root, store, add=True)
    count(roots[0], store)
    for root in roots:
        shutil.copytree(root, whole, dirs_exist_ok=True)
    found = open_store(store).counts(min_count=1)
    expected = rt.count(rt.tokenize(rt.read(whole)), ngrams=(1, 3), per="document", min_count=1)
    assert found.features.tolist() == expected.features.tolist()
    assert (found.matrix != expected.matrix).nnz == 0
    assert [d.raw for d in open_store(store).read()] == [d.raw for d in rt.read(whole)]
    assert behind(store) == []
