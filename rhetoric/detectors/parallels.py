"""Tricolon and isocolon: exactly three segments of like length and build, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from rhetoric.detectors.grammar import COMMA, DASH, QUOTE, Bools, Grammar, Ints, grammar
from rhetoric.hits import Hits
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words of a segment: least, most; how far lengths may lie from their mean.
_SHORT, _LONG, _SLACK = 2, 30, 0.4
#: Segments open alike if their first words are of one of these classes, or are one word.
_INDEFINITE, _DEFINITE = "a|an", "the|all|every|each|this|these|those|POSS"
_SAME = (
    "PREP|to|who|whose|which|that|what|how|when|where|if|no|not|i|we|they|he|she|you|it|more|so|as"
)

#: Words at which a segment that goes on is taken to end, and words of a brief one.
_STOPS, _BRIEF = "PREP|CONJ|BE|MODAL|HAVE|to|who|which|that|VING|DET", 4

_Segment = tuple[int, int]


def tricolon(tokens: Tokens) -> Hits:
    """Return runs of exactly three coordinated segments of equal length (± 40 %) and build.

    "A, B and C": the segments open with a word of one class (an article, the same preposition or
    pronoun). Without *and* they must also end alike, or be brief and open with one word. Four
    segments, bare nouns and names are enumerations and left out.
    """
    there = grammar(tokens)
    of = _Build.of(tokens, there)
    found = [
        (low, high - low, name, name)
        for low, high, name in (*_with_and(tokens, there, of), *_bare(tokens, there, of))
    ]
    unique = {place[0]: place for place in found}
    names = ("and", "asyndeton")
    return Hits.of(tokens, unique.values(), categories=names, speech=partial(voice, tokens))


@dataclass(frozen=True, eq=False)
class _Build:
    """Of each word: how it opens a segment (0: not), whether it may end one, holds a verb, joins.

    ``inside`` are words after which no segment begins: "of the", "and the".
    """

    kinds: Ints
    stops: Bools
    verbs: Bools
    inside: Bools

    @classmethod
    def of(cls, tokens: Tokens, there: Grammar) -> _Build:
        """Return the build of some texts."""
        kinds = np.zeros(len(there.types), np.int64)
        same = there.types_of(_SAME)[:-1]
        kinds[same] = np.flatnonzero(same) + 10  # each word a class of its own
        kinds[there.types_of(_DEFINITE)[:-1]] = 2
        kinds[there.types_of(_INDEFINITE)[:-1]] = 1
        classes = (_STOPS, "MODAL|BE|HAVE|DO", "of|and|or")
        return cls(kinds[tokens.ids], *(there.types_of(name)[tokens.ids] for name in classes))


def _with_and(tokens: Tokens, there: Grammar, of: _Build) -> Iterator[tuple[int, int, str]]:
    """Yield three segments of which *and* or *or* joins the last."""
    kinds = of.kinds
    joint = there.at("and|or")
    joint = joint[(joint > 1) & (joint + 1 < len(tokens))]
    breaks = np.flatnonzero(there.marks & ~np.uint8(QUOTE | DASH) > 0)
    before = np.searchsorted(breaks, joint - 1) - 1  # a comma just before "and" is skipped
    joint, before = joint[before >= 0], before[before >= 0]
    second = breaks[before] + 1
    fits = (there.marks[second - 1] & COMMA > 0) & (
        tokens.sentence_of[second] == tokens.sentence_of[joint]
    )
    fits &= (kinds[second] > 0) & (kinds[second] == kinds[joint + 1])
    fits &= (joint - second >= _SHORT) & (joint - second <= _LONG)
    fits &= ~there.opens[joint + 1]
    for low, at in zip(second[fits].tolist(), joint[fits].tolist(), strict=True):
        made = _three(there, of, (low, at), at + 1)
        if made is not None:
            yield made[0], made[1], "and"


def _three(there: Grammar, of: _Build, second: _Segment, third: int) -> _Segment | None:
    """Return the words of three segments, or nothing where they are not three of one build."""
    kind, size = int(of.kinds[second[0]]), second[1] - second[0]
    if size < _SHORT:
        return None
    end = _end(there, of, third, size)
    low, high = _within(size)
    first = next(
        (
            at for at in _starts(there, second[0], high)
            if of.kinds[at] == kind and second[0] - at >= low and not of.inside[max(at - 1, 0)]
        ),
        None,
    )  # fmt: skip
    if first is None or not low <= end - third <= high:
        return None
    sizes = np.array([second[0] - first, size, end - third])
    if (np.abs(sizes - sizes.mean()) > max(_SLACK * sizes.mean(), 1)).any():
        return None
    if _more(there, of, first, size) or 2 * there.capital[first:end].sum() > end - first:
        return None  # four segments, or a list of names
    parts = ((first, second[0]), second, (third, end))
    if len({bool(of.verbs[a:b].any()) for a, b in parts}) > 1:
        return None  # a phrase before two clauses
    return first, end


def _within(size: int) -> tuple[int, int]:
    """Return the least and the most words of a segment beside one of some size."""
    return max(_SHORT, int(size * 0.5)), int(np.ceil(size * 1.8)) + 1


def _end(there: Grammar, of: _Build, first: int, size: int) -> int:
    """Return where a last segment ends: at a mark; a short one, that goes on, at its size."""
    most = min(first + _within(size)[1], len(of.stops))
    full = first + max(size, _SHORT)
    for at in range(first, most):
        if of.stops[at] and at >= full and size <= _BRIEF:
            return at
        if there.opens[at + 1] or there.marks[at] & ~np.uint8(QUOTE | DASH):
            return at + 1
    return next((at for at in range(full, most) if of.stops[at]), most)


def _starts(there: Grammar, end: int, most: int) -> Iterator[int]:
    """Yield the places from which a first segment may run up to a comma, the shortest first."""
    at = end - 1
    while at >= 0 and end - at <= most:
        if at < end - 1 and there.marks[at] & ~np.uint8(QUOTE | DASH):
            return
        yield at
        if there.opens[at]:
            return
        at -= 1


def _more(there: Grammar, of: _Build, first: int, size: int) -> bool:
    """Say whether a segment of the same build stands before the first: then there are four."""
    if first == 0 or there.opens[first] or not there.marks[first - 1] & COMMA:
        return False
    low, high = _within(size)
    return any(
        first - at >= low and of.kinds[at] == of.kinds[first] and not of.inside[max(at - 1, 0)]
        for at in _starts(there, first, high)
    )


def _bare(tokens: Tokens, there: Grammar, of: _Build) -> Iterator[tuple[int, int, str]]:
    """Yield three segments between commas without *and* that open and end alike."""
    kinds = of.kinds
    comma = np.flatnonzero(there.marks[: len(tokens)] & COMMA > 0)
    for one, two in zip(comma[:-1].tolist(), comma[1:].tolist(), strict=True):
        size = two - one
        if (
            not _SHORT <= size <= _LONG
            or there.opens[one + 1 : two + 1].any()
            or there.opens[two + 1]
        ):
            continue
        kind = int(kinds[one + 1])
        if not kind or kinds[two + 1] != kind:
            continue
        made = _three(there, of, (one + 1, two + 1), two + 1)
        if made is None:
            continue
        ends = {int(tokens.ids[at]) for at in (one, two, made[1] - 1)}
        closed = there.opens[made[1]] or there.marks[made[1] - 1]
        if _goes_on(there, of, made[1], kind):
            continue
        sizes = {one + 1 - made[0], size, made[1] - two - 1}
        begins = {int(tokens.ids[at]) for at in (made[0], one + 1, two + 1)}
        if closed and (len(ends) == 1 or (len(sizes) == len(begins) == 1 and size <= _BRIEF)):
            yield made[0], made[1], "asyndeton"


def _goes_on(there: Grammar, of: _Build, after: int, kind: int) -> bool:
    """Say whether a fourth segment of the same build follows, with *and* or without."""
    if after >= len(of.kinds) or there.opens[after]:
        return False
    joint = there.types_of("and|or")[there.ids[after]]
    second = after + 1 if joint and after + 1 < len(of.kinds) else after
    return bool(of.kinds[after] == kind or of.kinds[second] == kind)
