"""Choices: which of several names or referents a text takes, and when that switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.caveats import FEW
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.sides import between
from rhetoric.findings import Estimate, Finding, among, quotation
from rhetoric.hits import Hits
from rhetoric.stats.intervals import wilson

UNIT = "share of the later choice, later minus earlier"
#: Quotations of a side.
QUOTES = 2


@dataclass(frozen=True, eq=False)
class Choice:
    """The places of one group's alternatives: hit i is of ``names[which[i]]``.

    A group is an actor and its names are the alternatives, or a word and its referents are.
    """

    group: str
    names: tuple[str, ...]
    hits: Hits
    which: NDArray[np.int64]

    def table(self) -> NDArray[np.int64]:
        """Return how often each document (row) takes each alternative (column)."""
        out = np.zeros((len(self.hits.tokens.names), len(self.names)), np.int64)
        np.add.at(out, (self.hits.document, self.which), 1)
        return out

    def quotes(
        self, documents: Sequence[str], names: Sequence[int]
    ) -> tuple[Mapping[str, Any], ...]:
        """Return up to two quotations of some alternatives, of unlike ones first."""
        wanted = among(self.hits.tokens.names, documents)[self.hits.document]
        there = np.flatnonzero(wanted & np.isin(self.which, list(names)))
        seen: dict[tuple[int, int], int] = {}
        for i in there.tolist():
            seen.setdefault((int(self.hits.document[i]), int(self.which[i])), i)
        early = set(seen.values())
        first = [*seen.values(), *(i for i in there.tolist() if i not in early)]
        return tuple(
            quotation(self.hits.tokens, int(self.hits.first[i]), int(self.hits.length[i]))
            for i in first[:QUOTES]
        )


@dataclass(frozen=True, eq=False)
class Switch:
    """A choice in the contrast that parts it best: counts by alternative on either side."""

    choice: Choice
    contrast: Contrast
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    value: float

    @property
    def whole(self) -> bool:
        """Whether no alternative is taken on both sides."""
        return not ((self.before > 0) & (self.after > 0)).any()

    def chief(self, side: NDArray[np.int64]) -> list[int]:
        """Return the alternatives of a side, the most frequent first."""
        return [int(k) for k in np.lexsort((np.arange(len(side)), -side)) if side[k]]


def switch(choice: Choice, held: Sequence[Contrast], *, least: int) -> Switch | None:
    """Return the contrast in which a choice differs most, or None where a side has too few.

    It is measured by √G² of alternatives by side; ``least`` uses are asked of each side.
    """
    table, names = choice.table(), list(choice.hits.tokens.names)
    best: Switch | None = None
    for one in held:
        earlier, later = one.masks(names)
        before, after = table[earlier].sum(axis=0), table[later].sum(axis=0)
        if min(before.sum(), after.sum()) < least:
            continue
        value = _parted(before, after)
        if best is None or value > best.value + 1e-9:
            best = Switch(choice, one, before, after, value)
    return best


def _parted(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """Return √G² of a table of two rows.

    References: Dunning 1993, Computational Linguistics 19.
    """
    seen = np.stack([before, after]).astype(float)
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
    filled = seen > 0
    return float(
        np.sqrt(max(2 * (seen[filled] * np.log(seen[filled] / expected[filled])).sum(), 0))
    )


def told(
    found: Switch,
    kind: str,
    direction: str,
    claim: str,
    *,
    terms: Sequence[str],
    chosen: Sequence[int],
) -> Finding:
    """Return the finding of a switch; ``chosen`` are the alternatives whose share is its effect."""
    choice, tokens = found.choice, found.choice.hits.tokens
    table, sizes = choice.table(), tokens.document_sizes
    total = table.sum(axis=1)
    earlier, later = (
        [d.id for d in side] for side in (found.contrast.earlier, found.contrast.later)
    )
    shown = [*found.chief(found.before)[:2], *found.chief(found.after)[:2]]
    masks = found.contrast.masks(list(tokens.names))
    heavy = min(int(found.before.sum()), int(found.after.sum()))
    there = [int((total[mask] > 0).sum()) for mask in masks]
    old = [k for k in range(len(choice.names)) if k not in chosen]
    up = found.after[list(chosen)].sum() * found.before.sum() >= (
        found.before[list(chosen)].sum() * found.after.sum()
    )
    return Finding(
        kind=kind,
        terms=tuple(terms),
        claim=claim,
        earlier=tuple(earlier),
        later=tuple(later),
        direction=direction,
        counts=dict(zip(tokens.names, total.tolist(), strict=True)),
        rates={n: 1000 * int(c) / max(int(s), 1)
               for n, c, s in zip(tokens.names, total, sizes, strict=True)},
        effect=_effect(found, chosen),
        p=None, q=None, tests=0, badge=1,
        spread=(
            f"later: {number(int(found.after.sum()), 'use')} in {there[1]} of "
            f"{number(len(later), 'document')}; "
            f"earlier: {int(found.before.sum())} in {there[0]} of {len(earlier)}"
        ),
        caveats=_caveats(found, heavy, there, chosen),
        evidence=choice.quotes(*((later, chosen) if up else (earlier, chosen))),
        contrast=choice.quotes(*((earlier, old) if up else (later, old))),
        also={choice.names[k]: dict(zip(tokens.names, table[:, k].tolist(), strict=True))
              for k in dict.fromkeys(shown)},
        features=(choice.group,),
        score=found.value,
    )  # fmt: skip


def _effect(found: Switch, chosen: Sequence[int]) -> Estimate:
    """Return the difference of shares with Newcombe's bounds.

    References: Newcombe 1998, Statistics in Medicine 17 (method 10).
    """
    k = np.array([found.before[list(chosen)].sum(), found.after[list(chosen)].sum()])
    n = np.array([found.before.sum(), found.after.sum()])
    share, (low, high) = k / n, wilson(k, n)
    value = float(share[1] - share[0])
    down = float(np.hypot(share[1] - low[1], high[0] - share[0]))
    up = float(np.hypot(high[1] - share[1], share[0] - low[0]))
    return Estimate(value, max(value - down, -1.0), min(value + up, 1.0), UNIT)


def _caveats(
    found: Switch, smaller: int, there: Sequence[int], chosen: Sequence[int]
) -> tuple[str, ...]:
    documents = (*found.contrast.earlier, *found.contrast.later)
    counts = found.choice.hits.counts(per="document")
    both = between(counts, found.contrast.later, found.contrast.earlier)
    inferred = any(d.date_source.get("kind") == "inferred" for d in documents)
    return (
        *(["genre"] if both.mixed and not _holds(found, both.shared_genres, chosen) else []),
        *(["few"] if smaller < FEW else []),
        *(["single_document"] if min(there) == 1 else []),
        *(["inferred_date"] if inferred else []),
        *both.caveats,
    )


def _holds(found: Switch, types: frozenset[str], chosen: Sequence[int]) -> bool:
    """Say whether texts of some types show half of the change of a share, or more, themselves."""
    table, corpus = found.choice.table(), found.choice.hits.tokens.corpus
    inside = np.array([d.type in types for d in corpus])
    masks = found.contrast.masks(list(found.choice.hits.tokens.names))
    sides = [table[mask & inside].sum(axis=0) for mask in masks]
    if min(side.sum() for side in sides) == 0:
        return False

    def change(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
        return float(
            after[list(chosen)].sum() / after.sum() - before[list(chosen)].sum() / before.sum()
        )

    whole, part = change(found.before, found.after), change(*sides)
    return bool(part * np.sign(whole) >= abs(whole) / 2)
