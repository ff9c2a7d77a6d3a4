"""What every claim is given last: a capital, the other forms of a verb, a course that wavers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from rhetoric.compare.facts import elsewhere, when
from rhetoric.compare.inflections import stays
from rhetoric.findings import Finding
from rhetoric.inert import clipped
from rhetoric.tokens import Tokens

#: Kinds that say that something gains or loses ground by its rate.
MOVING = frozenset({"grew", "shrank", "stance", "device"})
#: Texts up to which a course is told one by one, and the groups of more.
TEXTS, GROUPS = 8, 5
#: Share of the moves against the direction from which a course is not steady.
AGAINST = 0.5


def worded(
    tokens: Tokens, one: Finding, forms: Mapping[str, Sequence[str]] | None = None
) -> Finding:
    """Return a finding with its claim as a sentence, and with its course where that wavers.

    A claim of absence names another form of the term that is there; ``forms`` are the n-grams
    that are counted as each term.
    """
    claim = one.claim[:1].upper() + one.claim[1:]
    other = stays(tokens, (forms or {}).get(one.features[0], ()), one)
    if other is not None and f"“{other[0]}”" not in claim:
        shown, uses, holders = other
        held = [d for d in tokens.corpus if d.date is not None]
        last = next((when(d.label) for d in reversed(held) if d.id in holders), "")
        said = elsewhere(one.kind, uses, last, newest=held[-1].id in holders)
        claim = f"{claim.removesuffix('.')}; “{shown}” {said}."
    if one.kind in MOVING:
        labels, rates, single = course(tokens, one)
        if not steady(rates, single, up=one.direction == "up"):
            said = ", ".join(f"{rate:.2g}" for rate in rates)
            claim = f"{claim.removesuffix('.')}; not steadily, {labels}: {said}."
    return replace(one, claim=clipped(claim))


def course(tokens: Tokens, one: Finding) -> tuple[str, list[float], list[float]]:
    """Return how the texts of a finding are taken, by date, its rates there, and that of one use.

    Rates are per 1,000 words. Many texts are taken in five groups of about as many.
    """
    taking = {*one.earlier, *one.later}
    names = [d for d in tokens.names if d in taking]
    sizes = dict(zip(tokens.names, tokens.document_sizes.tolist(), strict=True))
    labels, parts = grouped(names)
    single = [1000 / max(sum(sizes[d] for d in part), 1) for part in parts]
    rates = [
        rate * sum(one.counts.get(d, 0) for d in part)
        for rate, part in zip(single, parts, strict=True)
    ]
    return labels, rates, single


def grouped(names: Sequence[str]) -> tuple[str, list[list[str]]]:
    """Return how texts in their order are taken, in words, and the groups: few one by one.

    >>> grouped(["a", "b"])
    ('text by text', [['a'], ['b']])
    """
    if len(names) <= TEXTS:
        return "text by text", [[name] for name in names]
    parts = [part.tolist() for part in np.array_split(np.array(names, object), GROUPS)]
    return f"in {GROUPS} groups of texts by date", parts


def steady(rates: Sequence[float], single: Sequence[float], *, up: bool) -> bool:
    """Say whether a series moves one way: what goes against it is less than half of what goes.

    A move against it by no more than one use, of the rate ``single`` there, is none.

    >>> one = [0.3] * 5
    >>> steady([4.3, 2, 2.3, 28, 7.2], one, up=True), steady([0.3, 0, 0, 0.6, 0.5], one, up=True)
    (False, True)
    """
    there = back = 0.0
    for (a, of_a), (b, of_b) in pairwise(zip(rates, single, strict=True)):
        move = b - a if up else a - b
        there += max(move, 0.0)
        if -move > (of_a if a > b else of_b) + 1e-9:
            back -= move
    return back < AGAINST * there
