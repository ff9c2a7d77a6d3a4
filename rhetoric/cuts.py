"""Where a text is cut at white space, found for many megabytes at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any

import numpy as np
import regex as re
from numpy.typing import NDArray

#: The white space of all scripts lies below this character.
_TOP = 0x3001
_SPACE = 0x20
#: What is white space to the rules for words.
_WHITE = re.compile(r"\s+")

#: Numbers that are looked at together.
_BLOCK = 1 << 16
#: Of so many characters one at most is larger than a byte where bytes are enough.
_RARE = 64
#: Bytes of chunks from which on they are not kept.
_MANY = 1 << 26
#: How numbers of so many bytes are read as characters.
_CODECS = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}


@dataclass(frozen=True)
class Cuts:
    """The chunks of a text: its characters as numbers, and where each begins and ends.

    Few characters, other than white space, stand as 0 at places that are ``blurred``. Between
    chunks is nothing but space.
    """

    codes: NDArray[Any]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    blurred: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.start)

    def untold(self) -> NDArray[np.int64]:
        """Return the chunks of which the numbers do not tell all characters."""
        found = self.start.searchsorted(self.blurred, "right") - 1
        once: NDArray[np.int64] = found[np.diff(found, prepend=-1) > 0]  # they ascend
        return once


def cut(texts: Sequence[str], low: NDArray[np.int64], high: NDArray[np.int64]) -> Cuts:
    """Return the chunks of the pieces that begin and end there in texts, read as one.

    Pieces are in order and do not overlap; chunks end with them.
    """
    codes, blurred = _codes(texts)
    ink = _ink(codes)
    turns = edges(ink)[1:-1]  # beginnings and ends in turn, but for space around the text
    turns -= 1
    limits = np.sort(np.concatenate([low, high]))
    limits = limits[np.diff(limits, prepend=-1) > 0]
    touching = limits[ink[limits] & ink[limits + 1]].astype(np.int32)
    if len(touching):
        turns = np.concatenate([turns, touching, touching])
        turns.sort()
    start, end = turns[::2].copy(), turns[1::2]
    first, last = (start.searchsorted(places.astype(np.int32)) for places in (low, high))
    after, before = np.append(0, last), np.append(first, len(start))
    if not np.array_equal(after, before):  # some are in no piece
        inside = np.ones(len(start), bool)
        for gap in np.flatnonzero(after < before).tolist():
            inside[after[gap] : before[gap]] = False
        start, end = start[inside], end[inside]
        for gap in np.flatnonzero(last[:-1] < first[1:]).tolist():
            codes[high[gap] : low[gap + 1]] = _SPACE  # nothing else stands behind a chunk
    return Cuts(codes, start, end, blurred)


def between(texts: Sequence[str], spans: Iterable[tuple[int, int]]) -> list[str]:
    """Return what stands there in texts, read as one; nothing runs over the end of one of them.

    >>> between(["one two", "three"], [(4, 7), (7, 12)])
    ['two', 'three']
    """
    ends = list(accumulate(map(len, texts)))
    out = []
    for start, end in spans:
        number = bisect_right(ends, start)
        base = ends[number] - len(texts[number])
        out.append(texts[number][start - base : end - base])
    return out


def edges(values: NDArray[Any], bits: int = 0) -> NDArray[np.int32]:
    """Return where runs begin that are equal above so many bits, and where the last one ends.

    >>> edges(np.array([7, 7, 5, 4]))
    array([0, 2, 3, 4], dtype=int32)
    """
    out = np.empty(len(values) + 1, np.int32)  # room that is not used costs nothing
    out[0], size = 0, min(1, len(values))
    for some in in_blocks(len(values) - 1):
        own = values[some.start : some.stop + 1]
        if bits:
            own = own >> own.dtype.type(bits)
        at = np.flatnonzero(own[1:] != own[:-1])
        at += some.start + 1
        out[size : size + len(at)] = at
        size += len(at)
    out[size] = len(values)
    return out[: size + 1]


def taken(table: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    """Return what is at these places of a table; all are there."""
    out = np.empty(len(places), table.dtype)
    for some in in_blocks(len(places)):
        table.take(places[some], out=out[some], mode="clip")  # faster than to look for mistakes
    return out


def in_blocks(size: int, least: int = 1) -> Iterator[slice]:
    """Yield so many places as slices of at least this size, but for the last one.

    What is made of one on the way stays in the cache.
    """
    step = max(_BLOCK, least)
    for low in range(0, size, step):
        yield slice(low, min(low + step, size))


def _codes(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Return the characters of texts as numbers, each in as few bytes as nearly all need.

    And the places of the few that need more and are no white space: 0 stands there.
    """
    codes = np.empty(sum(map(len, texts)), np.uint8)
    blurred: list[int] = []
    at = 0
    for text in texts:
        own = codes[at : at + len(text)]
        own[:] = np.frombuffer(text.encode("latin-1", "replace"), np.uint8)
        if not text.isascii():
            asked = np.flatnonzero(own == ord("?"))  # also in place of what is no byte
            odd = [place for place in asked.tolist() if text[place] != "?"]
            own[odd] = [_SPACE if _WHITE.match(text[place]) else 0 for place in odd]
            blurred += [at + place for place in odd]
            if len(blurred) > len(codes) // _RARE:
                return _wide("".join(texts)), np.empty(0, np.int32)
        at += len(text)
    return codes, np.array(blurred, np.int32)


def _wide(text: str) -> NDArray[Any]:
    """Return the characters of a text as numbers of two bytes, of four where these are needed."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(codes) > len(text):
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes.copy()  # one that can be written to


def _ink(codes: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which characters are no white space, with a space before the text and one after."""
    ink = np.zeros(len(codes) + 2, bool)
    white = [run for run in _white() if _SPACE != run[0] < 1 << 8 * codes.itemsize]
    for some in in_blocks(len(codes)):
        own, found = codes[some], ink[some.start + 1 : some.stop + 1]
        np.not_equal(own, _SPACE, out=found)
        for first, last in white:
            if first == last:
                found &= own != first
            else:  # below the first the difference of two unsigned numbers is a large one
                found &= own - own.dtype.type(first) > last - first
    return ink


@cache
def _white() -> list[tuple[int, int]]:
    """Return the first and the last of each run of characters that are white space."""
    everything = "".join(map(chr, range(_TOP)))
    return [(match.start(), match.end() - 1) for match in _WHITE.finditer(everything)]


class Kinds:
    """Tells the chunks of texts apart by ``arrow``, the module pyarrow.

    What was seen keeps its number, so that of the next text only what is new is read. Some kinds
    are the same text: the space behind a chunk is looked at as well.
    """

    def __init__(self, arrow: Any) -> None:
        self._arrow = arrow
        self._known: dict[int, tuple[Any, NDArray[np.int32]]] = {}  # by the bytes of a character

    def numbers(
        self, cuts: Cuts, read: Callable[[list[str]], NDArray[np.int32]]
    ) -> NDArray[np.int32]:
        """Return the number of each chunk; ``read`` returns those of texts.

        In these, what is not told by numbers (see `Cuts`) is another sign.
        """
        width = cuts.codes.itemsize
        if not len(cuts) or int(cuts.end[-1]) * width >= 1 << 31:  # too much for an array of Arrow
            return read(_texts(cuts.codes, cuts.start, cuts.end))
        known, numbers = self._known.pop(width, (None, np.empty(0, np.int32)))
        made = self._encoded(cuts, known)
        # By its bytes: to_numpy would import pandas.
        which = np.frombuffer(made.indices.buffers()[1], np.int32, len(made))
        kinds = made.dictionary
        _, ends, signs = kinds.buffers()
        at = np.frombuffer(ends, np.int32, len(kinds) + 1)[len(numbers) :] // width
        codes = np.frombuffer(signs, cuts.codes.dtype, int(at[-1]))
        if len(at) > 1:
            # Space is only at the end.
            inked = np.add.reduceat(_ink(codes)[1:-1], at[:-1], dtype=np.int32)
            numbers = np.append(numbers, read(_texts(codes, at[:-1], at[:-1] + inked)))
        if kinds.nbytes < _MANY:
            self._known[width] = kinds, numbers
        return taken(numbers, which)

    def _encoded(self, cuts: Cuts, known: Any) -> Any:
        """Return the chunks as an array of Arrow, after what is known in its dictionary."""
        arrow = self._arrow
        places = np.append(cuts.start, cuts.end[-1:])
        places *= np.int32(cuts.codes.itemsize)
        buffers = [None, arrow.py_buffer(places), arrow.py_buffer(cuts.codes)]
        chunks = arrow.Array.from_buffers(arrow.binary(), len(cuts), buffers)
        parts = [chunks] if known is None else [known, chunks]
        return _as_numbers(arrow, arrow.chunked_array(parts)).chunks[-1]


def _as_numbers(arrow: Any, chunks: Any) -> Any:
    """Return a chunked array of Arrow with numbers for values, and these once.

    Arrow's own method does the same, but first loads a module that describes all functions there
    are, which takes as long as to read some megabytes; and it keeps the memory that it worked in
    for itself, where the next arrays of numpy cannot have it.
    """
    try:
        call = import_module("pyarrow._compute").call_function
    except (ImportError, AttributeError):
        return chunks.dictionary_encode()
    return call("dictionary_encode", [chunks], memory_pool=arrow.system_memory_pool())


def _texts(codes: NDArray[Any], start: NDArray[np.int32], end: NDArray[np.int32]) -> list[str]:
    """Return the texts that begin and end there among characters."""
    first = int(start[0]) if len(start) else 0
    whole = codes[first:].tobytes().decode(_CODECS[codes.itemsize], "surrogatepass")
    start, end = start - first, end - first
    return [whole[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
