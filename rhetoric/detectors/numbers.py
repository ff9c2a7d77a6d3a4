"""Numbers and time: how precise a text is, and whether it speaks of past, present or future."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from rhetoric.detectors.grammar import grammar
from rhetoric.detectors.rules import ruled
from rhetoric.hits import Hits, together
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Kinds of numbers in the order of the tables.
KINDS = ("percent", "money", "date", "number")
_CURRENCY = frozenset("$£€¥₩₽")
_UNITS = "dollars|dollar|cents|cent|won|pounds|euros|yen|rubles|francs"
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_FIRST_YEAR, _LAST_YEAR = 1500, 2100

_Place = tuple[int, int, str, str]


def quantities(tokens: Tokens) -> Hits:
    """Return numbers in figures as percent, money, date or number; "10 000" is one.

    Dates are years from 1500 to 2100 and days beside the name of a month. Numbers of documents
    ("No. 21/12/24"), telephones and addresses in the head or foot of a text are left out.
    """
    there = grammar(tokens)
    digit = np.array([word[0].isdigit() for word in tokens.types], bool)
    at = np.flatnonzero(digit[tokens.ids]) if len(tokens) else np.empty(0, np.int64)
    percent = there.meets(at + 1, "percent|percentage") | there.meets(at + 1, "per cent|centum")
    units = there.meets(at + 1, _UNITS) | there.meets(
        at + 1, f"million|billion|thousand|trillion|hundred {_UNITS}"
    )
    month = there.meets(at, _MONTHS, back=True) | there.meets(at + 1, _MONTHS)
    month |= there.meets(at, f"{_MONTHS} _ ,", back=True)
    before = np.maximum(at - 1, 0)  # a dot may stand between: "No. 5"
    furniture = there.types_of("no|nos|tel|fax|phone")[tokens.ids[before]] & ~there.opens[at]
    found = []
    for i, place in enumerate(at.tolist()):
        word = str(tokens.types[tokens.ids[place]])
        if furniture[i] or word.count("/") > 1:
            continue
        raw = tokens.corpus[int(tokens.document_of[place])].raw
        sign = raw[max(int(tokens.start[place]) - 1, 0) : int(tokens.start[place])]
        behind = raw[int(tokens.end[place]) : int(tokens.end[place]) + 2].strip()[:1]
        kind = "number"
        if percent[i] or behind in {"%", "％"}:
            kind = "percent"
        elif sign in _CURRENCY or units[i]:
            kind = "money"
        elif month[i] or is_year(word):
            kind = "date"
        found.append((place, 1, kind, kind))
    return Hits.of(tokens, found, categories=KINDS, speech=partial(voice, tokens))


def is_year(word: str) -> bool:
    """Say whether a number is written as a year: four digits, 1500 to 2100.

    >>> is_year("2024"), is_year("2,024"), is_year("1066")
    (True, False, False)
    """
    return (
        word.isascii()
        and word.isdigit()
        and len(word) == 4
        and (_FIRST_YEAR <= int(word) <= _LAST_YEAR)
    )


def time(tokens: Tokens) -> Hits:
    """Return expressions of past, present and future, and years beside the year of the document.

    A year counts only in a document with a date: before its year is past, after it future.
    """
    names = ("past", "present", "future")
    years = Hits.of(tokens, _years(tokens), categories=names, speech=partial(voice, tokens))
    return together(years, ruled("time", tokens))


def _years(tokens: Tokens) -> Iterator[_Place]:
    dated = np.array([d.date.year if d.date else 0 for d in tokens.corpus], np.int64)
    year = np.array([int(word) if is_year(word) else 0 for word in tokens.types], np.int64)
    held = year[tokens.ids] if len(tokens) else np.empty(0, np.int64)
    for at in np.flatnonzero(held).tolist():
        of = int(dated[tokens.document_of[at]])
        if of:
            name = ("past", "present", "future")[int(np.sign(held[at] - of)) + 1]
            yield at, 1, name, "year"
