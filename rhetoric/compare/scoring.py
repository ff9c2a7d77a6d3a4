"""How far each candidate moved: the contrast that shows it best, by √G² over paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.candidates import Candidates
from rhetoric.compare.caveats import LEAST_UNITS
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.ranking import specificity
from rhetoric.compare.weights import WEIGHTS
from rhetoric.findings import among
from rhetoric.ngrams import Counts
from rhetoric.stats.association import g2
from rhetoric.stats.dispersion import effective_parts
from rhetoric.tokens import Tokens

#: Terms that are looked at closely, after cheap rules have sorted all.
CLOSELY = 1500
#: A term is a burst in one text that has this share of its paragraphs, and at least three.
INNER_SHARE = 0.6
#: Documents beyond this number make a term no more worth telling.
MANY = 6


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of all candidates: the best contrast of each (−1: inner text), and its score."""

    contrast: NDArray[np.int64]
    inner: NDArray[np.int64]
    score: NDArray[np.float64]
    up: NDArray[np.bool_]


def score(tokens: Tokens, found: Candidates, held: Sequence[Contrast]) -> Scored:
    """Return the contrast that shows each candidate best, by √G² over paragraphs."""
    units = found.counts
    present = replace(units, matrix=(units.matrix > 0).astype(np.int64)).group("document")
    k, names = present.matrix, present.rows["document"].tolist()
    owner = units.rows.groupby("document")["unit"].size()
    n = np.array([owner[name] for name in names], np.int64)
    best = np.zeros(len(found.forms))
    contrast = np.zeros(len(found.forms), np.int64)
    up = np.zeros(len(found.forms), bool)
    for number, one in enumerate(held):
        before, after = one.masks(names)
        a = np.asarray(k[after].sum(axis=0), np.int64).ravel()
        b = np.asarray(k[before].sum(axis=0), np.int64).ravel()
        value = np.asarray(g2(a, b, int(n[after].sum()), int(n[before].sum())))
        size = np.sqrt(np.abs(value))
        better = size > best + 1e-9
        best[better], contrast[better] = size[better], number
        up[better] = value[better] > 0
    inner = _inner(k, n, names, tokens)
    burst = (inner.value > best * WEIGHTS["burst"]) & ~_came(k, names, held, contrast)
    best[burst], contrast[burst] = inner.value[burst], -1
    newest = names[-1] if tokens.corpus[-1].date else ""
    return Scored(
        contrast=contrast,
        inner=inner.document,
        score=best * _shares(found.counts, contrast, up, held, newest),
        up=up,
    )


def _came(
    k: Any, names: list[str], held: Sequence[Contrast], contrast: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which terms came and stayed, or stood and went: no burst, wherever most of them is."""
    out = np.zeros(len(contrast), bool)
    for number, one in enumerate(held):
        before, after = one.masks(names)
        held_by = [np.asarray((k[mask] > 0).sum(axis=0)).ravel() for mask in (before, after)]
        out |= (contrast == number) & (np.minimum(*held_by) == 0) & (np.maximum(*held_by) > 1)
    return out


@dataclass(frozen=True, eq=False)
class _Inner:
    """The one text that has most of a candidate, and √G² of that text against the rest."""

    document: NDArray[np.int64]
    value: NDArray[np.float64]


def _inner(k: Any, n: NDArray[np.int64], names: Sequence[str], tokens: Tokens) -> _Inner:
    """Return for each candidate how far one text that is neither first nor last stands out."""
    there = {d.id: i for i, d in enumerate(d for d in tokens.corpus if d.date is not None)}
    dense = np.asarray(k.max(axis=0).todense()).ravel()
    which = np.asarray(k.argmax(axis=0)).ravel()
    total = np.asarray(k.sum(axis=0)).ravel()
    middle = np.array([0 < there.get(name, -1) < len(there) - 1 for name in names])
    fit = middle[which] & (dense >= LEAST_UNITS) & (dense >= INNER_SHARE * total)
    value = np.sqrt(np.abs(g2(dense, total - dense, n[which], n.sum() - n[which])))
    return _Inner(which, np.where(fit, value, 0.0))


def _shares(
    counts: Counts,
    contrast: NDArray[np.int64],
    up: NDArray[np.bool_],
    held: Sequence[Contrast],
    newest: str,
) -> NDArray[np.float64]:
    """Return what spread is worth: more in many documents, less in one paragraph or one text."""
    documents = counts.group("document")
    names = documents.rows["document"].tolist()
    k = documents.matrix.tocsc()  # dense, ten thousand texts need more room than a machine has
    out = np.ones(len(contrast))
    for number, one in enumerate(held):
        before, after = one.masks(names)
        here = contrast == number
        for side, mask in ((True, after), (False, before)):
            columns = np.flatnonzero(here & (up == side))
            if len(columns):
                heavy = effective_parts(k[:, columns].tocsr()[mask])
                more = np.minimum(np.asarray(heavy).ravel(), MANY) - 1
                out[columns] *= 1 + WEIGHTS["document"] * more
    out[np.asarray((k > 0).sum(axis=0)).ravel() == 1] *= WEIGHTS["one text"]
    out[np.asarray(effective_parts(counts.matrix)).ravel() < 2] *= WEIGHTS["one paragraph"]
    if newest in names:
        rows = k.tocsr()
        last = rows[[names.index(newest)]].toarray().ravel()
        first_half = [d.id for d in held[-1].earlier]
        old = among(names, first_half)
        before_it = np.asarray(rows[old].sum(axis=0)).ravel()
        out[(last > 0) & (before_it == 0)] *= WEIGHTS["newest"]
    return out


def closely(found: Candidates, scored: Scored) -> tuple[Candidates, Scored]:
    """Return only the candidates that cheap rules leave in front, as many up as down."""
    cheap = scored.score * np.array([specificity(f) for f in found.counts.features])
    order = sorted(range(len(cheap)), key=lambda j: (-cheap[j], found.counts.features[j]))
    ways = [[j for j in order if bool(scored.up[j]) == way] for way in (True, False)]
    room = max(CLOSELY // 2, CLOSELY - min(map(len, ways)))
    kept = np.sort(np.array([j for way in ways for j in way[:room]], np.int64))
    return found.take(kept), Scored(
        scored.contrast[kept], scored.inner[kept], scored.score[kept], scored.up[kept]
    )


def kinds_of(counts: Counts, scored: Scored, held: Sequence[Contrast]) -> list[str]:
    """Return what each candidate did in its contrast."""
    by_document = counts.group("document")
    names = by_document.rows["document"].tolist()
    kinds = np.full(len(scored.up), "burst", dtype="U9")
    for number, one in enumerate(held):
        before, after = one.masks(names)
        a = np.asarray(by_document.matrix[after].sum(axis=0)).ravel()
        b = np.asarray(by_document.matrix[before].sum(axis=0)).ravel()
        kind = np.select([b == 0, a == 0, scored.up], ["emerged", "vanished", "grew"], "shrank")
        here = scored.contrast == number
        kinds[here] = kind[here]
    return list(kinds)
