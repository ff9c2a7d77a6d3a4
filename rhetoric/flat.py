"""The words of many documents as flat arrays: some megabytes of text are read at once."""

from __future__ import annotations

import importlib
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.chunks import Reader, pieces
from rhetoric.corpus import Corpus, Document
from rhetoric.words import HEAD, TAIL

#: Characters of text that are read at once.
_LOAD = 12_000_000
#: Characters from which on it pays to load Arrow.
_WORTH = 4_000_000
_SPACES = frozenset(" \u00a0\u2009\u202f")


def read_words(
    corpus: Corpus, spellings: Mapping[str, str], reader: Reader | None = None
) -> tuple[NDArray[np.object_], Flat]:
    """Return the types of a corpus in code-point order, and its words as numbers of these.

    ``spellings`` are words that are counted as others; a ``reader`` of these may know chunks of
    other texts already. Numbers such as 10 000 are one word.
    """
    reader = reader or Reader(spellings, _arrow(sum(len(document.raw) for document in corpus)))
    number = reader.vocabulary
    parts = [_joined(_read(load, reader), load, number) for load in _loads(corpus)]
    types, place = _ordered([part.ids for part in parts], number)
    return types, Flat.of([replace(part, ids=place.take(part.ids)) for part in parts])


@dataclass(frozen=True)
class Flat:
    """The words of some documents: numbers of types, characters, and where what begins."""

    ids: NDArray[Any]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    sentences: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    documents: NDArray[np.int64]
    spans: NDArray[np.int32]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, parts: Sequence[Flat]) -> Flat:
        """Return the words of all parts, one after the other."""
        if len(parts) == 1:
            return parts[0]
        first = np.cumsum([0, *(len(part.ids) for part in parts)])
        joined = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("ids", "start", "end", "spans")
        }
        starts = {
            name: np.concatenate(
                [getattr(p, name) + at for p, at in zip(parts, first, strict=False)]
            )
            for name in ("sentences", "paragraphs", "documents")
        }
        return cls(**joined, **starts, kinds=tuple(chain.from_iterable(p.kinds for p in parts)))

    def without(self, dropped: Sequence[int]) -> Flat:
        """Return the words without some, whose places ascend; none of these begins anything."""
        starts = {n: getattr(self, n) for n in ("sentences", "paragraphs", "documents")}
        return replace(
            self,
            ids=np.delete(self.ids, dropped),
            start=np.delete(self.start, dropped),
            end=np.delete(self.end, dropped),
            **{name: at - np.searchsorted(dropped, at) for name, at in starts.items()},
        )


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


def _read(load: Sequence[Document], reader: Reader) -> Flat:
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
    words = reader.words("".join([document.raw for document in load]), parts)
    begun = np.append(words.paragraphs, len(words.ids))
    documents = begun[np.searchsorted(words.blocks, blocks[:-1])]
    shift = np.repeat(base[:-1].astype(np.int32), np.diff(documents, append=len(words.ids)))
    owner = np.searchsorted(documents, words.sentences, side="right") - 1
    kinds = [block.kind for body in bodies for block in body]
    return Flat(
        ids=words.ids,
        start=np.subtract(words.start, shift, out=words.start),
        end=np.subtract(words.end, shift, out=words.end),
        sentences=words.sentences,
        paragraphs=words.paragraphs,
        documents=documents,
        spans=words.spans - base[owner, None].astype(np.int32),
        kinds=tuple(kinds[number] for number in words.blocks.tolist()),
    )


def _joined(words: Flat, documents: Sequence[Document], vocabulary: dict[str, int]) -> Flat:
    """Return words with groups of three digits put together that a single space parts (10 000)."""
    types = list(vocabulary)
    tail = np.array([len(word) == 3 and bool(TAIL.match(word)) for word in types], bool)
    after = tail[words.ids]
    after[words.sentences] = False  # no number runs over the end of a sentence
    if not after.any():
        return words
    ids, end = words.ids, words.end  # nobody else has them yet
    dropped: list[int] = []
    last = -2  # the head of the number that the word before ended
    for i in np.flatnonzero(after).tolist():
        head = last if dropped[-1:] == [i - 1] else i - 1
        if not HEAD.match(types[ids[head]]):
            continue
        raw = documents[bisect_right(words.documents, i) - 1].raw
        if raw[end[head] : words.start[i]] in _SPACES:
            joined = f"{types[ids[head]]} {types[ids[i]]}"
            number = vocabulary.setdefault(joined, len(vocabulary))
            if number == len(types):
                types.append(joined)
            ids[head], end[head], last = number, words.end[i], head
            dropped.append(i)
    return words.without(dropped) if dropped else words


def _ordered(
    used: Sequence[NDArray[np.int64]], vocabulary: Mapping[str, int]
) -> tuple[NDArray[np.object_], NDArray[np.uint32]]:
    """Return the types that are used, in code-point order, and the place of each word there."""
    seen = np.zeros(len(vocabulary), bool)
    for ids in used:
        seen[ids] = True
    live = np.flatnonzero(seen)
    names = np.array([*vocabulary, ""], dtype=object)[:-1][live]  # of texts alone, never one wide
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.zeros(len(vocabulary), np.uint32)
    place[live[order]] = np.arange(len(live), dtype=np.uint32)
    return names[order], place
