"""A term of many documents at the date at which its rate turned: what both sides have of it.

`drift` tests a few dates. That a term has another rate after one of them is what its p is about;
the date itself is an estimate: the first or the last use of what came or went, else the period
from which on two rates fit best. All counts that are told are held against that one date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.drift import LEAST_HOLDERS, LEAST_RATIO
from rhetoric.findings import Estimate
from rhetoric.ngrams import Counts
from rhetoric.stats.association import log_ratio
from rhetoric.stats.intervals import log_ratio_interval

UNIT = "log2 ratio of rates"
#: An absence is told where so many uses were to be expected, or so many documents with some.
_EXPECTED = 3


@dataclass(frozen=True)
class Half:
    """What the documents on one side of a date have of a term."""

    count: int
    words: int
    holders: int
    documents: int

    @property
    def rate(self) -> float:
        """Occurrences per 1,000 words."""
        return 1000 * self.count / max(self.words, 1)


@dataclass(frozen=True)
class Back:
    """When a term is used again, when it was before, and what the documents since then have."""

    since: str
    before: str
    holders: int
    documents: int


@dataclass(frozen=True)
class Turn:
    """A term before ``since``, a period, and from it on.

    ``first`` and ``last`` are the periods that have it first and last, and it has ``ended`` where
    some documents with it were to be expected after that. ``back`` is when a term that grew rare
    is used again after such a time without. ``apart`` says that the sides differ in the types of
    their texts, and that texts of one type do not show the change.
    """

    kind: str
    since: str
    before: Half
    after: Half
    first: str
    last: str
    ended: bool
    effect: Estimate
    apart: bool = False
    back: Back | None = None

    @property
    def up(self) -> bool:
        """Whether the later side has more of it."""
        return self.after.rate >= self.before.rate

    @property
    def heavy(self) -> Half:
        """The side that has more of it."""
        return self.after if self.up else self.before


def turns(counts: Counts, periods: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Turn]:
    """Return where some terms turn, ``rows`` of a drift of these counts by document.

    ``periods`` are those of the documents, in order.
    """
    place = {feature: j for j, feature in enumerate(counts.features.tolist())}
    at = np.array([place[row["feature"]] for row in rows], np.int64)
    chosen, sizes = counts.matrix[:, at], counts.tokens.astype(np.int64)
    words, columns = np.append(0, np.cumsum(sizes)), chosen.tocsc()
    series = [_Series(*_held(columns, j), words) for j in range(len(at))]
    splits = [_split(one, periods, row) for one, row in zip(series, rows, strict=True)]
    made = [_turn(*own, periods) for own in zip(series, splits, strict=True)]
    by_split = defaultdict[int, list[int]](list)
    for j, split in enumerate(splits):
        by_split[split].append(j)
    kinds = counts.rows["type"].to_numpy(dtype=object)
    for split, some in by_split.items():
        later = np.arange(len(sizes)) >= split
        effects = log_ratio_interval(chosen[:, some], sizes, later)
        apart = _apart(chosen[:, some], sizes, later, kinds)
        for k, j in enumerate(some):
            ends = (float(effects.low[k]), float(effects.high[k]))
            value = float(np.clip(made[j].effect.value, *ends))
            effect = Estimate(value, *ends, UNIT)
            made[j] = replace(made[j], effect=effect, apart=bool(apart[k]))
    return made


@dataclass(frozen=True)
class _Series:
    """The documents with a term, by number, and their uses; words before each of all documents."""

    documents: NDArray[np.int64]
    counts: NDArray[np.int64]
    words: NDArray[np.int64]

    def halves(self, split: int) -> tuple[Half, Half]:
        """Return what documents before a number have of the term, and those from it on."""
        k, m = int(np.searchsorted(self.documents, split)), len(self.words) - 1
        sums = int(self.counts[:k].sum()), int(self.counts[k:].sum())
        words = int(self.words[split]), int(self.words[-1] - self.words[split])
        return (
            Half(sums[0], words[0], k, split),
            Half(sums[1], words[1], len(self.documents) - k, m - split),
        )

    def end(self, periods: Sequence[str], *, up: bool) -> int:
        """Return the document from which on a term is there, or (not ``up``) is no more."""
        if up:
            return bisect_left(periods, periods[self.documents[0]])
        return bisect_right(periods, periods[self.documents[-1]])


def _held(columns: Any, j: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents with a term, in order, and how often they have it."""
    span = slice(columns.indptr[j], columns.indptr[j + 1])
    return columns.indices[span].astype(np.int64), columns.data[span].astype(np.int64)


def _split(one: _Series, periods: Sequence[str], row: Mapping[str, Any]) -> int:
    """Return the document from which on a term is held to be another's rate."""
    tested, turned = (bisect_left(periods, row[name]) for name in ("since", "turn"))
    halves = one.halves(tested)
    if _is_end(halves):
        return one.end(periods, up=_is_up(halves))
    there = one.halves(turned)
    if not _is_clear(there, up=_is_up(halves)):
        return tested
    if not _is_end(there):
        return turned
    light = min(there, key=lambda half: half.count)
    expected = max(half.rate for half in there) * light.words / 1000
    return one.end(periods, up=_is_up(halves)) if expected >= _EXPECTED else tested


def _is_end(halves: tuple[Half, Half]) -> bool:
    """Say whether one side has nothing of a term."""
    return min(half.count for half in halves) == 0


def _is_up(halves: tuple[Half, Half]) -> bool:
    return halves[1].rate >= halves[0].rate


def _is_clear(halves: tuple[Half, Half], *, up: bool) -> bool:
    """Say whether a date shows a change that way, by as much as is spoken of."""
    before, after = halves
    if min(before.documents, after.documents) < LEAST_HOLDERS or _is_up(halves) != up:
        return False
    ratio = log_ratio(after.count, before.count, after.words, before.words)
    return (after if up else before).holders >= LEAST_HOLDERS and abs(float(ratio)) >= LEAST_RATIO


def _turn(one: _Series, split: int, periods: Sequence[str]) -> Turn:
    before, after = one.halves(split)
    first, last = (periods[one.documents[k]] for k in (0, -1))
    up = _is_up((before, after))
    kind = (
        "emerged" if not before.count else "vanished" if not after.count
        else "grew" if up else "shrank"
    )  # fmt: skip
    left = len(periods) - bisect_right(periods, last)
    among = after.documents - (0 if up else left)  # what is rare already is rare to its end
    ratio = float(log_ratio(after.count, before.count, after.words, before.words))
    return Turn(
        kind=kind, since=periods[split], before=before, after=after, first=first, last=last,
        ended=left * after.holders >= _EXPECTED * max(among, 1),
        back=None if up else _back(one, split, before, periods),
        effect=Estimate(ratio, ratio, ratio, UNIT),
    )  # fmt: skip


def _back(one: _Series, split: int, before: Half, periods: Sequence[str]) -> Back | None:
    """Return when a term is used again after the longest time without it, if that was long.

    And if since then it is at least half as common as it was.
    """
    at = one.documents
    gaps = np.where(at[1:] >= split, np.diff(at) - 1, 0)
    if not len(gaps) or gaps.max() * before.holders < _EXPECTED * before.documents:
        return None
    k = int(np.argmax(gaps)) + 1
    since, last = periods[at[k]], periods[at[k - 1]]
    found = Back(since, last, len(at) - k, len(periods) - bisect_left(periods, since))
    common = 2 * found.holders * before.documents >= found.documents * before.holders
    return found if common and since != last else None


def _apart(
    y: Any, sizes: NDArray[np.int64], later: NDArray[np.bool_], kinds: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Return which terms' change may be one of the types of texts.

    That is where the sides differ in types, and the ratio of rates over texts of the same type,
    pooled over the types that both sides have (Mantel and Haenszel), goes another way or is less
    than 1.5.

    References: Rothman, Greenland & Lash 2008, Modern Epidemiology, chapter 15.
    """
    after, before = np.zeros(y.shape[1]), np.zeros(y.shape[1])
    new, old = (np.asarray(y[s].sum(axis=0)).ravel() / sizes[s].sum() for s in (later, ~later))
    names = sorted(set(kinds.tolist()))
    if len(names) < 2 or set(kinds[later].tolist()) == set(kinds[~later].tolist()) == {names[0]}:
        return np.zeros(y.shape[1], bool)
    for name in names:
        one, other = later & (kinds == name), ~later & (kinds == name)
        n1, n0 = int(sizes[one].sum()), int(sizes[other].sum())
        if n1 and n0:
            after += np.asarray(y[one].sum(axis=0)).ravel() * n0 / (n1 + n0)
            before += np.asarray(y[other].sum(axis=0)).ravel() * n1 / (n1 + n0)
    least = 2**LEAST_RATIO
    shown = np.where(new >= old, after >= least * before, before >= least * after)
    return np.asarray(~(shown & (after + before > 0)), bool)
