"""Sums that are brought up to date say what sums over all documents say."""

import numpy as np
from scipy import sparse

from rhetoric.stats.powers import Powers, Updated


def test_sums_brought_up_to_date_are_those_of_the_documents_that_are_there():
    rng = np.random.default_rng(4)
    counts = rng.poisson(0.5, (12, 40))
    sizes = counts.sum(axis=1) + 5
    matrix = sparse.csr_matrix(counts)
    before, gone, come = slice(0, 10), [3], [10, 11]
    more = []
    for rows, sign in ((come, 1), (gone, -1)):
        terms = np.unique(matrix[rows].indices)
        more.append((terms, Powers.of(matrix[rows][:, terms], sizes[rows]), sign))
    updated = Updated(Powers.of(matrix[before], sizes[before]), more)
    there = [row for row in range(12) if row not in gone]
    whole = Powers.of(matrix[there], sizes[there])
    for least, few in ((1, 1), (4, 4), (5, 3), (6, 5), (99, 1)):
        common = updated.common(least, few)
        assert (common == (whole.total >= least) & (whole.holders >= few)).all()
        assert (common == whole.common(least, few)).all()
    for terms in (np.arange(40), np.array([0, 7, 39]), np.empty(0, np.int64)):
        found, expected = updated.at(terms), whole.at(terms)
        for name in vars(whole):
            assert (getattr(found, name) == getattr(expected, name)).all()
    assert (updated.before.total == counts[before].sum(axis=0)).all()  # as it was
