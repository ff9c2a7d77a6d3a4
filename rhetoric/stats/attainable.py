"""What a test could find at all: the smallest p-value that a term's counts allow."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Bools, Floats


def log_choose(n: ArrayLike, k: ArrayLike) -> Floats:
    """Return ln C(n, k), the logarithm of the number of ways to choose k of n.

    >>> round(float(np.exp(log_choose(5, 2))), 9)
    10.0
    """
    n, k = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)


def smallest_p(counts: Any, starts: list[int], picks: list[int]) -> Floats:
    """Return per feature (V,) the smallest two-sided p that any split of the units could give it.

    ``counts`` (m × V, CSR) has the strata one after the other: stratum s is the rows from
    ``starts[s]`` to ``starts[s + 1]``, of which ``picks[s]`` go to one side. The units' lengths
    are ignored: a word that two paragraphs hold is as good as its two paragraphs on one side.

    >>> from rhetoric.stats.units import as_counts
    >>> once = as_counts([[1], [0], [0], [0], [0]])
    >>> smallest_p(once, [0, 5], [2]).round(9).tolist()  # 4 of the 10 pairs hold the word
    [0.4]

    References: Tarone 1990, Biometrics 46 (discrete tests that cannot reject).
    """
    features = counts.shape[1]
    high, low, log_high, log_low = np.zeros((4, features))
    for (start, stop), k in zip(pairwise(starts), picks, strict=True):
        part, m = counts[start:stop], stop - start
        share = np.asarray(part.sum(axis=0)) * (k / m)
        most, ways_most = _top(part, k)
        rest, ways_rest = _top(part, m - k)  # what is least on one side is most on the other
        high += most - share
        low += rest - np.asarray(part.sum(axis=0)) + share
        log_high += ways_most - log_choose(m, k)
        log_low += ways_rest - log_choose(m, k)
    p_high = np.where(high >= low - 1e-9, np.exp(log_high), 0.0)
    p_low = np.where(low >= high - 1e-9, np.exp(log_low), 0.0)
    return np.asarray(np.minimum(p_high + p_low, 1.0), dtype=np.float64)


def _top(part: Any, k: int) -> tuple[Floats, Floats]:
    """Return per column the largest sum of k entries, and the log of the ways to choose them."""
    m, features = part.shape
    if k == 0:
        return np.zeros(features), np.zeros(features)
    columns = part.tocsc()
    filled = np.diff(columns.indptr)
    column = np.repeat(np.arange(features), filled)
    order = np.lexsort((-columns.data, column))
    values, rank = columns.data[order], np.arange(len(order)) - columns.indptr[:-1][column]
    largest = np.bincount(column, values * (rank < k), minlength=features).astype(np.float64)
    edge = np.zeros(features)
    edge[column[rank == k - 1]] = values[rank == k - 1]
    above = np.bincount(column, values > edge[column], minlength=features)
    equal = np.bincount(column, values == edge[column], minlength=features)
    few = filled <= k
    ways = log_choose(np.where(few, m - filled, equal), np.where(few, k - filled, k - above))
    return largest, ways


def family(smallest: Floats, *, level: float = 0.05) -> Bools:
    """Return which tests (V,) are worth correcting for, from the smallest p that each can have.

    Tarone's rule: with K the least number such that at most K tests can have p ≤ ``level`` / K,
    those are the family. Beside leaving out what could never pass, this keeps rare terms from
    raising the bar: if one side is 5 of 100 paragraphs, a word that happens to have both of its
    two occurrences there gets z = 6. Where the rule leaves none, all that could pass alone stay.

    >>> family(np.array([0.2, 0.04, 0.001, 0.002])).tolist()  # K = 2: those at most 0.025
    [False, False, True, True]
    >>> family(np.array([0.03, 0.03])).tolist()
    [True, True]

    References: Tarone 1990, Biometrics 46.
    """
    bars = level / np.arange(1, smallest.size + 2)
    able = np.searchsorted(np.sort(smallest), bars, side="right")
    kept = smallest <= bars[np.argmax(able <= np.arange(1, smallest.size + 2))]
    return kept if kept.any() else smallest <= level
