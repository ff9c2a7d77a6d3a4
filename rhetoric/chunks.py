"""Text to chunks between spaces: each distinct chunk is read once, the rest is looking up.

No word goes beyond a chunk, and whether a sentence ends between two chunks depends on these two
and on whether the first of them opens the sentence. So the rules for words run once for each
distinct chunk, those for sentences once for each distinct pair of which the first may end one;
where chunks begin and end is found for a whole text at once.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Block
from rhetoric.cuts import Cuts, cut, in_blocks, kinds
from rhetoric.sentences import ends_between, may_end, opening, sentence_spans
from rhetoric.words import CHUNK, TOKEN, fold, typed

#: Marks that end sentences inside chunks, and what `str.split` alone takes for space.
_ODD = "。！？\x1c\x1d\x1e\x1f"

#: What stands around a word and never makes another of it.
_AROUND = '.,;:!?()[]"“”$%'
#: Words that the rules take whole and fold to small letters.
_PLAIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*")

#: Between two chunks a sentence ends where the first opens one, where it does not, or anyhow.
_ALONE, _WITHIN, _BOTH = 1, 2, 3
_UNKNOWN = -1
#: Of a chunk: whether it may end a sentence, how open one, its words, one a line, and where each
#: begins and ends. There are very many of them: flat ones are no work for the garbage collector.
_Facts = tuple[bool, int, str, *tuple[int, ...]]


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
    """The words of some pieces, in order: types by number, and their characters.

    Where sentences and blocks begin among them, with the characters of the sentences and the
    numbers of the blocks; what has no word is left out.
    """

    ids: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    sentences: NDArray[np.int64]
    spans: NDArray[np.int32]
    paragraphs: NDArray[np.int64]
    blocks: NDArray[np.int64]


class Reader:
    """What is known of the chunks seen so far; chunks and types are numbered as they come.

    With ``arrow``, the module pyarrow, the chunks of a text are told apart by Arrow: all that
    changes is the time that it takes.
    """

    def __init__(self, spellings: Mapping[str, str], arrow: Any = None) -> None:
        self.vocabulary: dict[str, int] = {}
        self._spellings = spellings
        self._arrow = arrow
        self._texts: list[str] = []
        self._final = array("b")  # which chunks may end a sentence, and how one may open with them
        self._opening = array("b")
        self._held = array("i")  # how many words each chunk has, of those in the next two
        self._ids, self._edges = array("i"), array("i")
        # Of much text each chunk is read once: to keep what is said takes as long as to say it.
        self._plain = _Numbers(self, _facts if arrow is None else _facts.__wrapped__)
        self._loud = _Numbers(self, _loud_facts)
        self._between = np.empty(0, np.int8)  # four for each chunk, by what follows: see `_verdict`

    def learn(self, chunks: Sequence[str], facts: Sequence[_Facts]) -> int:
        """Add chunks that were not seen before, and return the number of the first of them."""
        lines = "\n".join([fact[2] for fact in facts if fact[2]])
        words = lines.split("\n") if lines else []
        spelt = [self._spellings.get(word, word) for word in words] if self._spellings else words
        number = self.vocabulary
        self._ids.extend([number.setdefault(word, len(number)) for word in spelt])
        self._edges.extend(chain.from_iterable([fact[3:] for fact in facts]))
        self._held.extend([len(fact) // 2 - 1 for fact in facts])
        self._texts += chunks
        self._final.extend([fact[0] for fact in facts])
        self._opening.extend([fact[1] for fact in facts])
        return len(self._texts) - len(chunks)

    def words(self, text: str, parts: Sequence[Piece]) -> Words:
        """Return the words of pieces of a text; they are in order and do not overlap."""
        table = np.array(parts, np.int64).reshape(-1, 6)
        low, high, blocks, opening = table.T[:4]
        cuts = cut(text, low, high)
        edges = np.append(
            cuts.start.searchsorted(low.astype(np.int32)), len(cuts)
        )  # of pieces, in chunks
        chunks = self._numbers(text, parts, cuts, edges)
        full = np.flatnonzero(np.diff(edges))
        heads, block = edges[full], blocks[full]
        new = np.diff(block, prepend=-1) != 0
        opens = np.zeros(len(cuts), bool)
        opens[heads[new | (opening[full] > 0)]] = True
        self._open(chunks, opens, _inside(edges, table[:, 4] > 0))
        begin = self._begin(chunks)
        ids, start, end = self._spread(cuts, chunks, begin)
        first = np.flatnonzero(opens)
        last = np.append(first[1:], len(cuts))[: len(first)] - 1
        spoken = begin[first] < begin[last + 1]
        later = np.append(heads[new][1:], len(cuts))[: int(new.sum())]
        filled = begin[heads[new]] < begin[later]
        return Words(
            ids=ids,
            start=start,
            end=end,
            sentences=begin[first[spoken]],
            spans=np.stack([cuts.start[first[spoken]], cuts.end[last[spoken]]], axis=1),
            paragraphs=begin[heads[new][filled]],
            blocks=block[new][filled],
        )

    def _begin(self, chunks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the first word of each chunk, and behind the last one where the words end."""
        begin = np.zeros(len(chunks) + 1, np.int64)
        held = np.array(self._held, np.int64)
        for some in in_blocks(len(chunks)):
            own = begin[some.start + 1 : some.stop + 1]
            np.cumsum(held.take(chunks[some]), out=own)
            own += begin[some.start]
        return begin

    def _spread(
        self, cuts: Cuts, chunks: NDArray[np.int64], begin: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Return the types of words and where they start and end; see `_begin`."""
        types, low, high = map(np.array, (self._ids, self._edges[::2], self._edges[1::2]))
        known = np.cumsum(self._held, dtype=np.int64) - self._held  # the first words of all chunks
        ids = np.empty(begin[-1], np.int64)
        start, end = np.empty((2, len(ids)), np.int32)
        for some in in_blocks(len(chunks)):
            at = begin[some.start : some.stop + 1]
            own, held = slice(at[0], at[-1]), np.diff(at)
            word = np.repeat(known.take(chunks[some]) - at[:-1], held)
            word += np.arange(at[0], at[-1])
            place = np.repeat(cuts.start[some], held)
            ids[own] = types.take(word)
            start[own] = place + low.take(word)
            end[own] = place + high.take(word)
        return ids, start, end

    def _numbers(
        self, text: str, parts: Sequence[Piece], cuts: Cuts, edges: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the number of each chunk of the pieces."""
        if self._arrow is None:
            return np.fromiter(self._looked_up(text, parts), np.int64, len(cuts))
        which, one = kinds(cuts, self._arrow)
        texts = [text[a:b] for a, b in _spans(cuts, one)]
        self._plain.learn(texts)
        numbers = np.fromiter(map(self._plain.__getitem__, texts), np.int64, len(one)).take(which)
        blurred = cuts.blurred
        numbers[blurred] = [self._plain[text[a:b]] for a, b in _spans(cuts, blurred)]
        for k, part in enumerate(parts):
            if part.shouted:
                places = slice(edges[k], edges[k + 1])
                numbers[places] = [self._loud[text[a:b]] for a, b in _spans(cuts, places)]
        return numbers

    def _looked_up(self, text: str, parts: Sequence[Piece]) -> Iterator[int]:
        """Return the numbers of the chunks of the pieces."""
        found = [
            CHUNK.findall(text, part.start, part.end)
            if part.whole
            else text[part.start : part.end].split()
            for part in parts
        ]
        known = [self._loud if part.shouted else self._plain for part in parts]
        pairs = [*zip(known, found, strict=True)]
        for one in (self._plain, self._loud):  # all at once: one by one takes five times as long
            one.learn(chain.from_iterable(chunks for other, chunks in pairs if other is one))
        return chain.from_iterable(map(one.__getitem__, chunks) for one, chunks in pairs)

    def _open(
        self, chunks: NDArray[np.int64], opens: NDArray[np.bool_], whole: NDArray[np.int64]
    ) -> None:
        """Mark the chunks that open a sentence because one ends before them.

        Those that open one all the same are marked already; before ``whole`` ones none ends.
        """
        kinds = np.array(self._opening)[chunks]
        kinds[opens] = 0  # not within a block
        kinds[whole] = 0
        places = np.flatnonzero(np.array(self._final, bool)[chunks[:-1]] & (kinds[1:] > 0))
        pairs = chunks[places] * 4 + kinds[places + 1]
        seen = len(self._between)
        self._between = np.append(
            self._between, np.full(4 * len(self._texts) - seen, _UNKNOWN, np.int8)
        )
        said = self._between[pairs]
        new = np.flatnonzero(said == _UNKNOWN)
        if len(new):
            following = chunks[places[new] + 1].tolist()
            for pair, after in dict(zip(pairs[new].tolist(), following, strict=True)).items():
                self._between[pair] = self._verdict(pair // 4, after)
            said = self._between[pairs]
        opens[places[said == _BOTH] + 1] = True
        either = np.flatnonzero((said != 0) & (said != _BOTH))
        for place, kind in zip(places[either].tolist(), said[either].tolist(), strict=True):
            opens[place + 1] = bool(opens[place]) == (kind == _ALONE)

    def _verdict(self, chunk: int, after: int) -> int:
        """Return when a sentence ends between two chunks: never, or when the first opens one."""
        alone, inside = ends_between(self._texts[chunk], self._texts[after])
        return alone * _ALONE + inside * _WITHIN


def _spans(cuts: Cuts, places: Any) -> Iterator[tuple[int, int]]:
    return zip(cuts.start[places].tolist(), cuts.end[places].tolist(), strict=True)


def _inside(edges: NDArray[np.int64], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the chunks of the pieces that are chosen."""
    runs = [np.arange(edges[k], edges[k + 1]) for k in np.flatnonzero(chosen)]
    return np.concatenate([np.empty(0, np.int64), *runs])


def _told(chunk: str, kind: Callable[[str], str]) -> _Facts:
    """Return what the rules say of a chunk whose words are of this type."""
    word = chunk.strip(_AROUND)
    if (word.isalpha() and word.isascii()) or _PLAIN.fullmatch(word):  # most chunks
        start = chunk.index(word)
        final = word is not chunk and may_end(chunk)
        if word.islower() and word.isascii():  # it is its own type and opens no sentence
            return final, 0, word, start, start + len(word)
        return final, opening(chunk), kind(word), start, start + len(word)
    found = [(kind(match[0]), match.span()) for match in TOKEN.finditer(chunk)]
    words = "\n".join(word for word, _ in found if word)
    edges = [edge for word, span in found if word for edge in span]
    return may_end(chunk), opening(chunk), words, *edges


@lru_cache(maxsize=1 << 17)
def _facts(chunk: str) -> _Facts:
    """Return what the rules say of a chunk."""
    return _told(chunk, typed)


@lru_cache(maxsize=1 << 12)
def _loud_facts(chunk: str) -> _Facts:
    """Return what the rules say of a chunk where capitals say nothing of a word."""
    return _told(chunk, fold)


class _Numbers(dict[str, int]):
    """A number for each chunk; what is missing is read and gets the next one of a reader."""

    def __init__(self, reader: Reader, read: Callable[[str], _Facts]) -> None:
        super().__init__()
        self._reader = reader
        self._read = read

    def __missing__(self, chunk: str) -> int:
        self.learn([chunk])
        return self[chunk]

    def learn(self, chunks: Iterable[str]) -> None:
        """Read the chunks among these that are missing."""
        new = [*dict.fromkeys([chunk for chunk in chunks if chunk not in self])]
        first = self._reader.learn(new, list(map(self._read, new)))
        self.update(zip(new, range(first, first + len(new)), strict=True))
