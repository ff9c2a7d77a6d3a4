"""The funnel: every term by how often it occurs and how far its test lies from chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.findings import BADGE_WORDS, BADGES
from rhetoric.plots import choose
from rhetoric.plots.labels import Placed, Wanted, place
from rhetoric.plots.palette import EARLIER, FAINT, GROUND, LATER, LINE, SOFT, Hue
from rhetoric.plots.style import (
    LABEL,
    SMALL,
    Picture,
    marks,
    page,
    rule_off,
    strokes,
    ticks,
)
from rhetoric.plots.text import clean, font, joined, notes, number, plural, quoted, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.keyness import Keyness

_BODY = 5.0
_POINT = 5.4  # points across
_SMALL_TERM = 2.1
_LONGEST = 1.9  # inches of a label
_STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class _View:
    """What is drawn: the tested terms, which of them are coloured, and in what order labelled."""

    terms: pd.DataFrame
    coloured: pd.DataFrame
    order: pd.DataFrame
    passed: int
    outside: int
    limits: tuple[float, float, float, float]


def funnel(result: Keyness, *, first: Sequence[str] = ()) -> Picture | None:
    """Return the figure of all terms, or None for fewer than two.

    ``first`` are features whose labels are placed before all others.
    """
    view = _view(result, first)
    if view is None:
        return None
    title = _title(result, view)
    both = f"{_side(result.target)} against {_side(result.reference)}"
    subtitle = (
        f"{both}: {result.tokens:,} words. Each mark is one term; further from the middle "
        "is less likely by chance."
    )
    sheet = page(title, subtitle, _foot(result, view), body=_BODY)
    ax = sheet.axes(left=0.5, bottom=0.56)
    draw(ax, result, view)
    named = [r["label"] for r in _named(view)]
    return Picture(
        sheet.figure,
        title,
        f"{title}. Labelled among others: {joined([str(clean(n)) for n in named]) or 'none'}.",
        notes(view.order["label"]),
    )


def draw(ax: Axes, result: Keyness, view: _View | None = None) -> None:
    """Draw the funnel on axes whose units are occurrences (log) and z."""
    view = view or _view(result, ())
    if view is None:
        return
    _axes(ax, result, view)
    table = view.terms
    spots = sorted({(x, round(z, 2)) for x, z in zip(table["total"], table["z"], strict=True)})
    strokes(
        ax,
        [(x, z, x * 1.0005, z) for x, z in spots],
        FAINT, _SMALL_TERM, cap="round", alpha=0.75, snap=False,
    )  # fmt: skip
    sure = view.passed > 0
    for hue, part in _parts(view.coloured):
        colour = hue.mark if sure else hue.pale
        size = _POINT * (0.9 if hue is EARLIER else 1.1)
        marks(ax, part["total"], part["z"], colour, marker=hue.marker, size=size)
    _label(ax, result, view, sure=sure)


def _parts(table: pd.DataFrame) -> list[tuple[Hue, pd.DataFrame]]:
    return [(LATER, table[table["z"] >= 0]), (EARLIER, table[table["z"] < 0])]


def _view(result: Keyness, first: Sequence[str]) -> _View | None:
    table = result.table
    table = table.assign(total=table["target"] + table["reference"])
    table = table[np.isfinite(table["z"].astype(float))]
    content = table[table["content"]]
    if len(table) < 2 or not len(content):
        return None
    end = 1.3 * float(content["total"].max())
    line = result.threshold or 2.0
    low, high = min(float(content["z"].min()), -line), max(float(content["z"].max()), line)
    low, high = low - 0.12 * (high - low), high + 0.12 * (high - low)
    inside = table[(table["total"] <= end) & table["z"].between(low, high)]
    passed = choose.passing(inside)
    coloured = inside[passed & inside["content"]]
    if not len(coloured):
        size = content["z"].abs()
        coloured = content.assign(size=size).sort_values(
            ["size", "feature"], ascending=[False, True]
        )
        coloured = coloured[coloured["total"] <= end].head(12)
    floor = float(inside["total"].min())
    return _View(
        terms=inside[~inside["feature"].isin(coloured["feature"])],
        coloured=coloured,
        order=_order(coloured, first),
        passed=int(choose.passing(table).sum()),
        outside=len(table) - len(inside),
        limits=(floor * 0.88, max(end, 2 * floor), low, high),
    )


def _order(table: pd.DataFrame, first: Sequence[str]) -> pd.DataFrame:
    """Return terms in the order in which their labels are placed, parts of phrases left out."""
    rank = {feature: i for i, feature in enumerate(first)}
    ordered = table.assign(
        rank=[rank.get(f, len(rank)) for f in table["feature"]],
        single=table["n"] == 1,
        size=-table["z"].abs(),
    ).sort_values(["rank", "size", "single", "feature"], kind="stable")
    return choose.chief(ordered, ("target", "reference"))


def _named(view: _View, most: int = 2) -> list[dict[str, object]]:
    up = choose.unlike(choose.records(view.order[view.order["z"] >= 0]), most)
    down = choose.unlike(choose.records(view.order[view.order["z"] < 0]), most)
    return [*up, *down]


def _title(result: Keyness, view: _View) -> str:
    target, reference = _side(result.target, 1.8), _side(result.reference, 1.8)
    if not view.passed:
        if result.threshold is None:
            return f"Too little text to test any term of {target} against {reference}"
        return f"No term of {target} and {reference} can be told apart from chance"
    found = _named(view)
    up = [quoted(r["label"]) for r in found if float(r["z"]) >= 0]  # type: ignore[arg-type]
    down = [quoted(r["label"]) for r in found if float(r["z"]) < 0]  # type: ignore[arg-type]
    verb = "differs" if view.passed == 1 else "differ"
    terms = f"{view.passed:,} of {plural(max(result.tests, view.passed), 'term')} {verb}"
    if up and down:
        return f"From {joined(down)} to {joined(up)}: {terms} between {reference} and {target}"
    if up or down:
        less = "More" if up else "Less"
        return f"{less} {joined(up or down)} in {target} than in {reference}: {terms}"
    return f"{terms} between {reference} and {target}, all of them function words"


def _side(label: str, room: float = 2.6) -> str:
    return shorten(label, room, 14, bold=True)


def _foot(result: Keyness, view: _View) -> str:
    unit = {"paragraph": "whole paragraphs", "document": "whole documents"}.get(
        result.unit, result.unit
    )
    parts = [f"z: score test with {unit} as units, {result.draws:,} permutations."]
    if result.threshold is not None:
        parts.append(
            f"Dashed: |z| = {result.threshold:.2f}, the maxT threshold that holds the error of the "
            f"whole family of {plural(result.tests, 'term')} that could pass at 5 %."
        )
    else:
        parts.append("No threshold: with so few units no term could pass the test.")
    if view.passed:
        parts.append(
            "Grey: does not pass, or a function word, or beyond the line but too small, too "
            "concentrated or in fewer than three units."
        )
        badge = int(view.coloured["badge"].max())
        parts.append(f"Badge {BADGES.get(badge, '')} {BADGE_WORDS.get(badge, '')}.")
    else:
        parts.append("The terms with the largest |z| are named; none of them passes.")
    if view.outside:
        parts.append(f"{plural(view.outside, 'function word')} outside the frame.")
    return " ".join(parts)


def _axes(ax: Axes, result: Keyness, view: _View) -> None:
    left, right, low, high = view.limits
    ax.set_xscale("log")
    ax.set_xlim(left, right)
    ax.set_ylim(low, high)
    rule_off(ax)
    at = _round_numbers(left, right)
    ticks(ax, "x", at, [f"{v:,.0f}" for v in at])
    step = next(s for s in _STEPS if (high - low) / s <= 8)
    levels = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    ticks(ax, "y", levels.tolist(), [number(v, 0 if step >= 1 else 1) for v in levels])
    ax.set_xlabel(
        f"Occurrences on both sides (of {result.tokens:,} words; log scale)",
        fontproperties=font(SMALL + 0.5), color=SOFT, parse_math=False, labelpad=6,
    )  # fmt: skip
    ax.set_ylabel(
        "z", rotation=0, fontproperties=font(SMALL + 0.5), color=SOFT, parse_math=False, labelpad=8
    )
    if result.threshold is not None:
        for line in (result.threshold, -result.threshold):
            ax.axhline(line, color=LINE, lw=1, ls=(0, (4, 3)), zorder=1.5)


def _round_numbers(low: float, high: float) -> list[float]:
    """Return ticks of a log axis: 1, 2, 5, 10 …, only tens where they would be too many."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    found = [m * 10.0**p for p in powers for m in (1, 2, 5) if low <= m * 10.0**p <= high]
    if len(found) > 8:
        found = [v for v in found if np.isclose(np.log10(v) % 1, 0)]
    return found or [low, high]


def _label(ax: Axes, result: Keyness, view: _View, *, sure: bool) -> None:
    """Name the sides in the corners, then as many terms as find a place."""
    scale = 72 / ax.figure.dpi
    across, down = ax.bbox.width * scale, ax.bbox.height * scale
    frame = (2.0, 2.0, across - 2.0, down - 2.0)
    taken = _corners(ax, result, across, down)
    xy = (ax.transData.transform(view.coloured[["total", "z"]].to_numpy(float))) * scale
    xy -= np.array([ax.bbox.x0, ax.bbox.y0]) * scale
    half = _POINT * 0.62
    solid = np.hstack([xy - half, xy + half])
    place_of = dict(zip(view.coloured["feature"], xy, strict=True))
    wanted = [
        Wanted(
            text=shorten(str(row["label"]), _LONGEST, LABEL),
            x=float(place_of[row["feature"]][0]),
            y=float(place_of[row["feature"]][1]),
            radius=half,
            side=1 if row["z"] >= 0 else -1,
            size=LABEL,
            key=1 if row["z"] >= 0 else -1,
        )
        for row in choose.records(view.order)
    ]
    for found in place(wanted, frame=frame, marks=solid, taken=taken):
        hue = LATER if found.wanted.key > 0 else EARLIER
        _set(ax, found, hue.words if sure else SOFT)


def _corners(ax: Axes, result: Keyness, across: float, down: float) -> np.ndarray:
    """Write which side is up and which is down; return boxes that labels must not touch."""
    boxes = []
    for hue, side, y in ((LATER, result.target, down - 9), (EARLIER, result.reference, 9)):
        text = f"more in {shorten(side, 2.8, 10, bold=True)}"
        _dot(ax, 12, y, hue)
        _points(ax, (22, y), text, hue.words, size=10, bold=True)
        high = 22 + 72 * width(text, 10, bold=True)
        boxes.append((2.0, y - 9.0, high + 6, y + 9.0))
    if result.threshold is not None:
        scale = 72 / ax.figure.dpi
        for line in (result.threshold, -result.threshold):
            y = (ax.transData.transform((ax.get_xlim()[0], line))[1] - ax.bbox.y0) * scale
            boxes.append((0.0, y, across, y))
            if line > 0:
                text = "below the line: not told apart from chance"
                wide = 72 * width(text, SMALL)
                _points(ax, (across - wide - 4, y - 9), text, SOFT, size=SMALL, halo=True)
                boxes.append((across - wide - 6, y - 15, across, y))
    return np.array(boxes, float)


def _points(
    ax: Axes,
    at: tuple[float, float],
    text: str,
    colour: str,
    *,
    size: float,
    bold: bool = False,
    halo: bool = False,
) -> None:
    """Write at some points from the lower left corner of the axes."""
    ax.annotate(
        clean(text), xy=(0, 0), xycoords="axes fraction", xytext=(at[0], at[1] - 0.36 * size),
        textcoords="offset points", color=colour, fontproperties=font(size, bold=bold),
        parse_math=False, annotation_clip=False, zorder=5,
        bbox={"fc": GROUND, "ec": "none", "pad": 1.0, "alpha": 0.85} if halo else None,
    )  # fmt: skip


def _dot(ax: Axes, x: float, y: float, hue: Hue) -> None:
    box = ax.bbox
    scale = 72 / ax.figure.dpi
    ax.plot(
        [x / (box.width * scale)], [y / (box.height * scale)], transform=ax.transAxes, ls="none",
        marker=hue.marker, ms=8 if hue is LATER else 7, mfc=hue.mark, mec=hue.mark, clip_on=False,
    )  # fmt: skip


def _set(ax: Axes, found: Placed, colour: str) -> None:
    left, bottom, _, top = found.box
    at = (left, (bottom + top) / 2)
    _points(ax, at, found.wanted.text, colour, size=found.wanted.size)
    if found.leader is not None:
        scale = 72 / ax.figure.dpi
        size = np.array([ax.bbox.width, ax.bbox.height] * 2) * scale
        x1, y1, x2, y2 = np.array(found.leader) / size
        ax.plot([x1, x2], [y1, y2], color=LINE, lw=0.7, transform=ax.transAxes, zorder=2.5)
