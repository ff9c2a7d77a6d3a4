"""corpus.toml: what the files do not say. Every key is checked; a slip gets a suggestion."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.corpus import Profile, RhetoricError

_TABLES = ("title", "documents", "aliases", "families", "themes", "ignore")
_TEXTS = ("id", "title", "genre", "form", "speaker", "publisher", "language")
_DATES = ("date", "event_start", "event_end", "published")
_FIELDS = (*_TEXTS, *_DATES, "meta")


def profile(root: Path) -> Profile:
    """Return the checked contents of the corpus.toml of a folder, or an empty profile.

    Raises `RhetoricError` that names the file, the key and what may stand there.
    """
    where = root / "corpus.toml"
    if not where.is_file():
        return Profile()
    try:
        content = where.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise RhetoricError(f"{where} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RhetoricError(f"{where} is not valid TOML: {error}.") from None
    _known(where, "", data, _TABLES)
    documents = _table(where, data, "documents")
    for name, fields in documents.items():
        _document(where, name, fields)
    title = data.get("title")
    if title is not None and not isinstance(title, str):
        raise RhetoricError(f"{where}: title must be a text, not {title!r}.")
    return Profile(
        title=title,
        documents=documents,
        aliases=_lists(where, data, "aliases"),
        families=_lists(where, data, "families"),
        themes=_lists(where, data, "themes"),
        ignore=_texts(where, "ignore", data.get("ignore", [])),
        sha256=sha256(content).hexdigest(),
    )


def _known(where: Path, place: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in found:
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}."
            raise RhetoricError(f"{where}: unknown key {key!r}{place}; {hint}")


def _table(where: Path, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise RhetoricError(f"{where}: {name} must be a table ([{name}]), not {table!r}.")
    return table


def _lists(where: Path, data: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    return {
        key: _texts(where, f"{name}.{key}", value)
        for key, value in _table(where, data, name).items()
    }


def _texts(where: Path, place: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise RhetoricError(f"{where}: {place} must be a list of texts, not {value!r}.")
    return tuple(value)


def _document(where: Path, name: str, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise RhetoricError(f"{where}: documents.{name!r} must be a table, not {fields!r}.")
    _known(where, f" in documents.{name!r}", fields, _FIELDS)
    for key, value in fields.items():
        if key in _TEXTS and not (isinstance(value, str) and value.strip()):
            raise RhetoricError(f"{where}: {key} of {name!r} must be a text, not {value!r}.")
        if key in _DATES:
            fields[key] = _date(where, name, key, value)
        if key == "meta" and not isinstance(value, dict):
            raise RhetoricError(f"{where}: meta of {name!r} must be a table, not {value!r}.")


def _date(where: Path, name: str, key: str, value: Any) -> str:
    text = value.isoformat()[:10] if isinstance(value, dt.date) else str(value)
    try:
        year, month, day = (*(int(part) for part in text.split("-", 2)), 1, 1)[:3]
        dt.date(year, month, day)
    except (TypeError, ValueError):
        raise RhetoricError(
            f"{where}: {key} of {name!r} is {value!r}; write a date as 2024, 2024-01 or 2024-01-23."
        ) from None
    return text
