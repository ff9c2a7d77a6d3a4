"""Labels beside marks: greedy, in order of importance, and dropped where there is no free place.

Near places are tried first, then further ones with a thin leader. A place is refused if it touches
another label, a coloured mark, an error bar or a reference line, if its leader crosses a mark, a
label or another leader, or if it leaves the frame. All lengths are points; y grows upwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rhetoric.plots.text import width

LIMIT = 30
_GAP = 2.2
_PAD = 1.2
_REACH = (13.0, 21.0, 30.0, 42.0, 56.0)
_STEP = 2.0

Boxes = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """A label and its mark, where that stands and how large it is; ``side`` +1 prefers above."""

    text: str
    x: float
    y: float
    radius: float
    side: int = 1
    size: float = 9.5
    key: int = 0


@dataclass(frozen=True)
class Placed:
    """A label with a place: its box (left, bottom, right, top) and its leader, if it has one."""

    wanted: Wanted
    box: tuple[float, float, float, float]
    leader: tuple[float, float, float, float] | None


def place(
    wanted: Sequence[Wanted],
    *,
    frame: tuple[float, float, float, float],
    marks: Boxes,
    taken: Boxes | None = None,
    limit: int = LIMIT,
) -> list[Placed]:
    """Return the labels that find a place, in the order given, at most ``limit``.

    ``marks`` and ``taken`` are boxes (left, bottom, right, top) that nothing may touch; a
    reference line is a flat box. Boxes of ``marks`` may be touched by no leader either.
    """
    solid = marks.reshape(-1, 4)
    fixed = solid if taken is None else np.vstack([solid, taken.reshape(-1, 4)])
    out: list[Placed] = []
    for label in wanted:
        if len(out) == limit:
            break
        found = _first_free(label, frame, solid, fixed, out)
        if found is not None:
            out.append(found)
    return out


def _first_free(
    label: Wanted,
    frame: tuple[float, float, float, float],
    solid: Boxes,
    fixed: Boxes,
    placed: Sequence[Placed],
) -> Placed | None:
    reach = max(_REACH[-1], label.radius + _GAP) + _PAD + 1
    across, high = 72 * width(label.text, label.size) + reach, label.size * 1.05 + reach
    window = (label.x - across, label.y - high, label.x + across, label.y + high)
    solid, fixed = (boxes[_overlapping(window, boxes)] for boxes in (solid, fixed))
    own = (abs(solid[:, [0, 2]].mean(axis=1) - label.x) < 0.01) & (
        abs(solid[:, [1, 3]].mean(axis=1) - label.y) < 0.01
    )
    others = solid[~own]
    labels = np.array([p.box for p in placed]).reshape(-1, 4)
    leaders = [p.leader for p in placed if p.leader]
    for box, leader in _candidates(label):
        if not _inside(box, frame) or _touches(box, fixed) or _touches(box, labels):
            continue
        if any(_cuts(line, box) for line in leaders):
            continue
        if leader is not None and (
            _cuts_any(leader, others)
            or _cuts_any(leader, labels)
            or any(_cross(leader, line) for line in leaders)
        ):
            continue
        return Placed(label, box, leader)
    return None


def _candidates(
    label: Wanted,
) -> Iterator[tuple[tuple[float, float, float, float], tuple[float, float, float, float] | None]]:
    """Yield boxes and leaders, the best first: outward, then beside, then inward, then further."""
    across = 72 * width(label.text, label.size)
    high = label.size * 1.05
    r, side = label.radius + _GAP, label.side
    near = [
        (0.0, r + high / 2), (across / 2 + r, 0.0), (-across / 2 - r, 0.0),
        (across * 0.36, r + high / 2), (-across * 0.36, r + high / 2),
        (across / 2 + r * 0.6, r * 0.6 + high / 2), (-across / 2 - r * 0.6, r * 0.6 + high / 2),
        (0.0, -r - high / 2),
        (across / 2 + r * 0.6, -r * 0.6 - high / 2), (-across / 2 - r * 0.6, -r * 0.6 - high / 2),
    ]  # fmt: skip
    for dx, dy in near:
        yield _box(label, dx, side * dy, across, high), None
    for reach in _REACH:
        for dx, dy in (
            (0.0, reach + high / 2),
            (across / 2 * 0.8, reach + high / 2), (-across / 2 * 0.8, reach + high / 2),
            (across / 2 + reach, reach * 0.6), (-across / 2 - reach, reach * 0.6),
            (across / 2 + reach, 0.0), (-across / 2 - reach, 0.0),
            (across / 2 + reach, -reach * 0.6), (-across / 2 - reach, -reach * 0.6),
        ):  # fmt: skip
            box = _box(label, dx, side * dy, across, high)
            yield box, _leader(label, box)


def _box(
    label: Wanted, dx: float, dy: float, across: float, high: float
) -> tuple[float, float, float, float]:
    x, y = label.x + dx, label.y + dy
    return (x - across / 2, y - high / 2, x + across / 2, y + high / 2)


def _leader(
    label: Wanted, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return the line from the mark's edge to the nearest point of the label."""
    left, bottom, right, top = box
    x, y = min(max(label.x, left), right), min(max(label.y, bottom), top)
    dx, dy = x - label.x, y - label.y
    length = float(np.hypot(dx, dy)) or 1.0
    start, end = label.radius / length, 1 - 1.0 / length
    return (label.x + dx * start, label.y + dy * start, label.x + dx * end, label.y + dy * end)


def _inside(
    box: tuple[float, float, float, float], frame: tuple[float, float, float, float]
) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _touches(box: tuple[float, float, float, float], others: Boxes) -> bool:
    return bool(_overlapping(box, others).any())


def _overlapping(box: tuple[float, float, float, float], others: Boxes) -> NDArray[np.bool_]:
    """Return which boxes stand where another is, or nearer to it than they may."""
    left, bottom, right, top = box
    near = (others[:, 0] < right + _PAD) & (others[:, 2] > left - _PAD)
    near &= (others[:, 1] < top + _PAD) & (others[:, 3] > bottom - _PAD)
    return np.asarray(near, bool)


def _cuts_any(line: tuple[float, float, float, float], boxes: Boxes) -> bool:
    """Say whether a line runs through one of some boxes, by points along it."""
    x1, y1, x2, y2 = line
    steps = np.linspace(0, 1, max(int(np.hypot(x2 - x1, y2 - y1) / _STEP), 2))[:, None]
    x, y = x1 + steps * (x2 - x1), y1 + steps * (y2 - y1)
    inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
    return bool(inside.any())


def _cuts(line: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    return _cuts_any(line, np.array([box]))


def _cross(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Say whether two lines cross."""
    one = _turn(a, b[0], b[1]) * _turn(a, b[2], b[3]) < 0
    return one and _turn(b, a[0], a[1]) * _turn(b, a[2], a[3]) < 0


def _turn(line: tuple[float, float, float, float], x: float, y: float) -> float:
    """Return on which side of a line a point lies: a number above or below zero."""
    return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])


def spread(at: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near those given, in their order, ``gap`` apart, or less if there is no room.

    >>> spread([0.0, 0.1, 5.0], 1.0, 0.0, 6.0)
    [0.0, 1.0, 5.0]
    """
    n = len(at)
    gap = min(gap, (high - low) / max(n - 1, 1))
    out = [min(max(y, low), high) for y in at]
    for i in range(1, n):
        out[i] = max(out[i], out[i - 1] + gap)
    limit = high
    for i in range(n - 1, -1, -1):
        out[i] = min(out[i], limit)
        limit = out[i] - gap
    return [round(y, 6) for y in out]
