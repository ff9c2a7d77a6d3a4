"""What hangs together: the groups that links make of things."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def linked(size: int, one: ArrayLike, other: ArrayLike) -> NDArray[np.int64]:
    """Return for each of ``size`` things the first of all that it hangs together with.

    ``one`` and ``other`` (n,) are the ends of links, in either direction. What has no link is its
    own first. (`scipy.sparse.csgraph` has it too, but takes longer to import than this to run.)

    >>> linked(6, [1, 3, 5], [3, 4, 2]).tolist()
    [0, 1, 2, 1, 1, 2]

    References: Shiloach & Vishkin 1982, Journal of Algorithms 3.
    """
    first = np.arange(size)
    a, b = np.asarray(one, np.int64), np.asarray(other, np.int64)
    while len(a):
        np.minimum.at(first, np.maximum(first[a], first[b]), np.minimum(first[a], first[b]))
        while (first != first[first]).any():
            first = first[first]
        apart = first[a] != first[b]
        a, b = a[apart], b[apart]
    return first
