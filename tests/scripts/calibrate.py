"""Random halves of one text or of like texts, where nothing differs: how often is a flag raised?

    python tests/scripts/calibrate.py CORPUS [--unit paragraph|document] [--halves 1000]
        [--draws 9999] [--terms 0] [--only EXPRESSION] [--quick]

Prints, over all halves, the share with any flag for every p that may be printed: maxT (badges ② and
③), Benjamini–Hochberg over permutation p at 10 %, the same by presence, the closed form, and beside
them G² with Benjamini–Hochberg at 5 %, which takes every word as independent.
"""

import argparse
import sys
import time

import numpy as np

import rhetoric as rt
from rhetoric.compare.calibration import naive_q
from rhetoric.compare.keyness import family_q
from rhetoric.compare.sides import units_of
from rhetoric.ngrams import closed
from rhetoric.stats import permutation
from rhetoric.stats.permutation import presence, score_tests

BATCH = 25


def commonest(units, most):
    """Return the counts (m × V) and sizes (m,) of the units, for the commonest closed terms."""
    kept = units.keep(closed(units))
    order = np.argsort(-kept.totals, kind="stable")[: most or None]
    order = order[kept.totals[order] >= 3]
    return kept.matrix[:, np.sort(order)], kept.tokens


def halves(units, number, seed):
    """Return random halves of so many units, by dice of their own."""
    rng = np.random.default_rng([seed, 1])
    return [rng.permutation(units) < units // 2 for _ in range(number)]


def rates(y, n, *, number=200, draws=999, seed=0, forms=True):
    """Return the share of random halves in which each rule flags anything.

    Without ``forms`` the versions by presence and in closed form are left out.
    """
    names = ["maxT", "BH of p at 10 %", "G2 + BH at 5 %"]
    flags = dict.fromkeys([*names, "presence, maxT", "closed form, maxT"] if forms else names, 0)
    words = 0
    for at in range(0, number, BATCH):
        sides = halves(y.shape[0], min(BATCH, number - at), seed + at)
        options = {"draws": draws, "seed": seed + at}
        tests = score_tests(y, n, sides, **options)
        if forms:
            there = score_tests(*presence(y, n), sides, **options)
            small, permutation.SMALL = permutation.SMALL, 0
            large = score_tests(y, n, sides, **options)
            permutation.SMALL = small
            flags["presence, maxT"] += sum(bool((t.p_max <= 0.05).any()) for t in there)
            flags["closed form, maxT"] += sum(bool((t.p_max <= 0.05).any()) for t in large)
        for side, test in zip(sides, tests, strict=True):
            flags["maxT"] += bool((test.p_max <= 0.05).any())
            flags["BH of p at 10 %"] += bool((family_q(test) <= 0.1).any())
            false = (naive_q(y, n, side) <= 0.05).sum()
            flags["G2 + BH at 5 %"] += bool(false)
            words += int(false)
    return {name: count / number for name, count in flags.items()}, words / number


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--unit", default="paragraph")
    parser.add_argument("--halves", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=9999)
    parser.add_argument("--terms", type=int, default=0)
    parser.add_argument("--only")
    parser.add_argument("--quick", action="store_true", help="maxT, BH and G2 only")
    asked = parser.parse_args()
    corpus = rt.read(asked.corpus)
    corpus = corpus.select(asked.only) if asked.only else corpus
    counts = rt.count(rt.tokenize(corpus), ngrams=(1, 3), per="paragraph", min_count=3)
    y, n = commonest(units_of(counts, asked.unit), asked.terms)
    begun = time.perf_counter()
    found, words = rates(y, n, number=asked.halves, draws=asked.draws, forms=not asked.quick)
    seconds = time.perf_counter() - begun
    size = f"{y.shape[0]:,} {asked.unit}s, {y.shape[1]:,} terms, {asked.halves:,} halves"
    lines = [
        f"{size}, B = {asked.draws:,}; {seconds:.0f} s",
        *(f"  {name:20} {100 * share:5.1f} %" for name, share in found.items()),
        f"  false words a half by G2 + BH: {words:.1f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
