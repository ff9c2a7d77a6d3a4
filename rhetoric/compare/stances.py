"""Whose names change: the stances of each actor by period, and the change that says most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.stats.association import g2
from rhetoric.stats.intervals import wilson

#: All voices together.
ALL = "all"
#: From plain to hostile: the order in which stances are shown.
ORDER = ("neutral", "official", "honorific", "hostile")
#: Periods that are told apart; more documents are put together with their neighbours.
PERIODS = 8
#: Fewer names than this on a side say little of a share.
FEW = 5
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True)
class Change:
    """A stance that is taken in some periods and not in others: period, names in it, all names.

    ``rank`` is 0 where the names are hostile, 1 where the first and the last period share no
    stance, else 2; ``strength`` (G2) orders changes and decides nothing.
    """

    actor: str
    stance: str
    points: tuple[tuple[str, int, int], ...]
    rank: int
    strength: float

    @property
    def few(self) -> bool:
        """Whether one of the periods has fewer than five names of the actor."""
        return min(of for _, _, of in self.points) < FEW


@dataclass(frozen=True, eq=False)
class Series:
    """The names of one actor: ``counts`` has a row a stance and a column a period."""

    actor: str
    stances: tuple[str, ...]
    periods: tuple[str, ...]
    counts: NDArray[np.int64]
    change: Change | None

    @property
    def of(self) -> NDArray[np.int64]:
        """All names of the actor in each period."""
        return np.asarray(self.counts.sum(axis=0), np.int64)


def series(table: pd.DataFrame, most: int = PERIODS) -> list[Series]:
    """Return the actors of a table of naming that are named at all, those that change first.

    Of more than ``most`` documents, neighbours in time are put together.
    """
    if not len(table):
        return []
    documents = list(dict.fromkeys(table["document"]))
    label_of = dict(zip(table["document"], table["document_label"], strict=True))
    bins = np.arange(len(documents)) * min(most, len(documents)) // len(documents)
    inside = [np.flatnonzero(bins == b) for b in range(int(bins[-1]) + 1)]
    periods = tuple(
        period(str(label_of[documents[i[0]]]), str(label_of[documents[i[-1]]])) for i in inside
    )
    found = list(_each(table, documents, bins, periods))
    order = {one.actor: i for i, one in enumerate(found)}
    return sorted(found, key=lambda one: (*_weight(one), order[one.actor]))


def _each(
    table: pd.DataFrame, documents: Sequence[str], bins: NDArray[np.int64], periods: tuple[str, ...]
) -> Iterator[Series]:
    """Yield the actors that have a name in some document."""
    for actor, part in table.groupby("actor", sort=False):
        wide = part.pivot_table(index="stance", columns="document", values="count", aggfunc="sum")
        held = {str(stance) for stance in wide.index}
        stances = tuple(s for s in ORDER if s in held) + tuple(sorted(held - set(ORDER)))
        wide = wide.reindex(index=list(stances), columns=list(documents)).fillna(0)
        dense = wide.to_numpy(np.int64)
        counts = np.stack([dense[:, bins == b].sum(axis=1) for b in range(len(periods))], axis=1)
        if counts.any():
            yield Series(
                str(actor), stances, periods, counts, change(str(actor), stances, periods, counts)
            )


def _weight(one: Series) -> tuple[float, float]:
    """Return what orders actors: those that change by rank and strength, the rest by size."""
    if one.change is None:
        return (9.0, -float(one.counts.sum()))
    return (float(one.change.rank), -round(one.change.strength, 9))


def period(first: str, last: str) -> str:
    """Return the name of a period from the labels of its first and its last document.

    >>> period("2021-01-12", "2021-01-12"), period("1994-02-04", "1998-11-17")
    ('2021-01-12', '1994–1998')
    >>> period("2021-01-12", "2021-06-16"), period("a.txt", "b.txt")
    ('2021-01 to 06', 'a.txt – b.txt')
    """
    if first == last:
        return first
    if not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last)):
        return f"{first} – {last}"
    if first[:4] != last[:4]:
        return f"{first[:4]}–{last[:4]}"
    months = dict.fromkeys(label[5:7] for label in (first, last) if len(label) > 4)
    return f"{first[:4]}-{' to '.join(months)}" if months else first[:4]


def change(
    actor: str, stances: Sequence[str], periods: Sequence[str], counts: NDArray[np.int64]
) -> Change | None:
    """Return the change of an actor's names that says most, or None where there is none.

    Compared are the first and the last period that name the actor. Where a stance is alike in
    both, the period that differs most is named between them.
    """
    of = counts.sum(axis=0)
    named = np.flatnonzero(of)
    if len(named) < 2:
        return None
    apart = not ((counts[:, named[0]] > 0) & (counts[:, named[-1]] > 0)).any()
    found = []
    for stance, row in zip(stances, counts, strict=True):
        at = _points(row, of, named)
        if at:
            points = tuple((periods[i], int(row[i]), int(of[i])) for i in at)
            comes = len({count > 0 for _, count, _ in points}) > 1
            rank = 0 if stance == "hostile" and comes else 1 if apart else 2
            found.append(Change(actor, stance, points, rank, _strength(points)))
    return min(found, key=lambda c: (c.rank, -round(c.strength, 9), c.stance), default=None)


def _points(row: NDArray[np.int64], of: NDArray[np.int64], named: NDArray[np.int64]) -> list[int]:
    """Return the periods that show how a stance changes: the ends, and one between if need be."""
    first, last = int(named[0]), int(named[-1])
    there = bool(row[first])
    if there != bool(row[last]):
        return [first, last]
    sign = 1 if there else -1
    most = min(named.tolist(), key=lambda i: (sign * row[i] / of[i], -of[i]))
    if bool(row[most]) != there:
        return [first, most, last]
    low, high = wilson(row[[first, last]], of[[first, last]])
    return [first, last] if max(low) > min(high) else []


def _strength(points: Sequence[tuple[str, int, int]]) -> float:
    pairs = combinations(points, 2)
    return max(float(g2(a, b, n, m)) for (_, a, n), (_, b, m) in pairs)


def said(change: Change, show: Callable[[str], str] = str, *, actor: bool = True) -> str:
    """Return a change in words, its counts with what they are out of.

    >>> said(Change("X", "hostile", (("2023", 2, 2), ("2024-12-23", 0, 2)), 0, 1.0))
    'hostile names of X: 2 of 2 in 2023, 0 of 2 on 2024-12-23'
    """
    whose = f"names of {show(change.actor)}" if actor else "names"
    return f"{change.stance} {whose}: " + ", ".join(
        f"{count} of {of} {when(name, show)}" for name, count, of in change.points
    )


def when(name: str, show: Callable[[str], str] = str) -> str:
    """Return a period with its preposition.

    >>> when("2021-01-12"), when("1994–1999")
    ('on 2021-01-12', 'in 1994–1999')
    """
    return f"{'on' if _DAY.fullmatch(name) else 'in'} {show(name)}"


def periods(
    table: pd.DataFrame, most: int
) -> tuple[tuple[str, ...], NDArray[np.int64], dict[str, int]]:
    """Return labels and words of ``most`` rows at most, and the row that each document is in.

    Of more documents, neighbours in time are put together.
    """
    one = table[table["voice"] == ALL].drop_duplicates("document")
    names, labels = one["document"].tolist(), [str(label) for label in one["document_label"]]
    bins = np.arange(len(names)) * min(most, len(names)) // max(len(names), 1)
    rows = []
    for b in range(int(bins[-1]) + 1 if len(bins) else 0):
        inside = np.flatnonzero(bins == b)
        rows.append(period(labels[inside[0]], labels[inside[-1]]))
    words = np.bincount(bins, weights=one["tokens"].to_numpy(float), minlength=len(rows))
    return tuple(rows), words.astype(np.int64), dict(zip(names, bins.tolist(), strict=True))
