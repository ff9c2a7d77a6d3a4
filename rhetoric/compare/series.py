"""Counts by document in the order of dates, with the sums over documents that tests need.

The sums are whole numbers, so that they do not depend on the order in which they are taken: what
is added to them and taken from them gives the same bits as a sum over all documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.ngrams import Counts


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over documents, one a term: of its counts y, of powers of them, and with sizes n."""

    total: NDArray[np.int64]  # Σy
    holders: NDArray[np.int64]  # documents with y > 0
    y2: NDArray[np.int64]
    y3: NDArray[np.int64]
    yn: NDArray[np.int64]
    y2n: NDArray[np.int64]
    yn2: NDArray[np.int64]

    @classmethod
    def of(cls, matrix: Any, sizes: NDArray[np.int64]) -> Sums:
        """Return the sums of documents × terms whose documents have these sizes."""
        y = matrix.astype(np.int64)
        second, third, held = y.copy(), y.copy(), y.copy()
        second.data **= 2
        third.data **= 3
        held.data[:] = held.data > 0
        ones = np.ones(len(sizes), np.int64)
        n = sizes.astype(np.int64)
        sums = (
            y.T @ ones, held.T @ ones, second.T @ ones, third.T @ ones, y.T @ n, second.T @ n,
            y.T @ n**2,
        )  # fmt: skip
        return cls(*(np.asarray(one, np.int64) for one in sums))

    def at(self, terms: Any) -> Sums:
        """Return the sums of some terms."""
        return Sums(*(getattr(self, field.name)[terms] for field in fields(self)))

    def plus(self, other: Sums, sign: int = 1) -> Sums:
        """Return these sums and others; or without others, where ``sign`` is -1."""
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Sums(*(mine + sign * more for mine, more in pairs))


class Series(Protocol):
    """What `drift` needs of counts by document; all documents are dated, in the order of dates."""

    @property
    def rows(self) -> pd.DataFrame:
        """The documents as `Counts` have them, in order."""

    @property
    def sums(self) -> Sums:
        """The sums of all terms."""

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some terms name something."""

    def parts(self, starts: Sequence[int], terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return counts (parts × terms) of the runs of documents that begin there."""

    def counts(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
        """Return some terms in the order of their texts, and their counts."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A series of counts that are in memory."""

    dated: Counts
    sums: Sums

    @classmethod
    def of(cls, counts: Counts) -> Whole:
        """Return the series of the dated documents of counts."""
        whole = counts.group("document") if set(counts.rows["kind"]) != {"document"} else counts
        known = whole.take((whole.rows["date"] != "").to_numpy(bool))
        order = np.argsort(known.rows["date"].to_numpy(dtype=object), kind="stable")
        rows = known.rows.iloc[order].reset_index(drop=True)
        dated = Counts(known.matrix[order], known.features, known.lengths, rows, known.source)
        return cls(dated, Sums.of(dated.matrix, dated.tokens))

    @property
    def rows(self) -> pd.DataFrame:
        """The documents, in order."""
        return self.dated.rows

    def content(self, terms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some terms name something."""
        return replace(self.dated, features=self.dated.features[terms]).content

    def parts(self, starts: Sequence[int], terms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return counts (parts × terms) of the runs of documents that begin there."""
        chosen, edges = self.dated.matrix[:, terms], [*starts, len(self.rows)]
        rows = [np.asarray(chosen[a:b].sum(axis=0), np.int64).ravel() for a, b in pairwise(edges)]
        return np.stack(rows)

    def counts(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
        """Return some terms in the order of their texts, and their counts."""
        mask = np.zeros(len(self.dated.features), bool)
        mask[terms] = True
        return np.flatnonzero(mask), self.dated.keep(mask)
