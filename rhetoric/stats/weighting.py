"""TF-IDF: counts weighed by how few units hold each type.

Every weighting is ``f(counts, df, units)``: ``counts`` (m × V, CSR) of m texts, ``df`` (V,) in how
many of ``units`` units each type is (units may be the texts themselves, or their paragraphs). It
returns idf (V,) and the weights (m × V, CSR).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy import sparse

from rhetoric.stats.units import as_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from rhetoric.stats.units import Floats


def _checked(counts: Any, df: ArrayLike, units: int) -> tuple[Any, Floats]:
    """Return counts and df; raises ValueError for a df that no number of units can give."""
    table, found = as_counts(counts), np.asarray(df, np.float64)
    if found.shape != (table.shape[1],) or (found < 0).any() or (found > units).any():
        msg = f"Give for each of {table.shape[1]} types in how many of the {units} units it is."
        raise ValueError(msg)
    return table, found


def _weighed(values: Any, idf: Floats) -> Any:
    return sparse.csr_array(values).multiply(idf[None, :]).tocsr()


def _scaled(table: Any, by: Floats) -> Any:
    """Return each row over its own divisor; rows over 0 stay as they are."""
    out = table.astype(np.float64)
    out.data = out.data / np.repeat(np.where(by > 0, by, 1.0), np.diff(out.indptr))
    return out


def _sizes(table: Any) -> Floats:
    return np.asarray(table.sum(axis=1), np.float64).ravel()


def sklearn(
    counts: Any,
    df: ArrayLike,
    units: int,
    *,
    smooth: bool = True,
    sublinear: bool = False,
    norm: Literal["l1", "l2"] | None = "l2",
) -> tuple[Floats, Any]:
    """Return tf · (ln((1 + units) / (1 + df)) + 1), each text's vector of length 1.

    Without ``smooth`` ln(units / df) + 1; with ``sublinear`` tf is 1 + ln tf. The weights are those
    of scikit-learn's ``TfidfTransformer`` with this idf, to the last bit: sums run from left to
    right, as there. (To import it would take longer than all the TF-IDF of a report.)

    >>> idf, weights = sklearn([[3, 0], [1, 1]], [2, 1], 2)
    >>> idf.round(4).tolist(), weights.toarray().round(4).tolist()
    ([1.0, 1.4055], [[1.0, 0.0], [0.5797, 0.8148]])

    References: scikit-learn's user guide; Manning, Raghavan & Schütze 2008, chapter 6.
    """
    table, held = _checked(counts, df, units)
    idf = np.log((units + smooth) / (np.maximum(held, 0 if smooth else 1) + smooth)) + 1
    values = table.astype(np.float64)
    if sublinear:
        values.data = 1 + np.log(values.data)
    values.data *= idf[values.indices]
    return idf, values if norm is None else _scaled(values, _lengths(values, norm))


def _lengths(table: Any, norm: Literal["l1", "l2"]) -> Floats:
    """Return the length of each row; 0 of an empty one."""
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    parts = np.abs(table.data) if norm == "l1" else table.data**2
    sums = np.asarray(np.bincount(rows, parts, table.shape[0]), np.float64)  # one after another
    return sums if norm == "l1" else np.sqrt(sums)


def quanteda(
    counts: Any,
    df: ArrayLike,
    units: int,
    *,
    tf: Literal["count", "prop", "logcount"] = "count",
    inverse: Literal["inverse", "inversemax"] = "inverse",
    base: float = 10.0,
    smoothing: float = 0.0,
    k: float = 0.0,
) -> tuple[Floats, Any]:
    """Return tf · log10(units / df): 0 for a type in every unit, no norm.

    As ``dfm_tfidf``: tf may be the share of the text (``prop``) or 1 + log tf (``logcount``);
    idf is log(``smoothing`` + units / (k + df)), with ``inversemax`` the largest df for units.

    >>> idf, weights = quanteda([[3, 0], [1, 1]], [2, 1], 2)
    >>> weights.toarray().round(4).tolist()
    [[0.0, 0.0], [0.0, 0.301]]

    References: quanteda's manual, ``dfm_tfidf``; Spärck Jones 1972.
    """
    table, held = _checked(counts, df, units)
    top = held.max(initial=0.0) if inverse == "inversemax" else float(units)
    ratio = np.divide(top, k + held, out=np.ones_like(held), where=k + held > 0)
    idf = np.log(np.maximum(smoothing + ratio, 1e-300)) / np.log(base)
    values = table.astype(np.float64)
    if tf == "prop":
        values = _scaled(values, _sizes(values))
    elif tf == "logcount":
        values.data = 1 + np.log(values.data) / np.log(base)
    return idf, _weighed(values, idf)


def tidytext(counts: Any, df: ArrayLike, units: int) -> tuple[Floats, Any]:
    """Return share of the text · ln(units / df), as ``bind_tf_idf``.

    >>> tidytext([[3, 0], [1, 1]], [2, 1], 2)[1].toarray().round(4).tolist()
    [[0.0, 0.0], [0.0, 0.3466]]

    References: Silge & Robinson 2017, Text Mining with R, chapter 3.
    """
    return quanteda(counts, df, units, tf="prop", base=float(np.e))


def voyant(counts: Any, df: ArrayLike, units: int) -> tuple[Floats, Any]:
    """Return share of the text · log10(units / df): the same order as tidytext, other units.

    >>> voyant([[3, 0], [1, 1]], [2, 1], 2)[1].toarray().round(4).tolist()
    [[0.0, 0.0], [0.0, 0.1505]]

    References: Sinclair & Rockwell, Voyant Tools, "Document Terms".
    """
    return quanteda(counts, df, units, tf="prop", base=10.0)


def bm25(
    counts: Any, df: ArrayLike, units: int, *, k1: float = 1.5, b: float = 0.75
) -> tuple[Floats, Any]:
    """Return Okapi BM25: ln(1 + (units − df + ½) / (df + ½)) · tf·(k1 + 1) / (tf + k1·length).

    length is 1 − b + b · (the text's words over the mean text's). More occurrences count less and
    less; idf is never below 0.

    >>> bm25([[3, 0], [1, 1]], [2, 1], 2)[1].toarray().round(4).tolist()
    [[0.2894, 0.0], [0.2004, 0.7617]]

    References: Robertson & Zaragoza 2009, Foundations and Trends in Information Retrieval 3.
    """
    table, held = _checked(counts, df, units)
    idf = np.log1p((units - held + 0.5) / (held + 0.5))
    sizes = _sizes(table)
    length = 1 - b + b * sizes / max(float(sizes.mean()) if len(sizes) else 0.0, 1e-300)
    values = table.astype(np.float64)
    slack = k1 * np.repeat(length, np.diff(values.indptr))
    values.data = values.data * (k1 + 1) / (values.data + slack)
    return idf, _weighed(values, idf)


def ctfidf(counts: Any, df: ArrayLike, units: int) -> tuple[Floats, Any]:
    """Return c-TF-IDF of groups: share of the group · ln(1 + mean group size / frequency in all).

    ``counts`` are those of groups of texts; how many units hold a type plays no part.

    >>> ctfidf([[3, 0], [1, 1]], [2, 1], 2)[1].toarray().round(4).tolist()
    [[0.4855, 0.0], [0.2428, 0.6264]]

    References: Grootendorst 2022, arXiv 2203.05794.
    """
    table, _ = _checked(counts, df, units)
    sizes = _sizes(table)
    totals = np.asarray(table.sum(axis=0), np.float64).ravel()
    mean = float(sizes.mean()) if len(sizes) else 0.0
    idf = np.log1p(np.divide(mean, totals, out=np.zeros_like(totals), where=totals > 0))
    return idf, _weighed(_scaled(table, sizes), idf)


#: Every weighting by its name.
WEIGHTINGS: dict[str, Callable[..., tuple[Floats, Any]]] = {
    "sklearn": sklearn,
    "quanteda": quanteda,
    "quanteda_prop": partial(quanteda, tf="prop"),
    "quanteda_logcount": partial(quanteda, tf="logcount", inverse="inversemax"),
    "tidytext": tidytext,
    "voyant": voyant,
    "bm25": bm25,
    "ctfidf": ctfidf,
}
