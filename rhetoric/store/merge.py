"""Tables of segments as arrays: their words under one numbering, and their counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rhetoric.store.segment import table


def vocabulary(folders: Sequence[Path]) -> tuple[NDArray[np.object_], list[NDArray[np.int64]]]:
    """Return the words of all segments in order, and of each segment which of them it has."""
    each = [table(folder, "words", ["word"])["word"].to_pylist() for folder in folders]
    types = sorted(set().union(*each))
    place = {word: number for number, word in enumerate(types)}
    out = np.empty(len(types), dtype=object)
    out[:] = types
    return out, [np.fromiter((place[w] for w in words), np.int64, len(words)) for words in each]


def entries(folder: Path) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the n-gram, the document and the count of each entry of a segment."""
    rows = table(folder, "counts")
    return rows["gram"].to_numpy(), rows["document"].to_numpy(), rows["count"].to_numpy()
