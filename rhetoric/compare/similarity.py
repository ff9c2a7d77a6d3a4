"""How alike the vocabularies of two documents are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result
from rhetoric.ngrams import Counts
from rhetoric.stats.similarity import DISTANCE, LIKENESS

MEASURES = tuple({**LIKENESS, **DISTANCE})
#: Documents of which each is held against each: of more there are more pairs than anybody reads.
MOST = 500


@dataclass(frozen=True, eq=False)
class Similarity(Result):
    """A row a pair of documents: likenesses (cosine, Jaccard) and distances (JSD, chi2, Delta)."""

    shown: ClassVar[tuple[str, ...]] = (
        "a_label", "b_label", *MEASURES, "shared", "union",
    )  # fmt: skip

    measure: str = "cosine"


def spread(documents: int, most: int = MOST) -> NDArray[np.int64]:
    """Return the numbers of at most so many documents, evenly from the first to the last.

    >>> spread(3).tolist(), spread(9, 3).tolist()
    ([0, 1, 2], [0, 4, 8])
    """
    return np.linspace(0, max(documents - 1, 0), min(documents, most)).round().astype(np.int64)


def left_out(documents: int, most: int = MOST) -> tuple[str, ...]:
    """Say that of many documents only some are held against each other."""
    if documents <= most:
        return ()
    said = f"{most:,} of {documents:,} documents are held against each other"
    return (f"{said}: taken evenly, from the first to the last.",)


def similarity(
    counts: Counts,
    *,
    measure: str | None = None,
    measures: Sequence[str] = MEASURES,
    most: int | None = None,
) -> Similarity:
    """Return the likeness of every two documents by their single words, by some ``measures``.

    ``cosine`` is that of the counts (1 = same proportions), ``jaccard`` the share of the types of
    either that both have, ``jsd`` the Jensen–Shannon divergence in bits, ``chi2`` Kilgarriff's χ²
    by degrees of freedom: all of content words. ``burrows_delta`` compares the hundred commonest
    words of all kinds. ``measure`` orders the pairs, the most alike first; without it they stand
    in the order of the documents. Of more than ``most`` documents so many are compared, taken
    evenly from the first to the last. Raises `RhetoricError` for an unknown measure.

    References: Manning, Raghavan & Schütze 2008, chapters 3 and 6; ``rhetoric.stats.similarity``.
    """
    if measure is not None and measure not in MEASURES:
        raise RhetoricError(f"There is no similarity {measure!r}; choose {listed(MEASURES, 10)}.")
    every = counts.trim(ngrams=(1, 1)).group("document")
    whole = len(every.rows)
    if most is not None and whole > most:
        every = every.take(np.isin(np.arange(whole), spread(whole, most)))
    single = every.keep(every.content)
    there = (single.matrix > 0).astype(np.int64)
    shared = (there @ there.T).toarray()
    types = shared.diagonal()
    labels = {d.id: d.label for d in single.documents}
    names = single.rows["document"].to_numpy(dtype=object)
    i, j = np.triu_indices(len(names), 1)
    of = np.array([labels.get(n, n) for n in names], dtype=object)
    squares = {
        name: f((every if name == "burrows_delta" else single).matrix)
        for name, f in {**LIKENESS, **DISTANCE}.items()
        if name in {measure, *measures}
    }
    table = pd.DataFrame(
        {
            "a": names[i], "b": names[j], "a_label": of[i], "b_label": of[j],
            **{name: square[i, j] for name, square in squares.items()},
            "shared": shared[i, j], "union": types[i] + types[j] - shared[i, j],
        }
    )  # fmt: skip
    if measure is not None:
        table = table.sort_values(
            [measure, "a", "b"], ascending=[measure in DISTANCE, True, True], kind="stable"
        ).reset_index(drop=True)
    return Similarity(
        title="How alike the documents' vocabularies are",
        method=(
            "Cosine of the counts and Jaccard index of the types of single content words; jsd "
            "(bits) and chi2 (by degrees of freedom) are distances over the same words, "
            "burrows_delta one over the hundred commonest words of all kinds."
        ),
        table=table,
        notes=left_out(whole, most or whole),
        source=counts.source,
        measure=measure or "cosine",
    )
