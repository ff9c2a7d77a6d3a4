"""A folder of many documents is reported on from counts that are kept, and is as one made anew."""

import errno
import json
import os
import random
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from rhetoric import fork
from rhetoric.cli import main
from rhetoric.corpus import RhetoricError
from rhetoric.read import marks, scan
from rhetoric.report import origin
from rhetoric.report.origin import NAME
from rhetoric.store import build, known
from rhetoric.store.manifest import Manifest, Root, load, save

pytest.importorskip("pyarrow")
DOCUMENTS = 40
WORDS = re.findall(r"\w+", """
    committee party range target inflation growth risk city flat plan link text bank rate law army
    river field steel coal power rail school health trade price wage tax debt fund council harbour
""")  # fmt: skip


def text(number, seed=0):
    rng = random.Random(1000 * seed + number)
    words = rng.choices(WORDS, k=120) + ["canal"] * (7 if number >= DOCUMENTS // 2 else 1)
    rng.shuffle(words)
    return " ".join(" ".join(["We", *words[i : i + 7]]) + "." for i in range(0, len(words), 7))


def put(home, number, content):
    path = home / "corpus" / f"{2000 + number // 4}-{number % 4 + 1:02d}-01 d.txt"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a place with a corpus that is large enough here to be counted, and its report."""
    monkeypatch.setattr(origin, "FILES", 10)
    monkeypatch.setattr(origin, "_WORKERS", 1)
    (tmp_path / "corpus").mkdir()
    for number in range(DOCUMENTS):
        put(tmp_path, number, text(number))
    assert report(tmp_path) == 0
    return tmp_path


def report(home, out="out", *more, cache="cache"):
    given = ("--cache", home / cache) if cache else ("--no-cache",)
    return run("report", home / "corpus", "-o", home / out, "-q", *given, *more)


def run(*args):
    """Run the command line and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["rhetoric", *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            main()
    return caught.value.code or 0


def files(home, out):
    """Return the bytes of a report, but for those that speak of the last one."""
    every = (p for p in (home / out).rglob("*") if p.is_file())
    found = {p.relative_to(home / out).as_posix(): p.read_bytes() for p in every}
    for name in ("changes.json", "ledger.json", "manifest.json", "report.md", "report.html"):
        found.pop(name)
    pages = re.split(r"(?m)^## ", (home / out / "report.md").read_text(encoding="utf-8"))
    parts = [part for part in pages if not part.startswith("What changed since")]
    return {**found, "parts": parts}


def as_anew(home):
    """Hold the report, brought up to date, against one that knows of nothing."""
    assert report(home) == 0
    shutil.rmtree(home / "anew", ignore_errors=True)
    assert report(home, "anew", cache=None) == 0
    assert files(home, "out") == files(home, "anew")
    assert run("report", home / "corpus", "-o", home / "out", "--check") == 0


def since(home):
    return json.loads((home / "out" / "changes.json").read_text(encoding="utf-8"))


def test_it_says_that_documents_were_counted(home):
    page = (home / "out" / "report.md").read_text(encoding="utf-8")
    assert "40 documents" in page
    assert re.search(r"“canal” gains ground from 200\d-\d\d-\d\d on", page)
    assert report(home, "out", "--dry-run") == 0


def test_one_more_one_edited_and_one_less_are_as_in_a_report_made_anew(home):
    added = put(home, DOCUMENTS, text(DOCUMENTS))
    as_anew(home)
    assert added.name in json.dumps(since(home)["documents"])
    edited = put(home, 3, text(3, 9))
    as_anew(home)
    assert edited.name in json.dumps(since(home)["documents"])
    edited.unlink()
    as_anew(home)
    assert edited.name in json.dumps(since(home)["documents"])


def test_an_edit_that_keeps_size_and_time_is_seen(home):
    path = home / "corpus" / "2000-01-01 d.txt"
    before, content = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(content.replace("canal", "lanac"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    as_anew(home)


def test_so_it_is_where_another_run_kept_what_the_files_were_like(home, monkeypatch):
    monkeypatch.setattr(marks, "FEW", 1)
    monkeypatch.setattr(scan, "_JUST", 20_000_000)
    time.sleep(0.05)
    scan.seen.clear()
    assert report(home) == 0
    assert len(scan.seen) == DOCUMENTS
    scan.seen.clear()
    test_an_edit_that_keeps_size_and_time_is_seen(home)
    scan.seen.clear()
    assert report(home, "out", "--check") == 0


def test_files_written_just_before_a_run_are_known_after_it(home, monkeypatch):
    from rhetoric.report import run

    monkeypatch.setattr(marks, "FEW", 1)
    monkeypatch.setattr(scan, "_JUST", 10**18)
    once_read = run._after

    def later(job):
        scan._JUST = -(10**10)
        return once_read(job)

    monkeypatch.setattr(run, "_after", later)
    put(home, DOCUMENTS, text(DOCUMENTS))
    scan.seen.clear()
    assert report(home) == 0
    scan.seen.clear()
    marks.load(home / "corpus", home / "cache")
    assert len(scan.seen) == DOCUMENTS + 1


def test_an_edit_once_all_is_read_is_noticed(home, monkeypatch):
    from rhetoric.report import archive

    analyse = archive.analyse

    def edited(*given, **options):
        made = analyse(*given, **options)
        put(home, 3, text(3) + " Then came the rain.")
        return made

    monkeypatch.setattr(archive, "analyse", edited)
    put(home, DOCUMENTS, text(DOCUMENTS))
    assert report(home) == 0
    assert json.loads((home / "out/manifest.json").read_bytes())["inputs_changed_during_run"]


@pytest.fixture
def copies(monkeypatch):
    """Let copies of this process be made, whatever threads there are."""
    if sys.platform != "linux":
        pytest.skip("copies are made on Linux only")
    monkeypatch.setattr(fork, "able", lambda: True)


@pytest.mark.usefixtures("copies")
def test_it_is_counted_in_a_copy_of_the_process(home, monkeypatch):
    save, pids = build.save, home / "pids"

    def told(where, manifest):
        pids.open("a").write(f"{os.getpid()}\n")
        save(where, manifest)

    monkeypatch.setattr(build, "save", told)
    put(home, DOCUMENTS, text(DOCUMENTS))
    as_anew(home)
    assert str(os.getpid()) not in pids.read_text().split()


@pytest.mark.usefixtures("copies")
def test_what_a_copy_cannot_count_is_told_once(home, monkeypatch, capsys):
    tries = home / "tries"

    def busy(*_, **__):
        tries.open("a").write("x")
        raise RhetoricError("The store is being written.", code=75)

    monkeypatch.setattr(build, "count", busy)
    put(home, DOCUMENTS, text(DOCUMENTS))
    assert report(home) == 75
    assert "is being written" in capsys.readouterr().err
    assert tries.read_text() == "x"


def test_only_what_is_new_is_counted(home, monkeypatch):
    from rhetoric.read.documents import Folder

    read, seen = Folder.read, []

    def watched(self, found):
        found = list(found)
        seen.extend(one.file for one in found)
        return read(self, found)

    monkeypatch.setattr(Folder, "read", watched)
    monkeypatch.setattr(fork, "able", lambda: False)  # a copy would see it alone
    added = put(home, DOCUMENTS, text(DOCUMENTS))
    assert report(home) == 0
    assert seen[0] == added.name
    assert len(seen) < DOCUMENTS // 2  # the rest are quoted


def test_what_is_damaged_in_the_cache_is_made_anew(home):
    stores = home / "cache" / NAME
    for path in sorted(p for p in stores.rglob("*") if p.is_file() and p.stat().st_size):
        if not path.exists():
            continue  # the store was made anew meanwhile
        whole = path.read_bytes()
        at = random.Random(str(path.name)).randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        assert report(home, "out", "--force") == 0, path
        if not (home / "anew").exists():
            assert report(home, "anew", cache=None) == 0
        assert files(home, "out") == files(home, "anew"), path


def other_words(path, words):
    """Write other words of the same length into a file, and let it look as it was."""
    before, old = path.stat(), path.read_text(encoding="utf-8")
    new = old
    for one, other in words.items():
        new = new.replace(one, other)
    assert new != old
    assert len(new) == len(old)
    path.write_text(new, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_edit_that_changes_neither_size_nor_time_is_seen(home):
    every = sorted((home / "corpus").iterdir())
    other_words(every[30], {"canal": "ditch", "steel": "spoon"})  # none that is quoted
    as_anew(home)
    assert every[30].name in json.dumps(since(home)["documents"])


def test_files_that_corpus_toml_leaves_out_go_and_come_back(home):
    settings = home / "corpus" / "corpus.toml"
    for said in ('ignore = ["2001-*"]', "", 'languages = ["fr"]', 'languages = ["en-GB"]'):
        settings.write_text(said, encoding="utf-8")
        as_anew(home)
        size = 36 if "ignore" in said else 40
        assert f"{size} documents" in (home / "out" / "report.md").read_text(encoding="utf-8")


def test_a_file_that_could_not_be_read_is_when_corpus_toml_says_how(home):
    odd = home / "corpus" / "2002-02-02 odd.txt"
    odd.write_bytes(text(77).encode("utf-16-le")[:-1])
    assert report(home) == 0
    (home / "corpus" / "corpus.toml").write_text(
        f'[documents."{odd.name}"]\nencoding = "latin-1"\n', encoding="utf-8"
    )
    as_anew(home)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_names_that_are_not_utf_8_are_read_and_quoted(home):
    first = min((home / "corpus").iterdir())
    first.rename(os.fsdecode(os.fsencode(first.with_suffix("")) + b"\xe9.txt"))
    as_anew(home)
    page = (home / "out" / "findings.json").read_text(encoding="utf-8")
    assert r"\\udce9" in page
    odd = Path(os.fsdecode(os.fsencode(home / "cor") + b"\xe9"))
    (home / "corpus").rename(odd)
    assert run("report", odd, "-o", home / "third", "-q", "--cache", home / "cache") == 0


def test_other_aliases_are_other_counts(home):
    settings = home / "corpus" / "corpus.toml"
    for said in ('[aliases]\ncanal = ["harbour"]\n', '[aliases]\nsteel = ["coal"]\n', ""):
        settings.write_text(said, encoding="utf-8")
        as_anew(home)


def test_a_mistake_in_corpus_toml_costs_no_counts(home):
    (store,) = (home / "cache" / NAME).iterdir()
    parts = {path.name for path in store.iterdir()}
    settings = home / "corpus" / "corpus.toml"
    settings.write_text("[[[", encoding="utf-8")
    assert report(home) == 2
    settings.unlink()
    assert parts <= {path.name for path in store.iterdir()}
    as_anew(home)


def test_without_dates_all_texts_are_read(home):
    for number, path in enumerate(sorted((home / "corpus").iterdir())):
        path.rename(path.with_name(f"d{number}.txt"))
    assert report(home, "out", "--force") == 0
    as_anew(home)
    assert "counted into a store" not in (home / "out" / "report.md").read_text("utf-8")


def test_what_no_test_has_is_said(home):
    (home / "corpus" / "2000-01-01 more.txt").write_text(text(51), encoding="utf-8")
    (home / "corpus" / "undated.txt").write_text(text(50), encoding="utf-8")
    shutil.copy(home / "corpus" / "2000-01-01 d.txt", home / "corpus" / "2000-01-01 e.txt")
    as_anew(home)
    page = (home / "out" / "report.md").read_text(encoding="utf-8")
    assert page.startswith("# What changed: 41 documents")
    assert "1 document without a date" in page
    assert "same bytes as 2000-01-01 d.txt: counted once" in page


def test_files_that_are_no_documents_make_no_folder_large(home, monkeypatch):
    monkeypatch.setattr(origin, "FILES", DOCUMENTS)
    for number in range(9):
        (home / "corpus" / f"{number}.jpg").write_bytes(b"\0" * 9)
    assert report(home, "few") == 0
    assert "counted into a store" not in (home / "few" / "report.md").read_text("utf-8")


@pytest.mark.parametrize("where", ["store.json", "foreign", "swapped", "other"])
def test_a_store_that_is_not_what_it_seems_is_made_anew(home, where):
    (store,) = (home / "cache" / NAME).iterdir()
    if where == "store.json":
        (store / where).write_bytes(b"")
    elif where == "foreign":
        (store / "store.json").unlink()
        (store / "notes.txt").write_text("mine", encoding="utf-8")
    elif where == "swapped":
        part = next(p for p in sorted(store.iterdir()) if (p / "grams.parquet").is_file())
        (part / "grams.parquet").rename(part / "x")
        (part / "counts.parquet").rename(part / "grams.parquet")
        (part / "x").rename(part / "counts.parquet")
        for kept in store.glob("merged-*"):
            shutil.rmtree(kept)
    else:
        said = json.loads((store / "store.json").read_text(encoding="utf-8"))
        del said["schema"], said["digest"]
        manifest = Manifest(**{**said, "roots": (Root("/elsewhere"),), "parts": ()})
        save(store, manifest)
    put(home, DOCUMENTS, text(DOCUMENTS))
    as_anew(home)


def test_another_program_counts_anew(home, monkeypatch):
    (store,) = (home / "cache" / NAME).iterdir()
    before = load(store).reading
    monkeypatch.setattr(known, "counting", lambda: "another")
    assert report(home, "out", "--force") == 0
    assert load(store).reading != before


def test_a_store_that_cannot_be_written_is_made_elsewhere(home, monkeypatch):
    save = build.save
    full = home / "cache"

    def refused(path, manifest):
        if path.is_relative_to(full):
            raise OSError(errno.ENOSPC, "No space left on device")
        save(path, manifest)

    monkeypatch.setattr(build, "save", refused)
    put(home, DOCUMENTS, text(DOCUMENTS))
    as_anew(home)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_may_not_be_written_is_not_used(home):
    (home / "locked").mkdir(mode=0o500)
    assert report(home, "other", cache="locked") == 0
    assert files(home, "other") == files(home, "out")


def test_without_the_extra_all_texts_are_read(home, monkeypatch):
    monkeypatch.setattr(origin, "find_spec", lambda _: None)
    assert report(home, "whole") == 0
    assert "counted into a store" not in (home / "whole" / "report.md").read_text("utf-8")


def test_a_term_is_shown_as_in_a_report_made_anew(home):
    put(home, 0, text(0).replace("canal", "canal-"))  # a slip on the side that has less of it
    first = DOCUMENTS // 2
    put(home, first, text(first).replace("canal", "caNAL"))  # and one on the side that has more
    as_anew(home)
    assert "“canal” gains" in (home / "out" / "report.md").read_text(encoding="utf-8")
    for number in range(first, first + 3):
        put(home, number, text(number).replace("canal", "CANAL"))
    as_anew(home)
    assert "“CANAL” gains" in (home / "out" / "report.md").read_text(encoding="utf-8")
