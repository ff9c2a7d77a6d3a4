"""How alike or apart texts are by their counts: one number for every two rows.

``x`` (m × V) are the counts of V types in m texts, dense or scipy sparse; back comes m × m. The
likenesses are 1 for a text and itself, the distances 0. A text without any words is like none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import rel_entr

from rhetoric.stats.contingency import divided
from rhetoric.stats.units import as_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from rhetoric.stats.units import Floats


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
    out = np.ones((len(sums), len(sums)))
    for i in range(len(sums)):
        out[i] = _jsd_row(counts, sums, i)
    out[sums == 0], out[:, sums == 0] = 1.0, 1.0
    np.fill_diagonal(out, 0.0)
    return np.asarray((out + out.T) / 2)  # the sums of a row and of a column may round apart


def _jsd_row(counts: Any, sums: Floats, i: int) -> Floats:
    """Return the divergence of one text from each: over its own types; the rest adds r / 2."""
    start, stop = counts.indptr[i : i + 2]
    if start == stop:
        return np.ones(len(sums))
    columns = counts.indices[start:stop]
    p = counts.data[start:stop] / sums[i]
    r = counts[:, columns].toarray() / np.maximum(sums, 1)[:, None]
    m = (p + r) / 2
    inside = (rel_entr(p, m) + rel_entr(r, m)).sum(axis=1) / 2
    rest = np.maximum(1 - r.sum(axis=1), 0.0)
    return np.asarray(np.clip(inside / np.log(2) + rest / 2, 0.0, 1.0))


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
    out = np.zeros((len(sums), len(sums)))
    for i in range(len(sums)):
        out[i] = _chi2_row(counts, sums, i)
    np.fill_diagonal(out, 0.0)
    return np.asarray((out + out.T) / 2)


def _chi2_row(counts: Any, sums: Floats, i: int) -> Floats:
    """Return χ²/df against each text: over its own types; a type of the other only is its own."""
    start, stop = counts.indptr[i : i + 2]
    columns, own = counts.indices[start:stop], counts.data[start:stop].astype(np.float64)
    other = counts[:, columns].toarray().astype(np.float64)
    both, n1, n2 = own + other, sums[i], sums[:, None]
    share = n1 / np.maximum(n1 + n2, 1)
    apart = (own - share * both) ** 2
    inside = (divided(apart, share * both) + divided(apart, (1 - share) * both)).sum(axis=1)
    missing = sums - other.sum(axis=1)  # words of types that this text lacks
    inside = inside + missing * n1 / np.maximum(sums, 1)
    union = np.diff(counts.indptr) + (stop - start) - (other > 0).sum(axis=1)
    legal = (sums > 0) & (n1 > 0)
    return np.where(legal, divided(inside, np.maximum(union - 1, 1).astype(np.float64)), 0.0)


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
