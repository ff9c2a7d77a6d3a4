"""The year that a text is of: stated with its Juche year, or implied by what it says of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import regex as re

JUCHE = re.compile(r"Juche\s+(\d{1,3})\s*\((\d{4})\)")
_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_YEARS_AGO = re.compile(
    rf"\b(?P<year>(?:1[5-9]|20)\d{{2}}),\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+years?\s+ago\b"
)
_Y = r"(?:20\d{2}|1[5-9]\d{2})"
#: How a year begins: its first figure, and what its second may be.
_YEARS = (("1", ("5", "6", "7", "8", "9")), ("2", ("0",)))
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


def places(raw: str, first: str, rest: Collection[str]) -> Iterator[int]:
    """Yield where a character stands before one of some texts, all of one length.

    One that is rare is found many times faster than any two characters are.

    >>> [*places("In 1987 and 1066", "1", ("9", "8"))]
    [3]
    """
    size = 1 + len(next(iter(rest)))
    at = raw.find(first)
    while at >= 0:
        if raw[at + 1 : at + size] in rest:
            yield at
        at = raw.find(first, at + 1)


def _windows(raw: str) -> Iterator[tuple[int, int]]:
    """Return the surroundings of each "year" near which a year may stand, in order.

    They are looked for from the years on: figures are rarer than letters.
    """
    found = set()
    for start in chain.from_iterable(places(raw, *year) for year in _YEARS):
        if start + 4 > len(raw) or not raw[start + 2 : start + 4].isdecimal():
            continue
        high = start + _NEAR + len("year")
        at = raw.find("year", max(0, start + 4 - _NEAR), high)
        while at >= 0:
            found.add(at)
            at = raw.find("year", at + 1, high)
    return ((max(0, at - _NEAR), at + _NEAR) for at in sorted(found))
