"""What a reader of a foreign format gathers, and how it becomes a lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import regex as re

from rhetoric.lexicon.entries import LONGEST, Entry, Lexicon, faults_of, misnamed, refuse

#: Tables and categories one inside another, at most.
DEEPEST = 50
_LINE = re.compile(r"\r\n|\r|\n")
_SHOWN = 3  # lines and texts that a note names
_CAPITALS = 10  # entries, and letters of their longest word, that make a file of capitals
_NAME = 500  # characters of the name of a category with all its levels
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def lines_of(text: str) -> list[tuple[int, str]]:
    r"""Return the lines of a text with their numbers, whichever of CR and LF end them.

    >>> lines_of("a\rb\r\n\nc")
    [(1, 'a'), (2, 'b'), (3, ''), (4, 'c')]
    """
    return list(enumerate(_LINE.split(text), 1))


def number_of(text: str) -> float | None:
    """Return the number that a text is, with a point or a comma, or None.

    >>> number_of("-0,5"), number_of("1e3"), number_of("nan")
    (-0.5, 1000.0, None)
    """
    plain = text.strip()
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def shown(weight: float) -> str:
    """Return a weight as it is written, so that it is read again as it was.

    >>> shown(2.0), shown(-0.5)
    ('2', '-0.5')
    """
    whole = weight == int(weight) and abs(weight) < 10**9
    return str(int(weight)) if whole else repr(weight)


def short(text: str) -> str:
    """Return a text as a message shows it."""
    return repr(text if len(text) <= 60 else f"{text[:60]}…")


@dataclass(frozen=True)
class Draft:
    """What was found in a file so far: categories, entries, faults, and what was mended.

    ``declared`` has the line on which each category is first named; a fault stops the reading in
    the end, a note does not.
    """

    stem: str
    entries: list[Entry] = field(default_factory=list)
    declared: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    _notes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def fault(self, line: int, said: str) -> None:
        """Tell what is wrong with a line and what to do about it."""
        self.faults.append(f"line {line}: {said}")

    def note(self, line: int, said: str, text: str = "") -> None:
        """Tell what was read otherwise than it stands, or left out; those alike are one note."""
        self._notes.setdefault(said, []).append((line, text))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended, a sentence each, with the lines that it was mended on."""
        return tuple(_noted(said, places) for said, places in self._notes.items())

    def category(self, name: str, line: int, above: str = "") -> str:
        """Return a category as it is called here, below another one; it is listed once."""
        own = "/".join(" ".join(level.split()) for level in name.split("/"))
        full = f"{above}/{own}" if above else own
        if full not in self.declared:
            wrong = (
                (len(full) > _NAME and f"{short(full)} is no name: write {_NAME} letters at most")
                or misnamed(name)
                or (full.count("/") >= DEEPEST and _TOO_DEEP)
            )
            if wrong:
                self.fault(line, wrong)
            elif "/" in name:
                self.note(line, "'/' in a name parts the levels of a category", name)
            self.declared[full] = line
        return full

    def again(self, name: str, line: int) -> None:
        """Note that a category stands in the file a second time."""
        self.note(line, "a category that is there already goes on", name)

    def entry(
        self, text: str, category: str, line: int, weight: float = 1.0, *, regex: bool = False
    ) -> None:
        """Add an entry; capitals do not matter, as in the programs whose formats these are."""
        plain = text if regex else " ".join(text.split())
        self.entries.append(Entry(plain, category, regex, "fold", weight, line=line))

    def lexicon(self, name: str, *, alphabetic: bool = False) -> Lexicon:
        """Return the lexicon of what was found; all faults are told together.

        Categories stand as a tree is read, entries as in the file, or ``alphabetic`` where the
        format writes the categories behind each term.
        """
        kept = self._wordy(self._small(self.entries))
        kept = self._once(kept)
        refuse(name, sorted([*self.faults, *faults_of(kept)], key=_line_of))
        if not kept:
            refuse(name, ["it holds no entry: write words, or see whether it is another format"])
        held = {entry.category for entry in kept}
        for category, line in self.declared.items():
            if category not in held and not any(c.startswith(f"{category}/") for c in held):
                self.note(line, "a category without entries is left out", category)
        place = _tree_order(self.declared)
        if alphabetic:
            kept.sort(key=lambda entry: entry.text)
        kept.sort(key=lambda entry: place[entry.category])
        return Lexicon(self.about.get("name", self.stem), tuple(kept), notes=self.notes)

    def _small(self, entries: list[Entry]) -> list[Entry]:
        """Return the entries of a file that is all in capitals in small letters.

        In such a file (WordStat's, or of finance) IT is the pronoun, no abbreviation.
        """
        longest = max((len(word) for e in entries for word in e.text.split()), default=0)
        some = len(entries) >= _CAPITALS and longest >= _CAPITALS
        if not some or any(e.regex or e.text != e.text.upper() for e in entries):
            return entries
        if all(entry.text == entry.text.lower() for entry in entries):
            return entries  # a script without capitals
        self.note(entries[0].line or 1, "all is in capitals, which are not minded")
        return [replace(entry, text=entry.text.lower()) for entry in entries]

    def _wordy(self, entries: list[Entry]) -> list[Entry]:
        """Return the entries in which there is something to look for."""
        out = []
        for entry in entries:
            if not entry.regex and len(entry.text) <= LONGEST and not entry.words:
                said = "an entry without letters or digits can match nothing and is left out"
                self.note(entry.line or 1, said, entry.text)
            else:
                out.append(entry)
        return out

    def _once(self, entries: list[Entry]) -> list[Entry]:
        """Return the entries without those that say again what another says."""
        seen: set[tuple[object, ...]] = set()
        out = []
        for entry in entries:
            key: tuple[object, ...]
            key = (entry.category, entry.regex, entry.guard, entry.weight, entry.text)
            if not entry.regex and len(entry.text) <= LONGEST:
                key = (*key[:-1], entry.words, entry.exact)
            if key in seen:
                said = "an entry that is in its category already is left out"
                self.note(entry.line or 1, said, entry.text)
            else:
                seen.add(key)
                out.append(entry)
        return out


_TOO_DEEP = f"categories nest more than {DEEPEST} deep: write less deep"


def _noted(said: str, places: list[tuple[int, str]]) -> str:
    """Return a note with its lines and texts.

    >>> _noted("is left out", [(2, "b"), (2, "b"), (5, "c")])
    "lines 2, 5: is left out ('b', 'c')"
    """
    numbers = list(dict.fromkeys(line for line, _ in places))
    texts = list(dict.fromkeys(short(text) for _, text in places if text))
    head = "line" if len(numbers) == 1 else "lines"
    place = f"{head} {', '.join(map(str, numbers[:_SHOWN]))}{_more(len(numbers))}"
    some = f" ({', '.join(texts[:_SHOWN])}{_more(len(texts))})" if texts else ""
    return f"{place}: {said}{some}"


def _line_of(fault: str) -> int:
    """Return the line that a fault begins with.

    >>> _line_of("line 12: it is empty")
    12
    """
    found = re.match(r"line ([0-9]+)", fault)
    return int(found[1]) if found else 0


def _more(n: int) -> str:
    return f" and {n - _SHOWN:,} more" if n > _SHOWN else ""


def _tree_order(declared: Iterable[str]) -> Mapping[str, int]:
    """Return the place of each category where all below another follow it.

    >>> list(_tree_order(["a", "c", "a/b"]))
    ['a', 'a/b', 'c']
    """
    rank: dict[str, int] = {}
    names = list(declared)
    for name in names:
        parts = name.split("/")
        for n in range(1, len(parts) + 1):
            rank.setdefault("/".join(parts[:n]), len(rank))

    def key(name: str) -> list[int]:
        parts = name.split("/")
        return [rank["/".join(parts[:n])] for n in range(1, len(parts) + 1)]

    return {name: i for i, name in enumerate(sorted(names, key=key))}


def grouped(lexicon: Lexicon) -> dict[str, list[Entry]]:
    """Return the entries of each category; guards are left out."""
    out: dict[str, list[Entry]] = {category: [] for category in lexicon.categories}
    for entry in lexicon.entries:
        if not entry.guard:
            out[entry.category].append(entry)
    return out
