"""Small words of plain text counted all at once: a word of up to eight letters is one number.

Nothing is cut into words: that, and to look each of them up, is most of what a language takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.read.samples import OTHERS, all_small, sides

_SIZE = 8  # letters of a number
_BITS = 15  # of a place in the table: some hundreds of words are spread thin
_GOLDEN = 0x9E3779B97F4A7C15  # 2⁶⁴ over the golden ratio, rounded to odd: its multiples spread well
#: What is kept of eight letters for a word of so many; a longer word is none that is looked for.
_KEPT = np.array([*((1 << 8 * n) - 1 for n in range(_SIZE + 1)), 0], np.uint64)


class _Table(NamedTuple):
    """Words, their numbers, and by the highest bits of number × ``mix`` which word it may be."""

    words: list[str]
    numbers: NDArray[Any]
    mix: np.uint64
    places: NDArray[Any]


def tallies(plain: str, sizes: Sequence[int], main: str) -> list[tuple[int, int, int]] | None:
    """Return of each stretch of a text the words, its small words of a language and of any rival.

    The text is in small letters, all else is a space (see `samples.tallies`); ``sizes`` are the
    characters of the stretches, one space between two. None where one of the few small words may
    stand in it that are longer than eight letters.

    >>> tallies("the plan of the year je ne sais", [20, 10], "en")
    [(5, 3, 1), (3, 0, 2)]
    """
    if any(word in plain for word in _long()):
        return None
    raw = f" {plain}{' ' * _SIZE}".encode("ascii")
    letters = np.frombuffer(raw, np.uint8) != ord(" ")
    edges = np.flatnonzero(letters[1:] != letters[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    eights = np.ndarray(len(raw) - _SIZE + 1, "<u8", raw, strides=(1,))
    numbers = eights.take(starts) & _KEPT.take(np.minimum(ends - starts, _SIZE + 1))
    table = _table()
    maybe = table.places.take(_place(numbers, table.mix).astype(np.intp))
    values = _values(main).take(maybe) * (table.numbers.take(maybe) == numbers)
    first = np.searchsorted(starts, np.cumsum([1, *(size + 1 for size in sizes)]))
    sums = np.concatenate(([0], np.cumsum(values)))[first]
    words, both = np.diff(first).tolist(), np.diff(sums).tolist()
    return [(n, b % OTHERS, b // OTHERS) for n, b in zip(words, both, strict=True)]


@cache
def _long() -> list[str]:
    """Return the first letters of all small words that are longer than a number."""
    return sorted({word[:_SIZE] for word in all_small() if len(word) > _SIZE and word.isascii()})


@cache
def _table() -> _Table:
    """Return the table of all small words in plain letters; no two stand in one place."""
    words = sorted(word for word in all_small() if len(word) <= _SIZE and word.isascii())
    numbers = np.array([int.from_bytes(w.encode("ascii"), "little") for w in words], np.uint64)
    for odd in count(1, 2):
        mix = np.uint64(odd * _GOLDEN % (1 << 64))
        at = _place(numbers, mix)
        if np.diff(np.sort(at)).all():  # (`numpy.unique` takes long to import what it needs)
            break
    places = np.zeros(1 << _BITS, np.intp)
    places[at] = np.arange(len(words))
    return _Table(words, numbers, mix, places)


def _place(numbers: NDArray[Any], mix: np.uint64) -> NDArray[Any]:
    """Return the highest bits of products, of which only the lowest 64 are kept."""
    return (numbers * mix) >> np.uint64(64 - _BITS)


@cache
def _values(main: str) -> NDArray[Any]:
    """Return what each word counts for a language and its rivals (see `samples.sides`)."""
    return np.array([sides(main).get(word, 0) for word in _table().words], np.int64)
