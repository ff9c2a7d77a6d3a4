"""Quotation marks: which characters they hold, and whether those are somebody's speech."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from typing import NamedTuple

import regex as re

from rhetoric.voice.cues import CLOSING, MASK, WORD, cue, folded, listed
from rhetoric.voice.people import bare, is_person
from rhetoric.voice.subjects import subject

_ANY = re.compile(r"[\"“”„«»‘’']")
_CLOSES = {"“": '”"', "„": '“”"', "«": "»", "‘": "’", "'": "'", '"': '"”'}
_ENDS = ".,!?…—–-"
#: A colon after the verb: the clause belongs to the quotation that follows.
_NEXT = re.compile(r"[^.!?\"“”]{0,60}:\s*[\"“]")
_LEAD = re.compile(r"\s*[,–—-]*\s*")
_STOP = re.compile(r"(?<!\bM[rs]|\bMrs|\bSen|\bDr)[.;:!?]\s")
_GAP_STOP = re.compile(r"[.;!?\"”]\s")
_NAMED = re.compile(
    r"(?i:according\s+to|in\s+the\s+words\s+of)\s+(?P<who>[^,;:.\"“”]{2,80}?)\s*[,:]$"
)
_LABEL = re.compile(rf"(?P<who>(?:{WORD}\s+){{0,4}}{WORD})\s*:")
_PRONOUN = re.compile(r"(?:^|[\s“\"])(?P<who>[Hh]e|[Ss]he)\s+[^.;:]{1,60}:$")


class Quotation(NamedTuple):
    """Characters inside marks: ``start`` of the first, ``end`` after the last; whether it closes.

    ``open`` is one that the paragraph leaves open.
    """

    start: int
    end: int
    mark: str
    open: bool = False


def quotations(text: str, *, inside: bool = False) -> list[Quotation]:
    """Return the outermost quotations of a paragraph; ``inside`` one that is open already.

    Apostrophes are no quotes; what is quoted in a quotation belongs to it.

    >>> text = 'The “Plan” isn’t "a ‘mere’ plan".'
    >>> [text[q.start:q.end] for q in quotations(text)]
    ['Plan', 'a ‘mere’ plan']
    """
    found: list[Quotation] = []
    held: tuple[int, str] | None = (0, '"') if inside else None
    for match in _ANY.finditer(text):
        at, mark = match.start(), match[0]
        if held is None:
            if _may_open(text, at, mark):
                held = (at + 1, mark)
        elif mark in _CLOSES[held[1]] and _may_close(text, at, mark):
            found.append(Quotation(held[0], at, held[1]))
            held = None
        elif held[1] in "'‘" and mark in '"“«„' and _may_open(text, at, mark):
            held = (at + 1, mark)  # the single one was an apostrophe
    if held is not None and held[1] not in "'‘":
        found.append(Quotation(held[0], len(text), held[1], open=True))
    return found


def _may_open(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "”»’" or after.isspace():
        return False
    if mark in "“«„":
        return True
    return not (before.isalnum() or before in ".,!?;:%)") and (mark == '"' or after.isalnum())


def _may_close(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "'’":
        return not after.isalnum() and (before in ".,!?…" or before.isalnum())
    return not (before.isspace() and after.isalnum()) if mark == '"' else True


def masked(text: str, found: Sequence[Quotation], speech: Container[int] = ()) -> str:
    r"""Return a paragraph with what double marks hold made unreadable, offsets unchanged.

    So is what single marks hold, where it is ``speech`` (the offsets at which it starts).

    >>> text = 'He said "no" twice'
    >>> masked(text, quotations(text)) == 'He said "\x1a\x1a" twice'
    True
    """
    parts, last = [], 0
    for quote in found:
        if (quote.mark in "'‘" or quote.open) and quote.start not in speech:
            continue
        parts += [text[last : quote.start], MASK * (quote.end - quote.start)]
        last = quote.end
    return "".join([*parts, text[last:]])


def is_name(text: str, quote: Quotation) -> bool:
    """Say whether a quotation names something: a title, a slogan, an agenda item, two words.

    >>> text = 'the slogan "We must win" and the plan "A New Deal for All"'
    >>> [is_name(text, quote) for quote in quotations(text)]
    [True, True]
    """
    inner = text[quote.start : quote.end].strip()
    before = text[max(0, quote.start - 60) : quote.start - 1].rstrip(" ,")
    words = inner.split()
    if cue("naming").search(before):
        return True
    if inner[-1:] and inner[-1] in _ENDS and len(words) > 1:
        return False
    great = [w for w in words if w.casefold() not in listed("small")]
    titled = len(great) > 1 and all(w[:1].isupper() or not w[:1].isalpha() for w in great)
    return len(words) < 4 or titled or words[0] == "On"


def after(text: str, quote: Quotation) -> str | None:
    """Return the subject of the clause after a quotation (``," he said``); None if none is.

    >>> text = '"We won," Mr. Lee told reporters.'
    >>> after(text, quotations(text)[0])
    'Mr. Lee'
    """
    inner = text[quote.start : quote.end].rstrip()
    tail = text[quote.end + 1 : quote.end + 240]
    lead = _LEAD.match(tail).end()
    ends = bool(inner) and (inner[-1] in _ENDS or tail.lstrip().startswith(","))
    if not ends or not _clean(text, quote):
        return None
    inverted = cue("inverted").match(tail, lead)
    if inverted is not None and _somebody(inverted["who"]):
        return str(inverted["who"])
    for match in cue("beside").finditer(tail, lead, min(len(tail), lead + 160)):
        found = subject(tail, lead, match.start())
        if found is not None and found[1] - lead <= 2:
            return None if _NEXT.match(tail, match.end()) else found[0]
        if _STOP.search(tail, lead, match.start()):
            return None
    return None


def _somebody(who: str) -> bool:
    """Say whether the words after "said" may be who said it."""
    article = who.startswith(("the ", "a ", "an ")) or who in {"he", "she"}
    bound = {word.casefold() for word in who.split()} & listed("clause_words")
    return not bound and (article or who[:1].isupper())


def _clean(text: str, quote: Quotation) -> bool:
    """Say whether a quotation begins a sentence or stands after a comma or colon."""
    before = text[max(0, quote.start - 40) : quote.start - 1].rstrip()
    return not before or before[-1] in f".!?:,;—–…-({CLOSING}"


def before(text: str, quote: Quotation) -> str | None:
    """Return the subject of the clause before a quotation (``he said: "``); None if none is.

    >>> text = 'According to the mayor, "nothing was lost in the fire".'
    >>> before(text, quotations(text)[0])
    'the mayor'
    """
    low = max(0, quote.start - 300)
    head = text[low : quote.start - 1].rstrip()
    named = _NAMED.search(head)
    if named is not None and not listed("clause_words") & set(named["who"].split()):
        return str(named["who"])
    label = _LABEL.fullmatch(head)
    if low == 0 and label is not None and is_person(bare(label["who"])):
        return str(label["who"])
    said = _governed(head, strict=is_name(text, quote))
    inner = text[quote.start : quote.end].rstrip()
    if said is None and head.endswith(":") and inner[-1:] in {".", "!", "?"}:
        pronoun = _PRONOUN.search(head)
        said = pronoun["who"] if pronoun is not None else None
    return said


@cache
def _saying() -> frozenset[str]:
    return listed("beside") | listed("say") | listed("stress")


def _governed(head: str, *, strict: bool) -> str | None:
    """Return the subject of a verb of saying at the end of a text; empty where none is named.

    A quotation that might be a name (``strict``) wants a comma or colon before it.
    """
    for match in reversed(list(cue("verb").finditer(head, max(0, len(head) - 120)))):
        gap = head[match.end() :]
        if _GAP_STOP.search(gap) or len(gap.split()) > 12:
            return None
        verb = folded(match[0])
        bound = head.endswith((",", ":")) or (not strict and gap.strip() in {"", "that"})
        if not bound or verb not in _saying():
            continue
        if verb.endswith("ing"):
            return ""
        start = max(head.rfind(". ", 0, match.start()), head.rfind('" ', 0, match.start())) + 1
        found = subject(head, start, match.start())
        if found is not None:
            return found[0]
        if head[: match.start()].rstrip().endswith(" and"):
            return ""
    return None
