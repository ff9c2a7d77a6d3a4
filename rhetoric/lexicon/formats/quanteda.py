"""Dictionaries of quanteda (.yml, .yaml): categories as keys, with lists of globs below."""

from __future__ import annotations

import json
from typing import Any

import regex as re

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import DEEPEST, Draft, grouped
from rhetoric.lexicon.formats.tree import OWN, Node, walk

#: A glob's ``?`` and ``*`` as an expression over the words of a sentence.
_ONE, _ANY = r"\S", r"\S*"
_PARTS = re.compile(r"\\S\*|\\S|\\.|.", re.DOTALL)


def read(text: str, draft: Draft) -> None:
    """Add the categories and entries of a dictionary in YAML to a draft.

    Every scalar is a text (``no`` is a word). Anchors, tags and a second document are refused, so
    nothing is made of a file but what stands in it.
    """
    import yaml  # noqa: PLC0415  (few lexicons are YAML)

    tree = _Tree(draft)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            tree.take(event)
            if draft.faults:
                return
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = str(getattr(error, "problem", None) or "a character that YAML has not")
        draft.fault((mark.line if mark else 0) + 1, f"no valid YAML ({said}): quote the text there")
        return
    if tree.top is not None:
        walk(draft, tree.top)
    for i, entry in enumerate(draft.entries):
        if "?" in entry.text and not entry.regex:
            draft.entry(expression(entry.text), entry.category, entry.line or 1, regex=True)
            draft.entries[i] = draft.entries.pop()


class _Tree:
    """The tree that events of YAML make."""

    def __init__(self, draft: Draft) -> None:
        self.top: Node | None = None
        self._draft = draft
        self._open: list[tuple[int, list[Any], bool]] = []

    def take(self, event: Any) -> None:
        """Take the next event."""
        kind, line = type(event).__name__, event.start_mark.line + 1
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            self._draft.fault(
                line, "an anchor or alias ('&', '*') is refused: quote a text with '*'"
            )
        elif getattr(event, "tag", None) not in {None, "!"}:
            self._draft.fault(line, f"the tag {str(event.tag)[:60]!r} is refused: delete it")
        elif kind == "ScalarEvent":
            self._put(Node(line, event.value))
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            if len(self._open) >= DEEPEST:
                self._draft.fault(line, f"it nests more than {DEEPEST} deep: write less deep")
            self._open.append((line, [], kind == "MappingStartEvent"))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._close()

    def _close(self) -> None:
        start, held, table = self._open.pop()
        if not table:
            self._put(Node(start, held))
            return
        pairs = list(zip(held[::2], held[1::2], strict=True))
        for key, _ in pairs:
            if not isinstance(key.value, str):
                self._draft.fault(key.line, "a category is called by a list: write a text")
        self._put(Node(start, pairs, table=True))

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1][1].append(node)
        elif self.top is None:
            self.top = node
        else:
            self._draft.fault(node.line, "a second document begins ('---'): write one file each")


def expression(glob: str) -> str:
    r"""Return a glob with ``?`` as a regular expression.

    >>> expression("t?x*")
    't\\Sx\\S*'
    """
    one = {"?": _ONE, "*": _ANY}
    return "".join(one.get(c) or re.escape(c, special_only=True) for c in glob.casefold())


def glob(entry: str) -> str | None:
    r"""Return the glob that a regular expression is, or None where it is more.

    >>> glob(r"t\Sx\S*"), glob("a|b")
    ('t?x*', None)
    """
    one = {_ONE: "?", _ANY: "*"}
    made = "".join(one.get(part) or part.removeprefix("\\") for part in _PARTS.findall(entry))
    return made if expression(made) == entry and "?" in made else None


def write(lexicon: Lexicon) -> str:
    """Return a lexicon in YAML as quanteda reads it; a category of several levels is a tree."""
    tree: dict[str, Any] = {}
    for category, entries in grouped(lexicon).items():
        there = tree
        for level in category.split("/"):
            there = there.setdefault(level, {})
        there[""] = [glob(e.text) if e.regex else " ".join(e.text.split()) for e in entries]
    return "".join(f"{line}\n" for line in _written(tree, 0))


def _written(tree: dict[str, Any], depth: int) -> list[str]:
    out = []
    margin = "  " * depth
    for key, held in tree.items():
        listed = key == OWN[0]
        only = not listed and set(held) == {OWN[0]}
        texts = held if listed else held[OWN[0]] if only else None
        out.append(f"{margin}{_quoted(key)}:")
        if texts is None:
            out += _written(held, depth + 1)
        else:
            out += [f"{margin}  - {_quoted(text)}" for text in texts]
    return out


def _quoted(text: str) -> str:
    """Return a text in double quotes, which YAML reads as JSON writes it."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
