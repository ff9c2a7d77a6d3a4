"""What else may explain a difference between two sides: said of each term, by rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.sides import Sides
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import poisson_bounds

#: A difference smaller than this is not called a shift (log2; about one and a half times).
LEAST_RATIO = 0.58
#: Occurrences below which a term is rare, the share of them in one unit that makes a burst, and
#: the units that a term must stand in to be one thing or the other.
FEW, BURST, LEAST_UNITS = 5, 0.5, 3
#: Share of the uses on the heavier of two sides from which a term is mostly of one text there.
MOSTLY = 0.8


def caveats(
    counts: Counts, both: Sides, up: NDArray[np.bool_], marks: NDArray[np.int64] | None = None
) -> list[list[str]]:
    """Return the caveats of each term, by rule; ``up`` says which side has more of it.

    ``marks`` are `genre_marks` where they are known already.
    """
    by_document = counts.group("document")
    heavy = {True: both.target_documents, False: both.reference_documents}
    totals, burst = np.zeros(len(up), np.int64), np.zeros(len(up), bool)
    single = _holders(by_document, both) == 1
    mostly = np.zeros(len(up), bool)
    for side, documents in heavy.items():
        names = {d.id for d in documents}
        rows = counts.within(names)
        here = up == side
        total = np.asarray(counts.matrix[rows].sum(axis=0)).ravel()
        most = _largest(counts.matrix[rows])
        totals[here] = total[here]
        burst[here] = ((most >= BURST * total) & (most >= LEAST_UNITS))[here]
        mostly[here] = _mostly(by_document, names)[here]
    flagged = genre_bound(counts, both, up, marks)
    inferred = _inferred(by_document, both)
    general = both.caveats
    return [
        [
            *(["genre"] if flagged[i] else []),
            *(["burst"] if burst[i] else []),
            *(["few"] if totals[i] < FEW else []),
            *(["single_document"] if single[i] else ["mostly_one"] if mostly[i] else []),
            *(["inferred_date"] if inferred[i] else []),
            *general,
        ]
        for i in range(len(up))
    ]


def _holders(by_document: Counts, both: Sides) -> NDArray[np.int64]:
    """Return in how many documents of both sides each term stands."""
    rows = by_document.within(d.id for d in (*both.target_documents, *both.reference_documents))
    return np.asarray((by_document.matrix[rows] > 0).sum(axis=0), np.int64).ravel()


def _mostly(by_document: Counts, names: set[str]) -> NDArray[np.bool_]:
    """Return which terms have most of their uses on a side of several texts in one of these."""
    rows = by_document.rows["document"].isin(names).to_numpy(bool)
    matrix = by_document.matrix[rows]
    total = np.asarray(matrix.sum(axis=0), np.int64).ravel()
    return np.asarray((rows.sum() > 1) & (total > 0) & (_largest(matrix) >= MOSTLY * total))


def _inferred(by_document: Counts, both: Sides) -> NDArray[np.bool_]:
    """Return which terms stand in a document whose date was inferred, not stated."""
    guessed = {
        d.id
        for d in (*both.target_documents, *both.reference_documents)
        if d.date_source.get("kind") == "inferred"
    }
    rows = by_document.within(guessed)
    return np.asarray(by_document.matrix[rows].sum(axis=0), np.int64).ravel() > 0


def _largest(matrix: Any) -> NDArray[np.int64]:
    """Return the largest count of each feature in any one unit."""
    if matrix.shape[0] == 0:
        return np.zeros(matrix.shape[1], np.int64)
    return np.asarray(matrix.max(axis=0).todense(), np.int64).ravel()


def genre_bound(
    counts: Counts, both: Sides, up: NDArray[np.bool_], marks: NDArray[np.int64] | None = None
) -> NDArray[np.bool_]:
    """Return which terms' difference may be one of genre.

    A term is flagged where the sides differ in genre and the texts of the genres that both have
    do not show the difference (same direction, at least ×1.5, and at least one use there on the
    heavier side: the half that smooths the ratio is none), or where the term marks a genre within
    one and the same year (`genre_marks`).
    """
    if not both.mixed:
        return np.zeros(len(up), bool)
    shared = both.shared_genres
    inside = counts.rows["type"].isin(shared).to_numpy(bool)
    a, n1 = _side(counts, both.target & inside)
    b, n2 = _side(counts, both.reference & inside)
    if n1 == 0 or n2 == 0:
        return np.ones(len(up), bool)
    ratio = log_ratio(a, b, n1, n2)
    rising = np.where(up, ratio >= LEAST_RATIO, ratio <= -LEAST_RATIO)
    raw = np.where(up, a * n2 > b * n1, b * n1 > a * n2)
    holds = rising & raw & (np.where(up, a, b) > 0)
    known = genre_marks(counts) if marks is None else marks
    return np.asarray(~holds | (known != 0), bool)


def _side(counts: Counts, rows: NDArray[np.bool_]) -> tuple[NDArray[np.int64], int]:
    return np.asarray(counts.matrix[rows].sum(axis=0), np.int64).ravel(), int(
        counts.tokens[rows].sum()
    )


def genre_marks(counts: Counts) -> NDArray[np.int64]:
    """Return which terms mark a genre: 1 where two genres of one year differ at least twofold.

    The near end of the ratio's Poisson interval must reach a factor of two, and at least three
    paragraphs of the heavier genre must have the term. Where no year has two genres nothing is
    said.
    """
    years, kinds = (counts.rows[k].to_numpy(dtype=object) for k in ("year", "type"))
    marks = np.zeros(len(counts.features), np.int64)
    for year in sorted(set(years) - {""}):
        inside = years == year
        genres = sorted(set(kinds[inside]) - {""})
        if len(genres) < 2:
            continue
        masks = {g: inside & (kinds == g) for g in genres}
        for one in genres:
            for other in genres:
                if one != other:
                    marks |= _marks(counts, masks[one], masks[other])
    return marks


def _marks(counts: Counts, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.int64]:
    a, n1 = _side(counts, one)
    b, n2 = _side(counts, other)
    if n1 == 0 or n2 == 0:
        return np.zeros(len(a), np.int64)
    low, _ = poisson_bounds(a, n1)
    _, high = poisson_bounds(b, n2)
    units = np.asarray((counts.matrix[one] > 0).sum(axis=0)).ravel()
    return ((low >= 2 * high) & (units >= LEAST_UNITS)).astype(np.int64)
