"""The profile: one strip a measure, one dot a document, in the order of their dates."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from rhetoric.plots import choose
from rhetoric.plots.palette import FAINT, INK, LATER, RULE, SOFT
from rhetoric.plots.style import LABEL, SMALL, Picture, marks, page, polyline, sheet, strokes, write
from rhetoric.plots.text import clean, dated, joined, notes, number, plural

if TYPE_CHECKING:
    from rhetoric.compare.profile import Profile

#: What is drawn, and what it is called.
MEASURES = {
    "words": "words", "sentence_length": "words a sentence", "word_length": "letters a word",
    "mattr": "MATTR", "mtld": "MTLD", "hdd": "HD-D", "flesch": "Flesch reading ease", "lix": "LIX",
}  # fmt: skip
_ACROSS, _STRIP = 2, 0.95
_NUMBERS = 0.62


def strips(result: Profile) -> Picture | None:
    """Return the figure of each document's size and style, or None for fewer than two."""
    rows = choose.records(result.table)
    if len(rows) < 2:
        return None
    longest = max(rows, key=lambda r: r["sentence_length"])
    varied = max(rows, key=lambda r: r["mtld"])
    names = [dated(r["document_label"], 2.0, 14, bold=True) for r in (longest, varied)]
    title = (
        f"Longest sentences: {names[0]} ({number(longest['sentence_length'])} words); "
        f"most varied words: {names[1]}"
    )
    subtitle = (
        f"{plural(len(rows), 'document')} in the order of their dates, from left to right; each "
        "strip has its own scale, from its least to its greatest value."
    )
    foot = (
        "MATTR, MTLD and HD-D: diversity of words that hardly depends on length. Flesch (high is "
        "easy) and LIX (high is hard) were fitted to school texts and hang on how sentences and "
        "syllables are counted. Badge ① counted in these texts."
    )
    made = page(title, subtitle, foot, body=ceil(len(MEASURES) / _ACROSS) * _STRIP)
    draw(made.sheet(), result)
    said = [f"{clean(r['document_label'])} {number(r['sentence_length'])}" for r in rows[:5]]
    alt = f"{title}. Words a sentence: {joined(said)}."
    return Picture(made.figure, title, alt, notes(r["document_label"] for r in rows))


def draw(ax: Axes, result: Profile) -> None:
    """Draw the strips on a sheet; those that do not fit are left out."""
    across, down = sheet(ax)
    rows = choose.records(result.table)
    wide = across / _ACROSS
    room = max(int(down / _STRIP + 0.01), 1) * _ACROSS
    for k, (key, name) in enumerate(list(MEASURES.items())[:room]):
        _strip(ax, rows, key, name, ((k % _ACROSS) * wide, (k // _ACROSS) * _STRIP, wide - 0.25))


def _strip(
    ax: Axes, rows: list[dict[str, Any]], key: str, name: str, box: tuple[float, float, float]
) -> None:
    left, top, wide = box
    values = [float(r[key]) for r in rows]
    low, high = min(values), max(values)
    a, b = left + 0.1, left + wide - _NUMBERS
    step = (b - a) / max(len(rows) - 1, 1)
    upper, lower = top + 0.32, top + 0.66
    xs = [a + i * step for i in range(len(rows))]
    ys = [lower - (v - low) / ((high - low) or 1.0) * (lower - upper) for v in values]
    write(ax, left, top + 0.12, name, size=LABEL, bold=True)
    strokes(ax, [(left, y, b, y) for y in (upper, lower)], RULE, 0.6, order=0.4)
    polyline(ax, xs, ys, FAINT if len(rows) > 40 else LATER.pale, weight=0.9)
    marks(ax, xs, ys, LATER.mark, size=5.5 if len(rows) <= 40 else 3.0)
    places = 0 if high >= 1000 else 1 if high >= 10 else 2
    for y, value in ((upper, high), (lower, low)):
        if value is not low or high != low:
            write(ax, b + 0.1, y, number(value, places), size=SMALL, colour=INK)
    for x, row, ha in ((xs[0], rows[0], "left"), (xs[-1], rows[-1], "right")):
        label = dated(row["document_label"], (b - a) / 2 - 0.1, SMALL)
        write(ax, x, top + 0.8, label, size=SMALL, colour=SOFT, ha=ha)
