"""Weighted lexicons: the mean weight of what is found in each document, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result
from rhetoric.hits import Hits
from rhetoric.lexicon import Lexicon, match
from rhetoric.lexicon.doubts import doubts
from rhetoric.stats.means import weighted_mean
from rhetoric.tokens import Tokens

COLUMNS = (
    "category", "document", "document_label", "count", "tokens", "rate", "mean", "low", "high",
    "score",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scores(Result):
    """A row a category and document; ``hits`` are the places."""

    hits: Hits | None = field(default=None, repr=False)

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as records, None where there is no mean or interval, with the spans."""
        spans: dict[tuple[str, str], list[dict[str, Any]]] = {}
        hits = self.hits
        for i in range(len(hits) if hits else 0):
            assert hits is not None
            key = (hits.categories[hits.category[i]], hits.tokens.names[hits.document[i]])
            spans.setdefault(key, []).append(hits.corpus.address(hits.span(i)))
        records: list[Any] = self.table.astype(object).where(self.table.notna(), None).to_dict(
            "records")  # fmt: skip
        return [{**r, "spans": spans.get((r["category"], r["document"]), [])} for r in records]


def scores(tokens: Tokens, lexicon: Lexicon) -> Scores:
    """Return the weighted mean of each category in each document.

    Of n hits with the weights w in a document of N tokens: ``mean`` = Σw / n, ``score`` =
    1000 · Σw / N, ``rate`` = 1000 · n / N. ``low`` and ``high`` are the 95 % interval of the mean
    with paragraphs as clusters (see ``stats.means``); there is none where fewer than two hold a
    hit, or all weigh the same. Raises `RhetoricError` for a lexicon whose entries all weigh 1.

    >>> from rhetoric.lexicon import Entry
    >>> from rhetoric.tokens import tokenize_texts
    >>> mood = Lexicon("mood", (Entry("good", "mood", weight=2), Entry("bad", "mood", weight=-1)))
    >>> scores(tokenize_texts("A good, good, bad day."), mood).table[["count", "mean"]].values
    array([[3., 1.]])
    """
    if all(entry.weight == 1 for entry in lexicon.entries):
        raise RhetoricError(
            f"{lexicon.name} gives no weights, so there is no mean of them: count its hits "
            "(rhetoric devices --lexicon), or write weights."
        )
    hits = match(lexicon, tokens)
    rows = [
        row
        for c in range(len(hits.categories))
        for row in _rows(hits, hits.take(hits.category == c), c)
    ]
    return Scores(
        title=f"Mean weights of {lexicon.name}",
        method=(
            "mean: Σ weight / hits, with its 95 % interval by paragraphs; score: Σ weight per "
            "1,000 tokens; rate: hits per 1,000 tokens."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        notes=(*(f"{note}." for note in lexicon.notes), *doubts(lexicon, hits)),
        source=tokens,
        hits=hits,
    )


def _rows(hits: Hits, found: Hits, category: int) -> list[tuple[object, ...]]:
    """Return the rows of a category, a document each."""
    tokens = hits.tokens
    paragraph = np.asarray(tokens.paragraph_of[found.first], np.int64)
    out: list[tuple[object, ...]] = []
    for number, document in enumerate(tokens.corpus):
        mask: NDArray[np.bool_] = found.document == number
        weight, size = found.weight[mask], int(tokens.document_sizes[number])
        mean, low, high = weighted_mean(weight, paragraph[mask])
        n, per = len(weight), 1000 / max(size, 1)
        out.append(
            (
                hits.categories[category], tokens.names[number], document.label, n, size, n * per,
                mean, low, high, float(weight.sum()) * per,
            )
        )  # fmt: skip
    return out
