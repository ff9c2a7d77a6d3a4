"""The slopegraph: rates of the first period against those of the last."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from rhetoric.plots.labels import spread
from rhetoric.plots.palette import EARLIER, FAINT, GREY, INK, LATER, RULE, Hue
from rhetoric.plots.style import LABEL, Picture, marks, page, polyline, sheet, strokes, write
from rhetoric.plots.text import clean, joined, notes, number, plural, quoted, shorten

if TYPE_CHECKING:
    from rhetoric.compare.trends import Trends

_SLOPES = 14
_STEP = 0.215
_COLUMN = 2.95  # inches for the labels on either side


def slope(result: Trends) -> Picture | None:
    """Return the figure of first against last period, or None where there is only one."""
    found = _ends(result)
    if found is None:
        return None
    rows, first, last, cut = found
    title = _slope_title(rows, first, last)
    subtitle = (
        f"Uses per 1,000 words in {first} and in {last}. Blue: higher in {last}; vermillion: "
        "lower. "
        "Heights are on a square-root scale, so that small rates stay apart."
    )
    foot = (
        f"Words: {rows[0]['tokens_0']:,} in {first}, {rows[0]['tokens_1']:,} in {last}; what lies "
        "between is not shown. Labels are moved apart where rates are close; a line ends at its "
        "rate. Badge ① counted in these texts; a rise or fall is not tested here."
    )
    foot += f" {plural(cut, 'term')} with smaller changes not shown." if cut else ""
    made = page(title, subtitle, foot, body=max(_STEP * len(rows) * 1.25, 2.4) + 0.45)
    draw(made.sheet(), result)
    said = [f"{clean(r['label'])} {number(r['rate_0'])} → {number(r['rate_1'])}" for r in rows[:4]]
    alt = f"{title}. Per 1,000 words: {joined(said)}."
    return Picture(made.figure, title, alt, notes(r["label"] for r in rows))


def _ends(result: Trends, most: int = _SLOPES) -> tuple[list[dict[str, Any]], str, str, int] | None:
    """Return the terms with their rates in the first and last period, the largest changes first."""
    periods = result.periods
    names = sorted({str(p) for p in periods["period"]} - {""}) if len(periods) else []
    if len(names) < 2:
        return None
    first, last = names[0], names[-1]
    a = periods[periods["period"] == first].set_index("feature")
    b = periods[periods["period"] == last].set_index("feature")
    rows = [
        {
            "feature": f, "label": a.loc[f, "label"],
            "rate_0": float(a.loc[f, "rate"]), "rate_1": float(b.loc[f, "rate"]),
            "tokens_0": int(a.loc[f, "tokens"]), "tokens_1": int(b.loc[f, "tokens"]),
        }
        for f in a.index if f in b.index
    ]  # fmt: skip
    rows = [r for r in rows if r["rate_0"] > 0 or r["rate_1"] > 0]
    rows.sort(key=lambda r: (-abs(r["rate_1"] - r["rate_0"]), r["feature"]))
    if len(rows) < 2:
        return None
    return rows[:most], first, last, max(len(rows) - most, 0)


def _slope_title(rows: list[dict[str, Any]], first: str, last: str) -> str:
    def told(row: dict[str, Any]) -> str:
        return f"{quoted(row['label'])} {number(row['rate_0'])} → {number(row['rate_1'])}"

    drawn = f"Of the {plural(len(rows), 'term')} drawn"
    up = [r for r in rows if r["rate_1"] > r["rate_0"]]
    down = [r for r in rows if r["rate_1"] < r["rate_0"]]
    if up and down:
        return (
            f"{drawn}, from {first} to {last} up most: {told(up[0])} per 1,000 words; "
            f"down most: {told(down[0])}"
        )
    if up or down:
        way = "up" if up else "down"
        return (
            f"{drawn}, from {first} to {last} {way} most: {told((up or down)[0])} per 1,000 words"
        )
    return f"{plural(len(rows), 'term')} as frequent in {first} as in {last}"


def draw(ax: Axes, result: Trends) -> None:
    """Draw the slopegraph on a sheet."""
    across, down = sheet(ax)
    found = _ends(result)
    if found is None:
        return
    rows, first, last, _ = found
    left, right = _COLUMN, across - _COLUMN
    top, bottom = 0.45, down - 0.15
    most = max(max(r["rate_0"], r["rate_1"]) for r in rows)
    for x, name, ha in ((left, first, "right"), (right, last, "left")):
        write(ax, x, 0.1, name, ha=ha, bold=True, size=LABEL + 0.5)
        strokes(ax, [(x, top - 0.1, x, bottom + 0.1)], RULE, 0.9, order=0.5)
    for key, x, way, ha in (("rate_0", left, -1, "right"), ("rate_1", right, 1, "left")):
        order = sorted(rows, key=lambda r: (-r[key], r["feature"]))
        at = [bottom - sqrt(r[key] / most) * (bottom - top) for r in order]
        for row, y, place in zip(order, at, spread(at, _STEP, top, bottom), strict=True):
            row[key + "_y"] = y
            hue = _way(row)
            strokes(ax, [(x + way * 0.06, y, x + way * 0.2, place)], FAINT, 0.7)
            colour = hue.words if hue is not GREY else INK
            value = number(row[key])
            name = shorten(row["label"], _COLUMN - 0.6, LABEL)
            text = f"{name}  {value}" if way < 0 else f"{value}  {name}"
            write(ax, x + way * 0.24, place, text, colour=colour, ha=ha)
    for row in reversed(rows):
        hue = _way(row)
        polyline(ax, [left, right], [row["rate_0_y"], row["rate_1_y"]], hue.mark, weight=1.3)
        for x, key in ((left, "rate_0_y"), (right, "rate_1_y")):
            marks(ax, [x], [row[key]], hue.mark, marker=hue.marker, size=5.5)


def _way(row: dict[str, Any]) -> Hue:
    if row["rate_1"] == row["rate_0"]:
        return GREY
    return LATER if row["rate_1"] > row["rate_0"] else EARLIER
