from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rhetoric.stats.closed import closed_p, skewness
from rhetoric.stats.units import as_counts


@given(
    arrays(np.int64, (6, 3), elements=st.integers(0, 4)),
    arrays(np.int64, 6, elements=st.integers(12, 30)),
    st.integers(1, 5),
)
def test_the_third_moment_is_what_every_split_gives(y, n, k):
    e = y - y.sum(axis=0) / n.sum() * n[:, None]
    u = np.array([e[list(s)].sum(axis=0) for s in combinations(range(6), k)])
    found = skewness(as_counts(y), n, [0, 6], [k], np.ones(3))
    np.testing.assert_allclose(found, (u**3).mean(axis=0), atol=1e-9)


def test_strata_add_their_third_moments():
    y, n = as_counts([[1], [0], [0]] * 2), np.full(6, 10)
    one = skewness(y[:3], n[:3], [0, 3], [1], np.ones(1))
    assert skewness(y, n, [0, 3, 6], [1, 1], np.ones(1)) == pytest.approx(2 * one)


def test_equal_sides_have_no_skew():
    y = as_counts([[5], [0], [0], [1]])
    assert skewness(y, np.full(4, 10), [0, 4], [2], np.ones(1)).tolist() == [0]


def test_a_long_tail_makes_a_high_score_less_surprising():
    z = np.full(3, 4.0)
    p = closed_p(z, np.array([0.0, 0.5, 2.0]))
    assert (np.diff(p) > 0).all()
    assert np.array_equal(closed_p(-z, np.array([0.0, -0.5, 2.0])), p)


def test_a_little_skew_changes_little():
    p = closed_p(np.array([3.0, 3.0]), np.array([0.00099, 0.00101]))
    assert p[0] == pytest.approx(p[1], rel=1e-4)


@given(st.floats(-40, 40), st.floats(-20, 20))
def test_a_closed_p_is_a_probability(z, skew):
    assert 0 <= closed_p(np.array([z]), np.array([skew]))[0] <= 1
