"""The figure of naming: the title is borne out by the table, every count stands on the page."""

import pytest

from rhetoric import plots

NAMES = ["2020-03-01", "2021-03-01", "2022-03-01"]
RENAMED = {"neutral": [0, 1, 4], "hostile": [2, 1, 0]}


def shown(picture, tools):
    return [text for text, _ in tools.boxes(picture.figure)]


def test_the_title_counts_the_hostile_names_of_the_first_and_the_last_text(tools):
    picture = plots.naming(tools.naming(NAMES, {"X": RENAMED}))
    assert picture.title == "Hostile names of X: 2 of 2 on 2020-03-01, 0 of 4 on 2022-03-01"


def test_the_title_names_two_actors_of_one_kind_of_change(tools):
    picture = plots.naming(tools.naming(NAMES, {"X": RENAMED, "Y": RENAMED, "Z": RENAMED}))
    assert picture.title.endswith("; of Y: 2 of 2, 0 of 4")


def test_the_title_says_where_nothing_changes(tools):
    picture = plots.naming(tools.naming(NAMES, {"X": {"neutral": [3, 0, 2]}}))
    assert picture.title == "Named by the same kinds of names in every text: X"


def test_the_title_says_where_nothing_can_change(tools):
    picture = plots.naming(tools.naming(NAMES, {"X": {"neutral": [3, 0, 0]}}))
    assert picture.title == "No actor is named in more than one text"


def test_the_seeds_tell_of_the_hostile_names_that_are_gone(pages):
    title = pages["naming"].title
    assert title.startswith("Hostile names of ROK: 2 of 2 on 2023-06-16, 0 of 2 on 2024-12-23")


def test_every_count_stands_in_its_bar_with_its_stance_or_beside_it(tools):
    counts = {"neutral": [311, 1, 2], "official": [7, 2, 2], "hostile": [13, 96, 3]}
    texts = shown(plots.naming(tools.naming(NAMES, {"X": counts})), tools)
    for stance, numbers in counts.items():
        for number in numbers:
            assert {str(number), f"{stance} {number}"} & set(texts), (stance, number)
    assert {"331", "99", "7"} <= set(texts)


def test_a_text_without_a_name_of_the_actor_has_no_bar_and_n_0(tools):
    counts = {"neutral": [3, 0, 2]}
    picture = plots.naming(tools.naming(NAMES, {"X": counts}))
    texts = shown(picture, tools)
    assert "0" in texts
    assert [t for t in texts if t.startswith("neutral ")] == ["neutral 3", "neutral 2"]


def test_actors_beyond_eight_are_named_in_the_foot(tools):
    actors = {f"actor {k}": {"neutral": [20 - k, 20 - k, 1]} for k in range(11)}
    text = " ".join(shown(plots.naming(tools.naming(NAMES, actors)), tools))
    assert "Not shown: actor 8, actor 9 and actor 10." in text


@pytest.mark.parametrize("size", [1, 30, 4000])
def test_all_counts_find_a_place_without_overlap_whatever_they_are(size, tools):
    actors = {
        f"actor {k}": {s: [size * (k + 1), 1, size] for s in ("neutral", "official", "hostile")}
        for k in range(4)
    }
    found = tools.boxes(plots.naming(tools.naming(NAMES, actors)).figure)
    assert tools.overlapping(found) == []
    numbers = {text.split()[-1] for text, _ in found}
    for stances in actors.values():
        assert {f"{n:,}" for counts in stances.values() for n in counts} <= numbers


def test_no_actors_no_figure(tools):
    assert plots.naming(tools.naming(NAMES, {})) is None
    assert plots.naming(tools.naming(NAMES, {"X": {"neutral": [0, 0, 0]}})) is None


def test_missing_glyphs_of_an_actor_are_noted(tools):
    assert "한국" in plots.naming(tools.naming(NAMES, {"한국": RENAMED})).notes[0]
