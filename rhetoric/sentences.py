"""Where sentences end: a small rule set, exact in offsets, that works on one block at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import normalize

import regex as re

from rhetoric.corpus import Block
from rhetoric.lexicons import words

_DIGITS = frozenset("0123456789")
_CLOSERS = ")]}\"'”’»›*_"
_MARKS = frozenset(".!?…")
_CLOSE = r"[)\]}\"'”’»›*_]*"
#: Opening marks, and what a sentence begins with.
_OPEN = r"[(\[{\"'“‘«‹*_¿¡]*(?P<next>[\p{Lu}\p{Lt}\p{N}\p{Lo}])"
#: A final mark, closing marks, space, and what opens a sentence.
_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++){_CLOSE}(?P<gap>\s+){_OPEN}"
    rf"|[。！？]+{_CLOSE}(?P<cjk>\s*)(?=\S)"
)
_BEGIN = re.compile(_OPEN)
_BEFORE = re.compile(r"(?P<word>[\p{L}\p{M}\p{N}.'’&\-\u2010\u2011]+)$")
_ACRONYM = re.compile(r"(?:.*[-–\u2010\u2011])?(?:\p{L}\.)+\p{L}$")
_NEXT_WORD = re.compile(r"[\p{L}\p{M}'’]+")
#: Abbreviations that are words as well: only before a number are they surely abbreviations.
_WORDS_TOO = frozenset({"no", "art", "arts", "fig", "figs", "sat", "sun"})
#: Abbreviations that may be the last word of a sentence.
_CLOSING = frozenset({
    "inc", "ltd", "co", "corp", "etc", "a.m", "p.m", "bros", "jr", "sr",
})  # fmt: skip
#: Longest stretch before a mark that can matter for what the mark means.
_LOOK_BACK = 40


def boundaries(text: str) -> list[int]:
    """Return the offsets at which sentences start in a block's text; the first is 0.

    A final mark ends a sentence before an upper-case letter, a digit or a letter without case;
    not after an abbreviation or an initial, nor after a dotted acronym unless the next word opens
    sentences. Semicolons and colons never do.

    >>> boundaries("It is an outpost of the U.S. This reality shows it. So U.S. Steel said.")
    [0, 29, 52]
    """
    starts = [0]
    for match in _END.finditer(text, overlapped=False):
        if match.group("cjk") is not None:
            starts.append(match.end())
            continue
        if _goes_on(text, match, starts[-1]):
            continue
        starts.append(match.end("gap"))
    return starts


def ending(chunk: str) -> int:
    """Return whether a sentence may end after a stretch of text without spaces (not empty).

    0 where none does, 2 where one ends before whatever can open one, 1 where that depends on what
    stands around it (see `ends_between`).

    >>> [ending(chunk) for chunk in ("law", "Mr.", "1.”", "law.”")]
    [0, 1, 1, 2]
    """
    body = chunk.rstrip(_CLOSERS)
    if body[-1:] not in _MARKS:
        return 0
    word = body[:-1].lstrip('(["“‘')
    if body[-1] not in ".?!" or len(word) < 2 or not (word.isalpha() and word.isascii()):
        return 1
    word = word.lower()
    return 1 if word in _WORDS_TOO or word in words("abbreviations") else 2


def ends_between(chunk: str, following: str) -> tuple[bool, bool]:
    """Say whether a sentence ends between two stretches of text that a space parts.

    First where the former opens its sentence, then where it does not: "1." at the head of a
    sentence numbers what follows. Nothing else around them matters, but for marks that end
    sentences without a space (。).

    >>> ends_between("1.", "The"), ends_between("Mr.", "Speaker"), ends_between("law.", "The")
    ((False, True), (False, False), (True, True))
    """
    pair = f"{chunk} {following}"
    inside = len(boundaries(f"x {pair}")) > 1
    return inside if not any(map(str.isdigit, chunk)) else len(boundaries(pair)) > 1, inside


def opening(chunk: str) -> int:
    """Return what a stretch of text has to say on whether a sentence opens with it.

    0 where none can, 1 where it begins with no word, 2 with a word, 3 with one that is known to
    open sentences: stretches of one number are alike to `ends_between`.

    >>> [opening(chunk) for chunk in ("the", "5", "Steel", "“This")]
    [0, 1, 2, 3]
    """
    if chunk[0].islower():
        return 0
    word = chunk.rstrip(".,;:")
    if word.isascii() and word.isalpha():  # nothing else to look at
        return 3 if word.lower() in words("sentence_openers") else 2
    if chunk[0] in _DIGITS:
        return 1
    match = _BEGIN.match(chunk)
    follower = match and _NEXT_WORD.match(chunk, match.start("next"))
    if not follower:
        return int(match is not None)
    return 3 if follower[0].casefold() in words("sentence_openers") else 2


def _goes_on(text: str, match: re.Match[str], begun: int) -> bool:
    """Say whether the sentence that began at an offset goes on after this mark."""
    mark = match["mark"]
    if mark[-1] in "!?" or len(mark) > 1:
        return False
    before = _BEFORE.search(text, max(0, match.start() - _LOOK_BACK), match.start())
    if before is None:
        return False
    word = normalize("NFC", before["word"]).lstrip(".'’-&")
    follower = _NEXT_WORD.match(text, match.start("next"))
    opens = follower is not None and follower[0].casefold() in words("sentence_openers")
    if word.casefold() in _WORDS_TOO:
        return follower is None  # "No. 5" and "Art. 5", but "The answer is no. They left."
    if word.casefold() in words("abbreviations"):
        return not _ends_anyway(word, opens)
    if _ACRONYM.match(word):
        return not opens
    is_initial = len(word) == 1 and bool(word.isupper()) and word != "I"
    # "1." at the head of a sentence numbers what follows; a year there does not.
    return is_initial or (word.isdigit() and len(word) <= 3 and before.start() == begun)


def _ends_anyway(word: str, opens: bool) -> bool:
    """Say whether an abbreviation that also closes sentences does so here ("the Co. The …")."""
    return opens and word.casefold() in _CLOSING


def sentence_spans(raw: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the raw start and end of each sentence of a block, outer white space left out.

    A sentence that a page break cuts runs over the break.
    """
    pieces, starts, position = [], [], 0
    for span in block.spans:
        pieces.append(raw[span.start : span.end])
        starts.append((position, span.start))
        position += len(pieces[-1]) + 1
    text = " ".join(pieces)
    edges = boundaries(text) if block.kind != "heading" else [0]
    for low, high in pairwise([*edges, len(text)]):
        sentence = text[low:high]
        first = low + len(sentence) - len(sentence.lstrip())
        last = low + len(sentence.rstrip())
        if first < last:
            yield _raw_offset(starts, first), _raw_offset(starts, last - 1) + 1


def _raw_offset(starts: Sequence[tuple[int, int]], offset: int) -> int:
    for position, raw_start in reversed(starts):
        if offset >= position:
            return raw_start + offset - position
    raise AssertionError(offset)
