"""Stores and corpora elsewhere: the same counts and findings, brought and uploaded in parts."""

import json
import shutil
import sys

import numpy as np
import pandas as pd
import pytest

import rhetoric as rt
from rhetoric.cli import main
from rhetoric.corpus import RhetoricError
from rhetoric.read import bring as mirrors
from rhetoric.read.remote import brought
from rhetoric.store import build, remote, upload
from rhetoric.store.build import count
from rhetoric.store.manifest import NAME, digest, is_store, load
from rhetoric.store.remote import local
from rhetoric.store.stored import open_store

pytest.importorskip("pyarrow")
fsspec = pytest.importorskip("fsspec")
TEXT = "The Committee met {0} times. It kept the range of the plan, and so did the bank in {0}.\n\n"
TEXTS = {
    f"20{n // 12 + 10}-{n % 12 + 1:02d}-03 {n}.txt": "".join(TEXT.format(n * k) for k in (1, 2, 3))
    for n in range(30)
}


@pytest.fixture
def memory(monkeypatch, tmp_path_factory):
    """Return the file system in memory with a corpus in /corpus; ``fetched`` are paths."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    mirrors._mirrors.clear()
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    for name, text in TEXTS.items():
        files.pipe(f"/corpus/{name}", text.encode())
    files.pipe("/corpus/corpus.toml", b'[defaults]\ngenre = "speech"\n')
    fetched, plain = [], type(files).cat_file

    def cat_file(self, path, **more):
        if not path.endswith(NAME):
            fetched.append(path)
        return plain(self, path, **more)

    monkeypatch.setattr(type(files), "cat_file", cat_file)
    files.fetched = fetched
    yield files
    files.store.clear()


@pytest.fixture
def here(tmp_path):
    """Return the same corpus as a folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    (folder / "corpus.toml").write_text('[defaults]\ngenre = "speech"\n')
    return folder


def same(one, other):
    """Hold the counts of two stores against each other, to the bit."""
    first, second = (open_store(store).counts() for store in (one, other))
    assert first.features.tolist() == second.features.tolist()
    for name in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(first.matrix, name), getattr(second.matrix, name))
    pd.testing.assert_frame_equal(first.rows, second.rows)


def run(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["rhetoric", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def another_machine(monkeypatch, tmp_path_factory):
    """Forget all that this run has brought."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    mirrors._mirrors.clear()
    mirrors.settle("memory://corpus", mirrors.Path("/nowhere"), mirrors.Path("/nowhere"))


def test_a_corpus_elsewhere_is_counted_as_a_folder(memory, here, tmp_path):
    done = count("memory://corpus", tmp_path / "one")
    assert len(done.new) == done.documents == 30
    count(here, tmp_path / "two")
    same(tmp_path / "one", tmp_path / "two")
    assert load(tmp_path / "one").corpus == "memory://corpus"
    again = count("memory://corpus", tmp_path / "one")
    assert [*again.new, *again.changed, *again.gone] == []
    memory.pipe("/corpus/2010-01-03 0.txt", b"The plan is another one.\n")
    memory.rm("/corpus/2010-02-03 1.txt")
    third = count("memory://corpus", tmp_path / "one")
    assert (third.changed, third.gone) == (("2010-01-03 0.txt",), ("2010-02-03 1.txt",))


def test_a_document_of_the_corpus_is_added_by_its_address(memory, tmp_path):
    count("memory://corpus", tmp_path / "store")
    memory.pipe("/corpus/new/2015-01-01 x.txt", b"The plan is new.\n")
    done = count("memory://corpus/new/2015-01-01 x.txt", tmp_path / "store", add=True)
    assert done.new == ("new/2015-01-01 x.txt",)
    memory.pipe("/corpus/new/2015-01-01 x.txt", b"The plan is old.\n")
    done = count("memory://corpus/new/2015-01-01 x.txt", tmp_path / "store", add=True)
    assert done.changed == ("new/2015-01-01 x.txt",)
    assert not count("memory://corpus", tmp_path / "store").new


def test_quotations_bring_their_documents_only(memory, tmp_path, monkeypatch, tmp_path_factory):
    count("memory://corpus", tmp_path / "store")
    another_machine(monkeypatch, tmp_path_factory)
    memory.fetched.clear()
    store = open_store(tmp_path / "store")
    document = store.corpus.documents[3]
    assert store.text(document).raw == TEXTS[document.file]
    assert [path.rpartition("/")[2] for path in memory.fetched] == ["corpus.toml", document.file]
    memory.pipe(f"/corpus/{document.file}", b"Something else.\n")
    with pytest.raises(RhetoricError, match=r"memory://corpus") as caught:
        open_store(tmp_path / "store").text(document)
    assert caught.value.code == 73


def test_a_store_elsewhere_is_read_as_a_folder(memory, here, tmp_path, monkeypatch):
    count(here, tmp_path / "store", shard=2000)
    memory.put(str(tmp_path / "store"), "/store", recursive=True)
    same(tmp_path / "store", "memory://store")
    root = local("memory://store")
    assert is_store(root)
    assert digest("memory://store") == digest(tmp_path / "store")
    many = len(memory.fetched)
    assert many == 7 * len(load(root).parts)
    local("memory://store")
    assert len(memory.fetched) == many
    (tmp_path / "corpus" / "2019-01-01 new.txt").write_text("The plan is new.\n")
    count(here, tmp_path / "store", shard=2000)
    memory.put(str(tmp_path / "store") + "/", "/store/", recursive=True)
    monkeypatch.setattr(remote, "_TRIES", 2)
    same(tmp_path / "store", "memory://store")


def test_a_store_that_is_written_to_an_address_is_the_same(memory, here, tmp_path):
    count("memory://corpus", "memory://out/store")
    count("memory://corpus", tmp_path / "two")
    same("memory://out/store", tmp_path / "two")
    assert not count("memory://corpus", "memory://out/store").new


def test_an_addition_uploads_its_segment_only(
    memory, here, tmp_path, monkeypatch, tmp_path_factory
):
    count(here, "memory://store", shard=2000)
    parts = {part.name for part in load(local("memory://store")).parts}
    put, uploaded = type(memory).put_file, []

    def put_file(self, lpath, rpath, **more):
        uploaded.append(rpath)
        return put(self, lpath, rpath, **more)

    monkeypatch.setattr(type(memory), "put_file", put_file)
    (tmp_path / "new.txt").write_text("The plan is new.\n")
    count(tmp_path / "new.txt", "memory://store", add=True)
    (new,) = {part.name for part in load(local("memory://store")).parts} - parts
    assert {path.split("/")[-2] for path in uploaded} == {new}
    memory.fetched.clear()
    local("memory://store")
    assert memory.fetched == []  # what was uploaded is not brought back
    another_machine(monkeypatch, tmp_path_factory)
    assert len(open_store("memory://store").documents) == 31


def test_old_segments_are_removed_after_the_switch(memory, here):
    count(here, "memory://store")
    (old,) = load(local("memory://store")).parts
    (here / "2010-01-03 0.txt").write_text("Another one.\n")
    count(here, "memory://store", force=True)
    (new,) = load(local("memory://store")).parts
    assert memory.exists(f"/store/{new.name}/counts.parquet")
    assert not memory.exists(f"/store/{old.name}")


def test_a_second_writer_is_refused_and_nothing_is_lost(memory, here, tmp_path, monkeypatch):
    count(here, "memory://store")
    (tmp_path / "new.txt").write_text("The plan is new.\n")
    plain = upload._upload

    def meanwhile(mirror, part):
        content = json.loads(memory.cat_file(f"/store/{NAME}"))
        memory.pipe(f"/store/{NAME}", json.dumps(content).encode())
        plain(mirror, part)

    monkeypatch.setattr(upload, "_upload", meanwhile)
    with pytest.raises(RhetoricError, match="Another run has written the store") as caught:
        count(tmp_path / "new.txt", "memory://store", add=True)
    assert caught.value.code == 75
    monkeypatch.undo()
    assert len(open_store("memory://store").documents) == 30


def test_two_writers_of_one_machine_wait_for_each_other(memory, here):
    count(here, "memory://store")
    mirror = mirrors.mirrored("memory://store")
    with remote.alone(mirror, 0), pytest.raises(RhetoricError) as caught:
        count(here, "memory://store")
    assert caught.value.code == 75
    assert "is writing the store in 'memory://store'" in str(caught.value)


@pytest.mark.parametrize("lost", ["put_file", "pipe_file"])
def test_an_upload_that_fails_leaves_what_was_there(memory, here, tmp_path, monkeypatch, lost):
    count(here, "memory://store")
    (tmp_path / "new.txt").write_text("The plan is new.\n")

    def fail(*_, **__):
        raise OSError(5, "me:secret")

    monkeypatch.setattr(type(memory), lost, fail)
    with pytest.raises(
        RhetoricError, match=r"could not be written \(EIO\); what was there"
    ) as caught:
        count(tmp_path / "new.txt", "memory://store", add=True)
    assert caught.value.code == 74
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert len(open_store("memory://store").documents) == 30
    assert count(tmp_path / "new.txt", "memory://store", add=True).documents == 31


def test_a_half_upload_is_noticed(memory, here, monkeypatch):
    monkeypatch.setattr(
        type(memory), "put_file", lambda self, _, rpath, **__: self.pipe_file(rpath, b"half")
    )
    with pytest.raises(RhetoricError, match="could not be written"):
        count(here, "memory://store")
    assert not memory.exists(f"/store/{NAME}")


def test_places_where_no_store_can_be(memory, here, tmp_path):
    memory.pipe("/other/notes.txt", b"mine")
    for address, code in (
        ("memory://other", 73), ("zip://x::/a.zip", 73), ("https://host/store", 73),
        ("nothing://b", 2),
    ):  # fmt: skip
        with pytest.raises(RhetoricError) as caught:
            count(here, address)
        assert caught.value.code == code, address
    with pytest.raises(RhetoricError, match="inside the corpus 'memory://corpus'"):
        count("memory://corpus", "memory://corpus/store")
    assert memory.cat_file("/other/notes.txt") == b"mine"
    with pytest.raises(RhetoricError, match="no store in 'memory://other'"):
        open_store("memory://other")


def test_a_hostile_manifest_names_no_folder_elsewhere(memory, here, tmp_path):
    count(here, tmp_path / "store")
    plain = json.loads((tmp_path / "store" / NAME).read_text())
    plain["parts"][0]["name"] = "../../evil"
    memory.pipe(f"/store/{NAME}", json.dumps(plain).encode())
    with pytest.raises(RhetoricError, match="is damaged") as caught:
        open_store("memory://store")
    assert caught.value.code == 73
    for content in (b"{", b"[]", b'{"schema": "other/1"}', b"\xff"):
        memory.pipe(f"/store/{NAME}", content)
        with pytest.raises(RhetoricError) as caught:
            open_store("memory://store")
        assert caught.value.code == 73


def test_a_store_that_is_swept_while_it_is_read(memory, here, tmp_path):
    count(here, tmp_path / "store")
    memory.put(str(tmp_path / "store"), "/store", recursive=True)
    (part,) = load(tmp_path / "store").parts
    memory.rm(f"/store/{part.name}", recursive=True)
    with pytest.raises(RhetoricError, match="was changed while it was read") as caught:
        open_store("memory://store")
    assert caught.value.code == 73


def test_commands_take_addresses(memory, here, tmp_path, capsys, monkeypatch):
    def both(command, *more):
        found = []
        for corpus in (str(here), "memory://corpus"):
            code, out, _ = run(capsys, monkeypatch, command, corpus, *more, "--json")
            assert code == 0
            found.append(json.loads(out))
        assert found[1]["corpus"].pop("path") == "memory://corpus"
        found[0]["corpus"].pop("path")
        assert found[0] == found[1]

    both("documents")
    both("keyness", "--target", "year=2012")
    both("concordance", "plan")
    both("drift")
    code, out, _ = run(
        capsys, monkeypatch, "count", "memory://corpus", "-o", "memory://st", "--json"
    )
    assert (code, json.loads(out)["store"]) == (0, "memory://st")
    assert "gone as it ends" in json.loads(out)["notes"][0]
    code, out, _ = run(capsys, monkeypatch, "drift", "memory://st", "--json")
    assert (code, json.loads(out)["corpus"]["path"]) == (0, "memory://st")
    name = "memory://corpus/2010-01-03 0.txt"
    code, out, _ = run(capsys, monkeypatch, "diff", name, str(here / "2010-02-03 1.txt"), "--json")
    assert code == 0
    assert name in json.loads(out)["corpus"]["path"]
    assert run(capsys, monkeypatch, "diff", name, "memory://corpus")[0] == 2


def test_a_report_on_an_address_is_the_report_on_the_folder(
    memory, here, tmp_path, capsys, monkeypatch
):
    for corpus, out in ((str(here), "one"), ("memory://corpus", "two")):
        code, _, said = run(capsys, monkeypatch, "report", corpus, "-o", str(tmp_path / out))
        assert code == 0, said
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes()
    more = ("-o", str(tmp_path / "two"))
    assert run(capsys, monkeypatch, "status", "memory://corpus", "--exit-code", *more)[0] == 0
    memory.rm("/corpus/2010-01-03 0.txt")
    code, said, _ = run(capsys, monkeypatch, "status", "memory://corpus", "--exit-code", *more)
    assert (code, "removed: 2010-01-03 0.txt" in said) == (1, True)


def test_many_documents_elsewhere_are_counted_for_a_report_once(
    memory, tmp_path, capsys, monkeypatch
):
    from rhetoric import fork
    from rhetoric.report import origin

    monkeypatch.setattr(origin, "FILES", 10)
    monkeypatch.setattr(fork, "able", lambda: False)  # a copy would see it alone
    plain, many = build._Work._count, []
    monkeypatch.setattr(
        build._Work,
        "_count",
        lambda self, looks, high: (many.append(len(looks[0].fresh)), plain(self, looks, high))[1],
    )
    more = ("report", "memory://corpus", "-o", str(tmp_path / "out"))
    for expected in (30, 1):
        code, _, said = run(capsys, monkeypatch, *more)
        assert (code, many.pop()) == (0, expected), said
        memory.pipe("/corpus/2015-01-01 x.txt", b"The plan is new.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("documents", "s3://KEY:SECRET@bucket/x"), ("documents", "nothing://me:SECRET@b/x?t=SECRET"),
        ("count", "nothing://me:SECRET@b", "-o", "x"), ("report", "ftp://me:SECRET@127.0.0.1:9/x"),
        ("count", "seeds", "-o", "ftp://me:SECRET@127.0.0.1:9/x"), ("report", "-o", "s3://a:SECRET@b"),
        ("watch", "s3://KEY:SECRET@bucket/x"), ("schedule", "cron", "s3://KEY:SECRET@bucket/x"),
        ("schedule", "systemd", "s3://KEY:SECRET@b/x"), ("status", "s3://KEY:SECRET@b/x"),
        ("documents", "s3://KEY:SECRET@b/x", "--init"), ("diff", "s3://KEY:SECRET@b/x", "seeds"),
        ("trends", "zip://x::s3://KEY:SECRET@b/x.zip", "plan"), ("similarity", "s3://K:SECRET@b"),
    ],
)  # fmt: skip
def test_no_command_tells_a_password(capsys, monkeypatch, arguments, tmp_path):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    code, out, err = run(capsys, monkeypatch, *arguments)
    assert "SECRET" not in out + err
    assert "a bug" not in err
    assert code in ({0} if arguments[1] == "cron" else {2, 69, 73})


def test_settings_are_told_without_passwords(capsys, monkeypatch):
    monkeypatch.setenv("RHETORIC_CORPUS", "s3://KEY:SECRET@bucket/x")
    for more in ((), ("--json",), ("--origin",)):
        _, out, _ = run(capsys, monkeypatch, "config", *more)
        assert "s3://bucket/x" in out
        assert "SECRET" not in out


def test_workers_that_do_not_see_the_documents_are_named(memory, tmp_path):
    from rhetoric.store.cluster import _seen

    class Client:
        def run(self, function, path, **_):
            return {"tcp://one": function(path), "tcp://two": False}

    root = brought("memory://corpus")
    with pytest.raises(RhetoricError, match="'memory://corpus': put the cache"):
        _seen(Client(), root)
    with pytest.raises(RhetoricError, match="put the folder"):
        _seen(Client(), tmp_path)


def test_the_mirror_may_be_deleted(memory, tmp_path):
    count("memory://corpus", tmp_path / "store")
    root = brought("memory://corpus")
    shutil.rmtree(root.parents[1])
    store = open_store(tmp_path / "store")
    assert store.text(store.corpus.documents[0]).raw
    assert len(rt.read("memory://corpus")) == 30


def test_a_report_without_a_cache_leaves_nothing_there(memory, tmp_path, capsys, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    given = ("memory://corpus", "-o", str(tmp_path / "out"), "--no-cache")
    assert run(capsys, monkeypatch, "report", *given)[0] == 0
    assert not (cache / "rhetoric").exists()


def test_a_folder_of_folders_is_no_place_for_a_store(memory):
    memory.pipe("/above/docs/a.txt", b"The plan is new.")
    with pytest.raises(RhetoricError, match=r"holds other things .'docs'.") as caught:
        count("memory://above/docs", "memory://above")
    assert caught.value.code == 73
    memory.pipe("/left/0123456789abcdef/words.parquet", b"half of one")
    count("memory://above/docs", "memory://left")


def test_texts_of_several_addresses_are_read_again_from_each(memory, here, tmp_path, monkeypatch):
    memory.pipe("/more/2020-01-01 a.txt", b"The plan is a new one.\n")
    memory.pipe("/more/corpus.toml", b'[defaults]\ngenre = "note"\n')
    memory.pipe("/single/2021-01-01 b.txt", b"The plan is an old one.\n")
    count(here, tmp_path / "store")
    for address in ("memory://more", "memory://single/2021-01-01 b.txt"):
        assert len(count(address, tmp_path / "store", add=True).new) == 1
    roots = [root.address for root in load(tmp_path / "store").roots]
    assert roots == [str(here), "memory://more", "memory://single/2021-01-01 b.txt"]
    assert count(here, tmp_path / "store").gone == ()
    mirrors._mirrors.clear()
    texts = open_store(tmp_path / "store").read()
    assert [(d.raw[:18], d.genre) for d in texts][-2:] == [
        ("The plan is a new ", "note"), ("The plan is an old", None)
    ]  # fmt: skip
    memory.rm("/more/2020-01-01 a.txt")
    memory.pipe("/more/2020-01-02 c.txt", b"The plan is another one.\n")
    done = count("memory://more", tmp_path / "store", add=True)
    assert (done.new, done.gone) == (("2020-01-02 c.txt",), ("2020-01-01 a.txt",))
