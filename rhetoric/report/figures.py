"""The figures of the report: which are drawn, under which name, from which result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from string import ascii_letters, digits

import pandas as pd

from rhetoric.compare.timeline import Timeline
from rhetoric.drawing import load_to_draw
from rhetoric.findings import Result
from rhetoric.report.page import Image
from rhetoric.report.results import Analysis

#: Columns of lineages that are numbers and words, not lists of places.
FLAT = (
    "lineage", "opening", "first", "last", "documents", "reworded", "unchanged", "similarity",
    "alive",
)  # fmt: skip
#: What draws the figures of a report on a store.
OF_STORE = ("matrix", "timeline", "multiples")


@dataclass(frozen=True)
class Drawn:
    """A figure as it is published: its place in the page, its bytes, and the table behind it."""

    image: Image
    source: str
    svg: bytes
    table: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Wanted:
    """A figure that is wanted: its name, what of `rhetoric.plots` draws which result.

    ``table`` are the numbers behind it, in the file called ``source``.
    """

    name: str
    plot: str
    result: Result
    source: str
    table: pd.DataFrame


#: The words and the bytes of a figure, and what is said of it; None where it has nothing to show.
Made = tuple[str, bytes, tuple[str, ...]] | None


def ready() -> None:
    """Load what draws the report on a store, in a process that does nothing else and ends.

    And shape what most figures need. It takes as long as to draw a few of them.
    """
    load_to_draw()
    from rhetoric import plots  # noqa: PLC0415  (heavy)
    from rhetoric.plots.style import page  # noqa: PLC0415

    for name in OF_STORE:
        getattr(plots, name)
    trial = page(ascii_letters, ascii_letters, digits, body=1.0)
    trial.axes()
    plots.svg(trial.figure, alt="")


def make(one: Wanted) -> tuple[str, Made]:
    """Return a figure as it is drawn, after its name."""
    from rhetoric import plots  # noqa: PLC0415  (heavy: a copy of this process may load it)

    picture = getattr(plots, one.plot)(one.result)
    drawn = picture and plots.svg(picture.figure, alt=picture.alt)
    return one.name, picture and (picture.alt, drawn, picture.notes)


def draw(
    analysis: Analysis,
    say: Callable[..., None],
    made: Callable[[], Iterable[tuple[str, Made]]] | None = None,
) -> dict[str, Drawn]:
    """Return the figures by name; one that there is nothing to draw for is left out.

    ``made`` returns them as `make` does where they are drawn elsewhere.
    """
    figures, out = [*wanted(analysis)], {}
    pictures = dict(made() if made else map(make, figures))
    for one in figures:
        drawn = pictures[one.name]
        if drawn is not None:
            say(f"drew {one.name}")
            alt, svg, notes = drawn
            image = Image(one.name, alt, f"tables/{one.source}.csv")
            out[one.name] = Drawn(image, one.source, svg, one.table, notes)
    return out


def of_timeline(timeline: Timeline) -> Wanted:
    """Return the figure of a timeline."""
    return Wanted("timeline", "timeline", timeline, "timeline", timeline.table)


def wanted(a: Analysis) -> Iterator[Wanted]:
    """Yield the figures of results, in the page's order."""
    if a.matrix is not None:
        yield Wanted("matrix", "matrix", a.matrix, "matrix", a.matrix.table)
    yield of_timeline(a.timeline)
    if a.naming is not None:
        yield Wanted("naming", "naming", a.naming, "naming", a.naming.table)
    if a.voices is not None:
        yield Wanted("voices", "voices", a.voices, "voices", a.voices.table)
    yield from _of_rhetoric(a)
    if a.keyness is not None:
        yield Wanted("funnel", "funnel", a.keyness, "keyness", a.keyness.table)
        yield Wanted("keyness", "lollipop", a.keyness, "keyness", a.keyness.table)
    if a.tfidf is not None:
        yield Wanted("tfidf", "tfidf", a.tfidf, "tfidf", a.tfidf.table)
    if a.panels is not None:
        yield Wanted("trends", "multiples", a.panels, "trends", a.panels.table)
    if a.slopes is not None:
        yield Wanted("slope", "slope", a.slopes, "slope", a.slopes.periods)
    if a.strips is not None:
        yield Wanted("xray", "xray", a.strips, "xray", a.strips.table)
    yield from _of_pairs(a)


def _of_pairs(a: Analysis) -> Iterator[Wanted]:
    """Yield the figures that hold documents against each other."""
    if a.carried is not None:
        pairs, chains = a.carried.comparability, a.carried.lineages
        yield Wanted("reuse", "reuse_map", pairs, "comparability", pairs.table)
        yield Wanted("lineages", "lineages", chains, "lineages", chains.table[list(FLAT)])
    if a.similarity is not None:
        yield Wanted("similarity", "heatmap", a.similarity, "similarity", a.similarity.table)
    if a.shift is not None:
        yield Wanted("shift", "bars", a.shift, "shift", a.shift.table)
    if a.novelty is not None:
        yield Wanted("novelty", "plane", a.novelty, "novelty", a.novelty.table)


def _of_rhetoric(a: Analysis) -> Iterator[Wanted]:
    """Yield the figures of the features of rhetoric and of the agenda."""
    if a.panel is not None:
        panel, strip = a.panel, a.panel.strip
        yield Wanted("modality", "modality", panel, "rhetoric", panel.table)
        if strip is not None:
            yield Wanted("devices", "xray", strip, "devices", strip.table)
        yield Wanted("criticism", "criticism", panel, "rhetoric", panel.table)
    if a.agenda is not None:
        yield Wanted("agenda", "agenda", a.agenda, "agenda", a.agenda.table)
