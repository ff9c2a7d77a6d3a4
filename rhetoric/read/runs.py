"""Lines of a text, and runs of them between blank ones; nothing is copied to find them."""

from __future__ import annotations

from collections.abc import Iterator

from rhetoric.read.pieces import OUTER, trim

#: What ends a line as a line feed does.
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_OUTER = frozenset(OUTER)


def groups_of(raw: str, begin: int) -> list[list[tuple[int, int]]]:
    r"""Return runs of lines between blank ones: each line as its span without outer space.

    >>> groups_of(" a\nb\n\nc", 0)
    [[(1, 2), (3, 4)], [(6, 7)]]
    """
    out: list[list[tuple[int, int]]] = []
    run: list[tuple[int, int]] = []
    lines = _odd_lines if any(map(raw.__contains__, _BREAKS)) else _lines
    for line in lines(raw):
        if line is None:
            run = []
        elif line[1] >= begin:
            if not run:
                out.append(run)
            run.append(line)
    return out


def _lines(raw: str) -> Iterator[tuple[int, int] | None]:
    """Yield the span of each line without outer space, None for a blank one; no text is copied."""
    at, size = 0, len(raw)
    while at < size:
        end = raw.find("\n", at)
        if end < 0:
            end = size
        if end == at:
            yield None
        elif raw[at] in _OUTER or raw[end - 1] in _OUTER:
            start, stop = trim(raw, at, end)
            yield (start, stop) if start < stop else None
        else:
            yield at, end
        at = end + 1


def _odd_lines(raw: str) -> Iterator[tuple[int, int] | None]:
    """Yield the same of a text whose lines end in more than a line feed."""
    at = 0
    for line in raw.splitlines(keepends=True):
        start, stop = trim(line, 0, len(line))
        yield (at + start, at + stop) if start < stop else None
        at += len(line)
