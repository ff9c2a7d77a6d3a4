"""The words of lexicons/speech.toml as patterns: verbs, nouns and marks by which speech shows."""

from __future__ import annotations

import re as standard
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
_Tree = dict[str, "_Tree"]
CLASSES = ("say", "stress", "judge", "bid", "decide", "topic")


@cache
def listed(table: str) -> frozenset[str]:
    """Return a table of speech.toml, words of several parts with spaces.

    >>> "point out" in listed("stress")
    True
    """
    return frozenset(word.replace("_", " ") for word in words(table, file="speech"))


def alternatives(*tables: str) -> str:
    """Return a pattern of the words of some tables, the longest first, as a tree of letters.

    >>> re.findall(alternatives("needs"), "the need, the needs") == ["need", "needs"]
    True
    """
    tree: _Tree = {}
    for word in sorted({word for table in tables for word in listed(table)}):
        at = tree
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return _branches(tree)


def _branches(tree: _Tree) -> str:
    """Return the pattern of what may follow in a tree of letters."""
    found = [
        (r"\s+" if letter == " " else re.escape(letter)) + _branches(after)
        for letter, after in sorted(tree.items())
        if letter
    ]
    if not found:
        return ""
    return f"(?:{'|'.join(found)})" + ("?" if "" in tree else "")


def quick(pattern: str) -> Any:
    """Return a compiled pattern of words in any case; the standard library is the quicker here.

    >>> quick("said").search("He SAID so.")[0]
    'SAID'
    """
    return standard.compile(rf"\b(?<![\-'’]){pattern}(?![^\W\d_]|['’\-])", standard.IGNORECASE)


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
    return next((name for name in CLASSES if verb in listed(name)), "topic")


@cache
def cue(name: str) -> Any:
    """Return one of the compiled patterns by its name.

    >>> cue("verb").search("Then he pointed out the way.")[0]
    'pointed out'
    """
    if name in _QUICK:
        return quick(alternatives(*_QUICK[name]))
    return re.compile(_PATTERNS[name](), re.VERBOSE)


def _evidence() -> str:
    """Return the pattern of "(their) belief that": nouns of what is held, and the clause."""
    held = alternatives("held")
    return rf"\s+(?:{WORD}\s+){{0,6}}?(?i:{held})\s+(?:(?:{WORD}\s+){{0,8}}?)that\b"


#: Titles before a name that keep their dot, and initials.
_ABBREVIATED = r"\b(?:Sen|Rep|Gov|Gen|Mr|Mrs|Ms|Dr|Prof|St|Lt|Col|Sgt|Hon|Rev|\p{Lu})\."
_ADVERBIAL = rf"""(?:\s+(?:with|in|on|at|to|during|after|before|from|over|again|also|today|later
    |once|yesterday|earlier|further|\p{{L}}+ly|\p{{Lu}}\p{{Ll}}+day)\b(?:\s+{WORD}){{0,6}}?)"""
#: Patterns of nothing but words.
_QUICK = {"verb": CLASSES, "beside": ("beside",)}
_PATTERNS: dict[str, Callable[[], str]] = {
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
