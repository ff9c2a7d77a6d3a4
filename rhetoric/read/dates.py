"""When a text was spoken, held or published, as far as it says so, with the line that says it.

Nothing is taken from the clock of the file system. What is computed rather than stated is marked
``inferred`` and carries its evidence.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import regex as re

from rhetoric.corpus import Block, Note
from rhetoric.read.blocks import line_of

_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = rf"(?i:(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![\p{{L}}])\.?)"
_YEAR = r"(?:Juche\s+(?P<juche>\d{1,3})\s*\((?P<jyear>\d{4})\)|(?P<year>(?:1[5-9]|20)\d{2}))"
#: June 16 · June 16, 2023 · June 16 to 18, Juche 112 (2023) · December 30 to January 2
_MONTH_DAY = re.compile(
    rf"(?<![\p{{L}}])(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:\s*(?:to|-|–|—|through|until|and)\s*(?:(?P<month2>{_MONTH})\s+)?"
    rf"(?P<day2>\d{{1,2}})(?!\d))?"
    rf"(?:,?\s+{_YEAR})?"
)
#: 29 December 2024 · 29 December
_DAY_MONTH = re.compile(
    rf"(?<![\d/.\-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})(?:,?\s+{_YEAR})?"
)
_ISO = re.compile(
    r"(?<![\d\-/.])(?P<year>(?:1[5-9]|20)\d{2})-(?P<mon>\d{2})-(?P<day>\d{2})(?![\d\-/])"
)
_MONTH_YEAR = re.compile(rf"(?<![\p{{L}}])(?P<month>{_MONTH}),?\s+{_YEAR}")
_JUCHE = re.compile(r"Juche\s+(\d{1,3})\s*\((\d{4})\)")
_HELD = re.compile(
    r"\b(?:was|were|is|has been|have been)\s+(?:\p{Ll}+\s+)?"
    r"(?:held|convened|opened|delivered|made|given|adopted)\b[^.?!]{0,200}?\b(?:on|from)\s+$"
)
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
_SPOKEN = re.compile(r"(?i)\b(?:speech|address|remarks|statement by|testimony|lecture|sermon)\b")
#: A file's own name is read only where its parts stand apart: 2018-12-19, 20181219, 2018_12, 2018.
_NAME_DAY = re.compile(
    r"(?<![0-9A-Za-z])((?:1[5-9]|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?![0-9A-Za-z])"
)
_NAME_MONTH = re.compile(r"(?<![0-9A-Za-z])((?:1[5-9]|20)\d{2})[-_.](\d{2})(?![0-9A-Za-z])")
_NAME_YEAR = re.compile(r"(?<![0-9A-Za-z])((?:1[5-9]|20)\d{2})(?![0-9A-Za-z])")
_FIRST = 10  # opening paragraphs in which the date of the event is looked for
_AHEAD = 300  # characters before a date in which it says that something was held
_NEAR = 120  # days; an event lies at most so long before its publication


@dataclass
class Dating:
    """What was found: the date that orders the corpus, its source, event and publication."""

    date: dt.date | None = None
    precision: str | None = None
    source: dict[str, Any] = field(default_factory=dict)
    event_start: dt.date | None = None
    event_end: dt.date | None = None
    published: str | None = None
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class _Mention:
    """A date as written: month and day, a year if it stands there, and its characters."""

    month: int
    day: int
    month2: int
    day2: int
    year: int | None
    start: int
    end: int


def dating(file: str, raw: str, blocks: list[Block], title: str | None) -> Dating:
    """Return the dates that a document's name and text state or allow to infer."""
    found = Dating()
    _check_juche(raw, found)
    named = _from_name(file, found)
    front = _texts(raw, blocks, "front")
    years = _year_evidence(raw, blocks)
    published, stated = _publication(raw, front, years, found)
    if named and named[1] == "day":
        found.date, found.precision = named
        found.source = {"kind": "file name", "quote": file}
        found.published = found.published or found.date.isoformat()
        if published and stated and abs((published - found.date).days) > _NEAR:
            _conflict(found, f"the file name says {found.date}, the text {published}")
        return found
    _event(raw, blocks, years, published, found)
    if found.event_start is None and published is not None:
        _settle(raw, blocks, title, published, found)
    if found.date is None and named:
        found.date, found.precision = named
        found.source = {"kind": "file name", "quote": file}
    if found.date is None:
        found.notes.append(Note("date", "no date found: give one in corpus.toml"))
    return found


def parse_day(text: str) -> tuple[dt.date, str]:
    """Return a date and its precision from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    >>> parse_day("2021-01")
    (datetime.date(2021, 1, 1), 'month')
    """
    parts = [int(part) for part in str(text).split("-")]
    precision = ("year", "month", "day")[len(parts) - 1]
    year, month, day = (*parts, 1, 1)[:3]
    return dt.date(year, month, day), precision


def _check_juche(raw: str, found: Dating) -> None:
    for match in _JUCHE.finditer(raw):
        if int(match[1]) + 1911 != int(match[2]):
            line = line_of(raw, match.start())
            meant = int(match[1]) + 1911
            found.notes.append(
                Note("date", f"“{match[0]}” does not agree: Juche {match[1]} is {meant}", line)
            )


def _from_name(file: str, found: Dating) -> tuple[dt.date, str] | None:
    name = file.rsplit("/", 1)[-1]
    for pattern, precision in ((_NAME_DAY, "day"), (_NAME_MONTH, "month"), (_NAME_YEAR, "year")):
        match = pattern.search(name)
        if match:
            parts = (*(int(group) for group in match.groups()), 1, 1)[:3]
            try:
                return dt.date(*parts), precision
            except ValueError:
                _conflict(found, f"“{match[0]}” in the file name is no possible date")
                return None
    return None


def _conflict(found: Dating, message: str) -> None:
    found.notes.append(Note("date", f"{message}; settle it in corpus.toml"))


def _texts(raw: str, blocks: list[Block], *kinds: str) -> list[tuple[int, str]]:
    return [(s.start, raw[s.start : s.end]) for b in blocks if b.kind in kinds for s in b.spans]


def _mentions(text: str, offset: int) -> list[_Mention]:
    """Return the dates with a day in a text, in order; a longer reading wins over one inside it."""
    out: list[_Mention] = []
    taken = bytearray(len(text))
    for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            low, high = match.span()
            if any(taken[low:high]):
                continue
            taken[low:high] = b"\1" * (high - low)
            got = match.groupdict()
            month = int(got["mon"]) if "mon" in got else _MONTHS[got["month"].casefold().strip(".")]
            month2 = _MONTHS[got["month2"].casefold().strip(".")] if got.get("month2") else month
            day = int(got["day"])
            year = got.get("year") or got.get("jyear")
            out.append(_Mention(
                month, day, month2, int(got.get("day2") or day), int(year) if year else None,
                offset + low, offset + high,
            ))  # fmt: skip
    return sorted(out, key=lambda mention: mention.start)


def _day(year: int | None, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year or 0, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Years:
    """The year a text is of: stated (with its span) or inferred (with its spans)."""

    stated: tuple[int, int, int] | None
    inferred: int | None
    evidence: tuple[tuple[int, int], ...]


def _year_evidence(raw: str, blocks: list[Block]) -> _Years:
    stated = None
    for start, text in _texts(raw, blocks, "front", "heading", "paragraph", "item")[: _FIRST + 10]:
        match = _JUCHE.search(text)
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
    return _Years(stated, likeliest, tuple(spans[likeliest]) if likeliest else ())


def _publication(
    raw: str, front: list[tuple[int, str]], years: _Years, found: Dating
) -> tuple[dt.date | None, bool]:
    """Return the day that the front matter or the dateline states, and whether with its year."""
    for start, text in front:
        for mention in _mentions(text, start):
            year = mention.year or (years.stated[0] if years.stated else years.inferred)
            day = _day(year, mention.month, mention.day)
            if day is None:
                if year and mention.year:
                    quote = raw[mention.start : mention.end]
                    _conflict(found, f"“{quote}” is no possible date")
                continue
            found.published = day.isoformat()
            found.source = _evidence(raw, mention, "stated")
            if mention.year is None:
                where = years.stated[1] if years.stated else years.evidence[0][0]
                message = f"year of publication inferred from line {line_of(raw, where)}"
                found.notes.append(Note("date", message, line_of(raw, mention.start)))
            return day, mention.year is not None
    return None, False


def _evidence(raw: str, mention: _Mention, kind: str) -> dict[str, Any]:
    line = line_of(raw, mention.start)
    return {"kind": kind, "line": line, "quote": raw[mention.start : mention.end]}


def _event(
    raw: str, blocks: list[Block], years: _Years, published: dt.date | None, found: Dating
) -> None:
    """Fill in the event that the opening paragraphs say was held on or from a day."""
    for start, text in _texts(raw, blocks, "paragraph")[:_FIRST]:
        for mention in _mentions(text, start):
            before = mention.start - start
            if not _HELD.search(text, max(0, before - _AHEAD), before):
                continue
            year = mention.year or (years.stated[0] if years.stated else None)
            kind = "stated"
            if year is None and published is not None:
                year = published.year
                begun = _day(year, mention.month, mention.day)
                if begun and begun > published:
                    year -= 1
            elif year is None and years.inferred:
                year, kind = years.inferred, "inferred"
            first = _day(year, mention.month, mention.day)
            if first is None or (published and not 0 <= (published - first).days <= _NEAR):
                continue
            last = _day(year, mention.month2, mention.day2)
            if last and last < first:
                last = _day(first.year + 1, mention.month2, mention.day2)
            found.date = found.event_start = first
            found.event_end = last or first
            found.precision = "day"
            found.source = _evidence(raw, mention, kind)
            if kind == "inferred":
                _inferred(raw, years, found, first.year)
            return


def _inferred(raw: str, years: _Years, found: Dating, year: int) -> None:
    where = [{"line": line_of(raw, a), "quote": raw[a:b]} for a, b in years.evidence]
    found.source["year_from"] = where
    said = "; ".join(f"line {w['line']}, “{w['quote']}”" for w in where)
    found.notes.append(Note("date", f"year {year} inferred from {said}", found.source["line"]))


def _settle(
    raw: str, blocks: list[Block], title: str | None, published: dt.date, found: Dating
) -> None:
    """Take the day in the front matter as the event of a speech, else as the publication."""
    found.date, found.precision = published, "day"
    imprint = None
    for start, text in _texts(raw, blocks, "back"):
        match = _MONTH_YEAR.search(text)
        if match:
            year = int(match["jyear"] or match["year"])
            imprint = f"{year:04d}-{_MONTHS[match['month'].casefold().strip('.')]:02d}"
            line = line_of(raw, start)
            found.notes.append(Note("date", f"published {imprint}: “{match[0]}”", line))
    if imprint or (title and _SPOKEN.search(title)):
        found.event_start = found.event_end = published
        found.published = imprint
