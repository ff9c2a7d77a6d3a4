"""Where the level of a series of counts changes, and whether chance would do as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import xlogy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from rhetoric.stats.units import Floats, Ints

#: A stretch of fewer values is not cut further.
LEAST = 5
#: Values that the orders of a long stretch may have together, and the fewest orders.
WORK, ENOUGH = 1_000_000, 199


class ChangePoint(NamedTuple):
    """The first value of the new level, the likelihood ratio 2·ln L, and its permutation p."""

    at: int
    gain: float
    p: float


def change_gain(y: ArrayLike, n: ArrayLike) -> Floats:
    """Return for each inner place (m − 1,) how much two Poisson rates fit better than one: G².

    ``y`` (m,) are counts in order, ``n`` (m,) the tokens each was counted in.

    >>> change_gain([0, 0, 4, 4], [10] * 4).round(3).tolist()
    [4.603, 11.09, 2.301]

    References: Chen & Gupta 2012, Parametric Statistical Change Point Analysis.
    """
    counts, sizes = np.asarray(y, np.float64), np.asarray(n, np.float64)
    return np.asarray(np.maximum(_gains(counts[None], sizes[None])[0], 0.0))


def change_points(
    y: ArrayLike, n: ArrayLike, *, draws: int = 999, level: float = 0.05, seed: int = 0
) -> list[ChangePoint]:
    """Return the places where the rate of ``y`` (m,) in ``n`` (m,) tokens changes, in order.

    The best cut of a stretch stands if at most ``level`` of the orders of its values have a cut
    as good: ``draws`` random ones, of more than a thousand values fewer, but 199. Then both sides
    are searched. The values are permuted whole, so texts in which a word comes in bursts are no
    change of level. Raises ValueError if the lengths differ, or a count stands where there are no
    tokens.

    >>> [c.at for c in change_points([1, 2, 1, 2, 1, 9, 8, 9, 8, 9], [100] * 10)]
    [5]

    References: Scott & Knott 1974 (binary segmentation); Vostrikova 1981.
    """
    counts, sizes = np.asarray(y, np.int64), np.asarray(n, np.int64)
    if counts.shape != sizes.shape or counts.ndim != 1:
        msg = f"Give the tokens of each count, not {sizes.shape} for {counts.shape}."
        raise ValueError(msg)
    if (counts < 0).any() or (counts > sizes).any():
        msg = "A count lies between 0 and the tokens that it was counted in."
        raise ValueError(msg)
    rng = np.random.default_rng(seed)
    found: list[ChangePoint] = []
    stretches = [(0, len(counts))]
    while stretches:
        start, stop = stretches.pop()
        best = _best(counts[start:stop], sizes[start:stop], draws, rng)
        if best is not None and best.p <= level:
            cut = start + best.at
            found.append(best._replace(at=cut))
            stretches += [(start, cut), (cut, stop)]
    return sorted(found)


def _best(y: Ints, n: Ints, draws: int, rng: np.random.Generator) -> ChangePoint | None:
    """Return the best cut of a stretch and how many orders have one as good."""
    if len(y) < LEAST or not y.any():
        return None
    draws = min(draws, max(WORK // len(y), ENOUGH))
    gain = change_gain(y, n)
    at = int(gain.argmax())
    orders = rng.permuted(np.tile(np.arange(len(y)), (draws, 1)), axis=1)
    most = _gains(y[orders], n[orders]).max(axis=1)
    p = (1 + int((most >= gain[at] - 1e-9).sum())) / (draws + 1)
    return ChangePoint(at + 1, float(gain[at]), p)


def _gains(y: NDArray[Any], n: NDArray[Any]) -> Floats:
    """Return G² of many orders of one stretch (draws × m − 1), with the dust of rounding."""
    a, s = np.cumsum(y, axis=1)[:, :-1], np.cumsum(n, axis=1)[:, :-1]
    total, size = y[0].sum(), n[0].sum()
    parts = xlogy(a, a / np.maximum(s, 1)) + xlogy(total - a, (total - a) / np.maximum(size - s, 1))
    return np.asarray(2 * (parts - xlogy(total, total / max(size, 1))))
