"""Lineage strips: the life of sentences over dated documents, a tick where the wording changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric.plots.palette import EARLIER, INK, LATER, LINE, RULE, SOFT
from rhetoric.plots.style import LABEL, SMALL, Picture, boxes, page, sheet, strokes, write
from rhetoric.plots.text import notes, plural, quoted, shorten

if TYPE_CHECKING:
    from rhetoric.compare.lineages import Lineages

_ROWS = 14  # strips that are drawn
_ROW, _BAR, _TICK = 0.42, 0.17, 0.16
_NAMES, _COUNTS = 2.75, 1.35
_AXIS, _HEAD = 0.5, 0.3
_LEAST = 0.05  # inches of a document that stands alone in time


@dataclass(frozen=True)
class _View:
    rows: tuple[Mapping[str, Any], ...]
    days: tuple[int, ...]
    others: int

    @property
    def span(self) -> tuple[int, int]:
        """The first and last day of the axis."""
        return self.days[0], max(self.days[-1], self.days[0] + 1)


def lineages(result: Lineages) -> Picture | None:
    """Return the figure of the longest lineages, or None for fewer than two."""
    view = _view(result)
    if view is None:
        return None
    title = _title(view)
    subtitle = (
        f"The lives of {plural(len(view.rows), 'sentence')} over "
        f"{plural(len(view.days), 'dated document')}. A strip is a chain of matched sentences: "
        "its shade changes, and a tick stands, where the wording does."
    )
    left = f" {plural(view.others, 'shorter lineage')} not shown." if view.others else ""
    foot = (
        "Height of a tick: how much was reworded (1 − S; S is the mean of weighted overlap and "
        "order of words). ▶ still there in the last document. A chain is cut where no pair "
        f"reaches S = 0.50, so a strip follows wording, not policy.{left} Badge ① counted."
    )
    made = page(title, subtitle, foot, body=_HEAD + _ROW * len(view.rows) + _AXIS)
    draw(made.sheet(), result, view)
    most = view.rows[0]
    alt = (
        f"{title}. Longest: {most['opening']} …, {most['first']} to {most['last']}, "
        f"{most['documents']} documents, reworded {most['reworded']} times."
    )
    return Picture(made.figure, title, alt, notes(row["opening"] for row in view.rows))


def _view(result: Lineages) -> _View | None:
    if len(result.table) < 2 or result.source is None:
        return None
    days = sorted(d.date.toordinal() for d in result.source.corpus if d.date is not None)
    rows = result.table.head(_ROWS).to_dict("records")
    return _View(tuple(rows), tuple(days), len(result.table) - len(rows))  # type: ignore[arg-type]


def _title(view: _View) -> str:
    steady = max(view.rows, key=lambda r: (r["unchanged"], r["documents"]))
    restless = max(view.rows, key=lambda r: (r["reworded"], r["documents"]))
    if steady["unchanged"] > 2:
        said = f"{quoted(steady['opening'])} stands {steady['unchanged']} times word for word"
        if restless["reworded"] and restless is not steady:
            said += f"; another sentence is reworded {plural(restless['reworded'], 'time')}"
        return said
    return f"{quoted(restless['opening'])} lives longest, reworded each time" if (
        restless["reworded"] == restless["documents"] - 1
    ) else f"{quoted(restless['opening'])} is reworded most"  # fmt: skip


def draw(ax: Axes, result: Lineages, view: _View | None = None) -> None:
    """Draw the strips and their axis on a sheet."""
    across, _ = sheet(ax)
    view = view or _view(result)
    if view is None:
        return
    left, right = _NAMES, across - _COUNTS
    scale = (right - left) / (view.span[1] - view.span[0])
    xs = {day: left + (day - view.span[0]) * scale for day in view.days}
    bottom = _HEAD + _ROW * len(view.rows)
    _axis(ax, view, xs, bottom)
    write(ax, right + 0.55, 0.1, "texts", size=SMALL, colour=SOFT, ha="right")
    write(ax, across, 0.1, "reworded", size=SMALL, colour=EARLIER.words, ha="right")
    for number, row in enumerate(view.rows):
        y = _HEAD + _ROW * (number + 0.5)
        write(ax, 0, y, shorten(row["opening"], _NAMES - 0.15, SMALL), size=SMALL, colour=INK)
        write(ax, right + 0.55, y, str(row["documents"]), size=LABEL, ha="right")
        write(ax, across, y, str(row["reworded"]), size=LABEL, colour=EARLIER.words, ha="right",
              bold=True)  # fmt: skip
        _strip(ax, row, xs, y, view)


def _axis(ax: Axes, view: _View, xs: Mapping[int, float], bottom: float) -> None:
    strokes(ax, [(min(xs.values()), bottom, max(xs.values()), bottom)], LINE)
    strokes(ax, [(x, bottom, x, bottom + 0.06) for x in xs.values()], LINE)
    years = [dt.date.fromordinal(day).year for day in view.span]
    first, last = view.span
    scale = (max(xs.values()) - min(xs.values())) / max(last - first, 1)
    wanted = range(years[0], years[1] + 1)
    step = max(1, -(-len(wanted) // 9))
    for year in wanted[::step]:
        x = min(xs.values()) + (dt.date(year, 1, 1).toordinal() - first) * scale
        if x >= min(xs.values()) - 1e-6:
            strokes(ax, [(x, _HEAD, x, bottom)], RULE, order=0.5)
            write(ax, x, bottom + 0.2, str(year), size=SMALL, colour=SOFT, ha="center")


def _strip(ax: Axes, row: Mapping[str, Any], xs: Mapping[int, float], y: float, view: _View
           ) -> None:  # fmt: skip
    """Draw one chain: a box for each stretch of one wording, a tick at each change."""
    steps: Sequence[Mapping[str, Any]] = row["steps"]
    places = [xs[_day(step, view)] for step in steps]
    edges = [0, *(n for n, step in enumerate(steps) if n and step["kind"] != "kept"), len(steps)]
    parts: dict[str, list[tuple[float, float, float, float]]] = {LATER.mark: [], LATER.pale: []}
    for number, (low, high) in enumerate(pairwise(edges)):
        start = places[low]
        end = places[high] if high < len(steps) else places[-1] + _LEAST
        colour = LATER.mark if number % 2 == 0 else LATER.pale
        parts[colour].append((start, y - _BAR / 2, max(end - start - 0.015, 0.02), _BAR))
    for colour, found in parts.items():
        boxes(ax, found, colour, order=2)
    ticks = [
        (places[n], y - _BAR / 2, places[n],
         y - _BAR / 2 - 0.03 - _TICK * float(np.clip(1 - steps[n]["score"], 0, 0.5)))
        for n in edges[1:-1]
    ]  # fmt: skip
    strokes(ax, ticks, EARLIER.mark, 1.6, order=3)
    if row["alive"]:
        write(ax, places[-1] + _LEAST + 0.02, y, "▶", size=SMALL, colour=LATER.words)


def _day(step: Mapping[str, Any], view: _View) -> int:
    """Return the day of a step: that of its date as far as it is written out."""
    text = str(step["date"])
    full = text if len(text) == 10 else f"{text}-01" if len(text) == 7 else f"{text}-01-01"
    day = dt.date.fromisoformat(full).toordinal()
    return min(view.days, key=lambda known: (abs(known - day), known))
