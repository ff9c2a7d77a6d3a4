"""Which terms a figure names: those that pass, whole phrases before their parts, none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

_MOST = 400  # rows looked at; a figure names 30
_PART = 0.8  # of a term's occurrences stand inside the longer one


def passing(table: pd.DataFrame) -> pd.Series[bool]:
    """Return which terms of a keyness table differ by every rule (badge 2 or more)."""
    return table["badge"] >= 2


def whole(features: Sequence[str], counts: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the places of the terms that stand for themselves, in their order.

    A term goes that is hardly ever used outside a longer one of the list, and of those with equal
    counts that share a word all but the longest.

    >>> whole(["five-year", "five-year plan", "plan"], [(9,), (9,), (30,)])
    [1, 2]
    """
    kept: list[int] = []
    words = [frozenset(f.split()) for f in features]
    order = sorted(range(min(len(features), _MOST)), key=lambda i: (-len(features[i].split()), i))
    for i in order:
        inside = any(
            (f" {features[i]} " in f" {features[j]} " and sum(counts[j]) >= _PART * sum(counts[i]))
            or (counts[i] == counts[j] and words[i] & words[j])
            for j in kept
        )
        if not inside:
            kept.append(i)
    return sorted(kept)


def chief(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the terms that stand for themselves (see `whole`)."""
    part = table.head(_MOST)
    counts = list(part[list(columns)].itertuples(index=False, name=None))
    return part.iloc[whole(part["feature"].tolist(), counts)]


def unlike(rows: Iterable[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return the first rows that share no word with an earlier one: a title says nothing twice."""
    seen: set[str] = set()
    out: list[dict[str, Any]] = []
    for row in rows:
        words = set(str(row["feature"]).split())
        if not words & seen and len(out) < most:
            out.append(row)
            seen |= words
    return out


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.to_numpy(dtype=object)]
