"""What an edit is about: tags such as ``modal: will → may``, from closed word lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex as re

from rhetoric.compare.redline import Unit
from rhetoric.lexicons import ordinals, words
from rhetoric.words import fold

_DIGITS = re.compile(r"\p{N}")
_YEAR = re.compile(r"(?:1[6-9]|20|21)\d\d$")
_LEVELS = tuple(f"modal_{n}" for n in range(1, 6))


@dataclass(frozen=True)
class Change:
    """The words that edits took out (``gone``) and put in (``come``), folded and as written.

    Words that only changed their place are in neither; ``old`` and ``new`` have those too.
    """

    gone: tuple[str, ...]
    come: tuple[str, ...]
    gone_raw: tuple[str, ...]
    come_raw: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    gone_actors: tuple[str, ...] = ()
    come_actors: tuple[str, ...] = ()


def change(
    before: Sequence[Unit], after: Sequence[Unit], actors: Mapping[str, str] | None = None
) -> Change:
    """Return what was taken out and put in, of the units of one or more edits.

    ``actors`` are the names of actors in corpus.toml, folded, and how they are written there. The
    first word of a sentence says nothing of its case.
    """
    left, right = ([_cased(u) for u in side if u.word] for side in (before, after))
    mine, theirs = ([fold(w) for w in side] for side in (left, right))
    gone, come = _only(mine, theirs), _only(theirs, mine)
    named = [_named(side, actors or {}) for side in (mine, theirs)]
    return Change(
        gone=tuple(mine[n] for n in gone),
        come=tuple(theirs[n] for n in come),
        gone_raw=tuple(left[n] for n in gone),
        come_raw=tuple(right[n] for n in come),
        old=tuple(mine),
        new=tuple(theirs),
        gone_actors=tuple(n for n in named[0] if n not in named[1]),
        come_actors=tuple(n for n in named[1] if n not in named[0]),
    )


def _cased(unit: Unit) -> str:
    return unit.text.lower() if unit.opens else unit.text


def _named(side: Sequence[str], actors: Mapping[str, str]) -> list[str]:
    text = f" {' '.join(side)} "
    return [shown for name, shown in actors.items() if f" {name} " in text]


def _only(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """Return the places of words that the other side does not have, or not so often."""
    spare: dict[str, int] = {}
    for word in other:
        spare[word] = spare.get(word, 0) + 1
    out = []
    for n, word in enumerate(one):
        if spare.get(word, 0):
            spare[word] -= 1
        else:
            out.append(n)
    return out


def tags(what: Change) -> list[str]:
    """Return the name of each rule that holds of a change, with the words that show it."""
    return [f"{name}: {said}" for name, rule in RULES.items() if (said := rule(what))]


def surface(before: Sequence[Unit], after: Sequence[Unit]) -> list[str]:
    """Return what changed where no word did: ``case``, or ``punctuation``."""
    left, right = ([u.text for u in side] for side in (before, after))
    if left == right:
        return []
    words_of = [[u.text for u in side if u.word] for side in (before, after)]
    if words_of[0] == words_of[1]:
        return ["punctuation"]
    if [fold(w) for w in words_of[0]] == [fold(w) for w in words_of[1]]:
        return ["case"]
    return []


@cache
def _table(*names: str) -> frozenset[str]:
    return frozenset().union(*(words(name, file="edits") for name in names))


def _arrow(gone: Sequence[str], come: Sequence[str]) -> str:
    """Return words that went and words that came, each once."""
    left, right = (" ".join(dict.fromkeys(side)) for side in (gone, come))
    return f"{left or '(none)'} → {right or '(none)'}"


def _of(table: frozenset[str], side: Sequence[str]) -> list[str]:
    return [word for word in side if word in table]


def _either(*tables: str) -> Callable[[Change], str]:
    """Return the rule that a word of some tables was taken out or put in."""

    def rule(what: Change) -> str:
        table = _table(*tables)
        gone, come = _of(table, what.gone), _of(table, what.come)
        return _arrow(gone, come) if gone or come else ""

    return rule


def _modal(what: Change) -> str:
    """Return a change between modal verbs, and whether it is weaker or stronger.

    "May" with a capital inside a sentence is the month.
    """
    table = _table(*_LEVELS)
    gone = [w for w, raw in zip(what.gone, what.gone_raw, strict=True) if w in table and raw == w]
    come = [w for w, raw in zip(what.come, what.come_raw, strict=True) if w in table and raw == w]
    if not gone and not come:
        return ""
    step = ""
    if gone and come:
        least, most = max(map(_level, gone)), max(map(_level, come))
        step = " (weaker)" if most < least else " (stronger)" if most > least else ""
    return _arrow(gone, come) + step


def _level(word: str) -> int:
    return next(n for n, name in enumerate(_LEVELS) if word in _table(name))


def _direction(what: Change) -> str:
    """Return a turn from up to down or back: one side has only the one, the other the other."""
    up, down = _table("up"), _table("down")
    gone, come = (_of(up | down, side) for side in (what.gone, what.come))
    if not gone or not come:
        return ""
    one, other = ({word in up for word in side} for side in (gone, come))
    return _arrow(gone, come) if one != other and len(one) == len(other) == 1 else ""


def _is_date(word: str, raw: str) -> bool:
    return bool(_YEAR.match(word)) or (word in _table("months") and raw[:1].isupper())


def _date(what: Change) -> str:
    gone = [raw for w, raw in zip(what.gone, what.gone_raw, strict=True) if _is_date(w, raw)]
    come = [raw for w, raw in zip(what.come, what.come_raw, strict=True) if _is_date(w, raw)]
    return _arrow(gone, come) if gone or come else ""


def _number(what: Change) -> str:
    """Return the numbers before and after, a range as a whole."""

    def numbers(side: Sequence[str]) -> list[str]:
        named = _table("numbers")
        return [
            w
            for w in side
            if (_DIGITS.search(w) and not _YEAR.match(w)) or w in named or w in ordinals()
        ]

    gone, come = numbers(what.old), numbers(what.new)
    return _arrow(gone, come) if sorted(gone) != sorted(come) else ""


def _name(what: Change) -> str:
    """Return a change of names: words with a capital on both sides or on one."""
    known = _table("months", "honorifics", *_LEVELS)

    def names(side: Sequence[str], raw: Sequence[str]) -> list[str]:
        return [r for w, r in zip(side, raw, strict=True) if r[:1].isupper() and w not in known]

    gone, come = names(what.gone, what.gone_raw), names(what.come, what.come_raw)
    return _arrow(gone, come) if gone and come else ""


def _actor(what: Change) -> str:
    """Return a change between names of actors that corpus.toml lists."""
    gone, come = what.gone_actors, what.come_actors
    return _arrow(gone, come) if gone or come else ""


#: Every rule by the name of its tag, in the order in which tags are given.
RULES: dict[str, Callable[[Change], str]] = {
    "direction": _direction,
    "modal": _modal,
    "negation": _either("negations"),
    "number": _number,
    "date": _date,
    "actor": _actor,
    "name": _name,
    "hedge": _either("hedges"),
    "honorific": _either("honorifics"),
}
