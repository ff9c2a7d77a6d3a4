"""The agenda: what meetings take up, in their order, and which topics move up or down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from rhetoric.plots import choose
from rhetoric.plots.palette import EARLIER, FAINT, INK, LATER, SOFT
from rhetoric.plots.style import LABEL, SMALL, Picture, page, polyline, sheet, write
from rhetoric.plots.text import clean, dated, notes, plural, quoted, shorten, wrap

if TYPE_CHECKING:
    from rhetoric.compare.agenda import Agenda

_COLUMNS, _ITEMS = 3, 14
_HEAD, _ITEM, _GAP = 0.34, 0.42, 0.5
_NUMBER = 0.22


def agenda(result: Agenda) -> Picture | None:
    """Return the figure of the latest agendas side by side, or None for fewer than two items."""
    columns = _columns(result)
    if sum(len(rows) for rows in columns) < 2:
        return None
    rows = [row for column in columns for row in column]
    moved = [r for r in rows if r["before_rank"] is not None and r["before_rank"] != r["rank"]]
    first = columns[-1][0]
    title = (
        f"First on the agenda of {dated(first['document_label'], 2, 14)}: {quoted(first['text'])}"
    )
    subtitle = (
        f"{plural(len(columns), 'agenda')} in the order in which the texts give them; a line joins "
        "items on one topic: blue moved up, vermillion moved down, grey stayed."
    )
    foot = (
        f"{result.method} {plural(len(moved), 'item')} moved. An agenda is read from a list of "
        "items or from their titles in quotation marks. Badge ① counted in these texts."
    )
    body = _HEAD + _ITEM * max(min(len(column), _ITEMS) for column in columns)
    made = page(title, subtitle, foot, body=body)
    draw(made.sheet(), result)
    said = [f"{r['rank']} {clean(r['text'])}" for r in columns[-1][:8]]
    alt = f"{title}. In order: {'; '.join(said)}."
    return Picture(made.figure, title, alt, notes(r["text"] for r in rows))


def _columns(result: Agenda) -> list[list[dict[str, Any]]]:
    """Return the items of the latest agendas, a list each."""
    table = result.table[result.table["list"] == "agenda"]
    by: dict[str, list[dict[str, Any]]] = {}
    for row in choose.records(table):
        by.setdefault(str(row["document"]), []).append(row)
    return list(by.values())[-_COLUMNS:]


def draw(ax: Axes, result: Agenda) -> None:
    """Draw the agendas on a sheet."""
    across, _ = sheet(ax)
    columns = _columns(result)
    if not columns:
        return
    wide = (across - _GAP * (len(columns) - 1)) / len(columns)
    for k, rows in enumerate(columns):
        left = k * (wide + _GAP)
        label = dated(str(rows[0]["document_label"]), wide, LABEL, bold=True)
        write(ax, left, 0.12, label, bold=True)
        for row in rows[:_ITEMS]:
            y = _middle(int(row["rank"]))
            write(ax, left, y - 0.08, str(row["rank"]), size=SMALL, colour=SOFT)
            room = wide - _NUMBER
            for i, line in enumerate(wrap(str(row["text"]), room, SMALL, limit=2)):
                text = shorten(line, room, SMALL)
                write(ax, left + _NUMBER, y - 0.08 + i * 0.16, text, size=SMALL, colour=INK)
            before = row["before_rank"]
            if k and before is not None and before <= _ITEMS:
                colour = FAINT
                if before != row["rank"]:
                    colour = LATER.mark if row["rank"] < before else EARLIER.mark
                polyline(ax, [left - _GAP + 0.06, left - 0.08], [_middle(int(before)), y], colour)
        if len(rows) > _ITEMS:
            more = f"and {len(rows) - _ITEMS} more"
            write(ax, left + wide, 0.12, more, size=SMALL, colour=SOFT, ha="right")


def _middle(rank: int) -> float:
    return _HEAD + (rank - 0.5) * _ITEM
