"""Documents as alignment sees them: sentences as sets and strings of weighted words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rhetoric.corpus import Corpus, Document, RhetoricError, Span
from rhetoric.lexicons import ordinals, zipf
from rhetoric.tokens import Tokens, tokenize

#: Sentences of general English that stand beside those of the texts when words are weighed: in a
#: short text "the" is else as rare as any other word.
PRIOR = 200
WORDS_A_SENTENCE = 25
LEAST_IDF = 0.05
#: Sentences of fewer words, or of less weight, are paired only with their equals.
LEAST_WORDS, LEAST_MASS = 5, 8.0
#: What is compared with what: headings with headings, addresses with addresses.
CLASSES = {"heading": 1, "address": 2}
#: Typographic variants of one sign; what emphasis adds is none.
PLAIN = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "*": None, "\u00ad": None, "\u200b": None, "\ufeff": None,
})  # fmt: skip
_SURROGATES, _CODES = 0xD800, 0x10FFFF - 0x800


@dataclass(frozen=True, eq=False)
class Scale:
    """What words weigh in a corpus: ``alike`` maps types to one id each, ``idf`` weighs those.

    idf = ln((N + K + 1) / (df + K·p + ½)), at least .05, over the N sentences of the corpus and
    K = 200 of general English, where a word stands in a share p of sentences (0 where unknown).
    """

    tokens: Tokens = field(repr=False)
    alike: NDArray[np.int64]
    idf: NDArray[np.float64]


@lru_cache(maxsize=1)  # all that is compared in a corpus is weighed alike
def scale(tokens: Tokens) -> Scale:
    """Return the weights of the words of a corpus; ordinals in words and in figures are one word.

    References: Spärck Jones 1972, Journal of Documentation 28.
    """
    types = [ordinals().get(word, word) for word in tokens.types]
    number: dict[str, int] = {}
    alike = np.array([number.setdefault(word, len(number)) for word in types], np.int64)
    size = max(len(number), 1)
    ids = alike[tokens.ids] if len(tokens) else np.empty(0, np.int64)
    once = np.unique(tokens.sentence_of * size + ids)
    df = np.bincount(once % size, minlength=size)
    common = zipf()
    rate = np.array([10 ** (common.get(word, -99.0) - 9) for word in number] or [0.0])
    share = 1 - np.exp(-WORDS_A_SENTENCE * rate)
    idf = np.log((len(tokens.sentence_starts) + PRIOR + 1) / (df + PRIOR * share + 0.5))
    return Scale(tokens, alike, np.maximum(idf, LEAST_IDF))


@dataclass(frozen=True, eq=False)
class Prose:
    """The sentences of one document.

    ``spans`` are raw places; ``keys`` what makes two sentences the same, ``codes`` their words as
    one character each, ``sets`` their words as sets (sentences × words, True), ``mass`` the weight
    of the set, ``classes`` and ``sections`` what kind of block and which heading each is under,
    ``first`` the number of the first of them among the sentences of the corpus, ``gaps`` the raw
    stretches inside blocks that are no part of them (see `breaks`).
    """

    document: Document
    scale: Scale = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    sets: csr_array = field(repr=False)
    mass: NDArray[np.float64] = field(repr=False)
    classes: NDArray[np.int64] = field(repr=False)
    sections: NDArray[np.int64] = field(repr=False)
    gaps: tuple[tuple[int, int], ...] = field(repr=False)
    first: int = 0

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def able(self) -> NDArray[np.bool_]:
        """Which sentences have enough words to be paired with others than their equals."""
        words = np.fromiter(map(len, self.codes), np.int64, len(self))
        return (words >= LEAST_WORDS) & (self.mass >= LEAST_MASS)

    def words(self, sentence: int) -> frozenset[int]:
        """Return the ids of the words of a sentence."""
        low, high = self.sets.indptr[sentence : sentence + 2]
        return frozenset(self.sets.indices[low:high].tolist())

    def weight(self, words: frozenset[int]) -> float:
        """Return the weight of a set of words."""
        return float(sum(self.scale.idf[word] for word in sorted(words)))

    def positions(self, sentence: int) -> tuple[int, int]:
        """Return the first token of a sentence and the one after its last, over the corpus."""
        starts, number = self.scale.tokens.sentence_starts, self.first + sentence
        last = int(starts[number + 1]) if number + 1 < len(starts) else len(self.scale.tokens)
        return int(starts[number]), last


@lru_cache(maxsize=2)  # of documents that follow each other each stands in two pairs
def prose(number: int, weights: Scale) -> Prose:
    """Return a document of a corpus, by its number there, as sentences to be paired."""
    tokens = weights.tokens
    document = tokens.corpus[number]
    starts = np.append(tokens.document_starts, len(tokens))
    low, high = int(starts[number]), int(starts[number + 1])
    first, last = np.searchsorted(tokens.sentence_starts, (low, high)).tolist()
    cuts = np.append(tokens.sentence_starts[first:last], high)
    ids = weights.alike[tokens.ids[low:high]]
    kinds = [tokens.paragraph_kinds[p] for p in tokens.paragraph_of[cuts[:-1]]]
    classes = np.array([CLASSES.get(kind, 0) for kind in kinds], np.int64)
    spans = tuple(Span(document.id, int(a), int(b)) for a, b in tokens.sentence_spans[first:last])
    sets = _sets(ids, np.diff(cuts), len(weights.idf))
    edges = (cuts - low).tolist()
    text = coded(ids)
    gaps = breaks(document)
    return Prose(
        document=document,
        scale=weights,
        spans=spans,
        keys=tuple(_key(document.raw, span, gaps) for span in spans),
        codes=tuple(text[a:b] for a, b in pairwise(edges)),
        sets=sets,
        mass=np.asarray(sets @ weights.idf),
        classes=classes,
        sections=np.cumsum(classes == 1),
        gaps=gaps,
        first=first,
    )


def _sets(ids: NDArray[np.int64], lengths: NDArray[np.int64], size: int) -> csr_array:
    """Return the sets of words of sentences of these lengths as rows of zeros and ones."""
    rows = np.repeat(np.arange(len(lengths)), lengths)
    once = np.unique(rows * size + ids)
    counts = np.bincount(once // size, minlength=len(lengths))
    indptr = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((np.ones(len(once)), once % size, indptr), shape=(len(lengths), size))


def coded(ids: NDArray[np.integer]) -> str:
    """Return words as text of one character each; beyond a million types two may share one.

    >>> coded(np.array([65, 66]))
    'AB'
    """
    number = ids.astype("<u4") % _CODES
    number[number >= _SURROGATES] += 0x800
    return number.tobytes().decode("utf-32-le")


def _key(raw: str, span: Span, gaps: Sequence[tuple[int, int]]) -> str:
    """Return a sentence with its signs made plain: equal keys are the same words and signs."""
    text, at = "", span.start
    for low, high in between(gaps, span.start, span.end):
        if high <= span.end:
            text += raw[at:low] + " "
            at = high
    text += raw[at : span.end]
    if not text.isascii() or "*" in text:  # of plain characters only this one means nothing
        text = text.translate(PLAIN)
    return " ".join(text.split())


def breaks(document: Document) -> tuple[tuple[int, int], ...]:
    """Return the raw stretches inside blocks that are no part of them: page breaks, in order."""
    return tuple(
        sorted((a.end, b.start) for block in document.body for a, b in pairwise(block.spans))
    )


def between(
    gaps: Sequence[tuple[int, int]], start: int, end: int
) -> Sequence[tuple[int, int]]:  # fmt: skip
    """Return the stretches that begin between two raw places, of many in order.

    >>> between([(3, 5), (9, 12), (20, 21)], 4, 20)
    [(9, 12)]
    """
    return gaps[bisect_left(gaps, (start, start)) : bisect_left(gaps, (end, end))]


def two(
    earlier: Document, later: Document, within: Tokens | Scale | None
) -> tuple[Prose, Prose]:  # fmt: skip
    """Return two documents with the weights of their corpus, or of the two alone.

    Raises `RhetoricError` for a document that is not of the corpus.
    """
    if within is None:
        weights = scale(tokenize(Corpus((earlier, later))))
        return prose(0, weights), prose(1, weights)
    weights = within if isinstance(within, Scale) else scale(within)
    names = {name: number for number, name in enumerate(weights.tokens.names)}
    sides = []
    for document in (earlier, later):
        number = names.get(document.id)
        if number is None or weights.tokens.corpus[number].raw != document.raw:
            raise RhetoricError(
                f"The document {document.id!r} is not one of the corpus given as within: leave "
                "within out, or tokenize the corpus that it is from."
            )
        sides.append(prose(number, weights))
    return sides[0], sides[1]
