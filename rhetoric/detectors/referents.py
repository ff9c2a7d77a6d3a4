"""Referents: whose a thing is, where a text names it (*nuclear*: one's own weapons or theirs?)."""

from __future__ import annotations

from bisect import bisect_right

from rhetoric.detectors.naming import joined
from rhetoric.hits import Hits
from rhetoric.lexicon import Lexicon, actors, match
from rhetoric.lexicons import function_words, words
from rhetoric.tokens import Tokens

#: The category of what is the speaker's side's own.
OWN = "own side"
#: Words before a term that may belong to it, and after it up to "of ...".
_BEFORE, _OF = 4, 5


def referents(tokens: Tokens) -> Hits:
    """Return the terms that ``[referents]`` of corpus.toml lists, by whose they are.

    The category is ``TERM/OWNER``: the owner is an actor of corpus.toml, or ``own side`` for the
    actors of ``ours`` and for "our", "we", "the country". It is decided in this order: the name or
    pronoun in front of the term, the one after "of" behind it, the nearest one before it in the
    sentence, the nearest after it. Where the sentence names nobody there is no hit.
    """
    wanted = tokens.corpus.profile.referents
    if not wanted:
        return Hits.of(tokens, ())
    terms = match(Lexicon.of("referents", {t: [t, *more] for t, more in wanted.items()}), tokens)
    owners = _owners(tokens)
    starts = sorted(owners)
    found = []
    for i in range(len(terms)):
        first, length = int(terms.first[i]), int(terms.length[i])
        owner = _owner(tokens, first, length, owners, starts)
        if owner is not None:
            term = terms.categories[terms.category[i]]
            found.append((first, length, f"{term}/{owner}", terms.rules[terms.rule[i]]))
    return Hits.of(tokens, found, speech=terms.speech)


def _owners(tokens: Tokens) -> dict[int, tuple[int, str]]:
    """Return who is named where: first token to number of tokens and owner."""
    ours = set(tokens.corpus.profile.ours)
    out: dict[int, tuple[int, str]] = {}
    own = match(Lexicon.of("own", {OWN: sorted(words("own_side"))}), tokens)
    phrases = match(Lexicon.of("own", {OWN: ["the country", "the state", "the nation"]}), tokens)
    for hits in (own, phrases):
        for first, length in zip(hits.first.tolist(), hits.length.tolist(), strict=True):
            out[first] = (length, OWN)
    lexicon = actors(tokens.corpus)
    if lexicon is not None:
        named = match(lexicon, tokens)
        for first, length, category in zip(
            named.first.tolist(), named.length.tolist(), named.category.tolist(), strict=True
        ):
            actor = named.categories[category].rpartition("/")[0]
            out[first] = (length, OWN if actor in ours else actor)
    return out


def _owner(
    tokens: Tokens, first: int, length: int, owners: dict[int, tuple[int, str]], starts: list[int]
) -> str | None:
    """Return whose a term is, or None where its sentence names nobody."""
    sentence = tokens.sentence_of[first]
    beside = _in_front(tokens, first, owners)
    if beside is None:
        beside = _behind_of(tokens, first + length, owners)
    if beside is not None:
        return beside
    at = bisect_right(starts, first - 1)
    if at and tokens.sentence_of[starts[at - 1]] == sentence:
        return owners[starts[at - 1]][1]
    after = bisect_right(starts, first + length - 1)
    if after < len(starts) and tokens.sentence_of[starts[after]] == sentence:
        return owners[starts[after]][1]
    return None


def _in_front(tokens: Tokens, first: int, owners: dict[int, tuple[int, str]]) -> str | None:
    """Return who stands before a term in its noun phrase: "our nuclear", "the enemies' nuclear"."""
    sentence = tokens.sentence_of[first]
    for at in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
        if not joined(tokens, at, at + 1, sentence):
            return None
        for begin in range(at, max(at - _BEFORE, -1), -1):
            if begin in owners and begin + owners[begin][0] - 1 == at:
                return owners[begin][1]
        if tokens.types[tokens.ids[at]] in function_words():
            return None
    return None


def _behind_of(tokens: Tokens, after: int, owners: dict[int, tuple[int, str]]) -> str | None:
    """Return who stands after "of" behind a term: "the nuclear deterrent of the country"."""
    of = tokens.index.get("of")
    for at in range(after, min(after + _OF, len(tokens) - 1)):
        if not joined(tokens, at - 1, at, tokens.sentence_of[after - 1]):
            return None
        if tokens.ids[at] == of:
            for begin in (at + 1, at + 2):
                if begin in owners:
                    return owners[begin][1]
            return None
    return None
