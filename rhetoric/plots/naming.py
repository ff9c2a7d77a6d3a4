"""Naming: how each actor is called, a panel an actor, a bar a document of shares of stances."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from rhetoric.compare.stances import PERIODS, Change, Series, said, series
from rhetoric.plots.palette import EARLIER, FAINT, GREEN, GREY, INK, LATER, SOFT, Hue
from rhetoric.plots.style import (
    INNER,
    LABEL,
    SMALL,
    Picture,
    boxes,
    marks,
    page,
    sheet,
    strokes,
    write,
)
from rhetoric.plots.text import clean, dated, joined, notes, plural, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.naming import Naming

_ACTORS, _FEWER = 8, 5  # side by side, or one below the other where counts are long
_ROW, _BAR = 0.23, 0.17
_HEAD, _KEY = 0.34, 0.3
_BETWEEN, _GUTTER = 0.2, 0.34
_PERIOD = 1.15  # inches that the name of a period may take at most
_PAD = 0.06  # inches round the words in a bar
_MARKER = 0.13
_GAP_BESIDE = 0.1  # inches between a bar and the counts beside it, and n
_GAP = 0.018  # inches between two segments
_HUES = {"neutral": GREY, "official": LATER, "honorific": GREEN, "hostile": EARLIER}
_BESIDE = tuple(tenth / 10 for tenth in range(2, 15))  # inches beside a bar, tried in turn
_TITLE = 2  # actors that the title names


@dataclass(frozen=True, eq=False)
class _View:
    panels: tuple[Series, ...]
    cut: tuple[str, ...]
    pooled: bool

    @property
    def stances(self) -> list[str]:
        """The stances that occur, in the order in which they are drawn."""
        held = {s for one in self.panels for s, n in zip(one.stances, one.counts, strict=True)
                if n.any()}  # fmt: skip
        return [s for s in _HUES if s in held]


@dataclass(frozen=True)
class _Bar:
    """Where the parts of a panel stand: its left edge, its bars, the counts beside them."""

    left: float
    start: float
    end: float
    right: float


def naming(result: Naming) -> Picture | None:
    """Return the figure of how actors are named, or None where no text names one."""
    view = _view(result)
    if view is not None and _across(view, INNER) == 1:
        view = _view(result, _FEWER)
    if view is None:
        return None
    title = _title(view)
    row = "group of documents" if view.pooled else "document"
    subtitle = (
        f"Names of each actor by kind, as shares of the names in one {row}; the number is how "
        "often, n all names of the actor; dash: none. Actors whose names change come first."
    )
    made = page(title, subtitle, _foot(view), body=_body(view, _across(view, INNER)))
    draw(made.sheet(), result, view)
    words = [one.actor for one in view.panels] + list(view.panels[0].periods)
    return Picture(made.figure, title, f"{title}. {_spoken(view)}".strip(), notes(words))


def _view(result: Naming, most: int = _ACTORS) -> _View | None:
    found = series(result.table)
    if not found:
        return None
    documents = result.table["document"].nunique()
    return _View(tuple(found[:most]), tuple(one.actor for one in found[most:]), documents > PERIODS)


def _leading(view: _View) -> list[Change]:
    """Return the changes of the title: the first one and others of the same stance and rank."""
    found = [one.change for one in view.panels if one.change is not None]
    alike = [c for c in found if c.rank == found[0].rank and c.stance == found[0].stance]
    return alike[:_TITLE]


def _brief(text: str) -> str:
    return shorten(text, 2.0, LABEL)


def _title(view: _View) -> str:
    """Return the changes that say most, or that there is none, in counts."""
    leading = _leading(view)
    if leading:
        first, *more = leading
        text = said(first, _brief)
        for c in more:
            points = ", ".join(f"{n} of {of}" for _, n, of in c.points)
            same = [p for p, _, _ in c.points] == [p for p, _, _ in first.points]
            text += f"; of {_brief(c.actor)}: {points}" if same else f"; {said(c, _brief)}"
        return text[0].upper() + text[1:]
    often = [one for one in view.panels if (one.of > 0).sum() > 1]
    what = "group of texts" if view.pooled else "text"
    if not often:
        return f"No actor is named in more than one {what}"
    names = [_brief(one.actor) for one in often[:3]]
    more_names = [f"{len(often) - 3} more"] if len(often) > 3 else []
    return f"Named by the same kinds of names in every {what}: {joined([*names, *more_names])}"


def _foot(view: _View) -> str:
    few = "A share of fewer than 5 names says little. "
    foot = f"Names are those of corpus.toml, the longest first. {few}Badge ① counted in these texts"
    foot += ": a name that is absent here need not be absent elsewhere."
    if view.cut:
        names = joined([shorten(name, 1.5, SMALL) for name in view.cut[:12]])
        more = f" and {plural(len(view.cut) - 12, 'more actor')}" if len(view.cut) > 12 else ""
        foot += f" Not shown: {names}{more}."
    return foot


def _spoken(view: _View) -> str:
    """Return the counts of the first actors in words, for who cannot see the figure."""
    out = []
    told = {change.actor for change in _leading(view)}
    for one in [one for one in view.panels if one.actor not in told][:3]:
        if one.change is not None:
            out.append(said(one.change, clean))
            continue
        totals = zip(one.stances, one.counts.sum(axis=1), strict=True)
        kinds = joined([f"{n} {stance}" for stance, n in totals if n])
        out.append(f"{clean(one.actor)}: {kinds}")
    return "; ".join(out) + "." if out else ""


def _body(view: _View, across: int) -> float:
    rows = ceil(len(view.panels) / across)
    return _KEY + rows * _panel_height(view) + (rows - 1) * _BETWEEN


def _panel_height(view: _View) -> float:
    return _HEAD + len(view.panels[0].periods) * _ROW


def draw(ax: Axes, result: Naming, view: _View | None = None) -> None:
    """Draw the panels on a sheet; those that do not fit are left out."""
    across, down = sheet(ax, 3.4)
    view = view or _view(result)
    if view is None:
        return
    columns = _across(view, across)
    high = _panel_height(view)
    fit = max(int((down - _KEY + _BETWEEN + 0.02) / (high + _BETWEEN)), 1) * columns
    wide = _wide(across, columns)
    _key(ax, view.stances, across)
    bar = _fitted(view.panels[:fit], wide)[1]
    for k, one in enumerate(view.panels[:fit]):
        left = (k % columns) * (wide + _GUTTER)
        top = _KEY + (k // columns) * (high + _BETWEEN)
        _panel(ax, one, _Bar(left, left + bar.start, left + bar.end, left + wide), top)


def _key(ax: Axes, stances: list[str], across: float) -> None:
    """Write what the colours and marks mean, in one line."""
    x = 0.06
    for stance in stances:
        hue = _HUES[stance]
        if x + 0.1 + width(stance, SMALL) > across:
            return
        marks(ax, [x], [0.08], hue.mark, marker=hue.marker, size=6)
        write(ax, x + 0.1, 0.08, stance, size=SMALL, colour=hue.words)
        x += 0.1 + width(stance, SMALL) + 0.28


def _wide(across: float, columns: int) -> float:
    return (across - (columns - 1) * _GUTTER) / columns


def _across(view: _View, across: float) -> int:
    """Return how many panels stand side by side: two, if there is room for every count."""
    if across < INNER - 0.1:
        return 1
    lost, _ = _fitted(view.panels, _wide(across, 2))
    return 1 if lost else 2


def _fitted(panels: tuple[Series, ...], wide: float) -> tuple[int, _Bar]:
    """Return the longest bars of a panel that leave room for most counts, and how many find none.

    A longer bar holds more counts, a shorter one has more room beside it.
    """
    names = max(width(clean(p), SMALL) for one in panels for p in one.periods)
    start = min(names, _PERIOD, 0.4 * wide) + 0.1
    size = max(width(f"{n:,}", SMALL) for one in panels for n in one.of.tolist())
    tried = []
    for room in _BESIDE:
        bar = _Bar(0.0, start, max(wide - size - room, start + 0.3), wide)
        lost = sum(
            1 for one in panels for j in range(len(one.periods))
            if _room(_parts(one, j, bar.end - start)[1]) + _GAP_BESIDE > room
            and _parts(one, j, bar.end - start)[1]
        )  # fmt: skip
        tried.append((lost, bar))
    return min(tried, key=lambda found: found[0])


def _room(beside: list[tuple[str, int]]) -> float:
    return sum(_MARKER + width(f"{n:,}", SMALL) + 0.07 for _, n in beside)


def _parts(
    one: Series, j: int, long: float
) -> tuple[list[tuple[str, float, float, str]], list[tuple[str, int]]]:
    """Return the segments of a bar (stance, start, length, words), and the counts beside it.

    The words are the stance with its count, or the count alone beside the stance's mark; a count
    too long for its segment stands beside the bar.
    """
    of, at = int(one.of[j]), 0.0
    segments, beside = [], []
    for stance, row in zip(one.stances, one.counts, strict=True):
        count = int(row[j])
        if not count:
            continue
        part = long * count / of
        text = f"{stance} {count:,}"
        if width(text, SMALL) + _PAD > part:
            text = f"{count:,}"
            if _MARKER + width(text, SMALL) + _PAD > part:
                text = ""
                beside.append((stance, count))
        segments.append((stance, at, part, text))
        at += part
    return segments, beside


def _panel(ax: Axes, one: Series, bar: _Bar, top: float) -> None:
    """Draw an actor: its name, what changes, and a bar a period."""
    room = bar.right - bar.left
    name = shorten(one.actor, 0.5 * room, LABEL + 0.5, bold=True)
    write(ax, bar.left, top + 0.12, name, size=LABEL + 0.5, bold=True)
    beside = bar.left + width(name, LABEL + 0.5, bold=True) + 0.12
    if one.change is not None:
        steps = " → ".join(f"{n} of {of}" for _, n, of in one.change.points)
        text = f"{one.change.stance} {steps}"
        if beside + width(text, SMALL) <= bar.right - 0.15:
            hue = _HUES.get(one.change.stance, GREY)
            write(ax, beside, top + 0.12, text, size=SMALL, colour=hue.words)
    write(ax, bar.right, top + 0.12, "n", size=SMALL, colour=SOFT, ha="right")
    for j, label in enumerate(one.periods):
        y = top + _HEAD + (j + 0.5) * _ROW - 0.04
        text = dated(label, bar.start - bar.left - 0.1, SMALL)
        write(ax, bar.left, y, text, size=SMALL, colour=SOFT)
        number = f"{int(one.of[j]):,}"
        write(ax, bar.right, y, number, size=SMALL, colour=INK, ha="right")
        if one.of[j]:
            _bar(ax, one, j, bar, y)
        else:
            strokes(ax, [(bar.start, y, bar.start + 0.1, y)], FAINT, 1.2)


def _bar(ax: Axes, one: Series, j: int, bar: _Bar, y: float) -> None:
    segments, beside = _parts(one, j, bar.end - bar.start)
    for stance, at, long, text in segments:
        hue: Hue = _HUES.get(stance, GREY)
        x, wide = bar.start + at, max(long - _GAP, 0.012)
        boxes(ax, [(x, y - _BAR / 2, wide, _BAR)], hue.pale, order=1)
        boxes(ax, [(x, y + _BAR / 2, wide, 0.022)], hue.mark, order=2)
        if text and " " not in text:
            marks(ax, [x + 0.09], [y], hue.mark, marker=hue.marker, size=5)
            write(ax, x + 0.09 + 0.08, y, text, size=SMALL)
        elif text:
            write(ax, x + wide / 2, y, text, size=SMALL, ha="center")
    x, limit = bar.end + _GAP_BESIDE / 2 + 0.02, bar.right - width(f"{int(one.of[j]):,}", SMALL)
    for stance, count in beside:
        hue = _HUES.get(stance, GREY)
        if x + _room([(stance, count)]) > limit:
            return  # the table has it
        marks(ax, [x + 0.04], [y], hue.mark, marker=hue.marker, size=5)
        write(ax, x + _MARKER, y, f"{count:,}", size=SMALL, colour=hue.words)
        x += _room([(stance, count)])
