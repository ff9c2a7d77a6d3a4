"""Terms against dates: at each of a few boundaries their rates before and after, and the best.

From sums over documents alone: the closed form of the permutation of whole documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
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
    sums: Callable[[slice], Powers],
    counts: NDArray[Any],
    starts: Sequence[int],
    sizes: NDArray[np.int64],
) -> pd.DataFrame:
    """Return z and p of terms at their best boundary, a row a term by its number.

    Of those with a p of .05 or less: no other has a part in a rate of false discoveries so low.
    ``sums`` returns those of a stretch of the terms, ``counts`` (runs of documents × terms) are of
    all of them; runs begin at 0 and at each of ``starts``, ``sizes`` are the words of the
    documents. ``best`` is the boundary, ``rate`` and ``squares`` are what z was made of.
    """
    cuts = [slice(k, k + _LOAD) for k in range(0, len(terms), _LOAD)]
    found = [_far(_Spread.of(sums(cut), sizes), counts[:, cut], starts, sizes) for cut in cuts]
    place = [cut.start + at for cut, (at, _) in zip(cuts, found, strict=True)]
    at = np.concatenate([np.empty(0, np.int64), *place])
    spread = _Spread.joined([own for _, own in found])
    z, best, p = _tested(spread, counts[:, at], starts, sizes)
    low = np.flatnonzero(p <= LEVEL)
    said = {"best": best[low], "z": z[low], "p": p[low]}
    own = {"rate": spread.rate[low], "squares": spread.squares[low]}
    return pd.DataFrame({**said, **own}, index=terms[at[low]])


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
        n = sizes.astype(np.float64)
        words, n2, n3 = max(float(n.sum()), 1.0), float((n**2).sum()), float((n**3).sum())
        rate = sums.total / words
        squares = sums.y2 - 2 * rate * sums.yn + rate**2 * n2
        cubes = sums.y3 - 3 * rate * sums.y2n + 3 * rate**2 * sums.yn2
        return cls(rate, np.maximum(squares, 0.0), cubes - rate**3 * n3)

    @classmethod
    def joined(cls, some: Sequence[_Spread]) -> _Spread:
        """Return those of several runs of terms as one."""
        columns = ([getattr(one, field.name) for one in some] for field in fields(cls))
        return cls(*(np.concatenate([np.empty(0), *column]) for column in columns))

    @property
    def steady(self) -> NDArray[np.float64]:
        """1 / √Σe², 0 where all documents have the same rate."""
        root, sure = np.sqrt(self.squares), self.squares > 1e-9
        return np.divide(1.0, root, out=np.zeros_like(root), where=sure)

    def at(self, terms: NDArray[np.int64]) -> _Spread:
        """Return that of some terms."""
        return _Spread(self.rate[terms], self.squares[terms], self.cubes[terms])


def _far(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], _Spread]:
    """Return which terms may have a |z| that is not small at some boundary, and their spread."""
    at = np.flatnonzero(_reached(spread, counts, starts, sizes) > SMALL_Z - _SLACK)
    return at, spread.at(at)


def _tested(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and p over all of them.

    ``counts`` are those of the runs of documents between boundaries. Where |z| is small at all of
    them p is 1.
    """
    z, best, skew = _best(spread, counts, starts, sizes)
    p = np.ones(len(z))
    large = np.abs(z) > SMALL_Z
    p[large] = np.minimum(closed_p(z[large], skew[large]) * len(starts), 1.0)
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
