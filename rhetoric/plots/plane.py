"""The resonance plane: how new each document is, and whether what was new stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from rhetoric.plots import choose
from rhetoric.plots.labels import Wanted, place
from rhetoric.plots.palette import EARLIER, FAINT, INK, LATER, LINE, RULE, SOFT
from rhetoric.plots.style import SMALL, Picture, discs, page, sheet, strokes, write
from rhetoric.plots.text import clean, dated, joined, number, plural

if TYPE_CHECKING:
    from rhetoric.compare.novelty import Novelty

_HIGH, _MARGIN = 4.1, (0.75, 0.15, 0.25, 0.55)  # left, right, top, bottom
_LABELS = 30


def plane(result: Novelty) -> Picture | None:
    """Return the figure of novelty against resonance, or None for fewer than two full documents."""
    rows = _rows(result)
    if len(rows) < 2:
        return None
    title = _title(rows)
    left_out = len(result.table) - len(rows)
    subtitle = (
        "To the right: unlike the documents before it. Up: what was new stayed (resonance = "
        "novelty less transience); down: it did not."
    )
    foot = (
        f"Bits of Kullback–Leibler divergence from up to {result.window} documents before and "
        "after; dots by length; crosses: one standard error over a document's paragraphs. "
        f"{plural(left_out, 'document')} at the ends not shown. A change of "
        "genre counts as new. Badge ① counted in these texts; nothing is tested."
    )
    made = page(title, subtitle, foot, body=_HIGH)
    draw(made.sheet(), result)
    said = [f"{clean(r['document_label'])} {number(r['novelty'], 2)}" for r in rows[:3]]
    return Picture(made.figure, title, f"{title}. Novelty: {joined(said)}.")


def _rows(result: Novelty) -> list[dict[str, Any]]:
    return [r for r in choose.records(result.table) if r["resonance"] is not None]


def _title(rows: list[dict[str, Any]]) -> str:
    new = max(rows, key=lambda r: r["novelty"])
    stays = max(rows, key=lambda r: r["resonance"])
    names = [dated(r["document_label"], 2.0, 14, bold=True) for r in (new, stays)]
    if new is stays:
        return f"{names[0]} is the newest of its time, and its words stayed"
    return f"{names[0]} is unlike what came before it most; what {names[1]} brought stayed most"


def draw(ax: Axes, result: Novelty) -> None:
    """Draw the plane on a sheet."""
    across, down = sheet(ax)
    rows = _rows(result)
    if len(rows) < 2:
        return
    x, y = (np.array([r[k] for r in rows], float) for k in ("novelty", "resonance"))
    left, right = _MARGIN[0], across - _MARGIN[1]
    top, bottom = _MARGIN[2], down - _MARGIN[3]
    span, most = np.ptp(x) or 1.0, max(float(np.abs(y).max()), 1e-9) * 1.12
    px = left + 0.3 + (x - x.min()) / span * (right - left - 0.6)
    middle = (top + bottom) / 2
    py = middle - y / most * (bottom - top) / 2
    strokes(ax, [(left, middle, right, middle)], LINE, 0.9, order=0.5)
    arms = _arms(rows, (px, py), ((right - left - 0.6) / span, (bottom - top) / 2 / most),
                 (left, right, top, bottom))  # fmt: skip
    strokes(ax, [(left, bottom, right, bottom), (left, top, left, bottom)], RULE, 0.8, order=0.5)
    longest = max(r["tokens"] for r in rows)
    least = 0.05 if len(rows) <= _LABELS else 0.028
    radii = least + least * np.sqrt([r["tokens"] / longest for r in rows])
    path = np.column_stack([px[:-1], py[:-1], px[1:], py[1:]])
    if len(rows) <= _LABELS:
        strokes(ax, path, FAINT, 0.7, order=0.8)
    for up, hue in ((True, LATER), (False, EARLIER)):
        some = (y >= 0) == up
        strokes(ax, [arm for i, arm in arms if some[i]], hue.pale, 0.8, order=1.0)
        discs(ax, px[some], py[some], radii[some], hue.mark)
    _axes(ax, (left, right, top, bottom), (float(x.min()), float(x.max())), most)
    _labels(ax, rows, (px, py, radii), (left, right, top, bottom))


def _arms(
    rows: list[dict[str, Any]],
    at: tuple[Any, Any],
    scale: tuple[float, float],
    frame: tuple[float, float, float, float],
) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Return the cross of each document, a standard error to either side, inside the frame."""
    left, right, top, bottom = frame
    out = []
    for i, (row, x, y) in enumerate(zip(rows, *at, strict=True)):
        wide, high = row["novelty_sd"], row["resonance_sd"]
        if wide is None or high is None:
            continue
        a, b = max(x - wide * scale[0], left), min(x + wide * scale[0], right)
        c, d = max(y - high * scale[1], top), min(y + high * scale[1], bottom)
        out += [(i, (a, y, b, y)), (i, (x, c, x, d))]
    return out


def _axes(
    ax: Axes, frame: tuple[float, float, float, float], span: tuple[float, float], most: float
) -> None:
    left, right, top, bottom = frame
    for x, value, ha in ((left + 0.3, span[0], "center"), (right - 0.3, span[1], "center")):
        write(ax, x, bottom + 0.13, number(value, 2), size=SMALL, colour=SOFT, ha=ha)
    middle = (left + right) / 2
    write(ax, middle, bottom + 0.36, "novelty (bits)", size=SMALL, colour=SOFT, ha="center")
    write(ax, 0, top - 0.12, "resonance (bits)", size=SMALL, colour=SOFT)
    for y, value in ((top + 0.1, most), ((top + bottom) / 2, 0.0), (bottom - 0.1, -most)):
        write(ax, left - 0.08, y, number(value, 2), size=SMALL, colour=SOFT, ha="right")


def _labels(
    ax: Axes,
    rows: list[dict[str, Any]],
    at: tuple[Any, Any, Any],
    frame: tuple[float, float, float, float],
) -> None:
    """Name the documents furthest from the middle that find a place; ``at`` is x, y and radius."""
    px, py, radii = at
    far = np.hypot((px - px.mean()) / max(px.std(), 1e-9), (py - py.mean()) / max(py.std(), 1e-9))
    dots = 72 * np.column_stack([px - radii, -py - radii, px + radii, -py + radii])
    wanted = [
        Wanted(
            dated(rows[i]["document_label"], 1.4, SMALL), 72 * px[i], -72 * py[i], 72 * radii[i],
            side=1 if rows[i]["resonance"] >= 0 else -1, size=SMALL,
        )
        for i in sorted(range(len(rows)), key=lambda i: (-far[i], i))
    ]  # fmt: skip
    left, right, top, bottom = frame
    inside = (72 * left, -72 * bottom, 72 * right, -72 * top)
    for label in place(wanted, frame=inside, marks=dots, limit=_LABELS):
        x0, y0, _, y1 = label.box
        write(ax, x0 / 72, -(y0 + y1) / 144, label.wanted.text, size=SMALL, colour=INK)
        if label.leader:
            a, b, c, d = label.leader
            strokes(ax, [(a / 72, -b / 72, c / 72, -d / 72)], FAINT, 0.6)
