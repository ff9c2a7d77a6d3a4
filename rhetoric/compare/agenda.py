"""Agenda and roll call over time: what comes first, who moves up, whose title changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from rhetoric.corpus import Document
from rhetoric.detectors.agenda import Entry, items, names, speakers
from rhetoric.findings import Result
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens
from rhetoric.words import words_of

COLUMNS = (
    "list", "document", "document_label", "rank", "of", "text", "title", "line", "before_document",
    "before_document_label", "before_rank", "before_text", "before_title",
)  # fmt: skip
#: Share of the content words of the shorter of two items from which they are one topic, and the
#: letters by which words are held to be of one family (education, educational).
ALIKE, LETTERS = 0.5, 6


@dataclass(frozen=True, eq=False)
class Agenda(Result):
    """A row an item or name, in the order in which it stands, with its rank in the list before."""


@lru_cache(maxsize=1)  # the findings and the section of a report ask the same
def agenda(tokens: Tokens) -> Agenda:
    """Return agendas, roll calls and orders of speakers, each held against the one before it.

    An item is the same as one before if half of the content words of the shorter, and two of them,
    stand in the other (the likest pairs first); a name if it is spelt the same. ``rank`` counts
    from 1; of a name whose title was another the earlier one stands in ``before_title``.
    """
    rows = [
        *_rows(tokens, "agenda", items, _same),
        *_rows(tokens, "roll call", names, _named),
        *_rows(tokens, "speakers", speakers, _named),
    ]
    return Agenda(
        title="Agenda, roll call and speakers",
        method=(
            "Items and names in the order in which a text gives them; items of two agendas are "
            f"one topic where {100 * ALIKE:.0f} % of the shorter's words stand in the other."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        source=tokens,
    )


def _rows(
    tokens: Tokens,
    kind: str,
    read: Callable[[Document], list[Entry]],
    paired: Callable[[list[Entry], list[Entry]], dict[int, int]],
) -> Iterator[dict[str, Any]]:
    """Yield the lists of a kind in all documents, each entry with its place in the list before."""
    earlier: list[Entry] = []
    last = label = ""
    for document in tokens.corpus:
        held = read(document)
        pairs = paired(held, earlier)
        for i, entry in enumerate(held):
            old = earlier[pairs[i]] if i in pairs else None
            yield {
                "list": kind, "document": document.id, "document_label": document.label,
                "rank": i + 1, "of": len(held), "text": entry.text, "title": entry.title,
                "line": document.raw.count("\n", 0, entry.start) + 1, "before_document": last,
                "before_document_label": label,
                "before_rank": pairs[i] + 1 if i in pairs else None,
                "before_text": old.text if old else "", "before_title": old.title if old else "",
            }  # fmt: skip
        if held:
            earlier, last, label = held, document.id, document.label


def _content(text: str) -> frozenset[str]:
    return frozenset(word[:LETTERS] for word in words_of(text) if word not in function_words())


def _same(later: list[Entry], earlier: list[Entry]) -> dict[int, int]:
    """Return which items of two agendas are one topic, each at most once."""
    scored = []
    for i, one in enumerate(later):
        for j, other in enumerate(earlier):
            a, b = _content(one.text), _content(other.text)
            share = len(a & b) / max(min(len(a), len(b)), 1)
            if share >= ALIKE and len(a & b) > 1:
                scored.append((-share, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(scored):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _named(later: list[Entry], earlier: list[Entry]) -> dict[int, int]:
    place = {entry.text: j for j, entry in reversed(list(enumerate(earlier)))}
    return {i: place[entry.text] for i, entry in enumerate(later) if entry.text in place}
