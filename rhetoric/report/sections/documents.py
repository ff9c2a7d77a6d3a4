"""The documents, the notes on them, and their texts with what was quoted marked."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten as short

from rhetoric.report.analysis import Analysis
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Block, Fold, Items, Para, Section, Table, Text, slug
from rhetoric.report.passages import Mark, passages
from rhetoric.report.sections.claims import carded
from rhetoric.report.sections.pointing import judging
from rhetoric.report.sections.shared import ROWS, count, csv, shows_texts

#: Characters of a title in the table; the CSV and the text itself have all.
TITLE = 90


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
                f"{row['words']:,}",
                f"{row['paragraphs']:,}",
                f"{row['sentences']:,}",
            ]
        )
    columns = ["Date", "Title", "Type", "Publisher", "Words", "Paragraphs", "Sentences"]
    stated = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    columns, rows = [columns[i] for i in stated], [[row[i] for i in stated] for row in rows]
    picture = [figures["timeline"].image] if "timeline" in figures else []
    links = {i: slug(d.id) for i, d in enumerate(a.corpus)} if shows_texts(a) else {}
    sizes = frozenset(range(len(columns) - 3, len(columns)))
    table = Table(columns, rows[:ROWS], "", sizes, csv(rows, "timeline"), links)
    return Section("documents", "The documents", [*picture, table])


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
            summary = f"{document.label} · {document.file}: {count(len(items), 'note')}"
            blocks.append(Fold(summary, [Items(items)]))
    skipped = [f"{s.file}: {s.reason}" for s in a.corpus.skipped]
    if skipped:
        blocks.append(Para(f"Skipped: {count(len(skipped), 'file')}."))
        blocks.append(Items(skipped))
    general = [n.message for n in a.corpus.notes]
    general += [note for drawn in figures.values() for note in drawn.notes]
    if general:
        blocks.append(Items(list(dict.fromkeys(general))))
    return Section(
        "data", "Data notes", blocks or [Para("Nothing was joined, inferred or skipped.")]
    )


def texts(a: Analysis) -> Section | None:
    """Show the documents with the quoted passages marked; of a large corpus only those.

    A mark leads back to the first finding or term that quotes it, where the page has its card.
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
    for row in judging(a):
        address = row["address"]
        marks.setdefault(address["doc"], []).append((*address["match"], ""))
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
