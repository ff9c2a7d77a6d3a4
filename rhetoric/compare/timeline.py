"""What was read: one row a document, with its dates, its size and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.corpus import Document, as_json
from rhetoric.findings import Result
from rhetoric.tokens import Tokens, tokenize

COLUMNS = (
    "id", "file", "title", "date", "date_precision", "date_source", "event_start", "event_end",
    "published", "genre", "form", "speaker", "publisher", "language", "words", "paragraphs",
    "sentences", "joins", "encoding", "sha256", "notes", "apart", "skipped",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Timeline(Result):
    """The documents of a corpus in the order of their dates, then the files that were skipped."""


def timeline(tokens: Tokens) -> Timeline:
    """Return a row for each document, each that is kept out of comparisons, each skipped file.

    ``words``, ``paragraphs`` and ``sentences`` count the body: paragraphs, items and addresses,
    without headings in the last two, and without front and back matter.
    """
    corpus = tokens.corpus
    rows = [_row(d, *sizes) for d, sizes in zip(corpus, _sizes(tokens), strict=True)]
    if corpus.others:
        apart = tokenize(replace(corpus, documents=corpus.others, others=()))
        rows += [
            _row(d, *sizes) | {"apart": _why(d)}
            for d, sizes in zip(corpus.others, _sizes(apart), strict=True)
        ]
    rows += [
        dict.fromkeys(COLUMNS) | {"file": s.file, "notes": [], "skipped": s.reason}
        for s in corpus.skipped
    ]
    return Timeline(
        title=corpus.profile.title or f"{len(corpus)} documents",
        method="Words, paragraphs and sentences of the body; front and back matter are left out.",
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        notes=tuple(note.message for note in corpus.notes),
        source=tokens,
    )


def _why(document: Document) -> str:
    """Return why a document is kept out of comparisons: its last note on its language."""
    return next(n.message for n in reversed(document.notes) if n.kind == "language")


def _row(document: Document, words: int, paragraphs: int, sentences: int) -> dict[str, Any]:
    row = {name: as_json(getattr(document, name, None)) for name in COLUMNS}
    return row | {
        "words": words,
        "paragraphs": paragraphs,
        "sentences": sentences,
        "notes": [as_json(note) for note in document.notes],
    }


def _sizes(tokens: Tokens) -> list[tuple[int, int, int]]:
    edges = np.append(tokens.document_starts, len(tokens))
    counted = np.array([kind != "heading" for kind in tokens.paragraph_kinds], bool)
    paragraphs = tokens.paragraph_starts[counted]
    out = []
    for low, high in pairwise(edges):
        inside = tokens.sentence_starts[
            (tokens.sentence_starts >= low) & (tokens.sentence_starts < high)
        ]
        real = counted[np.searchsorted(tokens.paragraph_starts, inside, side="right") - 1]
        held = (paragraphs >= low) & (paragraphs < high)
        out.append((int(high - low), int(held.sum()), int(real.sum())))
    return out
