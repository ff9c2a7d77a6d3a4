"""How often a test calls noise a finding: tried on random halves of the texts at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.copies import firsts, same
from rhetoric.compare.sides import units_of
from rhetoric.ngrams import Counts, closed
from rhetoric.stats.association import g2, log10_p
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.permutation import score_tests

#: Units, terms, halves and permutations of a quick trial; the suite's is longer.
UNITS, TERMS, HALVES, DRAWS = 400, 300, 60, 199
LEVEL = 0.05


@dataclass(frozen=True)
class Calibration:
    """In how many of ``halves`` random halves anything was flagged: by our test, and by G² + BH."""

    units: int
    terms: int
    halves: int
    flagged: int
    naive: int

    @property
    def said(self) -> str:
        """What came of it, in a sentence."""
        return (
            f"Tried on these texts: of {self.halves} random halves of {self.units:,} of their "
            f"paragraphs, where nothing differs, the test of badge ② flagged a word in "
            f"{self.flagged} ({100 * self.flagged / self.halves:.0f} %; 5 % are allowed), G² with "
            f"Benjamini and Hochberg's correction, the common practice, in {self.naive} "
            f"({100 * self.naive / self.halves:.0f} %)."
        )


def calibration(counts: Counts, *, seed: int = 0) -> Calibration | None:
    """Return how often halves of paragraphs, drawn at random, are told apart; None for too few.

    The commonest terms are tried, on at most 400 paragraphs.
    """
    units = units_of(counts, "paragraph")
    units = units.take(firsts(same(units), np.ones(len(units.rows), bool)))
    rng = np.random.default_rng([seed, 2])
    if len(units.rows) > UNITS:
        mask = np.zeros(len(units.rows), bool)
        mask[rng.permutation(len(mask))[:UNITS]] = True
        units = units.take(mask)
    kept = units.keep((units.totals >= 3) & (units.lengths == 1))
    kept = kept.keep(closed(kept))
    order = np.sort(np.argsort(-kept.totals, kind="stable")[:TERMS])
    y, n = kept.matrix[:, order], kept.tokens
    m = len(units.rows)
    if m < 8 or not len(order):
        return None
    sides = [rng.permutation(m) < m // 2 for _ in range(HALVES)]
    tests = score_tests(y, n, sides, draws=DRAWS, seed=seed)
    naive = sum(bool((naive_q(y, n, side) <= LEVEL).any()) for side in sides)
    flagged = sum(bool((test.p_max <= LEVEL).any()) for test in tests)
    return Calibration(m, len(order), HALVES, flagged, naive)


def naive_q(y: Any, n: NDArray[np.int64], side: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return q (V,) by G² of counts (m × V) in units of sizes n, as if words were independent."""
    a, b = (np.asarray(y[mask].sum(axis=0)).ravel() for mask in (side, ~side))
    return benjamini_hochberg(10 ** log10_p(g2(a, b, int(n[side].sum()), int(n[~side].sum()))))
