"""What a word is: where it begins and ends, and how it is written when it is counted."""

from __future__ import annotations

import unicodedata
from functools import cache

import regex as re

from rhetoric.lexicons import function_words, words

#: What is inside words and in no term: soft hyphens, signs of no width or of direction.
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_L = rf"[\p{{L}}\p{{M}}{_UNSEEN}]"
#: What may join two parts of one word: apostrophes and hyphens, plain or typographic.
_JOIN = r"['’ʼ‘＇\-\u2010\u2011－/／×·&＆]"
_MORE = rf"(?:{_JOIN}[\p{{L}}\p{{N}}\p{{M}}{_UNSEEN}]+)*"
#: One word, as it stands between two others.
TOKEN = re.compile(
    rf"""
      https?://[^\s<>"]*[\w/] | www\.[^\s<>"]*[\w/] | [\w.+\-]{{1,64}}@[\w\-]+(?:\.[\w\-]+)+
    | (?:{_L}+[\-\u2010\u2011－])?(?:\p{{L}}\p{{M}}*[.．]){{2,}}(?:\p{{L}}\p{{M}}*+(?!{_L}))?
    | \p{{N}}+(?:[.,/:×\-\u2010-\u2013．，／：－]\p{{N}}+)*(?:{_L}+)?{_MORE}  # 4-1/4, 20th
    | [\p{{L}}\p{{N}}\p{{M}}{_UNSEEN}]+{_MORE}
    """,
    re.VERBOSE,
)
#: A stretch of text between two spaces; no word goes beyond one.
CHUNK = re.compile(r"\S+")
_IGNORED = re.compile(rf"[{_UNSEEN}]")
_WIDE = re.compile(r"[\uff00-\uffef]")  # letters and signs of full and of half width
_FOLD = str.maketrans({
    "’": "'", "ʼ": "'", "‘": "'", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-",
})  # fmt: skip
#: The groups of digits of a number such as 10 000: the first ones, and a later one.
HEAD = re.compile(r"\d{1,3}(?: \d{3})*$")
TAIL = re.compile(r"\d{3}$")
_FIRST = re.compile(r"\d{3}(?: |$)")


def split_feature(feature: str) -> list[str]:
    """Return the types of an n-gram; a number such as ``10 000`` is one type.

    >>> split_feature("build 10 000 flats")
    ['build', '10 000', 'flats']
    """
    parts: list[str] = []
    for part in feature.split():
        if parts and TAIL.match(part) and HEAD.match(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def words_of(text: str) -> list[str]:
    """Return the types of a text as they are counted: what a user wrote, as a term.

    >>> words_of("St. Louis"), words_of("pace of $40 billion"), words_of("10 000 flats")
    (['st', 'louis'], ['pace', 'of', '40', 'billion'], ['10 000', 'flats'])
    >>> words_of("the US told us")
    ['the', 'US', 'told', 'us']
    """
    words = [typed(match[0]) for match in TOKEN.finditer(text)]
    return split_feature(" ".join(word for word in words if word))


def is_number_break(before: str, after: str) -> bool:
    """Say whether two adjacent types would read as one number (``31``, ``200``) but are two.

    No n-gram holds such a pair: "31, 200" must not count as the number 31 200.
    """
    return bool(HEAD.match(before) and _FIRST.match(after))


def fold(word: str, *, case: bool = True) -> str:
    """Return a word as it is matched: composed, case-folded, with plain hyphens and apostrophes.

    With ``case`` off its capitals stay.

    >>> fold("Party’s"), fold("U.S."), fold("non‑farm"), fold("Party’s", case=False)
    ("party's", 'u.s.', 'non-farm', "Party's")
    """
    if word.isascii():  # most words: nothing to compose, no sign to unify
        return word.lower() if case else word
    plain = _IGNORED.sub("", word).translate(_FOLD)
    if _WIDE.search(plain):
        plain = unicodedata.normalize("NFKC", plain)
    plain = unicodedata.normalize("NFC", plain)
    return unicodedata.normalize("NFC", plain.casefold()) if case else plain


def typed(word: str) -> str:
    """Return the type of a word: folded, but for a name in capitals that folds to a small word."""
    return word if word in _names() else fold(word)


@cache
def _names() -> frozenset[str]:
    """Return the names in capitals that folded would be small words."""
    return frozenset(word.upper() for word in words("capital_names"))


def is_content(feature: str) -> bool:
    """Say whether a term names something: no function word, reporting verb or number at an edge.

    >>> is_content("five-year plan"), is_content("the plan"), is_content("said")
    (True, False, False)
    """
    # A number such as "10 000" names nothing, nor do its parts.
    return _is_edge(feature.partition(" ")[0]) and _is_edge(feature.rpartition(" ")[2])


@cache
def _is_edge(part: str) -> bool:
    """Say whether a type may stand at the edge of a term."""
    return part not in function_words() | words("reporting_verbs") and _is_word(part)


def _is_word(part: str) -> bool:
    """Say whether a type is a word: not a number, not an ordinal, not a single letter."""
    letters = sum(map(str.isalpha, part))
    if part[0].isdigit() and part.lstrip("0123456789") in {"st", "nd", "rd", "th"}:
        return False
    return letters > 1 or (letters == 1 and not part.isascii()) or "×" in part


def is_odd(label: str) -> bool:
    """Return whether words have capitals behind their first letter, or a hyphen by a space.

    >>> is_odd("Postmaster-General"), is_odd("PostMaster-General"), is_odd("Vice- President")
    (False, True, True)
    """
    parts = re.split(r"[\s-]", label)
    return not all(parts) or any(part[1:] != part[1:].lower() for part in parts)
