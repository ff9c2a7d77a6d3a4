"""How counting grows with the text, as a table and as curves (growth.csv, growth.svg).

    python tests/benchmarks/growth.py CORPUS [CORPUS ...]

Each is counted with two workers; up to 60 MB scikit-learn does the same job. Run it on a machine
that does nothing else.
"""

import csv
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PEERS = 60  # MB up to which scikit-learn is run
COLUMNS = ("mb", "documents", "seconds", "worker_mb", "front_mb", "store_mb", "peer_seconds",
           "peer_mb")  # fmt: skip


def measured(corpus):
    from scale import PEER, memory, say, watched  # beside this file

    files = list(Path(corpus).rglob("*.txt"))
    size = sum(path.stat().st_size for path in files) / 1e6
    seconds, front, worker, store = memory(corpus, "--workers", "2")
    row = [size, len(files), seconds, worker, front, store, "", ""]
    if size <= PEERS:
        with tempfile.TemporaryDirectory() as folder:
            row[6], row[7], _ = watched("-c", PEER, str(corpus), folder)
    row = [round(value, 1) if isinstance(value, float) else value for value in row]
    say(" ".join(map(str, row)))
    return row


def drawn(rows):
    from matplotlib.figure import Figure
    from matplotlib.ticker import ScalarFormatter

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    time, memory = figure.subplots(1, 2)
    lines = (
        (time, 2, "rhetoric count, two processes", "#1f4e79"), (time, 6, "scikit-learn", "#b5651d"),
        (memory, 3, "a worker", "#1f4e79"), (memory, 4, "the process in front", "#7a9cc0"),
        (memory, 7, "scikit-learn", "#b5651d"),
    )  # fmt: skip
    for axes, column, name, colour in lines:
        points = [(row[0], row[column]) for row in rows if row[column] != ""]
        axes.plot(*zip(*points, strict=True), "o-", color=colour, label=name, markersize=4)
    for axes, title in ((time, "Seconds on the clock"), (memory, "Most memory, MB")):
        axes.set(xscale="log", yscale="log", xlabel="MB of text")
        axes.set_title(title, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(ScalarFormatter())
        axes.legend(frameon=False)
    figure.savefig(HERE / "growth.svg", metadata={"Date": None})


def main(*corpora):
    rows = sorted(measured(corpus) for corpus in corpora)
    with (HERE / "growth.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    drawn(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
