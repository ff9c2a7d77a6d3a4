"""On which line of a TOML file each key and each text stands, for messages."""

from __future__ import annotations

import tomllib
from collections import deque

import regex as re

_PIECE = re.compile(
    r"""
      (?P<skip>[^\S\n]+|\#[^\n]*)
    | (?P<long>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5})
    | "(?:[^"\\\n]|\\.)*+" | '[^'\n]*'
    | [\[\]{}=,.\n]
    | [^\s\#"'\[\]{}=,.]+
    """,
    re.VERBOSE | re.DOTALL,
)
#: Keys of an entry written as a table whose text is what is looked for.
TEXTS = ("text", "regex")


class Numbered:
    """Lines by the keys under which something stands, "/" between; each format fills them in."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._texts: dict[tuple[str, str], deque[int]] = {}

    def number(self, path: str, text: str) -> int | None:
        """Return the line of a text under some keys; asked again, that of the next such text."""
        found = self._texts.get((path, text))
        if not found:
            return self._keys.get(path)
        return found.popleft() if len(found) > 1 else found[0]

    def text(self, path: str, text: str) -> str:
        """Return the beginning of a message on a text: its line, if that is known."""
        number = self.number(path, text)
        return f"line {number}: " if number else ""

    def key(self, *paths: str) -> str:
        """Return the beginning of a message on the first of some keys whose line is known."""
        number = next((self._keys[path] for path in paths if path in self._keys), None)
        return f"line {number}: " if number else ""


class Lines(Numbered):
    r"""The lines of a valid TOML file, by the keys under which something stands, "/" between.

    >>> lines = Lines('source = "x"\n[a.b]\nc = ["y",\n"x", {text = "x"}]')
    >>> lines.text("a/b/c", "x"), lines.key("a/b"), lines.key("z", "source"), lines.key("z")
    ('line 4: ', 'line 2: ', 'line 1: ', '')
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._pieces = _pieces(text)
        self._at = 0
        self._document()

    @property
    def _piece(self) -> str:
        """The piece that is read next; empty at the end of the file."""
        return self._pieces[self._at][0]

    def _document(self) -> None:
        table = ""
        while self._piece:
            if self._piece == "\n":
                self._at += 1
            elif self._piece == "[":
                while self._piece == "[":
                    self._at += 1
                table = self._key("")
                while self._piece == "]":
                    self._at += 1
            else:
                self._pair(table)

    def _key(self, path: str) -> str:
        """Read a key, and return where it stands; each of its parts is noted."""
        while (piece := self._piece) and piece not in {"=", "]", "\n"}:
            if piece != ".":
                path = f"{path}/{_meant(piece)}" if path else _meant(piece)
                self._keys.setdefault(path, self._pieces[self._at][1])
            self._at += 1
        return path

    def _pair(self, path: str, *, listed: bool = False) -> None:
        """Read a key and its value; in a table that is an entry, only its text is noted."""
        inner = self._key(path)
        self._at += self._piece == "="
        entry = listed and inner.removeprefix(f"{path}/") in TEXTS
        self._value(path if entry else inner, listed=listed)

    def _value(self, path: str, *, listed: bool = False) -> None:
        piece, line = self._pieces[self._at]
        self._at += bool(piece)
        if piece == "[":
            while self._piece not in {"", "]"}:
                if self._piece in {",", "\n"}:
                    self._at += 1
                else:
                    self._value(path, listed=True)
            self._at += bool(self._piece)
        elif piece == "{":
            while self._piece not in {"", "}"}:
                if self._piece in {",", "\n"}:
                    self._at += 1
                else:
                    self._pair(path, listed=listed)
            self._at += bool(self._piece)
        elif piece[:1] in {'"', "'"}:
            self._texts.setdefault((path, _meant(piece)), deque()).append(line)
        else:  # a number or a day, of one piece or several
            while self._piece and self._piece not in {",", "]", "}", "\n"}:
                self._at += 1


def _pieces(text: str) -> list[tuple[str, int]]:
    """Return the pieces of a file with their lines, and an empty one for its end."""
    out, line = [], 1
    for found in _PIECE.finditer(text):
        if found.lastgroup != "skip":
            out.append((found[0], line))
        if found.lastgroup == "long" or found[0] == "\n":
            line += found[0].count("\n")
    return [*out, ("", line)]


def _meant(piece: str) -> str:
    """Return the text that a quoted piece means; a bare one means itself."""
    if piece[:1] not in {'"', "'"}:
        return piece
    if "\\" not in piece and piece[:3] not in {'"""', "'''"}:
        return piece[1:-1]
    return str(tomllib.loads(f"x = {piece}")["x"])
