"""How far documents are copies of each other, and how often chance alone makes two look alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rhetoric.compare.likeness import likeness
from rhetoric.compare.prose import Scale, prose, scale
from rhetoric.compare.similarity import left_out, spread
from rhetoric.findings import Result
from rhetoric.stats.winnow import PLACES, K, fingerprints
from rhetoric.tokens import Tokens

COLUMNS = ("a", "b", "a_label", "b_label", "reused", "similar")
#: Share of reused words up to which two documents count as unrelated.
UNRELATED = 0.01
#: Pairs of documents of which the null is made.
DRAWS = 200
#: Sentences after which no further pair is drawn.
ENOUGH = 20_000
LEVELS = (0.30, 0.50, 0.75, 0.85)


@dataclass(frozen=True, eq=False)
class Comparability(Result):
    """A row a pair of documents, the earlier first.

    ``reused`` is the share of the later document's runs of five words that the earlier has too,
    ``similar`` the cosine of their words weighed by idf. ``null`` has, for levels of S, the share
    of sentences that find a partner as alike in a document that has nothing to do with theirs.
    """

    null: pd.DataFrame = None  # type: ignore[assignment]

    shown = ("a_label", "b_label", "reused", "similar")


def comparability(tokens: Tokens, *, seed: int = 0) -> Comparability:
    """Return for each two documents how much one reuses of the other, and how alike they are.

    The null is drawn from up to 200 pairs of documents that share next to no run of words, or
    20,000 sentences.
    """
    weights = scale(tokens)
    chosen = spread(len(tokens.names))
    reused, similar = _reused(weights, chosen), _similar(weights, chosen)
    labels = [d.label for d in tokens.corpus]
    i, j = np.triu_indices(len(chosen), 1)
    names, said = (pd.Series(of, dtype="str").iloc[chosen] for of in (tokens.names, labels))
    table = pd.DataFrame(
        {
            "a": names.iloc[i].array, "b": names.iloc[j].array,
            "a_label": said.iloc[i].array, "b_label": said.iloc[j].array,
            "reused": reused[i, j], "similar": similar[i, j],
        },
        columns=list(COLUMNS),
    )  # fmt: skip
    null, notes = _null(weights, table, seed)
    notes = (*notes, *left_out(len(tokens.names)))
    return Comparability(
        title="How far the documents are copies of each other",
        method=(
            f"Share of the later document's runs of {K} words that stand in the earlier; cosine "
            "of words weighed by idf."
        ),
        table=table,
        notes=notes,
        source=tokens,
        null=null,
    )


def _reused(weights: Scale, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of the runs of words of each document (a column) that each other has."""
    tokens = weights.tokens
    ids = weights.alike[tokens.ids]
    prints = fingerprints(ids, tokens.document_starts, window=1)
    if not len(prints):  # no document has so many words
        return np.zeros((len(chosen), len(chosen)))
    place = (prints & PLACES).astype(np.int64)
    key = np.cumsum(np.concatenate([[0], np.diff(prints & ~PLACES) != 0]))
    document = tokens.document_of[place]
    size = len(tokens.names)
    kinds = int(key[-1]) + 1
    there = csr_array((np.ones(len(key)), (document, key)), shape=(size, kinds))
    there.sum_duplicates()
    has = there.copy()
    has.data[:] = 1.0
    has, there = has[chosen], there[chosen]  # before the product, which has a cell a pair
    shared = (has @ there.T).toarray()  # runs of the column's document that the row's has
    runs = np.maximum(np.asarray(there.sum(axis=1)), 1.0)
    return np.asarray(shared / runs)


def _similar(weights: Scale, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    tokens = weights.tokens
    data = np.ones(len(tokens))
    shape = (len(tokens.names), len(weights.idf))
    counts = csr_array((data, (tokens.document_of, weights.alike[tokens.ids])), shape=shape)
    counts.sum_duplicates()
    counts.data = 1 + np.log(counts.data)
    heavy = csr_array(counts.multiply(weights.idf))
    heavy = heavy[chosen]
    norm = np.sqrt(np.asarray(heavy.multiply(heavy).sum(axis=1)))
    return np.asarray((heavy @ heavy.T).toarray() / np.maximum(np.outer(norm, norm), 1e-12))


def _null(
    weights: Scale, table: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:  # fmt: skip
    """Return the share of sentences with a partner by chance at levels of S, and what to say."""
    apart = table[table["reused"] <= UNRELATED]
    number = {name: n for n, name in enumerate(weights.tokens.names)}
    pairs = [
        (number[a], number[b])
        for a, b in zip(apart["a"].tolist(), apart["b"].tolist(), strict=True)
    ]
    chance = np.random.default_rng(seed)
    if len(pairs) > DRAWS:
        pairs = [pairs[k] for k in chance.choice(len(pairs), DRAWS, replace=False).tolist()]
    best: list[NDArray[np.float64]] = []
    for a, b in pairs:
        if sum(map(len, best)) < ENOUGH:
            best.append(_best(weights, a, b))
    pairs = pairs[: len(best)]
    scores = np.concatenate(best) if best else np.empty(0)
    null = pd.DataFrame([_level(level, scores) for level in LEVELS])
    return null, (_said(len(weights.tokens.names), len(pairs), scores),)


def _best(weights: Scale, a: int, b: int) -> NDArray[np.float64]:
    """Return for each sentence of one document the best S in another, 0 where there is none."""
    one, other = prose(a, weights), prose(b, weights)
    mine, theirs = np.flatnonzero(one.able), np.flatnonzero(other.able)
    near = likeness(one, other, mine, theirs)
    best = np.zeros(len(other))
    np.maximum.at(best, near.right, near.score)
    return best[theirs]


def _level(level: float, scores: NDArray[np.float64]) -> dict[str, Any]:
    share = float((scores >= level).mean()) if len(scores) else None
    return {"S": level, "share": share, "sentences": len(scores)}


def _said(documents: int, pairs: int, scores: NDArray[np.float64]) -> str:
    if documents < 2:
        return "Chance likeness is measured between documents: there is only one."
    if not pairs:
        return (
            "No two documents here are unrelated (each shares runs of words with each other), so "
            "chance likeness cannot be measured on this corpus."
        )
    if not len(scores):
        return "Chance likeness cannot be measured: no sentence of unrelated texts is long enough."
    found = [f"S ≥ {level:.2f}: {(scores >= level).mean():.2%}" for level in LEVELS]
    return (
        f"By chance, over {len(scores):,} sentences in {pairs} pairs of documents that share next "
        f"to no run of words, the share of sentences with a partner at {'; '.join(found)}."
    )
