"""Praise of those who lead and of one's own, and faults that are named: how hard, and whose."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from rhetoric.detectors.grammar import Grammar, grammar
from rhetoric.detectors.rules import ruled
from rhetoric.hits import Hits
from rhetoric.lexicon import actors, match
from rhetoric.lexicons import listing
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Categories of criticism, by how hard it is.
DEGREES = ("3 severe", "2 plain", "1 mild")
#: Words before and after a fault among which its degree is looked for, and whose it is.
_BEFORE, _AFTER, _TARGET = 5, 8, 12


def praise(tokens: Tokens) -> Hits:
    """Return words of praise by who is praised: leader, party, state, people.

    The word stands before the name or noun of whoever is praised ("the respected General
    Secretary"), or is "wisely" before a verb. Praise of what was done is left out.
    """
    return ruled("praise", tokens)


def criticism(tokens: Tokens) -> Hits:
    """Return faults that are named and verbs of blame, by degree: 3 severe, 2 plain, 1 mild.

    The degree is that of the adverb or adjective beside it (bitterly 3, trifling 1; else 2). The
    rule names the word and whose fault it is ("criticized → officials"): the nearest organisation,
    group or actor of corpus.toml in the sentence, for a verb of blame first what follows it.
    """
    found = ruled("criticism", tokens)
    there = grammar(tokens)
    targets = _targets(tokens, there, found)
    rows = []
    for i in range(len(found)):
        first, length = int(found.first[i]), int(found.length[i])
        blame = found.categories[found.category[i]] == "blame"
        whose = _whose(tokens, targets, first, first + length, blame=blame)
        said = " ".join(tokens.types[tokens.ids[first : first + length]])
        rows.append((first, length, _degree(tokens, first, first + length), f"{said} → {whose}"))
    return Hits.of(tokens, rows, categories=DEGREES, speech=partial(voice, tokens))


@cache
def _grades(name: str) -> frozenset[str]:
    return frozenset(listing("criticism")[name].split())


def _degree(tokens: Tokens, first: int, after: int) -> str:
    """Return how hard a fault is named, from the words of its sentence that stand near."""
    sentence = tokens.sentence_of[first]
    places = [
        *range(max(first - _BEFORE, 0), first),
        *range(after, min(after + _AFTER, len(tokens))),
    ]
    near = {
        str(tokens.types[tokens.ids[at]]) for at in places if tokens.sentence_of[at] == sentence
    }
    if near & _grades("severe"):
        return DEGREES[0]
    some = first and tokens.types[tokens.ids[first - 1]] in {"some", "certain"}
    return DEGREES[2] if near & _grades("mild") or some else DEGREES[1]


def _targets(tokens: Tokens, there: Grammar, faults: Hits) -> tuple[np.ndarray, list[str]]:
    """Return where organisations, groups and actors stand, and their names; no word of a fault."""
    held = {int(at): str(tokens.types[tokens.ids[at]]) for at in there.at("ORG")}
    lexicon = actors(tokens.corpus)
    if lexicon is not None:
        named = match(lexicon, tokens)
        for first, category in zip(named.first.tolist(), named.category.tolist(), strict=True):
            held[first] = named.categories[category].rpartition("/")[0]
    for first, length in zip(faults.first.tolist(), faults.length.tolist(), strict=True):
        for at in range(first, first + length):
            held.pop(at, None)  # the power of "abuse of power" is nobody
    places = sorted(held)
    return np.array(places, np.int64), [held[at] for at in places]


def _whose(
    tokens: Tokens, targets: tuple[np.ndarray, list[str]], first: int, after: int, *, blame: bool
) -> str:
    """Return who stands nearest to a fault in its sentence, or a dash."""
    at, names = targets
    k = int(np.searchsorted(at, after))
    sentence = tokens.sentence_of[first]
    behind = [
        (int(at[j]) - after + 1, names[j]) for j in range(k, min(k + 1, len(at)))
        if at[j] - after < _TARGET and tokens.sentence_of[at[j]] == sentence
    ]  # fmt: skip
    ahead = [
        (first - int(at[j]), names[j]) for j in range(max(k - 1, 0), k)
        if first - at[j] <= _TARGET and tokens.sentence_of[at[j]] == sentence
    ]  # fmt: skip
    if blame and behind:
        return behind[0][1]
    nearest = sorted([*behind, *ahead])
    return nearest[0][1] if nearest else "–"
