"""Many frozen objects made at once, from columns of what their slots hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from rhetoric.corpus import Block, Span

_Row = TypeVar("_Row", Span, Block)


def rows(kind: type[_Row], *columns: Sequence[Any]) -> list[_Row]:
    """Return frozen objects that have slots, one for each row of columns in the order of fields.

    They are what the constructor makes, in a fraction of its time: that sets each field of each
    object through the very check that forbids it. Raises ValueError for columns of two lengths.

    >>> rows(Span, ["a", "a"], [0, 9], [4, 12])[1]
    Span(doc='a', start=9, end=12)
    """
    if len({*map(len, columns)}) > 1:
        raise ValueError("columns are not of one length")
    made = [kind.__new__(kind) for _ in columns[0]]
    for one, column in zip(fields(kind), columns, strict=True):
        deque(map(getattr(kind, one.name).__set__, made, column), maxlen=0)
    return made
