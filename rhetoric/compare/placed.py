"""What a few places of a term show: a frame of the text, a piece of something longer, a formula."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from rhetoric.tokens import Tokens

#: Documents that are looked at to tell a piece from a whole.
SAMPLE = 3
#: Blocks that frame a text, and a bracket that is open: what a transcript adds.
_FRAME = frozenset({"address", "heading"})
_OPEN = re.compile(r"[\[(][^\[\]()\n]{0,200}$")
_SEEN = 20  # places of a term that are looked at for these
#: Share of the places of a term that is nearly all.
_NEARLY = 0.8


def is_frame(words: Tokens, at: NDArray[np.int64]) -> bool:
    """Say whether a term always stands in brackets, in a heading or in a line of address."""
    some = at[:_SEEN].tolist()
    kinds = {words.paragraph_kinds[words.paragraph_of[position]] for position in some}
    return bool(some) and (kinds <= _FRAME or all(_is_aside(words, one) for one in some))


def _is_aside(words: Tokens, position: int) -> bool:
    """Say whether a word stands in brackets, as "[Applause]" does."""
    raw, start = words.corpus[words.names[words.document_of[position]]].raw, words.start[position]
    return _OPEN.search(raw, max(0, start - 201), start) is not None


def is_piece(size: int, words: Tokens, at: NDArray[np.int64]) -> bool:
    """Say whether a term has the same word before or behind it wherever it stands.

    In a few documents that are looked at; for a term of the most words that were counted.
    """
    return len(at) >= SAMPLE and any(_is_constant(words, at, shift) for shift in (-1, size))


def _is_constant(words: Tokens, at: NDArray[np.int64], shift: int) -> bool:
    """Say whether the same word stands at a distance from all these places, in their sentence."""
    there = at + shift
    if there.min() < 0 or there.max() >= len(words):
        return False
    inside = words.sentence_of[there] == words.sentence_of[at]
    return bool(inside.all()) and len(np.unique(words.ids[there])) == 1


def is_beside(words: Tokens, at: NDArray[np.int64], other: str) -> bool:
    """Say whether another term stands in the sentences of nearly all these places."""
    sentences = words.sentence_of
    inside = np.isin(sentences[at], sentences[words.find(other)])
    return len(at) > 0 and float(inside.mean()) >= _NEARLY
