"""The two-by-two table behind every keyness measure: what is there, and what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


class Table(NamedTuple):
    """The four cells, what is expected in them, δ = a − E(a), and N.

    δ comes from a·n2 − b·n1, without the cancellation of a − E(a).
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    n1: Floats
    n2: Floats
    total: Floats
    delta: Floats
    expected: tuple[Floats, Floats, Floats, Floats]


def sides_of(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> tuple[Floats, ...]:
    """Return counts and sizes, broadcast; raises ValueError if a count exceeds its side."""
    sides = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (a, b, n1, n2)))
    for count, size, name in ((sides[0], sides[2], "target"), (sides[1], sides[3], "reference")):
        bad = ~((count >= 0) & (count <= size))
        if bad.any():
            msg = (
                f"A count lies between 0 and its side's size, but in the {name} one is "
                f"{count[bad][0]:g} of {size[bad][0]:g}."
            )
            raise ValueError(msg)
    return sides


def table_of(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Table:
    """Return the four cells, their expectations and δ; raises ValueError as ``sides_of`` does."""
    a, b, n1, n2 = sides_of(a, b, n1, n2)
    c, d, total = n1 - a, n2 - b, n1 + n2
    delta = divided(a * n2 - b * n1, total)
    expected = (
        divided(n1 * (a + b), total),
        divided(n2 * (a + b), total),
        divided(n1 * (c + d), total),
        divided(n2 * (c + d), total),
    )
    return Table(a, b, c, d, n1, n2, total, delta, expected)


def divided(x: Floats, y: Floats, empty: float = 0.0) -> Floats:
    """Return x / y, and ``empty`` where y is 0."""
    shape = np.broadcast(x, y).shape
    quotient: Floats = np.divide(x, y, out=np.full(shape, empty), where=y != 0)
    return quotient
