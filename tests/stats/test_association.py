import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.stats import association as m

KEYNESS = ["keyness.edge.csv", "keyness.sotu_1862_vs_1941.csv", "keyness.sotu_2024_vs_rest.csv"]
PAIRS = {"keyness.sotu_1862_vs_1941.csv": 2527, "keyness.sotu_2024_vs_rest.csv": 5378}


def _q(a, b, n1, n2):
    q = np.ones(len(a))
    differ = m.chi2(a, b, n1, n2) != 0
    q[differ] = (m.chi2(a, b, n1, n2)[differ]) / m.chi2_williams(a, b, n1, n2)[differ]
    return np.where(differ, q, np.nan)


#: peer's column -> our function
PEERS = [
    ("mp_g2_4cell_signed", m.g2),
    ("mp_g2_2cell_signed", m.g2_rayson),
    ("mp_chi2_signed", m.chi2),
    ("scipy_chi2_signed", m.chi2),
    ("mp_chi2_yates_signed", m.chi2_yates),
    ("scipy_chi2_yates_signed", m.chi2_yates),
    ("pcd_logratio_0.5", m.log_ratio),
    ("def_log_ratio_hardie_zero0.5", m.log_ratio_hardie),
    ("def_diff_coef", m.difference_coefficient),
    ("def_bic_4cell", m.bic),
    ("mp_g2_log10p", lambda *x: m.log10_p(m.g2(*x))),
    ("mp_g2_2cell_log10p", lambda *x: m.log10_p(m.g2_rayson(*x))),
    ("mp_chi2_log10p", lambda *x: m.log10_p(m.chi2(*x))),
    ("mp_williams_q", _q),
    *(
        (f"def_simple_maths_pm_k{k}", lambda *x, k=k: m.simple_maths(*x, k=k))
        for k in (1, 10, 100, 1000)
    ),
]
#: peer's column -> our function, which differs on purpose where the peer has no finite answer
WHERE_FINITE = [
    ("def_pmi_log2", m.pmi),
    ("pcd_percentdiff", m.percent_diff),
]


def _counts(table):
    return [np.array(table[key], dtype=float) for key in ("a", "b", "N1", "N2")]


@pytest.mark.parametrize("file", KEYNESS)
@pytest.mark.parametrize(("column", "ours"), PEERS, ids=[column for column, _ in PEERS])
def test_a_measure_is_what_another_program_computes(reference, file, column, ours):
    table, _ = reference(file)
    expected = np.array(table[column], dtype=float)
    found = ours(*_counts(table))
    known = ~np.isnan(found)
    assert known.sum() >= len(found) - 4
    np.testing.assert_allclose(found[known], expected[known], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("file", KEYNESS)
@pytest.mark.parametrize(("column", "ours"), WHERE_FINITE, ids=["pmi", "percent_diff"])
def test_a_measure_agrees_wherever_the_definition_is_finite(reference, file, column, ours):
    table, _ = reference(file)
    expected = np.array(table[column], dtype=float)
    found = ours(*_counts(table))
    finite = np.isfinite(expected)
    assert finite.sum() > len(expected) / 2
    np.testing.assert_allclose(found[finite], expected[finite], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("file", KEYNESS)
def test_ell_is_as_published_where_more_than_one_is_expected(reference, file):
    table, _ = reference(file)
    a, b, n1, n2 = _counts(table)
    defined = (a + b) * np.minimum(n1, n2) / (n1 + n2) > 1
    expected = np.array(table["def_ell"], dtype=float)
    signs = np.sign(a * n2 - b * n1)
    found = m.ell(a, b, n1, n2)
    np.testing.assert_allclose(found[defined], (signs * expected)[defined], rtol=1e-9)
    assert (found[~defined] == 0).all()


@pytest.mark.parametrize("file", KEYNESS)
def test_the_odds_ratio_is_plain_or_has_a_half_in_every_cell(reference, file):
    table, _ = reference(file)
    a, b, n1, n2 = _counts(table)
    plain = (np.minimum(a, b) > 0) & (a < n1) & (b < n2)
    sample = np.array(table["scipy_oddsratio_sample"], dtype=float)
    haldane = np.exp(np.array(table["mp_ln_or_haldane"], dtype=float))
    found = m.odds_ratio(a, b, n1, n2)
    np.testing.assert_allclose(found, np.where(plain, sample, haldane), rtol=1e-9)


@pytest.mark.parametrize("file", KEYNESS)
def test_fisher_is_what_scipy_computes_where_that_is_not_zero(reference, file):
    table, _ = reference(file)
    expected = np.array(table["scipy_fisher_p"], dtype=float)
    found = m.fisher_log10p(*_counts(table))
    shown = expected > 0
    np.testing.assert_allclose(10 ** found[shown], expected[shown], rtol=1e-8)
    assert (found[~shown] < -300).all()


@pytest.mark.parametrize(("file", "types"), PAIRS.items())
def test_fightin_words_are_convokits_with_two_terms(reference, file, types):
    table, _ = reference(file)
    counts = _counts(table)
    cases = [
        ("ck_fw_uninf_0.01", {"prior": "uninformative", "alpha": 0.01, "types": types}),
        ("ck_fw_uninf_0.1", {"prior": "uninformative", "alpha": 0.1, "types": types}),
        ("ck_fw_inf_pooled", {"alpha": counts[2][0] + counts[3][0]}),
        ("ck_fw_inf_pooled_sum10", {"alpha": 10}),
        ("ck_fw_inf_pooled_sum500", {}),
    ]
    for column, options in cases:
        # ConvoKit keeps its sums in single precision
        expected = np.array(table[column], dtype=float)
        np.testing.assert_allclose(m.log_odds_z(*counts, **options), expected, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("file", "types"), PAIRS.items())
def test_fightin_words_are_scattertexts_with_four_terms(reference, file, types):
    table, _ = reference(file)
    counts = _counts(table)
    cases = [
        ("st_fw_uninf_0.01", {"prior": "uninformative", "alpha": 0.01, "types": types}),
        ("st_fw_uninf_0.1", {"prior": "uninformative", "alpha": 0.1, "types": types}),
        ("st_fw_inf_word_10", {"alpha": 10}),
        ("st_fw_inf_word_500", {}),
    ]
    for column, options in cases:
        expected = np.array(table[column], dtype=float)
        found = m.log_odds_z(*counts, terms=4, **options)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_fightin_words_give_tidylos_toy_numbers():
    # tidylo sets a text against all texts, with the prior already in the counts
    plain = m.log_odds_z([2, 3, 2], [2, 3, 4], 11, 22, prior="uninformative", alpha=0)
    bayes = m.log_odds_z([2, 4, 3], [2, 4, 6], 14, 28, prior="uninformative", alpha=0)
    np.testing.assert_allclose(plain, [0.798508, 1.059401, 0], atol=1e-6)
    np.testing.assert_allclose(bayes, [0.77319, 1.2381, 0], atol=1e-5)


@pytest.mark.parametrize(
    ("function", "table", "expected"),
    [
        (m.g2, (10, 3, 10, 31767), 167.2298),
        (m.g2, (12000, 10000, 10**6, 10**6), 184.0917),
        (m.g2_rayson, (12000, 10000, 10**6, 10**6), 182.0695),
        (m.chi2_williams, (3, 7, 10, 9), -4.017626),
        (lambda *x: 10 ** m.fisher_log10p(*x), (3, 1, 4, 4), 0.485714),
    ],
)
def test_a_worked_example_comes_out(function, table, expected):
    assert float(function(*table)) == pytest.approx(expected, abs=1e-4)


def test_text_dispersion_keyness_is_g2_of_texts():
    assert m.text_dispersion(8, 1, 10, 10) == m.g2(8, 1, 10, 10)


def test_p_values_do_not_underflow():
    found = m.log10_p([1480.0, 1e6])
    assert (found < [-320, -217_000]).all()
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", m.MEASURES)
def test_an_impossible_count_is_refused_with_its_value(name):
    with pytest.raises(ValueError, match="12 of 10"):
        m.MEASURES[name]([1, 12], [1, 1], 10, 10)
    with pytest.raises(ValueError, match="reference one is -1"):
        m.MEASURES[name](1, -1, 10, 10)


def test_an_unknown_prior_is_refused():
    with pytest.raises(ValueError, match="'flat'"):
        m.log_odds_z(1, 1, 10, 10, prior="flat")


sides = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
RATIOS = ("simple_maths", "odds_ratio")
#: not antisymmetric by definition: PMI and %DIFF look from one side, BIC has no side
ONE_SIDED = ("pmi", "percent_diff", "bic")


@given(sides, sides)
def test_swapping_sides_flips_the_sign(target, reference):
    (a, n1), (b, n2) = target, reference
    for name, measure in m.MEASURES.items():
        there, back = measure(a, b, n1, n2), measure(b, a, n2, n1)
        if name in RATIOS and min(there, back) > 0:
            assert there * back == pytest.approx(1)
        elif name not in (*RATIOS, *ONE_SIDED):
            assert there == -back, name


@given(sides, sides)
def test_every_answer_is_finite(target, reference):
    (a, n1), (b, n2) = target, reference
    for name, measure in m.MEASURES.items():
        assert np.isfinite(measure(a, b, n1, n2)), name


@given(st.integers(0, 50), st.integers(1, 400))
def test_an_empty_side_differs_from_nothing(a, n):
    a = min(a, n)
    for name, measure in m.MEASURES.items():
        if name != "bic":
            assert measure(a, 0, n, 0) == (1 if name in RATIOS else 0), name


@given(sides, sides)
def test_the_sign_says_which_rate_is_higher(target, reference):
    (a, n1), (b, n2) = target, reference
    higher = np.sign(a * n2 - b * n1)
    for name in ("g2", "g2_rayson", "chi2", "chi2_yates", "fisher", "difference_coefficient"):
        assert m.MEASURES[name](a, b, n1, n2) * higher >= 0, name


def test_columns_broadcast_against_sizes():
    for name, measure in m.MEASURES.items():
        assert measure([1, 2, 3], [0, 2, 9], 10, 20).shape == (3,), name
        assert measure(np.array([], int), np.array([], int), 10, 20).shape == (0,), name
