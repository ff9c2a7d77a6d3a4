"""Naming: by which names the actors of a corpus are called, and how they are judged beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rhetoric.hits import Hits, together
from rhetoric.lexicon import actors, load, match
from rhetoric.lexicons import function_words, words
from rhetoric.tokens import Tokens

#: Words beside a name that may belong to it, and words from a copula to the end of what it says.
_BEFORE, _AFTER, _SAID = 3, 2, 5


def naming(tokens: Tokens) -> Hits:
    """Return the names of the actors of corpus.toml, by actor and stance (``ROK/hostile``).

    A judging word beside a name or said of it ("the U.S. brigandish strategy", "the U.S. is the
    most reactionary state") is a hit too: ``U.S./hostile modifier``, or of praise. Nothing is
    found where corpus.toml names no actors.
    """
    lexicon = actors(tokens.corpus)
    if lexicon is None:
        return Hits.of(tokens, ())
    names = match(lexicon, tokens)
    return together(names, judged(tokens, names))


def judged(tokens: Tokens, names: Hits) -> Hits:
    """Return the words of the evaluation lexicon that stand beside names or are said of them."""
    evaluation = match(load("evaluation"), tokens)
    at = {int(first): i for i, first in enumerate(evaluation.first)}
    covered: set[int] = set()
    for first, length in zip(names.first.tolist(), names.length.tolist(), strict=True):
        covered.update(range(first, first + length))
    found = {}
    for i in range(len(names)):
        actor = names.categories[names.category[i]].rsplit("/", 1)[0]
        for place in _beside(tokens, int(names.first[i]), int(names.length[i])):
            j = at.get(place)
            if j is not None and place not in covered:
                stance = evaluation.categories[evaluation.category[j]]
                rule = evaluation.rules[evaluation.rule[j]]
                found[place] = (
                    place,
                    int(evaluation.length[j]),
                    f"{actor}/{stance} modifier",
                    rule,
                )
    return Hits.of(tokens, found.values(), speech=names.speech)


def _beside(tokens: Tokens, first: int, length: int) -> Iterator[int]:
    """Yield the places of the words that belong to a name or are said of it by a copula."""
    sentence = tokens.sentence_of[first]
    for at in range(first - 1, first - 1 - _BEFORE, -1):
        if not joined(tokens, at, at + 1, sentence) or _is_function(tokens, at):
            break
        yield at
    last = first + length - 1
    for at in range(last + 1, last + 1 + _AFTER):
        if not joined(tokens, at - 1, at, sentence) or _is_function(tokens, at):
            break
        yield at
    yield from _predicate(tokens, last + 1, sentence)


def _predicate(tokens: Tokens, at: int, sentence: int) -> Iterator[int]:
    """Yield the places of what "is a …" or "has turned into a …" says, up to the next clause."""
    begun = at
    while joined(tokens, at - 1, at, sentence) and _word(tokens, at) in words("copulas"):
        at += 1
    if at == begun:
        return
    for place in range(at, at + _SAID):
        if not joined(tokens, place - 1, place, sentence):
            return
        if _is_function(tokens, place) and _word(tokens, place) not in words("of_noun_phrases"):
            return
        yield place


def _word(tokens: Tokens, at: int) -> str:
    return str(tokens.types[tokens.ids[at]])


def _is_function(tokens: Tokens, at: int) -> bool:
    return _word(tokens, at) in function_words()


def joined(tokens: Tokens, a: int, b: int, sentence: int) -> bool:
    """Say whether two neighbours stand in one sentence with nothing but space between them."""
    if a < 0 or b >= len(tokens) or tokens.sentence_of[a] != sentence:
        return False
    if tokens.sentence_of[b] != sentence:
        return False
    raw = tokens.corpus[int(tokens.document_of[a])].raw
    return not raw[tokens.end[a] : tokens.start[b]].strip("* \t\r\n")


def modifiers(tokens: Tokens, names: Hits) -> list[tuple[str, str, str, int]]:
    """Return what stands before and after names: (actor, ``before`` or ``after``, words, place)."""
    out = []
    for i in range(len(names)):
        category = names.categories[names.category[i]]
        if category.endswith(" modifier"):
            continue
        first, length = int(names.first[i]), int(names.length[i])
        sentence = tokens.sentence_of[first]
        low = first
        while first - low < _BEFORE and joined(tokens, low - 1, low, sentence):
            if _is_function(tokens, low - 1):
                break
            low -= 1
        high = first + length
        while high - first - length < _AFTER and joined(tokens, high - 1, high, sentence):
            if _is_function(tokens, high):
                break
            high += 1
        actor = category.rsplit("/", 1)[0]
        if low < first:
            out.append((actor, "before", _text(tokens, low, first), low))
        if high > first + length:
            out.append((actor, "after", _text(tokens, first + length, high), first + length))
    return out


def _text(tokens: Tokens, low: int, high: int) -> str:
    return " ".join(tokens.types[tokens.ids[np.arange(low, high)]])
