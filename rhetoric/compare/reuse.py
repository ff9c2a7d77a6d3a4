"""Passages that documents share, over large collections: found by fingerprints, verified by S."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from rhetoric.compare.prints import Prints, density, numbered, prints
from rhetoric.compare.prose import LEAST_MASS, Scale, coded, scale
from rhetoric.findings import Result
from rhetoric.stats.winnow import Passages, fingerprints, shared
from rhetoric.tokens import Tokens

COLUMNS = ("kind", "documents", "spans", "similarity", "words", "weight")
LEAST_SCORE = 0.50
#: Share of two stretches of a document that must overlap for them to be the same passage.
OVERLAP = 0.60
_PART = 200_000


@dataclass(frozen=True, eq=False)
class Reuse(Result):
    """A row a passage that two or more documents share, the weightiest first.

    ``kind`` is ``verbatim`` or ``near`` for two documents; for more, ``lineage`` where they follow
    each other (one may be without it) and ``formula`` where they do not. ``spans`` are one place a
    document, the earliest first: the source stands before its copies. ``similarity`` is the mean
    S, ``words`` the length of the longest, ``weight`` the idf of its words.
    """

    shown = ("kind", "documents", "similarity", "words")


def reuse(tokens: Tokens, *, known: Prints | None = None) -> Reuse:
    """Return the passages that documents of a corpus share.

    A passage holds eight equal words in a row, or two runs of five close to each other, and S ≥
    .50 over its length (see `rhetoric.align`); its shared words weigh at least 8. Documents are in
    the order of their dates, so that the first span is the source as far as the corpus shows.
    ``known`` are fingerprints made before (see `rhetoric.prints`): those of unchanged documents
    are not made anew, and the result is the same.
    """
    weights = scale(tokens)
    ids = weights.alike[tokens.ids].astype(np.uint32)
    made = _prints(tokens) if known is None else prints(tokens, known=known).placed()
    found, bounded = shared([made], ids, tokens.document_starts)
    score, good = verified(found, ids, weights.idf)
    found, score = found.take(good), score[good]
    best = _best(found, _weights(found, ids, weights.idf))
    rows = list(_rows(weights, ids, found.take(best), score[best]))
    rows.sort(key=lambda row: (-row["weight"], row["spans"][0]["doc"], row["spans"][0]["start"]))
    held = sum(len(row["documents"]) for row in rows)
    return Reuse(
        title=f"{len(rows):,} shared passages in {len(tokens.names):,} documents",
        method=(
            "Passages with eight equal words in a row, or two runs of five close by, and S ≥ .50; "
            "the first span is the earliest. Formula: in three documents or more."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        notes=tuple(_notes(bounded, held, len(tokens.names))),
        source=tokens,
    )


def _prints(tokens: Tokens) -> NDArray[np.uint64]:
    """Return the fingerprints of a corpus as a whole: those of `prints`, for less work."""
    window = density(len(tokens))
    return fingerprints(numbered(tokens)[tokens.ids], tokens.document_starts, window=window)


def _notes(bounded: bool, held: int, documents: int) -> Iterator[str]:
    if documents < 2:
        yield "Reuse needs two documents or more."
    elif not held:
        yield "No passage is shared."
    if bounded:
        yield "Runs of words that stand in very many places were left out."


def _weights(
    found: Passages, ids: NDArray[np.integer], idf: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the idf of the words of the later side of each passage."""
    sums = np.concatenate([[0.0], np.cumsum(idf[ids])])
    return np.asarray(sums[found.b_end] - sums[found.b])


def _best(found: Passages, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the passages of each two documents that no weightier one of theirs has taken in."""
    order = np.lexsort((found.b, found.a, -weight, found.second, found.first))
    kept: list[int] = []
    pair = (-1, -1)
    taken: list[tuple[int, ...]] = []
    for n in order.tolist():
        here = (int(found.first[n]), int(found.second[n]))
        if here != pair:
            pair, taken = here, []
        place = tuple(int(getattr(found, name)[n]) for name in ("a", "a_end", "b", "b_end"))
        if not any(_inside(place[:2], t[:2]) or _inside(place[2:], t[2:]) for t in taken):
            taken.append(place)
            kept.append(n)
    return np.array(sorted(kept), np.int64)


def _inside(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Say whether most of a stretch lies in another."""
    return min(one[1], other[1]) - max(one[0], other[0]) >= OVERLAP * (one[1] - one[0])


def _rows(
    weights: Scale, ids: NDArray[np.integer], found: Passages, score: NDArray[np.float64]
) -> Iterator[dict[str, Any]]:
    tokens = weights.tokens
    for members in _groups(found):
        places: dict[int, tuple[int, int]] = {}
        for n in members:
            for number, low, high in _ends(found, n):
                if number not in places or high - low > places[number][1] - places[number][0]:
                    places[number] = (low, high)
        numbers = sorted(places)
        low, high = places[numbers[0]]
        spans = [tokens.span(a, b - a) for a, b in (places[k] for k in numbers)]
        words = max(b - a for a, b in places.values())
        similarity = float(np.mean(score[members]))
        yield {
            "kind": _kind(numbers, similarity),
            "documents": [tokens.names[k] for k in numbers],
            "spans": [tokens.corpus.address(span) for span in spans],
            "similarity": similarity,
            "words": words,
            "weight": float(weights.idf[ids[low:high]].sum()),
        }


def _kind(numbers: list[int], similarity: float) -> str:
    if len(numbers) == 2:
        return "verbatim" if similarity >= 1 else "near"
    steady = all(b - a <= 2 for a, b in pairwise(numbers))
    return "lineage" if steady else "formula"


def _ends(found: Passages, n: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return document, first and last place of both sides of a passage."""
    return (
        (int(found.first[n]), int(found.a[n]), int(found.a_end[n])),
        (int(found.second[n]), int(found.b[n]), int(found.b_end[n])),
    )


def _groups(found: Passages) -> list[list[int]]:
    """Return the passages that are one and the same: their places in a document overlap."""
    parent = list(range(len(found)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    places = sorted((low, high, n) for n in range(len(found)) for _, low, high in _ends(found, n))
    live: list[tuple[int, int, int]] = []
    for low, high, n in places:
        live = [one for one in live if one[1] > low]
        for one in live:
            if _inside((low, high), one[:2]) and _inside(one[:2], (low, high)):
                parent[root(n)] = root(one[2])
        if not any(one[:2] == (low, high) for one in live):
            live.append((low, high, n))
    groups: dict[int, list[int]] = {}
    for n in range(len(found)):
        groups.setdefault(root(n), []).append(n)
    return list(groups.values())


def verified(
    found: Passages, ids: NDArray[np.integer], idf: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return S of each passage, and which hold: S ≥ .50 and shared words of some weight."""
    score, good = np.zeros(len(found)), np.zeros(len(found), bool)
    for low in range(0, len(found), _PART):
        part = slice(low, low + _PART)
        score[part], good[part] = _verified(found.take(np.arange(len(found))[part]), ids, idf)
    return score, good


def _verified(
    found: Passages, ids: NDArray[np.integer], idf: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    sides = [
        [ids[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        for low, high in ((found.a, found.a_end), (found.b, found.b_end))
    ]
    order = np.asarray(
        cpdist(
            [coded(side) for side in sides[0]],
            [coded(side) for side in sides[1]],
            scorer=Indel.normalized_similarity,
            dtype=np.float64,
        )
    )
    dice, shared = _dice(sides[0], sides[1], idf)
    score = (dice + order) / 2
    return score, (score >= LEAST_SCORE) & (shared >= LEAST_MASS)


def _dice(
    left: list[NDArray[np.integer]], right: list[NDArray[np.integer]], idf: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return D of pairs of runs of words, and the weight of the words that they share."""
    dice, shared = np.zeros(len(left)), np.zeros(len(left))
    for n, (a, b) in enumerate(zip(left, right, strict=True)):
        one, other = set(a.tolist()), set(b.tolist())
        both = sum(idf[w] for w in sorted(one & other))
        dice[n] = 2 * both / (sum(idf[w] for w in one) + sum(idf[w] for w in other))
        shared[n] = both
    return dice, shared
