"""Passages of the documents as the report shows them: folded, marked, with their line."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rhetoric.corpus import Document
from rhetoric.inert import shown
from rhetoric.report.page import Passage, Quote
from rhetoric.tokens import Tokens

#: A marked span of a document and the place on the page that quotes it, or nothing.
Mark = tuple[int, int, str]


def quote(tokens: Tokens, address: Mapping[str, Any]) -> Quote:
    """Return a quotation for the page, its white space folded, with what was matched in it."""
    document = tokens.corpus[address["doc"]]
    raw, start, end = document.raw, int(address["start"]), int(address["end"])
    low, high = address["match"]
    head, word, tail = raw[start:low], raw[low:high], raw[high:end]
    text = _fold(head, lead=True) + _fold(word) + _fold(tail, trail=True)
    at = len(_fold(head, lead=True))
    sentence = tokens.sentence(_token_at(tokens, document.id, low))
    return Quote(
        doc=document.id,
        file=document.file,
        line=document.line(low),
        start=start,
        end=end,
        label=document.label,
        text=text,
        match=(at, at + len(_fold(word))),
        cut=(start > sentence.start, end < sentence.end),
        span=(low, high),
    )


def _fold(text: str, *, lead: bool = False, trail: bool = False) -> str:
    """Return a text with runs of white space as one space and emphasis marks left out."""
    text = text.replace("**", "")
    plain = shown(text)
    if not plain:
        return " " if text and not lead and not trail else ""
    before = " " if text[0].isspace() and not lead else ""
    after = " " if text[-1].isspace() and not trail else ""
    return f"{before}{plain}{after}"


def _token_at(tokens: Tokens, doc: str, offset: int) -> int:
    number = tokens.names.index(doc)
    low = int(tokens.document_starts[number])
    starts = tokens.document_starts
    high = int(starts[number + 1]) if number + 1 < len(starts) else len(tokens)
    return low + int(tokens.start[low:high].searchsorted(offset))


def passages(document: Document, marks: Sequence[Mark], *, whole: bool) -> Iterator[Passage]:
    """Yield the paragraphs of a document with marked passages; only those, unless ``whole``.

    The line of every mark is named, once in the document; an empty mark names its line only.
    """
    named: set[int] = set()
    for block in document.body:
        low, high = block.spans[0].start, block.spans[-1].end
        here = [mark for mark in marks if low <= mark[0] < high]
        if not here and not whole:
            continue
        inside = _disjoint([mark for mark in here if mark[0] < mark[1] <= high])
        lines = sorted({document.line(at) for at in (low, *(mark[0] for mark in here))} - named)
        named.update(lines)
        pieces: list[str] = []
        spots: list[Mark] = []
        at, size = low, 0
        for start, end, target in [*inside, (high, high, "")]:
            before = _fold(document.raw[at:start], lead=not pieces)
            word = _fold(document.raw[start:end])
            spots.append((size + len(before), size + len(before) + len(word), target))
            pieces += [before, word]
            size += len(before) + len(word)
            at = end
        yield Passage(lines, "".join(pieces), spots[:-1])


def _disjoint(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks that do not overlap: those that lead somewhere first, then the longest."""
    out: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (not m[2], m[0], -m[1])):
        at = bisect(out, mark)
        after = at == len(out) or mark[1] <= out[at][0]
        if after and (not at or out[at - 1][1] <= mark[0]):
            out.insert(at, mark)
    return out
