"""Rows of an alignment as people read them: pieces that stay, go and come, side by side or as one.

Everything is escaped: what a document holds never acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from rhetoric.corpus import Document
from rhetoric.inert import shown, spelt

if TYPE_CHECKING:
    from rhetoric.compare.alignment import Alignment

#: A piece of text: "same", "del" or "ins", and its words.
Piece = tuple[str, str]
#: Rows that a notebook shows.
ROWS = 300
_BEFORE = "background:rgba(213,94,0,.18);text-decoration:line-through"
_AFTER = "background:rgba(0,114,178,.18);text-decoration:underline"


def pieces(row: Mapping[str, Any], side: str, document: Document) -> list[list[Piece]]:
    """Return the sentences of one side of a row (``before`` or ``after``) as pieces.

    A whole sentence that went or came has no marked piece: side by side its place says so.
    """
    mark = "del" if side == "before" else "ins"
    out = []
    for span in row[side]:
        low, end = span["start"], span["end"]
        found: list[Piece] = []
        for place in (edit[side] for edit in row["edits"]):
            if low <= place["start"] < place["end"] <= end:
                found.append(("same", document.raw[low : place["start"]]))
                found.append((mark, document.raw[place["start"] : place["end"]]))
                low = place["end"]
        found.append(("same", document.raw[low:end]))
        out.append(_folded(found))
    return out


def flow(row: Mapping[str, Any], earlier: Document, later: Document) -> list[Piece]:
    """Return a row as one run of text: what went stands before what came in its place."""
    if not row["edits"]:
        side, document = ("after", later) if row["after"] else ("before", earlier)
        whole = {"dropped": "del", "new": "ins"}.get(row["kind"], "same")
        return [(whole, text) for _, text in _run(pieces(row, side, document))]
    found: list[Piece] = []
    low, end = row["after"][0]["start"], row["after"][-1]["end"]
    for edit in row["edits"]:
        found.append(("same", later.raw[low : edit["after"]["start"]]))
        found.append(("del", edit["before"]["text"]))
        if edit["before"]["text"] and edit["after"]["text"]:
            found.append(("same", " "))
        found.append(("ins", edit["after"]["text"]))
        low = edit["after"]["end"]
    return _folded([*found, ("same", later.raw[low:end])])


def _run(sentences: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return sentences as one run with a space between."""
    out: list[Piece] = []
    for sentence in sentences:
        out += [("same", " ")] if out else []
        out += sentence
    return out


def _folded(found: Sequence[Piece]) -> list[Piece]:
    """Return pieces with their white space folded; one that stands alone is set off by a space."""
    out: list[Piece] = []
    for kind, text in found:
        plain = shown(text.replace("**", ""))
        if not plain:
            if text and out and not out[-1][1].endswith(" "):
                out.append(("same", " "))
            continue
        head = " " if text[0].isspace() and out and not out[-1][1].endswith(" ") else ""
        if not head and out and _touch(out[-1], (kind, plain)):
            head = " "
        tail = " " if text[-1].isspace() else ""
        out += [("same", head)] if head and kind != "same" else []
        out.append((kind, (head if kind == "same" else "") + plain + (tail * (kind == "same"))))
    return out


def _touch(before: Piece, after: Piece) -> bool:
    """Say whether two pieces of which one was taken out would read as one word."""
    return "del" in {before[0], after[0]} and before[1][-1:].isalnum() and after[1][:1].isalnum()


def fragment(result: Alignment) -> str:
    """Return an alignment as a table of two columns for a notebook, at most ``ROWS`` rows."""
    rows = result.rows()
    body = "".join(_row(row, result) for row in rows[:ROWS])
    rest = f"<p>{len(rows) - ROWS:,} more rows in <code>.table</code>.</p>" * (len(rows) > ROWS)
    notes = "".join(f"<p>{escape(note)}</p>" for note in (summary(result), *result.notes))
    head = f"<tr><th></th>{_cell(result.earlier.label, 'th')}{_cell(result.later.label, 'th')}</tr>"
    return spelt(f"<h4>{escape(shown(result.title))}</h4>{notes}<table>{head}{body}</table>{rest}")


def summary(result: Alignment) -> str:
    """Return the counts of the kinds that there are, as a phrase."""
    from rhetoric.compare.alignment import percent  # noqa: PLC0415  (it shows itself by this)

    said = [f"{n:,} {kind}" for kind, n in result.counts.items() if n]
    share = percent(result.carried)
    return f"{', '.join(said) or 'nothing'}; carried over: {share} of the later words."


def label(row: Mapping[str, Any]) -> str:
    """Return the kind of a row with its similarity and whether it moved."""
    score = row["similarity"]
    said = f" {score:.2f}" if score is not None and row["kind"] != "kept" else ""
    return f"{row['kind']}{said}{' moved' if row['moved'] else ''}"


def _row(row: Mapping[str, Any], result: Alignment) -> str:
    tags = "".join(f"<br><small>{escape(shown(tag))}</small>" for tag in row["tags"])
    sides = (("before", result.earlier), ("after", result.later))
    cells = "".join(f"<td>{''.join(_marked(row, side, d))}</td>" for side, d in sides)
    return f"<tr><td>{escape(label(row))}{tags}</td>{cells}</tr>"


def _cell(text: str, tag: str) -> str:
    return f"<{tag}>{escape(shown(text))}</{tag}>"


def _marked(row: Mapping[str, Any], side: str, document: Document) -> Iterator[str]:
    """Yield the words of one side, what went or came marked by line and by colour."""
    styles = {"del": _BEFORE, "ins": _AFTER}
    for kind, text in _run(pieces(row, side, document)):
        plain = escape(text)
        yield plain if kind == "same" else f'<{kind} style="{styles[kind]}">{plain}</{kind}>'
