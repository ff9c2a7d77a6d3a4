"""What the rules say of stretches of text without white space, of very many at once.

Most are one plain word and marks around it. What is said of these is said in columns: a pass over
all of them for each question takes a fraction of the time of all questions for one after another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from rhetoric.sentences import ending, opening
from rhetoric.words import TOKEN

#: What stands around a word and never makes another of it.
_AROUND = '.,;:!?()[]"“”$%'
#: Words that the rules take whole and fold to small letters.
_PLAIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*")


class Facts(NamedTuple):
    """What is said of some chunks, a column each: how they end and open sentences, their words.

    ``held`` is how many words each has; of all these, one after the other, ``words`` are the types,
    and ``low`` and ``high`` where each begins and ends in its chunk.
    """

    chunks: Sequence[str]
    ending: Iterable[int]
    opening: Iterable[int]
    held: Sequence[int]
    words: Sequence[str]
    low: Iterable[int]
    high: Iterable[int]


def facts(chunks: Sequence[str], kind: Callable[[str], str]) -> tuple[Facts, Facts]:
    """Return what is said of chunks that are a plain word, and of the others.

    ``kind`` returns the type of a word, and no text for what is none.

    >>> from rhetoric.words import fold
    >>> plain, other = facts(["The", "law—and", "order."], fold)
    >>> plain.chunks, plain.words, other.chunks, other.words
    (['The', 'order.'], ['the', 'order'], ['law—and'], ['law', 'and'])
    """
    words = [chunk.strip(_AROUND) for chunk in chunks]
    is_plain = [
        (word.isalpha() and word.isascii()) or bool(_PLAIN.fullmatch(word)) for word in words
    ]
    plain = _of_plain([*compress(chunks, is_plain)], [*compress(words, is_plain)], kind)
    other = [chunk for chunk, said in zip(chunks, is_plain, strict=True) if not said]
    return plain, _of_others(other, kind)


def _of_plain(chunks: Sequence[str], words: Sequence[str], kind: Callable[[str], str]) -> Facts:
    """Return what is said of chunks that are one plain word each, with marks around it."""
    low = list(map(str.index, chunks, words))
    small = [word.islower() and word.isascii() for word in words]
    return Facts(
        chunks=chunks,
        # A chunk that is all word has no mark; small letters are the type and open no sentence.
        ending=[
            0 if word is chunk else ending(chunk) for chunk, word in zip(chunks, words, strict=True)
        ],
        opening=[
            0 if is_small else opening(chunk) for chunk, is_small in zip(chunks, small, strict=True)
        ],
        held=[1] * len(chunks),
        words=[
            word if is_small else kind(word) for word, is_small in zip(words, small, strict=True)
        ],
        low=low,
        high=[at + len(word) for at, word in zip(low, words, strict=True)],
    )


def _of_others(chunks: Sequence[str], kind: Callable[[str], str]) -> Facts:
    """Return what is said of any chunks."""
    found = [_found(chunk, kind) for chunk in chunks]
    words = [word for one in found for word in one]
    return Facts(
        chunks=chunks,
        ending=map(ending, chunks),
        opening=map(opening, chunks),
        held=list(map(len, found)),
        words=[word for word, _, _ in words],
        low=[low for _, low, _ in words],
        high=[high for _, _, high in words],
    )


@lru_cache(maxsize=1 << 14)
def _found(chunk: str, kind: Callable[[str], str]) -> list[tuple[str, int, int]]:
    """Return the types in a chunk, and where each begins and ends there."""
    found = ((kind(match[0]), *match.span()) for match in TOKEN.finditer(chunk))
    return [one for one in found if one[0]]
