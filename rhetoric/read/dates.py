"""When a text was spoken, held or published, as far as it says so, with the line that says it.

Nothing is taken from the clock of the file system. What is computed rather than stated is marked
``inferred`` and carries its evidence. What can be read in two ways is no date: a note names both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import regex as re

from rhetoric.corpus import Block, Note
from rhetoric.read.mentions import (
    Mention,
    Reading,
    day_of,
    mentions,
    month_year,
    named,
    numeric,
    parse,
    parse_day,
    written,
    year_alone,
)
from rhetoric.read.page import Page
from rhetoric.read.years import JUCHE, Years, places, year_evidence

__all__ = ["Dating", "Head", "Stated", "dating", "is_ahead", "parse_day", "settled"]

_HELD = re.compile(
    r"\b(?:was|were|is|has been|have been)\s+(?:\p{Ll}+\s+)?"
    r"(?:held|convened|opened|delivered|made|given|adopted)\b[^.?!]{0,200}?\b(?:on|from)\s+$"
)
_SPOKEN = re.compile(r"(?i)\b(?:speech|address|remarks|statement by|testimony|lecture|sermon)\b")
_FIRST = 10  # opening paragraphs in which the date of the event is looked for
_AHEAD = 300  # characters before a date in which it says that something was held
_NEAR = 120  # days; an event lies at most so long before its publication
_WRITTEN = dt.date(2026, 11, 1)  # when this was written: no clock that says an earlier day is right
_LENGTH = {"year": 365, "month": 30, "day": 0}  # days that a date of some precision may stand for


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
    doubtful: bool = False

    def undate(self, message: str, line: int | None = None) -> None:
        """Take the date away: it can be read in two ways, or cannot be."""
        self.date = self.precision = self.event_start = self.event_end = None
        self.source, self.doubtful = {}, True
        self.notes.append(Note("date", message, line))


@dataclass(frozen=True)
class Stated:
    """A date that the front matter states: its value as written, and the line."""

    value: str
    line: int


@dataclass(frozen=True)
class Head:
    """A date that the head of a web page states: its value as written, and the mark it stands in.

    It is the day on which the page came out, which may be long after what it tells of.
    """

    value: str
    mark: str

    @property
    def reading(self) -> Reading:
        """What the value may mean."""
        return parse(self.value)


def dating(
    file: str,
    raw: str,
    blocks: list[Block],
    title: str | None,
    *,
    stated: Stated | None = None,
    head: Head | None = None,
) -> Dating:
    """Return the dates that a document's name, front matter and text state or allow to infer.

    What a page's head says is taken where text and name say nothing, or the name less.
    """
    found, page = Dating(), Page(file, raw, blocks)
    openings = islice(page.texts("front", "heading", "paragraph", "item"), _FIRST + 10)
    juche = any(True for _ in places(raw, "J", ("uche",)))  # sooner than the word is looked for
    if juche:
        _check_juche(page, found)
    years = year_evidence(raw, openings if juche else ())
    published, sure = _publication(page, years, found)
    name = named(file)
    if stated:
        _from_front_matter(page, stated, name, found)
    elif name and name.date and name.precision == "day":
        _by_name(page, name, published if sure else None, found)
    else:
        _by_text(page, years, published, title, found)
        if head and found.date is None and not found.doubtful:
            _by_head(page, head, name, found)
        _beside_name(page, name, published if sure else None, found)
    if head:
        _against_head(page, head, found)
    _not_ahead(page, found)
    if found.date is None and not found.doubtful:
        found.notes.append(Note("date", "no date found: give one in corpus.toml"))
    return found


def settled(file: str, day: str) -> str:
    """Return how to settle a date in corpus.toml."""
    shown = file.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'settle it in corpus.toml: [documents."{shown}"] date = {day}'


def _check_juche(page: Page, found: Dating) -> None:
    for match in JUCHE.finditer(page.raw):
        if int(match[1]) + 1911 != int(match[2]):
            line = page.line(match.start())
            meant = int(match[1]) + 1911
            found.notes.append(
                Note("date", f"“{match[0]}” does not agree: Juche {match[1]} is {meant}", line)
            )


def _ambiguous(page: Page, reading: Reading, where: str, found: Dating, line: int | None) -> None:
    """Undate a document whose date has no reading, or two."""
    days = [day.isoformat() for day in reading.dates]
    if days:
        said = f"“{reading.quote}”{where} is ambiguous: {' or '.join(days)}"
    else:
        said = f"“{reading.quote}”{where} is no possible date"
    found.undate(f"{said}; {settled(page.file, (days or ['YYYY-MM-DD'])[0])}", line)


def _from_front_matter(page: Page, stated: Stated, name: Reading | None, found: Dating) -> None:
    reading = parse(stated.value)
    if reading.date is None:
        _ambiguous(page, reading, " in the front matter", found, stated.line)
        return
    found.date, found.precision = reading.date, reading.precision
    found.source = {"kind": "front matter", "line": stated.line, "quote": stated.value}
    found.published = found.published or written(reading.date, reading.precision)
    if name and name.date:
        _agree(page, name, reading.date, f"front matter, line {stated.line}", found)


def _by_name(page: Page, name: Reading, published: dt.date | None, found: Dating) -> None:
    """Take the day in the name of the file, unless the text states quite another."""
    source = found.source
    found.date, found.precision = name.date, "day"
    found.source = {"kind": "file name", "quote": page.file}
    found.published = found.published or written(found.date or dt.date.min, "day")
    if published:
        _agree(page, name, published, f"line {source.get('line')}", found)


def _agree(page: Page, name: Reading, text: dt.date, where: str, found: Dating) -> None:
    """Undate a document whose name and text are of two times: no machine can know which."""
    assert name.date is not None
    days = (text - name.date).days
    if -_NEAR <= days <= _LENGTH[name.precision] + _NEAR:
        return
    said = written(name.date, name.precision)
    message = f"the file name says {said}, the text {text} ({where})"
    found.undate(f"{message}; {settled(page.file, said)}, or {text}")


def _by_head(page: Page, head: Head, name: Reading | None, found: Dating) -> None:
    """Take the day in the head of a page, unless the name of the file says another time."""
    reading = head.reading
    if reading.date is None:
        if name is None and reading.dates:
            _ambiguous(page, reading, f" in the head of the page ({head.mark})", found, None)
        return
    if name and name.date is None and reading.date not in name.dates:
        return
    if name and name.date:
        said = written(name.date, name.precision)
        if written(reading.date, reading.precision)[: len(said)] != said:
            return
    found.date, found.precision = reading.date, reading.precision
    found.source = {"kind": "HTML meta", "quote": f"{head.mark}: {head.value}"}
    found.published = found.published or written(reading.date, reading.precision)


def _against_head(page: Page, head: Head, found: Dating) -> None:
    """Note where the head of a page says another time than what is taken; pages are put up late."""
    there, source = head.reading.date, found.source
    if there is None or found.date is None or source.get("kind") == "HTML meta":
        return
    if -_NEAR <= (there - found.date).days <= _LENGTH[found.precision or "day"] + _NEAR:
        found.published = found.published or written(there, head.reading.precision)
        return
    where = source.get("kind", "text") + (f", line {source['line']}" if "line" in source else "")
    said = (
        f"the head of the page says {there} ({head.mark}), {written(found.date, found.precision)}"
    )
    said += f" ({where}) is taken"
    found.notes.append(Note("date", f"{said}; {settled(page.file, str(there))} if that is right"))


def _beside_name(
    page: Page, name: Reading | None, published: dt.date | None, found: Dating
) -> None:
    """Hold what the text says against the name, or take the name where the text says nothing."""
    if name is None:
        return
    if name.date is None:
        if found.date in name.dates:
            where = "head of the page" if found.source.get("kind") == "HTML meta" else "text"
            said = f"“{name.quote}” in the file name is read as {found.date}, as the {where} says"
            found.notes.append(Note("date", said))
        elif found.date is None or name.dates:
            _ambiguous(page, name, " in the file name", found, None)
        else:
            said = f"“{name.quote}” in the file name is no possible date"
            found.notes.append(Note("date", f"{said}; the text says {found.date}"))
    elif found.date is None:
        found.date, found.precision = name.date, name.precision
        found.source = {"kind": "file name", "quote": page.file}
    elif published or found.source.get("kind") == "stated":
        _agree(page, name, found.date, f"line {found.source.get('line')}", found)


def is_ahead(day: dt.date) -> bool:
    """Say whether a day lies in the future; one is left for the other side of the earth.

    A clock that was set back, or that a machine lost, makes no text of the past one of the future.
    """
    today = max(dt.datetime.now(tz=dt.UTC).date(), _WRITTEN)
    return day > today + dt.timedelta(days=1)


def _not_ahead(page: Page, found: Dating) -> None:
    """Undate a document from the future."""
    if found.date is not None and is_ahead(found.date):
        said = written(found.date, found.precision)
        quote, line = found.source.get("quote", said), found.source.get("line")
        message = f"“{quote}” gives {said}, no possible date: it lies in the future"
        found.undate(f"{message}; {settled(page.file, 'YYYY-MM-DD')}", line)


def _publication(page: Page, years: Years, found: Dating) -> tuple[dt.date | None, bool]:
    """Return the day that the front matter or the dateline states, and whether with its year."""
    for start, text in page.texts("front"):
        for mention in mentions(text, start):
            year = mention.year or (years.stated[0] if years.stated else years.inferred)
            day = day_of(year, mention.month, mention.day)
            if day is None:
                if year and mention.year:
                    impossible = Reading((), "day", page.quote(mention))
                    _ambiguous(page, impossible, "", found, page.line(mention.start))
                continue
            found.published, found.doubtful = day.isoformat(), False
            found.source = page.evidence(mention, "stated")
            if mention.year is None:
                where = years.stated[1] if years.stated else years.evidence[0][0]
                message = f"year of publication inferred from line {page.line(where)}"
                found.notes.append(Note("date", message, page.line(mention.start)))
            return day, mention.year is not None
        digits = numeric(text)
        if digits:
            line = page.line(start + text.index(digits.quote))
            if digits.date is None:
                _ambiguous(page, digits, "", found, line)
                continue
            found.published, found.doubtful = digits.date.isoformat(), False
            found.source = {"kind": "stated", "line": line, "quote": digits.quote}
            return digits.date, True
    return None, False


def _by_text(
    page: Page, years: Years, published: dt.date | None, title: str | None, found: Dating
) -> None:
    """Fill in the event that the text tells of, else its publication, else a month or a year."""
    _event(page, years, published, found)
    if found.event_start is None and published is not None:
        _settle(page, title, published, found)
    if found.date is None:
        _loosely(page, found)


def _event(page: Page, years: Years, published: dt.date | None, found: Dating) -> None:
    """Fill in the event that the opening paragraphs say was held on or from a day."""
    for _, (start, text) in zip(range(_FIRST), page.texts("paragraph"), strict=False):
        for mention in mentions(text, start):
            before = mention.start - start
            if not _HELD.search(text, max(0, before - _AHEAD), before):
                continue
            year = mention.year or (years.stated[0] if years.stated else None)
            if mention.year and (mention.month2, mention.day2) < (mention.month, mention.day):
                year = mention.year - 1  # "from December 28 to January 1, 2020"
            kind = "stated"
            if year is None and published is not None:
                year = published.year
                begun = day_of(year, mention.month, mention.day)
                if begun and begun > published:
                    year -= 1
            elif year is None and years.inferred:
                year, kind = years.inferred, "inferred"
            first = day_of(year, mention.month, mention.day)
            if first is None or (published and not 0 <= (published - first).days <= _NEAR):
                continue
            _held(page, mention, first, kind, found)
            if kind == "inferred":
                _inferred(page, years, found, first.year)
            return


def _held(page: Page, mention: Mention, first: dt.date, kind: str, found: Dating) -> None:
    last = day_of(first.year, mention.month2, mention.day2)
    if last and last < first:
        last = day_of(first.year + 1, mention.month2, mention.day2)
    found.date = found.event_start = first
    found.event_end = last or first
    found.precision = "day"
    found.source = page.evidence(mention, kind)


def _inferred(page: Page, years: Years, found: Dating, year: int) -> None:
    where = [{"line": page.line(a), "quote": page.raw[a:b]} for a, b in years.evidence]
    found.source["year_from"] = where
    said = "; ".join(f"line {w['line']}, “{w['quote']}”" for w in where)
    found.notes.append(Note("date", f"year {year} inferred from {said}", found.source["line"]))


def _settle(page: Page, title: str | None, published: dt.date, found: Dating) -> None:
    """Take the day in the front matter as the event of a speech, else as the publication."""
    found.date, found.precision = published, "day"
    imprint = None
    for start, text in page.texts("back"):
        reading = month_year(text)
        if reading and reading.date:
            imprint = written(reading.date, "month")
            message = f"published {imprint}: “{reading.quote}”"
            found.notes.append(Note("date", message, page.line(start)))
    if imprint or (title and _SPOKEN.search(title)):
        found.event_start = found.event_end = published
        found.published = imprint


def _loosely(page: Page, found: Dating) -> None:
    """Take a month or a year that the front matter or the imprint states, if no day is there."""
    for kind in ("front", "back"):
        for start, text in page.texts(kind):
            reading = month_year(text) or year_alone(text)
            if reading and reading.date:
                found.date, found.precision = reading.date, reading.precision
                found.published = written(reading.date, reading.precision)
                line = page.line(start)
                found.source = {"kind": "stated", "line": line, "quote": reading.quote}
                return
