"""The words of a few documents of a store, without their texts and without all other words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.store.segment import between, table
from rhetoric.store.stored import Store


def words(store: Store, documents: pd.DataFrame) -> list[NDArray[np.int64]]:
    """Return the words of some documents, rows of `Store.documents`, by number.

    A word has the same number in all of them, whichever segments they are in.
    """
    number: dict[str, int] = {}
    parts: dict[int, tuple[Any, NDArray[np.int64]]] = {}
    out = []
    for part, own in zip(documents["part"].tolist(), documents["number"].tolist(), strict=True):
        folder = store.path / store.manifest.parts[part].name
        if part not in parts:
            sizes = table(folder, "documents", ["tokens"])["tokens"].to_numpy()
            types = table(folder, "words", ["word"])["word"]
            parts[part] = types, np.append(0, np.cumsum(sizes))
        types, edges = parts[part]
        first, last = int(edges[own]), int(edges[own + 1])
        (ids,) = between(folder, "tokens", ["word"], first, last) if first < last else (edges[:0],)
        used, place = np.unique(ids, return_inverse=True)
        names = types.take(used).to_pylist()
        shared = [number.setdefault(name, len(number)) for name in names]
        out.append(np.array(shared, np.int64)[place])
    return out
