"""Figures of repetition: successive units that begin or end alike, and words said again at once.

Each place of a repetition is a hit; the rule says what is repeated and how often ("we must ×4").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rhetoric.detectors.grammar import Bools, Grammar, Ints, grammar
from rhetoric.detectors.units import Units, edges, runs, units
from rhetoric.hits import Hits
from rhetoric.lexicons import function_words
from rhetoric.lexicons import words as listed
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Members from which a run of clauses, or one of a single word, is told; of paragraphs an opening.
STRONG = 3
#: Words of a formulaic opening.
OPENING = 3
#: A word repeated in a sentence is told up to this share of all words, in sentences so long.
_RARE, _LONG, _THRICE = 0.001, 40, 3
#: Words of a sentence up to which an ending of small words counts ("is mine", "is mine").
_SHORT = 12
#: Words said twice on purpose though they are small.
_EMPHATIC = "never|no|not|very|now|again|too|many|much|more|yes|ever|long|far"
#: Small words that open clauses as a figure: "who work, who strive, who know".
_CLAUSE_OPENERS = "who|whose|no|never|not|more|every|neither|without|where|when|if"

#: Small words that make an opening more than a topic.
_SUBJECTS = "i|we|you|he|she|they|who|let|MODAL|NEG|no|what|why|how|if|when|because|without"

_Place = tuple[int, int, str, str, float]


class _Words:
    """What the words of some texts may be at the edge of a unit."""

    def __init__(self, tokens: Tokens, there: Grammar) -> None:
        small = function_words()
        names = [str(word) for word in tokens.types]
        self.digit = np.array([word[0].isdigit() for word in names], bool)
        self.content = np.array([word not in small and len(word) > 1 for word in names], bool)
        self.content &= ~self.digit
        self.anchor = self.content | there.types_of(_SUBJECTS)[:-1]
        self.opener = there.types_of(_CLAUSE_OPENERS)[:-1]
        counts = np.bincount(tokens.ids, minlength=len(names))
        self.information = -np.log(np.maximum(counts, 1) / max(len(tokens), 1))
        self.article = there.types_of("ART")[:-1]
        self.pronoun = there.types_of("OBJECT|PRON|POSS|mine|ours|yours|theirs|hers")[:-1]


def anaphora(tokens: Tokens) -> Hits:
    """Return openings that successive paragraphs, sentences or clauses share ("We must", ×4).

    Two sentences or paragraphs need two words in common, one of them no article, preposition or
    form of *be*; a single content word needs three, as clauses do. Between two sentences another
    may stand. "The committee …, the committee …" goes on with its topic and is none, nor are lists,
    headings, dates, reporting formulas (see `openings`).

    The weight is members × words shared × their mean information (−ln of their share of all).
    """
    there = grammar(tokens)
    words = _Words(tokens, there)
    best: dict[int, tuple[int, _Place]] = {}
    for kind in ("paragraphs", "sentences", "clauses"):
        of = units(tokens, there, kind)
        for members, n in runs(
            edges(tokens, of), of, skips=kind == "sentences", least=np.ones(len(of), np.int64)
        ):
            if _opens(tokens, words, of, kind, (members, n)):
                # Three paragraphs outweigh any number of sentences.
                weight = len(members) * (100 if kind == "paragraphs" and len(members) > 2 else 1)
                for place in _places(tokens, words, of.first[members], n, kind):
                    if place[0] not in best or best[place[0]][0] < weight:
                        best[place[0]] = (weight, place)
    found = [place for _, place in best.values()]
    names = ("paragraphs", "sentences", "clauses")
    return Hits.of(tokens, found, categories=names, speech=partial(voice, tokens))


def _opens(tokens: Tokens, words: _Words, of: Units, kind: str, run: tuple[list[int], int]) -> bool:
    """Say whether the first words that units share are a figure."""
    members, n = run
    first = int(of.first[members[0]])
    ids = tokens.ids[first : first + n]
    if words.digit[ids].any() or (of.end[members] - of.first[members]).min() <= n:
        return False
    if kind == "clauses":
        opener = bool(words.opener[ids[0]])
        return len(members) >= STRONG and (opener or (n > 1 and _anchored(words, ids)))
    if n == 1:
        return (
            len(members) >= STRONG
            and bool(words.content[ids[0]])
            and not _reports(tokens, of, members, n)
        )
    return _anchored(words, ids) and not _reports(tokens, of, members, n)


def _anchored(words: _Words, ids: NDArray[np.integer]) -> bool:
    """Say whether some words are more than a topic: "The committee" is one, "We must" is not."""
    if words.article[ids[0]] and len(ids) < OPENING + 1:
        return False
    return bool(words.anchor[ids].any())


def _reports(tokens: Tokens, of: Units, members: list[int], n: int) -> bool:
    """Say whether most of some units go on with a verb that reports."""
    verbs = listed("reporting_verbs")
    told = 0
    for i in members:
        low = int(of.first[i])
        text = tokens.types[tokens.ids[low : min(low + n + 2, int(of.end[i]))]]
        told += any(str(word) in verbs for word in text)
    return 2 * told > len(members)


def _places(tokens: Tokens, words: _Words, first: Ints, n: int, kind: str) -> Iterator[_Place]:
    """Yield the hits of a run."""
    at = int(first[0])
    said = " ".join(tokens.types[tokens.ids[at : at + n]])
    rare = words.information[tokens.ids[at : at + n]].mean()
    for place in first.tolist():
        yield place, n, kind, f"{said} ×{len(first)}", float(len(first) * n * rare)


def openings(tokens: Tokens) -> Hits:
    """Return the first three words of paragraphs with which three or more of a document begin."""
    there = grammar(tokens)
    of = units(tokens, there, "paragraphs")
    long = of.fit & (of.end - of.first > OPENING)
    rows = edges(tokens, of)[:, :OPENING]
    rows = np.column_stack([of.document, rows])[long]
    first = of.first[long]
    _, which, times = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    held = np.flatnonzero(times[which.ravel()] >= STRONG)
    found = []
    for i in held.tolist():
        at = int(first[i])
        said = tokens.surface(" ".join(tokens.types[tokens.ids[at : at + OPENING]]))
        found.append((at, OPENING, "opening", said))
    return Hits.of(tokens, found, categories=("opening",), speech=partial(voice, tokens))


def repetition(tokens: Tokens) -> Hits:
    """Return epiphora, symploce, anadiplosis, epizeuxis and ploche.

    Epiphora: successive sentences with the same two last words (one content word: three of them,
    or three clauses); symploce: such that begin alike too; anadiplosis: the last content word of a
    unit opens the next; epizeuxis: a word said twice at once; ploche: a rare word three times in a
    sentence. Enumerations with numbers, and names in capitals, are left out.
    """
    there = grammar(tokens)
    words = _Words(tokens, there)
    found = {
        place[:3]: place
        for part in (_epiphora, _anadiplosis, _epizeuxis, _ploche)
        for place in part(tokens, there, words)
    }
    names = ("epiphora", "symploce", "anadiplosis", "epizeuxis", "ploche")
    return Hits.of(tokens, found.values(), categories=names, speech=partial(voice, tokens))


def _epiphora(tokens: Tokens, there: Grammar, words: _Words) -> Iterator[_Place]:
    for kind in ("sentences", "clauses"):
        of = units(tokens, there, kind)
        heads = edges(tokens, of)
        for members, n in runs(
            edges(tokens, of, last=True), of, skips=False, least=np.ones(len(of), np.int64)
        ):
            if not _closes(there, words, of, kind, (members, n)):
                continue
            common = min(int(np.cumprod(heads[i] == heads[members[0]]).sum()) for i in members[1:])
            low = int(of.first[members[0]])
            both = common > 1 and _anchored(words, tokens.ids[low : low + common])
            name = "symploce" if both else "epiphora"
            yield from _places(tokens, words, of.end[members] - n, n, name)


def _closes(
    there: Grammar, words: _Words, of: Units, kind: str, run: tuple[list[int], int]
) -> bool:
    """Say whether the last words that units share are a figure."""
    members, n = run
    last = int(of.end[members[0]]) - 1
    ids = there.ids[last - n + 1 : last + 1]
    lengths = of.end[members] - of.first[members]
    if (lengths <= n).any() or any(
        words.digit[there.ids[of.first[i] : of.end[i]]].any() for i in members
    ):
        return False
    content = words.content[ids]
    if content.any() and there.capital[last - n + 1 : last + 1][content].all():
        return False
    if kind == "clauses":
        return len(members) >= STRONG and bool(content[-1]) and int(lengths[1:].max()) <= _SHORT
    if n == 1:
        return len(members) >= STRONG and bool(content[0])
    small = bool(words.pronoun[ids[-1]]) and int(lengths.max()) <= _SHORT
    return bool(content.any()) or small


def _anadiplosis(tokens: Tokens, there: Grammar, words: _Words) -> Iterator[_Place]:
    for kind in ("sentences", "clauses"):
        of = units(tokens, there, kind)
        last, nxt = of.end[:-1] - 1, of.first[1:]
        same = tokens.ids[last] == tokens.ids[nxt]
        same &= of.fit[:-1] & of.fit[1:] & (tokens.paragraph_of[last] == tokens.paragraph_of[nxt])
        same &= words.content[tokens.ids[last]] & ~there.capital[last]
        same &= (of.end[:-1] - of.first[:-1] > 1) & (of.end[1:] - nxt > 1)
        for at in np.flatnonzero(same).tolist():
            yield int(last[at]), 2, "anadiplosis", str(tokens.types[tokens.ids[last[at]]]), 1.0


def _epizeuxis(tokens: Tokens, there: Grammar, words: _Words) -> Iterator[_Place]:
    if len(tokens) < 2:
        return
    same = (tokens.ids[:-1] == tokens.ids[1:]) & ~there.opens[1:-1]
    emphatic = there.types_of(_EMPHATIC)[:-1]
    same &= (words.content | emphatic)[tokens.ids[:-1]]
    named: Bools = there.capital[:-1] & there.capital[1:]
    for at in np.flatnonzero(same & ~named).tolist():
        document = tokens.corpus[int(tokens.document_of[at])]
        if "transcript" not in (document.form or "").casefold():
            yield at, 2, "epizeuxis", str(tokens.types[tokens.ids[at]]), 1.0


def _ploche(tokens: Tokens, there: Grammar, words: _Words) -> Iterator[_Place]:
    if not len(tokens):
        return
    share = np.bincount(tokens.ids, minlength=len(tokens.types)) / len(tokens)
    told = words.content & ((share <= _RARE) | (share * len(tokens) <= 2 * _THRICE))
    numbers = np.logical_or.reduceat(words.digit[tokens.ids], tokens.sentence_starts)
    sizes = np.diff(tokens.sentence_starts, append=len(tokens))
    fit = (sizes <= _LONG) & ~numbers
    at = np.flatnonzero(told[tokens.ids] & fit[tokens.sentence_of] & ~there.capital[: len(tokens)])
    key = tokens.sentence_of[at] * len(tokens.types) + tokens.ids[at]
    _, which, times = np.unique(key, return_inverse=True, return_counts=True)
    for i in np.flatnonzero(times[which] >= _THRICE).tolist():
        place = int(at[i])
        yield place, 1, "ploche", f"{tokens.types[tokens.ids[place]]} ×{times[which[i]]}", 1.0
