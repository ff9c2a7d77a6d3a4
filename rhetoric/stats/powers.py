"""Sums over documents, of counts and of their powers, that can be added to and taken from.

They are whole numbers, so that they do not depend on the order in which they are taken: a few
documents added to them, or taken away, give the same bits as a sum over all documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Powers:
    """Sums over documents, one a term: of counts y, of their powers, and of these with sizes n."""

    total: NDArray[np.int64]  # Σy
    holders: NDArray[np.int64]  # documents with y > 0
    y2: NDArray[np.int64]
    y3: NDArray[np.int64]
    yn: NDArray[np.int64]
    y2n: NDArray[np.int64]
    yn2: NDArray[np.int64]

    @classmethod
    def of(cls, matrix: Any, sizes: NDArray[np.int64]) -> Powers:
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

    def at(self, terms: Any) -> Powers:
        """Return the sums of some terms."""
        return Powers(*(getattr(self, field.name)[terms] for field in fields(self)))

    def common(self, least: int, few: int) -> NDArray[np.bool_]:
        """Return which terms have a total of ``least`` or more in ``few`` documents or more."""
        out = self.total >= least
        out &= self.holders >= few
        return out

    @classmethod
    def zeros(cls, terms: int) -> Powers:
        """Return the sums over no document."""
        return cls(*(np.zeros(terms, np.int64) for _ in fields(cls)))

    @classmethod
    def runs(cls, count: Any, sizes: NDArray[np.int64], first: NDArray[np.int64]) -> Powers:
        """Return the sums of runs of counts above 0 in documents of these sizes.

        Run k is ``count[first[k]:first[k + 1]]``.
        """
        if len(first) < 2:
            return cls.zeros(0)
        y, n, at = count.astype(np.int64), sizes.astype(np.int64), first[:-1]
        powers = (y, y**2, y**3, y * n, y**2 * n, y * n**2)
        total, *rest = (np.add.reduceat(power, at) for power in powers)
        return cls(total, np.diff(first), *rest)

    def add(self, terms: NDArray[Any], other: Powers, sign: int = 1) -> None:
        """Add other sums in place to those of some terms, each of which is there once."""
        for field in fields(self):
            getattr(self, field.name)[terms] += sign * getattr(other, field.name)


@dataclass(frozen=True, eq=False)
class Updated:
    """Sums as they are after some more were added, or taken away: the arrays stay as they were.

    Of large arrays only what is asked for is brought up to date; ``more`` are terms in order, sums
    of these, and 1 or -1.
    """

    before: Powers
    more: Sequence[tuple[NDArray[np.int64], Powers, int]]

    def common(self, least: int, few: int) -> NDArray[np.bool_]:
        """Return which terms have a total of ``least`` or more in ``few`` documents or more."""
        out = self.before.common(least, few)
        for moved, _, _ in self.more:
            out[moved] = self.at(moved).common(least, few)
        return out

    def at(self, terms: NDArray[np.int64]) -> Powers:
        """Return the sums of some terms, which are in order."""
        out = self.before.at(terms)
        for there, sums, sign in self.more if len(terms) else ():
            span = slice(*np.searchsorted(there, [terms[0], terms[-1] + 1]).tolist())
            place = np.searchsorted(terms, there[span])
            inside = terms[place] == there[span]
            out.add(place[inside], sums.at(span).at(inside), sign)
        return out
