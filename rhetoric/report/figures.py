"""The figures of the report: which are drawn, under which name, from which result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from rhetoric import plots
from rhetoric.plots import Picture
from rhetoric.plots.svg import svg
from rhetoric.report.page import Image
from rhetoric.report.results import Analysis

#: Columns of lineages that are numbers and words, not lists of places.
FLAT = (
    "lineage", "opening", "first", "last", "documents", "reworded", "unchanged", "similarity",
    "alive",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A figure as it is published: its place in the page, its bytes, and the table behind it."""

    image: Image
    source: str
    svg: bytes
    table: pd.DataFrame
    notes: tuple[str, ...]


def draw(analysis: Analysis, say: Callable[..., None]) -> dict[str, Drawn]:
    """Return the figures by name; one that there is nothing to draw for is left out."""
    out = {}
    for name, source, make, table in wanted(analysis):
        picture = make()
        if picture is not None:
            say(f"drew {name}")
            image = Image(name, picture.alt, f"tables/{source}.csv")
            drawn = svg(picture.figure, alt=picture.alt)
            out[name] = Drawn(image, source, drawn, table, picture.notes)
    return out


Wanted = tuple[str, str, Callable[[], Picture | None], pd.DataFrame]


def wanted(a: Analysis) -> Iterator[Wanted]:
    """Yield name, name of the table, drawing and numbers of each figure, in the page's order."""
    if a.matrix is not None:
        matrix = a.matrix
        yield "matrix", "matrix", lambda: plots.matrix(matrix), matrix.table
    yield "timeline", "timeline", lambda: plots.timeline(a.timeline), a.timeline.table
    if a.naming is not None:
        named = a.naming
        yield "naming", "naming", lambda: plots.naming(named), named.table
    if a.voices is not None:
        heard = a.voices
        yield "voices", "voices", lambda: plots.voices(heard), heard.table
    yield from _of_rhetoric(a)
    if a.keyness is not None:
        key = a.keyness
        yield "funnel", "keyness", lambda: plots.funnel(key), key.table
        yield "keyness", "keyness", lambda: plots.lollipop(key), key.table
    if a.tfidf is not None:
        weighed = a.tfidf
        yield "tfidf", "tfidf", lambda: plots.tfidf(weighed), weighed.table
    if a.panels is not None:
        panels = a.panels
        yield "trends", "trends", lambda: plots.multiples(panels), panels.table
    if a.slopes is not None:
        slopes = a.slopes
        yield "slope", "slope", lambda: plots.slope(slopes), slopes.periods
    if a.strips is not None:
        strips = a.strips
        yield "xray", "xray", lambda: plots.xray(strips), strips.table
    yield from _of_pairs(a)


def _of_pairs(a: Analysis) -> Iterator[Wanted]:
    """Yield the figures that hold documents against each other."""
    if a.carried is not None:
        pairs, chains = a.carried.comparability, a.carried.lineages
        yield "reuse", "comparability", lambda: plots.reuse_map(pairs), pairs.table
        yield "lineages", "lineages", lambda: plots.lineages(chains), chains.table[list(FLAT)]
    if a.similarity is not None:
        alike = a.similarity
        yield "similarity", "similarity", lambda: plots.heatmap(alike), alike.table
    if a.shift is not None:
        moved = a.shift
        yield "shift", "shift", lambda: plots.bars(moved), moved.table
    if a.novelty is not None:
        new = a.novelty
        yield "novelty", "novelty", lambda: plots.plane(new), new.table


def _of_rhetoric(a: Analysis) -> Iterator[Wanted]:
    """Yield the figures of the features of rhetoric and of the agenda."""
    if a.panel is not None:
        panel, strip = a.panel, a.panel.strip
        yield "modality", "rhetoric", lambda: plots.modality(panel), panel.table
        if strip is not None:
            yield "devices", "devices", lambda: plots.xray(strip), strip.table
        yield "criticism", "rhetoric", lambda: plots.criticism(panel), panel.table
    if a.agenda is not None:
        order = a.agenda
        yield "agenda", "agenda", lambda: plots.agenda(order), order.table
