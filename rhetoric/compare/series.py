"""Counts by document in the order of dates, with the sums over documents that tests need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.findings import among
from rhetoric.ngrams import Counts
from rhetoric.stats.carried import Carried, carried_over
from rhetoric.stats.powers import Powers, Updated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rhetoric.corpus import Corpus, Profile
    from rhetoric.tokens import Source, Tokens, Wanted


class Series(Protocol):
    """What `drift` needs of counts by document; all documents are dated, in the order of dates."""

    @property
    def rows(self) -> pd.DataFrame:
        """The documents as `Counts` have them, in order."""

    @property
    def sums(self) -> Powers | Updated:
        """The sums of all terms."""

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some terms name something."""

    def parts(self, starts: Sequence[int], terms: NDArray[np.int64]) -> NDArray[Any]:
        """Return counts (parts × terms) of the runs of documents that begin there."""

    def counts(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
        """Return some terms in the order of their texts, and their counts."""

    def texts(self, terms: NDArray[np.int64]) -> list[str]:
        """Return some terms as texts."""

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of terms that are given as texts, -1 for what is none here."""

    @property
    def dates(self) -> list[str]:
        """The dates of the documents, as far as they are known."""

    def carried(self) -> Carried:
        """Return which documents are edited copies of those before, as far as it can be known."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A series of counts that are in memory."""

    dated: Counts
    sums: Powers

    @classmethod
    def of(cls, counts: Counts) -> Whole:
        """Return the series of the dated documents of counts."""
        whole = counts.group("document") if set(counts.rows["kind"]) != {"document"} else counts
        known = whole.take((whole.rows["date"] != "").to_numpy(bool))
        order = np.argsort(known.rows["date"].to_numpy(dtype=object), kind="stable")
        rows = known.rows.iloc[order].reset_index(drop=True)
        dated = Counts(known.matrix[order], known.features, known.lengths, rows, known.source)
        return cls(dated, Powers.of(dated.matrix, dated.tokens))

    @property
    def rows(self) -> pd.DataFrame:
        """The documents, in order."""
        return self.dated.rows

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some terms name something."""
        return replace(self.dated, features=self.dated.features[terms]).content

    def parts(self, starts: Sequence[int], terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return counts (parts × terms) of the runs of documents that begin there."""
        return in_runs(self.dated.matrix[:, terms], starts)

    def counts(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
        """Return some terms in the order of their texts, and their counts."""
        mask = np.zeros(len(self.dated.features), bool)
        mask[terms] = True
        return np.flatnonzero(mask), self.dated.keep(mask)

    def texts(self, terms: NDArray[np.int64]) -> list[str]:
        """Return some terms as texts."""
        found: list[str] = self.dated.features[terms].tolist()
        return found

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of terms that are given as texts, -1 for what is none here."""
        there = np.flatnonzero(among(self.dated.features, texts))
        number = dict(zip(self.texts(there), there.tolist(), strict=True))
        return np.array([number.get(text, -1) for text in texts], np.int64)

    @property
    def dates(self) -> list[str]:
        """The dates of the documents, as far as they are known."""
        known = self.dated.source.corpus if self.dated.source is not None else ()
        label = {d.id: d.label for d in known if d.date is not None}
        pairs = zip(self.rows["document"].tolist(), self.rows["date"].tolist(), strict=True)
        return [label.get(name, date) for name, date in pairs]

    def carried(self) -> Carried:
        """Return which documents are edited copies of those before, where words are known."""
        return carried(self.dated)


def carried(dated: Counts) -> Carried:
    """Return which documents of counts, in the order of dates, are edited copies of those before.

    Where counts point into nothing none is.
    """
    if dated.source is None:
        return Carried(np.zeros(len(dated.rows), bool), 0.0)
    tokens, rows = dated.source.stream, dated.rows
    place = {name: number for number, name in enumerate(tokens.names)}
    extents = [tokens.extent(place[name]) for name in rows["document"].tolist()]
    kinds = zip(rows["publisher"].tolist(), rows["type"].tolist(), strict=True)
    return carried_over([*kinds], lambda some: [tokens.ids[slice(*extents[k])] for k in some])


def in_runs(matrix: Any, starts: Sequence[int]) -> NDArray[np.int64]:
    """Return sums (runs × terms) of the runs of rows that begin there."""
    edges = [*starts, matrix.shape[0]]
    rows = [np.asarray(matrix[a:b].sum(axis=0), np.int64).ravel() for a, b in pairwise(edges)]
    return np.stack(rows)


@dataclass(frozen=True, eq=False)
class Spanned:
    """What counts by period point into: the words of documents, but the periods are ``corpus``.

    ``labels`` are how some features are shown.
    """

    within: Source
    corpus: Corpus
    labels: Mapping[str, str]

    @property
    def profile(self) -> Profile:
        """What corpus.toml says of the documents."""
        return self.within.profile

    @property
    def tokens(self) -> Tokens:
        """The words of the documents."""
        return self.within.tokens

    @property
    def stream(self) -> Tokens:
        """The words of the documents by number."""
        return self.within.stream

    @property
    def at_hand(self) -> bool:
        """Whether all texts are in memory."""
        return self.within.at_hand

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the number of tokens of each place of a feature, in order."""
        return self.within.places(feature)

    def surface(self, feature: str) -> str:
        """Return a feature as it is shown to people."""
        return self.labels.get(feature) or self.within.surface(feature)

    def named(self, text: str) -> str:
        """Return the feature that a user's words mean."""
        return self.within.named(text)

    def near(self, wanted: Iterable[Wanted], n: int) -> Source:
        """Return a source at hand that has the first ``n`` documents with each feature, or more."""
        return self.within.near(wanted, n)
