"""A store as something to count in: its documents, and counts by document as any others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.corpus import RhetoricError
from rhetoric.ngrams import ROWS, Counts
from rhetoric.store.manifest import Manifest, load
from rhetoric.store.merge import entries, terms
from rhetoric.store.segment import table


@dataclass(frozen=True, eq=False)
class Store:
    """A store as it was when it was opened; segments that are added later are not seen."""

    path: Path
    manifest: Manifest

    @cached_property
    def documents(self) -> pd.DataFrame:
        """A row a document that counts, in the order of a corpus: by date, then by id.

        ``part`` and ``number`` say where it is. Of documents of the same bytes the first by name
        counts; those in another language than most do not.
        """
        frames = []
        for place, part in enumerate(self.manifest.parts):
            rows = table(self.path / part.name, "documents").to_pandas()
            rows = rows.assign(part=place, number=np.arange(len(rows)))
            frames.append(rows[~rows["number"].isin(part.removed)])
        rows = pd.concat(frames, ignore_index=True).sort_values("file", kind="stable")
        rows = rows.drop_duplicates("sha256")
        rows = rows[_alike(rows)]
        undated = rows["date"].eq("")
        order = rows.assign(undated=undated).sort_values(["undated", "date", "id"], kind="stable")
        ordered: pd.DataFrame = order.drop(columns="undated").reset_index(drop=True)
        return ordered

    def counts(self, *, ngrams: tuple[int, int] = (1, 3), min_count: int = 2) -> Counts:
        """Return how often each n-gram stands in each document, as `rhetoric.count` would.

        N-grams with fewer than ``min_count`` occurrences in all are left out: they are what most
        n-grams are.
        """
        low, high = ngrams
        if not 1 <= low <= high:
            raise RhetoricError(f"ngrams={ngrams} is no range: write the smaller first, from 1.")
        if high > self.manifest.ngrams:
            raise RhetoricError(
                f"The store in {str(self.path)!r} has n-grams of up to {self.manifest.ngrams} "
                f"words, not {high}: count it anew with --ngrams {high} --force."
            )
        rows = self.documents
        folders = [self.path / part.name for part in self.manifest.parts]
        number = [np.full(part.documents, -1, np.int64) for part in self.manifest.parts]
        for at, (part, document) in enumerate(zip(rows["part"], rows["number"], strict=True)):
            number[part][document] = at
        found = terms(folders, [numbers >= 0 for numbers in number], ngrams, min_count)
        parts = []
        for folder, numbers, columns in zip(folders, number, found.columns, strict=True):
            gram, document, count = entries(folder)
            row, column = numbers[document], columns[gram]
            fit = (row >= 0) & (column >= 0)
            parts.append((row[fit], column[fit], count[fit].astype(np.int64)))
        row, column, count = (np.concatenate(part) for part in zip(*parts, strict=True))
        shape = (len(rows), len(found.features))
        matrix: Any = sparse.csr_matrix((count, (row, column)), shape=shape)
        matrix.sort_indices()
        return Counts(matrix, found.features, found.lengths, _rows(rows))


def _alike(documents: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which documents are in the language of most, or in none that is known."""
    known = documents[documents["language"] != ""]
    votes = known.groupby("language")["bytes"].agg(["size", "sum"])
    if not len(votes):
        return np.ones(len(documents), bool)
    main = votes.sort_values(["size", "sum"], kind="stable").index[-1]
    return documents["language"].isin(["", main]).to_numpy(bool)


def _rows(documents: pd.DataFrame) -> pd.DataFrame:
    """Return documents as rows of `Counts`."""
    rows = documents.assign(
        document=documents["id"], unit=0, kind="document", year=documents["date"].str[:4]
    )
    return rows[list(ROWS)].reset_index(drop=True)


def open_store(path: str | Path) -> Store:
    """Return a store.

    Raises `RhetoricError` for a folder that is none, or of another version.
    """
    return Store(Path(path), load(path))
