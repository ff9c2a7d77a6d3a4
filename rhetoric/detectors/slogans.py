"""Slogans and named policies: phrases in quotation marks or capitals that a corpus repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import regex as re

from rhetoric.hits import Hits
from rhetoric.lexicon import match, slogans
from rhetoric.lexicons import words, zipf
from rhetoric.tokens import Tokens

#: Words of a slogan, least and most; occurrences from which one is repeated.
_SHORTEST, _LONGEST, _TWICE = 2, 12, 2
_QUOTED = re.compile(r"""["“„]([^"“”„\n]{3,200}?)["”]|[‘«]([^‘’«»\n]{3,200}?)[’»](?!\w)""")


def slogan_names(tokens: Tokens) -> Hits:
    """Return slogans and named policies, a category each, where a corpus has one at least twice.

    A slogan is a phrase of 2 to 12 words in quotation marks, or a name in capitals that ends in a
    word such as Policy, Plan or Act. Titles that begin with "On", and names of people and
    places, are none. What corpus.toml lists is found under its own name, even once.
    """
    listed = slogans(tokens.corpus)
    own = match(listed, tokens) if listed else Hits.of(tokens, ())
    taken = np.zeros(len(tokens) + 1, bool)
    for first, length in zip(own.first.tolist(), own.length.tolist(), strict=True):
        taken[first : first + length] = True
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for first, length in sorted({*_quoted(tokens), *_capital(tokens)}):
        if not taken[first : first + length].any():
            seen[_folded(tokens, first, length)].append((first, length))
    found = [
        (first, length, tokens.surface(text), text)
        for text, places in sorted(seen.items())
        if len(places) >= _TWICE
        for first, length in places
    ]
    ours = [
        (int(own.first[i]), int(own.length[i]), own.categories[own.category[i]],
         own.rules[own.rule[i]])
        for i in range(len(own))
    ]  # fmt: skip
    return Hits.of(tokens, [*ours, *found], speech=own.speech)


def _folded(tokens: Tokens, first: int, length: int) -> str:
    return " ".join(tokens.types[tokens.ids[first : first + length]])


def _quoted(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield phrases in quotation marks that may be slogans."""
    for number, document in enumerate(tokens.corpus):
        low, high = tokens.extent(number)
        starts = tokens.start[low:high]
        for found in _QUOTED.finditer(document.raw):
            inner = found.span(1) if found[1] is not None else found.span(2)
            first, last = np.searchsorted(starts, inner)
            if _SHORTEST <= last - first <= _LONGEST and _may_be(tokens, low + first, last - first):
                yield low + int(first), int(last - first)


def _may_be(tokens: Tokens, first: int, length: int) -> bool:
    """Say whether a quoted phrase is in one sentence, no title of an item, and more than a name."""
    if tokens.sentence_of[first] != tokens.sentence_of[first + length - 1]:
        return False
    parts = tokens.types[tokens.ids[first : first + length]]
    return parts[0] not in words("title_openers") and any(part in zipf() for part in parts)


def _capital(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield names in capitals that end in the word of a policy."""
    heads = [number for number, kind in enumerate(tokens.types) if kind in words("policy_heads")]
    for last in np.flatnonzero(np.isin(tokens.ids, heads)).tolist():
        first = _first_of_name(tokens, last)
        if last - first + 1 >= _SHORTEST and _may_be(tokens, first, last - first + 1):
            yield first, last - first + 1


def _first_of_name(tokens: Tokens, last: int) -> int:
    """Return where a name in capitals begins that ends with a word, inside its sentence."""
    number = int(tokens.document_of[last])
    raw = tokens.corpus[number].raw
    first, at = last + 1, last
    while at >= 0 and last - at < _LONGEST and tokens.sentence_of[at] == tokens.sentence_of[last]:
        word = raw[tokens.start[at] : tokens.end[at]]
        gap = raw[tokens.end[at] : tokens.start[at + 1]] if at < last else ""
        if gap.strip("* \t\r\n"):
            break
        if word[0].isupper() or word[0].isdigit():
            first = at
        elif at == last or word.casefold() not in words("name_joints"):
            break
        at -= 1
    while first <= last and tokens.types[tokens.ids[first]] in words("name_openers"):
        first += 1
    return first
