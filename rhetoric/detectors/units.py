"""Units that may repeat one another: paragraphs, sentences, clauses; and what two of them share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhetoric.detectors.grammar import BLOCK, COLON, COMMA, DASH, END, Bools, Grammar, Ints
from rhetoric.tokens import Tokens

#: Words at the edge of a unit that are held against those of the next.
REACH = 8
#: Kinds of blocks that are running text.
_PROSE = ("paragraph",)


@dataclass(frozen=True, eq=False)
class Units:
    """Unit i is the words ``first[i]`` to ``end[i]``; ``fit`` are those of running text."""

    first: Ints
    end: Ints
    document: Ints
    fit: Bools

    def __len__(self) -> int:
        return len(self.first)


def units(tokens: Tokens, there: Grammar, kind: str) -> Units:
    """Return the ``paragraphs``, ``sentences`` or ``clauses`` of some texts.

    A clause ends at a comma, semicolon, colon or dash. Headings, items of lists and addresses are
    no running text.
    """
    starts = {"paragraphs": tokens.paragraph_starts, "sentences": tokens.sentence_starts}.get(kind)
    if starts is None:
        breaks = there.marks[: len(tokens)] & (COMMA | COLON | DASH | END | BLOCK) > 0
        starts = np.union1d(tokens.sentence_starts, np.flatnonzero(breaks[:-1]) + 1)
    first = np.asarray(starts, np.int64)
    end = np.append(first[1:], len(tokens))[: len(first)]
    prose = np.array([kind in _PROSE for kind in tokens.paragraph_kinds], bool)
    fit = prose[tokens.paragraph_of[first]] if len(first) else np.zeros(0, bool)
    document = np.asarray(tokens.document_of[first], np.int64)
    return Units(first, end, document, fit)


def edges(tokens: Tokens, of: Units, *, last: bool = False) -> NDArray[np.int64]:
    """Return the first (or last) words of units as numbers, a row each; -1 - k beyond a unit."""
    out = np.empty((len(of), REACH), np.int64)
    for k in range(REACH):
        at = of.end - 1 - k if last else of.first + k
        inside = (at >= of.first) & (at < of.end)
        ids = tokens.ids[np.clip(at, 0, max(len(tokens) - 1, 0))].astype(np.int64)
        # Beyond a unit nothing equals anything.
        out[:, k] = np.where(inside, ids, -1 - np.arange(len(of)))
    return out


def shared(words: NDArray[np.int64], step: int) -> Ints:
    """Return how many words unit i and unit i + step have in common at their edges."""
    if len(words) <= step:
        return np.zeros(len(words), np.int64)
    same = words[:-step] == words[step:]
    out = np.zeros(len(words), np.int64)
    out[:-step] = np.cumprod(same, axis=1).sum(axis=1)
    return out


def runs(
    words: NDArray[np.int64], of: Units, *, skips: bool, least: Ints
) -> list[tuple[list[int], int]]:
    """Return runs of units whose edges agree: the members, and the words that all share.

    Unit i begins or goes on with a run if it shares ``least[i]`` words with the next, or with
    ``skips`` with the one after that. Members are of one document and running text.
    """
    steps = (1, 2) if skips else (1,)
    links = []
    for step in steps:
        n = shared(words, step)
        ok = (n >= least) & of.fit
        ok[: len(of) - step] &= of.fit[step:] & (of.document[:-step] == of.document[step:])
        ok[max(len(of) - step, 0) :] = False
        links.append(ok)
    found, seen = [], np.zeros(len(of), bool)
    for i in np.flatnonzero(np.logical_or.reduce(links)).tolist():
        if seen[i]:
            continue
        members = [i]
        while True:
            at = members[-1]
            step = next((s for s, ok in zip(steps, links, strict=True) if ok[at]), 0)
            if not step or _common(words, members[0], at + step) < least[i]:
                break
            members.append(at + step)
        if len(members) > 1:
            seen[members] = True
            found.append((members, min(_common(words, i, j) for j in members[1:])))
    return found


def _common(words: NDArray[np.int64], i: int, j: int) -> int:
    same = words[i] == words[j]
    return int(np.cumprod(same).sum())
