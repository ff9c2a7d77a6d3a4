"""Runs of words that sequences share, by winnowed fingerprints: numbers only, in one sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Words of a fingerprint; with a window of w fingerprints every shared run of K + w - 1 is found.
K, WINDOW = 5, 4
#: Places of a fingerprint up to which each is paired with each; of more, each with the next few,
#: which keeps formulas and lineages whole at a cost that grows with their number, not its square.
FEW, NEXT = 12, 3
#: Places of a fingerprint beyond which it says nothing.
MOST = 100_000
#: Pairs of places that are looked at; the commonest fingerprints give way first.
BUDGET = 40_000_000
#: Words between two shared runs of one passage, and by how much the two gaps may differ.
GAP, SLIP = 30, 20
_CHUNK = 1 << 22
#: The bits of a fingerprint that are its place.
PLACES = np.uint64((1 << 36) - 1)
_PLACE = np.uint64(36)
_BASE, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Passages:
    """Stretches that two sequences share: ``first`` ≤ ``second`` are numbers of sequences.

    ``a`` to ``a_end`` and ``b`` to ``b_end`` are places over all sequences, ``longest`` the words
    of the longest equal run, ``runs`` how many separate runs of ``K`` words it rests on.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    a: NDArray[np.int64]
    a_end: NDArray[np.int64]
    b: NDArray[np.int64]
    b_end: NDArray[np.int64]
    longest: NDArray[np.int64]
    runs: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.a)

    def take(self, keep: NDArray[Any]) -> Passages:
        """Return some of the passages."""
        return Passages(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def fingerprints(
    ids: NDArray[np.integer], starts: NDArray[np.integer], *, window: int = WINDOW, offset: int = 0
) -> NDArray[np.uint64]:
    """Return the sorted fingerprints of sequences, each with its place in its low 36 bits.

    ``ids`` are words as numbers, ``starts`` where each sequence begins; ``offset`` is added to the
    places, so that the fingerprints of parts can be merged by sorting.

    References: Schleimer, Wilkerson & Aiken 2003, SIGMOD.
    """
    n = len(ids)
    ends = np.append(np.asarray(starts, np.int64)[1:], n)
    out = []
    for low in range(0, max(n - K + 1, 0), _CHUNK):
        high = min(low + _CHUNK, n - K + 1)
        first, last = max(low - window + 1, 0), min(high + window - 1, n - K + 1)
        values = hashes(ids[first : last + K - 1])
        _void(values, ends, first)
        chosen = np.flatnonzero(_winnowed(values, window)) + first
        chosen = chosen[(chosen >= low) & (chosen < high)]
        kept = values[chosen - first]
        real = kept != _NONE
        out.append(_packed(kept[real], chosen[real] + offset))
    found = np.concatenate(out) if out else np.empty(0, np.uint64)
    found.sort()
    return found


def _packed(values: NDArray[np.uint64], places: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return 28 bits of each hash above 36 bits of its place."""
    out: NDArray[np.uint64] = (values >> _PLACE << _PLACE) | places.astype(np.uint64)
    return out


def hashes(ids: NDArray[np.integer]) -> NDArray[np.uint64]:
    """Return a hash of each run of K words: equal ones for equal runs, none where words are fewer.

    >>> one, *_, last = hashes(np.array([7, 8, 9, 7, 8, 7, 8, 9, 7, 8]))
    >>> bool(one == last), len(hashes(np.arange(4)))
    (True, 0)
    """
    word = ids.astype(np.uint64) + np.uint64(1)
    word *= _BASE
    word ^= word >> np.uint64(31)
    word *= _MIX
    size = max(len(ids) - K + 1, 0)
    out = word[:size].copy()
    for k in range(1, K):
        out *= _BASE
        out += word[k : k + size]
    out ^= out >> np.uint64(32)
    out *= _MIX
    out ^= out >> np.uint64(29)
    return out


def _void(values: NDArray[np.uint64], ends: NDArray[np.int64], first: int) -> None:
    """Take out runs that reach over the end of a sequence."""
    for k in range(1, K):
        at = ends - k - first
        values[at[(at >= 0) & (at < len(values))]] = _NONE


def _winnowed(values: NDArray[np.uint64], window: int) -> NDArray[np.bool_]:
    """Return which hashes are the least of some window.

    A window may hang over either end, as it does between two sequences: whether one stands alone
    or among others then changes nothing.
    """
    if window <= 1:
        return np.ones(len(values), bool)
    values = np.pad(values, window - 1, constant_values=_NONE)
    n = len(values)
    least = values[: n - window + 1].copy()
    for k in range(1, window):
        np.minimum(least, values[k : n - window + 1 + k], out=least)
    most = np.zeros(n, np.uint64)
    for k in range(window):
        part = most[k : k + len(least)]
        np.maximum(part, least, out=part)
    found: NDArray[np.bool_] = values == most
    return found[window - 1 : n - window + 1]


def shared(
    prints: Sequence[NDArray[np.uint64]],
    ids: NDArray[np.integer],
    starts: NDArray[np.integer],
    *,
    least: int = 8,
    runs: int = 2,
) -> tuple[Passages, bool]:
    """Return the passages that two sequences share, and whether common fingerprints were left out.

    A passage holds a run of at least ``least`` equal words, or ``runs`` separate runs of ``K``
    words in the same order on both sides. ``prints`` are sorted parts that together cover ``ids``.
    """
    found, bounded = equal_runs(prints, ids, starts, most=least)
    found = _chained(found)
    return found.take((found.longest >= least) | (found.runs >= runs)), bounded


def equal_runs(
    prints: Sequence[NDArray[np.uint64]],
    ids: NDArray[np.integer],
    starts: NDArray[np.integer],
    *,
    most: int = 8,
) -> tuple[Passages, bool]:
    """Return the longest runs of ``K`` words or more that are equal in two sequences.

    A run goes on by at most ``most`` words beyond the fingerprints that it holds.
    """
    packed = prints[0] if len(prints) == 1 else np.sort(np.concatenate(prints), kind="stable")
    a, b, bounded = _pairs(packed)
    begin = np.asarray(starts, np.int64)
    first = np.searchsorted(begin, a, side="right") - 1
    second = np.searchsorted(begin, b, side="right") - 1
    real = (first != second) & _equal(ids, a, b)
    a, b, first, second = a[real], b[real], first[real], second[real]
    edges = np.append(begin, len(ids))
    left = _grown(ids, (a, b), (a - edges[first], b - edges[second]), -1, most)
    room = (edges[first + 1] - a - K, edges[second + 1] - b - K)
    right = _grown(ids, (a + K - 1, b + K - 1), room, 1, most)
    return _runs(a, b, (first, second), (left, right)), bounded


def _pairs(packed: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64], bool]:
    """Return pairs of places with equal hashes, the earlier place first."""
    key = packed >> _PLACE
    edges = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1], [True]]))
    del key
    sizes = np.diff(edges)
    starts, sizes = edges[:-1][sizes > 1], sizes[sizes > 1]
    order = np.argsort(sizes, kind="stable")
    each = np.where(sizes > FEW, NEXT * sizes, sizes * (sizes - 1) // 2)
    work = np.cumsum(each[order])
    used = order[(sizes[order] <= MOST) & (work <= BUDGET)]
    bounded = len(used) < len(order)
    starts, sizes = starts[used], sizes[used]
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, min(int(sizes.max(initial=1)), FEW)):
        wide = (sizes > step) & ((sizes <= FEW) | (step <= NEXT))
        starts, sizes = starts[wide], sizes[wide]
        counts = sizes - step
        at = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        at += np.repeat(starts, counts)
        left.append(at)
        right.append(at + step)
    place = (packed & PLACES).astype(np.int64)
    return place[np.concatenate(left)], place[np.concatenate(right)], bounded


def _equal(
    ids: NDArray[np.integer], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which pairs of places have the same K words: 28 bits of a hash do not tell."""
    out = np.ones(len(a), bool)
    for k in range(K):
        out &= ids[a + k] == ids[b + k]
    return out


def _grown(
    ids: NDArray[np.integer],
    at: tuple[NDArray[np.int64], NDArray[np.int64]],
    room: tuple[NDArray[np.int64], NDArray[np.int64]],
    way: int,
    most: int,
) -> NDArray[np.int64]:
    """Return by how many equal words each pair goes on one way, inside its sequences."""
    reach = np.zeros(len(at[0]), np.int64)
    live = np.arange(len(at[0]))
    space = np.minimum(*room)
    for k in range(1, most + 1):
        live = live[space[live] >= k]
        live = live[ids[at[0][live] + way * k] == ids[at[1][live] + way * k]]
        reach[live] = k
    return reach


def _runs(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    pair: tuple[NDArray[np.int64], NDArray[np.int64]],
    grown: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> Passages:
    """Return the longest equal runs: pairs that overlap at one distance are one run."""
    order = np.lexsort((a, b - a, pair[1], pair[0]))
    a, b, first, second = a[order], b[order], pair[0][order], pair[1][order]
    low, high = a - grown[0][order], a + K + grown[1][order]
    new = (np.diff(first) != 0) | (np.diff(second) != 0) | (np.diff(b - a) != 0)
    new |= low[1:] > high[:-1]
    edges = np.flatnonzero(np.concatenate([[len(a) > 0], new]))
    if not len(edges):
        return Passages(*([np.empty(0, np.int64)] * 8))
    start, end = np.minimum.reduceat(low, edges), np.maximum.reduceat(high, edges)
    slip = (b - a)[edges]
    one = np.ones(len(edges), np.int64)
    return Passages(
        first[edges], second[edges], start, end, start + slip, end + slip, end - start, one
    )


def _chained(found: Passages) -> Passages:
    """Return runs joined that follow each other closely on both sides, in the order of places."""
    order = np.lexsort((found.b, found.a, found.second, found.first))
    found = found.take(order)
    chain, runs = np.arange(len(found)), zip(
        *(getattr(found, n).tolist() for n in ("first", "second", "a", "a_end", "b", "b_end")),
        strict=True,
    )  # fmt: skip
    pair = (-1, -1)
    live: list[tuple[int, int, int, int]] = []
    for n, (first, second, a, a_end, b, b_end) in enumerate(runs):
        if pair != (first, second):
            pair, live = (first, second), []
        live = [one for one in live if a - one[1] <= GAP]
        fit = [one for one in live if _follows(one, a, b)]
        if fit:
            best = min(fit, key=lambda one: (abs((b - a) - one[2]), one[0]))
            live.remove(best)
            chain[n] = best[0]
        live.append((int(chain[n]), a_end, b - a, b_end))
    return _summed(found, chain)


def _follows(one: tuple[int, int, int, int], a: int, b: int) -> bool:
    """Say whether a run goes on where a chain ended: after it on both sides, and not far off."""
    _, a_end, slip, b_end = one
    return a >= a_end and b >= b_end and b - b_end <= GAP and abs((b - a) - slip) <= SLIP


def _summed(found: Passages, chain: NDArray[np.int64]) -> Passages:
    """Return one passage for the runs of each chain."""
    if not len(found):
        return found
    order = np.argsort(chain, kind="stable")
    found, chain = found.take(order), chain[order]
    edges = np.flatnonzero(np.concatenate([[True], np.diff(chain) != 0]))
    return Passages(
        found.first[edges],
        found.second[edges],
        found.a[edges],
        np.maximum.reduceat(found.a_end, edges),
        found.b[edges],
        np.maximum.reduceat(found.b_end, edges),
        np.maximum.reduceat(found.longest, edges),
        np.add.reduceat(found.runs, edges),
    )
