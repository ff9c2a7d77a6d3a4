"""Words, sentences and paragraphs of a corpus as flat arrays, each with its place in the raw text.

A word never spans white space (numbers such as ``10 000`` are joined afterwards), so the rules
run once for each distinct chunk of text between spaces; the rest is looking up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rhetoric.chunks import Reader
from rhetoric.corpus import Block, Corpus, Document, Profile, Span
from rhetoric.deferred import defer
from rhetoric.flat import read_words
from rhetoric.words import fold, split_feature, words_of

#: Occurrences from which the commonest spelling of a term is taken.
_ENOUGH = 200


class Source(Protocol):
    """What features of counts point into: words (`Tokens`) or whatever else has places (hits)."""

    @property
    def corpus(self) -> Corpus:
        """The documents."""

    @property
    def profile(self) -> Profile:
        """What corpus.toml says of them."""

    @property
    def tokens(self) -> Tokens:
        """The words of the documents."""

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the number of tokens of each place of a feature, in order."""

    def surface(self, feature: str) -> str:
        """Return a feature as it is shown to people."""

    def named(self, text: str) -> str:
        """Return the feature that a user's words mean."""

    @property
    def at_hand(self) -> bool:
        """Whether all texts are in memory; where they are not, few places are looked up."""

    @property
    def stream(self) -> Tokens:
        """The words by number; where they stand in the texts is known only if these are at hand."""

    def near(self, wanted: Iterable[Wanted], n: int) -> Source:
        """Return a source at hand that has the first ``n`` documents with each feature, or more.

        ``wanted`` are features, each with the ids of the documents that it is looked for in, or
        None for all. Of documents that are read again for it, paragraphs without any of these
        features may be left out.
        """


#: A feature, and the ids of the documents that it is looked for in, if not in all.
Wanted = tuple[str, Collection[str] | None]


@dataclass(frozen=True, eq=False)
class Tokens:
    """The words of a corpus: ``types[ids[i]]`` is word i, ``start[i]:end[i]`` its raw characters.

    ``sentence_starts``, ``paragraph_starts`` and ``document_starts`` are token indices at which
    each begins; ``sentence_spans`` holds the raw start and end of each sentence with its
    punctuation; ``paragraph_kinds`` the kind of block; ``names`` the documents' ids. All arrays
    are read-only. Positions are counted over the whole corpus, in the order of its documents.
    """

    types: NDArray[np.object_]
    ids: NDArray[np.uint32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    sentence_starts: NDArray[np.int64]
    paragraph_starts: NDArray[np.int64]
    document_starts: NDArray[np.int64]
    sentence_spans: NDArray[np.int32]
    paragraph_kinds: tuple[str, ...]
    names: tuple[str, ...]
    corpus: Corpus = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tokens(self) -> Tokens:
        """The words themselves: `Tokens` are a source of features."""
        return self

    @property
    def profile(self) -> Profile:
        """What corpus.toml says of the documents."""
        return self.corpus.profile

    @property
    def at_hand(self) -> bool:
        """Whether all texts are in memory: they are."""
        return True

    @property
    def stream(self) -> Tokens:
        """The words by number: these."""
        return self

    def near(self, wanted: Iterable[Wanted], n: int) -> Tokens:  # noqa: ARG002
        """Return a source that has some features: all is at hand here."""
        return self

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The id of each type."""
        return {word: number for number, word in enumerate(self.types)}

    @cached_property
    def sentence_of(self) -> NDArray[np.int64]:
        """The number of the sentence that each token is in."""
        return np.repeat(np.arange(len(self.sentence_starts)), self._lengths(self.sentence_starts))

    @cached_property
    def paragraph_of(self) -> NDArray[np.int64]:
        """The number of the paragraph that each token is in."""
        return np.repeat(
            np.arange(len(self.paragraph_starts)), self._lengths(self.paragraph_starts)
        )

    @cached_property
    def document_of(self) -> NDArray[np.int64]:
        """The number of the document that each token is in."""
        return np.repeat(np.arange(len(self.document_starts)), self._lengths(self.document_starts))

    @cached_property
    def document_sizes(self) -> NDArray[np.int64]:
        """The number of tokens of each document."""
        return self._lengths(self.document_starts)

    def extent(self, number: int) -> tuple[int, int]:
        """Return where the tokens of a document begin and end."""
        first = int(self.document_starts[number])
        return first, first + int(self.document_sizes[number])

    def _lengths(self, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.diff(starts, append=len(self))

    @cached_property
    def _surfaces(self) -> dict[str, str]:
        """Spellings that were asked for already."""
        return {}

    @cached_property
    def _opens(self) -> NDArray[np.bool_]:
        """Which tokens open a sentence."""
        out = np.zeros(len(self), bool)
        out[self.sentence_starts] = True
        return out

    @cached_property
    def _order(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions sorted by word id, and where each id begins among them."""
        order = np.argsort(self.ids, kind="stable")
        return order, np.searchsorted(self.ids[order], np.arange(len(self.types) + 1))

    def bounds(self, at: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where the words at some positions begin and end: ``start[at]`` and ``end[at]``.

        Where these are not worked out yet, of few words this is the faster way.
        """
        late = self.__dict__["start"]
        return late(at) if callable(late) else (self.start[at], self.end[at])

    def positions(self, word: str) -> NDArray[np.int64]:
        """Return the positions of a type (folded), ascending."""
        number = self.index.get(word)
        if number is None:
            return np.empty(0, np.int64)
        order, begin = self._order
        found: NDArray[np.int64] = order[begin[number] : begin[number + 1]]
        return found

    def words(self, text: str) -> list[str]:
        """Return the types that a user's words are counted as, aliases of corpus.toml included."""
        spelt = aliases(self.corpus)
        return [spelt.get(word, word) for word in words_of(text)]

    def named(self, text: str) -> str:
        """Return the n-gram that a user's words are counted as."""
        return " ".join(self.words(text))

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where an n-gram begins and its number of words, as often as it stands."""
        at = self.find(feature)
        return at, np.full(len(at), len(split_feature(feature)), np.int64)

    def find(self, feature: str) -> NDArray[np.int64]:
        """Return the positions at which an n-gram (types with spaces between) begins.

        It stands inside one sentence, as in `rhetoric.count`.
        """
        parts = split_feature(feature)
        counts = [len(self.positions(part)) for part in parts]
        if not parts or min(counts) == 0:
            return np.empty(0, np.int64)
        rarest = int(np.argmin(counts))
        at = self.positions(parts[rarest]) - rarest
        at = at[(at >= 0) & (at + len(parts) <= len(self))]
        for offset, part in enumerate(parts):
            at = at[self.ids[at + offset] == self.index[part]]
        found: NDArray[np.int64] = at[self.sentence_of[at] == self.sentence_of[at + len(parts) - 1]]
        return found

    def span(self, position: int, length: int = 1) -> Span:
        """Return the raw characters of ``length`` words from a position on."""
        name = self.names[self.document_of[position]]
        return Span(name, int(self.start[position]), int(self.end[position + length - 1]))

    def sentence(self, position: int) -> Span:
        """Return the raw characters of the sentence around a position, punctuation included."""
        start, end = self.sentence_spans[self.sentence_of[position]]
        return Span(self.names[self.document_of[position]], int(start), int(end))

    def surface(self, feature: str) -> str:
        """Return the commonest spelling of an n-gram in the texts, white space folded.

        Among spellings as common, the one with fewer capitals, then the first by code point. The
        first word of a sentence says nothing of its case and is set aside where it can be.
        """
        known = self._surfaces.get(feature)
        if known is None:
            known = self._surfaces[feature] = self._commonest(feature)
        return known

    def spellings(self, feature: str) -> list[str]:
        """Return the spellings that are counted as an n-gram (aliases), the commonest first."""
        at, length = self.find(feature), len(split_feature(feature))
        seen: dict[str, list[int]] = {}
        for position in at.tolist():
            seen.setdefault(fold(self._raw(position, length)), []).append(position)
        ranked = sorted(seen, key=lambda text: (-len(seen[text]), text))
        return [self.written(np.array(seen[text]), length) for text in ranked]

    def _raw(self, position: int, length: int) -> str:
        text = " ".join(self.corpus.quote(self.span(position, length)).split())
        return text.replace("*", "")

    def _commonest(self, feature: str) -> str:
        at = self.find(feature)
        return self.written(at, len(split_feature(feature))) if len(at) else feature

    def written(self, at: NDArray[np.int64], length: int) -> str:
        """Return the commonest spelling at some positions, of many from a sample of them."""
        at = at[:: max(1, len(at) // _ENOUGH)]
        inner = at[~self._opens[at]]
        at = inner if len(inner) else at
        of = self.corpus.documents
        places = zip(self.document_of[at].tolist(), self.start[at].tolist(),
                     self.end[at + length - 1].tolist(), strict=True)  # fmt: skip
        seen: Counter[str] = Counter()
        for text, times in Counter(of[d].raw[a:b] for d, a, b in places).items():
            seen[" ".join(text.split()).replace("*", "")] += times
        return min(seen, key=lambda t: (-seen[t], sum(map(str.isupper, t)), t))


def tokenize(corpus: Corpus, reader: Reader | None = None) -> Tokens:
    """Return the words of the bodies of a corpus' documents.

    Aliases of single words in corpus.toml are counted as the word they stand for. Front and back
    matter are left out; sentences end with their block. A ``reader`` of the same aliases spares
    the reading of what it knows from other texts.
    """
    types, words = read_words(corpus, aliases(corpus), reader)
    places: dict[str, Any] = dict.fromkeys(("start", "end"), words.places)  # see `defer`
    return Tokens(
        types=_frozen(types),
        ids=_frozen(words.ids),
        **places,
        sentence_starts=_frozen(words.sentences),
        paragraph_starts=_frozen(words.paragraphs),
        document_starts=_frozen(words.documents),
        sentence_spans=_frozen(words.spans),
        paragraph_kinds=words.kinds,
        names=tuple(document.id for document in corpus),
        corpus=corpus,
    )


def tokenize_texts(*texts: str) -> Tokens:
    """Return the words of loose texts, each a document of one paragraph.

    >>> tokenize_texts("We must.", "They may.").types.tolist()
    ['may', 'must', 'they', 'we']
    """
    made = []
    for number, text in enumerate(texts, 1):
        name = f"text {number}"
        block = Block("paragraph", (Span(name, 0, len(text)),))
        made.append(Document(name, name, text, (block,)))
    return tokenize(Corpus(tuple(made)))


def sighted(
    source: Source, feature: str, documents: Collection[str] | None, n: int
) -> tuple[Tokens, NDArray[np.int64]]:
    """Return words, and where a feature stands in them: in the first ``n`` documents that have it.

    Of all documents, or of those with these ids.
    """
    tokens = source.near([(feature, documents)], n).tokens
    at = tokens.find(feature)
    owner = tokens.document_of[at]
    inside = [
        number
        for number in np.unique(owner).tolist()
        if documents is None or tokens.names[number] in documents
    ]
    return tokens, at[np.isin(owner, inside[:n])]


def aliases(corpus: Corpus) -> dict[str, str]:
    """Return single-word spellings and the word that each is counted as."""
    out: dict[str, str] = {}
    for name, others in corpus.profile.aliases.items():
        if " " not in name.strip():
            out.update({fold(o): fold(name) for o in others if " " not in o.strip()})
    return out


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


# Where words stand in the texts is a third of the work of reading them; who counts needs none.
defer(Tokens, "start", "end", then=_frozen)
