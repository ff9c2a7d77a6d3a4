"""Write a sheet of random hits to be judged from context alone: python blind.py CORPUS … FILE.

Whoever judges sees the words, their context and the name of the feature, not the rule that fired;
the column ``verdict`` is filled in by hand with ``yes`` or ``no``.
"""

import argparse
import csv
import random
from pathlib import Path

import rhetoric as rt
from rhetoric.compare.concordance import context
from rhetoric.detectors import DEVICES

#: Hits of each feature that are drawn, from all corpora in equal shares.
DRAWN = {"obligation": 40, "commitment": 40, "antithesis": 40, "superlatives": 40, "naming": 40,
         "metaphor": 60}  # fmt: skip
COLUMNS = (
    "number", "corpus", "feature", "category", "document", "start", "end", "left", "node", "right",
    "verdict",
)  # fmt: skip


def drawn(path, chance):
    """Yield random hits of each feature in a corpus."""
    tokens = rt.tokenize(rt.read(path))
    for feature, number in DRAWN.items():
        hits = DEVICES[feature](tokens)
        for i in sorted(chance.sample(range(len(hits)), min(len(hits), number))):
            span = hits.span(i)
            shown = context(hits.corpus, span, width=220)
            yield feature, {
                "corpus": path.rstrip("/").rsplit("/", 1)[-1], "feature": feature,
                "category": str(hits.categories[hits.category[i]]),
                "document": span.doc, "start": span.start, "end": span.end,
                **{name: shown[name] for name in ("left", "node", "right")},
            }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    found = {feature: [] for feature in DRAWN}
    for path in given.corpus:
        for feature, row in drawn(path, chance):
            found[feature].append(row)
    rows = []
    for feature, number in DRAWN.items():
        each = {row["corpus"]: [r for r in found[feature] if r["corpus"] == row["corpus"]]
                for row in found[feature]}  # fmt: skip
        share = -(-number // max(len(each), 1))
        parts = [chance.sample(part, min(share, len(part))) for part in each.values()]
        chosen = [row for part in parts for row in part]
        rest = [row for row in found[feature] if row not in chosen]
        chance.shuffle(rest)
        rows += (chosen + rest)[:number]
    chance.shuffle(rows)
    with Path(given.file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"number": n, **row, "verdict": ""} for n, row in enumerate(rows, 1))


if __name__ == "__main__":
    main()
