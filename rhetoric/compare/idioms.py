"""Words that hardly stand outside of one phrase with a preposition: told as that phrase.

"Fail" that is nearly always in "without fail" says nothing of failing. That n-grams of content
words which stand only inside a longer one are dropped does not reach such phrases, since a
preposition is no edge of a term.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.compare.candidates import Candidates
from rhetoric.lexicons import words
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature

#: Share of a word's occurrences in one phrase from which it is told as that phrase.
SHARE = 0.8
#: Prepositions that make no phrase with the word after them: an infinitive, a genitive.
LOOSE = frozenset({"to", "of", "for", "as", "than"})


def idioms(rooted: Tokens, found: Candidates) -> Candidates:
    """Return terms by their stems with single words told as the phrases that they stand in.

    Four fifths of the occurrences or more follow one and the same preposition inside a sentence;
    if another follows the word as often it belongs to the phrase ("by dint of"). Counts are those
    of the phrase. Names, which are written with capitals, are left as they are.
    """
    singles = [
        j for j in np.flatnonzero(found.counts.lengths == 1).tolist() if len(found.forms[j]) == 1
    ]
    phrases = {j: p for j in singles if (p := _phrase(rooted, found.forms[j][0]))}
    return _told(rooted, found, phrases) if phrases else found


def _phrase(rooted: Tokens, word: str) -> str:
    """Return the phrase that a word nearly always stands in, or nothing."""
    at = rooted.positions(word)
    before = _beside(rooted, at, at - 1)
    if before is None or before in LOOSE or rooted.surface(word)[:1].isupper():
        return ""
    phrase = f"{before} {word}"
    inside = rooted.find(phrase)
    after = _beside(rooted, inside, inside + 2)
    return f"{phrase} {after}" if after is not None else phrase


def _beside(rooted: Tokens, at: NDArray[np.int64], near: NDArray[np.int64]) -> str | None:
    """Return the preposition that stands at most of some places, each in a place's sentence."""
    kept = (near >= 0) & (near < len(rooted))
    kept[kept] = rooted.sentence_of[near[kept]] == rooted.sentence_of[at[kept]]
    there, times = np.unique(rooted.ids[near[kept]], return_counts=True)
    if not len(there) or times.max() < SHARE * len(at):
        return None
    word = str(rooted.types[there[int(np.argmax(times))]])
    return word if word in words("prepositions") else None


def _told(rooted: Tokens, found: Candidates, phrases: dict[int, str]) -> Candidates:
    """Return terms with some of them as phrases, counted anew."""
    counts = found.counts
    kept = np.ones(len(found.forms), np.int64)
    kept[list(phrases)] = 0
    cells = list(_cells(rooted, phrases))
    row, column = (np.array(part, np.int64) for part in zip(*cells, strict=True))
    added = sparse.coo_array((np.ones(len(cells), np.int64), (row, column)), counts.matrix.shape)
    matrix = sparse.csr_matrix(counts.matrix @ sparse.diags_array(kept, dtype=np.int64) + added)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    features = counts.features.copy()
    for j, phrase in phrases.items():
        features[j] = phrase
    lengths = np.array([len(split_feature(feature)) for feature in features], np.int64)
    forms = tuple((phrases[j],) if j in phrases else form for j, form in enumerate(found.forms))
    return Candidates(replace(counts, matrix=matrix, features=features, lengths=lengths), forms)


def _cells(rooted: Tokens, phrases: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Yield the paragraph and the column of each occurrence of a phrase."""
    for j, phrase in phrases.items():
        for paragraph in rooted.paragraph_of[rooted.find(phrase)].tolist():
            yield paragraph, j
