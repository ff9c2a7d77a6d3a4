"""Whether two sides differ: the score test on whole units, by permutation (maxT)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from rhetoric.stats.attainable import family, log_choose, smallest_p
from rhetoric.stats.closed import closed_p, skewness
from rhetoric.stats.splits import Table, Tally, all_splits, look_at_all, look_at_random
from rhetoric.stats.sums import ScoreSums, combined_sd, combined_z
from rhetoric.stats.units import Bools, Floats, Ints, as_units, presence, unit_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

__all__ = [
    "ScoreSums", "ScoreTest", "detectable_ratio", "presence", "score_test", "score_tests",
]  # fmt: skip

#: Up to this many units × features the permutations are drawn; above it the normal form serves.
SMALL = 3_000_000
#: Additions that a larger table may cost (some seconds), and the fewest draws worth having.
WORK, ENOUGH_DRAWS = 5_000_000_000, 199
#: Two z that differ by less are a tie.
TIE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTest:
    """What ``score_test`` found, one entry per feature (V,); + means more in the target.

    ``z``: the score; ``p``: its two-sided permutation p; ``p_max``: the same, corrected for all
    terms of the family (maxT), 1 outside it; ``in_family``: which terms the correction is over.
    ``threshold``: the |z| above which p_max ≤ ``level``, infinite if nothing can reach it;
    ``p_min``: the smallest p that these units allow; ``draws``: splits looked at (0 if none);
    ``method``: "enumeration" (all splits: exact), "permutation" or "normal" (p in closed form).
    """

    z: Floats
    p: Floats
    p_max: Floats
    in_family: Bools
    threshold: float
    p_min: float
    draws: int
    method: str
    level: float

    @property
    def exact(self) -> bool:
        """Whether every split of the units was looked at."""
        return self.method == "enumeration"

    @property
    def tests(self) -> int:
        """The size of the family."""
        return int(self.in_family.sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """The units in their own order: counts, sizes, strata as runs of rows, and their old places."""

    y: Any
    n: Ints
    starts: list[int]
    order: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """One target among the units, and how many units of each stratum go to one side.

    The side that is drawn is the smaller one (in the first stratum where sides differ in size),
    whatever its name: so swapping target and reference changes no permutation.
    """

    units: _Units
    picks: list[int]
    sums: list[ScoreSums]
    z: Floats
    sd: Floats

    @property
    def sizes(self) -> list[int]:
        """The number of units in each stratum."""
        return [b - a for a, b in pairwise(self.units.starts)]

    @property
    def log_splits(self) -> float:
        """The natural logarithm of the number of ways to split the units."""
        return float(log_choose(self.sizes, self.picks).sum())

    @property
    def mirrored(self) -> bool:
        """Whether every split has a twin with the sides exchanged, and so the same |z|."""
        return all(2 * k == m for m, k in zip(self.sizes, self.picks, strict=True))

    def table(self, columns: Ints, family: Bools) -> Table:
        """Return what is permuted, for some of the features."""
        rates = [(s.y_target + s.y_reference) / max(s.n, 1) for s in self.sums]
        runs = len(self.units.starts) - 1
        scale = np.divide(1.0, self.sd, out=np.zeros_like(self.sd), where=self.sd > 0)
        return Table(
            y=self.units.y[:, columns],
            n=self.units.n,
            starts=self.units.starts,
            picks=self.picks,
            rates=np.array(rates[:runs]).reshape(runs, len(scale))[:, columns],
            scale=scale[columns],
            family=family,
        )


def score_test(
    y: Any,
    n: ArrayLike,
    in_target: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    draws: int = 9999,
    seed: int = 0,
    level: float = 0.05,
) -> ScoreTest:
    """Return the test of each feature of ``y`` (m units × V, counts) for a difference of rate.

    ``n`` (m,) are the units' tokens, ``in_target`` (m,) says which are the target, ``strata``
    (m,) labels groups inside which units change places. If there are at most ``draws`` splits
    all are looked at; else ``draws`` random ones, p = (b + 1) / (B + 1). Beyond 3 million cells,
    where splits are not few, p is in closed form (see ``closed_p``), never below the smallest
    that a term's counts allow, and p_max from fewer draws, or Bonferroni's where even those are
    too dear. The family leaves out terms that could not reach the threshold however the units
    fell (see ``family``); it is found from the units without their sides, so that the level
    holds. The same units in another order give the same bits; swapping sides flips z and leaves
    each p. Raises ValueError as ``as_units`` does, or if ``draws`` is not positive.

    >>> y, sides = [[2], [2], [2], [0], [0], [0]], [True] * 3 + [False] * 3
    >>> test = score_test(y, [10] * 6, sides)
    >>> test.method, test.draws, test.p.tolist()  # 2 of the 20 splits are as one-sided
    ('enumeration', 20, [0.1])

    References: Mildenberger 2023, arXiv 2308.13383; Westfall & Young 1993; Phipson & Smyth 2010.
    """
    return score_tests(y, n, [in_target], strata=strata, draws=draws, seed=seed, level=level)[0]


def score_tests(
    y: Any,
    n: ArrayLike,
    targets: Sequence[ArrayLike],
    *,
    strata: ArrayLike | None = None,
    draws: int = 9999,
    seed: int = 0,
    level: float = 0.05,
) -> list[ScoreTest]:
    """Return the tests of several targets (m,) among the same units, each as by ``score_test``.

    All share their dice, which is quicker; no bit of a result depends on the others.

    >>> y, n = [[2], [2], [0], [0]], [10] * 4
    >>> tests = score_tests(y, n, [[True, True, False, False], [True, False, True, False]])
    >>> [float(test.z[0].round(3)) for test in tests]
    [1.732, 0.0]
    """
    if draws < 1:
        msg = f"A permutation test needs at least one draw, not {draws}."
        raise ValueError(msg)
    if not targets:
        return []
    sides = [as_units(y, n, target)[2] for target in targets]
    counts, sizes, _ = as_units(y, n, targets[0])
    units = _units(counts, sizes, strata)
    designs = [_design(units, side) for side in sides]
    return _tested(designs, draws=draws, seed=seed, level=level)


def _units(y: Any, n: Ints, strata: ArrayLike | None) -> _Units:
    labels = np.zeros(len(n), dtype=np.int64) if strata is None else np.asarray(strata)
    if labels.shape != n.shape:
        msg = f"There are {len(n)} units but strata of shape {labels.shape}; give one per unit."
        raise ValueError(msg)
    keys = unit_keys(y, n)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    groups = [np.array(sorted(group, key=keys.__getitem__)) for group in groups]
    groups.sort(key=lambda group: [keys[i] for i in group])
    order = np.concatenate([*groups, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    starts = list(accumulate((len(group) for group in groups), initial=0))
    return _Units(y=y[order], n=n[order], starts=starts, order=order)


def _design(units: _Units, side: Bools) -> _Design:
    side, runs = side[units.order], list(pairwise(units.starts))
    balance = [2 * int(side[a:b].sum()) - (b - a) for a, b in runs]
    drawn = side if next((b for b in balance if b), -1) < 0 else ~side
    sums = [ScoreSums.from_units(units.y[a:b], units.n[a:b], side[a:b]) for a, b in runs]
    sums = sums or [ScoreSums.empty(units.y.shape[1])]
    picks = [int(drawn[a:b].sum()) for a, b in runs]
    return _Design(units, picks, sums, combined_z(sums), combined_sd(sums))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How one design is tested: on which features, by how many splits, all of them or some."""

    design: _Design
    members: Bools
    smallest: Floats
    columns: Ints
    draws: int
    method: str
    tally: Tally | None


def _tested(designs: list[_Design], *, draws: int, seed: int, level: float) -> list[ScoreTest]:
    plans = [_plan(design, draws, level) for design in designs]
    for plan in plans:
        if plan.tally is not None and plan.method == "enumeration":
            look_at_all(plan.tally)
    some = [(p.tally, p.draws) for p in plans if p.tally and p.method != "enumeration"]
    look_at_random([t for t, _ in some], [n for _, n in some], np.random.default_rng(seed))
    return [_found(plan, level) for plan in plans]


def _plan(design: _Design, draws: int, level: float) -> _Plan:
    units, sd = design.units, design.sd
    smallest = smallest_p(units.y, units.starts, design.picks)
    members = (sd > 0) & family(np.where(sd > 0, smallest, 1.0), level=level)
    cells, splits = math.prod(units.y.shape), all_splits(design.log_splits)
    every = np.arange(units.y.shape[1])
    if splits <= draws and cells * splits <= SMALL * 9999:
        method, columns, draws = "enumeration", every, splits
    elif cells <= SMALL:
        method, columns = "permutation", every
    else:
        method, columns = "normal", np.flatnonzero(members)
        held, tests = units.y[:, columns].nnz, len(columns)
        draws = min(draws, WORK // (held + 6 * tests + 6 * len(units.n) + 1))
        draws = draws if draws >= ENOUGH_DRAWS else 0
    bar = None if method == "normal" else np.abs(design.z) - TIE
    tally = Tally(design.table(columns, members[columns]), bar) if draws else None
    return _Plan(design, members, smallest, columns, draws, method, tally)


def _found(plan: _Plan, level: float) -> ScoreTest:
    """Return the test from the splits that were looked at."""
    design, members = plan.design, plan.members
    seen = 0 if plan.method == "enumeration" else 1  # there the observed split is one of all
    p_max, threshold = np.ones(len(members)), math.inf
    if plan.tally is not None:
        maxima, tests = plan.tally.sorted(), plan.draws + seen
        at_least = len(maxima) - np.searchsorted(maxima, np.abs(design.z[members]) - TIE)
        p_max[members] = (at_least + seen) / tests
        allowed = math.floor(level * tests + TIE) - seen
        if members.any() and 0 <= allowed < len(maxima):
            threshold = float(maxima[len(maxima) - 1 - allowed]) + TIE
    if plan.method == "normal":
        return _closed(plan, p_max, threshold, level)
    assert plan.tally is not None
    twins = 2 if design.mirrored else 1
    return ScoreTest(
        z=design.z,
        p=(plan.tally.hits + seen) / (plan.draws + seen),
        p_max=p_max,
        in_family=members,
        threshold=threshold,
        p_min=twins / plan.draws if seen == 0 else 1 / (plan.draws + 1),
        draws=plan.draws,
        method=plan.method,
        level=level,
    )


def _closed(plan: _Plan, p_max: Floats, threshold: float, level: float) -> ScoreTest:
    """Return the test of a table too large for as many permutations as were asked for.

    p is in closed form; p_max by as many permutations as ``WORK`` affords, or Bonferroni's.
    """
    design, members = plan.design, plan.members
    units, sd, tests = design.units, design.sd, int(members.sum())
    skew = skewness(units.y, units.n, units.starts, design.picks, sd)
    p = np.where(sd > 0, np.maximum(closed_p(design.z, skew), plan.smallest), 1.0)
    if plan.draws:
        p_max[members] = np.maximum(p_max[members], p[members])
    else:
        p_max[members] = np.minimum(p[members] * tests, 1.0)
        threshold = float(-ndtri(level / (2 * tests))) if tests else math.inf
    p_min = math.exp(-design.log_splits) * (2 if design.mirrored else 1)
    return ScoreTest(design.z, p, p_max, members, threshold, p_min, plan.draws, "normal", level)


def detectable_ratio(
    units_target: int,
    units_reference: int,
    *,
    share: float = 0.1,
    tests: int = 500,
    level: float = 0.05,
    power: float = 0.8,
) -> float | None:
    """Return the fold difference that this many units would likely (80 %) show, or None.

    For a term that a unit has once or not at all, in ``share`` of the reference units, and a
    family of ``tests`` terms: the smallest share p₁ of target units with
    p₁ − p₀ ≥ z_c·√(p̄(1 − p̄)(1/m_A + 1/m_B)) + z_power·√(p₁(1 − p₁)/m_A + p₀(1 − p₀)/m_B),
    where z_c is Bonferroni's. The answer is p₁ / p₀; None if even a term in every target unit
    would not do. Raises ValueError for a side without units or a share outside (0, 1).

    >>> round(detectable_ratio(22, 79), 1), detectable_ratio(2, 3)
    (5.7, None)

    References: the sample size of two proportions, Fleiss, Levin & Paik 2003, chapter 4.
    """
    if min(units_target, units_reference) < 1 or not 0 < share < 1:
        msg = (
            "Give at least one unit a side and a share between 0 and 1, "
            f"not {units_target}, {units_reference} and {share}."
        )
        raise ValueError(msg)
    a, b = units_target, units_reference
    critical, reserve = -float(ndtri(level / (2 * max(tests, 1)))), float(ndtri(power))
    grid = np.linspace(share, 1.0, 10_001)
    mean = (a * grid + b * share) / (a + b)
    null = np.sqrt(mean * (1 - mean) * (1 / a + 1 / b))
    spread = np.sqrt(grid * (1 - grid) / a + share * (1 - share) / b)
    enough = np.flatnonzero(grid - share >= critical * null + reserve * spread)
    return float(grid[enough[0]] / share) if len(enough) else None
