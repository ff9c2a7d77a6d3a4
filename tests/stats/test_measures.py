"""Every measure equals other programs' numbers; one without such numbers is refused."""

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from rhetoric.stats.measures import MEASURES, measure

FOLDER = Path(__file__).parents[1] / "reference"
LIMIT = 1e-9


def number(text):
    return float(text) if text else np.nan


@pytest.fixture(scope="module")
def of(reference):
    """Return a function that reads one column as floats, some rows of it if asked."""

    def read(file, column, **where):
        table, _ = reference(file)
        keep = [all(table[k][i] == v for k, v in where.items()) for i in range(len(table[column]))]
        return np.array([number(x) for x, k in zip(table[column], keep, strict=True) if k])

    return read


@pytest.fixture(scope="module")
def pair(of):
    """Return the counts of all types of the pair of texts, and the score of each."""
    a, b, score, types = (of("pair.counts.csv", k) for k in ("a", "b", "score", "types"))
    return tuple(np.repeat(x, types.astype(int)) for x in (a, b, score))


#: peer's column -> the measure and its options
SHIFTS = {
    "shf_proportion": ("proportion", {}),
    "shf_shannon_b2": ("entropy", {}),
    **{f"shf_tsallis_{o}": ("entropy", {"alpha": float(o)}) for o in ("0.5", "0.8", "1.5", "2")},
    "shf_jsd_b2": ("jsd", {}),
    "shf_jsd_b2_w0.3_0.7": ("jsd", {"weights": (0.7, 0.3)}),
    "def_jsd_bits": ("jsd", {}),
    **{f"def_tsallis_jsd_{o}": ("jsd", {"alpha": float(o)}) for o in ("0.5", "1.5", "2")},
    "shf_kld_common_b2": ("kl", {}),
    "shf_weighted_len_ref0": ("weighted", {"reference": 0}),
    "shf_weighted_len_refavg": ("weighted", {}),
    **{
        f"allotax_div_{name}": ("rank_turbulence", {"alpha": alpha, "norm": "allotax"})
        for name, alpha in (
            ("0", 0), ("0.08333", 1 / 12), ("0.3333", 1 / 3), ("0.5", 0.5), ("1", 1), ("2", 2),
            ("inf", np.inf),
        )
    },
}  # fmt: skip
#: peer's total -> the measure and its options
TOTALS = {
    "scipy_jsd_bits": ("jsd", {}),
    "shf_shannon_b2": ("entropy", {}),
    "shf_jsd_b2_w0.3_0.7": ("jsd", {"weights": (0.7, 0.3)}),
    "shf_kld_common_b2": ("kl", {}),
    "shf_weighted_len_ref0": ("weighted", {"reference": 0}),
    **{f"def_tsallis_jsd_{o}": ("jsd", {"alpha": float(o)}) for o in ("0.5", "1.5", "2")},
    **{
        f"def_rtd_exact_{name}": ("rank_turbulence", {"alpha": alpha})
        for name, alpha in (("0", 0), ("0.3333", 1 / 3), ("1", 1), ("inf", np.inf))
    },
}


def shift(name, pair, options):
    found = measure("shift", name)
    a, b, score = pair
    return found(a, b, score, **options) if name == "weighted" else found(a, b, **options)


@pytest.mark.parametrize("column", SHIFTS)
def test_a_word_shift_is_what_another_program_computes(column, of, pair):
    name, options = SHIFTS[column]
    found = {(a, b, s): x for a, b, s, x in zip(*pair, shift(name, pair, options), strict=True)}
    asked = zip(*(of("shift.csv", k) for k in ("a", "b", "score")), strict=True)
    ours = np.array([found[key] for key in asked])
    theirs = of("shift.csv", column)
    if column.startswith("allotax"):  # their sign says which side ranks a type higher
        theirs = np.abs(theirs)
    known = np.isfinite(theirs)
    assert known.sum() >= 8
    np.testing.assert_allclose(ours[known], theirs[known], rtol=LIMIT, atol=1e-14)
    assert (ours[~known] == 0).all()


@pytest.mark.parametrize("column", TOTALS)
def test_contributions_add_up_to_what_another_program_prints(column, of, pair):
    name, options = TOTALS[column]
    total = shift(name, pair, options).sum()
    np.testing.assert_allclose(total, of("shift.totals.csv", column)[0], rtol=LIMIT)


def test_total_variation_is_half_the_sum_of_differences(of, pair):
    expected = of("similarity.csv", "value", measure="tvd_prop_def")[0]
    assert measure("shift", "total_variation")(*pair[:2]).sum() == pytest.approx(expected, LIMIT)


DIVERSITY = {
    "ttr": ("lr_ttr", "ld_ttr", "ta_ttr", "q_TTR"),
    "guiraud": ("lr_rttr", "ld_root_ttr", "q_R"),
    "herdan_c": ("lr_Herdan", "ld_log_ttr", "q_C"),
    "maas": ("ld_maas", "ta_maas"),
    "yule_k": ("lr_yulek", "q_K"),
    "simpson_d": ("lr_simpsond", "q_D"),
    "entropy": ("def_shannon_bits",),
    "hdd": ("lr_hdd_42", "ld_hdd_42"),
    "mattr": ("lr_mattr_50", "ld_mattr_50", "ta_mattr_50", "q_MATTR_50"),
    "mtld": ("ld_mtld_min10", "ta_mtldo"),
}
SEQUENCES = ("1941-Roosevelt-1", "2002-Bush-1")


@pytest.fixture(scope="module")
def texts(reference):
    """Return the counts of each text, and two texts as numbers."""
    table, _ = reference("diversity.spectra.csv")
    counts = {}
    for doc, f, n in zip(table["doc"], table["f"], table["types"], strict=True):
        counts.setdefault(doc, []).extend([int(f)] * int(n))
    lines = {d: (FOLDER / f"diversity.{d}.txt").read_text().splitlines() for d in SEQUENCES}
    return counts, {d: [int(i) for i in text[-1].split()] for d, text in lines.items()}


@pytest.mark.parametrize(
    ("name", "column"), [(n, c) for n, columns in DIVERSITY.items() for c in columns]
)
def test_a_diversity_is_what_another_program_computes(name, column, of, texts):
    counts, sequences = texts
    given = sequences if name in {"mattr", "mtld"} else counts
    for doc, text in given.items():
        expected = of("diversity.csv", column, doc=doc)[0]
        assert measure("diversity", name)(text) == pytest.approx(expected, rel=LIMIT), doc


def test_options_of_diversity_are_what_other_programs_call_otherwise(of, texts):
    counts, sequences = texts
    for doc, ids in sequences.items():
        cases = [
            ("maas", counts[doc], {"base": np.e}, "lr_Maas"),
            ("maas", counts[doc], {}, "q_Maas"),
            ("hdd", counts[doc], {"sample": 100}, "lr_hdd_100"),
            ("mattr", ids, {"window": 100}, "q_MATTR_100"),
            ("mtld", ids, {"least": 1}, "ld_mtld_min1"),
        ]
        for name, given, options, column in cases:
            expected = of("diversity.csv", column, doc=doc)[0]
            found = measure("diversity", name)(given, **options)
            root = np.sqrt(found) if column == "q_Maas" else found  # they print a, not a²
            assert root == pytest.approx(expected, rel=LIMIT), column


READABILITY = {
    "flesch": (
        ("ts_flesch_reading_ease", "ts_lexicon_count", "ts_sentence_count", "ts_syllable_count"),
        ("q_Flesch", "q_W", "q_St", "q_Sy"),
    ),
    "flesch_kincaid": (
        ("ts_flesch_kincaid_grade", "ts_lexicon_count", "ts_sentence_count", "ts_syllable_count"),
        ("q_Flesch.Kincaid", "q_W", "q_St", "q_Sy"),
    ),
    "ari": (
        ("q_ARI", "q_W", "q_St", "q_C"),
    ),
    "lix": (
        ("ts_lix", "ts_lexicon_count", "ts_sentence_count", "ts_long_word_count"),
        ("q_LIW", "q_W", "q_St", "q_W7C"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns"), [(n, c) for n, both in READABILITY.items() for c in both]
)
def test_a_readability_is_what_another_program_makes_of_its_own_counts(name, columns, of):
    expected, *counts = (of("readability.csv", c) for c in columns)
    np.testing.assert_allclose(measure("readability", name)(*counts), expected, rtol=LIMIT)


SIMILARITY = {
    "cosine": ("sk_cosine_counts", "simil cosine"),
    "jaccard": ("nltk_jaccard_similarity_sets", "simil jaccard"),
    "jsd": ("scipy_js_divergence_bits",),
    "chi2": ("kilgarriff_chi2_by_dof_def",),
}


@pytest.mark.parametrize(
    ("name", "column"), [(n, c) for n, columns in SIMILARITY.items() for c in columns]
)
def test_a_similarity_is_what_another_program_computes(name, column, of, pair):
    expected = of("similarity.csv", "value", measure=column)[0]
    for x in (np.array(pair[:2]), sparse.csr_matrix(np.array(pair[:2]))):
        found = measure("similarity", name)(x)
        assert found[0, 1] == pytest.approx(expected, rel=LIMIT)


@pytest.mark.parametrize("ddof", [0, 1])
def test_delta_is_what_its_definition_gives(ddof, reference, of):
    table, _ = reference("similarity.top100.csv")
    docs = [name for name in table if name != "feature"]
    x = np.array([[int(n) for n in table[d]] for d in docs])
    # the words beyond the hundred, each once: sizes are right, and none is among the commonest
    rest = x[:, 0] - x[:, 1:].sum(axis=1)
    others = sparse.block_diag([np.ones((1, n)) for n in rest])
    whole = sparse.hstack([sparse.csr_matrix(x[:, 1:]), others])
    found = measure("similarity", "burrows_delta")(whole, ddof=ddof)
    expected = of("similarity.csv", "value", measure=f"burrows_delta_top100_ddof{ddof}_def")[0]
    assert found[0, 1] == pytest.approx(expected, rel=LIMIT)


COLLOCATION = {
    "log_dice": ("def_logdice", "pcd_logdice"),
    "dice": ("nltk_dice",),
    "pmi": ("nltk_pmi", "pcd_pmi"),
    "npmi": ("def_npmi",),
    "mi3": ("pcd_mi3",),
    "t_score": ("nltk_student_t", "pcd_t"),
    "g2": ("scipy_g2_signed",),
    "chi2": ("scipy_chi2", "nltk_chi_sq"),
    "lambda": ("def_lambda_s0.5", "q_lambda"),
    "lambda_z": ("def_lambda_z_s0.5", "q_z"),
    "delta_p": ("def_deltaP_2|1",),
    "delta_p_back": ("def_deltaP_1|2",),
    "min_sensitivity": ("def_min_sens",),
}
MARGINS = ("n11", "n1_", "n_1", "N")
#: near a G² of 0 scipy itself loses digits; see INVENTORY of the numbers
LOOSE = {"scipy_g2_signed": 1e-6}


@pytest.mark.parametrize(
    ("name", "column"), [(n, c) for n, columns in COLLOCATION.items() for c in columns]
)
def test_a_collocation_is_what_another_program_computes(name, column, of):
    found = measure("collocation", name)(*(of("collocation.csv", m) for m in MARGINS))
    expected = of("collocation.csv", column)
    known = np.isfinite(expected)
    assert known.sum() >= 20
    if name == "chi2":  # theirs is unsigned
        found = np.abs(found)
    np.testing.assert_allclose(
        found[known], expected[known], rtol=LOOSE.get(column, LIMIT), atol=1e-12
    )


def test_the_log_ratio_of_a_pair_is_that_of_keyness(of):
    o, a, b, n = (of("collocation.csv", m) for m in MARGINS)
    found = measure("collocation", "log_ratio")(o, a, b, n)
    assert (found == measure("keyness", "log_ratio")(o, b - o, a, n - a)).all()


def test_the_interaction_of_three_words_is_quantedas(of):
    from rhetoric.stats.collocation import interaction

    file = "collocation.triples.csv"
    found, error = interaction(np.stack([of(file, f"cell{i}") for i in range(8)]))
    np.testing.assert_allclose(found, of(file, "lambda"), rtol=LIMIT)
    np.testing.assert_allclose(found / error, of(file, "z"), rtol=LIMIT)


TFIDF = {
    "sklearn": {"sklearn_smooth1_sub0_None": {"norm": None}},
    "quanteda": {
        "quanteda_count_inverse_b10": {},
        "quanteda_count_inverse_s1_k1_be": {"smoothing": 1, "k": 1, "base": np.e},
    },
    "quanteda_prop": {"quanteda_prop_inverse_b10": {}, "quanteda_prop_inverse_b2": {"base": 2}},
    "quanteda_logcount": {"quanteda_logcount_inversemax_b10": {}},
    "tidytext": {"quanteda_prop_inverse_b10": {}},
    "voyant": {"quanteda_prop_inverse_b10": {}},
    "bm25": {"bm25": {}},
}
OTHER_BASE = {"tidytext": np.log(10)}


@pytest.fixture(scope="module")
def rows(reference):
    """Return a function that gives a scheme's rows as texts × words."""
    table, _ = reference("tfidf.csv")
    docs = [name for name in table if name not in {"scheme", "feature"}]

    def read(scheme):
        keep = [i for i, s in enumerate(table["scheme"]) if s == scheme]
        return np.array([[number(table[d][i]) for d in docs] for i in keep]).T

    return read


def weighed(rows, name, **options):
    """Return a weighting of the copied words; one more column holds all the other words."""
    counts = rows("counts").astype(int)
    whole = np.column_stack([counts, rows("sizes").astype(int).ravel() - counts.sum(axis=1)])
    df = [*(counts > 0).sum(axis=0), 6]
    return measure("tfidf", name)(whole, df, 6, **options)[1].toarray()[:, :-1]


@pytest.mark.parametrize(
    ("name", "scheme"), [(n, s) for n, schemes in TFIDF.items() for s in schemes]
)
def test_a_weighting_is_what_another_program_computes(name, scheme, rows):
    found = weighed(rows, name, **TFIDF[name][scheme]) / OTHER_BASE.get(name, 1)
    np.testing.assert_allclose(found, rows(scheme), rtol=LIMIT)


def test_ctfidf_is_bertopics_but_for_the_mean_that_it_cuts_to_a_whole_number(rows):
    total, mean = rows("counts").sum(axis=0), rows("sizes").mean()
    cut = np.log1p(int(mean) / total) / np.log1p(mean / total)
    np.testing.assert_allclose(weighed(rows, "ctfidf") * cut, rows("ctfidf"), rtol=LIMIT)


@pytest.mark.parametrize("norm", ["l1", "l2"])
@pytest.mark.parametrize("smooth", [0, 1])
@pytest.mark.parametrize("sublinear", [0, 1])
def test_scikit_learns_norms_only_scale_each_text(norm, smooth, sublinear, rows):
    scheme = f"sklearn_smooth{smooth}_sub{sublinear}_{norm}"
    options = {"smooth": bool(smooth), "sublinear": bool(sublinear), "norm": norm}
    found = weighed(rows, "sklearn", **options)
    theirs = rows(scheme)
    scale = theirs.max(axis=1, keepdims=True) / found.max(axis=1, keepdims=True)
    np.testing.assert_allclose(found * scale, theirs, rtol=LIMIT)


def test_arf_and_ald_are_what_exact_fractions_give(reference):
    table, _ = reference("dispersion.places.csv")
    for at, total, arf, ald in zip(*table.values(), strict=True):
        positions = [int(p) for p in at.split()]
        assert measure("dispersion", "arf")(positions, int(total)) == pytest.approx(
            float(arf), LIMIT
        )
        assert measure("dispersion", "ald")(positions, int(total)) == pytest.approx(
            float(ald), LIMIT
        )


def test_trends_are_what_other_programs_compute(reference):
    table, _ = reference("trend.csv")
    for i, text in enumerate(table["y"]):
        y = [float(v) for v in text.split()]
        found = measure("trend", "mann_kendall")(y)
        assert (found.s, found.exact) == (int(table["pymk_s"][i]), False)
        assert found.p == pytest.approx(float(table["pymk_p"][i]), rel=LIMIT)
        slope = measure("trend", "theil_sen")(range(len(y)), y)
        assert slope == pytest.approx(float(table["scipy_theilslopes"][i]), rel=LIMIT)
        assert slope == pytest.approx(float(table["pymk_slope"][i]), rel=LIMIT)


def test_one_cut_gains_the_g2_of_two_cells(of):
    file = "keyness.edge.csv"
    columns = [of(file, c) for c in ("a", "b", "N1", "N2", "mp_g2_2cell_signed")]
    for a, b, n1, n2, g2 in zip(*columns, strict=True):
        gain = measure("trend", "change_gain")([a, b], [n1, n2])[0]
        assert gain == pytest.approx(abs(g2), rel=1e-6, abs=1e-6)


#: Families whose tests stand in files of their own, and the measures those look at.
ELSEWHERE = {
    "keyness": {
        "g2", "g2_rayson", "chi2", "chi2_yates", "chi2_williams", "fisher", "pmi", "log_odds_z",
        "log_ratio", "log_ratio_hardie", "lrc", "percent_diff", "simple_maths", "odds_ratio",
        "difference_coefficient", "ell", "bic",
    },
    "dispersion": {"dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl"},
}  # fmt: skip
HERE = {
    "shift": {name for name, _ in SHIFTS.values()} | {"total_variation"},
    "tfidf": {*TFIDF, "ctfidf"},
    "dispersion": {"arf", "ald"},
    "collocation": {*COLLOCATION, "log_ratio"},
    "similarity": {*SIMILARITY, "burrows_delta"},
    "diversity": set(DIVERSITY),
    "readability": set(READABILITY),
    "trend": {"mann_kendall", "theil_sen", "change_gain"},
}


def test_no_measure_is_without_numbers_of_another_program():
    lacking = {
        family: set(names) - HERE.get(family, set()) - ELSEWHERE.get(family, set())
        for family, names in MEASURES.items()
    }
    assert {family: names for family, names in lacking.items() if names} == {}


def test_every_reference_table_names_its_programs():
    for file in FOLDER.glob("*.csv"):
        head = [line for line in file.read_text("utf-8").splitlines() if line.startswith("# ")]
        assert head, file.name


def test_an_unknown_measure_is_answered_with_the_choices():
    for family, names in MEASURES.items():
        with pytest.raises(ValueError, match=f"no {family} measure 'luck'.*{next(iter(names))}"):
            measure(family, "luck")
