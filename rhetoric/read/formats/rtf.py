"""Rich Text files: striprtf takes the words out; what was deleted or hidden is marked before."""

from __future__ import annotations

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded
from rhetoric.read.formats.units import Unit, extracted, missing, named

_DELETED = re.compile(r"(?<!\\)\\deleted(?![a-z0-9])")
_HIDDEN = re.compile(r"(?<!\\)\\v(?![a-z0-9])")
_SHOWN = re.compile(r"(?<!\\)\\v0(?!\d)")
_REVISED = re.compile(r"(?<!\\)\\revised(?![a-z0-9])")
_HEAD = re.compile(r"(?<!\\)\\(?:header|footer)[lrf]?(?![a-z0-9])")
_FOOTNOTE = re.compile(r"(?<!\\)\\footnote(?![a-z0-9])")


def rtf(content: bytes) -> Decoded | str:
    r"""Return the text of a Rich Text file, each of its paragraphs one unit.

    Tracked deletions and hidden text are left out: their groups are made ones to ignore (``\*``).
    """
    if not content.lstrip().startswith(b"{\\rtf"):
        return "broken .rtf: it does not begin with {\\rtf"
    try:
        from striprtf.striprtf import rtf_to_text  # noqa: PLC0415
    except ImportError:
        return missing(".rtf", "rtf")
    source = content.decode("latin-1")
    notes = []
    source, deleted = _DELETED.subn(r"\\*", source)
    if deleted or _REVISED.search(source):
        said = f"tracked changes: insertions are in the text, {deleted} deletions are not"
        notes.append(Note("tracked changes", said))
    if _SHOWN.search(source):
        notes.append(Note("hidden", "hidden text could not be told apart: it is in the text"))
    else:
        source, hidden = _HIDDEN.subn(r"\\*", source)
        if hidden:
            notes.append(Note("hidden", f"{hidden} runs of hidden text left out"))
    if footnotes := len(_FOOTNOTE.findall(source)):
        notes.append(Note("footnotes", f"{footnotes} footnotes left out: save it as .docx"))
    if around := len(_HEAD.findall(source)):
        notes.append(Note("furniture", f"{around} heads and feet of pages left out"))
    text = str(rtf_to_text(source, errors="replace"))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    units = (_unit(line) for line in re.split(r"\n+", text))
    return extracted(units, "rtf", named("striprtf"), *notes)


def _unit(line: str) -> Unit:
    r"""Return a paragraph; cells of a table, which end in bars, are set apart by middle dots.

    >>> _unit("a|b|").text
    'a · b'
    """
    if line.rstrip().endswith("|"):
        return Unit(" · ".join(cell.strip() for cell in line.split("|") if cell.strip()))
    return Unit(line)
