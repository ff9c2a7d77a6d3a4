"""The kernel that finds n-grams: it sorts, it does not hash.

An n-gram is the number of its first n−1 words and the number of its last word, packed into one
integer above its place. One sort then yields the types (runs of equal upper bits), their counts,
and their places, at which their numbers are written down for the n-grams that are a word longer.
N-grams stop at the ends of sentences. What can be done in blocks is: they stay in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rhetoric.cuts import edges, in_blocks
from rhetoric.words import is_number_break

#: Words of units that are counted together.
_LOAD = 1 << 16
#: Bits of the numbers that are sorted, and of those sorted unit by unit.
_WIDE, _NARROW = 64, 32
#: The largest number of these.
_NONE = np.uint32((1 << _NARROW) - 1)


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
        """The n-gram of each entry; none is without one."""
        begun = np.zeros(len(self.unit), bool)
        begun[self.first[1:-1]] = True
        return np.cumsum(begun, dtype=np.int32)


@dataclass(frozen=True)
class Grams:
    """The n-grams of one length: n-gram k is a shorter one and the word after it.

    ``heads[k]`` is the number of the shorter one among the `Grams` before (0 for words), ``tails``
    the last word as a number in `Words.types`; ``at`` are the n-grams that begin at each token,
    ``len(self)`` where none does. Where there is a ``number``, n-gram ``number[k]`` stands for k:
    so words are not written down a second time.
    """

    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    at: NDArray[Any]
    number: NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return len(self.heads)

    def here(self, tokens: slice) -> NDArray[np.int32]:
        """Return the n-grams that begin at some tokens, ``len(self)`` where none does."""
        at = self.at[tokens]
        return at if self.number is None else self.number.take(at)


def grams(
    tokens: Words, high: int, least: int = 1, room: NDArray[np.uint64] | None = None
) -> Iterator[Grams]:
    """Yield the n-grams of each length from 1 to ``high`` that stand at least ``least`` times.

    Those of which a part is rarer are not even looked at. No n-gram ends in two numbers that would
    read as one (see `rhetoric.words.is_number_break`). A ``room`` for a number of each token is
    used on the way; memory that was in use already is had much faster than new one.
    """
    return map(itemgetter(0), _lengths(tokens, high, least, room))  # and no runs are kept


def tallied(tokens: Words, high: int, unit_of: NDArray[np.int32]) -> Iterator[tuple[Grams, Tally]]:
    """Yield all n-grams of each length from 1 to ``high``, and how often each is in which units.

    ``unit_of`` the tokens are, ascending. The longest ones are yielded without their places.
    """
    for found, runs in _lengths(tokens, high, placed=False):
        yield found, _tally(found, unit_of) if runs is None else runs.tally(unit_of)


def _lengths(
    tokens: Words,
    high: int,
    least: int = 1,
    room: NDArray[np.uint64] | None = None,
    *,
    placed: bool = True,
) -> Iterator[tuple[Grams, _Runs | None]]:
    """Yield the n-grams of each length, and what was sorted for them: for words nothing.

    The longest ones have places where all are to be ``placed``.
    """
    found = _words(tokens, least)
    yield found, None
    joint = _joint(tokens)
    if room is None:
        room = np.empty(len(tokens.ids), np.uint64)
    for n in range(2, high + 1):
        after = _Next(tokens.ids[n - 1 :], tokens.types, joint)
        runs = _longer(found, after, least, room)
        found = runs.grams(len(found.at) if placed or n < high else 0)
        yield found, runs
        del runs  # room for the next ones


def _words(tokens: Words, least: int = 1) -> Grams:
    """Return the words that stand at least so many times."""
    words = tokens.ids
    sizes = np.zeros(len(tokens.types), np.int64)
    for block in in_blocks(len(words), len(sizes)):
        sizes += np.bincount(words[block], minlength=len(sizes))
    tails = np.flatnonzero(sizes >= max(least, 1)).astype(np.int32)
    number = np.full(len(sizes), len(tails), np.int32)
    number[tails] = np.arange(len(tails), dtype=np.int32)
    return Grams(np.zeros(len(tails), np.int32), tails, words, number)


def _joint(tokens: Words) -> NDArray[np.bool_]:
    """Return where the next token is in the same sentence."""
    joint = np.ones(len(tokens.ids), bool)
    joint[tokens.sentence_starts - 1] = joint[-1:] = False
    return joint


def _tally(words: Grams, unit_of: NDArray[np.int32]) -> Tally:
    """Return how often each word stands in which units."""
    bits = int(unit_of[-1:].sum()).bit_length()
    fits = len(words).bit_length() + bits <= _NARROW
    keys: NDArray[Any] = np.empty(len(words.at), np.uint32 if fits else np.uint64)
    kind = keys.dtype.type
    for block in in_blocks(len(keys)):
        own = words.here(block).astype(kind) << kind(bits)
        np.bitwise_or(own, unit_of[block].view(np.uint32), out=keys[block])
    keys.sort()
    runs = edges(keys)
    entries = keys[runs[:-1]]
    unit = (entries & kind((1 << bits) - 1)).astype(np.int32)
    held = np.bincount((entries >> kind(bits)).astype(np.int64), minlength=len(words))
    return Tally(np.append(0, np.cumsum(held)), unit, np.diff(runs))


@dataclass(frozen=True)
class _Next:
    """The last words of the n-grams that begin at each token, as numbers of ``types``.

    ``joint`` says where an n-gram that is a word shorter and the next one are in one sentence.
    """

    tails: NDArray[np.uint32]
    types: NDArray[np.object_]
    joint: NDArray[np.bool_]


@dataclass(frozen=True)
class _Runs:
    """The n-grams of one length by what was sorted for them: a run of ``places`` is one of them.

    Run k ends before ``edges[k + 1]``; ``kept`` are those that count, of which ``heads`` and
    ``tails`` are. A place is what is under the ``mask``. Good until something else is sorted.
    """

    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    kept: NDArray[np.int64]
    edges: NDArray[np.int32]
    places: NDArray[np.uint64]
    mask: np.uint64

    def grams(self, size: int) -> Grams:
        """Return the n-grams, and which begins at each of so many tokens."""
        at = np.full(size, len(self.kept), np.int32)
        sizes = np.diff(self.edges)
        number = np.full(len(sizes), len(self.kept), np.int32)
        number[self.kept] = np.arange(len(self.kept), dtype=np.int32)
        for block in in_blocks(len(number) if size else 0):
            own = self.places[self.edges[block.start] : self.edges[block.stop]] & self.mask
            at[own.view(np.int64)] = np.repeat(number[block], sizes[block])
        return Grams(self.heads, self.tails, at)

    def tally(self, unit_of: NDArray[np.int32]) -> Tally:
        """Return how often each stands in which units: its places ascend, and so do their units."""
        unit = np.empty(len(self.places), np.int32)
        for block in in_blocks(len(unit)):
            own = self.places[block] & self.mask
            unit_of.take(own.view(np.int64), out=unit[block], mode="clip")  # all are there
        edge = np.zeros(len(unit), bool)
        edge[self.edges[:-1]] = True
        new = edge.copy()
        new[1:] |= unit[1:] != unit[:-1]
        begun = np.flatnonzero(new)
        first = np.append(np.flatnonzero(edge.take(begun)), len(begun))
        count = _gaps(begun.astype(np.int32), len(unit))
        unit, held = unit.take(begun), np.diff(first)
        if len(self.kept) < len(held):
            inside = np.zeros(len(held), bool)
            inside[self.kept] = True
            inside = np.repeat(inside, held)
            count, unit = count[inside], unit[inside]
            first = np.append(0, np.cumsum(held[self.kept]))
        return Tally(first, unit, count)


def _gaps(begun: NDArray[np.int32], end: int) -> NDArray[np.int32]:
    """Return how far it is from each place to the next one, and from the last one to the end."""
    out = np.empty_like(begun)
    np.subtract(begun[1:], begun[:-1], out=out[:-1])
    out[-1:] = end - begun[-1:]
    return out


def _longer(found: Grams, after: _Next, least: int, room: NDArray[np.uint64]) -> _Runs:
    """Return the n-grams that are a word longer; what is sorted for them is put into ``room``."""
    bits, width = len(after.tails).bit_length(), np.uint64(len(after.types))
    if (len(found) * len(after.types)).bit_length() + bits > _WIDE:
        bits = 0  # keys and places do not fit into one number
    keys, places = _keys(found, after, bits, room)
    runs = edges(keys, bits)
    kept = np.flatnonzero(np.diff(runs) >= least)  # of the pairs, in their order
    tails = keys[runs[kept]] >> np.uint64(bits)
    heads = tails // width
    tails -= heads * width
    if found.number is not None:  # of longer ones all parts are looked at
        fine = ~_breaks(found.tails[heads], tails.astype(np.int32), after.types)
        kept, heads, tails = kept[fine], heads[fine], tails[fine]
    mask = np.uint64((1 << (bits or 64)) - 1)
    return _Runs(heads.astype(np.int32), tails.astype(np.int32), kept, runs, places, mask)


def _keys(
    found: Grams, after: _Next, bits: int, room: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the pairs of which both n-grams stand there in order, and their places.

    A pair is one number of head and tail, above ``bits`` of the place where it is: these numbers
    are the places too. Where there are no bits places stand apart.
    """
    width = np.uint64(len(after.types))
    places: list[NDArray[np.uint64]] = []
    size = 0
    for block in in_blocks(len(after.tails)):
        at = found.here(slice(block.start, block.stop + 1))
        there = at < len(found)
        fit = there[:-1] & there[1:] & after.joint[block]
        pairs = at[:-1].astype(np.uint64)
        pairs *= width
        pairs += after.tails[block]
        place = np.arange(block.start, block.stop, dtype=np.uint64)
        if bits:
            pairs <<= np.uint64(bits)
            pairs |= place
        else:
            places.append(place.compress(fit))
        pairs = pairs.compress(fit)
        room[size : size + len(pairs)] = pairs
        size += len(pairs)
    keys = room[:size]
    if bits:
        keys.sort()
        return keys, keys
    order = np.argsort(keys, kind="stable")
    return keys[order], np.concatenate([keys[:0], *places])[order]


def _breaks(
    heads: NDArray[np.int32], tails: NDArray[np.int32], types: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Return which pairs of words would read as one number."""
    digits = np.array([word[:1].isdigit() for word in types.tolist()], bool)
    out = np.zeros(len(heads), bool)
    for k in np.flatnonzero(digits[heads] & digits[tails]).tolist():
        out[k] = is_number_break(types[heads[k]], types[tails[k]])
    return out


def by_unit(
    found: Sequence[Grams],
    columns: Sequence[NDArray[np.int64]],
    sizes: NDArray[np.int64],
    room: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Return how often what stands in each unit: where units begin, columns, and counts.

    These are the entries of a matrix by rows, in the order of columns. ``columns`` are those of
    the n-grams of each length, ``sizes`` the words of the units, which are one after the other.
    The counts are written into ``room``, where each length has a number for each token.
    """
    width = sum(map(len, columns))
    # What is no n-gram becomes the largest number, whatever its unit, and stands behind all others.
    tables = [np.append(column, _NONE).astype(np.uint32) for column in columns]
    for k, some in enumerate(found):
        if some.number is not None:
            tables[k] = tables[k][some.number]
    bits = width.bit_length()
    counts = room.view(np.int64)
    places = np.empty(len(counts), np.uint32)  # room that is not used costs nothing
    held = np.zeros(len(sizes), np.int64)
    done = 0
    for units, tokens in _loads(sizes, 1 << (_NARROW - bits)):
        base = np.arange(len(sizes[units]), dtype=np.uint32) << np.uint32(bits)
        keys = np.empty((len(found), tokens.stop - tokens.start), np.uint32)
        for row, some, table in zip(keys, found, tables, strict=True):
            table.take(some.at[tokens], out=row, mode="clip")  # all are there: the fastest way
        keys |= np.repeat(base, sizes[units])
        keys = keys.ravel()
        keys.sort()
        keys = keys[: keys.searchsorted(_NONE)]
        runs = edges(keys)
        entries = keys.take(runs[:-1])
        held[units] = np.diff(entries.searchsorted(base), append=len(entries))
        new = slice(done, done + len(entries))
        np.bitwise_and(entries, np.uint32((1 << bits) - 1), out=places[new])
        np.subtract(runs[1:], runs[:-1], out=counts[new])
        done = new.stop
    return np.append(0, np.cumsum(held)), places[:done].view(np.int32), counts[:done]


def _loads(sizes: NDArray[np.int64], most: int) -> Iterator[tuple[slice, slice]]:
    """Yield units that are worked on at once, and their tokens: a block, and so many units.

    A unit that is larger is a load of its own.
    """
    ends = np.cumsum(sizes)
    unit = token = 0
    while unit < len(sizes):
        after = int(np.searchsorted(ends, token + _LOAD, side="right"))
        after = min(max(after, unit + 1), unit + most)
        yield slice(unit, after), slice(token, int(ends[after - 1]))
        unit, token = after, int(ends[after - 1])
