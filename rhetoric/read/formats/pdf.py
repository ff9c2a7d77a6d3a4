"""PDF files: pypdf gives runs of characters and where they stand; lines are made of them here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded
from rhetoric.read.formats.furniture import without_furniture
from rhetoric.read.formats.layout import Line, laid_out
from rhetoric.read.formats.units import day, extracted, folded, missing, named

#: Most pages that are read.
PAGES = 5000
_MARK = re.compile(r"\d{1,3}[,*]?|[*†‡§]+")
_GLYPH = re.compile(r"/(?:g|gid|cid|uni|G|C)\d{2,6}\b|\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")


def pdf(content: bytes) -> Decoded | str:
    """Return the text of a PDF: no running heads or page numbers, paragraphs whole over pages."""
    if b"%PDF-" not in content[:1024]:
        return "broken PDF: it does not begin with %PDF-"
    try:
        import pypdf  # noqa: F401, PLC0415
    except ImportError:
        return missing(".pdf", "pdf")
    reader = _opened(content)
    return reader if isinstance(reader, str) else _read(reader, len(reader.pages))


def _opened(content: bytes) -> Any:
    """Return pypdf's reader of a PDF, or the reason why it is not read."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return "encrypted: it needs a password; save it again without one"
        count = len(reader.pages)
    except DependencyError:
        return "encrypted (AES): save it again without protection, or pip install cryptography"
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        return f"broken PDF: {folded(str(error))[:200] or type(error).__name__}"
    return reader if count <= PAGES else f"{count:,} pages: at most {PAGES:,} are read"


def _read(reader: Any, count: int) -> Decoded | str:
    """Return the text of an open PDF, with notes on pages that have none."""
    pages, broken, marks = [], [], 0
    for number in range(count):
        try:
            lines, dropped = _lines(reader.pages[number], number)
        except Exception:  # noqa: BLE001 - pypdf raises almost anything on a broken page
            lines, dropped = [], 0
            broken.append(number + 1)
        pages.append(lines)
        marks += dropped
    if not any(pages):
        if broken:
            return f"broken PDF: none of its {count} pages can be read"
        return "no text layer: OCR needed" if count else "broken PDF: it has no pages"
    text = "".join(line.text for lines in pages for line in lines)
    lost = sum(len(match[0]) for match in _GLYPH.finditer(text))
    if lost > 0.3 * len(text):
        return "no readable text layer (its fonts do not say which letters they draw): OCR needed"
    notes = list(_notes(pages, broken, marks, len(_GLYPH.findall(text))))
    pages, removed = without_furniture(pages)
    units, joins = laid_out(pages)
    return extracted(units, "pdf", named("pypdf"), *notes, *removed, *joins, hints=_hints(reader))


def _lines(page: Any, number: int) -> tuple[list[Line], int]:
    """Return the lines of a page in the order of its content, and how many note marks it had.

    A run of characters that is much smaller than the word before it is the mark of a footnote.
    """
    lines: list[Line] = []
    open_line = Line("", 0.0, 0.0, 0.0, number)
    marks = 0

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal open_line, marks
        x, y = _place(cm, tm)
        height = abs(size) * _height(cm, tm)
        for index, part in enumerate(text.split("\n")):
            if index:
                lines.append(open_line)
                open_line = Line("", 0.0, 0.0, 0.0, number)
            if not part.strip():
                open_line = open_line.followed(part)
            elif not open_line.text.strip():
                open_line = Line(part, x, y, height, number)
            elif _is_mark(open_line, part, height):
                marks += 1
            else:
                open_line = open_line.followed(part, height)

    page.extract_text(visitor_text=visit)
    lines.append(open_line)
    return [line for line in lines if line.text.strip()], marks


def _place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    """Return where a text matrix puts its origin on the page."""
    return (
        tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
        tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
    )


def _height(cm: list[float], tm: list[float]) -> float:
    across = tm[2] * cm[0] + tm[3] * cm[2]
    up = tm[2] * cm[1] + tm[3] * cm[3]
    return float((across**2 + up**2) ** 0.5)


def _is_mark(line: Line, part: str, height: float) -> bool:
    before = line.text[-1:]
    small = 0 < height < 0.8 * line.size
    return (
        small
        and not before.isspace()
        and not before.isdigit()
        and bool(_MARK.fullmatch(part.strip()))
    )


def _notes(pages: list[list[Line]], broken: list[int], marks: int, lost: int) -> Iterator[Note]:
    empty = [n for n, lines in enumerate(pages, 1) if not lines and n not in broken]
    if empty:
        said = f"{len(empty)} of {len(pages)} pages have no text (pictures, or OCR needed): "
        yield Note("pages", said + _numbers(empty))
    if broken:
        yield Note("pages", f"{len(broken)} pages cannot be read: {_numbers(broken)}")
    if marks:
        yield Note("furniture", f"{marks} raised marks of footnotes left out")
    if lost:
        yield Note("extraction", f"{lost} characters could not be told from their fonts")


def _numbers(numbers: list[int]) -> str:
    """Return page numbers as a phrase.

    >>> _numbers([1, 2, 9])
    'pages 1, 2, 9'
    """
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else ""
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:12]))}{more}"


def _hints(reader: Any) -> dict[str, str | None]:
    """Return what the PDF's information dictionary says; a broken one says nothing."""
    try:
        info = reader.metadata
        return (
            {}
            if info is None
            else {
                "title": info.title and str(info.title),
                "author": info.author and str(info.author),
                "created": day(info.creation_date),
                "modified": day(info.modification_date),
            }
        )
    except Exception:  # noqa: BLE001 - hints are never worth a document
        return {}
