"""The heat map: how alike every two documents are, one measure below and one above the diagonal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from rhetoric.compare.comparability import Comparability
from rhetoric.plots.palette import BLUES, EARLIER, LATER, ORANGES, SOFT, shade
from rhetoric.plots.style import LABEL, SMALL, Picture, boxes, page, sheet, write
from rhetoric.plots.text import joined, notes, plural, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.similarity import Similarity

_NUMBERED = 12  # more documents have no number in their cells
_POOLED = 60  # more documents are put together with their neighbours
_NAMES = 1.2
_SIDE = 5.0
_KEY = 0.62
_BELOW = 0.3


@dataclass(frozen=True)
class _View:
    names: tuple[str, ...]
    cosine: np.ndarray
    jaccard: np.ndarray
    documents: int
    keys: tuple[str, str] = ("cosine (below)", "Jaccard (above)")

    @property
    def tops(self) -> tuple[float, float]:
        """The values at which the two ramps end: the largest, rounded up to a tenth."""
        return tuple(  # type: ignore[return-value]
            max(ceil(10 * float(np.nanmax(m)) - 1e-9) / 10, 0.1)
            for m in (self.cosine, self.jaccard)
        )


def heatmap(result: Similarity) -> Picture | None:
    """Return the figure of likeness between documents, or None for fewer than two pairs."""
    view = _view(result)
    if view is None:
        return None
    title = _title(result)
    subtitle = (
        f"{plural(view.documents, 'document')}, each against each, by their single content words. "
        "Below the diagonal: cosine of the counts; above: share of word types in common (Jaccard)."
    )
    foot = (
        "Longer texts have more types, which lowers Jaccard between a long and a short one. "
        f"Likeness of genre counts as likeness of words.{_cells(view)} Badge ① counted in these "
        "texts."
    )
    made = page(title, subtitle, foot, body=_SIDE + _BELOW + _KEY)
    draw(made.sheet(), result, view)
    table = result.table
    alt = (
        f"{title}. Largest cosine {table['cosine'].max():.2f}, "
        f"smallest {table['cosine'].min():.2f}."
    )
    return Picture(made.figure, title, alt, (*result.notes, *notes(view.names)))


def reuse_map(result: Comparability) -> Picture | None:
    """Return the figure of what documents reuse of each other, or None for fewer than two pairs."""
    view = _view(result)
    if view is None:
        return None
    table = result.table
    best = table.iloc[int(table["reused"].to_numpy(float).argmax())]
    names = [shorten(str(best[k]), 1.5, 14, bold=True) for k in ("b_label", "a_label")]
    taken = f"{best['reused']:.0%} of its runs of words"
    title = f"{names[0]} takes {taken} from {names[1]}: the most of any"
    subtitle = (
        f"{plural(view.documents, 'document')}, each against each. Below the diagonal: cosine of "
        "their words, weighed by idf. Above: share of the later document's runs of five words "
        "that stand in the earlier too."
    )
    foot = (
        "Formulae and titles count as reuse: a low share says that texts are no edited copies of "
        f"each other, not that their content is new.{_cells(view)} Badge ① counted in these texts."
    )
    made = page(title, subtitle, foot, body=_SIDE + _BELOW + _KEY)
    draw(made.sheet(), result, view)
    median = float(table["reused"].median())
    alt = f"{title}. Median share of runs reused over all pairs {median:.1%}."
    return Picture(made.figure, title, alt, notes(view.names))


def _cells(view: _View) -> str:
    """Say how many documents a cell stands for, where it is not one."""
    if view.documents <= len(view.names):
        return ""
    return f" Cells are means over neighbours: {len(view.names)} groups."


def _view(result: Similarity | Comparability) -> _View | None:
    table, columns = result.table, ("cosine", "jaccard")
    if isinstance(result, Comparability):
        columns = ("similar", "reused")
    if len(table) < 2:
        return None
    a, b = table["a"].tolist(), table["b"].tolist()
    names = list(dict.fromkeys([*a, *b]))
    labels = dict(
        zip([*a, *b], [*table["a_label"].tolist(), *table["b_label"].tolist()], strict=True)
    )
    place = {name: i for i, name in enumerate(names)}
    i, j = (np.array([place[name] for name in side]) for side in (a, b))
    both = []
    for column in columns:
        square = np.full((len(names), len(names)), np.nan)
        values = table[column].to_numpy(float)
        square[i, j], square[j, i] = values, values
        both.append(square)
    groups = np.arange(len(names)) * min(_POOLED, len(names)) // len(names)
    heads = [str(labels[names[k]]) for k in np.unique(groups, return_index=True)[1]]
    if len(heads) < len(names):
        both = [_pooled(square, groups) for square in both]
    view = _View(tuple(heads), both[0], both[1], len(names))
    if isinstance(result, Comparability):
        return replace(view, keys=("similar words (below)", "runs reused (above)"))
    return view


def _pooled(square: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the means over groups of neighbouring documents."""
    one = np.eye(groups[-1] + 1)[groups]
    there = np.isfinite(square).astype(float)
    sums, sizes = one.T @ np.nan_to_num(square) @ one, one.T @ there @ one
    out = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)
    np.fill_diagonal(out, np.nan)
    return np.asarray(out)


def _title(result: Similarity) -> str:
    values = result.table["cosine"].to_numpy(float)
    best, least = int(values.argmax()), int(values.argmin())

    def pair(row: int) -> str:
        ends = (str(result.table[k].iloc[row]) for k in ("a_label", "b_label"))
        return joined([shorten(end, 1.5, 14, bold=True) for end in ends])

    return f"Most alike in their words are {pair(best)}, least alike {pair(least)}"


def draw(ax: Axes, result: Similarity | Comparability, view: _View | None = None) -> None:
    """Draw the square and its two keys on a sheet."""
    across, down = sheet(ax, 4.6)
    view = view or _view(result)
    if view is None:
        return
    side = min(across - _NAMES, down - _BELOW - _KEY)
    cell = side / len(view.names)
    cells: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    ramps = ((view.cosine, BLUES, view.tops[0]), (view.jaccard, ORANGES, view.tops[1]))
    gap = min(0.03, cell * 0.08) if cell > 0.12 else 0.0
    for row in range(len(view.names)):
        for column in range(len(view.names)):
            if row == column:
                continue
            values, ramp, top = ramps[0] if row > column else ramps[1]
            value = float(values[row, column])
            if not np.isfinite(value):
                continue
            fill, ink = shade(ramp, value / top)
            x, y = _NAMES + column * cell, row * cell
            cells[fill].append((x, y, cell - gap, cell - gap))
            if len(view.names) <= _NUMBERED and cell > 0.34:
                middle = (x + (cell - gap) / 2, y + (cell - gap) / 2)
                size = LABEL if cell > 0.5 else SMALL
                text = f"{value:.2f}"[1:] if value < 0.995 else "1.0"
                write(ax, *middle, text, size=size, colour=ink, ha="center")
    for fill in sorted(cells):
        boxes(ax, cells[fill], fill, order=1)
    _names(ax, view, cell, side)
    _keys(ax, view, side)


def _names(ax: Axes, view: _View, cell: float, side: float) -> None:
    """Name rows at the left and columns below, as many as fit."""
    every = max(ceil(0.19 / cell), 1)
    for k in range(0, len(view.names), every):
        name = shorten(view.names[k], _NAMES - 0.12, SMALL)
        y = (k + 0.5) * cell
        write(ax, _NAMES - 0.1, y, name, size=SMALL, colour=SOFT, ha="right")
    widest = max(width(shorten(n, 1.2, SMALL), SMALL) for n in view.names)
    every = max(ceil((widest + 0.1) / cell), 1)
    for k in range(0, len(view.names), every):
        name = shorten(view.names[k], 1.2, SMALL)
        x = _NAMES + (k + 0.5) * cell
        write(ax, x, side + 0.14, name, size=SMALL, colour=SOFT, ha="center")


def _keys(ax: Axes, view: _View, side: float) -> None:
    """Draw the scale bars of the two measures."""
    wide, top = side / 2 - 0.15, side + _BELOW + 0.1
    for k, (ramp, name, hue, most) in enumerate(
        (
            (BLUES, view.keys[0], LATER, view.tops[0]),
            (ORANGES, view.keys[1], EARLIER, view.tops[1]),
        )
    ):
        left = _NAMES + k * (wide + 0.3)
        write(ax, left, top, name, size=SMALL, colour=hue.words, bold=True)
        step = wide / len(ramp)
        for i, colour in enumerate(ramp):
            boxes(ax, [(left + i * step, top + 0.12, step, 0.12)], colour)
        write(ax, left, top + 0.36, "0", size=SMALL, colour=SOFT)
        write(ax, left + wide, top + 0.36, f"{most:.1f}", size=SMALL, colour=SOFT, ha="right")
