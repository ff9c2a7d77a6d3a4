"""Other forms of a verb, so that "launch" is not said to be gone where "launched" stands.

Forms of nouns are counted as one term; those of verbs are not, since "building" and "built" are
often two things. A claim of absence names the form that is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rhetoric.compare.facts import silent
from rhetoric.findings import Finding, among
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature

#: Letters that the base of a verb has at least, and what is no vowel before a doubled letter.
LETTERS = 4
_VOWELS = "aeiou"


def stays(
    tokens: Tokens, forms: Sequence[str], one: Finding
) -> tuple[str, int, frozenset[str]] | None:
    """Return the commonest other form of a term where a finding says that it is not, if any is.

    Its count and the documents that have it there come with it.
    """
    absent = silent(tuple(tokens.corpus), one)
    return still(tokens, forms, absent) if absent else None


def still(
    tokens: Tokens, forms: Sequence[str], documents: Collection[str]
) -> tuple[str, int, frozenset[str]] | None:
    """Return the commonest other form of a term in some documents, its count and its holders.

    ``forms`` are the n-grams that are counted as the term; another form has one word inflected.
    """
    asked = among(tokens.names, documents)
    found: dict[str, list[int]] = {}
    for other in {o for form in forms for o in _others(tokens, form)} - set(forms):
        at = tokens.document_of[tokens.find(other)]
        if asked[at].any():
            found[other] = at[asked[at]].tolist()
    if not found:
        return None
    best = min(found, key=lambda form: (-len(found[form]), form))
    holders = frozenset(tokens.names[n] for n in found[best])
    return tokens.surface(best), len(found[best]), holders


def _others(tokens: Tokens, form: str) -> Iterator[str]:
    """Yield an n-gram with each of its words in each other form that the corpus has."""
    parts = split_feature(form)
    for i, word in enumerate(parts):
        for other in inflections(word):
            if other != word and other in tokens.index:
                yield " ".join((*parts[:i], other, *parts[i + 1 :]))


def inflections(word: str) -> frozenset[str]:
    """Return what may be regular forms of the verb that a word is a form of, and more that is none.

    A function word is the base of none.

    >>> {"launch", "launches", "launching"} <= inflections("launched")
    True
    >>> "stepping" in inflections("steps"), "relied" in inflections("rely"), inflections("even")
    (True, True, frozenset())
    """
    bases = {base for base in _bases(word) if len(base) >= LETTERS}
    return frozenset(f for b in bases if b not in function_words() for f in _forms(b))


def _bases(word: str) -> Iterator[str]:
    yield word
    for ending, instead in (("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss"):
            base = word.removesuffix(ending) + instead
            yield base
            if ending in {"ing", "ed"} and len(base) > 2 and base[-1] == base[-2]:
                yield base[:-1]
            if ending in {"ing", "ed"}:
                yield base + "e"
    if word.endswith(("ied", "ies")):
        yield word[:-3] + "y"


def _forms(base: str) -> Iterator[str]:
    yield base
    if base.endswith("e"):
        yield from (base + "s", base + "d", base[:-1] + "ing")
    elif base.endswith("y") and base[-2] not in _VOWELS:
        yield from (base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    else:
        yield from (base + "s", base + "es", base + "ed", base + "ing")
        if base[-1] not in _VOWELS and base[-2] in _VOWELS:
            yield from (base + base[-1] + "ed", base + base[-1] + "ing")
