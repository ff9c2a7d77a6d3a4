"""The places of n-grams among each other in code-point order, told from those of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Names:
    """N-grams by their parts, as texts when they are asked for.

    ``found`` are the heads and tails of all lengths from one word on: n-gram k is a shorter one
    and the word after it, a number of ``types``.
    """

    found: Sequence[tuple[NDArray[np.int32], NDArray[np.int32]]]
    types: NDArray[np.object_]

    def texts(self) -> list[NDArray[np.object_]]:
        """Return all n-grams, by length."""
        out, after = list[NDArray[np.object_]](), " " + self.types
        for heads, tails in self.found:
            out.append(out[-1][heads] + after[tails] if out else self.types[tails])
        return out

    def some(self, n: int, which: NDArray[Any]) -> list[str]:
        """Return n-grams of one length by their numbers there."""
        heads, tails = self.found[n - 1]
        ends: list[str] = self.types[tails[which]].tolist()
        if n == 1:
            return ends
        return [f"{a} {b}" for a, b in zip(self.some(n - 1, heads[which]), ends, strict=True)]

    def columns(self, low: int) -> list[NDArray[np.int64]]:
        """Return the places in code-point order of n-grams of ``low`` words and more, by length.

        Their order is that of their words, but for types that are another one and a space
        ("10 000" after "10"): only what holds one of these is compared by letter.
        """
        places = _ranks(self.found, low)
        spaced = _spaced(self.types)
        if spaced.any():
            odd: list[tuple[str, int, int]] = []
            held = np.zeros(1, bool)
            for n, (heads, tails) in enumerate(self.found, 1):
                held = held[heads] | spaced[tails]
                some = np.flatnonzero(held if n >= low else ())
                texts = self.some(n, some)
                odd += zip(texts, [n - 1] * len(some), some.tolist(), strict=True)
            room = sorted(int(places[n][k]) for _, n, k in odd)
            for own, (_, n, k) in zip(room, sorted(odd), strict=True):
                places[n][k] = own
        return places[low - 1 :]


@dataclass(frozen=True)
class Columns:
    """The names of columns: n-grams of ``low`` words and more at their ``places``, by length."""

    names: Names
    places: Sequence[NDArray[np.int64]]
    low: int

    def __call__(self) -> tuple[NDArray[np.object_]]:
        """Return them, as the only one of a tuple."""
        out = np.empty(sum(map(len, self.places)), dtype=object)
        for place, texts in zip(self.places, self.names.texts()[self.low - 1 :], strict=True):
            out[place] = texts
        return (out,)


def _spaced(types: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which types are another one and a space or less, or are such another one."""
    words = types.tolist()
    out = np.zeros(len(words), bool)
    odd = [word for word in words if " " in word or not word.isprintable()]
    if odd:
        place = {word: number for number, word in enumerate(words)}
        for word in odd:
            heads = {word[:at] for at, char in enumerate(word) if char <= " "}
            out[[place[word], *(place[head] for head in heads if head in place)]] = True
    return out


def _ranks(
    found: Sequence[tuple[NDArray[np.int32], NDArray[np.int32]]], low: int
) -> list[NDArray[np.int64]]:
    """Return the places of n-grams in the order of their words, each before longer ones.

    What is shorter than ``low`` words has no place of its own.
    """
    sizes: list[NDArray[np.int64]] = []  # of each n-gram: it and all that begin with it
    inner = np.zeros(len(found[-1][0]), np.int64)
    for n in range(len(found), 0, -1):
        sizes.insert(0, inner + (n >= low))
        if n > 1:
            ends = np.append(0, np.cumsum(sizes[0]))
            longer = np.bincount(found[n - 1][0], minlength=len(found[n - 2][0]))
            inner = np.diff(ends[np.append(0, np.cumsum(longer))])
    out = [np.cumsum(sizes[0]) - sizes[0]]
    for n in range(2, len(found) + 1):
        own = int(n > low)  # whether the shorter ones have places
        inner = sizes[n - 2] - own
        start = out[-1] + own - (np.cumsum(inner) - inner)
        out.append(start[found[n - 1][0]] + np.cumsum(sizes[n - 1]) - sizes[n - 1])
    return out
