"""Which categories of hits moved: themes, speakers, whatever is pointed at, told like words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from rhetoric.compare.candidates import Candidates
from rhetoric.compare.caveats import LEAST_UNITS
from rhetoric.compare.claims import Work, finding
from rhetoric.compare.concepts import Concept
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import silent, when
from rhetoric.compare.scoring import score
from rhetoric.compare.trial import trials
from rhetoric.findings import Finding
from rhetoric.hits import Hits

#: Least √G² by paragraphs of a category that is told.
LEAST = 1.5
#: What is said of a finding once its numbers are known; None where it is not worth saying.
Telling = Callable[[Finding], Finding | None]


def moved(
    hits: Hits,
    held: Sequence[Contrast],
    tell: Telling,
    *,
    seed: int,
    among: frozenset[str] | None = None,
) -> list[Finding]:
    """Return a finding for each category that moved, the best first, as ``tell`` words it.

    All categories are one family of tests. ``among`` are the documents that take part, if not all.
    """
    counts = hits.counts()
    if among is not None:
        counts = counts.take(counts.within(among))
        held = [one for one in (c.among(among) for c in held) if one is not None]
    counts = counts.keep(counts.totals >= LEAST_UNITS)
    if not len(counts.features) or not held:
        return []
    found = Candidates(counts, tuple((feature,) for feature in counts.features))
    scored = score(hits.tokens, found, held)
    tests = trials(counts, held, scored.contrast, seed)
    work = Work(hits, found, counts.group("document"), held, scored, tests)
    order = np.lexsort((np.arange(len(scored.score)), -scored.score))
    order = order[scored.score[order] >= LEAST]
    made = [finding(work, Concept(int(j), float(scored.score[j]))) for j in order]
    told = [tell(replace(f, caveats=_plain(f.caveats))) for f in made if f is not None]
    return [f for f in told if f is not None]


def _plain(caveats: Sequence[str]) -> tuple[str, ...]:
    """Return caveats without that on spelling: a category is a list of words by its nature."""
    return tuple(c for c in caveats if c != "variant")


def own_sides(hits: Hits, found: Finding) -> Finding:
    """Return a finding with the sides that its own first or last use makes.

    They are those of the contrast where both have what is spoken of.
    """
    absent = silent(tuple(hits.corpus), found)
    if not absent:
        return found
    every = (*found.earlier, *found.later)
    rest, gone = (tuple(d for d in every if (d in absent) == side) for side in (False, True))
    came = found.kind == "emerged"
    return replace(found, earlier=gone if came else rest, later=rest if came else gone)


def sides_of(hits: Hits, found: Finding) -> tuple[str, str]:
    """Return the two sides of a finding in words, the earlier first.

    Those of `own_sides` are named by the first use or by the last.
    """
    sides = [tuple(hits.corpus[d] for d in side) for side in (found.earlier, found.later)]
    if found.kind == "emerged":
        return f"before {sides[1][0].label}", f"since {sides[1][0].label}"
    if found.kind == "vanished":
        return f"until {sides[0][-1].label}", f"after {sides[0][-1].label}"
    contrast = Contrast(sides[0], sides[1])
    since = when(contrast.later_label)
    last = max((d.date for d in sides[0] if d.date), default=None)
    first = min((d.date for d in sides[1] if d.date), default=None)
    if last and first and last >= first:
        return "elsewhere", since
    return when(contrast.earlier_label), since
