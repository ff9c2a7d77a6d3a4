"""Formulae: wordings that recur, with slots for what changes in them (ordinals, titles …)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import log2
from typing import Any

import numpy as np
import pandas as pd
import regex as re
from numpy.typing import NDArray

from rhetoric.compare.prose import LEAST_IDF, scale
from rhetoric.corpus import Span
from rhetoric.findings import Result
from rhetoric.lexicons import function_words, ordinals, words
from rhetoric.stats.winnow import Passages, equal_runs, fingerprints
from rhetoric.tokens import Tokens
from rhetoric.words import fold

COLUMNS = ("formula", "words", "documents", "count", "first", "last", "slots", "spans", "weight")
#: What may stand in a slot; a title is what stands between quotation marks.
SLOTS = ("ordinal", "number", "month", "title")
#: Least words of a formula, and of one that has a slot or a name in it.
LEAST, SHORTER = 8, 6
#: Content words that a formula must have.
CONTENT = 2
#: Candidates that are looked at, and formulae that are returned.
TRIED, MOST = 4000, 400
#: Share of its places by which a formula counts as part of a weightier one.
PART = 0.6
_QUOTED = re.compile(r"[\"“«](?P<title>[^\"“”«»]{3,300})[\"”»]")


@dataclass(frozen=True, eq=False)
class Formulae(Result):
    """A row a formula, the weightiest first (words, documents, places; a slot counts double).

    ``formula`` is its wording with slots in braces; ``slots`` what stands in them (with counts);
    ``documents`` and ``count`` where and how often it stands; ``spans`` all its places.
    """

    shown = ("formula", "words", "documents", "count", "first", "last")


@dataclass(frozen=True, eq=False)
class _Masked:
    """Words in which ordinals, numbers, months and quoted titles are one word each.

    ``ids`` are words (slots first), ``low`` and ``end`` the tokens that each stands for,
    ``sentences`` where sentences start; ``idf``, ``named`` (has a capital), ``content`` and
    ``article`` are by id.
    """

    tokens: Tokens
    ids: NDArray[np.int64]
    low: NDArray[np.int64]
    end: NDArray[np.int64]
    sentences: NDArray[np.int64]
    idf: NDArray[np.float64]
    named: NDArray[np.bool_]
    content: NDArray[np.bool_]
    article: NDArray[np.bool_]


def formulae(tokens: Tokens) -> Formulae:
    """Return wordings that recur in documents or in sentences of one, with their slots.

    A formula has eight words or more, or six with a slot or a name, two of them content words; it
    stands in two documents, or with a slot three times in one. What stands mostly inside a
    weightier one is left out.
    """
    masked = _masked(tokens)
    prints = fingerprints(masked.ids, masked.sentences, window=1)
    runs, bounded = equal_runs([prints], masked.ids, masked.sentences)
    rows = list(islice(_rows(masked, _candidates(masked, runs)), MOST))
    rows.sort(key=lambda row: (-row["weight"], row["formula"]))
    notes = ("Runs of words in very many places were left out.",) if bounded else ()
    return Formulae(
        title=f"{len(rows):,} formulae",
        method=(
            "Equal runs of eight words or more inside a sentence (six with a slot or a name), in "
            "two documents or three times; ordinals, numbers, months and quoted titles are slots."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        notes=notes,
        source=tokens,
    )


def _masked(tokens: Tokens) -> _Masked:
    weights = scale(tokens)
    alike = weights.alike + len(SLOTS)
    slot = np.array([_slot(word) for word in tokens.types], np.int64)
    ids = np.where(slot >= 0, slot, alike)[tokens.ids]
    for word in ("may", "march"):  # words as well: months only with a capital
        for at in tokens.positions(word).tolist():
            if tokens.corpus.quote(tokens.span(at))[:1].islower():
                ids[at] = alike[tokens.ids[at]]
    kept, end = np.ones(len(ids), bool), np.arange(1, len(ids) + 1)
    for low, high in _titles(tokens):
        ids[low], end[low], kept[low + 1 : high] = SLOTS.index("title"), high, False
    articles = [word for word in ("the", "a", "an") if word in tokens.index]
    named, content = _kinds(tokens, alike, len(weights.idf) + len(SLOTS))
    return _Masked(
        tokens=tokens,
        ids=ids[kept],
        low=np.flatnonzero(kept),
        end=end[kept],
        sentences=(np.cumsum(kept) - 1)[tokens.sentence_starts],
        idf=np.concatenate([np.full(len(SLOTS), LEAST_IDF), weights.idf]),
        named=named,
        content=content,
        article=np.isin(np.arange(len(named)), [alike[tokens.index[w]] for w in articles]),
    )


def _slot(word: str) -> int:
    """Return the number of the slot that a type stands in, or -1."""
    if word in ordinals() or (
        word[:1].isdigit() and word.lstrip("0123456789") in {"st", "nd", "rd", "th"}
    ):
        return SLOTS.index("ordinal")
    if word[:1].isdigit():
        return SLOTS.index("number")
    return SLOTS.index("month") if word in words("months", file="edits") else -1


def _kinds(
    tokens: Tokens, alike: NDArray[np.int64], size: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which ids are of names, by their capitals, and which of content words."""
    named, content = np.zeros(size, bool), np.zeros(size, bool)
    for n, word in enumerate(tokens.types):
        if word not in function_words():
            content[alike[n]] = True
            first = tokens.corpus.quote(tokens.span(int(tokens.positions(word)[0])))
            named[alike[n]] = first[:1].isupper() and tokens.surface(word)[:1].isupper()
    return named, content


def _titles(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield the first token of each quoted title and the one after its last."""
    starts = np.append(tokens.sentence_starts, len(tokens))
    for number, (low, high) in enumerate(tokens.sentence_spans.tolist()):
        first, last = int(starts[number]), int(starts[number + 1])
        raw = tokens.corpus[int(tokens.document_of[first])].raw
        for match in _QUOTED.finditer(raw, low, high):
            begin, end = match.span("title")
            a = first + int(np.searchsorted(tokens.start[first:last], begin))
            b = first + int(np.searchsorted(tokens.start[first:last], end))
            if a < b:
                yield a, b


def _candidates(masked: _Masked, runs: Passages) -> list[tuple[int, ...]]:
    """Return the wordings of the runs, the most frequent and longest first."""
    seen: Counter[tuple[int, ...]] = Counter()
    for (a, end), times in Counter(zip(*_trimmed(masked, runs), strict=True)).items():
        seen[tuple(masked.ids[a:end].tolist())] += times
    good = [text for text in seen if text and _is_formula(masked, np.array(text))]
    return sorted(good, key=lambda text: (-len(text) * seen[text], text))[:TRIED]


def _trimmed(masked: _Masked, runs: Passages) -> tuple[list[int], list[int]]:
    """Return where runs begin and end without function words; an article may open them.

    A run of nothing else ends where it begins.
    """
    inner = np.flatnonzero(masked.content[masked.ids] | (masked.ids < len(SLOTS)))
    low, high = np.searchsorted(inner, runs.a), np.searchsorted(inner, runs.a_end)
    some = low < high
    first, end = runs.a.copy(), runs.a.copy()
    first[some], end[some] = inner[low[some]], inner[high[some] - 1] + 1
    opened = some & (first > runs.a)
    opened[opened] = masked.article[masked.ids[first[opened] - 1]]
    return (first - opened).tolist(), end.tolist()


def _is_formula(masked: _Masked, text: NDArray[np.int64]) -> bool:
    some = bool((text < len(SLOTS)).any() or masked.named[text].any())
    content = np.unique(text[masked.content[text]])
    return len(text) >= (SHORTER if some else LEAST) and len(content) >= CONTENT


def _rows(masked: _Masked, candidates: list[tuple[int, ...]]) -> Iterator[dict[str, Any]]:
    """Yield the formulae, the weightiest first, without those mostly inside weightier ones."""
    index = np.argsort(masked.ids, kind="stable")
    edges = np.searchsorted(masked.ids[index], np.arange(len(masked.idf) + 1))
    number = np.searchsorted(masked.sentences, np.arange(len(masked.ids)), side="right")
    taken = np.zeros(len(masked.ids), bool)
    found = []
    for text in candidates:
        at = _places(masked.ids, np.array(text), index, edges, number)
        documents = len(np.unique(masked.tokens.document_of[masked.low[at]]))
        if documents > 1 or (len(at) > 2 and min(text) < len(SLOTS)):
            weight = float(masked.idf[np.array(text)].sum()) * (documents - 0.5)
            found.append((-weight, text, at))
    for weight, text, at in sorted(found, key=lambda f: (f[0], f[1]))[:TRIED]:
        inside = np.mean([taken[a : a + len(text)].mean() > PART for a in at])
        if inside < PART:
            for a in at.tolist():
                taken[a : a + len(text)] = True
            yield _row(masked, text, at, -weight)


def _places(
    ids: NDArray[np.int64], text: NDArray[np.int64], index: NDArray[np.int64],
    edges: NDArray[np.int64], number: NDArray[np.int64],
) -> NDArray[np.int64]:  # fmt: skip
    """Return where a wording stands inside a sentence."""
    rarest = int(np.argmin(edges[text + 1] - edges[text]))
    at = index[edges[text[rarest]] : edges[text[rarest] + 1]] - rarest
    at = at[(at >= 0) & (at + len(text) <= len(ids))]
    for offset, word in enumerate(text.tolist()):
        at = at[ids[at + offset] == word]
    return np.sort(at[number[at] == number[at + len(text) - 1]])


def _row(
    masked: _Masked, text: tuple[int, ...], at: NDArray[np.int64], weight: float
) -> dict[str, Any]:
    tokens = masked.tokens
    spans = [_span(masked, a, len(text)) for a in at.tolist()]
    labels = {d.id: d.label for d in tokens.corpus}
    numbers = tokens.document_of[masked.low[at]]
    documents = [tokens.names[n] for n in np.unique(numbers).tolist()]
    held = _held(masked, text, at)
    fillers = [
        {"slot": SLOTS[text[offset]], "held": dict(found.most_common(6))}
        for offset, found in held.items()
    ]
    return {
        "formula": _worded(masked, text, int(at[0]), frozenset(held)),
        "words": len(text),
        "documents": documents,
        "count": len(at),
        "first": labels[documents[0]],
        "last": labels[documents[-1]],
        "slots": fillers,
        "spans": [tokens.corpus.address(span) for span in spans],
        "weight": weight * log2(len(at)) * (1 + bool(fillers)),
    }


def _held(masked: _Masked, text: tuple[int, ...], at: NDArray[np.int64]) -> dict[int, Counter[str]]:
    """Return what stands in the slots of a formula; where it is always the same there is none."""
    out = {}
    for offset, word in enumerate(text):
        if word < len(SLOTS):
            found = Counter(_filler(masked, a + offset) for a in at.tolist())
            if len({ordinals().get(fold(filler), fold(filler)) for filler in found}) > 1:
                out[offset] = found
    return out


def _span(masked: _Masked, at: int, length: int) -> Span:
    low, high = int(masked.low[at]), int(masked.end[at + length - 1])
    return masked.tokens.span(low, high - low)


def _filler(masked: _Masked, at: int) -> str:
    """Return what stands in a slot."""
    return " ".join(masked.tokens.corpus.quote(_span(masked, at, 1)).replace("**", "").split())


def _worded(
    masked: _Masked, text: tuple[int, ...], at: int, slots: frozenset[int]
) -> str:  # fmt: skip
    """Return a formula as it is first written, its slots in braces."""
    out, tokens = "", masked.tokens
    last = -1
    for offset, word in enumerate(text):
        span = _span(masked, at + offset, 1)
        raw = tokens.corpus[span.doc].raw
        gap = raw[last : span.start] if last >= 0 else ""
        shown = f"{{{SLOTS[word]}}}" if offset in slots else raw[span.start : span.end]
        if word == SLOTS.index("title"):
            gap, shown = gap.rstrip('"“«'), f"“{shown}”"
        out += gap.lstrip('"”»') + shown
        last = span.end
    return " ".join(out.replace("**", "").split())
