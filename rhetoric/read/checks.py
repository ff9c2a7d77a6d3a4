"""What any value of corpus.toml must be; each error names the file, the key, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError


def known(where: Path, place: str, found: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse a key that is none of these; a slip gets a suggestion."""
    for key in found:
        if key not in names:
            close = get_close_matches(key, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}."
            raise RhetoricError(f"{where}: unknown key {key!r}{place}; {hint}")


def line(where: Path, place: str, value: Any) -> str:
    """Return a text that is not blank and stands on one line."""
    if not (isinstance(value, str) and value.strip()):
        raise RhetoricError(f"{where}: {place} must be a text, not {value!r}.")
    odd = next((char for char in value if unicodedata.category(char) == "Cc"), None)
    if odd is not None:
        raise RhetoricError(
            f"{where}: {place} holds {odd!r}: write it on one line, without control characters."
        )
    return value


def table(where: Path, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a table of the file; an absent one is empty."""
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise RhetoricError(f"{where}: {name} must be a table ([{name}]), not {found!r}.")
    return found


def texts(where: Path, place: str, value: Any) -> tuple[str, ...]:
    """Return a list of texts, none of them blank."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise RhetoricError(f"{where}: {place} must be a list of texts, not {value!r}.")
    return tuple(value)


def folded(spelling: str) -> str:
    """Return what two spellings of one word have in common.

    >>> folded(" People’s  Party") == folded("people's party")
    True
    """
    return " ".join(unicodedata.normalize("NFC", spelling).replace("’", "'").casefold().split())


def terms(where: Path, place: str, value: Any) -> tuple[str, ...]:
    """Return a list of terms: each holds a letter or a digit, and none is there twice."""
    found = texts(where, place, value)
    there: dict[str, str] = {}
    for term in found:
        word(where, place, term)
        first = there.get(folded(term))
        if first is not None:
            raise RhetoricError(
                f"{where}: {place} lists {first!r} and {term!r}, the same: keep one."
            )
        there[folded(term)] = term
    return found


def word(where: Path, place: str, term: str) -> None:
    """Refuse a term in which there is nothing to count."""
    if not any(char.isalnum() for char in term):
        raise RhetoricError(
            f"{where}: {term!r} in {place} holds no letter and no digit: write a word."
        )


def lists(
    where: Path, data: Mapping[str, Any], name: str, *, empty: bool = False
) -> dict[str, tuple[str, ...]]:
    """Return a table of lists of terms, by what each is called; one may be empty if said so."""
    out = {}
    for key, value in table(where, data, name).items():
        word(where, f"the keys of {name}", key)
        out[key] = terms(where, f"{name}.{key}", value)
        if not (out[key] or empty):
            raise RhetoricError(f"{where}: {name}.{key} is empty: write a term, or take it out.")
    return out
