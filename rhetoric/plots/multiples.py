"""Rates through time by document: a small panel a term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.plots.palette import FAINT, LATER, LINE, RULE, SOFT
from rhetoric.plots.style import (
    INNER,
    LABEL,
    SMALL,
    Picture,
    discs,
    marks,
    page,
    polyline,
    sheet,
    strokes,
    write,
)
from rhetoric.plots.text import between, clean, joined, notes, number, plural, quoted, wrap

if TYPE_CHECKING:
    from rhetoric.compare.trends import Trends

_PANELS, _ACROSS = 12, 3
_HIGH = 1.62
_PLOT = (0.38, 1.2)  # of a panel, from its top: highest rate and zero
_SIDE = 0.5  # for the number at the peak
_FEW = 8  # with fewer dates nothing is smoothed
_APART = 0.1  # inches between two marks, or documents are spaced evenly


@dataclass(frozen=True)
class _View:
    """Panels in the order of their peaks; ``at`` runs from 0 to 1 over dates or documents."""

    panels: tuple[pd.DataFrame, ...]
    at: np.ndarray
    ticks: tuple[tuple[float, str], ...]
    even: bool
    smooth: bool
    cut: int
    unit: str


def multiples(result: Trends) -> Picture | None:
    """Return the figure of one small panel a term, or None for fewer than two documents."""
    view = _view(result)
    if view is None:
        return None
    title, rows = _title(view), ceil(len(view.panels) / _ACROSS)
    across = (
        f"{view.unit}s evenly spaced in the order of their dates" if view.even else "real dates"
    )
    subtitle = (
        f"Uses per 1,000 words; from left to right: {across}. Each panel has its own scale; the "
        f"number is the highest rate of one {view.unit}"
        + (", by its lower 95 % bound." if view.smooth else ".")
    )
    made = page(title, subtitle, _foot(view), body=rows * _HIGH)
    draw(made.sheet(), result, view)
    said = [
        f"{clean(p['label'].iloc[0])} {number(p['rate'].iloc[_peak(p, smooth=view.smooth)])}"
        for p in view.panels[:4]
    ]
    labels = [p["label"].iloc[0] for p in view.panels]
    alt = f"{title}. Highest rates per 1,000 words: {joined(said)}."
    return Picture(made.figure, title, alt, notes(labels))


def _view(result: Trends, most: int = _PANELS) -> _View | None:
    table = result.table
    if not len(table) or table["document"].nunique() < 2:
        return None
    parts = [part for _, part in table.groupby("feature", sort=False)]
    shown = parts[:most]
    first = shown[0]
    dates = [dt.date.fromisoformat(str(d)[:10]) for d in first["date"]]
    at, ticks, even = _places(dates, first["document_label"].tolist())
    smooth = len(set(dates)) >= _FEW
    shown.sort(key=lambda p: (_peak(p, smooth=smooth), str(p["feature"].iloc[0])))
    return _View(tuple(shown), at, ticks, even, smooth, len(parts) - len(shown), result.unit)


def _peak(part: pd.DataFrame, *, smooth: bool) -> int:
    """Return where the rate is highest; of many dates where its lower bound is.

    Two uses in a short text are a high rate that says little.
    """
    return int(part["low" if smooth else "rate"].to_numpy(float).argmax())


def _places(
    dates: Sequence[dt.date], labels: Sequence[str]
) -> tuple[np.ndarray, tuple[tuple[float, str], ...], bool]:
    """Return where each document stands from 0 to 1, ticks, and whether they are evenly spaced."""
    days = np.array([(d - dates[0]).days for d in dates], float)
    room = INNER / _ACROSS - _SIDE - 0.25
    gaps = np.diff(days) / max(days[-1], 1) * room
    if len(dates) < _FEW and (days[-1] == 0 or gaps.min() < _APART):
        at = np.linspace(0, 1, len(dates))
        return at, ((0.0, str(labels[0])[:7]), (1.0, str(labels[-1])[:7])), True
    span = max(float(days[-1]), 1.0)
    years = list(range(dates[0].year, dates[-1].year + 2))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if len(years) / s <= 5)
    ticks = [((dt.date(y, 1, 1) - dates[0]).days / span, str(y)) for y in years if y % step == 0]
    inside = [(x, y) for x, y in ticks if 0 <= x <= 1]
    if not inside:
        inside = [(0.0, str(labels[0])[:7]), (1.0, str(labels[-1])[:7])]
    return days / span, tuple(inside), False


def _title(view: _View) -> str:
    last, noun = len(view.at) - 1, "text" if view.unit == "document" else view.unit
    if view.smooth and len(view.panels) > 2:
        ends = [quoted(view.panels[i]["label"].iloc[0]) for i in (0, -1)]
        terms = plural(len(view.panels), "term")
        return f"{terms} in the order of their peaks: from {ends[0]} to {ends[1]}"
    early = [quoted(p["label"].iloc[0]) for p in view.panels if _peak(p, smooth=view.smooth) == 0]
    late = [quoted(p["label"].iloc[0]) for p in view.panels if _peak(p, smooth=view.smooth) == last]
    if early and late:
        return f"Highest in the first {noun}: {_some(early)}; in the last: {_some(late)}"
    if early or late:
        when = "first" if early else "last"
        return f"{_some(early or late)} {_peaks(early or late)} in the {when} {noun}"
    return (
        f"{plural(len(view.panels), 'term')} in the order of their peaks, over {last + 1} {noun}s"
    )


def _peaks(names: Sequence[str]) -> str:
    return "has its highest rate" if len(names) == 1 else "have their highest rates"


def _some(names: Sequence[str], most: int = 2) -> str:
    more = len(names) - most
    return joined([*names[:most], f"{more} more"] if more > 0 else list(names))


def _foot(view: _View) -> str:
    sizes = view.panels[0]["tokens"]
    length = f"{between(int(n) for n in sizes)} words each"
    if view.smooth:
        how = (
            f"Dots: single {view.unit}s ({length}). Line: rate weighted by a moving kernel "
            "over dates, from the first use to the last."
        )
    else:
        how = (
            f"Dots: single {view.unit}s ({length}); bars: 95 % Poisson intervals of one "
            f"{view.unit}’s count, drawn to the panel’s edge at most. No smoothing."
        )
    cut = f" {plural(view.cut, 'term')} of the table not shown." if view.cut else ""
    return f"{how} Badge ① counted in these texts; a rise or fall is not tested here.{cut}"


def draw(ax: Axes, result: Trends, view: _View | None = None) -> None:
    """Draw the panels on a sheet; those that do not fit are left out."""
    across, down = sheet(ax)
    columns = max(min(_ACROSS, int(across / 1.7)), 1)
    view = view or _view(result, max(int(down / _HIGH), 1) * columns)
    if view is None:
        return
    wide = across / columns
    for k, part in enumerate(view.panels):
        most = _highest(part, smooth=view.smooth)
        frame = _Frame((k % columns) * wide, (k // columns) * _HIGH, wide, most)
        _panel(ax, view, part, frame)


@dataclass(frozen=True)
class _Frame:
    """One panel: its upper left corner, its width and the rate at its upper edge."""

    left: float
    top: float
    wide: float
    most: float

    def x(self, at: Any) -> Any:
        """Return where a share of the time axis stands."""
        return self.left + 0.08 + at * (self.wide - _SIDE - 0.25)

    def y(self, rate: Any) -> Any:
        """Return where a rate stands, at most at the upper edge."""
        high, zero = self.top + _PLOT[0], self.top + _PLOT[1]
        return zero - np.minimum(rate / self.most, 1) * (zero - high)

    @property
    def right(self) -> float:
        """Where the axis ends."""
        return self.left + self.wide - _SIDE


def _highest(part: pd.DataFrame, *, smooth: bool) -> float:
    rate = float(part["rate"].max())
    most = max(1.3 * rate, 1e-9)
    return most if smooth else max(most, min(float(part["high"].max()), 2.2 * rate))


def _panel(ax: Axes, view: _View, part: pd.DataFrame, frame: _Frame) -> None:
    lines = wrap(part["label"].iloc[0], frame.wide - 0.2, LABEL, bold=True, limit=2)
    for k, line in enumerate(lines):
        y = frame.top + 0.17 + 0.15 * (k - len(lines) + 1)
        write(ax, frame.left, y, line, size=LABEL, bold=True)
    _time(ax, view, frame)
    rate = part["rate"].to_numpy(float)
    x, y = frame.x(view.at), frame.y(rate)
    if view.smooth:
        _smoothed(ax, part, view.at, frame)
    else:
        low, high = (frame.y(part[k].to_numpy(float)) for k in ("low", "high"))
        strokes(ax, zip(x, low, x, high, strict=True), LATER.pale, 2.4, cap="round")
        polyline(ax, x, y, LATER.mark, weight=0.9)
        marks(ax, x, y, LATER.mark, size=6)
    i = _peak(part, smooth=view.smooth)
    if frame.right - x[i] > 0.12:
        strokes(ax, [(x[i] + 0.06, y[i], frame.right, y[i])], LINE, 0.7, linestyle=(0, (2, 2)))
    marks(ax, [x[i]], [y[i]], LATER.words, size=7.5, order=4)
    write(ax, frame.right + 0.03, y[i], number(rate[i]), bold=True)


def _time(ax: Axes, view: _View, frame: _Frame) -> None:
    """Draw the zero line with its ticks."""
    zero = float(frame.y(0.0)) + 0.03
    strokes(ax, [(frame.left, zero, frame.right, zero)], RULE, 0.8, order=0.5)
    for at, name in view.ticks:
        tick = float(frame.x(at))
        strokes(ax, [(tick, zero, tick, zero + 0.04)], LINE, 0.8)
        aligned = "left" if view.even and at == 0 else "right" if view.even else "center"
        shift = {"left": -0.08, "right": 0.12, "center": 0.0}[aligned]
        write(ax, tick + shift, zero + 0.14, name, size=SMALL, colour=SOFT, ha=aligned)


def _smoothed(ax: Axes, part: pd.DataFrame, at: np.ndarray, frame: _Frame) -> None:
    """Draw dots by size and a kernel-weighted rate that stops at long gaps."""
    tokens, counts = part["tokens"].to_numpy(float), part["count"].to_numpy(float)
    radii = 0.035 * np.sqrt(tokens / max(tokens.max(), 1)) + 0.008
    discs(ax, frame.x(at), frame.y(part["rate"].to_numpy(float)), radii, FAINT)
    width = max(1 / 12, 1.5 * float(np.median(np.diff(at))))
    weights = np.exp(-0.5 * ((at[:, None] - at[None, :]) / width) ** 2)
    line = 1000 * (weights @ counts) / np.maximum(weights @ tokens, 1e-9)
    edges = [0, *(np.flatnonzero(np.diff(at) > width * 2) + 1).tolist(), len(at)]
    used = np.flatnonzero(counts)
    first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
    for low, high in pairwise(edges):  # a kernel reaches beyond the first use and the last
        a, b = max(low, first), min(high, last)
        if b - a < 1:
            continue
        polyline(ax, frame.x(at[a:b]), frame.y(line[a:b]), LATER.mark, weight=1.6, order=2.6)
