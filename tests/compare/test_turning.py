"""A term at the date at which it turns: its kind, both sides, what types of text may explain."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from rhetoric.compare.turning import Back, turns
from rhetoric.ngrams import ROWS, Counts

MANY = 40
PERIODS = [f"{2000 + k}" for k in range(MANY)]


def turned(y, since, turn, *, kinds=("",) * MANY, caveats=()):
    """Return how a term turns of which documents have ``y`` uses in 100 words each."""
    rows = pd.DataFrame(dict.fromkeys(ROWS, ""), index=range(MANY)).assign(
        document=PERIODS, kind="document", tokens=100, type=[*kinds], unit=0
    )
    matrix = sparse.csr_matrix(np.array(y, np.int64)[:, None])
    counts = Counts(matrix, np.array(["term"], object), np.ones(1, np.int64), rows)
    row = {"feature": "term", "since": since, "turn": turn, "caveats": [*caveats]}
    (found,) = turns(counts, PERIODS, [row])
    assert found.before.documents + found.after.documents == MANY
    assert found.before.count + found.after.count == sum(y)
    assert found.effect.low <= found.effect.value <= found.effect.high
    return found


def test_what_comes_is_told_from_its_first_use_on():
    found = turned([0] * 13 + [1] * 27, "2010", "2020")
    assert (found.kind, found.since, found.first) == ("emerged", "2013", "2013")
    assert (found.before.count, found.after.holders, found.after.documents) == (0, 27, 27)
    assert not found.ended


def test_what_goes_is_told_until_its_last_use():
    found = turned([1] * 27 + [0] * 13, "2030", "2020")
    assert (found.kind, found.since, found.last) == ("vanished", "2027", "2026")
    assert (found.before.count, found.after.documents) == (27, 13)


def test_what_grows_is_held_against_the_date_that_fits_best_not_that_of_the_test():
    found = turned([1] * 18 + [5] * 22, "2015", "2018")
    assert (found.kind, found.since, found.up) == ("grew", "2018", True)
    assert (found.before.count, found.after.count) == (18, 110)


@pytest.mark.parametrize("turn", ["2039", "2001", "2000"])
def test_a_turn_that_shows_no_such_change_is_not_taken(turn):
    y = [1] * 20 + [3] * 20
    y[-1] = 0
    assert turned(y, "2020", turn).since == "2020"


def test_two_documents_without_it_are_no_end():
    assert turned([3] * 10 + [1] * 28 + [0] * 2, "2010", "2038").kind == "shrank"


def test_what_is_used_again_after_a_long_time_says_so():
    back = turned([2] * 12 + [0] * 16 + [1] * 12, "2012", "2012").back
    assert back == Back("2028", "2011", 12, 12)
    # neither a few documents without it nor a single one with it are a return
    assert turned([2] * 12 + [0, 0, 1, 0] * 7, "2012", "2012").back is None
    assert turned([2] * 12 + [0] * 16 + [1] + [0] * 11, "2012", "2012").back is None
    # but the newest one is, as long as no other followed
    assert turned([2] * 12 + [0] * 27 + [1], "2012", "2012").back == Back("2039", "2011", 1, 1)
    assert turned([0] * 12 + [0] * 16 + [2] * 12, "2028", "2028").back is None


def test_what_lost_ground_and_ended_says_so():
    assert turned([2] * 20 + [1, 1] + [0] * 18, "2020", "2020").ended
    assert not turned([2] * 20 + [1, 0, 0, 0] * 5, "2020", "2020").ended


def test_what_came_and_went_again_says_so():
    assert turned([0] * 20 + [2] * 12 + [0] * 8, "2020", "2020").ended
    assert not turned([0] * 20 + [2] * 18 + [0] * 2, "2020", "2020").ended


def test_a_change_that_texts_of_one_type_do_not_show_may_be_one_of_types():
    kinds = ["written"] * 18 + ["spoken"] * 2 + ["spoken"] * 18 + ["written"] * 2
    of_type = [3 * (kind == "spoken") for kind in kinds]
    assert turned(of_type, "2020", "2018", kinds=kinds).apart
    of_date = [0] * 20 + [3] * 20
    assert not turned(of_date, "2020", "2020", kinds=kinds).apart
    # texts of the same kind throughout, or of kinds that are not known, explain nothing
    assert not turned(of_date, "2020", "2020").apart
    assert turned(of_date, "2020", "2020", kinds=["a"] * 20 + ["b"] * 20).apart
