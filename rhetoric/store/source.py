"""What counts of a store point into: its documents, read again where one is quoted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Corpus, Document, Profile, RhetoricError
from rhetoric.flat import Known
from rhetoric.tokens import Tokens, Wanted, aliases, tokenize
from rhetoric.words import split_feature, words_of

if TYPE_CHECKING:
    from rhetoric.store.stored import Store


@dataclass(frozen=True, eq=False)
class Stored:
    """What counts of a store point into: texts that are read again when one is quoted."""

    store: Store
    features: NDArray[np.object_]
    matrix: Any

    @property
    def at_hand(self) -> bool:
        """Whether all texts are in memory: none is."""
        return False

    @property
    def corpus(self) -> Corpus:
        """The documents, without their texts."""
        return self.store.corpus

    @property
    def profile(self) -> Profile:
        """What corpus.toml says of the documents."""
        return self.store.profile

    @property
    def stream(self) -> Tokens:
        """The words of all documents by number."""
        return self.store.stream

    @cached_property
    def tokens(self) -> Tokens:
        """The words of all documents, which are read again for them."""
        return tokenize(self.store.read())

    @cached_property
    def _places(self) -> tuple[dict[str, int], Any]:
        index = {feature: j for j, feature in enumerate(self.features.tolist())}
        return index, self.matrix.tocsc()  # its rows are in order

    def near(self, wanted: Iterable[Wanted], n: int) -> Tokens:
        """Return the words of the first ``n`` documents with each feature."""
        rows = {row for feature, documents in wanted for row in self._first(feature, n, documents)}
        return self._read(tuple(self.store.document(row) for row in sorted(rows)))

    def _first(self, feature: str, n: int, documents: Collection[str] | None) -> Iterator[int]:
        """Return the rows of the first documents with a feature."""
        index, matrix = self._places
        if feature not in index:
            return iter(())
        wanted = None if documents is None else frozenset(documents)
        j = index[feature]
        rows = matrix.indices[matrix.indptr[j] : matrix.indptr[j + 1]].tolist()
        return islice((row for row in rows if wanted is None or self._ids[row] in wanted), n)

    @cached_property
    def _ids(self) -> list[str]:
        return cast("list[str]", self.store.documents["id"].tolist())

    def _read(self, documents: tuple[Document, ...]) -> Tokens:
        if len(documents) != 1:
            return self._tokenized(documents)
        (one,) = documents
        if one.id not in self._tokens:
            self._tokens[one.id] = self._tokenized(documents)
        return self._tokens[one.id]

    def _tokenized(self, documents: tuple[Document, ...]) -> Tokens:
        texts = tuple(self.store.text(document) for document in documents)
        outline = replace(self.store.outline, documents=texts)
        return tokenize(outline, self.store.reader, self._known)

    @cached_property
    def _known(self) -> Known:
        """What was read of documents that were quoted already."""
        return {}

    @cached_property
    def _tokens(self) -> dict[str, Tokens]:
        """The words of single documents that were quoted already, by id."""
        return {}

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the number of tokens of each place of a feature."""
        return self.tokens.places(feature)

    def surface(self, feature: str, documents: Collection[str] | None = None) -> str:
        """Return a feature as it is mostly written in the first document (of these) that has it.

        So it is the same however the documents came into segments. Where the text is not what it
        was, and for words that are no features, it is as the words stand in the first segment.
        """
        if feature in self._places[0]:
            with suppress(RhetoricError):
                return self.near([(feature, documents)], 1).surface(feature)
        return self._as_kept(feature)

    def _as_kept(self, feature: str) -> str:
        """Return a feature with its words as they are written in the first segment with each."""
        words = split_feature(feature)
        unknown = {*words} - self._shown.keys()
        if unknown:
            self._shown.update({word: word for word in unknown} | self.store.shown(unknown))
        return " ".join(self._shown[word] for word in words)

    @cached_property
    def _shown(self) -> dict[str, str]:
        """How words are written: those of the features, and of others that were asked for."""
        words = {word for feature in self.features for word in split_feature(feature)}
        return {word: word for word in words} | self.store.shown(words)

    def named(self, text: str) -> str:
        """Return the feature that a user's words mean."""
        spelt = aliases(self.store.outline)
        return " ".join(spelt.get(word, word) for word in words_of(text))
