"""The dates of a long series of documents: its periods, and where it may be parted in two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Boundaries that are tried, periods in which a turn is sought, and documents on either side.
BOUNDARIES, PERIODS, LEAST_SIDE = 11, 100, 3


def periods(dates: Sequence[str]) -> list[str]:
    """Return the period of each date, in order: days, months or years, so that there are few.

    Where a date is known to the month or the year alone no period is shorter.

    >>> periods(["2024-01-05", "2024-01-05", "2024-02-01"])
    ['2024-01-05', '2024-01-05', '2024-02-01']
    >>> periods(["2023", "2024-01-05"])
    ['2023', '2024']
    """
    longest = min(map(len, dates), default=10)
    keys = [*dates]
    for length in (size for size in (10, 7, 4) if size <= longest):
        keys = [date[:length] for date in dates]
        if len(set(keys)) <= PERIODS:
            break
    return keys


def has_sides(dates: Sequence[str]) -> bool:
    """Say whether documents of these dates, in order, can be held against each other.

    >>> has_sides(["2023", "2023", "2023", "2024", "2024"])
    False
    """
    return bool(boundaries(periods(dates), np.ones(len(dates), np.int64)))


def boundaries(keys: Sequence[str], sizes: NDArray[np.int64]) -> list[int]:
    """Return documents that open a later side: the periods that part the words about evenly."""
    number = len(keys)
    opens = np.array([i for i in range(1, number) if keys[i] != keys[i - 1]], np.int64)
    opens = opens[(opens >= LEAST_SIDE) & (opens <= number - LEAST_SIDE)]
    if not len(opens):
        return []
    before = np.cumsum(sizes)[opens - 1] / max(int(sizes.sum()), 1)
    goals = np.arange(1, BOUNDARIES + 1) / (BOUNDARIES + 1)
    return sorted({int(opens[np.argmin(np.abs(before - goal))]) for goal in goals})
