"""Where the regular expressions of a lexicon stand: over the types if they can, else the texts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex as re

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon.entries import Entry, Lexicon, where
from rhetoric.lexicon.vocabulary import Ints
from rhetoric.tokens import Tokens
from rhetoric.words import fold

#: Seconds that one regular expression may take over all texts.
TIMEOUT = 10.0
#: Expressions that can match nothing but letters, digits, hyphens and apostrophes: one word.
_ONE_WORD = re.compile(
    r"(?:\(\?i\))?(?:[\p{L}\p{N}'’|?*+{},()\-]|\(\?:|\[[\p{L}\p{N}'’\-]+\]|\\[wdSb'\-])+"
)


def by_expression(lexicon: Lexicon, tokens: Tokens) -> list[tuple[Ints, Ints, Ints]]:
    """Return first tokens, lengths and entry of the places of each regular expression.

    Raises `RhetoricError` for one that takes too long.
    """
    texts = _Texts(tokens)
    return [
        _places(lexicon, texts, number)
        for number, entry in enumerate(lexicon.entries)
        if entry.regex
    ]


@dataclass(frozen=True)
class _Text:
    """A text of words, and where each begins in it; ``first`` is the number of the first word."""

    text: str
    begins: Ints
    first: int


class _Texts:
    """The texts in which expressions are looked for, spelt out once for all of them."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    @cached_property
    def types(self) -> _Text:
        """All types, one a line."""
        return _joined(self.tokens.types.tolist(), set(range(1, len(self.tokens.types))), 0)

    @cached_property
    def folded(self) -> list[_Text]:
        """Each document in the words that are counted, a sentence a line."""
        return list(self._documents(exact=False))

    @cached_property
    def exact(self) -> list[_Text]:
        """Each document in its own spelling, a sentence a line."""
        return list(self._documents(exact=True))

    def _documents(self, *, exact: bool) -> Iterator[_Text]:
        tokens = self.tokens
        ends = [*tokens.document_starts[1:].tolist(), len(tokens)]
        for low, high in zip(tokens.document_starts.tolist(), ends, strict=True):
            if exact:
                raw = tokens.corpus[int(tokens.document_of[low])].raw if low < high else ""
                pairs = zip(
                    tokens.start[low:high].tolist(), tokens.end[low:high].tolist(), strict=True
                )
                shown = [fold(raw[a:b], case=False) for a, b in pairs]
            else:
                shown = tokens.types[tokens.ids[low:high]].tolist()
            begins = tokens.sentence_starts
            opens = set((begins[(begins > low) & (begins < high)] - low).tolist())
            yield _joined(shown, opens, low)


def _joined(words: list[str], opens: set[int], first: int) -> _Text:
    """Return words as one text: a line begins before those that ``opens`` numbers."""
    pieces = [("\n" if i in opens else " " if i else "") + word for i, word in enumerate(words)]
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    return _Text("".join(pieces), ends - np.array([len(word) for word in words], np.int64), first)


def _places(lexicon: Lexicon, texts: _Texts, number: int) -> tuple[Ints, Ints, Ints]:
    entry = lexicon.entries[number]
    if entry.case != "exact" and _ONE_WORD.fullmatch(entry.text):
        kinds, length = _found(lexicon.name, entry, [texts.types])
        mask = np.zeros(len(texts.tokens.types), bool)
        mask[kinds[length == 1]] = True
        first = np.flatnonzero(mask[texts.tokens.ids]).astype(np.int64)
        return first, np.ones(len(first), np.int64), np.full(len(first), number, np.int64)
    spelt = texts.exact if entry.case == "exact" else texts.folded
    first, length = _found(lexicon.name, entry, spelt)
    return first, length, np.full(len(first), number, np.int64)


def _found(name: str, entry: Entry, texts: list[_Text]) -> tuple[Ints, Ints]:
    """Return the first word and the number of words of every place of an expression."""
    pattern = re.compile(rf"(?<![^ \n])(?:{entry.text})(?![^ \n])")
    left = TIMEOUT
    found = []
    for one in texts:
        began = time.monotonic()
        try:
            for hit in pattern.finditer(one.text, timeout=max(left, 1e-3)):
                if hit.end() > hit.start() and "\n" not in hit[0]:
                    begin = int(np.searchsorted(one.begins, hit.start(), side="left"))
                    end = int(np.searchsorted(one.begins, hit.end(), side="left"))
                    found.append((one.first + begin, end - begin))
        except (TimeoutError, MemoryError, RecursionError):
            raise RhetoricError(
                f"{name}: {where(entry)} took more than {TIMEOUT:g} seconds, or all "
                "memory: write it without nested repetition."
            ) from None
        left -= time.monotonic() - began
    first, length = np.array(found, np.int64).reshape(-1, 2).T
    return first, length
