"""The words of lexicons/speech.toml as patterns: verbs, nouns and marks by which speech shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import regex as re

from rhetoric.lexicons import words

#: A word, dotted acronyms, hyphens and apostrophes included.
WORD = (
    r"(?:(?:\p{L}\.){2,}|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*+(?:['’/&×.\-][\p{L}\p{N}\p{M}]++)*+['’]?)"
)
#: Opening and closing quotation marks that may stand for each other.
OPENING, CLOSING = '"“«„', '"”»“'
#: What stands for the characters inside quotation marks where only the frame matters.
MASK = "\x1a"
CLASSES = ("say", "stress", "judge", "bid", "decide", "topic")


@cache
def listed(table: str) -> frozenset[str]:
    """Return a table of speech.toml, words of several parts with spaces.

    >>> "point out" in listed("stress")
    True
    """
    return frozenset(word.replace("_", " ") for word in words(table, file="speech"))


def alternatives(*tables: str) -> str:
    """Return a pattern of the words of some tables, the longest first.

    >>> alternatives("telling").split("|")[0]
    'informing'
    """
    found = sorted({word for table in tables for word in listed(table)}, key=lambda w: (-len(w), w))
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in found)


@lru_cache(10_000)
def folded(verb: str) -> str:
    """Return a verb as it is listed, in small letters and with single spaces.

    >>> folded("Pointed  out")
    'pointed out'
    """
    return " ".join(verb.split()).casefold()


@cache
def class_of(verb: str) -> str:
    """Return the class of a verb's form (see `CLASSES`).

    >>> class_of("called upon"), class_of("said")
    ('bid', 'say')
    """
    return next(name for name in CLASSES if verb in listed(name))


@cache
def cue(name: str) -> Any:
    """Return one of the compiled patterns by its name.

    >>> cue("verb").search("Then he pointed out the way.")[0]
    'pointed out'
    """
    return re.compile(_PATTERNS[name](), re.VERBOSE)


def _evidence() -> str:
    """Return the pattern of "(their) belief that": nouns of what is held, and the clause."""
    held = alternatives("held")
    return rf"\s+(?:{WORD}\s+){{0,6}}?(?i:{held})\s+(?:(?:{WORD}\s+){{0,8}}?)that\b"


#: Titles before a name that keep their dot, and initials.
_ABBREVIATED = r"\b(?:Sen|Rep|Gov|Gen|Mr|Mrs|Ms|Dr|Prof|St|Lt|Col|Sgt|Hon|Rev|\p{Lu})\."
_ADVERBIAL = rf"""(?:\s+(?:with|in|on|at|to|during|after|before|from|over|again|also|today|later
    |once|yesterday|earlier|further|\p{{L}}+ly|\p{{Lu}}\p{{Ll}}+day)\b(?:\s+{WORD}){{0,6}}?)"""
_PATTERNS: dict[str, Callable[[], str]] = {
    "verb": lambda: rf"(?<![\p{{L}}\-'’])(?i:{alternatives(*CLASSES)})(?![\p{{L}}'’\-])",
    "colon": lambda: rf"(?:\s+{WORD}){{0,12}}\s*:(?=\s|$|[{OPENING}])",
    "quote": lambda: rf"\s*[,:]?\s*[{OPENING}]",
    "that": lambda: rf"{_ADVERBIAL}?\s*,?\s+that\b",
    "told": lambda: rf"(?:\s+{WORD}){{1,8}}?\s+that\b",
    "fact": lambda: rf"(?:\s+to)?\s+the\s+fact\s+that\b|{_evidence()}",
    "will": lambda: (
        rf"\s+(?=(?:{WORD}\s+){{0,4}}?(?:determination|resolve|readiness|intention|willingness|will)"
        r"\s+to\s)"
    ),
    "need": lambda: (
        r"(?:\s+(?:to|in\s+detail|once\s+again|again))?\s+"
        rf"(?=(?:the|its|their)\s+(?:{WORD}\s+){{0,4}}?(?i:{alternatives('needs')})\b)"
    ),
    "why": lambda: r"(?:\s+to)?\s+(?=(?:how|why|whether|what)\b)",
    "bidding": lambda: r"\s+(?=[^.;:]{1,240}?\sto\s+(?!\p{L}+ing\b)\p{Ll}|for\s)",
    "resolving": lambda: r"(?:\s+(?:today|not|unanimously|\p{L}+ly))*\s+(?=to\s+\p{Ll})",
    "noun": lambda: r"\s+(?=(?!by\b|in\b|at\b|on\b|with\b|and\b|as\b)[\p{L}\"“])",
    "clause": lambda: (
        r"(?:\s+(?:on\s+)?\p{Lu}\p{Ll}+day)?\s+(?=(?:the|a|an|this|that|these|those|there|it|he|she"
        r"|they|we|i|his|her|its|their|our|my|no|some|many|all|more|if|when|nothing)\s"
        r"|\p{Lu}|\p{Ll}{3,}s\s)"
    ),
    "beside": lambda: rf"(?i:{alternatives('beside')})(?![\p{{L}}'’\-])",
    "after_beside": lambda: rf"(?:\s*$|\s*[,.;—–]|{_ADVERBIAL}\s*(?:[,.;]|$))",
    "told_whom": lambda: rf"(?:\s+(?!that\b|to\b){WORD}){{1,6}}?(?:\s*[,.;—–]|\s*$)",
    "adverbs": lambda: rf"(?:\s+(?:(?i:{alternatives('adverbs')})|\p{{L}}+ly))*+\s*$",
    "inverted": lambda: (
        rf"(?:{alternatives('beside')})\s+"
        rf"(?P<who>(?:the\s+|a\s+|an\s+)?(?:(?:{_ABBREVIATED}|{WORD})\s+){{0,7}}?{WORD})(?<!{_ABBREVIATED[:-2]})"
        r"(?=\s*[,.;:(—]|\s*$|\s+(?:of|in|on|at|during|after|when|as|who|to)\b)"
    ),
    "according": lambda: (
        rf"(?:\G\s*A|(?<=,\s*)a)ccording\s+to\s+(?P<who>(?:the\s+|a\s+|an\s+)?"
        rf"(?:(?:{WORD}\s+){{0,8}}?(?:{alternatives('authorities', 'utterers')})"
        rf"(?:\s+(?:in|of|at|from|by|for|with)\s+[^,.;:]{{1,60}})?"
        rf"|(?:\p{{Lu}}{WORD}\s+|of\s+|the\s+|and\s+|for\s+|{_ABBREVIATED}\s+){{0,9}}\p{{Lu}}[\p{{L}}\-]*))"
        r"(?=\s*[,.;]|\s*$)"
    ),
    "first": lambda: rf"(?<![\p{{L}}\-])(?i:{alternatives('first_person')})(?![\p{{L}}\-])",
    "ought": lambda: (
        r"(?<!\b(?:they|who|which|that|he|she)\s+)"
        rf"(?<![\p{{L}}\-])(?i:{alternatives('obligation')})(?![\p{{L}}\-])"
    ),
    "agenda": lambda: (
        r"(?i)^[^:]{0,200}?\b(?:discussed|considered|examined|took\s+up|moved\s+on\s+to|turned\s+to"
        r"|adopted|approved|passed|decided)\b[^:]{0,160}?\bagenda\b"
    ),
    "utterance": lambda: rf"(?i:{alternatives('utterances')})\b",
    "given": lambda: (
        rf"(?<![\p{{L}}\-])(?:{alternatives('giving')})\s+(?:an?|the|his|her|its)\s+"
        rf"(?:{WORD}\s+){{0,3}}?(?P<what>{alternatives('utterances')})\b"
    ),
    "naming": lambda: rf"(?i)\b(?:{alternatives('naming')})\s*,?\s*(?:of\s+)?(?:the\s+)?$",
    "event": lambda: (
        rf"\s*(?:{WORD}\s+){{0,5}}?(?i:{alternatives('events', 'utterances')})(?![\p{{L}}'’\-])"
    ),
}
