"""The words of many documents as flat arrays: some megabytes of text are read at once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.chunks import Reader, Table, Words, pieces
from rhetoric.corpus import Corpus, Document
from rhetoric.cuts import in_blocks
from rhetoric.fork import unswept

#: Characters of text that are read at once.
_LOAD = 12_000_000
#: Characters from which on it pays to load Arrow.
_WORTH = 4_000_000


def read_words(
    corpus: Corpus, spellings: Mapping[str, str], reader: Reader | None = None
) -> tuple[NDArray[np.object_], Flat]:
    """Return the types of a corpus in code-point order, and its words as numbers of these.

    ``spellings`` are words that are counted as others; a ``reader`` of these may know chunks of
    other texts already. Numbers such as 10 000 are one word.
    """
    reader = reader or Reader(spellings, _arrow(sum(len(document.raw) for document in corpus)))
    with unswept():
        parts = [_Load.of(load, reader) for load in _loads(corpus)]
    chunks = _Chunks(reader.table, parts)
    types, place = _ordered(chunks, reader.vocabulary)
    return types, chunks.flat(place)


@dataclass(frozen=True)
class Flat:
    """The words of some documents: numbers of types, and where what begins among them.

    Where they stand in the texts is worked out when it is asked: who counts does not ask.
    """

    ids: NDArray[np.uint32]
    sentences: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    documents: NDArray[np.int64]
    spans: NDArray[np.int32]
    kinds: tuple[str, ...]
    chunks: _Chunks

    def places(
        self, some: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where words begin and end in the raw text of their document; all, or some."""
        table = self.chunks.table
        if some is not None:
            return self.chunks.some(some)
        low, high = (self.chunks.places(v, self.documents) for v in (table.low, table.high))
        return low, high


@dataclass(frozen=True)
class _Load:
    """The words of documents that were read at once, and where documents begin.

    Among the words, and in the characters.
    """

    words: Words
    documents: NDArray[np.int64]
    base: NDArray[np.int32]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, load: Sequence[Document], reader: Reader) -> _Load:
        """Return the words of documents, whose texts are read as one."""
        bodies = [document.body for document in load]
        base = np.cumsum([0, *(len(document.raw) for document in load)])
        blocks = np.cumsum([0, *map(len, bodies)])
        parts = [
            part
            for document, body, at, number in zip(
                load, bodies, base[:-1].tolist(), blocks[:-1].tolist(), strict=True
            )
            for part in pieces(document.raw, body, at, number)
        ]
        words = reader.words([document.raw for document in load], parts)
        begun = np.append(words.paragraphs, words.size)
        documents = begun[np.searchsorted(words.blocks, blocks[:-1])]
        kinds = [block.kind for body in bodies for block in body]
        return cls(
            words,
            documents,
            base[:-1].astype(np.int32),
            tuple(kinds[number] for number in words.blocks.tolist()),
        )

    @property
    def spans(self) -> NDArray[np.int32]:
        """The characters of the sentences, in their documents."""
        owner = np.searchsorted(self.documents, self.words.sentences, side="right") - 1
        spans: NDArray[np.int32] = self.words.spans - self.base[owner, None]
        return spans

    def places(self, words: NDArray[np.int64], table: Table) -> NDArray[np.int32]:
        """Return where some words, in order, begin and where they end in their documents."""
        held = table.held.take(self.words.chunks)
        begin = np.cumsum(held)
        begin -= held
        at = begin.searchsorted(words, side="right") - 1
        of = table.first[self.words.chunks[at]] + words - begin[at]
        owner = self.documents.searchsorted(words, side="right") - 1
        found: NDArray[np.int32] = np.stack([table.low[of], table.high[of]])
        found += self.words.places[at] - self.base[owner]
        return found


@dataclass(frozen=True)
class _Chunks:
    """The words of all documents as chunks, a load after the other, and what these hold."""

    table: Table
    loads: Sequence[_Load]

    def flat(self, place: NDArray[np.uint32]) -> Flat:
        """Return the words; ``place`` is the number of each type of the table."""
        first = np.cumsum([0, *(load.words.size for load in self.loads)])
        pairs = list(zip(self.loads, first[:-1], strict=True))
        return Flat(
            ids=self._spread(place.take(self.table.types)),
            sentences=np.concatenate([load.words.sentences + at for load, at in pairs]),
            paragraphs=np.concatenate([load.words.paragraphs + at for load, at in pairs]),
            documents=np.concatenate([load.documents + at for load, at in pairs]),
            spans=np.concatenate([load.spans for load in self.loads]),
            kinds=tuple(chain.from_iterable(load.kinds for load in self.loads)),
            chunks=self,
        )

    def places(self, values: NDArray[np.int32], documents: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return places in chunks as places in documents, which begin at these words."""
        out: NDArray[np.int32] = self._spread(values, there=True)
        base = np.concatenate([load.base for load in self.loads])
        out -= np.repeat(base, np.diff(documents, append=len(out)))
        return out

    def some(self, words: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where some words begin and end in their documents."""
        order = np.argsort(words)  # what is looked up in order is found at once
        ends = np.cumsum([load.words.size for load in self.loads])
        found = np.empty((2, len(words)), np.int32)
        parts = np.split(words[order], words.searchsorted(ends[:-1], sorter=order))
        places = [
            load.places(own - (end - load.words.size), self.table)
            for load, own, end in zip(self.loads, parts, ends, strict=True)
        ]
        found[:, order] = np.concatenate(places, axis=1)
        return found[0], found[1]

    def used(self) -> NDArray[np.int32]:
        """Return the types of the words that are there, some of them several times."""
        seen = np.zeros(len(self.table.held), bool)
        for load in self.loads:
            for some in in_blocks(len(load.words.chunks)):
                seen[load.words.chunks[some]] = True
        types: NDArray[np.int32] = self.table.types[np.repeat(seen, self.table.held)]
        return types

    def _spread(self, values: NDArray[Any], *, there: bool = False) -> NDArray[Any]:
        """Return what is said of the words of the table, for all words of the documents.

        Where ``there``, on top of where their chunks begin in what was read at once.
        """
        out = np.empty(sum(load.words.size for load in self.loads), values.dtype)
        done = 0
        for words in (load.words for load in self.loads):
            new = out[done : done + words.size]
            self.table.spread(values, words.chunks, new, words.places if there else None)
            done += words.size
        return out


def _arrow(size: int) -> Any:
    """Return the module pyarrow where so many characters are worth it and it is installed."""
    if size < (_WORTH // 8 if "pyarrow" in sys.modules else _WORTH):
        return None
    try:
        return importlib.import_module("pyarrow")
    except ImportError:
        return None


def _loads(corpus: Corpus) -> Iterator[list[Document]]:
    """Yield the documents, as many at once as make a good load."""
    load: list[Document] = []
    room = _LOAD
    for document in corpus:
        load.append(document)
        room -= len(document.raw)
        if room < 0:
            yield load
            load, room = [], _LOAD
    yield load


def _ordered(
    chunks: _Chunks, vocabulary: Mapping[str, int]
) -> tuple[NDArray[np.object_], NDArray[np.uint32]]:
    """Return the types that are used, in code-point order, and the place of each word there."""
    seen = np.zeros(len(vocabulary), bool)
    seen[chunks.used()] = True
    live = np.flatnonzero(seen)
    names = [*compress(vocabulary, seen.tolist())]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.zeros(len(vocabulary), np.uint32)
    place[live[order]] = np.arange(len(live), dtype=np.uint32)
    types = np.empty(len(names), dtype=object)
    types[:] = [names[k] for k in order]
    return types, place
