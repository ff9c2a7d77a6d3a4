"""Stances: whose names change, told in counts; nothing is said where nothing changes."""

import numpy as np
import pandas as pd
import pytest

from rhetoric.compare.stances import change, period, said, series

STANCES = ("neutral", "hostile")


def found(*counts, stances=STANCES):
    counts = np.array(counts)
    periods = [f"202{i}-01-01" for i in range(counts.shape[1])]
    return change("X", stances, periods, counts)


def table(actors, labels):
    rows = [
        (actor, stance, f"d{i}", label, counts[i])
        for actor, stances in actors.items()
        for stance, counts in stances.items()
        for i, label in enumerate(labels)
    ]
    return pd.DataFrame(rows, columns=["actor", "stance", "document", "document_label", "count"])


def test_a_hostile_name_that_goes_is_told_with_the_first_and_the_last_text_that_name_the_actor():
    one = found([0, 0, 1, 0, 4], [0, 0, 2, 0, 0])
    assert said(one) == "hostile names of X: 2 of 3 on 2022-01-01, 0 of 4 on 2024-01-01"
    assert (one.rank, one.few) == (0, True)


def test_a_stance_between_is_told_with_the_text_that_has_most_of_it():
    one = found([9, 5, 2, 9], [0, 2, 7, 0])
    assert one.stance == "hostile"
    assert [count for _, count, _ in one.points] == [0, 7, 0]


def test_names_of_one_kind_throughout_do_not_change():
    assert found([3, 1, 5], [0, 0, 0]) is None
    assert found([3, 1, 5], [3, 1, 5]) is None


def test_an_actor_of_one_text_cannot_change():
    assert found([0, 3, 0], [0, 2, 0]) is None


def test_shares_on_both_sides_change_where_their_intervals_part():
    assert sorted(count for _, count, _ in found([90, 10], [10, 90]).points) == [10, 90]
    assert found([6, 5], [5, 6]) is None


def test_ends_without_a_common_stance_rank_before_other_changes():
    apart = found([3, 0], [0, 0], [0, 3], stances=("neutral", "hostile", "official"))
    assert apart.rank == 1
    assert found([3, 3], [0, 0], [0, 3], stances=("neutral", "hostile", "official")).rank == 2


def test_actors_whose_hostile_names_change_come_first_and_nameless_ones_not_at_all():
    actors = {
        "steady": {"neutral": [50, 50]},
        "moved": {"neutral": [9, 9], "official": [0, 9]},
        "renamed": {"neutral": [0, 1], "hostile": [1, 0]},
        "absent": {"neutral": [0, 0]},
    }
    made = series(table(actors, ["2020-01-01", "2021-01-01"]))
    assert [one.actor for one in made] == ["renamed", "moved", "steady"]


def test_many_documents_are_put_together_without_losing_a_name():
    labels = [f"{1990 + i}-01-01" for i in range(30)]
    (made,) = series(table({"X": {"neutral": range(30), "hostile": [1] * 30}}, labels))
    assert len(made.periods) == 8
    assert made.periods[0] == "1990–1993"
    assert made.of.sum() == sum(range(30)) + 30


def test_an_empty_table_has_no_series():
    assert series(pd.DataFrame()) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2021", "2021", "2021"), ("2021", "2022-03-01", "2021–2022"),
     ("2021", "2021-06-01", "2021-06"), ("2021-02-01", "2021-02-09", "2021-02")],
)  # fmt: skip
def test_periods_are_named_by_their_first_and_last_date(first, last, expected):
    assert period(first, last) == expected
