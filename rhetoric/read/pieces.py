"""Pieces of a text on their way to blocks: what rules ask of each, computed when it is asked."""

from __future__ import annotations

import re as standard
from dataclasses import dataclass
from functools import cached_property

import regex as re

#: What may stand around a line without being part of it, besides white space.
_INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"
#: White space, as `str.isspace` has it.
_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
OUTER = _SPACE + _INVISIBLE
CLOSERS = ")]}\"'”’»›*_" + _SPACE
#: What a line may end in that is whole.
MARKS = frozenset(".!?…:;。！？：；")
WORD = re.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.\-\u2010\u2011]*")
#: What words are made of in plain text; all else is a space.
_PLAIN = {c: chr(c) if chr(c).isalnum() or chr(c) in "'.-" else " " for c in range(128)}
FEW = 4  # words; a line of so many with a full stop is prose
#: A text that has so many; where most texts are looked at, Python's own module is the faster one.
_BEGUN = standard.compile(rf"(?:[A-Za-z0-9][^ ]* ){{{FEW - 1}}}[A-Za-z0-9]")
#: How a whole line ends that closes a quotation or a bracket: no address does.
_QUOTED = tuple(mark + closer for mark in ".?!…" for closer in '"”’)')
END = 200  # characters
_NEAR = 40  # of which the last ones are almost always enough
_WHOLE = 600  # characters; of a longer run only both ends are kept, folded: rules ask for no more
_MANY = 40  # words; rules ask for no larger numbers


@dataclass
class Piece:
    """A unit on its way to a block: its raw spans, and the characters that it is of.

    ``speaker`` is whose turn it is, ``turn`` where a turn begins, ``plain`` one of which no more
    is asked (see `is_plain`). Of most pieces nothing but the last characters and the first few
    words is ever looked at.
    """

    spans: list[tuple[int, int]]
    source: str
    hint: str | None = None
    kind: str = "paragraph"
    speaker: str | None = None
    turn: bool = False
    plain: bool = False

    @cached_property
    def text(self) -> str:
        """The text with white space folded; of a long one only its two ends."""
        return " ".join(_ends(self.source).replace("**", "").replace("__", "").split())

    @cached_property
    def words(self) -> int:
        """The number of words, of a long text at least some forty."""
        return _count(self.source)

    @cached_property
    def tail(self) -> int:
        """The number of words of the last of the fragments that were joined."""
        return self.words

    @property
    def ending(self) -> str:
        """The last characters of the text, where rules about its end look however long it is."""
        return self.text[-END:]

    def has(self, number: int) -> bool:
        """Say whether there are at least so many words, up to some forty."""
        if number <= FEW and _BEGUN.match(self.source):
            return True
        return _count(self.source[: 12 * number]) >= number or self.words >= number

    def is_final(self, limit: int = 2 * _WHOLE) -> bool:
        """Say whether the text ends in a final mark; so many characters of it are looked at."""
        if self.source[-1:] in MARKS:  # as of most
            return True
        near = self.source[-_NEAR:].rstrip(CLOSERS) or self.text[-limit:].rstrip(CLOSERS)
        return near[-1:] in MARKS

    def join(self, after: Piece) -> None:
        """Add the fragment that follows; what is known of both is not looked at again."""
        self.spans += after.spans  # a new list each time would cost the square of their number
        self.text = _ends(f"{self.text} {after.text}")
        self.words, self.tail = self.words + after.words, after.words
        self.source = after.source


class Paragraph(Piece):
    """A piece of which no more is asked (see `is_plain`): its text is cut out where it is needed.

    Most pieces are such, and are made faster.
    """

    plain = True

    def __init__(self, raw: str, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self._raw = raw

    @cached_property
    def source(self) -> str:  # type: ignore[override]
        """The characters that it is of."""
        return self._raw[self.spans[0][0] : self.spans[0][1]]


def is_plain(raw: str, start: int, end: int) -> bool:
    """Say whether a line that stands alone and begins with a capital is a paragraph, and whole.

    That is so where it has words and ends as no address does; all rules say the same, only later.

    >>> is_plain("We met in the house.", 0, 20), is_plain("Mr. Speaker, we met,", 0, 20)
    (True, False)
    """
    ends = raw[end - 1] in ".?…" or raw.endswith(_QUOTED, start, end)
    return ends and _BEGUN.match(raw, start, end) is not None


def _count(text: str) -> int:
    """Return how many words a text has; of a long one that has many, at least so many."""
    if len(text) > _WHOLE:
        at_least = _count(text[: _WHOLE // 2])
        if at_least > _MANY:
            return at_least
        return sum(1 for _ in WORD.finditer(text))
    if text.isascii():
        plain = f" {text.translate(_PLAIN)}"
        words = plain.split()
        if not any(sign in plain for sign in (" '", " .", " -")):
            return len(words)
        return len([word for word in words if word.strip("'.-")])  # marks alone are none
    return len(WORD.findall(text))


def _ends(text: str) -> str:
    """Return a text, or where it is very long its two ends."""
    if len(text) <= _WHOLE:
        return text
    return f"{text[: _WHOLE // 2]} {text[-_WHOLE // 2 :]}"


def trim(raw: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without outer space and what cannot be seen."""
    left = raw[start:end].lstrip(OUTER)
    return end - len(left), end - len(left) + len(left.rstrip(OUTER))
