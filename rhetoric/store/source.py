"""What counts of a store point into: its documents, read again where one is quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Block, Corpus, Document, Profile, RhetoricError
from rhetoric.tokens import Tokens, Wanted, aliases, sighted, tokenize
from rhetoric.words import fold, is_odd, split_feature, words_of

if TYPE_CHECKING:
    from rhetoric.store.stored import Store

#: Documents in which is looked how a word is written where the first has it oddly.
_FEW = 3


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
        """Return the words of the first ``n`` documents with each feature, or of more.

        Of those paragraphs in which the features stand.
        """
        held = defaultdict[int, set[str]](set)
        for feature, documents in wanted:
            for row in self._first(feature, n, documents):
                held[row].add(feature)
        if not held:
            return self._tokenized([])
        places = [(row, feature) for row, own in held.items() for feature in own]
        common = [t for t in self._seen[places[0]] if all(t in self._seen[one] for one in places)]
        if common:
            return common[0]
        found = self._read(dict(sorted(held.items())))
        for one in places:
            self._seen[one].append(found)
        return found

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

    @cached_property
    def _seen(self) -> dict[tuple[int, str], list[Tokens]]:
        """What was read again already, by documents and the features that were looked for there."""
        return defaultdict(list)

    def _read(self, held: Mapping[int, Collection[str]]) -> Tokens:
        """Return the words of some rows' documents, of those paragraphs that have the features."""
        texts = {row: self.store.text(self.store.document(row)) for row in held}
        found = self._tokenized([_around(texts[row], held[row]) for row in held])
        lost = [row for row, one in texts.items() if not _has(found, one.id, held[row])]
        if not lost:
            return found
        return self._tokenized(
            [one if row in lost else _around(one, held[row]) for row, one in texts.items()]
        )

    def _tokenized(self, documents: Sequence[Document]) -> Tokens:
        outline = replace(self.store.outline, documents=tuple(documents))
        return tokenize(outline, self.store.reader)

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the number of tokens of each place of a feature."""
        return self.tokens.places(feature)

    def surface(self, feature: str) -> str:
        """Return a feature as it is mostly written in the first document that has it.

        In the first few where that has capitals or a hyphen at odd places. So it is the same
        however the documents came into segments. Where the text is not what it was, and for words
        that are no features, it is as the words stand in the first segment.
        """
        if feature in self._places[0]:
            with suppress(RhetoricError):
                for many in (1, _FEW):
                    tokens, at = sighted(self, feature, None, many)
                    label = tokens.written(at, len(split_feature(feature))) if len(at) else ""
                    if label and (many == _FEW or not is_odd(label)):
                        return label
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


def _around(document: Document, features: Collection[str]) -> Document:
    """Return a document with those paragraphs alone in which all words of a feature stand.

    As they are mostly written: who finds none there has to look at all of it.
    """
    words = [split_feature(feature) for feature in features]

    def has(block: Block) -> bool:
        text = fold(document.raw[block.spans[0].start : block.spans[-1].end])
        return any(all(word in text for word in own) for own in words)

    return replace(document, blocks=tuple(filter(has, document.body)))


def _has(tokens: Tokens, name: str, features: Collection[str]) -> bool:
    """Say whether a document has all of some features."""
    number = tokens.names.index(name)
    return all((tokens.document_of[tokens.find(one)] == number).any() for one in features)
