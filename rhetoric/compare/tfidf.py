"""TF-IDF: the terms that set each document apart from the others of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from rhetoric.corpus import Document, RhetoricError, listed
from rhetoric.findings import Result, is_quoted, labelled, quotations
from rhetoric.ngrams import ROWS, UNITS, Counts, needed
from rhetoric.stats.weighting import WEIGHTINGS

#: What rows of counts can be put together by.
GROUPS = ("document", *ROWS[3:-1])
COLUMNS = (
    "document", "document_label", "feature", "label", "n", "count", "df", "tf", "idf", "tfidf",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Tfidf(Result):
    """TF-IDF of each term in each document; ``idf_unit`` is what document frequency counts.

    Where documents are put together (``by``) ``document`` holds what the group has in common.
    """

    idf_unit: str = "paragraph"
    weighting: str = "sklearn"
    by: str = "document"

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the first rows of each document as records, each with a quotation."""
        shown = self.table
        if top is not None:
            shown = shown.groupby("document", sort=False).head(top)
        records: list[Any] = shown.to_dict("records")
        for rank, record in enumerate(records):
            record["evidence"] = (
                quotations(
                    self.source, record["feature"], n=1, documents=self._ids(record["document"])
                )
                if self.source and is_quoted(self.source, rank)
                else []
            )
        return records

    def _ids(self, group: str) -> list[str]:
        """Return the documents of a group."""
        if self.by == "document" or self.source is None:
            return [group]
        held = {d.id: _field(d, self.by) for d in self.source.corpus}
        return [name for name, value in held.items() if value == group]


def tfidf(
    counts: Counts,
    *,
    weighting: str = "sklearn",
    idf_unit: str = "paragraph",
    by: str = "document",
    content: bool = True,
    min_count: int = 2,
) -> Tfidf:
    """Return the TF-IDF of each term in each document, the weightiest first.

    ``sklearn``: tf · (ln((1 + N) / (1 + df)) + 1), each document's vector of length 1, as
    scikit-learn's ``TfidfTransformer``; ``quanteda``: tf · log10(N / df), no norm; the others stand
    in ``rhetoric.stats.weighting``. N and df count the units that ``idf_unit`` names: with few
    documents, paragraphs tell more. ``by`` puts documents together (``year``, ``genre`` …), as
    ``ctfidf`` wants. With ``content`` only terms without a function word or a number at an edge
    are kept. Raises `RhetoricError` for an unknown choice.

    References: Manning, Raghavan & Schütze 2008, chapter 6; scikit-learn's user guide.
    """
    counts = needed(counts)
    if weighting not in WEIGHTINGS:
        raise RhetoricError(f"No weighting {weighting!r}; choose {listed(WEIGHTINGS, 20)}.")
    if by not in GROUPS:
        raise RhetoricError(f"Documents cannot be put together by {by!r}; choose {listed(GROUPS)}.")
    if idf_unit not in UNITS:
        raise RhetoricError(f"No idf unit {idf_unit!r}; choose {' or '.join(UNITS)}.")
    kept = counts.trim(min_count=min_count)
    if content:
        kept = kept.keep(kept.content)
    groups = kept.group(by)
    units = kept.group("document") if idf_unit == "document" else kept
    df = np.asarray((units.matrix > 0).sum(axis=0)).ravel()
    idf, weights = WEIGHTINGS[weighting](groups.matrix, df, units.matrix.shape[0])
    return Tfidf(
        title="What sets each document apart",
        method=(
            f"TF-IDF ({weighting}) of terms that occur at least {min_count} times; document "
            f"frequency over {units.matrix.shape[0]:,} {idf_unit}s."
        ),
        table=_table(groups, by, idf, df, sparse.coo_matrix(weights)),
        source=kept.source,
        idf_unit=idf_unit,
        weighting=weighting,
        by=by,
    )


def _field(document: Document, by: str) -> str:
    """Return a field of a document as rows of counts have it."""
    value = document.date.isoformat() if by == "date" and document.date else getattr(document, by)
    return str(value or "")


def _table(documents: Counts, by: str, idf: Any, df: Any, weights: Any) -> pd.DataFrame:
    labels = {d.id: d.label for d in documents.documents}
    names = documents.rows[by].to_numpy(dtype=object)
    counted = documents.matrix.tocsr()
    rows, columns = weights.row, weights.col
    table = pd.DataFrame(
        {
            "place": rows,
            "document": names[rows],
            "document_label": np.array([labels.get(n, n) for n in names], dtype=object)[rows],
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
