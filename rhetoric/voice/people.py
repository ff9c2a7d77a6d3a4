"""Who is meant: names, titles, pronouns and "the report" as the people of one document."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex as re

from rhetoric.voice.cues import alternatives, cue, listed

_NAME = r"\p{Lu}[\p{L}\p{M}'’\-]*\.?(?:\s+(?:(?:de|da|van|von|der|al|bin|el)\s+)?\p{Lu}[\p{L}\p{M}\-]*\.?){0,3}"
_SPACE = re.compile(r"\s+")
_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@cache
def _titled() -> Any:
    """Return the pattern of a title before a name, and of a name with a title after a comma."""
    titles = alternatives("titles")
    return re.compile(
        rf"(?<![\p{{L}}\-])(?P<title>(?i:{titles}))\.?(?:\s+of\s+the\s+\p{{Lu}}+)?\s+(?P<name>{_NAME})"
        rf"|(?P<named>{_NAME})\s*,\s+(?:(?:the|a|an)\s+)?(?:\p{{Lu}}+\s+)?(?P<after>(?i:{titles}))"
        r"(?=\s+(?:of|for|at|in)\b|\s*,)"
    )


def bare(name: str) -> str:
    """Return a name without titles, honorific words and signs of markup before it.

    >>> bare("the respected Comrade  Kim Jong Un"), bare("WPK General Secretary Kim Jong Un")
    ('Kim Jong Un', 'Kim Jong Un')
    """
    parts = [part.strip(",;:*\"“”") for part in name.split()]
    parts = [part for part in parts if part]
    drop = listed("titles") | listed("honorifics")
    while len(parts) > 1:
        head = parts[0].rstrip(".").casefold()
        pair = " ".join(parts[:2]).casefold()
        if pair in drop and len(parts) > 2:
            parts = parts[2:]
        elif head in drop or (len(parts) > 2 and len(head) > 2 and parts[0].isupper()):
            parts = parts[1:]
        else:
            break
    last = re.sub(r"['’]s?$", "", parts[-1]) if parts else ""
    return " ".join([*parts[:-1], last]).strip()


def is_person(name: str) -> bool:
    """Say whether a text in capitals may be somebody's name: no institution, no month, no title.

    >>> is_person("Jo Yong Won"), is_person("Political Bureau"), is_person("The General Secretary")
    (True, False, False)
    """
    parts = name.replace("’", "'").split()
    if not 1 <= len(parts) <= 5 or not parts[0][0].isupper() or not parts[-1][0].isupper():
        return False
    closed = listed("institutions") | listed("titles") | listed("lead_ins") | listed("honorifics")
    closed |= listed("clause_words") | listed("utterances") | listed("utterers")
    folded = {part.casefold().rstrip(".") for part in parts}
    acronym = len(parts) == 1 and name.isupper()
    return not acronym and not folded & closed and " ".join(parts).casefold() not in closed


class People:
    """The people and sources of one document, filled as it is read from its beginning."""

    def __init__(self, text: str, speaker: str = "") -> None:
        self.titles: dict[str, str] = {}
        self.given: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.person = self.source = self.group = ""
        self._ahead: list[tuple[int, str, str]] = []
        if speaker:
            self._know(speaker)
        for match in _titled().finditer(text):
            name = bare(match["name"] or match["named"])
            if is_person(name):
                title = (match["title"] or match["after"]).casefold()
                self._ahead.append((match.start(), _SPACE.sub(" ", title), self._know(name)))
        self._ahead.reverse()

    def _know(self, name: str) -> str:
        """Return the full name for a name; a surname alone is who bears it."""
        name = _SPACE.sub(" ", name)
        full = self.names.setdefault(name, name)
        if " " in name:
            self.names.setdefault(name.split()[-1], name)
        return full

    def until(self, position: int) -> None:
        """Learn the titles that stand before a position of the text."""
        while self._ahead and self._ahead[-1][0] < position:
            _, title, name = self._ahead.pop()
            self.titles[title] = name

    def gave(self, what: str, who: str) -> None:
        """Note that somebody gave a speech or a report."""
        self.given[what.casefold().removesuffix("s")] = who

    def spoke(self, who: str, *, subject: str) -> str:
        """Note who was the last to speak or act, and return the name."""
        if who and (who in self.names.values()):
            self.person = who
        if subject.casefold().startswith(("all ", "the speakers", "speakers", "the participants")):
            self.group = who
        if subject.casefold() not in {"he", "she", "they"}:
            self.source = who
        return who

    def who(self, subject: str) -> str:
        """Return the name of whoever a subject means: a person, else the source as it is named.

        >>> people = People("Kim Jong Un, general secretary of the WPK, spoke.")
        >>> people.until(99)
        >>> people.who("The General Secretary"), people.who("the Central Bank")
        ('Kim Jong Un', 'the Central Bank')
        """
        text = _SPACE.sub(" ", _PARENS.sub(" ", subject)).strip(" ,;:*\"“”")
        folded = text.casefold()
        if folded in {"he", "she"}:
            return self.person
        if folded in {"it", "they"}:
            return self.source if folded == "it" else self.group or self.source
        return self._person(text) or self._role(folded) or self._institution(text)

    def _person(self, text: str) -> str:
        """Return the person whom a noun phrase names, by name or by title."""
        head = text.split(",")[0].strip()
        title = re.sub(r"^(?i:the|our|their)\s+", "", head).casefold()
        if title in self.titles:
            return self.titles[title]
        name = bare(head)
        if name in self.names:
            return self.names[name]
        tail = re.search(rf"(?:^|\s)({_NAME})$", head)
        found = bare(tail[1]) if tail else ""
        if found in self.names:
            return self.names[found]
        of = re.search(rf"\s(?:of|by)\s+(?P<name>.+)$", head)
        if of and cue("utterance").search(head[: of.start()]):
            inner = bare(of["name"])
            return self.names.get(inner, "")
        whole = name if tail and tail.start() == 0 else found if tail and not of else ""
        lower = bool(re.match(r"(?:the|a|an|all)\s", head, re.IGNORECASE)) and whole != name
        return self._know(whole) if whole and not lower and is_person(whole) else ""

    def _role(self, folded: str) -> str:
        """Return who gave "the report" or is "the speaker", where it was said."""
        words = folded.split(" of ")[0].split(" on ")[0].split()
        head = words[-1] if words else ""
        if head in {"speaker", "lecturer"}:
            return self.given.get("speech", "") or self.given.get("addres", "")
        if head == "reporter":
            return self.given.get("report", "")
        if words[:1] == ["the"] and head in listed("sources"):
            return self.given.get(head.removesuffix("s"), "")
        return ""

    def _institution(self, text: str) -> str:
        """Return a source as it is named, one name for the shorter and longer forms of it."""
        name = re.sub(r"\s+in\s+(?:the|its|a)\s+(?:\w+\s+){0,2}\w+$", "", text)
        name = re.sub(r"^(The|All|A|An|Some|Both|Many|Several|This|These)\b",
                      lambda m: m[0].lower(), name)  # fmt: skip
        key = name.split(" of ")[0]
        if sum(part[:1].isupper() for part in key.split()) < 2:
            return name
        return self.sources.setdefault(key, name)
