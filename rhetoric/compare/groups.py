"""Keyness of more than two groups: which terms differ between them, and where each is commonest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy

from rhetoric.compare.clusters import STRATA
from rhetoric.compare.copies import firsts, same
from rhetoric.compare.divided import divided
from rhetoric.compare.sides import units_of
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import Result, labelled, quotations
from rhetoric.ngrams import Counts, closed, needed
from rhetoric.stats.association import log_ratio

COLUMNS = (
    "feature", "label", "n", "count", "g2", "cramers_v", "group", "rate", "rest_rate", "log_ratio",
    "z", "p_adjusted", "lowest", "lowest_rate", "rates", "content",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Groups(Result):
    """A row a term: how much the groups differ (G², Cramér's V), and the one that stands out.

    ``p_adjusted`` is that of the group against all others, by permuting paragraphs, corrected for
    all terms and groups. ``rates`` are per 1,000 tokens, in the order of ``names``.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "label", "count", "g2", "cramers_v", "group", "rate", "rest_rate", "p_adjusted", "lowest",
        "lowest_rate",
    )  # fmt: skip

    by: str = "year"
    names: tuple[str, ...] = ()
    tests: int = 0

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation from the group that stands out."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        ids: dict[str, list[str]] = {}
        for d in self.source.corpus if self.source else ():
            ids.setdefault(str(getattr(d, self.by) or ""), []).append(d.id)
        for record in records:
            found = ids.get(record["group"], [])
            record["evidence"] = (
                quotations(self.source, record["feature"], n=1, documents=found)
                if self.source
                else []
            )
        return records


def groups(counts: Counts, *, by: str = "year", min_count: int = 3, seed: int = 0) -> Groups:
    """Return which terms differ between the groups that a field makes, the most first.

    ``by`` is ``year``, ``genre``, ``speaker`` or ``publisher``; documents without it take no part.
    Raises `RhetoricError` for another field or fewer than two groups.

    References: G² of a table of k groups, Agresti 2013; Cramér 1946; the test is that of
    ``rhetoric.stats.permutation``, each group against the rest.
    """
    counts = needed(counts)
    if by not in STRATA:
        raise RhetoricError(f"Groups cannot be made by {by!r}; choose {listed(STRATA)}.")
    counts = counts.take((counts.rows[by] != "").to_numpy(bool)).trim(min_count=min_count)
    counts = counts.keep(closed(counts))
    names = tuple(sorted(set(counts.rows[by])))
    if len(names) < 2:
        there = f"only {names[0]!r}" if names else "none"
        raise RhetoricError(f"Two groups are needed, and by {by} there is {there}.")
    if not len(counts.features):
        raise RhetoricError(f"No term stands {min_count} times in the groups by {by}.")
    masks = [(counts.rows[by] == name).to_numpy(bool) for name in names]
    table = np.stack([np.asarray(counts.matrix[m].sum(axis=0)).ravel() for m in masks])
    sizes = np.array([counts.tokens[m].sum() for m in masks], np.int64)
    units = units_of(counts, "paragraph")
    single = units.take(firsts(same(units), np.ones(len(units.rows), bool)))
    able = single.totals >= min_count  # copies bring no term into the family
    units = units.keep(able)
    own = {name: (units.rows[by] == name).to_numpy(bool) for name in names}
    parted = divided(units, {name: (mask, ~mask) for name, mask in own.items()}, seed=seed)
    tests = [parted[name].test for name in names]
    z, p = np.zeros((len(names), len(able))), np.ones((len(names), len(able)))
    z[:, able] = [test.z for test in tests]
    p[:, able] = np.minimum(np.stack([test.p_max for test in tests]) * len(names), 1.0)
    family = max(test.tests for test in tests) * len(names)
    return Groups(
        title=f"What sets the {len(names)} groups by {by} apart",
        method=(
            f"Ordered by G² over {len(names)} groups (p of it would take every word as "
            "independent); group is the one whose paragraphs stand out most (z), p_adjusted its "
            f"permutation p corrected for {family:,} tests. Rates per 1,000 tokens."
        ),
        table=_table(counts, table, sizes, (z, p), names),
        source=counts.source,
        by=by,
        names=names,
        tests=family,
    )


def g2_groups(table: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return G² (V,) of counts (groups × V) in groups of ``sizes`` (groups,), all cells.

    >>> g2_groups(np.array([[12], [6]]), np.array([100, 100])).round(4).tolist()
    [2.2366]
    """
    rest, total = sizes[:, None] - table, sizes.sum()
    words = xlogy(table, table / sizes[:, None]).sum(axis=0)
    others = xlogy(rest, rest / sizes[:, None]).sum(axis=0)
    whole = xlogy(table.sum(axis=0), table.sum(axis=0) / total)
    remain = xlogy(rest.sum(axis=0), rest.sum(axis=0) / total)
    return np.asarray(np.maximum(2 * (words + others - whole - remain), 0.0))


def _table(
    counts: Counts, table: Any, sizes: Any, test: tuple[Any, Any], names: tuple[str, ...]
) -> pd.DataFrame:
    size = np.maximum(sizes, 1)
    rates = 1000 * table / size[:, None]
    z, p = test
    best, column = z.argmax(axis=0), np.arange(table.shape[1])
    own, total = table[best, column], table.sum(axis=0)
    rest_size = np.maximum(sizes.sum() - size[best], 1)
    sure = g2_groups(table, size)
    low = rates.argmin(axis=0)
    frame = pd.DataFrame(
        {
            "feature": counts.features,
            "n": counts.lengths,
            "count": total,
            "g2": sure,
            "cramers_v": np.sqrt(sure / sizes.sum()),
            "group": np.array(names, dtype=object)[best],
            "rate": rates[best, column],
            "rest_rate": 1000 * (total - own) / rest_size,
            "log_ratio": log_ratio(own, total - own, size[best], rest_size),
            "z": z[best, column],
            "p_adjusted": p[best, column],
            "lowest": np.array(names, dtype=object)[low],
            "lowest_rate": rates[low, column],
            "rates": rates.T.tolist(),
            "content": counts.content,
        }
    )
    order = frame.sort_values(
        ["content", "g2", "feature"], ascending=[False, False, True], kind="stable"
    )
    order["label"] = labelled(counts.source, order["feature"])
    return order[list(COLUMNS)].reset_index(drop=True)
