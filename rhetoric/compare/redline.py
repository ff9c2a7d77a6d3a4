"""Word-level edits inside a pair of sentences, each with its place on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex as re

from rhetoric.compare.prose import PLAIN, Prose, between
from rhetoric.corpus import Span
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens

_SIGN = re.compile(r"[^\s\p{L}\p{N}\p{M}\p{C}*_]")
#: Words between two edits that are marked with them, if none of them names anything.
_ISLAND = 2
#: Units on each side beyond which only the common beginning and end are found.
MOST = 3000


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or a sign of a sentence: how it is compared, its raw characters, and its kind."""

    text: str
    start: int
    end: int
    word: bool
    opens: bool = False


@dataclass(frozen=True)
class Edit:
    """A change inside a pair: ``before`` became ``after``; either may be empty.

    ``op`` is ``replace``, ``insert`` or ``delete``; the spans are raw places, empty where nothing
    stands on a side.
    """

    op: str
    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    before_span: Span
    after_span: Span


def units(side: Prose, sentences: Sequence[int]) -> list[Unit]:
    """Return the words and signs of sentences in their order."""
    tokens = side.scale.tokens
    out: list[Unit] = []
    for sentence in sentences:
        span = side.spans[sentence]
        out += stretch(tokens, side.positions(sentence), (span.start, span.end), side.gaps)
    return out


def stretch(
    tokens: Tokens,
    words: tuple[int, int],
    place: tuple[int, int],
    gaps: Sequence[tuple[int, int]] = (),
) -> list[Unit]:
    """Return the units of a run of tokens (first, one after the last) between two raw offsets."""
    low, high = words
    raw = tokens.corpus[int(tokens.document_of[low])].raw
    starts = {int(at) for at in tokens.sentence_starts[slice(*_within(tokens, words))]}
    ends = zip(tokens.start[low:high].tolist(), tokens.end[low:high].tolist(), strict=True)
    inside = between(gaps, *place)
    at = place[0]
    out: list[Unit] = []
    for position, (start, end) in enumerate(ends, low):
        if start - at > 1 or not raw[at:start].isspace():
            out += _signs(raw, at, start, inside)
        out.append(Unit(_plain(raw[start:end]), start, end, word=True, opens=position in starts))
        at = end
    return [*out, *_signs(raw, at, place[1], inside)]


def _within(tokens: Tokens, words: tuple[int, int]) -> tuple[int, int]:
    """Return which sentences start in a run of tokens."""
    low, high = tokens.sentence_starts.searchsorted(words).tolist()
    return int(low), int(high)


def _plain(text: str) -> str:
    return text if text.isascii() and text.isalnum() else " ".join(text.translate(PLAIN).split())


def _signs(
    raw: str, start: int, end: int, gaps: Sequence[tuple[int, int]]
) -> Iterator[Unit]:  # fmt: skip
    for match in _SIGN.finditer(raw, start, end):
        if not any(low <= match.start() < high for low, high in gaps):
            plain = match[0].translate(PLAIN)
            yield Unit(plain, match.start(), match.end(), word=False)


def edits(a: Sequence[Unit], b: Sequence[Unit], names: tuple[str, str]) -> tuple[Edit, ...]:
    """Return the edits that turn one run of units into another, from its beginning to its end.

    ``names`` are the ids of the two documents. A word or two of no content between edits are
    marked with them. Beyond ``MOST`` units only the common beginning and end are found.
    """
    merged = _without_islands(list(_operations(a, b)), a)
    return tuple(
        Edit(
            op="insert" if i == k else "delete" if j == m else "replace",
            before=tuple(a[i:k]),
            after=tuple(b[j:m]),
            before_span=_span(a, i, k, names[0]),
            after_span=_span(b, j, m, names[1]),
        )
        for i, k, j, m in merged
    )


def _operations(a: Sequence[Unit], b: Sequence[Unit]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what differs: the range on each side."""
    one, other = [u.text for u in a], [u.text for u in b]
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    mine, theirs = one[head : len(one) - tail], other[head : len(other) - tail]
    if len(mine) > MOST or len(theirs) > MOST:
        yield head, head + len(mine), head, head + len(theirs)
        return
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for op, i, k, j, m in matcher.get_opcodes():
        if op != "equal":
            yield head + i, head + k, head + j, head + m


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many units two runs have in common at the beginning."""
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return n


def _without_islands(
    found: list[tuple[int, int, int, int]], a: Sequence[Unit]
) -> list[tuple[int, int, int, int]]:
    out: list[tuple[int, int, int, int]] = []
    for i, k, j, m in found:
        if out and _is_island(a[out[-1][1] : i], one_sided=_one_sided(out[-1], (i, k, j, m))):
            first = out.pop()
            out.append((first[0], k, first[2], m))
        else:
            out.append((i, k, j, m))
    return out


def _one_sided(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Say whether one of two edits only takes out and the other only puts in."""
    gone, come = ((e[0] == e[1], e[2] == e[3]) for e in (one, other))
    return gone in {(True, False), (False, True)} and come == gone[::-1]


def _is_island(between: Sequence[Unit], *, one_sided: bool) -> bool:
    """Say whether the words between two edits are none that one would leave standing.

    Numbers are such words where something moved over them: "to 4-1/2" of two ranges.
    """
    words = [u.text.casefold() for u in between if u.word]
    return len(between) <= _ISLAND and all(
        word in function_words() or (one_sided and word[:1].isdigit()) for word in words
    )


def _span(side: Sequence[Unit], low: int, high: int, name: str) -> Span:
    """Return the raw place of some units, or the empty one after the unit before."""
    if low < high:
        return Span(name, side[low].start, side[high - 1].end)
    at = side[low - 1].end if low else side[0].start if side else 0
    return Span(name, at, at)
