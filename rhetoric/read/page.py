"""A text on its way to a date: its lines, its blocks and what they open with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rhetoric.corpus import Block, line_starts
from rhetoric.read.mentions import Mention

_OPENING = 5_000  # characters of a block


@dataclass(frozen=True)
class Page:
    """The text of a file, its blocks, and where its lines start."""

    file: str
    raw: str
    blocks: list[Block]

    @cached_property
    def starts(self) -> list[int]:
        """Where the lines of the text begin."""
        return line_starts(self.raw)

    def line(self, offset: int) -> int:
        """Return the 1-based line of a character."""
        return bisect_right(self.starts, offset)

    def texts(self, *kinds: str) -> Iterator[tuple[int, str]]:
        """Yield the start and the opening of each span of blocks of some kinds."""
        for block in self.blocks:
            if block.kind in kinds:
                for span in block.spans:
                    yield span.start, self.raw[span.start : min(span.end, span.start + _OPENING)]

    def quote(self, mention: Mention) -> str:
        """Return a date as it is written."""
        return self.raw[mention.start : mention.end]

    def evidence(self, mention: Mention, kind: str) -> dict[str, Any]:
        """Return where and how a date is stated, as `Document.date_source` has it."""
        return {"kind": kind, "line": self.line(mention.start), "quote": self.quote(mention)}
