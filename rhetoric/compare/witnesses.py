"""Which terms mostly stand in documents that are edited copies of those before them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.series import carried
from rhetoric.compare.sides import Sides, between
from rhetoric.ngrams import Counts
from rhetoric.stats.carried import Carried


def copied_terms(
    counts: Counts, both: Sides, up: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Carried]:
    """Return which terms (V,) have no independent witnesses, and how much is copied.

    On the side that has more of them (the target where ``up``) most documents that have them are
    edited copies; of undated documents that is not known.
    """
    documents = counts.group("document")
    dates = documents.rows["date"].to_numpy(dtype=object)
    order = np.argsort(dates, kind="stable")
    order = order[dates[order] != ""]
    rows = documents.rows.iloc[order].reset_index(drop=True)
    found = carried(replace(documents, matrix=documents.matrix[order], rows=rows))
    copies = np.zeros(len(dates), bool)
    copies[order] = found.copies
    apart = between(documents, both.target_documents, both.reference_documents)
    held = (documents.matrix > 0).astype(np.int64)
    every, some = (
        np.where(up, *(_holders(held, mask & own) for mask in (apart.target, apart.reference)))
        for own in (np.ones(len(dates), bool), copies)
    )
    return 2 * some > every, found


def _holders(held: Any, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(held[rows].sum(axis=0), np.int64).ravel()
