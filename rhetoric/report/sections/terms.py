"""The chief terms one by one: rate, forms, company before and after, quotations by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rhetoric.amounts import number
from rhetoric.compare.terms import Collocate, Term
from rhetoric.corpus import listed
from rhetoric.findings import Finding
from rhetoric.inert import clipped
from rhetoric.report.page import Block, Para, Section, TermCard
from rhetoric.report.passages import quote
from rhetoric.report.results import Analysis
from rhetoric.report.sections.claims import carded, side_names, spark

#: Forms and findings that a card names.
FORMS, TOLD = 8, 6
_MEANING = (
    "Each card has one term of the headlines or of the first findings. Beside it: content words "
    "that stand within five words of it in the same sentence, twice at least, before and after "
    "the date that divides the first finding on it; with how often, and logDice, which says how "
    "surely a word is drawn to it (14 at most; one more is twice as sure). Bars: uses per 1,000 "
    "words text by text, orange before that date, blue from it on."
)


def terms(a: Analysis) -> Section | None:
    """Return a card for each chief term."""
    if not a.terms:
        return None
    there = {f.id for f in carded(a)}
    cards: list[Block] = [_card(a, term, n, there) for n, term in enumerate(a.terms, 1)]
    return Section("terms", "The chief terms, one by one", [Para(_MEANING), *cards])


def _card(a: Analysis, term: Term, rank: int, there: set[str]) -> TermCard:
    first = term.findings[0]
    held = sum(n > 0 for n in term.counts.values())
    uses = number(sum(term.counts.values()), "use")
    # every text has a bar here, also one that takes no part in the finding
    rest = tuple(d.id for d in a.corpus if d.id not in first.later)
    labels = [d.label for d in a.corpus]
    company = zip(side_names(a, first), term.uses, term.company, strict=True)
    some = held > len(term.quotations)
    return TermCard(
        id=f"term-{rank}",
        term=clipped(term.label),
        uses=f"{uses} in {held} of {number(len(labels), 'text')}",
        spark=spark(a, replace(first, counts=term.counts, earlier=rest)),
        span=(labels[0], labels[-1] if len(labels) > 1 else ""),
        peak=_peak(a, term),
        forms=_forms(term.forms),
        findings=[_told(finding, there) for finding in term.findings[:TOLD]],
        company=[(side, _company(many, words)) for side, many, words in company],
        quoted="Quotations by date" + (f", {len(term.quotations)} of {held} texts" if some else ""),
        quotes=[quote(a.tokens, address) for address in term.quotations],
    )


def _told(finding: Finding, there: set[str]) -> tuple[str, str]:
    """Return what a finding is called, and its name on the page if it has a card there."""
    name = f"{'headline' if finding.headline else 'finding'} {finding.rank}"
    return name, f"f-{finding.id}" if finding.id in there else ""


def _peak(a: Analysis, term: Term) -> str:
    """Say in which text the term has its highest rate."""
    sizes = a.words
    rates = {name: 1000 * n / max(sizes[name], 1) for name, n in term.counts.items()}
    most = max(rates, key=lambda name: rates[name])
    uses = number(term.counts[most], "use")
    return f"Highest in {a.corpus[most].label}: {rates[most]:.2g} per 1,000 words ({uses})."


def _forms(forms: Sequence[tuple[str, int]]) -> str:
    """Say which spellings and inflections are counted together."""
    if len(forms) < 2:
        return ""
    said = listed([f"“{form}” {n:,}" for form, n in forms], FORMS)
    return f"Counted together: {said}."


def _company(uses: int, words: Sequence[Collocate]) -> str:
    if not uses:
        return "no use"
    if not words:
        return f"{number(uses, 'use')}, no content word beside it twice"
    said = ", ".join(f"{w.word} {w.count:,} ({w.log_dice:.1f})" for w in words)
    return f"{number(uses, 'use')}, beside {said}"
