"""Phrases that came and went in a series are told with their first and last dates."""

import datetime as dt

import pytest

import rhetoric as rt

DAYS = [dt.date(2001, 1, 1) + dt.timedelta(days=45 * n) for n in range(40)]


@pytest.fixture
def statements(folder):
    """Return a function that reads 40 statements, some with a phrase of their own."""

    def read(*lives):
        files = {}
        for n, day in enumerate(DAYS):
            said = "".join(f" It can be {phrase} now." for phrase, held in lives if n in held)
            files[f"{day}.txt"] = (
                f"The board met on the matter of rates number {n}.{said} It ended."
            )
        return rt.tokenize(rt.read(folder(files)))

    return read


def told(found):
    return {f.terms[0]: f for f in found.findings if "lived from" in f.claim}


def test_a_life_has_its_first_and_last_date(statements):
    found = told(rt.changes(statements(("longer review period", range(10, 19)))))
    claim = next(f.claim for term, f in found.items() if "review" in term)
    assert f"from {DAYS[10]} to {DAYS[18]}" in claim
    assert "in 9 of 9 documents" in claim


def test_one_document_without_it_ends_no_life(statements):
    held = [n for n in range(10, 19) if n != 13]
    found = told(rt.changes(statements(("longer review period", held))))
    assert any(f"to {DAYS[18]}: in 8 of 9" in f.claim for f in found.values())


def test_what_stays_to_the_end_or_stood_at_the_start_is_no_life(statements):
    tokens = statements(("longer review period", range(30, 40)), ("calm measured pace", range(9)))
    assert not told(rt.changes(tokens))


def test_its_quotations_are_the_first_and_the_last(statements):
    found = told(rt.changes(statements(("longer review period", range(10, 19)))))
    for finding in found.values():
        assert [q["doc"] for q in finding.evidence] == [str(DAYS[10]), str(DAYS[18])]


def test_few_texts_are_no_series(seeds_tokens):
    assert not told(rt.changes(seeds_tokens))
