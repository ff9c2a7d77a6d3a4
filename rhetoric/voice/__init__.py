"""Voice: who is speaking each word - the narrator, somebody retold, or somebody directly."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Document
from rhetoric.hits import VOICES, Hits, Speech
from rhetoric.tokens import Tokens
from rhetoric.voice.cues import CLASSES, listed
from rhetoric.voice.names import Register, introduced
from rhetoric.voice.paragraphs import Paragraph, Stretch, block_text, plain
from rhetoric.voice.people import Bearers
from rhetoric.voice.speeches import named
from rhetoric.voice.walk import walk

__all__ = ["stretches", "voice"]

#: What was found for tokens that are still in use.
_known: WeakKeyDictionary[Tokens, Speech] = WeakKeyDictionary()


def voice(tokens: Tokens) -> Speech:
    """Return who speaks each token; found once for the same tokens.

    >>> import rhetoric as rt
    >>> tokens = rt.tokenize(rt.read("seeds"))
    >>> speech = voice(tokens)
    >>> speech.speakers[speech.speaker[tokens.find("i am going to do this")[0]]]
    'Kim Jong Un'
    """
    speech = _known.get(tokens)
    if speech is None:
        speech = _known[tokens] = _painted(tokens)
    return speech


def stretches(tokens: Tokens) -> Hits:
    """Return the longest runs of one voice and speaker; every token is in exactly one.

    The category is the voice, the rule the speaker's name; no run goes beyond its document.

    >>> import rhetoric as rt
    >>> tokens = rt.tokenize(rt.read("seeds"))
    >>> int(stretches(tokens).length.sum()) == len(tokens)
    True
    """
    speech = voice(tokens)
    if not len(tokens):
        return Hits.of(tokens, (), categories=VOICES, speech=lambda: speech)
    changed = np.zeros(len(tokens), bool)
    changed[1:] = (np.diff(speech.kind) != 0) | (np.diff(speech.speaker) != 0)
    changed[0] = True
    changed[tokens.document_starts[tokens.document_starts < len(tokens)]] = True
    first = np.flatnonzero(changed)
    length = np.diff(first, append=len(tokens))
    places = zip(first.tolist(), length.tolist(), strict=True)
    return Hits.of(
        tokens,
        ((at, n, VOICES[speech.kind[at]], speech.speakers[speech.speaker[at]]) for at, n in places),
        categories=VOICES,
        speech=lambda: speech,
    )


def _painted(tokens: Tokens) -> Speech:
    """Return the voices of all documents, painted over one another in the order found."""
    kind = np.zeros(len(tokens), np.uint8)
    speaker = np.zeros(len(tokens), np.int32)
    names = {"": 0}
    edges = [*tokens.document_starts.tolist(), len(tokens)]
    for number, (found, one) in enumerate(_named(tokens)):
        low, high = edges[number], edges[number + 1]
        at = np.array([(stretch.start, stretch.end) for stretch in found], np.int64)
        places = low + np.searchsorted(tokens.start[low:high], at.reshape(-1, 2))
        for (a, b), stretch in zip(places.tolist(), found, strict=True):
            who = one[stretch.speaker]
            kind[a:b] = stretch.kind
            speaker[a:b] = names.setdefault(who, len(names)) if stretch.kind else 0
    kind.flags.writeable = speaker.flags.writeable = False
    return Speech(kind, speaker, tuple(names))


def _named(tokens: Tokens) -> Iterator[tuple[list[Stretch], dict[str, str]]]:
    """Yield each document's stretches and the one name of each speaker named in them."""
    bearers: Bearers = defaultdict(set)
    candidates = _candidates(tokens)
    found = [
        list(_stretches(tokens, document, number, candidates, bearers))
        for number, document in enumerate(tokens.corpus)
    ]
    spoken = [{stretch.speaker for stretch in of} for of in found]
    fields = {named(document.speaker) for document in tokens.corpus}
    register = Register(fields.union(*spoken), bearers)
    shortened = introduced(spoken, [document.raw for document in tokens.corpus])
    for of, said, short in zip(found, spoken, shortened, strict=True):
        yield of, {name: short.get(name) or register.name(name) for name in said}


def _candidates(tokens: Tokens) -> NDArray[np.bool_]:
    """Return which paragraphs hold a word that may report, a name's title or the like."""
    heads = {word.split()[0] for table in (*CLASSES, "giving") for word in listed(table)}
    heads.add("according")
    hit = np.array([word in heads for word in tokens.types], bool)
    if not len(tokens) or not len(tokens.paragraph_starts):
        return np.zeros(len(tokens.paragraph_starts), bool)
    found: NDArray[np.bool_] = np.logical_or.reduceat(hit[tokens.ids], tokens.paragraph_starts)
    return found


def _stretches(
    tokens: Tokens,
    document: Document,
    number: int,
    candidates: NDArray[np.bool_],
    bearers: Bearers,
) -> Iterator[Stretch]:
    text = plain(document.raw)
    paragraphs = list(_paragraphs(tokens, document, number, candidates, text))
    return walk(document, paragraphs, text, bearers)


def _paragraphs(
    tokens: Tokens, document: Document, number: int, candidates: NDArray[np.bool_], text: str
) -> Iterator[Paragraph]:
    """Yield the blocks of a document that hold words, with their sentences."""
    edges: NDArray[Any] = np.append(tokens.document_starts, len(tokens))
    low, high = np.searchsorted(tokens.paragraph_starts, [edges[number], edges[number + 1]])
    starts = np.append(tokens.paragraph_starts[low:high], edges[number + 1])
    sentences = np.searchsorted(tokens.sentence_starts, starts)
    place = 0
    for block in document.body:
        if place == high - low or tokens.start[starts[place]] >= block.spans[-1].end:
            continue
        at = block.spans[0].start
        spans = tokens.sentence_spans[sentences[place] : sentences[place + 1]] - at
        yield Paragraph(
            block, at, block_text(text, block), list(map(tuple, spans.tolist())),
            bool(candidates[low + place]),
        )  # fmt: skip
        place += 1


class _Callable(ModuleType):
    """This package, as something to call: ``rhetoric.voice`` is its function and its name too."""

    def __call__(self, tokens: Tokens) -> Speech:
        return voice(tokens)


sys.modules[__name__].__class__ = _Callable
