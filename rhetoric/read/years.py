"""The year that a text is of: stated with its Juche year, or implied by what it says of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import regex as re

JUCHE = re.compile(r"Juche\s+(\d{1,3})\s*\((\d{4})\)")
_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_YEARS_AGO = re.compile(
    rf"\b(?P<year>(?:1[5-9]|20)\d{{2}}),\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+years?\s+ago\b"
)
_Y = r"(?:20\d{2}|1[5-9]\d{2})"
_THIS_YEAR = re.compile(
    rf"\b(?:make\s+(?P<a>{_Y})\s+(?:a|the)\s+year|this\s+year,?\s+(?P<b>{_Y})"
    rf"|(?P<c>{_Y}),\s+this\s+year)\b"
)


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
    votes: Counter[int] = Counter()
    spans: dict[int, list[tuple[int, int]]] = {}
    for match in _YEARS_AGO.finditer(raw):
        number = match["n"].casefold()
        year = int(match["year"]) + (_NUMBERS.get(number) or int(number))
        votes[year] += 1
        spans.setdefault(year, []).append(match.span())
    for match in _THIS_YEAR.finditer(raw):
        year = int(match["a"] or match["b"] or match["c"])
        votes[year] += 1
        spans.setdefault(year, []).append(match.span())
    best = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    clear = best and (len(best) == 1 or best[0][1] > best[1][1])
    likeliest = best[0][0] if clear else None
    return Years(stated, likeliest, tuple(spans[likeliest]) if likeliest else ())
