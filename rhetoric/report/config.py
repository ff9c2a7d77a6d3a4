"""What a run is told, and by whom: the command line, over the environment, over a file.

The file is ``rhetoric.toml`` in the working folder, or the table ``tool.rhetoric`` of its
``pyproject.toml``; paths in it are seen from there. A key that nobody knows is an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError

#: The two files that may hold settings.
OWN, SHARED = "rhetoric.toml", "pyproject.toml"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True)
class Setting:
    """A value, and where it comes from."""

    value: Any
    origin: str


@dataclass(frozen=True)
class Key:
    """What a setting may be: its type, what it is where nobody says, its bounds, what it does."""

    kind: type
    default: Any
    help: str
    least: float | None = None
    most: float | None = None


#: Every setting; of the environment its name is in capitals with RHETORIC_ before it.
KEYS = {
    "corpus": Key(str, "seeds", "folder of documents, or one file"),
    "out": Key(str, "reports", "folder for the report"),
    "min_badge": Key(int, 1, "only findings that reach this badge", 1, 4),
    "strict": Key(bool, default=False, help="exit 3 if a file was skipped"),
    "keep": Key(int, 0, "older reports to keep", 0, 9999),
    "wait": Key(float, 60.0, "seconds to wait for another run", 0, 86_400),
    "quiet": Key(bool, default=False, help="say nothing when all went well"),
    "cache": Key(str, None, "folder for what was read before"),
    "no_cache": Key(bool, default=False, help="read all documents anew"),
}


def settings(
    given: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> dict[str, Setting]:
    """Return every setting with its origin; ``given`` is what the command line says.

    Raises `RhetoricError` (code 2) for keys unknown, of the wrong kind, or contradictory.
    """
    found = {name: Setting(key.default, "default") for name, key in KEYS.items()}
    found |= _together(dict(_of_files(folder or Path())))
    found |= _together(dict(_of_environment(os.environ if environ is None else environ)))
    said = {
        name: Setting(_checked(name, value, "the command line"), "command line")
        for name, value in (given or {}).items()
        if value is not None
    }
    found |= _together(said)
    if found["no_cache"].value:
        found["cache"] = Setting(None, found["no_cache"].origin)
    return found


def _together(said: dict[str, Setting]) -> dict[str, Setting]:
    """Return the settings of one origin, which must not contradict each other."""
    cache, none = said.get("cache"), said.get("no_cache")
    if cache and none and none.value:
        raise RhetoricError(
            f"cache = {cache.value!r} and no_cache contradict each other ({cache.origin}): leave "
            "one out."
        )
    if cache:  # who names a folder wants it, whatever a file says
        said.setdefault("no_cache", Setting(value=False, origin=cache.origin))
    return said


def _of_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Setting]]:
    for variable in environ:
        name = variable.removeprefix("RHETORIC_").lower()
        if variable.startswith("RHETORIC_") and name not in KEYS and (near := _close(name)):
            raise RhetoricError(f"{variable} is no setting: did you mean RHETORIC_{near.upper()}?")
    for name, key in KEYS.items():
        variable = f"RHETORIC_{name.upper()}"
        text = environ.get(variable, "").strip()
        if text:
            value = _read_as(key.kind, text, variable)
            yield name, Setting(_checked(name, value, variable), f"environment: {variable}")


def _read_as(kind: type, text: str, variable: str) -> Any:
    """Return a variable's text as a value of a kind."""
    if kind is bool:
        if text.casefold() in (*_YES, *_NO):
            return text.casefold() in _YES
        raise RhetoricError(f"{variable} = {text!r} is neither yes nor no: write 1 or 0.")
    try:
        return kind(text)
    except ValueError:
        raise RhetoricError(f"{variable} = {text!r} is no number: write one.") from None


def _of_files(folder: Path) -> Iterator[tuple[str, Setting]]:
    """Yield what the files say; what both say must be the same."""
    own, shared = _table(folder / OWN), _table(folder / SHARED)
    for name in [name for name in own if name in shared and own[name] != shared[name]]:
        raise RhetoricError(
            f"{OWN} says {name} = {own[name]!r}, {SHARED} says {shared[name]!r}: leave one out."
        )
    for table, origin in ((shared, f"{SHARED}: tool.rhetoric"), (own, OWN)):
        for name, value in table.items():
            yield name, Setting(_checked(name, value, origin.partition(":")[0]), origin)


def _table(path: Path) -> dict[str, Any]:
    """Return the settings that a file has; none where it is not there or has no such table."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RhetoricError(f"{path.name} cannot be read: {error.strerror}.") from None
    if path.name == SHARED and b"rhetoric" not in content:
        return {}
    import tomllib  # noqa: PLC0415  (most runs have no such file)

    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RhetoricError(f"{path.name} is no TOML: {_at(content, error)}.") from None
    if path.name == SHARED:
        tools = found.get("tool", {})
        found = tools.get("rhetoric", {}) if isinstance(tools, dict) else {}
    if not isinstance(found, dict):
        raise RhetoricError(f"tool.rhetoric in {path.name} is no table: write [tool.rhetoric].")
    for name in found:
        if name not in KEYS:
            raise RhetoricError(f"{path.name}: unknown key {name!r}; {_hint(name, found[name])}")
    return found


def _hint(name: str, value: object) -> str:
    if isinstance(value, dict):
        return "settings stand in no table of their own."
    close = _close(name)
    return f"did you mean {close!r}?" if close else f"known: {', '.join(KEYS)}."


def _close(name: str) -> str | None:
    """Return the key that somebody may have meant, if one is spelt nearly so."""
    from difflib import get_close_matches  # noqa: PLC0415  (rarely needed)

    close = get_close_matches(name.casefold().replace("-", "_"), KEYS, 1, 0.75)
    return close[0] if close else None


def _at(content: bytes, error: Exception) -> str:
    """Return what is wrong with a file of TOML, with the line itself."""
    said = str(error).replace("Cannot overwrite a value", "A key is given twice")
    found = re.search(r"at line (\d+)", said)
    lines = content.decode("utf-8-sig", "replace").splitlines()
    line = lines[int(found[1]) - 1].strip() if found and int(found[1]) <= len(lines) else ""
    return f"{said}: {line!r}" if line else said


def _checked(name: str, value: Any, where: str) -> Any:
    """Return a value if it is of the kind and within the bounds of its key."""
    key = KEYS[name]
    kinds: Any = (int, float) if key.kind is float else key.kind
    if not isinstance(value, kinds) or (isinstance(value, bool) and key.kind is not bool):
        raise RhetoricError(f"{where}: {name} = {value!r} is wrong: write {_wanted(key)}.")
    if key.most is not None and not (key.least or 0) <= value <= key.most:
        raise RhetoricError(
            f"{where}: {name} = {value!r} is out of bounds: {key.least or 0:g} to {key.most:g}."
        )
    if key.kind is str and not value.strip():
        raise RhetoricError(f"{where}: {name} is empty: name a folder.")
    if key.kind is str and "\0" in value:
        raise RhetoricError(f"{where}: {name} = {value!r} is no name of a folder.")
    return value


def _wanted(key: Key) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}[
        key.kind
    ]
