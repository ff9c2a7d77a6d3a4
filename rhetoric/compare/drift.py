"""Which of all terms rise and fall over the dates of a large corpus, and when they turn.

Whole documents are the units. Each term is held against the dates at a few boundaries, by sums
over documents alone: one pass over the counts, whatever their number. The closed form of the
permutation test (`rhetoric.stats.closed`) gives p; at the best boundary it is multiplied by their
number. What is flagged is permuted as well, so that the form is not taken on trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result, is_quoted, labelled, quotations
from rhetoric.ngrams import Counts, closed, needed
from rhetoric.stats.association import log_ratio
from rhetoric.stats.changepoints import change_gain
from rhetoric.stats.closed import closed_p
from rhetoric.stats.multiplicity import benjamini_hochberg

#: Boundaries that are tried, periods in which a turn is sought, and documents on either side.
BOUNDARIES, PERIODS, LEAST_SIDE = 11, 100, 3
#: Least occurrences and documents of a term that is tested, and share of one document in a burst.
LEAST, LEAST_HOLDERS, BURST = 10, 3, 0.5
#: Level of the tests, and least log2 of the ratio of rates that is spoken of.
LEVEL, LEAST_RATIO = 0.05, 0.58
#: A smaller |z| is never flagged, so that its p need not be known.
SMALL_Z = 2.5
#: Flagged terms that are permuted as well, and additions that this may cost.
CHECKED, WORK = 200, 2_000_000_000
COLUMNS = (
    "feature", "label", "n", "kind", "before", "after", "before_rate", "after_rate", "log_ratio",
    "since", "turn", "z", "p", "p_permuted", "q", "p_adjusted", "documents_before",
    "documents_after", "largest", "badge", "caveats",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drift(Result):
    """Terms whose rate changes over the dates, a row a term, the surest first.

    ``since`` is the period from which on the texts differ most from those before, ``turn`` that at
    which two rates fit best; ``q`` is taken over all ``tests`` terms (Benjamini and Hochberg),
    ``p_adjusted`` is Bonferroni's. ``largest`` is the share of the occurrences in one document.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "label", "kind", "before", "after", "before_rate", "after_rate", "log_ratio", "turn", "q",
        "p_adjusted", "largest", "badge",
    )  # fmt: skip

    tests: int = 0

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation of the side that has more."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        dates = {} if self.source is None else {d.id: d.date for d in self.source.corpus}
        for rank, record in enumerate(records):
            record["evidence"] = []
            if self.source is not None and is_quoted(self.source, rank):
                up = record["after_rate"] >= record["before_rate"]
                since = record["since"]
                there = [n for n, d in dates.items() if d and (d.isoformat() >= since) == up]
                found = quotations(self.source, record["feature"], n=1, documents=there)
                record["evidence"] = found
        return records


@dataclass(frozen=True)
class _Series:
    """Counts by document in the order of dates, with the sums over documents that tests need."""

    y: Any  # documents × terms
    n: NDArray[np.float64]
    keys: list[str]  # the period of each document
    rate: NDArray[np.float64]
    squares: NDArray[np.float64]  # Σe², e = y − rate·n
    cubes: NDArray[np.float64]  # Σe³

    @classmethod
    def of(cls, counts: Counts) -> _Series:
        """Return the series of counts by document that are all dated."""
        y, n = counts.matrix.astype(np.float64), counts.tokens.astype(np.float64)
        second, third = y.copy(), y.copy()
        second.data **= 2
        third.data **= 3
        ones = np.ones(len(n))
        rate = y.T @ ones / max(n.sum(), 1.0)
        yn = y.T @ n
        squares = second.T @ ones - 2 * rate * yn + rate**2 * (n @ n)
        cubes = (
            third.T @ ones - 3 * rate * (second.T @ n) + 3 * rate**2 * (y.T @ n**2)
            - rate**3 * (n**3).sum()
        )  # fmt: skip
        keys = periods(counts.rows["date"].tolist())
        return cls(y, n, keys, rate, np.maximum(squares, 0.0), cubes)

    def parts(self, starts: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return counts (parts × terms) and words of the runs of documents that begin there."""
        edges = [*starts, len(self.n)]
        rows = [np.asarray(self.y[a:b].sum(axis=0)).ravel() for a, b in pairwise(edges)]
        return np.stack(rows), np.add.reduceat(self.n, starts)


def drift(counts: Counts, *, min_count: int = LEAST, seed: int = 0) -> Drift:
    """Return which terms have another rate after some date than before it, one row a term.

    ``counts`` are by document (of a store, or ``per="document"``). Terms are content words and
    n-grams that at least three documents have, ``min_count`` times in all. Only terms with q of
    at most 5 % are rows. Badge 3 asks for an adjusted p of at most .05, three documents of the
    side that has more, a ratio of at least 1.5 and no document that holds half of the occurrences.

    Raises `RhetoricError` where fewer than six documents are dated, or all of one date.

    References: the statistic of Mildenberger 2023, arXiv 2308.13383, at each boundary.
    """
    counts = _dated(needed(counts))
    keys = periods(counts.rows["date"].tolist())
    starts = _boundaries(keys, counts.tokens)
    if not starts:
        raise RhetoricError(
            f"There are {len(counts.rows)} dated documents: a drift needs six, of different dates."
        )
    holders = np.asarray((counts.matrix > 0).sum(axis=0)).ravel()
    counts = counts.keep((counts.totals >= min_count) & (holders >= LEAST_HOLDERS))
    counts = counts.keep(counts.content)
    series = _Series.of(counts)
    z, best, p = _tested(series, starts)
    q = benjamini_hochberg(p)
    adjusted = np.minimum(p * max(len(p), 1), 1.0)
    flagged = np.flatnonzero(q <= LEVEL)
    whole = closed(counts.keep(q <= LEVEL))  # a term that stands only inside a longer one is it
    flagged = flagged[whole]
    order = sorted(flagged, key=lambda j: (-abs(z[j]), counts.features[j]))
    table = _table(counts, series, starts, np.array(order, np.int64), best)
    at = np.array(order, np.int64)
    table = table.assign(z=z[at], p=p[at], q=q[at], p_adjusted=adjusted[at])
    table["p_permuted"] = _permuted(series, starts, at, seed)
    table["badge"] = np.where(_sure(table), 3, 1)
    table["label"] = labelled(counts.source, table["feature"])
    return Drift(
        title="What rises and falls",
        method=(
            f"Occurrences in {len(counts.rows):,} documents, before and since each of "
            f"{len(starts)} dates; closed form of the permutation of whole documents, times the "
            f"number of dates; q over {len(p):,} terms."
        ),
        table=table[list(COLUMNS)].reset_index(drop=True),
        notes=tuple(_notes(len(p), table)),
        source=counts.source,
        tests=len(p),
    )


def _notes(tests: int, table: pd.DataFrame) -> list[str]:
    sure = int((table["p_adjusted"] <= LEVEL).sum())
    said = (
        f"{len(table):,} of {tests:,} terms pass at q ≤ .05 (of such a list about one in twenty "
        f"may be false), {sure:,} at a chance of 5 % that any at all is false."
    )
    return [said]


def _dated(counts: Counts) -> Counts:
    documents = counts.group("document") if set(counts.rows["kind"]) != {"document"} else counts
    documents = documents.take((documents.rows["date"] != "").to_numpy(bool))
    order = np.argsort(documents.rows["date"].to_numpy(dtype=object), kind="stable")
    rows = documents.rows.iloc[order].reset_index(drop=True)
    return Counts(
        documents.matrix[order], documents.features, documents.lengths, rows, documents.source
    )


def periods(dates: Sequence[str]) -> list[str]:
    """Return the period of each date, in order: days, months or years, so that there are few.

    >>> periods(["2024-01-05", "2024-01-05", "2024-02-01"])
    ['2024-01-05', '2024-01-05', '2024-02-01']
    """
    for length in (10, 7, 4):
        keys = [date[:length] for date in dates]
        if len(set(keys)) <= PERIODS:
            break
    return keys


def _boundaries(keys: Sequence[str], sizes: NDArray[np.int64]) -> list[int]:
    """Return documents that open a later side: the periods that part the words about evenly."""
    number = len(keys)
    opens = np.array([i for i in range(1, number) if keys[i] != keys[i - 1]], np.int64)
    opens = opens[(opens >= LEAST_SIDE) & (opens <= number - LEAST_SIDE)]
    if not len(opens):
        return []
    before = np.cumsum(sizes)[opens - 1] / max(int(sizes.sum()), 1)
    goals = np.arange(1, BOUNDARIES + 1) / (BOUNDARIES + 1)
    return sorted({int(opens[np.argmin(np.abs(before - goal))]) for goal in goals})


def _tested(
    series: _Series, starts: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and p over all of them."""
    counts, words = series.parts([0, *starts])
    excess = np.cumsum(counts - np.outer(words, series.rate), axis=0)[:-1]  # of the earlier side
    m = len(series.n)
    best = np.zeros(len(series.rate), np.int64)
    z = np.zeros(len(series.rate))
    skew = np.zeros(len(series.rate))
    sure = series.squares > 1e-9
    for number, k in enumerate(starts):
        sd = np.sqrt(series.squares * (k * (m - k) / (m * (m - 1))))
        here = np.divide(-excess[number], sd, out=np.zeros_like(sd), where=sure)
        better = np.abs(here) > np.abs(z)
        best[better], z[better] = number, here[better]
        third = (m - k) * k * (2 * k - m) / (m * (m - 1) * (m - 2)) * series.cubes[better]
        skew[better] = np.divide(
            third, sd[better] ** 3, out=np.zeros_like(third), where=sure[better]
        )
    p = np.ones(len(z))
    large = np.abs(z) > SMALL_Z
    p[large] = np.minimum(closed_p(z[large], skew[large]) * len(starts), 1.0)
    return z, best, p


def _table(
    counts: Counts, series: _Series, starts: Sequence[int], at: NDArray[np.int64],
    best: NDArray[np.int64],
) -> pd.DataFrame:  # fmt: skip
    """Return what is counted of some terms on both sides of their best boundary."""
    keys = series.keys
    chosen = series.y[:, at].tocsc()
    split = np.array(starts, np.int64)[best[at]] if len(at) else np.zeros(0, np.int64)
    held = np.diff(chosen.indptr)
    owner = np.repeat(np.arange(len(at)), held)
    later = chosen.indices >= split[owner]
    after = np.bincount(owner, chosen.data * later, len(at))
    total = np.asarray(chosen.sum(axis=0)).ravel()
    before = total - after
    words = np.concatenate([[0.0], np.cumsum(series.n)])
    n_before, n_after = words[split], words[-1] - words[split]
    largest = np.asarray(chosen.max(axis=0).todense()).ravel() if len(at) else total
    up = after * n_before >= before * n_after
    since = np.bincount(owner, later, len(at)).astype(np.int64)
    kind = np.select([before == 0, after == 0, up], ["emerged", "vanished", "grew"], "shrank")
    share = largest / np.maximum(total, 1)
    return pd.DataFrame(
        {
            "feature": counts.features[at], "n": counts.lengths[at], "kind": kind,
            "before": before.astype(np.int64), "after": after.astype(np.int64),
            "before_rate": 1000 * before / n_before, "after_rate": 1000 * after / n_after,
            "log_ratio": log_ratio(after, before, n_after, n_before),
            "since": [keys[i] for i in split], "turn": _turns(chosen, series),
            "documents_before": held - since, "documents_after": since, "largest": share,
            "caveats": [["burst"] if s >= BURST else [] for s in share],
        }
    )  # fmt: skip


def _turns(chosen: Any, series: _Series) -> list[str]:
    """Return the period from which another rate fits each term best."""
    keys = series.keys
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    words = np.add.reduceat(series.n, starts)
    out = []
    for j in range(chosen.shape[1]):
        column = chosen[:, [j]].toarray().ravel()
        gains = change_gain(np.add.reduceat(column, starts), words)
        out.append(keys[starts[int(np.argmax(gains)) + 1]] if len(gains) else keys[0])
    return out


def _permuted(
    series: _Series, starts: Sequence[int], at: NDArray[np.int64], seed: int
) -> NDArray[np.float64]:
    """Return p of the best boundary by permuting documents; of the first terms only."""
    out = np.full(len(at), np.nan)
    at = at[:CHECKED]
    m = len(series.n)
    draws = min(999, WORK // max(m * len(at), 1))
    if draws < 99 or not len(at):
        return out
    y = series.y[:, at].toarray() - np.outer(series.n, series.rate[at])
    k = np.array(starts)
    scale = np.sqrt(k * (m - k) / (m * (m - 1)))[:, None] * np.sqrt(series.squares[at])
    begin = [0, *starts]

    def largest(order: NDArray[np.int64]) -> NDArray[np.float64]:
        sums = np.cumsum(np.add.reduceat(y[order], begin, axis=0), axis=0)[:-1]
        return np.asarray(np.abs(sums / scale).max(axis=0))

    seen = largest(np.arange(m)) - 1e-9
    rng = np.random.default_rng(seed)
    hits = sum((largest(rng.permutation(m)) >= seen).astype(np.int64) for _ in range(draws))
    out[: len(at)] = (hits + 1) / (draws + 1)
    return out


def _sure(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which terms may be said to drift beyond chance and beyond single documents."""
    permuted = table["p_permuted"].to_numpy()
    up = table["after_rate"] >= table["before_rate"]
    return np.asarray(
        (table["p_adjusted"] <= LEVEL)
        & (np.where(up, table["documents_after"], table["documents_before"]) >= LEAST_HOLDERS)
        & (table["log_ratio"].abs() >= LEAST_RATIO)
        & (table["largest"] < BURST)
        & ~(permuted > LEVEL)
    )
