"""Findings in words: the counts of a term on both sides, its caveats, one sentence, quotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from rhetoric.compare.candidates import Candidates, content_words
from rhetoric.compare.caveats import BURST, FEW, LEAST_RATIO, LEAST_UNITS
from rhetoric.compare.concepts import Concept
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import Facts, elsewhere, named, silent, when
from rhetoric.compare.keyness import LEVEL
from rhetoric.compare.scoring import Scored
from rhetoric.compare.trial import Trial
from rhetoric.findings import DIRECTIONS, Estimate, Finding, quotations
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.tokens import Source

#: Terms of a finding that are shown.
SHOWN = 4
#: One-paragraph bursts that are listed at the end, so that nobody takes them for shifts.
BURSTS = 6
UNIT = "log2 ratio of rates, later to earlier"


@dataclass(frozen=True, eq=False)
class Work:
    """All that a finding is made from; ``source`` is what its features point into."""

    source: Source
    found: Candidates
    documents: Counts
    held: Sequence[Contrast]
    scored: Scored
    tests: Trial

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """The content words of each term."""
        return [frozenset(content_words(feature)) for feature in self.found.counts.features]


def finding(work: Work, group: Concept) -> Finding | None:
    """Return the finding of a concept, or None where too little differs to be told."""
    j, found = group.lead, work.found
    names = work.documents.rows["document"].tolist()
    which = int(work.scored.contrast[j])
    burst = which < 0
    contrast = around(work, names[work.scored.inner[j]]) if burst else work.held[which]
    test = None if burst else work.tests
    facts = Facts.of(found.counts, j, contrast, _surfaces(work, j))
    kind = "burst" if burst else facts.kind
    ratio = _ratio(facts)
    if kind in {"grew", "shrank"} and (
        abs(ratio) < LEAST_RATIO or facts.heavier.count < LEAST_UNITS
    ):
        return None
    beside = {
        work.source.surface(found.counts.features[i]): dict(
            zip(names, work.documents.matrix[:, [i]].toarray().ravel().tolist(), strict=True)
        )
        for i in group.members[: SHOWN - 1]
    }
    made = _made(work, j, contrast, facts, kind)
    return replace(
        made,
        claim=_with_others(work, group, made),
        terms=tuple(dict.fromkeys([facts.forms[0], *beside])),
        also=beside,
        effect=Estimate(
            ratio,
            min(ratio, float(test.low[j])) if test else ratio,
            max(ratio, float(test.high[j])) if test else ratio,
            UNIT,
        ),
        p=float(test.p[j]) if test else None,
        q=float(test.q[j]) if test else None,
        tests=int(test.tests[j]) if test else 0,
        badge=_badge(test, j, facts, ratio) if test else 1,
        caveats=tuple(_flags(test, facts, j, contrast)),
        features=tuple(found.counts.features[i] for i in (j, *group.members)),
        score=group.score,
    )


def _with_others(work: Work, group: Concept, made: Finding) -> str:
    """Return a claim of absence with the related term that is not absent, if there is one.

    Its forms are named with it; what is used to the end goes before what is as alike.
    """
    documents = work.documents.documents
    absent = silent(documents, made)
    counts, rows = work.documents, work.documents.rows["document"].isin(absent).to_numpy(bool)
    newest = next((d.id for d in reversed(documents) if d.date is not None), "")
    phrase = set(content_words(counts.features[group.lead]))
    there = []
    for i in _related(work, group, phrase):
        uses, words = int(counts.matrix[rows][:, [i]].sum()), content_words(counts.features[i])
        if uses:
            column = counts.matrix[:, [i]].toarray().ravel() > 0
            holders = set(counts.rows["document"][rows & column])
            shared, ended = len(phrase & set(words)), newest not in holders
            there.append((-shared, ended, -len(words), -uses, counts.features[i], i, holders))
    if not there:
        return made.claim
    _, ended, _, uses, _, chosen, holders = min(there, key=lambda one: one[:6])
    name = named(list(dict.fromkeys(_surfaces(work, chosen))))
    last = next(when(d.label) for d in reversed(documents) if d.id in holders)
    said = elsewhere(made.kind, -uses, last, newest=not ended)
    return f"{made.claim.removesuffix('.')}; {name} {said}."


def _related(work: Work, group: Concept, phrase: set[str]) -> Iterator[int]:
    """Yield the terms that may stand for a phrase where it does not.

    Of those told with it which have most of its content words, or are mostly made of them; of all
    others only which have all of them, and one more at most.
    """
    for i in group.members:
        words = work.words[i]
        if 2 * len(words & phrase) > min(len(phrase), len(words)):
            yield i
    told = {group.lead, *group.members}
    if len(phrase) > 1 and not work.found.counts.categories:
        for i, words in enumerate(work.words):
            if phrase <= words and len(words) <= len(phrase) + 1 and i not in told:
                yield i


def _made(work: Work, j: int, contrast: Contrast, facts: Facts, kind: str) -> Finding:
    """Return what is counted and quoted of a term; the test and the caveats are added to it."""
    source, found, documents = work.source, work.found, work.documents
    names = documents.rows["document"].tolist()
    by_document = documents.matrix[:, [j]].toarray().ravel()
    later, earlier = [d.id for d in contrast.later], [d.id for d in contrast.earlier]
    heavy, light = (later, earlier) if facts.heavier is facts.after else (earlier, later)
    ratio = _ratio(facts)
    return Finding(
        kind=kind,
        terms=facts.forms[:1],
        claim=facts.claim(kind, contrast),
        earlier=tuple(earlier),
        later=tuple(later),
        direction=DIRECTIONS[kind],
        counts=dict(zip(names, by_document.tolist(), strict=True)),
        rates={
            name: 1000 * int(n) / max(int(size), 1)
            for name, n, size in zip(names, by_document, documents.tokens, strict=True)
        },
        effect=Estimate(ratio, ratio, ratio, UNIT),
        p=None,
        q=None,
        tests=0,
        badge=1,
        spread=facts.spread(kind),
        caveats=(),
        evidence=_quotes(source, found.forms[j], heavy),
        contrast=_quotes(source, found.forms[j], light),
        features=(found.counts.features[j],),
    )


def _surfaces(work: Work, j: int) -> list[str]:
    """Return all spellings of a term's forms, each form's commonest first."""
    forms = work.found.forms[j]
    if work.found.counts.categories:
        return list(forms)
    return [spelling for form in forms for spelling in work.source.tokens.spellings(form)]


def _ratio(facts: Facts) -> float:
    a, b = facts.after, facts.before
    return float(log_ratio(a.count, b.count, a.tokens, b.tokens))


def around(work: Work, name: str) -> Contrast:
    """Return one inner document as the later side and all the others as the earlier one."""
    documents = list(work.documents.documents)
    return Contrast(
        tuple(d for d in documents if d.id != name), tuple(d for d in documents if d.id == name)
    )


def _flags(test: Trial | None, facts: Facts, j: int, contrast: Contrast) -> list[str]:
    """Return the caveats of a finding, by rule."""
    if test is not None:
        flags = list(test.caveats[j])
    else:
        heavy = facts.after.count
        inferred = any(d.date_source.get("kind") == "inferred" for d in contrast.later)
        flags = [
            *(["burst"] if facts.largest >= max(BURST * heavy, LEAST_UNITS) else []),
            *(["few"] if heavy < FEW else []),
            *(["single_document"] if facts.before.documents == 0 else []),
            *(["inferred_date"] if inferred else []),
        ]
    return [*flags, *(["variant"] if len(facts.forms) > 1 else [])]


def _badge(test: Trial, j: int, facts: Facts, ratio: float) -> int:
    """Return the highest level of trust that a term reaches (see ``BADGES``)."""
    if abs(ratio) < LEAST_RATIO or facts.heavier.units < LEAST_UNITS:
        return 1
    if test.recurs[j]:
        return 4 if test.within[j] else 3
    return 2 if test.p_adjusted[j] <= LEVEL and test.stable[j] else 1


def _quotes(
    source: Source, forms: Sequence[str], documents: Sequence[str]
) -> tuple[Mapping[str, Any], ...]:
    """Return up to two quotations of a term from some documents, in whichever form it stands."""
    out: list[Mapping[str, Any]] = []
    for form in forms:
        for quote in quotations(source, form, n=2, documents=documents):
            if all(q["start"] != quote["start"] or q["doc"] != quote["doc"] for q in out):
                out.append(quote)
        if len(out) >= 2:
            break
    return tuple(out[:2])


def bursts(work: Work) -> list[Finding]:
    """Return what looks like a shift and may be none: terms that one paragraph holds most of.

    They close the list, so that a reader who misses a frequent word learns why.
    """
    counts = work.found.counts
    largest = np.asarray(counts.matrix.max(axis=0).todense()).ravel()
    heavy = np.flatnonzero(
        (largest >= FEW) & (largest >= BURST * counts.totals) & (counts.lengths == 1)
    )
    order = sorted(heavy, key=lambda j: (-largest[j], counts.features[j]))[:BURSTS]
    return [_burst(work, int(j), int(largest[j])) for j in order]


def _burst(work: Work, j: int, largest: int) -> Finding:
    """Return the finding that a term stands mostly in one paragraph."""
    counts = work.found.counts
    where = int(np.asarray(counts.matrix[:, [j]].todense()).ravel().argmax())
    contrast = around(work, counts.rows["document"].iloc[where])
    facts = Facts.of(counts, j, contrast, _surfaces(work, j))
    claim = (
        f"{facts.name} is concentrated: {largest} of {int(counts.totals[j])} occurrences stand in "
        f"one paragraph, {when(contrast.later_label)}."
    )
    return replace(_made(work, j, contrast, facts, "burst"), claim=claim, caveats=("burst",))
