"""Terms that are written with a hyphen or without one: told as one term, with all their uses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.compare.series import Series
from rhetoric.findings import among
from rhetoric.ngrams import Counts, closed

_PARTS = 5  # of a term that may be written otherwise


@dataclass(frozen=True, eq=False)
class Spelt:
    """Terms of a series by document, each with all its spellings.

    ``terms`` are the numbers of the columns of ``counts``: of the spelling with the most uses.
    ``forms`` are the spellings of those that have several, that one first, and ``members`` the
    numbers of all of these.
    """

    terms: NDArray[np.int64]
    counts: Counts
    forms: Mapping[str, tuple[str, ...]]
    members: NDArray[np.int64]

    @property
    def several(self) -> NDArray[np.int64]:
        """The columns of terms with several spellings."""
        return np.flatnonzero(among(self.counts.features, self.forms))


def spelt(series: Series, terms: NDArray[np.int64], *, least: int, few: int) -> Spelt:
    """Return some terms, but for those that are always in a longer one of them.

    Their other spellings are counted with them, as far as these stand ``least`` times in ``few``
    documents or more.
    """
    ways = sorted({*chain.from_iterable(map(otherwise, series.texts(terms)))})
    known = series.numbers(ways)
    known = np.unique(known[known >= 0])
    known = known[series.sums.at(known).common(least, few)]
    numbers, counts = series.counts(np.union1d(terms, known))
    asked = np.isin(numbers, terms)
    alone = counts.keep(asked)
    whole = {*alone.features[closed(alone)].tolist()}
    groups = defaultdict[str, list[int]](list)
    for column, feature in enumerate(counts.features.tolist()):
        groups[feature.replace("-", " ")].append(column)
    uses, names = counts.totals.tolist(), counts.features.tolist()
    told = [
        sorted(own, key=lambda k: (-uses[k], names[k]))
        for own in groups.values()
        if any(names[k] in whole for k in own)
    ]
    told.sort(key=lambda own: names[own[0]])
    chief = np.array([own[0] for own in told], np.int64)
    several = [own for own in told if len(own) > 1]
    return Spelt(
        terms=numbers[chief],
        counts=replace(
            counts,
            matrix=_summed(counts.matrix, told),
            features=counts.features[chief],
            lengths=counts.lengths[chief],
        ),
        forms={names[own[0]]: tuple(names[k] for k in own) for own in several},
        members=numbers[np.array([*chain.from_iterable(several)], np.int64)],
    )


def otherwise(term: str) -> list[str]:
    """Return how else a term of a few words may be written: hyphens for spaces, spaces for hyphens.

    >>> otherwise("post office department")
    ['post office-department', 'post-office department', 'post-office-department']
    """
    parts = re.split(r"[ -]", term)
    if not 2 <= len(parts) <= _PARTS or not all(parts):
        return []
    gaps = product(" -", repeat=len(parts) - 1)
    made = ("".join(chain.from_iterable(zip(parts, (*own, ""), strict=True))) for own in gaps)
    return [one for one in made if one != term]


def _summed(matrix: sparse.csr_matrix, groups: list[list[int]]) -> sparse.csr_matrix:
    """Return a column a group: the sum of its columns."""
    rows = np.array([*chain.from_iterable(groups)], np.int64)
    columns = np.repeat(np.arange(len(groups)), [len(own) for own in groups])
    shape = (matrix.shape[1], len(groups))
    one = sparse.csr_matrix((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)
    out = sparse.csr_matrix(matrix @ one)
    out.sort_indices()
    return out
