"""Our words and n-grams for scikit-learn: a step of its pipelines, in place of its vectorizers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from rhetoric.corpus import RhetoricError
from rhetoric.ngrams import Counts, count
from rhetoric.tokens import tokenize_texts


class Vectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts to counts of n-grams, as `rhetoric.count` takes them; n-grams stop at sentence ends.

    ``ngrams`` are the least and the greatest length; n-grams that stand fewer than ``min_count``
    times in the texts of `fit` are left out. After `fit`, ``vocabulary_`` maps each n-gram to its
    column.

    >>> step = Vectorizer(ngrams=(1, 2))
    >>> step.fit_transform(["We must act. They may.", "They must."]).toarray().tolist()
    [[1, 1, 1, 1, 1, 1, 0, 1, 1], [0, 0, 1, 0, 1, 0, 1, 0, 0]]
    >>> step.get_feature_names_out().tolist()[4:]
    ['they', 'they may', 'they must', 'we', 'we must']
    """

    def __init__(self, *, ngrams: tuple[int, int] = (1, 3), min_count: int = 1) -> None:
        self.ngrams = ngrams
        self.min_count = min_count

    def fit(self, raw_documents: Iterable[str], y: Any = None) -> Self:  # noqa: ARG002  (its API)
        """Learn the n-grams of some texts."""
        self._learned(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[str], y: Any = None) -> Any:  # noqa: ARG002
        """Learn the n-grams of some texts, and return their counts (texts × n-grams, CSR)."""
        return self._learned(raw_documents).matrix

    def transform(self, raw_documents: Iterable[str]) -> Any:
        """Return the counts (texts × n-grams, CSR) of n-grams that were learned."""
        check_is_fitted(self)
        found = self._counted(raw_documents, 1)
        known = [self.vocabulary_.get(feature, -1) for feature in found.features]
        columns = np.array(known, np.int64)
        entries = found.matrix.tocoo()
        there = columns[entries.col] >= 0
        at = entries.row[there], columns[entries.col[there]]
        shape = (found.matrix.shape[0], len(self.vocabulary_))
        made: Any = sparse.csr_matrix((entries.data[there], at), shape=shape)
        made.sort_indices()
        return made

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return the n-grams in the order of columns."""
        check_is_fitted(self)
        return np.array([*self.vocabulary_, None], dtype=object)[:-1]

    def _learned(self, texts: Iterable[str]) -> Counts:
        counts = self._counted(texts, self.min_count)
        if not len(counts.features):
            raise RhetoricError(
                f"No n-gram stands {self.min_count} times in these texts: give others, or ask for "
                "a smaller min_count."
            )
        self.vocabulary_ = {feature: j for j, feature in enumerate(counts.features.tolist())}
        return counts

    def _counted(self, texts: Iterable[str], least: int) -> Counts:
        if isinstance(texts, str):
            raise RhetoricError("One text was given where texts are needed: put it into a list.")
        given = list(texts)
        for text in given:
            if not isinstance(text, str):
                raise RhetoricError(f"Texts are needed, not a {type(text).__name__}.")
        low, high = self.ngrams
        return count(tokenize_texts(*given), ngrams=(low, high), per="document", min_count=least)
