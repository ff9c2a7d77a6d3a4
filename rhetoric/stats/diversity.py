"""Lexical diversity: how varied the words of one text are.

``counts`` (V,) are how often each type occurs, ``ids`` (N,) which type each word of the text is, in
order. N is the number of words, V that of types. A text without words has no diversity: 0. Only
texts of like length compare by TTR, Guiraud, Herdan, Maas and entropy; MATTR, MTLD and HD-D hardly
depend on length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats, Ints


def _frequencies(counts: ArrayLike) -> Floats:
    """Return the counts above 0; raises ValueError for a negative one."""
    f = np.asarray(counts, dtype=np.float64).ravel()
    if (f < 0).any():
        msg = f"Counts start at 0, but one of them is {f.min():g}."
        raise ValueError(msg)
    return f[f > 0]


def ttr(counts: ArrayLike) -> float:
    """Return the type–token ratio V / N.

    >>> ttr([2, 1, 1])
    0.75

    References: Templin 1957.
    """
    f = _frequencies(counts)
    return len(f) / float(f.sum()) if len(f) else 0.0


def guiraud(counts: ArrayLike) -> float:
    """Return Guiraud's R, the root TTR: V / √N.

    >>> guiraud([2, 1, 1])
    1.5

    References: Guiraud 1954.
    """
    f = _frequencies(counts)
    return len(f) / float(np.sqrt(f.sum())) if len(f) else 0.0


def herdan_c(counts: ArrayLike) -> float:
    """Return Herdan's C: log V / log N, the same in every base; 1 for a single word.

    >>> round(herdan_c([2, 1, 1]), 4)  # ln 3 / ln 4
    0.7925

    References: Herdan 1960.
    """
    f = _frequencies(counts)
    n = float(f.sum())
    return float(np.log(len(f)) / np.log(n)) if n > 1 else float(n > 0)


def maas(counts: ArrayLike, *, base: float = 10.0) -> float:
    """Return Maas' a² = (log N − log V) / log² N; the lower, the more varied. Base 10 by default.

    With natural logarithms it is ln 10 times smaller; some programs print its square root.

    >>> round(maas([50, 50]), 5)  # (2 − 0.30103) / 4
    0.42474

    References: Maas 1972.
    """
    f = _frequencies(counts)
    n = float(f.sum())
    if n <= 1:
        return 0.0
    return float((np.log(n) - np.log(len(f))) / np.log(n) ** 2 * np.log(base))


def yule_k(counts: ArrayLike) -> float:
    """Return Yule's K = 10⁴·(Σf² − N) / N²; the lower, the more varied.

    >>> yule_k([2, 1, 1])
    1250.0

    References: Yule 1944.
    """
    f = _frequencies(counts)
    n = float(f.sum())
    return float(1e4 * (f @ f - n) / n**2) if len(f) else 0.0


def simpson_d(counts: ArrayLike) -> float:
    """Return Simpson's D = Σ f(f − 1) / (N(N − 1)): the chance that two words are the same.

    >>> round(simpson_d([2, 1, 1]), 4)
    0.1667

    References: Simpson 1949, Nature 163.
    """
    f = _frequencies(counts)
    n = float(f.sum())
    return float(f @ (f - 1) / (n * (n - 1))) if n > 1 else 0.0


def entropy(counts: ArrayLike) -> float:
    """Return Shannon's entropy of the types, in bits (maximum likelihood, no correction).

    >>> entropy([1, 1, 1, 1])
    2.0

    References: Shannon 1948.
    """
    f = _frequencies(counts)
    if not len(f):
        return 0.0
    p = f / f.sum()
    return float(max(-(p @ np.log2(p)), 0.0))


def hdd(counts: ArrayLike, *, sample: int = 42) -> float:
    """Return HD-D: the TTR to be expected of ``sample`` words drawn at random from the text.

    Of a shorter text all words are drawn, which gives its TTR.

    >>> round(hdd([50, 50], sample=2), 4)
    0.7525

    References: McCarthy & Jarvis 2007, Language Testing 24.
    """
    f = _frequencies(counts)
    n = float(f.sum())
    draws = min(sample, n)
    if draws < 1:
        return 0.0
    each, times = np.unique(f, return_counts=True)
    drawn = np.arange(draws)
    never = np.prod(np.maximum(n - each[:, None] - drawn, 0) / (n - drawn), axis=1)
    return float(times @ (1 - never) / draws)


def mattr(ids: ArrayLike, *, window: int = 50) -> float:
    """Return the moving-average TTR: the mean TTR of all ``window`` words in a row.

    A text shorter than the window gives its TTR. Raises ValueError for a window below 1.

    >>> mattr([0, 1, 0, 0], window=2)
    0.8333333333333334

    References: Covington & McFall 2010, Journal of Quantitative Linguistics 17.
    """
    sequence = _sequence(ids)
    if window < 1:
        msg = f"A window has at least one word, not {window}."
        raise ValueError(msg)
    if len(sequence) <= window:
        return ttr(np.bincount(sequence))
    before = _last_seen(sequence)
    at = np.arange(len(sequence))
    # A word is new in the windows that begin after its last occurrence and hold it.
    first = np.maximum(before + 1, np.maximum(at - window + 1, 0))
    last = np.minimum(at, len(sequence) - window)
    new = np.maximum(last - first + 1, 0).sum()
    return float(new / (window * (len(sequence) - window + 1)))


def _last_seen(sequence: Ints) -> Ints:
    """Return for each word where it last stood before, or −1."""
    order = np.argsort(sequence, kind="stable")
    before = np.full(len(sequence), -1)
    same = sequence[order][1:] == sequence[order][:-1]
    before[order[1:][same]] = order[:-1][same]
    return before


def _sequence(ids: ArrayLike) -> Ints:
    """Return the words as numbers from 0, whatever they were numbered by."""
    words = np.asarray(ids).ravel()
    return np.unique(words, return_inverse=True)[1].astype(np.int64).ravel()


def mtld(ids: ArrayLike, *, threshold: float = 0.72, least: int = 10) -> float:
    """Return MTLD: the mean number of words until the TTR falls below ``threshold``.

    A factor ends where the TTR is below 0.72 after at least ``least`` words; what is left counts
    as the part (1 − TTR) / (1 − 0.72) of one. The mean of reading forwards and backwards. A text
    in which no word comes twice gives its length.

    >>> mtld([0] * 20)  # two factors of ten words either way
    10.0

    References: McCarthy & Jarvis 2010, Behavior Research Methods 42.
    """
    sequence = _sequence(ids)
    if not len(sequence):
        return 0.0
    return (_factors(sequence, threshold, least) + _factors(sequence[::-1], threshold, least)) / 2


def _factors(sequence: Ints, threshold: float, least: int) -> float:
    """Return the words per factor in one direction."""
    factors, words = 0.0, 0
    seen: set[int] = set()
    for word in sequence.tolist():
        words += 1
        seen.add(word)
        if words >= least and len(seen) / words < threshold:
            factors += 1
            words = 0
            seen.clear()
    if words:
        factors += (1 - len(seen) / words) / (1 - threshold)
    return len(sequence) / factors if factors else float(len(sequence))


#: Measures of the counts of types.
BY_COUNTS: dict[str, Callable[..., float]] = {
    "ttr": ttr,
    "guiraud": guiraud,
    "herdan_c": herdan_c,
    "maas": maas,
    "yule_k": yule_k,
    "simpson_d": simpson_d,
    "entropy": entropy,
    "hdd": hdd,
}
#: Measures of the words in their order.
BY_ORDER: dict[str, Callable[..., float]] = {"mattr": mattr, "mtld": mtld}
