"""Stacked bars in panels side by side: a row a document, each bar parted by voice or degree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rhetoric.compare.facts import when
from rhetoric.compare.stances import ALL, periods
from rhetoric.hits import VOICES
from rhetoric.plots.palette import EARLIER, FAINT, INK, LATER, RULE, SOFT
from rhetoric.plots.style import SMALL, Picture, boxes, page, sheet, strokes, write
from rhetoric.plots.text import clean, notes, number, plural, shorten

if TYPE_CHECKING:
    from rhetoric.compare.panel import Panel

_ROWS = 24
_ROW, _HEAD, _KEY = 0.25, 0.3, 0.3
_DATES, _WORDS, _NUMBER = 1.3, 0.62, 0.42  # inches: labels, words, the number after a bar
#: What is drawn: features of the panel, and what their panels are called.
MODALITY = (
    ("strong (must, shall, have to)", "must, shall, have to"),
    ("medium (should, ought to)", "should, ought to"),
    ("will, shall", "will, shall, going to"),
)
CRITICISM = (
    ("criticism, severe", "severe"), ("criticism, plain", "plain"), ("criticism, mild", "mild"),
)  # fmt: skip
_VOICES = tuple(zip(VOICES, (FAINT, LATER.pale, LATER.mark), strict=True))
_DEGREES = (("severe", EARLIER.mark), ("plain", EARLIER.pale), ("mild", RULE))
_FEW = 3  # faults named from which a text may be the one where they are named hardest
_FOOT = (
    "Features are found by rules of words and context; every place can be read with "
    "`rhetoric devices --audit`. Of more documents than there is room for, neighbours in time are "
    "put together. Badge ① counted in these texts."
)


@dataclass(frozen=True)
class _View:
    """Rows with their words; ``counts[p, r, s]`` are hits of panel p, row r, segment s."""

    rows: tuple[str, ...]
    words: NDArray[np.int64]
    panels: tuple[str, ...]
    counts: NDArray[np.int64]
    segments: tuple[tuple[str, str], ...]

    @property
    def rates(self) -> NDArray[np.float64]:
        """Hits per 1,000 words of the row."""
        made: NDArray[np.float64] = 1000 * self.counts / np.maximum(self.words, 1)[:, None]
        return made


def modality(result: Panel) -> Picture | None:
    """Return the figure of obligation and commitment by voice, or None where there is none."""
    view = _modality(result)
    if view is None:
        return None
    whole = view.rates.sum(axis=2)
    strong = whole[0]
    high, low = int(np.argmax(strong)), int(np.argmin(strong))
    title = (
        f"Strong obligation: {number(strong[high])} in 1,000 words {when(clean(view.rows[high]))}, "
        f"{number(strong[low])} {when(clean(view.rows[low]))}"
    )
    subtitle = (
        "Hits per 1,000 words of each text, by who speaks: the text itself (grey), somebody retold "
        "(pale blue), somebody in their own words (blue)."
    )
    return _picture(view, title, subtitle)


def criticism(result: Panel) -> Picture | None:
    """Return the figure of how hard faults are named, or None where hardly any are."""
    view = _criticism(result)
    if view is None:
        return None
    severe = view.counts[0, :, 0]
    title = (
        _hardest(view)
        if severe.any()
        else f"{plural(int(view.counts.sum()), 'fault')} named, none of them severely"
    )
    subtitle = (
        "Faults that are named and verbs of blame per 1,000 words, by the words beside them: "
        "severe (bitterly, serious), plain, mild (trifling, some)."
    )
    return _picture(view, title, subtitle)


def _hardest(view: _View) -> str:
    """Return in which text the largest share of faults is named severely, and of how many.

    Texts that name few take no part; where several are alike, or none has enough, the sum is told.
    """
    severe, named = view.counts[0, :, 0], view.counts[0].sum(axis=1)
    share = np.where(named >= _FEW, severe / np.maximum(named, 1), -1.0)
    first = np.flatnonzero(share == share.max())
    if len(first) > 1 or share.max() <= 0:
        return f"{int(severe.sum())} of {plural(int(named.sum()), 'fault')} are named severely"
    top = int(first[0])
    return (
        f"The largest share of faults is named severely {when(clean(view.rows[top]))}: "
        f"{int(severe[top])} of {int(named[top])}"
    )


def _picture(view: _View, title: str, subtitle: str) -> Picture:
    body = _KEY + _HEAD + _ROW * len(view.rows)
    made = page(title, subtitle, _FOOT, body=body)
    _draw(made.sheet(), view)
    whole = view.rates.sum(axis=2)
    said = [
        f"{clean(row)}: " + ", ".join(
            f"{clean(name)} {number(whole[p, r])}" for p, name in enumerate(view.panels)
        )
        for r, row in list(enumerate(view.rows))[-6:]
    ]  # fmt: skip
    alt = f"{title}. Per 1,000 words: {'; '.join(said)}."
    return Picture(made.figure, title, alt, notes(view.rows))


def draw(ax: Axes, result: Panel) -> None:
    """Draw modality by voice on a sheet."""
    view = _modality(result)
    if view is not None:
        _draw(ax, view)


def _modality(result: Panel) -> _View | None:
    rows, words, bins = periods(result.table, _ROWS)
    counts = np.stack([
        np.stack([_counts(result, feature, voice, bins, len(rows)) for voice in VOICES], axis=1)
        for feature, _ in MODALITY
    ])  # fmt: skip
    held = tuple(s for k, s in enumerate(_VOICES) if counts[:, :, k].any())
    counts = counts[:, :, [k for k in range(len(VOICES)) if counts[:, :, k].any()]]
    if len(rows) < 2 or not counts.size:
        return None
    return _View(rows, words, tuple(name for _, name in MODALITY), counts, held)


def _criticism(result: Panel) -> _View | None:
    rows, words, bins = periods(result.table, _ROWS)
    counts = np.stack(
        [_counts(result, feature, ALL, bins, len(rows)) for feature, _ in CRITICISM], axis=1
    )[None]
    if len(rows) < 2 or counts.sum() < 2:
        return None
    return _View(rows, words, ("faults named",), counts, _DEGREES)


def _counts(
    result: Panel, feature: str, voice: str, bins: dict[str, int], rows: int
) -> NDArray[np.int64]:
    part = result.table[(result.table["feature"] == feature) & (result.table["voice"] == voice)]
    where = np.array([bins[name] for name in part["document"]], np.int64)
    made = np.bincount(where, weights=part["count"].to_numpy(float), minlength=rows)
    return np.asarray(made, np.int64)


def _draw(ax: Axes, view: _View) -> None:
    across, _ = sheet(ax)
    _key(ax, view.segments)
    top = _KEY + _HEAD
    wide = (across - _DATES - _WORDS) / len(view.panels)
    write(ax, across, top - 0.14, "words", size=SMALL, colour=SOFT, ha="right")
    most = float(view.rates.sum(axis=2).max()) or 1.0
    for r, (row, words) in enumerate(zip(view.rows, view.words.tolist(), strict=True)):
        y = top + (r + 0.5) * _ROW
        write(ax, 0, y, shorten(row, _DATES - 0.12, SMALL), size=SMALL, colour=SOFT)
        write(ax, across, y, f"{words:,}", size=SMALL, colour=SOFT, ha="right")
    for p, name in enumerate(view.panels):
        left = _DATES + p * wide
        write(
            ax, left, top - 0.14, shorten(name, wide - 0.1, SMALL, bold=True), size=SMALL, bold=True
        )
        strokes(ax, [(left, top, left, top + _ROW * len(view.rows))], RULE, 0.8, order=0.5)
        scale = (wide - _NUMBER - 0.1) / most
        _bars(ax, view, p, (left, top), scale)


def _key(ax: Axes, segments: Sequence[tuple[str, str]]) -> None:
    """Draw what the colours mean."""
    x = _DATES
    for name, colour in segments:
        boxes(ax, [(x, 0.06, 0.14, 0.12)], colour)
        write(ax, x + 0.2, 0.12, name, size=SMALL, colour=SOFT)
        x += 0.95


def _bars(ax: Axes, view: _View, p: int, at: tuple[float, float], scale: float) -> None:
    left, top = at
    rates = view.rates[p]
    for s, (_, colour) in enumerate(view.segments):
        before = rates[:, :s].sum(axis=1)
        boxes(
            ax,
            [
                (left + before[r] * scale, top + r * _ROW + 0.05, rates[r, s] * scale, _ROW - 0.1)
                for r in range(len(view.rows)) if rates[r, s] > 0
            ],
            colour,
        )  # fmt: skip
    for r, whole in enumerate(rates.sum(axis=1).tolist()):
        x = left + whole * scale + 0.06
        text = number(whole) if whole else "0"
        write(ax, x, top + (r + 0.5) * _ROW, text, size=SMALL, colour=INK if whole else SOFT)
