"""Segments put together: one numbering of words and n-grams, one matrix of counts.

An n-gram is the global number of the one without its last word, and that of this word: one integer
a length, exact however long. What is too rare is dropped before anything longer is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rhetoric.store.segment import table

_WORD = np.uint64(32)  # bits


@dataclass(frozen=True)
class Terms:
    """The n-grams of all segments that stand often enough, sorted by text and length.

    ``columns[k]`` says of each n-gram of segment k which of them it is, or -1.
    """

    features: NDArray[np.object_]
    lengths: NDArray[np.int64]
    columns: tuple[NDArray[np.int32], ...]


@dataclass(frozen=True)
class _Rows:
    """The n-grams of a segment: length, head, word (a global number) and count."""

    n: NDArray[np.int8]
    head: NDArray[np.int32]
    word: NDArray[np.int64]
    count: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Levels:
    """The n-grams of all segments that stand often enough, by length, in the order of keys.

    ``words`` are all words in order; n-gram k of ``heads[n - 1]`` and ``tails[n - 1]`` is the
    shorter one of that number and a word by its number in ``words``. ``rows[k]`` says of each
    n-gram of segment k its number among those of its length, ``-1`` where it is too rare, and
    ``lengths[k]`` how many words it has.
    """

    words: NDArray[np.object_]
    heads: tuple[NDArray[np.int32], ...]
    tails: tuple[NDArray[np.int32], ...]
    rows: tuple[NDArray[np.int64], ...]
    lengths: tuple[NDArray[np.int8], ...]

    @property
    def first(self) -> NDArray[np.int64]:
        """How many n-grams there are before those of each length, and in all."""
        return np.cumsum([0, *map(len, self.heads)])

    @property
    def columns(self) -> tuple[NDArray[np.int32], ...]:
        """Of each n-gram of each segment its number among all of them, or -1."""
        first = self.first
        return tuple(
            np.where(rows >= 0, first[np.minimum(lengths, len(first)) - 1] + rows, -1).astype(
                np.int32
            )
            for rows, lengths in zip(self.rows, self.lengths, strict=True)
        )

    def texts(self) -> list[NDArray[np.object_]]:
        """Return the n-grams as texts, by length."""
        out: list[NDArray[np.object_]] = []
        for heads, tails in zip(self.heads, self.tails, strict=True):
            ends = self.words[tails]
            out.append(_longer(out[-1][heads], ends) if out else ends)
        return out


def terms(
    folders: Sequence[Path],
    live: Sequence[NDArray[np.bool_]],
    ngrams: tuple[int, int],
    min_count: int,
) -> Terms:
    """Return the n-grams of segments that stand in documents that are ``live``."""
    low, high = ngrams
    return _sorted(levels(folders, live, high, min_count), low)


def levels(
    folders: Sequence[Path], live: Sequence[NDArray[np.bool_]], high: int, min_count: int
) -> Levels:
    """Return the n-grams of up to ``high`` words that stand so often in ``live`` documents."""
    types, places = vocabulary(folders)
    parts = [
        _rows(folder, place, alive)
        for folder, place, alive in zip(folders, places, live, strict=True)
    ]
    number = [np.full(len(part.n), -1, np.int64) for part in parts]  # among those of its length
    kept = np.ones(len(types), bool)
    heads_of, tails_of = [], []
    for n in range(1, high + 1):
        keys, rows = [], []
        for part, numbers in zip(parts, number, strict=True):
            at = np.flatnonzero(part.n == n)
            heads = numbers[part.head[at]] if n > 1 else np.zeros(len(at), np.int64)
            tails = part.word[at]
            fit = (heads >= 0) & kept[tails]
            rows.append(at[fit])
            keys.append(heads[fit].astype(np.uint64) << _WORD | tails[fit].astype(np.uint64))
        every, which = distinct(keys)
        total = np.zeros(len(every), np.int64)
        for part, at, index in zip(parts, rows, which, strict=True):
            total += np.bincount(index, part.count[at], len(every)).astype(np.int64)
        fit = total >= min_count
        squeeze = np.where(fit, np.cumsum(fit) - 1, -1)
        for numbers, at, index in zip(number, rows, which, strict=True):
            numbers[at] = squeeze[index]
        heads_of.append((every[fit] >> _WORD).astype(np.int32))
        tails_of.append((every[fit] & np.uint64((1 << 32) - 1)).astype(np.int32))
        if n == 1:
            kept = np.zeros(len(types), bool)
            kept[tails_of[0]] = True
    lengths = tuple(part.n for part in parts)
    return Levels(types, tuple(heads_of), tuple(tails_of), tuple(number), lengths)


def distinct(
    keys: Sequence[NDArray[np.uint64]],
) -> tuple[NDArray[np.uint64], list[NDArray[np.int64]]]:
    """Return the distinct keys of all parts in order, and of each part which of them they are."""
    every = np.concatenate([np.empty(0, np.uint64), *keys])
    every.sort()
    first = np.ones(len(every), bool)
    np.not_equal(every[1:], every[:-1], out=first[1:])
    found = every[first]
    return found, [np.searchsorted(found, part) for part in keys]


def _longer(heads: NDArray[np.object_], words: NDArray[np.object_]) -> NDArray[np.object_]:
    out = np.empty(len(heads), dtype=object)
    out[:] = [f"{head} {word}" for head, word in zip(heads.tolist(), words.tolist(), strict=True)]
    return out


def _sorted(found: Levels, low: int) -> Terms:
    """Return the n-grams of ``low`` words and more in order, with their columns."""
    each, first = found.texts(), found.first
    texts = np.concatenate(each[low - 1 :])
    lengths = np.repeat(np.arange(low, len(each) + 1), [len(part) for part in each[low - 1 :]])
    order = np.array(sorted(range(len(texts)), key=lambda j: (texts[j], lengths[j])), np.int64)
    place = np.full(int(first[-1]) + 1, -1, np.int32)
    place[order + first[low - 1]] = np.arange(len(order))
    columns = tuple(place[column] for column in found.columns)
    return Terms(texts[order], lengths[order].astype(np.int64), columns)


def vocabulary(folders: Sequence[Path]) -> tuple[NDArray[np.object_], list[NDArray[np.int64]]]:
    """Return the words of all segments in order, and of each segment which of them it has."""
    each = [table(folder, "words", ["word"])["word"].to_pylist() for folder in folders]
    types = sorted(set().union(*each))
    place = {word: number for number, word in enumerate(types)}
    out = np.empty(len(types), dtype=object)
    out[:] = types
    return out, [np.fromiter((place[w] for w in words), np.int64, len(words)) for words in each]


def _rows(folder: Path, place: NDArray[np.int64], live: NDArray[np.bool_]) -> _Rows:
    """Return the n-grams of a segment, counted in its live documents."""
    grams = table(folder, "grams", ["n", "head", "word", "count"])
    count = grams["count"].to_numpy()
    if not live.all():
        gram, document, number = entries(folder)
        inside = live[document]
        count = np.bincount(gram[inside], number[inside], len(count)).astype(np.int64)
    return _Rows(
        grams["n"].to_numpy(), grams["head"].to_numpy(), place[grams["word"].to_numpy()], count
    )


def entries(folder: Path) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the n-gram, the document and the count of each entry of a segment."""
    rows = table(folder, "counts")
    return rows["gram"].to_numpy(), rows["document"].to_numpy(), rows["count"].to_numpy()
