"""What a word is in its sentence: a number, a part of a date, a modal verb, a hedge, a negation.

One word is many things: "will" is also a noun, "about" also a preposition, "first" also a way to
begin. Only what its neighbours bear out is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex as re

from rhetoric.compare.redline import Unit
from rhetoric.lexicons import cardinals, nth, ordinals, words
from rhetoric.words import fold

_DIGITS = re.compile(r"\p{N}")
_YEAR = re.compile(r"(?:[a-z]+-)?(?:1[6-9]|20|21)\d\d(?:'?s)?$")
_DAY = re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th|d)?$")
_NTH = re.compile(r"(\d{1,4})(?:st|nd|rd|th|d)$")
_PARTS = frozenset({"quarter", "half"})
MODALS = tuple(f"modal_{n}" for n in range(1, 6))


class Side:
    """The words of one side of a pair, folded, from which the role of each can be told."""

    def __init__(self, units: Sequence[Unit]) -> None:
        found = [unit for unit in units if unit.word]
        self.cased = [u.text.lower() if u.opens else u.text for u in found]
        self.words = [fold(text) for text in self.cased]
        self.place = {unit.start: n for n, unit in enumerate(found)}

    def role(self, n: int) -> str:
        """Return ``date``, ``number``, ``modal``, ``negation``, ``hedge`` or nothing."""
        word = self.words[n]
        if word in _in("watched") or _DIGITS.match(word) or _YEAR.match(word):
            return next((name for name, holds in _ROLES.items() if holds(self, n)), "")
        return ""

    def near(self, n: int) -> str:
        """Return the word at a place, or nothing beyond either end."""
        return self.words[n] if 0 <= n < len(self.words) else ""


def canonical(word: str) -> str:
    """Return a number as it is compared.

    >>> canonical("four"), canonical("92d"), canonical("93rd"), canonical("first")
    ('4', '92nd', '93rd', '1st')
    """
    word = cardinals().get(word, ordinals().get(word, word))
    found = _NTH.match(word)
    return nth(int(found[1])) if found else word


@cache
def _in(*names: str) -> frozenset[str]:
    if names == ("watched",):
        every = ("months", "negations", "hedges", "numbers", *MODALS)
        return _in(*every) | ordinals().keys() | cardinals().keys() | _PARTS
    return frozenset().union(*(words(name, file="edits") for name in names))


def _is_month(side: Side, n: int) -> bool:
    return side.near(n) in _in("months") and side.cased[n][:1].isupper()


def _is_date(side: Side, n: int) -> bool:
    word, after = side.words[n], side.near(n + 1)
    if _YEAR.match(word) or _is_month(side, n):
        return True
    if word in _PARTS:
        return side.near(n - 1) in _in("before_periods") or _is_nth(side.near(n - 1))
    if _is_nth(word) and after in _PARTS:
        return True
    far = n + {"of": 2, "day": 3}.get(after, 1)
    day = _is_nth(word) or bool(_DAY.match(word))
    return day and (_is_month(side, n - 1) or _is_month(side, far))


def _is_nth(word: str) -> bool:
    return word in ordinals() or bool(_NTH.match(word))


def _is_number(side: Side, n: int) -> bool:
    word = side.words[n]
    if word in _PARTS:
        return side.near(n + 1) in _in("after_parts") or side.near(n - 1) in cardinals()
    return bool(_DIGITS.match(word)) or word in _in("numbers") or canonical(word) != word


def _is_modal(side: Side, n: int) -> bool:
    word, before = side.words[n], side.near(n - 1)
    if word not in _in(*MODALS) or side.cased[n] != word:  # "May" is the month
        return False
    noun = before in _in("before_nouns") or before.endswith("'s")
    return not (noun and word in _in("nouns"))


def _is_negation(side: Side, n: int) -> bool:
    return side.words[n] in _in("negations") and side.near(n + 1) not in _in("after_not")


def _is_hedge(side: Side, n: int) -> bool:
    word, after = side.words[n], side.near(n + 1)
    if word not in _in("hedges"):
        return False
    if word in _in("hedges_to"):
        return after in _in("after_hedges_to")
    if word in _in("hedges_numbers"):
        return bool(_DIGITS.match(after)) or after in _in("numbers")
    return after not in _in("after_no_hedge") or word not in _in("hedges_verbs")


_ROLES = {
    "date": _is_date, "number": _is_number, "modal": _is_modal, "negation": _is_negation,
    "hedge": _is_hedge,
}  # fmt: skip
