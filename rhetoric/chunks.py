"""Text to chunks between spaces: each distinct chunk is read once, the rest is looking up.

No word goes beyond a chunk, and whether a sentence ends between two chunks depends on these two
and on whether the first of them opens the sentence. So the rules for words run once for each
distinct chunk, those for sentences once for each distinct pair of which the first may end one;
where chunks begin and end is found for a whole text at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress
from operator import not_
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Block
from rhetoric.cuts import Cuts, Kinds, between, cut, in_blocks, taken
from rhetoric.facts import Facts, facts
from rhetoric.sentences import ends_between, sentence_spans
from rhetoric.words import CHUNK, HEAD, TAIL, fold, typed

#: Marks that end sentences inside chunks, and what `str.split` alone takes for space.
_ODD = "。！？\x1c\x1d\x1e\x1f"
#: What may part the groups of digits of one number.
_SPACES = frozenset(" \u00a0\u2009\u202f")
#: A word that is three digits, and one that may stand before such a one in a number.
_TAIL, _HEAD = 1, 2

#: Between two chunks a sentence ends where the first opens one, where it does not, or anyhow.
_ALONE, _WITHIN, _BOTH = 1, 2, 3
_UNKNOWN = -1
#: How a chunk ends: a sentence ends before whatever can open one (see `rhetoric.sentences.ending`).
_PLAINLY = 2


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
        start, end = block.spans[0].start, block.spans[-1].end
        if plain and len(block.spans) == 1 and start < end:  # as most
            shouted = raw[start:end].isupper()
            yield Piece(start + at, end + at, number, True, whole, shouted)  # noqa: FBT003  (fast)
        else:
            spans = [(span.start, span.end) for span in block.spans]
            shouted = "".join([raw[low:high] for low, high in spans]).isupper()
            for first, last in [(start, end)] if plain else sentence_spans(raw, block):
                inside = [(max(first, low), min(last, high)) for low, high in spans]
                inside = [(low, high) for low, high in inside if low < high]
                for rank, (low, high) in enumerate(inside):
                    yield Piece(low + at, high + at, number, not rank, whole, shouted)
        number += 1


@dataclass(frozen=True)
class Words:
    """The words of some pieces: chunks by number, and where each begins; see `Table`.

    Where sentences and blocks begin among the words, with the characters of the sentences and the
    numbers of the blocks; what has no word is left out.
    """

    chunks: NDArray[np.int32]
    places: NDArray[np.int32]
    size: int
    sentences: NDArray[np.int64]
    spans: NDArray[np.int32]
    paragraphs: NDArray[np.int64]
    blocks: NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """The words of each chunk: those of chunk k are ``first[k]`` and the following ``held[k]``.

    Of each of these words the type, and where it begins and ends in its chunk.
    """

    first: NDArray[np.int64]
    held: NDArray[np.int64]
    types: NDArray[np.int32]
    low: NDArray[np.int32]
    high: NDArray[np.int32]

    def spread(
        self,
        values: NDArray[Any],
        chunks: NDArray[np.int32],
        out: NDArray[Any],
        base: NDArray[Any] | None = None,
    ) -> None:
        """Write down what is said of words for all words of chunks, one after the other.

        On top of ``base``, what is said of each of the chunks.
        """
        lead = np.append(values, values.dtype.type(0))[self.first]  # most chunks have one word
        done = 0
        for some in in_blocks(len(chunks)):
            own = chunks[some]
            held = self.held.take(own)
            made = np.repeat(lead.take(own), held)
            several = np.flatnonzero(held > 1)
            if len(several):
                count = held[several]
                rank = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
                at = np.repeat(np.cumsum(held)[several] - count, count) + rank
                made[at] = values[np.repeat(self.first[own[several]], count) + rank]
            if base is not None:
                made += np.repeat(base[some], held)
            out[done : done + len(made)] = made
            done += len(made)


class Reader:
    """What is known of the chunks seen so far; chunks and types are numbered as they come.

    With ``arrow``, the module pyarrow, the chunks of a text are told apart by Arrow: all that
    changes is the time that it takes.
    """

    def __init__(self, spellings: Mapping[str, str], arrow: Any = None) -> None:
        self.vocabulary: dict[str, int] = {}
        self._spellings = spellings
        self._kinds = Kinds(arrow) if arrow else None
        self._texts: list[str] = []
        self._ending = array("b")  # how chunks end a sentence, and how one may open with them
        self._opening = array("b")
        self._first = array("i", [0])  # where the words of each chunk begin among the following
        self._words: list[str] = []
        self._types, self._low, self._high = array("i"), array("i"), array("i")
        self._digits = array("b")  # which words are groups of digits: see `_TAIL`
        self._plain, self._loud = _Numbers(self, typed), _Numbers(self, fold)
        self._joined: dict[tuple[int, int], tuple[int, int]] = {}
        self._between = np.empty(0, np.int8)  # four for each chunk, by what follows: see `_verdict`

    @property
    def table(self) -> Table:
        """The words of all chunks so far."""
        first = np.array(self._first, np.int64)
        words = (np.array(some, np.int32) for some in (self._types, self._low, self._high))
        return Table(first[:-1], np.diff(first), *words)

    def learn(self, said: Facts) -> int:
        """Add chunks that were not seen before, and return the number of the first of them."""
        spell = self._spellings
        words = [spell.get(word, word) for word in said.words] if spell else said.words
        return self._add(said._replace(words=words))

    def _add(self, said: Facts) -> int:
        """Add chunks whose words are spelt as they are counted; see `learn`."""
        number, words = self.vocabulary, said.words
        self._types.extend([number.setdefault(word, len(number)) for word in words])
        self._digits.extend([0 if word.isalpha() else _group(word) for word in words])
        self._words += words
        self._low.extend(said.low)
        self._high.extend(said.high)
        self._first.extend(accumulate(said.held, initial=self._first.pop()))
        self._ending.extend(said.ending)
        self._opening.extend(said.opening)
        self._texts += said.chunks
        return len(self._texts) - len(said.chunks)

    def words(self, texts: Sequence[str], parts: Sequence[Piece]) -> Words:
        """Return the words of pieces of texts, read as one.

        Pieces are in order and do not overlap; none runs over the end of a text.
        """
        table = np.fromiter(chain.from_iterable(parts), np.int64).reshape(-1, 6)
        low, high, blocks, opening = table.T[:4]
        cuts = cut(texts, low, high)
        edges = np.append(
            cuts.start.searchsorted(low.astype(np.int32)), len(cuts)
        )  # of pieces, in chunks
        chunks = self._numbers(texts, parts, cuts, edges)
        full = np.flatnonzero(np.diff(edges))
        heads, block = edges[full], blocks[full]
        new = np.diff(block, prepend=-1) != 0
        opens = np.zeros(len(cuts), bool)
        opens[heads[new | (opening[full] > 0)]] = True
        self._open(chunks, opens, _inside(edges, table[:, 4] > 0))
        self._join(texts, cuts, chunks, opens)
        begin = self._begin(chunks)
        first = np.flatnonzero(opens)
        last = np.append(first[1:], len(cuts))[: len(first)] - 1
        spoken = begin[first] < begin[last + 1]
        later = np.append(heads[new][1:], len(cuts))[: int(new.sum())]
        filled = begin[heads[new]] < begin[later]
        return Words(
            chunks=chunks,
            places=cuts.start,
            size=int(begin[-1]),
            sentences=begin[first[spoken]].astype(np.int64),
            spans=np.stack([cuts.start[first[spoken]], cuts.end[last[spoken]]], axis=1),
            paragraphs=begin[heads[new][filled]].astype(np.int64),
            blocks=block[new][filled],
        )

    def _begin(self, chunks: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the first word of each chunk, and behind the last one where the words end."""
        begin = np.empty(len(chunks) + 1, np.int32)
        begin[0] = 0
        held = np.diff(np.array(self._first, np.int32))
        for some in in_blocks(len(chunks)):
            own = begin[some.start + 1 : some.stop + 1]
            np.cumsum(held.take(chunks[some]), dtype=np.int32, out=own)
            own += begin[some.start]
        return begin

    def _numbers(
        self, texts: Sequence[str], parts: Sequence[Piece], cuts: Cuts, edges: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return the number of each chunk of the pieces."""
        if self._kinds is None:
            return self._looked_up("".join(texts), parts)
        numbers = self._kinds.numbers(cuts, self._plain.of)
        untold = cuts.untold()
        numbers[untold] = self._plain.of(between(texts, _spans(cuts, untold)))
        for k, part in enumerate(parts):
            if part.shouted:
                places = slice(edges[k], edges[k + 1])
                numbers[places] = self._loud.of(between(texts, _spans(cuts, places)))
        return numbers

    def _looked_up(self, text: str, parts: Sequence[Piece]) -> NDArray[np.int32]:
        """Return the number of each chunk of the pieces of a text."""
        found = [
            CHUNK.findall(text, part.start, part.end)
            if part.whole
            else text[part.start : part.end].split()
            for part in parts
        ]
        loud = [part.shouted for part in parts]
        self._loud.learn(chain.from_iterable(compress(found, loud)))
        self._plain.learn(chain.from_iterable(compress(found, map(not_, loud))))
        numbers = [
            map((self._loud if shouted else self._plain).__getitem__, chunks)
            for chunks, shouted in zip(found, loud, strict=True)
        ]
        return np.fromiter(chain.from_iterable(numbers), np.int32)

    def _open(
        self, chunks: NDArray[np.int32], opens: NDArray[np.bool_], whole: NDArray[np.int64]
    ) -> None:
        """Mark the chunks that open a sentence because one ends before them.

        Those that open one all the same are marked already; before ``whole`` ones none ends.
        """
        final = taken(np.array(self._ending, np.int8), chunks[:-1])
        places = np.flatnonzero(final)
        kinds = np.array(self._opening, np.int8)[chunks[places + 1]]
        within = ~opens
        within[whole] = False
        kinds *= within[places + 1]
        plainly = final[places] == _PLAINLY
        opens[places[plainly & (kinds > 0)] + 1] = True
        open_to_doubt = np.flatnonzero(~plainly & (kinds > 0))
        places, kinds = places[open_to_doubt], kinds[open_to_doubt]
        pairs = chunks[places] * 4 + kinds
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

    def _join(
        self,
        texts: Sequence[str],
        cuts: Cuts,
        chunks: NDArray[np.int32],
        opens: NDArray[np.bool_],
    ) -> None:
        """Put groups of three digits together that a single space parts (10 000).

        Two chunks are then others: the first has the whole number, the second no word of it. No
        number runs over the end of a sentence.
        """
        table = self.table
        digits = np.append(np.array(self._digits, np.int8), 0)
        starts = (table.held > 0) & (digits[table.first] & _TAIL > 0)
        starts &= np.append(table.low, 1)[table.first] == 0
        last = np.append(table.first[1:], len(table.types)) - 1
        ends = (table.held > 0) & (digits[last] & _HEAD > 0)
        at = np.flatnonzero(taken(starts, chunks) & ~opens)
        at = at[ends[chunks[at - 1]]]
        until = cuts.start[at - 1] + table.high[last[chunks[at - 1]]]
        at = at[until + 1 == cuts.start[at]]
        gaps = between(
            texts, zip((cuts.start[at] - 1).tolist(), cuts.start[at].tolist(), strict=True)
        )
        heads: dict[int, int] = {}
        for place, gap in zip(at.tolist(), gaps, strict=True):
            if gap in _SPACES:
                head = heads.get(place - 1, place - 1)
                chunks[head], chunks[place] = self._together(int(chunks[head]), int(chunks[place]))
                if not self._first[chunks[place] + 1] - self._first[chunks[place]]:
                    heads[place] = head

    def _together(self, chunk: int, after: int) -> tuple[int, int]:
        """Return the chunks that two become of which the one ends a number, the other goes on."""
        if (chunk, after) not in self._joined:
            head, tail = self._held(chunk), self._held(after)
            word, low, high = head.pop()
            more, _, end = tail.pop(0)
            head.append((f"{word} {more}", low, high + 1 + end))
            self._joined[chunk, after] = self._made(head), self._made(tail)
        return self._joined[chunk, after]

    def _held(self, chunk: int) -> list[tuple[str, int, int]]:
        """Return the words of a chunk, and where each begins and ends in it."""
        own = slice(self._first[chunk], self._first[chunk + 1])
        return [*zip(self._words[own], self._low[own], self._high[own], strict=True)]

    def _made(self, words: Sequence[tuple[str, int, int]]) -> int:
        """Return the number of a new chunk of these words, which is in no text as it stands."""
        return self._add(
            Facts(
                chunks=[""], ending=[0], opening=[0], held=[len(words)],
                words=[word for word, _, _ in words],
                low=[low for _, low, _ in words],
                high=[high for _, _, high in words],
            )
        )  # fmt: skip


def _spans(cuts: Cuts, places: Any) -> Iterator[tuple[int, int]]:
    return zip(cuts.start[places].tolist(), cuts.end[places].tolist(), strict=True)


def _inside(edges: NDArray[np.int64], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the chunks of the pieces that are chosen."""
    runs = [np.arange(edges[k], edges[k + 1]) for k in np.flatnonzero(chosen)]
    return np.concatenate([np.empty(0, np.int64), *runs])


def _group(word: str) -> int:
    """Return whether a word may go on or begin a number of several groups of digits."""
    tail = len(word) == 3 and bool(TAIL.match(word))
    return tail * _TAIL + bool(HEAD.match(word)) * _HEAD


class _Numbers(dict[str, int]):
    """The numbers of chunks of a reader to whom words are of a ``kind`` (see `facts`)."""

    def __init__(self, reader: Reader, kind: Callable[[str], str]) -> None:
        super().__init__()
        self._reader = reader
        self._kind = kind

    def learn(self, chunks: Iterable[str]) -> None:
        """Read the chunks among these that are new."""
        new = [*dict.fromkeys([chunk for chunk in chunks if chunk not in self])]
        for said in facts(new, self._kind) if new else ():
            first = self._reader.learn(said)
            self.update(zip(said.chunks, range(first, first + len(said.chunks)), strict=True))

    def of(self, chunks: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each of these chunks; those that are new are read."""
        self.learn(chunks)
        return np.fromiter(map(self.__getitem__, chunks), np.int32, len(chunks))
