import numpy as np
import pytest
from scipy import sparse

from rhetoric.stats.units import as_counts, as_units, presence, unit_keys


def test_counts_are_copied_and_never_changed():
    given = sparse.csr_matrix(np.array([[0, 2], [1, 0]]))
    presence(given, [5, 5])
    assert given.toarray().tolist() == [[0, 2], [1, 0]]


def test_a_fraction_or_a_negative_count_is_refused():
    with pytest.raises(ValueError, match=r"0\.5"):
        as_counts([[0.5, 1]])
    with pytest.raises(ValueError, match="-2"):
        as_counts([[1, -2]])


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="2 rows"):
        as_units([[1], [2]], [5], [True, False])
    with pytest.raises(ValueError, match="-5 tokens"):
        as_units([[1], [2]], [5, -5], [True, False])


def test_units_that_hold_the_same_have_the_same_key_however_they_are_stored():
    twice = sparse.csr_array(([1, 1, 2], ([0, 0, 1], [0, 0, 0])), shape=(2, 2))
    first, second = unit_keys(as_counts(twice), np.array([4, 4]))
    assert first == second
