"""Whether two sides differ: the score test on whole units, by permutation (maxT)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from rhetoric.stats.attainable import family, log_choose, smallest_p
from rhetoric.stats.closed import closed_p, skewness
from rhetoric.stats.sums import ScoreSums, combined_sd, combined_z
from rhetoric.stats.units import Bools, Floats, Ints, as_units, presence, unit_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

__all__ = ["ScoreSums", "ScoreTest", "detectable_ratio", "presence", "score_test"]

#: Up to this many units × features the permutations are drawn; above it the normal form serves.
SMALL = 3_000_000
#: Additions that a larger table may cost (some seconds), and the fewest draws worth having.
WORK, ENOUGH_DRAWS = 5_000_000_000, 199
#: Numbers held at once while permuting.
CHUNK = 1_000_000
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
class _Design:
    """The units in their own order, and how many of each stratum go to one side.

    The side that is drawn is the smaller one (in the first stratum where sides differ in size),
    whatever its name: so swapping target and reference changes no permutation.
    """

    y: Any
    n: Ints
    starts: list[int]
    picks: list[int]
    sums: list[ScoreSums]

    @property
    def sizes(self) -> list[int]:
        return [b - a for a, b in pairwise(self.starts)]

    @property
    def log_splits(self) -> float:
        """The natural logarithm of the number of ways to split the units."""
        return float(log_choose(self.sizes, self.picks).sum())

    def take(self, columns: Ints) -> _Design:
        """Return the same units with some of the features."""
        return replace(
            self, y=self.y[:, columns], sums=[stratum.take(columns) for stratum in self.sums]
        )

    @property
    def mirrored(self) -> bool:
        """Whether every split has a twin with the sides exchanged, and so the same |z|."""
        return all(2 * k == m for m, k in zip(self.sizes, self.picks, strict=True))


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
    all are looked at; else ``draws`` random ones, p = (b + 1) / (B + 1). Beyond 3 million cells
    p is in closed form (see ``closed_p``), never below the smallest that a term's counts allow,
    and p_max from fewer draws, or Bonferroni's where even those are too dear. The family leaves
    out terms that could not reach the threshold however the units fell (see ``family``); it is
    found from the units without their sides, so that the level holds. The same units in another
    order give the same bits; swapping sides flips z and leaves each p. Raises ValueError as
    ``as_units`` does, or if ``draws`` is not positive.

    >>> y, sides = [[2], [2], [2], [0], [0], [0]], [True] * 3 + [False] * 3
    >>> test = score_test(y, [10] * 6, sides)
    >>> test.method, test.draws, test.p.tolist()  # 2 of the 20 splits are as one-sided
    ('enumeration', 20, [0.1])

    References: Mildenberger 2023, arXiv 2308.13383; Westfall & Young 1993; Phipson & Smyth 2010.
    """
    if draws < 1:
        msg = f"A permutation test needs at least one draw, not {draws}."
        raise ValueError(msg)
    design = _design(*as_units(y, n, in_target), strata)
    z, sd = combined_z(design.sums), combined_sd(design.sums)
    smallest = smallest_p(design.y, design.starts, design.picks)
    members = (sd > 0) & family(np.where(sd > 0, smallest, 1.0), level=level)
    cells, splits = math.prod(design.y.shape), round(math.exp(min(design.log_splits, 30.0)))
    if splits <= draws and cells * splits <= SMALL * 9999:
        return _permuted(design, z, sd, members, draws=splits, level=level, rng=None)
    rng = np.random.default_rng(seed)
    if cells <= SMALL:
        return _permuted(design, z, sd, members, draws=draws, level=level, rng=rng)
    return _large(design, z, sd, members, smallest=smallest, draws=draws, level=level, rng=rng)


def _design(y: Any, n: Ints, side: Bools, strata: ArrayLike | None) -> _Design:
    labels = np.zeros(len(n), dtype=np.int64) if strata is None else np.asarray(strata)
    if labels.shape != n.shape:
        msg = f"There are {len(n)} units but strata of shape {labels.shape}; give one per unit."
        raise ValueError(msg)
    keys = unit_keys(y, n)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    groups = [np.array(sorted(group, key=keys.__getitem__)) for group in groups]
    groups.sort(key=lambda group: [keys[i] for i in group])
    balance = [2 * int(side[group].sum()) - len(group) for group in groups]
    drawn = side if next((b for b in balance if b), -1) < 0 else ~side
    order = np.concatenate([*groups, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return _Design(
        y=y[order],
        n=n[order],
        starts=list(accumulate((len(group) for group in groups), initial=0)),
        picks=[int(drawn[group].sum()) for group in groups],
        sums=[ScoreSums.from_units(y[g], n[g], side[g]) for g in groups]
        or [ScoreSums.empty(y.shape[1])],
    )


def _permuted(
    design: _Design,
    z: Floats,
    sd: Floats,
    members: Bools,
    *,
    draws: int,
    level: float,
    rng: np.random.Generator | None,
) -> ScoreTest:
    """Return the test by all splits (no ``rng``) or by ``draws`` random ones."""
    exact = rng is None
    step = max(1, min(1024, CHUNK // max(1, *design.y.shape)))
    splits = _every_split(design, step) if rng is None else _random_splits(design, draws, step, rng)
    hits, maxima = _tally(design, splits, z, sd, members)
    seen = 0 if exact else 1  # the split that was observed is one of all, but not one of the drawn
    at_least = len(maxima) - np.searchsorted(maxima, np.abs(z) - TIE)
    allowed = math.floor(level * (draws + seen) + TIE) - seen
    possible = members.any() and 0 <= allowed < len(maxima)
    return ScoreTest(
        z=z,
        p=(hits + seen) / (draws + seen),
        p_max=np.where(members, (at_least + seen) / (draws + seen), 1.0),
        in_family=members,
        threshold=float(maxima[len(maxima) - 1 - allowed]) + TIE if possible else math.inf,
        p_min=(2 if design.mirrored else 1) / draws if exact else 1 / (draws + 1),
        draws=draws,
        method="enumeration" if exact else "permutation",
        level=level,
    )


def _tally(
    design: _Design, splits: Iterator[Floats], z: Floats, sd: Floats, members: Bools
) -> tuple[Ints, Floats]:
    """Return how many splits have as large a |z| (V,), and the family's largest of each, sorted.

    A split is a column of zeros and ones (m × step). Its occurrences are sums of whole numbers,
    exact in any order, so threads and libraries cannot change a bit of the result.
    """
    order = np.argsort(~members, kind="stable")  # the family first: its maximum is one slice
    count = int(members.sum())
    y = design.y[:, order].T.tocsr().astype(np.float64)
    bounds = list(pairwise(design.starts))
    rates = [((s.y_target + s.y_reference) / max(s.n, 1))[order] for s in design.sums]
    scale = np.divide(1.0, sd, out=np.zeros_like(sd), where=sd > 0)[order, None]
    bar = (np.abs(z) - TIE)[order, None]
    hits, maxima = np.zeros(len(z), dtype=np.int64), []
    for split in splits:
        scores = y @ split
        for (start, stop), rate in zip(bounds, rates, strict=False):
            scores -= np.multiply.outer(rate, design.n[start:stop] @ split[start:stop])
        np.abs(scores, out=scores)
        scores *= scale
        hits += np.count_nonzero(scores >= bar, axis=1)
        maxima.append(scores[:count].max(axis=0, initial=0.0))
    result = np.empty_like(hits)
    result[order] = hits
    return result, np.sort(np.concatenate(maxima))


def _every_split(design: _Design, step: int) -> Iterator[Floats]:
    """Yield every split, ``step`` columns at a time."""
    bounds = zip(design.starts, design.sizes, design.picks, strict=False)
    ways = [combinations(range(start, start + m), k) for start, m, k in bounds]
    rows = [[i for part in parts for i in part] for parts in product(*ways)]
    chosen = np.array(rows, dtype=np.int64).reshape(len(rows), -1)
    for at in range(0, len(chosen), step):
        yield _indicators(chosen[at : at + step], len(design.n))


def _random_splits(
    design: _Design, draws: int, step: int, rng: np.random.Generator
) -> Iterator[Floats]:
    """Yield ``draws`` random splits, ``step`` columns at a time; the step changes no draw."""
    for at in range(0, draws, step):
        dice = rng.random((min(step, draws - at), len(design.n)))
        lots = [
            np.argpartition(dice[:, a:b], min(k, b - a - 1), axis=1)[:, :k] + a
            for (a, b), k in zip(pairwise(design.starts), design.picks, strict=True)
        ]
        yield _indicators(np.concatenate(lots, axis=1), len(design.n))


def _indicators(chosen: Ints, units: int) -> Floats:
    """Return zeros and ones (units × splits) from the rows that each split chose."""
    columns = np.zeros((units, len(chosen)))
    columns[chosen, np.arange(len(chosen))[:, None]] = 1.0
    return columns


def _large(
    design: _Design,
    z: Floats,
    sd: Floats,
    members: Bools,
    *,
    smallest: Floats,
    draws: int,
    level: float,
    rng: np.random.Generator,
) -> ScoreTest:
    """Return the test of a table too large for ``draws`` permutations: p in closed form.

    p_max is by as many permutations as ``WORK`` affords, or Bonferroni's if those are too few.
    """
    skew = skewness(design.y, design.n, design.starts, design.picks, sd)
    p = np.where(sd > 0, np.maximum(closed_p(z, skew), smallest), 1.0)
    columns, tests = np.flatnonzero(members), int(members.sum())
    family_only = design.take(columns)
    draws = min(draws, WORK // (family_only.y.nnz + 6 * tests + 6 * len(design.n) + 1))
    p_max, all_in = np.ones(len(z)), np.ones(tests, dtype=np.bool_)
    if draws >= ENOUGH_DRAWS:
        drawn = _permuted(
            family_only, z[columns], sd[columns], all_in, draws=draws, level=level, rng=rng
        )
        p_max[columns], threshold = np.maximum(drawn.p_max, p[columns]), drawn.threshold
    else:
        draws = 0
        p_max[columns] = np.minimum(p[columns] * tests, 1.0)
        threshold = float(-ndtri(level / (2 * tests))) if tests else math.inf
    p_min = math.exp(-design.log_splits) * (2 if design.mirrored else 1)
    return ScoreTest(z, p, p_max, members, threshold, p_min, draws, "normal", level)


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
