"""Where the entries of a lexicon stand: all at once, word by word, by a trie over the tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.hits import Hits
from rhetoric.lexicon.entries import Entry, Lexicon
from rhetoric.lexicon.expressions import by_expression
from rhetoric.lexicon.vocabulary import Ints, Vocabulary, is_like
from rhetoric.tokens import Tokens
from rhetoric.voice import voice
from rhetoric.words import fold


def match(lexicon: Lexicon, tokens: Tokens) -> Hits:
    """Return the places where the entries of a lexicon stand, each inside one sentence.

    A word of an entry also finds its possessive (*nation*: "nation's"). Hits that may not overlap
    (see `Lexicon`) are thinned, the longest first; before that, hits inside a guard of their
    category are taken out. Raises `RhetoricError` for a regular expression that takes too long.

    >>> from rhetoric.tokens import tokenize_texts
    >>> states = Lexicon.of("states", {"US": ["U.S.", "US"], "ROK": ["ROK", "south korea*"]})
    >>> hits = match(states, tokenize_texts("They told us of the U.S. and the ROK's fleets."))
    >>> hits.table[["category", "text"]].values.tolist()
    [['US', 'U.S.'], ['ROK', "ROK's"]]
    """
    literal = [i for i, entry in enumerate(lexicon.entries) if not entry.regex]
    found = [_Trie.of(tokens, lexicon.entries, literal).run(tokens)]
    found += by_expression(lexicon, tokens)
    first, length, which = (np.concatenate(part) for part in zip(*found, strict=True))
    spelt = _as_spelt(tokens, lexicon.entries, first, length, which)
    first, length, which = first[spelt], length[spelt], which[spelt]
    free = _unguarded(lexicon.entries, first, length, which)
    return _thinned(lexicon, tokens, first[free], length[free], which[free])


@dataclass
class _Trie:
    """Nodes reached by words: ``steps`` (from, types, to), ``free`` by any; ``ends`` are entries.

    A node may be left in several ways by one word, so that patterns and plain words live together.
    ``ends`` are pairs of a node and the number of an entry.
    """

    steps: list[tuple[int, Ints, int]] = field(default_factory=list)
    free: dict[int, int] = field(default_factory=dict)
    ends: list[tuple[int, int]] = field(default_factory=list)
    size: int = 1

    @classmethod
    def of(cls, tokens: Tokens, entries: Sequence[Entry], chosen: Sequence[int]) -> _Trie:
        """Return the trie of some entries, as far as their words are in the texts."""
        trie, vocabulary = cls(), Vocabulary(tokens)
        names: dict[tuple[int, str], int] = {}
        for i in chosen:
            node = 0
            for word in entries[i].words:
                if word not in vocabulary:
                    break
                if (node, word) not in names:
                    names[node, word] = trie._grow(node, vocabulary.ids(word))
                node = names[node, word]
            else:
                trie.ends.append((node, i))
        return trie

    def _grow(self, node: int, ids: Ints | None) -> int:
        """Return a new node behind another, reached by some types, or by any for None."""
        child, self.size = self.size, self.size + 1
        if ids is None:
            self.free[node] = child
        else:
            self.steps.append((node, ids, child))
        return child

    def run(self, tokens: Tokens) -> tuple[Ints, Ints, Ints]:
        """Return first token, length and entry of every place where an entry stands."""
        width = max(len(tokens.types), 1)
        table = _Rows.of(
            (node * width + ids, np.full(len(ids), child)) for node, ids, child in self.steps
        )
        free = np.full(self.size, -1, np.int64)
        free[list(self.free)] = list(self.free.values())
        ends = _Rows.of(np.array(self.ends, np.int64).reshape(-1, 2, 1))
        ids, sentence = tokens.ids.astype(np.int64), tokens.sentence_of
        at = self._openings(table, ids, width)
        node = np.zeros(len(at), np.int64)
        out: list[tuple[Ints, Ints, Ints]] = [_nothing()]
        depth = 0
        while len(at):
            start, node = _step(table, free, node, node * width + ids[at + depth])
            at, depth = at[start], depth + 1
            which, place = ends.behind(node)
            out.append((at[which], np.full(len(which), depth), place))
            on = at + depth < len(tokens)
            at, node = at[on], node[on]
            same = sentence[at] == sentence[at + depth]
            at, node = at[same], node[same]
        first, length, which = (np.concatenate(part) for part in zip(*out, strict=True))
        return first, length, which

    def _openings(self, table: _Rows, ids: Ints, width: int) -> Ints:
        """Return the places at which an entry may begin."""
        if 0 in self.free:
            return np.arange(len(ids), dtype=np.int64)
        opens = np.zeros(width, bool)
        opens[table.keys[table.keys < width]] = True
        return np.flatnonzero(opens[ids])


def _nothing() -> tuple[Ints, Ints, Ints]:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)


def _counting(times: Ints) -> Ints:
    """Return 0, 1, … for each of some numbers of times: [2, 3] gives 0, 1, 0, 1, 2."""
    ends = np.cumsum(times)
    return np.arange(int(times.sum()), dtype=np.int64) - np.repeat(ends - times, times)


def _step(table: _Rows, free: Ints, node: Ints, key: Ints) -> tuple[Ints, Ints]:
    """Return which of the walkers go on and to which node; one may go on in several ways."""
    start, to = table.behind(key)
    anyway = np.flatnonzero(free[node] >= 0)
    return np.concatenate([start, anyway]), np.concatenate([to, free[node[anyway]]])


@dataclass(frozen=True)
class _Rows:
    """Values by key: those of ``keys[i]`` are the ``times[i]`` values from ``begin[i]`` on."""

    keys: Ints
    begin: Ints
    times: Ints
    values: Ints

    @classmethod
    def of(cls, pairs: Iterable[Iterable[Ints]]) -> _Rows:
        """Return pairs of keys and their values as rows."""
        keys, values = (np.concatenate(part) for part in zip(_nothing()[:2], *pairs, strict=True))
        order = np.lexsort((values, keys))
        held, begin, times = np.unique(keys[order], return_index=True, return_counts=True)
        return cls(held, begin, times, values[order])

    def behind(self, keys: Ints) -> tuple[Ints, Ints]:
        """Return which keys have values, as often as they have some, and the values."""
        at = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        some = np.flatnonzero(self.keys[at] == keys) if len(self.keys) else _nothing()[0]
        at = at[some]
        times = self.times[at]
        place = np.repeat(self.begin[at], times) + _counting(times)
        return np.repeat(some, times), self.values[place]


def _as_spelt(
    tokens: Tokens, entries: Sequence[Entry], first: Ints, length: Ints, which: Ints
) -> NDArray[np.bool_]:
    """Return which hits are spelt as their entries want, where they mind capitals."""
    fit = np.ones(len(first), bool)
    strict = np.array([any(entry.exact) for entry in entries], bool)
    for i in np.flatnonzero(strict[which]) if len(entries) else ():
        wanted = entries[which[i]].exact
        for offset, word in enumerate(wanted[: length[i]]):
            if word is not None:
                shown = fold(tokens.corpus.quote(tokens.span(int(first[i]) + offset)), case=False)
                fit[i] &= _is_spelt(shown, word)
    return fit


def _is_spelt(shown: str, wanted: str) -> bool:
    if "*" in wanted:
        return is_like(shown, re.split(r"\*+", wanted))
    return shown in {wanted, f"{wanted}'s"}


def _unguarded(
    entries: Sequence[Entry], first: Ints, length: Ints, which: Ints
) -> NDArray[np.bool_]:
    """Return which hits are those of entries, and stand inside no guard of their category."""
    guard = np.array([entry.guard for entry in entries], bool)[which]
    if not guard.any():
        return ~guard
    wide = int((first + length).max()) + 1
    begin = first + _categories(entries)[which] * wide  # categories do not reach each other
    inside = np.flatnonzero(guard)[np.argsort(begin[guard], kind="stable")]
    reach = np.maximum.accumulate(begin[inside] + length[inside])
    before = np.searchsorted(begin[inside], begin, side="right") - 1
    held = (before >= 0) & (reach[np.maximum(before, 0)] >= begin + length)
    return ~guard & ~held


def _categories(entries: Sequence[Entry]) -> Ints:
    """Return for each entry the place of its category in the alphabet."""
    return _places(entry.category for entry in entries)


def _places(names: Iterable[str]) -> Ints:
    """Return for each name its place in the alphabet."""
    held = list(names)
    place = {name: i for i, name in enumerate(sorted(set(held)))}
    return np.array([place[name] for name in held], np.int64)


def _thinned(lexicon: Lexicon, tokens: Tokens, first: Ints, length: Ints, which: Ints) -> Hits:
    """Return the hits that the rule of overlaps leaves."""
    entries = lexicon.entries
    apart = lexicon.overlap == "category"
    group = _categories(entries)[which] if apart else np.zeros(len(which), np.int64)
    better = np.array(_precedence(entries), np.int64)[which]
    cluster = _clusters(first, length, group)
    order = np.lexsort((better, first, -length, cluster))
    cluster = cluster[order]
    alone = np.bincount(cluster, minlength=1)[cluster] == 1 if len(order) else cluster == 0
    kept = np.zeros(len(which), bool)
    kept[order[alone]] = True
    taken: set[tuple[int, int]] = set()
    for i, c in zip(order[~alone].tolist(), cluster[~alone].tolist(), strict=True):
        low, high = int(first[i]), int(first[i] + length[i])
        if (c, low) not in taken and (c, high - 1) not in taken:  # none before it is shorter
            taken.update((c, at) for at in range(low, high))
            kept[i] = True
    return _hits(lexicon, tokens, first[kept], length[kept], which[kept])


def _clusters(first: Ints, length: Ints, group: Ints) -> Ints:
    """Return for each hit the number of the run of overlapping hits of its group that it is in."""
    if not len(first):
        return np.empty(0, np.int64)
    order = np.lexsort((first, group))
    reach = first[order] + length[order]
    wide = int(reach.max()) + 1
    reach = np.maximum.accumulate(reach + group[order] * wide)  # groups do not reach each other
    begin = first[order] + group[order] * wide
    new = np.concatenate([[True], begin[1:] >= reach[:-1]])
    out = np.empty(len(first), np.int64)
    out[order] = np.cumsum(new) - 1
    return out


def _precedence(entries: Sequence[Entry]) -> list[int]:
    """Return for each entry its place in the order of choice: words, patterns, expressions."""

    def key(i: int) -> tuple[object, ...]:
        entry = entries[i]
        return (entry.regex, "*" in entry.text, entry.text, entry.category)

    place = {i: rank for rank, i in enumerate(sorted(range(len(entries)), key=key))}
    return [place[i] for i in range(len(entries))]


def _hits(lexicon: Lexicon, tokens: Tokens, first: Ints, length: Ints, which: Ints) -> Hits:
    """Return places of entries as hits."""
    entries = lexicon.entries
    rules = tuple(sorted({entry.text for entry in entries}))
    name = {c: i for i, c in enumerate(lexicon.categories)}
    of_category = np.array([name.get(e.category, -1) for e in entries], np.int32)
    of_rule = _places(entry.text for entry in entries).astype(np.int32)
    weights = np.array([entry.weight for entry in entries])
    return Hits(
        tokens, lexicon.categories, rules, first, length, of_category[which], of_rule[which],
        weights[which], partial(voice, tokens),
    ).ordered()  # fmt: skip
