import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.stats.multiplicity import benjamini_hochberg

ps = st.lists(st.floats(0, 1), max_size=30)


def test_nothing_gives_nothing():
    assert benjamini_hochberg([]).shape == (0,)


@given(ps)
def test_q_keeps_the_order_of_p_and_is_never_below_it(p):
    p = np.array(p)
    q = benjamini_hochberg(p)
    order = np.argsort(p, kind="stable")
    assert (np.diff(q[order]) >= 0).all()
    assert ((q >= p) & (q <= 1)).all()


@given(ps)
def test_equal_p_get_equal_q(p):
    q = dict(zip(p, benjamini_hochberg(p), strict=True))
    assert benjamini_hochberg(p).tolist() == [q[x] for x in p]


@given(ps, st.floats(0.001, 1))
def test_a_list_is_the_step_up_procedures(p, level):
    values = np.sort(p)
    passing = np.flatnonzero(values * len(p) / np.arange(1, len(p) + 1) <= level)
    count = passing[-1] + 1 if len(passing) else 0
    assert (benjamini_hochberg(p) <= level).sum() == count


def test_a_p_outside_its_limits_is_refused():
    with pytest.raises(ValueError, match=r"1\.5"):
        benjamini_hochberg([0.5, 1.5])
    with pytest.raises(ValueError, match="nan"):
        benjamini_hochberg([float("nan")])
