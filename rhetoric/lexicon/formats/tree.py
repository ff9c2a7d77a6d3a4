"""Categories as a tree of keys and lists, whichever of YAML and JSON it is written in."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.lexicon.formats.draft import DEEPEST, Draft

#: Keys under which quanteda puts the entries of a category that has others below it.
OWN = ("", "__")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its line: a text, a number (True and None too), a list, or pairs with keys."""

    line: int
    value: str | float | bool | list[Node] | list[tuple[Node, Node]] | None
    table: bool = False


def pairs(node: Node) -> list[tuple[Node, Node]]:
    """Return the keys of a table with their values; there are none in what is no table."""
    held = node.value if isinstance(node.value, list) and node.table else []
    return [pair for pair in held if isinstance(pair, tuple)]


def walk(draft: Draft, top: Node) -> None:
    """Add the categories and entries of a tree to a draft.

    A key is a category; below it stand a text, a list of texts, or keys again. Where the values
    are numbers, the keys are entries and the numbers their weights.
    """
    if not top.table:
        draft.fault(top.line, "it is no table of categories: write 'category: [word, word]'")
        return
    _table(draft, top, "", 1)


def _table(draft: Draft, node: Node, path: str, depth: int) -> None:
    if depth > DEEPEST:
        draft.fault(node.line, f"categories nest more than {DEEPEST} deep: write less deep")
        return
    for key, held in pairs(node):
        name = str(key.value)
        if isinstance(held.value, (int, float)) and not isinstance(held.value, bool):
            there = path or draft.category(draft.stem, key.line)
            draft.entry(name, there, key.line, float(held.value))
        elif name in OWN and path:
            _value(draft, held, path, depth)
        elif name == OWN[1] or not name.strip():
            draft.fault(key.line, f"a category has no name but {name!r}: write one")
        else:
            if (f"{path}/{name}" if path else name) in draft.declared:
                draft.again(name, key.line)
            _value(draft, held, draft.category(name, key.line, path), depth)


def _value(draft: Draft, node: Node, path: str, depth: int) -> None:
    """Add what stands below a category."""
    if node.table:
        _table(draft, node, path, depth + 1)
    elif isinstance(node.value, list):
        for item in node.value:
            assert isinstance(item, Node)
            if isinstance(item.value, list) and not item.table:
                draft.fault(item.line, f"a list stands in the list of {path!r}: write one list")
            else:
                _value(draft, item, path, depth)
    elif isinstance(node.value, str):
        if node.value.strip():
            draft.entry(node.value, path, node.line)
    elif node.value is not None:
        draft.fault(node.line, f"{node.value} in {path!r} is no text: write it in quotes")
