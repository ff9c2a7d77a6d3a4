"""WordStat (.cat): a tree by indentation, in which an entry ends with its weight in brackets."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import Draft, grouped, lines_of, number_of, short, shown

_TAB = 4  # columns; other programs count otherwise, so only deeper and less deep are asked


@dataclass(frozen=True)
class _Line:
    """A line of the tree: how far to the right it stands, and its weight if it has one."""

    number: int
    indent: int
    text: str
    weight: float | None


def read(text: str, draft: Draft) -> None:
    """Add the categories and entries of a .cat file to a draft.

    A line belongs to the last category that stands less far to the right, whether tabs or spaces
    put it there. ``_`` parts the words of a phrase. Rules of proximity (``@``) are left out.
    """
    lines = list(_lines(text, draft))
    weighed = any(line.weight is not None for line in lines)
    above: list[tuple[int, str]] = []
    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else None
        above = [(indent, path) for indent, path in above if indent < line.indent]
        parent = above[-1][1] if above else ""
        if line.weight is None and (_opens(line, after) or (weighed and not parent)):
            known = (f"{parent}/{line.text}" if parent else line.text) in draft.declared
            path = draft.category(line.text, line.number, parent)
            if known:
                draft.again(path, line.number)
            above.append((line.indent, path))
        elif not parent:
            said = f"{short(line.text)} stands in no category: write the name of one above it, and"
            draft.fault(line.number, f"{said} put a tab before the entry")
        else:
            if line.weight is None and weighed:
                draft.note(line.number, "an entry without a weight gets 1", line.text)
            weight = 1.0 if line.weight is None else line.weight
            draft.entry(line.text.replace("_", " "), parent, line.number, weight)


def _opens(line: _Line, after: _Line | None) -> bool:
    """Say whether a line without a weight has others below it."""
    return after is not None and after.indent > line.indent


def _lines(text: str, draft: Draft) -> list[_Line]:
    out = []
    ways: set[str] = set()
    for number, held in lines_of(text):
        plain = held.strip()
        if plain.startswith("@"):
            draft.note(number, "a rule of proximity is left out: there are none here", plain)
        elif plain:
            space = held[: len(held) - len(held.lstrip())]
            ways |= set(space)
            head, sign, inside = plain.removesuffix(")").rpartition("(")
            ends = bool(sign) and plain.endswith(")") and bool(head.strip())
            weight = number_of(inside) if ends else None
            if ends and weight is None and inside.strip()[:1] in set("+-.0123456789"):
                said = f"the weight {short(inside)} is no number: write one such as (1)"
                draft.fault(number, said)
            kept = plain if weight is None else head.strip()
            out.append(_Line(number, len(space.expandtabs(_TAB)), kept, weight))
    if len(ways) > 1 and out:
        draft.note(out[0].number, "tabs and spaces indent the lines: how far to the right decides")
    return out


def write(lexicon: Lexicon) -> str:
    """Return a lexicon as a .cat file; a category of several levels is a tree."""
    out: list[str] = []
    path: list[str] = []
    for category, entries in grouped(lexicon).items():
        levels = category.split("/")
        if path[: len(levels)] == levels:
            path = []  # its entries must not follow those of a category below it
        same = next((i for i, (a, b) in enumerate(zip(path, levels, strict=False)) if a != b),
                    min(len(path), len(levels)))  # fmt: skip
        out += ["\t" * i + level for i, level in enumerate(levels) if i >= same]
        path = levels
        for entry in entries:
            text = "_".join(entry.text.split())
            out.append("\t" * len(levels) + f"{text} ({shown(entry.weight)})")
    return "\n".join([*out, ""])
