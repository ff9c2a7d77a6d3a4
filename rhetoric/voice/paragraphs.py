"""What the reading of voices goes through and gives back: paragraphs, and stretches of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rhetoric.corpus import Block
from rhetoric.voice.frames import Parsed
from rhetoric.voice.quotes import Quotation

#: Signs of markup and ends of lines as spaces: offsets stay those of the raw text.
_SIGNS = "*_\n\r\t\u00a0"


class Stretch(NamedTuple):
    """Characters of the raw text in a voice, of somebody; a later one covers earlier ones."""

    start: int
    end: int
    kind: int
    speaker: str


@dataclass
class Paragraph:
    """A block with its sentences, in offsets of ``text``, whose place in the raw text is ``at``."""

    block: Block
    at: int
    text: str
    sentences: Sequence[tuple[int, int]]
    candidate: bool
    quotes: list[Quotation] = field(default_factory=list)
    masked: str = ""
    said: dict[int, str] = field(default_factory=dict)
    parsed: dict[int, Parsed] = field(default_factory=dict)


def plain(raw: str) -> str:
    r"""Return a raw text without signs of markup, of the same length.

    >>> plain("**Kim**\nsaid")
    '  Kim   said'
    """
    for sign in _SIGNS:
        raw = raw.replace(sign, " ")
    return raw


def block_text(text: str, block: Block) -> str:
    """Return the characters of a block from its first to its last; what is between is blank."""
    first, last = block.spans[0].start, block.spans[-1].end
    if len(block.spans) == 1:
        return text[first:last]
    parts, at = [], first
    for span in block.spans:
        parts += [" " * (span.start - at), text[span.start : span.end]]
        at = span.end
    return "".join(parts)
