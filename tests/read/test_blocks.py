"""What a raw text falls into: cases/blocks.toml, and what holds for any text."""

from dataclasses import FrozenInstanceError
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric.corpus import KINDS, Document, Span
from rhetoric.read import blocks as blocks_of
from rhetoric.read import turns
from rhetoric.read.blocks import blocks
from rhetoric.read.pieces import OUTER, Piece, trim
from rhetoric.read.runs import groups_of
from rhetoric.read.slots import rows

LINES = st.lists(
    st.sampled_from([
        "", "", " ", "Dear delegates,", "# A Heading", "**Bold**", "- an item of the list",
        "1. The budget", "The Party held a meeting.", "KIM JONG UN", "It was held in the",
        "spring of the year,", "January 12, Juche 110 (2021)", "Pyongyang, June 9 (KCNA) -- It is.",
        "a word " * 20, "…", "Published by the House", "회의가 진행되였다.", "\ufeff", "***", "#",
        "# #",
    ]),
    max_size=25,
).map("\n".join)  # fmt: skip


@pytest.mark.cases("blocks")
def test_a_text_falls_into_its_blocks(case):
    raw = case["text"]
    made, notes = blocks(raw, "a")
    found = [
        [b.kind, " ".join(" ".join(raw[s.start : s.end] for s in b.spans).split())] for b in made
    ]
    assert found == case["blocks"]
    assert sum(note.kind == "join" for note in notes) == case.get("joins", 0)


@given(LINES | st.text(max_size=200))
def test_blocks_are_ordered_and_hold_every_word_but_marks_of_items_and_headings(raw):
    made, _ = blocks(raw, "a")
    spans = [span for block in made for span in block.spans]
    assert all(0 <= s.start < s.end <= len(raw) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert {b.kind for b in made} <= set(KINDS)
    covered = {at for s in spans for at in range(s.start, s.end)}
    lost = "".join(c for at, c in enumerate(raw) if at not in covered and c.isalpha())
    assert len(lost) <= 6 * len(raw.splitlines())  # such as the mark "viii) "


@given(LINES | st.text(st.sampled_from("ab\n\r\u2028\u2029\x0b\x0c\x1c\x85 "), max_size=30))
def test_the_line_of_an_offset_is_the_line_that_holds_it(raw):
    document = Document(id="a", file="a.txt", raw=raw)
    lines = raw.splitlines(keepends=True)
    for offset in range(len(raw)):
        assert raw[offset] in lines[document.line(offset) - 1]


@pytest.mark.parametrize(
    "raw",
    [
        "# " + "#" * 60_000 + "x",
        "# a" + " " * 60_000 + "b",
        "word word word word word word word word word\n" * 4_000,
        "word word word word word word word word word,\n\n" * 4_000,
        "a,\n\n" * 4_000,
        "a" * 60_000 + "!\n" + "(" * 5_000 + "-" * 20_000,
    ],
    ids=["hashes", "spaces", "wrapped lines", "joins", "fragments", "one word"],
)
def test_odd_texts_cost_linear_time(raw):
    made, _ = blocks(raw, "a")
    assert made


def test_white_space_is_what_python_takes_for_it():
    spaces = {chr(code) for code in range(0x110000) if chr(code).isspace()}
    assert spaces < set(OUTER)
    assert not any(char.isprintable() for char in set(OUTER) - spaces)
    assert trim(f"{OUTER}a b{OUTER}", 0, 2 * len(OUTER) + 3) == (len(OUTER), len(OUTER) + 3)


@given(st.text(alphabet="ab .,*_)\"'’—é\n", max_size=80), st.integers(1, 30))
def test_what_is_told_of_a_piece_without_its_text_holds_of_the_text(source, number):
    piece = Piece([(0, len(source))], source)
    assert piece.has(number) == (piece.words >= number)
    folded = Piece([(0, 0)], piece.text)
    assert piece.is_final() == folded.is_final()


SAID = [
    "We met in the house of the people and said what was to be done.",
    "“We met in the house of the people,” he said, “and it was good.”",
    'He said to all of us: "It is the plan of the year that counts!"',
    "Mr. Speaker, Members of the Congress", "My fellow citizens:", "Dear Comrades,", "THE PLAN",
    "The President. Mr. Speaker——", "It grew (as was said in the plan of the year.)", "in the end.",
    "and of the", "- It grew.", "(a) We shall;", "# On Steel", "Q: Why?", "A: So.", "MR. KIM. No.",
    "NOTE: It grew.", "Q. Why?", "**Q.** Why?", "Printed by the press",
    "Pyongyang, June 1 (KCNA) -- A",
    "Steel of the Year…", "__A b c d.__", "Éclair b c d.", "*", "IV.", "Of all the things,",
    "٣ b c d.",
]  # fmt: skip
ENDS = [
    "\n", "\n\n", "\n\n", "\r\n", "\r", "\x0b", "\x0c\n", "\x1c", "\x85", "\u2028\u2029", " ",
    "\n \n",
]  # fmt: skip
TEXTS = st.lists(
    st.tuples(st.sampled_from(["", "", " ", "\u200b", "\ufeff", "\t"]), st.one_of(
        st.sampled_from(SAID), st.text(max_size=12)), st.sampled_from(ENDS)),
    max_size=14,
).map(lambda parts: "".join(map("".join, parts)))  # fmt: skip


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_plain_paragraph_is_what_all_rules_make_of_it(raw):
    fast = blocks(raw, "a")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_of, "is_plain", lambda *_: False)
        assert blocks(raw, "a") == fast


@given(TEXTS, st.integers(0, 20))
@settings(max_examples=400, deadline=None)
def test_groups_are_runs_of_lines_that_are_not_blank(raw, begin):
    expected, run, at = [], [], 0
    for line in [*raw.splitlines(keepends=True), ""]:
        start, end = trim(raw, at, at + len(line))
        if start == end:
            expected += [run] if run else []
            run = []
        elif end >= begin:
            run = [*run, (start, end)]
        at += len(line)
    assert groups_of(raw, begin) == expected


class Everything:
    """What holds whatever it is asked for."""

    def __contains__(self, _):
        return True


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_line_is_passed_over_that_begins_with_a_label(raw):
    lines = [line for run in groups_of(raw, 0) for line in run]
    fast = turns.labels(raw, lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "_NO_PROSE", Everything())
        assert turns.labels(raw, lines) == fast


@given(st.lists(st.tuples(st.text(), st.integers(), st.integers())))
def test_rows_are_what_the_constructor_makes(given_rows):
    columns = [[*column] for column in zip(*given_rows, strict=True)] or [[], [], []]
    made = rows(Span, *columns)
    assert made == [Span(*row) for row in given_rows]
    assert [*map(hash, made)] == [hash(Span(*row)) for row in given_rows]
    for one in made:
        with pytest.raises(FrozenInstanceError):
            one.doc = "b"


def test_rows_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        rows(Span, ["a"], [1], [])
