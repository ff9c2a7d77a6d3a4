"""Whether the documents of a long series are edited copies of those before them.

Then they are no independent witnesses: whatever one of them says the next says again. The measure
is a coarse one, of words alone, that a large corpus allows (compare `rhetoric.compare.lineages`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Pairs of documents that are looked at, and equal words in a row that are taken over.
PAIRS, RUN = 15, 5
#: The median share of the words taken over from which on documents are copies.
COPIED = 0.20


def carried_over(
    kinds: Sequence[object], words: Callable[[Sequence[int]], Sequence[NDArray[Any]]]
) -> float | None:
    """Return the share of its words that the median document takes from the one before it.

    Words count that stand in a run of five which the other document has too. ``kinds`` are of
    documents in the order of dates: each is held against the one before of the same kind (say, of
    one publisher). ``words`` returns the words of a pair of documents by number. Of many pairs some
    are looked at, evenly spread. None where there is no pair.

    >>> texts = [np.arange(10), np.arange(2, 12), np.arange(20)]
    >>> carried_over(["a", "a", "b"], lambda some: [texts[k] for k in some])
    0.8
    """
    last: dict[object, int] = {}
    pairs: list[tuple[int, int]] = []
    for number, kind in enumerate(kinds):
        if kind in last:
            pairs.append((number, last[kind]))
        last[kind] = number
    if not pairs:
        return None
    at = np.unique(np.linspace(0, len(pairs) - 1, PAIRS).round().astype(np.int64)).tolist()
    return float(np.median([_taken(*words(pairs[k])) for k in at]))


def _taken(later: NDArray[Any], earlier: NDArray[Any]) -> float:
    """Return the share of the words of a document that are in a run of five of another.

    >>> _taken(np.array([1, 2, 3, 4, 5, 9, 8, 7]), np.array([0, 1, 2, 3, 4, 5]))
    0.625
    """
    if not len(later):
        return 0.0
    equal = np.isin(_runs(later), _runs(earlier))
    inside = np.zeros(len(later), bool)
    for offset in range(RUN):
        inside[offset : offset + len(equal)] |= equal
    return float(inside.mean())


def _runs(ids: NDArray[Any]) -> NDArray[np.uint64]:
    """Return a number for each run of five words: equal ones for equal runs."""
    size = max(len(ids) - RUN + 1, 0)
    out = np.zeros(size, np.uint64)
    for offset in range(RUN):
        out *= np.uint64(0x9E3779B97F4A7C15)
        out += ids[offset : offset + size].astype(np.uint64) + np.uint64(1)
    return out
