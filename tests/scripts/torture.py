"""Publishing under fire: kills, readers, full disks, many runs at once; prints what was seen.

    python tests/scripts/torture.py [KILLS]

It makes a report of the seeds without and with their last document, then switches between the two
while it is killed at random moments and read without pause. As root it also mounts a tiny disk.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from rhetoric.report.place import locked, place
from rhetoric.report.publish import publish, recover

ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-m", "rhetoric.cli"]


def content(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def rhetoric(*args, **options):
    return subprocess.run(
        [*CLI, *map(str, args)], capture_output=True, text=True, check=False, **options
    )


def two_states(work):
    """Return the files of a report before and after a document came."""
    corpus, out = work / "seeds", work / "made"
    shutil.copytree(ROOT / "seeds", corpus)
    last = max(corpus.glob("*.txt"), key=lambda p: ("000" in p.name, p.name))
    kept = last.read_bytes()
    last.unlink()
    assert rhetoric("report", corpus, "-o", out).returncode == 0
    before = content(out)
    last.write_bytes(kept)
    assert rhetoric("report", corpus, "-o", out).returncode == 0
    return before, content(out)


def kills(work, states, number):
    """Kill a process that publishes, at random moments; the report is always one of the two."""
    out, dice, seen = work / "killed" / "reports", random.Random(0), [0, 0]
    mine = {"mine.txt": b"mine", "figures/mine.svg": b"mine"}
    where = place(out)
    with locked(where, wait=0):
        publish(where, states[0], ())
    for name, body in mine.items():
        (out / name).write_bytes(body)
    whole = [state | mine for state in states]
    once = _time_of(out, states)
    for _ in range(number):
        child = os.fork()
        if child == 0:
            _switch(out, states, 1)
            os._exit(0)
        time.sleep(dice.uniform(0, once))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        seen[whole.index(content(out))] += 1  # a ValueError: a report that is neither
        with locked(where, wait=0):
            recover(where)
        assert content(out) in whole
        assert [p.name for p in out.parent.iterdir()] == ["reports"]
        _switch(out, states, 0)
    print(f"{number} kills: {seen[0]} left the old report, {seen[1]} the new one, none half of one")


def _switch(out, states, number):
    where = place(out)
    with locked(where, wait=0):
        publish(where, states[number], {*states[0], *states[1]})


def _time_of(out, states):
    start = time.perf_counter()
    _switch(out, states, 1)
    _switch(out, states, 0)
    return (time.perf_counter() - start) / 2


def readers(work, states, seconds=5.0):
    """Read a report that is switched without pause: its files are always those of its manifest."""
    out = work / "read" / "reports"
    _switch(out, states, 0)
    child = os.fork()
    if child == 0:
        while True:
            _switch(out, states, 1)
            _switch(out, states, 0)
    reads, torn, end = 0, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        folder = os.open(out, os.O_RDONLY)
        listed = json.loads(_read(folder, "manifest.json"))["outputs"]
        try:
            for name in ("report.md", "report.html", "findings.json"):
                torn += sha256(_read(folder, name)).hexdigest() != listed[name]
            reads += 1
        except FileNotFoundError:
            pass  # the folder that was opened is the old one by now, and being removed
        os.close(folder)
        (out / "report.md").read_bytes()  # by its path it is always there
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(f"{reads} reads of a report that is being switched: {torn} torn files")


def _read(folder, name):
    descriptor = os.open(name, os.O_RDONLY, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


def crowd(work, number=4):
    """Start several runs at once."""
    out = work / "crowd" / "reports"
    for wait in ("60", "0"):
        shutil.rmtree(out.parent, ignore_errors=True)
        args = [*CLI, "report", work / "seeds", "-o", out, "--wait", wait]
        runs = [
            subprocess.Popen(
                [*map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(number)
        ]
        said = [(run.communicate(), run.returncode) for run in runs]
        wrote = sum(out_.startswith("report:") for (out_, _), _ in said)
        codes = sorted(code for _, code in said)
        told = next((err.strip() for (_, err), code in said if code == 75), "")
        print(f"{number} runs, --wait {wait}: {wrote} wrote, exit codes {codes} {told}")
        assert wrote == 1
        assert [p.name for p in out.parent.iterdir()] == ["reports"]


def full(work):
    """Write to a disk of 300 kB that holds a small report."""
    disk = work / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        print("a full disk: no right to mount one here")
        return
    try:
        for out in (disk / "reports", disk):
            corpus = work / "small"
            shutil.rmtree(corpus, ignore_errors=True)
            corpus.mkdir()
            (corpus / "2020.txt").write_text("One short text stands here.")
            assert rhetoric("report", corpus, "-o", out).returncode == 0
            before = content(disk)
            done = rhetoric("report", work / "seeds", "-o", out, "--force")
            assert content(disk) == before
            print(f"a disk of 300 kB: exit {done.returncode}, old report intact")
            print(f"  {done.stderr.strip()}")
            shutil.rmtree(disk / "reports", ignore_errors=True)
    finally:
        subprocess.run(["umount", disk], check=True)


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        states = two_states(work)
        kills(work, states, number)
        readers(work, states)
        crowd(work)
        full(work)


if __name__ == "__main__":
    main()
