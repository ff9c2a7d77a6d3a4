"""What is said of a drift: how many terms pass, what could be detected, who is no witness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from rhetoric.stats.carried import BEFORE, Carried
from rhetoric.stats.permutation import detectable_ratio
from rhetoric.stats.winnow import K

#: Level of the tests, and share of documents from which on all are spoken of.
LEVEL, ALL = 0.05, 0.95
#: Terms that are named.
FEW = 5


def passed(table: pd.DataFrame, tests: int) -> str:
    """Say how many of the terms that were tested pass."""
    sure = int((table["p_adjusted"] <= LEVEL).sum())
    return (
        f"{len(table):,} of {tests:,} terms pass at q ≤ .05 (of such a list about one in twenty "
        f"may be false), {sure:,} at a chance of 5 % that any at all is false."
    )


def respelt(forms: Mapping[str, Sequence[str]], told: Iterable[str]) -> Iterator[str]:
    """Say which terms are written with a hyphen and without, and which change in that alone."""
    there = frozenset(told)
    alone = sorted(name for name in forms if name not in there)
    if forms:
        some = ", ".join(f"“{name}”" for name in alone[:FEW])
        rest = f" and {len(alone) - FEW:,} more" if len(alone) > FEW else ""
        yield (
            "Terms that are written with a hyphen and without one are counted together: "
            f"{len(forms):,} here"
            + (f"; of these change in spelling alone, which is not told: {some}{rest}." if alone
               else ".")
        )  # fmt: skip


def power(starts: Sequence[int], documents: int, tests: int) -> str:
    """Say what could have been detected, at the date that parts the documents best."""
    before = min(starts, key=lambda k: abs(2 * k - documents))
    sides = before, documents - before
    family = max(tests, 1) * len(starts)
    folds = [detectable_ratio(*sides, share=share, tests=family) for share in (0.15, 0.02)]
    common, rare = (f"about {fold:.2g}-fold" if fold else "none" for fold in folds)
    return (
        f"With {sides[0]:,} and {sides[1]:,} documents on the sides of a date only differences of "
        f"some size are likely to be detected: {common} for a word that one document in seven has, "
        f"{rare} for one in fifty. A change at the edge of the dates must be larger."
    )


def copied(carried: Carried) -> Iterator[str]:
    """Say how much is copied, and what follows."""
    number = int(carried.copies.sum())
    if not number:
        return
    every, one = number > ALL * len(carried.copies), carried.kinds == 1
    whose = "documents" if every else f"{number:,} documents" + " of one publisher and type" * one
    where = "" if one else f" of the largest of {carried.kinds} groups"
    yield (
        f"Of these {whose} the median one{where} takes {carried.share:.0%} of its words from the "
        f"{BEFORE} before it of its publisher and type, taken together (runs of {K} words; "
        "some were looked at): they are no independent witnesses, and p and q say too much of "
        "them. No badge beyond ① is given to terms that mostly they have."
    )
