"""Who is meant: names, titles, pronouns and "the report" as the people of one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import regex as re

from rhetoric.voice.cues import alternatives, cue, listed, quick

_PART = r"\p{Lu}(?:\.|[\p{L}\p{M}\-]*(?:['’]\p{Lu}[\p{L}\p{M}]+)?)"
_NAME = rf"{_PART}(?:\s+(?:(?:de|da|van|von|der|al|bin|el)\s+)?{_PART}){{0,3}}"
_SPACE = re.compile(r"\s+")
_THE = re.compile(r"^(?i:the|our|their)\s+")
_COMMON = re.compile(r"(?:the|a|an|all)\s", re.IGNORECASE)
_OF = re.compile(r"\s(?:of|by)\s+(?P<name>.+)$")
_AFTERWARDS = re.compile(r"\s(?:of|from|for|at|in)\s")
_GENITIVE = re.compile(r"['’]s?$")
_TAIL = re.compile(rf"(?:^|\s)({_NAME})$")
_TOGETHER = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_INSIDE = re.compile(
    r"\s+(?:at|on|during|after)\s+(?:its|their)\s+(?:\w+\s+){0,2}\w+$|\s+in\s+(?:the|its|a)\s+(?:\w+\s+){0,2}\w+$"
)
_DETERMINER = re.compile(r"^(?:The|All|A|An|Some|Both|Many|Several|This|These)\b")
_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@cache
def _pattern(name: str) -> Any:
    """Return the pattern of a title's words, of a name after them, or of one before them."""
    if name == "title":
        return quick(alternatives("titles"))
    return re.compile({
        "after": rf"\.?(?:\s+of\s+the\s+\p{{Lu}}+)?(?P<comma>,)?\s+(?P<name>{_NAME})",
        "before": rf"(?P<name>{_NAME})\s*,\s+(?:(?:the|a|an)\s+)?(?:\p{{Lu}}+\s+)?$",
        "apposed": rf"\s+(?:of|for)\s+(?:\p{{L}}+\s+){{0,6}}?\p{{L}}+,\s+(?P<name>{_NAME})\s*,",
        "office": r"\s+(?:of|for|at|in)\b|\s*,",
    }[name])  # fmt: skip


@cache
def _dropped() -> frozenset[str]:
    return listed("titles") | listed("honorifics")


@lru_cache(50_000)
def bare(name: str) -> str:
    """Return a name without titles, honorific words and signs of markup before it.

    >>> bare("the respected Comrade  Kim Jong Un"), bare("WPK General Secretary Kim Jong Un")
    ('Kim Jong Un', 'Kim Jong Un')
    """
    parts = [part.strip(',;:*"“”') for part in name.split()]
    parts = [part for part in parts if part]
    drop = _dropped()
    while len(parts) > 1:
        head = parts[0].rstrip(".").casefold()
        pair = " ".join(parts[:2]).casefold()
        if pair in drop and len(parts) > 2:
            parts = parts[2:]
        elif head in drop or (len(parts) > 2 and len(head) > 2 and parts[0].isupper()):
            parts = parts[1:]
        else:
            break
    last = _GENITIVE.sub("", parts[-1]) if parts else ""
    return " ".join([*parts[:-1], last]).strip()


@cache
def _nobody() -> frozenset[str]:
    """Return the words that no name of a person holds."""
    tables = (
        "institutions", "titles", "lead_ins", "honorifics", "clause_words", "utterances",
        "utterers", "authorities",
    )  # fmt: skip
    return frozenset().union(*(listed(table) for table in tables))


@lru_cache(50_000)
def is_person(name: str) -> bool:
    """Say whether a text in capitals may be somebody's name: no institution, no month, no title.

    >>> is_person("Jo Yong Won"), is_person("Political Bureau"), is_person("The General Secretary")
    (True, False, False)
    """
    parts = name.replace("’", "'").split()
    if not 1 <= len(parts) <= 5 or not parts[0][0].isupper() or not parts[-1][0].isupper():
        return False
    closed = _nobody()
    folded = {part.casefold().rstrip(".") for part in parts}
    acronym = len(parts) == 1 and name.isupper()
    return not acronym and not folded & closed and " ".join(parts).casefold() not in closed


#: The titles that names are known to bear, in any document.
Bearers = defaultdict[str, set[str]]


class People:
    """The people and sources of one document, filled as it is read from its beginning."""

    def __init__(self, text: str, speaker: str = "", bearers: Bearers | None = None) -> None:
        self.titles: dict[str, str] = {}
        self.given: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.agents: dict[str, str] = {}
        self.last = self.source = self.group = ""
        if speaker:
            self._know(speaker)
        self.bearers = defaultdict(set) if bearers is None else bearers
        titles = [match.start() for match in _pattern("title").finditer(text)]
        self._ahead = [found for at in titles for found in self._titled(text, at)]
        self._ahead.reverse()
        for _, title, name in self._ahead:
            self.bearers[self.names.get(name, name)].add(title)

    def _titled(self, text: str, at: int) -> Iterator[tuple[int, str, str]]:
        """Yield where a title stands, the title, and each name that it stands beside."""
        match = _pattern("title").match(text, at)
        if match is None:
            return
        title = _SPACE.sub(" ", match[0]).casefold()
        before = _pattern("before").search(text[max(0, at - 80) : at])
        if before is not None and _pattern("office").match(text, match.end()):
            name = bare(before["name"])
            if is_person(name):
                yield at, title, self._know(name)
        after = _pattern("after").match(text, match.end())
        office = _pattern("apposed").match(text, match.end()) if after is None else None
        if office is not None and " " in office["name"] and is_person(office["name"]):
            yield at, title, self._know(office["name"])
        if after is not None:
            name = bare(after["name"])
            if is_person(name) and (" " in name or not after["comma"]):
                yield at, title, self._know(name)

    def _know(self, name: str) -> str:
        """Return the full name for a name; a surname alone is who bears it."""
        name = _SPACE.sub(" ", name)
        full = self.names.setdefault(name, name)
        if " " in name:
            last = name.split()[-1]
            if self.names.get(last, last) == last:
                self.names[last] = name
        return full

    def until(self, position: int) -> None:
        """Learn the titles that stand before a position of the text."""
        while self._ahead and self._ahead[-1][0] < position:
            _, title, name = self._ahead.pop()
            self.titles[title] = self.names.get(name, name)

    def gave(self, what: str, who: str) -> None:
        """Note that somebody gave a speech or a report."""
        self.given[what.casefold().removesuffix("s")] = who

    def spoke(self, who: str, *, subject: str) -> str:
        """Note who was the last to speak or act, and return the name."""
        if self.somebody(who):
            self.last = who
        elif " and " in who and subject.casefold() not in {"he", "she"}:
            self.group = who
        if subject.casefold().startswith(("all ", "the speakers", "speakers", "the participants")):
            self.group = who
        if subject.casefold() not in {"he", "she", "they"}:
            self.source = who
        return who

    def somebody(self, who: str) -> bool:
        """Say whether a name is a person's whom the document knows, by name or by office."""
        return self.names.get(who, "") == who != "" or who in self.agents.values()

    def who(self, subject: str) -> str:
        """Return the name of whoever a subject means: a person, else the source as it is named.

        >>> people = People("Kim Jong Un, general secretary of the WPK, spoke.")
        >>> people.until(99)
        >>> people.who("The General Secretary"), people.who("the Central Bank")
        ('Kim Jong Un', 'the Central Bank')
        """
        text = _SPACE.sub(" ", _PARENS.sub(" ", subject)).strip(' ,;:*"“”')
        folded = text.casefold()
        if folded in {"he", "she"}:
            return self.last
        if folded in {"it", "they"}:
            return self.source if folded == "it" else self.group or self.source
        return (
            self._together(text)
            or self.named(text, learn=True)
            or self._role(folded)
            or self._agent(text)
            or self._institution(text)
        )

    def _together(self, text: str) -> str:
        """Return the names of two or more people who are one subject; empty if it is none."""
        if " and " not in text:
            return ""
        parts = _TOGETHER.split(text)
        sure = (
            bool(self.named(part)) or (" " in bare(part) and is_person(bare(part)))
            for part in parts
        )
        if not 1 < len(parts) <= 5 or not all(part[:1].isalpha() for part in parts):
            return ""
        if not all(sure):
            return ""
        names = [self.named(part, learn=True) for part in parts]
        if not all(names) or len(set(names)) < len(names):
            return ""
        return f"{', '.join(names[:-1])} and {names[-1]}"

    def _agent(self, text: str) -> str:
        """Return a spokesman, official or the like who has no name: once of whom, then alone."""
        article, _, rest = text.partition(" ")
        article = article.casefold()
        head = _AFTERWARDS.split(rest)[0].strip()
        last = head.rpartition(" ")[2].casefold()
        if article not in {"a", "an", "the"} or last not in listed("agents") | listed("utterers"):
            return ""
        if article == "the" and head == rest:
            return self.agents.setdefault(last, f"the {head}")
        name = f"the {rest if article == 'the' else head}"
        self.agents[last] = name
        return name

    def named(self, text: str, *, learn: bool = False) -> str:
        """Return the person whom a noun phrase names, by name or by title; ``learn`` a new one."""
        head = text.partition(",")[0].strip()
        title = _THE.sub("", head).casefold()
        if title in self.titles:
            return self.titles[title]
        name = bare(head)
        if name in self.names:
            return self.names[name]
        known = self._known(_AFTERWARDS.split(head)[0].split())
        if known:
            return known
        of = _OF.search(head)
        if of is not None and cue("utterance").search(head[: of.start()]):
            return self.names.get(bare(of["name"]), "")
        return self._new(head, name) if learn and (of is None or len(name.split()) > 3) else ""

    def _known(self, parts: list[str]) -> str:
        """Return the known name with which words end ("Senate leader John Smith")."""
        for i in range(len(parts)):
            name = self.names.get(" ".join(parts[i:]))
            if name is None or {"to", "and", "by", "with"} & set(parts[:i]):
                continue
            first = parts[i - 1] if i == len(parts) - 1 and i else ""
            if not first[:1].isupper() or first.rstrip(".").casefold() in _dropped():
                return name  # "Mr Smith", but not another Smith with a first name
        return ""

    def _new(self, head: str, name: str) -> str:
        """Return a name that is met for the first time, alone or after words in small letters."""
        head = _AFTERWARDS.split(head)[0]
        tail = _TAIL.search(head)
        if tail is None or (head != name and not head.endswith(name) and " " not in tail[1]):
            return ""
        whole = name if tail.start() == 0 else bare(tail[1])
        common = _COMMON.match(head) is not None and whole != name
        return self._know(whole) if whole and not common and is_person(whole) else ""

    def _role(self, folded: str) -> str:
        """Return who gave "the report" or is "the speaker", where it was said."""
        words = folded.partition(" of ")[0].partition(" on ")[0].split()
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
        name: str = _DETERMINER.sub(lambda match: match[0].lower(), _INSIDE.sub("", text))
        if name.casefold() in listed("authorities"):
            article = "the " if name.casefold() in {"speakers", "participants"} else ""
            return article + name.casefold()
        key = name.partition(" of ")[0]
        if sum(part[:1].isupper() for part in key.split()) < 2:
            return name
        return self.sources.setdefault(key, name)
