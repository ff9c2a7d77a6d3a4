"""Metaphor: words of war, journeys, buildings … that speak of economy, education or the party.

Candidates, not findings: without knowledge of the world a rule can only say that a word of one
domain stands beside a word of another.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import numpy as np

from rhetoric.detectors.grammar import Bools, Grammar, Ints, grammar
from rhetoric.hits import Hits
from rhetoric.lexicon import Entry, Lexicon, match
from rhetoric.lexicons import listing
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words on either side in which a literal use shows.
_NEAR = 12
#: How a target may stand behind a term: "front of the economic war", "offensive for … decisions".
_BEHIND = (
    "TARGETS", "of|for|to|in|on|against|toward|towards DET|POSS|ADJ|VING|VEN|NUM|and* TARGETS",
    "DET|POSS|ADJ|VING|VEN* TARGETS",
)  # fmt: skip


def metaphor(tokens: Tokens) -> Hits:
    """Return candidates of metaphor by source domain (WAR, JOURNEY, BUILDING, …).

    A word of the domain counts where a target stands in its noun phrase ("economic front",
    "pillars of the economy"), and no word of the literal domain (army, highway, crops) near it.
    The rule says whether it is conventional, so worn that few hear it: its weight is one half.
    """
    there = grammar(tokens)
    found = match(_lexicon(), tokens)
    keep = np.zeros(len(found), bool)
    domain = np.array([name.partition("/")[0] for name in found.categories], object)
    for name in domains():
        mine = np.flatnonzero(domain[found.category] == name)
        if len(mine):
            first, after = found.first[mine], found.first[mine] + found.length[mine]
            nouns = _mask(there, " ".join(listing("metaphor")[name].get("nouns", ["-"])))
            noun = nouns[there.ids[first]] & (found.length[mine] == 1)
            keep[mine] = _targeted(there, first, after, noun)
            keep[mine] &= ~_literal(tokens, there, name, first)
            keep[mine] &= ~there.capital[first] | there.opens[first]  # a name
    rows = []
    for i in np.flatnonzero(keep).tolist():
        name, _, how = found.categories[found.category[i]].partition("/")
        term = found.rules[found.rule[i]] + (" (conventional)" if how else "")
        weight = 0.5 if how else 1.0
        rows.append((int(found.first[i]), int(found.length[i]), name, term, weight))
    return Hits.of(tokens, rows, categories=domains(), speech=partial(voice, tokens))


@cache
def domains() -> tuple[str, ...]:
    """Return the names of the source domains.

    >>> "JOURNEY" in domains()
    True
    """
    return tuple(name for name, made in listing("metaphor").items() if isinstance(made, dict))


@cache
def _lexicon() -> Lexicon:
    """Return the words of all domains; conventional ones have a category of their own."""
    entries = []
    for name in domains():
        made: dict[str, Any] = listing("metaphor")[name]
        for text in dict.fromkeys(made["words"]):
            tag = "/conventional" if text in made["conventional"] else ""
            entries.append(Entry(text, f"{name}{tag}"))
        for tag in ("", "/conventional"):
            entries += [Entry(text, f"{name}{tag}", guard=True) for text in made["never"]]
    return Lexicon("metaphor", tuple(entries), overlap="lexicon")


def _mask(there: Grammar, words: str) -> Bools:
    return there.types_of("|".join(words.split()))


def _targeted(there: Grammar, first: Ints, after: Ints, noun: Bools) -> Bools:
    """Return which terms have a target before them, or behind them in the noun phrase.

    ``noun`` are those that may not stand right before one: "offensive" is an adjective there.
    """
    targets = "|".join(listing("metaphor")["targets"].split())
    out = there.meets(first, targets, back=True) | there.meets(first, f"{targets} and _", back=True)
    for pattern in _BEHIND:
        behind = there.meets(after, pattern.replace("TARGETS", targets))
        out |= behind if pattern.startswith("of|") else behind & ~noun
    # The last word of a term may be the preposition itself ("pillar of").
    last = _mask(there, "of for to toward towards against on in between")[there.ids[after - 1]]
    for k in range(4):
        gap = " ".join(["DET|POSS|ADJ|VEN|VING|and|NUM"] * k)
        out |= last & there.meets(after, f"{gap} {targets}".strip())
    return out


def _literal(tokens: Tokens, there: Grammar, name: str, first: Ints) -> Bools:
    """Return near which terms the sentence speaks of the literal domain."""
    trigger = _mask(there, listing("metaphor")[name]["literal"])
    out = np.zeros(len(first), bool)
    for step in (*range(-_NEAR, 0), *range(1, _NEAR + 1)):
        at = np.clip(first + step, 0, len(tokens) - 1)
        out |= (tokens.sentence_of[at] == tokens.sentence_of[first]) & trigger[tokens.ids[at]]
    return out
