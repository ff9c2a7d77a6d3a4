"""Where in the documents a term stands, and how evenly it is spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.findings import Result
from rhetoric.stats.dispersion import BY_PARTS, BY_PLACES, dp
from rhetoric.tokens import Source

COLUMNS = ("feature", "label", "document", "document_label", "position")


@dataclass(frozen=True, eq=False)
class Dispersion(Result):
    """A row an occurrence: its document and its place from 0 (start) to 1 (end).

    ``documents`` has each document's tokens; ``dp`` the deviation of proportions of each term
    over the documents (0 even, near 1 all in few); ``measures`` every measure of dispersion, a
    row a term; ``noun`` is what a figure calls a row.
    """

    documents: pd.DataFrame = field(default_factory=pd.DataFrame)
    dp: Mapping[str, float] = field(default_factory=dict)
    measures: pd.DataFrame = field(default_factory=pd.DataFrame)
    noun: str = "term"


def dispersion(source: Source, terms: Sequence[str] | Mapping[str, Sequence[str]]) -> Dispersion:
    """Return every occurrence of some terms with its relative place in its document.

    ``source`` is `Tokens` or hits; a mapping names for each term the features counted as it.

    References: Gries 2008 (deviation of proportions).
    """
    tokens = source.tokens
    sizes = tokens.document_sizes
    labels = [d.label for d in tokens.corpus]
    parts, even, measures = [], {}, []
    for term in terms:
        forms = terms[term] if isinstance(terms, Mapping) else [term]
        at = np.sort(np.concatenate([source.places(form)[0] for form in forms]))
        document = tokens.document_of[at]
        place = (at - tokens.document_starts[document]) / np.maximum(sizes[document], 1)
        parts.append(
            pd.DataFrame(
                {
                    "feature": term,
                    "label": source.surface(term),
                    "document": [tokens.names[i] for i in document],
                    "document_label": [labels[i] for i in document],
                    "position": place,
                }
            )
        )
        held = np.bincount(document, minlength=len(sizes))
        even[term] = float(dp(held, sizes))
        measures.append(_measures(term, source.surface(term), at, held, sizes))
    empty = pd.DataFrame(columns=list(COLUMNS))
    return Dispersion(
        title="Where the terms stand",
        method="Each occurrence by its place in its document; DP over documents, by length.",
        table=pd.concat(parts, ignore_index=True) if parts else empty,
        source=source,
        documents=pd.DataFrame({"document": tokens.names, "label": labels, "tokens": sizes}),
        dp=even,
        measures=pd.DataFrame(measures),
    )


def _measures(term: str, label: str, at: Any, held: Any, sizes: Any) -> dict[str, Any]:
    """Return how often a term occurs and how evenly, by every measure."""
    total, places = int(sizes.sum()), np.unique(at)
    return {
        "feature": term,
        "label": label,
        "count": len(at),
        "documents": int((held > 0).sum()),
        **{name: float(measure(held, sizes)) for name, measure in BY_PARTS.items()},
        **{name: measure(places, total) for name, measure in BY_PLACES.items()},
    }
