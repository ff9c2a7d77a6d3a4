"""How alike the vocabularies of two documents are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rhetoric.findings import Result
from rhetoric.ngrams import Counts

COLUMNS = ("a", "b", "a_label", "b_label", "cosine", "jaccard", "shared", "union")


@dataclass(frozen=True, eq=False)
class Similarity(Result):
    """A row a pair of documents: cosine of the counts of content words, Jaccard of their types."""


def similarity(counts: Counts) -> Similarity:
    """Return the likeness of every two documents by their single content words.

    ``cosine`` is that of the counts (1 = same proportions), ``jaccard`` the share of the types of
    either that both have.

    References: Manning, Raghavan & Schütze 2008, chapters 3 and 6.
    """
    single = counts.trim(ngrams=(1, 1))
    single = single.keep(single.content).group("document")
    dense = single.matrix.astype(np.float64)
    norm = np.sqrt(np.asarray(dense.multiply(dense).sum(axis=1)).ravel())
    dot = (dense @ dense.T).toarray()
    there = (single.matrix > 0).astype(np.int64)
    shared = (there @ there.T).toarray()
    types = shared.diagonal()
    labels = {d.id: d.label for d in single.documents}
    names = list(single.rows["document"])
    rows = []
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            b, union = names[j], int(types[i] + types[j] - shared[i, j])
            cosine = dot[i, j] / (norm[i] * norm[j]) if norm[i] and norm[j] else 0.0
            jaccard = shared[i, j] / union if union else 0.0
            rows.append((a, b, labels.get(a, a), labels.get(b, b), cosine, jaccard,
                         int(shared[i, j]), union))  # fmt: skip
    return Similarity(
        title="How alike the documents' vocabularies are",
        method="Cosine of the counts and Jaccard index of the types of single content words.",
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        source=counts.source,
    )
