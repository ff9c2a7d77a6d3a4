"""The year that a text is of: stated with its Juche year, or implied by what it says of others."""

from __future__ import annotations

import re as standard
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex as re

JUCHE = re.compile(r"Juche\s+(\d{1,3})\s*\((\d{4})\)")
_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_YEARS_AGO = re.compile(
    rf"\b(?P<year>(?:1[5-9]|20)\d{{2}}),\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+years?\s+ago\b"
)
_Y = r"(?:20\d{2}|1[5-9]\d{2})"
#: How a year begins: in so short a stretch this module of Python's own is the faster one.
_YEAR = standard.compile("20|1[5-9]")
_NEAR = 60  # characters between "year" and the year that it is said of, at most
_THIS_YEAR = re.compile(
    rf"\b(?:make\s+(?P<a>{_Y})\s+(?:a|the)\s+year|this\s+year,?\s+(?P<b>{_Y})"
    rf"|(?P<c>{_Y}),\s+this\s+year)\b"
)
#: What says of which year a text is, and words without which it does not.
_SAID = ((_YEARS_AGO, ("ago",)), (_THIS_YEAR, ("this", "make")))


@dataclass(frozen=True)
class Years:
    """The year a text is of: stated (with its span) or inferred (with its spans)."""

    stated: tuple[int, int, int] | None
    inferred: int | None
    evidence: tuple[tuple[int, int], ...]


def year_evidence(raw: str, openings: Iterable[tuple[int, str]]) -> Years:
    """Return the year that the openings of blocks state, and the one that the whole text implies.

    >>> year_evidence("We decided it in March 2021, three years ago.", []).inferred
    2024
    """
    stated = None
    for start, text in openings:
        match = JUCHE.search(text)
        if match:
            stated = (int(match[2]), start + match.start(), start + match.end())
            break
    spans: dict[int, list[tuple[int, int]]] = {}
    windows = list(_windows(raw))
    for pattern, signs in _SAID:
        near = [w for w in windows if any(raw.find(sign, *w) >= 0 for sign in signs)]
        for span, match in {m.span(): m for w in near for m in pattern.finditer(raw, *w)}.items():
            spans.setdefault(_implied(match), []).append(span)
    best = sorted(spans, key=lambda year: (-len(spans[year]), year))
    clear = best and (len(best) == 1 or len(spans[best[0]]) > len(spans[best[1]]))
    likeliest = best[0] if clear else None
    return Years(stated, likeliest, tuple(spans[likeliest]) if likeliest else ())


def _implied(match: re.Match[str]) -> int:
    """Return the year that a text is of by what it says of another, or of its own."""
    if match.re is _THIS_YEAR:
        return int(match["a"] or match["b"] or match["c"])
    number = match["n"].casefold()
    return int(match["year"]) + (_NUMBERS.get(number) or int(number))


def _windows(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of each "year" near which a year may stand, in order."""
    at = raw.find("year")
    while at >= 0:
        low, high = max(0, at - _NEAR), at + _NEAR
        if _YEAR.search(raw, low, high):
            yield low, high
        at = raw.find("year", at + 1)
