"""Which documents of a long series are edited copies of those before them.

Then they are no independent witnesses: whatever one of them says the next says again. The measure
is a coarse one, of words alone, that a large corpus allows (compare `rhetoric.compare.lineages`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.stats.winnow import K, hashes

#: Documents that are looked at, of how many kinds, each against so many before it.
LOOKED_AT, KINDS, BEFORE = 15, 5, 3
#: The median share of the words taken over from which on documents are copies.
COPIED = 0.20


@dataclass(frozen=True)
class Carried:
    """Which documents are of a kind whose texts are copies, and of how many such kinds they are.

    ``share`` is what the median document of the commonest of these kinds takes over.
    """

    copies: NDArray[np.bool_]
    share: float
    kinds: int = 0


def carried_over(
    kinds: Sequence[object], words: Callable[[Sequence[int]], Sequence[NDArray[Any]]]
) -> Carried:
    """Return which documents take much of their words from those before them.

    ``kinds`` are of documents in the order of dates: each is held against the three before it of
    the same kind (say, of one publisher), and words count that stand in a run of `K` which any of
    these has too. ``words`` returns the words of some documents by number, the same for the same
    words. Some documents of the commonest kinds are looked at, evenly spread; the median of a kind
    is said of all of it.

    >>> texts = [np.arange(10), np.arange(2, 12), np.arange(20)]
    >>> carried_over(["a", "a", "b"], lambda some: [texts[k] for k in some])
    Carried(copies=array([ True,  True, False]), share=0.8, kinds=1)
    """
    of: dict[object, list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        of[kind].append(number)
    common = sorted((own for own in of.values() if len(own) > 1), key=len, reverse=True)[:KINDS]
    copies, shares = np.zeros(len(kinds), bool), list[float]()
    for own in common:
        most = max(LOOKED_AT // len(common), BEFORE)
        at = np.unique(np.linspace(1, len(own) - 1, most).round().astype(np.int64)).tolist()
        found = (words(own[max(k - BEFORE, 0) : k + 1]) for k in at)
        share = float(np.median([_taken(later, earlier) for *earlier, later in found]))
        copies[own] = share >= COPIED
        shares += [share] * (share >= COPIED)  # the commonest first
    return Carried(copies, shares[0] if shares else 0.0, len(shares))


def _taken(later: NDArray[Any], earlier: Sequence[NDArray[Any]]) -> float:
    """Return the share of the words of a document that are in a run of `K` of others.

    >>> _taken(np.array([1, 2, 3, 4, 5, 9, 8, 7]), [np.array([0, 1, 2, 3, 4, 5])])
    0.625
    """
    if not len(later):
        return 0.0
    own, others = hashes(later), np.sort(np.concatenate([hashes(one) for one in earlier]))
    place = np.minimum(others.searchsorted(own), max(len(others) - 1, 0))
    equal = others[place] == own if len(others) else np.zeros(len(own), bool)
    inside = np.zeros(len(later), bool)
    for offset in range(K):
        inside[offset : offset + len(equal)] |= equal
    return float(inside.mean())
