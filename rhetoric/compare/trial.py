"""Whether a change is more than chance: permutation tests of candidates, each in its contrast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.caveats import LEAST_UNITS, caveats, genre_marks
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.divided import Divided, divided
from rhetoric.compare.keyness import LEVEL, family_q
from rhetoric.compare.lineages import lineages
from rhetoric.compare.sides import Sides, between, units_of
from rhetoric.corpus import Document
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import log_ratio_interval, sign_stable


@dataclass(frozen=True, eq=False)
class Trial:
    """What the tests say of every candidate (V,), each in the contrast that shows it best.

    ``p_adjusted`` is corrected for all candidates and contrasts, ``tests`` many; ``low`` to
    ``high`` is the interval of the log2 ratio, ``stable`` whether its sign survives dropping any
    paragraph. ``recurs`` and ``within`` say which pass with whole documents as units too: these
    in any order, or changing places only with documents of their own type.
    """

    p: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]
    q: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    stable: NDArray[np.bool_]
    recurs: NDArray[np.bool_]
    within: NDArray[np.bool_]
    caveats: list[list[str]]
    tests: NDArray[np.int64]

    @classmethod
    def blank(cls, size: int) -> Trial:
        """Return what is known of candidates before any test."""
        one, no = np.ones(size), np.zeros(size, bool)
        return cls(
            one, one.copy(), one.copy(), one.copy(), one.copy(), no, no.copy(), no.copy(),
            [[] for _ in range(size)], np.zeros(size, np.int64),
        )  # fmt: skip


def trials(
    counts: Counts, held: Sequence[Contrast], contrast: NDArray[np.int64], seed: int
) -> Trial:
    """Return the tests of candidates, each in the contrast whose number it has (−1: in none)."""
    used = {k: held[k] for k in sorted({int(k) for k in contrast if k >= 0})}
    out, looks = Trial.blank(len(contrast)), len(held)
    if not used:
        return out
    paragraphs = _parted(units_of(counts, "paragraph"), used, seed)
    whole, alike = _by_document(counts, used, seed)
    marks = genre_marks(counts)
    for k, one in used.items():
        here = np.flatnonzero(contrast == k)
        found = paragraphs[k]
        y, n, side, test = found.units.matrix[:, here], found.units.tokens, found.side, found.test
        interval = log_ratio_interval(y, n, side, seed=seed)
        out.low[here], out.high[here] = interval.low, interval.high
        out.stable[here] = sign_stable(y, n, side)
        out.p[here], out.q[here] = test.p[here], family_q(test)[here]
        out.p_adjusted[here] = np.minimum(test.p_max[here] * looks, 1.0)
        out.tests[here] = test.tests * looks
        if k in whole:
            out.recurs[here] = _recurs(whole[k], here, looks)
        if k in alike:
            out.within[here] = out.recurs[here] & _recurs(alike[k], here, looks)
        both = between(counts, one.later, one.earlier)
        some = counts.keep(contrast == k)
        for j, said in zip(here, _flags(some, both, marks[here]), strict=True):
            out.caveats[j] = said
    return out


def _by_document(
    counts: Counts, used: Mapping[int, Contrast], seed: int
) -> tuple[dict[int, Divided], dict[int, Divided]]:
    """Return the tests with documents as units: all as one, and those of a type among themselves.

    Where each text is an edited copy of the last they are no independent units, and none is made;
    nor is the second where the types of texts are not known.
    """
    documents = units_of(counts, "document")
    if counts.source is None or lineages(counts.source.tokens).copied:
        return {}, {}
    whole = _parted(documents, used, seed)
    kinds = set(documents.rows["type"])
    if "" in kinds:
        return whole, {}
    return whole, whole if len(kinds) == 1 else _parted(documents, used, seed, strata="type")


def _parted(
    units: Counts, contrasts: Mapping[int, Contrast], seed: int, *, strata: str | None = None
) -> dict[int, Divided]:
    """Return by key the test of the units in each contrast."""
    sides = {k: (_of(units, c.later), _of(units, c.earlier)) for k, c in contrasts.items()}
    return divided(units, sides, strata=strata, seed=seed)


def _of(units: Counts, documents: Sequence[Document]) -> NDArray[np.bool_]:
    """Return which units are of some documents."""
    return units.within(d.id for d in documents)


def _recurs(found: Divided, here: NDArray[np.int64], looks: int) -> NDArray[np.bool_]:
    """Return which of some terms pass with documents as units, whichever of these is left out."""
    passed = np.minimum(found.test.p_max[here] * looks, 1.0) <= LEVEL
    if not passed.any():
        return passed
    y, n = found.units.matrix[:, here], found.units.tokens
    holders = [np.asarray((y[m] > 0).sum(axis=0)).ravel() for m in (found.side, ~found.side)]
    heavier = np.where(found.test.z[here] > 0, *holders)
    return np.asarray(passed & (heavier >= LEAST_UNITS) & sign_stable(y, n, found.side))


def _flags(counts: Counts, both: Sides, marks: NDArray[np.int64]) -> list[list[str]]:
    """Return the caveats of each candidate of one contrast."""
    a, b = (
        np.asarray(counts.matrix[mask].sum(axis=0), np.int64).ravel()
        for mask in (both.target, both.reference)
    )
    n1, n2 = (int(counts.tokens[mask].sum()) for mask in (both.target, both.reference))
    return caveats(counts, both, log_ratio(a, b, n1, n2) >= 0, marks)
