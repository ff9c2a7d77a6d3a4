"""The counts of a store by term, kept beside its segments: they are not merged again every time.

They are those of the documents that the store had when they were made. What came and went since
is added and taken away by who reads them (`rhetoric.store.dated`); who finds too much changed
makes them anew. Nothing is lost with them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from mmap import ACCESS_COPY, ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import numpy as np
from numpy.lib import format as form
from numpy.typing import NDArray

from rhetoric.stats.powers import Powers
from rhetoric.store.manifest import MERGED
from rhetoric.store.merging import Chosen, parted, write
from rhetoric.words import split_feature

#: What such a folder holds.
SCHEMA = "rhetoric.merged/4"
_ABOUT = "about.json"
#: Numbers of eight bytes that are summed for a checksum.
_BLOCK = 1 << 16
#: Terms that are looked at at once.
_LOAD = 1 << 14


@dataclass(frozen=True, eq=False)
class Merged:
    """Counts by term of some documents.

    N-grams of n words are numbered ``first[n - 1]`` to ``first[n]``, in the order of their keys:
    ``heads`` are shorter ones by their number among those of their length, ``tails`` words. Those
    of n-gram k are ``document[begins[k]:begins[k + 1]]``, as often as ``count`` says: none, and no
    sum, where it does not name anything.
    """

    folder: Path

    names: NDArray[np.object_]  # digests of the documents, by number
    sizes: NDArray[np.int64]  # their words
    words: NDArray[np.object_]
    edges: NDArray[np.bool_]  # words × 2: may stand first, last in a term
    first: NDArray[np.int64]
    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    begins: NDArray[np.int64]
    document: NDArray[Any]
    count: NDArray[Any]
    sums: Powers

    def level(self, n: int) -> slice:
        """Return the numbers of the n-grams of n words."""
        return slice(int(self.first[n - 1]), int(self.first[n]))

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which n-grams name something."""
        out = np.empty(len(terms), bool)
        for first in range(0, len(terms), _LOAD):
            some = terms[first : first + _LOAD]
            own = self.edges[self._opening(some), 0] & self.edges[self.tails[some], 1]
            out[first : first + _LOAD] = own
        return out

    def _opening(self, terms: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the first word of each of some n-grams."""
        at, length = terms.copy(), self.lengths(terms)
        for n in range(len(self.first) - 1, 1, -1):
            longer = length >= n
            at[longer] = self.heads[at[longer]] + self.first[n - 2]
        return self.tails[at]

    def texts(self, terms: NDArray[np.int64]) -> list[str]:
        """Return n-grams as texts."""
        out = []
        for term, n in zip(terms.tolist(), self.lengths(terms).tolist(), strict=True):
            at, parts = term, []
            for longer in range(n, 0, -1):
                parts.append(self.words[self.tails[at]])
                at = int(self.heads[at] + self.first[max(longer - 2, 0)])
            out.append(" ".join(reversed(parts)))
        return out

    @cached_property
    def numbered(self) -> dict[str, int]:
        """The number of each word."""
        return {word: number for number, word in enumerate(self.words.tolist())}

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of n-grams that are given as texts, -1 for what is none here."""
        word = self.numbered
        most = len(self.first) - 1
        parts = [[word.get(one, -1) for one in split_feature(text)] for text in texts]
        size = np.array([len(own) if len(own) <= most else 0 for own in parts], np.int64)
        tails = np.array([(*own, *[-1] * most)[:most] for own in parts], np.int64).reshape(-1, most)
        out = np.zeros(len(parts), np.int64)
        for n in range(1, most + 1):
            at, level = np.flatnonzero((size >= n) & (out >= 0)), self.level(n)
            out[at] = place_of(self.heads[level], self.tails[level], out[at], tails[at, n - 1])
        at = np.flatnonzero((size > 0) & (out >= 0))
        number = np.full(len(parts), -1, np.int64)
        number[at] = out[at] + self.first[size[at] - 1]
        return number

    def lengths(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of words of n-grams."""
        return np.searchsorted(self.first, terms, side="right")

    def held(self, terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many documents n-grams stand."""
        return self.begins[terms + 1] - self.begins[terms]

    def entries(
        self, terms: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[Any]]:
        """Return for each entry of some n-grams which of these it is, the document, the count."""
        held = self.held(terms)
        before = np.cumsum(held) - held
        at = np.repeat(self.begins[terms] - before, held) + np.arange(held.sum())
        return np.repeat(np.arange(len(terms)), held), self.document[at], self.count[at]

    @classmethod
    def of(cls, folder: Path, found: Mapping[str, NDArray[Any]]) -> Merged:
        """Return what these arrays of a folder say."""
        sums = Powers(*(found[f"sum_{f.name}"] for f in fields(Powers)))
        plain = ("sizes", "edges", "first", "heads", "tails", "begins", "document", "count")
        rest: dict[str, Any] = {name: found[name] for name in plain}
        rest |= {name: parted(found[name]) for name in ("names", "words")}
        return cls(folder, **rest, sums=sums)


def merged(store: Path, chosen: Chosen) -> Merged:
    """Return the counts of the documents of segments.

    They are kept in the store, where it may be written; those that were there before are removed.
    """
    name = f"{MERGED}{sha256(chr(10).join(chosen.names).encode()).hexdigest()[:16]}"
    part = store / f".{name}.{os.getpid()}"
    try:
        part.mkdir()
        made = _written(part, chosen)  # what is mapped stays, whatever becomes of its name
        shutil.rmtree(store / name, ignore_errors=True)
        part.replace(store / name)
        made = replace(made, folder=store / name)
    except OSError:
        with TemporaryDirectory(prefix="rhetoric-", ignore_cleanup_errors=True) as folder:
            return _written(Path(folder), chosen)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for other in kept(store):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)
    return made


def _written(folder: Path, chosen: Chosen) -> Merged:
    """Write merged counts into a folder, with their checksums, and return them."""
    digests = {name: _digest(folder / f"{name}.npy") for name in write(folder, chosen)}
    about = {"schema": SCHEMA, "arrays": digests}
    (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    return _loaded(folder)


def kept(store: Path) -> Iterator[Path]:
    """Yield the folders of a store that hold such counts."""
    yield from sorted(path for path in store.iterdir() if path.name.startswith(MERGED))


def load(store: Path) -> Merged | None:
    """Return the counts that are kept in a store, or None where there are none that are whole."""
    for folder in kept(store):
        try:
            return _loaded(folder)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError):
            continue
    return None


def _loaded(folder: Path) -> Merged:
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    if about["schema"] != SCHEMA:
        raise ValueError(about["schema"])
    return Merged.of(folder, {n: _checked(folder, n, d) for n, d in about["arrays"].items()})


def _checked(folder: Path, name: str, digest: int) -> NDArray[Any]:
    """Return an array of a file as it was written; what is changed of it changes no file."""
    with (folder / f"{name}.npy").open("rb") as file:
        content = mmap(file.fileno(), 0, access=ACCESS_COPY)  # as long as the array is there
        if checksum(content) != digest:
            raise ValueError(name)
        form.read_magic(file)
        shape, _, kind = form.read_array_header_1_0(file)
        return np.frombuffer(content, kind, offset=file.tell()).reshape(shape)


def _digest(path: Path) -> int:
    """Return the checksum of a file."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return checksum(content)


def checksum(content: Any) -> int:
    """Return a checksum of bytes: that of the sums of their blocks.

    In less than half of the time that their own CRC-32 takes.

    >>> checksum(b"a whole file") == checksum(b"a hole filed")
    False
    """
    whole = len(content) // 8
    numbers = np.frombuffer(content, np.uint64, whole)
    even = whole - whole % _BLOCK
    blocks = numbers[:even].reshape(-1, _BLOCK).sum(axis=1, dtype=np.uint64)
    rest = numbers[even:].tobytes() + content[8 * whole :]
    return crc32(rest, crc32(blocks.tobytes()))


def place_of(
    heads: NDArray[Any], tails: NDArray[Any], head: NDArray[Any], tail: NDArray[Any]
) -> NDArray[np.int64]:
    """Return where pairs stand among others that are in order, or -1: of many a few are looked for.

    >>> place_of(*np.array([[0, 0, 2], [1, 4, 0]]), *np.array([[0, 2, 2], [4, 0, 1]])).tolist()
    [1, 2, -1]
    """
    low, high = np.zeros(len(head), np.int64), np.full(len(head), len(heads))
    if not len(heads):
        return low - 1
    for _ in range(len(heads).bit_length()):
        middle = np.minimum((low + high) >> 1, len(heads) - 1)
        first = heads[middle]
        less = (first < head) | ((first == head) & (tails[middle] < tail))
        low, high = np.where(less & (low < high), middle + 1, low), np.where(less, high, middle)
    at = np.minimum(low, len(heads) - 1)
    return np.where((heads[at] == head) & (tails[at] == tail), at, -1)
