"""Fingerprints of documents that can be kept, merged and used again when a collection grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError
from rhetoric.lexicons import ordinals
from rhetoric.stats.winnow import PLACES, WINDOW, K, fingerprints
from rhetoric.tokens import Tokens

#: Up to so many words every run of five is a fingerprint; beyond, winnowed ones are.
DENSE = 3_000_000
#: What a file of fingerprints calls itself; another number is another way of making them.
SCHEMA = "rhetoric.prints/1"
_DIGEST = 16


@dataclass(frozen=True, eq=False)
class Prints:
    """The fingerprints of n documents, one document after the other.

    ``digests`` (n × 16 bytes) name each document by its words; ``words`` and ``counts`` (n) are
    how many words and fingerprints it has; ``packed`` are the fingerprints of all, sorted within
    each: 28 bits of a hash of five words above 36 bits of the place in the document. Of ``window``
    runs of words that follow each other at least one is a fingerprint.
    """

    window: int
    digests: NDArray[np.uint8]
    words: NDArray[np.int64]
    counts: NDArray[np.int64]
    packed: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.words)

    def merge(self, other: Prints) -> Prints:
        """Return the fingerprints of the documents of both; one that both have stands once.

        Raises `RhetoricError` where the windows differ: part of the runs is missing on one side.
        """
        if self.window != other.window:
            raise RhetoricError(
                f"Fingerprints of windows {self.window} and {other.window} cannot be merged: make "
                "both from collections of like size."
            )
        known = self._number()
        fresh = [n for key, n in other._number().items() if key not in known]
        return _joined(self, other.take(fresh))

    def common(self, other: Prints) -> int:
        """Return how many of the documents the other has too, made in the same way."""
        there = other._number() if other.window == self.window else {}
        return sum(key.tobytes() in there for key in self.digests)

    def take(self, numbers: Sequence[int]) -> Prints:
        """Return the fingerprints of some documents, by number."""
        at = np.asarray(numbers, np.int64)
        first = np.cumsum(self.counts) - self.counts
        parts = [self.packed[a : a + n] for a, n in zip(first[at], self.counts[at], strict=True)]
        packed = np.concatenate(parts) if parts else np.empty(0, np.uint64)
        return Prints(self.window, self.digests[at], self.words[at], self.counts[at], packed)

    def placed(self) -> NDArray[np.uint64]:
        """Return the fingerprints of all with places over all documents, as `shared` takes them."""
        starts = (np.cumsum(self.words) - self.words).astype(np.uint64)
        return np.sort(self.packed + np.repeat(starts, self.counts))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the fields as arrays by name, to be written to a file."""
        return {
            "window": np.array([self.window], np.int64), "digests": self.digests,
            "words": self.words, "counts": self.counts, "packed": self.packed,
        }  # fmt: skip

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Prints:
        """Return what `arrays` gave. Raises `RhetoricError` where they are no fingerprints."""
        try:
            window, digests, words, counts, packed = (arrays[name] for name in _FIELDS)
        except KeyError as error:
            raise RhetoricError(f"These are no fingerprints: {error} is missing.") from None
        found = cls(int(window.sum()), digests, words, counts, packed)
        if not _sound(found):
            raise RhetoricError("These are no fingerprints: their parts do not fit together.")
        return found

    def _number(self) -> dict[bytes, int]:
        return {key.tobytes(): n for n, key in enumerate(self.digests)}


_FIELDS = ("window", "digests", "words", "counts", "packed")


def _sound(found: Prints) -> bool:
    """Say whether shapes, kinds and places fit, so that no place lies outside its document."""
    n = len(found.words)
    kinds = [str(getattr(found, name).dtype) for name in _FIELDS[1:]]
    if kinds != ["uint8", "int64", "int64", "uint64"] or found.window not in {1, WINDOW}:
        return False
    if (found.digests.shape, found.words.shape, found.counts.shape) != ((n, _DIGEST), (n,), (n,)):
        return False
    if (found.counts < 0).any() or found.packed.shape != (int(found.counts.sum()),):
        return False
    last = (found.packed & PLACES).astype(np.int64) + K
    return bool((last <= np.repeat(found.words, found.counts)).all())


def prints(tokens: Tokens, *, known: Prints | None = None) -> Prints:
    """Return the fingerprints of the documents of a corpus, in its order.

    Those of ``known`` are used again for documents with the same words; what is known and not in
    the corpus is left out. Two corpora may be merged: the fingerprints hang on words alone.

    >>> from rhetoric.tokens import tokenize_texts
    >>> found = prints(tokenize_texts("All of these seven words are here.", "Few words."))
    >>> found.words.tolist(), found.counts.tolist()
    ([7, 2], [3, 0])

    References: Schleimer, Wilkerson & Aiken 2003, SIGMOD.
    """
    numbers = numbered(tokens)[tokens.ids]
    window = density(len(tokens))
    starts = np.append(tokens.document_starts, len(tokens)).tolist()
    digests = [
        blake2b(numbers[a:b].tobytes(), digest_size=_DIGEST).digest() for a, b in pairwise(starts)
    ]
    if known is None or known.window != window:
        known = _none(window)
    there = known._number()  # noqa: SLF001  (of this module)
    sizes = tokens.document_sizes
    fresh = [
        n for n, key in enumerate(digests)
        if key not in there or known.words[there[key]] != sizes[n]
    ]  # fmt: skip
    made = _made([numbers[starts[n] : starts[n + 1]] for n in fresh], window)
    made = _joined(known, _named(made, [digests[n] for n in fresh]))
    place = made._number()  # noqa: SLF001
    return made.take([place[key] for key in digests])


def density(words: int) -> int:
    """Return the window of the fingerprints of a collection of so many words."""
    return 1 if words <= DENSE else WINDOW


def numbered(tokens: Tokens) -> NDArray[np.uint32]:
    """Return a number for each type that is the same in every corpus; unlike words may share one.

    Ordinals in words and in figures are one word.
    """
    words = (ordinals().get(word, word) for word in tokens.types)
    found = (crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    return np.fromiter(found, np.uint32, len(tokens.types))


def _none(window: int) -> Prints:
    none = np.empty(0, np.int64)
    return Prints(window, np.empty((0, _DIGEST), np.uint8), none, none, np.empty(0, np.uint64))


def _made(parts: Sequence[NDArray[np.uint32]], window: int) -> Prints:
    """Return the fingerprints of documents given as numbers of words, not named yet."""
    words = np.array([len(part) for part in parts], np.int64)
    starts = np.cumsum(words) - words
    ids = np.concatenate(parts) if parts else np.empty(0, np.uint32)
    found = fingerprints(ids, starts, window=window)
    place = (found & PLACES).astype(np.int64)
    document = np.searchsorted(starts, place, side="right") - 1
    order = np.argsort(document, kind="stable")
    packed = found - starts[document].astype(np.uint64) if len(found) else found
    counts = np.bincount(document, minlength=len(words)).astype(np.int64)
    return Prints(window, np.empty((0, _DIGEST), np.uint8), words, counts, packed[order])


def _named(made: Prints, digests: Sequence[bytes]) -> Prints:
    named = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, _DIGEST)
    return Prints(made.window, named, made.words, made.counts, made.packed)


def _joined(one: Prints, other: Prints) -> Prints:
    both = (
        np.concatenate([getattr(one, name), getattr(other, name)]) for name in _FIELDS[1:]
    )  # fmt: skip
    return Prints(one.window, *both)
