"""The matrix: terms by documents, the area of a mark the rate, its number the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rhetoric.plots import choose
from rhetoric.plots.palette import EARLIER, FAINT, GREY, INK, LATER, RULE, SOFT, Hue
from rhetoric.plots.style import (
    INNER,
    LABEL,
    SMALL,
    Picture,
    discs,
    page,
    sheet,
    strokes,
    write,
)
from rhetoric.plots.text import (
    clean,
    columns,
    dated,
    joined,
    longest,
    notes,
    plural,
    quoted,
    width,
    wrap,
)

if TYPE_CHECKING:
    from rhetoric.compare.trends import Trends

_ROWS = 24
_COLUMNS = 8
_ROW = 0.36
_NAMES = 2.15
_LARGEST = 0.14  # inches: the radius of the highest rate; its diamond fits into a row too
_LINE = 0.17
_TIGHT = 0.15  # inches between two lines of one name
_HUES = {"came": LATER, "left": EARLIER, "between": GREY}


@dataclass(frozen=True)
class Cells:
    """Terms × columns: counts and rates, with a head for each column and a kind for each row."""

    features: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    heads: tuple[tuple[str, ...], ...]
    counts: np.ndarray
    tokens: np.ndarray
    cut: int
    pooled: bool
    texts: tuple[int, ...]
    noun: str  # of what stands in a column

    @property
    def rates(self) -> np.ndarray:
        """Occurrences per 1,000 words."""
        return np.asarray(1000 * self.counts / np.maximum(self.tokens, 1))

    def of(self, kind: str) -> list[int]:
        """Return the rows of a kind."""
        return [i for i, k in enumerate(self.kinds) if k == kind]


def matrix(result: Trends) -> Picture | None:
    """Return the figure of terms by documents, or None for fewer than two of either."""
    cells = cells_of(result)
    if cells is None:
        return None
    title = _title(cells)
    columns = f"groups of {result.unit}s" if cells.pooled else f"{result.unit}s"
    subtitle = (
        f"Terms by {columns} in the order of their dates. Area: uses per 1,000 words; number: "
        "uses; dash: none. Blue: not in the first column, but in the last; vermillion: in the "
        "first, not in the last."
    )
    sizes = joined([f"{n:,}" for n in cells.tokens])
    foot = f"Words of the columns: {sizes}. "
    foot += "Badge ① counted in these texts: a first use here need not be the first anywhere."
    if cells.cut:
        foot += f" {plural(cells.cut, 'term')} of the table not shown."
    made = page(title, subtitle, foot, body=_head(cells, INNER) + len(cells.features) * _ROW + 0.1)
    draw(made.sheet(), result, cells)
    return Picture(made.figure, title, f"{title}. {_spoken(cells)}", notes(cells.labels))


def cells_of(result: Trends, rows: int = _ROWS) -> Cells | None:
    """Return the table as a matrix: at most 8 columns, neighbouring documents put together."""
    table = result.table
    documents = list(dict.fromkeys(table["document"])) if len(table) else []
    features = list(dict.fromkeys(table["feature"])) if len(table) else []
    if len(documents) < 2 or len(features) < 2:
        return None
    row, column = ({name: i for i, name in enumerate(names)} for names in (features, documents))
    at = table["feature"].map(row).to_numpy(), table["document"].map(column).to_numpy()
    counts = np.zeros((len(features), len(documents)), np.int64)
    counts[at] = table["count"].to_numpy()
    first = table[~table.duplicated("document")]
    tokens = first["tokens"].to_numpy(np.int64)
    bins = np.arange(len(documents)) * min(_COLUMNS, len(documents)) // len(documents)
    heads = _heads(result, documents, first["document_label"].tolist(), bins)
    grouped = np.stack([counts[:, bins == b].sum(axis=1) for b in range(bins[-1] + 1)], axis=1)
    sizes = np.array([tokens[bins == b].sum() for b in range(bins[-1] + 1)])
    label_of = dict(zip(table["feature"], table["label"], strict=True))
    return _sorted(
        features, label_of, grouped, sizes, heads, rows=rows, texts=np.bincount(bins).tolist(),
        noun=_noun(result),
    )  # fmt: skip


def _noun(result: Trends) -> str:
    return "text" if result.unit == "document" else result.unit


def _heads(
    result: Trends, documents: list[str], labels: list[str], bins: np.ndarray
) -> tuple[tuple[str, ...], ...]:
    """Return the lines of each column's head: date and genre, or its first and last date."""
    genres: dict[str, str] = {}
    if result.source is not None:
        genres = {d.id: d.genre or "" for d in result.source.corpus}
    heads: list[tuple[str, ...]] = []
    for b in range(bins[-1] + 1):
        inside = np.flatnonzero(bins == b)
        first, last = labels[inside[0]], labels[inside[-1]]
        if len(inside) > 1 and first[:4] == last[:4]:
            heads.append((first, plural(len(inside), _noun(result))))
        elif len(inside) == 1:
            heads.append((first, genres.get(documents[inside[0]], "")))
        else:
            heads.append((first, last, plural(len(inside), _noun(result))))
    return tuple(heads)


def _sorted(
    features: Sequence[str],
    label_of: dict[Any, Any],
    counts: np.ndarray,
    tokens: np.ndarray,
    heads: tuple[tuple[str, ...], ...],
    *,
    rows: int,
    texts: Sequence[int],
    noun: str,
) -> Cells:
    """Return rows that went first, then those of no direction, then those that came."""
    there = counts > 0
    kinds = [
        "between" if last == first else "came" if last else "left"
        for first, last in zip(there[:, 0], there[:, -1], strict=True)
    ]
    rank = {"left": 0, "between": 1, "came": 2}
    spread = counts / np.maximum(tokens, 1)
    middle = (spread * np.arange(len(tokens))).sum(axis=1) / np.maximum(spread.sum(axis=1), 1e-12)
    kept = range(min(len(features), rows))
    order = sorted(kept, key=lambda i: (rank[kinds[i]], middle[i], features[i]))
    return Cells(
        features=tuple(features[i] for i in order),
        labels=tuple(str(label_of[features[i]]) for i in order),
        kinds=tuple(kinds[i] for i in order),
        heads=heads,
        counts=counts[order],
        tokens=tokens,
        cut=len(features) - len(order),
        pooled=max(texts) > 1,
        texts=tuple(texts),
        noun=noun,
    )


def _title(cells: Cells) -> str:
    def some(kind: str) -> str:
        rows = sorted(cells.of(kind), key=lambda i: (-int(cells.counts[i].sum()), i))
        named = choose.unlike(({"feature": cells.features[i], "i": i} for i in rows), 2)
        names = [quoted(cells.labels[r["i"]]) for r in named]
        more = len(rows) - len(names)
        return joined([*names, f"{more} more"] if more else names)

    came, left = some("came"), some("left")
    first, last = (
        f"{n} {cells.noun}s" if n > 1 else cells.noun for n in (cells.texts[0], cells.texts[-1])
    )
    others = f" {first}" if first != last else ""
    if came and left:
        return f"In the last {last}, not in the first{others}: {came}; the other way round: {left}"
    if came:
        return f"Not in the first {first}, but in the last {last}: {came}"
    if left:
        return f"In the first {first}, not in the last {last}: {left}"
    every = int((cells.counts > 0).all(axis=1).sum())
    what = f"group of {cells.noun}s" if cells.pooled else cells.noun
    return f"{every} of {plural(len(cells.labels), 'term')} stand in every {what}"


def _spoken(cells: Cells) -> str:
    rows = [*cells.of("came"), *cells.of("left"), *cells.of("between")][:4]
    said = [
        f"{clean(cells.labels[i])}: {', '.join(str(n) for n in cells.counts[i])} uses" for i in rows
    ]
    return "; ".join(said) + "."


def _names(cells: Cells) -> float:
    """Return the room that the names of the terms take."""
    widest = max(width(clean(label), LABEL) for label in cells.labels)
    return min(max(widest, 1.0), _NAMES) + 0.1


def _columns(cells: Cells, across: float) -> list[float]:
    """Return the widths of the columns: a longer word of a head makes its column wider."""
    needs = [longest(head[-1], SMALL) + 0.12 for head in cells.heads]
    return columns(needs, across - _names(cells))


def _head_lines(cells: Cells, across: float) -> list[list[tuple[str, bool]]]:
    """Return each column's head in lines that fit it, with whether the line is bold."""
    out = []
    for head, wide in zip(cells.heads, _columns(cells, across), strict=True):
        room = wide - 0.1
        lines = [(dated(head[0], room, SMALL, bold=True), True)]
        if len(head) == 3:
            lines.append((f"–{dated(head[1], room - 0.07, SMALL, bold=True)}", True))
        lines += [(line, False) for line in wrap(head[-1], room, SMALL, limit=2) if line]
        out.append(lines)
    return out


def _head(cells: Cells, across: float) -> float:
    return _LINE * max(len(lines) for lines in _head_lines(cells, across)) + 0.12


def draw(ax: Axes, result: Trends, cells: Cells | None = None) -> None:
    """Draw the matrix on a sheet; rows that do not fit are left out."""
    across, down = sheet(ax)
    if cells is None:
        cells = cells_of(result, max(int((down - 0.7) / _ROW), 2))
    if cells is None:
        return
    wide, top = _columns(cells, across), _head(cells, across)
    middles = [_names(cells) + sum(wide[:j]) + wide[j] / 2 for j in range(len(wide))]
    for j, lines in enumerate(_head_lines(cells, across)):
        x = middles[j]
        for k, (line, bold) in enumerate(lines):
            colour = INK if bold else SOFT
            write(ax, x, _LINE * (k + 0.5), line, size=SMALL, colour=colour, ha="center", bold=bold)
    ends = [top + i * _ROW for i in range(len(cells.features) + 1)]
    strokes(ax, [(0, y, across, y) for y in ends], RULE, 0.6, order=0.5)
    for i, kind in enumerate(cells.kinds):
        _row(ax, cells, i, y=top + (i + 0.5) * _ROW, at=middles, hue=_HUES[kind])


def _row(ax: Axes, cells: Cells, i: int, *, y: float, at: Sequence[float], hue: Hue) -> None:
    largest = float(cells.rates.max()) or 1.0
    words = hue.words if hue is not GREY else INK
    lines = wrap(cells.labels[i], _NAMES, LABEL, limit=2)
    for k, line in enumerate(lines):
        write(ax, 0, y + _TIGHT * (k - (len(lines) - 1) / 2), line, colour=words)
    dashes, spots = [], []
    for j, (count, rate) in enumerate(zip(cells.counts[i], cells.rates[i], strict=True)):
        x = at[j]
        if not count:
            dashes.append((x - 0.05, y, x + 0.05, y))
            continue
        text = f"{count:,}"
        shift = (width(text, SMALL) + 0.05) / 2
        radius = max(_LARGEST * sqrt(rate / largest), 0.026)
        spots.append((x - shift, radius))
        reach = radius * (sqrt(np.pi / 2) if hue is EARLIER else 1)
        write(ax, x - shift + reach + 0.04, y, text, size=SMALL, colour=words)
    strokes(ax, dashes, FAINT, 1.2)
    if hue is EARLIER:
        _diamonds(ax, spots, y, hue.mark)
    else:
        xs, radii = [s[0] for s in spots], [s[1] for s in spots]
        discs(ax, xs, [y] * len(spots), radii, hue.mark)


def _diamonds(ax: Axes, spots: list[tuple[float, float]], y: float, colour: str) -> None:
    """Draw diamonds of the same areas as discs of these radii."""
    paths = []
    for x, radius in spots:
        r = radius * sqrt(np.pi / 2)
        corners = [(x - r, y), (x, y - r), (x + r, y), (x, y + r), (x - r, y)]
        paths.append(Path(corners, closed=True))
    if paths:
        patch = PathPatch(Path.make_compound_path(*paths), fc=colour, ec="none", lw=0, zorder=2)
        ax.add_artist(patch)
        patch.set_clip_path(None)
