"""Trends say the way that a test bears out, a size that ties do not hide, and every term asked."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import rhetoric as rt
from rhetoric.cli import app


def _own(n):
    """Return words that no other text has, so that none is a copy of another."""
    return [f"{a}{chr(97 + n % 26)}{chr(97 + n // 26)}o" for a in ("ba", "ke", "li", "mu")] * 3


@pytest.fixture
def rising(tmp_path):
    """Forty texts: a word that few have, most of these late; one that falls; one in all."""
    for n in range(40):
        words = ["harbour"] * 20 + _own(n) + ["lantern"] * (n > 30) + ["meadow"] * (n < 6)
        (tmp_path / f"{1980 + n}-05-01_talk.txt").write_text(" ".join(words) + ".\n")
    return tmp_path


def _series(folder, *terms):
    return rt.trends(rt.count(rt.tokenize(rt.read(folder)), ngrams=(1, 1)), list(terms)).series


def test_a_rise_of_a_term_that_most_texts_lack_is_a_rise(rising):
    series = _series(rising, "lantern", "meadow", "harbour")
    lantern, meadow = series["lantern"], series["meadow"]
    assert lantern["slope"] == 0
    assert lantern["p"] < 1e-4
    assert (lantern["direction"], meadow["direction"]) == ("up", "down")
    assert lantern["tau"] > 0 > meadow["tau"]
    assert lantern["early"] == 0 < lantern["late"]
    assert meadow["late"] == 0 < meadow["early"]


def test_a_direction_that_the_test_does_not_bear_out_is_none(tmp_path):
    for n in range(12):
        words = ["harbour"] * 10 + _own(n) + ["lantern"] * (n in {2, 8})
        (tmp_path / f"{1980 + n}-05-01_talk.txt").write_text(" ".join(words) + ".\n")
    lantern = _series(tmp_path, "lantern")["lantern"]
    assert lantern["p"] > 0.05
    assert lantern["direction"] == "none"


def test_texts_of_one_day_have_no_order(tmp_path):
    for n in range(10):
        words = ["harbour"] * 10 + _own(n) + ["lantern"] * n
        day = "1980-05-01" if n < 9 else "1981-05-01"
        (tmp_path / f"{day}_talk{n}.txt").write_text(" ".join(words) + ".\n")
    assert _series(tmp_path, "lantern")["lantern"]["p"] > 0.05


def test_every_term_that_was_asked_is_seen(rising):
    run = CliRunner().invoke(app, ["trends", str(rising), "lantern", "meadow", "--top", "10"])
    assert run.exit_code == 0, run.output
    head, rates = run.stdout.split("label", 1)
    for text in (head, rates):
        assert "lantern" in text
        assert "meadow" in text
    assert "Rates by year; by document they are 80 rows" in run.stderr


def test_rates_by_year_begin_with_the_first_use(tmp_path):
    for n in range(40):
        words = ["harbour"] * 10 + _own(n) + ["lantern"] * (n == 30)
        (tmp_path / f"{1980 + n}-05-01_talk.txt").write_text(" ".join(words) + ".\n")
    run = CliRunner().invoke(app, ["trends", str(tmp_path), "lantern", "--top", "20"])
    assert run.exit_code == 0, run.output
    rates = run.stdout.split("label", 1)[1]
    assert "2010" in rates
    assert "2009" not in rates
    assert "Before 2010: none." in run.stderr


def test_spellings_with_and_without_a_hyphen_are_one_series(tmp_path):
    for n in range(4):
        words = ["harbour"] * 10 + _own(n) + (["night-mail"] * 3 if n % 2 else ["night", "mail"])
        (tmp_path / f"{1980 + n}-05-01_talk.txt").write_text(" ".join(words) + ".\n")
    counts = rt.count(rt.tokenize(rt.read(tmp_path)), per="document")
    found = rt.trends(counts, ["night mail"])
    assert found.table["count"].tolist() == [1, 3, 1, 3]
    assert "counted with night-mail" in found.notes[0]
    apart = rt.trends(counts, ["night mail", "night-mail"]).table
    assert apart["count"].tolist() == [1, 0, 1, 0, 0, 3, 0, 3]
