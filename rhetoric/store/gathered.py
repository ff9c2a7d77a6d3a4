"""The counts of a store in memory: documents by n-grams, as `rhetoric.count` has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.order import Columns, Names
from rhetoric.store.merging import Chosen, Level, Merging


def gathered(
    chosen: Chosen, low: int, least: int
) -> tuple[Any, NDArray[np.object_], NDArray[np.int64]]:
    """Return counts (documents × n-grams of ``low`` words and more), the n-grams, their lengths.

    They stand ``least`` times in all, and are in the order of their texts.
    """
    found = Merging.of(chosen, least=least, content=False)
    levels = [*zip(*found.ranges(), strict=True)]
    if not levels:
        return sparse.csr_matrix((len(chosen.names), 0), dtype=np.int64), *_NOTHING  # type: ignore[arg-type]
    shorter = [None, *levels[:-1]]
    parts = [_numbered(each, before) for each, before in zip(levels, shorter, strict=True)]
    names = Names(parts, found.words)
    columns = names.columns(low)
    held = [level.held for each in levels[low - 1 :] for level in each]
    document, count = (
        np.concatenate([getattr(level, name) for each in levels[low - 1 :] for level in each])
        for name in ("document", "count")
    )
    place = np.concatenate(columns)
    shape, first = (len(chosen.names), len(place)), np.append(0, np.cumsum(np.concatenate(held)))
    by_term: Any = sparse.csc_matrix((count, document, first), shape=shape)
    order = np.argsort(place)
    matrix = by_term[:, order].tocsr()
    matrix.sort_indices()
    matrix.data = matrix.data.astype(np.int64)
    lengths = np.repeat(np.arange(low, len(levels) + 1), [len(column) for column in columns])
    return matrix, *Columns(names, columns, low)(), lengths[order]


#: N-grams, and their lengths, where there are none.
_NOTHING = (np.empty(0, dtype=object), np.empty(0, np.int64))


def _numbered(
    each: Sequence[Level], shorter: Sequence[Level] | None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the heads, by their number among all shorter ones, and the tails of all ranges."""
    before = np.cumsum([0, *(len(level.heads) for level in shorter or each)])
    heads = [level.heads + at * bool(shorter) for level, at in zip(each, before, strict=False)]
    tails = [level.tails for level in each]
    return np.concatenate(heads).astype(np.int32), np.concatenate(tails).astype(np.int32)
