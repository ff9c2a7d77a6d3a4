"""What it costs to keep a report on many documents up to date, beside making it anew.

    python tests/benchmarks/archive.py CORPUS [CORPUS ...]

A copy of each corpus gets a report, then one document more, one edited, one less. Seconds of CPU
with children and on the clock; each report is held against one made with an empty cache.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

LATER = ("changes.json", "ledger.json", "manifest.json", "report.md", "report.html")


def reported(corpus, out, cache):
    from scale import run  # beside this file

    command = "from rhetoric.cli import main; main()"
    options = ("-o", str(out), "-q", "--cache", str(cache))
    return run("-c", command, "report", str(corpus), *options)[:2]


def content(out):
    """Return what a report says, but for what it says of the last one."""
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    parts = re.split(r"(?m)^## ", files["report.md"].read_text(encoding="utf-8"))
    said = [part for part in parts if not part.startswith("What changed since")]
    return said, {name: path.read_bytes() for name, path in files.items() if name not in LATER}


def compared(source):
    from scale import say

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus, out, cache = home / "corpus", home / "out", home / "cache"
        shutil.copytree(source, corpus)
        files = sorted(corpus.rglob("*.txt"))
        size = sum(path.stat().st_size for path in files) / 1e6
        last, edited = files[-1], files[len(files) // 2]
        text = last.read_bytes()
        last.unlink()
        clock, cpu = reported(corpus, out, cache)
        say(f"{source}: {len(files):,} documents, {size:.0f} MB: "
            f"{cpu:.1f} s CPU, {clock:.1f} s on the clock")  # fmt: skip
        changes = {
            "one more": lambda: last.write_bytes(text),
            "one edited": lambda: edited.write_bytes(edited.read_bytes() + b"\n\nOne line more.\n"),
            "one less": edited.unlink,
        }
        for number, (what, change) in enumerate(changes.items()):
            change()
            now = reported(corpus, out, cache)
            reported(corpus, home / f"anew{number}", home / f"empty{number}")
            same = content(out) == content(home / f"anew{number}")
            shutil.rmtree(home / f"empty{number}")
            say(f"  {what}: {now[1]:.1f} s CPU ({100 * now[1] / cpu:.1f} %), {now[0]:.1f} s on the "
                f"clock ({100 * now[0] / clock:.1f} %), equal: {same}")  # fmt: skip


if __name__ == "__main__":
    for one in sys.argv[1:]:
        compared(Path(one))
