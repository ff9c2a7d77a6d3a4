"""Figures of results: `plot` draws on axes, the functions named for a figure make a whole page.

Only this package imports matplotlib, and never its global state. Every figure function returns a
`Picture`, or None where there are fewer than two things to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rhetoric.plots.agenda import agenda
from rhetoric.plots.bars import bars
from rhetoric.plots.funnel import funnel
from rhetoric.plots.heatmap import heatmap, reuse_map
from rhetoric.plots.lineages import lineages
from rhetoric.plots.lollipop import lollipop
from rhetoric.plots.matrix import matrix
from rhetoric.plots.multiples import multiples
from rhetoric.plots.naming import naming
from rhetoric.plots.plane import plane
from rhetoric.plots.slope import slope
from rhetoric.plots.stacks import criticism, modality
from rhetoric.plots.strips import strips
from rhetoric.plots.style import Picture
from rhetoric.plots.svg import png, svg
from rhetoric.plots.tfidf import tfidf
from rhetoric.plots.timeline import timeline
from rhetoric.plots.voices import voices
from rhetoric.plots.xray import xray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Picture", "agenda", "bars", "criticism", "funnel", "heatmap", "lineages", "lollipop",
    "matrix", "modality", "multiples", "naming", "plane", "plot", "png", "reuse_map", "slope",
    "strips", "svg", "tfidf", "timeline", "voices", "xray",
]  # fmt: skip


def plot(result: Any, ax: Axes | None = None) -> Axes:
    """Draw a result on a matplotlib ``Axes`` (those of a new page if none is given); return it.

    What does not fit on small axes is left out. Raises `RhetoricError` for what has no plot.
    """
    from rhetoric.plots.axes import drawn  # noqa: PLC0415  (all kinds of results: heavy)

    return drawn(result, ax)
