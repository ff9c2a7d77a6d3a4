"""The kernel that finds n-grams: it sorts, it does not hash.

An n-gram is the number of its first n−1 words and the number of its last word, packed into one
integer above its place. One sort then yields the types (runs of equal upper bits), their counts,
and their places in order, so that units as well are runs. N-grams stop at the ends of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rhetoric.words import is_number_break


class Words(Protocol):
    """What n-grams are found in: `Tokens`, or the same numbers from elsewhere."""

    @property
    def types(self) -> NDArray[np.object_]:
        """The words, in code-point order."""

    @property
    def ids(self) -> NDArray[np.uint32]:
        """Which word stands at each place."""

    @property
    def sentence_starts(self) -> NDArray[np.int64]:
        """Where sentences begin."""


@dataclass(frozen=True)
class Grams:
    """The n-grams of one length: n-gram k is a shorter one and the word after it.

    ``heads[k]`` is the number of the shorter one among the `Grams` before (0 for words), ``tails``
    the last word as a number in `Words.types`; ``places[first[k]:first[k + 1]]`` are the tokens
    at which it begins, ascending.
    """

    heads: NDArray[np.int64]
    tails: NDArray[np.int64]
    first: NDArray[np.int64]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How often each stands."""
        return np.diff(self.first)

    def tally(
        self, unit_of: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return numbers of n-grams, of units, and how often the one stands in the other.

        ``unit_of`` are the units of the tokens, ascending; rows come n-gram by n-gram, unit by
        unit, and hold no zero.
        """
        gram = np.repeat(np.arange(len(self)), self.sizes)
        unit = unit_of[self.places]
        begins = _begins(gram) | _begins(unit)
        at = np.flatnonzero(begins)
        return gram[at], unit[at], np.diff(at, append=len(gram))

    def texts(self, shorter: NDArray[np.object_], types: NDArray[np.object_]) -> Any:
        """Return the n-grams as texts, given those that are a word shorter."""
        out = np.empty(len(self), dtype=object)
        pairs = zip(shorter[self.heads].tolist(), types[self.tails].tolist(), strict=True)
        out[:] = [f"{head} {tail}" for head, tail in pairs]
        return out


def grams(tokens: Words, high: int, least: int = 1) -> Iterator[Grams]:
    """Yield the n-grams of each length from 1 to ``high`` that stand at least ``least`` times.

    Those of which a part is rarer are not even looked at. No n-gram ends in two numbers that would
    read as one (see `rhetoric.words.is_number_break`).
    """
    words = tokens.ids.astype(np.int64)
    ends = np.append(tokens.sentence_starts[1:], len(words))[: len(tokens.sentence_starts)]
    left = np.repeat(ends, np.diff(tokens.sentence_starts, append=len(words))) - np.arange(
        len(words)
    )
    heads, tails, first, places = _runs(np.zeros_like(words), words, np.arange(len(words)))
    found = _kept(Grams(heads, tails, first, places), np.diff(first) >= least)
    yield found
    digits = np.fromiter(
        (t[:3].isdigit() and t[3:4] in {"", " "} for t in tokens.types), bool, len(tokens.types)
    )
    for n in range(2, high + 1):
        number = np.full(len(words) + 1, -1, np.int64)  # of the shorter n-gram that begins there
        number[found.places] = np.repeat(np.arange(len(found)), found.sizes)
        at = np.flatnonzero((number[:-1] >= 0) & (number[1:] >= 0) & (left >= n))
        shorter = found.tails
        heads, tails, first, places = _runs(number[at], words[at + n - 1], at)
        fit = np.diff(first) >= least
        for k in np.flatnonzero(digits[tails] & fit).tolist():
            before, after = tokens.types[shorter[heads[k]]], tokens.types[tails[k]]
            fit[k] = not is_number_break(before, after)
        found = _kept(Grams(heads, tails, first, places), fit)
        yield found


def _runs(
    heads: NDArray[np.int64], tails: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], ...]:
    """Return distinct pairs in order, where each begins in the places put in order, and these."""
    if not len(places):
        return heads, tails, np.zeros(1, np.int64), places
    width = np.uint64(int(tails.max()) + 1)
    keys = heads.astype(np.uint64) * width + tails.astype(np.uint64)
    bits = max(int(len(keys) - 1).bit_length(), 1)
    if int(heads.max()).bit_length() + int(width).bit_length() + bits > 64:
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
    else:
        keys = keys << np.uint64(bits) | np.arange(len(keys), dtype=np.uint64)
        keys.sort()
        order = (keys & np.uint64((1 << bits) - 1)).astype(np.int64)
        keys >>= np.uint64(bits)
    first = np.flatnonzero(_begins(keys))
    distinct = keys[first]
    return (
        (distinct // width).astype(np.int64),
        (distinct % width).astype(np.int64),
        np.append(first, len(keys)),
        places[order],
    )


def _begins(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where runs of equal values begin."""
    out = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=out[1:])
    return out


def _kept(found: Grams, fit: NDArray[np.bool_]) -> Grams:
    """Return only the n-grams under a mask."""
    if fit.all():
        return found
    sizes = found.sizes
    first = np.concatenate([[0], np.cumsum(sizes[fit])])
    return Grams(found.heads[fit], found.tails[fit], first, found.places[np.repeat(fit, sizes)])
