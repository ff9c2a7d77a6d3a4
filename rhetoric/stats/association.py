"""Keyness: how strongly a term belongs to the target (a of n1) rather than the reference (b of n2).

Every measure is ``f(a, b, n1, n2)`` on arrays that broadcast, and + (for a ratio: above 1) means
more in the target. Answers are finite: where a definition gives infinity or nothing, the docstring
says what is put there, and where a side is empty no measure finds a difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import log_ndtr

from rhetoric.stats.contingency import Table, divided, sides_of, table_of
from rhetoric.stats.effects import (
    difference_coefficient,
    log_ratio,
    log_ratio_hardie,
    lrc,
    odds_ratio,
    percent_diff,
    pmi,
    simple_maths,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats

__all__ = [
    "MEASURES",
    "bic",
    "chi2",
    "chi2_williams",
    "chi2_yates",
    "difference_coefficient",
    "ell",
    "fisher",
    "fisher_log10p",
    "g2",
    "g2_rayson",
    "log10_p",
    "log_odds_z",
    "log_ratio",
    "log_ratio_hardie",
    "lrc",
    "odds_ratio",
    "percent_diff",
    "pmi",
    "simple_maths",
    "text_dispersion",
]

LN2, LN10 = float(np.log(2)), float(np.log(10))


def _log_term(observed: Floats, change: Floats, expected: Floats) -> Floats:
    """Return O·ln(O / E) for O = E + change, and 0 where O is 0."""
    x = np.where(observed > 0, divided(change, expected), 0.0)
    return np.asarray(observed * np.log1p(x), dtype=np.float64)


def g2(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return signed G² over all four cells: 2·Σ O·ln(O / E).

    >>> round(float(g2(10, 3, 10, 31767)), 4)
    167.2298

    References: Dunning 1993, Computational Linguistics 19.
    """
    t = table_of(a, b, n1, n2)
    ea, eb, ec, ed = t.expected
    words = _log_term(t.a, t.delta, ea) + _log_term(t.b, -t.delta, eb)
    others = _log_term(t.c, -t.delta, ec) + _log_term(t.d, t.delta, ed)
    return np.asarray(np.sign(t.delta) * np.maximum(2 * (words + others), 0.0))


def g2_rayson(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return signed G² over the two cells of the term only, as UCREL's wizard computes it.

    >>> round(float(g2_rayson(12000, 10000, 10**6, 10**6)), 2)
    182.07

    References: Rayson & Garside 2000.
    """
    t = table_of(a, b, n1, n2)
    words = _log_term(t.a, t.delta, t.expected[0]) + _log_term(t.b, -t.delta, t.expected[1])
    return np.asarray(np.sign(t.delta) * np.maximum(2 * words, 0.0))


def _chi2(t: Table, delta: Floats) -> Floats:
    ea, eb, ec, ed = (divided(np.ones_like(e), e) for e in t.expected)
    return np.asarray(np.sign(t.delta) * delta**2 * ((ea + eb) + (ec + ed)))


def chi2(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return signed χ² (Pearson, four cells).

    >>> float(chi2(3, 1, 4, 4))
    2.0

    References: Pearson 1900.
    """
    t = table_of(a, b, n1, n2)
    return _chi2(t, t.delta)


def chi2_yates(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return signed χ² with |O − E| lessened by at most 0.5 (always, whatever is expected).

    >>> float(chi2_yates(3, 1, 4, 4))
    0.5

    References: Yates 1934.
    """
    t = table_of(a, b, n1, n2)
    return _chi2(t, np.maximum(np.abs(t.delta) - 0.5, 0.0))


def chi2_williams(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return signed χ² divided by Williams' q (some programs multiply by it).

    >>> round(float(chi2_williams(3, 7, 10, 9)), 6)
    -4.017626

    References: Williams 1976, Biometrika 63.
    """
    t = table_of(a, b, n1, n2)
    sides = divided(t.total, t.n1) + divided(t.total, t.n2) - 1
    kinds = divided(t.total, t.a + t.b) + divided(t.total, t.c + t.d) - 1
    q = 1 + divided(sides * kinds, 6 * t.total)
    return _chi2(t, t.delta) / q


def log10_p(statistic: ArrayLike) -> Floats:
    """Return log10 p of a G² or χ² (signed or not) with one degree of freedom.

    The p itself would be 0 from about 1,480 on.

    >>> log10_p([0, 3.841458820694124, -5000]).round(3).tolist()
    [0.0, -1.301, -1087.684]
    """
    root = np.sqrt(np.abs(np.asarray(statistic, dtype=np.float64)))
    return np.minimum((LN2 + np.asarray(log_ndtr(-root))) / LN10, 0.0)


def fisher_log10p(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return log10 p of Fisher's exact test, two-sided: all tables no likelier than this one.

    >>> round(10 ** float(fisher_log10p(3, 1, 4, 4)), 6)
    0.485714

    References: Fisher 1935; likelihoods within 1e-7 are a tie, as in R.
    """
    sides = sides_of(a, b, n1, n2)
    tables = np.stack([side.ravel() for side in sides], axis=1).astype(np.int64)
    unique, place = np.unique(tables, axis=0, return_inverse=True)
    found = np.array([_fisher(*map(int, row)) for row in unique], dtype=np.float64)
    return found[place.ravel()].reshape(sides[0].shape)


def _fisher(a: int, b: int, n1: int, n2: int) -> float:
    (a, n1), (b, n2) = sorted([(a, n1), (b, n2)])  # the same sums whichever side is the target
    low, high = max(0, a + b - n2), min(a + b, n1)
    k = np.arange(low, high, dtype=np.float64)
    # Neighbouring tables' likelihoods have a simple ratio; no factorial of millions is needed.
    steps = np.log((a + b - k) * (n1 - k)) - np.log((k + 1) * (n2 - a - b + k + 1))
    likelihood = np.concatenate([[0.0], np.cumsum(steps)])
    likelihood -= likelihood.max()
    level = likelihood[a - low]
    extreme = likelihood[likelihood <= level + 1e-7]
    tail = extreme.max() + np.log(np.exp(extreme - extreme.max()).sum())
    return min(float(tail - np.log(np.exp(likelihood).sum())) / LN10, 0.0)


def fisher(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return −log10 p of Fisher's exact test, signed: + means more in the target.

    >>> round(float(fisher(1, 3, 4, 4)), 4)
    -0.3136
    """
    t = table_of(a, b, n1, n2)
    return np.asarray(np.sign(t.delta) * -fisher_log10p(a, b, n1, n2))


def log_odds_z(
    a: ArrayLike,
    b: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    prior: Literal["informative", "uninformative"] = "informative",
    alpha: float | None = None,
    types: int | None = None,
    terms: Literal[2, 4] = 2,
) -> Floats:
    """Return z of the difference of log odds with a Dirichlet prior ("Fightin' Words").

    ``informative``: each term's prior is ``alpha`` (500) shared out by the rate in both sides;
    ``uninformative``: each of ``types`` (as many as ``a`` has, at least 2) terms gets ``alpha``
    (0.01). ``terms``: how many of the variance's terms are kept. A term that neither side has,
    or that is all of both, gets 0. Raises ValueError for another prior or number of terms.

    >>> log_odds_z([8, 2], [2, 8], 10, 10, prior="uninformative", alpha=1).round(3).tolist()
    [3.296, -3.296]

    References: Monroe, Colaresi & Quinn 2008, Political Analysis 16.
    """
    if prior not in ("informative", "uninformative") or terms not in (2, 4):
        msg = (
            f"The prior is 'informative' or 'uninformative', with 2 or 4 terms, "
            f"not {prior!r} with {terms}."
        )
        raise ValueError(msg)
    t = table_of(a, b, n1, n2)
    if prior == "informative":
        mass = 500.0 if alpha is None else float(alpha)
        own = mass * divided(t.a + t.b, t.total)
    else:
        each = 0.01 if alpha is None else float(alpha)
        mass = each * max(types or t.a.size, 2)
        own = np.full_like(t.a, each)
    with_prior = (t.a + own, t.b + own, t.c + mass - own, t.d + mass - own)
    legal = (np.min(with_prior, axis=0) > 0) & (t.n1 > 0) & (t.n2 > 0)
    y1, y2, rest1, rest2 = (np.where(legal, x, 1.0) for x in with_prior)
    variance = 1 / y1 + 1 / y2
    if terms == 4:
        variance = variance + (1 / rest1 + 1 / rest2)
    odds = (np.log(y1) - np.log(rest1)) - (np.log(y2) - np.log(rest2))
    return np.asarray(np.where(legal, odds / np.sqrt(variance), 0.0))


def ell(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return the signed effect size of log likelihood, G² / (N·ln min E), of the two cells.

    0 where the smaller expected count is 1 or less, for which it is not defined.

    >>> round(float(ell(12, 0, 10_000, 20_000)), 9)
    0.000633985

    References: Johnston, Berry & Mielke 2006.
    """
    t = table_of(a, b, n1, n2)
    least = np.minimum(t.expected[0], t.expected[1])
    scale = t.total * np.log(np.maximum(least, 1.0))
    return divided(g2_rayson(a, b, n1, n2), scale)


def bic(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return |G²| − ln N (four cells): evidence of a difference, unsigned; below 0 against one.

    >>> round(float(bic(10, 3, 10, 31767)), 3)
    156.863

    References: Wilson 2013.
    """
    t = table_of(a, b, n1, n2)
    return np.asarray(np.abs(g2(a, b, n1, n2)) - np.log(np.maximum(t.total, 1.0)))


def text_dispersion(df1: ArrayLike, df2: ArrayLike, texts1: ArrayLike, texts2: ArrayLike) -> Floats:
    """Return text-dispersion keyness: signed G² of how many texts (or paragraphs) have the term.

    >>> bool(text_dispersion(8, 1, 10, 10) > 0)
    True

    References: Egbert & Biber 2019, Corpora 14.
    """
    return g2(df1, df2, texts1, texts2)


#: Every measure by its name; + (for ``simple_maths`` and ``odds_ratio``: above 1) is the target's.
MEASURES: dict[str, Callable[..., Floats]] = {
    "g2": g2,
    "g2_rayson": g2_rayson,
    "chi2": chi2,
    "chi2_yates": chi2_yates,
    "chi2_williams": chi2_williams,
    "fisher": fisher,
    "pmi": pmi,
    "log_odds_z": log_odds_z,
    "log_ratio": log_ratio,
    "log_ratio_hardie": log_ratio_hardie,
    "lrc": lrc,
    "percent_diff": percent_diff,
    "simple_maths": simple_maths,
    "odds_ratio": odds_ratio,
    "difference_coefficient": difference_coefficient,
    "ell": ell,
    "bic": bic,
}
