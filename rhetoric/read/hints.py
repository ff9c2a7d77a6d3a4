"""What a file says of itself beside its text: the head of a web page, the properties of a file.

The head of a page is written for readers of the page: its title, publisher and date are taken
where the text states none. Properties are filled in by programs (the day on which a file was
saved, the name of a template): they date nothing, and a note tells what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import regex as re

from rhetoric.corpus import Note, listed
from rhetoric.read.dates import Dating, settled
from rhetoric.read.decode import Decoded
from rhetoric.read.language import code_of
from rhetoric.read.mentions import parse, written

_JUNK = re.compile(
    r"(?i)microsoft (?:word|powerpoint)|^(?:untitled|document\d*|title|layout 1|slide 1|home)$"
    r"|\.(?:docx?|pdf|rtf|odt|indd|qxp|pages|tex|html?|txt)$"
)
_WORD = re.compile(r"[\p{L}\p{N}]+")


@dataclass(frozen=True)
class Hinted:
    """Fields and further facts that a file's own metadata give, with notes on what was taken."""

    fields: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def hinted(text: Decoded, file: str, known: Mapping[str, Any], dates: Dating) -> Hinted:
    """Return what metadata add to the fields that are known from the text.

    >>> page = Decoded("It grew.", "utf-8", hints={"title": "On Steel", "author": "Kim"})
    >>> said = hinted(page, "a.html", {"title": None}, Dating())
    >>> said.fields, said.meta, said.notes[0].message
    ({'title': 'On Steel'}, {'author': 'Kim'}, 'title taken from the metadata of the file')
    """
    hints = text.hints
    if not hints:  # as of all plain text
        return Hinted()
    fields = {}
    if not known.get("title") and _is_title(hints.get("title", ""), file):
        fields["title"] = hints["title"]
    if not known.get("publisher") and hints.get("publisher"):
        fields["publisher"] = hints["publisher"]
    notes = []
    if fields:
        said = f"{' and '.join(fields)} taken from the metadata of the file"
        notes.append(Note("metadata", said))
    if dates.date is None and "published from" not in hints:
        notes += _undated(hints, file)
    meta = {key: hints[key] for key in ("author", "created", "modified") if hints.get(key)}
    return Hinted(fields, meta, tuple(notes))


def _is_title(title: str, file: str) -> bool:
    """Say whether a title is one, and no name of a file or of a template.

    >>> _is_title("Microsoft Word - draft3.doc", "a.pdf"), _is_title("2021_kim", "2021_kim.odt")
    (False, False)
    """
    same = _WORD.findall(title.casefold()) == _WORD.findall(PurePosixPath(file).stem.casefold())
    return bool(re.search(r"\p{L}{2}", title)) and not same and not _JUNK.search(title)


def _undated(hints: Mapping[str, str], file: str) -> list[Note]:
    """Return a note on the days that properties name; none of them is the date of the text."""
    days = {key: parse(hints[key]) for key in ("published", "created", "modified") if key in hints}
    told = {key: written(d.date, d.precision) for key, d in days.items() if d.date}
    if not told:
        return []
    first = next(iter(told.values()))
    says = listed(f"{key} {day}" for key, day in told.items())
    said = f"the properties of the file say {says}, which need not be the date of the text"
    return [Note("date", f"{said}; if it is, {settled(file, first)}")]


def language_of(hints: Mapping[str, str]) -> str | None:
    """Return the language that metadata state, where it is one that is known.

    >>> language_of({"language": "en-GB"}), language_of({"language": "C"})
    ('en', None)
    """
    code = code_of(hints.get("language", ""))
    return code if re.fullmatch(r"[a-z]{2}", code) else None
