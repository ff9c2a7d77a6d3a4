"""A crash, a loop or a theft in a parser costs one file, not the run."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.read import READERS, isolate
from rhetoric.read.decode import Decoded, decode
from rhetoric.read.isolate import Isolation

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "fixtures" / "samples"
#: Readers that do what no reader should, by their suffix.
BAD = """
import ctypes, os, socket, subprocess, time
from rhetoric.read import READERS
from rhetoric.read.decode import Decoded
def loop(content):
    while True: pass
def fill(content): return str(len(bytearray(4 * 10**9)))
def dial(content): socket.create_connection(("127.0.0.1", 9), 1)
def ask(content): socket.getaddrinfo("localhost", 80)
def spawn(content): subprocess.run(["true"])
def write(content): open(content.decode(), "w").write("x")
def deep(content): return deep(content)
def talk(content):
    print("noise " * 9999, flush=True)
    os.write(1, b"noise")
    return "said it"
READERS |= {
    ".loop": loop, ".fill": fill, ".dial": dial, ".ask": ask, ".spawn": spawn, ".write": write,
    ".deep": deep, ".talk": talk, ".crash": lambda c: ctypes.string_at(0),
    ".exit": lambda c: os._exit(7), ".raise": lambda c: 1 / 0, ".pid": lambda c: str(os.getpid()),
    ".secret": lambda c: str(os.environ.get("RHETORIC_SECRET")),
    ".odd": lambda c: Decoded("a\\ud800\\n" + chr(0x1F600), "x"),
    ".none": lambda c: Decoded(3, "x"),
}
"""


@pytest.fixture
def bad(monkeypatch):
    """Return an isolation whose readers do harm, with little time."""
    monkeypatch.setattr(isolate, "_START", BAD + isolate._START.replace("; ", "\n"))
    code = isolate._START.split("\n")
    code.sort(key=lambda line: not line.startswith(("import json", "sys.path")))
    monkeypatch.setattr(isolate, "_START", "\n".join(code))


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        (".loop", "took more than 2 seconds to read: stopped"),
        (".fill", "needs more than 500 MB of memory"),
        (".crash", "its reader crashed (signal 11)"),
        (".exit", "its reader crashed (exit code 7)"),
        (".raise", "broken .raise: ZeroDivisionError: division by zero"),
        (".deep", "broken .deep: nested too deep"),
        (".dial", "broken .dial: PermissionError: socket."),
        (".ask", "broken .ask: PermissionError: socket.getaddrinfo is forbidden to a parser"),
        (".spawn", "broken .spawn: PermissionError: subprocess.Popen is forbidden to a parser"),
        (".none", "its reader gave no text"),
        (".talk", "said it"),
        (".secret", "None"),
    ],
)
def test_whatever_a_parser_does_is_a_reason_and_the_next_file_is_read(
    bad, monkeypatch, suffix, reason
):
    monkeypatch.setenv("RHETORIC_SECRET", "x")
    with Isolation(seconds=2, memory=500_000_000) as isolation:
        assert isolation.read(suffix, b"").startswith(reason)
        assert isolation.read(".pid", b"").isdigit()
        assert isolation.read(suffix, b"").startswith(reason), "in a process that was used"


def test_a_parser_writes_no_file(bad, tmp_path):
    with Isolation() as isolation:
        assert "forbidden" in isolation.read(".write", str(tmp_path / "x").encode())
    assert not (tmp_path / "x").exists()


def test_one_process_reads_many_files_and_ends_with_the_run(bad):
    with Isolation() as isolation:
        first, second = (isolation.read(".pid", b"") for _ in range(2))
    assert first == second
    with pytest.raises(ProcessLookupError):
        os.kill(int(first), 0)


def test_any_characters_come_over_the_pipe(bad):
    with Isolation() as isolation:
        assert isolation.read(".odd", b"").text == "a\ud800\n\U0001f600"


def test_an_extra_that_is_not_installed_is_named(monkeypatch, folder):
    gone = "import sys; sys.modules |= dict.fromkeys(('pypdf', 'lxml', 'docx', 'striprtf')); "
    monkeypatch.setattr(isolate, "_START", gone + isolate._START)
    names = {f"a.{kind}": (SAMPLES / f"sample.{kind}").read_bytes()
             for kind in ("pdf", "html", "docx", "rtf", "epub")}  # fmt: skip
    where = folder({"a.txt": "It grew.", **names})
    found = {skip.file: skip.reason for skip in rt.read(where).skipped}
    extras = {"a.pdf": "pdf", "a.html": "html", "a.docx": "docx", "a.rtf": "rtf", "a.epub": "html"}
    assert found == {
        name: f"reading {Path(name).suffix} needs an extra: pip install 'rhetoric-toolkit[{extra}]'"
        for name, extra in extras.items()
    }
    with pytest.raises(rt.RhetoricError, match=r"pip install 'rhetoric-toolkit\[pdf\]'") as caught:
        rt.read(where / "a.pdf")
    assert caught.value.code == 65


def test_a_module_in_the_folder_where_one_stands_is_never_imported(monkeypatch, tmp_path, folder):
    for name in ("lxml", "trafilatura", "json", "regex"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    corpus = rt.read(folder({"a.html": (SAMPLES / "sample.html").read_bytes()}))
    assert len(corpus) == 1
    assert {skip.file.partition(".")[2] for skip in corpus.skipped} == {"py"}


def test_no_process_is_started_for_plain_text(monkeypatch, folder):
    monkeypatch.setattr(Isolation, "_start", None)
    assert len(rt.read(folder(a="It grew.", b="It fell."))) == 2


def test_forty_pages_do_not_cost_forty_starts(folder):
    page = (SAMPLES / "sample.html").read_text()
    where = folder({f"{n}.html": page.replace("ten works", f"{n} works") for n in range(40)})
    begun = time.perf_counter()
    assert len(rt.read(where)) == 40
    assert time.perf_counter() - begun < 15


@pytest.fixture(scope="module")
def isolation():
    with Isolation() as made:
        yield made


PARSED = sorted(suffix for suffix in READERS if READERS[suffix] is not decode)


@settings(max_examples=150)
@given(st.sampled_from(PARSED), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=4))))
def test_a_file_with_broken_bytes_is_read_or_has_a_reason(isolation, suffix, changes):
    content = bytearray((SAMPLES / f"sample{suffix}").read_bytes())
    for place, new in changes:
        start = int(place * len(content))
        content[start : start + len(new)] = new
    found = isolation.read(suffix, bytes(content))
    assert isinstance(found, Decoded) or len(found) > 10
