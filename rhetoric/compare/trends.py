"""How the rate of a term goes through the documents and the periods of a corpus."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.compare.spelt import otherwise
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, among
from rhetoric.ngrams import Counts, needed
from rhetoric.stats.changepoints import change_points
from rhetoric.stats.intervals import poisson_bounds
from rhetoric.stats.trend import mann_kendall, rank_p, theil_sen
from rhetoric.words import words_of

COLUMNS = (
    "feature", "label", "document", "document_label", "period", "date", "count", "tokens",
    "rate", "low", "high",
)  # fmt: skip
#: Fewer dates than this, and no p is given unless the series was named beforehand.
FEW_DATES = 8
#: Level of p at which a series of that many dates is said to rise or to fall.
LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class Trends(Result):
    """Rates of terms by document, and by year (``periods``).

    ``pooled`` are the notes on terms that are counted with others, by term; ``named`` says that a
    user asked for these terms, so that a p may be given for few dates.
    """

    periods: pd.DataFrame = field(default_factory=pd.DataFrame)
    pooled: Mapping[str, str] = field(default_factory=dict)
    named: bool = False

    @cached_property
    def series(self) -> Mapping[str, Mapping[str, Any]]:
        """What is said of each term: ``first`` and ``last`` use, where its ``runs`` begin and end.

        Of a series of three dates or more it has ``slope`` (Theil and Sen, a year), ``tau``
        (Kendall's τ-a, −1 to 1), ``early`` and ``late`` (the rates of the first and of the last
        third of the documents), ``p`` and ``direction`` (up, down, none: the sign of τ; from eight
        dates on only where p is at most .05, with fewer as it is counted). From eight dates on
        ``change_points`` are where its level changes.
        """
        parts = self.table.groupby("feature", sort=False)
        return {str(term): _series(part, named=self.named) for term, part in parts}

    def first(self, number: int) -> Trends:
        """Return those of the first terms, as if no others had been asked for."""
        terms = [*dict.fromkeys(self.table["feature"])][:number]
        left = {self.pooled[term] for term in self.pooled.keys() - terms}
        tables = (
            rows[among(rows["feature"], terms)].reset_index(drop=True)
            for rows in (self.table, self.periods)
        )
        table, periods = tables
        return replace(
            self,
            table=table,
            periods=periods,
            notes=tuple(note for note in self.notes if note not in left),
            pooled={term: note for term, note in self.pooled.items() if term in terms},
        )


def trends(counts: Counts, terms: Sequence[str] | None = None, *, top: int = 12) -> Trends:
    """Return the rate per 1,000 tokens of each term in each dated document, with 95 % bounds.

    Bounds are Poisson's for the count of one document: they say how far so few words allow to
    speak of a rate. Without ``terms`` the commonest content words are taken. A series that is
    named gets a Mann–Kendall p (exact for few dates); with fewer than eight dates no other does.
    A term that is named twice is one series. Raises `RhetoricError` for a term that stands
    nowhere, and where there is no content word to take.
    """
    counts = needed(counts)
    documents = counts.group("document")
    documents = documents.take((documents.rows["date"] != "").to_numpy(bool))
    if not len(documents.rows):
        raise RhetoricError("No document has a date: a trend needs dates (see corpus.toml).")
    wanted = {documents.named(t): t for t in terms or common(documents, top)}
    if not wanted:
        raise RhetoricError("The dated documents have no content word: name the terms to follow.")
    forms = {term: _forms(documents, term, apart=wanted.keys()) for term in wanted}
    absent = [repr(wanted[term]) for term in wanted if not forms[term]]
    if absent:
        raise RhetoricError(
            f"{listed(absent)} {'stands' if len(absent) == 1 else 'stand'} nowhere in the dated "
            f"documents as a term of up to {int(documents.lengths.max(initial=1))} words: check "
            "the spelling."
        )
    chosen = list(wanted)
    dense = np.column_stack(
        [np.asarray(documents.matrix[:, columns].sum(axis=1)).ravel() for columns in forms.values()]
    )
    table = _table(documents, chosen, dense)
    pooled = _pooled(documents, forms)
    return Trends(
        title="Rates through time",
        method="Occurrences per 1,000 tokens of each document; 95 % bounds of a Poisson count.",
        table=table,
        notes=(*pooled.values(), *_notes(len(documents.rows))),
        source=counts.source,
        periods=_by_period(table),
        pooled=pooled,
        named=terms is not None,
    )


def _forms(documents: Counts, term: str, apart: Collection[str]) -> list[int]:
    """Return the columns that are counted as a term.

    Itself, its family in corpus.toml, and these with a hyphen for a space or a space for a hyphen,
    but for spellings that are to be shown ``apart``.
    """
    wanted = [term]
    for name, others in (
        documents.source.corpus.profile.families if documents.source else {}
    ).items():
        family = [" ".join(words_of(t)) for t in (name, *others)]
        if term == family[0]:
            wanted = family
    spelt = (form for one in wanted for form in otherwise(one) if form not in apart)
    there = {feature: j for j, feature in enumerate(documents.features)}
    return [there[form] for form in dict.fromkeys((*wanted, *spelt)) if form in there]


def _pooled(documents: Counts, forms: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Say which terms were counted with others."""
    out = {}
    for term, columns in forms.items():
        others = [documents.features[j] for j in columns if documents.features[j] != term]
        if others:
            out[term] = f"{term} is counted with {listed(others)} (spellings, families)."
    return out


def common(documents: Counts, top: int) -> list[str]:
    """Return the commonest content terms, one or two words long."""
    totals, features, content = documents.totals, documents.features, documents.content
    order = sorted(range(len(features)), key=lambda j: (-totals[j], features[j]))
    out: list[str] = []
    for j in order:
        if documents.lengths[j] <= 2 and content[j]:
            out.append(documents.features[j])
        if len(out) == top:
            break
    return out


def _table(documents: Counts, terms: Sequence[str], dense: Any) -> pd.DataFrame:
    """Return a row a term and document; ``dense`` are documents × terms."""
    rows, number = documents.rows, len(documents.rows)
    labels = {d.id: d.label for d in documents.documents}
    names = [documents.source.surface(t) if documents.source else t for t in terms]
    own = {name: rows[name].tolist() for name in ("document", "year", "date")}
    count, tokens = dense.T.ravel(), np.tile(documents.tokens, len(terms))
    thousands = np.maximum(tokens, 1) / 1000
    low, high = poisson_bounds(count, thousands)
    table = {
        "feature": [term for term in terms for _ in range(number)],
        "label": [name for name in names for _ in range(number)],
        "document": own["document"] * len(terms),
        "document_label": [labels.get(d, d) for d in own["document"]] * len(terms),
        "period": own["year"] * len(terms),
        "date": own["date"] * len(terms),
        "count": count,
        "tokens": tokens,
        "rate": 1000 * count / np.maximum(tokens, 1),
        "low": low,
        "high": high,
    }
    return pd.DataFrame(table)[list(COLUMNS)]


def _series(part: pd.DataFrame, *, named: bool) -> dict[str, Any]:
    """Return first and last use, runs, and the trend where one may be tested; dates as known."""
    there = part[part["count"] > 0]
    rate, dates = part["rate"].to_numpy(float), np.array(part["date"].tolist(), "datetime64[D]")
    years = (dates - dates[0]).astype(float) / 365.25
    out: dict[str, Any] = {
        "first": there["document_label"].iloc[0] if len(there) else None,
        "last": there["document_label"].iloc[-1] if len(there) else None,
        "runs": _runs(part),
        "slope": None, "tau": None, "early": None, "late": None, "p": None, "direction": None,
        "newest_p": None, "change_points": [],
    }  # fmt: skip
    if len(part) >= 3 and years[-1] > 0:
        out |= _trend(part, years, named=named)
    if named and len(part) > 1:
        out["newest_p"] = rank_p(float(rate[-1]), rate[:-1])
    if len(part) >= FEW_DATES:
        changed = change_points(part["count"], part["tokens"])
        out["change_points"] = [
            {"date": part["document_label"].iloc[c.at], "g2": c.gain, "p": c.p} for c in changed
        ]
    return out


def _trend(part: pd.DataFrame, years: Any, *, named: bool) -> dict[str, Any]:
    """Return slope, Kendall's τ, the rates of the first and the last third, p and the direction.

    The direction is that of τ, never of the slope, which is 0 where most texts lack the term: with
    enough dates only where p bears it out, with fewer as it is counted.
    """
    rate, third = part["rate"].to_numpy(float), max(len(part) // 3, 1)
    test = mann_kendall(rate, years)
    tested = len(part) >= FEW_DATES
    way = 0 if tested and test.p > LEVEL else test.s
    early, late = (
        1000 * float(side["count"].sum()) / max(int(side["tokens"].sum()), 1)
        for side in (part.iloc[:third], part.iloc[-third:])
    )
    return {
        "slope": float(theil_sen(years, rate)),
        "tau": float(test.tau),
        "early": early,
        "late": late,
        "p": float(test.p) if named or tested else None,
        "direction": "up" if way > 0 else "down" if way < 0 else "none",
    }


def _runs(part: pd.DataFrame) -> list[list[str]]:
    """Return the first and last date of each run of documents that have the term."""
    runs: list[list[str]] = []
    open_run = False
    for date, n in zip(part["document_label"], part["count"], strict=True):
        if n > 0 and open_run:
            runs[-1][1] = date
        elif n > 0:
            runs.append([date, date])
        open_run = n > 0
    return runs


def _by_period(table: pd.DataFrame) -> pd.DataFrame:
    """Return rates by year."""
    sums = table.groupby(["feature", "label", "period"], sort=False)[["count", "tokens"]].sum()
    out = sums.reset_index()
    low, high = poisson_bounds(out["count"], np.maximum(out["tokens"], 1) / 1000)
    rate: Any = 1000 * out["count"] / np.maximum(out["tokens"], 1)
    return out.assign(rate=rate, low=low, high=high)


def _notes(dates: int) -> tuple[str, ...]:
    if dates >= FEW_DATES:
        return ()
    said = (
        f"{dates} dates: a rise or fall is described, not tested; a p is given only for a series "
        "that was named beforehand, and it cannot be below what so few orders allow."
    )
    return (said,)
