"""Effect sizes of keyness: how much more frequent, not how surely (see ``association``).

The same ``f(a, b, n1, n2)`` on arrays that broadcast; every answer is finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv

from rhetoric.stats.contingency import divided, sides_of, table_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


def pmi(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return log2 of the term's rate in the target over its rate in both sides, in bits.

    An absent term (−∞) counts as 0.5, and is given 0 at most.

    >>> pmi([4, 0], [0, 4], 10, 10).round(3).tolist()
    [1.0, -2.17]

    References: Church & Hanks 1990.
    """
    t = table_of(a, b, n1, n2)
    seen = np.maximum(t.a, 0.5)
    rates = divided(divided(seen, t.n1), divided(seen + t.b, t.total), empty=1.0)
    bits = np.log2(np.where(rates > 0, rates, 1.0))
    return np.asarray(np.where(t.a > 0, bits, np.minimum(bits, 0.0)))


def _log_rate_ratio(a: Floats, b: Floats, n1: Floats, n2: Floats) -> Floats:
    """Return log2 of (a / n1) / (b / n2) for positive counts, and 0 where a side is empty."""
    legal = (n1 > 0) & (n2 > 0)
    one, two = np.where(legal, n1, 1.0), np.where(legal, n2, 1.0)
    ratio = (np.log2(a) - np.log2(one)) - (np.log2(b) - np.log2(two))
    return np.asarray(np.where(legal, ratio, 0.0))


def log_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return log2 of the rates' ratio with 0.5 added to both counts: 1 means twice as frequent.

    >>> float(log_ratio(3.5, 0.5, 100, 100))
    2.0

    References: Hardie 2014; the 0.5 as in Gart & Zweifel 1967.
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    return _log_rate_ratio(a + 0.5, b + 0.5, n1, n2)


def log_ratio_hardie(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return log2 of the rates' ratio with 0.5 in place of a count of 0 only.

    >>> log_ratio_hardie([4, 4], [1, 0], 100, 100).tolist()
    [2.0, 3.0]

    References: Hardie 2014 (CQPweb).
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    return _log_rate_ratio(np.where(a > 0, a, 0.5), np.where(b > 0, b, 0.5), n1, n2)


def log_ratio_low(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, tail: float) -> Floats:
    """Return the exact lower bound of the log2 ratio given a + b, for a > 0 (else meaningless).

    ``tail`` is the chance left below it.

    References: Clopper & Pearson 1934.
    """
    share = np.asarray(betaincinv(np.maximum(a, 1), np.add(b, 1), tail))
    odds = np.log2(share) - np.log1p(-share) / np.log(2)
    return np.asarray(odds + (np.log2(n2) - np.log2(n1)), dtype=np.float64)


def lrc(
    a: ArrayLike,
    b: ArrayLike,
    n1: ArrayLike,
    n2: ArrayLike,
    *,
    level: float = 0.95,
    tests: int | None = None,
) -> Floats:
    """Return the conservative log ratio: the end nearer 0 of its interval, 0 if that holds 0.

    The interval has ``level`` for all ``tests`` (as many as ``a`` has) together (Bonferroni).

    >>> lrc([1, 50], [1, 1], 1000, 1000).round(2).tolist()
    [0.0, 2.89]

    References: Evert 2022, "Measuring keyness".
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    tail = (1 - level) / (2 * max(tests or a.size, 1))
    one, two = np.maximum(n1, 1.0), np.maximum(n2, 1.0)
    low = np.where(a > 0, log_ratio_low(a, b, one, two, tail), 0.0)
    high = np.where(b > 0, -log_ratio_low(b, a, two, one, tail), 0.0)
    found = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    return np.asarray(np.where((n1 > 0) & (n2 > 0), found, 0.0))


def percent_diff(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return how many per cent the target's rate is above the reference's.

    A count of 0 in the reference (+∞) is taken as 0.5.

    >>> percent_diff([3, 1], [2, 0], 100, 100).tolist()
    [50.0, 100.0]

    References: Gabrielatos & Marchi 2011 (who put 1e-18 for 0).
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    rate = divided(a * n2, np.where(b > 0, b, 0.5) * n1, empty=1.0)
    return np.asarray(np.where((a + b > 0) & (n2 > 0), 100 * (rate - 1), 0.0))


def simple_maths(
    a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike, *, k: float = 100.0
) -> Floats:
    """Return the ratio of rates per million with ``k`` added to both; 1 is no difference.

    A small ``k`` favours rare terms, a large one frequent ones.

    >>> float(simple_maths(3, 1, 10**4, 10**4))
    2.0

    References: Kilgarriff 2009.
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    ratio = (divided(1e6 * a, n1) + k) / (divided(1e6 * b, n2) + k)
    return np.asarray(np.where((n1 > 0) & (n2 > 0), ratio, 1.0))


def odds_ratio(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return the odds ratio a·d / (b·c), with 0.5 added to each cell if one of them is 0.

    >>> odds_ratio([3, 1], [1, 0], 4, 4).round(3).tolist()
    [9.0, 3.857]

    References: Haldane 1956 for the 0.5.
    """
    t = table_of(a, b, n1, n2)
    add = np.where(np.min([t.a, t.b, t.c, t.d], axis=0) > 0, 0.0, 0.5)
    ratio = ((t.a + add) * (t.d + add)) / ((t.b + add) * (t.c + add) + (t.total == 0))
    return np.asarray(np.where((t.n1 > 0) & (t.n2 > 0), ratio, 1.0))


def difference_coefficient(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """Return (p1 − p2) / (p1 + p2) of the rates: −1 (reference only) to 1 (target only).

    >>> difference_coefficient([3, 1], [1, 0], 10, 10).tolist()
    [0.5, 1.0]

    References: Hofland & Johansson 1982.
    """
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    found = divided(a * n2 - b * n1, a * n2 + b * n1)
    return np.asarray(np.where((n1 > 0) & (n2 > 0), found, 0.0))
