import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rhetoric.stats import intervals
from rhetoric.stats.association import log_ratio


def many(seed=1, units=50, features=30):
    rng = np.random.default_rng(seed)
    y = rng.poisson(np.linspace(0.02, 1, features), (units, features))
    n = rng.integers(40, 80, units)
    return y, n, np.arange(units) < units // 2 - 3


@st.composite
def few(draw):
    m = draw(st.integers(2, 7))
    y = draw(arrays(np.int64, (m, 4), elements=st.integers(0, 8)))
    n = draw(arrays(np.int64, m, elements=st.integers(32, 60)))
    side = np.arange(m) < draw(st.integers(1, m - 1))
    return y, n, side


def point(y, n, side):
    return log_ratio(y[side].sum(0), y[~side].sum(0), n[side].sum(), n[~side].sum())


def test_poisson_bounds_are_garwoods():
    low, high = intervals.poisson_bounds([0, 1, 10])
    np.testing.assert_allclose(low, [0, 0.02532, 4.79539], atol=1e-5)
    np.testing.assert_allclose(high, [3.68888, 5.57164, 18.39036], atol=1e-5)


def test_nothing_in_a_seed_of_3514_tokens_is_at_most_85_in_100_000():
    assert 1000 * intervals.upper_bound_zero(3514) == pytest.approx(0.85, abs=0.005)


def test_bounds_without_exposure_are_refused():
    for function in (lambda: intervals.poisson_bounds(1, 0), lambda: intervals.upper_bound_zero(0)):
        with pytest.raises(ValueError, match="above 0"):
            function()


@given(few())
def test_every_interval_is_finite_and_holds_the_point(part):
    low, high, kind = intervals.log_ratio_interval(*part)
    assert np.isfinite([low, high]).all()
    assert ((low <= point(*part)) & (point(*part) <= high)).all()
    assert set(kind) <= {"range", "bound"}


@given(few())
def test_the_range_is_what_dropping_each_unit_in_turn_gives(part):
    y, n, side = part
    ratios = [point(*part)]
    for i in range(len(n)):
        rest = np.arange(len(n)) != i
        if (side & rest).any() and (~side & rest).any():
            ratios.append(point(y[rest], n[rest], side[rest]))
    low, high = intervals.leave_one_out(*part)
    np.testing.assert_allclose(low, np.min(ratios, axis=0), atol=1e-12)
    np.testing.assert_allclose(high, np.max(ratios, axis=0), atol=1e-12)


@given(few())
def test_swapping_sides_flips_the_ends_exactly(part):
    y, n, side = part
    there, back = intervals.log_ratio_interval(*part), intervals.log_ratio_interval(y, n, ~side)
    assert np.array_equal(there.low, -back.high)
    assert np.array_equal(there.high, -back.low)


def test_swapping_sides_flips_the_bootstrap_exactly():
    y, n, side = many()
    there, back = (
        intervals.log_ratio_interval(y, n, side),
        intervals.log_ratio_interval(y, n, ~side),
    )
    assert (there.kind == "bootstrap").sum() > 10
    assert np.array_equal(there.low, -back.high)
    assert np.array_equal(there.high, -back.low)


def test_shuffling_units_gives_the_same_bits():
    y, n, side = many()
    order = np.random.default_rng(0).permutation(len(n))
    there = intervals.log_ratio_interval(y, n, side)
    here = intervals.log_ratio_interval(y[order], n[order], side[order])
    assert np.array_equal(there.low, here.low)
    assert np.array_equal(there.high, here.high)


def test_the_bootstrap_holds_the_truth_about_as_often_as_it_says():
    held = []
    for seed in range(12):
        y, n, side = many(seed, units=120)
        low, high, kind = intervals.log_ratio_interval(y, n, side, draws=399, seed=seed)
        held.extend(((low <= 0) & (high >= 0))[kind == "bootstrap"])
    assert len(held) > 200
    assert np.mean(held) > 0.9


def test_few_occurrences_get_bounds_and_few_units_a_range():
    y = [[9, 4, 0], [9, 0, 0], [5, 9, 0], [1, 9, 7]]
    kind = intervals.log_ratio_interval(y, [50] * 4, [True, True, False, False]).kind
    assert kind.tolist() == ["range", "bound", "bound"]


def test_bounds_are_clopper_and_pearsons():
    # 3 of 4 in [0.19412, 0.99369]: odds 0.24088 to 157.4
    low, high, _ = intervals.log_ratio_interval([[3], [1]], [50, 50], [True, False])
    assert 2 ** low[0] == pytest.approx(0.24088, abs=1e-4)
    assert 2 ** high[0] == pytest.approx(157.4, abs=0.1)


def test_a_side_without_units_says_nothing():
    low, high, kind = intervals.log_ratio_interval([[3], [1]], [50, 50], [True, True])
    assert (low.tolist(), high.tolist(), kind.tolist()) == ([0], [0], ["bound"])


def test_a_sign_that_hangs_on_one_unit_is_not_stable():
    y = [[6, 12, 1], [6, 0, 1], [2, 3, 1], [2, 3, 1]]
    side = [True, True, False, False]
    assert intervals.sign_stable(y, [50] * 4, side).tolist() == [True, False, False]
    assert intervals.sign_stable(y, [50] * 4, np.logical_not(side)).tolist() == [True, False, False]
