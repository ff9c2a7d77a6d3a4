"""Phrases that came, stayed a while and went: their lives in a series of many documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.candidates import content_words
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import times
from rhetoric.compare.lives import GAP
from rhetoric.compare.ranking import context_of, weight
from rhetoric.findings import Estimate, Finding, quotations
from rhetoric.ngrams import Counts, closed, count
from rhetoric.stats.association import g2
from rhetoric.stats.effects import log_ratio
from rhetoric.tokens import Tokens

#: Dated documents from which a corpus is a series, and least documents of a life.
SERIES, LEAST = 20, 3
#: Share of a phrase's documents that one life must hold.
WHOLE = 0.8
#: Phrases that are looked at closely, and told.
CLOSELY, TOLD = 300, 20
#: Share of its words by which a phrase is one that was told already.
SAME = 0.5


@dataclass(frozen=True)
class Life:
    """A run of documents, from the first to the last (places among the dated), with a phrase."""

    feature: str
    first: int
    last: int
    holders: int
    value: float


def phases(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:  # noqa: ARG001
    """Return phrases of two to five words that came after the first text and went before the last.

    A corpus of fewer than 20 dated documents is no series and has none. One document without a
    phrase does not end its life (see `lives`); other documents may have it, but few.
    """
    dated = [n for n, d in enumerate(tokens.corpus) if d.date is not None]
    if len(dated) < SERIES:
        return []
    counts = count(tokens, ngrams=(2, 5), per="document", min_count=LEAST)
    counts = counts.keep(counts.content & _few(counts, len(dated)))
    counts = counts.keep(closed(counts))
    found = sorted(_lives(counts, dated), key=lambda life: (-life.value, life.feature))
    context = context_of(tokens)
    scored = [(life.value * weight(context, life.feature, [life.feature]), life)
              for life in found[:CLOSELY]]  # fmt: skip
    out: list[Finding] = []
    told: list[frozenset[str]] = []
    for score, life in sorted(scored, key=lambda pair: (-pair[0], pair[1].feature)):
        mine = frozenset(content_words(life.feature))
        if all(len(mine & other) < SAME * min(len(mine), len(other)) for other in told):
            told.append(mine)
            out.append(_told(tokens, counts, life, dated, score))
        if len(out) == TOLD:
            break
    return out


def _few(counts: Counts, dated: int) -> NDArray[np.bool_]:
    """Return which phrases stand in enough documents, and not in most."""
    holders = np.asarray((counts.matrix > 0).sum(axis=0)).ravel()
    return (holders >= LEAST) & (holders <= dated / 2)


def _lives(counts: Counts, dated: Sequence[int]) -> Iterator[Life]:
    """Yield the one life of each phrase that has one."""
    columns = counts.matrix[list(dated)].tocsc()
    columns.sort_indices()
    for j, (low, high) in enumerate(pairwise(columns.indptr.tolist())):
        there = columns.indices[low:high]
        cuts = np.flatnonzero(np.diff(there) > GAP + 1) + 1
        runs = np.split(there, cuts)
        best = max(runs, key=len)
        first, last = int(best[0]), int(best[-1])
        inside = first > 0 and last < len(dated) - 1
        if inside and len(best) >= LEAST and len(best) >= WHOLE * len(there):
            size = last - first + 1
            value = g2(len(best), len(there) - len(best), size, len(dated) - size)
            yield Life(str(counts.features[j]), first, last, len(best), float(np.sqrt(abs(value))))


def _told(
    tokens: Tokens, counts: Counts, life: Life, dated: Sequence[int], score: float
) -> Finding:
    """Return the finding of a life, with its first and its last quotation."""
    documents = [tokens.corpus[n] for n in dated]
    inside = documents[life.first : life.last + 1]
    outside = [*documents[: life.first], *documents[life.last + 1 :]]
    j = int(np.flatnonzero(counts.features == life.feature)[0])
    each = dict(zip(counts.rows["document"], counts.matrix[:, [j]].toarray().ravel().tolist(),
                    strict=True))  # fmt: skip
    sizes = dict(zip(counts.rows["document"], counts.tokens.tolist(), strict=True))
    sums = [[sum(table[d.id] for d in side) for table in (each, sizes)] for side in
            (inside, outside)]  # fmt: skip
    (a, n1), (b, n2) = sums
    shown = tokens.surface(life.feature)
    others = sum(each[d.id] > 0 for d in outside)
    claim = (
        f"“{shown}” lived from {inside[0].label} to {inside[-1].label}: in {life.holders} of "
        f"{number(len(inside), 'document')} of that time, in "
        f"{others or 'none'} of the {len(outside):,} before and after."
    )
    ratio = float(log_ratio(a, b, n1, n2))
    return Finding(
        kind="burst",
        terms=(shown,),
        claim=claim,
        earlier=tuple(d.id for d in outside),
        later=tuple(d.id for d in inside),
        direction="none",
        counts=each,
        rates={name: 1000 * n / max(sizes[name], 1) for name, n in each.items()},
        effect=Estimate(ratio, ratio, ratio, "log2 ratio of rates, in its life to outside"),
        p=None, q=None, tests=0, badge=1,
        spread=(
            f"there: {times(a)} in {number(life.holders, 'document')}; elsewhere: "
            + (f"{times(b)} in {number(others, 'document')}" if b else "never")
        ),
        caveats=(),
        evidence=tuple(
            quotations(tokens, life.feature, n=1, documents=[name])[0]
            for name in dict.fromkeys((inside[0].id, inside[-1].id))
        ),
        contrast=tuple(quotations(tokens, life.feature, n=1, documents=[d.id for d in outside])),
        features=(life.feature,),
        score=score,
    )  # fmt: skip
