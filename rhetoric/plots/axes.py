"""Draws a result on axes, whatever kind it is: what `rhetoric.plots.plot` does."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from rhetoric.compare.agenda import Agenda
from rhetoric.compare.collocates import Collocates
from rhetoric.compare.comparability import Comparability
from rhetoric.compare.dispersion import Dispersion
from rhetoric.compare.groups import Groups
from rhetoric.compare.keyness import Keyness
from rhetoric.compare.leading import Changes
from rhetoric.compare.lineages import Lineages
from rhetoric.compare.naming import Naming
from rhetoric.compare.novelty import Novelty
from rhetoric.compare.panel import Panel
from rhetoric.compare.phrases import Phrases
from rhetoric.compare.profile import Profile
from rhetoric.compare.shift import Shift
from rhetoric.compare.similarity import Similarity
from rhetoric.compare.tfidf import Tfidf
from rhetoric.compare.timeline import Timeline
from rhetoric.compare.trends import Trends, trends
from rhetoric.compare.voices import Voices
from rhetoric.corpus import RhetoricError
from rhetoric.plots.agenda import agenda
from rhetoric.plots.agenda import draw as draw_agenda
from rhetoric.plots.bars import bars
from rhetoric.plots.bars import draw as draw_bars
from rhetoric.plots.funnel import draw as draw_funnel
from rhetoric.plots.funnel import funnel
from rhetoric.plots.heatmap import draw as draw_heatmap
from rhetoric.plots.heatmap import heatmap, reuse_map
from rhetoric.plots.lineages import draw as draw_lineages
from rhetoric.plots.lineages import lineages
from rhetoric.plots.matrix import draw as draw_matrix
from rhetoric.plots.matrix import matrix
from rhetoric.plots.naming import draw as draw_naming
from rhetoric.plots.naming import naming
from rhetoric.plots.plane import draw as draw_plane
from rhetoric.plots.plane import plane
from rhetoric.plots.stacks import draw as draw_modality
from rhetoric.plots.stacks import modality
from rhetoric.plots.strips import draw as draw_strips
from rhetoric.plots.strips import strips
from rhetoric.plots.style import Picture, new, sheet, write
from rhetoric.plots.tfidf import draw as draw_tfidf
from rhetoric.plots.tfidf import tfidf
from rhetoric.plots.timeline import draw as draw_timeline
from rhetoric.plots.timeline import timeline
from rhetoric.plots.voices import draw as draw_voices
from rhetoric.plots.voices import voices
from rhetoric.plots.xray import draw as draw_xray
from rhetoric.plots.xray import xray

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@singledispatch
def drawn(result: Any, ax: Axes | None = None) -> Axes:
    """Draw a result on ``ax``, or on a page of its own, and return its axes.

    Raises `RhetoricError` for what has no plot.
    """
    kinds = ", ".join(kind.__name__ for kind in drawn.registry if kind is not object)
    raise RhetoricError(
        f"There is no plot of {type(result).__name__}{' on these axes' if ax else ''}: "
        f"choose a result of the kind {kinds}."
    )


def _on(
    result: Any,
    ax: Axes | None,
    page: Callable[[Any], Picture | None],
    draw: Callable[[Axes, Any], None],
) -> Axes:
    """Draw on the axes given or return those of the whole page; say where there is nothing."""
    picture = page(result)
    if picture is None:
        ax = ax or new()
        _, down = sheet(ax)
        write(ax, 0.1, down / 2, "There are fewer than two things to draw.")
    elif ax is None:
        return picture.axes
    else:
        draw(ax, result)
    return ax


@drawn.register(Keyness)
def _keyness(result: Keyness, ax: Axes | None = None) -> Axes:
    return _on(result, ax, funnel, draw_funnel)


@drawn.register(Timeline)
def _of_timeline(result: Timeline, ax: Axes | None = None) -> Axes:
    return _on(result, ax, timeline, draw_timeline)


@drawn.register(Dispersion)
def _dispersion(result: Dispersion, ax: Axes | None = None) -> Axes:
    return _on(result, ax, xray, draw_xray)


@drawn.register(Trends)
def _trends(result: Trends, ax: Axes | None = None) -> Axes:
    return _on(result, ax, matrix, draw_matrix)


@drawn.register(Tfidf)
def _of_tfidf(result: Tfidf, ax: Axes | None = None) -> Axes:
    return _on(result, ax, tfidf, draw_tfidf)


@drawn.register(Naming)
def _of_naming(result: Naming, ax: Axes | None = None) -> Axes:
    return _on(result, ax, naming, draw_naming)


@drawn.register(Voices)
def _of_voices(result: Voices, ax: Axes | None = None) -> Axes:
    return _on(result, ax, voices, draw_voices)


#: Findings whose first terms a plot of changes shows.
CHIEF = 16


@drawn.register(Changes)
def _changes(result: Changes, ax: Axes | None = None) -> Axes:
    worded = [f for f in result.findings if f.features[0] in result.forms]
    terms = [f.features[0] for f in worded[:CHIEF]]
    if len(terms) < 2:
        raise RhetoricError("There are no two findings to draw.")
    return drawn(trends(result.counts, terms), ax=ax)


@drawn.register(Similarity)
def _similarity(result: Similarity, ax: Axes | None = None) -> Axes:
    return _on(result, ax, heatmap, draw_heatmap)


@drawn.register(Shift)
@drawn.register(Collocates)
@drawn.register(Phrases)
@drawn.register(Groups)
def _of_bars(result: Shift | Collocates | Phrases | Groups, ax: Axes | None = None) -> Axes:
    return _on(result, ax, bars, draw_bars)


@drawn.register(Novelty)
def _novelty(result: Novelty, ax: Axes | None = None) -> Axes:
    return _on(result, ax, plane, draw_plane)


@drawn.register(Profile)
def _profile(result: Profile, ax: Axes | None = None) -> Axes:
    return _on(result, ax, strips, draw_strips)


@drawn.register(Comparability)
def _comparability(result: Comparability, ax: Axes | None = None) -> Axes:
    return _on(result, ax, reuse_map, draw_heatmap)


@drawn.register(Lineages)
def _lineages(result: Lineages, ax: Axes | None = None) -> Axes:
    return _on(result, ax, lineages, draw_lineages)


@drawn.register(Panel)
def _of_panel(result: Panel, ax: Axes | None = None) -> Axes:
    return _on(result, ax, modality, draw_modality)


@drawn.register(Agenda)
def _of_agenda(result: Agenda, ax: Axes | None = None) -> Axes:
    return _on(result, ax, agenda, draw_agenda)
