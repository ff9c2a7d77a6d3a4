"""Words: harmless, within their room, and the same whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from rhetoric.plots import text as t


@given(st.text(max_size=80))
def test_clean_text_has_no_control_and_no_line_break(words):
    shown = t.clean(words)
    assert shown.isprintable() or all(c.isprintable() or c == " " for c in shown)


@given(st.text(max_size=80), st.floats(0.5, 4))
def test_shortened_text_fits_its_room(words, room):
    assert t.width(t.shorten(words, room, 9.5), 9.5) <= room + 1e-9


@given(st.text(alphabet="ab c-é한", max_size=200), st.floats(1, 7))
def test_wrapped_lines_fit_their_room(words, room):
    for line in t.wrap(words, room, 10.0, limit=99):
        assert t.width(line, 10.0) <= room + 1e-9


def test_a_text_that_fits_is_not_shortened():
    assert t.shorten("regional development", 3, 9.5) == "regional development"


def test_a_balanced_title_has_no_leftover():
    first, second = t.balanced("word " * 14, 7.35, 14.0, bold=True)
    assert t.width(second, 14.0, bold=True) > 0.7 * t.width(first, 14.0, bold=True)


def test_a_title_parts_at_its_semicolon():
    lines = t.balanced("More of this and that in 2024; less of the other things", 5, 14, bold=True)
    assert lines == ("More of this and that in 2024;", "less of the other things")


def test_towers_of_marks_are_cut_down():
    assert len(t.clean("a" + "\u0301" * 50)) <= 3
