"""Novelty, transience, resonance: how new each document is, and whether what is new stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result, labelled
from rhetoric.ngrams import Counts, needed

COLUMNS = (
    "document", "document_label", "date", "tokens", "before", "after", "novelty", "transience",
    "resonance", "novelty_sd", "resonance_sd", "terms",
)  # fmt: skip
TERMS = (
    "document", "document_label", "feature", "label", "count", "novelty", "transience",
)  # fmt: skip
#: Words of a document's own weight that the corpus' shares have beside it.
SMOOTHING = 1000.0
#: Most words that distributions are over, and most terms that are told of a document.
MOST, TOLD = 5000, 20


@dataclass(frozen=True, eq=False)
class Novelty(Result):
    """A row a dated document, in bits; ``contributions`` has the terms that make it new.

    A first document has no novelty, a last one no transience: they are None, as is resonance.
    ``novelty_sd`` and ``resonance_sd`` are standard errors over paragraphs, None for one alone.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "document_label", "tokens", "novelty", "transience", "resonance", "terms",
    )  # fmt: skip

    contributions: pd.DataFrame = field(default_factory=pd.DataFrame)
    window: int = 1


def novelty(counts: Counts, *, window: int | None = None, min_count: int = 2) -> Novelty:
    """Return how far each document is from the ``window`` before it and after it.

    novelty is the mean Kullback–Leibler divergence, in bits, of a document's shares of single
    content words from those of each document before it, transience from each after it, resonance
    their difference: + for what was new and stayed. ``window`` defaults to half of the
    documents, at most 20; near the ends fewer are compared (``before``, ``after``). Shares are
    smoothed with 1,000 words of the whole corpus' shares, or short texts would all look new.
    Standard errors take a document for a sample of its paragraphs, and the others as they are; that
    of novelty is of the first order, and a bootstrap's some 20 % larger where most words are rare.
    Raises `RhetoricError` for fewer than two dates, or a window below 1.

    References: Barron, Huang, Spang & DeDeo 2018, PNAS 115; standard errors by linearisation over
    clusters (Binder 1983, Int. Stat. Rev. 51).
    """
    counts = needed(counts)
    if window is not None and window < 1:
        raise RhetoricError(f"A window has at least one document, not {window}.")
    single = counts.trim(ngrams=(1, 1))
    single = single.keep(single.content)
    documents = single.group("document")
    documents = documents.take((documents.rows["date"] != "").to_numpy(bool))
    if len(documents.rows) < 2:
        raise RhetoricError(
            f"Novelty needs two dated documents, and here is {len(documents.rows)}: add more."
        )
    documents = _commonest(documents, min_count)
    if not len(documents.features):
        raise RhetoricError(f"No content word stands {min_count} times in the dated documents.")
    width = window or max(1, min(len(documents.rows) // 2, 20))
    shares = _shares(documents)
    parts = [_parts(shares, i, width) for i in range(len(shares))]
    errors = _errors(_of_units(single, documents), documents, shares, width)
    contributions = _contributions(documents, parts)
    return Novelty(
        title="How new each document is, and whether it stayed",
        method=(
            f"Mean Kullback–Leibler divergence in bits from up to {width} documents before "
            f"(novelty) and after (transience), over {len(documents.features):,} content words; "
            "resonance is novelty less transience."
        ),
        table=_table(documents, parts, width, contributions).assign(**errors)[list(COLUMNS)],
        notes=_notes(len(documents.rows), width),
        source=counts.source,
        contributions=contributions,
        window=width,
    )


def _commonest(documents: Counts, min_count: int) -> Counts:
    """Return the counts of the commonest words: what is left out has little weight."""
    kept = documents.trim(min_count=min_count)
    order = np.argsort(-kept.totals, kind="stable")[:MOST]
    mask = np.zeros(len(kept.features), bool)
    mask[order] = True
    return kept.keep(mask)


def _shares(documents: Counts) -> NDArray[np.float64]:
    """Return the smoothed shares of each document (m × V)."""
    counted = documents.matrix.toarray().astype(np.float64)
    whole = counted.sum(axis=0) / counted.sum()
    sizes = counted.sum(axis=1, keepdims=True)
    return np.asarray((counted + SMOOTHING * whole) / (sizes + SMOOTHING))


_Parts = tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]


def _parts(shares: NDArray[np.float64], i: int, width: int) -> _Parts:
    """Return what each word adds to the novelty and to the transience of document ``i``."""
    out = []
    for others in (shares[max(i - width, 0) : i], shares[i + 1 : i + 1 + width]):
        logs = np.log2(others).mean(axis=0) if len(others) else None
        out.append(None if logs is None else shares[i] * (np.log2(shares[i]) - logs))
    return out[0], out[1]


def _table(
    documents: Counts, parts: list[_Parts], width: int, contributions: pd.DataFrame
) -> pd.DataFrame:
    labels = {d.id: d.label for d in documents.documents}
    told = contributions.groupby("document")["label"].agg(list).to_dict()
    rows: list[dict[str, Any]] = []
    for i, (row, (new, gone)) in enumerate(zip(documents.rows.itertuples(), parts, strict=True)):
        a, b = (None if x is None else float(x.sum()) for x in (new, gone))
        rows.append(
            {
                "document": row.document,
                "document_label": labels.get(str(row.document), row.document),
                "date": row.date,
                "tokens": row.tokens,
                "before": min(i, width),
                "after": min(len(parts) - 1 - i, width),
                "novelty": a,
                "transience": b,
                "resonance": None if a is None or b is None else a - b,
                "terms": told.get(row.document, [])[:5],
            }
        )
    return pd.DataFrame(rows, dtype=object)


def _of_units(single: Counts, documents: Counts) -> list[Any]:
    """Return the counts of the units of each document (units × V), over the same words."""
    known = {feature: j for j, feature in enumerate(single.features)}
    matrix = single.matrix[:, [known[feature] for feature in documents.features]].tocsr()
    names = single.rows["document"].to_numpy()
    return [matrix[np.flatnonzero(names == name)] for name in documents.rows["document"]]


def _errors(
    units: list[Any], documents: Counts, shares: NDArray[np.float64], width: int
) -> dict[str, pd.Series[Any]]:
    """Return the standard errors of novelty and of resonance, a document each.

    A unit moves a divergence Σ sᵥ gᵥ by (Σ gᵥ cᵥ − n Σ sᵥ gᵥ) / N, where c are its words, n their
    number, N that of the document with the smoothing, and g the slope: log₂ s less the mean log₂
    of the others for novelty, the difference of both means for resonance.
    """
    out: dict[str, Any] = {"novelty_sd": [], "resonance_sd": []}
    logs, sums = np.log2(shares), np.asarray(documents.matrix.sum(axis=1)).ravel()
    for i, counted in enumerate(units):
        before, after = (
            logs[part].mean(axis=0) if len(logs[part]) else None
            for part in (slice(max(i - width, 0), i), slice(i + 1, i + 1 + width))
        )
        slopes = (
            None if before is None else logs[i] - before,
            None if before is None or after is None else after - before,
        )
        for name, slope in zip(out, slopes, strict=True):
            size = float(sums[i]) + SMOOTHING
            out[name].append(None if slope is None else _error(counted, shares[i], slope, size))
    return {name: pd.Series(values, dtype=object) for name, values in out.items()}


def _error(
    counted: Any, share: NDArray[np.float64], slope: NDArray[np.float64], size: float
) -> float | None:
    """Return the standard error of Σ share · slope over units that are a sample, None for one."""
    m = counted.shape[0]
    if m < 2:
        return None
    sizes = np.asarray(counted.sum(axis=1)).ravel()
    moved = (counted @ slope - sizes * float(share @ slope)) / size
    return float(np.sqrt(m / (m - 1) * ((moved - moved.mean()) ** 2).sum()))


def _contributions(documents: Counts, parts: list[_Parts]) -> pd.DataFrame:
    """Return the terms that add most to each document's novelty (the first: transience)."""
    labels = {d.id: d.label for d in documents.documents}
    counted = documents.matrix.tocsr()
    rows = []
    for i, name in enumerate(documents.rows["document"]):
        new, gone = parts[i]
        lead = new if new is not None else gone
        if lead is None:
            continue
        there = counted[[i]].toarray().ravel()
        order = sorted(np.flatnonzero((there > 0) & (lead > 0)), key=lambda j: (-lead[j], j))[:TOLD]
        rows += [
            (
                name,
                labels.get(name, name),
                documents.features[j],
                int(there[j]),
                None if new is None else float(new[j]),
                None if gone is None else float(gone[j]),
            )
            for j in order
        ]
    columns = [c for c in TERMS if c != "label"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    table["label"] = labelled(documents.source, table["feature"])
    return table[list(TERMS)]


def _notes(documents: int, width: int) -> tuple[str, ...]:
    notes = ["Novelty is described, not tested; a change of genre is as new as a change of mind."]
    if documents < 2 * width + 3:
        notes.append(f"With {documents} documents few have a full window on both sides.")
    return tuple(notes)
