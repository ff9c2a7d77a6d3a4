"""How alike or apart texts are by their counts: one number for every two rows.

``x`` (m × V) are the counts of V types in m texts, dense or scipy sparse; back comes m × m. The
likenesses are 1 for a text and itself, the distances 0. A text without any words is like none.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rhetoric.stats.contingency import divided
from rhetoric.stats.units import as_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from rhetoric.stats.units import Floats, Ints

#: Pairs of counts that are looked at at a time.
_LOAD = 1 << 21


def cosine(x: Any) -> Floats:
    """Return the cosine of the counts, 0 to 1.

    >>> cosine([[1, 1], [2, 2], [1, 0]]).round(4)[0].tolist()
    [1.0, 1.0, 0.7071]

    References: Salton & McGill 1983.
    """
    counts = as_counts(x).astype(np.float64)
    dot = (counts @ counts.T).toarray()
    norm = np.sqrt(dot.diagonal())
    return np.minimum(divided(dot, np.outer(norm, norm)), 1.0)


def jaccard(x: Any) -> Floats:
    """Return the share of the types of either text that both have, 0 to 1.

    >>> jaccard([[1, 1, 0], [0, 5, 2]])[0].round(4).tolist()
    [1.0, 0.3333]

    References: Jaccard 1912.
    """
    there = (as_counts(x) > 0).astype(np.int64)
    shared = (there @ there.T).toarray().astype(np.float64)
    types = shared.diagonal()
    return divided(shared, types[:, None] + types[None, :] - shared)


def jsd(x: Any) -> Floats:
    """Return the Jensen–Shannon divergence of the shares, in bits: 0 to 1, 1 for disjoint texts.

    >>> jsd([[1, 0], [0, 1]]).tolist()
    [[0.0, 1.0], [1.0, 0.0]]

    References: Lin 1991, IEEE Transactions on Information Theory 37.
    """
    counts = as_counts(x)
    sums = np.asarray(counts.sum(axis=1), np.float64).ravel()
    columns = _by_type(counts)
    p = columns.data / sums[columns.indices]
    own = p * np.log2(p)

    def both(a: Ints, b: Ints) -> Floats:
        together = p[a] + p[b]
        return np.asarray(together * np.log2(together) - own[a] - own[b])

    # A type of one text only adds half its share, so that the shared ones say all.
    out = np.clip(1 - _over_shared(columns, both) / 2, 0.0, 1.0)
    out[sums == 0], out[:, sums == 0] = 1.0, 1.0
    np.fill_diagonal(out, 0.0)
    return out


def chi2(x: Any) -> Floats:
    """Return χ² of two texts being samples of one, over its degrees of freedom (types − 1).

    Summed over both texts' counts of all types that either has. 1 is what chance gives; it grows
    with the size of the texts.

    >>> chi2([[30, 10], [10, 30]])[0].tolist()
    [0.0, 20.0]

    References: Kilgarriff 2001, International Journal of Corpus Linguistics 6.
    """
    counts = as_counts(x)
    sums = np.asarray(counts.sum(axis=1), np.float64).ravel()
    columns = _by_type(counts)
    n = columns.data.astype(np.float64)

    def both(a: Ints, b: Ints) -> Floats:
        return np.asarray(n[a] * n[b] / (n[a] + n[b]))

    # Σ (a − E)² / E over both texts is N − N² / (n₁ n₂) · Σ ab / (a + b), over shared types.
    size, product = np.add.outer(sums, sums), np.outer(sums, sums)
    value = size - divided(size**2 * _over_shared(columns, both), product)
    there = (columns > 0).astype(np.int64)
    shared = (there @ there.T).toarray()
    types = shared.diagonal()
    free = np.maximum(types[:, None] + types[None, :] - shared - 1, 1).astype(np.float64)
    out = np.where(product > 0, divided(np.maximum(value, 0.0), free), 0.0)
    np.fill_diagonal(out, 0.0)
    return np.asarray(out)


def _by_type(counts: Any) -> Any:
    """Return counts by column (CSC), each column's texts in order."""
    columns = counts.tocsc()
    columns.sort_indices()
    return columns


def _over_shared(columns: Any, both: Callable[[Ints, Ints], Floats]) -> Floats:
    """Return for every two texts the sum of a function over the types that both have (m × m).

    ``both`` takes the places of their counts among those of ``columns``, pair by pair. Only what is
    shared is looked at: the work grows with Σ (texts that have a type)², not with texts² · types.
    """
    rows, texts = columns.tocsr(), columns.indices
    begins, ends = columns.indptr[:-1].astype(np.int64), columns.indptr[1:].astype(np.int64)
    out = np.zeros((columns.shape[0], columns.shape[0]))
    for i in range(len(out)):
        types = rows.indices[rows.indptr[i] : rows.indptr[i + 1]]
        own = begins[types]
        begins[types] += 1  # what is left of a type's column are the texts after this one
        sizes = ends[types] - begins[types]
        for part in _loads(sizes):
            many = sizes[part]
            first = np.cumsum(many) - many
            other = np.arange(int(many.sum())) + np.repeat(begins[types[part]] - first, many)
            value = both(np.repeat(own[part], many), other)
            out[i] += np.bincount(texts[other], value, len(out))
    return out + out.T


def _loads(sizes: Ints) -> list[slice]:
    """Return runs of sizes, each of about as much as is looked at at a time."""
    edges = np.flatnonzero(np.diff(np.cumsum(sizes) // _LOAD, prepend=0)).tolist()
    return [slice(a, b) for a, b in pairwise(dict.fromkeys([0, *edges, len(sizes)]))]


def burrows_delta(x: Any, *, types: int = 100, ddof: int = 1) -> Floats:
    """Return Burrows' Delta: the mean difference of the z-scores of the commonest ``types``.

    z-scores are of the rates over the m texts, with the sample's deviation (``ddof`` 1; 0 for the
    population's). Ties in frequency go by the order of the columns. With one text it is 0.

    >>> burrows_delta([[3, 1], [1, 3]]).round(4).tolist()
    [[0.0, 1.4142], [1.4142, 0.0]]

    References: Burrows 2002, Literary and Linguistic Computing 17.
    """
    counts = as_counts(x)
    sums = np.asarray(counts.sum(axis=1), np.float64).ravel()
    order = np.argsort(-np.asarray(counts.sum(axis=0)).ravel(), kind="stable")[:types]
    rates = counts[:, order].toarray() / np.maximum(sums, 1)[:, None]
    if len(sums) <= ddof or not len(order):
        return np.zeros((len(sums), len(sums)))
    spread = rates.std(axis=0, ddof=ddof)
    z = divided(rates - rates.mean(axis=0), spread[None, :] * np.ones_like(rates))
    return np.stack([np.abs(z - row).mean(axis=1) for row in z])


#: Likenesses: 1 is the same.
LIKENESS: dict[str, Callable[..., Floats]] = {"cosine": cosine, "jaccard": jaccard}
#: Distances: 0 is the same.
DISTANCE: dict[str, Callable[..., Floats]] = {
    "jsd": jsd,
    "chi2": chi2,
    "burrows_delta": burrows_delta,
}
