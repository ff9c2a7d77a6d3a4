"""The score test as additive sums: one pass, mergeable, exact in integers."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.stats.units import Floats, Ints, as_units

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSums:
    """All that the score test needs to know of m units, as whole numbers that add up.

    Per feature (V,): occurrences on each side, Σy² and Σyn.
    For all units: their number m, their tokens Σn, Σn², and the target's share of the first two.

    References: statistics of Mildenberger 2023, arXiv 2308.13383, in closed form.
    """

    y_target: Ints
    y_reference: Ints
    yy: Ints
    yn: Ints
    units: int
    units_target: int
    n: int
    n_target: int
    nn: int

    @classmethod
    def empty(cls, features: int) -> ScoreSums:
        """Return the sums of no units: adding them changes nothing.

        >>> ScoreSums.empty(2).yy.tolist()
        [0, 0]
        """
        zeros = np.zeros(features, dtype=np.int64)
        return cls(zeros, zeros, zeros, zeros, 0, 0, 0, 0, 0)

    @classmethod
    def from_units(cls, y: Any, n: ArrayLike, in_target: ArrayLike) -> ScoreSums:
        """Return the sums of the units ``y`` (m × V counts) of sizes ``n`` (m,).

        Raises ValueError as ``as_units`` does.

        >>> s = ScoreSums.from_units([[2], [1]], [10, 10], [True, False])
        >>> s.y_target.tolist(), s.yy.tolist(), s.n
        ([2], [5], 20)
        """
        counts, sizes, side = as_units(y, n, in_target)
        squares = counts.copy()
        squares.data **= 2
        here, there = side.astype(np.int64), (~side).astype(np.int64)
        return cls(
            counts.T @ here,
            counts.T @ there,
            squares.T @ np.ones_like(sizes),
            counts.T @ sizes,
            len(sizes),
            int(here.sum()),
            int(sizes.sum()),
            int(sizes @ here),
            int(sizes @ sizes),
        )

    def __add__(self, other: ScoreSums) -> ScoreSums:
        """Return the sums of both sets of units; raises ValueError if the features differ."""
        if len(self.yy) != len(other.yy):
            msg = f"Sums over {len(self.yy)} and {len(other.yy)} features cannot be added."
            raise ValueError(msg)
        return ScoreSums(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def take(self, columns: Ints) -> ScoreSums:
        """Return the same sums for some of the features.

        >>> ScoreSums.empty(3).take(np.array([0, 2])).yy.tolist()
        [0, 0]
        """
        parts = astuple(self)
        return ScoreSums(*(x[columns] for x in parts[:4]), *parts[4:])

    def u(self) -> Floats:
        """Return U (V,): occurrences in the target beyond its share, in tokens.

        The numerator is a whole number, so swapping sides flips the sign and no bit else.

        >>> ScoreSums.from_units([[3], [1]], [10, 10], [True, False]).u().tolist()
        [1.0]
        """
        n_reference = self.n - self.n_target
        cross = self.y_target * n_reference - self.y_reference * self.n_target
        result: Floats = cross / max(self.n, 1)
        return result

    def variance(self) -> Floats:
        """Return Var U (V,) under every way to choose as many target units.

        Rounding dust counts as 0: a term that is exactly as frequent in every unit cannot differ.

        >>> ScoreSums.from_units([[3], [1]], [10, 10], [True, False]).variance().tolist()
        [1.0]
        """
        if self.units < 2 or self.n == 0:
            return np.zeros(len(self.yy))
        r = (self.y_target + self.y_reference) / self.n
        squares = self.yy - r * (2.0 * self.yn - r * self.nn)
        squares[squares <= 1e-12 * self.yy] = 0.0
        m, target = self.units, self.units_target
        return np.asarray(squares * (target * (m - target) / (m * (m - 1))), dtype=np.float64)

    def z(self) -> Floats:
        """Return z = U / √Var U (V,), and 0 where U cannot vary; + means more in the target.

        >>> ScoreSums.from_units([[3], [1]], [10, 10], [True, False]).z().tolist()
        [1.0]
        """
        return combined_z([self])


def combined_z(strata: list[ScoreSums]) -> Floats:
    """Return z = ΣU / √ΣVar U (V,) over strata, each with its own rate of the term."""
    u = sum((s.u() for s in strata[1:]), strata[0].u())
    sd = combined_sd(strata)
    return np.divide(u, sd, out=np.zeros_like(sd), where=sd > 0)


def combined_sd(strata: list[ScoreSums]) -> Floats:
    """Return √ΣVar U (V,) over strata."""
    total = sum((s.variance() for s in strata[1:]), strata[0].variance())
    return np.asarray(np.sqrt(total), dtype=np.float64)
