"""What an edit is about: tags such as ``modal: will → may``, from closed word lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rhetoric.compare.redline import Unit
from rhetoric.compare.roles import MODALS, Side, canonical
from rhetoric.lexicons import ordinals, words
from rhetoric.words import fold

#: What goes up and down, each against its own kind; amounts only within one edit.
_KINDS = ("level", "stance", "strength", "pace", "quality", "comparison", "amount")
_WAYS = ("up", "down")
_TENSES = frozenset({frozenset(pair) for pair in (("will", "would"), ("can", "could"))})
#: Words on each side of an edit up to which a turn may change its form ("increase", "reducing"),
#: or be one from or to standing still.
_BRIEF = 5
#: Words of a side that a tag lists.
_SHOWN = 12


@dataclass(frozen=True)
class Word:
    """A word of an edit: folded, as written, and its role in its sentence (see `roles`)."""

    text: str
    raw: str
    role: str


@dataclass(frozen=True)
class Change:
    """The words that edits took out (``gone``) and put in (``come``).

    Words that only changed their place are in neither; ``old`` and ``new`` have those too.
    ``whole`` says that it is one edit: what went then gave way to what came.
    """

    gone: tuple[Word, ...]
    come: tuple[Word, ...]
    old: tuple[Word, ...]
    new: tuple[Word, ...]
    gone_actors: tuple[str, ...] = ()
    come_actors: tuple[str, ...] = ()
    whole: bool = True


def change(
    before: Sequence[Unit],
    after: Sequence[Unit],
    sides: tuple[Side, Side],
    actors: Mapping[str, str] | None = None,
    *,
    whole: bool = True,
) -> Change:
    """Return what was taken out and put in, of the units of one or more edits.

    ``sides`` are all words of the pair; ``actors`` the names of actors in corpus.toml, folded, and
    how they are written there. The first word of a sentence says nothing of its case.
    """
    old, new = (
        tuple(_word(side, unit) for unit in units if unit.word)
        for side, units in zip(sides, (before, after), strict=True)
    )
    named = [_named(side, actors) if actors else [] for side in (old, new)]
    return Change(
        gone=_only(old, new),
        come=_only(new, old),
        old=old,
        new=new,
        gone_actors=tuple(n for n in named[0] if n not in named[1]),
        come_actors=tuple(n for n in named[1] if n not in named[0]),
        whole=whole,
    )


def _word(side: Side, unit: Unit) -> Word:
    n = side.place[unit.start]
    return Word(side.words[n], side.cased[n], side.role(n))


def _named(side: Sequence[Word], actors: Mapping[str, str]) -> list[str]:
    text = f" {' '.join(word.text for word in side)} "
    return [shown for name, shown in actors.items() if f" {name} " in text]


def _only(one: Sequence[Word], other: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words that the other side does not have, or not so often."""
    spare: dict[str, int] = {}
    for word in other:
        spare[word.text] = spare.get(word.text, 0) + 1
    out = []
    for word in one:
        if spare.get(word.text, 0):
            spare[word.text] -= 1
        else:
            out.append(word)
    return tuple(out)


def tags(what: Change) -> list[str]:
    """Return the name of each rule that holds of a change, with the words that show it."""
    return [f"{name}: {said}" for name, rule in RULES.items() if (said := rule(what))]


def together(whole: Change, parts: Sequence[Sequence[str]]) -> list[str]:
    """Return the tags of a pair with several edits, given those of each edit.

    Direction, and whether a modal verb is weaker, rest on words that changed place for place: what
    one edit says stands, and is not read out of words far from each other. That case or signs
    changed is said only where nothing else did.
    """
    found = {tag.partition(":")[0]: tag for tag in tags(whole)}
    for part in parts:
        for tag in part:
            name = tag.partition(":")[0]
            if name == "direction" or tag.endswith((" (weaker)", " (stronger)")):
                found[name] = tag
    plain = list(dict.fromkeys(tag for part in parts for tag in part))
    if all(part and set(part) <= {"case", "punctuation"} for part in parts):
        return plain
    return [found[name] for name in RULES if name in found]


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
    """Return words that went and words that came, each once, and of very many the first."""
    left, right = (_listed(list(dict.fromkeys(side))) for side in (gone, come))
    return f"{left or '(none)'} → {right or '(none)'}"


def _listed(found: Sequence[str]) -> str:
    more = f" … (+{len(found) - _SHOWN:,})" if len(found) > _SHOWN else ""
    return " ".join(found[:_SHOWN]) + more


def _playing(role: str, side: Sequence[Word], *, raw: bool = False) -> list[str]:
    return [word.raw if raw else word.text for word in side if word.role == role]


def _either(role: str, *, raw: bool = False) -> Callable[[Change], str]:
    """Return the rule that a word of some role was taken out or put in."""

    def rule(what: Change) -> str:
        gone, come = (_playing(role, side, raw=raw) for side in (what.gone, what.come))
        return _arrow(gone, come) if gone or come else ""

    return rule


def _modal(what: Change) -> str:
    """Return a change between modal verbs, and in one edit whether it is weaker or stronger.

    "Will" in what somebody said is "would" when it is retold: a tense, and no strength.
    """
    gone, come = _playing("modal", what.gone), _playing("modal", what.come)
    if not gone and not come:
        return ""
    step = ""
    if gone and come and what.whole and frozenset((gone[-1], come[-1])) not in _TENSES:
        least, most = max(map(_level, gone)), max(map(_level, come))
        step = " (weaker)" if most < least else " (stronger)" if most > least else ""
    return _arrow(gone, come) + step


def _level(word: str) -> int:
    return next(n for n, name in enumerate(MODALS) if word in _table(name))


def _direction(what: Change) -> str:
    """Return a turn from up to down or back, or from standing still to either and back.

    Each word must have its opposite on the other side, in the same form, or within a brief edit.
    """
    gone, come = ([w.text for w in side if w.text in _moves()] for side in (what.gone, what.come))
    pairs = [(one, other) for one in gone for other in come if _turned(one, other, what)]
    return _arrow([one for one, _ in pairs], [other for _, other in pairs]) if pairs else ""


@cache
def _moves() -> dict[str, dict[str, str]]:
    """Return of what kinds each word of movement is, and which way it goes in each."""
    found: dict[str, dict[str, str]] = {word: {"steady": ""} for word in _table("steady")}
    for kind in _KINDS:
        for way in _WAYS:
            for word in _table(f"{kind}_{way}"):
                found.setdefault(word, {})[kind] = way
    return found


def _turned(one: str, other: str, what: Change) -> bool:
    """Say whether a word gave way to its opposite."""
    was, now = _moves()[one], _moves()[other]
    brief = what.whole and max(len(what.gone), len(what.come)) <= _BRIEF
    alike = bool(_forms(one) & _forms(other))
    if any(was[kind] != now[kind] for kind in was.keys() & now.keys()):
        return (what.whole or not _amounts(was, now)) and (brief or alike)
    kinds = was.keys() | now.keys()
    return "steady" in kinds and bool(kinds & {"level", "stance"}) and brief and alike


def _amounts(was: dict[str, str], now: dict[str, str]) -> bool:
    return "amount" in was.keys() & now.keys()


def _forms(word: str) -> set[str]:
    """Return which forms of a verb a word may be; adjectives count as the plain form."""
    if word in _table("any_form"):
        return {"plain", "past"}
    if word in _table("past") or word.endswith("ed"):
        return {"past"}
    if word.endswith("ing"):
        return {"ing"}
    return {"s"} if word.endswith("s") and not word.endswith("ss") else {"plain"}


def _number(what: Change) -> str:
    """Return the numbers before and after, a range as a whole; "four" is 4 and "92d" the 92nd."""
    gone, come = (_playing("number", side) for side in (what.old, what.new))
    weak = {"one", *ordinals()}  # "one of them", "first, …": on one side only they say nothing
    such = set(map(canonical, weak))
    if not all(such.intersection(map(canonical, side)) for side in (gone, come)):
        gone, come = ([n for n in side if n not in weak] for side in (gone, come))
    same = sorted(map(canonical, gone)) == sorted(map(canonical, come))
    return "" if same else _arrow(gone, come)


def _name(what: Change) -> str:
    """Return a change of names: words with a capital on both sides, not two forms of one."""
    known = _table("months", "honorifics", *MODALS) | ordinals().keys()

    def names(side: Sequence[Word]) -> list[str]:
        return [w.raw for w in side if w.raw[:1].isupper() and w.text not in known]

    gone, come = names(what.gone), names(what.come)
    roots = [{_root(word) for word in side} for side in (gone, come)]
    gone, come = (
        [word for word in side if _root(word) not in other]
        for side, other in ((gone, roots[1]), (come, roots[0]))
    )
    return _arrow(gone, come) if gone and come else ""


def _root(name: str) -> str:
    return fold(name).removesuffix("'s").removesuffix("s").removesuffix("'")


def _honorific(what: Change) -> str:
    table = _table("honorifics")
    gone, come = ([w.text for w in side if w.text in table] for side in (what.gone, what.come))
    return _arrow(gone, come) if gone or come else ""


def _actor(what: Change) -> str:
    """Return a change between names of actors that corpus.toml lists."""
    gone, come = what.gone_actors, what.come_actors
    return _arrow(gone, come) if gone or come else ""


#: Every rule by the name of its tag, in the order in which tags are given.
RULES: dict[str, Callable[[Change], str]] = {
    "direction": _direction,
    "modal": _modal,
    "negation": _either("negation"),
    "number": _number,
    "date": _either("date", raw=True),
    "actor": _actor,
    "name": _name,
    "hedge": _either("hedge"),
    "honorific": _honorific,
}
