"""Order between two sequences: the heaviest chain of boxes, and the best assignment of the rest."""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rhetoric.stats.linked import linked

#: Cells of the largest group of rivals that is assigned at the optimum; beyond it the best first.
CELLS = 4_000_000


def heaviest_chain(boxes: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
    """Return the indices of the chain of boxes of the greatest total weight, in its order.

    ``boxes`` is (n, 4): first and last row, first and last column, ends included; each box of a
    chain lies wholly after the one before it in rows and in columns. Weights are positive. The
    time grows as n log n.

    >>> heaviest_chain([[0, 0, 1, 1], [1, 1, 0, 0], [2, 2, 2, 3]], [1.0, 2.0, 1.0]).tolist()
    [1, 2]

    References: Fredman 1975, Discrete Mathematics 11; with weights by a Fenwick tree of maxima.
    """
    box = np.asarray(boxes, np.int64).reshape(-1, 4)
    weight = np.asarray(weights, float).tolist()
    if not len(box):
        return np.empty(0, np.int64)
    columns = np.unique(box[:, 3])
    place = (np.searchsorted(columns, box[:, 3]) + 1).tolist()
    room = np.searchsorted(columns, box[:, 2]).tolist()
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(columns) + 1)
    total, before = [0.0] * len(box), [-1] * len(box)
    open_boxes: list[tuple[int, int]] = []
    rows, ends = box[:, 0].tolist(), box[:, 1].tolist()
    for k in np.lexsort((box[:, 2], box[:, 0])).tolist():
        while open_boxes and open_boxes[0][0] < rows[k]:
            _, done = heapq.heappop(open_boxes)
            _offer(best, place[done], (total[done], done))
        value, before[k] = _most(best, room[k])
        total[k] = value + weight[k]
        heapq.heappush(open_boxes, (ends[k], k))
    for _, done in open_boxes:
        _offer(best, place[done], (total[done], done))
    return _traced(before, _most(best, len(columns))[1])


def _offer(best: list[tuple[float, int]], at: int, value: tuple[float, int]) -> None:
    while at < len(best):
        if value[0] > best[at][0]:
            best[at] = value
        at += at & -at


def _most(best: list[tuple[float, int]], at: int) -> tuple[float, int]:
    found = (0.0, -1)
    while at > 0:
        if best[at][0] > found[0]:
            found = best[at]
        at -= at & -at
    return found


def _traced(before: list[int], last: int) -> NDArray[np.int64]:
    chain = []
    while last >= 0:
        chain.append(last)
        last = before[last]
    return np.array(chain[::-1], np.int64)


def assigned(rows: ArrayLike, columns: ArrayLike, scores: ArrayLike) -> NDArray[np.int64]:
    """Return the indices of the pairs of a one-to-one assignment with the greatest sum of scores.

    Pairs that are not listed are not allowed. Groups of rivals are solved apart; one with more
    than ``CELLS`` cells takes the best first.

    >>> assigned([0, 0, 1], [0, 1, 0], [0.9, 0.8, 0.7]).tolist()
    [1, 2]

    References: Crouse 2016, IEEE Transactions on Aerospace and Electronic Systems 52(4).
    """
    row, column = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    score = np.asarray(scores, float)
    if not len(row):
        return np.empty(0, np.int64)
    size = int(max(row.max(), column.max())) + 1
    group = linked(2 * size, row, column + size)[row]
    order = np.argsort(group, kind="stable")
    edges = np.flatnonzero(np.diff(group[order], prepend=-1, append=-1))
    parts = [order[a:b] for a, b in pairwise(edges)]
    chosen = [_solved(row[part], column[part], score[part]) for part in parts]
    return np.sort(np.concatenate([p[c] for p, c in zip(parts, chosen, strict=True)]))


def _solved(row: NDArray[np.int64], column: NDArray[np.int64], score: NDArray[np.float64]
            ) -> NDArray[np.int64]:  # fmt: skip
    """Return the indices chosen within one group of rivals."""
    if len(row) == 1:
        return np.zeros(1, np.int64)
    r, i = np.unique(row, return_inverse=True)
    c, j = np.unique(column, return_inverse=True)
    if len(r) * len(c) > CELLS:
        return _best_first(i, j, score)
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  (heavy: only for rivals)

    table = np.zeros((len(r), len(c)))
    where = np.full(table.shape, -1, np.int64)
    table[i, j], where[i, j] = score, np.arange(len(row))
    found = where[linear_sum_assignment(table, maximize=True)]
    return np.asarray(found[found >= 0])


def _best_first(i: NDArray[np.int64], j: NDArray[np.int64], score: NDArray[np.float64]
                ) -> NDArray[np.int64]:  # fmt: skip
    taken_rows, taken_columns, out = set(), set(), []
    for k in np.lexsort((j, i, -score)).tolist():
        if i[k] not in taken_rows and j[k] not in taken_columns:
            taken_rows.add(i[k])
            taken_columns.add(j[k])
            out.append(k)
    return np.array(out, np.int64)
