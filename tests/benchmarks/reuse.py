"""Planted reuse among many documents: time, memory, recall and precision, beside other ways.

The background is resampled word by word from the frequencies of official English, so that chance
reuse is nil; sentences of 20 to 35 words are planted word for word, with one word changed, or with
a clause dropped. Run: python tests/benchmarks/reuse.py [DOCUMENTS]
"""

import difflib
import resource
import sys
import time

import numpy as np
from rapidfuzz import fuzz

from rhetoric.compare.reuse import verified
from rhetoric.lexicons import zipf
from rhetoric.stats.winnow import fingerprints, shared

WORDS = 708  # of a document, as in the collection that the method was first measured on


def planted(documents, seed=0):
    """Return word ids, starts of documents, and the planted pairs (from, to, kind)."""
    chance = np.random.default_rng(seed)
    rate = np.array([10 ** (z - 9) for z in zipf().values()])
    rare = rate.min() / np.arange(2, 60_002)  # the long tail that no list of words has
    rate = np.concatenate([rate, rare])
    rate /= rate.sum()
    sizes = np.maximum(chance.poisson(WORDS, documents), 100)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    steps = np.cumsum(rate)
    ids = np.empty(sizes.sum(), np.uint32)
    for low in range(0, len(ids), 1 << 22):
        part = ids[low : low + (1 << 22)]
        part[:] = np.searchsorted(steps, chance.random(len(part)) * steps[-1])
    truth = []
    for k in range(documents // 20):
        a, b = sorted(chance.choice(documents, 2, replace=False).tolist())
        size = int(chance.integers(20, 36))
        at = int(starts[a] + chance.integers(0, sizes[a] - size))
        text = ids[at : at + size].copy()
        kind = ("verbatim", "one word", "clause")[k % 3]
        if kind == "one word":
            text[int(chance.integers(2, size - 2))] = len(rate) - 1 - k % 1000
        elif kind == "clause":
            text = text[: max(8, int(size * 0.7))]
        to = int(starts[b] + chance.integers(0, sizes[b] - len(text)))
        ids[to : to + len(text)] = text
        truth.append((a, b, kind))
    df = np.maximum(np.bincount(ids, minlength=len(rate)), 1)
    idf = np.maximum(np.log(len(ids) / 20 / df), 0.05)
    return ids, starts, idf, truth


def ours(ids, starts, idf):
    passages, _ = shared([fingerprints(ids, starts)], ids, starts)
    _, good = verified(passages, ids, idf)
    return {
        (int(a), int(b)) for a, b in zip(passages.first[good], passages.second[good], strict=True)
    }


def others(ids, starts, truth, seconds=20.0):
    """Say how many pairs of documents the others compare in some seconds, and what they find."""
    ends = np.append(starts[1:], len(ids))

    def words(n):
        return [int(i) for i in ids[starts[n] : ends[n]]]

    def by_difflib(a, b):
        matcher = difflib.SequenceMatcher(None, words(a), words(b), autojunk=False)
        return matcher.find_longest_match().size >= 8

    def by_rapidfuzz(a, b):
        left, right = ("".join(map(chr, np.array(words(n)) + 0x10000)) for n in (a, b))
        windows = [left[k : k + 14] for k in range(0, len(left), 7)]
        return any(fuzz.partial_ratio(part, right) >= 70 for part in windows)

    for name, way in (("difflib", by_difflib), ("rapidfuzz", by_rapidfuzz)):
        begun, done, hits = time.perf_counter(), 0, 0
        for a, b, _ in truth:
            hits += way(a, b)
            done += 1
            if time.perf_counter() - begun > seconds / 2:
                break
        each = (time.perf_counter() - begun) / done
        pairs = len(starts) * (len(starts) - 1) / 2
        days = each * pairs / 86400
        print(f"{name}: {each * 1e3:.2f} ms a pair, so {days:,.1f} days for all {pairs:,.0f}")
        print(f"  found {hits} of {done} planted when told in which pair to look")


def main(documents=100_000):
    ids, starts, idf, truth = planted(documents)
    print(f"{documents:,} documents, {len(ids):,} words, {len(truth):,} planted")
    begun = time.perf_counter()
    found = ours(ids, starts, idf)
    took = time.perf_counter() - begun
    pairs = {(a, b) for a, b, _ in truth}
    hit = len(found & pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"rhetoric: {took:.1f} s, {peak:.2f} GB, recall {hit / len(pairs):.3f}, "
          f"precision {hit / max(len(found), 1):.3f}")  # fmt: skip
    for kind in ("verbatim", "one word", "clause"):
        some = {(a, b) for a, b, k in truth if k == kind}
        print(f"  {kind}: recall {len(found & some) / max(len(some), 1):.3f}")
    others(ids, starts, truth)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
