"""Findings in words: the counts of a term on both sides, its caveats, one sentence, quotations."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rhetoric.compare.candidates import Candidates, content_words
from rhetoric.compare.concepts import Concept
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.keyness import LEAST_RATIO, LEAST_UNITS, LEVEL
from rhetoric.compare.scoring import Scored
from rhetoric.compare.trial import Trial
from rhetoric.findings import DIRECTIONS, Estimate, Finding, quotations
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import upper_bound_zero
from rhetoric.tokens import Tokens

#: Terms of a finding that are shown.
SHOWN = 4
#: One-paragraph bursts that are listed at the end, so that nobody takes them for shifts.
BURSTS = 6
UNIT = "log2 ratio of rates, later to earlier"


@dataclass(frozen=True, eq=False)
class Work:
    """All that a finding is made from."""

    tokens: Tokens
    found: Candidates
    documents: Counts
    held: Sequence[Contrast]
    scored: Scored
    tests: Mapping[int, Trial]


def finding(work: Work, group: Concept) -> Finding | None:
    """Return the finding of a concept, or None where its sides do not differ after all."""
    j = group.lead
    tokens, found, scored, documents = work.tokens, work.found, work.scored, work.documents
    by_document = documents.matrix[:, [j]].toarray().ravel()
    names = list(documents.rows["document"])
    number = int(scored.contrast[j])
    burst = number < 0
    contrast = _around(tokens, names[scored.inner[j]]) if burst else work.held[number]
    test = None if burst else work.tests[number]
    facts = Facts.of(found.counts, j, contrast, names, by_document)
    if facts.after + facts.before == 0:
        return None
    kind = "burst" if burst else facts.kind
    ratio = float(log_ratio(facts.after, facts.before, facts.after_tokens, facts.before_tokens))
    flags = _flags(found, test, facts, j, contrast)
    badge = 2 if test and _passes(test, j, facts, ratio) else 1
    terms = tuple(dict.fromkeys(tokens.surface(found.counts.features[i])
                                for i in (j, *group.members)))[:SHOWN]  # fmt: skip
    later, earlier = [d.id for d in contrast.later], [d.id for d in contrast.earlier]
    heavy, light = (later, earlier) if ratio >= 0 else (earlier, later)
    return Finding(
        kind=kind,
        terms=terms,
        claim=_claim(terms[0], kind, contrast, facts),
        earlier=tuple(earlier),
        later=tuple(later),
        direction=DIRECTIONS[kind],
        counts=dict(zip(names, by_document.tolist(), strict=True)),
        rates=_rates(names, by_document, documents.tokens),
        effect=Estimate(
            ratio,
            min(ratio, float(test.low[j])) if test else ratio,
            max(ratio, float(test.high[j])) if test else ratio,
            UNIT,
        ),
        p=float(test.p[j]) if test else None,
        q=float(test.q[j]) if test else None,
        tests=test.tests if test else 0,
        badge=badge,
        spread=facts.spread,
        caveats=tuple(flags),
        evidence=_quotes(tokens, found.forms[j], heavy),
        contrast=_quotes(tokens, found.forms[j], light),
        features=tuple(found.counts.features[i] for i in (j, *group.members)),
        score=group.score,
    )  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """The counts of a term on the two sides of a contrast."""

    after: int
    before: int
    after_tokens: int
    before_tokens: int
    after_units: tuple[int, int]
    before_units: tuple[int, int]
    after_documents: tuple[int, int]
    before_documents: tuple[int, int]
    largest: int

    @classmethod
    def of(
        cls, counts: Counts, j: int, contrast: Contrast, names: list[str], by_document: Any
    ) -> Facts:
        """Return the facts of candidate j."""
        column = counts.matrix[:, [j]].toarray().ravel()
        sides = []
        for documents in (contrast.later, contrast.earlier):
            ids = [d.id for d in documents]
            rows = counts.rows["document"].isin(ids).to_numpy(bool)
            held = np.isin(np.array(names, dtype=object), ids)
            sides.append(
                (
                    int(column[rows].sum()),
                    int(counts.tokens[rows].sum()),
                    (int((column[rows] > 0).sum()), int(rows.sum())),
                    (int((by_document[held] > 0).sum()), len(ids)),
                )
            )
        (a, na, ua, da), (b, nb, ub, db) = sides
        return cls(a, b, na, nb, ua, ub, da, db, int(column.max(initial=0)))

    @property
    def kind(self) -> str:
        """Which way the term went."""
        if self.before == 0:
            return "emerged"
        if self.after == 0:
            return "vanished"
        up = self.after * self.before_tokens >= self.before * self.after_tokens
        return "grew" if up else "shrank"

    @property
    def spread(self) -> str:
        """In how many paragraphs and documents of each side the term stands."""
        return (
            f"later: in {self.after_units[0]} of {_number(self.after_units[1], 'paragraph')}, "
            f"{self.after_documents[0]} of {_number(self.after_documents[1], 'document')}; "
            f"earlier: in {self.before_units[0]} of {_number(self.before_units[1], 'paragraph')}, "
            f"{self.before_documents[0]} of {_number(self.before_documents[1], 'document')}"
        )


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def _around(tokens: Tokens, name: str) -> Contrast:
    """Return one inner document as the later side and all the others as the earlier one."""
    documents = list(tokens.corpus)
    return Contrast(
        tuple(d for d in documents if d.id != name), tuple(d for d in documents if d.id == name)
    )


def _flags(
    found: Candidates, test: Trial | None, facts: Facts, j: int, contrast: Contrast
) -> list[str]:
    """Return the caveats of a finding, by rule."""
    flags = list(test.caveats[j]) if test else []
    heavy = max(facts.after, facts.before) if not test else (
        facts.after if facts.kind in {"emerged", "grew"} else facts.before
    )  # fmt: skip
    if test is None:
        single = ["burst"] if facts.largest >= 0.5 * heavy and facts.largest >= LEAST_UNITS else []
        inferred = any(d.date_source.get("kind") == "inferred" for d in contrast.later)
        flags = [*single, *(["few"] if heavy < 5 else []), "single_document",
                 *(["inferred_date"] if inferred else [])]  # fmt: skip
    if len(found.forms[j]) > 1:
        flags.append("variant")
    return list(dict.fromkeys(flags))


def _passes(test: Trial, j: int, facts: Facts, ratio: float) -> bool:
    units = facts.after_units[0] if ratio >= 0 else facts.before_units[0]
    return bool(
        test.p_adjusted[j] <= LEVEL
        and units >= LEAST_UNITS
        and test.stable[j]
        and abs(ratio) >= LEAST_RATIO
    )


def _claim(term: str, kind: str, contrast: Contrast, facts: Facts) -> str:
    """Return one sentence that the counts bear out."""
    name = f"“{term}”"
    after, before = _times(facts.after), _times(facts.before)
    since, until = _when(contrast.later_label), contrast.earlier_label
    if kind == "burst":
        return (
            f"{name} belongs to one text: {after} {since} "
            f"({_number(facts.after_units[0], 'paragraph')}), {before} in the others."
        )
    if kind == "emerged":
        bound = 1000 * float(upper_bound_zero(max(facts.before_tokens, 1)))
        return (
            f"{name} appears {since}: {after} in {_held(facts.after_documents)}; absent from "
            f"{until} (0 in {facts.before_tokens:,} tokens; at most {bound:.2f} per 1,000 at 95 %)."
        )
    if kind == "vanished":
        bound = 1000 * float(upper_bound_zero(max(facts.after_tokens, 1)))
        return (
            f"{name} is gone {since} (0 in {facts.after_tokens:,} tokens; at most {bound:.2f} "
            f"per 1,000 at 95 %); it stood {before} {_when(until)}, "
            f"in {_held(facts.before_documents)}."
        )
    verb = "gains" if kind == "grew" else "loses"
    return (
        f"{name} {verb} ground: {_rate(facts.before, facts.before_tokens)} per 1,000 tokens "
        f"{_when(until)} ({before}), "
        f"{_rate(facts.after, facts.after_tokens)} {since} ({after})."
    )


def _when(label: str) -> str:
    """Return a date with its preposition: on a day, in a year or in texts."""
    return f"on {label}" if label.count("-") == 2 else f"in {label}"


def _held(documents: tuple[int, int]) -> str:
    here, of = documents
    return "the one document" if of == 1 else f"{here} of {_number(of, 'document')}"


def _times(n: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(n, f"{n:,} times")


def _rate(n: int, tokens: int) -> str:
    return f"{1000 * n / max(tokens, 1):.2f}"


def _quotes(
    tokens: Tokens, forms: Sequence[str], documents: Sequence[str]
) -> tuple[Mapping[str, Any], ...]:
    """Return up to two quotations of a term from some documents, in whichever form it stands."""
    out: list[Mapping[str, Any]] = []
    for form in forms:
        for quote in quotations(tokens, form, n=2, documents=documents):
            if all(q["start"] != quote["start"] or q["doc"] != quote["doc"] for q in out):
                out.append(quote)
        if len(out) >= 2:
            break
    return tuple(out[:2])


def stable_id(finding: Finding) -> str:
    """Return a name that is the same whenever the same term goes the same way."""
    words = " ".join(sorted(content_words(finding.features[0])))
    key = f"vocabulary|{DIRECTIONS[finding.kind]}|{words}"
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def bursts(tokens: Tokens, found: Candidates, after: int) -> list[Finding]:
    """Return what looks like a shift and is none: terms that one paragraph holds most of.

    They close the list, so that a reader who misses a frequent word learns why.
    """
    counts = found.counts
    largest = np.asarray(counts.matrix.max(axis=0).todense()).ravel()
    totals = counts.totals
    heavy = np.flatnonzero((largest >= 5) & (largest >= 0.5 * totals) & (counts.lengths == 1))
    order = sorted(heavy, key=lambda j: (-largest[j], counts.features[j]))[:BURSTS]
    made = [_burst(tokens, found, int(j), int(largest[j])) for j in order]
    return [replace(f, rank=after + i, id=stable_id(f)) for i, f in enumerate(made, 1)]


def _burst(tokens: Tokens, found: Candidates, j: int, largest: int) -> Finding:
    """Return the finding that a term stands mostly in one paragraph."""
    counts = found.counts
    where = int(np.asarray(counts.matrix[:, [j]].todense()).ravel().argmax())
    contrast = _around(tokens, counts.rows["document"].iloc[where])
    documents = counts.group("document")
    by_document = documents.matrix[:, [j]].toarray().ravel()
    names = list(documents.rows["document"])
    facts = Facts.of(counts, j, contrast, names, by_document)
    label = tokens.surface(counts.features[j])
    ratio = float(log_ratio(facts.after, facts.before, facts.after_tokens, facts.before_tokens))
    ids = [d.id for d in contrast.later]
    return Finding(
        kind="burst",
        terms=(label,),
        claim=(
            f"“{label}” is a burst, not a shift: {largest} of its {int(counts.totals[j])} "
            f"occurrences stand in one paragraph of {contrast.later_label}."
        ),
        earlier=tuple(d.id for d in contrast.earlier),
        later=tuple(ids),
        direction="none",
        counts=dict(zip(names, by_document.tolist(), strict=True)),
        rates=_rates(names, by_document, documents.tokens),
        effect=Estimate(ratio, ratio, ratio, UNIT),
        p=None,
        q=None,
        tests=0,
        badge=1,
        spread=facts.spread,
        caveats=("burst",),
        evidence=_quotes(tokens, found.forms[j], ids),
        contrast=_quotes(tokens, found.forms[j], [d.id for d in contrast.earlier]),
        features=(counts.features[j],),
    )


def _rates(names: Sequence[str], by_document: Any, sizes: Any) -> dict[str, float]:
    """Return occurrences per 1,000 tokens by document."""
    return {
        name: 1000 * int(n) / max(int(size), 1)
        for name, n, size in zip(names, by_document, sizes, strict=True)
    }
