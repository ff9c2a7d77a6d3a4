"""The lollipop: how many times as frequent terms are on one side, with intervals and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import BADGE_WORDS, BADGES
from rhetoric.plots import choose
from rhetoric.plots.palette import EARLIER, INK, LATER, LINE, RULE, SOFT, Hue
from rhetoric.plots.style import (
    LABEL,
    ROW,
    SMALL,
    Picture,
    marks,
    page,
    sheet,
    strokes,
    write,
)
from rhetoric.plots.text import clean, joined, notes, plural, quoted, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.keyness import Keyness

_MOST = 11  # terms a side
_NAMES = 2.05  # inches for the names of the terms
_COUNTS, _UNITS = 1.72, 0.55  # middles of the two columns, from the right edge
_COLUMNS = 2.4
_WIDEST = 8.0  # log2; a bar that goes on is cut here
_HEAD = 0.3
_AXIS = 0.62
_KINDS = {
    "bootstrap": "95 % bootstrap intervals over whole {unit}s",
    "sandwich": "95 % intervals over whole {unit}s",
    "interval": "95 % bootstrap intervals over whole {unit}s",
    "range": "the range when one {unit} at a time is left out",
    "bound": "Poisson bounds where a side has too few occurrences",
}


@dataclass(frozen=True)
class _Scale:
    """Where a log ratio stands on the sheet, whose right edge is ``edge``."""

    left: float
    right: float
    most: float
    edge: float

    def __call__(self, value: float) -> float:
        clipped = min(max(value, -self.most), self.most)
        return self.left + (clipped + self.most) / (2 * self.most) * (self.right - self.left)


def lollipop(result: Keyness, terms: Sequence[str] | None = None) -> Picture | None:
    """Return the figure of some terms (the surest by default), or None for fewer than two.

    Raises `RhetoricError` for a term that the table does not have.
    """
    rose, fell = _rows(result, terms)
    if len(rose) + len(fell) < 2:
        return None
    title = _title(result, rose, fell)
    rows = len(rose) + len(fell) + bool(rose) + bool(fell)
    order = "in the order asked for" if terms is not None else (
        "ranked by the end of the bar nearest to no change"
    )  # fmt: skip
    subtitle = (
        f"How many times as frequent in {_side(result.target)} as in {_side(result.reference)}; "
        f"terms {order}."
    )
    made = page(
        title, subtitle, _foot(result, rose + fell), body=_HEAD + (rows + 0.25) * ROW + _AXIS
    )
    draw(made.sheet(), result, rose, fell)
    return Picture(
        made.figure, title, f"{title}. {_spoken(rose, fell)}.",
        notes(r["label"] for r in rose + fell),
    )  # fmt: skip


def _rows(
    result: Keyness, terms: Sequence[str] | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    table = result.table
    if terms is not None:
        place = {feature: i for i, feature in enumerate(table["feature"])}
        absent = [t for t in terms if t not in place]
        if absent:
            raise RhetoricError(
                f"The comparison has no term {listed(map(repr, absent))}: take one of .table."
            )
        chosen = choose.records(table.iloc[[place[t] for t in terms]])
        rose = [r for r in chosen if r["log_ratio"] >= 0]
        return rose, [r for r in chosen if r["log_ratio"] < 0]
    content = table[table["content"]]
    sure = content[choose.passing(content)]
    pool = sure if len(sure) >= 2 else content
    return _surest(pool, up=True), _surest(pool, up=False)


def _surest(table: pd.DataFrame, *, up: bool) -> list[dict[str, Any]]:
    """Return terms of one direction whose interval leaves no change out, the surest first."""
    # smoothing may turn the sign of a ratio that rests on nothing: the plain rates must agree
    more = table["target_rate"] > table["reference_rate"]
    side = table[more & (table["low"] > 0)] if up else table[~more & (table["high"] < 0)]
    fit = [width(clean(label), LABEL) <= _NAMES for label in side["label"]]
    if any(fit):
        side = side[np.array(fit, bool)]  # a name cut short could be another term's
    near = side["low"] if up else -side["high"]
    ordered = side.assign(near=near).sort_values(
        ["near", "n", "feature"], ascending=[False, False, True], kind="stable"
    )
    return choose.records(choose.chief(ordered, ("target", "reference")).head(_MOST))


def _side(label: str, room: float = 2.2) -> str:
    return shorten(label, room, 14, bold=True)


def _title(result: Keyness, rose: list[dict[str, Any]], fell: list[dict[str, Any]]) -> str:
    up = [quoted(r["label"]) for r in choose.unlike(rose, 3)]
    down = [quoted(r["label"]) for r in choose.unlike(fell, 3)]
    target = _side(result.target)
    if up and down:
        return f"More frequent in {target}: {joined(up)}; less frequent: {joined(down)}"
    more = "More" if up else "Less"
    return f"{more} frequent in {target} than in {_side(result.reference)}: {joined(up or down)}"


def _spoken(rose: list[dict[str, Any]], fell: list[dict[str, Any]]) -> str:
    said = [f"{clean(r['label'])} {r['reference']} → {r['target']}" for r in [*rose[:3], *fell[:3]]]
    return f"Occurrences: {joined(said)}"


def _foot(result: Keyness, rows: list[dict[str, Any]]) -> str:
    kinds = [
        _KINDS[k].format(unit=result.unit) for k in _KINDS if k in {r["interval"] for r in rows}
    ]
    sizes = f"{rows[0]['target_tokens']:,} and {rows[0]['reference_tokens']:,} words"
    parts = [f"Bars: {joined(list(dict.fromkeys(kinds)))} ({sizes})."]
    if any(r["target"] == 0 or r["reference"] == 0 for r in rows):
        parts.append("A term absent from one side has no ratio: its bar begins at the bound, open.")
    passed = [r for r in rows if r["badge"] >= 2]
    family = plural(result.tests, "term")
    if len(passed) == len(rows):
        parts.append(f"All pass the permutation test at 5 % in a family of {family} (maxT).")
        badge = min(int(r["badge"]) for r in rows)
        parts.append(f"Badge {BADGES.get(badge, '')} {BADGE_WORDS.get(badge, '')}.")
    else:
        of = f"{len(passed)} of {len(rows)}" if passed else "None"
        parts.append(f"{of} pass the permutation test at 5 % in a family of {family} (maxT).")
    return " ".join(parts)


def draw(
    ax: Axes,
    result: Keyness,
    rose: list[dict[str, Any]] | None = None,
    fell: list[dict[str, Any]] | None = None,
) -> None:
    """Draw names, bars and the two columns of counts on a sheet."""
    if rose is None or fell is None:
        rose, fell = _rows(result, None)
    across, _ = sheet(ax)
    widest = max((width(clean(r["label"]), LABEL) for r in rose + fell), default=1.0)
    names = min(max(widest, 1.0), _NAMES)
    scale = _Scale(names + 0.15, across - _COLUMNS - 0.1, _most(rose + fell), across)
    y = _HEAD
    heads = {"occurrences": _COUNTS, f"{result.unit}s with it": _UNITS}
    for text, x in heads.items():
        write(ax, across - x, _HEAD / 2, text, size=SMALL, colour=SOFT, ha="center")
    for hue, name, rows in ((LATER, "more", rose), (EARLIER, "less", fell)):
        if not rows:
            continue
        write(ax, names, y + ROW / 2, name, colour=hue.words, ha="right", bold=True)
        aside = names - width(name, LABEL, bold=True) - 0.12
        marks(ax, [aside], [y + ROW / 2], hue.mark, marker=hue.marker, size=7)
        y += ROW
        for row in rows:
            _row(ax, y + ROW / 2, row, scale, hue)
            y += ROW
        y += ROW / 4
    _axis(ax, scale, _HEAD, y - ROW / 4)


def _most(rows: list[dict[str, Any]]) -> float:
    ends = [abs(float(r[k])) for r in rows for k in ("low", "high", "log_ratio")]
    return min(max([e for e in ends if np.isfinite(e)] or [1.0]) * 1.05, _WIDEST)


def _row(ax: Axes, y: float, row: dict[str, Any], scale: _Scale, hue: Hue) -> None:
    name = shorten(row["label"], _NAMES, LABEL)
    write(ax, scale.left - 0.15, y, name, colour=hue.words, ha="right")
    low, high, ratio = float(row["low"]), float(row["high"]), float(row["log_ratio"])
    up = ratio >= 0
    near = low if up else high
    if (near > 0) == up:
        strokes(ax, [(scale(0), y, scale(near), y)], hue.pale, 1.0)
    if row["target"] == 0 or row["reference"] == 0:
        end = scale.right if up else scale.left
        strokes(ax, [(scale(near), y, end, y)], hue.pale, 2.6)
        strokes(ax, [(scale(near), y - 0.07, scale(near), y + 0.07)], hue.mark, 2.2)
        marks(ax, [end], [y], hue.pale, marker=">" if up else "<", size=7, edge=hue.pale)
    else:
        strokes(ax, [(scale(low), y, scale(high), y)], hue.pale, 4.6, cap="round")
        marks(ax, [scale(ratio)], [y], hue.mark, marker=hue.marker, size=7.4 if up else 6.4)
    _pair(ax, (scale.edge - _COUNTS, y), row["reference"], row["target"], INK)
    _pair(ax, (scale.edge - _UNITS, y), row["units_reference"], row["units_target"], SOFT)


def _pair(ax: Axes, at: tuple[float, float], before: int, after: int, colour: str) -> None:
    x, y = at
    write(ax, x - 0.13, y, f"{before:,}", colour=colour, ha="right")
    write(ax, x, y, "→", colour=colour, ha="center")
    write(ax, x + 0.13, y, f"{after:,}", colour=colour)


def _axis(ax: Axes, scale: _Scale, top: float, bottom: float) -> None:
    """Draw grid, zero line and tick labels in ratios."""
    step = next(s for s in (0.5, 1, 2, 3, 4) if scale.most / s < 4)
    at = [k * step for k in range(1, int(scale.most / step + 0.001) + 1)]
    grid = [(scale(v), top, scale(v), bottom) for v in (*at, *(-v for v in at))]
    strokes(ax, grid, RULE, 0.7, order=0.5)
    strokes(ax, [(scale.left, bottom, scale.right, bottom)], RULE, 0.8, order=0.5)
    strokes(ax, [(scale(0), top, scale(0), bottom)], LINE, 1.1, order=0.8)
    write(ax, scale(0), bottom + 0.14, "same", size=SMALL, colour=SOFT, ha="center")
    for v in at:
        ratio = f"{2**v:.3g}"
        write(ax, scale(v), bottom + 0.14, f"×{ratio}", size=SMALL, colour=SOFT, ha="center")
        write(ax, scale(-v), bottom + 0.14, f"÷{ratio}", size=SMALL, colour=SOFT, ha="center")
    middle = (scale.left + scale.right) / 2
    write(
        ax, middle, bottom + 0.4, "Ratio of rates (log scale)", size=SMALL, colour=SOFT, ha="center"
    )
