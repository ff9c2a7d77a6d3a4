"""Word lists as data: each TOML file names its source and licence; this reads one table of one."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def listing(file: str) -> dict[str, Any]:
    """Return a shipped file of rules or lists as it stands; it is not to be changed.

    >>> listing("english")["licence"]
    'MIT'
    """
    text = resources.files(__package__).joinpath(f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(table: str, *, file: str = "english") -> frozenset[str]:
    """Return a table of words of a shipped list, case-folded.

    >>> "whereas" in words("conjunctions")
    True
    """
    return frozenset(word.casefold() for word in listing(file)[table]["words"].split())


@cache
def ordinals() -> dict[str, str]:
    """Return ordinals in words and as they are written in figures.

    >>> ordinals()["eighth"], ordinals()["twenty-first"]
    ('8th', '21st')
    """
    return {word: nth(n) for n, word in enumerate(_listed("ordinals"), 1)}


@cache
def cardinals() -> dict[str, str]:
    """Return small numbers in words and in figures.

    >>> cardinals()["twelve"]
    '12'
    """
    return {word: str(n) for n, word in enumerate(_listed("cardinals"), 1)}


def _listed(table: str) -> list[str]:
    """Return the words of a table of edits.toml in their order."""
    text = resources.files(__package__).joinpath("edits.toml").read_text(encoding="utf-8")
    found: list[str] = tomllib.loads(text)[table]["words"].split()
    return found


def nth(n: int) -> str:
    """Return the ordinal of a number in figures.

    >>> nth(92), nth(111)
    ('92nd', '111th')
    """
    ending = "th" if 10 < n % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


@cache
def function_words() -> frozenset[str]:
    """Return the closed classes of English: what holds sentences together and names nothing.

    >>> {"the", "must", "we"} <= function_words()
    True
    """
    tables = (
        "articles_determiners", "pronouns", "prepositions", "conjunctions", "auxiliaries", "modals",
        "contractions", "adverbs_particles", "number_words",
    )  # fmt: skip
    return frozenset().union(*(words(table) for table in tables))


@cache
def zipf() -> dict[str, float]:
    """Return the Zipf frequency of common words of official English (log10 per 10⁹ words).

    >>> zipf()["the"] > zipf()["economy"] > 4
    True
    """
    text = resources.files(__package__).joinpath("background_en.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and line[0] != "#"][1:]
    return {word: float(value) for word, value in rows}
