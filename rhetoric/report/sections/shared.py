"""What several sections share: how many rows they show, and how they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rhetoric.amounts import number
from rhetoric.report.results import Analysis

#: Rows of the tables of the page; the CSV has all.
ROWS = 40
#: Documents up to which each is shown whole and linked.
QUOTED_DOCUMENTS = 40


def csv(rows: Sequence[Any], name: str) -> str | None:
    """Return the file of a table that the page shows only in part."""
    return f"tables/{name}.csv" if len(rows) > ROWS else None


def shows_texts(a: Analysis) -> bool:
    """Say whether the page shows every document whole."""
    return a.size is None and len(a.corpus) <= QUOTED_DOCUMENTS


def titled(a: Analysis) -> str:
    """Return the title of the page: that of corpus.toml, or how many documents of which time."""
    dates = [d.label for d in a.corpus if d.date]
    span = dates[:1] if dates[:1] == dates[-1:] else [f"{dates[0]} to {dates[-1]}"]
    counted = ", ".join([number(a.size or len(a.corpus), "document"), *span])
    return f"What changed: {a.corpus.profile.title or counted}"
