"""Whether a change is more than chance: one permutation test a contrast, for all candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.keyness import caveats, family_q, genre_marks
from rhetoric.compare.sides import Sides, between, units_of
from rhetoric.corpus import Document
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import Interval, log_ratio_interval, sign_stable
from rhetoric.stats.permutation import ScoreTest, score_tests


@dataclass(frozen=True, eq=False)
class Trial:
    """What the permutation test of one contrast says of every candidate."""

    both: Sides
    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]
    q: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    stable: NDArray[np.bool_]
    caveats: list[list[str]]
    tests: int


def trials(
    counts: Counts, contrasts: Mapping[int, Contrast], looks: int, seed: int
) -> dict[int, Trial]:
    """Return by key the test of all candidates in each contrast, corrected for all ``looks``.

    Contrasts of the same paragraphs are permuted by the same dice, which saves most of the time.
    """
    units = units_of(counts, "paragraph")
    after = {k: _of(units, c.later) for k, c in contrasts.items()}
    before = {k: _of(units, c.earlier) for k, c in contrasts.items()}
    marks = genre_marks(counts) if contrasts else None
    together: dict[bytes, list[int]] = {}
    for k in contrasts:
        together.setdefault((after[k] | before[k]).tobytes(), []).append(k)
    out = {}
    for keys in together.values():
        rows = after[keys[0]] | before[keys[0]]
        kept, sides = units.take(rows), [after[k][rows] for k in keys]
        tests = score_tests(kept.matrix, kept.tokens, sides, seed=seed)
        for k, side, test in zip(keys, sides, tests, strict=True):
            both = between(counts, contrasts[k].later, contrasts[k].earlier)
            interval = log_ratio_interval(kept.matrix, kept.tokens, side, seed=seed)
            stable = sign_stable(kept.matrix, kept.tokens, side)
            out[k] = _trial(counts, both, test, interval, stable, looks=looks, marks=marks)
    return {k: out[k] for k in contrasts}


def _of(units: Counts, documents: Sequence[Document]) -> NDArray[np.bool_]:
    """Return which units are of some documents."""
    return units.rows["document"].isin([d.id for d in documents]).to_numpy(bool)


def _trial(
    counts: Counts,
    both: Sides,
    test: ScoreTest,
    interval: Interval,
    stable: NDArray[np.bool_],
    *,
    looks: int,
    marks: NDArray[np.int64] | None,
) -> Trial:
    a, b, n1, n2 = _totals(counts, both)
    return Trial(
        both=both,
        p=test.p,
        p_adjusted=np.minimum(test.p_max * looks, 1.0),
        q=family_q(test),
        low=interval.low,
        high=interval.high,
        stable=stable,
        caveats=caveats(counts, both, log_ratio(a, b, n1, n2) >= 0, marks),
        tests=test.tests * looks,
    )


def _totals(counts: Counts, both: Sides) -> tuple[Any, Any, int, int]:
    a = np.asarray(counts.matrix[both.target].sum(axis=0), np.int64).ravel()
    b = np.asarray(counts.matrix[both.reference].sum(axis=0), np.int64).ravel()
    return a, b, int(counts.tokens[both.target].sum()), int(counts.tokens[both.reference].sum())
