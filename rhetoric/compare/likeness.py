"""How alike two sentences are: the words that they share, weighed, and the order of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy.sparse import csc_array, csr_array

from rhetoric.compare.prose import Prose

#: Pairs that share fewer words than this (by weight) are not looked at.
LEAST_DICE = 0.15
#: Pairs of sentences that words may propose, and that are held at a time; commoner words propose
#: none, which bounds time and memory for texts of any length.
BUDGET, CHUNK = 30_000_000, 4_000_000
#: Words of a sentence whose order is compared: the time grows as the square of their number.
LONGEST = 20_000
#: Pairs beyond which only so many rivals of a sentence are measured.
CROWD, RIVALS = 1_000_000, 6


@dataclass(frozen=True, eq=False)
class Likeness:
    """Pairs of sentences that are somewhat alike: ``left``, ``right``, ``dice`` D, ``score`` S.

    S = ½ (D + L): D = 2 Σ idf(shared) / (Σ idf(a) + Σ idf(b)) over sets of words, L the share of
    words in the longest common subsequence, 2 lcs / (|a| + |b|). ``bounded`` tells that words in
    very many sentences proposed no pairs.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    dice: NDArray[np.float64]
    score: NDArray[np.float64]
    bounded: bool = False
    index: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)


def similarity(a: Prose, left: tuple[int, ...], b: Prose, right: tuple[int, ...]) -> float:
    """Return S of two groups of sentences, 0 to 1 (see `Likeness`)."""
    one = frozenset().union(*map(a.words, left))
    other = frozenset().union(*map(b.words, right))
    whole = a.weight(one) + b.weight(other)
    dice = 2 * a.weight(one & other) / whole if whole else 0.0
    order = Indel.normalized_similarity(
        "".join(a.codes[i] for i in left)[:LONGEST], "".join(b.codes[j] for j in right)[:LONGEST]
    )
    return float(dice + order) / 2


def likeness(a: Prose, b: Prose, i: NDArray[np.int64], j: NDArray[np.int64]) -> Likeness:
    """Return which of some sentences of two documents are alike, and how much."""
    left, right, shared, bounded = _sharing(a, b, i, j)
    dice = 2 * shared / (a.mass[left] + b.mass[right])
    keep = (dice >= LEAST_DICE) & (a.classes[left] == b.classes[right])
    left, right, dice = left[keep], right[keep], dice[keep]
    if len(left) > CROWD:
        best = _nearest(left, dice)
        left, right, dice, bounded = left[best], right[best], dice[best], True
    order = np.zeros(len(left))
    if len(left):
        order = cpdist(
            [a.codes[k][:LONGEST] for k in left],
            [b.codes[k][:LONGEST] for k in right],
            scorer=Indel.normalized_similarity,
            dtype=np.float64,
        )
    index = {pair: k for k, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True))}
    return Likeness(left, right, dice, (dice + order) / 2, bounded, index)


def _nearest(left: NDArray[np.int64], dice: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the indices of the few best rivals of each sentence, in their order."""
    order = np.lexsort((-dice, left))
    edges = np.flatnonzero(np.diff(left[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(edges, np.diff(edges, append=len(order)))
    return np.sort(order[rank < RIVALS])


def _sharing(
    a: Prose, b: Prose, i: NDArray[np.int64], j: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], bool]:
    """Return the pairs that share words, rows before columns, and the weight of what they share."""
    one, other = a.sets[i], b.sets[j]
    work = _columns(one) * _columns(other)
    order = np.argsort(work, kind="stable")
    used = np.cumsum(work[order]) <= BUDGET
    proposing = np.sort(order[used])
    bounded = len(proposing) < len(order)
    if bounded:
        one, other = one[:, proposing], other[:, proposing]
    weighted = csr_array((a.scale.idf[proposing][one.indices], one.indices, one.indptr), one.shape)
    sizes = a.mass[i], b.mass[j]
    least = LEAST_DICE / 2 if bounded else LEAST_DICE
    parts = list(
        _products(weighted, csc_array(other.T), float(work[proposing].sum()), sizes, least)
    )
    left = i[np.concatenate([p[0] for p in parts])]
    right = j[np.concatenate([p[1] for p in parts])]
    shared = np.concatenate([p[2] for p in parts])
    if bounded:
        shared = _exactly(a, b, left, right)
    place = np.lexsort((right, left))
    return left[place], right[place], shared[place], bounded


def _columns(sets: csr_array) -> NDArray[np.int64]:
    """Return in how many sentences each word stands."""
    return np.bincount(sets.indices, minlength=sets.shape[1])


def _products(
    one: csr_array,
    other: csc_array,
    work: float,
    sizes: tuple[NDArray[np.float64], NDArray[np.float64]],
    least: float,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]:
    """Yield the cells of a product in which D is at least this, some rows at a time."""
    rows = one.shape[0]
    step = max(1, int(rows * CHUNK / max(work, CHUNK)))
    for low in range(0, max(rows, 1), step):
        part = (one[low : low + step] @ other).tocoo()
        row, column = part.coords[0].astype(np.int64) + low, part.coords[1].astype(np.int64)
        keep = 2 * part.data >= least * (sizes[0][row] + sizes[1][column])
        yield row[keep], column[keep], np.asarray(part.data[keep], float)


def _exactly(
    a: Prose, b: Prose, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the weight of all words that pairs share, those that proposed none too."""
    out = np.empty(len(left))
    for low in range(0, len(left), CHUNK // 10):
        part = slice(low, low + CHUNK // 10)
        both = a.sets[left[part]].multiply(b.sets[right[part]])
        out[part] = both @ a.scale.idf
    return out
