"""Chiasmus: words that come back in the opposite order (A B … B A), ranked, and seldom told.

A naive search finds hundreds in any long text, nearly all by chance (Dubremetz and Nivre 2015,
"Rhetorical figure detection: the case of chiasmus"): the score is what tells the few.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from rhetoric.detectors.grammar import COLON, COMMA, DASH, END, Bools, Grammar, Ints, grammar
from rhetoric.hits import Hits
from rhetoric.lexicons import function_words
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

#: Words from the first A to the last, at most.
SPAN = 30
#: The score from which a candidate is told.
TOLD = -1.0
_SHARED, _CENTRE, _ARMS = 6.0, 3.0, 2.0


def chiasmus(tokens: Tokens) -> Hits:
    """Return words that return in the opposite order, where the score is `TOLD` or more.

    The score takes one for each word between the outer pair, adds six for each small word that
    both arms share, three for a conjunction or a mark in the middle, and takes two for each word
    by which one arm is longer. Names, numbers and enumerations are left out. The score is the
    weight.
    """
    there = grammar(tokens)
    outer, inner = _nested(tokens, there)
    rows = [
        (float(score), a, b)
        for score, a, b in zip(_scores(tokens, there, outer, inner), outer.tolist(), inner.tolist(),
                               strict=True)
        if score >= TOLD
    ]  # fmt: skip
    taken: set[int] = set()
    found = []
    for score, (first, last), (b, _) in sorted(rows, key=lambda row: (-row[0], row[1])):
        span = range(first, last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            said = (tokens.types[tokens.ids[first]], tokens.types[tokens.ids[b]])
            found.append((first, last - first + 1, "chiasmus", " – ".join(map(str, said)), score))
    return Hits.of(tokens, found, categories=("chiasmus",), speech=partial(voice, tokens))


def _fit(tokens: Tokens, there: Grammar) -> Bools:
    """Return which words may be of a chiasmus: content words, no names, no numbers."""
    small = function_words()
    types = np.array(
        [word not in small and len(word) > 2 and word[0].isalpha() for word in tokens.types], bool
    )
    named = there.capital & ~there.opens[: len(tokens)]
    return np.asarray(types[tokens.ids] & ~named)


def _nested(tokens: Tokens, there: Grammar) -> tuple[Ints, Ints]:
    """Return pairs of pairs of equal words, one inside the other: (A, A) and (B, B)."""
    at = np.flatnonzero(_fit(tokens, there))
    key = np.lexsort((at, tokens.ids[at]))
    one, two = at[key][:-1], at[key][1:]
    pair = (tokens.ids[one] == tokens.ids[two]) & (two - one <= SPAN)
    pair &= tokens.paragraph_of[one] == tokens.paragraph_of[two]
    order = np.argsort(one[pair], kind="stable")
    one, two = one[pair][order], two[pair][order]
    outer, inner = [np.empty((0, 2), np.int64)], [np.empty((0, 2), np.int64)]
    for step in range(1, SPAN):
        if step >= len(one):
            break
        a, b = slice(None, -step), slice(step, None)
        near = one[b] < two[a]
        if not near.any():
            break
        held = near & (two[b] < two[a]) & (tokens.ids[one[a]] != tokens.ids[one[b]])
        outer.append(np.column_stack([one[a][held], two[a][held]]))
        inner.append(np.column_stack([one[b][held], two[b][held]]))
    return np.concatenate(outer), np.concatenate(inner)


def _scores(tokens: Tokens, there: Grammar, outer: Ints, inner: Ints) -> Ints:
    """Return the score of each candidate; minus infinity for one that is an enumeration."""
    first, last = outer.T
    b, c = inner.T
    left, right = b - first, last - c
    out = -(last - first) - _ARMS * np.abs(left - right)
    joint = there.types_of("CONJ|that|than|then")
    number = np.array([word[0].isdigit() for word in tokens.types], bool)
    small = there.types_of("DET|PREP|BE|HAVE|MODAL|DO|PRON|POSS|NEG|OBJECT|to")
    likely = out + 4 * _SHARED + _CENTRE >= TOLD
    score = np.full(len(out), -np.inf)
    for i in np.flatnonzero(likely).tolist():
        low, high, p, q = int(first[i]), int(last[i]), int(b[i]), int(c[i])
        ids = tokens.ids[low : high + 1]
        if number[ids].any() or (there.marks[low:high] & COMMA > 0).sum() > 2:
            continue
        centre = tokens.ids[p + 1 : q]
        marks = there.marks[p:q]
        turn = bool(joint[centre].any() or (marks & (COMMA | COLON | DASH | END) > 0).any())
        arms = [{int(w) for w in tokens.ids[x:y] if small[w]} for x, y in
                ((low + 1, p), (max(q - 1, p + 1), high))]  # fmt: skip
        score[i] = out[i] + _SHARED * len(arms[0] & arms[1]) + _CENTRE * turn
        if not turn:
            score[i] = -np.inf
    return score
