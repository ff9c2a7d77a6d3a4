"""What rules of context ask of words: which class they may be, what stands between two of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.lexicons import listing, words
from rhetoric.tokens import Tokens

#: What may stand between a word and the next, as bits: a comma, a semicolon or colon, a dash, a
#: quotation mark, a parenthesis, the end of a sentence, a question mark; the block's end.
COMMA, COLON, DASH, QUOTE, PAREN, END, ASK, BLOCK = 1, 2, 4, 8, 16, 32, 64, 128
_SIGNS = {
    COMMA: ",،，、", COLON: ";:；：", DASH: "—–―-/", QUOTE: "\"“”„«»‘’'", PAREN: "()[]{}（）",
    END: ".!…。！", ASK: "?？",
}  # fmt: skip
#: Signs after a word that are looked at.
_LOOKED = 5
_TABLE = np.zeros(0x10000, np.uint8)
for _bit, _signs in _SIGNS.items():
    for _sign in _signs:
        _TABLE[ord(_sign)] |= _bit
_TABLE[ord("?")] |= END
_UPPER = np.array([chr(n).isupper() for n in range(0x3000)], bool)

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Grammar:
    """Classes of the types of some texts, and what stands between their words.

    ``marks[i]`` says what stands between word i and the next (see `COMMA` and the others);
    ``capital`` which words begin with a capital, ``opens`` which open a sentence.
    """

    def __init__(self, tokens: Tokens) -> None:
        # Not the tokens themselves: what is known of them is kept only as long as they are.
        self.ids = tokens.ids
        self.types = tokens.types
        self.index = tokens.index
        self.sentence_of = tokens.sentence_of
        self.opens = np.zeros(len(tokens) + 1, bool)
        self.opens[tokens.sentence_starts] = True
        self.opens[len(tokens)] = True
        self.marks, self.capital = _read(tokens)
        self._masks: dict[str, Bools] = {}

    def types_of(self, name: str) -> Bools:
        """Return which types are of a class (DET), or one of some words (``the|a|*s|POSS``)."""
        known = self._masks.get(name)
        if known is None:
            parts = name.split("|")
            known = self._masks[name] = (
                np.logical_or.reduce([self.types_of(part) for part in parts])
                if len(parts) > 1
                else self._found(name)
            )
        return known

    def _found(self, name: str) -> Bools:
        """Return which types are of one class, or are one word (``*s``: that ends in s)."""
        out = np.zeros(len(self.types) + 1, bool)
        wanted = _members(name)
        if callable(wanted):
            out[: len(self.types)] = [bool(wanted(word)) for word in self.types]
        else:
            out[[self.index[word] for word in wanted if word in self.index]] = True
        return out

    def at(self, name: str) -> Ints:
        """Return the places of the words of a class, ascending."""
        return np.flatnonzero(self.types_of(name)[self.ids])

    def meets(self, at: Ints, pattern: str, *, back: bool = False) -> Bools:
        """Return at which places a pattern begins, or ends just before with ``back``.

        A pattern is read from left to right: a class (DET), words (``in|on``), ``_`` for any word,
        each with ``?`` (once or not at all), ``*`` (up to six times), or ``!`` before it (a word
        that is none); ``,`` for a comma; ``.`` for the edge of a clause (any mark but a quotation
        mark), ``^`` for that of a sentence. Words follow one another with nothing but quotation
        marks between them.
        """
        items = _items(pattern)
        here, fits = at.copy(), np.ones(len(at), bool)
        walk = _Back(self) if back else _Forward(self)
        may_comma = np.zeros(len(at), bool)
        for item in reversed(items) if back else items:
            if item in {",", ".", "^", ",?"}:
                edge = walk.edge(here, item)
                if item == ",?":
                    may_comma |= edge
                else:
                    fits &= edge
                    may_comma |= edge
                continue
            name, often = (item[:-1], item[-1]) if item[-1] in "?*" else (item, "")
            mask = self._mask(name)
            for _ in range(6 if often == "*" else 1):
                step = walk.holds(here, mask, may_comma) & fits
                if not often:
                    fits &= step
                here = walk.on(here, step)
                may_comma &= ~step
                if often and not step.any():
                    break
        return fits

    def begins(self, at: Ints, pattern: str) -> Bools:
        """Return at which places a pattern begins with the word itself, whatever stands before."""
        head, _, rest = pattern.partition(" ")
        fits = (at < len(self.ids)) & self._mask(head)[self.ids[np.minimum(at, len(self.ids) - 1)]]
        return np.asarray(fits & self.meets(at + 1, rest)) if rest else np.asarray(fits)

    def _mask(self, name: str) -> Bools:
        if name == "_":
            return np.ones(len(self.types) + 1, bool)
        return np.asarray(~self.types_of(name[1:])) if name[0] == "!" else self.types_of(name)

    def joined(self, a: Ints, *, besides: int = QUOTE) -> Bools:
        """Return after which places the next word follows in its sentence without a mark."""
        after = np.minimum(a, len(self.ids) - 1)
        return np.asarray(((self.marks[after] & ~np.uint8(besides)) == 0) & ~self.opens[after + 1])


class _Forward:
    """Walking to the right: ``here`` is the word that comes next."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar, self.n = grammar, len(grammar.ids)

    def edge(self, here: Ints, item: str) -> Bools:
        marks = self.grammar.marks[np.clip(here - 1, 0, self.n - 1)]
        return _edge(self.grammar.opens[np.minimum(here, self.n)], marks, item)

    def holds(self, here: Ints, mask: Bools, comma: Bools) -> Bools:
        inside = here < self.n
        at = np.minimum(here, self.n - 1)
        free = self.grammar.joined(np.maximum(at - 1, 0)) | (comma & ~self.grammar.opens[at])
        return np.asarray(inside & (at > 0) & free & mask[self.grammar.ids[at]])

    def on(self, here: Ints, step: Bools) -> Ints:
        return here + step


class _Back:
    """Walking to the left: ``here`` is the word that was reached last."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar, self.n = grammar, len(grammar.ids)

    def edge(self, here: Ints, item: str) -> Bools:
        marks = self.grammar.marks[np.maximum(here - 1, 0)]
        return _edge(self.grammar.opens[here] | (here == 0), marks, item)

    def holds(self, here: Ints, mask: Bools, comma: Bools) -> Bools:
        at = np.maximum(here - 1, 0)
        free = self.grammar.joined(at) | (comma & ~self.grammar.opens[here])
        return np.asarray((here > 0) & free & mask[self.grammar.ids[at]])

    def on(self, here: Ints, step: Bools) -> Ints:
        return here - step


def _edge(out: Bools, marks: Any, item: str) -> Bools:
    """Return where an item holds that is no word: a comma, or the edge of a clause or a sentence.

    ``out`` says which places are at the edge of a sentence, ``marks`` what stands before each.
    """
    if item == ".":
        return np.asarray(out | (marks & ~np.uint8(QUOTE) > 0))
    if item == "^":
        return np.asarray(out)
    return np.asarray(~out & (marks & COMMA > 0))


_known: WeakKeyDictionary[Tokens, Grammar] = WeakKeyDictionary()


def grammar(tokens: Tokens) -> Grammar:
    """Return the grammar of some texts; found once for the same tokens."""
    found = _known.get(tokens)
    if found is None:
        found = _known[tokens] = Grammar(tokens)
    return found


@cache
def _items(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split())


@cache
def _members(name: str) -> frozenset[str] | Callable[[str], Any]:
    """Return the words of a class, or what says whether a word is of it."""
    if name not in listing("grammar") or not name.isupper():
        return (
            _whole(re.escape(name).replace(r"\*", ".+")).fullmatch
            if "*" in name
            else frozenset({name})
        )
    entry = listing("grammar")[name]
    listed = frozenset(entry.get("words", "").split())
    listed = listed.union(*(words(other) for other in entry.get("tables", ())))
    if "like" not in entry:
        return listed - frozenset(entry.get("but", "").split())
    like = _whole(entry["like"])
    never = _whole(entry["but_like"]) if "but_like" in entry else None
    but = frozenset(entry.get("but", "").split())
    but = but.union(*(words(other) for other in entry.get("but_tables", ()))) - listed

    def is_of(word: str) -> bool:
        if word in listed:
            return True
        if word in but or not like.fullmatch(word):
            return False
        return never is None or not never.fullmatch(word)

    return is_of


def _whole(pattern: str) -> Any:
    return re.compile(pattern)


def _read(tokens: Tokens) -> tuple[NDArray[np.uint8], Bools]:
    """Return the marks after each word, and which words begin with a capital."""
    marks = np.zeros(max(len(tokens), 1), np.uint8)
    capital = np.zeros(len(tokens), bool)
    for number, document in enumerate(tokens.corpus):
        low, high = tokens.extent(number)
        if low == high:
            continue
        raw = np.frombuffer(document.raw.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = np.minimum(np.append(raw, [0] * _LOOKED), 0xFFFF)
        first = codes[tokens.start[low:high]]
        capital[low:high] = _UPPER[np.minimum(first, 0x2FFF)]
        end = tokens.end[low:high].astype(np.int64)
        until = np.append(tokens.start[low + 1 : high], len(raw))
        for k in range(_LOOKED):
            seen = np.where(end + k < until, _TABLE[codes[np.minimum(end + k, len(raw))]], 0)
            marks[low:high] |= seen.astype(np.uint8)
    if len(tokens):
        marks[np.append(tokens.paragraph_starts[1:], len(tokens)) - 1] |= BLOCK
    return marks, capital
