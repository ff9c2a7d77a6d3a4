"""The counts of a term on the two sides of a contrast, and the sentences that they bear out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rhetoric.amounts import number
from rhetoric.compare.contrasts import Contrast
from rhetoric.corpus import Document
from rhetoric.findings import Finding
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
    def bound(self) -> str:
        """What the rate of an absent term is at most."""
        words = number(self.tokens, "word")
        if self.tokens < 100:
            return f"0 in {words}"
        rate = 1000 * float(upper_bound_zero(self.tokens))
        return f"0 in {words}; at most {rate:.2g} per 1,000, with 95 % confidence"


@dataclass(frozen=True)
class Life:
    """A term's own time, from its first day to its last, and what lies before and after that.

    Unlike the sides of a contrast it does not move when other texts are added.
    """

    before: Side
    inside: Side
    after: Side

    @classmethod
    def of(cls, counts: Counts, column: Any, contrast: Contrast) -> Life | None:
        """Return the life of a column of counts over a contrast, or None where none has it.

        Texts of the first and of the last day are inside.
        """
        every = [*contrast.earlier, *contrast.later]
        there = set(counts.rows["document"].to_numpy(dtype=object)[column > 0])
        held = [n for n, d in enumerate(every) if d.id in there]
        if not held:
            return None
        days = [d.date or n for n, d in enumerate(every)]  # what has no date is of no day
        low = days.index(days[held[0]])
        high = len(days) - days[::-1].index(days[held[-1]])
        parts = every[:low], every[low:high], every[high:]
        return cls(*(_side(counts, column, part) for part in parts))


@dataclass(frozen=True)
class Facts:
    """A term before and after, the largest count in one paragraph, and the forms counted.

    ``life`` is its own time, of a term that only one side has.
    """

    before: Side
    after: Side
    largest: int
    forms: tuple[str, ...]
    life: Life | None = None

    @classmethod
    def of(cls, counts: Counts, j: int, contrast: Contrast, forms: Sequence[str]) -> Facts:
        """Return the facts of column j; ``forms`` are its spellings, the commonest first."""
        column = counts.matrix[:, [j]].toarray().ravel()
        before, after = (_side(counts, column, s) for s in (contrast.earlier, contrast.later))
        one_side = 0 in (before.count, after.count)
        return cls(
            before,
            after,
            int(column.max(initial=0)),
            tuple(dict.fromkeys(forms)),
            Life.of(counts, column, contrast) if one_side else None,
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
        since, until = when(contrast.later_label), when(contrast.earlier_label)
        if kind == "burst":
            where = "mostly in one text" if before.count else "in one text only"
            return (
                f"{name} occurs {where}: {times(after.count)} {since} "
                f"({number(after.units, 'paragraph')}), {times(before.count)} in the others."
            )
        if self.life is not None:
            return f"{name} {_came(self.life) if kind == 'emerged' else _went(self, self.life)}."
        return (
            f"{name} {'gains' if kind == 'grew' else 'loses'} ground: {_rate(before)} per 1,000 "
            f"words {until} ({times(before.count)}), {_rate(after)} {since} "
            f"({times(after.count)})."
        )


def _rate(side: Side) -> str:
    """Return a rate with two decimals; a smaller one, which is no 0, with its first digit."""
    return f"{side.rate:.2f}" if side.rate >= 0.005 or not side.count else f"{side.rate:.1g}"


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


def _came(life: Life) -> str:
    """Return when a term appears, until when it is used, and what lacks it."""
    inside, after = life.inside, life.after.of_documents
    uses, of = times(inside.count), number(inside.of_documents, "document")
    since = f"{when(inside.first)}{f', last used {when(inside.last)}' if after else ''}"
    if inside.of_documents == 1:
        since = f"{when(inside.first)}{' only' if after else ''}"
        where = "in the one document" if after else "in the newest document"
    else:
        where = f"in {inside.documents} of {of} {'of that time' if after else 'since'}"
    before = f"absent from {_the(life.before.of_documents)} before ({life.before.bound})"
    rest = f" and the {'one' if after == 1 else f'{after:,}'} after" if after else ""
    return f"appears {since}: {uses}, {where}; {before}{rest}"


def _went(facts: Facts, life: Life) -> str:
    """Return after when a term is not found any more, and when it was used."""
    inside = life.inside
    verb = "gone" if facts.before.usual else "not found"
    where = "in that one document"
    if inside.of_documents > 1:
        of = number(inside.of_documents, "document")
        first = f"first {when(inside.first)}, " if inside.first != inside.last else ""
        where = f"{first}in {inside.documents} of {of} of that {'time' if first else 'day'}"
    return (
        f"is {verb} after {inside.last} ({life.after.bound}); it was used "
        f"{times(inside.count)}, {where}"
    )


def _the(documents: int) -> str:
    return "the one document" if documents == 1 else f"the {number(documents, 'document')}"


def silent(documents: Sequence[Document], one: Finding) -> frozenset[str]:
    """Return the documents in which a finding says that its term is not: before or after its life.

    Of a finding that speaks of no absence there are none.
    """
    if one.kind not in {"emerged", "vanished"}:
        return frozenset()
    taking = {*one.earlier, *one.later}
    dates = {d.id: d.date for d in documents if d.date is not None and d.id in taking}
    held = [date for name, date in dates.items() if one.counts.get(name)]
    if not held:
        return frozenset(one.earlier if one.kind == "emerged" else one.later)
    if one.kind == "emerged":
        return frozenset(name for name, date in dates.items() if date < min(held))
    return frozenset(name for name, date in dates.items() if date > max(held))


def elsewhere(kind: str, uses: int, last: str, *, newest: bool) -> str:
    """Return what is said of a related term where another is absent.

    >>> elsewhere("vanished", 2, "on 2024-12-23", newest=True)
    'is still used (twice)'
    >>> elsewhere("vanished", 14, "on 2015-10-28", newest=False)
    'is found after that 14 times, last on 2015-10-28'
    """
    if kind == "emerged":
        return f"was used before ({times(uses)})"
    if newest:
        return f"is still used ({times(uses)})"
    return f"is found after that {times(uses)}, {'last ' if uses > 1 else ''}{last}"


def named(forms: Sequence[str]) -> str:
    """Return a term in quotation marks, with the other forms that are counted as it.

    >>> named(["port", "ports"])
    '“port” (with “ports”)'
    """
    first, *others = forms
    shown = ", ".join(f"“{form}”" for form in others[:NAMED])
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"“{first}”" + (f" (with {shown}{more})" if others else "")


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
