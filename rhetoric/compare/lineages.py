"""Sentences through many dated documents: each chain of pairs is a lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.compare.alignment import address, carried, kind_of, paired
from rhetoric.compare.likeness import similarity
from rhetoric.compare.pairing import PAIR, Match, Pairing
from rhetoric.compare.prose import Prose, prose, scale
from rhetoric.findings import Result
from rhetoric.fork import both
from rhetoric.tokens import Tokens

COLUMNS = (
    "lineage", "opening", "first", "last", "documents", "reworded", "unchanged", "similarity",
    "alive", "steps", "text",
)  # fmt: skip
#: Words by which a lineage is named.
OPENING = 9
#: The median share of the later words carried over below which texts are hardly comparable.
COMPARABLE = 0.20


@dataclass(frozen=True, eq=False)
class Lineages(Result):
    """A row a lineage of two documents or more, the longest first.

    ``first`` and ``last`` are dates; ``documents`` how many have it; ``reworded`` how often its
    wording changed; ``unchanged`` the most documents in a row with one wording; ``similarity`` S
    of its first and last wording (low: it drifted); ``alive`` whether the last document has it;
    ``steps`` a span a document with ``date``, ``kind`` and ``score`` of the step that led there;
    ``text`` its last wording. ``pairs`` has a row for each two documents that follow each other,
    ``index`` the median of their carry-over (share of the later words).
    """

    pairs: pd.DataFrame = None  # type: ignore[assignment]
    index: float | None = None

    shown = ("opening", "first", "last", "documents", "reworded", "unchanged")

    @property
    def copied(self) -> bool:
        """Whether texts are edited copies of the one before, so no independent witnesses."""
        return self.index is not None and self.index >= COMPARABLE


@lru_cache(maxsize=1)  # tests, findings and a section of a report ask the same
def lineages(tokens: Tokens) -> Lineages:
    """Return the chains of sentences that pairs of successive documents make.

    A pair of S ≥ .50 is a link; weaker ones cut, because chains drift. A document without the
    sentence does not end it if the one after has it again. Documents without a date are left out.
    """
    weights = scale(tokens)
    dated = [n for n, d in enumerate(tokens.corpus) if d.date is not None]
    sides = [prose(n, weights) for n in dated]
    near = _near(sides, len(tokens))
    links = {(t, t + 1): list(_links(p)) for t, p in enumerate(near)}
    for t, (a, b) in enumerate(zip(sides[:-2], sides[2:], strict=True)):
        links[t, t + 2] = _over(a, b, near[t], near[t + 1])
    rows = [_row(sides, chain) for chain in _chains(sides, links)]
    rows.sort(key=lambda r: (-r["documents"], r["first"], r["opening"]))
    rows = [{"lineage": n, **row} for n, row in enumerate(rows, 1)]
    pairs = pd.DataFrame([_pair(a, b, p) for (a, b), p in zip(pairwise(sides), near, strict=True)])
    index = float(np.median(pairs["carried"])) if len(pairs) else None
    return Lineages(
        title=f"{len(rows):,} lineages of sentences over {len(sides):,} dated documents",
        method=(
            "Sentences of successive documents with S ≥ .50 are linked; one document without a "
            "sentence does not end its lineage."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        notes=tuple(_notes(index, len(tokens.names) - len(dated))),
        source=tokens,
        pairs=pairs,
        index=index,
    )


def _near(sides: Sequence[Prose], size: int) -> list[Pairing]:
    """Return the matches of each two documents that follow each other."""
    half = len(sides) // 2
    first, rest = both(
        lambda: [paired(a, b) for a, b in pairwise(sides[: half + 1])],
        lambda: [paired(a, b) for a, b in pairwise(sides[half:])],
        size=size,
    )
    return first + rest


def _notes(index: float | None, undated: int) -> Iterator[str]:
    if index is None:
        yield "Lineages need two dated documents."
    elif index < COMPARABLE:
        yield (
            f"Carry-over is low: the median document takes {index:.0%} of its words from sentences "
            "of the one before. These texts are not edited copies of each other; what they share "
            "are formulae."
        )
    if undated:
        yield f"Documents without a date are left out: {undated}."


def _links(pairing: Pairing) -> Iterator[Match]:
    """Yield what links two documents: each match of S ≥ .50."""
    return (m for m in pairing.matches if m.score >= PAIR)


def _over(a: Prose, b: Prose, first: Pairing, second: Pairing) -> list[Match]:
    """Return links over the document between: sentences that it dropped and the next has again."""
    gone = set(range(len(a))) - {i for m in _links(first) for i in m.left}
    come = set(range(len(b))) - {j for m in _links(second) for j in m.right}
    if not gone or not come:
        return []
    found = _links(paired(a, b))
    return [m for m in found if set(m.left) <= gone and set(m.right) <= come]


Node = tuple[int, int]


def _chains(
    sides: Sequence[Prose], links: dict[tuple[int, int], list[Match]]
) -> Iterator[list[tuple[Node, Match | None]]]:
    """Yield chains of sentences: each goes on where its best link leads, and is led to by one."""
    onward: dict[Node, tuple[Node, Match]] = {}
    led: set[Node] = set()
    for (t, u), matches in sorted(links.items(), key=lambda item: (item[0][1], -item[0][0])):
        for match in sorted(matches, key=lambda m: (-m.score, m.left, m.right)):
            a, b = (t, match.left[0]), (u, match.right[0])
            if a not in onward and b not in led:
                onward[a] = (b, match)
                led.add(b)
    for t, side in enumerate(sides):
        for i in range(len(side)):
            if (t, i) in onward and (t, i) not in led:
                yield list(_followed((t, i), onward))


def _followed(
    start: Node, onward: dict[Node, tuple[Node, Match]]
) -> Iterator[tuple[Node, Match | None]]:
    yield start, None
    while start in onward:
        start, match = onward[start]
        yield start, match


def _row(sides: Sequence[Prose], chain: Sequence[tuple[Node, Match | None]]) -> dict[str, Any]:
    steps = [_step(sides[t], i, match) for (t, i), match in chain]
    changes = [step["kind"] != "kept" for step in steps[1:]]
    (first, i), (last, j) = chain[0][0], chain[-1][0]
    text = " ".join(steps[-1]["text"].replace("**", "").split())
    return {
        "opening": " ".join(text.split()[:OPENING]),
        "first": steps[0]["date"],
        "last": steps[-1]["date"],
        "documents": len(steps),
        "reworded": sum(changes),
        "unchanged": _longest(changes),
        "similarity": similarity(sides[first], (i,), sides[last], (j,)),
        "alive": last == len(sides) - 1,
        "steps": steps,
        "text": text,
    }


def _longest(changes: Iterable[bool]) -> int:
    """Return the most documents in a row with one wording."""
    best = run = 1
    for changed in changes:
        run = 1 if changed else run + 1
        best = max(best, run)
    return best


def _step(side: Prose, sentence: int, match: Match | None) -> dict[str, Any]:
    return {
        **address(side.document, side.spans[sentence]),
        "date": side.document.label,
        "kind": kind_of(match) if match else "first",
        "score": match.score if match else None,
    }


def _pair(a: Prose, b: Prose, pairing: Pairing) -> dict[str, Any]:
    """Return the carry-over of two successive documents."""
    return {
        "a": a.document.id,
        "b": b.document.id,
        "a_label": a.document.label,
        "b_label": b.document.label,
        "sentences": len(b),
        "kept": sum(m.verbatim for m in pairing.matches),
        "linked": sum(len(m.right) for m in _links(pairing)),
        "carried": carried(b, pairing),
    }
