"""What a lexicon is: entries by category, with the rules by which they are matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import regex as re

from rhetoric.corpus import RhetoricError, listed
from rhetoric.read.checks import odd
from rhetoric.words import fold, split_feature, words_of

#: How an entry minds capitals: ``smart``, a word in capitals (WHO, U.S.) stands only for itself
#: in capitals, any other for every spelling; ``fold``, none does; ``exact``, as it is written.
CASES = ("smart", "fold", "exact")
#: Which hits may not overlap: those of one category, or any two of the lexicon. The longest wins.
OVERLAPS = ("category", "lexicon")
#: The longest entry: characters of a regular expression, characters and words of any other.
LONGEST_REGEX, LONGEST, MOST_WORDS = 10_000, 1_000, 50
#: A private character for the wildcard: no rule for words touches it.
_JOKER = "\ue000"
#: Entries of small letters only, whose words are what stands between the spaces.
_PLAIN = re.compile(r"[a-z]+\*?(?: [a-z]+\*?)*+")
_RECURSION = re.compile(r"(?<!\\)(?:\\\\)*\(\?(?:R|[0-9]+|&\w+|P>\w+)\)")
_PROBES = ("a", "the", "zyzzyva", "17", "x-ray")


@dataclass(frozen=True)
class Entry:
    """One line of a lexicon: words (``*`` any letters, alone any word), or a regular expression.

    A regular expression is matched on the words of a sentence with one space between, and covers
    whole words. A ``guard`` is a phrase whose words are no hit of its category. ``line`` is where
    the entry stands in its file.
    """

    text: str
    category: str
    regex: bool = False
    case: str = "smart"
    weight: float = 1.0
    guard: bool = False
    line: int | None = field(default=None, compare=False)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the entry as they are matched; ``*`` stays where it is a wildcard."""
        if self.regex:
            return ()
        plain = _PLAIN.fullmatch(self.text)  # thousands of such are read, so they are read at once
        return tuple(self.text.split()) if plain else pattern_words(self.text)

    @cached_property
    def exact(self) -> tuple[str | None, ...]:
        """For each word the spelling that it must have in the text, or None where any will do."""
        plain = self.case == "smart" and self.text.isascii() and self.text == self.text.lower()
        if plain or self.case == "fold":
            return (None,) * len(self.words)
        parts = [part.replace("*", _JOKER) for part in self.text.split()]
        spelt = split_feature(" ".join(fold(p, case=False) for p in parts)) if parts else []
        if self.regex or len(spelt) != len(self.words):
            return (None,) * len(self.words)
        shown = [word.replace(_JOKER, "*") for word in spelt]
        return tuple(w if self.case == "exact" or _is_acronym(w) else None for w in shown)


def pattern_words(text: str) -> tuple[str, ...]:
    """Return the words of a pattern as they are counted; ``*`` stays where it is a wildcard.

    >>> pattern_words("South Korean puppet*"), pattern_words("10 000 flats")
    (('south', 'korean', 'puppet*'), ('10 000', 'flats'))
    """
    parts = [
        fold(part.replace("*", _JOKER)) if "*" in part else " ".join(words_of(part))
        for part in text.split()
    ]
    return tuple(w.replace(_JOKER, "*") for w in split_feature(" ".join(p for p in parts if p)))


def _is_acronym(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


@dataclass(frozen=True)
class Examples:
    """What a category must find in each of ``yes``, and must not find in any of ``no``."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Entries by category; ``/`` parts the levels of a category.

    ``overlap`` says which hits may not share a word (see `OVERLAPS`): the longest wins, of two as
    long the first in the text, of two in one place words before patterns, then the category that
    comes first in the alphabet. ``notes`` tell what was mended when a file of another program was
    read.
    """

    name: str
    entries: tuple[Entry, ...]
    source: str = ""
    licence: str = ""
    language: str | None = None
    overlap: str = "category"
    examples: Mapping[str, Examples] = field(default_factory=dict)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Refuse what can match nothing, or everything; all faults are told together."""
        faults = [*map(misnamed, self.categories), *faults_of(self.entries)]
        faults = [fault for fault in faults if fault]
        if self.overlap not in OVERLAPS:
            faults.append(f"overlap is {self.overlap!r}; choose {' or '.join(OVERLAPS)}")
        refuse(self.name, faults)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories, in the order in which they first stand."""
        return tuple(dict.fromkeys(e.category for e in self.entries if not e.guard))

    @classmethod
    def of(
        cls,
        name: str,
        categories: Mapping[str, Sequence[str]],
        *,
        guards: Mapping[str, Sequence[str]] | None = None,
        case: str = "smart",
        overlap: str = "category",
    ) -> Lexicon:
        """Return a lexicon of plain entries.

        >>> Lexicon.of("mine", {"fiscal": ["tax*", "budget"]}).categories
        ('fiscal',)
        """
        made = [Entry(t, c, case=case) for c, texts in categories.items() for t in texts]
        kept = [Entry(t, c, case=case, guard=True) for c, ts in (guards or {}).items() for t in ts]
        return cls(name, (*made, *kept), overlap=overlap)

    def only(self, categories: Iterable[str]) -> Lexicon:
        """Return the lexicon with some of its categories, or with all below their names."""
        wanted = dict.fromkeys(categories)
        above = {name for category in self.categories for name in _upwards(category)}
        for name in wanted:
            if name not in above:
                known = listed(self.categories)
                raise RhetoricError(f"{self.name} has no category {name!r}; it has {known}.")
        all_of_them = {*self.categories, *(e.category for e in self.entries), *self.examples}
        chosen = {c for c in all_of_them if any(name in wanted for name in _upwards(c))}
        kept = tuple(e for e in self.entries if e.category in chosen)
        left = {c: x for c, x in self.examples.items() if c in chosen}
        return replace(self, entries=kept, examples=left)


def _upwards(category: str) -> list[str]:
    """Return a category and all above it.

    >>> _upwards("a/b/c")
    ['a', 'a/b', 'a/b/c']
    """
    parts = category.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def refuse(name: str, faults: Sequence[str]) -> None:
    """Raise `RhetoricError` that lists the faults of a lexicon, if there are any."""
    if faults:
        more = f"; and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise RhetoricError(f"{name}: {'; '.join(faults[:10])}{more}.")


def where(entry: Entry) -> str:
    """Return an entry as an error names it: its text, category and line."""
    line = f"line {entry.line}: " if entry.line else ""
    return f"{line}{entry.text[:60]!r} in {entry.category!r}"


def faults_of(entries: Sequence[Entry]) -> list[str]:
    """Return what is wrong with entries, one by one and together."""
    fit = [entry for entry in entries if len(entry.text) <= LONGEST or entry.regex]
    return [
        *(fault for entry in entries for fault in _faults(entry)),
        *_contradictions(fit),
    ]


def misnamed(category: str) -> str:
    """Return what is wrong with the name of a category, or nothing.

    >>> misnamed("a/ /b")
    "category 'a/ /b' has a level without a name: '/' parts its levels"
    """
    sign = odd(category)
    if sign is not None:
        return f"category {category!r} holds {sign!r}: write no control characters"
    if not all(level.replace("*", "").strip() for level in category.split("/")):
        return f"category {category!r} has a level without a name: '/' parts its levels"
    return ""


def _faults(entry: Entry) -> list[str]:
    """Return what is wrong with an entry, as a phrase that names it."""
    if entry.case not in CASES:
        wrong = f"has case {entry.case!r}; choose {', '.join(CASES)}"
    elif not -1e9 < entry.weight < 1e9:
        wrong = f"has weight {entry.weight!r}, which is no number to count with"
    elif len(entry.text) > (most := LONGEST_REGEX if entry.regex else LONGEST):
        wrong = f"has {len(entry.text):,} characters: an entry has {most:,} at most"
    elif entry.regex:
        wrong = _fault_of_expression(entry.text)
    elif len(entry.words) > MOST_WORDS:
        wrong = f"has {len(entry.words):,} words: an entry has {MOST_WORDS} at most"
    elif not entry.words:
        wrong = "holds no word"
    elif all(set(word) <= {"*"} for word in entry.words):
        wrong = "matches every word: write some letters"
    else:
        wrong = ""
    return [f"{where(entry)} {wrong}"] if wrong else []


def _fault_of_expression(text: str) -> str:
    if _RECURSION.search(text):
        return "calls itself: recursion is not supported"
    try:
        made = re.compile(text)
        if made.fullmatch("", timeout=1.0):
            return "matches the empty text: make it need a letter"
        everything = all(made.fullmatch(probe, timeout=1.0) for probe in _PROBES)
    except TimeoutError:
        return "takes too long: write it without nested repetition"
    except (re.error, RecursionError, MemoryError, OverflowError) as error:
        return f"is no regular expression: {str(error) or type(error).__name__}"
    return "matches every word: write some letters" if everything else ""


def _contradictions(entries: Sequence[Entry]) -> list[str]:
    """Name entries of one category that say different things of the same words."""
    seen: dict[tuple[object, ...], Entry] = {}
    out = []
    for entry in entries:
        key = (entry.category, entry.regex, entry.words or entry.text, entry.exact)
        first = seen.setdefault(key, entry)
        if first.guard != entry.guard:
            out.append(f"{where(entry)} is an entry and a guard: keep one")
        elif first.weight != entry.weight:
            out.append(f"{where(entry)} has the weights {first.weight:g} and {entry.weight:g}")
    return out
