"""Dates as they are written, in words, in digits and in the names of files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import regex as re

from rhetoric.corpus import to_precision

_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = rf"(?i:(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![\p{{L}}])\.?)"
_Y = r"(?:1[5-9]|2[01])\d{2}"
_YEAR = rf"(?:Juche\s+(?P<juche>\d{{1,3}})\s*\((?P<jyear>\d{{4}})\)|(?P<year>{_Y}))"
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
_ISO = re.compile(rf"(?<![\d\-/.])(?P<year>{_Y})-(?P<mon>\d{{2}})-(?P<day>\d{{2}})(?![\d\-/])")
_MONTH_YEAR = re.compile(rf"(?<![\p{{L}}])(?P<month>{_MONTH}),?\s+{_YEAR}")
_YEAR_ALONE = re.compile(rf"\W*{_YEAR}\W*")
#: 03/04/2024 · 29.12.2024, but not the serial number No. 21/12/2024
_NUMERIC = re.compile(
    rf"(?<![\d/.\-\p{{L}}])(?<!\b[Nn]o\.?\s?)(?P<a>\d{{1,2}})(?P<sep>[/.\-])(?P<b>\d{{1,2}})(?P=sep)"
    rf"(?P<year>{_Y})(?![\d/\-])"
)
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(rf"({_Y})(?:-(\d{{2}})(?:-(\d{{2}}))?)?(?:[T ]\d{{2}}:.*)?")
_COMPACT = re.compile(r"((?:1[89]|2[01])\d{2})(\d{2})(\d{2})")
#: A file's own name is read only where its parts stand apart: 2018-12-19, 20181219, 2018_12, 2018.
_APART, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_NAME_DAY = re.compile(rf"{_APART}({_Y})([-_. ])(\d{{2}})\2(\d{{2}}){_END}")
_NAME_COMPACT = re.compile(rf"{_APART}{_COMPACT.pattern}{_END}")
_NAME_NUMERIC = re.compile(rf"{_APART}(\d{{1,2}})([-_. ])(\d{{1,2}})\2({_Y}){_END}")
_NAME_MONTH = re.compile(rf"{_APART}({_Y})[-_. ](\d{{2}}){_END}")
_NAME_MARKS = re.compile(r"[-_.,\s]+")
_NAME_YEAR = re.compile(rf"{_APART}({_Y}){_END}")


@dataclass(frozen=True)
class Mention:
    """A date as written: month and day, a year if it stands there, and its characters."""

    month: int
    day: int
    month2: int
    day2: int
    year: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What a date may mean: none where it is impossible, two where day and month are unclear.

    ``quote`` is what was read; ``precision`` is "year", "month" or "day".
    """

    dates: tuple[dt.date, ...]
    precision: str
    quote: str

    @property
    def date(self) -> dt.date | None:
        """The date, where there is one reading only."""
        return self.dates[0] if len(self.dates) == 1 else None


def parse_day(text: str) -> tuple[dt.date, str]:
    """Return a date and its precision from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    >>> parse_day("2021-01")
    (datetime.date(2021, 1, 1), 'month')
    """
    parts = [int(part) for part in str(text).split("-")]
    precision = ("year", "month", "day")[len(parts) - 1]
    year, month, day = (*parts, 1, 1)[:3]
    return dt.date(year, month, day), precision


def written(date: dt.date, precision: str | None) -> str:
    """Return a date to its precision.

    >>> written(dt.date(2021, 1, 1), "month")
    '2021-01'
    """
    return to_precision(date.isoformat(), precision)


def day_of(year: int | None, month: int, day: int) -> dt.date | None:
    """Return a day, or None where there is no such day."""
    try:
        return dt.date(year or 0, month, day)
    except ValueError:
        return None


def mentions(text: str, offset: int = 0) -> list[Mention]:
    """Return the dates with a day in a text, in order; a longer reading wins over one inside it."""
    out: list[Mention] = []
    if not _DIGIT.search(text):
        return out
    taken = bytearray(len(text))
    for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            low, high = match.span()
            if any(taken[low:high]):
                continue
            taken[low:high] = b"\1" * (high - low)
            got = match.groupdict()
            month = int(got["mon"]) if "mon" in got else _month(got["month"])
            month2 = _month(got["month2"]) if got.get("month2") else month
            day = int(got["day"])
            year = got.get("year") or got.get("jyear")
            out.append(Mention(
                month, day, month2, int(got.get("day2") or day), int(year) if year else None,
                offset + low, offset + high,
            ))  # fmt: skip
    return sorted(out, key=lambda mention: mention.start)


def _month(name: str) -> int:
    return _MONTHS[name.casefold().strip(".")]


def month_year(text: str) -> Reading | None:
    """Return the first month with its year that a text names.

    >>> month_year("Published in January 2021").dates
    (datetime.date(2021, 1, 1),)
    """
    match = _MONTH_YEAR.search(text)
    if match is None:
        return None
    found = day_of(int(match["jyear"] or match["year"]), _month(match["month"]), 1)
    return Reading((found,) if found else (), "month", match[0])


def year_alone(text: str) -> Reading | None:
    """Return the year that a line consists of.

    >>> year_alone("Juche 110 (2021)").dates
    (datetime.date(2021, 1, 1),)
    """
    match = _YEAR_ALONE.fullmatch(text)
    found = day_of(int(match["jyear"] or match["year"]), 1, 1) if match else None
    return Reading((found,), "year", text.strip()) if found else None


def numeric(text: str) -> Reading | None:
    """Return the readings of the first date in digits: both where day and month are unclear.

    >>> [str(day) for day in numeric("on 03/04/2024").dates]
    ['2024-03-04', '2024-04-03']
    >>> numeric("No. 21/12/2024")
    """
    match = _NUMERIC.search(text)
    return _either(match["a"], match["b"], match["year"], match[0]) if match else None


def _either(one: str, two: str, year: str, quote: str) -> Reading:
    """Return both readings of day and month, month first, as far as they are possible."""
    a, b, y = int(one), int(two), int(year)
    both = dict.fromkeys(d for d in (day_of(y, a, b), day_of(y, b, a)) if d)
    return Reading(tuple(both), "day", quote)


def parse(text: str) -> Reading:
    """Return what a value that should be a date may mean.

    >>> parse("2021-01").precision, str(parse("March 4, 2024").date), parse("soon").dates
    ('month', '2024-03-04', ())
    """
    text = " ".join(text.split())
    plain = _PLAIN.fullmatch(text) or _COMPACT.fullmatch(text)
    if plain:
        parts = [int(part) for part in plain.groups() if part]
        found = day_of(*(*parts, 1, 1)[:3])
        return Reading((found,) if found else (), ("year", "month", "day")[len(parts) - 1], text)
    digits = numeric(text)
    if digits:
        return digits
    for mention in mentions(text):
        found = day_of(mention.year, mention.month, mention.day)
        if mention.year:
            return Reading((found,) if found else (), "day", text)
    return month_year(text) or year_alone(text) or Reading((), "day", text)


def named(file: str) -> Reading | None:
    """Return the date in a file's name; None where there is none, or several years.

    >>> named("2018/minutes_2018_12.txt").precision, named("plan 2020-2024.txt")
    ('month', None)
    >>> len(named("03-04-2024.txt").dates), named("2023-02-30.txt").dates
    (2, ())
    >>> str(named("speech_4-March-2019.txt").date), len(named("2020-01-01_2021-01-01.txt").dates)
    ('2019-03-04', 2)
    """
    name = file.rsplit("/", 1)[-1]
    found = _in_digits(name) or _worded(_NAME_MARKS.sub(" ", name))
    if found or len(set(_NAME_YEAR.findall(name))) > 1:
        return found
    match = _NAME_MONTH.search(name) or _NAME_YEAR.search(name)
    return _only(match[0], *match.groups()) if match else None


def _in_digits(name: str) -> Reading | None:
    """Return the day that a name holds in digits."""
    days = {m[0]: _only(m[0], m[1], m[3], m[4]) for m in _NAME_DAY.finditer(name)}
    if len(days) > 1:  # a period, or two dates: which is the document's own is open
        dates = dict.fromkeys(date for day in days.values() for date in day.dates)
        return Reading(tuple(dates), "day", " and ".join(days))
    if days:
        return next(iter(days.values()))
    match = _NAME_COMPACT.search(name)
    if match:
        return _only(match[0], *match.groups())
    match = _NAME_NUMERIC.search(name)
    return _either(match[1], match[3], match[4], match[0]) if match else None


def _worded(name: str) -> Reading | None:
    """Return the date in words that a name holds with its year.

    >>> _worded("speech 29 Feb 2023").dates, str(_worded("Minutes March 2019").date)
    ((), '2019-03-01')
    """
    for mention in mentions(name):
        if mention.year:
            found = day_of(mention.year, mention.month, mention.day)
            return Reading((found,) if found else (), "day", name[mention.start : mention.end])
    return month_year(name)


def _only(quote: str, *parts: str) -> Reading:
    year, month, day = (*(int(part) for part in parts), 1, 1)[:3]
    found = day_of(year, month, day)
    return Reading((found,) if found else (), ("year", "month", "day")[len(parts) - 1], quote)
