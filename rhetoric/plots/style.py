"""The one style of all figures: a canvas 8 inches wide, laid out in inches, and what stands on it.

A page is a head (title, subtitle), a body and a foot. Charts that need no tick marks are drawn on a
sheet: axes whose data units are inches from its upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from numpy.typing import ArrayLike

from rhetoric.plots.letters import Words
from rhetoric.plots.palette import GROUND, INK, LINE, RULE, SOFT
from rhetoric.plots.text import balanced, clean, font, solid

WIDTH = 8.0
LEFT, RIGHT, TOP, BOTTOM = 0.35, 0.3, 0.32, 0.28
INNER = WIDTH - LEFT - RIGHT
TITLE, SUBTITLE, LABEL, SMALL = 14.0, 10.0, 9.5, 9.0
ROW = 0.24
_LEADING = 1.38  # of the type size
_RISE = 0.355 / 72  # from the middle of a line of type to its baseline, of its size
_GAP = 0.16


@dataclass(frozen=True)
class Picture:
    """A finished figure, the finding it shows, and the same in words for who cannot see it.

    ``notes`` say what the figure could not show (glyphs that the typeface lacks).
    """

    figure: Figure
    title: str
    alt: str
    notes: tuple[str, ...] = ()

    @property
    def axes(self) -> Axes:
        """The axes of the body."""
        return self.figure.axes[0]


@dataclass(frozen=True)
class Page:
    """A figure with its head and foot set; ``body`` inches between are free from ``top`` on."""

    figure: Figure
    top: float
    body: float
    height: float

    def axes(self, left: float = 0.0, right: float = 0.0, bottom: float = 0.0) -> Axes:
        """Return axes that fill the body but for these margins in inches, without a frame."""
        box = (
            (LEFT + left) / WIDTH,
            1 - (self.top + self.body - bottom) / self.height,
            (INNER - left - right) / WIDTH,
            (self.body - bottom) / self.height,
        )
        ax = self.figure.add_axes(box)
        ax.set_facecolor("none")
        return ax

    def sheet(self) -> Axes:
        """Return axes over the whole body whose units are inches."""
        ax = self.axes()
        sheet(ax)
        return ax


def page(title: str, subtitle: str, foot: str, *, body: float) -> Page:
    """Return a figure as high as its head, its body (in inches) and its foot need."""
    head = [
        (balanced(title, INNER, TITLE, bold=True), TITLE, INK, True),
        (solid(subtitle, INNER, SUBTITLE, 4), SUBTITLE, SOFT, False),
    ]
    below = solid(foot, INNER, SMALL, 6)
    top = TOP + sum(_height(lines, size) for lines, size, _, _ in head) + 0.05 + _GAP
    height = top + body + _GAP + _height(below, SMALL) + BOTTOM
    figure = Figure(figsize=(WIDTH, height), dpi=100, facecolor=GROUND, layout=None)
    y = TOP
    for lines, size, colour, bold in head:
        y = _column(figure, lines, y, size, colour, bold=bold) + 0.05
    _column(figure, below, top + body + _GAP, SMALL, SOFT)
    return Page(figure, top, body, height)


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * _LEADING / 72


def _column(
    figure: Figure, lines: Sequence[str], y: float, size: float, colour: str, *, bold: bool = False
) -> float:
    """Set lines of type from ``y`` inches below the top of the canvas on; return where they end."""
    height = figure.get_figheight()
    for line in lines:
        y += size * _LEADING / 72
        words = Words(
            LEFT / WIDTH,
            1 - (y - 0.3 * size / 72) / height,
            line,
            color=colour,
            fontproperties=font(size, bold=bold),
            parse_math=False,
            usetex=False,
            transform=figure.transFigure,
        )
        words.set_figure(figure)
        figure.texts.append(words)
    return y


def sheet(ax: Axes, least: float = 6.0) -> tuple[float, float]:
    """Make inches the units of some axes, from their upper left corner; return width and height.

    On axes narrower than ``least`` inches everything is drawn smaller, words too.
    """
    dpi = ax.figure.dpi
    across, down = ax.bbox.width / dpi, ax.bbox.height / dpi
    if across < least:
        across, down = least, down * least / across
    ax.set_axis_off()
    ax.set_xlim(0, across)
    ax.set_ylim(down, 0)
    return across, down


def _zoom(ax: Axes) -> float:
    """Return how large an inch of a sheet is drawn; 1 on a page."""
    if ax.axison:
        return 1.0
    return round(ax.bbox.width / ax.figure.dpi / ax.get_xlim()[1], 3)


def new(width: float = 7.0, height: float = 4.5) -> Axes:
    """Return the axes of a new figure without head and foot."""
    figure = Figure(figsize=(width, height), dpi=100, facecolor=GROUND, layout=None)
    ax = figure.add_axes((0.1, 0.14, 0.86, 0.8))
    ax.set_facecolor("none")
    return ax


def write(
    ax: Axes,
    x: float,
    y: float,
    text: object,
    *,
    size: float = LABEL,
    colour: str = INK,
    ha: str = "left",
    bold: bool = False,
) -> Text:
    """Set a line of type on a sheet, its middle at ``y``."""
    words = Words(
        x,
        y + _RISE * size,
        clean(text),
        color=colour,
        fontproperties=font(size * _zoom(ax), bold=bold),
        ha=ha,
        va="baseline",
        parse_math=False,
        usetex=False,
        transform=ax.transData,
    )
    ax.add_artist(words)
    words.set_clip_on(False)
    return words


def strokes(
    ax: Axes,
    segments: Iterable[Sequence[float]],
    colour: str,
    weight: float = 0.8,
    *,
    cap: str = "butt",
    order: float = 1.0,
    **how: Any,
) -> None:
    """Draw straight strokes (x1, y1, x2, y2), all as one path."""
    ends = np.asarray(list(segments), float).reshape(-1, 2)
    if not len(ends):
        return
    codes = np.tile([Path.MOVETO, Path.LINETO], len(ends) // 2).astype(np.uint8)
    path = Path(ends, codes)
    path.should_simplify = False
    patch = PathPatch(
        path, fill=False, ec=colour, lw=weight, capstyle=cap, zorder=order, clip_on=False, **how
    )
    _add(ax, patch)


def polyline(
    ax: Axes, xs: ArrayLike, ys: ArrayLike, colour: str, *, weight: float = 1.2, order: float = 2.0
) -> None:
    """Draw one line through points."""
    line = Line2D(np.asarray(xs, float), np.asarray(ys, float), color=colour, lw=weight)
    line.set(zorder=order, clip_on=False, solid_capstyle="round", marker="none")
    _add(ax, line)


def marks(
    ax: Axes,
    xs: ArrayLike,
    ys: ArrayLike,
    colour: str,
    *,
    marker: str = "o",
    size: float = 6.0,
    edge: str = GROUND,
    order: float = 3.0,
) -> None:
    """Draw marks of one shape and size (points) with a thin edge of the ground's colour."""
    line = Line2D(np.asarray(xs, float), np.asarray(ys, float), ls="none", marker=marker)
    line.set(ms=size * _zoom(ax), mfc=colour, mec=edge, mew=0.7, zorder=order, clip_on=False)
    _add(ax, line)


def discs(
    ax: Axes, xs: ArrayLike, ys: ArrayLike, radii: ArrayLike, colour: str, *, order: float = 2.0
) -> None:
    """Draw discs of different radii (inches) on a sheet, all as one path."""
    unit = Path.unit_circle()
    circles = [
        Path(np.asarray(unit.vertices) * r + (x, y), unit.codes)
        for x, y, r in zip(np.ravel(xs), np.ravel(ys), np.ravel(radii), strict=True)
    ]
    if circles:
        _add(
            ax,
            PathPatch(
                Path.make_compound_path(*circles),
                fc=colour, ec="none", lw=0, zorder=order, clip_on=False,
            ),
        )  # fmt: skip


def boxes(ax: Axes, rectangles: Iterable[Sequence[float]], colour: str, order: float = 1.0) -> None:
    """Fill rectangles (x, y, width, height), all as one path."""
    paths = [
        Path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], closed=True)
        for x, y, w, h in rectangles
    ]
    if paths:
        path = Path.make_compound_path(*paths)
        path.should_simplify = False
        _add(ax, PathPatch(path, fc=colour, ec="none", lw=0, zorder=order, clip_on=False))


def _add(ax: Axes, artist: Any) -> None:
    artist.set_transform(ax.transData)
    if isinstance(artist, Rectangle | PathPatch):
        ax.add_artist(artist)
    else:
        ax.add_line(artist)
    artist.set_clip_path(None)
    artist.set_clip_on(False)


def rule_off(ax: Axes, *, x: bool = True, y: bool = True) -> None:
    """Give axes the plain look: grey and thin, no frame, words of 9 points."""
    for name, spine in ax.spines.items():
        spine.set_visible((name == "bottom" and x) or (name == "left" and y))
        spine.set(color=RULE, linewidth=0.8)
    ax.tick_params(which="both", color=LINE, width=0.8, length=3, labelcolor=SOFT)
    ax.minorticks_off()


def ticks(ax: Axes, which: str, at: Sequence[float], labels: Sequence[str]) -> None:
    """Set the ticks of one axis and their labels."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_ticks(list(at))
    axis.set_ticklabels([clean(label) for label in labels])
    for label in axis.get_ticklabels():
        label.set(fontproperties=font(SMALL), color=SOFT, parse_math=False)
