"""Which sentences of two documents belong together, one to one, split, merged, kept or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.likeness import Likeness, likeness, similarity
from rhetoric.compare.prose import Prose
from rhetoric.stats.sequences import assigned, heaviest_chain

#: Least similarity of anchors; of pairs in a gap or moved; of rewritten pairs in a small gap.
ANCHOR, PAIR, REWRITTEN = 0.75, 0.50, 0.30
#: Least similarity of one sentence to two, least share of each part that the other side covers,
#: and by how much two must be better than one.
GROUP, COVER, BETTER = 0.45, 0.40, 0.08
#: Least share of a sentence, by weight, that must reappear in a neighbour's partner.
ABSORBED = 0.60
#: Sentences on both sides of a gap in which rewritten pairs are sought.
SMALL = 5
#: A pair under headings that do not belong together stands back by so much.
ELSEWHERE = 0.05
#: Copies of one sentence that are tried in every combination.
COPIES = 64


@dataclass(frozen=True)
class Match:
    """Sentences that belong together, by number on each side, and their similarity S."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    score: float
    verbatim: bool = False
    moved: bool = False
    forced: bool = False

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The first and last sentence on each side."""
        return min(self.left), max(self.left), min(self.right), max(self.right)


@dataclass(frozen=True, eq=False)
class Pairing:
    """The matches of two documents in the order of the later one, and whether work was bounded."""

    matches: tuple[Match, ...]
    bounded: bool = False


@dataclass(eq=False)
class _State:
    """What is matched so far; ``lines`` are the matches that stand in order."""

    a: Prose
    b: Prose
    banned: frozenset[tuple[int, int]]
    matches: list[Match] = field(default_factory=list)
    order: list[Match] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.free_a, self.free_b = np.ones(len(self.a), bool), np.ones(len(self.b), bool)

    def add(self, matches: Iterable[Match], *, in_order: bool) -> None:
        for match in matches:
            self.matches.append(match)
            self.free_a[list(match.left)] = self.free_b[list(match.right)] = False
            if in_order:
                self.order.append(match)

    def gaps(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the gap between ordered matches that each sentence of both sides is in."""
        left, right = np.zeros(len(self.a) + 1, np.int64), np.zeros(len(self.b) + 1, np.int64)
        for match in self.order:
            left[match.box[1] + 1] += 1
            right[match.box[3] + 1] += 1
        return np.cumsum(left)[:-1], np.cumsum(right)[:-1]


def pair_up(
    a: Prose,
    b: Prose,
    *,
    forced: Iterable[tuple[int, int]] = (),
    banned: Iterable[tuple[int, int]] = (),
) -> Pairing:
    """Return which sentences of two documents belong together; each stands in one match or none.

    Equal sentences first, then a backbone of anchors (each the other's best, S ≥ .75), then pairs
    and splits in the gaps, then moves (S ≥ .50), rewritten pairs in small gaps (S ≥ .30), and
    sentences that a neighbour's partner has taken in. Among equals the same are chosen whichever
    side comes first.
    """
    if b.keys < a.keys:
        mirror = pair_up(b, a, forced=_turned(forced), banned=_turned(banned))
        return Pairing(
            tuple(
                sorted(
                    (replace(m, left=m.right, right=m.left) for m in mirror.matches),
                    key=lambda m: m.right,
                )
            ),
            mirror.bounded,
        )
    state = _State(a, b, frozenset(banned))
    fixed = [Match((i,), (j,), similarity(a, (i,), b, (j,)), forced=True) for i, j in forced]
    state.add(fixed, in_order=False)
    _in_order(state, _equals(state), _by_mass(state))
    _leftover_equals(state)
    free = [np.flatnonzero(f & p.able) for f, p in ((state.free_a, a), (state.free_b, b))]
    near = likeness(a, b, *free)
    choice = near.score - ELSEWHERE * _elsewhere(state, near)
    _anchors(state, near, choice)
    _in_gaps(state, near, choice, PAIR, groups=True)
    _moves(state, near, choice)
    if state.order:
        _in_gaps(state, near, choice, REWRITTEN, groups=False)
    _absorbed(state)
    return Pairing(tuple(_flagged(state)), near.bounded)


def _turned(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(j, i) for i, j in pairs]


def _by_mass(state: _State) -> Callable[[Match], float]:
    """Return what a match of whole sentences weighs in a chain."""
    return lambda m: max(m.score * state.a.mass[m.left[0]], 0.1)


def _equals(state: _State) -> list[Match]:
    """Return pairs of equal sentences: all combinations of a few copies, many copies in turn."""
    places: dict[tuple[str, int], list[int]] = {}
    for j in range(len(state.b)):
        places.setdefault((state.b.keys[j], int(state.b.classes[j])), []).append(j)
    mine: dict[tuple[str, int], list[int]] = {}
    for i in range(len(state.a)):
        key = (state.a.keys[i], int(state.a.classes[i]))
        if key in places:
            mine.setdefault(key, []).append(i)
    out = []
    for key, left in mine.items():
        right = places[key]
        few = len(left) * len(right) <= COPIES
        pairs = (
            [(i, j) for i in left for j in right] if few else zip(left, right, strict=False)
        )  # fmt: skip
        out += [Match((i,), (j,), 1.0, verbatim=True) for i, j in pairs if _may(state, i, j)]
    return out


def _may(state: _State, i: int, j: int) -> bool:
    """Say whether two sentences are free and may be paired."""
    return bool(state.free_a[i] and state.free_b[j] and (i, j) not in state.banned)


def _in_order(state: _State, candidates: list[Match], weight: Callable[[Match], float]) -> None:
    """Take the heaviest chain of candidates."""
    boxes = np.array([m.box for m in candidates], np.int64).reshape(-1, 4)
    chain = heaviest_chain(boxes, [weight(m) for m in candidates])
    state.add([candidates[k] for k in chain], in_order=True)


def _leftover_equals(state: _State) -> None:
    """Pair the equal sentences that stand in another order, in the same gap first, then in turn."""
    gap_a, gap_b = state.gaps()
    left = _equals(state)
    left.sort(key=lambda m: (gap_a[m.left[0]] != gap_b[m.right[0]], m.left, m.right))
    for match in left:
        if _may(state, match.left[0], match.right[0]):
            state.add([match], in_order=False)


def _elsewhere(state: _State, near: Likeness) -> NDArray[np.bool_]:
    """Return which pairs stand under headings that belong to others."""
    partner = {}
    for match in state.matches:
        i, j = match.left[0], match.right[0]
        if state.a.classes[i] == 1 and state.b.classes[j] == 1:
            partner[int(state.a.sections[i])] = int(state.b.sections[j])
    taken = set(partner.values())
    mine, theirs = state.a.sections[near.left], state.b.sections[near.right]
    return np.array(
        [
            (i in partner or j in taken) and partner.get(i) != j
            for i, j in zip(mine.tolist(), theirs.tolist(), strict=True)
        ],
        bool,
    )


def _anchors(state: _State, near: Likeness, choice: NDArray[np.float64]) -> None:
    """Take pairs that are each other's best: in order as backbone, the others as moved."""
    best_a, best_b = np.zeros(len(state.a)), np.zeros(len(state.b))
    np.maximum.at(best_a, near.left, choice)
    np.maximum.at(best_b, near.right, choice)
    mutual = (choice >= best_a[near.left]) & (choice >= best_b[near.right])
    found = [_match(near, k) for k in np.flatnonzero(mutual & (near.score >= ANCHOR)).tolist()]
    found = [m for m in found if _may(state, m.left[0], m.right[0])]
    weigh = _by_mass(state)
    fixed = {id(m) for m in state.order}
    boxes = np.array([m.box for m in (*state.order, *found)], np.int64).reshape(-1, 4)
    both = [*state.order, *found]
    chain = heaviest_chain(boxes, [weigh(m) for m in both])
    state.order = [both[k] for k in chain]
    for match in sorted(found, key=lambda m: (-m.score, m.left, m.right)):
        if id(match) not in fixed and _may(state, match.left[0], match.right[0]):
            state.add([match], in_order=False)
    kept = {id(m) for m in state.matches}
    state.order = [m for m in state.order if id(m) in kept]


def _match(near: Likeness, k: int) -> Match:
    return Match((int(near.left[k]),), (int(near.right[k]),), float(near.score[k]))


def _in_gaps(
    state: _State, near: Likeness, choice: NDArray[np.float64], least: float, *, groups: bool
) -> None:
    """Take the heaviest chain of pairs, and of splits and merges, inside the gaps."""
    gap_a, gap_b = state.gaps()
    inside = (gap_a[near.left] == gap_b[near.right]) & state.free_a[near.left]
    inside &= state.free_b[near.right]
    if least < PAIR:
        inside &= _small(state, gap_a, gap_b)[gap_a[near.left]]
    numbers = np.flatnonzero(inside).tolist()
    found = [_match(near, k) for k in numbers if near.score[k] >= least]
    found = [m for m in found if _may(state, m.left[0], m.right[0])]
    if groups:
        found += _groups(state, near, set(numbers))
    value = {(m.left, m.right): m.score for m in found}
    value |= {((int(near.left[k]),), (int(near.right[k]),)): float(choice[k]) for k in numbers}
    _in_order(state, found, lambda m: max(value[m.left, m.right] - REWRITTEN / 2, 0.01))


def _small(state: _State, gap_a: NDArray[np.int64], gap_b: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which gaps hold so few free sentences that place is evidence."""
    gaps = len(state.order) + 1
    free_a = np.bincount(gap_a[state.free_a], minlength=gaps)
    free_b = np.bincount(gap_b[state.free_b], minlength=gaps)
    return np.asarray((free_a <= SMALL) & (free_b <= SMALL))


def _groups(state: _State, near: Likeness, inside: set[int]) -> list[Match]:
    """Return one sentence against two neighbours that together are clearly better than either."""
    out = []
    for k in sorted(inside):
        i, j = int(near.left[k]), int(near.right[k])
        for left, right in (((i,), (j, j + 1)), ((i, i + 1), (j,))):
            other = near.index.get((left[-1], right[-1]))
            if other not in inside:
                continue
            match = _group(state, near, left, right, (k, other))
            out += [match] if match else []
    return out


def _group(
    state: _State, near: Likeness, left: tuple[int, ...], right: tuple[int, ...],
    parts: tuple[int, int],
) -> Match | None:  # fmt: skip
    """Return a split or merge if each part is covered and the whole is alike enough."""
    for k in parts:
        i, j = int(near.left[k]), int(near.right[k])
        if (i, j) in state.banned:
            return None
        shared = near.dice[k] * (state.a.mass[i] + state.b.mass[j]) / 2
        part = state.b.mass[j] if len(right) > 1 else state.a.mass[i]
        if shared < COVER * part:
            return None
    score = similarity(state.a, left, state.b, right)
    better = score - max(float(near.score[k]) for k in parts)
    return Match(left, right, score) if score >= GROUP and better >= BETTER else None


def _moves(state: _State, near: Likeness, choice: NDArray[np.float64]) -> None:
    """Assign what is left at the greatest sum of similarities, wherever it stands."""
    able = (near.score >= PAIR) & state.free_a[near.left] & state.free_b[near.right]
    numbers = [
        k for k in np.flatnonzero(able).tolist()
        if (int(near.left[k]), int(near.right[k])) not in state.banned
    ]  # fmt: skip
    chosen = assigned(near.left[numbers], near.right[numbers], choice[numbers])
    state.add((_match(near, numbers[k]) for k in chosen), in_order=False)


def _absorbed(state: _State) -> None:
    """Join free sentences to a neighbour whose partner has most of their words, unexplained."""
    for side, other in ((0, 1), (1, 0)):
        free = (state.free_a, state.free_b)[side]
        here, there = (state.a, state.b)[side], (state.a, state.b)[other]
        of = {_ends(m, side)[0]: n for n, m in enumerate(state.matches) if _single(m)}
        for k in np.flatnonzero(free & here.able).tolist():
            for neighbour in (k - 1, k + 1):
                number = of.get(neighbour)
                if number is None or here.classes[k] != here.classes[neighbour]:
                    continue
                match = state.matches[number]
                if not _single(match) or not _taken_in(here, there, k, match, side):
                    continue
                _join(state, number, k, side)
                break


def _single(match: Match) -> bool:
    return len(match.left) == len(match.right) == 1 and not (match.verbatim or match.forced)


def _ends(match: Match, side: int) -> tuple[int, ...]:
    return (match.left, match.right)[side]


def _taken_in(here: Prose, there: Prose, k: int, match: Match, side: int) -> bool:
    """Say whether the partner holds the words of a sentence that it cannot have from its own."""
    own, partner = here.words(_ends(match, side)[0]), there.words(_ends(match, 1 - side)[0])
    mine = here.words(k)
    return here.weight(mine & (partner - own)) >= ABSORBED * here.weight(mine)


def _join(state: _State, number: int, k: int, side: int) -> None:
    match = state.matches[number]
    both = tuple(sorted((*_ends(match, side), k)))
    pair = ((both, match.right), (match.left, both))[side]
    if any((i, j) in state.banned for i in pair[0] for j in pair[1]):
        return
    score = similarity(state.a, pair[0], state.b, pair[1])
    state.matches[number] = Match(pair[0], pair[1], score)
    state.free_a[list(pair[0])] = state.free_b[list(pair[1])] = False


def _flagged(state: _State) -> Iterator[Match]:
    """Yield the matches in the order of the later document, those out of order as moved."""
    weigh = _by_mass(state)
    boxes = np.array([m.box for m in state.matches], np.int64).reshape(-1, 4)
    chain = set(heaviest_chain(boxes, [weigh(m) for m in state.matches]).tolist())
    flagged = [replace(m, moved=n not in chain) for n, m in enumerate(state.matches)]
    yield from sorted(flagged, key=lambda m: m.right)
