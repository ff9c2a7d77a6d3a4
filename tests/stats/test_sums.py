from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rhetoric.stats.permutation import ScoreSums, score_test

V = 3


@st.composite
def units(draw, least=0):
    m = draw(st.integers(least, 6))
    y = draw(arrays(np.int64, (m, V), elements=st.integers(0, 5)))
    n = draw(arrays(np.int64, m, elements=st.integers(15, 40)))
    return y, n, draw(arrays(np.bool_, m))


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(astuple(a), astuple(b), strict=True))


@given(units(), units())
def test_the_sums_of_all_are_the_sum_of_the_sums(a, b):
    together = [np.concatenate(pair) for pair in zip(a, b, strict=True)]
    merged = ScoreSums.from_units(*a) + ScoreSums.from_units(*b)
    assert same(merged, ScoreSums.from_units(*together))


@given(units(), units(), units())
def test_merging_is_associative_and_nothing_adds_nothing(a, b, c):
    x, y, z = (ScoreSums.from_units(*part) for part in (a, b, c))
    assert same((x + y) + z, x + (y + z))
    assert same(x + ScoreSums.empty(V), x)


@given(units(least=2))
def test_z_is_the_tests_z(part):
    assert np.array_equal(ScoreSums.from_units(*part).z(), score_test(*part, draws=9).z)


@given(units(least=2))
def test_z_is_u_over_its_standard_deviation(part):
    y, n, side = part
    m, a = len(n), side.sum()
    e = y - y.sum(axis=0) / n.sum() * n[:, None]
    variance = a * (m - a) / (m * (m - 1)) * (e**2).sum(axis=0)
    sums = ScoreSums.from_units(*part)
    np.testing.assert_allclose(sums.u(), e[side].sum(axis=0), atol=1e-9)
    np.testing.assert_allclose(sums.variance(), variance, atol=1e-9)


def test_sums_over_different_features_cannot_be_added():
    with pytest.raises(ValueError, match="2 and 3 features"):
        ScoreSums.empty(2) + ScoreSums.empty(3)
