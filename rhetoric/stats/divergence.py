"""Word shift: how much each type adds to what sets two distributions apart.

``a`` and ``b`` (V,) are the counts of each type in the target and in the reference, p = a / Σa and
r = b / Σb their shares. Contributions (V,) come back, one a type, that add up to the divergence;
where a side is empty all are 0. In ``DIVERGENCES`` none is below 0; those of ``DIFFERENCES`` add up
to a difference, + where the target has more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import rel_entr, xlogy

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats

LN2 = float(np.log(2))


def _counts(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    """Return both sides as floats; raises ValueError for a negative count or unequal lengths."""
    one, two = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if one.shape != two.shape or one.ndim != 1:
        msg = f"Give one count a type on each side, not {one.shape} and {two.shape}."
        raise ValueError(msg)
    if not (np.isfinite(one) & np.isfinite(two) & (one >= 0) & (two >= 0)).all():
        msg = f"Counts start at 0, but the smallest is {min(one.min(), two.min()):g}."
        raise ValueError(msg)
    return one, two


def _shares(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats, bool]:
    """Return the shares p and r (V,), and whether both sides hold anything."""
    one, two = _counts(a, b)
    sums = one.sum(), two.sum()
    return one / max(sums[0], 1), two / max(sums[1], 1), bool(min(sums) > 0)


def proportion(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return p − r: the difference of each type's share. They add up to 0.

    >>> proportion([3, 1], [1, 1]).tolist()
    [0.25, -0.25]

    References: Gallagher et al. 2021, EPJ Data Science 10.
    """
    p, r, both = _shares(a, b)
    return p - r if both else np.zeros_like(p)


def _tsallis(p: Floats, alpha: float) -> Floats:
    """Return −p^α / (α − 1), up to a constant the summand of Tsallis' entropy; 0 for p = 0."""
    powers = np.power(p, alpha, out=np.zeros_like(p), where=p > 0)
    return np.asarray(-powers / (alpha - 1))


def entropy(
    a: ArrayLike, b: ArrayLike, *, alpha: float = 1.0, reference: Floats | float = 0.0
) -> Floats:
    """Return what each type adds to H(p) − H(r), the difference of entropies.

    Shannon's in bits at ``alpha`` 1, else Tsallis' of that order (without unit). ``reference`` is
    a score held against each type's own, times p − r; since those add up to 0 the sum stays.
    Raises ValueError if ``alpha`` is not positive.

    >>> entropy([1, 1], [2, 0]).tolist()  # 1 bit against none
    [0.5, 0.5]

    References: Gallagher et al. 2021; Tsallis 1988.
    """
    _check_order(alpha)
    p, r, both = _shares(a, b)
    if not both:
        return np.zeros_like(p)
    if alpha == 1:
        own = (xlogy(r, r) - xlogy(p, p)) / LN2
    else:
        own = _tsallis(p, alpha) - _tsallis(r, alpha)
    return np.asarray(own - reference * (p - r))


def _check_order(alpha: float) -> None:
    if not 0 < alpha < np.inf:
        msg = f"The order of an entropy is a number above 0, not {alpha:g}."
        raise ValueError(msg)


def jsd(
    a: ArrayLike, b: ArrayLike, *, alpha: float = 1.0, weights: tuple[float, float] = (0.5, 0.5)
) -> Floats:
    """Return what each type adds to the Jensen–Shannon divergence H(m) − Σ w·H, m = w₁p + w₂r.

    In bits at ``alpha`` 1, where disjoint texts have 1 bit; other orders are Tsallis'. All
    contributions are at least 0. ``weights`` are of target and reference and add up to 1.
    Raises ValueError if they do not, or if ``alpha`` is not positive.

    >>> jsd([1, 0], [0, 1]).tolist()
    [0.5, 0.5]

    References: Lin 1991, IEEE Transactions on Information Theory 37; Briët & Harremoës 2009.
    """
    _check_order(alpha)
    w, v = weights
    if min(w, v) < 0 or abs(w + v - 1) > 1e-9:
        msg = f"The two weights are at least 0 and add up to 1, not {w:g} and {v:g}."
        raise ValueError(msg)
    p, r, both = _shares(a, b)
    if not both:
        return np.zeros_like(p)
    m = w * p + v * r
    if alpha == 1:
        parts = (w * rel_entr(p, m) + v * rel_entr(r, m)) / LN2 if min(w, v) > 0 else 0 * m
    else:
        parts = _tsallis(m, alpha) - w * _tsallis(p, alpha) - v * _tsallis(r, alpha)
    return np.asarray(np.maximum(parts, 0.0))


def kl(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return what each type adds to the Kullback–Leibler divergence of p from r, in bits.

    Only types that both sides have are looked at, and p and r are their shares among those: with
    a type that the reference lacks the divergence would be infinite.

    >>> kl([3, 1, 5], [1, 1, 0]).round(4).tolist()
    [0.4387, -0.25, 0.0]

    References: Kullback & Leibler 1951.
    """
    one, two = _counts(a, b)
    shared = (one > 0) & (two > 0)
    p, r, both = _shares(np.where(shared, one, 0), np.where(shared, two, 0))
    ratio = np.divide(p, r, out=np.ones_like(p), where=shared)
    return np.asarray(p * np.log2(ratio)) if both else np.zeros_like(p)


def weighted(
    a: ArrayLike, b: ArrayLike, scores: ArrayLike, *, reference: float | None = None
) -> Floats:
    """Return what each type adds to the difference of average scores: (p − r)·(s − reference).

    ``scores`` (V,) are those of a lexicon, NaN for types without one, which are left out of the
    shares. ``reference`` defaults to the reference text's average, which moves no sum.

    >>> weighted([1, 1], [2, 0], [1, 5]).tolist()  # from 1 to 3
    [0.0, 2.0]

    References: Dodds & Danforth 2010; Gallagher et al. 2021.
    """
    s = np.asarray(scores, dtype=np.float64)
    known = np.isfinite(s)
    one, two = _counts(a, b)
    p, r, both = _shares(np.where(known, one, 0), np.where(known, two, 0))
    if not both:
        return np.zeros_like(p)
    s = np.where(known, s, 0.0)
    base = float(r @ s) if reference is None else reference
    return np.asarray(np.where(known, (p - r) * (s - base), 0.0) + 0.0)


def rank_turbulence(
    a: ArrayLike, b: ArrayLike, *, alpha: float = 1 / 3, norm: str = "exact"
) -> Floats:
    """Return what each type adds to the rank-turbulence divergence, 0 (same ranks) to 1 (disjoint).

    (α + 1)/α · |1/ρ^α − 1/σ^α|^(1/(α + 1)) of a type's ranks ρ and σ on the two sides, over what
    the two vocabularies would give if they had nothing in common; ties share their mean rank, a
    type that a side lacks ties for its last place. α = 0 and infinity are the limits. ``norm``
    "allotax" divides by that program's normaliser, with which vocabularies of unequal size do
    not reach 1. Raises ValueError for α below 0 or another norm.

    >>> rank_turbulence([2, 1, 0, 0], [0, 0, 2, 1]).round(9).tolist()
    [0.333582444, 0.166417556, 0.333582444, 0.166417556]

    References: Dodds et al. 2023, EPJ Data Science 12.
    """
    if alpha < 0 or np.isnan(alpha) or norm not in {"exact", "allotax"}:
        msg = (
            "Rank turbulence needs alpha from 0 up and norm 'exact' or 'allotax', "
            f"not {alpha} and {norm!r}."
        )
        raise ValueError(msg)
    one, two = _counts(a, b)
    there = (one > 0) | (two > 0)
    x, y = one[there], two[there]
    n, m = int((x > 0).sum()), int((y > 0).sum())
    out = np.zeros_like(one)
    if not n or not m:
        return out
    from scipy.stats import rankdata  # noqa: PLC0415  (heavy: only when ranks are asked for)

    ranks = rankdata(-x), rankdata(-y)
    away = (n + m / 2, m + n / 2) if norm == "allotax" else (m + (n + 1) / 2, n + (m + 1) / 2)
    total = _turbulence(ranks[0][x > 0], away[0], alpha).sum()
    total += _turbulence(ranks[1][y > 0], away[1], alpha).sum()
    out[there] = _turbulence(*ranks, alpha) / total
    return out


def _turbulence(ranks: Floats, others: Floats | float, alpha: float) -> Floats:
    """Return the terms before they are divided; 1/ρ^α itself would vanish for a large α."""
    low, high = np.minimum(ranks, others), np.maximum(ranks, others)
    if alpha == 0:
        return np.asarray(np.log(high / low))
    if np.isinf(alpha):
        return np.asarray(np.where(low == high, 0.0, 1 / low))
    power = 1 / (alpha + 1)
    apart = -np.expm1(-alpha * np.log(high / low))
    return np.asarray((1 + 1 / alpha) * low ** (-alpha * power) * apart**power)


def total_variation(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return |p − r| / 2: what each type adds to the total variation distance, 0 to 1.

    >>> total_variation([3, 1], [1, 1]).tolist()
    [0.125, 0.125]

    References: Levin & Peres 2017, Markov Chains and Mixing Times, chapter 4.
    """
    return np.asarray(np.abs(proportion(a, b)) / 2)


#: Contributions that are at least 0 and add up to a divergence.
DIVERGENCES: dict[str, Callable[..., Floats]] = {
    "jsd": jsd,
    "rank_turbulence": rank_turbulence,
    "total_variation": total_variation,
}
#: Contributions of either sign that add up to a difference of the sides.
DIFFERENCES: dict[str, Callable[..., Floats]] = {
    "proportion": proportion,
    "entropy": entropy,
    "kl": kl,
    "weighted": weighted,
}
