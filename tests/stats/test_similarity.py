"""Divergence and χ² of all pairs are those of the definitions, however the work is cut."""

from __future__ import annotations

import numpy as np
import pytest

from rhetoric.stats import similarity


def _jsd(a, b):
    p, q = a / a.sum(), b / b.sum()
    m = (p + q) / 2
    return sum(x * np.log2(x / y) / 2 for s in (p, q) for x, y in zip(s, m, strict=True) if x)


def _chi2(a, b):
    both = (a + b) > 0
    table = np.stack([a, b])[:, both].astype(float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return ((table - expected) ** 2 / expected).sum() / max(both.sum() - 1, 1)


@pytest.fixture(scope="module")
def counts():
    rng = np.random.default_rng(7)
    made = rng.poisson(rng.gamma(0.3, 3, size=60), size=(14, 60))
    made[3] = made[5]  # a copy
    made[4] = 0  # a text without a word
    made[6] = 0
    made[6, 59] = 1_000_000
    return made


@pytest.mark.parametrize("load", [1, 7, 1 << 21])
@pytest.mark.parametrize(("name", "pair"), [("jsd", _jsd), ("chi2", _chi2)])
def test_every_pair_is_what_the_definition_gives(counts, name, pair, load, monkeypatch):
    monkeypatch.setattr(similarity, "_LOAD", load)
    found = getattr(similarity, name)(counts)
    assert found.tolist() == found.T.tolist()
    for i, a in enumerate(counts):
        for j, b in enumerate(counts):
            if i == j or (i, j) in {(3, 5), (5, 3)}:
                assert found[i, j] == pytest.approx(0, abs=1e-12)
            elif 4 in {i, j}:
                assert found[i, j] == (1 if name == "jsd" else 0)
            else:
                assert found[i, j] == pytest.approx(pair(a, b), rel=1e-9, abs=1e-12)


def test_texts_without_a_shared_type_are_looked_at_in_no_type():
    """The work grows with what texts share, not with texts² · types."""
    asked = []

    def both(a, b):
        asked.append(len(a))
        return np.ones(len(a))

    columns = similarity._by_type(similarity.as_counts(np.eye(40, dtype=int)))
    assert similarity._over_shared(columns, both).sum() == 0
    assert sum(asked) == 0
