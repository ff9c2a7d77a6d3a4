"""Lexicons as TOML files: read with every fault named by line, and tested by their own examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon.entries import CASES, OVERLAPS, Entry, Examples, Lexicon, faults_of, refuse
from rhetoric.lexicon.matching import match
from rhetoric.tokens import tokenize_texts

#: Bytes of the largest file of a lexicon.
LARGEST = 64 << 20
_TEXTS = ("name", "source", "licence", "language")
_TABLES = ("categories", "guards", "examples")
_KEYS = (*_TEXTS, "case", "overlap", *_TABLES)
_ENTRY = ("text", "regex", "case", "weight")
_EXAMPLES = ("yes", "no")


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
    """Return a shipped lexicon by its name, or one of a TOML file.

    The file has ``source``, ``licence`` and ``language``, a table ``[categories]`` of entries (a
    text, or a table with ``text`` or ``regex``, ``case`` and ``weight``), ``[guards]`` of phrases
    that are no hit, and ``[examples.CATEGORY]`` with ``yes`` and ``no``. Raises `RhetoricError`
    that names the line for an unknown key, an empty category, an entry that matches nothing or
    everything, and an example that its own category fails.
    """
    name = str(source)
    if name in shipped():
        text = resources.files("rhetoric.lexicons").joinpath(f"{name}.toml").read_text("utf-8")
        return _checked(_parsed(name, text), _Lines(text))
    path = Path(source)
    if not path.is_file():
        raise RhetoricError(
            f"There is no lexicon {name!r}: name a file, or one of {', '.join(shipped())}."
        )
    try:
        if path.stat().st_size > LARGEST:
            raise RhetoricError(f"{path} is larger than {LARGEST >> 20} MB: split it.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RhetoricError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise RhetoricError(f"{path} is not UTF-8 at byte {error.start}: save it so.") from None
    if path.suffix.casefold() != ".toml":
        raise RhetoricError(f"{path} is no TOML file: a lexicon is written as one (see README).")
    return _checked(_parsed(str(path), text), _Lines(text))


def _parsed(name: str, text: str) -> Lexicon:
    """Return the lexicon that a text of TOML holds; all its faults are told together."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RhetoricError(f"{name} is not valid TOML: {error}.") from None
    lines = _Lines(text)
    faults = _misused(data, lines)
    data = {key: value for key, value in data.items() if _is_table(key, value)}
    case = str(data.get("case", "smart"))
    case = case if case in CASES else "smart"
    groups = dict(_flat(data.get("categories", {})))
    if not groups:
        faults.append("it has no [categories]: write a table of names and lists of entries")
    entries = [e for c, v in groups.items() for e in _entries(c, v, case, lines, faults)]
    for category, texts in _flat(data.get("guards", {})):
        if category not in groups:
            faults.append(f"{lines.of(category)}guards of {category!r}, which is no category")
        made = _entries(category, texts, case, lines, faults, what="guards of")
        entries += [replace(entry, guard=True) for entry in made]
    examples = _examples(data.get("examples", {}), groups, lines, faults)
    refuse(name, [*faults, *faults_of(entries)])
    return Lexicon(
        data.get("name", Path(name).stem), tuple(entries), data.get("source", ""),
        data.get("licence", ""), data.get("language"), data.get("overlap", "category"), examples,
    )  # fmt: skip


def _is_table(key: str, value: Any) -> bool:
    """Say whether what should be a table is one."""
    return key not in _TABLES or isinstance(value, dict)


def _misused(data: Mapping[str, Any], lines: _Lines) -> list[str]:
    """Return what is wrong with the keys of a file."""
    out = [_unknown(key, _KEYS, lines) for key in data if key not in _KEYS]
    for keys, kind, called in ((_TEXTS, str, "a text"), (_TABLES, dict, "a table")):
        out += [
            f"{lines.of(key)}{key} must be {called}, not {data[key]!r}"
            for key in keys
            if not isinstance(data.get(key, kind()), kind)
        ]
    for key, choices in (("case", CASES), ("overlap", OVERLAPS)):
        if key in data and data[key] not in choices:
            out.append(f"{lines.of(key)}{key} is {data[key]!r}; choose {', '.join(choices)}")
    return out


def described(lexicons: Sequence[Lexicon], *, whole: bool) -> list[dict[str, Any]]:
    """Return what lexicons hold: a row each if ``whole``, else a row a category."""
    return [row for lexicon in lexicons for row in _described(lexicon, whole=whole)]


def _described(lexicon: Lexicon, *, whole: bool) -> Iterator[dict[str, Any]]:
    for name in (None,) if whole else lexicon.categories:
        held = [e for e in lexicon.entries if name is None or e.category == name]
        examples = [x for c, x in lexicon.examples.items() if name is None or c == name]
        row = {
            "lexicon": lexicon.name,
            "categories": ", ".join(lexicon.categories),
            "category": name,
            "language": lexicon.language or "",
            "entries": sum(not e.guard for e in held),
            "patterns": sum(not e.guard and (e.regex or "*" in e.text) for e in held),
            "phrases": sum(not e.guard and len(e.words) > 1 for e in held),
            "guards": sum(e.guard for e in held),
            "examples": sum(len(x.yes) + len(x.no) for x in examples),
            "licence": lexicon.licence,
            "source": lexicon.source,
        }
        yield {k: v for k, v in row.items() if k != ("category" if whole else "categories")}


class _Lines:
    """On which line of a file a text stands first, for the messages."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def number(self, text: str) -> int | None:
        """Return the line of a quoted text or a key, or None where it is not found."""
        for number, line in enumerate(self._lines, 1):
            if f'"{text}"' in line or f"'{text}'" in line:
                return number
        for number, line in enumerate(self._lines, 1):
            if line.strip().startswith((text, f"[{text}")) or f".{text}]" in line:
                return number
        return None

    def of(self, text: str) -> str:
        """Return the beginning of a message on a text: its line, if that is known."""
        number = self.number(text)
        return f"line {number}: " if number else ""


def _unknown(key: str, known: tuple[str, ...], lines: _Lines, place: str = "") -> str:
    close = get_close_matches(key, known, 1)
    hint = f"did you mean {close[0]!r}" if close else f"known: {', '.join(known)}"
    return f"{lines.of(key)}unknown key {key!r}{place} ({hint})"


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield categories and what they hold; a table inside one is its lower level."""
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}/")
        else:
            yield name, value


def _entries(
    category: str,
    value: Any,
    case: str,
    lines: _Lines,
    faults: list[str],
    *,
    what: str = "category",
) -> list[Entry]:
    """Return the entries of a category; what is wrong is added to the faults."""
    last = category.rsplit("/", 1)[-1]
    if not isinstance(value, list):
        faults.append(f"{lines.of(last)}{what} {category!r} must be a list, not {value!r}")
        return []
    if not value:
        faults.append(f"{lines.of(last)}{what} {category!r} is empty: write entries, or delete it")
    made = (_entry(category, item, case, lines, faults) for item in value)
    return [entry for entry in made if entry is not None]


def _entry(category: str, item: Any, case: str, lines: _Lines, faults: list[str]) -> Entry | None:
    if isinstance(item, str):
        return Entry(item, category, case=case, line=lines.number(item))
    if not isinstance(item, dict):
        faults.append(f"an entry of {category!r} must be a text or a table, not {item!r}")
        return None
    text = item.get("text", item.get("regex"))
    wrong = [key for key in item if key not in _ENTRY]
    if wrong:
        faults.append(_unknown(wrong[0], _ENTRY, lines, f" in an entry of {category!r}"))
    elif not isinstance(text, str) or ("text" in item) == ("regex" in item):
        faults.append(f"an entry of {category!r} needs text or regex, a text: {item!r}")
    elif not isinstance(item.get("weight", 1), (int, float)):
        faults.append(f"{lines.of(text)}the weight of {text!r} is no number: {item['weight']!r}")
    else:
        return Entry(
            text, category, "regex" in item, item.get("case", case),
            float(item.get("weight", 1)), line=lines.number(text),
        )  # fmt: skip
    return None


def _examples(
    table: Mapping[str, Any], groups: Mapping[str, Any], lines: _Lines, faults: list[str]
) -> dict[str, Examples]:
    out: dict[str, Examples] = {}
    for key, value in _flat(table):
        category, _, answer = key.rpartition("/")
        if answer not in _EXAMPLES or not category:
            faults.append(f"{lines.of(answer)}examples.{key!r}: write yes and no of a category")
        elif category not in groups:
            faults.append(f"{lines.of(category)}examples of {category!r}, which is no category")
        elif not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            faults.append(f"{lines.of(answer)}examples.{key!r} must be a list of texts")
        else:
            held = out.get(category, Examples())
            out[category] = replace(held, **{answer: tuple(value)})
    return out


def _checked(lexicon: Lexicon, lines: _Lines) -> Lexicon:
    """Return a lexicon whose examples hold; each one that fails is named."""
    texts = [
        (category, answer, text)
        for category, examples in lexicon.examples.items()
        for answer in _EXAMPLES
        for text in getattr(examples, answer)
    ]
    if not texts:
        return lexicon
    hits = match(lexicon, tokenize_texts(*(text for _, _, text in texts)))
    found = {
        (hits.categories[c], int(d)) for c, d in zip(hits.category, hits.document, strict=True)
    }
    faults = []
    for number, (category, answer, text) in enumerate(texts):
        there = (category, number) in found
        if there != (answer == "yes"):
            how = "does not find its example" if answer == "yes" else "finds its counter-example"
            faults.append(f"{lines.of(text)}{category!r} {how} {text!r}")
    refuse(lexicon.name, faults)
    return lexicon
