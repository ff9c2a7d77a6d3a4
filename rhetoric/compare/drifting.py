"""Findings from counts of documents alone: what `drift` found, told and quoted."""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.drift import Drift, drift
from rhetoric.compare.facts import times
from rhetoric.compare.identity import identified
from rhetoric.compare.leading import HEADLINES, balanced
from rhetoric.compare.series import Series, Spanned
from rhetoric.corpus import Corpus, Document
from rhetoric.findings import Estimate, Finding, quotations
from rhetoric.ngrams import Counts
from rhetoric.stats.intervals import upper_bound_zero
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature

#: Findings that are told and quoted.
MOST = 60
UNIT = "log2 ratio of rates"
#: A mark between words, and documents that are looked at to tell a piece from a whole.
_MARK = re.compile(r"[,;:()\[\]]\s|[.!?]\s+\w{3}")
_SAMPLE = 3
#: So many times the findings that are told are looked at for some that are no pieces.
_LOOKED_AT = 4


@dataclass(frozen=True, eq=False)
class _Work:
    """What findings are told from: dated documents and the period of each, counts by period."""

    dated: Counts
    of: Sequence[str]
    by_period: Counts
    spans: Corpus
    tests: int


@dataclass(frozen=True, eq=False)
class Drifting:
    """Findings, by periods as if each were a document; `quoted` quotes them.

    ``spans`` are the periods as documents without a text, ``counts`` those of the terms told, and
    ``of`` is the period of each document.
    """

    result: Drift
    findings: tuple[Finding, ...]
    spans: Corpus
    counts: Counts
    of: Sequence[str]

    @property
    def unit(self) -> str:
        """What a period is: a year, a month or a day."""
        return self.spans[0].date_precision or "period"

    def quoted(self, findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], Tokens | None]:
        """Return findings with quotations from both sides, and the words of what is quoted.

        As far as there are any: where counts point into no texts, nothing is quoted.
        """
        if self.result.source is None:
            return tuple(findings), None
        sides = [self._sides(one) for one in findings]
        pairs = zip(findings, sides, strict=True)
        wanted = [(one.features[0], side) for one, both in pairs for side in both]
        words = self.result.source.near(wanted, 1)  # all texts are read at once
        quoted = tuple(
            replace(
                one,
                evidence=tuple(quotations(words, one.features[0], n=1, documents=heavy)),
                contrast=tuple(quotations(words, one.features[0], n=1, documents=light)),
            )
            for one, (heavy, light) in zip(findings, sides, strict=True)
        )
        return quoted, words.tokens

    def _sides(self, one: Finding) -> tuple[frozenset[str], frozenset[str]]:
        """Return the documents of the side that has more of a finding, and those of the other."""
        earlier, later = self._parted(one.later[0])
        return (later, earlier) if one.direction == "up" else (earlier, later)

    def _parted(self, since: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the documents before a date and those since."""
        if since not in self._known:
            split = bisect_left(self.of, since)
            ids = self.result.counts.rows["document"].tolist()
            self._known[since] = frozenset(ids[:split]), frozenset(ids[split:])
        return self._known[since]

    @cached_property
    def _known(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """The documents before and since the dates that were asked for."""
        return {}


def drifting(counts: Counts | Series, *, seed: int = 0) -> Drifting:
    """Return the findings of counts by document, the best first; they are not quoted yet."""
    result = drift(counts, seed=seed)
    dated = result.counts
    of = result.periods
    spans = _spans(dated, of)
    table = result.table.assign(score=_scores(result.table))
    records: list[Any] = table.to_dict("records")
    picked = [_bare(record) for record in records]
    order = [f.features[0] for f in _wholes_first(picked, dated)]
    place = {record["feature"]: record for record in records}
    kept = dated.keep(np.isin(dated.features, order))
    by_period = replace(kept, rows=kept.rows.assign(document=of)).group("document")
    work = _Work(dated, of, by_period, spans, result.tests)
    if dated.source is not None:
        for term in order:
            place[term]["label"] = dated.source.surface(term)
    told = [_finding(place[term], work) for term in order]
    sure = [f for f in told if f.badge >= 3][:HEADLINES]
    if result.copies and not sure:  # where none can have that badge
        sure = [f for f in told if not f.caveats][:HEADLINES]
    leading = {f.features[0] for f in sure}
    ranked = [*sure, *(f for f in told if f.features[0] not in leading)]
    found = [
        replace(f, headline=f.features[0] in leading, rank=rank)
        for rank, f in enumerate(identified(ranked), 1)
    ]
    source = by_period.source and Spanned(by_period.source, spans)
    return Drifting(result, tuple(found), spans, replace(by_period, source=source), of)


def _wholes_first(picked: Sequence[Finding], dated: Counts) -> list[Finding]:
    """Return the findings that are told, those first that are no pieces of something longer.

    What a mark parts is no term: it stays in the table alone.
    """
    whole, pieces = list[Finding](), list[Finding]()
    longest = int(dated.lengths.max(initial=1))
    for finding in islice(balanced(picked), _LOOKED_AT * MOST):
        (feature,), source = finding.features, dated.source
        size = len(split_feature(feature))
        if source is not None and size > 1:
            if _MARK.search(source.surface(feature)):
                continue
            near = source.near([(feature, None)], _SAMPLE) if size == longest else None
            if near is not None and _is_piece(feature, near.tokens):
                pieces.append(finding)
                continue
        whole.append(finding)
        if len(whole) == MOST:
            break
    return [*whole, *pieces][:MOST]


def _is_piece(feature: str, words: Tokens) -> bool:
    """Say whether a term has the same word before or behind it wherever it stands.

    In a few documents that are looked at; for a term of the most words that were counted.
    """
    at = words.find(feature)
    size = len(split_feature(feature))
    return len(at) >= _SAMPLE and any(_is_constant(words, at, shift) for shift in (-1, size))


def _is_constant(words: Tokens, at: NDArray[np.int64], shift: int) -> bool:
    """Say whether the same word stands at a distance from all these places, in their sentence."""
    there = at + shift
    if there.min() < 0 or there.max() >= len(words):
        return False
    inside = words.sentence_of[there] == words.sentence_of[at]
    return bool(inside.all()) and len(np.unique(words.ids[there])) == 1


def _scores(table: Any) -> Any:
    """Return what orders findings: how sure, and longer terms first since they say more."""
    return (
        np.sqrt(table["z"].abs())
        * (1 + 0.5 * (table["n"] - 1))
        * np.where(table["badge"] >= 3, 1.0, 0.1)
    )


def _bare(record: dict[str, Any]) -> Finding:
    """Return a finding of which only what orders it is known."""
    nothing = Estimate(record["log_ratio"], record["log_ratio"], record["log_ratio"], UNIT)
    up = record["after_rate"] >= record["before_rate"]
    return Finding(
        kind=record["kind"], terms=(record["label"],), claim="", earlier=(), later=(),
        direction="up" if up else "down", counts={}, rates={}, effect=nothing, p=None, q=None,
        tests=0, badge=record["badge"], spread="", caveats=tuple(record["caveats"]), evidence=(),
        contrast=(), features=(record["feature"],), score=record["score"],
    )  # fmt: skip


def _spans(dated: Counts, of: Sequence[str]) -> Corpus:
    """Return the periods as documents without a text; ``of`` is the period of each document."""
    profile = dated.source.profile if dated.source else Corpus(()).profile
    made = []
    for key in dict.fromkeys(of):
        day = dt.date.fromisoformat(f"{key}-01-01"[:10])
        precision = {4: "year", 7: "month"}.get(len(key), "day")
        title = number(of.count(key), "document")
        made.append(Document(key, "", "", title=title, date=day, date_precision=precision))
    return Corpus(tuple(made), profile=profile)


def _finding(record: dict[str, Any], work: _Work) -> Finding:
    """Return a finding with its counts by period."""
    made, by_period = _bare(record), work.by_period
    feature, since = record["feature"], record["since"]
    column = by_period.matrix[:, [list(by_period.features).index(feature)]].toarray().ravel()
    names, sizes = by_period.rows["document"].tolist(), by_period.tokens.tolist()
    rates = [1000 * n / max(size, 1) for n, size in zip(column.tolist(), sizes, strict=True)]
    earlier = bisect_left(work.of, since)
    later = len(work.of) - earlier
    return replace(
        made,
        claim=_claim(record, earlier, later, work, _life(names, column.tolist())),
        earlier=tuple(d.id for d in work.spans if d.id < since),
        later=tuple(d.id for d in work.spans if d.id >= since),
        counts=dict(zip(names, column.tolist(), strict=True)),
        rates=dict(zip(names, rates, strict=True)),
        p=record["p_adjusted"], q=record["q"], tests=work.tests,
        spread=(
            f"later: in {record['documents_after']:,} of {number(later, 'document')}; "
            f"earlier: in {record['documents_before']:,} of {number(earlier, 'document')}"
        ),
    )  # fmt: skip


def _life(names: Sequence[str], counts: Sequence[int]) -> tuple[str, str]:
    """Return the first and the last period with a term."""
    held = sorted(name for name, count in zip(names, counts, strict=True) if count)
    return held[0], held[-1]


def _claim(
    record: dict[str, Any], earlier: int, later: int, work: _Work, life: tuple[str, str]
) -> str:
    """Return what changed in a sentence."""
    since, kind, name = record["since"], record["kind"], f"“{record['label']}”"
    split, sizes = bisect_left(work.of, since), work.dated.tokens
    words = {False: int(sizes[:split].sum()), True: int(sizes[split:].sum())}
    if kind in {"emerged", "vanished"}:
        count, held, total, absent = (
            (record["after"], record["documents_after"], later, words[False])
            if kind == "emerged"
            else (record["before"], record["documents_before"], earlier, words[True])
        )
        bound = 1000 * float(upper_bound_zero(absent))
        none = (
            f"0 in {number(absent, 'word')}; at most {_rate(bound)} per 1,000, with 95 % confidence"
        )
        stood = f"{times(count)}, in {held:,} of {number(total, 'document')}"
        if kind == "emerged":
            if life[0] == since:
                return f"{name} appears from {since} on: {stood}; absent before ({none})."
            when = _in(life[0])
            return f"{name} appears {when}: {stood} since {since}; absent before {since} ({none})."
        return f"{name} is gone after {life[1]}: from {since} on {none}; it was used {stood}."
    verb = "gains" if kind == "grew" else "loses"
    return (
        f"{name} {verb} ground from {since} on: {_rate(record['before_rate'])} per 1,000 words "
        f"before ({times(record['before'])}), {_rate(record['after_rate'])} since "
        f"({times(record['after'])})."
    )


def _in(period: str) -> str:
    """Return when something was, by its period.

    >>> _in("2007"), _in("2007-03-01")
    ('in 2007', 'on 2007-03-01')
    """
    return f"{'on' if len(period) > 7 else 'in'} {period}"


def _rate(value: float) -> str:
    return f"{value:.2g}" if not math.isnan(value) else "0"
