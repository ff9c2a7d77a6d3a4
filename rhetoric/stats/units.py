"""Units of text (paragraphs, documents) as rows of counts: checked, and in an order of their own.

A row's place must not matter: the same units in another order give the same bits. So whatever
draws at random sorts its rows by what is in them first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: What sorts a unit: its size, then which features it has, then how many of each.
Key = tuple[int, bytes, bytes]


def as_counts(y: Any) -> Any:
    """Return the counts ``y`` (units × features) as a clean CSR array of int64.

    Raises ValueError for a negative count or a fraction.

    >>> as_counts([[1, 0], [2, 3]]).toarray().tolist()
    [[1, 0], [2, 3]]
    """
    raw = sparse.csr_array(y)
    counts = sparse.csr_array(raw.astype(np.int64), copy=True)
    bad = (raw.data != counts.data) | (counts.data < 0)
    if bad.any():
        msg = f"Counts must be whole numbers from 0 up, but one of them is {raw.data[bad][0]}."
        raise ValueError(msg)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    return counts


def as_units(y: Any, n: ArrayLike, in_target: ArrayLike) -> tuple[Any, Ints, Bools]:
    """Return counts (m × V, CSR), sizes (m,) and target flags (m,), checked against each other.

    Raises ValueError when the lengths differ, a size is negative, or nothing has any size.

    >>> y, n, side = as_units([[1], [0]], [5, 4], [True, False])
    >>> n.tolist(), side.tolist()
    ([5, 4], [True, False])
    """
    counts = as_counts(y)
    sizes = np.asarray(n).astype(np.int64)
    side = np.asarray(in_target, dtype=np.bool_)
    if sizes.shape != (counts.shape[0],) or side.shape != sizes.shape:
        msg = (
            f"There are {counts.shape[0]} rows of counts, but sizes of shape {sizes.shape} "
            f"and target flags of shape {side.shape}; give one of each per unit."
        )
        raise ValueError(msg)
    if (sizes < 0).any():
        msg = f"A unit cannot have {sizes.min()} tokens; sizes start at 0."
        raise ValueError(msg)
    return counts, sizes, side


def unit_keys(counts: Any, sizes: Ints) -> list[Key]:
    """Return for each row a key that depends on nothing but what the unit holds.

    >>> keys = unit_keys(as_counts([[1], [2], [1]]), np.array([5, 5, 5]))
    >>> keys[0] == keys[2], keys[0] == keys[1]
    (True, False)
    """
    columns = counts.indices.astype(">i8")  # one byte order, so that every machine sorts alike
    values = counts.data.astype(">i8")
    ends = counts.indptr
    return [
        (int(size), columns[a:b].tobytes(), values[a:b].tobytes())
        for size, a, b in zip(sizes, ends[:-1], ends[1:], strict=True)
    ]


def presence(y: Any, n: ArrayLike) -> tuple[Any, Ints]:
    """Return (y > 0, 1): what turns a test of tokens into a test of units that have the term.

    >>> y, n = presence([[3, 0], [1, 1]], [10, 20])
    >>> y.toarray().tolist(), n.tolist()
    ([[1, 0], [1, 1]], [1, 1])

    References: Egbert & Biber 2019, Corpora 14 (text-dispersion keyness).
    """
    counts = as_counts(y)
    counts.data[:] = 1
    return counts, np.ones(np.asarray(n).shape, dtype=np.int64)
