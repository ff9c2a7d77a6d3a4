"""TF-IDF: a panel a document, its most characteristic terms as bars."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rhetoric.plots import choose
from rhetoric.plots.palette import INK, LATER, SOFT
from rhetoric.plots.style import LABEL, SMALL, Picture, boxes, page, sheet, write
from rhetoric.plots.text import clean, notes, number, plural, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.tfidf import Tfidf

_DOCUMENTS, _ACROSS = 12, 2
_ROW = 0.215
_HEAD = 0.5
_BETWEEN = 0.22
_NAMES = 0.54  # of a panel's width
_VALUE = 0.78
_LOOKED = 60  # rows of a document from which its terms are chosen


@dataclass(frozen=True)
class _View:
    panels: tuple[tuple[str, str, tuple[dict[str, Any], ...]], ...]
    terms: int
    cut: int


def tfidf(result: Tfidf) -> Picture | None:
    """Return the figure of what sets each document apart, or None for fewer than two."""
    view = _view(result)
    if view is None:
        return None
    title = _title(view)
    subtitle = (
        f"The {view.terms} terms with the highest TF-IDF in each document; beside the bar, the "
        "value and the number of uses."
    )
    cut = f" {plural(view.cut, 'older document')} not shown." if view.cut else ""
    unit = getattr(result, "idf_unit", "document")
    foot = (
        f"TF-IDF ({result.weighting}): uses in the document, weighted down by how many {unit}s of "
        "the corpus have the term. Parts of a longer phrase listed are left out. It orders "
        f"terms; it tests nothing. Badge ① counted in these texts.{cut}"
    )
    rows = ceil(len(view.panels) / _ACROSS)
    body = rows * (_HEAD + view.terms * _ROW) + (rows - 1) * _BETWEEN + 0.05
    made = page(title, subtitle, foot, body=body)
    draw(made.sheet(), result, view)
    said = [f"{clean(name)}: {clean(rows[0]['label'])}" for name, _, rows in view.panels if rows]
    labels = [r["label"] for _, _, rows in view.panels for r in rows]
    return Picture(made.figure, title, f"{title}. First of each: {'; '.join(said)}.", notes(labels))


def _view(result: Tfidf, most: int = _DOCUMENTS) -> _View | None:
    table = result.table
    number, documents = pd.factorize(table["document"].to_numpy(dtype=object))
    if len(documents) < 2:
        return None
    shown = documents[-most:]
    terms = 8 if len(shown) <= 6 else 5
    genres: dict[str, str] = {}
    if result.source is not None:
        genres = {d.id: d.genre or "" for d in result.source.corpus}
    panels = []
    for k, document in enumerate(shown, len(documents) - len(shown)):
        part = table.iloc[np.flatnonzero(number == k)[:_LOOKED]]
        chosen = choose.records(choose.chief(part, ("count",)).head(terms))
        label = str(part["document_label"].iloc[0])
        panels.append((label, genres.get(document, ""), tuple(chosen)))
    return _View(tuple(panels), terms, len(documents) - len(shown))


def _title(view: _View) -> str:
    shown = plural(len(view.panels), "document")
    return f"The terms that weigh most in each of {shown}"


def draw(ax: Axes, result: Tfidf, view: _View | None = None) -> None:
    """Draw the panels on a sheet; those that do not fit are left out."""
    across, down = sheet(ax, 3.0)
    columns = max(min(_ACROSS, int(across / 2.8)), 1)
    if view is None:
        view = _view(result, max(int(down / (_HEAD + 8 * _ROW)), 1) * columns)
    if view is None:
        return
    wide, high = across / columns, _HEAD + view.terms * _ROW + _BETWEEN
    most = max((float(r["tfidf"]) for _, _, rows in view.panels for r in rows), default=1.0)
    for k, (label, genre, rows) in enumerate(view.panels):
        left, top = (k % columns) * wide, (k // columns) * high
        _panel(ax, (label, genre), rows, (left, top, wide - 0.15 * (columns > 1)), most)


def _panel(
    ax: Axes,
    head: tuple[str, str],
    rows: tuple[dict[str, Any], ...],
    box: tuple[float, float, float],
    most: float,
) -> None:
    left, top, wide = box
    name = shorten(head[0], wide - 1.3, LABEL + 0.5, bold=True)
    write(ax, left, top + 0.14, name, size=LABEL + 0.5, bold=True, colour=INK)
    beside = left + width(name, LABEL + 0.5, bold=True) + 0.12
    write(ax, beside, top + 0.14, shorten(head[1], 1.1, SMALL), size=SMALL, colour=SOFT)
    start, end = left + wide * _NAMES, left + wide - _VALUE
    bars = []
    for i, row in enumerate(rows):
        y = top + 0.34 + (i + 0.5) * _ROW
        long = max(float(row["tfidf"]) / most, 0) * (end - start)
        bars.append((start, y - 0.055, long, 0.11))
        term = shorten(row["label"], wide * _NAMES - 0.08, SMALL)
        write(ax, start - 0.08, y, term, size=SMALL, ha="right")
        text = f"{number(float(row['tfidf']), 2)} · {int(row['count']):,}"
        write(ax, start + long + 0.07, y, text, size=SMALL, colour=SOFT)
    boxes(ax, bars, LATER.mark, order=2)
