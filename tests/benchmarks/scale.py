"""Counting large corpora, beside scikit-learn in the same run.

    python tests/benchmarks/scale.py CORPUS [LARGER [SMALL LARGE]]

CORPUS is a folder of some 50 MB of plain text, LARGER one of four times as much; SMALL and LARGE
are corpora of 1,000 and of 20,000 documents, to which one document is added. Runs are interleaved
and the median of three is told, with their ratio. Targets, on two cores that do nothing else:

- texts in memory to a pruned matrix of 1–3-grams by document: 12 times less CPU time;
- ``rhetoric count --workers 2`` from files to files: 10 times less time on the clock;
- at most 600 MB a worker and 1 GB in the process that leads them;
- LARGER takes at most 4.2 times as long; one document at most 50 ms beyond start-up, which is the
  same command where there is nothing new.
"""

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

RUNS = 3
PEER = """
import sys, time
from pathlib import Path
import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
model = CountVectorizer(ngram_range=(1, 3))
matrix = model.fit_transform(texts)
sparse.save_npz(sys.argv[2] + "/matrix.npz", matrix, compressed=False)
names = model.get_feature_names_out()
Path(sys.argv[2], "names.txt").write_text("\\n".join(names), encoding="utf-8")
"""
KERNEL = """
import sys, time
from pathlib import Path
if sys.argv[2] == "ours":
    import rhetoric  # first: it tells numpy how to sort on some processors
import numpy, scipy.sparse, pandas
texts = [path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
if sys.argv[2] == "ours":
    from rhetoric.ngrams import count
    from rhetoric.tokens import tokenize_texts
    begun = time.process_time()
    count(tokenize_texts(*texts), per="document", min_count=2)
else:
    from sklearn.feature_extraction.text import CountVectorizer
    begun = time.process_time()
    CountVectorizer(ngram_range=(1, 3)).fit_transform(texts)
print(time.process_time() - begun)
"""


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(*arguments):
    """Run Python and return seconds on the clock, seconds of CPU with children, and its output."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    took = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, used, done.stdout


def counting(corpus, store, *options):
    command = "from rhetoric.cli import main; main()"
    return ("-c", command, "count", str(corpus), "-o", str(store), "-q", *options)


def compared(what, ours, peer):
    """Say the median of interleaved runs of two ways, and how often ours goes into the other."""
    pairs = [(ours(), peer()) for _ in range(RUNS)]
    mine, theirs = (median(column) for column in zip(*pairs, strict=True))
    say(f"{what}: {mine:.2f} s, scikit-learn {theirs:.2f} s, {theirs / mine:.1f} times")


def kernel(corpus):
    def used(which):
        return float(run("-c", KERNEL, str(corpus), which)[2])

    compared("kernel, CPU", lambda: used("ours"), lambda: used("peer"))


def end_to_end(corpus):
    """Compare on the clock and by CPU: the clock depends on what else the machine does."""
    found = {"ours": [], "peer": []}

    def ours(column):
        with tempfile.TemporaryDirectory() as folder:
            found["ours"].append(run(*counting(corpus, f"{folder}/store", "--workers", "2")))
        return found["ours"][-1][column]

    def peer(column):
        with tempfile.TemporaryDirectory() as folder:
            found["peer"].append(run("-c", PEER, str(corpus), folder))
        return found["peer"][-1][column]

    compared("end to end, clock, 2 workers", lambda: ours(0), lambda: peer(0))
    mine, theirs = (median(one[1] for one in found[name]) for name in ("ours", "peer"))
    say(f"end to end, CPU: {mine:.2f} s, scikit-learn {theirs:.2f} s, {theirs / mine:.1f} times")


def held(process):
    """Return the most memory in MB that each process of a family has held so far."""
    out = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "status").read_text(encoding="utf-8")
            except OSError:
                continue
            fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            if "VmHWM" in fields:
                out[int(folder.name)] = (int(fields["PPid"]), int(fields["VmHWM"].split()[0]) / 1e3)
    family = {process}
    while more := {pid for pid, (parent, _) in out.items() if parent in family} - family:
        family |= more
    return {pid: out[pid][1] for pid in family if pid in out}


def watched(*arguments):
    """Run Python; return seconds, and the most memory in MB of that process and of its children."""
    most, begun = {}, time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments]) as process:
        done = threading.Event()
        waiting = threading.Thread(target=lambda: (process.wait(), done.set()))
        waiting.start()
        while not done.wait(0.2):
            most.update(held(process.pid))
        waiting.join()
    took = time.perf_counter() - begun
    leader = most.pop(process.pid, 0)
    return took, leader, max(most.values(), default=0)


def memory(corpus, *options):
    """Return seconds, the most memory in MB of the process that leads and of a worker, the store's
    size.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        took, leader, worker = watched(*counting(corpus, store, *options))
        size = sum(path.stat().st_size for path in Path(store).rglob("*") if path.is_file()) / 1e6
    return took, leader, worker, size


def growth(small, large):
    """Say how much longer the larger corpus takes: by the clock and by CPU time, one process."""
    sizes = [sum(p.stat().st_size for p in Path(c).rglob("*.txt")) for c in (small, large)]

    def used(corpus):
        with tempfile.TemporaryDirectory() as folder:
            return run(*counting(corpus, f"{folder}/store"))[1]

    pairs = [(used(small), used(large)) for _ in range(RUNS)]
    a, b = (median(column) for column in zip(*pairs, strict=True))
    say(f"growth, CPU: {a:.1f} s, {b:.1f} s; {sizes[1] / sizes[0]:.2f} times the text, "
        f"{b / a:.2f} times the time")  # fmt: skip


def addition(corpus):
    """Say what one more document costs, beyond the same command where nothing is new."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        run(*counting(corpus, store, "--workers", "2"))
        clock, cpu = [], []
        for number in range(2 * RUNS + 1):
            new = Path(folder, f"new {number}.txt")
            new.write_text(f"The text of number {number}. It was read in the house.", "utf-8")
            command = counting(new, store, "--add")
            added, nothing = run(*command), run(*command)
            clock.append(added[0] - nothing[0])
            cpu.append(added[1] - nothing[1])
    files = sum(1 for _ in Path(corpus).rglob("*.txt"))
    say(f"one document more, of {files:,}: {median(clock) * 1e3:.0f} ms on the clock, "
        f"{median(cpu) * 1e3:.0f} ms CPU beyond start-up")  # fmt: skip


def main(corpus, larger=None, *stores):
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    kernel(corpus)
    end_to_end(corpus)
    for one in filter(None, (corpus, larger)):
        took, leader, worker, size = memory(one, "--workers", "2")
        say(f"{one}: {took:.1f} s; {leader:.0f} MB in front, {worker:.0f} MB a worker at most; "
            f"a store of {size:.0f} MB")  # fmt: skip
    if larger:
        growth(corpus, larger)
    for one in stores:
        addition(one)


if __name__ == "__main__":
    main(*sys.argv[1:])
