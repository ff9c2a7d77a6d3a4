"""What stands on every page of a PDF and is no part of its text: running heads, page numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.formats.layout import Line
from rhetoric.read.formats.units import folded

_EDGE = 3  # lines at the top and at the bottom of a page that may be furniture
_NEAR = 6.0  # points; a running head stands at the same height on each page
_SENTENCE = 8  # words; a line that long and ends as a sentence is no page number
_NUMBERS = re.compile(r"\d{1,4}|\b[ivxlc]{1,7}\b")
_PAGE = re.compile(
    r"(?:[-–—|\s]*)(?:page\s*|p\.\s*)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|.\s]*", re.IGNORECASE
)


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], list[Note]]:
    """Return the pages without lines that recur at the same place of an edge, and notes on them.

    A line recurs if at least three pages (both of two) have it there, the page number in it apart.
    Only what has nothing of the text outside of it is left out.
    """
    places: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for lines in pages:
        for line in {id(line): line for edge in _edges(lines) for line in edge}.values():
            for key in keys(line.text, line.page):
                places[key, round(line.y / _NEAR)].add(line.page)
    needed = 2 if len(pages) < 4 else 3
    gone: dict[int, Line] = {}
    for number, lines in enumerate(pages, 1):
        for edge in _edges(lines):
            for line in edge:
                if _pages_with(line, places) < needed and not _is_number(line, number):
                    break
                gone[id(line)] = line
    kept = [[line for line in lines if id(line) not in gone] for lines in pages]
    return kept, _notes(list(gone.values()))


def _edges(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the uppermost and the lowermost lines of a page, each from the outside inwards."""
    by_height = sorted(lines, key=lambda line: -line.y)
    return by_height[:_EDGE], by_height[-_EDGE:][::-1]


def keys(text: str, page: int) -> Iterator[str]:
    """Yield what a line would say on other pages: the same, or with a number that grows with them.

    >>> list(keys("Report 7", 6)), list(keys("Report 8", 7))
    (['report 7', 'report <+1>'], ['report 8', 'report <+1>'])
    """
    plain = folded(text).casefold()
    yield plain
    if len(plain.split()) >= _SENTENCE and plain.endswith((".", "!", "?", "。")):
        return
    for match in _NUMBERS.finditer(plain):
        offset = _value(match[0]) - page
        yield f"{plain[: match.start()]}<{offset:+}>{plain[match.end() :]}"


def _value(number: str) -> int:
    """Return the value of a number in digits or small Roman letters.

    >>> _value("12"), _value("xiv")
    (12, 14)
    """
    if number.isdigit():
        return int(number)
    worth = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in number]
    after = [*worth[1:], 0]
    return sum(-a if a < b else a for a, b in zip(worth, after, strict=True))


def _pages_with(line: Line, places: Mapping[tuple[str, int], set[int]]) -> int:
    """Return on how many pages a line stands at about the same height."""
    near = round(line.y / _NEAR)
    return max(
        sum(len(places.get((key, near + step), ())) for step in (-1, 0, 1))
        for key in keys(line.text, line.page)
    )


def _is_number(line: Line, number: int) -> bool:
    """Say whether a line is the number of the very page that it stands on."""
    match = _PAGE.fullmatch(folded(line.text))
    return bool(match) and int(match[1]) == number


def _notes(gone: list[Line]) -> list[Note]:
    """Return a note for each text that was left out, with how many pages had it."""
    by_key: defaultdict[str, list[Line]] = defaultdict(list)
    for line in gone:
        by_key[_NUMBERS.sub("#", folded(line.text).casefold())].append(line)
    out = []
    for lines in by_key.values():
        pages = len({line.page for line in lines})
        what = "page numbers" if _PAGE.fullmatch(folded(lines[0].text)) else "running head or foot"
        said = f"{what} “{folded(lines[0].text)[:80]}” left out of {pages} pages"
        out.append(Note("furniture", said))
    return out
