"""JSON: our own tables as in TOML, or categories with lists of words, or records."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

import regex as re

from rhetoric.lexicon.formats.draft import DEEPEST, Draft, short
from rhetoric.lexicon.formats.tree import Node, pairs
from rhetoric.lexicon.lines import TEXTS, Numbered

_PIECE = re.compile(
    r"""
      (?P<space>[ \t]+) | (?P<line>\r\n|\r|\n)
    | (?P<text>"(?:[^"\\\x00-\x1f]|\\.)*+") | (?P<sign>[\[\]{}:,])
    | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?(?![0-9.]))
    | (?P<word>true|false|null)\b
    """,
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}
_CLOSES = {"]": "[", "}": "{"}


class Broken(Exception):  # noqa: N818 - it carries a line and a reason
    """Where JSON is not valid, and what is wrong there."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"line {line}: {said}")


def parsed(text: str) -> Node:
    r"""Return the tree of a JSON text with the line of each value; raises `Broken`.

    >>> parsed('{"a": ["b",\n"c"]}').value[0][1].value[1].line
    2
    """
    pieces = _pieces(text)
    open_: list[tuple[Node, list[Node]]] = []
    want = "value"
    for kind, held, line in pieces:
        if held in "[{" and kind == "sign" and want in {"value", "value or end"}:
            if len(open_) >= DEEPEST:
                raise Broken(line, f"it nests more than {DEEPEST} deep: write less deep")
            open_.append((Node(line, [], table=held == "{"), []))
            want = "key or end" if held == "{" else "value or end"
            continue
        if kind == "sign" and held in _CLOSES and want in {"key or end", "value or end", "comma"}:
            node = _closed(open_, held, line)
        elif kind == "sign" and held == {"comma": ",", "colon": ":"}.get(want):
            want = "value" if held == ":" or not open_[-1][0].table else "key"
            continue
        elif kind == "text" and want in {"key", "key or end"}:
            open_[-1][1].append(Node(line, _text(held, line)))
            want = "colon"
            continue
        elif kind != "sign" and want in {"value", "value or end"}:
            node = Node(line, _value(kind, held, line))
        else:
            raise Broken(line, f"{short(held)} stands where a {want} should: mend the JSON there")
        if not open_:
            for _, _, after in pieces:
                raise Broken(after, "something follows the end: write one value")
            return node
        open_[-1][1].append(node)
        want = "comma"
    last = text.count("\n") + 1
    raise Broken(last, "the file ends too early: close its brackets")


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the pieces of a text with their kinds and lines."""
    line, at = 1, 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            raise Broken(line, f"{short(text[at : at + 20])} is no JSON: write texts in quotes")
        if found.lastgroup == "line":
            line += 1
        elif found.lastgroup != "space":
            yield str(found.lastgroup), found[0], line
        at = found.end()


def _closed(open_: list[tuple[Node, list[Node]]], sign: str, line: int) -> Node:
    node, held = open_.pop() if open_ else (Node(line, []), [])
    if node.table != (_CLOSES[sign] == "{") or not (open_ or node):
        raise Broken(line, f"{sign!r} closes what is not open: mend the brackets")
    if not node.table:
        return Node(node.line, held)
    return Node(node.line, list(zip(held[::2], held[1::2], strict=True)), table=True)


def _text(quoted: str, line: int) -> str:
    try:
        text = str(json.loads(quoted))
        text.encode()
    except (ValueError, UnicodeEncodeError):
        raise Broken(
            line, f"{short(quoted)} holds a broken escape: write the sign itself"
        ) from None
    return text


def _value(kind: str, held: str, line: int) -> str | float | bool | None:
    if kind == "text":
        return _text(held, line)
    return _WORDS[held] if kind == "word" else float(held)


def data_of(node: Node) -> Any:
    """Return a tree as dicts and lists; raises `Broken` for a key that is there twice."""
    if node.table:
        out: dict[str, Any] = {}
        for key, held in pairs(node):
            name = str(key.value)
            if name in out:
                raise Broken(key.line, f"the key {short(name)} is there twice: keep one")
            out[name] = data_of(held)
        return out
    if isinstance(node.value, list):
        return [data_of(item) for item in node.value if isinstance(item, Node)]
    return node.value


def records(top: Node, draft: Draft) -> bool:
    """Add a list of records (``term``, ``category``, ``weight``), if that is what a tree is."""
    items = top.value if isinstance(top.value, list) and not top.table else []
    if not items:
        return False
    for item in items:
        assert isinstance(item, Node)
        if isinstance(item.value, str):
            draft.entry(item.value, draft.category(draft.stem, item.line), item.line)
        elif not item.table:
            draft.fault(item.line, 'an item is no text and no record: write {"term": "…"}')
        else:
            _record(item, draft)
    return True


def _record(item: Node, draft: Draft) -> None:
    held = data_of(item)
    term, name = held.get("term", held.get("word")), held.get("category", draft.stem)
    weight = held.get("weight", 1.0)
    odd = sorted(set(held) - {"term", "word", "category", "weight"})
    if odd:
        draft.note(item.line, "a key of a record is not kept", odd[0])
    if not isinstance(term, str) or not isinstance(name, str):
        draft.fault(item.line, 'a record needs "term" and "category", both texts: write them')
    elif isinstance(weight, bool) or not isinstance(weight, (int, float)):
        draft.fault(item.line, f"the weight {short(str(weight))} is no number: write one")
    else:
        draft.entry(term, draft.category(name, item.line), item.line, float(weight))


class Places(Numbered):
    """The lines of a JSON file, by the keys under which something stands, as `Lines` has them."""

    def __init__(self, top: Node) -> None:
        super().__init__()
        self._note("", top)

    def _note(self, path: str, node: Node) -> None:
        if node.table:
            for key, held in pairs(node):
                inner = f"{path}/{key.value}" if path else str(key.value)
                self._keys.setdefault(inner, key.line)
                self._note(inner, held)
        elif isinstance(node.value, list):
            for item in node.value:
                self._item(path, item)

    def _item(self, path: str, item: Any) -> None:
        pairs = item.value if item.table else [(None, item)]
        for key, held in pairs:
            if isinstance(held.value, str) and (key is None or key.value in TEXTS):
                self._texts.setdefault((path, held.value), deque()).append(held.line)
