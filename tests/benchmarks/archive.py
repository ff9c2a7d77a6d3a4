"""What it costs to keep a report on many documents up to date, beside making it anew.

    python tests/benchmarks/archive.py CORPUS [CORPUS ...]

A copy of each corpus gets a report; then, three times, one document more, one edited, one less,
each after three seconds of rest, and after these a report with an empty cache, against which the
last one is held. Seconds of CPU with children and on the clock, and the medians' shares.
"""

import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

#: Times that one comes, one is edited, and one goes; seconds between runs.
ROUNDS, REST = 3, 3

LATER = ("changes.json", "ledger.json", "manifest.json", "report.md", "report.html")


def reported(corpus, out, cache):
    from scale import run  # beside this file

    command = "from rhetoric.cli import run; run()"
    options = ("-o", str(out), "-q", "--cache", str(cache))
    return run("-c", command, "report", str(corpus), *options)[:2]


def content(out):
    """Return what a report says, but for what it says of the last one."""
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    parts = re.split(r"(?m)^## ", files["report.md"].read_text(encoding="utf-8"))
    said = [part for part in parts if not part.startswith("What changed since")]
    return said, {name: path.read_bytes() for name, path in files.items() if name not in LATER}


def rested(*given):
    """Measure a report once the disk has what was written before."""
    time.sleep(REST)
    return reported(*given)


def compared(source):
    from scale import say

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus, out, cache = home / "corpus", home / "out", home / "cache"
        shutil.copytree(source, corpus)
        files = sorted(corpus.rglob("*.txt"))
        size = sum(path.stat().st_size for path in files) / 1e6
        say(f"{source}: {len(files):,} documents, {size:.0f} MB")
        late = {path: path.read_bytes() for path in files[-ROUNDS:]}
        for path in late:
            path.unlink()
        whole, more, same = [rested(corpus, out, cache)], [], []
        for number, (new, content_) in enumerate(late.items()):
            edited = files[(number + 1) * len(files) // (ROUNDS + 1)]
            for change in (
                lambda new=new, content_=content_: new.write_bytes(content_),
                lambda edited=edited: edited.write_bytes(edited.read_bytes() + b"\n\nOne more.\n"),
                edited.unlink,
            ):
                change()
                more.append(rested(corpus, out, cache))
                say("  one: {:.2f} s on the clock, {:.2f} s CPU".format(*more[-1]))
            anew, empty = home / f"anew{number}", home / f"empty{number}"
            whole.append(rested(corpus, anew, empty))
            say("  anew: {:.1f} s on the clock, {:.1f} s CPU".format(*whole[-1]))
            same.append(content(out) == content(anew))
            shutil.rmtree(empty)
        for name, k in (("on the clock", 0), ("CPU", 1)):
            one, all_ = (statistics.median(run[k] for run in runs) for runs in (more, whole))
            say(f"  median {name}: {one:.2f} of {all_:.1f} s, {100 * one / all_:.1f} %")
        say(f"  equal to those made anew: {same}")


if __name__ == "__main__":
    for one in sys.argv[1:]:
        compared(Path(one))
