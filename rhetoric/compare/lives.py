"""The lives of phrases: from which document to which each was in use without a break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result
from rhetoric.tokens import Tokens

COLUMNS = ("phrase", "run", "first", "last", "documents", "missing", "alive", "spans")
#: Documents in a row without a phrase that do not end its run.
GAP = 1


@dataclass(frozen=True, eq=False)
class Lives(Result):
    """A row a run of documents that have a phrase, in the order of phrases and dates.

    ``first`` and ``last`` are the dates of its first and last document, ``documents`` how many
    have it, ``missing`` how many between do not, ``alive`` whether it reaches the last document,
    ``spans`` its first place in each document.
    """

    shown = ("phrase", "run", "first", "last", "documents", "missing")


def lives(tokens: Tokens, phrases: Sequence[str], *, gap: int = GAP) -> Lives:
    """Return the runs of documents in which phrases stand, by date.

    Up to ``gap`` documents in a row without a phrase do not end a run (a statement on another
    matter comes between). Documents without a date are left out. Raises `RhetoricError` for a
    phrase without a word.

    >>> import rhetoric as rt
    >>> tokens = rt.tokenize(rt.read("seeds"))
    >>> made = rt.lives(tokens, ["five-year plan"]).table
    >>> made[["first", "last", "documents"]].values.tolist()
    [['2021-01-12', '2024-12-23', 4]]
    """
    if gap < 0:
        raise RhetoricError(f"gap is {gap}: it is a number of documents, 0 or more.")
    rows = [row for phrase in phrases for row in _runs(tokens, phrase, gap)]
    return Lives(
        title="Lives of phrases",
        method=(
            f"Runs of dated documents that have a phrase; up to {gap} in a row without it do not "
            "end a run."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        source=tokens,
    )


def _runs(tokens: Tokens, phrase: str, gap: int) -> Iterator[dict[str, Any]]:
    words = tokens.words(phrase)
    if not words:
        raise RhetoricError(f"{phrase!r} holds no word: write one, such as be patient.")
    at = tokens.find(" ".join(words))
    numbers, first = np.unique(tokens.document_of[at], return_index=True)
    dated = [n for n, d in enumerate(tokens.corpus) if d.date is not None]
    place = {n: k for k, n in enumerate(dated)}
    held = [(place[n], int(at[k])) for n, k in zip(numbers.tolist(), first.tolist(), strict=True)
            if n in place]  # fmt: skip
    runs: list[list[tuple[int, int]]] = []
    for k, position in held:
        if runs and k - runs[-1][-1][0] <= gap + 1:
            runs[-1].append((k, position))
        else:
            runs.append([(k, position)])
    for number, run in enumerate(runs, 1):
        labels = [tokens.corpus[dated[k]].label for k, _ in (run[0], run[-1])]
        spans = [tokens.span(position, len(words)) for _, position in run]
        yield {
            "phrase": phrase,
            "run": number,
            "first": labels[0],
            "last": labels[1],
            "documents": len(run),
            "missing": run[-1][0] - run[0][0] + 1 - len(run),
            "alive": run[-1][0] == len(dated) - 1,
            "spans": [tokens.corpus.address(span) for span in spans],
        }
