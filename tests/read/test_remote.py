"""Documents elsewhere are read as those of a folder; what lists them is not trusted."""

import dataclasses
import io
import os
import subprocess
import sys
import tarfile
import threading
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.corpus import RhetoricError
from rhetoric.read import answers, bring, listing, mirror
from rhetoric.read.address import canonical, identity, is_address, named, origin, shown, where
from rhetoric.read.listing import Entry, Listing, apart, listed, unfit
from rhetoric.read.remote import brought, entered, fetch
from rhetoric.read.scan import inputs

fsspec = pytest.importorskip("fsspec")
TEXTS = {
    "2020-01-02 a.txt": "The Committee met. It kept the range of the plan.\n",
    "b/2021-03-04 b.txt": "The plan was kept, and the bank said so.\n",
    "corpus.toml": '[defaults]\ngenre = "speech"\n',
}


class Odd(fsspec.AbstractFileSystem):
    """A file system that lists and gives what a test tells it to."""

    protocol = "odd"
    cachable = False
    lines: dict = {}  # of each folder  # noqa: RUF012
    bodies: dict = {}  # noqa: RUF012
    asked: list = []  # noqa: RUF012
    before = staticmethod(lambda *_: None)

    def info(self, path, **_):
        self.before("info", path)
        for lines in self.lines.values():
            for line in lines:
                if line["name"] == path:
                    return line
        if path in self.lines:
            return {"name": path, "type": "directory", "size": 0}
        raise FileNotFoundError(path)

    def ls(self, path, **_):
        self.before("ls", path)
        if path not in self.lines:
            raise FileNotFoundError(path)
        return self.lines[path]

    def cat_file(self, path, **_):
        self.asked.append(path)
        self.before("get", path)
        if path not in self.bodies:
            raise FileNotFoundError(path)
        return self.bodies[path]

    def get_file(self, rpath, lpath, **_):
        Path(lpath).write_bytes(self.cat_file(rpath))


def line(name, size=5, **more):
    return {"name": name, "type": "file", "size": size, "ETag": f"e{size}", **more}


@pytest.fixture
def cache(monkeypatch, tmp_path_factory):
    """Return an empty folder that is the cache."""
    home = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    bring._mirrors.clear()
    return home


@pytest.fixture
def odd(monkeypatch, cache):
    for name, value in (("lines", {}), ("bodies", {}), ("asked", []), ("before", lambda *_: None)):
        monkeypatch.setattr(Odd, name, staticmethod(value) if name == "before" else value)
    fsspec.register_implementation("odd", Odd, clobber=True)

    def listing(*lines, base="b", **bodies):
        Odd.lines[base] = list(lines)
        Odd.bodies.update({one["name"]: b"Hello" for one in lines if one["type"] == "file"})

    return listing


@pytest.fixture
def memory(cache):
    """Return the file system in memory, empty, with a function that writes files there."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]

    def write(texts=TEXTS, base="/b"):
        for name, text in texts.items():
            files.pipe(f"{base}/{name}", text.encode())
        return files

    yield write
    files.store.clear()


def plain(corpus):
    return dataclasses.replace(corpus, path="")


def fails(address, code, *words):
    with pytest.raises(RhetoricError) as caught:
        rt.read(address)
    assert caught.value.code == code, caught.value
    for word in words:
        assert word in str(caught.value)
    assert str(caught.value).count("\n") == 0
    return str(caught.value)


def test_an_address_is_read_as_a_folder(memory, folder):
    memory()
    there = rt.read("memory://b")
    assert there.path == "memory://b"
    assert plain(there) == plain(rt.read(folder(TEXTS)))
    assert [d.genre for d in there] == ["speech", "speech"]
    assert inputs("memory://b") == inputs(folder(TEXTS))


def test_an_address_may_be_a_path(memory):
    memory()
    assert rt.read(Path("memory://b")).path == "memory://b"
    with pytest.raises(RhetoricError, match="'nothing://b/x'") as caught:
        rt.read(Path("nothing://me:secret@b/x"))
    assert "secret" not in str(caught.value)


def test_one_file_is_read_with_what_is_said_of_its_folder(memory, folder):
    files = memory()
    files.pipe("/b/corpus.toml", b'metadata = "table.tsv"\n')
    files.pipe("/b/table.tsv", b"file\tgenre\n2020-01-02 a.txt\tletter\n")
    there = rt.read("memory://b/2020-01-02 a.txt")
    assert there.path == "memory://b/2020-01-02 a.txt"
    assert [(d.id, d.genre) for d in there] == [("2020-01-02 a", "letter")]


@pytest.mark.parametrize("within", ["", "d/e"])
def test_a_folder_of_an_archive_is_read(folder, tmp_path, within, cache):
    expected = plain(rt.read(folder(TEXTS)))
    archive = tmp_path.parent / f"{tmp_path.name}.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name, text in TEXTS.items():
            made.writestr(f"{within}/{name}".lstrip("/"), text)
    assert plain(rt.read(f"zip://{within}::{archive}")) == expected
    assert plain(rt.read(f"zip://{within}::file://{archive}")) == expected
    with zipfile.ZipFile(archive, "w") as made:  # another one of the same name
        made.writestr(f"{within}/new.txt".lstrip("/"), "The plan is new.\n")
    assert [d.id for d in rt.read(f"zip://{within}::{archive}")] == ["new"]


def test_files_of_this_machine_are_read_where_they_are(folder):
    where = folder(TEXTS)
    there = rt.read(f"file://{where}")
    assert plain(there) == plain(rt.read(where))
    assert brought(f"file://{where}") == where
    with pytest.raises(RhetoricError, match="There is no folder or file"):
        rt.read(f"file://{where}/nothing")


def test_a_folder_whose_name_looks_like_an_address_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("odd:/b", "zip::x.zip", "a::b"):
        Path(name).mkdir(parents=True)
        Path(name, "a.txt").write_text("The plan is new.\n")
    for path in ("odd://b", "zip::x.zip", "a::b"):
        assert not is_address(path)
        assert len(rt.read(path)) == 1


def test_a_path_needs_no_fsspec(folder):
    where = folder(TEXTS)
    code = f"import sys, rhetoric as rt; rt.read({str(where)!r}); print('fsspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_only_what_changed_is_fetched(odd):
    odd(line("b/a.txt"), line("b/c.txt"))
    brought("odd://b")
    assert Odd.asked == ["b/a.txt", "b/c.txt"]
    brought("odd://b")
    assert len(Odd.asked) == 2
    odd(line("b/a.txt"), line("b/c.txt", ETag="other"))
    brought("odd://b")
    assert Odd.asked[2:] == ["b/c.txt"]


def test_what_tells_nothing_of_changes_is_fetched_each_time(odd):
    odd(line("b/a.txt", ETag=None))
    brought("odd://b")
    Odd.bodies["b/a.txt"] = b"HELLO"
    assert (brought("odd://b") / "a.txt").read_bytes() == b"HELLO"


def test_what_is_gone_there_is_gone_here(odd):
    odd(line("b/a.txt"), {"name": "b/d", "type": "directory"})
    Odd.lines["b/d"] = [line("b/d/x.txt")]
    Odd.bodies["b/d/x.txt"] = b"Hello"
    place = brought("odd://b")
    assert (place / "d" / "x.txt").exists()
    Odd.lines["b"] = [line("b/d")]  # the folder is a file now
    Odd.bodies["b/d"] = b"Hello"
    assert sorted(path.name for path in brought("odd://b").iterdir()) == ["d"]
    assert (place / "d").read_bytes() == b"Hello"


def test_what_was_damaged_in_the_cache_is_fetched_again(odd):
    odd(line("b/a.txt"))
    place = brought("odd://b")
    (place / "a.txt").write_bytes(b"xx")
    assert (brought("odd://b") / "a.txt").read_bytes() == b"Hello"
    (place.parent / "index.json").write_text('{"files": [1')
    assert (brought("odd://b") / "a.txt").read_bytes() == b"Hello"
    (place.parent / "index.json").write_text('{"files": {"a.txt": 3}}')
    assert (brought("odd://b") / "a.txt").read_bytes() == b"Hello"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("b/../evil.txt", "out of the folder"), ("b/x/../../../evil.txt", "out of the folder"),
        ("/etc/evil.txt", "out of the folder"), ("other/evil.txt", "out of the folder"),
        ("b/./evil.txt", "out of the folder"), ("b/ev\0il.txt", "no file here"),
        ("b/x//evil.txt", "no file here"), ("b/evil\ud800.txt", "no file here"),
        (f"b/{'x' * 256}.txt", "too long"), ("b/" + "x/" * 1500 + "evil.txt", "too long"),
        ("b/pipe.txt", "not a regular file"),
    ],
)  # fmt: skip
def test_a_name_that_can_be_no_file_inside_the_folder_is_skipped(odd, cache, name, why):
    kind = {"type": "other"} if "pipe" in name else {}
    odd(line("b/good.txt", 32), line(name, **kind))
    Odd.bodies["b/good.txt"] = b"The Committee met on a good day."
    there = rt.read("odd://b")
    assert [d.id for d in there] == ["good"]
    (skipped,) = there.skipped
    assert why in skipped.reason
    assert not [*cache.rglob("*evil*")]
    assert name not in Odd.asked


PARTS = st.sampled_from(
    ["..", ".", "", "a", "A", "b", "\0", "é", "e\u0301", "\ud800", "~", "x" * 300]
)


@given(
    names=st.lists(st.lists(PARTS, min_size=1, max_size=5).map("/".join), max_size=8),
    folding=st.booleans(),
)
def test_no_name_leads_out_and_no_two_are_one(names, folding):
    lines = [line(prefix + name) for name in names for prefix in ("b/", "", "/")]
    kept = apart(listed(lambda _: lines, "b"), folding=folding)
    for name in kept.files:
        path = os.path.normpath(f"/root/b/{name}")
        assert path == f"/root/b/{name}"
        os.fsencode(path)
    folders = {name[:at] for name in kept.files for at, c in enumerate(name) if c == "/"}
    assert not folders & kept.files.keys()
    if folding:
        folded = [unicodedata.normalize("NFC", name).casefold() for name in kept.files]
        assert len({*folded}) == len(folded)


def test_a_backslash_is_part_of_a_name_where_it_parts_nothing(odd):
    odd(line("b/x\\..\\evil.txt"))
    assert [path.name for path in brought("odd://b").iterdir()] == ["x\\..\\evil.txt"]


def test_hidden_files_are_not_asked_for(odd):
    odd(line("b/.secret"), {"name": "b/.git", "type": "directory"}, line("b/a.txt"))
    brought("odd://b")
    assert Odd.asked == ["b/a.txt"]


def test_names_that_a_disk_takes_for_one_are_told_apart():
    names = ["A/x.txt", "a/y.txt", "caf\u00e9.txt", "cafe\u0301.txt", "z", "z/q.txt"]
    made = Listing({name: Entry(name, 1, "m") for name in names})
    here = apart(made, folding=False)
    assert [s.file for s in here.skipped] == ["z"]
    there = apart(made, folding=True)
    assert [s.file for s in there.skipped] == ["a/y.txt", "caf\u00e9.txt", "z"]
    assert "'A'" in there.skipped[0].reason


def test_a_listing_without_an_end_ends(odd, monkeypatch):
    class Loop(dict):
        def __contains__(self, path):
            return path.startswith("b")

        def __getitem__(self, path):
            return [{"name": f"{path}/x", "type": "directory"}, line(f"{path}/a.txt")]

        def values(self):
            return []

    monkeypatch.setattr(Odd, "lines", Loop())
    monkeypatch.setattr(Odd, "cat_file", lambda *_: b"Hello")
    place = brought("odd://b")
    assert len(list(place.rglob("a.txt"))) == listing.DEEPEST
    monkeypatch.setattr(listing, "FOLDERS", 10)
    fails("odd://b", 2, "name a folder inside")


def test_a_file_that_vanishes_is_skipped(odd):
    odd(line("b/a.txt"), line("b/gone.txt"))
    del Odd.bodies["b/gone.txt"]
    there = rt.read("odd://b")
    assert [(s.file, s.reason) for s in there.skipped] == [("gone.txt", "gone since it was listed")]


@pytest.mark.parametrize("address", ["odd://b", "odd://b/a.txt"])
def test_without_its_corpus_toml_no_corpus_is_read(odd, address):
    odd(line("b/a.txt"), line("b/corpus.toml"))
    del Odd.bodies["b/corpus.toml"]
    fails(address, 65, "corpus.toml of ", "gone since")


def test_a_file_that_does_not_come_is_told(odd):
    odd(line("b/a.txt", 60_000_000))
    fails("odd://b/a.txt", 65, "'odd://b/a.txt' is not read: larger than")


def test_half_a_file_is_none(odd):
    odd(line("b/a.txt"), line("b/half.txt", 500))
    there = rt.read("odd://b")
    assert [s.reason for s in there.skipped] == ["only 5 of 500 bytes came: run again"]
    assert Odd.asked.count("b/half.txt") == 2
    Odd.bodies["b/half.txt"] = b"The plan is whole. " * 27
    assert len(rt.read("odd://b")) == 2


def test_one_failure_is_tried_again_and_two_end_the_run(odd):
    odd(line("b/a.txt"), line("b/c.txt"))
    left = [1]

    def break_off(what, path):
        if path == "b/c.txt" and left:
            left.pop()
            raise ConnectionResetError(104, "secret")

    Odd.before = staticmethod(break_off)
    assert len(list(brought("odd://b").iterdir())) == 2
    odd(line("b/a.txt"), line("b/c.txt", 5, ETag="new"))
    left[:] = [1, 1]
    said = fails("odd://b", 69, "'odd://b'", "ECONNRESET")
    assert "secret" not in said
    assert Odd.asked.count("b/a.txt") == 1


def test_a_large_file_is_not_fetched(odd, monkeypatch):
    monkeypatch.setattr(mirror, "_SMALL", 100)
    odd(line("b/a.txt"), line("b/big.txt", 60_000_000), line("b/film.mp4", 1000))
    there = rt.read("odd://b")
    assert Odd.asked == ["b/a.txt"]
    reasons = {s.file: s.reason for s in there.skipped}
    assert reasons["big.txt"] == "larger than 50,000,000 bytes (60,000,000)"
    assert reasons["film.mp4"].startswith("format '.mp4' is not supported")


def test_a_file_comes_bit_by_bit_where_it_is_large(odd, monkeypatch):
    monkeypatch.setattr(mirror, "_AT_A_TIME", 3)
    odd(line("b/a.txt"))
    assert (brought("odd://b") / "a.txt").read_bytes() == b"Hello"


def test_a_file_of_unknown_size_ends_at_the_limit(odd, monkeypatch):
    monkeypatch.setattr(mirror, "LIMIT", 1000)
    odd(line("b/a.txt"), line("b/endless.txt", None))

    class Endless:
        read = staticmethod(lambda n: b"x" * n)
        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda *_: None  # noqa: E731

    monkeypatch.setattr(Odd, "open", lambda *_: Endless(), raising=False)
    assert [s.reason for s in rt.read("odd://b").skipped] == ["larger than 1,000 bytes"]


def test_a_full_disk_is_one_sentence(odd, monkeypatch):
    odd(line("b/a.txt", 40_000_000))
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(mirror.shutil, "disk_usage", lambda _: usage)
    fails("odd://b", 74, "no room", "XDG_CACHE_HOME")


def test_silence_ends(odd, monkeypatch):
    monkeypatch.setattr(mirror, "PATIENCE", 0.05)
    done = threading.Event()
    odd(line("b/a.txt"))
    Odd.before = staticmethod(lambda *_: done.wait(20))
    begun = time.monotonic()
    fails("odd://b", 69, "no answer", "try again")
    assert time.monotonic() - begun < 15
    done.set()


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (PermissionError("me:secret"), 2, "credentials"), (OSError("me:secret"), 69, "OSError"),
        (RuntimeError("me:secret"), 69, "RuntimeError"), (zipfile.BadZipFile("x"), 65, "archive"),
        (TimeoutError("me:secret"), 69, "TimeoutError"),
        (type("Response", (Exception,), {"status": 403})("me:secret"), 2, "credentials"),
        (type("Response", (Exception,), {"status": 503})("me:secret"), 69, "503"),
        (ImportError("no", name="s3fs"), 2, "s3fs"),
    ],
)  # fmt: skip
def test_a_fault_is_a_sentence_without_passwords(odd, error, code, word):
    def fail(*_):
        raise error

    odd(line("b/a.txt"))
    Odd.before = staticmethod(fail)
    said = fails("odd://me:secret@b?token=hidden", code, word, "odd://b?token=…")
    assert "secret" not in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (ConnectionRefusedError(111, "x"), 69), (TimeoutError(), 69), (FileNotFoundError("x"), 2),
        (type("Response", (Exception,), {"status": 404})(), 2), (ValueError("x"), 2), (None, 2),
        (type("Response", (Exception,), {"status": 500})(), 69),
    ],
)  # fmt: skip
def test_what_is_behind_a_file_that_is_not_there_is_told(odd, cause, code):
    def fail(*_):
        raise FileNotFoundError("b") from cause

    odd(line("b/a.txt"))
    Odd.before = staticmethod(fail)
    fails("odd://b", code)


def test_protocols_that_are_not_there_are_named(odd):
    fails("nothing://b", 2, "no protocol")
    fails("zip://x::nothing://b", 2, "no protocol")
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "s3fs", None)
        assert "secret" not in fails("s3://key:secret@bucket/x", 2, "s3fs", "s3://bucket/x")
        patched.setitem(sys.modules, "fsspec", None)
        fails("s3://bucket/x", 2, "fsspec", "rhetoric-toolkit[scale]")


def test_nothing_there_and_nothing_in_it(odd, memory):
    fails("odd://nothing", 2, "There is no folder or file 'odd://nothing'")
    odd()
    fails("odd://b", 65, "no document to read in 'odd://b'")


def test_an_archive_that_is_none(folder):
    where = folder({"a.zip": "no archive"})
    fails(f"zip://::{where}/a.zip", 65, "no whole archive")
    fails(f"zip://::{where}/b.zip", 2, "There is no folder or file")


def test_names_of_a_hostile_archive_stay_inside(tmp_path, cache):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for name in ("../../evil.txt", "/evil2.txt", "x/../../evil3.txt", "good.txt"):
            made.writestr(name, "The plan is new.\n")
    there = rt.read(f"zip://::{tmp_path / 'a.zip'}")
    assert "good" in [d.id for d in there]
    assert not [*tmp_path.rglob("*evil*")]
    home = cache / "rhetoric" / bring.NAME
    assert all(path.parents[2] == home for path in cache.rglob("*evil*"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("s3://bucket/a@b.txt", "s3://bucket/a@b.txt"),
        ("s3://KEY:SEC/RET@bucket/a.txt", "s3://bucket/a.txt"),
        ("s3://KEY:SEC@RET@bucket/a.txt", "s3://bucket/a.txt"),
        ("ftp://host:21/a@b", "ftp://host:21/a@b"),
        ("sftp://me@host/a@b", "sftp://host/a@b"),
        ("https://me:secret@host:8080/a?id=1&key=x#secret", "https://host:8080/a?id=…&key=…"),
        ("https://host/a?secret", "https://host/a?…"),
        ("abfs://container@account.dfs.core.windows.net/a", None),
        ("github://org:repo@main/texts", None),
        ("zip://a::ftp://me:secret@host/b.zip", "zip://a::ftp://host/b.zip"),
        ("HTTPS://me:secret@host/a#secret", "HTTPS://host/a"),
        ("seeds", None),
    ],
)
def test_an_address_is_shown_without_credentials(address, expected):
    assert shown(address) == (expected or address)


def test_another_password_is_the_same_place_and_another_query_is_not():
    assert identity("ftp://a:b@h/x") == identity("ftp://c:d@h/x") == identity("ftp://h/x")
    assert identity("https://h/x?id=1") != identity("https://h/x?id=2")
    assert "1" not in canonical("https://h/x?id=1")


def test_no_credentials_in_the_cache(odd, cache, monkeypatch):
    odd(line("b/a.txt"))
    monkeypatch.setattr(Odd, "_strip_protocol", lambda _: "b")
    there = rt.read("odd://me:secret@b?token=hidden")
    assert there.path == "odd://b?token=…"
    for path in cache.rglob("*"):
        kept = str(path) + (path.read_text() if path.is_file() else "")
        assert "secret" not in kept
        assert "hidden" not in kept
    place = where("odd://me:secret@b?token=hidden")
    assert place == where(there.path)
    assert origin(place) == "odd://b?token=…"
    assert named(f"{place} and odd://me:secret@b?token=hidden") == " and ".join([there.path] * 2)


def test_a_document_is_brought_without_the_others(odd):
    odd(line("b/a.txt"), line("b/c.txt"))
    root = entered("odd://b")
    assert Odd.asked == []
    fetch(root, "c.txt")
    assert (root / "c.txt").read_bytes() == b"Hello"
    fetch(root, "c.txt")
    fetch(root, "../c.txt")
    assert Odd.asked == ["b/c.txt"]
    Odd.lines["b"] = [line("b/a.txt")]
    fetch(root, "c.txt")
    assert not (root / "c.txt").exists()


def test_without_a_cache_what_is_brought_is_gone_with_the_run(odd, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    odd(line("b/a.txt"))
    place = brought("odd://b")
    assert (place / "a.txt").read_bytes() == b"Hello"
    bring._removed(place.parent, os.getpid() + 1)  # of another process
    assert place.exists()
    bring._removed(place.parent, os.getpid())
    assert not place.exists()


def test_many_hands_fetch_the_same(odd, monkeypatch):
    monkeypatch.setattr(mirror, "_BATCH", 7)
    monkeypatch.setattr(Odd, "async_impl", True)
    odd(*(line(f"b/{n:03d}.txt") for n in range(40)))
    said = []
    place = brought("odd://b", say=said.append)
    assert len(list(place.iterdir())) == 40
    assert said[-1] == "fetched 40 of 40 files"


def test_a_page_of_the_web_ends_as_what_it_is(monkeypatch):
    page = mirror.Mirror("https://h/a/speech?id=3", None, "https://h/a/speech%20one?id=3", Path())
    assert bring._name(page, {"mimetype": "text/html; charset=utf-8"}) == "speech one.html"
    assert bring._name(page, {}) == "speech one"
    assert page.pages
    page.address = "simplecache::https://h/a"
    assert page.pages
    page.address = "zip://a::https://h/a.zip"
    assert not page.pages
    page.address = "https://h/a"
    page.base = "https://h/a/x.pdf"
    assert bring._name(page, {"mimetype": "text/html"}) == "x.pdf"
    page.base = "https://host"
    assert bring._name(page, {"mimetype": "text/html"}) == "host.html"
    page.base = "https://h/..%2f..%2fetc"
    assert unfit(bring._name(page, {})) is None


def test_days_are_the_same_however_they_are_told():
    assert answers.answered(lambda: 3, 1) == 3
    made = listed(lambda _: [line("b/a.txt"), {"name": "b/", "type": "directory"}], "b")
    assert [*made.files] == ["a.txt"]


def test_a_stroke_at_the_end_names_the_same_folder_but_maybe_another_page():
    assert identity("s3://b/x/") == identity("s3://b/x")
    assert canonical("zip://docs/::s3://b/x.zip") == canonical("zip://docs::s3://b/x.zip")
    assert identity("https://h/x/") != identity("https://h/x")


@pytest.mark.parametrize("address", ["file://", "local://", "file:// "])
def test_an_address_of_nothing_here_is_not_the_folder_one_stands_in(address, folder, monkeypatch):
    monkeypatch.chdir(folder(TEXTS))
    fails(address, 2, "names no folder")


def test_a_file_on_this_host_may_name_it(folder):
    where = folder(TEXTS)
    assert brought(f"file://localhost{where}") == where


def test_a_link_in_an_archive_is_no_document(tmp_path, cache):
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("good.txt", "The plan is new.\n")
    there = rt.read(f"zip://::{tmp_path / 'a.zip'}")
    assert [d.id for d in there] == ["good"]
    assert [(s.file, s.reason) for s in there.skipped] == [("link.txt", "not a regular file")]


def test_one_broken_file_of_an_archive_costs_itself(tmp_path, cache):
    with tarfile.open(tmp_path / "a.tar", "w") as made:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.LNKTYPE, "/etc/passwd"
        made.addfile(link)
        good = tarfile.TarInfo("good.txt")
        good.size = 16
        made.addfile(good, io.BytesIO(b"The plan is new."))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("bad.txt", "The plan is old.")
        packed.writestr("good.txt", "The plan is new.")
    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole.replace(b"plan is old", b"plan is bad", 1))
    for name, bad in (("tar://::a.tar", "link.txt"), ("zip://::b.zip", "bad.txt")):
        there = rt.read(name.replace("::", f"::{tmp_path}/"))
        assert [d.id for d in there] == ["good"]
        assert [(s.file, "archive" in s.reason) for s in there.skipped] == [(bad, True)]


def test_what_another_run_put_there_meanwhile_is_not_taken_for_ours(odd, monkeypatch):
    odd(line("b/a.txt"))
    replace = Path.replace

    def late(self, target):
        replace(self, target)
        if Path(target).name == "a.txt":  # of a listing that is older
            other = Path(target).with_name("other")
            other.write_bytes(b"Older")
            replace(other, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", late)
        brought("odd://b")
    assert (brought("odd://b") / "a.txt").read_bytes() == b"Hello"


def test_what_a_run_that_died_left_is_removed_in_time(odd):
    odd(line("b/a.txt"))
    home = brought("odd://b").parent
    old, new = home / "part-old", home / "part-new"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    brought("odd://b")
    assert (old.exists(), new.exists()) == (False, True)


def test_a_link_that_someone_put_into_the_mirror_is_removed(odd, tmp_path):
    odd(line("b/a.txt"))
    root = brought("odd://b")
    (root / "link").symlink_to(tmp_path)
    assert [path.name for path in brought("odd://b").iterdir()] == ["a.txt"]


def test_nobody_waits_for_an_answer_when_the_run_is_ended(odd, monkeypatch):
    odd(*(line(f"b/{number}.txt") for number in range(9)))
    monkeypatch.setattr(Odd, "async_impl", True)
    never = threading.Event()

    def wait(what, path):
        if what == "get" and path != "b/0.txt":
            never.wait(20)
        elif what == "get":
            raise KeyboardInterrupt

    Odd.before = staticmethod(wait)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        brought("odd://b")
    assert time.monotonic() - begun < 15
    never.set()


def test_many_files_at_a_time_come_as_one_after_the_other(odd, monkeypatch):
    odd(*(line(f"b/{number}.txt") for number in range(40)))
    monkeypatch.setattr(Odd, "async_impl", True)
    Odd.before = staticmethod(lambda what, _: time.sleep(0.001 * (what == "get")))
    del Odd.bodies["b/7.txt"]
    root = brought("odd://b")
    assert len([*root.iterdir()]) == 39
    assert len(rt.read("odd://b").skipped) >= 1


@pytest.mark.parametrize("address", ["dir://x", "reference://"])
def test_an_address_that_makes_no_sense_is_to_be_checked(address, cache):
    fails(address, 2, "check it", address)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("zip:///srv/g1.zip", "'zip://::/srv/g1.zip'"), ("tar://all.tar", "'tar://FOLDER::all.tar'"),
        ("zip://", "its path stands after '::'"),
    ],
)  # fmt: skip
def test_an_archive_that_is_not_named_is_told_with_the_form(address, form, cache):
    fails(address, 2, form, address)


def test_a_server_without_parts_of_files_is_told_with_the_way_round(cache, monkeypatch):
    said = "The HTTP server doesn't appear to support range requests. Only reading this file ..."

    def refuse(_):
        raise ValueError(said)

    monkeypatch.setattr("fsspec.core.url_to_fs", refuse)
    whole = "'zip://a::simplecache::http://host/g.zip'"
    fails("zip://a::http://host/g.zip", 2, whole, "gives no parts of a file")


@pytest.mark.parametrize(
    ("protocol", "module", "packages"),
    [
        ("http", "aiohttp", "packages requests and aiohttp (pip install requests aiohttp)."),
        ("s3", "s3fs", "package s3fs (pip install s3fs)."),
        ("gist", "requests", "package requests (pip install requests)."),
        ("libarchive", "libarchive", "package libarchive-c (pip install libarchive-c)."),
        ("pyscript", None, "cannot be read: This only runs in a pyscript context."),
    ],
)
def test_what_is_to_be_installed_is_told_by_name(protocol, module, packages):
    from fsspec.registry import known_implementations

    error = ImportError(known_implementations[protocol]["err"])
    error.__cause__ = ImportError("no", name=module)
    assert str(answers.fault(f"{protocol}://h/x", error)).endswith(packages)
