"""One name for whoever has several: labels, titles with a surname, short names of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import regex as re

from rhetoric.voice.cues import listed
from rhetoric.voice.people import Bearers, bare, is_person

_HE = frozenset(["mr", "sir", "lord", "king", "prince", "chairman", "spokesman", "congressman"])
_SHE = frozenset(["mrs", "ms", "lady", "queen", "princess", "chairwoman", "spokeswoman"])
_COURTESY = frozenset(["mr", "mrs", "ms", "dr", "doctor", "sir", "comrade", "lord", "lady"])
_SHORT = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general"}
_CAPITAL = re.compile(r"\b\p{Lu}")


class Register:
    """The full names of people that a corpus knows, with the titles they bear.

    >>> register = Register(["Orla Denn", "Ivo Harn"], defaultdict(set))
    >>> register.name("MINISTER DENN"), register.name("ORLA DENN"), register.name("Q")
    ('Orla Denn', 'Orla Denn', 'Q')
    """

    def __init__(self, names: Iterable[str], bearers: Bearers) -> None:
        self.bearers = bearers
        self.whole: dict[str, str] = {}
        self.by_last: defaultdict[str, set[str]] = defaultdict(set)
        for name in sorted({*names, *bearers}):
            if " " in name and not name.isupper() and bare(name) == name and is_person(name):
                self.whole.setdefault(name.casefold(), name)
                self.by_last[name.rpartition(" ")[2].casefold()].add(name)

    def name(self, said: str) -> str:
        """Return the full name of a label or of a title and surname, where one alone fits."""
        core = bare(said)
        whole = self.whole.get(core.casefold())
        if whole is not None or not core or " " in core:
            return said if whole is None else whole
        before = said[: -len(core)].strip() if said.endswith(core) else ""
        titles = {before.casefold().rstrip(".")} - {""} or self.bearers.get(said, set())
        if not titles and not said.isupper():
            return said  # "Belmar" may be a place
        kin = self.by_last.get(core.casefold(), set())
        sure = [full for full in kin if self.fits(titles, full, surely=True)]
        found = sure if len(sure) == 1 else [full for full in kin if self.fits(titles, full)]
        return found[0] if len(found) == 1 else said

    def fits(self, titles: Iterable[str], full: str, *, surely: bool = False) -> bool:
        """Say whether somebody may bear titles; ``surely`` whether one is known to be borne."""
        known = {_last(title) for title in self.bearers.get(full, ())}
        asked = {_last(title) for title in titles}
        every = known | asked
        if every & _HE and every & _SHE:
            return False
        asked, offices = asked - _COURTESY, known - _COURTESY
        return bool(asked & offices) if surely else asked <= offices or not offices


def _last(title: str) -> str:
    """Return the last word of a title, in full."""
    word = title.casefold().replace("-", " ").split()[-1].rstrip(".")
    return _SHORT.get(word, word)


def bodies(names: Iterable[str]) -> dict[str, str]:
    """Return the long name for each short one of a body that a document names both ways.

    >>> bodies(["the FOMC", "the Committee", "the Federal Open Market Committee"])["the FOMC"]
    'the Federal Open Market Committee'
    """
    known = {name: name.removeprefix("the ") for name in sorted(set(names)) if " and " not in name}
    long = {
        name: form
        for name, form in known.items()
        if len(_CAPITAL.findall(form)) > 1 and " " in form and form[:1].isupper()
    }
    found = {}
    for name, form in known.items():
        if name in long or " " in form or not form[:1].isupper():
            continue
        fits = [full for full, parts in long.items() if _shortens(form, parts)]
        if len(fits) == 1:
            found[name] = fits[0]
    return found


def _shortens(form: str, full: str) -> bool:
    """Say whether a word is the acronym or the head of a body's name."""
    letters = form.replace(".", "")
    head = full.partition(" of ")[0]
    if letters.isupper() and len(letters) > 1:
        return any("".join(_CAPITAL.findall(of)) == letters for of in (full, head))
    return head.rpartition(" ")[2] == form and form.casefold() in listed("institutions")
