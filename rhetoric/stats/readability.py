"""Readability from counts of words, sentences, syllables and letters (scalars or arrays).

The formulae are exact; the counts are not. Programs differ by 10 points and more on one text since
they split sentences and count syllables differently, so a score is printed beside its counts. A
text without words or sentences scores 0. All were fitted to English school texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rhetoric.stats.contingency import divided

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


def _ratios(
    words: ArrayLike, sentences: ArrayLike, parts: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return words a sentence, parts a word, and where there are both words and sentences."""
    w, s, x = np.broadcast_arrays(*(np.asarray(n, np.float64) for n in (words, sentences, parts)))
    return divided(w, s), divided(x, w), np.asarray((w > 0) & (s > 0))


def flesch(words: ArrayLike, sentences: ArrayLike, syllables: ArrayLike) -> Floats:
    """Return Flesch's reading ease: 206.835 − 1.015·words/sentence − 84.6·syllables/word.

    From about 100 (very easy) down; below 30 very hard.

    >>> flesch(100, 5, 150).round(3).tolist()
    59.635

    References: Flesch 1948, Journal of Applied Psychology 32.
    """
    length, weight, legal = _ratios(words, sentences, syllables)
    return np.asarray(np.where(legal, 206.835 - 1.015 * length - 84.6 * weight, 0.0))


def flesch_kincaid(words: ArrayLike, sentences: ArrayLike, syllables: ArrayLike) -> Floats:
    """Return the Flesch–Kincaid grade: 0.39·words/sentence + 11.8·syllables/word − 15.59.

    In years of American schooling.

    >>> flesch_kincaid(100, 5, 150).round(3).tolist()
    9.91

    References: Kincaid et al. 1975.
    """
    length, weight, legal = _ratios(words, sentences, syllables)
    return np.asarray(np.where(legal, 0.39 * length + 11.8 * weight - 15.59, 0.0))


def ari(words: ArrayLike, sentences: ArrayLike, characters: ArrayLike) -> Floats:
    """Return the automated readability index: 0.5·words/sentence + 4.71·characters/word − 21.43.

    In years of American schooling; needs no syllables.

    >>> ari(100, 5, 500).round(3).tolist()
    12.12

    References: Senter & Smith 1967.
    """
    length, weight, legal = _ratios(words, sentences, characters)
    return np.asarray(np.where(legal, 0.5 * length + 4.71 * weight - 21.43, 0.0))


def lix(words: ArrayLike, sentences: ArrayLike, long_words: ArrayLike) -> Floats:
    """Return LIX: words/sentence + 100·(words of more than six letters)/words.

    Below 30 very easy, above 60 very hard; made for Swedish, used for many languages.

    >>> lix(100, 5, 30).tolist()
    50.0

    References: Björnsson 1968.
    """
    length, weight, legal = _ratios(words, sentences, long_words)
    return np.asarray(np.where(legal, length + 100 * weight, 0.0))


#: Each formula with what it counts beside words and sentences.
READABILITY: dict[str, tuple[Callable[..., Floats], str]] = {
    "flesch": (flesch, "syllables"),
    "flesch_kincaid": (flesch_kincaid, "syllables"),
    "ari": (ari, "characters"),
    "lix": (lix, "long_words"),
}
