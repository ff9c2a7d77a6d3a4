"""Where a text is cut at white space, found for many megabytes at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import regex as re
from numpy.typing import NDArray

#: The white space of all scripts lies below this character.
_TOP = 0x3001
_SPACE, _LAST = 0x20, 0x7E  # of plain characters, of which only the first is white space


@dataclass(frozen=True)
class Cuts:
    """The chunks of a text: its characters as numbers, and where each begins and ends."""

    codes: NDArray[Any]
    start: NDArray[np.int32]
    end: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.start)


def cut(text: str, low: NDArray[np.int64], high: NDArray[np.int64]) -> Cuts:
    """Return the chunks of the pieces of a text that begin and end there.

    Pieces are in order and do not overlap; chunks end with them.
    """
    codes = _codes(text)
    ink = _ink(codes)
    begins, ends = ink[1:] & ~ink[:-1], ink[:-1] & ~ink[1:]
    for places in (low, high):  # pieces may touch
        begins[places] |= ink[places + 1]
        ends[places] |= ink[places]
    start, end = np.flatnonzero(begins), np.flatnonzero(ends)
    first, last = np.searchsorted(start, low), np.searchsorted(start, high)
    size = len(start) + 1
    inside = np.bincount(first, minlength=size) - np.bincount(last, minlength=size)
    if (inside[1:-1] != 0).any() or not inside[0]:
        inner = np.cumsum(inside[:-1]) > 0
        start, end = start[inner], end[inner]
    return Cuts(codes, start.astype(np.int32), end.astype(np.int32))


def _codes(text: str) -> NDArray[Any]:
    """Return the characters of a text as numbers, each in as few bytes as all need."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        pairs = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(pairs) == len(text):
        return pairs
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _ink(codes: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which characters are no white space, with a space before the text and one after."""
    ink = np.zeros(len(codes) + 2, bool)
    np.greater(codes, _SPACE, out=ink[1:-1])
    # Below a space the difference of two unsigned numbers is a large one.
    odd = np.flatnonzero(codes - codes.dtype.type(_SPACE) > _LAST - _SPACE)
    ink[odd + 1] = _table()[np.minimum(codes[odd].astype(np.uint32), _TOP)]
    return ink


@cache
def _table() -> NDArray[np.bool_]:
    """Return which characters are no white space to the rules for words."""
    out = np.ones(_TOP + 1, bool)
    everything = "".join(map(chr, range(_TOP)))
    out[[match.start() for match in re.finditer(r"\s", everything)]] = False
    return out


def kinds(cuts: Cuts, arrow: Any) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return of each chunk which kind it is of, and of each kind one chunk; alike are the same.

    The other way round, some chunks that are the same are of several kinds: what stands between a
    chunk and the next one is looked at as well. ``arrow`` is the module pyarrow.
    """
    width = cuts.codes.itemsize
    edges = np.append(cuts.start, cuts.end[-1:]).astype(np.int64) * width
    if not len(cuts) or edges[-1] >= 1 << 31:  # as many bytes have no place in one array of Arrow
        every = np.arange(len(cuts), dtype=np.int32)
        return every, every
    buffers = [None, arrow.py_buffer(edges.astype(np.int32)), arrow.py_buffer(cuts.codes)]
    made = arrow.Array.from_buffers(arrow.binary(), len(cuts), buffers).dictionary_encode()
    # By its bytes: to_numpy would import pandas.
    which = np.frombuffer(made.indices.buffers()[1], np.int32, len(made))
    one = np.empty(len(made.dictionary), np.int32)
    one[which[::-1]] = np.arange(len(which) - 1, -1, -1, dtype=np.int32)
    return which, one
