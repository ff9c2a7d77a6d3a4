"""Whether a series of values rises or falls, and by how much a step."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats, Ints

#: Up to this many values every order of them is looked at.
EXACT = 8


class MannKendall(NamedTuple):
    """S (rising pairs less falling ones), τ-a from −1 to 1, two-sided p, and if p is exact."""

    s: int
    tau: float
    p: float
    exact: bool


def mann_kendall(y: ArrayLike, t: ArrayLike | None = None) -> MannKendall:
    """Return the test of a monotone trend of ``y`` (n,) over its order, or times ``t``.

    ``t`` is (n,) too. Ties in either count for neither direction. Up to 8 values p is the share
    of all orders of ``y`` with an |S| as large; above that normal, corrected for ties and
    continuity. Raises ValueError if the lengths differ.

    >>> mann_kendall([1, 2, 3, 5, 4])  # 10 of the 120 orders are as steady
    MannKendall(s=8, tau=0.8, p=0.08333333333333333, exact=True)

    References: Mann 1945; Kendall 1975.
    """
    values, times = _series(y, t)
    first, later = np.triu_indices(len(values), 1)
    change = np.sign(times[later] - times[first]).astype(np.int64)
    s = int((change * np.sign(values[later] - values[first])).sum())
    tau = s / max(len(first), 1)
    if len(values) > EXACT:
        return MannKendall(s, tau, _normal_p(s, values, times), exact=False)
    ranks = np.unique(values, return_inverse=True)[1].astype(np.int8)
    orders = ranks[_orders(len(values))]
    sums = np.sign(orders[:, later] - orders[:, first]) @ change
    return MannKendall(s, tau, float(np.mean(np.abs(sums) >= abs(s))), exact=True)


def theil_sen(t: ArrayLike, y: ArrayLike) -> float:
    """Return the median slope of ``y`` (n,) per unit of the times ``t`` (n,), over all pairs.

    Raises ValueError if the lengths differ or there are not two different times.

    >>> theil_sen([0, 1, 2, 3], [0, 1, 2, 9])  # slopes 1, 1, 1, 3, 4, 7
    2.0

    References: Theil 1950; Sen 1968, JASA 63.
    """
    values, times = _series(y, t)
    return float(np.median(_slopes(values, times)))


def sen_interval(t: ArrayLike, y: ArrayLike, *, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of the median slope: two of the slopes, by Kendall's variance of S.

    Raises ValueError as ``theil_sen`` does.

    >>> sen_interval(range(6), [0, 1, 2, 3, 4, 5])
    (1.0, 1.0)

    References: Sen 1968; Gilbert 1987.
    """
    values, times = _series(y, t)
    slopes = _slopes(values, times)
    width = float(ndtri((1 + level) / 2)) * np.sqrt(_variance(values, times))
    low = max(int((len(slopes) - width) / 2) - 1, 0)
    return float(slopes[low]), float(slopes[-1 - low])


def rank_p(newest: float, earlier: ArrayLike) -> float:
    """Return p of a new value among N earlier ones (N,): how many lie as far from the middle.

    Two-sided, by distance from the median of all N + 1; never below 1 / (N + 1).

    >>> rank_p(9.0, [1.0, 2.0, 3.0, 2.0]), rank_p(2.0, [1.0, 2.0, 3.0])
    (0.2, 1.0)

    References: Phipson & Smyth 2010.
    """
    values = np.append(np.asarray(earlier, dtype=np.float64), newest)
    far = np.abs(values - np.median(values))
    return float(np.mean(far >= far[-1] - 1e-12))


def _slopes(values: Floats, times: Floats) -> Floats:
    """Return the slopes of all pairs of different times, sorted."""
    first, later = np.triu_indices(len(values), 1)
    gaps = times[later] - times[first]
    if not gaps.any():
        msg = f"A slope needs two different times, not {times.tolist()}."
        raise ValueError(msg)
    slopes: Floats = np.sort((values[later] - values[first])[gaps != 0] / gaps[gaps != 0])
    return slopes


def _series(y: ArrayLike, t: ArrayLike | None) -> tuple[Floats, Floats]:
    values = np.asarray(y, dtype=np.float64)
    times = np.arange(len(values), dtype=np.float64) if t is None else np.asarray(t, np.float64)
    if values.ndim != 1 or values.shape != times.shape:
        msg = f"Give one time per value, not {times.shape} for {values.shape}."
        raise ValueError(msg)
    return values, times


@cache
def _orders(n: int) -> Ints:
    """Return all orders of n things (n! × n)."""
    return np.array(list(permutations(range(n))), dtype=np.int64).reshape(-1, n)


def _normal_p(s: int, values: Floats, times: Floats) -> float:
    variance = _variance(values, times)
    if variance <= 0:
        return 1.0
    return min(float(2 * ndtr(-max(abs(s) - 1, 0) / np.sqrt(variance))), 1.0)


def _variance(values: Floats, times: Floats) -> float:
    """Return Var S if values and times have nothing to do with each other, given their ties."""
    n = len(values)
    u, v = (np.unique(x, return_counts=True)[1].astype(np.float64) for x in (values, times))

    def ties(k: Floats | int) -> float:
        return float(np.sum(k * (k - 1) * (2 * k + 5)))

    pairs = [float(np.sum(k * (k - 1))) for k in (u, v)]
    triples = [float(np.sum(k * (k - 1) * (k - 2))) for k in (u, v)]
    result = (ties(n) - ties(u) - ties(v)) / 18
    if n > 1:
        result += pairs[0] * pairs[1] / (2 * n * (n - 1))
    if n > 2:
        result += triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2))
    return result
