"""Agenda and roll call: what meetings take up, and whom they name, in the order in which it stands.

In systems that publish little, the order of topics and names is itself the news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import regex as re

from rhetoric.corpus import Document
from rhetoric.hits import Hits
from rhetoric.lexicons import ordinals
from rhetoric.tokens import Tokens
from rhetoric.voice import voice
from rhetoric.voice.people import is_person

#: Names from which a list is a roll call, and letters of the longest title.
_NAMES, _TITLE = 3, 160
_AGENDA = re.compile(r"\bagenda\b|\border of business\b", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[ivx]{1,4}[.)]|[-–•*])\s+", re.IGNORECASE)
_ORDINAL = "|".join(sorted([*ordinals(), *(f"{n}(?:st|nd|rd|th)" for n in range(1, 31))]))
_QUOTED = re.compile(
    rf"\b(?P<nth>{_ORDINAL})?\s*agenda\s+items?\s*,?\s*[\"“‘'](?P<title>[^\"“”\n]{{3,300}})[\"”]",
    re.IGNORECASE,
)
#: What opens a list of names, what one of speakers, and one name with or without its title.
_LIST = re.compile(
    r"\b(?:attended\s+by|attending\b[^.:]{0,60}?were|present\b[^.:]{0,60}?were|"
    r"presidium\b[^.:]{0,60}?were|elected\s+were|members\s+(?:are|were)|participants\s+were|"
    r"voting\s+for\b[^.:]{0,80}?(?:were|:)|seen\s+were|included|accompanied\s+by)\s*:?\s+",
    re.IGNORECASE,
)
_SPOKE = re.compile(r"\bwere\s+made\s+by\s*:?\s+", re.IGNORECASE)
_END = re.compile(r"(?<=[\p{Ll}\p{N}\")”])[.!?](?=\s|$)|\n\s*\n")
_PART = r"\p{Lu}(?:\.|[\p{L}\p{M}'’\-]*)"
_NAME = re.compile(rf"(?:and\s+)?(?P<name>{_PART}(?:\s+{_PART}){{1,3}})(?=\s*(?:,|;|\.|$|\band\b))")

#: The plural of the noun before the first "of", before a comma, or at the end of a title.
_HEAD = re.compile(
    r"\b([\p{L}\-]*?[^\W\d_s])(ies|s)(?=\s+(?:of|for|in|to|at)\b|,|$)", re.IGNORECASE
)
CATEGORIES = ("agenda", "roll call", "speakers")
_Place = tuple[int, int, str, str]


@dataclass(frozen=True)
class Entry:
    """One line of an agenda or roll call: its number in the list, what it says, its characters."""

    number: int
    text: str
    title: str
    start: int
    end: int


def agenda(tokens: Tokens) -> Hits:
    """Return items of agendas, names of roll calls and speakers, each with its number in the rule.

    Agenda items are the items of a list after a paragraph that speaks of an agenda; where there is
    none, the titles in quotation marks after "the first agenda item". Names are those of a list of
    three and more: "present were …" opens a roll call, "speeches were made by …" an order of
    speakers; the rule has number, name and title.
    """
    found: list[_Place] = []
    for number, document in enumerate(tokens.corpus):
        for name, entries in (
            ("agenda", items(document)),
            ("roll call", names(document)),
            ("speakers", speakers(document)),
        ):
            for entry in entries:
                said = f"{entry.number} {entry.text}" + (f", {entry.title}" if entry.title else "")
                found += _place(tokens, number, entry, name, said)
    return Hits.of(tokens, found, categories=CATEGORIES, speech=partial(voice, tokens))


def _place(tokens: Tokens, number: int, entry: Entry, name: str, said: str) -> Iterator[_Place]:
    low, high = tokens.extent(number)
    a, b = np.searchsorted(tokens.start[low:high], (entry.start, entry.end))
    if b > a:
        yield low + int(a), int(b - a), name, said


def items(document: Document) -> list[Entry]:
    """Return the agenda of a document in its order, as far as it is told.

    >>> from rhetoric.tokens import tokenize_texts
    >>> text = 'They took up the first agenda item "On grain" and the second agenda item "On coal".'
    >>> [(e.number, e.text) for e in items(tokenize_texts(text).corpus[0])]
    [(1, 'On grain'), (2, 'On coal')]
    """
    listed = list(_listed(document))
    if listed:
        return listed
    out: dict[str, Entry] = {}
    for block in document.body:
        for span in block.spans:
            for hit in _QUOTED.finditer(document.raw, span.start, span.end):
                title = " ".join(hit["title"].split())
                if title.casefold() not in out:
                    number = _number(hit["nth"]) or len(out) + 1
                    out[title.casefold()] = Entry(number, title, "", *hit.span("title"))
    return sorted(out.values(), key=lambda entry: entry.number)


def _number(word: str | None) -> int:
    """Return the number that an ordinal stands for; 0 for none."""
    if not word:
        return 0
    digits = re.match(r"\d+", ordinals().get(word.casefold(), word))
    return int(digits[0]) if digits else 0


def _listed(document: Document) -> Iterator[Entry]:
    """Yield the items of the first list that follows a paragraph on an agenda."""
    blocks, number = list(document.body), 0
    for before, block in pairwise(blocks):
        if number and block.kind != "item":
            return
        if block.kind != "item":
            continue
        said = "".join(document.raw[s.start : s.end] for s in before.spans)
        if number or (before.kind != "item" and _AGENDA.search(said)):
            number += 1
            text = "".join(document.raw[s.start : s.end] for s in block.spans)
            mark = _NUMBER.match(text)
            skip = mark.end() if mark else 0
            start = block.spans[0].start + skip
            yield Entry(
                number, " ".join(text[skip:].split()).rstrip(" ;."), "", start, block.spans[-1].end
            )


def names(document: Document) -> list[Entry]:
    """Return the names of the roll calls of a document in their order, with titles.

    >>> from rhetoric.tokens import tokenize_texts
    >>> text = "Present were Ann Lee, Mayor of York; Bo Day, Clerk; and Cy Fox, Judge."
    >>> [(e.text, e.title) for e in names(tokenize_texts(text).corpus[0])]
    [('Ann Lee', 'Mayor of York'), ('Bo Day', 'Clerk'), ('Cy Fox', 'Judge')]
    """
    return _people(document, _LIST)


def speakers(document: Document) -> list[Entry]:
    """Return who "made speeches" in a document, in the order in which it says so, with titles."""
    return _people(document, _SPOKE)


def _people(document: Document, opening: re.Pattern[str]) -> list[Entry]:
    """Return the names of the lists that something opens, numbered, each once."""
    out: list[Entry] = []
    for block in document.body:
        for span in block.spans:
            for hit in opening.finditer(document.raw, span.start, span.end):
                end = _END.search(document.raw, hit.end(), span.end)
                found = list(_named(document.raw, hit.end(), end.end() if end else span.end))
                if len(found) >= _NAMES:
                    out += found
    return [
        Entry(n, e.text, e.title, e.start, e.end) for n, e in enumerate(_once(out), 1)
    ]  # fmt: skip


def _once(found: list[Entry]) -> list[Entry]:
    """Return each name once, where it stands first."""
    seen: dict[str, Entry] = {}
    for entry in found:
        seen.setdefault(entry.text, entry)
    return list(seen.values())


def _named(raw: str, low: int, high: int) -> Iterator[Entry]:
    """Yield names with titles of a list whose parts stand between semicolons, else commas."""
    parted = ";" in raw[low:high]
    at = low
    for part in re.split(r"(;)" if parted else r"(,)", raw[low:high]):
        begin, at = at, at + len(part)
        lead = re.match(r"\s*(?:and\s+)?", part)
        hit = _NAME.match(raw, begin + (lead.end() if lead else 0), at)
        if hit is None or not is_person(hit["name"]):
            continue
        group = [hit]
        while True:  # "Pak Jong Chon and Ri Il Hwan, Secretaries"
            more = re.compile(r"\s+and\s+").match(raw, group[-1].end(), at)
            following = _NAME.match(raw, more.end(), at) if more else None
            if following is None:
                break
            group.append(following)
        title = " ".join(raw[group[-1].end() : at].strip(" ,.\n").split())[:_TITLE]
        title = _of_one(title) if len(group) > 1 else title
        for one in group:
            yield Entry(0, " ".join(one["name"].split()), title, *one.span("name"))


def _of_one(title: str) -> str:
    """Return the title that several people share as that of one: its head noun in the singular.

    >>> _of_one("Chief Secretaries of the Board"), _of_one("Judges"), _of_one("Mayor of York")
    ('Chief Secretary of the Board', 'Judge', 'Mayor of York')
    """
    one: str = _HEAD.sub(lambda m: f"{m[1]}y" if m[2].lower() == "ies" else m[1], title, count=1)
    return one
