"""Figures of results: `plot` draws on axes, the functions named for a figure make a whole page.

Only this package imports matplotlib, and never its global state. Every figure function returns a
`Picture`, or None where there are fewer than two things to show. A figure is loaded when it is
first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

__all__ = [
    "Picture", "agenda", "bars", "criticism", "funnel", "heatmap", "lineages", "lollipop",
    "matrix", "modality", "multiples", "naming", "plane", "plot", "png", "reuse_map", "slope",
    "strips", "svg", "tfidf", "timeline", "voices", "xray",
]  # fmt: skip

#: The module that has a public name where it is not called so itself.
_HOMES = {
    "Picture": "style", "criticism": "stacks", "modality": "stacks", "png": "svg",
    "reuse_map": "heatmap",
}  # fmt: skip


def plot(result: Any, ax: Axes | None = None) -> Axes:
    """Draw a result on a matplotlib ``Axes`` (those of a new page if none is given); return it.

    What does not fit on small axes is left out. Raises `RhetoricError` for what has no plot.
    """
    from rhetoric.plots.axes import drawn  # noqa: PLC0415  (all kinds of results: heavy)

    return drawn(result, ax)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, name)}"), name)
    globals()[name] = found
    return found


class _Figures(ModuleType):
    """This package, whose names are figures.

    Python binds a module to its name in the package as soon as it is imported, and the function
    that draws a figure has the name of its module.
    """

    def __setattr__(self, name: str, value: object) -> None:
        is_figure = isinstance(value, ModuleType) and name in __all__
        super().__setattr__(name, getattr(value, name) if is_figure else value)


sys.modules[__name__].__class__ = _Figures
