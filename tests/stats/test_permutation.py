import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from rhetoric.stats import permutation, splits
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.permutation import detectable_ratio, presence, score_test


def same(a, b, sign=1):
    return (
        np.array_equal(a.z, sign * b.z)
        and np.array_equal(a.p, b.p)
        and np.array_equal(a.p_max, b.p_max)
        and (a.threshold, a.tests, a.method) == (b.threshold, b.tests, b.method)
    )


@st.composite
def units(draw):
    m = draw(st.integers(2, 9))
    y = draw(arrays(np.int64, (m, 3), elements=st.integers(0, 4)))
    n = draw(arrays(np.int64, m, elements=st.integers(12, 30)))
    side = draw(arrays(np.bool_, m))
    strata = draw(arrays(np.int64, m, elements=st.integers(0, 1)))
    return y, n, side, strata


def z_of(y, n, side, strata):
    u, var = np.zeros((2, y.shape[1]))
    for label in np.unique(strata):
        g = strata == label
        m, a = g.sum(), side[g].sum()
        e = y[g] - y[g].sum(0) / n[g].sum() * n[g][:, None]
        u += e[side[g]].sum(0)
        var += a * (m - a) / (m * max(m - 1, 1)) * (e**2).sum(0)
    return np.where(var > 1e-9, u / np.sqrt(np.where(var > 1e-9, var, 1)), 0)


def every_z(y, n, side, strata):
    groups = [np.flatnonzero(strata == label) for label in np.unique(strata)]
    ways = [combinations(g, side[g].sum()) for g in groups]
    for parts in product(*ways):
        other = np.zeros(len(n), dtype=bool)
        other[[i for part in parts for i in part]] = True
        yield np.abs(z_of(y, n, other, strata))


@settings(max_examples=40)
@given(units())
def test_enumeration_is_what_looking_at_every_split_shows(part):
    *args, strata = part
    test = score_test(*args, strata=strata)
    z = np.array(list(every_z(*part)))
    own = np.abs(z_of(*part))
    assert test.exact
    assert test.draws == len(z)
    np.testing.assert_allclose(np.abs(test.z), own, atol=1e-9)
    np.testing.assert_allclose(test.p, (z >= own - 1e-8).mean(axis=0))
    family = z[:, test.in_family]
    if test.tests:
        most = family.max(axis=1)
        expected = (most[:, None] >= own[test.in_family] - 1e-8).mean(axis=0)
        np.testing.assert_allclose(test.p_max[test.in_family], expected)
    assert (test.p_max[~test.in_family] == 1).all()


@settings(max_examples=40)
@given(units(), st.sampled_from([5, 9999]))
def test_swapping_sides_flips_z_and_leaves_every_p(part, draws):
    y, n, side, strata = part
    there = score_test(y, n, side, strata=strata, draws=draws)
    back = score_test(y, n, ~side, strata=strata, draws=draws)
    assert same(there, back, sign=-1)


@settings(max_examples=40)
@given(units(), st.sampled_from([5, 9999]), st.randoms(use_true_random=False))
def test_shuffling_units_gives_the_same_bits(part, draws, random):
    y, n, side, strata = part
    order = list(range(len(n)))
    random.shuffle(order)
    there = score_test(y, n, side, strata=strata, draws=draws)
    here = score_test(y[order], n[order], side[order], strata=1 - strata[order], draws=draws)
    assert same(there, here)


def test_shuffling_and_swapping_many_units_gives_the_same_bits(bursty):
    rng = np.random.default_rng(4)
    y, n = bursty(rng)
    side, strata = rng.random(60) < 0.4, rng.integers(0, 3, 60)
    order = rng.permutation(60)
    for groups in (None, strata):
        there = score_test(y, n, side, strata=groups, draws=199)
        moved = None if groups is None else groups[order]
        assert there.method == "permutation"
        assert same(there, score_test(y, n, ~side, strata=groups, draws=199), sign=-1)
        assert same(there, score_test(y[order], n[order], side[order], strata=moved, draws=199))


def test_how_many_columns_are_held_at_once_changes_no_bit(bursty, monkeypatch):
    y, n = bursty(np.random.default_rng(2))
    side = np.arange(60) < 25
    there = score_test(y, n, side, draws=299)
    monkeypatch.setattr(splits, "CHUNK", 3000)
    assert same(there, score_test(sparse.csc_matrix(y), n, side, draws=299))


def test_random_splits_come_near_to_all_splits(bursty):
    y, n = bursty(np.random.default_rng(8), units=14, features=40)
    side = np.arange(14) < 6
    exact, drawn = score_test(y, n, side), score_test(y, n, side, draws=2999)
    assert (exact.method, drawn.method) == ("enumeration", "permutation")
    np.testing.assert_allclose(drawn.p, exact.p, atol=0.04)
    np.testing.assert_allclose(drawn.p_max, exact.p_max, atol=0.04)


def test_other_seeds_give_other_draws(bursty):
    y, n = bursty(np.random.default_rng(8))
    side = np.arange(60) < 30
    one, two = (score_test(y, n, side, draws=99, seed=seed) for seed in (1, 2))
    assert not same(one, two)
    assert same(one, score_test(y, n, side, draws=99, seed=1))


def test_two_documents_against_three_can_show_nothing():
    test = score_test([[9], [9], [0], [0], [0]], [100] * 5, [True, True, False, False, False])
    assert (test.p.tolist(), test.p_max.tolist(), test.tests) == ([0.1], [1], 0)
    assert test.p_min == 0.1
    assert test.threshold == math.inf


def test_a_dispersed_word_is_found_and_a_burst_is_not():
    y = np.zeros((60, 3), dtype=int)
    y[:20, 0] = 1  # in every paragraph of the target
    y[5, 1] = 20  # as often, but in one paragraph
    y[::2, 2] = 1
    test = score_test(y, [40] * 60, np.arange(60) < 25)
    assert test.p_max[0] < 0.01
    assert test.p_max[1] == 1
    assert test.in_family.tolist() == [True, False, True]


def test_the_threshold_is_where_the_corrected_p_passes(bursty):
    y, n = bursty(np.random.default_rng(11))
    y[:25, 40:60] += 1
    n[:25] += 20
    for draws in (199, 9999):
        test = score_test(y, n, np.arange(60) < 25, draws=draws)
        passed = test.in_family & (test.p_max <= 0.05)
        assert passed.sum() >= 5
        assert np.array_equal(passed, test.in_family & (np.abs(test.z) > test.threshold))


def test_a_word_in_proportion_everywhere_is_left_out():
    test = score_test([[2, 1], [4, 0], [6, 1], [8, 0]], [10, 20, 30, 40], [1, 1, 0, 0])
    assert (test.z[0], test.p[0], test.p_max[0], test.in_family[0]) == (0, 1, 1, False)


@pytest.mark.parametrize("side", [[True] * 3, [False] * 3])
def test_an_empty_side_shows_nothing(side):
    test = score_test([[1], [2], [3]], [5, 5, 5], side)
    assert (test.z.tolist(), test.p.tolist(), test.tests) == ([0], [1], 0)


def test_no_units_or_no_features_are_no_error():
    assert score_test(np.zeros((0, 2)), [], []).p.tolist() == [1, 1]
    assert score_test(np.zeros((3, 0)), [5, 5, 5], [1, 0, 0]).p.shape == (0,)


@pytest.mark.parametrize(("work", "draws"), [(10**10, 999), (10, 0)])
def test_large_tables_get_the_closed_form(bursty, monkeypatch, work, draws):
    y, n = bursty(np.random.default_rng(5), units=80)
    side, order = np.arange(80) < 30, np.random.default_rng(1).permutation(80)
    drawn = score_test(y, n, side)
    monkeypatch.setattr(permutation, "SMALL", 10)
    monkeypatch.setattr(permutation, "WORK", work)
    closed = score_test(y, n, side, draws=999)
    assert (closed.method, closed.draws, closed.tests) == ("normal", draws, drawn.tests)
    assert np.array_equal(closed.z, drawn.z)
    np.testing.assert_allclose(closed.p[drawn.in_family], drawn.p[drawn.in_family], atol=0.07)
    assert (closed.p_max >= closed.p).all()
    assert same(closed, score_test(y, n, ~side, draws=999), sign=-1)
    assert same(closed, score_test(y[order], n[order], side[order], draws=999))


def test_the_closed_form_never_claims_more_than_the_units_allow(monkeypatch):
    monkeypatch.setattr(permutation, "SMALL", 10)
    y = np.zeros((400, 1), dtype=int)
    y[:2] = 1  # z = 20, but one split in 79,800 does it
    test = score_test(y, [30] * 400, np.arange(400) < 2)
    assert test.z[0] > 19
    assert 1 / 79_801 < test.p[0] < 0.001


def test_presence_asks_in_how_many_units():
    y, n = presence([[9], [1], [0], [0]], [10, 10, 90, 90])
    assert score_test(y, n, [1, 0, 1, 0]).z.tolist() == [0]


def test_a_test_without_draws_or_with_too_few_strata_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        score_test([[1], [2]], [5, 5], [1, 0], draws=0)
    with pytest.raises(ValueError, match="one per unit"):
        score_test([[1], [2]], [5, 5], [1, 0], strata=[1])


def test_random_halves_of_bursty_text_are_flagged_in_five_per_cent_at_most(bursty):
    rng = np.random.default_rng(2024)
    flagged = []
    for split in range(200):
        if split % 20 == 0:
            y, n = bursty(rng)
        side = rng.permutation(60) < 30
        flagged.append((score_test(y, n, side, draws=199, seed=split).p_max <= 0.05).any())
    assert np.mean(flagged) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)


def test_uneven_sides_are_flagged_in_five_per_cent_at_most(bursty):
    rng = np.random.default_rng(2025)
    flagged = []
    for split in range(200):
        if split % 20 == 0:
            y, n = bursty(rng, units=50)
        side = rng.permutation(50) < 6
        flagged.append((score_test(y, n, side, draws=199, seed=split).p_max <= 0.05).any())
    assert np.mean(flagged) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)


def test_large_uneven_tables_are_flagged_in_five_per_cent_at_most(bursty, monkeypatch):
    monkeypatch.setattr(permutation, "SMALL", 10)
    rng = np.random.default_rng(2026)
    flagged, listed = [], []
    for split in range(100):
        if split % 20 == 0:
            y, n = bursty(rng, units=200)
        side = rng.permutation(200) < 20
        test = score_test(y, n, side, draws=199, seed=split)
        flagged.append((test.p_max <= 0.05).any())
        listed.append((benjamini_hochberg(test.p) <= 0.05).any())
    limit = 0.05 + 3 * math.sqrt(0.05 * 0.95 / 100)
    assert max(np.mean(flagged), np.mean(listed)) <= limit


def test_a_dispersed_word_four_times_as_frequent_is_found_at_the_size_of_a_seed():
    rng = np.random.default_rng(7)
    found = []
    for seed in range(10):
        side = np.arange(101) < 40
        rate = np.full((101, 300), 0.15)
        rate[np.ix_(side, range(20))] *= 4
        test = score_test(rng.poisson(rate), np.full(101, 60), side, draws=499, seed=seed)
        found.append((test.p_max[:20] <= 0.05).mean())
    assert np.mean(found) >= 0.4


def test_more_units_show_smaller_differences():
    few, many = detectable_ratio(22, 79), detectable_ratio(200, 800)
    assert few > 3
    assert 1 < many < 2.5
    assert detectable_ratio(3, 4) is None
    with pytest.raises(ValueError, match="not 0, 5"):
        detectable_ratio(0, 5)
