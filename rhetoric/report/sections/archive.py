"""What a report on an archive says of itself: its documents by period, its method, its limits."""

from __future__ import annotations

from rhetoric.amounts import number
from rhetoric.findings import BADGE_WORDS, BADGES, CAVEAT_NAMES
from rhetoric.report.page import Para, Section
from rhetoric.report.results import Analysis
from rhetoric.report.sections.method import caveats

#: Types of text that are named.
TYPES = 6
RELATED = (
    "Related terms of a finding went the same way and stand mostly in its sentences: nine in ten "
    "of the documents that could have both have both, and five of these were looked at. They are "
    "not told again. Their uses are those in all texts; they may stand elsewhere too."
)


def comparable(a: Analysis) -> Section:
    """Say what an archive can show and what it cannot."""
    words, spans = sum(a.words.values()), list(a.corpus)
    between = f"{spans[0].label} to {spans[-1].label}"
    size = number(a.size or 0, "document")
    reach = (
        "Nearly all texts take over much of those before them, so they are no independent "
        "witnesses: no claim on what they say goes beyond them (badge ③ is not given to it)."
        if a.copied
        else "Whole documents are the units of every test (badge ③): a change recurs over many of "
        "them."
    )
    lines = (
        f"{size}, {words:,} words, {between}, counted into a store. {reach} {_types(a)}"
        "Publishers and topics that changed with the dates are not told apart. Absence of a word "
        "is not absence of policy."
    )
    key = [f"{BADGES[b]} {said}" for b, said in BADGE_WORDS.items() if b in {1, 3}]
    return Section(
        "comparable", "What can be compared",
        [Para(lines, lead=True), Para("Badges: " + " · ".join(key) + ".")],
    )  # fmt: skip


def _types(a: Analysis) -> str:
    """Say of which types the texts are, each from when to when, if there are several."""
    if len(a.types) < 2:
        return ""
    shown = [f"{name or 'no type'} ({many:,}, {_span(*ends)})" for name, many, *ends in a.types]
    more = len(shown) - TYPES
    listed = "; ".join([*shown[:TYPES], *([f"{more} more"] if more > 0 else [])])
    return (
        f"Types of text: {listed}. A change that texts of one type do not show has a caveat "
        f"({CAVEAT_NAMES['genre']}). "
    )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def told(a: Analysis) -> str:
    """Say how many of the terms that pass are told, or nothing where all are."""
    every = len(a.changes.table)
    if every <= len(a.findings):
        return ""
    return (
        f"Of {every:,} terms that pass the tests {len(a.findings)} are told here: the surest of "
        "those that say most. rhetoric drift lists all."
    )


def method(a: Analysis) -> Section:
    """Return how the findings were made, and what was left undone."""
    leads = (
        "only such findings lead"
        if all(f.badge >= 3 for f in a.findings if f.headline)
        else "texts that are edited copies of those before them are no such witnesses, so no "
        "finding here has that badge; those lead that have no caveat but that of merged spellings"
    )
    return Section(
        "method",
        "Method and limits",
        [
            Para(a.changes.method),
            *(Para(note) for note in a.changes.notes),
            *([caveats(a)] if any(f.caveats for f in a.findings) else []),
            Para(
                "A finding has badge ③ where the chance that any of all tested terms gets there "
                "without a change is at most 5 %, three documents of the side that has more hold "
                "it, the ratio of rates is at least 1.5, and no document holds half of its uses; "
                f"{leads}. The others pass at a rate of false discoveries of 5 %."
            ),
            Para(
                "All numbers of a finding are held against one date: the first use of what came, "
                "the last of what went, else the one on both sides of which two rates fit best. It "
                "is an estimate; p is that of a change at any of the dates that were tried."
            ),
            *([Para(RELATED)] if any(f.also for f in a.findings) else []),
            Para(
                "Not made from a store: sentences kept and reworded, voices, naming, devices; a "
                "report on a folder of the documents in question has them. Plurals and "
                "possessives are terms of their own here; a claim that a term came or went names "
                "the commonest other form of it that stands where it does not, if that has ten "
                "uses in three documents. Of files with the same bytes one is counted; near "
                "copies are all counted."
            ),
        ],
    )
