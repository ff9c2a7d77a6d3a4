"""Terms against dates: at each of a few boundaries their rates before and after, and the best.

From sums over documents alone: the closed form of the permutation of whole documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.compare.reach import LEVEL
from rhetoric.stats.closed import closed_p
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.powers import Powers

#: A smaller |z| is never flagged, so that its p need not be known.
SMALL_Z = 2.5
#: Terms that are tested at once: their numbers stay in the cache of a processor.
_LOAD = 1 << 13
#: What rounding may do to z, and more.
_SLACK = 1e-6


def tested(
    terms: NDArray[np.int64],
    sums: Powers,
    counts: NDArray[Any],
    starts: Sequence[int],
    sizes: NDArray[np.int64],
) -> pd.DataFrame:
    """Return z and p of terms at their best boundary, a row a term by its number.

    Of those with a p of .05 or less: no other has a part in a rate of false discoveries so low.
    ``sums`` and ``counts`` (runs of documents × terms) are those of the terms, runs begin at 0 and
    at each of ``starts``, ``sizes`` are the words of the documents. ``best`` is the boundary,
    ``rate`` and ``squares`` are what z was made of.
    """
    spread = _Spread.of(sums, sizes)
    z, best, p = _tested(spread, counts, starts, sizes)
    low = np.flatnonzero(p <= LEVEL)
    found = {"best": best[low], "z": z[low], "p": p[low]}
    own = {"rate": spread.rate[low], "squares": spread.squares[low]}
    return pd.DataFrame({**found, **own}, index=terms[low])


def flagged(found: pd.DataFrame, tests: int) -> pd.DataFrame:
    """Return those of the terms found by so many tests whose q is at most .05, with q.

    And with ``p_adjusted``, that of Bonferroni.
    """
    p = found["p"].to_numpy()
    said = found.assign(q=benjamini_hochberg(p, tests=tests), p_adjusted=np.minimum(p * tests, 1.0))
    return said[said["q"] <= LEVEL]


@dataclass(frozen=True)
class _Spread:
    """How counts of terms differ between documents: e = y − rate·n."""

    rate: NDArray[np.float64]
    squares: NDArray[np.float64]  # Σe²
    cubes: NDArray[np.float64]  # Σe³

    @classmethod
    def of(cls, sums: Powers, sizes: NDArray[np.int64]) -> _Spread:
        """Return what sums over documents of these sizes come to."""
        out = cls(*(np.empty(len(sums.total)) for _ in range(3)))
        n = sizes.astype(np.float64)
        words, n2, n3 = max(float(n.sum()), 1.0), float((n**2).sum()), float((n**3).sum())
        for first in range(0, len(sums.total), _LOAD):
            cut = slice(first, first + _LOAD)
            own = sums.at(cut)
            rate = own.total / words
            squares = own.y2 - 2 * rate * own.yn + rate**2 * n2
            cubes = own.y3 - 3 * rate * own.y2n + 3 * rate**2 * own.yn2
            out.rate[cut], out.squares[cut] = rate, np.maximum(squares, 0.0)
            out.cubes[cut] = cubes - rate**3 * n3
        return out

    @property
    def steady(self) -> NDArray[np.float64]:
        """1 / √Σe², 0 where all documents have the same rate."""
        root, sure = np.sqrt(self.squares), self.squares > 1e-9
        return np.divide(1.0, root, out=np.zeros_like(root), where=sure)

    def at(self, terms: slice | NDArray[np.int64]) -> _Spread:
        """Return that of some terms."""
        return _Spread(self.rate[terms], self.squares[terms], self.cubes[terms])


def _tested(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and p over all of them.

    ``counts`` are those of the runs of documents between boundaries. Where |z| is small at all of
    them it is not told: z and boundary are 0, p is 1.
    """
    cuts = [slice(k, k + _LOAD) for k in range(0, counts.shape[1], _LOAD)]
    reached = (_reached(spread.at(cut), counts[:, cut], starts, sizes) for cut in cuts)
    there = np.flatnonzero(np.concatenate([np.empty(0), *reached]) > SMALL_Z - _SLACK)
    z, best = np.zeros(counts.shape[1]), np.zeros(counts.shape[1], np.int64)
    z[there], best[there], skew = _best(spread.at(there), counts[:, there], starts, sizes)
    p = np.ones(len(z))
    large = np.abs(z[there]) > SMALL_Z
    found = closed_p(z[there[large]], skew[large])
    p[there[large]] = np.minimum(found * len(starts), 1.0)
    return z, best, p


def _reached(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the largest |z| of each term, but for what rounding does: most terms end here."""
    m, words = len(sizes), np.append(0, np.cumsum(sizes))
    before = np.zeros(counts.shape[1], np.int64)
    largest, here, rest = (np.zeros(len(before)) for _ in range(3))
    for cut, k in enumerate(starts):
        share = 1 / np.sqrt(k * (m - k) / (m * (m - 1)))
        before += counts[cut]
        np.multiply(spread.rate, words[k] * share, out=here)
        np.multiply(before, share, out=rest)
        here -= rest
        np.maximum(largest, np.abs(here, out=here), out=largest)
    largest *= spread.steady
    return largest


def _best(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and the skewness there."""
    before, words = np.zeros(counts.shape[1], np.int64), np.append(0, np.cumsum(sizes))
    m, k = len(sizes), np.array(starts)
    best, z = np.zeros(len(before), np.int64), np.zeros(len(before))
    steady = spread.steady
    scale = np.sqrt(k * (m - k) / (m * (m - 1)))
    for cut, documents in enumerate(starts):
        before += counts[cut]
        here = spread.rate * words[documents]
        here -= before  # the excess of the later side
        here *= steady
        here /= scale[cut]
        better = np.abs(here) > np.abs(z)
        best[better], z[better] = cut, here[better]
    at = k[best]
    third = (m - at) * at * (2 * at - m) / (m * (m - 1) * (m - 2)) * spread.cubes
    skew = third * (steady / scale[best]) ** 3
    return z, best, skew
