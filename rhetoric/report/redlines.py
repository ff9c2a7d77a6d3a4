"""An alignment as blocks of a page, and as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.compare.alignment import KINDS, Alignment
from rhetoric.compare.sidebyside import flow, label, pieces, summary
from rhetoric.corpus import Document, RhetoricError
from rhetoric.report.page import Block, Page, Para, Redline, Section, Sentence, Table, line_anchor


def redline(
    row: Mapping[str, Any], earlier: Document, later: Document, name: str, *, linked: bool
) -> Redline:
    """Return a row of an alignment as a block; ``linked`` leads to the lines of a text view."""
    sides = (("before", earlier), ("after", later))
    before, after = (list(_sentences(row, side, d, linked=linked)) for side, d in sides)
    return Redline(
        id=name,
        label=label(row),
        tags=row["tags"],
        before=before,
        after=after,
        flow=flow(row, earlier, later),
    )


def _sentences(
    row: Mapping[str, Any], side: str, document: Document, *, linked: bool
) -> Iterator[Sentence]:
    for span, found in zip(row[side], pieces(row, side, document), strict=True):
        where = f"{document.label}, line {span['line']}"
        anchor = line_anchor(document.id, span["line"]) if linked else None
        place = (document.id, int(span["start"])) if linked else None
        yield Sentence(found, where, anchor, document.language or "", place)


def page(result: Alignment) -> Page:
    """Return an alignment as a page: the counts, the tagged changes, then all rows side by side."""
    one, other = result.earlier, result.later
    rows = [
        redline(row, one, other, f"row-{n}", linked=False) for n, row in enumerate(result.rows(), 1)
    ]
    names = [d.title or d.id for d in (one, other)]
    first: list[Block] = [
        Para(f"{names[0]} ({one.file}) → {names[1]} ({other.file})."),
        Para(summary(result), lead=True),
        *(Para(note) for note in result.notes),
    ]
    tagged = [row for row in rows if row.tags]
    if tagged:
        cells = [[row.label, "; ".join(row.tags)] for row in tagged]
        links = {n: row.id for n, row in enumerate(tagged)}
        first.append(Table(["Pair", "What changed"], cells, "Changes by kind", links=links))
    meanings = "; ".join(f"{kind}: {meaning}" for kind, meaning in KINDS.items())
    return Page(
        f"What changed: {result.title}",
        [
            Section("summary", "Summary", first),
            Section("rows", "Side by side", rows),
            Section("method", "Method", [Para(result.method), Para(f"{meanings}.")]),
        ],
    )


def save(name: str, text: str, result: Alignment) -> None:
    """Write a page to a file.

    Raises `RhetoricError` where it is a folder or one of the two texts (code 73), or where it
    cannot be written (code 74).
    """
    out = Path(name)
    if not name.strip() or out.is_dir():
        raise RhetoricError(f"{name!r} is no file to write to: name one.", code=73)
    try:
        was = sha256(out.read_bytes()).hexdigest() if out.is_file() else ""
        if was in {result.earlier.sha256, result.later.sha256}:
            raise RhetoricError(f"{name!r} is one of the texts: name another file.", code=73)
        out.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise RhetoricError(f"{name!r} cannot be written: {error.strerror}.", code=74) from None
