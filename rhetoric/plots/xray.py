"""The X-ray: where in each document some phrases stand, a narrow panel a phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.plots.palette import AMBER, EARLIER, GREEN, GREY, INK, LATER, PURPLE, RULE, SOFT, Hue
from rhetoric.plots.style import INNER, SMALL, Picture, page, sheet, strokes, write
from rhetoric.plots.text import (
    between,
    clean,
    columns,
    joined,
    longest,
    notes,
    number,
    plural,
    quoted,
    shorten,
    wrap,
)

if TYPE_CHECKING:
    from rhetoric.compare.dispersion import Dispersion

_PANELS, _ROWS = 8, 30
_ROW = 0.24
_LINE = 0.17
_DATES, _SIZES = 0.95, 0.52  # inches at the left and the right
_GAP, _PAD = 0.11, 0.08
_HUES = (AMBER, PURPLE, EARLIER, GREEN, LATER)
_EVEN = 0.35  # a DP below this is called even spread


@dataclass(frozen=True)
class _View:
    """What is drawn: phrases in the order of their first use, rows by date, strokes of each."""

    features: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[str, ...]
    sizes: tuple[int, ...]
    breaks: tuple[int, ...]
    hits: pd.DataFrame
    dp: tuple[float, ...]
    uses: tuple[tuple[int, int], ...]
    cut: tuple[int, int]
    pooled: str
    noun: str = "term"


def xray(result: Dispersion) -> Picture | None:
    """Return the figure of where terms stand, or None for fewer than two documents or no term."""
    view = _view(result)
    if view is None:
        return None
    title = _title(view)
    row = view.pooled or "document"
    subtitle = (
        f"Where {plural(len(view.features), view.noun)} stand. One row per {row}; a stroke is one "
        "occurrence, from the start of the text (left) to its end (right)."
    )
    body = _head(view, INNER) + _ROW * len(view.rows) + 2 * _LINE + 0.2
    made = page(title, subtitle, _foot(result, view), body=body)
    draw(made.sheet(), result, view)
    said = [
        f"{clean(name)}: {plural(n, 'use')} in {plural(m, 'text')}"
        for name, (n, m) in zip(view.labels, view.uses, strict=True)
    ]
    return Picture(made.figure, title, f"{title}. {'; '.join(said)}.", notes(view.labels))


def _view(result: Dispersion, most: int = _ROWS) -> _View | None:
    documents, table = result.documents, result.table
    if len(documents) < 2 or not len(table):
        return None
    names = documents["document"].tolist()
    labels = [str(label) for label in documents["label"]]
    pooled = "" if len(names) <= _ROWS else "year"
    keys = [label[:4] for label in labels] if pooled else names
    if len(set(keys)) > _ROWS and all(key.isdecimal() for key in keys):
        pooled, keys = "decade", [f"{key[:3]}0s" for key in keys]
    order = list(dict.fromkeys(keys))
    shown = order[-most:]
    row_of = {key: i for i, key in enumerate(shown)}
    place = {name: i for i, name in enumerate(names)}
    hits = table.assign(
        row=[row_of.get(keys[place[d]], -1) for d in table["document"]],
        at=[place[d] for d in table["document"]],
    )
    all_features = _ordered(hits, result)
    features = all_features[:_PANELS]
    label_of = dict(zip(table["feature"], table["label"], strict=True))
    by = hits.groupby("feature")
    sizes = documents["tokens"].groupby(pd.Series(keys, index=documents.index), sort=False).sum()
    text_of = dict(zip(keys, labels, strict=True)) if not pooled else {k: k for k in order}
    rows = tuple(text_of[key] for key in shown)
    return _View(
        features=tuple(features),
        labels=tuple(str(label_of[f]) for f in features),
        rows=rows,
        sizes=tuple(int(sizes[key]) for key in shown),
        breaks=tuple(
            i for i in range(1, len(rows)) if not pooled and rows[i][:4] != rows[i - 1][:4]
        ),
        hits=hits[hits["row"] >= 0],
        dp=tuple(float(result.dp.get(f, np.nan)) for f in features),
        uses=tuple((len(by.get_group(f)), by.get_group(f)["document"].nunique()) for f in features),
        cut=(len(all_features) - len(features), len(order) - len(shown)),
        pooled=pooled,
        noun=result.noun,
    )


def _ordered(hits: pd.DataFrame, result: Dispersion) -> list[str]:
    """Return the terms by where they stand on average, the evenly spread last; then those cut."""
    sums = hits.groupby("feature").agg(
        first=("at", "min"), middle=("at", "mean"), n=("at", "size")
    ).reset_index()  # fmt: skip
    most = sums.sort_values(["n", "feature"], ascending=[False, True])["feature"].tolist()
    even = [result.dp.get(f, 1.0) < _EVEN for f in sums["feature"]]
    chosen = sums.assign(even=even)[sums["feature"].isin(most[:_PANELS])].sort_values(
        ["even", "middle", "first", "feature"]
    )
    return [*chosen["feature"].tolist(), *most[_PANELS:]]


def _title(view: _View) -> str:
    spread = [i for i in range(len(view.features)) if np.isfinite(view.dp[i])]
    if not spread or len(view.features) < 2:
        name = quoted(view.labels[0])
        n, m = view.uses[0]
        return f"{name} stands {plural(n, 'time')} in {plural(m, 'text')}"
    even = min(spread, key=lambda i: (view.dp[i], view.features[i]))
    terms = plural(len(view.features), view.noun)
    name, (n, m) = quoted(view.labels[even]), view.uses[even]
    often = f"{plural(n, 'use')} in {plural(m, 'text')}"
    return f"Where {terms} stand; the most even is {name}: {often}"


def _foot(result: Dispersion, view: _View) -> str:
    sizes = [int(n) for n in result.documents["tokens"]]
    said = (
        f"DP: deviation of proportions over the {len(sizes):,} documents, weighted by length (0 = "
        f"even, near 1 = all in few). A document has {between(sizes)} words. "
        "Badge ① counted in these texts: complete counts, so no interval."
    )
    terms, rows = view.cut
    left = [plural(n, noun) for n, noun in ((terms, view.noun), (rows, "earlier row")) if n]
    if left:
        said += f" Not shown: {joined(left)}."
    return said


def _panels(view: _View, across: float) -> list[float]:
    """Return the widths of the panels: a longer word of a head makes its panel wider."""
    needs = [longest(label, SMALL, bold=True) + _PAD for label in view.labels]
    return columns(needs, across - _DATES - _SIZES)


def _heads(view: _View, across: float) -> list[tuple[str, ...]]:
    return [
        wrap(label, room - _PAD + 0.01, SMALL, bold=True, limit=4)
        for label, room in zip(view.labels, _panels(view, across), strict=True)
    ]


def _head(view: _View, across: float) -> float:
    return _LINE * max(len(lines) for lines in _heads(view, across)) + 0.12


def draw(ax: Axes, result: Dispersion, view: _View | None = None) -> None:
    """Draw the panels on a sheet."""
    across, down = sheet(ax)
    view = view or _view(result, max(int((down - 1.1) / _ROW), 2))
    if view is None:
        return
    top = _head(view, across)
    middles = [top + (i + 0.5) * _ROW for i in range(len(view.rows))]
    for y, label, size in zip(middles, view.rows, view.sizes, strict=True):
        write(ax, 0, y, shorten(label, _DATES - 0.12, SMALL), size=SMALL, colour=SOFT)
        write(ax, across, y, f"{size:,}", size=SMALL, colour=SOFT, ha="right")
    write(ax, across, top - _LINE * 0.5 - 0.06, "words", size=SMALL, colour=SOFT, ha="right")
    lines = [(0, top + i * _ROW, across, top + i * _ROW) for i in view.breaks]
    strokes(ax, lines, RULE, 1.2, order=0.4)
    panels = _panels(view, across)
    bottom = top + _ROW * len(view.rows)
    write(ax, 0, bottom + _LINE * 0.8, "DP", size=SMALL, colour=SOFT)
    write(ax, 0, bottom + _LINE * 1.8, "uses in texts", size=SMALL, colour=SOFT)
    for k, lines_of in enumerate(_heads(view, across)):
        left, wide = _DATES + sum(panels[:k]), panels[k] - _GAP
        _draw_panel(ax, view, k, (left, wide), middles)
        x = left + wide / 2
        for i, line in enumerate(reversed(lines_of)):
            write(ax, x, top - 0.06 - _LINE * (i + 0.5), line, size=SMALL, ha="center", bold=True)
        dp = number(view.dp[k], 2) if np.isfinite(view.dp[k]) else "–"
        n, m = view.uses[k]
        write(ax, x, bottom + _LINE * 0.8, dp, ha="center", bold=True, colour=INK)
        write(ax, x, bottom + _LINE * 1.8, f"{n:,} in {m:,}", size=SMALL, colour=SOFT, ha="center")


def _hue(view: _View, k: int) -> Hue:
    """Return grey for the evenly spread, and hues in turn for the others."""
    if view.dp[k] < _EVEN:
        return GREY
    before = sum(view.dp[i] >= _EVEN for i in range(k))
    return _HUES[before % len(_HUES)]


def _draw_panel(
    ax: Axes,
    view: _View,
    k: int,
    box: tuple[float, float],
    middles: list[float],
) -> None:
    left, wide = box
    strokes(ax, [(left, y, left + wide, y) for y in middles], RULE, 0.9, order=0.6)
    part = view.hits[view.hits["feature"] == view.features[k]]
    half = 0.35 * _ROW
    spots = {
        (int(row), round(left + 0.012 + float(at) * (wide - 0.024), 3))
        for row, at in zip(part["row"], part["position"], strict=True)
    }
    strokes(
        ax,
        [(x, middles[row] - half, x, middles[row] + half) for row, x in sorted(spots)],
        _hue(view, k).mark, 1.7, order=2,
    )  # fmt: skip
