"""Findings from counts of documents alone: what `drift` found, told and quoted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.absences import standing
from rhetoric.compare.drift import Drift, drifted
from rhetoric.compare.facts import named, times
from rhetoric.compare.identity import identified
from rhetoric.compare.leading import HEADLINES, balanced
from rhetoric.compare.placed import SAMPLE, is_beside, is_frame, is_piece
from rhetoric.compare.ranking import formed, shape, specificity
from rhetoric.compare.series import Series, Spanned, Whole
from rhetoric.compare.turning import UNIT, Half, Turn, turns
from rhetoric.corpus import Corpus, Document, Profile
from rhetoric.findings import Estimate, Finding
from rhetoric.ngrams import Counts, needed
from rhetoric.stats.intervals import upper_bound_zero
from rhetoric.tokens import Source, Tokens, sighted

#: Findings that are told and quoted.
MOST = 60
#: A mark between words.
_MARK = re.compile(r"[,;:()\[\]]\s|[.!?]\s+\w{3}")
#: So many times the findings that are told are looked at for some that are no pieces.
_LOOKED_AT = 4
#: Two terms may be of one formula where this share of the documents with the rarer one has both,
#: and the rarer one as many as this share of those with the other. So many of them are looked at.
_SHARED, _ALIKE, _LOOKED_INTO = 0.9, 2 / 3, 5


@dataclass(frozen=True, eq=False)
class _Work:
    """What findings are told from: dated documents and the period of each, counts by period."""

    of: Sequence[str]
    by_period: Counts
    spans: Corpus
    result: Drift
    chosen: _Chosen

    def counts(self, feature: str) -> dict[str, int]:
        """Return the uses of a term by period."""
        column = self.by_period.features.tolist().index(feature)
        uses: list[int] = self.by_period.matrix[:, [column]].toarray().ravel().tolist()
        return dict(zip(self.by_period.rows["document"].tolist(), uses, strict=True))


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
        return unit_of(self.spans)

    def quoted(self, findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], Tokens | None]:
        """Return findings with quotations from both sides, and the words of what is quoted.

        As far as there are any: where counts point into no texts, nothing is quoted.
        """
        if self.result.source is None:
            return tuple(findings), None
        sides = [self._sides(one) for one in findings]
        pairs = zip(findings, sides, strict=True)
        wanted = [
            (form, side)
            for one, both in pairs
            for form in self.result.spellings(one.features[0])
            for side in both
        ]
        words = self.result.source.near(wanted, 1)  # all texts are read at once
        quoted = tuple(
            replace(
                one,
                evidence=self.result.quoted(words, one.features[0], heavy),
                contrast=self.result.quoted(words, one.features[0], light),
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
    series = Whole.of(needed(counts)) if isinstance(counts, Counts) else counts
    result = drifted(series, seed=seed)
    dated = result.counts
    of = result.periods
    profile = dated.source.profile if dated.source else Corpus(()).profile
    chosen = _chosen(result)
    kept = dated.keep(np.isin(dated.features, [*chosen.order, *chain(*chosen.beside.values())]))
    every = replace(kept, rows=kept.rows.assign(document=of)).group("document")
    own = spans(of, profile)
    work = _Work(of, every, own, result, chosen)
    rows = [chosen.rows[term] for term in chosen.order]
    turned = dict(zip(chosen.order, turns(kept, of, rows), strict=True))
    labels = {term: chosen.rows[term]["label"] for term in chosen.order}
    still = standing(series, turned, labels, of)
    told = [_finding(chosen.rows[term], turned[term], still.get(term), work) for term in turned]
    leading = {f.features[0] for f in _leading(told, copies=result.copies > 0)}
    first = [f for f in told if f.features[0] in leading]
    ranked = [*first, *(f for f in told if f.features[0] not in leading)]
    found = [
        replace(f, headline=f.features[0] in leading, rank=rank)
        for rank, f in enumerate(identified(ranked), 1)
    ]
    by_period = every.keep(np.isin(every.features, chosen.order))
    source = by_period.source and Spanned(by_period.source, own, labels)
    return Drifting(result, tuple(found), own, replace(by_period, source=source), of)


@dataclass(frozen=True)
class _Chosen:
    """The terms that are told, the best first, those that are told with each, the rows of all."""

    order: Sequence[str]
    beside: Mapping[str, Sequence[str]]
    rows: Mapping[str, dict[str, Any]]


def _chosen(result: Drift) -> _Chosen:
    """Return the terms that are told."""
    rows: list[Any] = result.table.assign(score=_scores(result.table)).to_dict("records")
    place = {row["feature"]: row for row in rows}
    found, beside = _wholes_first([_bare(r) for r in rows], result, place)
    return _Chosen([f.features[0] for f in found], beside, place)


def _leading(told: Sequence[Finding], *, copies: bool) -> list[Finding]:
    """Return the findings that lead: sure ones, last those that types of text may explain."""
    sure = [f for f in told if f.badge >= 3 and "furniture" not in f.caveats]
    if copies and not sure:  # where none can have that badge
        sure = [f for f in told if {*f.caveats} <= {"variant"}]
    return sorted(sure, key=lambda f: "genre" in f.caveats)[:HEADLINES]


def _wholes_first(
    picked: Sequence[Finding], result: Drift, rows: Mapping[str, dict[str, Any]]
) -> tuple[list[Finding], dict[str, list[str]]]:
    """Return the findings that are told, those first that are no pieces of something longer.

    And the terms that are told with some of them: they stand in the same sentences. What a mark
    parts is no term: it stays in the table alone. The labels of ``rows`` are set to how terms are
    written, and what is no more than the frame of texts has a caveat there.
    """
    whole, pieces, beside = list[Finding](), list[Finding](), defaultdict[str, list[str]](list)
    source, longest = result.source, int(result.counts.lengths.max(initial=1))
    candidates = [*islice(balanced(picked), _LOOKED_AT * MOST)]
    if source is None:
        return candidates[:MOST], beside
    sides = [(f.features[0], result.heavier(rows[f.features[0]])) for f in candidates[:MOST]]
    source.near(sides, 1)  # of most all that is needed, at once
    source.near([one for one in sides if rows[one[0]]["n"] == longest > 1], SAMPLE)
    formulae = _Formulae(result, source, rows)
    for finding in candidates:
        (feature,) = finding.features
        row = rows[feature]
        row["label"] = result.written(row)
        if row["n"] > 1 and _MARK.search(row["label"]):
            continue
        there = result.heavier(row)
        if is_frame(*sighted(source, feature, there, 1)):
            row["caveats"] = [*row["caveats"], "furniture"]
            pieces.append(finding)
        elif row["n"] == longest > 1 and is_piece(
            longest, *sighted(source, feature, there, SAMPLE)
        ):
            pieces.append(finding)
        elif (lead := formulae.lead(row, whole)) is not None:
            beside[lead].append(feature)
        else:
            whole.append(finding)
            if len(whole) == MOST:
                return whole, beside
    alone = (f for f in pieces if formulae.lead(rows[f.features[0]], whole) is None)
    return [*whole, *alone][:MOST], beside


@dataclass(frozen=True, eq=False)
class _Formulae:
    """Tells which terms stand in the same sentences of nearly the same documents."""

    result: Drift
    source: Source
    rows: Mapping[str, dict[str, Any]]

    def lead(self, row: Mapping[str, Any], told: Sequence[Finding]) -> str | None:
        """Return the first of some terms that are told that another one changes with, if any."""
        up = row["after_rate"] >= row["before_rate"]
        there = (f.features[0] for f in told if (f.direction == "up") == up)
        return next((one for one in there if self._is_in(row["feature"], one)), None)

    def _is_in(self, term: str, lead: str) -> bool:
        """Say whether a term has nearly the documents of another, and there the same sentences.

        Of the documents of the sides that have more of them. Some that have both are looked at.
        """
        one, other = self._holders(lead), self._holders(term)
        few, many = sorted((int(one.sum()), int(other.sum())))
        if few < _ALIKE * many or np.count_nonzero(one & other) < _SHARED * few:
            return False
        shared = np.flatnonzero(one & other)
        at = (2 * np.arange(_LOOKED_INTO) + 1) * len(shared) // (2 * _LOOKED_INTO)
        ids = self.result.counts.rows["document"]
        some = {*ids.iloc[shared[at]].tolist()}
        return is_beside(*sighted(self.source, term, some, len(some)), lead)

    def _holders(self, term: str) -> NDArray[np.bool_]:
        """Return which documents have a term, of the side that has more of it."""
        if term not in self._known:
            held = np.zeros(len(self.result.periods), bool)
            held[self.result.holders(self.rows[term])] = True
            self._known[term] = held
        return self._known[term]

    @cached_property
    def _known(self) -> dict[str, NDArray[np.bool_]]:
        """The documents with the terms that were asked for."""
        return {}


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


def spans(of: Sequence[str], profile: Profile) -> Corpus:
    """Return periods as documents without a text; ``of`` is the period of each document."""
    made = []
    for key, many in Counter(of).items():
        day = dt.date.fromisoformat(f"{key}-01-01"[:10])
        precision = {4: "year", 7: "month"}.get(len(key), "day")
        title = number(many, "document")
        made.append(Document(key, "", "", title=title, date=day, date_precision=precision))
    return Corpus(tuple(made), profile=profile)


def unit_of(own: Corpus) -> str:
    """Return what each of some periods (see `spans`) is: a year, a month or a day."""
    return own[0].date_precision or "period"


def _finding(record: dict[str, Any], turn: Turn, still: str | None, work: _Work) -> Finding:
    """Return a finding with its counts by period; ``still`` says what stands where it does not."""
    made = _bare(record)
    feature = record["feature"]
    counts, sizes = work.counts(feature), work.by_period.tokens.tolist()
    rates = [1000 * n / max(size, 1) for n, size in zip(counts.values(), sizes, strict=True)]
    beside = {
        work.result.written(work.chosen.rows[term]): work.counts(term)
        for term in work.chosen.beside.get(feature, ())
    }
    forms = (_as(record["label"], form) for form in work.result.spellings(feature))
    return replace(
        made,
        kind=turn.kind,
        terms=tuple(dict.fromkeys([record["label"], *beside])),
        claim=_claim(named([*forms]), turn, f"; {still}" if still else ""),
        earlier=tuple(d.id for d in work.spans if d.id < turn.since),
        later=tuple(d.id for d in work.spans if d.id >= turn.since),
        direction="up" if turn.up else "down",
        counts=counts,
        rates=dict(zip(counts, rates, strict=True)),
        effect=turn.effect,
        p=record["p_adjusted"], q=record["q"], tests=work.result.tests,
        spread=f"later: {_reach(turn.after)}; earlier: {_reach(turn.before)}",
        caveats=(*(["genre"] * turn.apart), *made.caveats),
        also=beside,
        features=(feature, *work.chosen.beside.get(feature, ())),
    )  # fmt: skip


def _as(label: str, form: str) -> str:
    """Return a spelling with the letters of a label, which has other gaps.

    >>> _as("Vice President", "vice-president"), _as("Vice President", "vice president")
    ('Vice-President', 'Vice President')
    """
    alike = len(label) == len(form)
    letters = zip(label, form, strict=True) if alike else ()
    return "".join(a if a.casefold() == b else b for a, b in letters) if alike else form


def _reach(half: Half) -> str:
    return f"in {half.holders:,} of {number(half.documents, 'document')}"


def _claim(name: str, turn: Turn, still: str) -> str:
    """Return what changed in a sentence."""
    before, after = turn.before, turn.after
    if turn.kind == "emerged":
        until = f", last {_in(turn.last)}" if turn.ended else ""
        held = f"{times(after.count)}, {_reach(after)} since{until}"
        return f"{name} appears {_in(turn.first)}: {held}; absent before ({_none(before)}){still}."
    if turn.kind == "vanished":
        return (
            f"{name} is gone after {turn.last}: used {times(before.count)} until then, "
            f"{_reach(before)}; since then {_none(after)}{still}."
        )
    verb = "gains" if turn.up else "loses"
    back, until = "", f"; last used {_in(turn.last)}" if turn.ended else ""
    if turn.back is not None:
        reach = f"in {turn.back.holders:,} of {number(turn.back.documents, 'document')} since then"
        again = f"{_in(turn.back.since)} for the first time since {turn.back.before}"
        back = f"; used again {again}, {reach}"
    return (
        f"{name} {verb} ground from {turn.since} on: {_rate(before.rate)} per 1,000 words "
        f"before ({times(before.count)}), {_rate(after.rate)} since ({times(after.count)})"
        f"{back}{until}."
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
