"""What several sections share: how many rows they show, and how they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rhetoric.report.analysis import Analysis

#: Rows of the tables of the page; the CSV has all.
ROWS = 40
#: Documents up to which each is shown whole and linked.
QUOTED_DOCUMENTS = 40


def count(n: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def csv(rows: Sequence[Any], name: str) -> str | None:
    """Return the file of a table that the page shows only in part."""
    return f"tables/{name}.csv" if len(rows) > ROWS else None


def shows_texts(a: Analysis) -> bool:
    """Say whether the page shows every document whole."""
    return a.size is None and len(a.corpus) <= QUOTED_DOCUMENTS
