"""The kernel that finds n-grams: it sorts, it does not hash.

An n-gram is the number of its first n−1 words and the number of its last word, packed into one
integer above its place. One sort then yields the types (runs of equal upper bits), their counts,
and their places in order, so that units as well are runs. N-grams stop at the ends of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
class Tally:
    """How often each n-gram stands in which units: by n-gram, then by unit, without zeros.

    Those of n-gram k are ``unit[first[k]:first[k + 1]]``, as often as ``count`` says.
    """

    first: NDArray[np.int64]
    unit: NDArray[np.int32]
    count: NDArray[np.int32]

    @property
    def gram(self) -> NDArray[np.int32]:
        """The n-gram of each entry."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


@dataclass(frozen=True)
class Grams:
    """The n-grams of one length: n-gram k is a shorter one and the word after it.

    ``heads[k]`` is the number of the shorter one among the `Grams` before (0 for words), ``tails``
    the last word as a number in `Words.types`; ``places[first[k]:first[k + 1]]`` are the tokens
    at which it begins, ascending.
    """

    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    first: NDArray[np.int64]
    places: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How often each stands."""
        return np.diff(self.first)

    def tally(self, unit_of: NDArray[np.int32]) -> Tally:
        """Return how often each stands in which units; ``unit_of`` the tokens are, ascending."""
        unit = unit_of[self.places]
        begins = _begins(unit)
        begins[self.first[:-1]] = True
        at = np.flatnonzero(begins)
        before = np.zeros(len(begins) + 1, np.int32)
        np.cumsum(begins, out=before[1:])
        count = np.empty(len(at), np.int32)
        np.subtract(at[1:], at[:-1], out=count[:-1], casting="unsafe")
        count[-1:] = len(unit) - at[-1:]
        return Tally(before[self.first].astype(np.int64), unit[at], count)

    def texts(self, shorter: Sequence[str], types: Sequence[str]) -> list[str]:
        """Return the n-grams as texts, given those that are a word shorter."""
        pairs = zip(self.heads.tolist(), self.tails.tolist(), strict=True)
        return [f"{shorter[head]} {types[tail]}" for head, tail in pairs]


def grams(tokens: Words, high: int, least: int = 1) -> Iterator[Grams]:
    """Yield the n-grams of each length from 1 to ``high`` that stand at least ``least`` times.

    Those of which a part is rarer are not even looked at. No n-gram ends in two numbers that would
    read as one (see `rhetoric.words.is_number_break`).
    """
    words = tokens.ids
    found = _runs(None, words, np.arange(len(words), dtype=np.uint32), least)
    yield found
    joint = np.ones(len(words), bool)  # where the n-gram and the next one are in one sentence
    joint[tokens.sentence_starts - 1] = joint[-1:] = False
    for n in range(2, high + 1):
        number = np.full(len(words) + 1, -1, np.int32)  # of the shorter n-gram that begins there
        number[found.places] = np.repeat(np.arange(len(found), dtype=np.int32), found.sizes)
        there = number >= 0
        fit = there[:-1] & there[1:]
        if n == 2:  # longer ones share a word
            fit &= joint
        shorter = found.tails
        tails = words[n - 1 :][fit[: max(len(words) - n + 1, 0)]]
        found = _runs(number[:-1][fit], tails, np.flatnonzero(fit), least)
        if n == 2:  # of longer ones all parts are looked at
            found = _without_breaks(found, shorter, tokens.types)
        yield found


def _runs(
    heads: NDArray[np.int32] | None, tails: NDArray[Any], places: NDArray[Any], least: int
) -> Grams:
    """Return the pairs in order that stand at ``least`` so often; places are ascending."""
    if not len(places):
        none = np.empty(0, np.int32)
        return Grams(none, none, np.zeros(1, np.int64), np.empty(0, np.uint32))
    width, most = int(tails.max()) + 1, 0
    keys = tails.astype(np.uint64)
    if heads is not None:
        most = int(heads.max())
        upper = heads.astype(np.uint64)
        upper *= np.uint64(width)
        keys += upper
    bits = max(int(places[-1]).bit_length(), 1)
    if most.bit_length() + width.bit_length() + bits > 64:
        order = np.argsort(keys, kind="stable")
        keys, places = keys[order], places[order].astype(np.uint32)
    else:
        keys <<= np.uint64(bits)
        keys |= places if places.dtype == np.uint32 else places.view(np.uint64)
        keys.sort()
        places = keys.astype(np.uint32)
        places &= np.uint32((1 << min(bits, 32)) - 1)
        keys >>= np.uint64(bits)
    first = np.flatnonzero(_begins(keys))
    distinct = keys[first]
    first = np.append(first, len(keys))
    found = Grams(
        (distinct // np.uint64(width)).astype(np.int32),
        (distinct % np.uint64(width)).astype(np.int32),
        first,
        places,
    )
    return found if least == 1 else _kept(found, found.sizes >= least)


def _without_breaks(found: Grams, shorter: NDArray[np.int32], types: NDArray[np.object_]) -> Grams:
    """Return pairs of words without those that would read as one number."""
    digits = np.fromiter((t[:3].isdigit() and t[3:4] in {"", " "} for t in types), bool, len(types))
    fit = np.ones(len(found), bool)
    for k in np.flatnonzero(digits[found.tails]).tolist():
        fit[k] = not is_number_break(types[shorter[found.heads[k]]], types[found.tails[k]])
    return _kept(found, fit)


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


def in_order(
    features: Sequence[str],
    found: Sequence[tuple[NDArray[np.int32], NDArray[np.int32]]],
    low: int,
    types: NDArray[np.object_],
) -> NDArray[np.int64]:
    """Return the code-point order of n-grams of ``low`` words and more, one length after another.

    ``found`` are the heads and tails of all lengths from one word on. The order of texts is that of
    their words, but for types that are another one and a space ("10 000" after "10"): only what
    holds one of these is compared by letter.
    """
    places = _ranks(found, low)
    order = np.empty(len(features), np.int64)
    order[np.concatenate(places[low - 1 :])] = np.arange(len(features))
    spaced = _spaced(types)
    if spaced.any():
        odd, held = [], np.zeros(1, bool)
        for heads, tails in found:
            held = held[heads] | spaced[tails]
            odd.append(held)
        at = np.flatnonzero(np.concatenate(odd[low - 1 :])[order])
        order[at] = sorted(order[at].tolist(), key=features.__getitem__)
    return order


def _spaced(types: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which types are another one and a space or less, or are such another one."""
    place = {word: number for number, word in enumerate(types.tolist())}
    out = np.zeros(len(types), bool)
    for word, number in place.items():
        if " " in word or not word.isprintable():
            heads = {word[:at] for at, char in enumerate(word) if char <= " "}
            out[[number, *(place[head] for head in heads if head in place)]] = True
    return out


def _ranks(
    found: Sequence[tuple[NDArray[np.int32], NDArray[np.int32]]], low: int
) -> list[NDArray[np.int64]]:
    """Return the places of n-grams in the order of their words, each before longer ones.

    What is shorter than ``low`` words has no place of its own.
    """
    sizes: list[NDArray[np.int64]] = []  # of each n-gram: it and all that begin with it
    inner = np.zeros(len(found[-1][0]), np.int64)
    for n in range(len(found), 0, -1):
        sizes.insert(0, inner + (n >= low))
        if n > 1:
            ends = np.append(0, np.cumsum(sizes[0]))
            inner = np.diff(
                ends[np.searchsorted(found[n - 1][0], np.arange(len(found[n - 2][0]) + 1))]
            )
    out = [np.cumsum(sizes[0]) - sizes[0]]
    for n in range(2, len(found) + 1):
        own = int(n > low)  # whether the shorter ones have places
        inner = sizes[n - 2] - own
        start = out[-1] + own - (np.cumsum(inner) - inner)
        out.append(start[found[n - 1][0]] + np.cumsum(sizes[n - 1]) - sizes[n - 1])
    return out
