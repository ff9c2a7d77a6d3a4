"""What a text calls itself, who put it out and who speaks, read from its front matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex as re

from rhetoric.corpus import Block

_CONTACT = re.compile(r"@|https?:|www\.|(?i:\b(?:tel|fax|phone|e-?mail)\b)|(?:\d[\d\-() ]{6,})")
_AGENCY = re.compile(r"\((\p{Lu}[\p{L}.& \-]{1,30})\)\s*(?:--+|[—–-])\s*$")
_ROLE = (
    r"(?i:(?:the\s+)?(?:hon(?:ou?rable|\.)?\s+)?(?:vice\s+|deputy\s+|acting\s+|former\s+)?"
    r"(?:chair(?:man|woman|person)?|governor|president|secretary|prime\s+minister|minister"
    r"|ambassador|senator|chancellor|general\s+secretary|comrade|director|commissioner"
    r"|mr\.?|mrs\.?|ms\.?|dr\.?)\s+)"
)
_NAME = (
    r"\p{Lu}[\p{L}\p{M}'’\-]*\.?(?:\s+(?:(?:de|da|van|von|der|bin|al|of)\s+)?"
    r"\p{Lu}[\p{L}\p{M}'’\-]*\.?){1,4}"
)
_KIND = r"speech|remarks|statement|testimony|address|lecture|message|report|press\s+conference"
#: "Remarks by Chairman Alan Greenspan", "By Governor X", "Speech delivered by Y at Z"
_BY = re.compile(
    rf"(?:(?i:(?:{_KIND})(?:\s+(?:made|given|delivered))?\s+(?:by|of))|^(?i:by)|^(?i:speaker):)"
    rf"\s+(?P<role>{_ROLE})?(?P<name>{_NAME})"
)
#: "Chairman Ben S. Bernanke" on a line of its own
_TITLED = re.compile(rf"(?:{_ROLE})(?P<name>{_NAME})")
_GENRES = {
    "press conference": r"press\s+conference|news\s+conference",
    "press release": r"press\s+release|news\s+release",
    "minutes": r"minutes",
    "testimony": r"testimony",
    "speech": r"speech|address|lecture|sermon",
    "remarks": r"remarks",
    "statement": r"statement|communiqu[eé]",
}
#: A word says what a text is where it leads a line or ends it, or "of", "by", "to" … follow it.
_GENRE = {
    genre: re.compile(
        rf"(?i)^(?:the\s+|a\s+|transcript\s+of\s+)?(?:[\p{{L}}’'\-]+\s+){{0,3}}(?:{word})"
        rf"(?:$|[:,]|\s+(?:of|by|at|on|to|before|for|from|delivered|made|given|regarding)\b)"
    )
    for genre, word in _GENRES.items()
}
_LINE = 200  # characters; a longer line is no line of a title page


def title(raw: str, blocks: list[Block]) -> str | None:
    """Return the longest line of the front matter that is no date, address or dateline.

    Titles of official texts are long; letterheads, bylines and dates are not.
    """
    lines = list(_front(raw, blocks))
    fit = [line for line in lines if not _CONTACT.search(line) and not _AGENCY.search(line)]
    letters = [line for line in fit if sum(c.isalpha() for c in line) > 0.6 * len(line)]
    titles = [line for line in letters if not _TITLED.fullmatch(line) and not _by_line(line)]
    return max(titles or letters, key=len, default=None)


def _front(raw: str, blocks: list[Block]) -> Iterator[str]:
    """Yield the lines of the front matter, composed, without marks of bold type."""
    for block in blocks:
        if block.kind == "front":
            for span in block.spans:
                text = raw[span.start : span.end].replace("**", "")
                yield unicodedata.normalize("NFC", " ".join(text.split()))


def _by_line(line: str) -> bool:
    match = _BY.match(line)
    return match is not None and (match.end() == len(line) or match[0][:2].casefold() == "by")


def publisher(raw: str, blocks: list[Block]) -> str | None:
    """Return the agency that a dateline names ("Pyongyang, June 19 (KCNA) --")."""
    for block in blocks:
        if block.kind == "front":
            for span in block.spans:
                match = _AGENCY.search(raw[span.start : span.end].strip())
                if match:
                    return str(match[1])
    return None


def speaker(raw: str, blocks: list[Block]) -> str | None:
    """Return who speaks, where a line of the front matter says so; office and title left out."""
    lines = [line for line in _front(raw, blocks) if len(line) <= _LINE]
    for pattern in (_BY.search, _TITLED.fullmatch):
        for line in lines:
            match = pattern(line)
            if match:
                return str(match["name"])
    return None


def genre(raw: str, blocks: list[Block], heading: str | None) -> str | None:
    """Return what kind of text it is, where its title or front matter says so in plain words."""
    lines = [line for line in (heading, *_front(raw, blocks)) if line and len(line) <= _LINE]
    for genre, pattern in _GENRE.items():
        if any(pattern.search(line) for line in lines):
            return genre
    return None
