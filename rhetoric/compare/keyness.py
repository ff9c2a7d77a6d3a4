"""Which words and phrases a target has more or less of than a reference, and whether to trust it.

An association measure orders the table; it decides nothing. What decides is a permutation of
whole paragraphs or documents (``rhetoric.stats.permutation``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.compare.caveats import LEAST_RATIO, LEAST_UNITS, caveats, genre_marks
from rhetoric.compare.clusters import strata_of, tested
from rhetoric.compare.copies import firsts, once, same
from rhetoric.compare.reach import copied
from rhetoric.compare.sides import Side, Sides, sides
from rhetoric.compare.witnesses import copied_terms
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, is_quoted, labelled, quotations
from rhetoric.ngrams import Counts, containers, needed
from rhetoric.stats.association import MEASURES, g2, log_odds_z, log_ratio
from rhetoric.stats.dispersion import dp
from rhetoric.stats.intervals import log_ratio_interval, sign_stable
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.permutation import ScoreTest, detectable_ratio, score_test
from rhetoric.tokens import Source

LEVEL = 0.05
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
        for rank, record in enumerate(records):
            up = record["target_rate"] >= record["reference_rate"]
            wanted = is_quoted(self.source, rank)
            ahead, behind = self.quotes(record["feature"], up=up) if wanted else ([], [])
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
    terms: Sequence[str] | None = None,
    min_count: int = 3,
    seed: int = 0,
) -> Keyness:
    """Return how the terms of a target differ from those of a reference, one row a term.

    ``target`` and ``reference`` are expressions such as ``year=2024`` (see ``corpus.select``), or
    documents; ``unit`` is what the test permutes: ``paragraph``, ``document``, or all texts of a
    ``speaker``, ``publisher``, ``genre`` or ``year`` as one; with ``strata`` (such as ``genre``)
    units change places only with their like. ``measure`` orders the table; terms with fewer than
    ``min_count`` occurrences on both sides together are left out. + means more in the target.

    ``terms`` are hypotheses that were named before anybody looked: only they are tested, as one
    family (Benjamini and Hochberg), which finds smaller differences than a test of all words.

    Raises `RhetoricError` where a side is empty, both share a document, a choice is unknown or a
    term stands nowhere.

    References: methods are cited with the functions of ``rhetoric.stats``.
    """
    counts = needed(counts)
    if measure not in MEASURES:
        raise RhetoricError(f"There is no measure {measure!r}; choose {listed(MEASURES, 40)}.")
    both = sides(counts, target, reference)
    there = counts.take(both.target | both.reference)
    fit = there.totals >= min_count if terms is None else _named(there, terms)
    kept = there.keep(fit)
    marks = genre_marks(counts.keep(fit)) if both.mixed else None
    both = sides(kept, target, reference)
    table = _counted(kept, both, measure)
    units, apart = tested(kept, both, unit)
    table = table.assign(**_spread(units, apart))
    rows = once(same(units), apart.target, apart.reference)
    left = int((~rows).sum())
    units, apart = units.take(rows), apart.take(rows)
    family = units.totals >= (min_count if terms is None else 1)
    table, test = _tested(table, units, apart, strata_of(units, strata), family, seed=seed)
    up = table["target_rate"].to_numpy() >= table["reference_rate"].to_numpy()
    rows = firsts(same(kept), both.target, both.reference)
    flags: Any = caveats(kept.take(rows), both.take(rows), up, marks)
    if terms is not None:
        table = table.assign(p_adjusted=table["q"], closed=True)
    table = _judged(table, both, unit, within=strata in {"genre", "type"}).assign(caveats=flags)
    said: tuple[str, ...] = ()
    if unit != "paragraph":  # whole documents are taken for independent
        no_witness, carried = copied_terms(kept, both, up)
        table["badge"] = np.where(no_witness, 1, table["badge"])
        said = tuple(copied(carried))
    return Keyness(
        title=f"{both.target_label} against {both.reference_label}",
        method=_method(test, _units(units, unit, strata), measure, named=terms is not None),
        table=_ordered(table, kept.source),
        notes=(*_notes(both, test, apart, unit, left), *said),
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


def _named(counts: Counts, terms: Sequence[str]) -> NDArray[np.bool_]:
    """Return which features are the terms that were named."""
    wanted = {counts.named(term): term for term in terms}
    there = np.isin(counts.features, list(wanted)) & (counts.totals > 0)
    absent = set(wanted) - set(counts.features[there])
    if absent or not wanted:
        what = listed(repr(wanted[feature]) for feature in sorted(absent))
        raise RhetoricError(
            f"{what} {'stands' if len(absent) == 1 else 'stand'} nowhere on either side as a term "
            f"of up to "
            f"{int(counts.lengths.max(initial=1))} words: check the spelling."
            if absent else "No term was named: leave the terms out to compare all words."
        )  # fmt: skip
    return np.asarray(there)


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
    table: pd.DataFrame,
    units: Counts,
    both: Sides,
    strata: NDArray[np.int64] | None,
    family: NDArray[np.bool_],
    *,
    seed: int,
) -> tuple[pd.DataFrame, ScoreTest]:
    """Return the table with the permutation test, the intervals and the dispersion of each term.

    Only terms of the ``family`` are tested, and none that stands only inside another.
    """
    y, n = units.matrix, units.tokens
    home = containers(units)
    only = (home == np.arange(len(home))) & family
    test = score_test(y[:, np.flatnonzero(only)], n, both.target, strata=strata, seed=seed)
    at = np.where(only[home], (np.cumsum(only) - 1)[home], only.sum())
    low, high, kind = log_ratio_interval(y, n, both.target, seed=seed)
    there = (y > 0).astype(np.int64)
    heavier = np.where(
        table["target_rate"] >= table["reference_rate"],
        *(np.asarray(there[mask].sum(axis=0)).ravel() for mask in (both.target, both.reference)),
    )
    column: dict[str, Any] = {
        "closed": home == np.arange(len(home)),
        "z": np.append(test.z, 0.0)[at],
        "p": np.append(test.p, 1.0)[at],
        "p_adjusted": np.append(test.p_max, 1.0)[at],
        "q": np.append(family_q(test), 1.0)[at],
        "low": np.minimum(low, table["log_ratio"]),
        "high": np.maximum(high, table["log_ratio"]),
        "interval": kind,
        "stable": sign_stable(y, n, both.target) & (heavier >= LEAST_UNITS),
    }
    return table.assign(**column), test


def _spread(units: Counts, both: Sides) -> dict[str, Any]:
    """Return in how many units of each side a term stands, and how evenly it is dispersed."""
    y, n = units.matrix, units.tokens
    there = (y > 0).astype(np.int64)
    return {
        "units_target": np.asarray(there[both.target].sum(axis=0)).ravel(),
        "of_target": int(both.target.sum()),
        "units_reference": np.asarray(there[both.reference].sum(axis=0)).ravel(),
        "of_reference": int(both.reference.sum()),
        "dp_target": dp(y[both.target], n[both.target]),
        "dp_reference": dp(y[both.reference], n[both.reference]),
    }


def family_q(test: ScoreTest) -> NDArray[np.float64]:
    """Return Benjamini–Hochberg's q within the family of a test; 1 for terms outside it."""
    q = np.ones(len(test.p))
    q[test.in_family] = benjamini_hochberg(test.p[test.in_family])
    return q


def _judged(table: pd.DataFrame, both: Sides, unit: str, *, within: bool) -> pd.DataFrame:
    """Return the table with kinds and badges: what the rules make of the numbers."""
    up = table["target_rate"].to_numpy() >= table["reference_rate"].to_numpy()
    passed = (
        (table["p_adjusted"] <= LEVEL) & table["stable"] & (table["log_ratio"].abs() >= LEAST_RATIO)
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


def _ordered(table: pd.DataFrame, source: Source | None) -> pd.DataFrame:
    """Return the table with labels, the highest scores first; last what says little by itself."""
    order = table.assign(weight=table["score"].abs()).sort_values(
        ["content", "closed", "weight", "feature"],
        ascending=[False, False, False, True],
        kind="stable",
    )
    order["label"] = labelled(source, order["feature"])
    return order[list(COLUMNS)].reset_index(drop=True)


def _units(units: Counts, unit: str, strata: str | None) -> str:
    name = {"paragraph": "paragraphs and items"}.get(unit, f"{unit}s")
    name += f" that change places inside their {strata} only" if strata else ""
    return f"{len(units.rows):,} {name}"


def _method(test: ScoreTest, units: str, measure: str, *, named: bool) -> str:
    how = {
        "enumeration": f"all {test.draws:,} ways of dividing them",
        "permutation": f"{test.draws:,} random divisions of them",
        "normal": "the normal form of the permutation test",
    }[test.method]
    over = (
        f"is q by Benjamini and Hochberg over the {test.tests:,} named terms that could pass"
        if named
        else f"is corrected for all {test.tests:,} terms that could pass (maxT), q by Benjamini "
        "and Hochberg"
    )
    return (
        f"Ordered by {measure}. Test: {units}, {how}; p_adjusted {over}. Rates are per 1,000 "
        "tokens; log_ratio is log2 with 0.5 added to both counts."
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


def _notes(both: Sides, test: ScoreTest, apart: Sides, unit: str, left: int) -> tuple[str, ...]:
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
            f"likely to be detected, for a word that one {unit} in seven has; rarer words need "
            "more."
        )
    if left:
        notes.append(
            f"{left:,} {unit}s say the same as another (S ≥ .85): in the test copies on one side "
            "are one, and what has copies on both sides is left out."
        )
    if both.mixed:
        notes.append(f"The two sides differ in type of text ({_types(both)}): see the caveats.")
    return tuple(notes)
