"""What a report on an archive says of itself: its documents by period, its method, its limits."""

from __future__ import annotations

from rhetoric.amounts import number
from rhetoric.findings import BADGE_WORDS, BADGES
from rhetoric.report.page import Para, Section
from rhetoric.report.results import Analysis


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
        f"{size}, {words:,} words, {between}, counted into a store. {reach} Terms are "
        "held against dates only: publishers, types of text and topics that changed too are not "
        "told apart. Absence of a word is not absence of policy."
    )
    key = [f"{BADGES[b]} {said}" for b, said in BADGE_WORDS.items() if b in {1, 3}]
    return Section(
        "comparable", "What can be compared",
        [Para(lines, lead=True), Para("Badges: " + " · ".join(key) + ".")],
    )  # fmt: skip


def method(a: Analysis) -> Section:
    """Return how the findings were made, and what was left undone."""
    leads = (
        "only such findings lead"
        if all(f.badge >= 3 for f in a.findings if f.headline)
        else "texts are copies of those before them: none here has it, and what has no caveat leads"
    )
    return Section(
        "method",
        "Method and limits",
        [
            Para(a.changes.method),
            *(Para(note) for note in a.changes.notes),
            Para(
                "A finding has badge ③ where the chance that any of all tested terms gets there "
                "without a change is at most 5 %, three documents of the side that has more hold "
                "it, the ratio of rates is at least 1.5, and no document holds half of its uses; "
                f"{leads}. The others pass at a rate of false discoveries of 5 %."
            ),
            Para(
                "Not made from a store: sentences kept and reworded, voices, naming, devices; a "
                "report on a folder of the documents in question has them. Plurals are not counted "
                "together here. Documents of the same bytes are counted once, near copies each."
            ),
        ],
    )
