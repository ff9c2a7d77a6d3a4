"""What hangs together is what scipy's graphs say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csgraph

from rhetoric.stats.linked import linked


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_groups_are_those_of_scipy_named_by_their_first(links):
    ends = np.array(links, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), tuple(ends)), shape=(31, 31))
    _, label = csgraph.connected_components(graph, directed=False)
    expected = np.unique(label, return_index=True)[1][label]
    assert linked(31, *ends).tolist() == expected.tolist()


@pytest.mark.parametrize("order", ["up", "down", "mixed"])
def test_a_long_chain_is_one_group(order):
    nodes = np.arange(5000)
    chain = {"up": nodes, "down": nodes[::-1], "mixed": nodes * 1237 % 5000}[order]
    assert not linked(5000, chain[:-1], chain[1:]).any()
