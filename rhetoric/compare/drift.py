"""Which of all terms rise and fall over the dates of a large corpus, and when they turn.

Whole documents are the units. Each term is held against the dates at a few boundaries, by sums
over documents alone: one pass over the counts, whatever their number. The closed form of the
permutation test (`rhetoric.stats.closed`) gives p; at the best boundary it is multiplied by their
number. What is flagged is permuted as well, so that the form is not taken on trust.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.compare.periods import boundaries, periods
from rhetoric.compare.reach import ALL, LEVEL, copied, passed, power
from rhetoric.compare.series import Series, Whole, otherwise
from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result, is_quoted, quotations
from rhetoric.fork import both
from rhetoric.ngrams import Counts, closed, needed
from rhetoric.stats.association import log_ratio
from rhetoric.stats.carried import Carried
from rhetoric.stats.changepoints import change_gain
from rhetoric.stats.closed import closed_p
from rhetoric.stats.multiplicity import benjamini_hochberg
from rhetoric.stats.powers import Powers
from rhetoric.tokens import sighted

#: Least occurrences and documents of a term that is tested, and share of one document in a burst.
LEAST, LEAST_HOLDERS, BURST = 10, 3, 0.5
#: Least log2 of the ratio of rates that is spoken of.
LEAST_RATIO = 0.58
#: A smaller |z| is never flagged, so that its p need not be known.
SMALL_Z = 2.5
#: Flagged terms that are permuted as well, and how often.
CHECKED, DRAWS = 200, 99
#: Terms that are tested at once: their numbers stay in the cache of a processor.
_LOAD = 1 << 13
#: What rounding may do to z, and more.
_SLACK = 1e-6
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

    def written(self, record: Mapping[str, Any]) -> str:
        """Return the term of a row as it is mostly written.

        Where texts have to be read again, in the first document of the side that has more of it.
        """
        feature, source = str(record["feature"]), self.source
        if source is None or source.at_hand:
            return source.surface(feature) if source else feature
        with suppress(RhetoricError):
            tokens, at = sighted(source, feature, self.heavier(record), 1)
            if len(at):
                return tokens.written(at, int(record["n"]))
        return source.surface(feature)

    def rows(self, top: int | None = None) -> list[dict[str, Any]]:
        """Return the table as records, each with a quotation of the side that has more."""
        shown = self.table if top is None else self.table.head(top)
        records: list[Any] = shown.to_dict("records")
        for rank, record in enumerate(records):
            record["evidence"] = []
            if self.source is not None and is_quoted(self.source, rank):
                there = self.heavier(record)
                found = quotations(self.source, record["feature"], n=1, documents=there)
                record["evidence"] = found
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


def drifted(
    counts: Counts | Series,
    *,
    min_count: int = LEAST,
    seed: int = 0,
    meanwhile: Callable[[Drift], object] = lambda _: None,
) -> Drift:
    """Return what `drift` does, with terms as they are counted: no text is looked at.

    ``meanwhile`` is given the same without permutations, while these are made.
    """
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
    spread = _Spread.of(sums.at(terms), sizes)
    z, best, p = _tested(spread, series.parts([0, *starts], terms), starts, sizes)
    low = np.flatnonzero(p <= LEVEL)  # no other has a part in a rate of false discoveries so low
    q = benjamini_hochberg(p[low], tests=len(p))
    there, q = low[q <= LEVEL], q[q <= LEVEL]
    flagged = pd.DataFrame(
        {"best": best[there], "z": z[there], "p": p[there], "q": q,
         "p_adjusted": np.minimum(p[there] * len(p), 1.0),
         "rate": spread.rate[there], "squares": spread.squares[there]},
        index=terms[there],
    )  # fmt: skip
    told = _Told.of(series, flagged, keys, starts)

    def made(carried: Carried, table: pd.DataFrame, permuted: NDArray[np.float64]) -> Drift:
        table = table.assign(p_permuted=permuted, label=table["feature"])
        table["badge"] = np.where(_sure(table), 3, 1)
        return Drift(
            title="What rises and falls",
            method=(
                f"Occurrences in {len(rows):,} documents, before and since each of "
                f"{len(starts)} dates; closed form of the permutation of whole documents, times "
                f"the number of dates; q over {len(p):,} terms. The surest first, by z; largest is "
                "the share of the uses that one document has."
            ),
            table=table[list(COLUMNS)].reset_index(drop=True),
            notes=(passed(table, len(p)), power(starts, len(rows), len(p)), *copied(carried)),
            source=told.counts.source,
            tests=len(p),
            counts=told.counts,
            periods=keys,
            copies=int(carried.copies.sum()),
        )

    def here() -> tuple[Carried, pd.DataFrame]:
        carried = series.carried()
        table = _spelt(_table(told, carried.copies), series)
        meanwhile(made(carried, table, np.full(len(table), np.nan)))
        return carried, table

    (carried, table), permuted = both(here, lambda: _permuted(told, seed), size=int(sizes.sum()))
    return made(carried, table, permuted)


@dataclass(frozen=True)
class _Spread:
    """How counts of terms differ between documents: e = y − rate·n."""

    rate: NDArray[np.float64]
    squares: NDArray[np.float64]  # Σe²
    cubes: NDArray[np.float64]  # Σe³

    @classmethod
    def of(cls, sums: Powers, sizes: NDArray[np.int64]) -> _Spread:
        """Return what sums over documents of these sizes come to."""
        out = cls(*(np.empty(len(sums.total)) for _ in range(3)))
        n = sizes.astype(np.float64)
        words, n2, n3 = max(float(n.sum()), 1.0), float((n**2).sum()), float((n**3).sum())
        for first in range(0, len(sums.total), _LOAD):
            cut = slice(first, first + _LOAD)
            own = sums.at(cut)
            rate = own.total / words
            squares = own.y2 - 2 * rate * own.yn + rate**2 * n2
            cubes = own.y3 - 3 * rate * own.y2n + 3 * rate**2 * own.yn2
            out.rate[cut], out.squares[cut] = rate, np.maximum(squares, 0.0)
            out.cubes[cut] = cubes - rate**3 * n3
        return out

    @property
    def steady(self) -> NDArray[np.float64]:
        """1 / √Σe², 0 where all documents have the same rate."""
        root, sure = np.sqrt(self.squares), self.squares > 1e-9
        return np.divide(1.0, root, out=np.zeros_like(root), where=sure)

    def at(self, terms: slice | NDArray[np.int64]) -> _Spread:
        """Return that of some terms."""
        return _Spread(self.rate[terms], self.squares[terms], self.cubes[terms])


@dataclass(frozen=True)
class _Told:
    """The terms that are told: counts by document (a column each) and what the tests say."""

    counts: Counts
    columns: Any
    tests: pd.DataFrame
    keys: Sequence[str]  # the period of each document
    starts: Sequence[int]

    @classmethod
    def of(
        cls, series: Series, flagged: pd.DataFrame, keys: Sequence[str], starts: Sequence[int]
    ) -> _Told:
        """Return the flagged terms, the surest first, but for those that are always in a longer."""
        terms, counts = series.counts(flagged.index.to_numpy())
        whole = closed(counts)
        counts, tests = counts.keep(whole), flagged.loc[terms[whole]]
        size = -tests["z"].abs().to_numpy()
        order = sorted(range(len(size)), key=lambda j: (size[j], counts.features[j]))
        at = np.array(order, np.int64)
        picked = replace(
            counts,
            matrix=counts.matrix[:, at],
            features=counts.features[at],
            lengths=counts.lengths[at],
        )
        return cls(picked, picked.matrix.tocsc(), tests.iloc[at], keys, starts)


def _tested(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and p over all of them.

    ``counts`` are those of the runs of documents between boundaries. Where |z| is small at all of
    them it is not told: z and boundary are 0, p is 1.
    """
    cuts = [slice(k, k + _LOAD) for k in range(0, counts.shape[1], _LOAD)]
    reached = (_reached(spread.at(cut), counts[:, cut], starts, sizes) for cut in cuts)
    there = np.flatnonzero(np.concatenate([np.empty(0), *reached]) > SMALL_Z - _SLACK)
    z, best = np.zeros(counts.shape[1]), np.zeros(counts.shape[1], np.int64)
    z[there], best[there], skew = _best(spread.at(there), counts[:, there], starts, sizes)
    p = np.ones(len(z))
    large = np.abs(z[there]) > SMALL_Z
    found = closed_p(z[there[large]], skew[large])
    p[there[large]] = np.minimum(found * len(starts), 1.0)
    return z, best, p


def _reached(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the largest |z| of each term, but for what rounding does: most terms end here."""
    m, words = len(sizes), np.append(0, np.cumsum(sizes))
    before = np.zeros(counts.shape[1], np.int64)
    largest, here, rest = (np.zeros(len(before)) for _ in range(3))
    for cut, k in enumerate(starts):
        share = 1 / np.sqrt(k * (m - k) / (m * (m - 1)))
        before += counts[cut]
        np.multiply(spread.rate, words[k] * share, out=here)
        np.multiply(before, share, out=rest)
        here -= rest
        np.maximum(largest, np.abs(here, out=here), out=largest)
    largest *= spread.steady
    return largest


def _best(
    spread: _Spread, counts: NDArray[Any], starts: Sequence[int], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of each term z at the best boundary, which one that is, and the skewness there."""
    before, words = np.zeros(counts.shape[1], np.int64), np.append(0, np.cumsum(sizes))
    m, k = len(sizes), np.array(starts)
    best, z = np.zeros(len(before), np.int64), np.zeros(len(before))
    steady = spread.steady
    scale = np.sqrt(k * (m - k) / (m * (m - 1)))
    for cut, documents in enumerate(starts):
        before += counts[cut]
        here = spread.rate * words[documents]
        here -= before  # the excess of the later side
        here *= steady
        here /= scale[cut]
        better = np.abs(here) > np.abs(z)
        best[better], z[better] = cut, here[better]
    at = k[best]
    third = (m - at) * at * (2 * at - m) / (m * (m - 1) * (m - 2)) * spread.cubes
    skew = third * (steady / scale[best]) ** 3
    return z, best, skew


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
            "caveats": [["burst"] if s >= BURST else [] for s in share],
            **{name: tests[name].to_numpy() for name in ("z", "p", "q", "p_adjusted")},
        }
    )  # fmt: skip


def _spelt(table: pd.DataFrame, series: Series) -> pd.DataFrame:
    """Return a table with a caveat at terms that are there in another spelling too."""
    ways = [otherwise(feature) for feature in table["feature"]]
    known = iter(series.known([*chain.from_iterable(ways)], LEAST, LEAST_HOLDERS).tolist())
    both_ways = [sum(next(known) for _ in own) > 0 for own in ways]
    pairs = zip(table["caveats"], both_ways, strict=True)
    said = [[*own, *["spelling"] * spelt] for own, spelt in pairs]
    return table.assign(caveats=pd.Series(said, table.index, dtype=object))


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

    def largest(places: NDArray[np.int64]) -> NDArray[np.float64]:
        there = run[places]  # of each document the run of places that it is put in
        held = np.bincount(own + there[document], count, many * runs)
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
    apart = np.array(["spelling" in own for own in table["caveats"]], bool)
    ends = table["kind"].isin(["emerged", "vanished"])  # the other spelling may be there still
    return np.asarray(
        ~(apart & ends)
        & (table["p_adjusted"] <= LEVEL)
        & (np.where(up, table["documents_after"], table["documents_before"]) >= LEAST_HOLDERS)
        & (table["log_ratio"].abs() >= LEAST_RATIO)
        & (table["largest"] < BURST)
        & ~(permuted > LEVEL)
        & ~table["in_copies"]
    )
