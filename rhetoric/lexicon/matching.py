"""Where the entries of a lexicon stand: all at once, word by word, by a trie over the tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError
from rhetoric.hits import Hits
from rhetoric.lexicon.entries import Entry, Lexicon, where
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens, aliases
from rhetoric.voice import voice
from rhetoric.words import fold

Ints = NDArray[np.int64]

#: Seconds that one regular expression may take over all texts.
TIMEOUT = 10.0


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
    found += [_by_regex(tokens, entry, i) for i, entry in enumerate(lexicon.entries) if entry.regex]
    first, length, which = (np.concatenate(part) for part in zip(*found, strict=True))
    spelt = _as_spelt(tokens, lexicon.entries, first, length, which)
    first, length, which = first[spelt], length[spelt], which[spelt]
    free = _unguarded(lexicon.entries, first, length, which)
    return _thinned(lexicon, tokens, first[free], length[free], which[free])


@dataclass
class _Trie:
    """Nodes reached by words: ``steps`` by one type, ``free`` by any; ``ends`` are entries.

    A node may be left in several ways by one word, so that patterns and plain words live together.
    """

    steps: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=dict)
    ends: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    size: int = 1

    @classmethod
    def of(cls, tokens: Tokens, entries: Sequence[Entry], chosen: Sequence[int]) -> _Trie:
        """Return the trie of some entries, as far as their words are in the texts."""
        trie, vocabulary = cls(), _Vocabulary(tokens)
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
                trie.ends[node].append(i)
        return trie

    def _grow(self, node: int, ids: Ints | None) -> int:
        """Return a new node behind another, reached by some types, or by any for None."""
        child, self.size = self.size, self.size + 1
        if ids is None:
            self.free[node] = child
        else:
            for number in ids.tolist():
                self.steps.setdefault((node, number), []).append(child)
        return child

    def run(self, tokens: Tokens) -> tuple[Ints, Ints, Ints]:
        """Return first token, length and entry of every place where an entry stands."""
        width = max(len(tokens.types), 1)
        edges = [(a * width + word, b) for (a, word), to in self.steps.items() for b in to]
        table = np.array(sorted(edges), np.int64).reshape(-1, 2)
        free = np.full(self.size, -1, np.int64)
        free[list(self.free)] = list(self.free.values())
        ids, sentence = tokens.ids.astype(np.int64), tokens.sentence_of
        at = np.arange(len(tokens), dtype=np.int64)
        node = np.zeros(len(tokens), np.int64)
        out: list[tuple[Ints, Ints, Ints]] = [_nothing()]
        depth = 0
        while len(at):
            start, node = _step(table, free, node, node * width + ids[at + depth])
            at, depth = at[start], depth + 1
            out.append(self._ended(at, node, depth))
            on = at + depth < len(tokens)
            at, node = at[on], node[on]
            same = sentence[at] == sentence[at + depth]
            at, node = at[same], node[same]
        first, length, which = (np.concatenate(part) for part in zip(*out, strict=True))
        return first, length, which

    def _ended(self, at: Ints, node: Ints, depth: int) -> tuple[Ints, Ints, Ints]:
        """Return the places of the entries that end at the nodes reached."""
        many = np.array([len(self.ends.get(i, ())) for i in range(self.size)], np.int64)
        held = np.concatenate([*(self.ends.get(i, []) for i in range(self.size)), []])
        begin = np.concatenate([[0], np.cumsum(many)])[:-1]
        times = many[node]
        place = np.repeat(begin[node], times) + _counting(times)
        return np.repeat(at, times), np.full(len(place), depth), held.astype(np.int64)[place]


def _nothing() -> tuple[Ints, Ints, Ints]:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)


def _counting(times: Ints) -> Ints:
    """Return 0, 1, … for each of some numbers of times: [2, 3] gives 0, 1, 0, 1, 2."""
    ends = np.cumsum(times)
    return np.arange(int(times.sum()), dtype=np.int64) - np.repeat(ends - times, times)


def _step(table: Ints, free: Ints, node: Ints, key: Ints) -> tuple[Ints, Ints]:
    """Return which of the walkers go on and to which node; one may go on in several ways."""
    low = np.searchsorted(table[:, 0], key, side="left")
    high = np.searchsorted(table[:, 0], key, side="right")
    times = high - low
    start = np.repeat(np.arange(len(key)), times)
    to = table[np.repeat(low, times) + _counting(times), 1]
    anyway = np.flatnonzero(free[node] >= 0)
    return np.concatenate([start, anyway]), np.concatenate([to, free[node[anyway]]])


class _Vocabulary:
    """The types of the texts that a word of an entry stands for."""

    def __init__(self, tokens: Tokens) -> None:
        self._index = tokens.index
        self._types = tokens.types
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
        letters = [re.escape(part) for part in re.split(r"\*+", word)]
        glob = re.compile(f"{'.*'.join(letters)}(?:'s)?", re.DOTALL)
        return [i for i, kind in enumerate(self._types) if glob.fullmatch(kind)]


def _by_regex(tokens: Tokens, entry: Entry, number: int) -> tuple[Ints, Ints, Ints]:
    """Return the places of a regular expression over the words of each sentence."""
    pattern = re.compile(rf"(?<![^ \n])(?:{entry.text})(?![^ \n])")
    left = TIMEOUT
    found = []
    for low, high in zip(tokens.document_starts, [*tokens.document_starts[1:], len(tokens)],
                         strict=True):  # fmt: skip
        text, starts = _spelt_out(tokens, int(low), int(high), exact=entry.case == "exact")
        try:
            for hit in pattern.finditer(text, timeout=left):
                if hit.end() > hit.start() and "\n" not in hit[0]:
                    begin = int(np.searchsorted(starts, hit.start(), side="left"))
                    end = int(np.searchsorted(starts, hit.end(), side="left"))
                    found.append((int(low) + begin, end - begin))
        except (TimeoutError, MemoryError, RecursionError):
            raise RhetoricError(
                f"{where(entry)} took more than {TIMEOUT:g} seconds, or all memory: write it "
                "without nested repetition."
            ) from None
    first, length = np.array(found, np.int64).reshape(-1, 2).T
    return first, length, np.full(len(found), number, np.int64)


def _spelt_out(tokens: Tokens, low: int, high: int, *, exact: bool) -> tuple[str, Ints]:
    """Return the words of a document, a sentence a line, and where each begins."""
    if exact:
        raw = tokens.corpus[int(tokens.document_of[low])].raw if low < high else ""
        spans = zip(tokens.start[low:high].tolist(), tokens.end[low:high].tolist(), strict=True)
        shown = [fold(raw[a:b], case=False) for a, b in spans]
    else:
        shown = tokens.types[tokens.ids[low:high]].tolist()
    begins = tokens.sentence_starts
    opens = set((begins[(begins > low) & (begins < high)] - low).tolist())
    pieces = [("\n" if i in opens else " " if i else "") + word for i, word in enumerate(shown)]
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    return "".join(pieces), ends - np.array([len(word) for word in shown], np.int64)


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
        parts = [re.escape(part) for part in re.split(r"\*+", wanted)]
        return bool(re.fullmatch(f"{'.*'.join(parts)}(?:'s)?", shown, re.DOTALL))
    return shown in {wanted, f"{wanted}'s"}


def _unguarded(
    entries: Sequence[Entry], first: Ints, length: Ints, which: Ints
) -> NDArray[np.bool_]:
    """Return which hits are those of entries, and stand inside no guard of their category."""
    guard = np.array([entry.guard for entry in entries], bool)[which]
    names = sorted({entry.category for entry in entries})
    category = np.array([names.index(e.category) for e in entries], np.int64)[which]
    free = ~guard
    for c in np.unique(category[guard]).tolist():
        inside = np.flatnonzero(guard & (category == c))
        inside = inside[np.argsort(first[inside], kind="stable")]
        reach = np.maximum.accumulate(first[inside] + length[inside])
        mine = np.flatnonzero(free & (category == c))
        before = np.searchsorted(first[inside], first[mine], side="right") - 1
        held = (before >= 0) & (reach[np.maximum(before, 0)] >= first[mine] + length[mine])
        free[mine[held]] = False
    return free


def _thinned(lexicon: Lexicon, tokens: Tokens, first: Ints, length: Ints, which: Ints) -> Hits:
    """Return the hits that the rule of overlaps leaves."""
    entries = lexicon.entries
    names = sorted({entry.category for entry in entries})
    category = np.array([names.index(e.category) for e in entries], np.int64)[which]
    group = category if lexicon.overlap == "category" else np.zeros(len(which), np.int64)
    better = np.array(_precedence(entries), np.int64)[which]
    order = np.lexsort((better, first, -length, _clusters(first, length, group)))
    cluster = _clusters(first, length, group)[order]
    alone = np.bincount(cluster, minlength=1)[cluster] == 1 if len(order) else cluster == 0
    kept = np.zeros(len(which), bool)
    kept[order[alone]] = True
    taken: set[tuple[int, int]] = set()
    for i, c in zip(order[~alone].tolist(), cluster[~alone].tolist(), strict=True):
        place = {(c, at) for at in range(first[i], first[i] + length[i])}
        if taken.isdisjoint(place):
            taken |= place
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
    number = {r: i for i, r in enumerate(rules)}
    of_category = np.array([name.get(e.category, -1) for e in entries], np.int32)
    of_rule = np.array([number[e.text] for e in entries], np.int32)
    weights = np.array([entry.weight for entry in entries])
    return Hits(
        tokens, lexicon.categories, rules, first, length, of_category[which], of_rule[which],
        weights[which], partial(voice, tokens),
    ).ordered()  # fmt: skip
