"""Manner: nominalisations, passives, quotations, and words that earlier documents had already."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import regex as re

from rhetoric.detectors.grammar import grammar
from rhetoric.hits import Hits
from rhetoric.lexicons import words
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words of the shortest run that counts as taken over.
RUN = 8
_NOUN = re.compile(r"[a-z\-]{4,}(?:tions?|sions?|ments?|ness(?:es)?|it(?:y|ies))")
_QUOTED = re.compile(r"“([^“”\n]{1,2000})”|\"([^\"\n]{1,2000})\"|«([^«»\n]{1,2000})»")
_MIX = np.uint64(0x9E3779B97F4A7C15)

_Place = tuple[int, int, str, str]


def style(tokens: Tokens) -> Hits:
    """Return nominalisations (-tion, -ment, -ness, -ity), passives and quotations.

    A passive is a form of *be* before a participle, adverbs between; "is interested" counts as one
    too. A quotation is what stands in quotation marks, up to the end of its paragraph at most.
    """
    places = [*_nominal(tokens), *_passive(tokens), *_quotations(tokens)]
    names = ("nominalisation", "passive", "quotation")
    return Hits.of(tokens, places, categories=names, speech=partial(voice, tokens))


def _nominal(tokens: Tokens) -> Iterator[_Place]:
    made = np.array(
        [
            bool(_NOUN.fullmatch(word)) and word not in words("made_of_no_verb")
            for word in tokens.types
        ],
        bool,
    )
    for at in np.flatnonzero(made[tokens.ids]).tolist() if len(tokens) else ():
        yield at, 1, "nominalisation", "nominalisation"


def _passive(tokens: Tokens) -> Iterator[_Place]:
    there = grammar(tokens)
    first = there.at("BE")
    for k in range(3):
        adverbs = " ".join(["ADV"] * k)
        hit = there.meets(first + 1, f"{adverbs} VEN".strip())
        for at in first[hit].tolist():
            yield at, k + 2, "passive", "passive"
        first = first[~hit]


def _quotations(tokens: Tokens) -> Iterator[_Place]:
    for number, document in enumerate(tokens.corpus):
        low, high = tokens.extent(number)
        starts = tokens.start[low:high]
        for found in _QUOTED.finditer(document.raw):
            a, b = np.searchsorted(starts, found.span())
            if b > a:
                yield low + int(a), int(b - a), "quotation", "quotation"


def taken_over(tokens: Tokens) -> Hits:
    """Return the runs of eight words and more that an earlier document has as well.

    The category is ``taken over``; the rule names the earliest document that has the beginning of
    the run. The words of the hits over those of the document are the share F21 (a): 100 % for a
    document that stood there before.
    """
    found = []
    for first, length, source in _runs(tokens):
        found.append((first, length, "taken over", tokens.names[source]))
    return Hits.of(tokens, found, categories=("taken over",), speech=partial(voice, tokens))


def _runs(tokens: Tokens) -> Iterator[tuple[int, int, int]]:
    """Yield first word, number of words and earliest document of runs that stood before."""
    n = len(tokens)
    if n < RUN:
        return
    mixed = (tokens.ids.astype(np.uint64) + np.uint64(1)) * _MIX
    window = np.zeros(n - RUN + 1, np.uint64)
    for k in range(RUN):
        window = window * np.uint64(1_000_003) + (
            mixed[k : n - RUN + 1 + k] ^ (mixed[k : n - RUN + 1 + k] >> np.uint64(29))
        )
    document = tokens.document_of
    inside = document[: n - RUN + 1] == document[RUN - 1 :]
    _, where, which = np.unique(window, return_index=True, return_inverse=True)
    earliest = document[where][which.ravel()]  # the first place of a run is its earliest document
    again = inside & (earliest < document[: n - RUN + 1])
    covered = np.zeros(n + 1, np.int64)
    at = np.flatnonzero(again)
    np.add.at(covered, at, 1)
    np.add.at(covered, at + RUN, -1)
    held = np.cumsum(covered)[:n] > 0
    starts = tokens.document_starts
    edge = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(np.int8), [0]])))
    for low, high in zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True):
        inner = starts[np.searchsorted(starts, low, "right") : np.searchsorted(starts, high)]
        cuts = [low, *inner.tolist(), high]  # a run may go on from one document into the next
        for a, b in pairwise(dict.fromkeys(cuts)):
            yield a, b - a, int(earliest[min(a, len(earliest) - 1)])
