"""Which words and phrases a target has more or less of than a reference, and whether to trust it.

An association measure orders the table; it decides nothing. What decides is a permutation of
whole paragraphs or documents (``rhetoric.stats.permutation``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.compare.clusters import strata_of, tested
from rhetoric.compare.sides import Side, Sides, sides
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, labelled, quotations
from rhetoric.ngrams import Counts, containers, needed
from rhetoric.stats.association import MEASURES, g2, log_odds_z, log_ratio
from rhetoric.stats.dispersion import dp
from rhetoric.stats.intervals import log_ratio_interval, poisson_bounds, sign_stable
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.permutation import ScoreTest, detectable_ratio, score_test

#: A difference smaller than this is not called a shift (log2; about one and a half times).
LEAST_RATIO = 0.58
LEVEL = 0.05
FEW = 5
BURST = 0.5
LEAST_UNITS = 3
#: Rows of the table, in this order, whatever the measure.
COLUMNS = (
    "feature", "label", "n", "target", "reference", "target_tokens", "reference_tokens",
    "target_rate", "reference_rate", "log_ratio", "low", "high", "interval", "g2", "log_odds_z",
    "score", "z", "p", "p_adjusted", "q", "units_target", "of_target", "units_reference",
    "of_reference", "dp_target", "dp_reference", "kind", "badge", "caveats", "content", "closed",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Keyness(Result):
    """A comparison of two sides, a row a term.

    A term that stands only inside a longer one of the table is not ``closed``: it is tested as
    that longer one, and counts once in the family.

    ``threshold`` is the |z| beyond which a term of the family of ``tests`` terms passes the
    permutation test at 5 %, or None where no term can; ``power`` says what could be detected.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "label", "target", "reference", "target_rate", "reference_rate", "log_ratio", "low",
        "high", "g2", "p_adjusted", "kind", "badge", "caveats",
    )  # fmt: skip

    target: str = ""
    reference: str = ""
    unit: str = "paragraph"
    threshold: float | None = None
    tests: int = 0
    draws: int = 0
    tokens: int = 0
    of: Sides | None = None

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with quotations from the heavier side and the other."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for record in records:
            up = record["target_rate"] >= record["reference_rate"]
            ahead, behind = self.quotes(record["feature"], up=up)
            record["evidence"], record["contrast"] = ahead, behind
        return records

    def quotes(self, feature: str, *, up: bool, n: int = 2) -> tuple[list[Any], list[Any]]:
        """Return quotations of a term from the side that has more of it and from the other."""
        if self.source is None or self.of is None:
            return [], []
        target = [d.id for d in self.of.target_documents]
        reference = [d.id for d in self.of.reference_documents]
        ahead, behind = (target, reference) if up else (reference, target)
        return (
            quotations(self.source, feature, n=n, documents=ahead),
            quotations(self.source, feature, n=n, documents=behind),
        )


def keyness(
    counts: Counts,
    *,
    target: Side,
    reference: Side | None = None,
    unit: str = "paragraph",
    strata: str | None = None,
    measure: str = "g2",
    min_count: int = 3,
    seed: int = 0,
) -> Keyness:
    """Return how the terms of a target differ from those of a reference, one row a term.

    ``target`` and ``reference`` are expressions such as ``year=2024`` (see ``corpus.select``), or
    documents; ``unit`` is what the test permutes: ``paragraph``, ``document``, or all texts of a
    ``speaker``, ``publisher``, ``genre`` or ``year`` as one; with ``strata`` (such as ``genre``)
    units change places only with their like. ``measure`` orders the table; terms with fewer than
    ``min_count`` occurrences on both sides together are left out. + means more in the target.
    Raises `RhetoricError` where a side is empty, both share a document or a choice is unknown.

    References: methods are cited with the functions of ``rhetoric.stats``.
    """
    counts = needed(counts)
    if measure not in MEASURES:
        raise RhetoricError(f"There is no measure {measure!r}; choose {listed(MEASURES, 40)}.")
    both = sides(counts, target, reference)
    there = counts.take(both.target | both.reference)
    kept = there.trim(min_count=min_count)
    marks = genre_marks(counts.keep(there.totals >= min_count)) if both.mixed else None
    both = sides(kept, target, reference)
    table = _counted(kept, both, measure)
    units, apart = tested(kept, both, unit)
    table, test = _tested(table, units, apart, strata_of(units, strata), seed)
    up = table["target_rate"].to_numpy() >= table["reference_rate"].to_numpy()
    flags: Any = caveats(kept, both, up, marks)
    table = _judged(table, both, unit, within=strata == "genre").assign(caveats=flags)
    order = table.assign(weight=table["score"].abs()).sort_values(
        ["content", "closed", "weight", "feature"],
        ascending=[False, False, False, True],
        kind="stable",
    )
    order["label"] = labelled(kept.source, order["feature"])
    return Keyness(
        title=f"{both.target_label} against {both.reference_label}",
        method=_method(test, units, unit, strata, measure),
        table=order[list(COLUMNS)].reset_index(drop=True),
        notes=_notes(both, test, apart, unit),
        source=kept.source,
        target=both.target_label,
        reference=both.reference_label,
        unit=unit,
        threshold=float(test.threshold) if np.isfinite(test.threshold) else None,
        tests=test.tests,
        draws=test.draws,
        tokens=int(kept.tokens.sum()),
        of=both,
    )


def _counted(counts: Counts, both: Sides, measure: str) -> pd.DataFrame:
    """Return counts, rates and measures: what is exactly so in these texts."""
    a = np.asarray(counts.matrix[both.target].sum(axis=0), np.int64).ravel()
    b = np.asarray(counts.matrix[both.reference].sum(axis=0), np.int64).ravel()
    n1, n2 = int(counts.tokens[both.target].sum()), int(counts.tokens[both.reference].sum())
    return pd.DataFrame(
        {
            "feature": counts.features,
            "n": counts.lengths,
            "target": a,
            "reference": b,
            "target_tokens": n1,
            "reference_tokens": n2,
            "target_rate": 1000 * a / max(n1, 1),
            "reference_rate": 1000 * b / max(n2, 1),
            "log_ratio": log_ratio(a, b, n1, n2),
            "g2": g2(a, b, n1, n2),
            "log_odds_z": log_odds_z(a, b, n1, n2),
            "score": MEASURES[measure](a, b, n1, n2),
            "content": counts.content,
        }
    )


def _tested(
    table: pd.DataFrame, units: Counts, both: Sides, strata: NDArray[np.int64] | None, seed: int
) -> tuple[pd.DataFrame, ScoreTest]:
    """Return the table with the permutation test, the intervals and the dispersion of each term."""
    y, n = units.matrix, units.tokens
    of_target, of_reference = int(both.target.sum()), int(both.reference.sum())
    home = containers(units)
    only = home == np.arange(len(home))
    test = score_test(y[:, np.flatnonzero(only)], n, both.target, strata=strata, seed=seed)
    at = (np.cumsum(only) - 1)[home]
    low, high, kind = log_ratio_interval(y, n, both.target, seed=seed)
    present = (y > 0).astype(np.int64)
    column: dict[str, Any] = {
        "closed": only,
        "z": test.z[at],
        "p": test.p[at],
        "p_adjusted": test.p_max[at],
        "q": family_q(test)[at],
        "low": np.minimum(low, table["log_ratio"]),
        "high": np.maximum(high, table["log_ratio"]),
        "interval": kind,
        "units_target": np.asarray(present[both.target].sum(axis=0)).ravel(),
        "of_target": of_target,
        "units_reference": np.asarray(present[both.reference].sum(axis=0)).ravel(),
        "of_reference": of_reference,
        "dp_target": dp(y[both.target], n[both.target]),
        "dp_reference": dp(y[both.reference], n[both.reference]),
        "stable": sign_stable(y, n, both.target),
    }
    return table.assign(**column), test


def family_q(test: ScoreTest) -> NDArray[np.float64]:
    """Return Benjamini–Hochberg's q within the family of a test; 1 for terms outside it."""
    q = np.ones(len(test.p))
    q[test.in_family] = benjamini_hochberg(test.p[test.in_family])
    return q


def _judged(table: pd.DataFrame, both: Sides, unit: str, *, within: bool) -> pd.DataFrame:
    """Return the table with kinds and badges: what the rules make of the numbers."""
    up = table["target_rate"].to_numpy() >= table["reference_rate"].to_numpy()
    heavier = np.where(up, table["units_target"], table["units_reference"])
    passed = (
        (table["p_adjusted"] <= LEVEL)
        & (heavier >= LEAST_UNITS)
        & table["stable"]
        & (table["log_ratio"].abs() >= LEAST_RATIO)
    )
    kinds = np.select(
        [table["reference"] == 0, table["target"] == 0, up],
        ["emerged", "vanished", "grew"],
        "shrank",
    )
    one_genre = len({d.genre for d in (*both.target_documents, *both.reference_documents)}) == 1
    one_genre = one_genre and all(d.genre for d in both.target_documents)
    reached = 2 if unit == "paragraph" else 4 if one_genre or within else 3
    return table.assign(kind=kinds, badge=np.where(passed, reached, 1))


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
    for side, documents in heavy.items():
        names = {d.id for d in documents}
        rows = counts.rows["document"].isin(names).to_numpy(bool)
        here = up == side
        total = np.asarray(counts.matrix[rows].sum(axis=0)).ravel()
        most = _largest(counts.matrix[rows])
        totals[here] = total[here]
        burst[here] = ((most >= BURST * total) & (most >= LEAST_UNITS))[here]
    flagged = genre_bound(counts, both, up, marks)
    inferred = _inferred(by_document, both)
    general = both.caveats
    return [
        [
            *(["genre"] if flagged[i] else []),
            *(["burst"] if burst[i] else []),
            *(["few"] if totals[i] < FEW else []),
            *(["single_document"] if single[i] else []),
            *(["inferred_date"] if inferred[i] else []),
            *general,
        ]
        for i in range(len(up))
    ]


def _holders(by_document: Counts, both: Sides) -> NDArray[np.int64]:
    """Return in how many documents of both sides each term stands."""
    ids = [d.id for d in (*both.target_documents, *both.reference_documents)]
    rows = by_document.rows["document"].isin(ids).to_numpy(bool)
    return np.asarray((by_document.matrix[rows] > 0).sum(axis=0), np.int64).ravel()


def _inferred(by_document: Counts, both: Sides) -> NDArray[np.bool_]:
    """Return which terms stand in a document whose date was inferred, not stated."""
    guessed = {
        d.id
        for d in (*both.target_documents, *both.reference_documents)
        if d.date_source.get("kind") == "inferred"
    }
    rows = by_document.rows["document"].isin(guessed).to_numpy(bool)
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
    do not show the difference (same direction, at least ×1.5), or where the term marks a genre
    within one and the same year (`genre_marks`).
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
    holds = np.where(up, ratio >= LEAST_RATIO, ratio <= -LEAST_RATIO) & (a + b > 0)
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


def _method(test: ScoreTest, units: Counts, unit: str, strata: str | None, measure: str) -> str:
    how = {
        "enumeration": f"all {test.draws:,} ways of dividing them",
        "permutation": f"{test.draws:,} random divisions of them",
        "normal": "the normal form of the permutation test",
    }[test.method]
    name = {"paragraph": "paragraphs and items"}.get(unit, f"{unit}s")
    name += f" that change places inside their {strata} only" if strata else ""
    return (
        f"Ordered by {measure}. Test: {len(units.rows):,} {name}, {how}; p_adjusted is corrected "
        f"for all {test.tests:,} terms that could pass (maxT), q by Benjamini and Hochberg. Rates "
        "are per 1,000 tokens; log_ratio is log2 with 0.5 added to both counts."
    )


def _types(both: Sides) -> str:
    """Return the types of text of either side with their numbers, reference first."""
    said = []
    for label, documents in (
        (both.reference_label, both.reference_documents),
        (both.target_label, both.target_documents),
    ):
        kinds = Counter(d.type or "not stated" for d in documents)
        shown = ", ".join(f"{kind} {n}" for kind, n in kinds.most_common(3))
        said.append(f"{label}: {shown}")
    return "; ".join(said)


def _notes(both: Sides, test: ScoreTest, apart: Sides, unit: str) -> tuple[str, ...]:
    notes = []
    m1, m2 = int(apart.target.sum()), int(apart.reference.sum())
    fold = detectable_ratio(m1, m2, tests=max(test.tests, 1), share=0.15) if m1 and m2 else None
    if not test.tests or not np.isfinite(test.threshold):
        notes.append(
            f"With {m1} and {m2} {unit}s no term can pass the test: the smallest p is "
            f"{test.p_min:.2g}. The table counts; it does not test."
        )
    elif fold is not None:
        notes.append(
            f"With {m1} and {m2} {unit}s only differences of about {fold:.2g}-fold and more are "
            "likely to be detected."
        )
    if both.mixed:
        notes.append(f"The two sides differ in type of text ({_types(both)}): see the caveats.")
    return tuple(notes)
