"""How evenly a term is spread over the parts of a corpus.

``x`` is a term's counts per part (parts,), or a table of many terms (parts × V), dense or a scipy
sparse matrix; ``sizes`` (parts,) are the parts' tokens. One number comes back per term. A term
with no occurrence is called as uneven as can be, since nothing shows that it is spread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from rhetoric.stats.units import Floats, Ints, as_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


class _Columns(NamedTuple):
    """The entries above 0, column by column: everything here can be computed from them."""

    x: Ints
    part: Ints
    column: Ints
    total: Ints
    sizes: Ints
    shape: tuple[int, ...]

    def add(self, values: Any) -> Floats:
        """Return the sum of ``values`` (one per entry) in each column (V,)."""
        return np.bincount(self.column, values, minlength=len(self.total)).astype(np.float64)

    def give(self, values: Any, absent: float) -> Floats:
        """Return the answer in the shape of the question, with ``absent`` for no occurrences."""
        return np.asarray(np.where(self.total > 0, values, absent)).reshape(self.shape)


def _columns(x: Any, sizes: ArrayLike | None = None) -> _Columns:
    """Return the entries of ``x``; parts without any size are left out."""
    single = not sparse.issparse(x) and np.ndim(x) == 1
    table = as_counts(np.asarray(x)[:, None] if single else x).tocsc()
    n = np.ones(table.shape[0]) if sizes is None else np.asarray(sizes)
    n = n.astype(np.int64)
    if n.shape != (table.shape[0],) or (n < 0).any():
        msg = f"Give a size for each of the {table.shape[0]} parts, not {n.tolist()}."
        raise ValueError(msg)
    if (n == 0).any():
        if table[n == 0].nnz:
            msg = "A part with no tokens has an occurrence of a term; check the sizes."
            raise ValueError(msg)
        table, n = table[n > 0], n[n > 0]
    table.sort_indices()
    features = table.shape[1]
    column = np.repeat(np.arange(features), np.diff(table.indptr))
    total = np.asarray(table.sum(axis=0), dtype=np.int64)
    return _Columns(table.data, table.indices, column, total, n, () if single else (features,))


def dp(x: Any, sizes: ArrayLike) -> Floats:
    """Return Gries' deviation of proportions: 0 (even) to 1 (all in one tiny part).

    Half of Σ|x / f − s| is the sum of its positive terms; whole numbers up to the last division
    make it exact, whatever the parts' order. Raises ValueError for sizes that do not fit.

    >>> dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(3).tolist()
    0.18

    References: Gries 2008, International Journal of Corpus Linguistics 13.
    """
    c = _columns(x, sizes)
    size = int(c.sizes.sum())
    above = np.maximum(c.x * size - c.total[c.column] * c.sizes[c.part], 0)
    return c.give(c.add(above) / np.maximum(c.total * float(size), 1), 1.0)


def dp_norm(x: Any, sizes: ArrayLike) -> Floats:
    """Return DP divided by its maximum, 1 − the smallest part's share; 0 with a single part.

    >>> dp_norm([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(4).tolist()
    0.2195

    References: Lijffijt & Gries 2012.
    """
    n = np.asarray(sizes)
    most = 1 - n[n > 0].min(initial=n.sum()) / max(n.sum(), 1)
    found = dp(x, sizes)
    return np.minimum(found / most, 1.0) if most > 0 else np.zeros_like(found)


def juilland_d(x: Any, sizes: ArrayLike) -> Floats:
    """Return Juilland's D: 1 − V / √(parts − 1), 1 (even) to 0; 1 with a single part.

    V is the coefficient of variation of the rates x / n, with the population's deviation.

    >>> juilland_d([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(3).tolist()
    0.785

    References: Juilland & Chang-Rodríguez 1964; Gries 2008 for unequal parts.
    """
    c = _columns(x, sizes)
    parts = len(c.sizes)
    rates = c.x / c.sizes[c.part]
    mean = c.add(rates) / max(parts, 1)
    lacking = parts - np.bincount(c.column, minlength=len(c.total))
    squares = c.add((rates - mean[c.column]) ** 2) + lacking * mean**2
    scale = mean * np.sqrt(parts * max(parts - 1, 1))
    spread = np.divide(np.sqrt(squares), scale, out=np.zeros_like(scale), where=scale > 0)
    return c.give(np.clip(1 - spread, 0.0, 1.0), 0.0)


def rosengren_s(x: Any, sizes: ArrayLike) -> Floats:
    """Return Rosengren's S: (Σ √(s·x))² / f, 1 (even) to the smallest part's share.

    >>> rosengren_s([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(3).tolist()
    0.95

    References: Rosengren 1971.
    """
    c = _columns(x, sizes)
    roots = c.add(np.sqrt(c.x * (c.sizes[c.part] / c.sizes.sum())))
    return c.give(np.minimum(roots**2 / np.maximum(c.total, 1), 1.0), 0.0)


def carroll_d2(x: Any, sizes: ArrayLike) -> Floats:
    """Return Carroll's D2: the entropy of the rates over the parts, as a share of its maximum.

    1 (even) to 0 (one part only); 1 with a single part.

    >>> carroll_d2([2, 2, 0, 0], [10, 10, 10, 10]).tolist()
    0.5

    References: Carroll 1970.
    """
    c = _columns(x, sizes)
    if len(c.sizes) < 2:
        return c.give(np.ones(len(c.total)), 0.0)
    rates = c.x / c.sizes[c.part]
    share = rates / c.add(rates)[c.column]
    entropy = -c.add(share * np.log(share)) / np.log(len(c.sizes))
    return c.give(np.clip(entropy, 0.0, 1.0), 0.0)


def kl(x: Any, sizes: ArrayLike) -> Floats:
    """Return the Kullback–Leibler divergence of the term's spread from the parts' sizes, in bits.

    0 (even) to log2(N / smallest part).

    >>> kl([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(3).tolist()
    0.137

    References: Gries 2020, "Analyzing dispersion".
    """
    c = _columns(x, sizes)
    share = c.x / c.total[c.column]
    bits = c.add(share * np.log2(share / (c.sizes[c.part] / c.sizes.sum())))
    most = np.log2(c.sizes.sum() / c.sizes.min()) if len(c.sizes) else 0.0
    return c.give(np.maximum(bits, 0.0), float(most))


def range_(x: Any) -> Ints:
    """Return in how many parts the term is.

    >>> range_([[1, 0], [2, 0], [0, 3]]).tolist()
    [2, 1]
    """
    c = _columns(x)
    return np.bincount(c.column, minlength=len(c.total)).reshape(c.shape)


def effective_parts(x: Any) -> Floats:
    """Return (Σx)² / Σx²: in how many parts a term evenly spread would be as concentrated.

    0 for a term with no occurrence.

    >>> effective_parts([3, 3, 0]).tolist(), effective_parts([9, 1]).round(2).tolist()
    (2.0, 1.22)

    References: Laakso & Taagepera 1979 (inverse Simpson).
    """
    c = _columns(x)
    squares = c.add(c.x.astype(np.float64) ** 2)
    return c.give(c.total.astype(np.float64) ** 2 / np.maximum(squares, 1), 0.0)


def arf(positions: ArrayLike, total: int) -> float:
    """Return the average reduced frequency of a term at ``positions`` (0-based) in ``total``.

    f for even spacing, 1 for a single clump; the text is taken as a ring. Raises ValueError for a
    position outside the text or one named twice.

    >>> arf([0, 10], 20), arf([0, 1], 20)
    (2.0, 1.1)

    References: Savický & Hlaváčová 2002.
    """
    gaps = _gaps(positions, total)
    if not len(gaps):
        return 0.0
    even = total / len(gaps)
    return float(np.minimum(gaps, even).sum() / even)


def ald(positions: ArrayLike, total: int) -> float:
    """Return the average logarithmic distance Σ d·log10 d / N: the lower, the more even.

    log10 of N (the largest value) for a term with no occurrence. Raises as ``arf`` does.

    >>> ald([0, 10], 20)
    1.0

    References: Savický & Hlaváčová 2002.
    """
    gaps = _gaps(positions, total)
    if not len(gaps):
        return float(np.log10(max(total, 1)))
    return float((gaps * np.log10(gaps)).sum() / total)


def _gaps(positions: ArrayLike, total: int) -> Ints:
    """Return the distances between neighbours on the ring, which add up to ``total``."""
    places = np.sort(np.asarray(positions, dtype=np.int64))
    gaps = np.diff(places, append=places[:1] + total)
    if len(places) and (places[0] < 0 or places[-1] >= total or gaps.min() < 1):
        msg = f"Positions are different whole numbers from 0 to {total - 1}, not {places.tolist()}."
        raise ValueError(msg)
    return gaps


#: Measures of the counts per part and the parts' sizes; DP and KL are 0 where a term is even.
BY_PARTS: dict[str, Callable[..., Floats]] = {
    "dp": dp,
    "dp_norm": dp_norm,
    "juilland_d": juilland_d,
    "rosengren_s": rosengren_s,
    "carroll_d2": carroll_d2,
    "kl": kl,
}
#: Measures of the places of a term in the running text.
BY_PLACES: dict[str, Callable[..., float]] = {"arf": arf, "ald": ald}
