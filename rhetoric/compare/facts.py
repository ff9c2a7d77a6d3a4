"""The counts of a term on the two sides of a contrast, and the sentences that they bear out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rhetoric.compare.contrasts import Contrast
from rhetoric.corpus import Document
from rhetoric.ngrams import Counts
from rhetoric.stats.intervals import upper_bound_zero

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:(–| and )(\d{4}-\d\d-\d\d))?")
#: Forms of a term that a claim names.
NAMED = 3
#: Share of the documents of a side above which a term is usual there.
USUAL = 0.5
#: Documents that a term must stand in for its own time to be asked.
HOLDERS = 3


@dataclass(frozen=True)
class Side:
    """How often a term stands on one side, in how many units, first and last where.

    ``life`` is the number of documents from the first that has it to the last.
    """

    count: int
    tokens: int
    units: int
    of_units: int
    documents: int
    of_documents: int
    first: str
    last: str
    life: int = 0

    @property
    def rate(self) -> float:
        """Occurrences per 1,000 tokens."""
        return 1000 * self.count / max(self.tokens, 1)

    @property
    def spread(self) -> str:
        """In how many paragraphs and documents it stands."""
        return (
            f"in {self.units} of {number(self.of_units, 'paragraph')}, "
            f"{self.documents} of {number(self.of_documents, 'document')}"
        )

    @property
    def usual(self) -> bool:
        """Whether it was usual: only that is said to be gone.

        Most documents of the side have it; or three or more have it, and most of those from the
        first of these to the last.
        """
        return self.documents > USUAL * self.of_documents or (
            self.documents >= HOLDERS and self.documents > USUAL * self.life
        )

    @property
    def run(self) -> str:
        """The dates of the first and the last document that has it."""
        if self.documents < 2:
            return when(self.first)
        return f"first {when(self.first)}, last {when(self.last)}"

    @property
    def bound(self) -> str:
        """What the rate of an absent term is at most."""
        words = number(self.tokens, "word")
        if self.tokens < 100:
            return f"0 in {words}"
        rate = 1000 * float(upper_bound_zero(self.tokens))
        return f"0 in {words}; at most {rate:.2g} per 1,000, with 95 % confidence"


@dataclass(frozen=True)
class Facts:
    """A term before and after, the largest count in one paragraph, and the forms counted."""

    before: Side
    after: Side
    largest: int
    forms: tuple[str, ...]

    @classmethod
    def of(cls, counts: Counts, j: int, contrast: Contrast, forms: Sequence[str]) -> Facts:
        """Return the facts of column j; ``forms`` are its spellings, the commonest first."""
        column = counts.matrix[:, [j]].toarray().ravel()
        return cls(
            _side(counts, column, contrast.earlier),
            _side(counts, column, contrast.later),
            int(column.max(initial=0)),
            tuple(dict.fromkeys(forms)),
        )

    @property
    def kind(self) -> str:
        """Which way the term went."""
        if self.before.count == 0:
            return "emerged"
        if self.after.count == 0:
            return "vanished"
        return "grew" if self.after.rate >= self.before.rate else "shrank"

    @property
    def heavier(self) -> Side:
        """The side with the higher rate."""
        return self.after if self.after.rate >= self.before.rate else self.before

    @property
    def name(self) -> str:
        """The term in quotation marks, with the other forms that are counted as it."""
        return named(self.forms)

    def spread(self, kind: str) -> str:
        """In how many paragraphs and documents of each side the term stands."""
        here, there = ("there", "elsewhere") if kind == "burst" else ("later", "earlier")
        return f"{here}: {self.after.spread}; {there}: {self.before.spread}"

    def claim(self, kind: str, contrast: Contrast) -> str:
        """Return one sentence that the counts bear out."""
        before, after, name = self.before, self.after, self.name
        since, until = when(contrast.later_label), contrast.earlier_label
        if kind == "burst":
            where = "mostly in one text" if before.count else "in one text only"
            return (
                f"{name} occurs {where}: {times(after.count)} {since} "
                f"({number(after.units, 'paragraph')}), {times(before.count)} in the others."
            )
        if kind == "emerged":
            return (
                f"{name} appears {since}: {times(after.count)}, {_in(after)}; "
                f"absent from {until} ({before.bound})."
            )
        if kind == "vanished":
            return (
                f"{name} is {'gone' if before.usual else 'not found'} {since} ({after.bound}); it "
                f"was used {times(before.count)} {when(until)}, {_in(before)}."
            )
        return (
            f"{name} {'gains' if kind == 'grew' else 'loses'} ground: {before.rate:.2f} per 1,000 "
            f"words {when(until)} ({times(before.count)}), {after.rate:.2f} {since} "
            f"({times(after.count)})."
        )


def _side(counts: Counts, column: Any, documents: Sequence[Document]) -> Side:
    ids = [d.id for d in documents]
    rows = counts.within(ids)
    names = counts.rows["document"].to_numpy(dtype=object)[rows]
    there = set(names[column[rows] > 0])
    held = [n for n, d in enumerate(documents) if d.id in there]
    holders = [documents[n].label for n in held]
    return Side(
        count=int(column[rows].sum()),
        tokens=int(counts.tokens[rows].sum()),
        units=int(np.count_nonzero(column[rows])),
        of_units=int(rows.sum()),
        documents=len(holders),
        of_documents=len(ids),
        first=holders[0] if holders else "",
        last=holders[-1] if holders else "",
        life=held[-1] - held[0] + 1 if held else 0,
    )


def _in(side: Side) -> str:
    """Return in which documents of a side a term stands, first and last."""
    if side.of_documents == 1:
        return "in the one document"
    return f"{side.run}, in {side.documents} of {number(side.of_documents, 'document')}"


def named(forms: Sequence[str]) -> str:
    """Return a term in quotation marks, with the other forms that are counted as it.

    >>> named(["port", "ports"])
    '“port” (with “ports”)'
    """
    first, *others = forms
    shown = ", ".join(f"“{form}”" for form in others[:NAMED])
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"“{first}”" + (f" (with {shown}{more})" if others else "")


def number(n: int, noun: str) -> str:
    """Return a number with its noun.

    >>> number(1, "word"), number(1200, "word")
    ('1 word', '1,200 words')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def times(n: int) -> str:
    """Return how often, in words where it is seldom."""
    return {0: "never", 1: "once", 2: "twice"}.get(n, f"{n:,} times")


def when(label: str) -> str:
    """Return a date with its preposition: on a day, in a year or in texts.

    >>> when("2024-12-23"), when("2024"), when("2024-01-02–2024-03-04")
    ('on 2024-12-23', 'in 2024', 'from 2024-01-02 to 2024-03-04')
    >>> when("the four texts before 2024-12-23")
    'in the four texts before 2024-12-23'
    """
    days = _DAYS.fullmatch(label)
    if days is None:
        return f"in {label}"
    return f"from {days[1]} to {days[3]}" if days[2] == "–" else f"on {label}"
