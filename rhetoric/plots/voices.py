"""The voice strip: a row a document from its start to its end, and who speaks where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from rhetoric.compare.stances import period, when
from rhetoric.hits import VOICES
from rhetoric.plots.palette import INK, LATER, LINE, RULE, SOFT
from rhetoric.plots.style import SMALL, Picture, boxes, page, sheet, strokes, write
from rhetoric.plots.text import clean, dated, joined, notes, number, plural, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.voices import Voices

_DOCUMENTS, _POOLED = 30, 24
_NAMED = 14  # rows up to which there is room for the names of speakers
_ROW, _TALL = 0.27, 0.47
_HEAD = 0.3
_DATES, _SHARES, _TEXTS = 1.2, 0.68, 0.5  # inches: labels at the left, columns at the right
_NAME = 1.7  # inches that a speaker's name may take
_NEAR = 40  # tokens: a shorter break does not part what one speaker says
_LEAST = 0.015  # of the text: a shorter stretch is not named
_TWICE = 2  # names of one speaker in a row
_MUCH = 0.05  # of the words: less is hardly any
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)  # years a row
_YEAR = re.compile(r"\d{4}(-\d{2}){0,2}")
_COLOURS = dict(zip(VOICES, (RULE, LATER.pale, LATER.mark), strict=True))
#: Inches: how high a voice is drawn, so that it does not hang on the colour alone.
_HIGH = dict(zip(VOICES, (0.07, 0.14, 0.21), strict=True))


@dataclass(frozen=True)
class _Row:
    """A document or period: its runs (start, end, voice) as parts of it, speakers, sizes."""

    label: str
    runs: tuple[tuple[float, float, str], ...]
    speakers: tuple[tuple[float, float, str], ...]
    words: tuple[int, ...]
    texts: int = 1

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each voice in the words."""
        return tuple(n / max(sum(self.words), 1) for n in self.words)


@dataclass(frozen=True)
class _View:
    rows: tuple[_Row, ...]
    pooled: bool
    cut: int = 0

    @property
    def named(self) -> bool:
        """Whether names of speakers stand under the strips."""
        return len(self.rows) <= _NAMED and any(row.speakers for row in self.rows)

    @property
    def row(self) -> float:
        """The height of a row in inches."""
        return _TALL if self.named else _ROW


def voices(result: Voices) -> Picture | None:
    """Return the figure of who speaks, or None where all words are of one and the same voice."""
    view = _view(result)
    if view is None:
        return None
    title = _title(view.rows, pooled=view.pooled)
    made = page(title, _subtitle(view), _foot(view), body=_HEAD + view.row * len(view.rows) + 0.05)
    draw(made.sheet(), result, view)
    said = [f"{clean(row.label)}: {_spoken(row)}" for row in view.rows[-6:]]
    words = [name for row in view.rows for *_, name in row.speakers]
    words += [row.label for row in view.rows]
    return Picture(made.figure, title, f"{title}. {'; '.join(said)}.", notes(words))


def _subtitle(view: _View) -> str:
    if view.pooled:
        return (
            "Words by voice, a row a period: the text’s own (thin and grey), somebody’s words "
            "retold (pale blue), somebody’s own words (high and blue)."
        )
    names = " Under it, the longest stretches with their speaker." if view.named else ""
    return (
        "Each document from its start (left) to its end: the text’s own words (thin and grey), "
        f"words retold (pale blue), somebody’s own words (high and blue).{names}"
    )


def _foot(view: _View) -> str:
    foot = (
        "Voices are found by rule, from quotation marks, reporting clauses and who a text says "
        "speaks; a text that is one speech is direct throughout. Shares are of the words. "
        "Badge ① counted in these texts."
    )
    if view.cut:
        foot += f" {plural(view.cut, 'older document')} not shown."
    return foot


def _spoken(row: _Row) -> str:
    parts = ", ".join(
        f"{percent(share)} {voice}" for voice, share in zip(VOICES, row.shares, strict=True)
    )
    names = list(dict.fromkeys(name for *_, name in row.speakers))[:2]
    return parts + (f" ({joined([clean(name) for name in names])})" if names else "")


def percent(share: float) -> str:
    """Return a share in whole percent that is neither nothing nor all unless it is.

    >>> percent(0.0), percent(0.001), percent(0.314), percent(0.999), percent(1.0)
    ('0 %', 'under 1 %', '31 %', 'over 99 %', '100 %')
    """
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{number(100 * share, 0)} %"


def _title(rows: Sequence[_Row], *, pooled: bool) -> str:
    """Return what is spoken most, in shares."""
    words = np.array([row.words for row in rows]).sum(axis=0)
    _, reported, direct = (words / max(words.sum(), 1)).tolist()
    if pooled:
        texts = plural(sum(row.texts for row in rows), "text")
        most = max(rows, key=lambda r: (1 - r.shares[0], r.label))
        return (
            f"Direct speech is {percent(direct)} of the words of {texts}, reported speech "
            f"{percent(reported)}; most of both {when(most.label)}: {percent(1 - most.shares[0])}"
        )
    loud = sorted((r for r in rows if r.shares[2] >= _MUCH), key=lambda r: -r.shares[2])
    if not loud:
        many = max(rows, key=lambda r: (r.shares[1], r.label))
        return (
            f"Hardly any direct speech; words retold are {percent(many.shares[1])} of "
            f"{_brief(many.label)}, {percent(reported)} of all texts together"
        )
    if len(loud) > 3:
        low, high = percent(loud[-1].shares[2]), percent(loud[0].shares[2])
        texts = plural(len(rows), "text")
        which = f"all {texts}" if len(loud) == len(rows) else f"{len(loud)} of {texts}"
        return f"Direct speech is {low} to {high} of {which}"
    parts = joined([f"{percent(r.shares[2])} of {_brief(r.label)}" for r in loud])
    others = [r.shares[2] for r in rows if r not in loud]
    if not others:
        return f"Direct speech is {parts}"
    rest = f"under {percent(_MUCH)}" if max(others) else "none"
    return f"Direct speech is {parts}; {rest} of the other texts"


def _brief(label: str) -> str:
    return shorten(label, 2.2, 14.0, bold=True)


def _view(result: Voices, most: int = _DOCUMENTS) -> _View | None:
    """Return the rows of a figure; many documents are put together by year or span of years."""
    table, documents = result.table, result.documents
    if not len(table) or table["voice"].nunique() < 2 <= len(documents) or not _others(table):
        return None
    sizes = table.pivot_table(index="document", columns="voice", values="tokens", aggfunc="sum")
    sizes = sizes.reindex(index=documents["document"], columns=list(VOICES)).fillna(0)
    words = sizes.to_numpy(np.int64)
    labels = [str(label) for label in documents["label"]]
    if len(documents) > _DOCUMENTS:
        return _View(tuple(_periods(labels, words)), pooled=True)
    first = max(len(documents) - most, 0)
    by_document = dict(tuple(result.stretches.groupby("document", sort=False)))
    rows = tuple(
        _row(labels[i], by_document.get(name), words[i])
        for i, name in enumerate(documents["document"]) if i >= first
    )  # fmt: skip
    return _View(rows, pooled=False, cut=first)


def _others(table: pd.DataFrame) -> bool:
    return bool((table["voice"] != VOICES[0]).any())


def _row(label: str, stretches: pd.DataFrame | None, words: NDArray[np.int64]) -> _Row:
    size = max(int(words.sum()), 1)
    runs: list[tuple[float, float, str]] = []
    said: list[list[float | str]] = []
    rows = () if stretches is None else stretches.itertuples(index=False, name=None)
    for _, voice, speaker, start, end in rows:
        if runs and runs[-1][2] == voice:
            runs[-1] = (runs[-1][0], end / size, voice)
        else:
            runs.append((start / size, end / size, voice))
        if voice == VOICES[0] or not speaker:
            continue
        if said and said[-1][2] == speaker and start - float(said[-1][1]) <= _NEAR:
            said[-1][1] = end
        else:
            said.append([start, end, speaker])
    named = [(float(a) / size, float(b) / size, str(name)) for a, b, name in said]
    named = [part for part in named if part[1] - part[0] >= _LEAST]
    named.sort(key=lambda part: (round(part[0] - part[1], 9), part))
    first = {name: i for i, (*_, name) in reversed(list(enumerate(named)))}
    order = sorted(range(len(named)), key=lambda i: (first[named[i][2]] != i, i))
    speakers = tuple(named[i] for i in order)  # each speaker before anybody is named again
    return _Row(label, tuple(runs), speakers, tuple(words.tolist()))


def _periods(labels: list[str], words: NDArray[np.int64]) -> Iterator[_Row]:
    """Yield the documents put together, the voices one after the other."""
    bins = _bins(labels)
    for b in dict.fromkeys(bins):
        inside = [i for i, at in enumerate(bins) if at == b]
        held = words[inside].sum(axis=0)
        ends = np.cumsum(held) / max(int(held.sum()), 1)
        starts = np.concatenate([[0.0], ends[:-1]])
        runs = tuple(
            (float(x), float(y), voice)
            for x, y, voice in zip(starts, ends, VOICES, strict=True)
            if y > x
        )
        name = period(labels[inside[0]], labels[inside[-1]])
        yield _Row(name, runs, (), tuple(held.tolist()), len(inside))


def _bins(labels: list[str]) -> list[int]:
    """Return the period of each document: years or spans of them, or as many texts in each."""
    if not all(_YEAR.fullmatch(label) for label in labels):
        return [i * _POOLED // len(labels) for i in range(len(labels))]
    years = [int(label[:4]) for label in labels]
    for step in _STEPS:
        bins = [year // step for year in years]
        if len(set(bins)) <= _POOLED:
            return bins
    return [0] * len(labels)


def draw(ax: Axes, result: Voices, view: _View | None = None) -> None:
    """Draw the strips on a sheet; the oldest rows are left out where there is no room."""
    across, down = sheet(ax)
    if view is None:
        view = _view(result)
        if view is None:
            return
        fit = max(int((down - _HEAD) / view.row), 1)
        view = _View(view.rows[-fit:], view.pooled, max(len(view.rows) - fit, 0))
    dates = max(width(clean(row.label), SMALL) for row in view.rows)
    start = min(dates, _DATES) + 0.12
    end = across - len(VOICES) * _SHARES - (_TEXTS if view.pooled else 0.0) - 0.05
    _heads(ax, end, across, pooled=view.pooled)
    for k, row in enumerate(view.rows):
        y = _HEAD + k * view.row + _ROW / 2
        write(ax, 0, y, dated(row.label, start - 0.1, SMALL), size=SMALL)
        _columns(ax, row, y, across, pooled=view.pooled)
        if view.named:
            _names(ax, row, (start, end), y)
    _strips(ax, view, start, end)


def _heads(ax: Axes, end: float, across: float, *, pooled: bool) -> None:
    """Name the columns, each under a piece of strip as it is drawn."""
    for k, voice in enumerate(VOICES):
        right = across - (len(VOICES) - 1 - k) * _SHARES
        write(ax, right, 0.13, voice, size=SMALL, colour=SOFT, ha="right")
        high = _HIGH[voice] / 2
        boxes(ax, [(right - width(voice, SMALL), 0.01 - high / 2, 0.3, high)], _COLOURS[voice])
    if pooled:
        write(ax, end + _TEXTS, 0.13, "texts", size=SMALL, colour=SOFT, ha="right")


def _columns(ax: Axes, row: _Row, y: float, across: float, *, pooled: bool) -> None:
    for k, share in enumerate(row.shares):
        right = across - (len(VOICES) - 1 - k) * _SHARES
        text = percent(share).replace("under", "<").replace("over", ">")
        write(ax, right, y, text if share else "–", size=SMALL, ha="right",
              colour=INK if share else SOFT)  # fmt: skip
    if pooled:
        right = across - len(VOICES) * _SHARES - 0.05
        write(ax, right, y, f"{row.texts:,}", size=SMALL, colour=SOFT, ha="right")


def _strips(ax: Axes, view: _View, start: float, end: float) -> None:
    long = end - start
    for order, voice in enumerate(VOICES):
        high = _HIGH[voice]
        boxes(
            ax,
            [
                (start + a * long, _HEAD + k * view.row + (_ROW - high) / 2, (b - a) * long, high)
                for k, row in enumerate(view.rows) for a, b, kind in row.runs if kind == voice
            ],
            _COLOURS[voice],
            order=1 + order,
        )  # fmt: skip


def _names(ax: Axes, row: _Row, box: tuple[float, float], y: float) -> None:
    """Write who speaks under the longest stretches; a name without room is dropped."""
    start, end = box
    taken: list[tuple[float, float]] = []
    seen: dict[str, int] = {}
    lines = []
    for a, b, speaker in row.speakers:
        name = shorten(speaker, _NAME, SMALL)
        half = width(name, SMALL) / 2
        left, right = start + a * (end - start), start + b * (end - start)
        places = ((left + right) / 2, left + half, right - half)
        for x in (min(max(place, start + half), end - half) for place in places):
            low, high = min(x - half, left) - 0.05, max(x + half, right) + 0.05
            if not any(low < q and p < high for p, q in taken):
                break
        else:
            continue
        if seen.get(name, 0) >= _TWICE:
            continue
        seen[name] = seen.get(name, 0) + 1
        taken.append((low, high))
        lines.append((left, y + 0.14, right, y + 0.14))
        write(ax, x, y + 0.23, name, size=SMALL, colour=SOFT, ha="center")
    strokes(ax, lines, LINE, 0.8)
