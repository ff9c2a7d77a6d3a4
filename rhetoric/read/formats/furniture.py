"""What stands on every page of a PDF and is no part of its text: running heads, page numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.formats.layout import Line
from rhetoric.read.formats.units import folded

_EDGE = 3  # lines at the top and at the bottom of a page that may be furniture
_NEAR = 6.0  # points; a running head stands at the same height on each page
_NUMBERS = re.compile(r"\d+|\b[ivxlc]{1,7}\b")
_PAGE = re.compile(
    r"(?:[-–—|\s]*)(?:page\s*|p\.\s*)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|.\s]*", re.I
)


@dataclass(frozen=True)
class _Edge:
    """A line at an edge of a page: which edge, what it says with numbers left open."""

    key: tuple[str, str]
    line: Line


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], list[Note]]:
    """Return the pages without lines that recur at the same place of an edge, and notes on them.

    A line recurs if at least three pages (both of two) have it there, its numbers apart.
    """
    edges = [_edges(lines) for lines in pages]
    places: defaultdict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for page in edges:
        for edge in page:
            places[edge.key].append(edge)
    needed = 2 if len(pages) < 4 else 3
    gone: dict[int, Line] = {}
    for found in places.values():
        recurring = [e.line for e in found if _pages_near(e, found) >= needed]
        gone.update({id(line): line for line in recurring})
    for number, page in enumerate(edges, 1):
        gone.update({id(e.line): e.line for e in page if _is_number(e.line, number, len(pages))})
    kept = [[line for line in lines if id(line) not in gone] for lines in pages]
    return kept, _notes(list(gone.values()))


def _edges(lines: list[Line]) -> list[_Edge]:
    """Return the uppermost and lowermost lines of a page."""
    by_height = sorted(lines, key=lambda line: -line.y)
    top, bottom = by_height[:_EDGE], by_height[_EDGE:][-_EDGE:]
    return [
        _Edge((edge, _key(line.text)), line)
        for edge, chosen in (("top", top), ("bottom", bottom))
        for line in chosen
    ]


def _key(text: str) -> str:
    """Return a line as it is compared: folded, each number alike.

    >>> _key("Page 12  of 30")
    'page # of #'
    """
    return str(_NUMBERS.sub("#", folded(text).casefold()))


def _pages_near(edge: _Edge, found: list[_Edge]) -> int:
    return len({e.line.page for e in found if abs(e.line.y - edge.line.y) <= _NEAR})


def _is_number(line: Line, number: int, pages: int) -> bool:
    """Say whether a line is the number of the very page that it stands on."""
    match = _PAGE.fullmatch(folded(line.text))
    return bool(match) and int(match[1]) == number and pages >= number


def _notes(gone: list[Line]) -> list[Note]:
    """Return a note for each text that was left out, with how many pages had it."""
    by_key: defaultdict[str, list[Line]] = defaultdict(list)
    for line in gone:
        by_key[_key(line.text)].append(line)
    out = []
    for lines in by_key.values():
        pages = len({line.page for line in lines})
        what = "page numbers" if _PAGE.fullmatch(folded(lines[0].text)) else "running head or foot"
        said = f"{what} “{folded(lines[0].text)[:80]}” left out of {pages} pages"
        out.append(Note("furniture", said))
    return out
