import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from rhetoric.stats import dispersion as d

TOY = ([1, 2, 3, 4, 5], [9, 10, 10, 10, 11])
ALL = (d.dp, d.dp_norm, d.juilland_d, d.rosengren_s, d.carroll_d2, d.kl)
PEERS = [
    ("st_DP", d.dp),
    ("pcd_DP", d.dp),
    ("st_DPnorm", d.dp_norm),
    ("st_juilland_D", d.juilland_d),
    ("pcd_juilland_D", d.juilland_d),
    ("st_rosengren_S", d.rosengren_s),
    ("def_carroll_D2", d.carroll_d2),
    ("st_KL_bits", d.kl),
    ("range", lambda x, _: d.range_(x)),
]
tables = st.integers(1, 8).flatmap(
    lambda m: st.tuples(
        st.lists(st.integers(0, 9), min_size=m, max_size=m),
        st.lists(st.integers(10, 99), min_size=m, max_size=m),
    )
)


@pytest.mark.parametrize("file", ["dispersion.docs.csv", "dispersion.chunks500.csv"])
@pytest.mark.parametrize(("column", "ours"), PEERS, ids=[column for column, _ in PEERS])
def test_a_measure_is_what_another_program_computes(reference, file, column, ours):
    table, notes = reference(file)
    sizes = [int(n) for n in notes[-1].removeprefix("# sizes: ").split()]
    x = np.array([row.split() for row in table["x"]], dtype=int).T
    expected = np.array(table[column], dtype=float)
    np.testing.assert_allclose(ours(x, sizes), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (d.dp, 0.18),
        (d.dp_norm, 0.2195),
        (d.juilland_d, 0.785),
        (d.rosengren_s, 0.95),
        (d.kl, 0.137),
    ],
)
def test_gries_toy_corpus_comes_out(measure, expected):
    assert float(measure(*TOY)) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("measure", ALL)
def test_a_sparse_table_gives_what_each_of_its_columns_gives(measure):
    rng = np.random.default_rng(5)
    x, sizes = rng.poisson(0.6, (7, 40)), rng.integers(20, 50, 7)
    single = np.array([float(measure(column, sizes)) for column in x.T])
    for table in (x, sparse.csr_matrix(x), sparse.csc_array(x)):
        np.testing.assert_allclose(measure(table, sizes), single, rtol=1e-12)


@given(tables)
def test_every_measure_stays_within_its_limits(table):
    x, sizes = table
    for measure in (d.dp, d.dp_norm, d.juilland_d, d.rosengren_s, d.carroll_d2):
        assert 0 <= measure(x, sizes) <= 1
    assert 0 <= d.kl(x, sizes) <= np.log2(sum(sizes) / min(sizes)) + 1e-12
    assert d.effective_parts(x) <= d.range_(x) + 1e-9


@given(tables, st.randoms(use_true_random=False))
def test_dp_has_the_same_bits_in_any_order_of_the_parts(table, random):
    pairs = list(zip(*table, strict=True))
    random.shuffle(pairs)
    x, sizes = zip(*pairs, strict=True)
    assert d.dp(x, sizes) == d.dp(*table)


def test_a_word_in_proportion_is_perfectly_even():
    found = [float(measure([1, 2, 3], [10, 20, 30])) for measure in ALL]
    assert found == pytest.approx([0, 0, 1, 1, 1, 0], abs=1e-7)


@pytest.mark.parametrize("x", [[0, 0], [[0], [0]]])
def test_a_word_that_does_not_occur_is_as_uneven_as_can_be(x):
    found = [float(measure(x, [10, 30]).sum()) for measure in ALL]
    assert found == [1, 1, 0, 0, 0, 2]


def test_a_part_without_tokens_is_left_out():
    assert d.dp([1, 0, 1], [5, 0, 5]) == 0
    with pytest.raises(ValueError, match="no tokens"):
        d.dp([1, 1, 1], [5, 0, 5])
    with pytest.raises(ValueError, match=r"3 parts, not \[5, 5\]"):
        d.dp([1, 1, 1], [5, 5])


def test_effective_parts_is_one_for_a_burst_and_their_number_for_an_even_spread():
    assert d.effective_parts([[0, 2], [9, 2], [0, 2]]).tolist() == [1, 3]


def test_positions_evenly_apart_have_their_frequency_and_a_clump_has_one():
    even, clump = range(5, 100, 10), range(10)
    assert d.arf(even, 100) == 10
    assert d.arf(clump, 100) == pytest.approx(1.9)
    assert d.ald(even, 100) == pytest.approx(1)
    assert d.ald(clump, 100) == pytest.approx(0.91 * np.log10(91))
    assert d.ald(even, 100) < d.ald(clump, 100)
    assert (d.arf([], 100), d.ald([], 100)) == (0, 2)


def test_positions_outside_the_text_or_twice_are_refused():
    for places in ([3, 3], [-1], [100]):
        with pytest.raises(ValueError, match="0 to 99"):
            d.arf(places, 100)
