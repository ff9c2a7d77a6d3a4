"""Our own formats (.toml, .json), which hold all that a lexicon is."""

from __future__ import annotations

import json
from typing import Any

from rhetoric.lexicon.entries import Entry, Lexicon
from rhetoric.lexicon.formats.draft import shown

_TEXTS = ("name", "source", "licence", "language")


def tables(lexicon: Lexicon) -> dict[str, Any]:
    """Return a lexicon as the tables of its file; categories are keys with "/" between levels."""
    about = {key: getattr(lexicon, key) for key in _TEXTS if getattr(lexicon, key)}
    if lexicon.overlap != "category":
        about["overlap"] = lexicon.overlap
    cases = {entry.case for entry in lexicon.entries}
    case = cases.pop() if len(cases) == 1 else "smart"
    if case != "smart":
        about["case"] = case
    held: dict[str, dict[str, list[Any]]] = {"categories": {}, "guards": {}}
    for entry in lexicon.entries:
        table = held["guards" if entry.guard else "categories"]
        table.setdefault(entry.category, []).append(_item(entry, case))
    examples = {
        category: {key: list(texts) for key in ("yes", "no") if (texts := getattr(each, key))}
        for category, each in lexicon.examples.items()
    }
    held = {key: table for key, table in held.items() if table}
    return {**about, **held, **({"examples": examples} if examples else {})}


def _item(entry: Entry, case: str) -> str | dict[str, Any]:
    """Return an entry as a text, or as a table where it is more."""
    more: dict[str, Any] = {}
    if entry.case != case:
        more["case"] = entry.case
    if entry.weight != 1:
        more["weight"] = entry.weight
    if not more and not entry.regex:
        return entry.text
    return {"regex" if entry.regex else "text": entry.text, **more}


def as_json(lexicon: Lexicon) -> str:
    """Return a lexicon as JSON."""
    return json.dumps(tables(lexicon), ensure_ascii=False, indent=1) + "\n"


def as_toml(lexicon: Lexicon) -> str:
    """Return a lexicon as TOML, an entry a line."""
    data = tables(lexicon)
    out = [f"{key} = {_quoted(value)}" for key, value in data.items() if isinstance(value, str)]
    for name in ("categories", "guards"):
        if name in data:
            out += ["", f"[{name}]"]
            for category, items in data[name].items():
                out += [f"{_quoted(category)} = [", *(f"  {_valued(i)}," for i in items), "]"]
    for category, answers in data.get("examples", {}).items():
        out += ["", f"[examples.{_quoted(category)}]"]
        for key, texts in answers.items():
            out += [f"{key} = [", *(f"  {_quoted(text)}," for text in texts), "]"]
    return "\n".join([*out, ""])


def _valued(item: str | dict[str, Any]) -> str:
    if isinstance(item, str):
        return _quoted(item)
    parts = [
        f"{key} = {shown(value) if key == 'weight' else _quoted(value)}"
        for key, value in item.items()
    ]
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    """Return a text in quotes, as TOML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
