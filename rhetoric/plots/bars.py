"""Bars: words in their order, one bar a word, with its counts on either side of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from rhetoric.compare.collocates import Collocates
from rhetoric.compare.groups import Groups
from rhetoric.compare.shift import UNITS, Shift
from rhetoric.plots import choose
from rhetoric.plots.palette import EARLIER, GREY, LATER, LINE, RULE, SOFT, Hue
from rhetoric.plots.style import LABEL, ROW, SMALL, Picture, boxes, page, sheet, strokes, write
from rhetoric.plots.text import clean, joined, notes, plural, quoted, shorten, width

if TYPE_CHECKING:
    from rhetoric.compare.phrases import Phrases

_MOST = 24
_HEAD, _AXIS = 0.32, 0.5
_NAMES = 2.3  # most inches for the names of the terms
_COLUMN = 0.85


@dataclass(frozen=True)
class Bars:
    """What is drawn: a name, a value and some numbers a row, and what they are called.

    ``up`` says whose hue a bar has: target's (True), reference's (False), neither's (None).
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    up: tuple[bool | None, ...]
    columns: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...]
    axis: str
    title: str
    subtitle: str
    foot: str
    cut: int


def bars(result: Shift | Collocates | Phrases | Groups) -> Picture | None:
    """Return the figure of the chief rows of a result, or None for fewer than two."""
    view = _view(result, _MOST)
    if view is None:
        return None
    cut = f" {plural(view.cut, 'row')} of the table not shown." if view.cut else ""
    made = page(
        view.title, view.subtitle, view.foot + cut, body=_HEAD + len(view.names) * ROW + _AXIS
    )
    _draw(made.sheet(), view)
    said = [f"{clean(n)} {v:.3g}" for n, v in zip(view.names[:5], view.values[:5], strict=True)]
    alt = f"{view.title}. {view.axis}: {joined(said)}."
    return Picture(made.figure, view.title, alt, notes(view.names))


def draw(ax: Axes, result: Shift | Collocates | Phrases | Groups) -> None:
    """Draw as many rows as fit on axes."""
    _, down = sheet(ax)
    view = _view(result, max(int((down - _HEAD - _AXIS) / ROW), 2))
    if view is not None:
        _draw(ax, view)


def _view(result: Shift | Collocates | Phrases | Groups, most: int) -> Bars | None:
    table = result.table
    if isinstance(result, Collocates | Groups) and table["content"].sum() > 1:
        table = table[table["content"]]  # function words keep company with everything
    rows = choose.records(table.head(most))
    if len(rows) < 2:
        return None
    cut = len(result.table) - len(rows)
    if isinstance(result, Shift):
        return _shift(result, rows, cut)
    if isinstance(result, Collocates):
        return _company(result, rows, cut)
    return _groups(result, rows, cut) if isinstance(result, Groups) else _phrases(result, rows, cut)


def _named(rows: Sequence[dict[str, Any]], key: str = "feature") -> list[str]:
    """Return the first labels that share no word, in quotes."""
    return [quoted(r["label"]) for r in choose.unlike([r | {"feature": r[key]} for r in rows], 3)]


def _shift(result: Shift, rows: list[dict[str, Any]], cut: int) -> Bars:
    sides = [shorten(s, 2.2, 14, bold=True) for s in (result.target, result.reference)]
    up, down = (_named([r for r in rows if r["direction"] == d]) for d in ("up", "down"))
    title = f"{sides[0]} differs from {sides[1]} most by "
    title += "; ".join(
        f"{way} of {joined(n)}" for way, n in (("more", up), ("less", down)) if n
    )  # fmt: skip
    return Bars(
        names=tuple(r["label"] for r in rows),
        values=tuple(float(r["contribution"]) for r in rows),
        up=tuple({"up": True, "down": False}.get(r["direction"]) for r in rows),
        columns=tuple((f"{r['reference']:,}", f"{r['target']:,}") for r in rows),
        heads=(result.reference, result.target),
        axis="Contribution",
        title=title,
        subtitle=(
            f"What each word adds to the {UNITS[result.measure]}. Blue: more frequent in "
            f"{result.target}; vermillion: more frequent in {result.reference}."
        ),
        foot=(
            f"All contributions add up to {result.divergence:.4g}. Columns: occurrences. Badge ① "
            "counted in these texts; what may be chance is not told apart here."
        ),
        cut=cut,
    )


def _company(result: Collocates, rows: list[dict[str, Any]], cut: int) -> Bars:
    node = quoted(result.source.surface(result.node) if result.source else result.node)
    names = tuple(r["label"] for r in rows)
    if not result.changed:
        return Bars(
            names=names,
            values=tuple(float(r[result.measure]) for r in rows),
            up=(True,) * len(rows),
            columns=tuple((f"{r['count']:,}", f"{r['expected']:.1f}") for r in rows),
            heads=("near it", "expected"),
            axis=result.measure,
            title=f"{joined(_named(rows, 'collocate'))} keep company with {node}",
            subtitle=f"Words near {node}, those drawn to it most first ({result.measure}).",
            foot="Columns: occurrences near it, and what the word's frequency gives by chance. "
            "Badge ① counted in these texts.",
            cut=cut,
        )
    rows.sort(key=lambda r: (-r["log_ratio"], r["collocate"]))
    up = _named([r for r in rows if r["log_ratio"] > 0], "collocate")
    down = _named([r for r in reversed(rows) if r["log_ratio"] < 0], "collocate")
    parts = [
        f"{joined(n)} in {shorten(side, 2.0, 14, bold=True)}"
        for n, side in ((up, result.target), (down, result.reference)) if n
    ]  # fmt: skip
    return Bars(
        names=tuple(r["label"] for r in rows),
        values=tuple(float(r["log_ratio"]) for r in rows),
        up=tuple(bool(r["log_ratio"] > 0) for r in rows),
        columns=tuple((f"{r['reference']:,}", f"{r['target']:,}") for r in rows),
        heads=(result.reference, result.target),
        axis="log2 ratio of rates near it (1: twice)",
        title=f"{node} stands with {'; with '.join(parts)}",
        subtitle=f"Words near {node} by how their rates differ there; columns: occurrences.",
        foot="The rows with the largest G², by their ratio (+0.5 on both sides). Badge ① "
        "counted in these texts; the table has the permutation p of each.",
        cut=cut,
    )


def _phrases(result: Phrases, rows: list[dict[str, Any]], cut: int) -> Bars:
    return Bars(
        names=tuple(r["label"] for r in rows),
        values=tuple(float(r[result.measure]) for r in rows),
        up=(None,) * len(rows),
        columns=tuple((f"{r['count']:,}", f"{r['documents']:,}") for r in rows),
        heads=("uses", "documents"),
        axis=result.measure,
        title=f"The chief phrases are {joined(_named(rows))}",
        subtitle=f"Phrases in the order of {result.measure}.",
        foot="Badge ① counted in these texts.",
        cut=cut,
    )


def _groups(result: Groups, rows: list[dict[str, Any]], cut: int) -> Bars:
    told = [f"{quoted(r['label'])} in {r['group']}" for r in choose.unlike(rows, 2)]
    return Bars(
        names=tuple(r["label"] for r in rows),
        values=tuple(float(r["g2"]) for r in rows),
        up=tuple(True if r["p_adjusted"] <= 0.05 else None for r in rows),
        columns=tuple((str(r["group"]), f"{r['rate']:.2f}", f"{r['rest_rate']:.2f}") for r in rows),
        heads=("group", "rate there", "elsewhere"),
        axis=f"G² over {len(result.names)} groups",
        title=f"What differs most by {result.by}: {joined(told)}",
        subtitle=(
            f"{len(result.names)} groups by {result.by}; rates per 1,000 tokens. Blue: the group "
            "stands out by permutation of paragraphs at 5 %."
        ),
        foot=f"Corrected for {result.tests:,} tests (terms × groups).",
        cut=cut,
    )


def _draw(ax: Axes, view: Bars) -> None:
    across, _ = sheet(ax)
    names = min(max(width(clean(n), LABEL) for n in view.names), _NAMES) + 0.12
    left, right = names, across - _COLUMN * len(view.heads) - 0.1
    low, high = min(0.0, *view.values), max(0.0, *view.values)
    scale = (right - left) / max(high - low, 1e-12)
    zero = left - low * scale
    bottom = _HEAD + len(view.names) * ROW
    for k, head in enumerate(view.heads):
        x = right + _COLUMN * (k + 0.5) + 0.1
        write(ax, x, _HEAD / 2, shorten(head, _COLUMN - 0.08, SMALL), size=SMALL, colour=SOFT,
              ha="center")  # fmt: skip
    for i, (name, value) in enumerate(zip(view.names, view.values, strict=True)):
        y, hue = _HEAD + (i + 0.5) * ROW, _hue(view.up[i])
        write(ax, left - 0.1, y, shorten(name, _NAMES, LABEL), ha="right", colour=hue.words)
        start = zero if value >= 0 else zero + value * scale
        boxes(ax, [(start, y - 0.3 * ROW, abs(value) * scale, 0.6 * ROW)], hue.mark)
        for k, cell in enumerate(view.columns[i]):
            x = right + _COLUMN * (k + 0.5) + 0.1
            write(ax, x, y, shorten(cell, _COLUMN - 0.08, SMALL), size=SMALL, ha="center")
    strokes(ax, [(zero, _HEAD, zero, bottom)], LINE, 1.0)
    strokes(ax, [(left, bottom, right, bottom)], RULE, 0.8)
    ends = [(zero, "0", "center")]
    ends += [(right, f"{high:.3g}", "right")] if (right - zero) > 0.6 else []
    ends += [(left, f"{low:.3g}".replace("-", "−"), "left")] if (zero - left) > 0.6 else []
    for x, text, ha in ends:
        write(ax, x, bottom + 0.13, text, size=SMALL, colour=SOFT, ha=ha)
    write(ax, (left + right) / 2, bottom + 0.34, view.axis, size=SMALL, colour=SOFT, ha="center")


def _hue(up: bool | None) -> Hue:
    return GREY if up is None else LATER if up else EARLIER
