"""TF-IDF: the terms that set each document apart from the others of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result, labelled, quotations
from rhetoric.ngrams import UNITS, Counts, needed

WEIGHTINGS = ("sklearn", "quanteda")
COLUMNS = (
    "document", "document_label", "feature", "label", "n", "count", "df", "tf", "idf", "tfidf",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tfidf(Result):
    """TF-IDF of each term in each document; ``idf_unit`` is what document frequency counts."""

    idf_unit: str = "paragraph"
    weighting: str = "sklearn"

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the first rows of each document as records, each with a quotation."""
        shown = self.table
        if top is not None:
            shown = shown.groupby("document", sort=False).head(top)
        records: list[Any] = shown.to_dict("records")
        for record in records:
            record["evidence"] = (
                quotations(self.source, record["feature"], n=1, documents=[record["document"]])
                if self.source
                else []
            )
        return records


def tfidf(
    counts: Counts,
    *,
    weighting: str = "sklearn",
    idf_unit: str = "paragraph",
    content: bool = True,
    min_count: int = 2,
) -> Tfidf:
    """Return the TF-IDF of each term in each document, the weightiest first.

    ``sklearn``: tf · (ln((1 + N) / (1 + df)) + 1), each document's vector of length 1, by
    scikit-learn's ``TfidfTransformer``; ``quanteda``: tf · log10(N / df), no norm. N and df count
    the units that ``idf_unit`` names: with few documents, paragraphs tell more. With ``content``
    only terms without a function word or a number at an edge are kept. Raises `RhetoricError`
    for an unknown choice.

    References: Manning, Raghavan & Schütze 2008, chapter 6; scikit-learn's user guide.
    """
    counts = needed(counts)
    if weighting not in WEIGHTINGS:
        raise RhetoricError(f"No weighting {weighting!r}; choose {' or '.join(WEIGHTINGS)}.")
    if idf_unit not in UNITS:
        raise RhetoricError(f"No idf unit {idf_unit!r}; choose {' or '.join(UNITS)}.")
    kept = counts.trim(min_count=min_count)
    if content:
        kept = kept.keep(kept.content)
    documents = kept.group("document")
    units = documents if idf_unit == "document" else kept
    weigh = {"sklearn": _sklearn, "quanteda": _quanteda}[weighting] if kept.features.size else _none
    idf, weights = weigh(documents.matrix, units.matrix)
    df = np.asarray((units.matrix > 0).sum(axis=0)).ravel()
    return Tfidf(
        title="What sets each document apart",
        method=(
            f"TF-IDF ({weighting}) of terms that occur at least {min_count} times; document "
            f"frequency over {units.matrix.shape[0]:,} {idf_unit}s."
        ),
        table=_table(documents, idf, df, sparse.coo_matrix(weights)),
        source=kept.source,
        idf_unit=idf_unit,
        weighting=weighting,
    )


def _none(documents: Any, units: Any) -> tuple[Any, Any]:
    """Return the weights of no terms at all."""
    return np.ones(units.shape[1]), documents


def _sklearn(documents: Any, units: Any) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415  (slow to import)

    transformer = TfidfTransformer().fit(units)
    return transformer.idf_, transformer.transform(documents)


def _quanteda(documents: Any, units: Any) -> tuple[Any, Any]:
    df = np.asarray((units > 0).sum(axis=0)).ravel()
    idf = np.log10(units.shape[0] / np.maximum(df, 1))
    return idf, documents @ sparse.diags(idf)


def _table(documents: Counts, idf: Any, df: Any, weights: Any) -> pd.DataFrame:
    labels = {d.id: d.label for d in documents.documents}
    names = documents.rows["document"].to_numpy()
    counted = documents.matrix.tocsr()
    rows, columns = weights.row, weights.col
    table = pd.DataFrame(
        {
            "place": rows,
            "document": names[rows],
            "document_label": [labels.get(name, name) for name in names[rows]],
            "feature": documents.features[columns],
            "n": documents.lengths[columns],
            "count": np.asarray(counted[rows, columns]).ravel() if len(rows) else [],
            "df": np.asarray(df)[columns],
            "tf": np.asarray(counted[rows, columns]).ravel() if len(rows) else [],
            "idf": np.asarray(idf)[columns],
            "tfidf": weights.data,
        }
    )
    table = table.sort_values(
        ["place", "tfidf", "feature"], ascending=[True, False, True], kind="stable"
    )
    table["label"] = labelled(documents.source, table["feature"])
    return table[list(COLUMNS)].reset_index(drop=True)
