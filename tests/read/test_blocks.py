"""What a raw text falls into: cases/blocks.toml, and what holds for any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.corpus import KINDS, Document
from rhetoric.read.blocks import blocks
from rhetoric.read.pieces import OUTER, Piece, trim

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
