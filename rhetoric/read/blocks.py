"""Raw text to blocks: paragraphs whole again, furniture set apart, every offset kept.

The order is: lines → groups between blank lines → pieces (a heading, an item, a paragraph) →
pieces cut by a page break joined → each piece classified. The raw text is never changed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import regex as re

from rhetoric.corpus import Block, Note, Span, line_starts
from rhetoric.lexicons import function_words, words

#: What may stand around a line without being part of it, besides white space.
_INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"
_FINAL = re.compile(r"[.!?…:;。！？：；][)\]}\"'”’»›*_\s]*$")
_SENTENCE_FINAL = re.compile(r"[.!?…。！？][)\]}\"'”’»›*_\s]*$")
_ITEM = re.compile(
    r"(?:[-*+•‣◦▪·–—]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][)]\s+|\(?[ivxlc]{1,6}[.)]\s+)(?=\S)"
)
_HEADING = re.compile(r"#{1,6}\s+")
_WORD = re.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.\-\u2010\u2011]*")
_DATELINE = re.compile(
    r"\p{Lu}[\p{L}\p{M}.'’\- ]{1,40}(?:,\s\p{Lu}[\p{L}\p{M}.'’\- ]{1,30})?"  # Pyongyang
    r"(?:,\s*(?:\p{Lu}\p{Ll}{2,8}\.?\s+\d{1,2}|\d{1,2}\s+\p{Lu}\p{Ll}{2,8})(?:,?\s+\d{4})?)?"
    r"\s*\((?:\p{Lu}[\p{L}.&\- ]{1,30})\)\s*(?:--+|[—–-])\s*"
)
#: A wrapped line is at most about this long; longer lines are paragraphs of their own.
_WRAP = 110
_LONG_PROSE = 25  # words; a line this long is prose even without a full stop
_LONG_JOIN = 8  # words; a shorter line that ends in a comma is a vocative or a fragment
_END = 200  # characters


@dataclass
class Piece:
    """A unit on its way to a block: its raw spans, and its text with white space folded.

    ``tail`` is the number of words of the last of the fragments that were joined. A text whose
    ``words`` are given is folded already, so that joining never looks at the whole again.
    """

    spans: list[tuple[int, int]]
    text: str
    hint: str | None = None
    kind: str = "paragraph"
    tail: int = -1
    words: int = -1

    def __post_init__(self) -> None:
        if self.words < 0:
            self.text = " ".join(self.text.replace("**", "").replace("__", "").split())
            self.words = self.tail = len(_WORD.findall(self.text))

    @property
    def ending(self) -> str:
        """The last characters of the text, where rules about its end look however long it is."""
        return self.text[-_END:]


def blocks(raw: str, doc: str) -> tuple[list[Block], list[Note]]:
    """Return the blocks of a raw text and notes on what was joined and set apart."""
    starts = line_starts(raw)
    pieces = [piece for group in _groups(raw, starts) for piece in _split(raw, group)]
    notes: list[Note] = []
    pieces = _joined(pieces, starts, notes)
    _classify(pieces)
    pieces = list(_datelines(raw, pieces))
    made = [
        Block(piece.kind, tuple(Span(doc, start, end) for start, end in piece.spans))
        for piece in pieces
    ]
    return made, [*notes, *_furniture_notes(starts, pieces)]


def line_of(raw: str, offset: int) -> int:
    """Return the 1-based line of an offset."""
    return len(raw[: offset + 1].splitlines())


def _groups(raw: str, starts: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines between blank ones, each line as its span without outer space."""
    edges = [*starts, len(raw)]
    lines = [_trim(raw, a, b) for a, b in pairwise(edges)]
    for filled, run in groupby(lines, key=lambda line: line[0] < line[1]):
        if filled:
            yield list(run)


def _trim(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (raw[start].isspace() or raw[start] in _INVISIBLE):
        start += 1
    while end > start and (raw[end - 1].isspace() or raw[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _split(raw: str, lines: list[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the pieces of a group: what a single newline separates and what it merely wraps."""
    wrapped = _is_wrapped([raw[start:end] for start, end in lines])
    run: list[tuple[int, int]] = []  # the lines of the piece that is open
    hint, before = None, ""
    for start, end in lines:
        text = raw[start:end]
        mark, inside = _marked(text, before if hint is None and wrapped else "")
        goes_on = wrapped or (hint == "item" and _continues(before, text))
        if run and mark is None and goes_on and hint != "heading":
            run.append((start, end))
        else:
            yield from _closed(raw, run, hint)
            run, hint = [(start + inside, end)], mark
        before = text
    yield from _closed(raw, run, hint)


def _marked(text: str, before: str) -> tuple[str | None, int]:
    """Return what the mark that a line begins with makes of it, and where its words begin.

    After a wrapped line without final punctuation, what looks like an item's mark is none.
    """
    heading = _HEADING.match(text)
    if heading:
        return "heading", heading.end()
    item = _ITEM.match(text)
    if item and (not before or _FINAL.search(before)):
        return "item", item.end()
    return None, 0


def _closed(raw: str, run: list[tuple[int, int]], hint: str | None) -> Iterator[Piece]:
    """Yield the piece that a run of lines makes; a heading without words makes none."""
    if not run:
        return
    (start, _), (_, end) = run[0], run[-1]
    text = " ".join(raw[a:b] for a, b in run)
    if hint == "heading":
        text = text.rstrip("#").rstrip()
        end = start + len(text)
    if hint != "heading" or text.strip("*_ "):
        yield Piece([(start, end)], text, hint)


def _is_wrapped(texts: list[str]) -> bool:
    """Say whether newlines in a group are soft: like lengths, mostly cut in mid-sentence."""
    if len(texts) < 2:
        return False
    lengths = [len(text) for text in texts[:-1]]
    longest = max(lengths)
    if longest > _WRAP or longest < 30 or len(texts[-1]) > _WRAP:
        return False
    alike = sum(length >= 0.7 * longest for length in lengths) >= 0.75 * len(lengths)
    open_ended = sum(not _SENTENCE_FINAL.search(text) for text in texts[:-1])
    return alike and open_ended >= 0.5 * len(lengths)


def _continues(before: str, text: str) -> bool:
    return not _SENTENCE_FINAL.search(before) and text[:1].islower()


def _joined(pieces: list[Piece], starts: list[int], notes: list[Note]) -> list[Piece]:
    """Return pieces with those put together that a page break or a blank line cut in two."""
    out: list[Piece] = []
    for piece in pieces:
        if out and _is_cut(out[-1], piece):
            before = out[-1]
            message = f"“…{before.text[-30:]}” joined to “{piece.text[:30]}…”"
            notes.append(Note("join", message, bisect_right(starts, before.spans[-1][1] - 1)))
            text, count = f"{before.text} {piece.text}", before.words + piece.words
            out[-1] = Piece(before.spans + piece.spans, text, tail=piece.words, words=count)
        else:
            out.append(piece)
    return out


def _is_cut(before: Piece, after: Piece) -> bool:
    if before.hint or after.hint or _FINAL.search(before.ending) or not _WORD.match(after.text):
        return False
    last = _WORD.findall(before.ending)[-1:] or [""]
    dangling = before.text.endswith(",") or last[0].casefold() in _dangling()
    if after.text[:1].islower():
        return dangling or not heading_like(before)
    return dangling and before.tail >= _LONG_JOIN and not is_address(before)


def _dangling() -> frozenset[str]:
    tables = ("articles_determiners", "prepositions", "conjunctions", "auxiliaries", "modals")
    return frozenset().union(*(words(table) for table in tables))


def heading_like(piece: Piece) -> bool:
    """Say whether a line reads as a heading: short, open-ended, most of its words capitalised."""
    if piece.hint == "heading":
        return True
    if piece.words > 16 or piece.words == 0 or _FINAL.search(piece.text) or piece.text[-1] == ",":
        return False
    tokens = _WORD.findall(piece.text)
    if tokens[0][0].islower() or tokens[-1].casefold() in _dangling():
        return False
    content = [t for t in tokens if t.casefold() not in function_words() and t[0].isalpha()]
    capital = sum(t[0].isupper() for t in content)
    return bool(content) and capital >= 0.6 * len(content)


def is_address(piece: Piece) -> bool:
    """Say whether a line addresses the audience: short, a vocative word first, a comma after it."""
    if not piece.text.endswith((",", ":", ',"', "!")) or not 1 < piece.words <= 30:
        return False
    tokens = _WORD.findall(piece.text)
    capital = sum(t[0].isupper() for t in tokens) >= 0.4 * len(tokens)
    return tokens[0].casefold().strip(".") in words("vocatives") and (capital or piece.words <= 3)


def _is_prose(piece: Piece) -> bool:
    if piece.hint == "heading":
        return False
    return piece.words >= _LONG_PROSE or (piece.words >= 4 and bool(_FINAL.search(piece.text)))


def _classify(pieces: list[Piece]) -> None:
    """Give every piece its kind: front matter, body kinds, back matter."""
    first = next((i for i, p in enumerate(pieces) if _is_prose(p) or is_address(p)), None)
    prose = [p for p in pieces if _is_prose(p)]
    has_front = first is not None and bool(prose)
    for index, piece in enumerate(pieces):
        if has_front and index < (first or 0):
            piece.kind = "front"
        elif is_address(piece) and prose:
            piece.kind = "address"
        elif piece.hint in {"item", "heading"}:
            piece.kind = piece.hint
        elif has_front and heading_like(piece):
            piece.kind = "heading"
    front = {p.text.casefold() for p in pieces if p.kind == "front"}
    for piece in reversed(pieces):
        if not has_front or _is_prose(piece) or not _is_back(piece, front):
            break
        piece.kind = "back"


def _is_back(piece: Piece, front: set[str]) -> bool:
    tokens = {t.casefold() for t in _WORD.findall(piece.text)}
    return (
        piece.text.casefold() in front
        or not tokens
        or bool(tokens & words("imprint") and piece.words < _LONG_PROSE)
        or piece.kind == "heading"
    )


def _datelines(raw: str, pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces with the dateline of the first body paragraph set apart as front matter."""
    seen = False
    for piece in pieces:
        if not seen and piece.kind == "paragraph":
            seen = True
            start, end = piece.spans[0]
            match = _DATELINE.match(raw, start, end)
            if match and match.end() < end:
                yield Piece([_trim(raw, start, match.end())], match[0], kind="front")
                piece.spans[0] = (match.end(), end)
        yield piece


def _furniture_notes(starts: list[int], pieces: list[Piece]) -> Iterator[Note]:
    """Yield a note on the front and the back matter: which lines are in no count."""
    for kind, name in (("front", "front matter"), ("back", "back matter")):
        chosen = [p for p in pieces if p.kind == kind]
        if chosen:
            first = bisect_right(starts, chosen[0].spans[0][0])
            last = bisect_right(starts, chosen[-1].spans[-1][1] - 1)
            where = f"line {first}" if first == last else f"lines {first}–{last}"
            quote = unicodedata.normalize("NFC", chosen[0].text)[:60]
            yield Note(name, f"{name}, {where}, in no count (begins “{quote}”)", first)
