"""A folder of many documents is reported on from counts that are kept, and is as one made anew."""

import json
import os
import random
import re
import shutil
import sys
from pathlib import Path

import pytest

from rhetoric.cli import main
from rhetoric.report import origin
from rhetoric.report.origin import NAME

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


def test_only_what_is_new_is_counted(home, monkeypatch):
    from rhetoric.read.documents import Folder

    read, seen = Folder.read, []

    def watched(self, found):
        found = list(found)
        seen.extend(one.file for one in found)
        return read(self, found)

    monkeypatch.setattr(Folder, "read", watched)
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


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_may_not_be_written_is_not_used(home):
    (home / "locked").mkdir(mode=0o500)
    assert report(home, "other", cache="locked") == 0
    assert files(home, "other") == files(home, "out")


def test_without_the_extra_all_texts_are_read(home, monkeypatch):
    monkeypatch.setattr(origin, "find_spec", lambda _: None)
    assert report(home, "whole") == 0
    assert not (Path(home) / "whole" / "findings.json").read_text("utf-8").count("by documents")
    assert "counted into a store" not in (home / "whole" / "report.md").read_text("utf-8")
