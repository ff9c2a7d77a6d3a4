"""The types of some texts that the words of entries stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens, aliases

Ints = NDArray[np.int64]


class Vocabulary:
    """The types of the texts that a word of an entry stands for.

    A pattern is held against those types only that begin, end or go on as it does, so that many
    patterns do not each walk through all types.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._index = tokens.index
        self._spelt = aliases(tokens.corpus)
        self._known: dict[str, Ints] = {}

    def __contains__(self, word: str) -> bool:
        return set(word) <= {"*"} or len(self._ids(word)) > 0

    def ids(self, word: str) -> Ints | None:
        """Return the types of a word or pattern, or None where any word will do."""
        return None if set(word) <= {"*"} else self._ids(word)

    def _ids(self, word: str) -> Ints:
        known = self._known.get(word)
        if known is None:
            found = self._globbed(word) if "*" in word else self._plain(word)
            known = self._known[word] = np.array(sorted(set(found)), np.int64)
        return known

    def _plain(self, word: str) -> list[int]:
        base = self._spelt.get(word, word)
        forms = [base] if base in function_words() else [base, f"{base}'s"]
        return [self._index[form] for form in forms if form in self._index]

    def _globbed(self, word: str) -> list[int]:
        parts = re.split(r"\*+", word)
        return [self._index[kind] for kind in self._like(parts) if is_like(kind, parts)]

    def _like(self, parts: list[str]) -> list[str]:
        """Return types among which are all that a pattern may mean, and few others."""
        if parts[0]:
            return _beginning(self._sorted, parts[0])
        if parts[-1]:
            ends = (parts[-1], f"{parts[-1]}'s")
            return [kind[::-1] for end in ends for kind in _beginning(self._turned, end[::-1])]
        return self._holding(max(parts, key=len))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._index)

    @cached_property
    def _turned(self) -> list[str]:
        """The types from their last letter to their first, sorted."""
        return sorted(kind[::-1] for kind in self._index)

    @cached_property
    def _written(self) -> tuple[str, list[int]]:
        """All types in one text, and where each begins in it."""
        begins = np.cumsum([0, *(len(kind) + 1 for kind in self._sorted)])
        return "\n".join(self._sorted), begins[:-1].tolist()

    def _holding(self, part: str) -> list[str]:
        """Return the types that hold some letters."""
        text, begins = self._written
        out, at = [], text.find(part)
        while at >= 0:
            number = bisect_right(begins, at) - 1
            out.append(self._sorted[number])
            at = text.find(part, begins[number] + len(out[-1]))
        return out


def _beginning(kinds: list[str], letters: str) -> list[str]:
    """Return those of sorted words that begin with some letters.

    >>> _beginning(["a", "plan", "plans", "state"], "plan")
    ['plan', 'plans']
    """
    n = len(letters)
    low = bisect_left(kinds, letters)
    return kinds[low : bisect_right(kinds, letters, lo=low, key=lambda kind: kind[:n])]


def is_like(word: str, parts: list[str]) -> bool:
    """Say whether a word, or what it is the possessive of, has parts in their order.

    The first part begins the word and the last ends it; an empty one may stand anywhere.

    >>> is_like("nation's", ["n", "on"]), is_like("nation", ["na", "an"])
    (True, False)
    """
    return _is_like(word, parts) or (word.endswith("'s") and _is_like(word[:-2], parts))


def _is_like(word: str, parts: list[str]) -> bool:
    first, *inner, last = parts
    end = len(word) - len(last)
    if not (word.startswith(first) and word.endswith(last)):
        return False
    at = len(first)
    for part in inner:
        at = word.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return at <= end
