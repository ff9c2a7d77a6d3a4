"""Where sentences end: cases/sentences.toml, and what holds for any text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rhetoric.sentences import boundaries, ending, ends_between, opening

PROSE = st.text(st.sampled_from("aAbU1 .!?…,;:\"'()“”。中가\n\u00a0-"), max_size=60)


@pytest.mark.cases("sentences")
def test_a_block_falls_into_its_sentences(case):
    text = case["text"]
    edges = [*boundaries(text), len(text)]
    found = [text[a:b].strip() for a, b in pairwise(edges)]
    assert found == case["sentences"]


@given(PROSE | st.text(max_size=80))
def test_boundaries_rise_from_nought_and_stay_inside_the_text(text):
    starts = boundaries(text)
    assert starts[0] == 0
    assert all(a < b for a, b in pairwise(starts))
    assert starts[-1] < len(text) or not text


@given(PROSE)
def test_a_sentence_ends_with_a_final_mark(text):
    for start in boundaries(text)[1:]:
        before = text[:start].rstrip().rstrip(")]}\"'”’»›*_")
        assert before[-1] in ".!?…。！？"


@given(PROSE)
def test_a_sentence_begins_where_no_white_space_is(text):
    assert all(not text[start].isspace() for start in boundaries(text)[1:])


@pytest.mark.parametrize("text", ["!" * 60_000, "." * 60_000 + "x", '."' * 30_000, ". " * 30_000])
def test_runs_of_marks_cost_linear_time(text):
    assert boundaries(text)[0] == 0


@given(
    st.text('ab.!?…1,"”’([“-\u00e9USMr', min_size=1, max_size=6).filter(str.strip),
    st.sampled_from(["The", "5", "Steel", "“This", "I", "(1", "U.S.", "中", "Law.", "No."]),
)
@example("law.”", "The")
@example('("law."', "The")
@example("Mr.", "Steel")
def test_how_a_stretch_ends_is_what_its_pairs_say(chunk, following):
    assert opening(following)
    said, found = ending(chunk), ends_between(chunk, following)
    assert said != 2 or found == (True, True)
    assert said or found == (False, False)
