"""Raw text to blocks: paragraphs whole again, furniture set apart, every offset kept.

The order is: lines → groups between blank lines → pieces (a heading, an item, a paragraph) →
pieces cut by a page break joined → each piece classified. The raw text is never changed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice, pairwise

import regex as re

from rhetoric.corpus import BODY, Block, Note, Span, line_starts
from rhetoric.lexicons import function_words, words
from rhetoric.read.pieces import (
    CLOSERS,
    END,
    FEW,
    MARKS,
    WORD,
    Paragraph,
    Piece,
    is_plain,
    trim,
)
from rhetoric.read.runs import groups_of
from rhetoric.read.slots import rows
from rhetoric.read.turns import Label, labels

#: How no line ends that addresses somebody.
_UNADDRESSED = (".", "?", ";", "…", ")", "”", "’")
#: How a line ends that begins with whom it hails, and how any that addresses somebody, unless it
#: begins with "Mr." or the like.
_HAILING = (",", ":", ',"', "!")
_ADDRESSED = (*_HAILING, "—", "--")
_SENTENCE_MARKS = MARKS - frozenset(":;：；")
_ITEM = re.compile(
    r"(?:[-*+•‣◦▪·–—]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][)]\s+|\(?[ivxlc]{1,6}[.)]\s+)(?=\S)"
)
_HEADING = re.compile(r"#{1,6}\s+")
_DATELINE = re.compile(
    r"\p{Lu}[\p{L}\p{M}.'’\- ]{1,40}(?:,\s\p{Lu}[\p{L}\p{M}.'’\- ]{1,30})?"  # Pyongyang
    r"(?:,\s*(?:\p{Lu}\p{Ll}{2,8}\.?\s+\d{1,2}|\d{1,2}\s+\p{Lu}\p{Ll}{2,8})(?:,?\s+\d{4})?)?"
    r"\s*\((?:\p{Lu}[\p{L}.&\- ]{1,30})\)\s*(?:--+|[—–-])\s*"
)
_TO = re.compile(r"To (?:the|all|my|our) \p{Lu}[\p{L} ,]{2,80}:")
_PEOPLE = re.compile(r"(?:Mr|Mrs|Ms|Madam|Madame)\b\.? \p{Lu}\p{L}+, [\p{L}., ]{4,150}\p{L}")
#: Somebody is addressed and breaks off: "The President. Mr. Speaker——".
_HAILED = re.compile(r"\b(?:Mr|Mrs|Ms|Madam|Madame)\b\.? \p{Lu}\p{L}+\s*(?:—|--)+$")
#: "Thereupon", "Hereafter" begin a sentence where a capital begins them.
_ADVERB = re.compile(r"(?:[Tt]|[Ww])?[Hh]ere(?:upon|after|fore|by|in|with|of|to)")
#: A section's number on a line of its own.
_NUMBER = re.compile(r"[IVXLC]{1,7}[.)]?|\p{Lu}[.)]|\d{1,3}[.)]?")
#: Before a capital: a clause of a list ("…; and"), or somebody who is interrupted.
_BROKEN_OFF = re.compile(r"(?:;\s+(?:and|or)(?:[;,]\s+finally,)?|[—–-])$")
#: A wrapped line is at most about this long; longer lines are paragraphs of their own.
_WRAP = 110
_LONG_PROSE = 25  # words; a line this long is prose even without a full stop
_LONG_JOIN = 8  # words; a shorter line that ends in a comma is a vocative or a fragment


def blocks(raw: str, doc: str, *, begin: int = 0) -> tuple[list[Block], list[Note]]:
    """Return the blocks of a raw text from a character on, and notes on what was done to it."""
    starts = cache(partial(line_starts, raw))  # only notes ask for it
    groups = groups_of(raw, begin)
    turns = labels(raw, chain.from_iterable(groups))
    pieces = _pieces(raw, groups, turns)
    if turns:
        _speakers(pieces)
    notes: list[Note] = []
    pieces = _joined(raw, pieces, starts, notes)
    _classify(pieces)
    _dateline(raw, pieces)
    return _made(doc, pieces), [*notes, *_furniture_notes(starts, pieces)]


def _made(doc: str, pieces: Sequence[Piece]) -> list[Block]:
    """Return the blocks of pieces, all spans of a document made at once."""
    pairs = [pair for piece in pieces for pair in piece.spans]
    spans = rows(Span, [doc] * len(pairs), [low for low, _ in pairs], [high for _, high in pairs])
    parts: list[tuple[Span, ...]] = [*zip(spans)]  # as of most documents: a block has one span
    if len(pairs) > len(pieces):
        each = iter(spans)
        parts = [tuple(islice(each, len(piece.spans))) for piece in pieces]
    speakers = [piece.speaker if piece.kind in BODY else None for piece in pieces]
    return rows(Block, [piece.kind for piece in pieces], parts, speakers)


def _pieces(
    raw: str, groups: Iterable[list[tuple[int, int]]], turns: Mapping[int, Label]
) -> list[Piece]:
    """Return the pieces of all groups."""
    out: list[Piece] = []
    for lines in groups:
        start, end = lines[0]
        if len(lines) == 1 and raw[start].isupper() and start not in turns:  # as most
            if is_plain(raw, start, end):
                out.append(Paragraph(raw, lines))
            else:
                out.append(Piece(lines, raw[start:end]))
        else:
            out += _split(raw, lines, turns)
    return out


def _split(raw: str, lines: list[tuple[int, int]], turns: Mapping[int, Label]) -> list[Piece]:
    """Return the pieces of a group: what a single newline separates and what it merely wraps.

    A turn of a speaker begins a piece, and its label is no part of it.
    """
    wrapped = len(lines) > 1 and _is_wrapped([raw[start:end] for start, end in lines])
    out: list[Piece] = []
    run: list[tuple[int, int]] = []  # the lines of the piece that is open
    hint, before = None, ""
    speaker: str | None = None
    for start, end in lines:
        text = raw[start:end]
        if start in turns:
            out += _closed(raw, run, hint, speaker)
            run, hint, speaker = [(turns[start].end, end)], None, turns[start].speaker
            before = text
            continue
        mark, inside = _marked(text, before if hint is None and wrapped else "")
        goes_on = wrapped or (hint == "item" and _continues(before, text))
        if run and mark is None and goes_on and hint != "heading":
            run.append((start, end))
        else:
            out += _closed(raw, run, hint, speaker)
            run, hint, speaker = [(start + inside, end)], mark, None
        before = text
    out += _closed(raw, run, hint, speaker)
    return out


def _marked(text: str, before: str) -> tuple[str | None, int]:
    """Return what the mark that a line begins with makes of it, and where its words begin.

    After a wrapped line without final punctuation, what looks like an item's mark is none.
    """
    if text[:1].isupper():  # as most lines
        return None, 0
    heading = _HEADING.match(text)
    if heading:
        return "heading", heading.end()
    item = _ITEM.match(text)
    if item and (not before or _ends_in(MARKS, before)):
        return "item", item.end()
    return None, 0


def _closed(
    raw: str, run: list[tuple[int, int]], hint: str | None, speaker: str | None
) -> list[Piece]:
    """Return the piece that a run of lines makes, if any; a heading without words makes none."""
    if not run:
        return []
    run = [line for line in run if line[0] < line[1]] or run[:1]  # a label may fill its line
    (start, _), (_, end) = run[0], run[-1]
    text = raw[start:end] if len(run) == 1 else " ".join(raw[a:b] for a, b in run)
    if hint == "heading":
        text = text.rstrip("#").rstrip()
        end = start + len(text)
        if not text.strip("*_ "):
            return []
    return [Piece([(start, end)], text, hint, speaker=speaker, turn=speaker is not None)]


def _speakers(pieces: list[Piece]) -> None:
    """Give every piece the speaker of the turn that it stands in; a bare label is no piece."""
    now: str | None = None
    for piece in pieces:
        now = piece.speaker = piece.speaker or now
    for before, piece in pairwise(pieces):
        piece.turn = piece.turn or (before.turn and not before.text)
    pieces[:] = [piece for piece in pieces if not piece.turn or piece.text]


def _length(text: str) -> int:
    """Return the number of letters as they are seen, also where each is written in pieces."""
    return len(text) if text.isascii() else len(unicodedata.normalize("NFC", text))


def _is_wrapped(texts: list[str]) -> bool:
    """Say whether newlines between lines are soft: like lengths, mostly cut in mid-sentence."""
    lengths = [_length(text) for text in texts[:-1]]
    longest = max(lengths)
    if longest > _WRAP or longest < 30 or _length(texts[-1]) > _WRAP:
        return False
    alike = sum(length >= 0.7 * longest for length in lengths) >= 0.75 * len(lengths)
    open_ended = sum(not _ends_in(_SENTENCE_MARKS, text) for text in texts[:-1])
    return alike and open_ended >= 0.5 * len(lengths)


def _ends_in(marks: frozenset[str], text: str) -> bool:
    """Say whether one of some marks ends a line, whatever closes after it."""
    return text.rstrip(CLOSERS)[-1:] in marks


def _continues(before: str, text: str) -> bool:
    return not _ends_in(_SENTENCE_MARKS, before) and text[:1].islower()


def _joined(
    raw: str, pieces: list[Piece], starts: Callable[[], list[int]], notes: list[Note]
) -> list[Piece]:
    """Return pieces with those put together that a page break or a blank line cut in two."""
    out: list[Piece] = []
    for piece in pieces:
        if out and not out[-1].plain and _is_cut(raw, out[-1], piece):
            before = out[-1]
            message = f"“…{before.text[-30:]}” joined to “{piece.text[:30]}…”"
            notes.append(Note("join", message, bisect_right(starts(), before.spans[-1][1] - 1)))
            before.join(piece)
        else:
            out.append(piece)
    return out


def _is_cut(raw: str, before: Piece, after: Piece) -> bool:
    if (
        after.turn
        or before.hint
        or after.hint
        or before.is_final(END)
        or not (after.plain or WORD.match(after.text))
    ):
        return False
    dangling = before.text.endswith(",") or _last_word(before.ending).casefold() in _dangling()
    if not after.plain and after.text[:1].islower():  # a plain one begins with a capital
        return dangling or not heading_like(before)
    if not dangling or before.tail < _LONG_JOIN or _BROKEN_OFF.search(before.ending):
        return False
    return not (is_address(before) or _NUMBER.fullmatch(after.text) or _opens(raw, after))


def _last_word(text: str) -> str:
    """Return the last word of a folded text, or nothing: no word goes across a space."""
    words = WORD.findall(text, text.rfind(" ") + 1) or WORD.findall(text)
    return words[-1] if words else ""


def _opens(raw: str, piece: Piece) -> bool:
    """Say whether a piece that begins with a capital opens a sentence; a name may go on with one.

    "The", "In", "Since" do, and so does a word that the same text writes small elsewhere.
    """
    first = WORD.match(piece.text)[0]
    low = first.casefold()
    if low in function_words() or low in words("sentence_openers") or _ADVERB.fullmatch(first):
        return True
    small = first[0].lower() + first[1:]
    return (
        small != first and re.search(rf"(?<!\p{{L}}){re.escape(small)}(?!\p{{L}})", raw) is not None
    )


@cache
def _dangling() -> frozenset[str]:
    tables = ("articles_determiners", "prepositions", "conjunctions", "auxiliaries", "modals")
    return frozenset().union(*(words(table) for table in tables))


def heading_like(piece: Piece) -> bool:
    """Say whether a line reads as a heading: short, open-ended, most of its words capitalised."""
    if piece.hint == "heading":
        return True
    if (
        piece.turn
        or piece.is_final()
        or piece.words > 16
        or piece.words == 0
        or piece.text[-1] == ","
    ):
        return False
    tokens = WORD.findall(piece.text)
    if tokens[0][0].islower() or tokens[-1].casefold() in _dangling():
        return False
    content = [t for t in tokens if t.casefold() not in function_words() and t[0].isalpha()]
    capital = sum(t[0].isupper() for t in content)
    return bool(content) and capital >= 0.6 * len(content)


def is_address(piece: Piece) -> bool:
    """Say whether a line addresses the audience: short, a vocative word first, a comma after it.

    Or people are listed without any stop: "Mr. Speaker, Members of the Congress".
    """
    if piece.source.endswith(_UNADDRESSED):
        return False
    text = piece.text
    may = text.endswith(_ADDRESSED) or text[:1] == "M"
    if not may or piece.words > 30:  # of most lines the words are not counted
        return False
    if _TO.fullmatch(text) or _PEOPLE.fullmatch(text) or _HAILED.search(text):
        return True
    if not text.endswith(_HAILING) or not piece.words:
        return False
    first = WORD.search(text)[0]
    if piece.words == 1:  # "Fellow-Countrymen:", but not "Now:"
        return first.partition("-")[0].casefold() in words("vocatives") and "-" in first
    hails = first.casefold().strip(".") in words("vocatives")
    return hails and (piece.words <= 3 or _is_often_capital(text))


def _is_often_capital(text: str) -> bool:
    tokens = WORD.findall(text)
    return bool(sum(t[0].isupper() for t in tokens) >= 0.4 * len(tokens))


def _is_prose(piece: Piece) -> bool:
    if piece.hint == "heading":
        return False
    return piece.has(FEW if piece.is_final() else _LONG_PROSE)


def _classify(pieces: list[Piece]) -> None:
    """Give every piece its kind: front matter, body kinds, back matter."""
    open_ones = [(i, piece) for i, piece in enumerate(pieces) if not piece.plain]
    prose = {i for i, piece in open_ones if _is_prose(piece)}
    address = {i for i, piece in open_ones if is_address(piece)}
    has_front = bool(prose) or len(open_ones) < len(pieces)  # a plain one is prose, without a hint
    opens = (i for i, p in enumerate(pieces) if p.plain or p.turn or i in prose or i in address)
    first = next(opens, 0)
    for index, piece in open_ones:
        if has_front and index < first:
            piece.kind = "front"
        elif index in address and has_front:
            piece.kind = "address"
        elif piece.hint in {"item", "heading"}:
            piece.kind = piece.hint
        elif has_front and index not in prose and heading_like(piece):
            piece.kind = "heading"
    front = {piece.text.casefold() for _, piece in open_ones if piece.kind == "front"}
    for piece in reversed(pieces):
        if not has_front or piece.plain or _is_prose(piece) or not _is_back(piece, front):
            break
        piece.kind = "back"


def _is_back(piece: Piece, front: set[str]) -> bool:
    if piece.turn:
        return False
    tokens = {t.casefold() for t in WORD.findall(piece.text)}
    return (
        piece.text.casefold() in front
        or not tokens
        or bool(tokens & words("imprint") and piece.words < _LONG_PROSE)
        or piece.kind == "heading"
    )


def _dateline(raw: str, pieces: list[Piece]) -> None:
    """Set the dateline of the first body paragraph apart as front matter."""
    index = next((i for i, piece in enumerate(pieces) if piece.kind == "paragraph"), None)
    if index is None:
        return
    start, end = pieces[index].spans[0]
    match = _DATELINE.match(raw, start, end)
    if match and match.end() < end:
        pieces[index].spans[0] = (match.end(), end)
        pieces.insert(index, Piece([trim(raw, start, match.end())], match[0], kind="front"))


def _furniture_notes(starts: Callable[[], list[int]], pieces: list[Piece]) -> Iterator[Note]:
    """Yield a note on the front and the back matter: which lines are in no count."""
    for kind, name in (("front", "front matter"), ("back", "back matter")):
        chosen = [p for p in pieces if p.kind == kind]
        if chosen:
            first = bisect_right(starts(), chosen[0].spans[0][0])
            last = bisect_right(starts(), chosen[-1].spans[-1][1] - 1)
            where = f"line {first}" if first == last else f"lines {first}–{last}"
            quote = unicodedata.normalize("NFC", chosen[0].text)[:60]
            yield Note(name, f"{name}, {where}, in no count (begins “{quote}”)", first)
