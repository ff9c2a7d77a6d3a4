"""A chief term from all sides: how often, in which forms, in whose company, in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.candidates import places, stemmed
from rhetoric.compare.collocates import near
from rhetoric.findings import Finding, quotation
from rhetoric.stats.collocation import log_dice
from rhetoric.tokens import Tokens
from rhetoric.words import is_content

#: Terms that have a card, and terms of one finding on names.
MOST, NAMES = 16, 2
#: Words to either side that are a term's company; least times a word stands there; words told.
WINDOW, LEAST, COMPANY = 5, 2, 6
#: Documents that a term is quoted from.
QUOTED = 8
#: Kinds of finding whose first terms are words that stand in the texts.
_WORDED = frozenset({"grew", "shrank", "emerged", "vanished", "changed_referent", "naming"})


@dataclass(frozen=True)
class Collocate:
    """A word that stands near a term: how often, and how surely it is drawn there (logDice)."""

    word: str
    count: int
    log_dice: float


@dataclass(frozen=True)
class Term:
    """A term with its uses by document (``counts``), as every finding on it counts them.

    ``forms`` are the spellings and inflections that are counted as it, with their uses;
    ``company`` the content words near it before and after the split of the first finding on it,
    with its uses there; ``quotations`` one address a document; ``findings`` are all that tell
    of it, the first first.
    """

    feature: str
    label: str
    counts: Mapping[str, int]
    forms: tuple[tuple[str, int], ...]
    uses: tuple[int, int]
    company: tuple[tuple[Collocate, ...], tuple[Collocate, ...]]
    quotations: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]


def terms(
    tokens: Tokens, findings: Sequence[Finding], forms: Mapping[str, Sequence[str]]
) -> list[Term]:
    """Return the chief terms: those of the headlines, then of the first findings, at most 16.

    ``forms`` has the n-grams that are counted as a term; a term that is not there is its own.
    """
    known = {form: term for term, held in reversed(list(forms.items())) for form in held}
    told: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (not f.headline, f.rank)):
        for term in _named(tokens, finding, forms, known):
            if term in told or len(told) < MOST:
                told.setdefault(term, []).append(finding)
    words = _Words(tokens)
    return [_term(words, term, forms.get(term, (term,)), held) for term, held in told.items()]


def _named(
    tokens: Tokens,
    finding: Finding,
    forms: Mapping[str, Sequence[str]],
    known: Mapping[str, str],
) -> Iterator[str]:
    """Yield the terms that a finding is on, as they are counted: of a renaming both names."""
    if finding.features[0] in forms:
        if finding.headline or finding.kind != "burst":
            yield finding.features[0]
    elif finding.headline and finding.kind in _WORDED | {"renamed"}:
        for term in finding.terms[: NAMES if finding.kind == "renamed" else 1]:
            feature = " ".join(tokens.words(term))
            if len(tokens.find(feature)):
                yield known.get(feature, feature)


class _Words:
    """The words of a corpus, and how often each stands on one side: sides come again and again."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens, self.rooted = tokens, stemmed(tokens)
        self._totals: dict[tuple[str, ...], NDArray[np.int64]] = {}

    def on(self, side: Sequence[str]) -> NDArray[np.bool_]:
        """Return which documents are of a side."""
        return np.isin(np.array(self.tokens.names, dtype=object), list(side))

    def totals(self, side: Sequence[str]) -> NDArray[np.int64]:
        """Return how often each stem stands in the documents of a side."""
        key = tuple(side)
        if key not in self._totals:
            ids = self.rooted.ids[self.on(side)[self.tokens.document_of]]
            self._totals[key] = np.bincount(ids, minlength=len(self.rooted.types))
        return self._totals[key]


def _term(words: _Words, feature: str, forms: Sequence[str], findings: Sequence[Finding]) -> Term:
    tokens, first = words.tokens, findings[0]
    found = np.array(places(tokens, forms), np.int64).reshape(-1, 2)
    at, length = found[:, 0], found[:, 1]
    counts = np.bincount(tokens.document_of[at], minlength=len(tokens.names))
    sides = [words.on(side)[tokens.document_of[at]] for side in (first.earlier, first.later)]
    before, after = (
        tuple(_company(words, at[there], length[there], side))
        for there, side in zip(sides, (first.earlier, first.later), strict=True)
    )
    return Term(
        feature=feature,
        label=tokens.surface(feature),
        counts=dict(zip(tokens.names, counts.tolist(), strict=True)),
        forms=tuple(_forms(tokens, at, length)),
        uses=(int(sides[0].sum()), int(sides[1].sum())),
        company=(before, after),
        quotations=tuple(_quotations(tokens, at, length)),
        findings=tuple(findings),
    )


def _forms(tokens: Tokens, at: Any, length: Any) -> list[tuple[str, int]]:
    """Return the spellings at some places, those that differ in case alone as one."""
    seen: dict[str, Counter[str]] = {}
    for position, size in zip(at.tolist(), length.tolist(), strict=True):
        raw = tokens.corpus.quote(tokens.span(position, size))
        text = " ".join(raw.replace("*", "").replace("\u00ad", "").split())
        seen.setdefault(text.casefold(), Counter())[text] += 1
    made = [
        (min(spelt, key=lambda t: (-spelt[t], sum(map(str.isupper, t)), t)), spelt.total())
        for spelt in seen.values()
    ]
    return sorted(made, key=lambda pair: (-pair[1], pair[0]))


def _company(words: _Words, at: Any, length: Any, side: Sequence[str]) -> Iterator[Collocate]:
    """Yield the content words, by their stems, that are drawn to the nodes of one side most.

    logDice is taken within that side, as if the other were not there.
    """
    tokens, rooted = words.tokens, words.rooted
    beside = near(tokens, at, length, WINDOW)[0] if len(at) else np.empty(0, np.int64)
    if not len(beside):
        return
    here = np.bincount(rooted.ids[beside], minlength=len(rooted.types))
    total = words.totals(side)
    kept = [k for k in np.flatnonzero(here >= LEAST).tolist() if is_content(rooted.types[k])]
    drawn = log_dice(here[kept], len(beside), np.maximum(total[kept], here[kept]), total.sum())
    order = sorted(range(len(kept)), key=lambda i: (-drawn[i], rooted.types[kept[i]]))
    for i in order[:COMPANY]:
        spelt = Counter(tokens.types[tokens.ids[beside[rooted.ids[beside] == kept[i]]]].tolist())
        word = min(spelt, key=lambda form: (-spelt[form], form))
        yield Collocate(tokens.surface(word), int(here[kept[i]]), float(drawn[i]))


def _quotations(tokens: Tokens, at: Any, length: Any) -> Iterator[dict[str, Any]]:
    """Yield the first place of each document outside a heading; of many documents some, evenly."""
    kinds = tokens.paragraph_kinds
    heading = np.array([kinds[p] == "heading" for p in tokens.paragraph_of[at]], bool)
    order = np.lexsort((at, heading))
    documents, first = np.unique(tokens.document_of[at[order]], return_index=True)
    chosen = np.unique(np.linspace(0, len(documents) - 1, min(len(documents), QUOTED)).round())
    for i in order[first[chosen.astype(np.int64)]].tolist():
        yield quotation(tokens, int(at[i]), int(length[i]))
