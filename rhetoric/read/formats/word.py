"""Word files (.docx): text of paragraphs, tables, text boxes and notes, as the last editor left it.

python-docx opens the package and knows its styles; the words are taken here, since it leaves out
what tracked changes insert.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded
from rhetoric.read.formats.archive import Refused, archive
from rhetoric.read.formats.units import Unit, day, extracted, heads, missing, named

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_ROW = 12  # words; a row of shorter cells is a row of a table, one of longer ones a layout
_SKIPPED = frozenset({"txbxContent", "Fallback", "instrText", "delText", "pPr", "rPr"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_NOTES = ("footnotes", "endnotes")


def docx(content: bytes) -> Decoded | str:
    """Return the text of a Word file; tracked deletions are left out, insertions are in it."""
    try:
        with archive(content) as opened:
            main = [n for n in opened.namelist() if n.casefold() == "word/document.xml"]
            if main and _STRICT in opened.read(main[0])[:4000]:
                return "of the strict kind of .docx: save it as an ordinary Word document"
    except Refused as refused:
        return str(refused)
    try:
        import docx as library  # noqa: PLC0415
    except ImportError:
        return missing(".docx", "docx")
    try:
        document = library.Document(BytesIO(content))
    except (KeyError, ValueError, SyntaxError, library.exceptions.PythonDocxError) as error:
        return f"broken .docx: {error}"
    body = document.element.body
    seen: Counter[str] = Counter(_name(element) for element in body.iter())
    reading = _Reading(_styles(document))
    units = [*reading.units(body), *_notes(document, reading)]
    left_out = heads(_heads(document))
    return extracted(
        units,
        "docx",
        named("python-docx"),
        *_said(seen, reading.counts),
        *([left_out] if left_out else []),
        hints=_hints(document.core_properties),
    )


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any, path: str) -> str | None:
    """Return the value of the element at a path such as ``pPr/pStyle``; ``""`` if it has none."""
    found = element.find("/".join(_W + step for step in path.split("/")))
    return None if found is None else str(found.get(f"{_W}val", ""))


def _is_on(value: str | None) -> bool:
    return value is not None and value not in {"0", "false", "off"}


def _styles(document: Any) -> dict[str, tuple[str, bool]]:
    """Return, by id, the kind that a style gives to its paragraphs and whether it is hidden."""
    out = {}
    for style in document.styles:
        name = str(style.name or "").casefold()
        kind, depth = "paragraph", 0
        chain = style
        while chain is not None and depth < 20 and kind == "paragraph":
            kind = _kind_of(str(chain.name or "").casefold(), chain.element)
            chain, depth = getattr(chain, "base_style", None), depth + 1
        kind = "contents" if name.startswith(("toc ", "table of figures")) else kind
        out[style.style_id] = (kind, _is_on(_value(style.element, "rPr/vanish")))
    return out


def _kind_of(name: str, element: Any) -> str:
    if name == "title":
        return "heading 1"
    if name.startswith("heading ") and name[8:].isdigit():
        return f"heading {min(int(name[8:]), 6)}"
    outline = _value(element, "pPr/outlineLvl") or ""
    if outline.isdigit() and int(outline) < 9:
        return f"heading {min(int(outline) + 1, 6)}"
    numbered = _value(element, "pPr/numPr/numId")
    return "item" if name.startswith("list ") or _is_on(numbered) else "paragraph"


class _Reading:
    """The units of a Word file as its elements are walked, and counts of what was left out."""

    def __init__(self, styles: dict[str, tuple[str, bool]]) -> None:
        self.styles = styles
        self.counts: Counter[str] = Counter()
        self.open = ""  # a paragraph whose mark was deleted goes on in the next

    def units(self, parent: Any) -> Iterator[Unit]:
        """Yield the units of the elements inside a body, cell, note or text box."""
        for element in parent:
            name = _name(element)
            if name == "p":
                yield from self.paragraph(element)
            elif name == "tbl":
                yield from self.table(element)
            elif name not in {"del", "moveFrom", "sdtPr", "sectPr"}:
                yield from self.units(element)

    def paragraph(self, element: Any) -> Iterator[Unit]:
        """Yield a paragraph, then those of the text boxes that hang on it."""
        kind, hidden = self.styles.get(_value(element, "pPr/pStyle") or "", ("paragraph", False))
        kind = kind if kind.startswith("heading") else self._own_kind(element, kind)
        text = self.open + "".join(self.texts(element, hidden=hidden))
        self.open = ""
        if kind == "contents":
            self.counts["contents"] += bool(text.strip())
        elif element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            self.open = text
        else:
            name, _, level = kind.partition(" ")
            yield Unit(text, name, int(level or 1))
        for box in element.iter(f"{_W}txbxContent"):
            if not any(_name(above) == "Fallback" for above in box.iterancestors()):
                yield from self.units(box)

    def _own_kind(self, element: Any, kind: str) -> str:
        outline = _value(element, "pPr/outlineLvl") or ""
        if outline.isdigit() and int(outline) < 9:
            return f"heading {min(int(outline) + 1, 6)}"
        numbered = _value(element, "pPr/numPr/numId")
        if numbered is None:
            return kind
        return "item" if _is_on(numbered) else "paragraph"

    def texts(self, parent: Any, *, hidden: bool) -> Iterator[str]:
        """Yield the texts of a paragraph, without what was deleted or is hidden."""
        for element in parent:
            name = _name(element)
            if name in {"del", "moveFrom"} or name in _SKIPPED:
                continue
            if name == "t" and not hidden:
                yield (element.text or "").replace("\n", " ")
            elif name == "r":
                own = _value(element, "rPr/vanish")
                unseen = hidden if own is None else _is_on(own)
                self.counts["hidden"] += unseen
                yield from self.texts(element, hidden=unseen)
            elif name in _SIGNS:
                yield _SIGNS[name] if element.get(f"{_W}type") != "page" else ""
            else:
                yield from self.texts(element, hidden=hidden)

    def table(self, table: Any) -> Iterator[Unit]:
        """Yield the rows of a table as lines; where cells hold prose, each of their paragraphs."""
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue  # of a table inside a cell: comes with its cell
            cells = [list(self.units(cell)) for cell in row.iter(f"{_W}tc") if _row(cell) is row]
            short = all(
                len(c) < 2 and len((c or [Unit("")])[0].text.split()) <= _ROW for c in cells
            )
            if short and len(cells) > 1:
                yield Unit(" \u00b7 ".join(c[0].text for c in cells if c and c[0].text.strip()))
            else:
                yield from (unit for cell in cells for unit in cell)


def _row(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"))


def _notes(document: Any, reading: _Reading) -> Iterator[Unit]:
    """Yield the paragraphs of footnotes and endnotes, which stand in parts of their own."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in _NOTES or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(f"{_W}type") in {None, "normal"}:
                units = [unit for unit in reading.units(note) if unit.text.strip()]
                reading.counts[kind] += bool(units)
                yield from units


def _heads(document: Any) -> Iterator[str]:
    """Yield the texts of the heads and feet of pages, which stand in parts of their own."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    for relation in document.part.rels.values():
        if relation.reltype.rpartition("/")[2] in {"header", "footer"} and not relation.is_external:
            part = parse_xml(relation.target_part.blob)
            yield " ".join(unit.text for unit in _Reading({}).units(part))


def _said(seen: Counter[str], counts: Counter[str]) -> Iterator[Note]:
    """Yield notes on what is in the text and what is not."""
    added, gone = seen["ins"] + seen["moveTo"], seen["del"] + seen["moveFrom"]
    if added or gone:
        said = f"tracked changes: {added} insertions are in the text, {gone} deletions are not"
        yield Note("tracked changes", said)
    for kind in _NOTES:
        if counts[kind]:
            yield Note("footnotes", f"{counts[kind]} {kind} stand at the end of the text")
    if counts["contents"]:
        said = f"table of contents left out ({counts['contents']} lines)"
        yield Note("furniture", said)
    if counts["hidden"]:
        yield Note("hidden", f"{counts['hidden']} runs of hidden text left out")
    if seen["commentReference"]:
        yield Note("furniture", f"{seen['commentReference']} comments left out")


def _hints(properties: Any) -> dict[str, str | None]:
    return {
        "title": properties.title,
        "author": properties.author,
        "language": properties.language,
        "created": day(properties.created),
        "modified": day(properties.modified),
    }
