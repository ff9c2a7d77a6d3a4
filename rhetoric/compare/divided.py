"""Score tests of the same units divided in several ways, with copies counted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.clusters import strata_of
from rhetoric.compare.copies import firsts, once, same
from rhetoric.ngrams import Counts
from rhetoric.stats.permutation import ScoreTest, score_tests

#: Permutations: at most, and at least, and the additions that all divisions together may cost.
DRAWS, ENOUGH, WORK = 4999, 999, 2_000_000_000
#: Share of the units that may be left out of all divisions because of copies across one of them:
#: so few are worth it that all have the same units and share their dice.
RARE = 0.05
#: What names a division.
K = TypeVar("K")
#: The target and the reference of a division: masks over the units.
Pair = tuple[NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Divided:
    """The units that count in one division, which of them are the target, and the test of that."""

    units: Counts
    side: NDArray[np.bool_]
    test: ScoreTest


def divided(
    units: Counts, sides: Mapping[K, Pair], *, strata: str | None = None, seed: int = 0
) -> dict[K, Divided]:
    """Return by key the score test of units divided into a target and a reference.

    Copies are counted once (see ``rhetoric.compare.copies``); with ``strata`` units change places
    only with their like. Divisions of the same units are permuted by the same dice, which saves
    most of the time.
    """
    rows = _rows(units, sides)
    cost = (units.matrix.nnz + len(units.rows)) * len(sides)
    draws = int(np.clip(WORK // max(cost, 1), ENOUGH, DRAWS))
    together: dict[bytes, list[K]] = {}
    for k in sides:
        together.setdefault(rows[k].tobytes(), []).append(k)
    out = {}
    for keys in together.values():
        kept, targets = units.take(rows[keys[0]]), [sides[k][0][rows[k]] for k in keys]
        labels = strata_of(kept, strata)
        tests = score_tests(
            kept.matrix, kept.tokens, targets, strata=labels, draws=draws, seed=seed
        )
        for k, side, test in zip(keys, targets, tests, strict=True):
            out[k] = Divided(kept, side, test)
    return {k: out[k] for k in sides}


def _rows(units: Counts, sides: Mapping[K, Pair]) -> dict[K, NDArray[np.bool_]]:
    """Return by key which units count in each division."""
    group = same(units)
    rows = {k: once(group, *pair) for k, pair in sides.items()}
    lost = firsts(group, np.ones(len(group), bool))
    lost &= ~np.logical_and.reduce([rows[k] | ~(a | b) for k, (a, b) in sides.items()])
    if lost.sum() <= RARE * len(group):
        return {k: kept & ~lost for k, kept in rows.items()}
    return rows
