"""Rules of context: words that are a hit only if what stands beside them lets them be one.

A file of rules (``lexicons/obligation.toml``) has ``source``, ``licence``, ``language``, and::

    [[rule]]
    category = "reported"
    words = ["need to", "necessity of"]     # as in a lexicon: ``*`` any letters
    left = ["STRESS DET? ADJ*"]             # one of these must stand just before
    not_left = ["no"]                       # none of these may
    right = ["ADV* BASE"]                   # one of these must stand just behind
    not_right = []
    not_clause = ["if", "unless"]           # none of these up to ten words before in the clause
    case = "lower"                          # "lower": no capital but at the head of a sentence
    kind = "EST"                            # the class of the first word, where words are patterns

    [examples.reported]
    yes = ["The report stressed the need to wage a struggle."]
    no = ["There is a need to wait."]

Patterns are those of `Grammar.meets`. Of two hits that share a word the longer counts, of two as
long the one whose rule stands first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np

from rhetoric.detectors.grammar import Bools, Grammar, Ints, grammar
from rhetoric.hits import Hits
from rhetoric.lexicon import Entry, Lexicon, match
from rhetoric.lexicons import listing
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words before a hit in which a word that forbids it is looked for.
_WINDOW = 10
_KEYS = (
    "category",
    "words",
    "left",
    "not_left",
    "right",
    "not_right",
    "not_clause",
    "case",
    "kind",
)


@dataclass(frozen=True)
class Rule:
    """One rule: its category, its words and what must and must not stand beside them."""

    category: str
    words: tuple[str, ...]
    left: tuple[str, ...] = ()
    not_left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    not_right: tuple[str, ...] = ()
    not_clause: tuple[str, ...] = ()
    case: str = ""
    kind: str = ""


@cache
def rules(file: str) -> tuple[Rule, ...]:
    """Return the rules of a shipped file, in their order.

    >>> rules("obligation")[0].category
    'strong'
    """
    out = []
    for made in listing(file)["rule"]:
        texts: dict[str, Any] = {
            k: v if isinstance(v, str) else tuple(v) for k, v in made.items() if k in _KEYS
        }
        out.append(Rule(**texts))
    return tuple(out)


@cache
def _lexicon(file: str) -> Lexicon:
    """Return the words of all rules; the category of an entry is the number of its rule."""
    entries = (Entry(text, str(i)) for i, rule in enumerate(rules(file)) for text in rule.words)
    return Lexicon(file, tuple(entries))


def ruled(file: str, tokens: Tokens) -> Hits:
    """Return the places at which the rules of a shipped file hold."""
    made = rules(file)
    found = match(_lexicon(file), tokens)
    number = np.array([int(name) for name in found.categories], np.int64)[found.category]
    there, keep = grammar(tokens), np.zeros(len(found), bool)
    for i, rule in enumerate(made):
        mine = np.flatnonzero(number == i)
        if len(mine):
            keep[mine] = _holds(there, rule, found.first[mine], found.length[mine])
    which = np.flatnonzero(keep)
    which = which[longest(found.first[which], found.length[which], number[which])]
    names = tuple(dict.fromkeys(rule.category for rule in made))
    of = np.array([names.index(rule.category) for rule in made], np.int32)
    return Hits(
        tokens, names, found.rules, found.first[which], found.length[which],
        of[number[which]], found.rule[which], found.weight[which], partial(voice, tokens),
    ).ordered()  # fmt: skip


def longest(first: Ints, length: Ints, rank: Ints) -> Ints:
    """Return which of some hits stay where no two may share a word, in the order of the texts."""
    order = np.lexsort((rank, first, -length))
    begin = np.argsort(first, kind="stable")
    reach = np.maximum.accumulate((first + length)[begin]) if len(begin) else first
    alone = np.ones(len(first), bool)
    touch = first[begin][1:] < reach[:-1]
    alone[begin[1:][touch]] = False
    alone[begin[:-1][touch]] = False
    # The one that reaches furthest need not be the neighbour: whatever lies under it is not alone.
    inside = np.searchsorted(np.sort(first), first + length) - np.searchsorted(
        np.sort(first), first
    )
    alone &= inside == 1
    kept = alone.copy()
    taken: set[int] = set()
    for i in order[~alone[order]].tolist():
        span = range(int(first[i]), int(first[i] + length[i]))
        if taken.isdisjoint(span):
            taken.update(span)
            kept[i] = True
    return np.flatnonzero(kept)


def _holds(there: Grammar, rule: Rule, first: Ints, length: Ints) -> Bools:
    """Return at which places what stands beside the words of a rule lets it hold."""
    after = first + length
    fits = np.ones(len(first), bool)
    for patterns, at, back in ((rule.left, first, True), (rule.right, after, False)):
        if patterns:
            fits &= np.logical_or.reduce([there.meets(at, p, back=back) for p in patterns])
    for patterns, at, back in ((rule.not_left, first, True), (rule.not_right, after, False)):
        for pattern in patterns:
            fits &= ~there.meets(at, pattern, back=back)
    if rule.case == "lower":
        fits &= ~there.capital[first] | there.opens[first]
    if rule.kind:
        fits &= there.types_of(rule.kind)[there.ids[first]]
    if rule.not_clause:
        fits &= ~clause_has(there, first, rule.not_clause)
    return fits


def clause_has(there: Grammar, first: Ints, words: tuple[str, ...]) -> Bools:
    """Return before which places one of some words stands in the clause, ten words back at most."""
    wanted = np.logical_or.reduce([there.types_of(word) for word in words])
    out, going = np.zeros(len(first), bool), np.ones(len(first), bool)
    for k in range(1, _WINDOW + 1):
        at = np.maximum(first - k, 0)
        going &= (first - k >= 0) & there.joined(at)
        out |= going & wanted[there.ids[at]]
    return out
