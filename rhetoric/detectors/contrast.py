"""Antithesis: frames that set one thing against another, and denials that are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from rhetoric.detectors.grammar import COLON, COMMA, QUOTE, Grammar, Ints, grammar
from rhetoric.hits import Hits
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: The frames in the order of the tables.
FRAMES = (
    "not only but",
    "neither nor",
    "not but",
    "rather than",
    "instead of",
    "correctio",
    "litotes",
)
#: Words within which the second half of a frame must come.
_FAR, _NEAR, _LITOTES = 30, 15, 6

_Place = tuple[int, int, str, str]


def antithesis(tokens: Tokens) -> Hits:
    """Return the frames of antithesis, each from its first word to the word that answers it.

    *not only … but*, *neither … nor*, *not X but Y* where both halves begin with a word of one kind
    ("not by force but by law", "can't be done … but can"), *rather than*, *instead of*, correctio
    ("is not a … It is a …") and litotes ("no hardships that cannot be overcome").
    """
    there = grammar(tokens)
    parts = (_not_only, _neither, _not_but, _rather, _correctio, _litotes)
    found: dict[int, _Place] = {}
    for part in parts:
        for place in part(tokens, there):
            found.setdefault(place[0], place)
    return Hits.of(tokens, found.values(), categories=FRAMES, speech=partial(voice, tokens))


def _answers(
    tokens: Tokens, there: Grammar, first: Ints, name: str, within: int
) -> Iterator[tuple[int, int]]:
    """Yield places with the next word of a class in the same sentence, if it is near."""
    after = there.at(name)
    at = np.searchsorted(after, first, side="right")
    for place, k in zip(first.tolist(), at.tolist(), strict=True):
        if k < len(after) and after[k] - place <= within:
            answer = int(after[k])
            if tokens.sentence_of[answer] == tokens.sentence_of[place]:
                yield place, answer


def _not_only(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    first = there.at("not")
    first = first[there.meets(first + 1, "only|just|merely|simply|solely|alone")]
    first = first[~there.meets(first, "if", back=True)]
    for at, answer in _answers(tokens, there, first, "but", _FAR):
        yield at, answer - at + 1, "not only but", "not only but"
    for at, answer in _answers(tokens, there, first, "also", _NEAR):
        if there.marks[answer - 1] == 0 and tokens.types[tokens.ids[at + 1]] == "only":
            yield at, answer - at + 1, "not only but", "not only also"


def _neither(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    for at, answer in _answers(tokens, there, there.at("neither"), "nor", _FAR):
        yield at, answer - at + 1, "neither nor", "neither nor"


def _not_but(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    """Yield "not X but Y" with halves of one kind, "cannot X but can Y"."""
    first = there.at("not|n't")
    first = first[~there.meets(first + 1, "only|just|merely|simply|solely|alone")]
    kinds = [there.types_of(name) for name in ("ART|POSS|this|that|these|those", "to", "VING")]
    for at, answer in _answers(tokens, there, first, "but", _NEAR):
        if answer + 1 >= len(tokens) or at + 1 == answer or there.opens[answer + 1]:
            continue
        if (there.marks[at:answer] & ~np.uint8(QUOTE | COMMA)).any():
            continue
        x, y = tokens.ids[at + 1], tokens.ids[answer + 1]
        prep = there.types_of("PREP|because|as|when|that|what|whether|for|whose")
        same = (x == y and (prep[x] or kinds[0][x])) or any(kind[x] and kind[y] for kind in kinds)
        bare = (
            answer - at <= 3
            and there.marks[answer - 1] & COMMA
            and there.meets(
                np.array([answer + 1]),
                "!PRON .",
            )[0]
        )
        if same or bare or (prep[x] and prep[y] and not there.marks[answer - 1]):
            yield at, answer - at + 1, "not but", "not but"
    yield from _denied_modal(tokens, there)


_DENIED = {"can't": "can", "cannot": "can", "won't": "will", "don't": "do", "isn't": "is"}


def _denied_modal(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    """Yield "can't be done … but can …": the verb denied is affirmed after *but*."""
    for at, answer in _answers(tokens, there, there.at("|".join(_DENIED)), "but", _NEAR):
        if answer + 1 < len(tokens):
            again = tokens.types[tokens.ids[answer + 1]]
            if again == _DENIED[str(tokens.types[tokens.ids[at]])]:
                yield at, answer - at + 1, "not but", "can't but can"


def _rather(_: Tokens, there: Grammar) -> Iterator[_Place]:
    for words, name, but in (
        (("rather", "than"), "rather than", "or"),
        (("instead", "of"), "instead of", "and"),
    ):
        first = there.at(words[0])
        for at in first[there.meets(first + 1, words[1])].tolist():
            if not there.meets(np.array([at]), but, back=True)[0]:
                yield at, 2, name, name


def _correctio(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    """Yield "is not a … It is a …": a sentence denies what the next one puts right."""
    starts = tokens.sentence_starts
    second = starts[1:]
    fits = there.begins(second, "it|this|that|they|he|she|these|we is|are|was|were|it's")
    fits |= there.begins(second, "it's|they're|that's|he's|she's|we're")
    fits &= ~there.begins(second, "_ _? not|n't|never|true|possible|hoped|only|clear|time|VEN|ADV")
    fits &= tokens.paragraph_of[second] == tokens.paragraph_of[second - 1]
    for k in np.flatnonzero(fits).tolist():
        low, high, at = int(starts[k]), int(second[k]), int(second[k])
        copula = at + (0 if "'" in str(tokens.types[tokens.ids[at]]) else 1)
        denied = _denial(tokens, there, low, high, copula + 1)
        if denied is not None:
            yield denied, copula - denied + 1, "correctio", "not … it is"


def _denial(tokens: Tokens, there: Grammar, low: int, high: int, answer: int) -> int | None:
    """Return where a sentence says "is not" or "is neither", if the answer runs parallel."""
    if high - low > _FAR + _NEAR or answer >= len(tokens):
        return None
    places = np.arange(low, high)
    text = tokens.types[tokens.ids[low:high]]
    for at, word in zip(places.tolist(), text.tolist(), strict=True):
        if word == "neither" and there.meets(np.array([at]), "BE", back=True)[0]:
            return at
        if word != "not" or not there.meets(np.array([at]), "BE", back=True)[0]:
            continue
        if at + 1 >= high or there.marks[at : high - 1].astype(int).__and__(COLON).any():
            return None
        x, y = tokens.ids[at + 1], tokens.ids[answer]
        if x == y or any(
            there.types_of(name)[x] and there.types_of(name)[y]
            for name in ("ART|POSS|one", "PREP", "VING")
        ):
            return at
    return None


def _litotes(tokens: Tokens, there: Grammar) -> Iterator[_Place]:
    """Yield "no N that cannot …", "no difficulty we cannot …", "not un…"."""
    for at, answer in _answers(
        tokens, there, there.at("no|nothing"), "cannot|can't|couldn't", _LITOTES
    ):
        if _relative(tokens, there, at, answer):
            yield at, answer - at + 1, "litotes", "no that cannot"
    for at, answer in _answers(tokens, there, there.at("no|nothing"), "not", _LITOTES):
        modal = there.meets(np.array([answer]), "can|could|will|does|do|is|are|has|have", back=True)
        if modal[0] and _relative(tokens, there, at, answer - 1):
            yield at, answer - at + 1, "litotes", "no that cannot"
    first = there.at("not")
    seldom = (
        "without|unlike|unlikely|unreasonable|uncommon|unusual|unmindful|unworthy|insignificant|"
        "infrequently|infrequent|unnatural|impossible|inconsiderable|improbable|unimportant|"
        "unwilling|unaware|unknown|unfamiliar|insensible|inconsistent|unfounded|unkind"
    )
    for at in first[there.meets(first + 1, seldom)].tolist():
        if not there.meets(np.array([at]), "does|do|did|may|must|should|will|can|could", back=True)[
            0
        ]:
            yield at, 2, "litotes", "not un-"


def _relative(tokens: Tokens, there: Grammar, at: int, answer: int) -> bool:
    """Say whether "no" opens a noun phrase and a clause on it runs up to a modal, unbroken."""
    if answer - at < 2 or (there.marks[at:answer] & ~np.uint8(QUOTE)).any():
        return False
    inner = tokens.ids[at + 1 : answer]
    link = there.types_of("that|which|who|we|they|you|he|it|i")[inner]
    verbs = there.types_of("BE|MODAL|HAVE|DO|and|but")[inner]
    return bool(link.any()) and not verbs.any()
