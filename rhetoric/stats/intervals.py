"""How far a difference may be trusted: intervals, ranges and bounds for a log2 ratio of rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtri

from rhetoric.stats.effects import log_ratio, log_ratio_low
from rhetoric.stats.units import Bools, Floats, Ints, as_units, unit_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

#: Fewer units than this on a side: no bootstrap, which would be too narrow.
ENOUGH_UNITS = 20
#: From so many units on a side the bootstrap has a normal form that is as good.
MANY_UNITS = 1000
#: Fewer occurrences than this on a side: Poisson bounds, since a bootstrap of 0 has no width.
ENOUGH_OCCURRENCES = 5
#: Numbers held at once while resampling.
CHUNK = 2_000_000


class Interval(NamedTuple):
    """Lower and upper ends (V,) with, for each, what kind of interval it is (V,).

    "bootstrap": resampled units; "sandwich": the normal form of that, for many units; "range": all
    that dropping one unit can do, which is no confidence interval; "bound": Poisson bounds, for
    few occurrences.
    """

    low: Floats
    high: Floats
    kind: NDArray[np.str_]


def poisson_bounds(
    count: ArrayLike, exposure: ArrayLike = 1.0, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the exact lower and upper bound of a rate, in occurrences per unit of ``exposure``.

    Raises ValueError for a negative count or an exposure that is not positive.

    >>> low, high = poisson_bounds([0, 5])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 1.623], [3.689, 11.668])

    References: Garwood 1936, Biometrika 28.
    """
    k, size = np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if (k < 0).any() or (size <= 0).any():
        msg = (
            f"Bounds need counts from 0, not {k.min():g}, "
            f"and exposures above 0, not {size.min():g}."
        )
        raise ValueError(msg)
    tail = (1 - level) / 2
    distinct, place = np.unique(k, return_inverse=True)  # the inverses are dear, the counts few
    low = np.where(distinct > 0, gammaincinv(np.maximum(distinct, 1), tail), 0.0)[place]
    return low / size, gammainccinv(distinct + 1, tail)[place] / size


def wilson(count: ArrayLike, of: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper bound of a share (0 to 1); 0 and 1 where ``of`` is 0.

    Raises ValueError for a count that is negative or above ``of``.

    >>> low, high = wilson([0, 2], [10, 4])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.15], [0.278, 0.85])

    References: Wilson 1927, Journal of the American Statistical Association 22.
    """
    k, n = np.asarray(count, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if (k < 0).any() or (k > n).any():
        msg = f"A share needs counts from 0 to their total, not {k.tolist()} of {n.tolist()}."
        raise ValueError(msg)
    z = -float(ndtri((1 - level) / 2))
    size = np.maximum(n, 1)
    share, spread = k / size, z * z / size
    middle = (share + spread / 2) / (1 + spread)
    half = np.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    low, high = np.maximum(middle - half, 0), np.minimum(middle + half, 1)
    return np.where((n > 0) & (k > 0), low, 0.0), np.where((n > 0) & (k < n), high, 1.0)


def upper_bound_zero(exposure: ArrayLike, *, level: float = 0.95) -> Floats:
    """Return the highest rate (per unit of ``exposure``) that an absent term may well have.

    One-sided: −ln(1 − level) / exposure. Raises ValueError if an exposure is not positive.

    >>> round(1000 * float(upper_bound_zero(3514)), 2)  # 0 in 3,514 tokens
    0.85

    References: Garwood 1936; "the rule of three".
    """
    size = np.asarray(exposure, dtype=np.float64)
    if (size <= 0).any():
        msg = f"A bound for an absent term needs an exposure above 0, not {size.tolist()}."
        raise ValueError(msg)
    return np.asarray(-np.log(1 - level) / size, dtype=np.float64)


def log_ratio_interval(
    y: Any,
    n: ArrayLike,
    in_target: ArrayLike,
    *,
    draws: int = 999,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return for each feature of ``y`` (m × V) the interval of its log2 ratio (+0.5 a side).

    Fewer than 5 occurrences on a side: bounds; else fewer than 20 units on a side: the range
    that dropping one unit gives; else the percentile bootstrap of units, ``draws`` times, or with
    a thousand units on both sides its normal form (see ``sandwich``). Every end is finite, every
    interval holds the point estimate. The same units in another order give the same bits;
    swapping sides flips the ends exactly. Raises ValueError as ``as_units`` does.

    >>> result = log_ratio_interval([[6], [2], [4], [4]], [10] * 4, [True, True, False, False])
    >>> result.kind.tolist(), result.low.round(2).tolist()  # 2.5 in 10 against 8.5 in 20
    (['range'], [-0.77])

    References: Efron & Tibshirani 1993 (bootstrap); Clopper & Pearson 1934 (bounds).
    """
    counts, sizes, side = as_units(y, n, in_target)
    a, b = counts[side].sum(axis=0), counts[~side].sum(axis=0)
    n1, n2 = int(sizes[side].sum()), int(sizes[~side].sum())
    point = log_ratio(a, b, n1, n2)
    kind = np.full(len(a), "range", dtype="U9")
    if min(side.sum(), (~side).sum()) >= ENOUGH_UNITS:
        kind[:] = "sandwich" if min(side.sum(), (~side).sum()) >= MANY_UNITS else "bootstrap"
    kind[np.minimum(a, b) < ENOUGH_OCCURRENCES] = "bound"
    low, high = _bounds(a, b, n1, n2, level)
    if (wanted := np.flatnonzero(kind == "range")).size:
        low[wanted], high[wanted] = leave_one_out(counts[:, wanted], sizes, side)
    if (wanted := np.flatnonzero(kind == "bootstrap")).size:
        resampled = _resampled(counts[:, wanted], sizes, side, draws, seed)
        low[wanted], high[wanted] = _ends(resampled, draws, level)
    if (wanted := np.flatnonzero(kind == "sandwich")).size:
        half = -ndtri((1 - level) / 2) * sandwich(counts[:, wanted], sizes, side)
        low[wanted], high[wanted] = point[wanted] - half, point[wanted] + half
    return Interval(np.minimum(low, point), np.maximum(high, point), kind)


def sandwich(y: Any, n: ArrayLike, in_target: ArrayLike) -> Floats:
    """Return the standard error (V,) of the log2 ratio of rates, with whole units independent.

    Of a side with rate r over m units: m / (m − 1) · Σ (y − r·n)² / (Σ y)² for ln r; the sides
    add up. 0 for a side without the feature or with one unit only.

    >>> y, side = [[3], [1], [2], [2]], [True, True, False, False]
    >>> sandwich(y, [10] * 4, side).round(3).tolist()  # √(2 · 2 / 4²) / ln 2
    [0.721]

    References: the ratio estimator, Cochran 1977, Sampling Techniques, chapter 6.
    """
    counts, sizes, side = as_units(y, n, in_target)
    variance = np.zeros(counts.shape[1])
    for rows in (side, ~side):
        part, size, m = counts[rows], sizes[rows], int(rows.sum())
        total = part.sum(axis=0)
        if m > 1:
            rate = total / max(int(size.sum()), 1)
            squares = part.power(2).sum(axis=0) - 2 * rate * (size @ part)
            squares = squares + rate**2 * float(size @ size)
            variance += m / (m - 1) * squares / np.maximum(total, 1) ** 2 * (total > 0)
    return np.asarray(np.sqrt(np.maximum(variance, 0)) / np.log(2), dtype=np.float64)


def leave_one_out(y: Any, n: ArrayLike, in_target: ArrayLike) -> tuple[Floats, Floats]:
    """Return the lowest and highest log2 ratio (V,) (+0.5 a side) when any one unit is dropped.

    A side's only unit is not dropped. Raises ValueError as ``as_units`` does.

    >>> low, high = leave_one_out([[3], [1], [1]], [10, 10, 10], [True, True, False])
    >>> low.tolist(), high.round(3).tolist()  # without the first 1.5 : 1.5, the second 3.5 : 1.5
    ([0.0], [1.222])
    """
    counts, sizes, side = as_units(y, n, in_target)
    ends = [_side_range(counts[rows], sizes[rows]) for rows in (side, ~side)]
    (a, a_low, a_high), (b, b_low, b_high) = ends
    return np.minimum(a_low - b, a - b_high), np.maximum(a_high - b, a - b_low)


def sign_stable(y: Any, n: ArrayLike, in_target: ArrayLike) -> Bools:
    """Return for which features (V,) the sign of the log2 ratio survives dropping any one unit.

    >>> y = [[9, 9], [9, 0], [1, 1], [1, 1]]  # the second is a burst in one unit
    >>> sign_stable(y, [10] * 4, [True, True, False, False]).tolist()
    [True, False]
    """
    counts, sizes, side = as_units(y, n, in_target)
    low, high = leave_one_out(counts, sizes, side)
    point = log_ratio(
        counts[side].sum(axis=0), counts[~side].sum(axis=0), sizes[side].sum(), sizes[~side].sum()
    )
    return ((point > 0) & (low > 0)) | ((point < 0) & (high < 0))


def _side_range(y: Any, n: Ints) -> tuple[Floats, Floats, Floats]:
    """Return log2 of a side's rate (V,): as it is, and the least and most without one unit."""
    total, size = y.sum(axis=0), max(int(n.sum()), 1)
    whole = np.log2(total + 0.5) - np.log2(size)
    if len(n) < 2:
        return whole, whole, whole
    rows, columns = y.nonzero()
    left = np.maximum(size - n, 1)
    without = np.log2(total[columns] - y.data + 0.5) - np.log2(left[rows])
    low, high = whole.copy(), whole.copy()
    np.minimum.at(low, columns, without)
    np.maximum.at(high, columns, without)
    for order in (np.argsort(n, kind="stable"), np.argsort(-n, kind="stable")):
        # Among the units that lack a term only the shortest and the longest can be an end.
        first = _first_lacking(y[order])
        lacked = first < len(n)
        value = np.log2(total + 0.5) - np.log2(left[order][np.minimum(first, len(n) - 1)])
        low = np.where(lacked, np.minimum(low, value), low)
        high = np.where(lacked, np.maximum(high, value), high)
    return whole, low, high


def _first_lacking(y: Any) -> Ints:
    """Return per column (V,) the first row in which it has nothing, or the number of rows."""
    columns = y.tocsc()
    columns.sort_indices()
    filled = np.diff(columns.indptr)
    column = np.repeat(np.arange(y.shape[1]), filled)
    place = np.arange(len(column)) - columns.indptr[:-1][column]
    return np.bincount(column[columns.indices == place], minlength=y.shape[1])


def _bounds(a: Ints, b: Ints, n1: int, n2: int, level: float) -> tuple[Floats, Floats]:
    """Return bounds of the log2 ratio (V,) from a given a + b; an empty side has none: 0 and 0.

    A side with a count of 0 leaves one end open; that end is what the other side's exact Poisson
    bound gives with the same +0.5, so it is finite.
    """
    if not n1 or not n2:
        return np.zeros(len(a)), np.zeros(len(b))
    return _lower(a, b, n1, n2, level), -_lower(b, a, n2, n1, level)


def _lower(a: Ints, b: Ints, n1: int, n2: int, level: float) -> Floats:
    closed = log_ratio_low(a, b, n1, n2, (1 - level) / 2)
    most = poisson_bounds(b, level=level)[1]
    open_end = (-1 - np.log2(most + 0.5)) + (np.log2(n2) - np.log2(n1))
    return np.asarray(np.where(a > 0, closed, open_end), dtype=np.float64)


def _resampled(y: Any, n: Ints, side: Bools, draws: int, seed: int) -> Iterator[Floats]:
    """Yield log2 ratios (some features × draws), with the units of each side drawn anew."""
    keys = unit_keys(y, n)
    rows = [np.array(sorted(np.flatnonzero(s), key=keys.__getitem__)) for s in (side, ~side)]
    # Each side's draws go by what it holds, not by which side it is called.
    first, second = sorted((0, 1), key=lambda i: (len(rows[i]), [keys[row] for row in rows[i]]))
    streams = np.random.SeedSequence(seed).spawn(2)
    weights = {
        i: _resamples(len(rows[i]), draws, np.random.default_rng(stream))
        for i, stream in zip((first, second), streams, strict=True)
    }
    step = max(1, CHUNK // draws)
    sizes = {i: np.log2(np.maximum(n[rows[i]] @ w, 1)) for i, w in weights.items()}
    # Whole numbers below 2**24 are exact in single precision, which is quicker.
    most = max(
        (int(weights[i].max(initial=0) * y[rows[i]].sum(axis=0).max(initial=0))) for i in weights
    )
    kind = np.float32 if most < 2**24 else np.float64
    weights = {i: w.astype(kind) for i, w in weights.items()}
    sides = {i: y[rows[i]].astype(kind).tocsc() for i in weights}
    for at in range(0, y.shape[1], step):
        logs = [
            np.log2((sides[i][:, at : at + step].T @ weights[i]).astype(np.float64) + 0.5)
            - sizes[i]
            for i in (0, 1)
        ]
        yield logs[0] - logs[1]


def _resamples(units: int, draws: int, rng: np.random.Generator) -> Ints:
    """Return how often each unit is drawn (units × draws)."""
    drawn = rng.integers(units, size=(draws, units)) + units * np.arange(draws)[:, None]
    times = np.bincount(drawn.ravel(), minlength=units * draws)
    return np.ascontiguousarray(times.reshape(draws, units).T)


def _ends(resampled: Iterator[Floats], draws: int, level: float) -> tuple[Floats, Floats]:
    """Return the percentile ends (V,): order statistics, equally far from either end."""
    place = max(int((1 - level) / 2 * (draws + 1) + 1e-9) - 1, 0)
    ends = [place, draws - 1 - place]
    parts = [np.partition(ratios, ends, axis=1)[:, ends] for ratios in resampled]
    both = np.concatenate(parts)
    return both[:, 0], both[:, 1]
