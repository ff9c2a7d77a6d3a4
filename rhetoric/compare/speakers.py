"""Findings on speakers: whose words are told in some texts, and not or less in others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rhetoric.compare.categories import moved, own_sides, sides_of
from rhetoric.compare.caveats import LEAST_RATIO
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.wording import grouped, steady
from rhetoric.findings import Finding
from rhetoric.hits import VOICES, Hits
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Sentences from which a speaker is counted, and texts that are left out by name.
SPOKEN, LEFT_OUT = 5, 2
#: Sentences of a speaker that a text without any would have if nothing had changed: with three
#: expected, none is seen by chance in 5 % of such texts.
EXPECTED = 3


def voices(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:
    """Return the speakers whose words are told in some texts and not, or less, in others.

    A text that is one person's speech throughout tells of nobody's words and takes no part.
    """
    hits, among = _spoken(tokens)
    return moved(hits, held, lambda f: _told(hits, f, among), seed=seed, among=among)


def _spoken(tokens: Tokens) -> tuple[Hits, frozenset[str]]:
    """Return the sentences of named speakers, and the documents with more than one voice."""
    speech, starts = voice(tokens), tokens.sentence_starts
    lengths = np.diff(starts, append=len(tokens))
    spoken = np.flatnonzero(speech.kind)
    heard, first = np.unique(tokens.sentence_of[spoken], return_index=True)
    parts = np.split(speech.kind, tokens.document_starts[1:])
    among = frozenset(
        name for name, part in zip(tokens.names, parts, strict=True) if len(np.unique(part)) > 1
    )
    rows = []
    for sentence, at in zip(heard.tolist(), spoken[first].tolist(), strict=True):
        name = speech.speakers[speech.speaker[at]]
        if name and tokens.names[tokens.document_of[at]] in among:
            place = int(starts[sentence]), int(lengths[sentence])
            rows.append((*place, name, VOICES[speech.kind[at]]))
    names = Counter(name for _, _, name, _ in rows)
    return Hits.of(tokens, [row for row in rows if names[row[2]] >= SPOKEN]), among


def _told(hits: Hits, found: Finding, among: frozenset[str]) -> Finding | None:
    """Return the finding of a speaker, None where too little differs or a side has too few.

    Who has a quarter of the sentences elsewhere may well have none of two.
    """
    who = found.features[0]
    sides = [sum(found.counts.get(d, 0) for d in side) for side in (found.earlier, found.later)]
    spoken = hits.counts(per="document")
    sums = np.asarray(spoken.matrix.sum(axis=1)).ravel()
    total = dict(zip(spoken.rows["document"], sums.tolist(), strict=True))
    of = [sum(total[d] for d in side) for side in (found.earlier, found.later)]
    shares = [k / max(n, 1) for k, n in zip(sides, of, strict=True)]
    if min(of) < SPOKEN or (0 in sides and max(shares) * of[sides.index(0)] < EXPECTED):
        return None
    if max(shares) < 2**LEAST_RATIO * min(shares):
        return None  # more sentences are told of it, but hardly another share of them
    life = own_sides(hits, found)
    of = [sum(total[d] for d in side) for side in (life.earlier, life.later)]
    until, since = sides_of(hits, life)
    verb = "speaks" if shares[1] >= shares[0] else "falls silent"
    if sides[0] and sides[1]:
        verb = "speaks more" if verb == "speaks" else "speaks less"
    name = who
    if who.casefold().split()[0] in function_words():  # "the report"
        name = f"“{who[:1].upper()}{who[1:]}”"
    claim = (
        f"{name} {verb}: {sides[1]} of {of[1]} sentences with a named speaker {since}, "
        f"{sides[0]} of {of[0]} {until}{_course(hits.tokens, found, total)}"
        f"{_left_out(hits.tokens, among)}."
    )
    return replace(found, kind="voice", claim=claim, terms=(who,), also={})


def _left_out(tokens: Tokens, among: frozenset[str]) -> str:
    """Return which texts a claim on speakers leaves out: those that are in one voice throughout."""
    left = [n for n, name in enumerate(tokens.names) if name not in among]
    kinds = voice(tokens).kind
    spoken = all(kinds[tokens.document_starts[n]] for n in left)
    what = "one speech" if spoken else "in one voice"
    if not left:
        return ""
    if len(left) > LEFT_OUT:
        return f" ({len(left)} texts, each {what} throughout, are not counted)"
    named = " and ".join(tokens.corpus[n].label for n in left)
    each, be = ("", "is") if len(left) == 1 else ("each ", "are")
    return f" ({named}, {each}{what} throughout, {be} not counted)"


def _course(tokens: Tokens, found: Finding, total: Mapping[str, int]) -> str:
    """Return the share of a speaker text by text where it goes up and down, else nothing.

    Texts without a named speaker have no share.
    """
    heard = {*found.earlier, *found.later} & {d for d, n in total.items() if n}
    names = [d for d in tokens.names if d in heard]
    labels, parts = grouped(names)
    pairs = [
        (sum(found.counts.get(d, 0) for d in p), sum(total.get(d, 0) for d in p)) for p in parts
    ]
    shares, single = [k / n for k, n in pairs], [1 / n for _, n in pairs]
    if steady(shares, single, up=found.direction == "up"):
        return ""
    return f"; not steadily, {labels}: {', '.join(f'{k} of {n}' for k, n in pairs)}"
