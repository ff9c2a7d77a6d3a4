"""Text to chunks between spaces: each distinct chunk is read once, the rest is looking up.

No word goes beyond a chunk, and whether a sentence ends between two chunks depends on these two
and on whether the first of them opens the sentence. So the rules for words run once for each
distinct chunk, those for sentences once for each distinct pair of which the first may end one;
where chunks begin and end is found for a whole text at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.corpus import Block
from rhetoric.sentences import ends_between, may_end, opening, sentence_spans
from rhetoric.words import CHUNK, TOKEN, fold, typed

#: The white space of all scripts lies below this character.
_TOP = 0x3001
#: Marks that end sentences inside chunks, and what `str.split` alone takes for space.
_ODD = "。！？\x1c\x1d\x1e\x1f"

#: What stands around a word and never makes another of it.
_AROUND = '.,;:!?()[]"“”'


class Piece(NamedTuple):
    """A stretch of text whose words are read, and the number of its block.

    ``opens`` says that a sentence begins here, ``whole`` that none ends inside.
    """

    start: int
    end: int
    block: int
    opens: bool = True
    whole: bool = False
    shouted: bool = False


def pieces(raw: str, blocks: Sequence[Block], at: int = 0, number: int = 0) -> Iterator[Piece]:
    """Yield the stretches of the text of blocks: their spans, or the parts of their sentences.

    ``at`` characters and ``number`` blocks of other texts stand before. In a heading of capitals
    only, capitals say nothing of a word: it is shouted.
    """
    plain = not any(sign in raw for sign in _ODD)
    for block in blocks:
        whole = block.kind == "heading" or not plain
        shouted = "".join([raw[span.start : span.end] for span in block.spans]).isupper()
        edges = [(block.spans[0].start, block.spans[-1].end)]
        for first, last in edges if plain else sentence_spans(raw, block):
            opens = True
            for span in block.spans:
                low, high = max(first, span.start), min(last, span.end)
                if low < high:
                    yield Piece(low + at, high + at, number, opens, whole, shouted)
                    opens = False
        number += 1


@dataclass(frozen=True)
class Words:
    """The words of some pieces, in order: types by number, characters, sentences and blocks.

    ``sentence`` and ``block`` are the numbers of what each word stands in, among the sentences
    (whose characters are ``spans``) and the blocks of the pieces.
    """

    ids: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    sentence: NDArray[np.int64]
    block: NDArray[np.int64]
    spans: NDArray[np.int64]


class Reader:
    """What is known of the chunks seen so far; chunks and types are numbered as they come."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self.vocabulary: dict[str, int] = {}
        self._spellings = spellings
        self._texts: list[str] = []
        self._final = array("b")  # which chunks may end a sentence, and how one may open with them
        self._opening = array("b")
        self._first = array("q", [0])  # where the words of each chunk begin in the next three
        self._ids, self._from, self._to = array("q"), array("q"), array("q")
        self._plain = _Numbers(lambda chunk: self._new(chunk, typed))
        self._loud = _Numbers(lambda chunk: self._new(chunk, fold))
        self._pairs: dict[tuple[int, int], tuple[bool, bool]] = {}

    def _new(self, chunk: str, kind: Callable[[str], str]) -> int:
        """Read a chunk that was not seen before, and return its number."""
        number = self.vocabulary
        for text, start, end in _tokens(chunk):
            word = kind(text)
            if word:
                word = self._spellings.get(word, word)
                self._ids.append(number.setdefault(word, len(number)))
                self._from.append(start)
                self._to.append(end)
        self._texts.append(chunk)
        self._first.append(len(self._ids))
        self._final.append(may_end(chunk))
        self._opening.append(opening(chunk))
        return len(self._texts) - 1

    def words(self, text: str, parts: Sequence[Piece]) -> Words:
        """Return the words of pieces of a text; they are in order and do not overlap."""
        low, high, blocks, opening, whole = np.array(parts, np.int64).reshape(-1, 6).T[:5]
        start, end = _edges(text, low, high)
        chunks = np.fromiter(self._numbers(text, parts), np.int64, len(start))
        first = np.searchsorted(start, low)
        sizes = np.diff(first, append=len(start))
        block = np.repeat(blocks, sizes)
        opens = np.diff(block, prepend=-1) != 0
        opens[first[(opening > 0) & (sizes > 0)]] = True
        opens[self._ends(chunks, opens, np.repeat(whole > 0, sizes))] = True
        sentence = np.cumsum(opens) - 1
        heads = np.flatnonzero(opens)
        tails = np.append(heads[1:], len(opens))[: len(heads)] - 1
        known = np.array(self._first)
        least = known[chunks]
        count = known[chunks + 1] - least
        owner = np.repeat(np.arange(len(chunks)), count)
        word = np.arange(len(owner)) + np.repeat(least - (np.cumsum(count) - count), count)
        at = start[owner]
        return Words(
            ids=np.array(self._ids)[word],
            start=at + np.array(self._from)[word],
            end=at + np.array(self._to)[word],
            sentence=sentence[owner],
            block=block[owner],
            spans=np.stack([start[heads], end[tails]], axis=1),
        )

    def _numbers(self, text: str, parts: Sequence[Piece]) -> Iterator[int]:
        """Yield the number of each chunk of the pieces."""
        return chain.from_iterable(
            map(
                (self._loud if part.shouted else self._plain).__getitem__,
                CHUNK.findall(text, part.start, part.end)
                if part.whole
                else text[part.start : part.end].split(),
            )
            for part in parts
        )

    def _ends(
        self, chunks: NDArray[np.int64], opens: NDArray[np.bool_], whole: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return the chunks that begin a sentence because one ends before them."""
        kinds = np.array(self._opening)[chunks]
        kinds[opens | whole] = 0  # not within a block
        following = np.append(kinds[1:], [0])[: len(kinds)]
        places = np.flatnonzero(np.array(self._final, bool)[chunks] & (following > 0))
        looked = (places, chunks[places], following[places], chunks[places + 1], opens[places])
        out = [-1]
        for place, chunk, kind, after, first in zip(*(a.tolist() for a in looked), strict=True):
            known = self._pairs.get((chunk, kind))
            if known is None:
                known = ends_between(self._texts[chunk], self._texts[after])
                self._pairs[chunk, kind] = known
            alone, inside = known
            if alone if first or place == out[-1] else inside:
                out.append(place + 1)
        return np.array(out[1:], np.int64)


def _tokens(chunk: str) -> list[tuple[str, int, int]]:
    """Return the words of a chunk as they are written, and where they are in it."""
    word = chunk.strip(_AROUND)
    if word.isalpha() and word.isascii():  # most chunks: the rules find nothing else in these
        start = chunk.index(word)
        return [(word, start, start + len(word))]
    return [(match[0], *match.span()) for match in TOKEN.finditer(chunk)]


class _Numbers(dict[str, int]):
    """A number for each chunk; what is missing is asked for."""

    def __init__(self, new: Callable[[str], int]) -> None:
        super().__init__()
        self._new = new

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = self._new(chunk)
        return number


def _edges(
    text: str, low: NDArray[np.int64], high: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the chunks begin and end of pieces of a text that begin and end there."""
    codes = _codes(text)
    ink = np.zeros(len(codes) + 2, bool)  # with a space before the text and one after it
    ink[1:-1] = _ink()[codes if codes.dtype == np.uint8 else np.minimum(codes, _TOP)]
    begins, ends = ink[1:] & ~ink[:-1], ink[:-1] & ~ink[1:]
    for places in (low, high):  # chunks end with pieces, which may touch
        begins[places] |= ink[places + 1]
        ends[places] |= ink[places]
    start, end = np.flatnonzero(begins), np.flatnonzero(ends)
    first, last = np.searchsorted(start, low), np.searchsorted(start, high)
    size = len(start) + 1
    inside = np.bincount(first, minlength=size) - np.bincount(last, minlength=size)
    inner = np.cumsum(inside[:-1]) > 0
    return start[inner], end[inner]


def _codes(text: str) -> NDArray[Any]:
    """Return the characters of a text as numbers."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _ink() -> NDArray[Any]:
    """Return which characters are no white space to the rules for words."""
    out = np.ones(_TOP + 1, bool)
    everything = "".join(map(chr, range(_TOP)))
    out[[match.start() for match in re.finditer(r"\s", everything)]] = False
    return out
