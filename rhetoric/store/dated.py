"""The documents of a store in the order of dates, with their counts by term.

What was merged once is taken as it is; of what came and went since, only the difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.corpus import RhetoricError
from rhetoric.ngrams import Counts
from rhetoric.stats.carried import Carried, carried_over
from rhetoric.stats.powers import Powers, Updated
from rhetoric.store.arrays import load as load_arrays
from rhetoric.store.arrays import save as save_arrays
from rhetoric.store.listed import keep
from rhetoric.store.merge import entries
from rhetoric.store.merged import Merged, load, merged, place_of
from rhetoric.store.merging import Chosen
from rhetoric.store.sampled import words
from rhetoric.store.segment import table
from rhetoric.store.source import Stored
from rhetoric.store.stored import Store, rows_of

#: Share of the documents that may have come or gone before counts are merged anew.
_STALE = 0.01
#: Entries that are summed at once.
_LOAD = 1 << 18
#: Documents that are looked for one by one among those of many entries.
_FEW = 8
#: What is kept of counts on the sides of dates.
_SIDES, _SCHEMA = "sides.npz", "rhetoric.sides/2"


@dataclass(frozen=True, eq=False)
class Sides:
    """Counts of terms in runs of merged documents, kept beside these.

    ``side`` is the run of each document (-1: none), ``counts`` are runs × ``terms``.
    """

    side: NDArray[np.int64]
    terms: NDArray[np.int64]
    counts: NDArray[Any]

    @classmethod
    def load(cls, folder: Path) -> Sides | None:
        """Return what is kept in a folder, or None where nothing whole is."""
        try:
            found = load_arrays(folder / _SIDES, _SCHEMA)
            if str(found["of"]) != folder.name:
                return None  # of other documents
            return cls(*(found[name] for name in ("side", "terms", "counts")))
        except (RhetoricError, KeyError):
            return None

    def save(self, folder: Path) -> None:
        """Keep this in a folder, where it can be written."""
        most = np.min_scalar_type(int(self.counts.max(initial=0)))
        arrays = {
            "of": np.array(folder.name),
            "side": self.side,
            "terms": self.terms,
            "counts": self.counts.astype(most),
        }
        with suppress(RhetoricError, OSError):
            (folder / _SIDES).unlink(missing_ok=True)
            save_arrays(folder / _SIDES, _SCHEMA, arrays)

    def fits(self, side: NDArray[np.int64], number: int) -> bool:
        """Say whether so many runs are of the same documents, but for some that are no more."""
        if self.counts.shape != (number, len(self.terms)) or self.side.shape != side.shape:
            return False
        return bool(((self.side == side) | (side < 0)).all())

    def at(
        self, terms: NDArray[np.int64], rest: Callable[[NDArray[np.int64]], NDArray[np.int64]],
        more: int,
    ) -> NDArray[Any]:  # fmt: skip
        """Return the counts of some terms; ``rest`` returns those of terms that are not known.

        They are whole numbers so small that ``more`` may be added.
        """
        place = np.searchsorted(self.terms, terms)
        there = np.append(self.terms, -1)[place] == terms
        others = rest(terms[~there])
        most = max(int(some.max(initial=0)) for some in (self.counts, others))
        out = np.empty((len(self.counts), len(terms)), np.min_scalar_type(most + more))
        if len(self.terms):
            for counts, row in zip(self.counts, out, strict=True):
                row[:] = counts.take(place, mode="clip")
        out[:, ~there] = others
        return out


@dataclass(frozen=True, eq=False)
class Dated:
    """Counts by document of a store, as `rhetoric.compare.series.Series` has them."""

    store: Store
    documents: pd.DataFrame
    merged: Merged
    place: NDArray[np.int64]  # of each document of ``merged`` among ``documents``, or -1
    fresh: Any  # documents that are not there × terms
    copies: Callable[[], Carried] | None = None  # what returns them, where that is not done here

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The documents as `Counts` have them, in order."""
        return rows_of(self.documents)

    @cached_property
    def sums(self) -> Updated:
        """The sums of all terms: those of ``merged``, brought up to date."""
        sizes, more = self.documents["tokens"].to_numpy(np.int64), []
        for matrix, n, sign in ((self.fresh, sizes, 1), (self._gone, self.merged.sizes, -1)):
            terms = np.unique(matrix.indices)
            if len(terms):
                more.append((terms, Powers.of(_columns(matrix, terms), n), sign))
        return Updated(self.merged.sums, more)

    @cached_property
    def _gone(self) -> Any:
        """Documents of ``merged`` that are no more × terms."""
        at = _entries_of(self.place < 0, self.merged.document)
        term = np.searchsorted(self.merged.begins, at, side="right") - 1
        entries = self.merged.count[at].astype(np.int64), (self.merged.document[at], term)
        return sparse.csr_matrix(entries, shape=(len(self.place), len(self.merged.tails)))

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some terms name something."""
        return self.merged.content(terms)

    def parts(self, starts: Sequence[int], terms: NDArray[np.int64]) -> NDArray[Any]:
        """Return counts (parts × terms) of the runs of documents that begin there."""
        side = np.searchsorted(starts, np.arange(len(self.documents)), side="right") - 1
        were = np.where(self.place >= 0, side[self.place], -1)
        kept = Sides.load(self.merged.folder)
        if kept is None or not kept.fits(were, len(starts)):
            kept = Sides(were, terms, self._parts(were, len(starts), terms))
            kept.save(self.merged.folder)
        out = kept.at(
            terms,
            lambda others: self._parts(kept.side, len(starts), others),
            int(self.fresh.sum()),
        )
        for matrix, sides, sign in ((self.fresh, side, 1), (self._gone, kept.side, -1)):
            rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
            inside = np.isin(matrix.indices, terms) & (sides[rows] >= 0)
            at = sides[rows[inside]], np.searchsorted(terms, matrix.indices[inside])
            np.add.at(out, at, (sign * matrix.data[inside]).astype(out.dtype))
        return out

    def texts(self, terms: NDArray[np.int64]) -> list[str]:
        """Return some terms as texts."""
        return self.merged.texts(terms)

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of terms that are given as texts, -1 for what is none here."""
        return self.merged.numbers(texts)

    @property
    def dates(self) -> list[str]:
        """The dates of the documents, as far as they are known."""
        return self.store.dates

    def carried(self) -> Carried:
        """Return which documents are edited copies of those before."""
        return self.copies() if self.copies else carried(self.store)

    def _parts(
        self, side: NDArray[np.int64], number: int, terms: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return counts (parts × terms) of the merged documents on each side, none on -1."""
        of = np.where(side >= 0, side, number).astype(np.int8)
        out = np.empty((number, len(terms)), np.int64)
        ends = np.cumsum(self.merged.held(terms))
        last = 0
        while last < len(terms):
            first = last
            room = _LOAD + (ends[first - 1] if first else 0)
            last = max(first + 1, int(np.searchsorted(ends, room)))
            column, document, count = self.merged.entries(terms[first:last])
            at = column * (number + 1) + of[document]
            summed = np.bincount(at, count, (last - first) * (number + 1)).astype(np.int64)
            out[:, first:last] = summed.reshape(last - first, -1)[:, :-1].T
        return out

    def counts(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
        """Return some terms in the order of their texts, and their counts."""
        texts = self.merged.texts(terms)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        features = np.array([*(texts[k] for k in order), None], dtype=object)[:-1]
        terms = terms[np.array(order, np.int64)]
        column, document, count = self.merged.entries(terms)
        row = self.place[document]
        there = row >= 0
        shape = (len(self.documents), len(terms))
        found = count[there].astype(np.int64), (row[there], column[there])
        kept = sparse.csr_matrix(found, shape=shape)
        place = np.argsort(terms)
        matrix = kept + _columns(self.fresh, terms[place])[:, np.argsort(place)]
        matrix.sort_indices()
        lengths = self.merged.lengths(terms)
        source = Stored(self.store, features, matrix)
        return terms, Counts(matrix, features, lengths, self.rows, source)


def carried(store: Store) -> Carried:
    """Return which dated documents of a store are edited copies of those before."""
    documents = store.dated
    kinds = rows_of(documents)[["publisher", "type"]]
    rows, ends = documents[["part", "number"]], dict[int, NDArray[np.int64]]()
    return carried_over(
        [*kinds.itertuples(index=False, name=None)],
        lambda some: words(store, rows.iloc[[*some]], ends),
    )


def dated(
    store: Store, *, least: int, holders: int, copies: Callable[[], Carried] | None = None
) -> Dated:
    """Return the dated documents of a store with their counts.

    Terms that stand ``least`` times, in ``holders`` documents (three or more), are all there; of
    others some are not. What has to be merged is kept in the store, where it may be written.
    ``copies`` returns what `carried` does, where that is worked out elsewhere.
    """
    documents = store.dated
    names = _names(documents, f"{store.manifest.reading}\0{store.manifest.ngrams}")
    known = load(store.path)
    made = None if known is None else _since(store, documents, names, known, (least, holders))
    if made is None:
        place = [np.full(part.documents, -1, np.int32) for part in store.manifest.parts]
        _put(place, documents, np.arange(len(documents)))
        folders = [store.path / part.name for part in store.manifest.parts]
        sizes = documents["tokens"].to_numpy(np.int64)
        known = merged(store.path, Chosen(folders, place, names, sizes, store.manifest.ngrams))
        none: Any = sparse.csr_matrix((len(documents), len(known.tails)), dtype=np.int64)  # type: ignore[arg-type]
        made = Dated(store, documents, known, np.arange(len(documents)), none)
    keep(store.path, store.manifest.parts, made.merged.folder)
    return replace(made, copies=copies)


def _columns(matrix: Any, terms: NDArray[np.int64]) -> Any:
    """Return the columns of some terms, in order, of a matrix of few entries and many columns.

    scipy would count those of all columns.
    """
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    at = np.minimum(np.searchsorted(terms, matrix.indices), max(len(terms) - 1, 0))
    inside = terms[at] == matrix.indices if len(terms) else np.zeros(len(at), bool)
    shape = (matrix.shape[0], len(terms))
    return sparse.csr_matrix((matrix.data[inside], (rows[inside], at[inside])), shape=shape)


def _entries_of(wanted: NDArray[np.bool_], document: NDArray[Any]) -> NDArray[np.int64]:
    """Return which of many entries are of documents that are wanted, in order.

    >>> _entries_of(np.array([False, True, False, True]), np.array([1, 2, 3, 1], np.uint8)).tolist()
    [0, 2, 3]
    """
    some, out = np.flatnonzero(wanted).astype(document.dtype), [np.empty(0, np.int64)]
    for first in range(0, len(document) if len(some) else 0, _LOAD):
        load = document[first : first + _LOAD]
        inside = wanted[load] if len(some) > _FEW else load == some[0]
        for one in some[1:_FEW] if len(some) <= _FEW else ():  # faster than to look them up
            inside |= load == one
        out.append(np.flatnonzero(inside) + first)
    return np.concatenate(out)


def _names(documents: pd.DataFrame, reading: str) -> list[str]:
    """Return a digest of each document and of how it, and all of them (``reading``), were read."""
    columns = (documents[name].tolist() for name in ("id", "sha256", "reading"))
    rows = zip(*columns, strict=True)
    return [sha256("\0".join((reading, *one)).encode()).hexdigest() for one in rows]


def _put(place: Sequence[NDArray[Any]], documents: pd.DataFrame, values: NDArray[Any]) -> None:
    """Set values by segment and by number there."""
    columns = documents["part"].tolist(), documents["number"].tolist(), values.tolist()
    for part, number, value in zip(*columns, strict=True):
        place[part][number] = value


def _since(
    store: Store, documents: pd.DataFrame, names: Sequence[str], known: Merged,
    tested: tuple[int, int],
) -> Dated | None:  # fmt: skip
    """Return the documents with what was merged before, or None where too much is new."""
    were = {name: number for number, name in enumerate(known.names.tolist())}
    number = np.array([were.get(name, -1) for name in names], np.int64)
    fresh = np.flatnonzero(number < 0)
    place = np.full(len(were), -1, np.int64)
    place[number[number >= 0]] = np.flatnonzero(number >= 0)
    if len(fresh) + (place < 0).sum() > _STALE * len(documents) + 1:
        return None
    found = _added(store, documents.iloc[fresh], fresh, known, tested)
    if found is None:
        return None
    shape = (len(documents), len(known.tails))
    count, row, column = found
    added = sparse.csr_matrix((count, (row, column)), shape=shape, dtype=np.int64)
    return Dated(store, documents, known, place, added)


def _added(
    store: Store, documents: pd.DataFrame, rows: NDArray[np.int64], known: Merged,
    tested: tuple[int, int],
) -> tuple[NDArray[np.int64], ...] | None:  # fmt: skip
    """Return counts, rows and terms of documents that were not merged.

    None where a term that is not known would have to be tested now: at most one of its occurrences
    is in what was merged.
    """
    place = [np.full(part.documents, -1, np.int64) for part in store.manifest.parts]
    _put(place, documents, rows)
    out: list[tuple[NDArray[Any], ...]] = [(np.empty(0, np.int64),) * 3]
    total: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for part, numbers in zip(store.manifest.parts, place, strict=True):
        if (numbers >= 0).any():
            folder = store.path / part.name
            terms = _terms(folder, known)
            gram, document, count = entries(folder)
            inside = numbers[document] >= 0
            gram, document, count = gram[inside], document[inside], count[inside]
            there = terms[gram] >= 0
            out.append((count[there], numbers[document[there]], terms[gram[there]]))
            if len(rows) > 1:
                rest = zip(_texts(folder, gram[~there]), count[~there].tolist(), strict=True)
                for text, often in rest:
                    total[text] += often
                    holders[text] += 1
    least, few = tested[0] - 1, tested[1] - 1
    if any(often >= least and holders[text] >= few for text, often in total.items()):
        return None
    count, row, term = (np.concatenate(column) for column in zip(*out, strict=True))
    return count.astype(np.int64), row, term


def _texts(folder: Path, grams: NDArray[np.int32]) -> list[str]:
    """Return n-grams of a segment as texts."""
    words = table(folder, "words", ["word"])["word"].to_pylist()
    rows = table(folder, "grams", ["head", "word"])
    head, word = rows["head"].to_numpy().tolist(), rows["word"].to_numpy().tolist()
    out = []
    for gram in grams.tolist():
        at, parts = gram, []
        while at >= 0:
            parts.append(words[word[at]])
            at = head[at]
        out.append(" ".join(reversed(parts)))
    return out


def _terms(folder: Path, known: Merged) -> NDArray[np.int64]:
    """Return the number of each n-gram of a segment among those that are known, or -1."""
    place = known.numbered
    words = table(folder, "words", ["word"])["word"].to_pylist()
    word = np.array([place.get(one, -1) for one in words], np.int64)
    grams = table(folder, "grams", ["n", "head", "word"])
    lengths, head, tail = (grams[name].to_numpy() for name in ("n", "head", "word"))
    out = np.full(len(lengths), -1, np.int64)
    for n in range(1, len(known.first)):
        at, level = np.flatnonzero(lengths == n), known.level(n)
        heads = out[head[at]] - known.first[n - 2] if n > 1 else np.zeros(len(at), np.int64)
        tails = word[tail[at]]
        found = place_of(known.heads[level], known.tails[level], heads, tails)
        fit = (heads >= 0) & (tails >= 0) & (found >= 0)
        out[at[fit]] = found[fit] + level.start
    return out
