"""Word shift: which words make up the difference between two selections, and how much each adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.compare.sides import Side, sides
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, labelled, quotations
from rhetoric.ngrams import Counts, needed
from rhetoric.stats.divergence import DIFFERENCES, DIVERGENCES
from rhetoric.words import words_of

COLUMNS = (
    "feature", "label", "contribution", "share", "direction", "target", "reference",
    "target_tokens", "reference_tokens", "target_rate", "reference_rate",
)  # fmt: skip
#: What the contributions of a measure add up to, and in which unit.
UNITS = {
    "jsd": "Jensen–Shannon divergence, in bits (1: no word in common)",
    "rank_turbulence": "rank-turbulence divergence (1: no word in common)",
    "total_variation": "total variation distance (1: no word in common)",
    "proportion": "sum of the differences of shares, which is 0 by nature",
    "entropy": "difference of entropies, in bits",
    "kl": "Kullback–Leibler divergence over the words that both have, in bits",
    "weighted": "difference of the average scores",
}
#: Measures with an order, and the order that each has if none is asked for.
ORDERS = {"jsd": 1.0, "entropy": 1.0, "rank_turbulence": 1 / 3}


@dataclass(frozen=True, eq=False)
class Shift(Result):
    """A row a word; the contributions add up to ``divergence`` (see ``measure``)."""

    shown: ClassVar[tuple[str, ...]] = (
        "label", "contribution", "share", "direction", "target", "reference", "target_rate",
        "reference_rate",
    )  # fmt: skip

    target: str = ""
    reference: str = ""
    measure: str = "jsd"
    divergence: float = 0.0
    documents: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation from the side that has more."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for record in records:
            heavier = self.documents[0 if record["direction"] == "up" else 1]
            record["evidence"] = (
                quotations(self.source, record["feature"], n=1, documents=heavier)
                if self.source
                else []
            )
        return records


def shift(
    counts: Counts,
    *,
    target: Side,
    reference: Side | None = None,
    measure: str = "jsd",
    alpha: float | None = None,
    scores: Mapping[str, float] | None = None,
) -> Shift:
    """Return what each word adds to the difference between two selections, the most first.

    ``measure`` is a name of ``rhetoric.stats.divergence``; ``alpha`` the order of ``jsd``,
    ``entropy`` or ``rank_turbulence``; ``scores`` a lexicon for ``weighted``, whose words alone
    count. Of n-grams only those of the least length are taken, since longer ones hold them.
    Raises `RhetoricError` for an empty side or an unknown choice.

    References: Gallagher et al. 2021, EPJ Data Science 10; Dodds et al. 2023, ibid. 12.
    """
    options = _options(measure, alpha, scores)
    counts = needed(counts)
    counts = counts.keep(counts.lengths == counts.lengths.min(initial=1))
    both = sides(counts, target, reference)
    a = np.asarray(counts.matrix[both.target].sum(axis=0), np.int64).ravel()
    b = np.asarray(counts.matrix[both.reference].sum(axis=0), np.int64).ravel()
    if scores is not None:
        options["scores"] = _known(counts, scores, a + b)
    try:
        parts = {**DIVERGENCES, **DIFFERENCES}[measure](a, b, **options)
    except ValueError as error:
        raise RhetoricError(str(error)) from None
    sizes = int(counts.tokens[both.target].sum()), int(counts.tokens[both.reference].sum())
    return Shift(
        title=f"What sets {both.target_label} apart from {both.reference_label}",
        method=_method(measure, alpha, float(parts.sum())),
        table=_table(counts, a, b, sizes, parts),
        notes=_notes(measure, a, b),
        source=counts.source,
        target=both.target_label,
        reference=both.reference_label,
        measure=measure,
        divergence=float(parts.sum()),
        documents=(
            tuple(d.id for d in both.target_documents),
            tuple(d.id for d in both.reference_documents),
        ),
    )


def _options(
    measure: str, alpha: float | None, scores: Mapping[str, float] | None
) -> dict[str, Any]:
    if measure not in UNITS:
        raise RhetoricError(f"There is no shift {measure!r}; choose {listed(UNITS, 10)}.")
    if alpha is not None and measure not in ORDERS:
        raise RhetoricError(f"{measure} has no order: alpha goes with {listed(ORDERS)}.")
    if (scores is None) == (measure == "weighted"):
        raise RhetoricError("Scores and the shift 'weighted' go together: give both or neither.")
    return {} if alpha is None else {"alpha": alpha}


def _known(
    counts: Counts, scores: Mapping[str, float], total: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the score of each feature, NaN for those without one."""
    folded = {" ".join(words_of(word)): float(value) for word, value in scores.items()}
    found = np.array([folded.get(feature, np.nan) for feature in counts.features])
    if not (np.isfinite(found) & (total > 0)).any():
        raise RhetoricError("None of the scored words stands on either side: check the list.")
    return found


def _table(
    counts: Counts, a: Any, b: Any, sizes: tuple[int, int], parts: NDArray[np.float64]
) -> pd.DataFrame:
    rates = 1000 * a / max(sizes[0], 1), 1000 * b / max(sizes[1], 1)
    table = pd.DataFrame(
        {
            "feature": counts.features,
            "contribution": parts,
            "share": parts / max(float(np.abs(parts).sum()), 1e-300),
            "direction": np.select([rates[0] > rates[1], rates[0] < rates[1]], ["up", "down"], ""),
            "target": a,
            "reference": b,
            "target_tokens": sizes[0],
            "reference_tokens": sizes[1],
            "target_rate": rates[0],
            "reference_rate": rates[1],
        }
    )[(a + b) > 0]
    order = table.assign(size=table["contribution"].abs()).sort_values(
        ["size", "feature"], ascending=[False, True], kind="stable"
    )
    order["label"] = labelled(counts.source, order["feature"])
    shown: pd.DataFrame = order[list(COLUMNS)].reset_index(drop=True)
    return shown


def _method(measure: str, alpha: float | None, total: float) -> str:
    order = ORDERS.get(measure, 0.0) if alpha is None else alpha
    what = UNITS[measure]
    if measure in {"jsd", "entropy"} and order != 1:
        what = what.replace("in bits (1: no word in common)", "of Tsallis' kind").replace(
            "in bits", "of Tsallis' kind"
        )
    how = f" Order {order:.4g}." if measure in ORDERS else ""
    return (
        f"Contributions add up to {total:.6g}: {what}.{how} share is a contribution over the sum "
        "of all sizes; rates are per 1,000 tokens."
    )


def _notes(measure: str, a: Any, b: Any) -> tuple[str, ...]:
    notes = ["Contributions are counted, not tested: see rhetoric keyness for what may be chance."]
    if not ((a > 0) & (b > 0)).any():
        notes.append("The two sides have no word in common.")
    if measure == "kl":
        only = int(((a > 0) & (b == 0)).sum())
        notes.append(f"{only:,} words that only the target has are left out.")
    return tuple(notes)
