"""Where nothing differs nothing is flagged: random halves of a seed's paragraphs, of addresses.

The full run is ``tests/scripts/calibrate.py``.
"""

import importlib.util
import math
import shutil
from pathlib import Path

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.compare.sides import units_of
from rhetoric.stats.permutation import score_test

HALVES, DRAWS, TERMS = 200, 999, 1000
LIMIT = 0.05 + 3 * math.sqrt(0.05 * 0.95 / HALVES)
LISTED = 0.1 + 3 * math.sqrt(0.1 * 0.9 / HALVES)
SCRIPT = Path(__file__).parents[1] / "scripts" / "calibrate.py"


@pytest.fixture(scope="module")
def calibrate():
    spec = importlib.util.spec_from_file_location("calibrate", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flagged(calibrate, counts, unit, **options):
    y, n = calibrate.commonest(units_of(counts, unit), TERMS)
    return calibrate.rates(y, n, number=HALVES, draws=DRAWS, seed=1, **options)[0]


def test_random_halves_of_one_seed_are_flagged_in_five_per_cent_at_most(calibrate, seeds_counts):
    of_one = seeds_counts.take((seeds_counts.rows["document"].str[:3] == "000").to_numpy(bool))
    rates = flagged(calibrate, of_one, "paragraph")
    naive, listed = rates.pop("G2 + BH at 5 %"), rates.pop("BH of p at 10 %")
    assert max(rates.values()) <= LIMIT, rates
    assert listed <= LISTED
    assert naive > 0.2  # what tables of other programs do


def test_random_halves_of_addresses_are_flagged_in_five_per_cent_at_most(
    calibrate, shared, tmp_path
):
    for file in shared("sotu").glob("*.txt"):
        if file.name >= "1950":
            shutil.copy(file, tmp_path)
    tokens = rt.tokenize(rt.read(tmp_path))
    counts = rt.count(tokens, ngrams=(1, 1), per="document", min_count=3)
    rates = flagged(calibrate, counts, "document", forms=False)
    naive, listed = rates.pop("G2 + BH at 5 %"), rates.pop("BH of p at 10 %")
    assert max(rates.values()) <= LIMIT, rates
    assert listed <= LISTED
    assert naive > 0.9


def test_a_dispersed_word_four_times_as_frequent_is_found_among_those_of_a_seed(
    calibrate, seeds_counts
):
    of_one = seeds_counts.take((seeds_counts.rows["document"].str[:3] == "000").to_numpy(bool))
    y, n = calibrate.commonest(units_of(of_one, "paragraph"), TERMS)
    rng, found = np.random.default_rng(6), []
    for seed in range(25):
        side = rng.permutation(y.shape[0]) < y.shape[0] // 2
        planted = rng.poisson(np.where(side, 0.8, 0.2)[:, None], (len(side), 4))
        both = np.column_stack([y.toarray(), planted])
        sizes = n + planted.sum(axis=1)
        test = score_test(both, sizes, side, draws=DRAWS, seed=seed)
        found += (test.p_max[-4:] <= 0.05).tolist()
    assert np.mean(found) >= 0.4


def test_a_burst_is_no_headline_among_the_words_of_a_seed(calibrate, seeds_counts):
    of_one = seeds_counts.take((seeds_counts.rows["document"].str[:3] == "000").to_numpy(bool))
    y, n = calibrate.commonest(units_of(of_one, "paragraph"), TERMS)
    burst = np.zeros((y.shape[0], 1), int)
    burst[3] = 20
    for seed in range(5):
        side = np.random.default_rng(seed).permutation(y.shape[0]) < y.shape[0] // 2
        both = np.column_stack([y.toarray(), burst])
        assert score_test(both, n + burst.ravel(), side, draws=199, seed=seed).p_max[-1] == 1
