"""One finding a concept: terms that tell the same thing are put together, the best one first."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.candidates import Candidates, content_words, places
from rhetoric.compare.ranking import specificity
from rhetoric.findings import DIRECTIONS
from rhetoric.tokens import Tokens

#: Share of occurrences inside a chosen concept's, or of word mass, by which a term joins it.
JOINS_PLACES, JOINS_WORDS = 0.5, 0.75
#: Share of paragraphs in common by which a term joins a concept that shares a content word.
JOINS_BESIDE = 0.6


@dataclass
class Concept:
    """A concept on its way to a finding: its first term, the terms that joined, its score."""

    lead: int
    score: float
    members: list[int] = field(default_factory=list)


def concepts(
    tokens: Tokens, found: Candidates, score: NDArray[np.float64], kinds: Sequence[str], top: int
) -> list[Concept]:
    """Return concepts, the best first.

    A term that stands half the time inside a chosen one's places joins it if it went the same
    way; else it is held back by as much as it is already told.
    """
    owner = np.full(len(tokens), -1, np.int64)
    groups: list[Concept] = []
    mass = [dict.fromkeys(content_words(f)) for f in found.counts.features]
    paragraphs = _paragraphs(found)
    waiting = [
        (-float(score[j]), f, j) for j, f in enumerate(found.counts.features) if score[j] > 0
    ]
    heapq.heapify(waiting)
    paid: set[int] = set()
    while waiting and len(groups) < top:
        value, feature, j = heapq.heappop(waiting)
        there = places(tokens, found.forms[j])
        home, share = _home(owner, there, groups, mass, j)
        if home is None:
            home, share = _beside(groups, mass, paragraphs, j)
        if home is not None and DIRECTIONS[kinds[j]] == DIRECTIONS[kinds[groups[home].lead]]:
            groups[home].members.append(j)
        elif home is not None and j not in paid:
            paid.add(j)
            heapq.heappush(waiting, (value * (1 - min(share, 0.8)), feature, j))
            continue
        else:
            groups.append(Concept(j, -value))
            home = len(groups) - 1
        for at, size in there:
            part = owner[at : at + size]
            part[part < 0] = home
    return groups


def _paragraphs(found: Candidates) -> list[frozenset[int]]:
    """Return the paragraphs that hold each term."""
    columns = found.counts.matrix.tocsc()
    return [frozenset(columns.indices[a:b].tolist()) for a, b in pairwise(columns.indptr.tolist())]


def _beside(
    groups: Sequence[Concept],
    mass: Sequence[Mapping[str, None]],
    paragraphs: Sequence[frozenset[int]],
    j: int,
) -> tuple[int | None, float]:
    """Return the concept in whose paragraphs a term stands that shares a content word with it."""
    for g, group in enumerate(groups):
        theirs = paragraphs[group.lead]
        share = len(paragraphs[j] & theirs) / len(paragraphs[j] | theirs)
        if share >= JOINS_BESIDE and not mass[j].keys().isdisjoint(mass[group.lead]):
            return g, share
    return None, 0.0


def _home(
    owner: NDArray[np.int64],
    there: Sequence[tuple[int, int]],
    groups: Sequence[Concept],
    mass: Sequence[Mapping[str, None]],
    j: int,
) -> tuple[int | None, float]:
    """Return the concept that a term belongs to already, and how much of it that tells."""
    hits: dict[int, int] = {}
    for at, size in there:
        for g in sorted(set(owner[at : at + size].tolist()) - {-1}):
            hits[g] = hits.get(g, 0) + 1
    for g in sorted(hits, key=lambda g: (-hits[g], g)):
        if hits[g] >= JOINS_PLACES * len(there):
            return g, hits[g] / len(there)
    mine = {w: specificity(w) for w in mass[j]}
    for g, group in enumerate(groups):
        shared = sum(v for w, v in mine.items() if w in mass[group.lead])
        theirs = sum(specificity(w) for w in mass[group.lead])
        if shared >= JOINS_WORDS * max(sum(mine.values()), theirs) > 0:
            return g, 0.5
    return None, 0.0
