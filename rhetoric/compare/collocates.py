"""The company that a word keeps: which words stand near it, and how that differs between times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.compare.sides import Side, sides
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, labelled, quotation
from rhetoric.ngrams import count
from rhetoric.stats import collocation as stats
from rhetoric.stats.association import g2, log_ratio
from rhetoric.stats.permutation import score_test
from rhetoric.tokens import Tokens
from rhetoric.words import is_content, split_feature

MEASURES = (
    "log_dice", "log_ratio", "g2", "pmi", "npmi", "mi3", "t_score", "lambda", "lambda_z", "delta_p",
    "delta_p_back", "min_sensitivity", "dice", "chi2",
)  # fmt: skip
COLUMNS = ("collocate", "label", "count", "expected", "total", "documents", *MEASURES, "content")
CHANGES = (
    "collocate", "label", "target", "reference", "target_words", "reference_words", "target_rate",
    "reference_rate", "log_ratio", "g2", "log_dice_target", "log_dice_reference", "p", "p_adjusted",
    "content",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Collocates(Result):
    """A row a word that stands near ``node``: beside how often, how surely it is drawn there.

    With two selections a row says how often it stands there in each (``changed``).
    """

    shown: ClassVar[tuple[str, ...]] = (
        "label", "count", "expected", "log_dice", "log_ratio", "g2", "documents",
    )  # fmt: skip

    node: str = ""
    measure: str = "log_dice"
    changed: bool = False
    target: str = ""
    reference: str = ""
    near: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that print shows."""
        if not self.changed:
            return self.shown
        return ("label", "target", "reference", "target_rate", "reference_rate", "log_ratio", "g2",
                "p_adjusted")  # fmt: skip

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation in which both words stand."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for record in records:
            record["evidence"] = self._quoted(record["collocate"])
        return records

    def _quoted(self, word: str) -> list[dict[str, Any]]:
        if self.near is None or not isinstance(self.source, Tokens):
            return []
        places, nodes = self.near
        there = np.flatnonzero(self.source.ids[places] == self.source.index[word])
        length = len(split_feature(self.node))
        return [quotation(self.source, int(nodes[i]), length) for i in there[:1]]


def collocates(
    tokens: Tokens,
    node: str,
    *,
    window: int | None = 5,
    measure: str = "log_dice",
    min_count: int = 3,
    target: Side | None = None,
    reference: Side | None = None,
) -> Collocates:
    """Return the words that stand near a node, content words first, those drawn to it most first.

    ``node`` is a word or phrase; ``window`` how many words to either side are near, inside the
    sentence (None: the whole sentence). A word between two nodes counts once. expected is what its
    frequency would give in as many words; words with fewer than ``min_count`` occurrences near
    the node are left out. With a ``target`` the company in it is held against that in the
    ``reference`` (all the rest), p by permuting the paragraphs that hold the node. Raises
    `RhetoricError` for a node that stands nowhere or a wrong choice.

    References: Evert 2008, "Corpora and collocations"; the measures with their functions.
    """
    if measure not in MEASURES:
        raise RhetoricError(
            f"There is no collocation measure {measure!r}; choose {listed(MEASURES, 20)}."
        )
    if window is not None and window < 1:
        raise RhetoricError(f"A window has at least one word to either side, not {window}.")
    feature = " ".join(tokens.words(node))
    at = tokens.find(feature) if feature else np.empty(0, np.int64)
    if not len(at):
        raise RhetoricError(f"{node!r} stands nowhere in the documents: check the spelling.")
    found = near(tokens, at, len(split_feature(feature)), window)
    if not len(found[0]):
        raise RhetoricError(f"No other word stands in a sentence with {node!r}.")
    where = f"within {window} words" if window else "in the sentence"
    if target is None:
        return _company(tokens, feature, found, measure, min_count=min_count, where=where)
    chosen = target, reference
    return _change(tokens, feature, found, chosen, min_count=min_count, where=where)


def near(
    tokens: Tokens, at: NDArray[np.int64], length: int | NDArray[np.int64], window: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places near nodes, each once, and the first node that each is near to.

    ``at`` are the first words of the nodes, ``length`` how many words each has or all have.
    """
    length = np.broadcast_to(np.asarray(length, np.int64), at.shape)
    starts = tokens.sentence_starts
    ends = np.append(starts[1:], len(tokens))
    sentence = tokens.sentence_of[at]
    low, high = starts[sentence], ends[sentence]
    if window is not None:
        reach = min(window, len(tokens))
        low, high = np.maximum(low, at - reach), np.minimum(high, at + length + reach)
    sizes = high - low
    places = (
        np.repeat(low, sizes) + np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    )
    nodes = np.repeat(at, sizes)
    inside = np.zeros(len(tokens), bool)
    for offset in range(int(length.max(initial=0))):
        inside[at[length > offset] + offset] = True
    outside = ~inside[places]
    unique, first = np.unique(places[outside], return_index=True)
    return unique, nodes[outside][first]


def _company(
    tokens: Tokens, feature: str, near: Any, measure: str, *, min_count: int, where: str
) -> Collocates:
    places = near[0]
    size = len(tokens) - len(tokens.find(feature)) * len(split_feature(feature))
    here = np.bincount(tokens.ids[places], minlength=len(tokens.types))
    total = np.bincount(tokens.ids, minlength=len(tokens.types))
    total[[tokens.index[w] for w in split_feature(feature)]] -= len(tokens.find(feature))
    kept = np.flatnonzero((here >= min_count) & (total >= here))
    cells = here[kept], len(places), total[kept], size
    pairs = np.unique(np.stack([tokens.ids[places], tokens.document_of[places]]), axis=1)
    documents = np.bincount(pairs[0], minlength=len(tokens.types))
    words = tokens.types[kept]
    table = pd.DataFrame(
        {
            "collocate": words,
            "count": here[kept],
            "expected": stats.expected(*cells[1:]),
            "total": total[kept],
            "documents": documents[kept],
            **{name: stats.COLLOCATION[name](*cells) for name in MEASURES},
            "content": [is_content(word) for word in words],
        }
    )
    order = table.sort_values(
        ["content", measure, "collocate"], ascending=[False, False, True], kind="stable"
    )
    order["label"] = labelled(tokens, order["collocate"])
    return Collocates(
        title=f"The company of “{tokens.surface(feature)}”",
        method=(
            f"{len(order):,} words {where} of {len(tokens.find(feature)):,} places, "
            f"{len(places):,} words in all; ordered by {measure}. count is near the node, expected "
            "by the word's frequency elsewhere as near it."
        ),
        table=order[list(COLUMNS)].reset_index(drop=True),
        notes=() if len(order) else (f"No word stands near it {min_count} times.",),
        source=tokens,
        node=feature,
        measure=measure,
        near=near,
    )


def _change(
    tokens: Tokens, feature: str, near: Any, chosen: tuple[Any, Any], *, min_count: int, where: str
) -> Collocates:
    """Return how often each word stands near the node in two selections."""
    both = sides(count(tokens, ngrams=(1, 1), per="document"), *chosen)
    held = {d.id: True for d in both.target_documents} | {
        d.id: False for d in both.reference_documents
    }
    names = np.array([held.get(name, None) for name in tokens.names], dtype=object)
    places, nodes = near
    of = names[tokens.document_of[places]]
    keep = np.array([side is not None for side in of], bool)
    places, nodes, of = places[keep], nodes[keep], of[keep].astype(bool)
    sizes = int(of.sum()), int((~of).sum())
    if not min(sizes):
        empty = both.target_label if not sizes[0] else both.reference_label
        raise RhetoricError(
            f"“{tokens.surface(feature)}” has no company in {empty}: widen the side."
        )
    table = _sides(tokens, places, of, sizes, min_count)
    order = table.assign(weight=table["g2"].abs()).sort_values(
        ["content", "weight", "collocate"], ascending=[False, False, True], kind="stable"
    )
    order["label"] = labelled(tokens, order["collocate"])
    label = tokens.surface(feature)
    return Collocates(
        title=f"The company of “{label}” in {both.target_label} and in {both.reference_label}",
        method=(
            f"Words {where} of “{label}”: {sizes[0]:,} in {both.target_label}, {sizes[1]:,} in "
            f"{both.reference_label}; rates per 1,000 of them; ordered by G². p permutes the "
            "paragraphs with the node; p_adjusted is corrected for all words that could pass."
        ),
        table=order[list(CHANGES)].reset_index(drop=True),
        notes=() if len(order) else (f"No word stands near it {min_count} times.",),
        source=tokens,
        node=feature,
        measure="g2",
        changed=True,
        target=both.target_label,
        reference=both.reference_label,
        near=(places, nodes),
    )


def _sides(
    tokens: Tokens, places: Any, of: NDArray[np.bool_], sizes: tuple[int, int], min_count: int
) -> pd.DataFrame:
    ids = tokens.ids[places]
    a, b = (np.bincount(ids[side], minlength=len(tokens.types)) for side in (of, ~of))
    kept = np.flatnonzero(a + b >= min_count)
    a, b = a[kept], b[kept]
    column = np.full(len(tokens.types), -1)
    column[kept] = np.arange(len(kept))
    _, first, unit = np.unique(tokens.paragraph_of[places], return_index=True, return_inverse=True)
    wanted = column[ids] >= 0
    ones = np.ones(int(wanted.sum()), np.int64)
    y = sparse.coo_matrix(
        (ones, (unit.ravel()[wanted], column[ids[wanted]])), shape=(len(first), len(kept))
    )
    test = score_test(y.tocsr(), np.bincount(unit.ravel()), of[first])
    total = np.bincount(tokens.ids, minlength=len(tokens.types))[kept]
    dice = [
        stats.log_dice(x, n, np.maximum(total, x), len(tokens) + n)
        for x, n in ((a, sizes[0]), (b, sizes[1]))
    ]
    words = tokens.types[kept]
    return pd.DataFrame(
        {
            "collocate": words,
            "target": a,
            "reference": b,
            "target_words": sizes[0],
            "reference_words": sizes[1],
            "target_rate": 1000 * a / sizes[0],
            "reference_rate": 1000 * b / sizes[1],
            "log_ratio": log_ratio(a, b, *sizes),
            "g2": g2(a, b, *sizes),
            "log_dice_target": dice[0],
            "log_dice_reference": dice[1],
            "p": test.p,
            "p_adjusted": test.p_max,
            "content": [is_content(word) for word in words],
        }
    )
