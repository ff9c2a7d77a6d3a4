"""Which of all terms rise and fall over the dates of a large corpus, and when they turn.

Whole documents are the units. Each term is held against the dates at a few boundaries, by sums
over documents alone: one pass over the counts, whatever their number. The closed form of the
permutation test (`rhetoric.stats.closed`) gives p; at the best boundary it is multiplied by their
number. What is flagged is permuted as well, so that the form is not taken on trust.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.periods import boundaries, periods
from rhetoric.compare.reach import ALL, LEVEL, copied, passed, power, respelt
from rhetoric.compare.series import Series, Whole, in_runs
from rhetoric.compare.spelt import spelt
from rhetoric.compare.tested import flagged, tested
from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result, is_quoted, quotations
from rhetoric.ngrams import Counts, needed
from rhetoric.stats.association import log_ratio
from rhetoric.stats.changepoints import change_gain
from rhetoric.stats.powers import Powers
from rhetoric.tokens import Source, sighted
from rhetoric.words import is_odd

#: Least occurrences and documents of a term that is tested, and share of one document in a burst.
LEAST, LEAST_HOLDERS, BURST = 10, 3, 0.5
#: Least log2 of the ratio of rates that is spoken of.
LEAST_RATIO = 0.58
#: Documents in which is looked how a term is written.
SAMPLE = 3
#: Flagged terms that are permuted as well, and how often.
CHECKED, DRAWS = 200, 99
COLUMNS = (
    "feature", "label", "n", "kind", "before", "after", "before_rate", "after_rate", "log_ratio",
    "since", "turn", "z", "p", "p_permuted", "q", "p_adjusted", "documents_before",
    "documents_after", "largest", "badge", "caveats",
)  # fmt: skip


#: The ids of the documents on both sides of a date.
Parted = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, eq=False)
class Drift(Result):
    """Terms whose rate changes over the dates, a row a term, the surest first.

    ``since`` is the period from which on the texts differ most from those before, ``turn`` that at
    which two rates fit best; ``q`` is taken over all ``tests`` terms (Benjamini and Hochberg),
    ``p_adjusted`` is Bonferroni's. ``largest`` is the share of the occurrences in one document.
    ``periods`` are those of the documents. Where documents are edited copies of those before they
    are no independent witnesses: ``copies`` of them are of a kind whose texts are.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "label", "kind", "since", "before", "after", "before_rate", "after_rate", "log_ratio",
        "turn", "z", "q", "p_adjusted", "largest", "badge",
    )  # fmt: skip

    tests: int = 0
    counts: Counts = field(default_factory=Counts.empty)
    periods: Sequence[str] = ()
    copies: int = 0
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def copied(self) -> bool:
        """Whether nearly all documents are edited copies of those before them."""
        return self.copies > ALL * max(len(self.periods), 1)

    def parted(self, since: str) -> Parted:
        """Return the ids of the documents before a period, and of those from it on."""
        if since not in self._sides:
            split = bisect_left(self.periods, since)
            ids = self.counts.rows["document"].tolist()
            self._sides[since] = frozenset(ids[:split]), frozenset(ids[split:])
        return self._sides[since]

    @cached_property
    def _sides(self) -> dict[str, Parted]:
        """The documents on both sides of the periods that were asked for."""
        return {}

    def heavier(self, record: Mapping[str, Any]) -> frozenset[str]:
        """Return the documents of the side that has more of the term of a row."""
        return self.parted(record["since"])[record["after_rate"] >= record["before_rate"]]

    def holders(self, record: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return the documents with the term of a row, of the side with more of it, by number."""
        columns, feature = self._columns, self._place[str(record["feature"])]
        held = columns.indices[columns.indptr[feature] : columns.indptr[feature + 1]]
        later = held >= bisect_left(self.periods, record["since"])
        there: NDArray[np.int64] = held[later == (record["after_rate"] >= record["before_rate"])]
        return there

    @cached_property
    def _place(self) -> dict[str, int]:
        """The column of each term."""
        return {feature: k for k, feature in enumerate(self.counts.features.tolist())}

    @cached_property
    def _columns(self) -> Any:
        """The counts by term; documents are in order."""
        return self.counts.matrix.tocsc()

    def spellings(self, feature: str) -> tuple[str, ...]:
        """Return the spellings that are counted as a term, the commonest first."""
        return self.forms.get(feature, (feature,))

    def written(self, record: Mapping[str, Any]) -> str:
        """Return the term of a row as it is mostly written.

        Where texts have to be read again, in the first document of the side that has more of it;
        in a few where that has capitals at odd places.
        """
        feature, source, label = str(record["feature"]), self.source, ""
        if source is None or source.at_hand:
            return source.surface(feature) if source else feature
        with suppress(RhetoricError):
            for many in (1, SAMPLE):
                tokens, at = sighted(source, feature, self.heavier(record), many)
                label = tokens.written(at, int(record["n"])) if len(at) else ""
                if not is_odd(label):
                    break
        return label or source.surface(feature)

    def quoted(
        self, source: Source, feature: str, documents: Collection[str]
    ) -> tuple[Mapping[str, Any], ...]:
        """Return a quotation of a term from some documents, in a spelling that they have."""
        found = (
            quotations(source, form, n=1, documents=documents) for form in self.spellings(feature)
        )
        return tuple(next(filter(None, found), ()))

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation of the side that has more."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for rank, record in enumerate(records):
            record["evidence"] = []
            if self.source is not None and is_quoted(self.source, rank):
                there = self.heavier(record)
                record["evidence"] = [*self.quoted(self.source, record["feature"], there)]
        return records

    def labelled(self) -> Drift:
        """Return the same with its terms as they are written on the side that has more of them.

        Of a long table, where texts have to be read again for it, the first rows only.
        """
        records: list[Any] = self.table.to_dict("records")
        shown = [
            self.written(record) if is_quoted(self.source, rank) else record["feature"]
            for rank, record in enumerate(records)
        ]
        dates = (
            " before and after are held against since, the date that tells the two most apart; "
            "turn is where two rates fit best."
        )
        table = self.table.assign(label=shown)
        return replace(self, table=table, method=f"{self.method}{dates}")


def drift(counts: Counts | Series, *, min_count: int = LEAST, seed: int = 0) -> Drift:
    """Return which terms have another rate after some date than before it, one row a term.

    ``counts`` are by document (of a store, or ``per="document"``). Terms are content words and
    n-grams that at least three documents have, ``min_count`` times in all. Only terms with q of
    at most 5 % are rows. Badge 3 asks for an adjusted p of at most .05, and one by permutation
    where there is one, three documents of the side that has more, a ratio of at least 1.5, no
    document that holds half of the occurrences, and that it is no matter of copies (see `Drift`).

    Raises `RhetoricError` where fewer than six documents are dated, or all of one date.

    References: the statistic of Mildenberger 2023, arXiv 2308.13383, at each boundary.
    """
    return drifted(counts, min_count=min_count, seed=seed).labelled()


def drifted(counts: Counts | Series, *, min_count: int = LEAST, seed: int = 0) -> Drift:
    """Return what `drift` does, with terms as they are counted: no text is looked at."""
    series = Whole.of(needed(counts)) if isinstance(counts, Counts) else counts
    rows = series.rows
    sizes, keys = rows["tokens"].to_numpy(np.int64), periods(series.dates)
    starts = boundaries(keys, sizes)
    if not starts:
        raise RhetoricError(
            f"There {'is' if len(rows) == 1 else 'are'} {number(len(rows), 'dated document')}, "
            f"of {len(set(keys)):,} different periods: a drift needs six, of which the dates part "
            "three from three."
        )
    sums = series.sums
    terms = np.flatnonzero(sums.common(min_count, LEAST_HOLDERS))
    terms = terms[series.content(terms)]
    tests = len(terms)
    parts = series.parts([0, *starts], terms)
    found = tested(terms, lambda cut: sums.at(terms[cut]), parts, starts, sizes)
    told = _Told.of(series, found, keys, starts, tests)

    carried = series.carried()
    table = _table(told, carried.copies).assign(p_permuted=_permuted(told, seed))
    table = table.assign(label=table["feature"], badge=np.where(_sure(table), 3, 1))
    return Drift(
        title="What rises and falls",
        method=(
            f"Occurrences in {len(rows):,} documents, before and since each of "
            f"{len(starts)} dates; closed form of the permutation of whole documents, times "
            f"the number of dates; q over {tests:,} terms. The surest first, by z; largest is "
            "the share of the uses that one document has."
        ),
        table=table[list(COLUMNS)].reset_index(drop=True),
        notes=(
            passed(table, tests),
            power(starts, len(rows), tests),
            *respelt(told.forms, told.counts.features),
            *copied(carried),
        ),
        source=told.counts.source,
        tests=tests,
        counts=told.counts,
        periods=keys,
        copies=int(carried.copies.sum()),
        forms=told.forms,
    )


@dataclass(frozen=True)
class _Told:
    """The terms that are told: counts by document (a column each) and what the tests say."""

    counts: Counts
    columns: Any
    tests: pd.DataFrame
    keys: Sequence[str]  # the period of each document
    starts: Sequence[int]
    forms: Mapping[str, tuple[str, ...]]  # of terms with several spellings

    @classmethod
    def of(
        cls, series: Series, found: pd.DataFrame, keys: Sequence[str], starts: Sequence[int],
        tests: int,
    ) -> _Told:  # fmt: skip
        """Return the flagged terms, the surest first, but for those that are always in a longer.

        ``found`` is what `tested` says of ``tests`` terms; with all its spellings a term is tested
        again.
        """
        passing = flagged(found, tests)
        own = spelt(series, passing.index.to_numpy(), least=LEAST, few=LEAST_HOLDERS)
        several = own.several
        if len(several):
            chosen, sizes = own.counts.matrix[:, several], own.counts.tokens.astype(np.int64)
            parts = in_runs(chosen, [0, *starts])
            again = tested(own.terms[several], Powers.of(chosen, sizes).at, parts, starts, sizes)
            apart = found[~found.index.isin(own.members)]
            passing = flagged(pd.concat([apart, again]), tests)
        there = np.flatnonzero(np.isin(own.terms, passing.index.to_numpy()))
        said, names = passing.loc[own.terms[there]], own.counts.features[there]
        size = -said["z"].abs().to_numpy()
        order = np.array(sorted(range(len(size)), key=lambda j: (size[j], names[j])), np.int64)
        at = there[order]
        picked = replace(
            own.counts,
            matrix=own.counts.matrix[:, at],
            features=own.counts.features[at],
            lengths=own.counts.lengths[at],
        )
        columns = picked.matrix.tocsc()
        return cls(picked, columns, said.iloc[order], keys, starts, own.forms)


def _table(told: _Told, copies: NDArray[np.bool_]) -> pd.DataFrame:
    """Return what is counted of each term on both sides of its best boundary.

    ``in_copies`` says whether on the side that has more of it most documents that have it are
    ``copies``.
    """
    counts, chosen, tests = told.counts, told.columns, told.tests
    split = np.array(told.starts, np.int64)[tests["best"].to_numpy()]
    held = np.diff(chosen.indptr)
    owner = np.repeat(np.arange(len(split)), held)
    later = chosen.indices >= split[owner]
    after = np.bincount(owner, chosen.data * later, len(split))
    total = np.asarray(chosen.sum(axis=0), np.float64).ravel()
    before = total - after
    words = np.concatenate([[0.0], np.cumsum(counts.tokens)])
    n_before, n_after = words[split], words[-1] - words[split]
    largest = np.asarray(chosen.max(axis=0).todense()).ravel() if len(split) else total
    up = after * n_before >= before * n_after
    since = np.bincount(owner, later, len(split)).astype(np.int64)
    heavier = later == up[owner]
    of_copies = np.bincount(owner, heavier & copies[chosen.indices], len(split))
    kind = np.select([before == 0, after == 0, up], ["emerged", "vanished", "grew"], "shrank")
    share = largest / np.maximum(total, 1)
    return pd.DataFrame(
        {
            "feature": counts.features, "n": counts.lengths, "kind": kind,
            "before": before.astype(np.int64), "after": after.astype(np.int64),
            "before_rate": 1000 * before / n_before, "after_rate": 1000 * after / n_after,
            "log_ratio": log_ratio(after, before, n_after, n_before),
            "since": [told.keys[i] for i in split], "turn": _turns(told),
            "documents_before": held - since, "documents_after": since, "largest": share,
            "in_copies": 2 * of_copies > np.bincount(owner, heavier, len(split)),
            "caveats": [
                [*["burst"] * (size >= BURST), *["variant"] * (feature in told.forms)]
                for size, feature in zip(share.tolist(), counts.features, strict=True)
            ],
            **{name: tests[name].to_numpy() for name in ("z", "p", "q", "p_adjusted")},
        }
    )  # fmt: skip


def _turns(told: _Told) -> list[str]:
    """Return the period from which another rate fits each term best."""
    keys, columns = told.keys, told.columns
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    words = np.add.reduceat(told.counts.tokens, starts)
    period = np.repeat(np.arange(len(starts)), np.diff([*starts, len(keys)]))
    out = []
    for first, last in pairwise(columns.indptr.tolist()):
        held = columns.data[first:last], period[columns.indices[first:last]]
        gains = change_gain(np.bincount(held[1], held[0], len(starts)), words)
        out.append(keys[starts[int(np.argmax(gains)) + 1]] if len(gains) else keys[0])
    return out


def _permuted(told: _Told, seed: int) -> NDArray[np.float64]:
    """Return p of the best boundary by permuting documents; of the first terms only."""
    out = np.full(len(told.tests), np.nan)
    tests, sizes = told.tests.iloc[:CHECKED], told.counts.tokens.astype(np.float64)
    m, many = len(sizes), len(tests)
    if not many:
        return out
    chosen = told.columns[:, :many]
    document, count = chosen.indices.astype(np.int64), chosen.data.astype(np.float64)
    k = np.array(told.starts)
    scale = np.sqrt(k * (m - k) / (m * (m - 1))) * np.sqrt(tests["squares"].to_numpy()[:, None])
    rate, run = tests["rate"].to_numpy()[:, None], np.searchsorted(k, np.arange(m), "right")
    runs = len(k) + 1
    own = runs * np.repeat(np.arange(many), np.diff(chosen.indptr))
    at = np.empty_like(document)

    def largest(places: NDArray[np.int64]) -> NDArray[np.float64]:
        there = run[places]  # of each document the run of places that it is put in
        np.add(own, np.take(there, document, out=at, mode="clip"), out=at)
        held = np.bincount(at, count, many * runs)
        before = np.cumsum(held.reshape(many, runs), axis=1)[:, :-1]
        words = np.cumsum(np.bincount(there, sizes, runs))[:-1]
        return np.asarray(np.abs((before - rate * words) / scale).max(axis=1))

    seen = largest(np.arange(m)) - 1e-9
    rng = np.random.default_rng(seed)
    hits = sum((largest(rng.permutation(m)) >= seen).astype(np.int64) for _ in range(DRAWS))
    out[: len(tests)] = (hits + 1) / (DRAWS + 1)
    return out


def _sure(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which terms may be said to drift beyond chance, single documents and copies."""
    permuted = table["p_permuted"].to_numpy()
    up = table["after_rate"] >= table["before_rate"]
    return np.asarray(
        (table["p_adjusted"] <= LEVEL)
        & (np.where(up, table["documents_after"], table["documents_before"]) >= LEAST_HOLDERS)
        & (table["log_ratio"].abs() >= LEAST_RATIO)
        & (table["largest"] < BURST)
        & ~(permuted > LEVEL)
        & ~table["in_copies"]
    )
