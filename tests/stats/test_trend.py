import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.stats.trend import mann_kendall, rank_p, sen_interval, theil_sen

series = st.lists(st.integers(0, 6), min_size=2, max_size=12)


def test_five_rising_values_have_the_smallest_p_there_is():
    found = mann_kendall([1, 2, 3, 4, 5])
    assert (found.s, found.tau, found.exact) == (10, 1, True)
    assert found.p == pytest.approx(2 / 120)


def test_ten_rising_values_have_the_normal_p():
    # S = 45, Var S = 10·9·25/18 = 125, z = 44/√125 = 3.9355
    found = mann_kendall(range(10))
    assert (found.s, found.exact) == (45, False)
    assert found.p == pytest.approx(8.303e-5, rel=1e-3)


def test_ties_lessen_the_variance():
    # 2 ties of 5 in 10: Var S = (2250 - 2·5·4·15) / 18 = 91.667, S = 25
    found = mann_kendall([0] * 5 + [1] * 5)
    assert found.s == 25
    assert found.p == pytest.approx(0.012185, rel=1e-3)


@given(series)
def test_turning_a_series_round_flips_the_sign(y):
    there, back = mann_kendall(y), mann_kendall(y[::-1])
    assert (there.s, there.p) == (-back.s, back.p)
    assert 0 < there.p <= 1


@given(series)
def test_the_slope_goes_with_the_values(y):
    t = np.arange(len(y))
    assert theil_sen(t, [2 * v + 1 for v in y]) == pytest.approx(2 * theil_sen(t, y))
    low, high = sen_interval(t, y)
    assert low <= theil_sen(t, y) <= high


def test_a_constant_series_has_no_trend():
    for n in (5, 12):
        assert mann_kendall([3] * n) == (0, 0, 1, n == 5)


def test_documents_of_one_date_are_no_pair():
    assert mann_kendall([1, 5, 2], [0, 0, 1]).s == 0
    assert theil_sen([0, 0, 1], [1, 5, 3]) == 0


def test_one_outlier_does_not_move_the_slope():
    y = np.arange(9.0)
    y[4] = 1000
    assert theil_sen(range(9), y) == 1


def test_a_slope_without_two_dates_is_refused():
    with pytest.raises(ValueError, match="two different times"):
        theil_sen([1, 1], [3, 4])
    with pytest.raises(ValueError, match="one time per value"):
        mann_kendall([1, 2, 3], [1, 2])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(0, 9))
def test_a_new_value_has_no_p_below_one_in_all(earlier, newest):
    assert 1 / (len(earlier) + 1) <= rank_p(newest, earlier) <= 1
    assert rank_p(99, earlier) == 1 / (len(earlier) + 1) or len(earlier) == 1
