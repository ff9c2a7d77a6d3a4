"""When a document is of: cases/dates.toml."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.read import years
from rhetoric.read.dates import parse_day


@pytest.mark.cases("dates")
def test_a_date_is_what_the_name_and_the_text_say(folder, case):
    document = rt.read(folder({case.get("file", "a.txt"): case["text"]}))[0]
    if "label" in case:
        assert (document.label if document.date else "none") == case["label"]
    if "source" in case:
        assert document.date_source["kind"] == case["source"]
    if "event" in case:
        assert [document.event_start.isoformat(), document.event_end.isoformat()] == case["event"]
    for name in ("published", "publisher"):
        if name in case:
            assert getattr(document, name) == case[name]
    if "line" in case:
        assert document.date_source["line"] == case["line"]
    if "note" in case:
        assert any(case["note"] in note.message for note in document.notes if note.kind == "date")


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [("2021", "2021-01-01", "year"), ("2021-05", "2021-05-01", "month")],
)
def test_a_day_is_parsed_to_its_precision(text, day, precision):
    found, exact = parse_day(text)
    assert (found.isoformat(), exact) == (day, precision)


def test_thousands_of_dates_cost_linear_time(folder):
    text = "Title\n\n" + "It was held on January 1, 2020. " * 5000
    assert rt.read(folder(a=text))[0].label == "2020-01-01"


@given(st.lists(st.sampled_from(["year", "20", "19", "2", "1", "0", "yea", "-" * 55, "-"])))
@settings(max_examples=400, deadline=None)
def test_windows_are_around_each_year_that_has_a_number_near(parts):
    raw = "".join(parts)
    around = [(max(0, m.start() - 60), m.start() + 60) for m in re.finditer("year", raw)]
    near = [window for window in around if re.search(r"(?:20|1[5-9])\d\d", raw[slice(*window)])]
    assert [*years._windows(raw)] == near
