"""One name for whoever has several: labels, titles with a surname, short names of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

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

    A short name is one word, the acronym or the head of a long one, and of one only.

    >>> bodies(["the FOMC", "the Committee", "the Federal Open Market Committee"])["the FOMC"]
    'the Federal Open Market Committee'
    """
    known = {name: name.removeprefix("the ") for name in sorted(set(names)) if " and " not in name}
    long, found = defaultdict[str, set[str]](set), {}
    for name, form in known.items():
        if _is_long(form):
            for key in _shortened(form):
                long[key].add(name)
    for name, form in known.items():
        fits = long.get(form.replace(".", "") if form.isupper() else form, set())
        if len(fits) == 1 and " " not in form and form[:1].isupper() and not _is_long(form):
            found[name] = min(fits)
    return found


def introduced(said: Sequence[Collection[str]], texts: Sequence[str]) -> list[dict[str, str]]:
    """Return for each document the long names of the short ones of bodies that speak in it.

    ``said`` are the names of those who speak in each, ``texts`` the documents. A name that is long
    in the document itself goes first. Else it is the one that all documents have for the short
    name: where the document's text holds it, or that of most documents in which the short name
    speaks ("the Committee" of a series whose every reader knows which).

    >>> said = [{"the Harbour Board"}, {"the Board"}, {"the Board"}]
    >>> introduced(said, ["The Harbour Board met.", "It is the Harbour Board.", "It met."])[1:]
    [{'the Board': 'the Harbour Board'}, {}]
    """
    out = [bodies(names) for names in said]
    for short, full in bodies(set().union(*said)).items():
        users = [n for n, names in enumerate(said) if short in names]
        form = full.removeprefix("the ")
        there = {n for n in users if form in " ".join(texts[n].split())}
        for n in users if 2 * len(there) > len(users) else sorted(there):
            out[n].setdefault(short, full)
    return out


def _is_long(form: str) -> bool:
    """Say whether a name is a body's in full: several words, two of them with a capital."""
    return " " in form and form[:1].isupper() and len(_CAPITAL.findall(form)) > 1


def _shortened(full: str) -> set[str]:
    """Return the words that may stand for a body's name: its acronyms and its head."""
    head = full.partition(" of ")[0]
    out = {"".join(_CAPITAL.findall(of)) for of in (full, head)}
    last = head.rpartition(" ")[2]
    return {key for key in out if len(key) > 1} | (
        {last} if last.casefold() in listed("institutions") else set()
    )
