"""Chains and assignments are what trying everything finds."""

from itertools import combinations, permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.stats import sequences
from rhetoric.stats.sequences import assigned, heaviest_chain

BOX = st.tuples(*[st.integers(0, 5)] * 4).map(
    lambda b: (min(b[:2]), max(b[:2]), min(b[2:]), max(b[2:]))
)


def is_chain(boxes):
    ordered = sorted(boxes)
    return all(a[1] < b[0] and a[3] < b[2] for n, a in enumerate(ordered) for b in ordered[n + 1 :])


@given(st.lists(st.tuples(BOX, st.integers(1, 9)), max_size=7))
def test_the_heaviest_chain_is_what_trying_all_finds(items):
    boxes, weights = [b for b, _ in items], [float(w) for _, w in items]
    chain = heaviest_chain(boxes, weights)
    assert is_chain([boxes[k] for k in chain])
    best = max(
        sum(weights[k] for k in chosen)
        for size in range(len(items) + 1)
        for chosen in combinations(range(len(items)), size)
        if is_chain([boxes[k] for k in chosen])
    )
    assert sum(weights[k] for k in chain) == best


def test_the_best_assignment_beats_the_best_first():
    table = np.array([[9, 8, 1], [8, 1, 1], [1, 1, 2]], float)
    rows, columns = np.indices(table.shape).reshape(2, -1)
    chosen = assigned(rows, columns, table.ravel())
    best = max(sum(table[i, p[i]] for i in range(3)) for p in permutations(range(3)))
    assert table.ravel()[chosen].sum() == best


def test_a_group_too_large_takes_the_best_first(monkeypatch):
    monkeypatch.setattr(sequences, "CELLS", 1)
    assert assigned([0, 0, 1], [0, 1, 0], [0.9, 0.8, 0.7]).tolist() == [0]
