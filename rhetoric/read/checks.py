"""What any value of corpus.toml must be; each error names the file, the key, and what to do."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import regex as re

from rhetoric.corpus import RhetoricError

#: Tables and lists one inside another, and bits of a whole number, at most.
DEEPEST, LARGEST = 50, 64
#: Tables whose keys become a part of categories, in which "/" parts the levels.
PARTED = ("actors", "themes", "slogans", "referents")
_ODD = re.compile(r"[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]")


def toml(where: Path | str, text: str) -> dict[str, Any]:
    """Return what a text of TOML holds, if it is of a size that can be worked with."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RhetoricError(f"{where} is not valid TOML: {error}.") from None
    except RecursionError:
        raise RhetoricError(f"{where} is not valid TOML: it nests lists too deep.") from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise RhetoricError(
            f"{where} is not valid TOML: a number in it has thousands of digits."
        ) from None
    level: list[tuple[str, Any]] = [("", data)]
    for _ in range(DEEPEST):
        level = [pair for place, held in level for pair in _below(place, held)]
        for place, value in level:
            if isinstance(value, int) and value.bit_length() > LARGEST:
                raise RhetoricError(
                    f"{where}: {place} holds a number of more than {LARGEST} bits: write a smaller "
                    "one."
                )
        if not level:
            return data
    raise RhetoricError(f"{where} nests tables or lists more than {DEEPEST} deep: write less deep.")


def _below(place: str, held: Any) -> list[tuple[str, Any]]:
    """Return what a table or a list holds, each with the key that it stands under."""
    if isinstance(held, dict):
        return [(repr(key), value) for key, value in held.items()]
    return [(place, value) for value in held] if isinstance(held, list) else []


def odd(text: str) -> str | None:
    r"""Return the first sign of a name that ends its line, steers a terminal or turns it round.

    >>> odd("People's Party"), odd("a\u202eb")
    (None, '\u202e')
    """
    found = _ODD.search(text)
    return found[0] if found else None


def key(where: Path, place: str, name: str) -> None:
    """Refuse a key of a table of words that is no word, or is none that can be shown."""
    word(where, f"the keys of {place}", name)
    sign = odd(name)
    if sign is not None:
        raise RhetoricError(
            f"{where}: {name!r} in the keys of {place} holds {sign!r}: write it on one line, "
            "without control characters."
        )
    if place in PARTED and "/" in name:
        raise RhetoricError(
            f"{where}: {name!r} in the keys of {place} holds '/', which parts the levels of "
            "categories: write it without."
        )


def known(where: Path, place: str, found: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse a key that is none of these; a slip gets a suggestion."""
    for called in found:
        if called not in names:
            close = get_close_matches(called, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}."
            raise RhetoricError(f"{where}: unknown key {called!r}{place}; {hint}")


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
    for called, value in table(where, data, name).items():
        key(where, name, called)
        out[called] = terms(where, f"{name}.{called}", value)
        if not (out[called] or empty):
            raise RhetoricError(f"{where}: {name}.{called} is empty: write a term, or take it out.")
    return out
