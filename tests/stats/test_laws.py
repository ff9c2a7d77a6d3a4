"""Laws of diversity, collocation, similarity, weighting, readability and change points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rhetoric.stats import collocation as c
from rhetoric.stats import diversity as d
from rhetoric.stats import readability as r
from rhetoric.stats import similarity as s
from rhetoric.stats import weighting as w
from rhetoric.stats.changepoints import change_gain, change_points

texts = st.lists(st.integers(0, 9), max_size=120)
tables = st.tuples(*[st.integers(0, 60)] * 4).map(
    lambda cells: (cells[0], cells[0] + cells[1], cells[0] + cells[2], sum(cells))
)
counts = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.integers(1, 8)), elements=st.integers(0, 9)
)


@given(texts)
def test_every_diversity_is_finite_whatever_the_text(ids):
    frequencies = np.bincount(ids, minlength=1)
    for name, measure in {**d.BY_COUNTS, **d.BY_ORDER}.items():
        found = measure(ids if name in d.BY_ORDER else frequencies)
        assert np.isfinite(found), name
        assert found >= 0, name


@given(texts, st.integers(1, 60))
def test_mattr_is_the_mean_of_all_windows(ids, window):
    windows = [ids[i : i + window] for i in range(max(len(ids) - window + 1, 1))]
    expected = np.mean([len(set(part)) / max(len(part), 1) for part in windows])
    assert d.mattr(ids, window=window) == pytest.approx(expected)


@given(texts)
def test_reading_backwards_changes_no_diversity(ids):
    for measure in d.BY_ORDER.values():
        assert measure(ids) == pytest.approx(measure(ids[::-1]))


def test_words_that_never_come_twice_are_as_diverse_as_can_be():
    ids = np.arange(200)
    assert (d.ttr(np.ones(200)), d.mattr(ids), d.mtld(ids)) == (1, 1, 200)


@given(tables)
def test_every_collocation_is_finite_and_has_the_sign_of_attraction(table):
    o, a, b, n = table
    attraction = np.sign(o * n - a * b)
    for name, measure in c.COLLOCATION.items():
        found = measure(*table)
        assert np.isfinite(found), name
        if name in {"g2", "chi2", "delta_p", "delta_p_back"}:
            assert found * attraction >= 0, name


@given(tables)
def test_which_word_is_first_matters_to_delta_p_only(table):
    o, a, b, n = table
    for name in {*c.COLLOCATION} - {"delta_p", "delta_p_back", "log_ratio"}:
        there, back = c.COLLOCATION[name](o, a, b, n), c.COLLOCATION[name](o, b, a, n)
        assert there == pytest.approx(back, rel=1e-9, abs=1e-12), name
    assert c.delta_p(o, a, b, n) == c.delta_p_back(o, b, a, n)


def test_a_pair_commoner_than_its_words_is_refused():
    with pytest.raises(ValueError, match="one table has 5, 4, 9 and 100"):
        c.log_dice(5, 4, 9, 100)
    with pytest.raises(ValueError, match="has 0, 60, 60 and 100"):
        c.pmi(0, 60, 60, 100)
    with pytest.raises(ValueError, match="2\\^K cells, not 3"):
        c.interaction([1, 2, 3])


@settings(max_examples=60)
@given(counts)
def test_similarities_are_symmetric_and_a_text_is_like_itself(x):
    some = x.sum(axis=1) > 0
    for name, measure in {**s.LIKENESS, **s.DISTANCE}.items():
        found = measure(x)
        assert np.isfinite(found).all(), name
        np.testing.assert_allclose(found, found.T, atol=1e-12)
        own = np.diag(found)
        np.testing.assert_allclose(own, some if name in s.LIKENESS else 0, atol=1e-12)
    assert (s.jsd(x) <= 1).all()
    assert (s.cosine(x) <= 1).all()


@settings(max_examples=60)
@given(counts)
def test_weights_are_finite_and_0_where_the_count_is(x):
    df = (x > 0).sum(axis=0)
    for name, measure in w.WEIGHTINGS.items():
        idf, weights = measure(x, df, len(x))
        assert np.isfinite(idf).all(), name
        assert np.isfinite(weights.toarray()).all(), name
        assert not weights.toarray()[x == 0].any(), name


def test_a_df_beyond_all_units_is_refused():
    with pytest.raises(ValueError, match="of the 2 units"):
        w.quanteda([[1], [1]], [3], 2)


def test_no_words_have_no_readability():
    for measure, _ in r.READABILITY.values():
        assert measure([0, 10], [0, 0], [0, 3]).tolist() == [0, 0]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=12))
def test_a_cut_gains_nothing_where_all_rates_are_the_same(y):
    assert (change_gain(y, np.full(len(y), 20)) >= 0).all()
    assert change_gain(np.full(len(y), 3), np.full(len(y), 20)) == pytest.approx(0, abs=1e-9)


def test_two_changes_of_level_are_found_where_they_are():
    rng = np.random.default_rng(3)
    y = np.concatenate([rng.poisson(level, 25) for level in (4, 14, 3)])
    found = [p.at for p in change_points(y, np.full(75, 1000))]
    assert found == pytest.approx([25, 50], abs=1)


def test_level_series_have_a_change_in_five_per_cent_at_most():
    rng = np.random.default_rng(8)
    found = [
        bool(change_points(rng.poisson(5, 30), np.full(30, 500), draws=99, seed=i))
        for i in range(150)
    ]
    assert np.mean(found) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)


def test_few_or_no_values_have_no_change():
    assert change_points([0, 9, 0, 9], [10] * 4) == []
    assert change_points([0] * 20, [10] * 20) == []
    with pytest.raises(ValueError, match="tokens of each count"):
        change_points([1, 2], [10])
    with pytest.raises(ValueError, match="between 0 and the tokens"):
        change_points([1, 20], [10, 10])
