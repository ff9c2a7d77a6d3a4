"""How a text turns to its audience: addresses, appeals, questions and answers to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from rhetoric.detectors.grammar import ASK, BLOCK, COLON, COMMA, END, Grammar, grammar
from rhetoric.detectors.rules import ruled
from rhetoric.hits import Hits, together
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words of an address, and words of an answer in which a question's own words may come back.
_LONGEST, _ANSWER = 14, 8
#: Words that open an address, and words with which an answer begins.
_OPENERS = (
    "dear|comrades|comrade|fellow|friends|ladies|gentlemen|delegates|mr|mrs|madam|madame|honorable|"
    "honourable|excellencies|colleagues|brothers|sisters|citizens|members|distinguished|esteemed|my"
)
#: After "my" an address goes on with one of these.
_MINE = (
    "my fellow|fellows|dear|dears|good|friend|friends|brother|brothers|sister|sisters|comrades|"
    "countrymen|compatriots|colleagues|people|children|lord|lords|beloved|young|old|honored|"
    "honoured|honorable|honourable|distinguished|esteemed|fellow-citizens"
)
_YES = "yes|no|never|nobody|none|nothing|certainly|surely|because"
_AUXILIARY = "BE|HAVE|DO|MODAL"


def address(tokens: Tokens) -> Hits:
    """Return addresses (a line or an opening of its own), vocatives, "let us", imperatives, you."""
    there = grammar(tokens)
    names = ("address", "vocative")
    called = {place[0]: place for place in _vocatives(tokens, there)}
    made = Hits.of(tokens, called.values(), categories=names, speech=partial(voice, tokens))
    return together(made, ruled("address", tokens))


def _vocatives(tokens: Tokens, there: Grammar) -> Iterator[tuple[int, int, str, str]]:
    """Yield addresses at the head of a line, and vocatives between commas."""
    for at in there.at("dear|fellow|friends|comrades").tolist():
        low = at - 1 if at and there.meets(np.array([at]), "my", back=True)[0] else at
        inside = low and not there.opens[low] and there.marks[low - 1] & COMMA
        end = _called(tokens, there, low) if inside else None
        if end is not None and 1 < end - low < 6:
            yield low, end - low, "vocative", str(tokens.types[tokens.ids[at]])
    starts = tokens.paragraph_starts
    listed = np.array([kind == "address" for kind in tokens.paragraph_kinds], bool)
    # "My trips to Nigeria, India and Iran" are no persons.
    mine = there.begins(starts, "my") & ~there.begins(starts, _MINE)
    opened = there.begins(starts, _OPENERS) & ~mine
    for k in np.flatnonzero(listed | opened).tolist():
        low = int(starts[k])
        end = _called(tokens, there, low)
        if end is not None:
            yield low, end - low, "address", str(tokens.types[tokens.ids[low]])


def _called(tokens: Tokens, there: Grammar, low: int) -> int | None:
    """Return where an address ends: before a comma, a colon or the end, without any verb."""
    start = int(tokens.start[low])
    if tokens.corpus[int(tokens.document_of[low])].raw[max(start - 1, 0) : start] in {"[", "("}:
        return None  # a direction for the stage
    verbs = there.types_of("BE|HAVE|DO|MODAL|VEN|PRON|who|which|that")
    for at in range(low, min(low + _LONGEST, len(tokens))):
        if at > low and verbs[tokens.ids[at]]:
            return None
        closes = there.marks[at] & (COMMA | COLON | BLOCK | END)
        abbreviated = there.marks[at] & END and not there.opens[at + 1]
        if closes and not abbreviated:
            more = at + 1 < len(tokens) and there.marks[at] & COMMA and not there.opens[at + 1]
            if more and there.types_of(_OPENERS + "|and|speaker")[tokens.ids[at + 1]]:
                continue  # "Mr. Speaker, Mr. President, my fellow citizens:"
            return at + 1
    return None


def questions(tokens: Tokens) -> Hits:
    """Return sentences that ask: ``hypophora`` where the same speaker answers at once.

    An answer begins with yes, no or the like, or takes up the question's auxiliary with a pronoun
    ("Can we do this? Yes, we can"), or one of its words near its beginning. A question after which
    somebody else speaks is a ``question``.
    """
    there = grammar(tokens)
    speech = voice(tokens)
    ends = np.append(tokens.sentence_starts[1:], len(tokens)) - 1
    asked = there.marks[ends] & ASK > 0 if len(ends) else np.zeros(0, bool)
    found = []
    for k in np.flatnonzero(asked).tolist():
        low, high = int(tokens.sentence_starts[k]), int(ends[k]) + 1
        answered = (
            high < len(tokens)
            and tokens.document_of[high] == tokens.document_of[low]
            and not asked[k + 1]
            and speech.kind[high] == speech.kind[low]
            and speech.speaker[high] == speech.speaker[low]
            and _answers(tokens, there, low, high, int(ends[k + 1]) + 1)
        )
        name = "hypophora" if answered else "question"
        found.append((low, high - low, name, name))
    names = ("hypophora", "question")
    return Hits.of(tokens, found, categories=names, speech=partial(voice, tokens))


def _answers(tokens: Tokens, there: Grammar, low: int, high: int, end: int) -> bool:
    """Say whether the sentence that follows a question answers it."""
    first = np.array([high])
    if there.begins(first, _YES)[0] or there.begins(first, "of course")[0]:
        return True
    if there.begins(first, "no|not|the one|answer|reason|only")[0]:
        return True
    small = function_words()
    asked = {str(w) for w in tokens.types[tokens.ids[low:high]]}
    reply = [str(w) for w in tokens.types[tokens.ids[high : min(high + _ANSWER, end)]]]
    auxiliary = tokens.ids[low]
    if there.types_of(_AUXILIARY)[auxiliary] and str(tokens.types[auxiliary]) in reply[1:4]:
        return bool(there.types_of("PRON")[tokens.ids[high]])
    told = {word for word in asked - small if len(word) > 2}
    return bool(told & set(reply)) and reply[0] not in {"but", "and", "or", "if"}
