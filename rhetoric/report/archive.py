"""The report on a store: what drifts over the dates of an archive, period by period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rhetoric.amounts import number
from rhetoric.compare.contrasts import ends
from rhetoric.compare.drift import LEAST, LEAST_HOLDERS
from rhetoric.compare.drifting import Drifting, drifting, spans, unit_of
from rhetoric.compare.leading import Changes
from rhetoric.compare.periods import periods
from rhetoric.compare.timeline import COLUMNS, Timeline
from rhetoric.compare.trends import Trends, trends
from rhetoric.corpus import Corpus, Note
from rhetoric.findings import Finding
from rhetoric.report.figures import Wanted, of_timeline, wanted
from rhetoric.report.results import MATRIX, PANELS, Analysis
from rhetoric.stats.carried import Carried
from rhetoric.store.dated import dated
from rhetoric.store.stored import Store
from rhetoric.tokens import tokenize


def analyse(
    store: Store,
    *,
    seed: int = 0,
    min_badge: int = 1,
    say: Callable[..., None] = lambda *_: None,
    copies: Callable[[], Carried] | None = None,
    begin: Callable[[Wanted], None] = lambda _: None,
) -> Analysis:
    """Return the results of a store: findings from counts by document, quoted from its files.

    What needs all texts at hand (sentences kept and reworded, voices, devices) is None. ``begin``
    is given each figure as soon as what it shows is known; ``copies`` returns which documents are
    copies of others, where that is found elsewhere.
    """
    say(f"{len(store.documents):,} documents; counting")
    series = dated(store, least=LEAST, holders=LEAST_HOLDERS, copies=copies)
    timeline = _timeline(store, spans(periods(series.dates), store.profile))
    begin(of_timeline(timeline))
    say("looking for changes")
    found = drifting(series, seed=seed)
    findings = tuple(f for f in found.findings if f.badge >= min_badge)
    say(f"{len(findings)} findings")
    told = _told(store, found, findings, timeline)
    for one in wanted(told):
        if one.result is not timeline:
            begin(_bare(one))
    quoted, words = found.quoted(findings)
    changes = replace(told.changes, findings=quoted)
    return replace(told, changes=changes, findings=quoted, tokens=words or told.tokens)


def _told(
    store: Store, found: Drifting, findings: tuple[Finding, ...], timeline: Timeline
) -> Analysis:
    """Return the results before anything is quoted: no words are at hand."""
    sizes = found.counts.rows.set_index("document")["tokens"]
    matrix = _trends(found, [f.features[0] for f in findings[:MATRIX]])
    return Analysis(
        corpus=replace(
            found.spans, path=str(store.path), skipped=store.left_out, notes=_notes(store)
        ),
        tokens=tokenize(Corpus(())),
        words={span.id: int(sizes[span.id]) for span in found.spans},
        timeline=timeline,
        changes=_changes(found, findings),
        findings=findings,
        terms=(),
        contrast=ends(found.spans),
        keyness=None, calibration=None, tfidf=None,
        matrix=matrix,
        panels=None if matrix is None else matrix.first(PANELS),
        slopes=None, strips=None, similarity=None, shift=None, novelty=None, naming=None,
        voices=None, panel=None, agenda=None, carried=None,
        size=len(store.dated),
        copied=found.result.copied,
        types=_types(found),
    )  # fmt: skip


def _types(found: Drifting) -> list[tuple[str, int, str, str]]:
    """Return the types of the texts: how many, first and last period, the commonest first."""
    periods = defaultdict[str, list[str]](list)
    kinds = found.result.counts.rows["type"].tolist()
    for name, period in zip(kinds, found.of, strict=True):
        periods[name].append(period)
    order = sorted(periods, key=lambda name: (-len(periods[name]), name))
    return [(name, len(periods[name]), periods[name][0], periods[name][-1]) for name in order]


def _bare(figure: Wanted) -> Wanted:
    """Return a figure to draw without the store that its numbers point into: periods have none."""
    return replace(figure, result=replace(figure.result, source=None))


def _notes(store: Store) -> tuple[Note, ...]:
    """Return what is said of documents that no test has."""
    undated = len(store.documents) - len(store.dated)
    said = f"{number(undated, 'document')} without a date, held against no other: not counted here"
    return (*store.notes, *([Note("date", said)] if undated else []))


def _changes(found: Drifting, findings: Sequence[Finding]) -> Changes:
    result = found.result
    return Changes(
        title=result.title,
        method=result.method,
        table=result.table,
        notes=result.notes,
        findings=tuple(findings),
        tests=result.tests,
        counts=found.counts,
        forms={f.features[0]: (f.features[0],) for f in findings},
    )


def _trends(found: Drifting, terms: Sequence[str]) -> Trends | None:
    if len(terms) < 2:
        return None
    said = f"Occurrences per 1,000 tokens of each {found.unit}; 95 % bounds of a Poisson count."
    return replace(trends(found.counts, list(terms)), method=said, unit=found.unit)


def _timeline(store: Store, own: Corpus) -> Timeline:
    """Return a row a period (of ``own``): its documents, words and sentences."""
    documents, unit = store.dated, unit_of(own)
    length = len(own[0].id)
    by = documents.groupby(documents["date"].str[:length])
    rows = pd.DataFrame(
        {name: [getattr(span, name, None) for span in own] for name in COLUMNS},
        dtype=object,
    )
    ids = [span.id for span in own]
    for column, name in (("tokens", "words"), ("sentences", "sentences")):
        rows[name] = by[column].sum().reindex(ids).to_numpy(np.int64)
    rows["date"] = [span.date.isoformat() if span.date else "" for span in own]
    rows["notes"] = [[] for _ in ids]
    many = number(len(documents), "document")
    said = f"Words and sentences of the documents of each {unit}."
    return Timeline(f"{many}, a row a {unit}", said, rows, unit=unit)
