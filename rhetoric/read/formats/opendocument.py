"""OpenDocument texts (.odt), by the standard library: a zip behind limits, XML without DOCTYPE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded
from rhetoric.read.formats.archive import Refused, archive, local, member, parsed
from rhetoric.read.formats.units import Unit, extracted, heads

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HEADS = frozenset(
    f"{_STYLE}{name}{side}" for name in ("header", "footer") for side in ("", "-left", "-first")
)
_DRAWN = ("{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
          "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc")  # fmt: skip
_SIGNS = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}
_INDEXES = ("table-of-content", "illustration-index", "table-index", "alphabetical-index")
_UNSEEN = frozenset({
    "tracked-changes", "annotation", "annotation-end", "note-citation", "hidden-text", "forms",
    "hidden-paragraph", "sequence-decls", "variable-decls", "user-field-decls", "ruby-text",
    *_INDEXES,
})  # fmt: skip
_HINTS = {"title": "title", "creation-date": "created", "date": "modified", "creator": "author",
          "language": "language"}  # fmt: skip


def odt(content: bytes) -> Decoded | str:
    """Return the text of an OpenDocument text; what tracked changes deleted is not in it."""
    try:
        with archive(content) as opened:
            names = opened.namelist()
            if "META-INF/manifest.xml" in names:
                manifest = parsed(member(opened, "META-INF/manifest.xml"))
                if any(local(e) == "encryption-data" for e in manifest.iter()):
                    return "encrypted: save it again without a password"
            root = parsed(member(opened, "content.xml"))
            meta = parsed(member(opened, "meta.xml")) if "meta.xml" in names else None
            styles = parsed(member(opened, "styles.xml")) if "styles.xml" in names else None
    except Refused as refused:
        return str(refused)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        return "empty: it holds no text document"
    seen = Counter(local(element) for element in body.iter())
    notes: list[Element] = []
    units = [*_units(body, notes), *(u for note in notes for u in _units(note, []))]
    around = [e for e in styles.iter() if e.tag in _HEADS] if styles is not None else []
    left_out = heads(" ".join(unit.text for unit in _units(head, [])) for head in around)
    said = [*_said(seen, len(notes)), *([left_out] if left_out else [])]
    hints = {}
    for element in meta.iter() if meta is not None else ():
        if local(element) in _HINTS:
            value = element.text or ""
            key = _HINTS[local(element)]
            hints[key] = value[:10] if key in {"created", "modified"} else value
    return extracted(units, "odt", "rhetoric's own reader", *said, hints=hints)


def _units(parent: Element, notes: list[Element], kind: str = "paragraph") -> Iterator[Unit]:
    """Yield the paragraphs inside an element; footnotes met on the way are put aside."""
    for element in parent:
        name = local(element)
        if name in _UNSEEN or element.tag in _DRAWN:
            continue
        if name == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            yield Unit(_text(element, notes), "heading", min(int(level or 1), 6))
        elif name == "p":
            yield Unit(_text(element, notes), kind)
            for box in element.iter():
                if local(box) == "text-box":
                    yield from _units(box, notes)
        elif name == "table-row":
            yield from _row(element, notes)
        else:
            yield from _units(element, notes, "item" if name == "list-item" else kind)


def _row(row: Element, notes: list[Element]) -> Iterator[Unit]:
    cells = [list(_units(cell, notes)) for cell in row if local(cell) == "table-cell"]
    if len(cells) > 1 and all(len(c) < 2 and sum(len(u.text) for u in c) < 100 for c in cells):
        yield Unit(" · ".join(c[0].text for c in cells if c and c[0].text.strip()))
    else:
        yield from (unit for cell in cells for unit in cell)


def _text(parent: Element, notes: list[Element]) -> str:
    """Return the text of a paragraph; what breaks its lines in the XML is a space."""
    out = [(parent.text or "").replace("\n", " ")]
    for element in parent:
        name = local(element)
        if name == "note":
            notes += [inner for inner in element if local(inner) == "note-body"]
        elif name == "s":
            out.append(" ")
        elif name in _SIGNS:
            out.append(_SIGNS[name])
        elif name not in _UNSEEN and name != "text-box" and element.tag not in _DRAWN:
            out.append(_text(element, notes))
        out.append((element.tail or "").replace("\n", " "))
    return "".join(out)


def _said(seen: Counter[str], footnotes: int) -> Iterator[Note]:
    added, gone = seen["insertion"], seen["deletion"]
    if added or gone:
        said = f"tracked changes: {added} insertions are in the text, {gone} deletions are not"
        yield Note("tracked changes", said)
    if footnotes:
        yield Note("footnotes", f"{footnotes} footnotes stand at the end of the text")
    if seen["annotation"]:
        yield Note("furniture", f"{seen['annotation']} comments left out")
    if any(seen[index] for index in _INDEXES):
        yield Note("furniture", "table of contents left out")
