"""The counts of a store in memory: documents by n-grams, as `rhetoric.count` has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.order import in_order
from rhetoric.store.merging import Chosen, Level, Merging


def gathered(
    chosen: Chosen, low: int, least: int
) -> tuple[Any, NDArray[np.object_], NDArray[np.int64]]:
    """Return counts (documents × n-grams of ``low`` words and more), the n-grams, their lengths.

    They stand ``least`` times in all, and are in the order of their texts.
    """
    found = Merging.of(chosen, least=least, content=False)
    levels = [*zip(*found.ranges(), strict=True)]
    parents: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    texts: list[NDArray[np.object_]] = []
    for each in levels:
        heads, tails = _numbered(each, levels[len(parents) - 1] if parents else None)
        ends = found.words[tails]
        texts.append(_longer(texts[-1][heads], ends) if texts else ends)
        parents.append((heads, tails))
    if not texts:
        return sparse.csr_matrix((len(chosen.names), 0), dtype=np.int64), *_NOTHING  # type: ignore[arg-type]
    columns = in_order(texts, parents, low, found.words)
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
    lengths = np.repeat(np.arange(low, len(texts) + 1), [len(column) for column in columns])
    return matrix, np.concatenate(texts[low - 1 :])[order], lengths[order]


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


def _longer(heads: NDArray[np.object_], words: NDArray[np.object_]) -> NDArray[np.object_]:
    out = np.empty(len(heads), dtype=object)
    out[:] = [f"{head} {word}" for head, word in zip(heads.tolist(), words.tolist(), strict=True)]
    return out
