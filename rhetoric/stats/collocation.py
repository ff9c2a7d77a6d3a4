"""Collocation: how much two words attract each other.

``n11`` is how often the pair occurs, ``n1`` and ``n2`` how often the first and the second word
occur, ``n`` how many places there are; all broadcast. For adjacent pairs n1 counts the word as the
first of a pair, n2 as the second, and n the pairs (bigram margins); with the words' own frequencies
and n the tokens these are unigram margins. For a window n1 is the size of all windows around the
node and n2 the collocate's frequency. + means attraction; every answer is finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rhetoric.stats import association, effects
from rhetoric.stats.contingency import divided

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


def _cells(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> tuple[Floats, ...]:
    """Return the four cells and the margins; raises ValueError for a table that cannot be."""
    o, a, b, total = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (n11, n1, n2, n)))
    bad = ~((o >= 0) & (o <= np.minimum(a, b)) & (np.maximum(a, b) <= total) & (total >= a + b - o))
    if bad.any():
        where = [f"{x[bad][0]:g}" for x in (o, a, b, total)]
        msg = (
            "A pair is at most as frequent as either word, and both words fit into all places, "
            f"but one table has {where[0]}, {where[1]}, {where[2]} and {where[3]}."
        )
        raise ValueError(msg)
    return o, a - o, b - o, total - a - b + o, a, b, total


def expected(n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return how often the pair would occur if the words had nothing to do with each other.

    >>> expected(10, 20, 1000).tolist()
    0.2
    """
    a, b, total = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (n1, n2, n)))
    return divided(a * b, total)


def log_dice(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return 14 + log2 of the Dice coefficient: 14 at most, and 0 for a pair that never occurs.

    It does not depend on the size of the corpus; one more is twice the Dice.

    >>> log_dice(10, 10, 10, 1000).tolist(), log_dice(5, 10, 10, 1000).tolist()
    (14.0, 13.0)

    References: Rychlý 2008 (RASLAN).
    """
    o, *_ = _cells(n11, n1, n2, n)
    share = dice(n11, n1, n2, n)
    return np.where(o > 0, 14 + np.log2(np.where(o > 0, share, 1.0)), 0.0)


def dice(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return the Dice coefficient 2·n11 / (n1 + n2), 0 to 1.

    >>> dice(5, 10, 10, 1000).tolist()
    0.5

    References: Dice 1945.
    """
    o, _, _, _, a, b, _ = _cells(n11, n1, n2, n)
    return divided(2 * o, a + b)


def pmi(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return log2 of observed over expected, in bits.

    A pair that never occurs (−∞) counts as 0.5, and is given 0 at most.

    >>> pmi(10, 10, 20, 200).tolist(), pmi(0, 10, 20, 200).tolist()
    (3.321928094887362, -1.0)

    References: Church & Hanks 1990.
    """
    o, _, _, _, a, b, total = _cells(n11, n1, n2, n)
    ratio = divided(np.maximum(o, 0.5) * total, a * b)
    bits = np.log2(np.where(ratio > 0, ratio, 1.0))
    return np.asarray(np.where(o > 0, bits, np.minimum(bits, 0.0)))


def npmi(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return PMI over its maximum −log2(n11 / n): 1 only together, 0 by chance, −1 never.

    >>> npmi(10, 10, 10, 200).tolist(), npmi(0, 10, 10, 200).tolist()
    (1.0, -1.0)

    References: Bouma 2009.
    """
    o, _, _, _, a, b, total = _cells(n11, n1, n2, n)
    most = -np.log2(np.where(o > 0, divided(o, total), 0.5))
    found = np.where(most > 0, divided(pmi(n11, n1, n2, n), most), 0.0)
    never = np.where((a > 0) & (b > 0), -1.0, 0.0)
    return np.asarray(np.where(o > 0, np.minimum(found, 1.0), never))


def mi3(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return log2 of n11³ over expected, in bits; 0 at most for a pair that never occurs.

    >>> mi3(4, 8, 8, 64).tolist()
    6.0

    References: Daille 1994.
    """
    o, *_ = _cells(n11, n1, n2, n)
    return np.asarray(pmi(n11, n1, n2, n) + 2 * np.log2(np.where(o > 0, o, 1.0)))


def t_score(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return (observed − expected) / √observed, with 1 in place of a count of 0.

    >>> t_score(9, 10, 100, 1000).round(4).tolist()
    2.6667

    References: Church et al. 1991.
    """
    o, _, _, _, a, b, total = _cells(n11, n1, n2, n)
    return np.asarray((o - divided(a * b, total)) / np.sqrt(np.maximum(o, 1.0)))


def _keyness(
    measure: Callable[..., Floats], n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike
) -> Floats:
    """Return a measure of keyness of the second word: after (near) the first against elsewhere."""
    o, _, other, _, a, _, total = _cells(n11, n1, n2, n)
    return measure(o, other, a, total - a)


def g2(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return signed G² (four cells); − where the words avoid each other.

    >>> g2(10, 20, 20, 1000).round(3).tolist(), bool(g2(0, 200, 200, 1000) < 0)
    (56.755, True)

    References: Dunning 1993, Computational Linguistics 19.
    """
    return _keyness(association.g2, n11, n1, n2, n)


def chi2(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return signed χ² (Pearson, four cells).

    >>> chi2(3, 4, 4, 8).tolist()
    2.0

    References: Pearson 1900.
    """
    return _keyness(association.chi2, n11, n1, n2, n)


def log_ratio(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return log2 of the second word's rate with the first over its rate elsewhere (+0.5 both).

    >>> log_ratio(3.5, 100, 4, 200).tolist()
    2.0

    References: Hardie 2014.
    """
    return _keyness(effects.log_ratio, n11, n1, n2, n)


def lambda_(
    n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike, *, smoothing: float = 0.5
) -> Floats:
    """Return λ, the log-linear interaction of the two words: ln of the odds ratio, smoothed.

    >>> round(float(lambda_(1, 2, 2, 4)), 6)
    0.0

    References: Blaheta & Johnson 2001.
    """
    parts = np.stack(_cells(n11, n1, n2, n)[3::-1])  # neither, second, first, both
    return interaction(parts, smoothing=smoothing)[0]


def lambda_z(
    n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike, *, smoothing: float = 0.5
) -> Floats:
    """Return λ over its standard error.

    >>> round(float(lambda_z(1, 2, 2, 4)), 6)
    0.0

    References: Blaheta & Johnson 2001.
    """
    parts = np.stack(_cells(n11, n1, n2, n)[3::-1])
    found, error = interaction(parts, smoothing=smoothing)
    return found / error


def interaction(cells: ArrayLike, *, smoothing: float = 0.5) -> tuple[Floats, Floats]:
    """Return λ and its standard error of K words, from the 2^K cells (2^K, …) of their table.

    Cell i counts the places with just the words whose bits i has. λ is the highest interaction of
    the saturated log-linear model: each cell's logarithm, + where as many words as K lack an even
    number. Raises ValueError where the cells are no power of 2.

    >>> found, error = interaction([8, 1, 1, 2], smoothing=0)
    >>> round(float(found), 4), round(float(error), 4)  # ln 16; √(1/8 + 1 + 1 + 1/2)
    (2.7726, 1.6202)

    References: Blaheta & Johnson 2001.
    """
    table = np.asarray(cells, np.float64) + smoothing
    words = len(table).bit_length() - 1
    if len(table) < 2 or len(table) != 1 << words:
        msg = f"A table of K words has 2^K cells, not {len(table)}."
        raise ValueError(msg)
    signs = np.array([(-1) ** (words - i.bit_count()) for i in range(len(table))])
    return np.tensordot(signs, np.log(table), 1), np.sqrt((1 / table).sum(axis=0))


def delta_p(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return P(second | first) − P(second | not first), −1 to 1.

    >>> delta_p(5, 10, 10, 20).tolist(), delta_p(10, 10, 10, 20).tolist()
    (0.0, 1.0)

    References: Gries 2013, International Journal of Corpus Linguistics 18.
    """
    o, _, other, _, a, _, total = _cells(n11, n1, n2, n)
    return np.asarray(divided(o, a) - divided(other, total - a))


def delta_p_back(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return P(first | second) − P(first | not second), −1 to 1.

    >>> delta_p_back(5, 5, 10, 20).tolist()
    0.5

    References: Gries 2013, International Journal of Corpus Linguistics 18.
    """
    return delta_p(n11, n2, n1, n)


def min_sensitivity(n11: ArrayLike, n1: ArrayLike, n2: ArrayLike, n: ArrayLike) -> Floats:
    """Return the smaller of P(second | first) and P(first | second), 0 to 1.

    >>> min_sensitivity(5, 10, 50, 1000).tolist()
    0.1

    References: Pedersen 1998.
    """
    o, _, _, _, a, b, _ = _cells(n11, n1, n2, n)
    return divided(o, np.maximum(a, b))


#: Every measure by its name.
COLLOCATION: dict[str, Callable[..., Floats]] = {
    "log_dice": log_dice,
    "dice": dice,
    "pmi": pmi,
    "npmi": npmi,
    "mi3": mi3,
    "t_score": t_score,
    "g2": g2,
    "chi2": chi2,
    "log_ratio": log_ratio,
    "lambda": lambda_,
    "lambda_z": lambda_z,
    "delta_p": delta_p,
    "delta_p_back": delta_p_back,
    "min_sensitivity": min_sensitivity,
}
