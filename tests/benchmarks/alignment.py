"""Time, memory and accuracy of aligning, beside difflib and rapidfuzz alone on the same edits.

Run: python tests/benchmarks/alignment.py CORPUS (a folder of dated texts that follow each other).
"""

import difflib
import random
import resource
import sys
import time
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

sys.path.insert(0, str(Path(__file__).parents[1]))
from synthetic import edited, flat, written

import rhetoric as rt
from rhetoric.compare.prose import scale


def sentences(tokens):
    """Return the sentences of each document on one line."""
    out = {name: [] for name in tokens.names}
    for at, (low, high) in zip(tokens.sentence_starts, tokens.sentence_spans, strict=True):
        number = int(tokens.document_of[at])
        out[tokens.names[number]].append(flat(tokens.corpus[number].raw[low:high]))
    return out


def ours(old, new):
    a, b = written("a", old), written("b", new)
    starts = [[block.spans[0].start for block in d.blocks] for d in (a, b)]
    return {
        (bisect_right(starts[0], x["start"]) - 1, bisect_right(starts[1], y["start"]) - 1)
        for row in rt.align(a, b).rows()
        for x in row["before"]
        for y in row["after"]
    }


def by_difflib(old, new):
    found = set()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for op, i, k, j, m in matcher.get_opcodes():
        if op in {"equal", "replace"}:
            found |= set(zip(range(i, k), range(j, m), strict=False))
    return found


def by_rapidfuzz(old, new):
    scores = process.cdist(old, new, scorer=fuzz.ratio)
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return {(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if scores[i, j] >= 60}


def accuracy(texts):
    """Print precision and recall on edits by a known plan."""
    names = [name for name, lines in texts.items() if len(lines) > 5]
    words = [w for lines in texts.values() for s in lines for w in s.split()]
    for name, way in (("rhetoric", ours), ("difflib", by_difflib), ("rapidfuzz", by_rapidfuzz)):
        hit = wrong = missed = 0
        for seed in range(100):
            chance = random.Random(seed)
            picked = chance.choice(names[len(names) // 3 :])
            far = [s for n in names[: len(names) // 4] for s in texts[n] if len(s.split()) > 8]
            chance.shuffle(far)
            new, truth = edited(texts[picked], far, words, seed=seed)
            got = way(texts[picked], new)
            hit, wrong = hit + len(got & truth), wrong + len(got - truth)
            missed += len(truth - got)
        print(f"{name}: precision {hit / (hit + wrong):.3f}, recall {hit / (hit + missed):.3f}")


def grown(lines, size):
    """Return so many sentences, each with a word of its own."""
    single = [s for s in lines if s.endswith(".") and s.count(".") == 1]
    return [f"{single[k % len(single)][:-1]} no{k}." for k in range(size)]


def speed(texts, size):
    """Print how long two long documents take."""
    lines = [s for one in texts.values() for s in one]
    words = [w for s in lines for w in s.split()]
    old = grown(lines, size)
    new, _ = edited(old, [f"Strange {s}" for s in old], words, seed=1, rate=0.3)
    begun, busy = time.perf_counter(), time.process_time()
    result = rt.align(written("a", old), written("b", new))
    took, work = time.perf_counter() - begun, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{len(old):,} × {len(new):,} sentences: {took:.2f} s ({work:.2f} s of work)")
    print(f"  peak {peak:.2f} GB", *result.notes)


def main(path):
    tokens = rt.tokenize(rt.read(path))
    begun, busy = time.perf_counter(), time.process_time()
    weights = scale(tokens)
    for one, other in pairwise(tokens.corpus):
        rt.align(one, other, within=weights)
    took, work = time.perf_counter() - begun, time.process_time() - busy
    print(
        f"{len(tokens.names) - 1} successive pairs with redlines: {took:.2f} s ({work:.2f} of work)"
    )
    texts = sentences(tokens)
    accuracy(texts)
    for size in (2_000, 100_000):
        speed(texts, size)


if __name__ == "__main__":
    main(*sys.argv[1:])
