"""Counts: how often each n-gram stands in each document or paragraph, with the sizes of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.corpus import Document, RhetoricError, chosen, listed
from rhetoric.deferred import defer
from rhetoric.grams import Grams, by_unit, grams
from rhetoric.order import Columns, Names
from rhetoric.tokens import Source, Tokens
from rhetoric.words import is_content, split_feature, words_of

UNITS = ("document", "paragraph")  # by which counts are taken
#: Columns of ``Counts.rows``.
ROWS = (
    "document", "unit", "kind", "date", "year", "genre", "type", "speaker", "publisher", "tokens",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Counts:
    """``matrix[i, j]`` is how often ``features[j]`` stands in the unit ``rows.iloc[i]``.

    ``rows.tokens`` are the sizes of the units whatever features are kept, so a rate never depends
    on what else is counted. ``lengths`` are the numbers of words of the features; where these are
    ``categories`` of hits, each is one. Counts are a monoid: `merge` is associative and
    commutative, ``Counts.empty()`` its neutral element.
    """

    matrix: Any
    features: NDArray[np.object_]
    lengths: NDArray[np.int64]
    rows: pd.DataFrame
    source: Source | None = field(default=None, repr=False)
    categories: bool = False

    @classmethod
    def empty(cls) -> Counts:
        """Return counts of nothing."""
        whole = dict.fromkeys(("unit", "tokens"), "int64")
        rows = pd.DataFrame({name: [] for name in ROWS}).astype(whole)
        none = np.empty(0, dtype=object)
        return cls(sparse.csr_matrix(np.zeros((0, 0), np.int64)), none, np.empty(0, np.int64), rows)

    @property
    def tokens(self) -> NDArray[np.int64]:
        """The sizes of the units."""
        return self.rows["tokens"].to_numpy(np.int64)

    @property
    def totals(self) -> NDArray[np.int64]:
        """How often each feature stands in all units together."""
        return np.asarray(self.matrix.sum(axis=0), np.int64).ravel()

    @property
    def content(self) -> NDArray[np.bool_]:
        """Which features name something: content words, and every category of hits."""
        if self.categories:
            return np.ones(len(self.features), bool)
        return np.array([is_content(feature) for feature in self.features], bool)

    def keep(self, features: NDArray[np.bool_]) -> Counts:
        """Return the counts of the features under a mask."""
        return replace(
            self,
            matrix=self.matrix[:, np.flatnonzero(features)].tocsr(),
            features=self.features[features],
            lengths=self.lengths[features],
        )

    def take(self, rows: NDArray[np.bool_]) -> Counts:
        """Return the counts of the units under a mask."""
        return replace(
            self,
            matrix=self.matrix[np.flatnonzero(rows)],
            rows=self.rows.loc[rows].reset_index(drop=True),
        )

    def trim(self, *, min_count: int = 1, ngrams: tuple[int, int] = (1, 99)) -> Counts:
        """Return only features that stand at least ``min_count`` times, of these lengths."""
        low, high = ngrams
        inside = (self.lengths >= low) & (self.lengths <= high)
        return self.keep((self.totals >= min_count) & inside)

    def group(self, by: str = "document") -> Counts:
        """Return the counts summed over the units that share a column of ``rows``."""
        if by not in self.rows:
            raise RhetoricError(f"Counts cannot be grouped by {by!r}; choose {listed(ROWS[:-1])}.")
        number, names = pd.factorize(self.rows[by].astype(str).to_numpy(dtype=object))
        sums = sparse.csr_matrix(
            (np.ones(len(number), np.int64), (number, np.arange(len(number)))),
            shape=(len(names), len(number)),
        )
        first = np.unique(number, return_index=True)[1]
        rows = self.rows.iloc[first].reset_index(drop=True)
        rows["tokens"] = np.asarray(sums @ self.tokens, np.int64)
        rows["unit"], rows["kind"] = 0, by
        return replace(self, matrix=_canonical(sums @ self.matrix), rows=rows)

    def of(self, expression: str) -> NDArray[np.bool_]:
        """Return the mask of the units whose documents an expression names (see `chosen`)."""
        if self.source is None:
            raise RhetoricError("These counts have no corpus: select rows by a mask instead.")
        ids = chosen(self.documents, expression)
        return self.within(ids)

    def within(self, ids: Iterable[str]) -> NDArray[np.bool_]:
        """Return the mask of the units of the documents with these ids."""
        number, names = self._documents
        wanted = frozenset(ids)
        return np.fromiter((name in wanted for name in names), bool, len(names))[number]

    @cached_property
    def _documents(self) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """The number of each unit's document, and the documents' ids by number."""
        number, names = pd.factorize(self.rows["document"].to_numpy(dtype=object))
        return number, np.asarray(names, dtype=object)

    def named(self, term: str) -> str:
        """Return the feature that a user's words mean, whether or not it stands here."""
        own = term if self.categories else " ".join(words_of(term))
        return own if self.source is None else self.source.named(term)

    @property
    def documents(self) -> Sequence[Document]:
        """The documents that the units come from, in the order of the corpus."""
        if self.source is None:
            return ()
        there = set(self._documents[1])
        return [document for document in self.source.corpus if document.id in there]


def count(
    tokens: Tokens,
    *,
    ngrams: tuple[int, int] = (1, 3),
    per: str = "paragraph",
    min_count: int = 1,
) -> Counts:
    """Return how often each n-gram stands in each paragraph or document.

    N-grams stop at sentence ends. ``ngrams`` are the least and the greatest length; n-grams with
    fewer than ``min_count`` occurrences in all are left out (longer ones are not even built:
    an n-gram is never commoner than its parts). Raises `RhetoricError` for lengths the wrong way
    round or an unknown unit.
    """
    low, high = ngrams
    if not 1 <= low <= high:
        raise RhetoricError(f"ngrams={ngrams} is no range: write the smaller length first, from 1.")
    rows = _rows(tokens, per)
    room = np.empty(high * len(tokens), np.uint64)
    found: list[Grams] = [*grams(tokens, high, min_count, room)]
    parts = Names([(some.heads, some.tails) for some in found], tokens.types)
    columns = parts.columns(low)
    lengths = np.empty(sum(map(len, columns)), np.int64)
    for n, column in enumerate(columns, low):
        lengths[column] = n
    first, places, counts = by_unit(found[low - 1 :], columns, rows["tokens"].to_numpy(), room)
    matrix = sparse.csr_matrix((counts, places, first), shape=(len(rows), len(lengths)))
    names: Any = Columns(parts, columns, low)  # see `defer`
    return Counts(matrix, names, lengths, rows, tokens)


# Who asks for the matrix alone (of likeness, of some topics) needs no names of its columns.
defer(Counts, "features")


def _canonical(matrix: Any) -> Any:
    """Return a matrix by rows with columns in order: the same counts are then the same bits."""
    matrix = matrix.tocsr()
    matrix.sort_indices()
    return matrix


def units(tokens: Tokens, per: str) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Return the unit of each token and a row a unit: its document's fields, number, kind, size.

    What a document does not say is an empty text here. Raises `RhetoricError` for a unit that
    nothing is counted in.
    """
    rows = _rows(tokens, per)
    return tokens.paragraph_of if per == "paragraph" else tokens.document_of, rows


def _rows(tokens: Tokens, per: str) -> pd.DataFrame:
    if per not in UNITS:
        raise RhetoricError(f"Nothing is counted per {per!r}; choose {' or '.join(UNITS)}.")
    documents = list(tokens.corpus)
    if per == "document":
        owner = np.arange(len(documents))
        units, kinds = np.zeros(len(documents), np.int64), ["document"] * len(documents)
        starts = tokens.document_starts
    else:
        starts = tokens.paragraph_starts
        owner = np.searchsorted(tokens.document_starts, starts, side="right") - 1
        units = np.arange(len(starts)) - np.searchsorted(owner, owner)
        kinds = list(tokens.paragraph_kinds)
    sizes = np.diff(starts, append=len(tokens))
    of = [documents[i] for i in owner]
    return pd.DataFrame(
        {
            "document": [d.id for d in of],
            "unit": units + (per == "paragraph"),
            "kind": kinds,
            "date": [d.date.isoformat() if d.date else "" for d in of],
            "year": [d.year or "" for d in of],
            "genre": [d.genre or "" for d in of],
            "type": [d.type for d in of],
            "speaker": [d.speaker or "" for d in of],
            "publisher": [d.publisher or "" for d in of],
            "tokens": sizes.astype(np.int64),
        },
        columns=list(ROWS),
    )


def merge(*parts: Counts) -> Counts:
    """Return counts of several sets of units as if they had been counted in one pass.

    Features are in code-point order, units by date, document and number, so the order of the parts
    does not matter. Raises `RhetoricError` where two parts count the same unit.
    """
    return reduce(_merge_two, parts, Counts.empty())


def _merge_two(a: Counts, b: Counts) -> Counts:
    if not len(a.rows) or not len(b.rows):
        return a if len(a.rows) else b
    names = sorted(
        {*zip(a.features, a.lengths, strict=True), *zip(b.features, b.lengths, strict=True)}
    )
    place = {name: i for i, name in enumerate(names)}
    matrix = sparse.vstack([_spread(c, place) for c in (a, b)], format="csr", dtype=np.int64)
    rows = pd.concat([a.rows, b.rows], ignore_index=True)
    if rows.duplicated(["document", "unit"]).any():
        twice = rows.loc[rows.duplicated(["document", "unit"]), "document"].iloc[0]
        raise RhetoricError(f"Both counts hold the document {twice!r}: merge each only once.")
    undated = rows["date"].eq("")  # as in a corpus, documents without a date come last
    by = ["undated", "date", "document", "unit"]
    order = rows.assign(undated=undated).sort_values(by).index
    features = np.empty(len(names), dtype=object)
    features[:] = [name for name, _ in names]
    lengths = np.array([length for _, length in names], np.int64)
    source = a.source if a.source is b.source else None
    ordered = rows.loc[order].reset_index(drop=True)
    categories = a.categories and b.categories
    return Counts(matrix[np.asarray(order)], features, lengths, ordered, source, categories)


def _spread(counts: Counts, place: dict[tuple[str, int], int]) -> Any:
    columns = np.array(
        [place[name] for name in zip(counts.features, counts.lengths, strict=True)], np.int64
    )
    coo = counts.matrix.tocoo()
    shape = (coo.shape[0], len(place))
    return sparse.csr_matrix((coo.data, (coo.row, columns[coo.col])), shape=shape)


def needed(counts: Any) -> Counts:
    """Return counts, or say kindly that something else was given."""
    if isinstance(counts, Counts):
        return counts
    raise RhetoricError(
        f"A {type(counts).__name__} was given where counts are needed: "
        "use rhetoric.count(tokens) first."
    )


def containers(counts: Counts) -> NDArray[np.int64]:
    """Return for each n-gram the longest one that holds all its occurrences, or itself.

    An n-gram that stands as often as a longer one around it stands nowhere else: it is the same
    term, which must not be tested or told twice.
    """
    features = counts.features.tolist()
    place = {feature: j for j, feature in enumerate(features)}
    totals, home = counts.totals.tolist(), list(range(len(features)))
    longest_first = np.argsort(-counts.lengths, kind="stable")
    for j in longest_first[counts.lengths[longest_first] > 1].tolist():
        feature, total = features[j], totals[j]
        within: Iterable[int | None]
        within = place.get(feature[: feature.rindex(" ")]), place.get(feature.partition(" ")[2])
        if None in within:  # what lies between was not kept: look at all that is inside
            within = _inside(split_feature(feature), place, totals, total)
        for i in within:
            if i is not None and totals[i] == total and home[i] == i:
                home[i] = home[j]
    return np.array(home, np.int64)


def _inside(
    parts: list[str], place: dict[str, int], totals: Sequence[int], total: int
) -> Iterator[int]:
    """Yield the n-grams inside one that is there ``total`` times, but none of a commoner one's."""
    slices = {(0, len(parts))}
    while slices:
        shorter = {(a + d, b - 1 + d) for a, b in slices for d in (0, 1) if b - a > 1}
        slices = set()
        for a, b in sorted(shorter):
            i = place.get(" ".join(parts[a:b]))
            if i is not None:
                yield i
            if i is None or totals[i] <= total:
                slices.add((a, b))


def closed(counts: Counts) -> NDArray[np.bool_]:
    """Return which n-grams do not stand only inside a longer one (see `containers`)."""
    return np.asarray(containers(counts) == np.arange(len(counts.features)), bool)
