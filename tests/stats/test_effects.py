import numpy as np
import pytest

from rhetoric.stats import effects

FILES = {"keyness.sotu_1862_vs_1941.csv": 2527, "keyness.sotu_2024_vs_rest.csv": 5378}


def _counts(table):
    return [np.array(table[key], dtype=float) for key in ("a", "b", "N1", "N2")]


@pytest.mark.parametrize(("file", "types"), FILES.items())
def test_the_conservative_log_ratio_is_scattertexts(reference, file, types):
    table, _ = reference(file)
    counts = _counts(table)
    for column, tests in (("st_LRC_0.95_bonf", types), ("st_LRC_0.95_nocorr", 1)):
        expected = np.array(table[column], dtype=float)
        np.testing.assert_allclose(effects.lrc(*counts, tests=tests), expected, atol=1e-9)


def test_the_conservative_log_ratio_is_zero_unless_the_interval_is_on_one_side():
    assert effects.lrc([2, 40, 3], [1, 1, 50], 1000, 1000)[0] == 0
    assert effects.lrc([2, 40, 3], [1, 1, 50], 1000, 1000)[1] > 0
    assert effects.lrc([2, 40, 3], [1, 1, 50], 1000, 1000)[2] < 0


def test_a_larger_family_makes_the_conservative_log_ratio_smaller():
    few, many = (float(effects.lrc(40, 4, 1000, 1000, tests=n)) for n in (1, 1000))
    assert 0 < many < few


def test_a_zero_in_the_reference_counts_as_half_an_occurrence():
    assert effects.percent_diff(2, 0, 100, 100) == 300
    assert effects.log_ratio_hardie(2, 0, 100, 100) == 2
    assert effects.pmi(0, 9, 100, 100) < 0


def test_an_absent_term_never_has_a_positive_pmi():
    assert effects.pmi(0, 1, 10, 10_000) == 0
