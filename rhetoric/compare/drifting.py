"""Findings from counts of documents alone: what `drift` found, told and quoted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.drift import Drift, drifted
from rhetoric.compare.facts import times
from rhetoric.compare.identity import identified
from rhetoric.compare.leading import HEADLINES, balanced
from rhetoric.compare.ranking import formed, shape, specificity
from rhetoric.compare.series import Series, Spanned
from rhetoric.compare.turning import UNIT, Half, Turn, turns
from rhetoric.corpus import Corpus, Document
from rhetoric.findings import Estimate, Finding, quotations
from rhetoric.ngrams import Counts
from rhetoric.stats.intervals import upper_bound_zero
from rhetoric.tokens import Tokens, sighted

#: Findings that are told and quoted.
MOST = 60
#: A mark between words, and documents that are looked at to tell a piece from a whole.
_MARK = re.compile(r"[,;:()\[\]]\s|[.!?]\s+\w{3}")
_SAMPLE = 3
#: So many times the findings that are told are looked at for some that are no pieces.
_LOOKED_AT = 4
#: What else may explain a change: types of text, or that a word is written otherwise.
_DOUBTFUL = frozenset({"genre", "spelling"})
#: Blocks that frame a text, and a bracket that is open: what a transcript adds.
_FRAME = frozenset({"address", "heading"})
_OPEN = re.compile(r"[\[(][^\[\]()\n]{0,200}$")
_SEEN = 20  # places of a term that are looked at for these


@dataclass(frozen=True, eq=False)
class _Work:
    """What findings are told from: dated documents and the period of each, counts by period."""

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
        earlier, later = self.result.parted(one.later[0])
        return (later, earlier) if one.direction == "up" else (earlier, later)


def drifting(counts: Counts | Series, *, seed: int = 0) -> Drifting:
    """Return the findings of counts by document, the best first; they are not quoted yet."""
    result = drifted(counts, seed=seed, meanwhile=_chosen)  # texts are read by then
    dated = result.counts
    of = result.periods
    spans = _spans(dated, of)
    order, place = _chosen(result)
    kept = dated.keep(np.isin(dated.features, order))
    by_period = replace(kept, rows=kept.rows.assign(document=of)).group("document")
    work = _Work(of, by_period, spans, result.tests)
    rows = [place[term] for term in order]
    turned = zip(rows, turns(kept, of, rows), strict=True)
    told = [_finding(record, turn, work) for record, turn in turned]
    leading = {f.features[0] for f in _leading(told, copies=result.copies > 0)}
    first = [f for f in told if f.features[0] in leading]
    ranked = [*first, *(f for f in told if f.features[0] not in leading)]
    found = [
        replace(f, headline=f.features[0] in leading, rank=rank)
        for rank, f in enumerate(identified(ranked), 1)
    ]
    labels = {f.features[0]: f.terms[0] for f in found}
    source = by_period.source and Spanned(by_period.source, spans, labels)
    return Drifting(result, tuple(found), spans, replace(by_period, source=source), of)


def _chosen(result: Drift) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return the terms that are told, the best first, and the rows of all."""
    rows: list[Any] = result.table.assign(score=_scores(result.table)).to_dict("records")
    place = {row["feature"]: row for row in rows}
    return [f.features[0] for f in _wholes_first([_bare(r) for r in rows], result, place)], place


def _leading(told: Sequence[Finding], *, copies: bool) -> list[Finding]:
    """Return the findings that lead: sure ones, last those that something else may explain."""
    sure = [f for f in told if f.badge >= 3 and "furniture" not in f.caveats]
    if copies and not sure:  # where none can have that badge
        sure = [f for f in told if not f.caveats]
    return sorted(sure, key=lambda f: not _DOUBTFUL.isdisjoint(f.caveats))[:HEADLINES]


def _wholes_first(
    picked: Sequence[Finding], result: Drift, rows: Mapping[str, dict[str, Any]]
) -> list[Finding]:
    """Return the findings that are told, those first that are no pieces of something longer.

    What a mark parts is no term: it stays in the table alone. The labels of ``rows`` are set to
    how terms are written, and what is no more than the frame of texts has a caveat there.
    """
    whole, pieces = list[Finding](), list[Finding]()
    source, longest = result.source, int(result.counts.lengths.max(initial=1))
    candidates = [*islice(balanced(picked), _LOOKED_AT * MOST)]
    if source is not None:
        sides = [(f.features[0], result.heavier(rows[f.features[0]])) for f in candidates[:MOST]]
        source.near(sides, 1)  # of most all that is needed, at once
        source.near([one for one in sides if rows[one[0]]["n"] == longest > 1], _SAMPLE)
    for finding in candidates:
        (feature,) = finding.features
        row = rows[feature]
        if source is not None:
            row["label"] = result.written(row)
            if row["n"] > 1 and _MARK.search(row["label"]):
                continue
            there = result.heavier(row)
            if _is_frame(*sighted(source, feature, there, 1)):
                row["caveats"] = [*row["caveats"], "furniture"]
                pieces.append(finding)
                continue
            if row["n"] == longest > 1 and _is_piece(
                longest, *sighted(source, feature, there, _SAMPLE)
            ):
                pieces.append(finding)
                continue
        whole.append(finding)
        if len(whole) == MOST:
            break
    return [*whole, *pieces][:MOST]


def _is_frame(words: Tokens, at: NDArray[np.int64]) -> bool:
    """Say whether a term always stands in brackets, in a heading or in a line of address."""
    some = at[:_SEEN].tolist()
    kinds = {words.paragraph_kinds[words.paragraph_of[position]] for position in some}
    return bool(some) and (kinds <= _FRAME or all(_is_aside(words, one) for one in some))


def _is_aside(words: Tokens, position: int) -> bool:
    """Say whether a word stands in brackets, as "[Applause]" does."""
    raw, start = words.corpus[words.names[words.document_of[position]]].raw, words.start[position]
    return _OPEN.search(raw, max(0, start - 201), start) is not None


def _is_piece(size: int, words: Tokens, at: NDArray[np.int64]) -> bool:
    """Say whether a term has the same word before or behind it wherever it stands.

    In a few documents that are looked at; for a term of the most words that were counted.
    """
    return len(at) >= _SAMPLE and any(_is_constant(words, at, shift) for shift in (-1, size))


def _is_constant(words: Tokens, at: NDArray[np.int64], shift: int) -> bool:
    """Say whether the same word stands at a distance from all these places, in their sentence."""
    there = at + shift
    if there.min() < 0 or there.max() >= len(words):
        return False
    inside = words.sentence_of[there] == words.sentence_of[at]
    return bool(inside.all()) and len(np.unique(words.ids[there])) == 1


def _scores(table: Any) -> Any:
    """Return what orders findings: how sure a change is, how many uses it has, how much it says.

    |z| · ln(uses) · what the words of the term are worth (see `rhetoric.compare.ranking`).
    """
    worth = [specificity(f) * shape(f) * formed(f) for f in table["feature"].tolist()]
    uses = np.log(table["before"] + table["after"])
    return table["z"].abs() * uses * worth * np.where(table["badge"] >= 3, 1.0, 0.01)


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


def _finding(record: dict[str, Any], turn: Turn, work: _Work) -> Finding:
    """Return a finding with its counts by period."""
    made, by_period = _bare(record), work.by_period
    feature = record["feature"]
    column = by_period.matrix[:, [list(by_period.features).index(feature)]].toarray().ravel()
    names, sizes = by_period.rows["document"].tolist(), by_period.tokens.tolist()
    rates = [1000 * n / max(size, 1) for n, size in zip(column.tolist(), sizes, strict=True)]
    return replace(
        made,
        kind=turn.kind,
        claim=_claim(record["label"], turn),
        earlier=tuple(d.id for d in work.spans if d.id < turn.since),
        later=tuple(d.id for d in work.spans if d.id >= turn.since),
        direction="up" if turn.up else "down",
        counts=dict(zip(names, column.tolist(), strict=True)),
        rates=dict(zip(names, rates, strict=True)),
        effect=turn.effect,
        p=record["p_adjusted"], q=record["q"], tests=work.tests,
        spread=f"later: {_reach(turn.after)}; earlier: {_reach(turn.before)}",
        caveats=(*(["genre"] * turn.apart), *made.caveats),
    )  # fmt: skip


def _reach(half: Half) -> str:
    return f"in {half.holders:,} of {number(half.documents, 'document')}"


def _claim(label: str, turn: Turn) -> str:
    """Return what changed in a sentence."""
    name, before, after = f"“{label}”", turn.before, turn.after
    if turn.kind == "emerged":
        until = f", last {_in(turn.last)}" if turn.ended else ""
        held = f"{times(after.count)}, {_reach(after)} since{until}"
        return f"{name} appears {_in(turn.first)}: {held}; absent before ({_none(before)})."
    if turn.kind == "vanished":
        return (
            f"{name} is gone after {turn.last}: used {times(before.count)} until then, "
            f"{_reach(before)}; since then {_none(after)}."
        )
    verb = "gains" if turn.up else "loses"
    until = f"; last used {_in(turn.last)}" if turn.ended else ""
    return (
        f"{name} {verb} ground from {turn.since} on: {_rate(before.rate)} per 1,000 words "
        f"before ({times(before.count)}), {_rate(after.rate)} since ({times(after.count)}){until}."
    )


def _none(half: Half) -> str:
    bound = 1000 * float(upper_bound_zero(half.words))
    return (
        f"0 in {number(half.words, 'word')}; at most {_rate(bound)} per 1,000, with 95 % confidence"
    )


def _in(period: str) -> str:
    """Return when something was, by its period.

    >>> _in("2007"), _in("2007-03-01")
    ('in 2007', 'on 2007-03-01')
    """
    return f"{'on' if len(period) > 7 else 'in'} {period}"


def _rate(value: float) -> str:
    return f"{value:.2g}" if not math.isnan(value) else "0"
