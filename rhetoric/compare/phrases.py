"""Phrases: which words belong together, by how much they attract each other and stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, labelled, quotations
from rhetoric.ngrams import Counts, closed, count
from rhetoric.stats import collocation as stats
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature

MEASURES = ("c_value", "log_dice", "npmi", "g2", "lambda_z", "delta_p")
COLUMNS = ("feature", "label", "n", "count", "documents", *MEASURES, "nested")


@dataclass(frozen=True, eq=False)
class Phrases(Result):
    """A row a phrase; all measures but C-value are those of its weakest seam."""

    shown: ClassVar[tuple[str, ...]] = (
        "label", "n", "count", "documents", "c_value", "log_dice", "npmi", "g2",
    )  # fmt: skip

    measure: str = "c_value"

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for record in records:
            found = quotations(self.source, record["feature"], n=1) if self.source else []
            record["evidence"] = found
        return records


def phrases(
    tokens: Tokens, *, longest: int = 7, measure: str = "c_value", min_count: int = 3
) -> Phrases:
    """Return the phrases of two to ``longest`` words, closed, with a content word at each edge.

    A phrase is as strong as its weakest seam: at each place where it could be parted, the part
    before and the part after are measured as a pair with bigram margins, and the least stands in
    the table. ``c_value`` is log2(1 + n) · (count − mean count of the longer phrases that hold it).
    Raises `RhetoricError` for an unknown measure or a length below 2.

    References: Frantzi, Ananiadou & Mima 2000, IJDL 3 (C-value; log2(1 + n) as Barrón-Cedeño et
    al. 2009); da Silva & Lopes 1999 (seams).
    """
    if measure not in MEASURES:
        raise RhetoricError(f"There is no measure {measure!r}; choose {listed(MEASURES, 10)}.")
    if not 2 <= longest <= 12:
        raise RhetoricError(f"A phrase has 2 to 12 words, so longest={longest} is none.")
    counts = count(tokens, ngrams=(1, longest), per="document", min_count=min_count)
    named = (counts.lengths > 1) & counts.content
    kept = np.flatnonzero(named)[closed(counts.keep(named))]
    seams = _seams(counts, kept)
    value, nested = _c_value(counts, kept)
    held = np.asarray((counts.matrix > 0).sum(axis=0)).ravel()
    table = pd.DataFrame(
        {
            "feature": counts.features[kept],
            "n": counts.lengths[kept],
            "count": counts.totals[kept],
            "documents": held[kept],
            "c_value": value,
            **seams,
            "nested": nested,
        }
    )
    order = table.sort_values([measure, "feature"], ascending=[False, True], kind="stable")
    order["label"] = labelled(tokens, order["feature"])
    return Phrases(
        title="Phrases",
        method=(
            f"{len(order):,} phrases of 2 to {longest} words that stand at least {min_count} times "
            f"and not only inside a longer one; ordered by {measure}; log_dice, npmi, g2, "
            "lambda_z and delta_p are those of the weakest seam."
        ),
        table=order[list(COLUMNS)].reset_index(drop=True),
        notes=() if len(order) else (f"No phrase stands {min_count} times.",),
        source=tokens,
        measure=measure,
    )


def _seams(counts: Counts, kept: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Return each measure at the weakest seam of each phrase."""
    place = {feature: j for j, feature in enumerate(counts.features)}
    totals, size = counts.totals, int(counts.tokens.sum())
    rows = []
    for at, j in enumerate(kept):
        parts = split_feature(counts.features[j])
        for cut in range(1, len(parts)):
            head, tail = (place.get(" ".join(p)) for p in (parts[:cut], parts[cut:]))
            first = totals[head] if head is not None else totals[j]
            second = totals[tail] if tail is not None else totals[j]
            rows.append((at, totals[j], first, second))
    out = {name: np.full(len(kept), np.inf) for name in MEASURES[1:]}
    if not rows:
        return {name: np.zeros(len(kept)) for name in out}
    phrase, o, a, b = np.array(rows, np.int64).T
    for name, least in out.items():
        np.minimum.at(least, phrase, stats.COLLOCATION[name](o, a, b, np.maximum(size, a + b)))
    return out


def _c_value(counts: Counts, kept: NDArray[np.int64]) -> tuple[NDArray[np.float64], list[int]]:
    """Return the C-value of each phrase, and in how many longer ones of the list it stands."""
    place = {counts.features[j]: i for i, j in enumerate(kept)}
    totals, inside = counts.totals[kept], np.zeros((2, len(kept)), np.int64)
    for i, j in enumerate(kept):
        parts = split_feature(counts.features[j])
        shorter = {
            place.get(" ".join(parts[a:b]))
            for a in range(len(parts))
            for b in range(a + 2, len(parts) + 1)
            if b - a < len(parts)
        }
        for k in shorter - {None}:
            inside[0, k] += totals[i]
            inside[1, k] += 1
    mean = inside[0] / np.maximum(inside[1], 1)
    value = np.log2(1 + counts.lengths[kept]) * (totals - mean)
    return np.asarray(value, np.float64), inside[1].tolist()
