import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.stats import divergence as d

counts = st.integers(1, 12).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 50), min_size=n, max_size=n) for _ in "ab")).map(
        lambda both: tuple(np.array(x) for x in both)
    )
)
ORDERS = [0.3, 1, 1.5, 2]
EVERY = {**d.DIVERGENCES, **d.DIFFERENCES, "weighted": lambda a, b: d.weighted(a, b, a % 5)}


def total_entropy(x, alpha):
    p = x[x > 0] / x.sum()
    if alpha == 1:
        return -(p * np.log2(p)).sum()
    return (1 - (p**alpha).sum()) / (alpha - 1)


@given(counts)
def test_no_part_of_a_divergence_is_below_0_and_all_together_are_at_most_1(both):
    for name, measure in d.DIVERGENCES.items():
        parts = measure(*both)
        assert (parts >= 0).all(), name
        assert parts.sum() <= 1 + 1e-9, name


@given(counts, st.sampled_from(ORDERS))
def test_the_parts_of_an_entropy_shift_add_up_to_the_difference(both, alpha):
    a, b = both
    if a.any() and b.any():
        expected = total_entropy(a, alpha) - total_entropy(b, alpha)
        assert d.entropy(a, b, alpha=alpha).sum() == pytest.approx(expected, abs=1e-9)
        assert d.entropy(a, b, alpha=alpha, reference=3).sum() == pytest.approx(expected, abs=1e-9)


@given(counts, st.sampled_from(ORDERS))
def test_the_parts_of_a_generalised_jsd_are_at_least_0_and_add_up(both, alpha):
    a, b = both
    parts = d.jsd(a, b, alpha=alpha)
    assert (parts >= 0).all()
    if a.any() and b.any():
        m = a / a.sum() + b / b.sum()
        mean = (total_entropy(a, alpha) + total_entropy(b, alpha)) / 2
        assert parts.sum() == pytest.approx(total_entropy(m, alpha) - mean, abs=1e-9)


@given(counts)
def test_swapping_sides_keeps_a_divergence_and_flips_a_difference(both):
    a, b = both
    for name, measure in d.DIVERGENCES.items():
        np.testing.assert_allclose(measure(a, b), measure(b, a), atol=1e-12, err_msg=name)
    for name in ("proportion", "entropy"):
        np.testing.assert_allclose(
            d.DIFFERENCES[name](a, b), -d.DIFFERENCES[name](b, a), atol=1e-12
        )


@given(counts)
def test_every_part_is_finite_and_an_empty_side_has_none(both):
    a, b = both
    for name, measure in EVERY.items():
        assert np.isfinite(measure(a, b)).all(), name
        assert not measure(a, 0 * b).any(), name
        assert not measure(0 * a, b).any(), name


@pytest.mark.parametrize("alpha", [0, 1 / 3, 1, np.inf])
def test_texts_without_a_word_in_common_are_1_apart_whatever_their_sizes(alpha):
    a, b = np.zeros(55, int), np.zeros(55, int)
    a[:5], b[5:] = [9, 4, 4, 1, 1], 1 + np.arange(50) % 7
    assert d.jsd(a, b).sum() == pytest.approx(1)
    assert d.total_variation(a, b).sum() == pytest.approx(1)
    assert d.rank_turbulence(a, b, alpha=alpha).sum() == pytest.approx(1)
    if alpha < 1:  # with the other normaliser vocabularies of 5 and 50 types do not reach 1
        assert d.rank_turbulence(a, b, alpha=alpha, norm="allotax").sum() < 0.95


def test_a_word_without_a_score_takes_no_part():
    assert d.weighted([1, 1, 7], [2, 0, 1], [1, 5, np.nan]).tolist() == [0, 2, 0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: d.jsd([1], [1, 2]), r"\(1,\) and \(2,\)"),
        (lambda: d.jsd([1, -2], [1, 2]), "-2"),
        (lambda: d.jsd([1], [2], alpha=0), "not 0"),
        (lambda: d.jsd([1], [2], weights=(0.5, 0.6)), "0.5 and 0.6"),
        (lambda: d.entropy([1], [2], alpha=-1), "not -1"),
        (lambda: d.rank_turbulence([1], [2], alpha=-1), "not -1"),
        (lambda: d.rank_turbulence([1], [2], norm="none"), "'none'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_any_order_of_rank_turbulence_is_finite_and_goes_over_into_its_limits():
    a, b = [5, 3, 3, 0], [3, 3, 5, 1]
    found = [d.rank_turbulence(a, b, alpha=x).sum() for x in (0, 1e-300, 1e-9, 1e300, np.inf)]
    assert found[:3] == pytest.approx([found[0]] * 3, rel=1e-6)
    assert found[3] == pytest.approx(found[4])
