"""Whether a change is more than chance: one permutation test a contrast, for all candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.keyness import caveats, family_q
from rhetoric.compare.sides import Sides, between, units_of
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import log_ratio_interval, sign_stable
from rhetoric.stats.permutation import score_test


@dataclass(frozen=True, eq=False)
class Trial:
    """What the permutation test of one contrast says of every candidate."""

    both: Sides
    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]
    q: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    stable: NDArray[np.bool_]
    caveats: list[list[str]]
    tests: int


def trial(counts: Counts, contrast: Contrast, looks: int, seed: int) -> Trial:
    """Return the test of all candidates in one contrast, corrected for all contrasts as well."""
    units = units_of(counts, "paragraph")
    after = units.rows["document"].isin([d.id for d in contrast.later]).to_numpy(bool)
    before = units.rows["document"].isin([d.id for d in contrast.earlier]).to_numpy(bool)
    kept = units.take(after | before)
    target = after[after | before]
    test = score_test(kept.matrix, kept.tokens, target, seed=seed)
    interval = log_ratio_interval(kept.matrix, kept.tokens, target, seed=seed)
    both = between(counts, contrast.later, contrast.earlier)
    a, b, n1, n2 = _totals(counts, both)
    return Trial(
        both=both,
        p=test.p,
        p_adjusted=np.minimum(test.p_max * looks, 1.0),
        q=family_q(test),
        low=interval.low,
        high=interval.high,
        stable=sign_stable(kept.matrix, kept.tokens, target),
        caveats=caveats(counts, both, log_ratio(a, b, n1, n2) >= 0),
        tests=test.tests * looks,
    )


def _totals(counts: Counts, both: Sides) -> tuple[Any, Any, int, int]:
    a = np.asarray(counts.matrix[both.target].sum(axis=0), np.int64).ravel()
    b = np.asarray(counts.matrix[both.reference].sum(axis=0), np.int64).ravel()
    return a, b, int(counts.tokens[both.target].sum()), int(counts.tokens[both.reference].sum())
