"""What every format is brought to: paragraphs, headings and items, written with blank lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex as re

from rhetoric.corpus import Note, listed
from rhetoric.read.decode import Decoded
from rhetoric.read.scan import version

#: What no text holds: control characters (of which white space is kept), broken surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Unit:
    """A paragraph, heading or item of a document as its format marks it.

    ``linked`` is how many of its characters belong to links.
    """

    text: str
    kind: str = "paragraph"
    level: int = 1
    linked: int = 0


def written(units: Iterable[Unit]) -> str:
    r"""Return units as text: blank lines between them, ``#`` before headings, ``-`` before items.

    >>> written([Unit("Report", "heading"), Unit("It  grew."), Unit("steel", "item")])
    '# Report\n\nIt grew.\n\n- steel'
    """
    marks = {"heading": "#", "item": "-"}
    out = []
    for unit in units:
        text = folded(unit.text)
        if text:
            mark = marks.get(unit.kind, "") * (unit.level if unit.kind == "heading" else 1)
            out.append(f"{mark} {text}" if mark else text)
    return "\n\n".join(out)


def folded(text: str) -> str:
    r"""Return a text without control characters, the spaces of each of its lines folded.

    >>> folded(" a \t b\n\n c\0")
    'a b\nc'
    """
    plain = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def extracted(
    units: Iterable[Unit],
    form: str,
    tool: str,
    *notes: Note,
    hints: Mapping[str, str | None] | None = None,
) -> Decoded | str:
    """Return the text that units make, with a note on what extracted it; none is a reason."""
    text = written(units)
    if not any(char.isalnum() for char in text):
        return "empty: no text in it"
    known = {key: folded(value)[:500] for key, value in (hints or {}).items() if value}
    note = Note("extractor", f"text extracted with {tool}")
    return Decoded(
        text, form, (note, *notes), {key: value for key, value in known.items() if value}
    )


def heads(texts: Iterable[str]) -> Note | None:
    """Return a note on the heads and feet of pages that are left out; None where all are empty.

    >>> heads(["Page 3", "The  Party", "The Party"]).message
    'heads and feet of pages left out: “Page 3”, “The Party”'
    """
    found = dict.fromkeys(folded(text).replace("\n", " ") for text in texts)
    quoted = [f"“{text[:60]}{'…' * (len(text) > 60)}”" for text in found if text]
    said = f"heads and feet of pages left out: {listed(quoted, 3)}"
    return Note("furniture", said) if quoted else None


def named(package: str) -> str:
    """Return a package with its version, as it stands in a note on the extractor."""
    found = version(package)
    return package if found == "none" else f"{package} {found}"


def missing(suffix: str, extra: str) -> str:
    """Return the reason why a file is not read where its extra is not installed.

    >>> missing(".pdf", "pdf")
    "reading .pdf needs an extra: pip install 'rhetoric-toolkit[pdf]'"
    """
    return f"reading {suffix} needs an extra: pip install 'rhetoric-toolkit[{extra}]'"


def day(moment: dt.datetime | dt.date | None) -> str | None:
    """Return the ISO date of a moment."""
    return None if moment is None else moment.isoformat()[:10]
