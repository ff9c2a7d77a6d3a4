"""Many tests at once: the share of false discoveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


def benjamini_hochberg(p: ArrayLike, *, tests: int | None = None) -> Floats:
    """Return q (same shape as ``p``): the false discovery rate of a list that ends at this test.

    Equal p get equal q, a smaller p never gets a larger q, and nothing gives nothing. Where ``p``
    are the smallest of more ``tests``, q up to the largest of them are those over all. Raises
    ValueError if some p is not between 0 and 1.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    >>> benjamini_hochberg([0.01], tests=4).tolist()
    [0.04]

    References: Benjamini & Hochberg 1995, JRSS B 57.
    """
    values = np.asarray(p, dtype=np.float64)
    bad = ~((values >= 0) & (values <= 1))
    if bad.any():
        msg = f"A p-value lies between 0 and 1, but one of these is {values[bad][0]}."
        raise ValueError(msg)
    flat = values.ravel()
    order = np.argsort(flat, kind="stable")
    scaled = flat[order] * (flat.size if tests is None else tests) / np.arange(1, flat.size + 1)
    q = np.empty_like(flat)
    # p·m/m can round below p, so q is kept from falling under it.
    q[order] = np.maximum(np.minimum.accumulate(scaled[::-1])[::-1], flat[order])
    return np.minimum(q, 1.0).reshape(values.shape)
