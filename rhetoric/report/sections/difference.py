"""The text diff: how far texts are copies, the most telling rewordings, formulae, lineages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rhetoric.compare.carryover import Carryover, Rewording
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Block, Fold, Para, Section, Table
from rhetoric.report.redlines import redline
from rhetoric.report.results import Analysis
from rhetoric.report.sections.shared import shows_texts

#: Rewordings that are shown, and that are folded away; rows of the table of formulae.
SHOWN, FOLDED, FORMULAE = 8, 12, 14
#: What stands in a slot that the table shows, and characters of each.
HELD, LONG = 4, 32


def difference(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return the section on sentences: what was carried from text to text, and how reworded."""
    if a.carried is None:
        return None
    found = a.carried
    blocks: list[Block] = [Para(_opening(found), lead=True)]
    blocks += [Para(note) for note in found.comparability.notes]
    blocks += [figures[name].image for name in ("reuse",) if name in figures]
    blocks += _redlines(a, found)
    blocks += _formulae(found.formulae.table.to_dict("records"))
    blocks += [figures[name].image for name in ("lineages",) if name in figures]
    return Section("diff", "Text diff: what was kept and what was reworded", blocks)


def _opening(found: Carryover) -> str:
    """Say how far the texts can be compared sentence by sentence, before anything else."""
    pairs, index = found.lineages.pairs, found.lineages.index
    if index is None:
        return "There are no two dated documents whose sentences could be compared."
    kept, linked, total = (int(pairs[name].sum()) for name in ("kept", "linked", "sentences"))
    said = (
        f"Comparability index: {index:.0%}. In the median document {index:.0%} of the words stand "
        "in sentences carried over from the document before, word for word or reworded. Over all "
        f"{len(pairs):,} pairs of successive documents {linked:,} of {total:,} sentences were "
        f"carried over, {kept:,} of them word for word."
    )
    if found.low:
        said += (
            " Carry-over is low: these texts are no edited copies of each other, and a sentence "
            "without a counterpart is not news. What they share are formulae and a few passages."
        )
    return said


def _redlines(a: Analysis, found: Carryover) -> Iterator[Block]:
    """Yield the most telling rewordings, the first of them open."""
    if not found.rewordings:
        yield Para("No sentence and no passage returns reworded.")
        return
    what = "passages that return in other words" if found.low else "rewordings"
    yield Para(
        f"The most telling {what}: changes of direction, negation and modal strength lead, then "
        "wordings that had stood long. S is the similarity, 0 to 1."
    )
    blocks = [_redline(a, one, n) for n, one in enumerate(found.rewordings[: SHOWN + FOLDED], 1)]
    yield from blocks[:SHOWN]
    if blocks[SHOWN:]:
        yield Fold(f"{len(blocks) - SHOWN} more", blocks[SHOWN:])


def _redline(a: Analysis, one: Rewording, number: int) -> Block:
    return redline(one.row, one.earlier, one.later, f"reworded-{number}", linked=shows_texts(a))


def _formulae(rows: Sequence[Mapping[Any, Any]]) -> Iterator[Block]:
    if not rows:
        return
    cells = [
        [
            row["formula"], str(len(row["documents"])), str(row["count"]), row["first"],
            row["last"], "; ".join(_held(slot) for slot in row["slots"]),
        ]
        for row in rows[:FORMULAE]
    ]  # fmt: skip
    columns = ["Formula", "Documents", "Times", "First", "Last", "In the slots"]
    more = f" (the first {FORMULAE} of {len(rows):,})" if len(rows) > FORMULAE else ""
    caption = f"Formulae: wordings that recur, with slots in braces{more}"
    yield Table(columns, cells, caption, frozenset({1, 2}), "tables/formulae.csv")


def _held(slot: Mapping[str, Any]) -> str:
    held = [one if len(one) <= LONG else f"{one[:LONG]}…" for one in slot["held"]]
    more = " …" if len(held) > HELD else ""
    return f"{slot['slot']}: {', '.join(held[:HELD])}{more}"
