"""The timeline: the documents by date, genre and size."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric.corpus import to_precision
from rhetoric.plots import choose
from rhetoric.plots.labels import spread
from rhetoric.plots.palette import CATEGORIES, FAINT, GREY, INK, LINE, RULE, SOFT, Hue
from rhetoric.plots.style import (
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
from rhetoric.plots.text import joined, notes, plural, shorten

if TYPE_CHECKING:
    from rhetoric.compare.timeline import Timeline

_LABELLED = 16  # more documents are drawn without their titles
_LANES = 4
_STEP = 0.5  # inches between two labels
_LANE = 0.42
_LARGEST = 0.145
_AXIS = 0.62
_COLUMNS = 1.5  # inches that columns are high, with their number
_UNSTATED = "no genre stated"
_DAYS = {"year": 366, "month": 31}  # of periods


@dataclass(frozen=True)
class _View:
    rows: tuple[dict[str, Any], ...]
    lanes: tuple[str, ...]
    undated: int
    unit: str


def timeline(result: Timeline) -> Picture | None:
    """Return the figure of the dated documents, or None for fewer than two."""
    view = _view(result)
    if view is None:
        return None
    title, subtitle = _title(view), _subtitle(view)
    foot = "Words of the body; front and back matter are left out. " + " ".join(_foot(view))
    body = _height(view)
    made = page(title, subtitle, foot, body=body)
    draw(made.sheet(), result, view)
    sizes = [f"{r['label']}: {int(r['words']):,} words" for r in view.rows[:6]]
    return Picture(
        made.figure, title, f"{title}. {joined(sizes)}.", notes(r["title"] for r in view.rows)
    )


def _height(view: _View) -> float:
    if view.unit != "document":
        return _COLUMNS + 0.5
    if len(view.rows) > _LABELLED:
        return 0.25 + 0.75 * len(view.lanes) + 0.35
    return 0.45 + max(_STEP * len(view.rows), 2.2)


def _view(result: Timeline) -> _View | None:
    table = result.table
    if "apart" in table:
        table = table[table["apart"].isna()]
    dated = table[table["date"].notna() & (table["date"].astype(str) != "")]
    rows = choose.records(dated)
    for row in rows:
        row["when"] = dt.date.fromisoformat(str(row["date"])[:10])
        row["label"] = to_precision(str(row["date"]), row.get("date_precision"))
        row["genre"] = row.get("genre") or _UNSTATED
    if len(rows) < 2:
        return None
    genres = [r["genre"] for r in rows]
    common = sorted(set(genres), key=lambda g: (-genres.count(g), genres.index(g)))
    lanes = common if len(common) <= _LANES else [*common[: _LANES - 1], "other genres"]
    for row in rows:
        row["lane"] = lanes.index(row["genre"]) if row["genre"] in lanes else len(lanes) - 1
    there = int(table["id"].notna().sum()) if "id" in table else len(table)
    ordered = sorted(rows, key=lambda r: (r["when"], str(r.get("id"))))
    return _View(tuple(ordered), tuple(lanes), there - len(rows), result.unit)


def _title(view: _View) -> str:
    first, last = view.rows[0]["label"], view.rows[-1]["label"]
    words = sum(int(r["words"]) for r in view.rows)
    genres = len({r["genre"] for r in view.rows})
    kinds = f" of {genres} genres" if genres > 1 else ""
    span = f"from {first} to {last}" if first != last else f"all of {first}"
    texts = " with texts" if view.unit != "document" else ""
    return f"{plural(len(view.rows), view.unit)}{texts}{kinds}, {span}: {words:,} words"


def _subtitle(view: _View) -> str:
    if view.unit != "document":
        return f"Each column is one {view.unit}, its height the number of words."
    if len(view.rows) > _LABELLED:
        return "Each disc is one document, its area the number of words; a lane is a genre."
    return "Time runs downwards. The area of a mark is the number of words, its column the genre."


def _foot(view: _View) -> list[str]:
    gaps = [(b["when"] - a["when"]).days for a, b in zip(view.rows, view.rows[1:], strict=False)]
    i = int(np.argmax(gaps))
    parts = []
    if len(view.rows) > 2 and gaps[i] > max(62, 2 * _DAYS.get(view.unit, 0)):
        months = round(gaps[i] / 30.44)
        a, b = view.rows[i]["label"], view.rows[i + 1]["label"]
        parts.append(f"Longest gap: {months} months ({a} to {b}).")
    if view.undated:
        parts.append(f"{plural(view.undated, 'document')} without a date not shown.")
    return parts


def draw(ax: Axes, result: Timeline, view: _View | None = None) -> None:
    """Draw the documents on a sheet."""
    view = view or _view(result)
    across, down = sheet(ax)
    if view is None:
        return
    if view.unit != "document":
        _columns(ax, view, across)
    elif len(view.rows) > _LABELLED:
        _many(ax, view, across, down)
    else:
        _few(ax, view, across, down)


def _hue(lane: int, lanes: int) -> Hue:
    return GREY if lanes == 1 else CATEGORIES[lane]


def _radii(view: _View) -> list[float]:
    most = max(int(r["words"]) for r in view.rows) or 1
    return [max(_LARGEST * sqrt(int(r["words"]) / most), 0.03) for r in view.rows]


def _few(ax: Axes, view: _View, across: float, down: float) -> None:
    """Draw time downwards, lanes beside it and a label for each document."""
    top, bottom = 0.42, down - 0.3
    first, last = view.rows[0]["when"], view.rows[-1]["when"]
    days = max((last - first).days, 1)
    at = [top + (r["when"] - first).days / days * (bottom - top) for r in view.rows]
    _years(ax, first, last, lambda d: top + (d - first).days / days * (bottom - top))
    strokes(ax, [(_AXIS, top - 0.12, _AXIS, bottom + 0.12)], RULE, 0.9)
    lane_x = [_AXIS + 0.32 + k * _LANE for k in range(len(view.lanes))]
    label_x, fan = lane_x[-1] + 0.95, lane_x[-1] + _LARGEST + 0.06
    _lane_names(ax, view, lane_x)
    strokes(ax, [(x, top - 0.12, x, bottom + 0.12) for x in lane_x], RULE, 0.6, order=0.5)
    places = spread(at, _STEP * 0.92, 0.3, down - 0.2)
    for row, y, place, radius in zip(view.rows, at, places, _radii(view), strict=True):
        x, hue = lane_x[row["lane"]], _hue(row["lane"], len(view.lanes))
        # one elbow behind the last lane: leaders of close dates fan out and never cross
        elbow = [(x + radius + 0.03, y), (fan, y), (label_x - 0.07, place)]
        polyline(ax, [p[0] for p in elbow], [p[1] for p in elbow], LINE, weight=0.7, order=1.0)
        _mark(ax, x, y, radius, hue)
        _entry(ax, (label_x, place), row, hue, across)


def _mark(ax: Axes, x: float, y: float, radius: float, hue: Hue) -> None:
    if hue.marker == "o":
        discs(ax, [x], [y], [radius], hue.mark)
    else:
        marks(ax, [x], [y], hue.mark, marker=hue.marker, size=72 * radius * 1.77)


def _entry(ax: Axes, at: tuple[float, float], row: dict[str, Any], hue: Hue, across: float) -> None:
    """Write a document's date, genre and size over its title."""
    x, y = at
    write(ax, x, y - 0.09, row["label"], bold=True, colour=INK)
    genre = "" if row["genre"] == _UNSTATED else shorten(row["genre"], 2.0, LABEL)
    colour = hue.words if hue is not GREY else SOFT
    write(ax, x + 0.98, y - 0.09, genre, colour=colour)
    write(ax, across, y - 0.09, f"{int(row['words']):,} words", size=SMALL, colour=SOFT, ha="right")
    title = row.get("title") or str(row.get("id") or "")
    if title != row["label"]:
        write(ax, x, y + 0.1, shorten(title, across - x, SMALL), size=SMALL, colour=SOFT)


def _lane_names(ax: Axes, view: _View, lane_x: list[float]) -> None:
    if len(view.lanes) == 1:
        return
    for k, x in enumerate(lane_x):
        hue = _hue(k, len(view.lanes))
        marks(ax, [x], [0.1], hue.mark, marker=hue.marker, size=6.5)
    write(ax, _AXIS - 0.07, 0.1, "genre", size=SMALL, colour=SOFT, ha="right")


def _years(ax: Axes, first: dt.date, last: dt.date, where: Any) -> None:
    """Write the years beside the vertical axis, at their first days."""
    years = list(range(first.year, last.year + 1))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if len(years) / s <= 9)
    for year in years:
        day = dt.date(year, 1, 1)
        if year % step == 0 and first <= day <= last:
            y = where(day)
            strokes(ax, [(_AXIS - 0.05, y, _AXIS, y)], LINE, 0.8)
            write(ax, _AXIS - 0.09, y, str(year), size=SMALL, colour=SOFT, ha="right")


def _many(ax: Axes, view: _View, across: float, down: float) -> None:
    """Draw time rightwards, a lane a genre, without titles."""
    first, last = view.rows[0]["when"], view.rows[-1]["when"]
    days = max((last - first).days, 1)
    left, right, bottom = 0.2, across - 0.2, down - 0.3
    lane = (bottom - 0.1) / len(view.lanes)

    def x_of(day: dt.date) -> float:
        return left + float((day - first).days / days) * (right - left)

    for k, name in enumerate(view.lanes):
        hue, y = _hue(k, len(view.lanes)), 0.1 + lane * (k + 0.62)
        inside = [(r, q) for r, q in zip(view.rows, _radii(view), strict=True) if r["lane"] == k]
        head = f"{name} ({len(inside):,})"
        write(ax, 0, y - 0.32, shorten(head, across, LABEL), colour=hue.words, bold=True)
        strokes(ax, [(0, y, across, y)], RULE, 0.7)
        xs, rings = [x_of(r["when"]) for r, _ in inside], [q * 0.8 for _, q in inside]
        discs(ax, xs, [y] * len(xs), rings, hue.pale)
        ends = [(x, y - q, x, y + q) for x, q in zip(xs, rings, strict=True)]
        strokes(ax, ends, hue.mark, 0.8, order=3)
    _ticks(ax, first, last, x_of, bottom)


def _columns(ax: Axes, view: _View, across: float) -> None:
    """Draw a column a period from left to right; the highest has its number of words."""
    first, last = view.rows[0]["when"], view.rows[-1]["when"]
    days = max((last - first).days, 1)
    top, zero, left, right = 0.25, _COLUMNS + 0.1, 0.2, across - 0.2

    def x_of(day: dt.date) -> float:
        return left + float((day - first).days / days) * (right - left)

    words = [int(row["words"]) for row in view.rows]
    most = max(*words, 1)
    wide = 0.8 * (right - left) * _DAYS.get(view.unit, 1) / (days + _DAYS.get(view.unit, 1))
    xs = [x_of(row["when"]) for row in view.rows]
    ends = [(x, zero, x, zero - n / most * (zero - top)) for x, n in zip(xs, words, strict=True)]
    strokes(ax, ends, GREY.mark, min(max(72 * wide, 0.6), 14))
    strokes(ax, [(0, zero, across, zero)], RULE, 0.8, order=3)
    highest = words.index(most)
    label = f"{view.rows[highest]['label']}: {most:,} words"
    write(ax, min(max(xs[highest], 0.9), across - 0.9), top - 0.1, label, size=SMALL, ha="center")
    _ticks(ax, first, last, x_of, zero)


def _ticks(ax: Axes, first: dt.date, last: dt.date, x_of: Any, y: float) -> None:
    years = list(range(first.year, last.year + 1))
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if len(years) / s <= 9)
    for year in years:
        day = dt.date(year, 1, 1)
        if year % step == 0 and first <= day <= last:
            strokes(ax, [(x_of(day), y, x_of(day), y + 0.05)], FAINT, 0.8)
            write(ax, x_of(day), y + 0.16, str(year), size=SMALL, colour=SOFT, ha="center")
