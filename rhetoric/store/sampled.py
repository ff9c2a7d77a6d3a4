"""The words of a few documents of a store, without their texts and without all other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.store.segment import between, table
from rhetoric.store.stored import Store


def words(
    store: Store, documents: pd.DataFrame, ends: dict[int, NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """Return the words of some documents by number; they are given by ``part`` and ``number``.

    These are columns of `Store.documents`. A word has the same number in all of them; in another
    call it may have another. ``ends`` is what calls remember of segments: where their documents
    end.
    """
    at = [*zip(documents["part"].tolist(), documents["number"].tolist(), strict=True)]
    parts = sorted({part for part, _ in at})
    ends.update({part: _ends(store, part) for part in {*parts} - ends.keys()})
    found: dict[tuple[int, int], NDArray[np.int64]] = {}
    for part in parts:
        numbers = sorted({number for own, number in at if own == part})
        for run in _runs(numbers):
            ids = zip(run, _ids(store, part, ends[part], run), strict=True)
            found.update(((part, number), own) for number, own in ids)
    if len(parts) == 1:
        return [found[one] for one in at]
    shared: dict[str, int] = {}
    return [_renumbered(store, one[0], found[one], shared) for one in at]


def _runs(numbers: Sequence[int]) -> Iterator[range]:
    """Yield the runs of documents that follow one another.

    >>> [*_runs([1, 2, 3, 7])]
    [range(1, 4), range(7, 8)]
    """
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        own = [number for _, number in run]
        yield range(own[0], own[-1] + 1)


def _ends(store: Store, part: int) -> NDArray[np.int64]:
    """Return where the documents of a segment end among its words, after a 0."""
    sizes = store.tables[part]["tokens"].to_numpy()
    return np.append(0, np.cumsum(sizes, dtype=np.int64))


def _ids(
    store: Store, part: int, ends: NDArray[np.int64], numbers: range
) -> list[NDArray[np.int64]]:
    """Return the words of documents by their rows in the words of their segment."""
    edges = ends[numbers.start : numbers.stop + 1]
    first, last = edges[[0, -1]].tolist()
    folder = store.path / store.manifest.parts[part].name
    (ids,) = between(folder, "tokens", ["word"], first, last) if first < last else (edges[:0],)
    return np.split(ids.astype(np.int64), (edges - first)[1:-1])


def _renumbered(
    store: Store, part: int, ids: NDArray[np.int64], shared: dict[str, int]
) -> NDArray[np.int64]:
    """Return words by numbers that several segments share; ``shared`` has those given so far."""
    folder = store.path / store.manifest.parts[part].name
    used, place = np.unique(ids, return_inverse=True)
    names = table(folder, "words", ["word"])["word"].take(used).to_pylist()
    numbers = [shared.setdefault(name, len(shared)) for name in names]
    return np.array(numbers, np.int64)[place]
