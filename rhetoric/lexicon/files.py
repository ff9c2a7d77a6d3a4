"""Lexicons as files: read with every fault named by line, and tested by their own examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon.entries import (
    CASES,
    OVERLAPS,
    Entry,
    Examples,
    Lexicon,
    faults_of,
    misnamed,
    refuse,
)
from rhetoric.lexicon.formats import known, read
from rhetoric.lexicon.formats.draft import Draft
from rhetoric.lexicon.formats.jsons import Broken, Places, data_of, parsed, records
from rhetoric.lexicon.formats.text import text_of
from rhetoric.lexicon.formats.tree import pairs, walk
from rhetoric.lexicon.lines import Lines
from rhetoric.lexicon.matching import match
from rhetoric.read.checks import odd, toml
from rhetoric.tokens import tokenize_texts

#: Bytes of the largest file of a lexicon.
LARGEST = 64 << 20
_TEXTS = ("name", "source", "licence", "language")
_TABLES = ("categories", "guards", "examples")
_KEYS = (*_TEXTS, "case", "overlap", *_TABLES)
_ENTRY = ("text", "regex", "case", "weight")
_EXAMPLES = ("yes", "no")
#: What a message calls the lists of a table.
_CALLED = {"categories": "category", "guards": "guards of"}
#: Entries of a category that are shown as examples of it.
_SAMPLE = 5
#: Characters of a value that a message shows.
_SHOWN = 100


@cache
def shipped() -> tuple[str, ...]:
    """Return the names of the lexicons that come with the package.

    >>> "evaluation" in shipped()
    True
    """
    folder = resources.files("rhetoric.lexicons")
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    texts = {name: folder.joinpath(name).read_text(encoding="utf-8") for name in files}
    return tuple(n.removesuffix(".toml") for n, text in texts.items() if "\n[categories" in text)


def load(source: str | Path) -> Lexicon:
    """Return a shipped lexicon by its name, or one of a file in any format (see `FORMATS`).

    A TOML or JSON file of ours has ``source``, ``licence`` and ``language``, a table
    ``[categories]`` of entries (a text, or a table with ``text`` or ``regex``, ``case`` and
    ``weight``), ``[guards]`` of phrases that are no hit, and ``[examples.CATEGORY]`` with ``yes``
    and ``no``. What was mended in a file of another program is told in ``notes``. Raises
    `RhetoricError` that names the line for whatever is wrong: an unknown key, an empty category,
    an entry that matches nothing or everything, an example that its own category fails.
    """
    name = str(source)
    if name in shipped():
        return _shipped(name)
    path = Path(source)
    if not path.is_file():
        raise RhetoricError(
            f"There is no lexicon {name!r}: name a file, or one of {', '.join(shipped())}."
        )
    known(name)
    try:
        if path.stat().st_size > LARGEST:
            raise RhetoricError(f"{name} is larger than {LARGEST >> 20} MB: split it.")
        content = path.read_bytes()
    except OSError as error:
        raise RhetoricError(f"{name} cannot be read: {error.strerror}.") from None
    return read_bytes(name, content)


def read_bytes(name: str, content: bytes) -> Lexicon:
    """Return the lexicon of a file's bytes; its ending says the format."""
    suffix = known(name)
    if suffix == ".json":
        return _of_json(name, content)
    if suffix != ".toml":
        return read(name, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RhetoricError(f"{name} is not UTF-8 at byte {error.start}: save it so.") from None
    return _parsed(name, text)


def _of_json(name: str, content: bytes) -> Lexicon:
    """Return the lexicon of JSON: our own tables, records, or categories with lists of words."""
    draft = Draft(Path(name).stem)
    try:
        top = parsed(text_of(name, content, draft))
        if top.table and any(key.value == "categories" for key, _ in pairs(top)):
            return _built(name, data_of(top), Places(top))
        if not records(top, draft):
            walk(draft, top)
    except Broken as broken:
        raise RhetoricError(f"{name}: {broken}.") from None
    return draft.lexicon(name)


@cache
def _shipped(name: str) -> Lexicon:
    """Return a shipped lexicon, parsed and tried on its examples once."""
    text = resources.files("rhetoric.lexicons").joinpath(f"{name}.toml").read_text("utf-8")
    return _parsed(name, text)


def _parsed(name: str, text: str) -> Lexicon:
    """Return the lexicon that a text of TOML holds."""
    return _built(name, toml(name, text), Lines(text))


def _built(name: str, data: dict[str, Any], lines: Lines | Places) -> Lexicon:
    """Return the lexicon of some tables; all its faults are told together."""
    case = data.get("case")
    reader = _Reader(lines, case if case in CASES else "smart", _misused(data, lines))
    missing = not data.get("categories")
    data = {key: value for key, value in data.items() if _is_table(key, value)}
    groups = reader.table(data, "categories")
    if missing:
        reader.faults.append("it has no [categories]: write a table of names and lists of entries")
    entries = [e for c, v in groups.items() for e in reader.entries("categories", c, v)]
    for category, texts in reader.table(data, "guards").items():
        if category not in groups:
            start = lines.key(f"guards/{category}")
            reader.faults.append(f"{start}guards of {category!r}, which is no category")
        made = reader.entries("guards", category, texts)
        entries += [replace(entry, guard=True) for entry in made]
    examples = reader.examples(reader.table(data, "examples"), groups)
    refuse(name, [*reader.faults, *faults_of(entries)])
    lexicon = Lexicon(
        data.get("name", Path(name).stem), tuple(entries), data.get("source", ""),
        data.get("licence", ""), data.get("language"), data.get("overlap", "category"), examples,
    )  # fmt: skip
    refuse(name, _failing(lexicon, lines))
    return lexicon


def _is_table(key: str, value: Any) -> bool:
    """Say whether what should be a table is one."""
    return key not in _TABLES or isinstance(value, dict)


def _misused(data: Mapping[str, Any], lines: Lines | Places) -> list[str]:
    """Return what is wrong with the keys of a file."""
    out = [_unknown(key, _KEYS, lines.key(key)) for key in data if key not in _KEYS]
    for keys, kind, called in ((_TEXTS, str, "a text"), (_TABLES, dict, "a table")):
        out += [
            f"{lines.key(key)}{key} must be {called}, not {_short(data[key])}"
            for key in keys
            if not isinstance(data.get(key, kind()), kind)
        ]
    name = data.get("name", "name")
    if isinstance(name, str) and (not name.strip() or odd(name)):
        out.append(f"{lines.key('name')}name is {name!r}: write one line, and no control character")
    for key, choices in (("case", CASES), ("overlap", OVERLAPS)):
        if key in data and data[key] not in choices:
            out.append(f"{lines.key(key)}{key} is {_short(data[key])}; choose {', '.join(choices)}")
    return out


def _short(value: Any) -> str:
    """Return a value as a message shows it."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def described(lexicons: Sequence[Lexicon], *, whole: bool) -> list[dict[str, Any]]:
    """Return what lexicons hold: a row each if ``whole``, else a row a category."""
    return [row for lexicon in lexicons for row in _described(lexicon, whole=whole)]


def _described(lexicon: Lexicon, *, whole: bool) -> Iterator[dict[str, Any]]:
    held: dict[str, list[Entry]] = {}
    for entry in lexicon.entries:
        held.setdefault("" if whole else entry.category, []).append(entry)
    for name in ("",) if whole else lexicon.categories:
        plain = [entry for entry in held[name] if not entry.guard]
        examples = (
            [x for c, x in lexicon.examples.items()]
            if whole
            else [lexicon.examples.get(name, Examples())]
        )
        first = {"categories": ", ".join(lexicon.categories)} if whole else {"category": name}
        yield {
            "lexicon": lexicon.name,
            **first,
            "language": lexicon.language or "",
            "entries": len(plain),
            "patterns": sum(e.regex or "*" in e.text for e in plain),
            "phrases": sum(len(e.words) > 1 for e in plain),
            "guards": len(held[name]) - len(plain),
            "weights": _weights(plain),
            "examples": sum(len(x.yes) + len(x.no) for x in examples),
            **({} if whole else {"sample": [_placed(entry) for entry in plain[:_SAMPLE]]}),
            "licence": lexicon.licence,
            "source": lexicon.source,
        }


def _weights(entries: Sequence[Entry]) -> str:
    """Return from which to which number the weights of entries go; nothing where all are 1."""
    low, high = min(e.weight for e in entries), max(e.weight for e in entries)
    if low == high == 1:
        return ""
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _placed(entry: Entry) -> str:
    """Return an entry with its line."""
    return f"{entry.text} ({entry.line})" if entry.line else entry.text


def _unknown(key: str, known: tuple[str, ...], start: str, place: str = "") -> str:
    close = get_close_matches(key, known, 1)
    hint = f"did you mean {close[0]!r}" if close else f"known: {', '.join(known)}"
    return f"{start}unknown key {key!r}{place} ({hint})"


def _levels(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _levels(value, f"{above}{key}/")
        else:
            yield f"{above}{key}", value


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of a file; what is wrong with them is added to ``faults``."""

    lines: Lines | Places
    case: str
    faults: list[str]

    def table(self, data: Mapping[str, Any], table: str) -> dict[str, Any]:
        """Return categories and what they hold; a table inside one is its lower level."""
        out: dict[str, Any] = {}
        for name, value in _levels(data.get(table, {})):
            wrong = misnamed(name) if table == "categories" else ""
            if name in out:
                wrong = f"{table} has {name!r} twice: keep one"
            if wrong:
                self.faults.append(f"{self.lines.key(f'{table}/{name}')}{wrong}")
            out[name] = value
        return out

    def entries(self, table: str, category: str, value: Any) -> list[Entry]:
        """Return the entries of a category; what is wrong is added to the faults."""
        start, what = self.lines.key(f"{table}/{category}"), _CALLED[table]
        if not isinstance(value, list):
            self.faults.append(f"{start}{what} {category!r} must be a list, not {_short(value)}")
            return []
        if not value:
            self.faults.append(f"{start}{what} {category!r} is empty: write entries, or delete it")
        made = (self._entry(table, category, item) for item in value)
        return [entry for entry in made if entry is not None]

    def _entry(self, table: str, category: str, item: Any) -> Entry | None:
        path = f"{table}/{category}"
        if isinstance(item, str):
            return Entry(item, category, case=self.case, line=self.lines.number(path, item))
        if not isinstance(item, dict):
            shown = f"an entry of {category!r} must be a text or a table, not {_short(item)}"
            self.faults.append(f"{self.lines.key(path)}{shown}")
            return None
        text = item.get("text", item.get("regex"))
        line = self.lines.number(path, text) if isinstance(text, str) else None
        start = f"line {line}: " if line else self.lines.key(path)
        weight = item.get("weight", 1)
        wrong = [key for key in item if key not in _ENTRY]
        if wrong:
            where = self.lines.key(f"{path}/{wrong[0]}", path)
            self.faults.append(_unknown(wrong[0], _ENTRY, where, f" in an entry of {category!r}"))
        elif not isinstance(text, str) or ("text" in item) == ("regex" in item):
            needed = f"an entry of {category!r} needs text or regex, a text: {_short(item)}"
            self.faults.append(f"{start}{needed}")
        elif isinstance(weight, bool) or not isinstance(weight, (int, float)):
            self.faults.append(
                f"{start}the weight of {_short(text)} is no number: {_short(weight)}"
            )
        else:
            case = item.get("case", self.case)
            return Entry(text, category, "regex" in item, case, float(weight), line=line)
        return None

    def examples(self, table: Mapping[str, Any], groups: Mapping[str, Any]) -> dict[str, Examples]:
        """Return the examples by category; what is wrong is added to the faults."""
        out: dict[str, Examples] = {}
        for key, value in table.items():
            category, _, answer = key.rpartition("/")
            start = self.lines.key(f"examples/{key}")
            if answer not in _EXAMPLES or not category:
                self.faults.append(f"{start}examples.{key!r}: write yes and no of a category")
            elif category not in groups:
                self.faults.append(f"{start}examples of {category!r}, which is no category")
            elif not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                self.faults.append(f"{start}examples.{key!r} must be a list of texts")
            else:
                held = out.get(category, Examples())
                out[category] = replace(held, **{answer: tuple(value)})
        return out


def _failing(lexicon: Lexicon, lines: Lines | Places) -> list[str]:
    """Return which examples of a lexicon do not hold."""
    texts = [
        (category, answer, text)
        for category, examples in lexicon.examples.items()
        for answer in _EXAMPLES
        for text in getattr(examples, answer)
    ]
    if not texts:
        return []
    hits = match(lexicon, tokenize_texts(*(text for _, _, text in texts)))
    found = {
        (hits.categories[c], int(d)) for c, d in zip(hits.category, hits.document, strict=True)
    }
    faults = []
    for number, (category, answer, text) in enumerate(texts):
        start = lines.text(f"examples/{category}/{answer}", text)
        if ((category, number) in found) != (answer == "yes"):
            how = "does not find its example" if answer == "yes" else "finds its counter-example"
            faults.append(f"{start}{category!r} {how} {_short(text)}")
    return faults
