"""Ways to divide units between two sides, and what every feature scores in each of them.

Counts are whole numbers, so they are added as short integers where those suffice: exact in any
order and on any number of threads, and the arithmetic that takes the time is four times as fast.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.stats.units import Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Numbers held at once while permuting.
CHUNK = 1_000_000
#: Tables that are looked at side by side, where there are as many cores.
THREADS = 4
#: Scores from which it pays to look at tables side by side.
MANY = 50_000_000
#: Dice in single precision.
_Rough = NDArray[np.float32]
#: The highest dice (splits,) that is taken, and the splits in which the next looks as high.
_Bar = tuple[_Rough, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The units of one test: counts (m × V), sizes (m,), strata as runs of rows, and the draw.

    ``rates`` holds the rate of each feature in each stratum (strata × V), ``scale`` what turns a
    sum into z (V,); ``family`` says which features the largest score is taken over; ``picks`` how
    many units of each stratum a split takes.
    """

    y: Any
    n: Ints
    starts: Sequence[int]
    picks: Sequence[int]
    rates: Floats
    scale: Floats
    family: Bools


@dataclass(slots=True, eq=False)
class Tally:
    """Counts, split after split, how often each feature's score is as high as ``bar`` (V,).

    Without a bar only the largest score of the family is kept, one a split.
    """

    table: Table
    bar: Floats | None = None
    hits: Ints = field(init=False)
    maxima: list[Floats] = field(init=False, default_factory=list)
    _order: Ints = field(init=False)
    _y: Any = field(init=False)
    _n: Any = field(init=False)

    def __post_init__(self) -> None:
        self.hits = np.zeros(len(self.table.family), dtype=np.int64)
        # The family first: its maximum is one slice.
        self._order = np.argsort(~self.table.family, kind="stable")
        transposed = self.table.y[:, self._order].T.tocsr()
        most = int(np.asarray(transposed.sum(axis=1)).max(initial=0))
        kind = np.int16 if most < 2**15 else np.float32 if most < 2**24 else np.float64
        self._y, self._n = transposed.astype(kind), _by_stratum(self.table.n, self.table.starts)

    def add(self, chosen: Bools) -> None:
        """Look at some splits (m × splits): which units each takes."""
        table, order = self.table, self._order
        scores = (self._y @ chosen.astype(self._y.dtype)).astype(np.float64)
        for size, rate in zip(self._n @ chosen.view(np.int8), table.rates, strict=True):
            scores -= np.multiply.outer(rate[order], size)
        np.abs(scores, out=scores)
        scores *= table.scale[order, None]
        if self.bar is not None:
            self.hits[order] += np.count_nonzero(scores >= self.bar[order, None], axis=1)
        count = int(table.family.sum())
        self.maxima.append(scores[:count].max(axis=0, initial=0.0))

    def sorted(self) -> Floats:
        """Return the largest score of the family in each split, ascending."""
        return np.sort(np.concatenate([np.zeros(0), *self.maxima]))


def _by_stratum(n: Ints, starts: Sequence[int]) -> Any:
    """Return the sizes (strata × m) of the units, each in the row of its stratum."""
    kind = np.int32 if int(n.sum()) < 2**31 else np.int64
    shape = (max(len(starts) - 1, 0), len(n))
    return sparse.csr_array((n.astype(kind), np.arange(len(n)), np.asarray(starts)), shape=shape)


def step_of(cells: int, units: int) -> int:
    """Return how many splits are looked at together.

    >>> step_of(10, 10), step_of(10**9, 10**9)
    (1024, 1)
    """
    return max(1, min(1024, CHUNK // max(1, cells, units)))


def look_at_all(tally: Tally) -> None:
    """Look at every split of a table."""
    table = tally.table
    bounds = list(zip(pairwise(table.starts), table.picks, strict=True))
    ways = [combinations(range(a, b), k) for (a, b), k in bounds]
    rows = [[i for part in parts for i in part] for parts in product(*ways)]
    every = np.array(rows, dtype=np.int64).reshape(len(rows), -1)
    step = step_of(table.y.shape[1], len(table.n))
    for at in range(0, len(every), step):
        part = every[at : at + step]
        chosen = np.zeros((len(table.n), len(part)), dtype=np.bool_)
        chosen[part, np.arange(len(part))[:, None]] = True
        tally.add(chosen)


def look_at_random(
    tallies: Sequence[Tally], draws: Sequence[int], rng: np.random.Generator
) -> None:
    """Look at random splits, ``draws`` of each table, all by the same dice.

    The tables have the same units and strata, and may differ in how many units a split takes. The
    first splits are the same however many follow, and whatever other tables there are.
    """
    tables = [tally.table for tally in tallies]
    step = min((step_of(t.y.shape[1], len(t.n)) for t in tables), default=1)
    scores = sum(most * len(t.family) for t, most in zip(tables, draws, strict=True))
    threads = min(len(tallies), os.cpu_count() or 1, THREADS) if scores > MANY else 1
    with ThreadPoolExecutor(threads) as pool:
        for at in range(0, max(draws, default=0), step):
            wanted = [min(step, most - at) for most in draws]
            dice = rng.random((max(wanted), len(tables[0].n)))
            rough = dice.astype(np.float32)  # half the bytes to sort and to compare
            look = partial(_look, dice, np.ascontiguousarray(rough.T), _ordered(rough, tables))
            deque(pool.map(look, tallies, wanted), maxlen=0)


def _look(dice: Floats, turned: _Rough, ordered: _Rough, tally: Tally, some: int) -> None:
    """Look at the first splits that dice make of one table."""
    if some > 0:
        bars = _bars(ordered[:some], tally.table)
        tally.add(_chosen(dice[:some], turned[:, :some], tally.table, bars))


def _ordered(dice: _Rough, tables: Sequence[Table]) -> _Rough:
    """Return the dice of each row sorted inside each stratum."""
    parts = [np.sort(dice[:, a:b], axis=1) for a, b in pairwise(tables[0].starts)]
    return np.concatenate(parts, axis=1)


def _bars(ordered: _Rough, table: Table) -> list[_Bar]:
    """Return for each stratum the bar up to which units are taken; −1 where none is."""
    out = []
    for (a, b), k in zip(pairwise(table.starts), table.picks, strict=True):
        last, following = ordered[:, a + max(k - 1, 0)], ordered[:, min(a + k, b - 1)]
        tied = np.flatnonzero((last == following) & (0 < k < b - a))
        out.append((last if k else np.full_like(last, -1), tied))
    return out


def _chosen(dice: Floats, turned: _Rough, table: Table, bars: list[_Bar]) -> Bools:
    """Return the units (m × splits) with the lowest dice of each stratum, as many as it takes."""
    out = np.empty(turned.shape, dtype=np.bool_)
    runs = zip(pairwise(table.starts), table.picks, bars, strict=True)
    for (a, b), k, (last, tied) in runs:
        np.less_equal(turned[a:b], last, out=out[a:b])
        for split in tied:
            out[a:b, split] = False  # of dice alike the first, once they are looked at closely
            out[a + np.argsort(dice[split, a:b], kind="stable")[:k], split] = True
    return out


def all_splits(log_splits: float) -> int:
    """Return how many splits there are, from the logarithm; beyond e³⁰ it matters no more.

    >>> all_splits(float(np.log(20)))
    20
    """
    return round(float(np.exp(min(log_splits, 30.0))))


__all__ = ["Table", "Tally", "all_splits", "look_at_all", "look_at_random", "step_of"]
