"""Copies among the units of a test: what says the same again is no further evidence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist
from scipy.sparse import csr_array

from rhetoric.compare.prose import coded, scale
from rhetoric.ngrams import Counts
from rhetoric.stats.linked import linked
from rhetoric.stats.winnow import equal_runs, fingerprints
from rhetoric.tokens import Tokens

#: From this S on (see ``rhetoric.compare.likeness``) two units are one and the same.
COPY = 0.85
#: Share of the longer unit that must lie in runs of five equal words before S is measured.
SHARED = 0.3


def once(
    group: NDArray[np.int64], target: NDArray[np.bool_], reference: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which units of two sides count in a test; ``group`` numbers what is the `same`.

    Of units on one side that say the same the first counts. Units with copies on the other side
    are left out with all of these.

    >>> once(np.array([0, 0, 1, 1, 2]), np.arange(5) < 3, np.arange(5) >= 3).tolist()
    [True, False, False, False, True]
    """
    across = np.isin(group, np.intersect1d(group[target], group[reference]))
    return firsts(group, target, reference) & ~across


def firsts(group: NDArray[np.int64], *sides: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which units are, on their side, the first to say what they say."""
    out = np.zeros(len(group), bool)
    for side in sides:
        rows = np.flatnonzero(side)
        out[rows[np.unique(group[rows], return_index=True)[1]]] = True
    return out


def same(units: Counts) -> NDArray[np.int64]:
    """Return a number for each unit that it shares with its copies (S ≥ .85) and with no other.

    Where the units are neither paragraphs nor documents, or of no corpus, none is a copy.
    """
    kinds = set(units.rows["kind"])
    alone = np.arange(len(units.rows))
    if units.source is None or kinds & {"speaker", "publisher", "genre", "year"}:
        return alone
    tokens = units.source.stream
    number = {name: i for i, name in enumerate(tokens.names)}
    names = units.rows["document"].to_numpy(dtype=object)
    document = np.array([number[name] for name in names], np.int64)
    if kinds == {"document"}:
        return copies(tokens, "document")[document]
    first = np.searchsorted(tokens.paragraph_starts, tokens.document_starts)
    here = first[document] + units.rows["unit"].to_numpy(np.int64) - 1
    return np.asarray(copies(tokens, "paragraph")[here])


@lru_cache(maxsize=4)  # every test of a corpus asks the same
def copies(tokens: Tokens, unit: str) -> NDArray[np.int64]:
    """Return for each paragraph or document of a corpus the first one that it is a copy of.

    Most are their own. Copies of copies are copies: in a series in which each text is an edited
    copy of the last a whole run of paragraphs may be one.
    """
    starts = tokens.paragraph_starts if unit == "paragraph" else tokens.document_starts
    weights = scale(tokens)
    ids = weights.alike[tokens.ids].astype(np.uint32)
    sizes = np.diff(starts, append=len(ids))
    runs, _ = equal_runs([fingerprints(ids, starts, window=1)], ids, starts)
    keys, place = np.unique(runs.first * len(starts) + runs.second, return_inverse=True)
    one, other = keys // len(starts), keys % len(starts)
    equal = np.bincount(place, weights=runs.a_end - runs.a, minlength=len(keys))
    near = equal >= SHARED * np.maximum(sizes[one], sizes[other])
    one, other = one[near], other[near]
    same = _alike(ids, starts, weights.idf, one, other) >= COPY
    return linked(len(starts), one[same], other[same])


def _alike(
    ids: NDArray[np.uint32],
    starts: NDArray[np.int64],
    idf: NDArray[np.float64],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return S of pairs of units."""
    if not len(one):
        return np.zeros(0)
    owner = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ids)))
    sets: Any = csr_array((np.ones(len(ids)), (owner, ids)), shape=(len(starts), len(idf)))
    sets.data[:] = 1.0
    mass = sets @ idf
    shared = sets[one].multiply(sets[other]) @ idf
    dice = 2 * shared / (mass[one] + mass[other])
    ends = np.append(starts[1:], len(ids))
    words = {i: coded(ids[starts[i] : ends[i]]) for i in {*one.tolist(), *other.tolist()}}
    order = cpdist(
        [words[i] for i in one.tolist()],
        [words[i] for i in other.tolist()],
        scorer=Indel.normalized_similarity,
        dtype=np.float64,
    )
    return np.asarray((dice + order) / 2)
