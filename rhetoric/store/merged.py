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
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rhetoric.stats.powers import Powers
from rhetoric.store.manifest import MERGED
from rhetoric.store.merge import Levels, entries, levels
from rhetoric.words import is_content

#: What such a folder holds.
SCHEMA = "rhetoric.merged/1"
#: Rarer n-grams are left out: one document more does not bring them to three.
LEAST = 2
_ABOUT = "about.json"


@dataclass(frozen=True, eq=False)
class Merged:
    """Counts by term of some documents.

    N-grams of n words are numbered ``first[n - 1]`` to ``first[n]``, in the order of their keys:
    ``heads`` are shorter ones by their number among those of their length, ``tails`` words. Those
    of n-gram k are ``document[begins[k]:begins[k + 1]]``, as often as ``count`` says.
    """

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

    @cached_property
    def opening(self) -> NDArray[np.int32]:
        """The first word of each n-gram."""
        parts = [self.tails[self.level(1)]]
        for n in range(2, len(self.first)):
            parts.append(parts[-1][self.heads[self.level(n)]])
        return np.concatenate(parts)

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which n-grams name something."""
        fit = self.edges[self.opening[terms], 0] & self.edges[self.tails[terms], 1]
        return np.asarray(fit, bool)

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

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all of it as plain arrays."""
        texts = {name: _joined(getattr(self, name)) for name in ("names", "words")}
        plain = ("sizes", "edges", "first", "heads", "tails", "begins", "document", "count")
        sums = {f"sum_{f.name}": getattr(self.sums, f.name) for f in fields(Powers)}
        return {**texts, **{name: getattr(self, name) for name in plain}, **sums}

    @classmethod
    def of(cls, found: Mapping[str, NDArray[Any]]) -> Merged:
        """Return what these arrays say."""
        sums = Powers(*(found[f"sum_{f.name}"] for f in fields(Powers)))
        texts = {name: _parted(found[name]) for name in ("names", "words")}
        rest = {n: a for n, a in found.items() if n not in texts and not n.startswith("sum_")}
        return cls(**texts, **rest, sums=sums)  # type: ignore[arg-type]


def merged(
    folders: Sequence[Path], number: Sequence[NDArray[np.int32]], names: Sequence[str],
    sizes: NDArray[np.int64], high: int,
) -> Merged:  # fmt: skip
    """Return the counts of the documents of segments.

    ``number[k]`` says of each document of segment k its number, -1 where it does not count;
    ``names`` and ``sizes`` (words) are by number.
    """
    found = levels(folders, [numbers >= 0 for numbers in number], high, LEAST)
    columns = found.columns
    parts = [
        _Entries.of(folder, numbers, column)
        for folder, numbers, column in zip(folders, number, columns, strict=True)
    ]
    terms = int(found.first[-1])
    begins = np.zeros(terms + 1, np.int64)
    for part in parts:
        begins[part.terms + 1] += np.diff(part.first)
    np.cumsum(begins, out=begins)
    document = np.empty(begins[-1], np.min_scalar_type(max(len(names) - 1, 0)))
    most = max((int(part.count.max(initial=0)) for part in parts), default=0)
    count = np.empty(begins[-1], np.min_scalar_type(most))
    sums = Powers.zeros(terms)
    room = begins[:-1].copy()
    while parts:
        part = parts.pop()  # its memory is given back
        held = np.diff(part.first)
        at = np.repeat(room[part.terms] - part.first[:-1], held) + np.arange(len(part.count))
        document[at], count[at] = part.document, part.count
        room[part.terms] += held
        sums.add(part.terms, part.sums(sizes))
    return Merged(
        _texts(names), sizes, found.words, _edges(found), found.first, np.concatenate(found.heads),
        np.concatenate(found.tails), begins, document, count, sums,
    )  # fmt: skip


@dataclass(frozen=True)
class _Entries:
    """The entries of a segment: those of ``terms[k]`` are from ``first[k]`` to ``first[k + 1]``."""

    terms: NDArray[np.int32]
    first: NDArray[np.int64]
    document: NDArray[np.int32]
    count: NDArray[np.int32]

    @classmethod
    def of(cls, folder: Path, numbers: NDArray[np.int32], columns: NDArray[np.int32]) -> _Entries:
        """Return the entries of a segment in documents and n-grams that count."""
        gram, document, count = entries(folder)
        term, document = columns[gram], numbers[document]
        fit = (term >= 0) & (document >= 0)
        term = term[fit]
        opens = np.ones(len(term), bool)
        np.not_equal(term[1:], term[:-1], out=opens[1:])
        first = np.flatnonzero(opens)
        return cls(term[first], np.append(first, len(term)), document[fit], count[fit])

    def sums(self, sizes: NDArray[np.int64]) -> Powers:
        """Return the sums of each n-gram over these documents."""
        return Powers.runs(self.count, sizes[self.document], self.first)


def _edges(found: Levels) -> NDArray[np.bool_]:
    """Return of each word whether a term may begin with it, and end."""
    pairs = ((word.partition(" ")[0], word.rpartition(" ")[2]) for word in found.words.tolist())
    flags = [(is_content(first), is_content(last)) for first, last in pairs]
    return np.array(flags, bool).reshape(-1, 2)


def save(store: Path, made: Merged) -> None:
    """Keep counts beside the segments of a store; those that were there before are removed."""
    name = f"{MERGED}{sha256(chr(10).join(made.names.tolist()).encode()).hexdigest()[:16]}"
    part = store / f".{name}.{os.getpid()}"
    part.mkdir()
    try:
        sums = {}
        for what, array in made.arrays().items():
            np.save(part / f"{what}.npy", array, allow_pickle=False)
            sums[what] = _digest(part / f"{what}.npy")
        about = {"schema": SCHEMA, "arrays": sums}
        (part / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(store / name, ignore_errors=True)
        part.replace(store / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for other in kept(store):
        if other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def kept(store: Path) -> Iterator[Path]:
    """Yield the folders of a store that hold such counts."""
    yield from sorted(path for path in store.iterdir() if path.name.startswith(MERGED))


def load(store: Path) -> Merged | None:
    """Return the counts that are kept in a store, or None where there are none that are whole."""
    for folder in kept(store):
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            if about["schema"] == SCHEMA:
                return Merged.of({n: _checked(folder, n, d) for n, d in about["arrays"].items()})
        except (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError):
            continue
    return None


def _checked(folder: Path, name: str, digest: int) -> NDArray[Any]:
    """Return an array of a file as it was written; what is changed of it changes no file."""
    path = folder / f"{name}.npy"
    if _digest(path) != digest:
        raise ValueError(name)
    return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))


def _digest(path: Path) -> int:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return crc32(content)


def _texts(values: Sequence[str]) -> NDArray[np.object_]:
    return np.array([*values, None], dtype=object)[:-1]


def _joined(values: NDArray[np.object_]) -> NDArray[np.uint8]:
    """Return texts as bytes, each with a line's end."""
    every = "".join(f"{value}\n" for value in values.tolist())
    return np.frombuffer(every.encode("utf-8", "surrogatepass"), np.uint8)


def _parted(values: NDArray[np.uint8]) -> NDArray[np.object_]:
    every = values.tobytes().decode("utf-8", "surrogatepass")
    return _texts(every.split("\n")[:-1])
