"""The documents, the notes on them, and their texts with what was quoted marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import shorten as short

from rhetoric.amounts import number
from rhetoric.report.figures import Drawn
from rhetoric.report.page import (
    Block,
    Card,
    Fold,
    Items,
    Para,
    Quote,
    Quotes,
    Redline,
    Section,
    Table,
    TermCard,
    Text,
    anchor,
)
from rhetoric.report.passages import Mark, passages
from rhetoric.report.results import Analysis
from rhetoric.report.sections.claims import carded
from rhetoric.report.sections.shared import ROWS, csv, shows_texts

#: Characters of a title in the table; the CSV and the text itself have all.
TITLE = 90
_SIZES = ("Words", "Paragraphs", "Sentences")


def documents(a: Analysis, figures: Mapping[str, Drawn]) -> Section:
    """Return the table of the documents and the picture of their dates."""
    rows = []
    for row in a.timeline.table.to_dict("records"):
        if row["skipped"] or row["apart"]:
            continue
        inferred = (row["date_source"] or {}).get("kind") == "inferred"
        document = a.corpus[row["id"]]
        rows.append(
            [
                document.label + (" (inferred)" if inferred else ""),
                _cut(row["title"] or row["id"]),
                ", ".join(x for x in (row["genre"], row["form"]) if x),
                row["publisher"] or "",
                *(_number(row[name]) for name in ("words", "paragraphs", "sentences")),
            ]
        )
    period = a.timeline.unit
    named = ["Date", "Title"] if period == "document" else [period.capitalize(), "Documents"]
    columns = [*named, "Type", "Publisher", *_SIZES]
    stated = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    columns, rows = [columns[i] for i in stated], [[row[i] for i in stated] for row in rows]
    picture = [figures["timeline"].image] if "timeline" in figures else []
    links = {i: anchor(d.id) for i, d in enumerate(a.corpus)} if shows_texts(a) else {}
    sizes = frozenset(i for i, column in enumerate(columns) if column in _SIZES)
    table = Table(columns, rows[:ROWS], "", sizes, csv(rows, "timeline"), links)
    return Section("documents", "The documents", [*picture, table])


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _cut(title: str) -> str:
    """Return a title in few characters, cut between words where it has any."""
    if len(title) <= TITLE:
        return title
    words = short(title, TITLE, placeholder=" …")
    return words if len(words) > TITLE // 2 else title[:TITLE] + "…"


def notes(a: Analysis, figures: Mapping[str, Drawn]) -> Section:
    """List everything that was joined, left out, inferred or skipped."""
    blocks: list[Block] = []
    for document in a.corpus:
        if document.notes:
            items = [
                (f"line {n.line}: " if n.line else "") + f"{n.message} [{n.kind}]"
                for n in document.notes
            ]
            summary = f"{document.label} · {document.file}: {number(len(items), 'note')}"
            blocks.append(Fold(summary, [Items(items)]))
    skipped = [f"{s.file}: {s.reason}" for s in a.corpus.skipped]
    if skipped:
        blocks.append(Para(f"Skipped: {number(len(skipped), 'file')}."))
        blocks.append(Items(skipped))
    general = [n.message for n in a.corpus.notes]
    if a.size is not None:  # of an archive what is known of each document is not at hand
        general.append(
            f"What was joined, left out or inferred in single ones of {a.size:,} documents is not "
            "told here: rhetoric documents lists it."
        )
    general += [note for drawn in figures.values() for note in drawn.notes]
    if general:
        blocks.append(Items(list(dict.fromkeys(general))))
    return Section(
        "data", "Data notes", blocks or [Para("Nothing was joined, inferred or skipped.")]
    )


def texts(a: Analysis, sections: Iterable[Section | None]) -> Section | None:
    """Show the documents with the quoted passages marked; of a large corpus only those.

    Every place that a quotation or a redline of the other sections leads to is there. A mark leads
    back to the first finding or term that quotes it, where the page has its card.
    """
    there = {f.id for f in carded(a)}
    marks: dict[str, list[Mark]] = {}
    for finding in a.findings:
        target = f"f-{finding.id}" if finding.id in there else ""
        for address in (*finding.evidence, *finding.contrast):
            marks.setdefault(address["doc"], []).append((*address["match"], target))
    for n, term in enumerate(a.terms, 1):
        for address in term.quotations:
            marks.setdefault(address["doc"], []).append((*address["match"], f"term-{n}"))
    for doc, span in _linked(block for section in sections if section for block in section.blocks):
        marks.setdefault(doc, []).append((*span, ""))
    blocks = [
        Text(
            d.id,
            d.label,
            d.title or d.id,
            list(passages(d, marks.get(d.id, []), whole=shows_texts(a))),
        )
        for d in a.tokens.corpus
        if shows_texts(a) or d.id in marks
    ]
    return Section("texts", "The texts", blocks, html_only=True) if blocks else None


def _linked(blocks: Iterable[Block]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the raw places that blocks lead to, by document; an empty span is a place unmarked."""
    for block in blocks:
        if isinstance(block, Fold):
            yield from _linked(block.blocks)
        elif isinstance(block, Redline):
            places = (s.place for s in (*block.before, *block.after))
            yield from ((doc, (at, at)) for doc, at in filter(None, places))
        else:
            yield from ((q.doc, q.span or (q.start, q.start)) for q in _quotes(block))


def _quotes(block: Block) -> Iterable[Quote]:
    """Return the quotations of a block."""
    if isinstance(block, Card):
        return (*block.evidence, *block.contrast)
    if isinstance(block, TermCard):
        return block.quotes
    return [quote for _, quote in block.entries] if isinstance(block, Quotes) else ()
