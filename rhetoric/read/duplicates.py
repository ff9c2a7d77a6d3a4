"""Texts that stand in a corpus twice: the same words, or nearly all of them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from zlib import crc32

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.corpus import Document, Note, Span, listed

_WORD = re.compile(r"[\p{L}\p{M}\p{N}]+")
#: The same for plain text, much faster: all but letters and digits is a space.
_PLAIN = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
_LENGTH = 8  # words of a shingle
_ALIKE = 0.9  # of the shingles of two texts are shared
_MANY = 2_000  # shingles of a text; of longer texts a sample of about so many is compared
_CHUNK = 100_000  # characters that are looked at together
_PRIME = 0x9E3779B97F4A7C15
_HALF = np.uint64(32)  # bits
_LETTERS = 6  # characters of a word and the space after it
_LEAST = 20  # numbers that find the pairs to compare


@dataclass(frozen=True)
class _Text:
    """A document, a digest of the folded words of its body, and some of its shingles.

    A shingle is a number; its upper half is that of its first word. Those are kept whose first
    word has a number that ``every`` divides: what is left out depends on the words alone, so that
    the samples of two texts can be compared.
    """

    document: Document
    digest: bytes
    shingles: NDArray[np.uint64]  # ascending, each once
    every: int

    def thinned(self, every: int) -> NDArray[np.uint64]:
        """Return the shingles that a coarser sample keeps."""
        if every == self.every:
            return self.shingles
        kept: NDArray[np.uint64] = self.shingles[(self.shingles >> _HALF) % np.uint64(every) == 0]
        return kept


def marked(documents: Sequence[Document]) -> list[Document]:
    """Return documents with notes on those that say the same as another, or nearly.

    Both get a note; the later one (by date, then by file) gets ``meta["duplicate_of"]``, so that
    tests can take the two for one.
    """
    if len(documents) < 2:
        return list(documents)
    order = sorted(documents, key=lambda d: (d.date is None, d.date or dt.date.max, d.file))
    known = _Numbers()
    texts = [_text(document, known) for document in order]
    alike: dict[str, list[tuple[Document, float]]] = {}
    original: dict[str, str] = {}
    for one, other in _near(texts):
        share = _share(one, other)
        if share < _ALIKE:
            continue
        first, second = one.document, other.document
        original.setdefault(second.id, original.get(first.id, first.id))
        for here, there in ((first, second), (second, first)):
            alike.setdefault(here.id, []).append((there, share))
    return [_with(document, alike.get(document.id, []), original) for document in documents]


def _with(
    document: Document, alike: Sequence[tuple[Document, float]], original: dict[str, str]
) -> Document:
    """Return a document with one note on all that are like it, and whose duplicate it is."""
    if not alike:
        return document
    meta = dict(document.meta)
    if document.id in original:
        meta["duplicate_of"] = original[document.id]
    note = Note("duplicate", _said(document, alike))
    return replace(document, notes=(*document.notes, note), meta=meta)


def _said(document: Document, alike: Sequence[tuple[Document, float]]) -> str:
    """Return what a note says of the texts that are like one."""
    share = min(share for _, share in alike)
    how = "the same text as" if share == 1 else f"{share:.0%} the same {_LENGTH}-word runs as"
    names = listed(
        there.file + (f" (dated {there.label})" if there.date != document.date else "")
        for there, _ in alike
    )
    dates = {there.date for there, _ in alike} - {None, document.date}
    under = f", here dated {document.label}" if dates and document.date else ""
    return f"{how} {names}{under}: they are not independent"


class _Numbers(dict[str, int]):
    """Words and their numbers, each computed once."""

    def __missing__(self, word: str) -> int:
        number = self[word] = crc32(word.encode("utf-8", "surrogatepass"))
        return number


def _text(document: Document, known: _Numbers) -> _Text:
    """Return the words of a document as they are compared: folded, without marks and spaces."""
    size = sum(span.end - span.start for block in document.body for span in block.spans)
    every = 1
    while size > _MANY * _LETTERS * every:
        every *= 2
    digest, kept = sha256(), []
    rest = np.empty(0, np.uint64)
    for words in _words(document):
        numbers = np.fromiter(map(known.__getitem__, words), np.uint64, len(words))
        digest.update(numbers.tobytes())
        rest = np.concatenate([rest, numbers])
        kept.append(_shingles(rest, every))
        rest = rest[max(0, len(rest) - _LENGTH + 1) :]
    return _Text(document, digest.digest(), np.unique(np.concatenate(kept)), every)


def _shingles(numbers: NDArray[np.uint64], every: int) -> NDArray[np.uint64]:
    """Return the shingles of a run of words that a sample keeps."""
    count = len(numbers) - _LENGTH + 1
    if count < 1:
        return np.empty(0, np.uint64)
    first = np.flatnonzero(numbers[:count] % np.uint64(every) == 0)
    mixed = np.zeros(len(first), np.uint64)
    for offset in range(_LENGTH):  # a polynomial modulo 2**64; its upper half is well mixed
        mixed = mixed * np.uint64(_PRIME) + numbers[first + offset]
    return (numbers[first] << _HALF) | (mixed >> _HALF)


def _words(document: Document) -> Iterator[list[str]]:
    """Yield the folded words of the body, some thousands at a time."""
    held, size = [], 0
    for block in document.body:
        for span in block.spans:
            for text in _parts(document.raw, span):
                held.append(text)
                size += len(text)
                if size > _CHUNK:
                    yield _folded(held)
                    held, size = [], 0
    yield _folded(held)


def _parts(raw: str, span: Span) -> Iterator[str]:
    """Yield a span in parts of bounded length that end between words."""
    start = span.start
    while start < span.end:
        end = min(span.end, start + _CHUNK)
        cut = raw.rfind(" ", start + 1, end) if end < span.end else end
        yield raw[start : cut if cut > start else end]
        start = cut if cut > start else end


def _folded(texts: list[str]) -> list[str]:
    text = "\n".join(texts)
    if text.isascii():
        return text.casefold().translate(_PLAIN).split()
    text = unicodedata.normalize("NFKC", text)
    found: list[str] = _WORD.findall(text.casefold())
    return found


def _near(texts: Sequence[_Text]) -> Iterator[tuple[_Text, _Text]]:
    """Yield pairs of texts, in their order, that may be alike.

    Of two texts that share nine tenths of their shingles, the least numbers are very likely the
    same too: only texts that have one of these in common are compared.
    """
    held: dict[object, list[int]] = {}
    seen: set[tuple[int, int]] = set()
    for number, text in enumerate(texts):
        marks: list[object] = [text.digest]
        for every in (text.every, 2 * text.every):
            marks += [(every, shingle) for shingle in _least(text.thinned(every))]
        for mark in marks:
            for before in held.setdefault(mark, []):
                if (before, number) not in seen:
                    seen.add((before, number))
                    yield texts[before], text
            held[mark].append(number)


def _least(shingles: NDArray[np.uint64]) -> list[int]:
    """Return the shingles whose lower halves are least: a random choice that is always the same."""
    least: list[int] = shingles[np.argsort(shingles << _HALF, kind="stable")[:_LEAST]].tolist()
    return least


def _share(one: _Text, other: _Text) -> float:
    """Return the share of the shingles of two texts that both have, 0 where it is surely low."""
    if one.digest == other.digest:
        return 1.0
    every = max(one.every, other.every)
    here, there = one.thinned(every), other.thinned(every)
    if min(len(here), len(there)) < _ALIKE * max(len(here), len(there)):
        return 0.0  # whatever they share
    both = len(np.intersect1d(here, there, assume_unique=True))
    return min(both / max(len(here) + len(there) - both, 1), 0.999)
