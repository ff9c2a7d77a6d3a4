from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rhetoric.stats.attainable import family, log_choose, smallest_p
from rhetoric.stats.units import as_counts


@given(arrays(np.int64, (7, 4), elements=st.integers(0, 3)), st.integers(1, 6))
def test_the_smallest_p_is_what_looking_at_every_split_shows(y, k):
    splits = list(combinations(range(7), k))
    scores = np.abs([y[list(s)].sum(axis=0) - y.sum(axis=0) * k / 7 for s in splits])
    expected = (scores >= scores.max(axis=0) - 1e-9).mean(axis=0)
    np.testing.assert_allclose(smallest_p(as_counts(y), [0, 7], [k]), expected, rtol=1e-9)


def test_strata_multiply_what_they_allow():
    y = as_counts([[1], [0], [0], [1], [0], [0]])
    # one of three units a stratum: 1/3 each to have the word on that side in both
    np.testing.assert_allclose(smallest_p(y, [0, 3, 6], [1, 1]), [1 / 9])


def test_a_side_that_nobody_is_drawn_for_allows_nothing():
    assert smallest_p(as_counts([[1], [2]]), [0, 2], [0]).tolist() == [1]


def test_a_word_of_one_paragraph_is_left_out_of_the_family():
    once, often = 22 / 101, 1e-6
    assert family(np.array([once] * 500 + [often] * 40)).tolist() == [False] * 500 + [True] * 40


def test_a_family_is_never_larger_than_its_own_bar_allows():
    rng = np.random.default_rng(3)
    p = np.exp(-8 * rng.random(300))
    kept = family(p)
    assert kept.any()
    assert p[kept].max() * kept.sum() <= 0.05


def test_no_terms_are_an_empty_family():
    assert family(np.zeros(0)).shape == (0,)


def test_ways_are_counted_without_overflow():
    assert np.isfinite(log_choose(10**6, 5 * 10**5))
