"""The words of a few documents of a store, without their texts and without all other words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.store.segment import between, table
from rhetoric.store.stored import Store


def words(
    store: Store, documents: pd.DataFrame, ends: dict[int, NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """Return the words of some documents, rows of `Store.documents`, by number.

    A word has the same number in all of them; in another call it may have another. ``ends`` is
    what calls remember of segments: where their documents end.
    """
    at = [*zip(documents["part"].tolist(), documents["number"].tolist(), strict=True)]
    ends.update({part: _ends(store, part) for part in {part for part, _ in at} - ends.keys()})
    found = [_ids(store, part, ends[part], number) for part, number in at]
    if len({part for part, _ in at}) == 1:
        return found
    shared: dict[str, int] = {}
    return [_renumbered(store, part, ids, shared) for (part, _), ids in zip(at, found, strict=True)]


def _ends(store: Store, part: int) -> NDArray[np.int64]:
    """Return where the documents of a segment end among its words, after a 0."""
    sizes = table(store.path / store.manifest.parts[part].name, "documents", ["tokens"])
    return np.append(0, np.cumsum(sizes["tokens"].to_numpy(), dtype=np.int64))


def _ids(store: Store, part: int, ends: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """Return the words of a document by their rows in the words of its segment."""
    first, last = ends[number : number + 2].tolist()
    if first == last:
        return np.empty(0, np.int64)
    (ids,) = between(store.path / store.manifest.parts[part].name, "tokens", ["word"], first, last)
    return ids.astype(np.int64)


def _renumbered(
    store: Store, part: int, ids: NDArray[np.int64], shared: dict[str, int]
) -> NDArray[np.int64]:
    """Return words by numbers that several segments share; ``shared`` has those given so far."""
    folder = store.path / store.manifest.parts[part].name
    used, place = np.unique(ids, return_inverse=True)
    names = table(folder, "words", ["word"])["word"].take(used).to_pylist()
    numbers = [shared.setdefault(name, len(shared)) for name in names]
    return np.array(numbers, np.int64)[place]
