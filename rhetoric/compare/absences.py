"""What stands in an archive where a term does not: the same words in another form."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np

from rhetoric.compare.drift import LEAST, LEAST_HOLDERS
from rhetoric.compare.facts import elsewhere
from rhetoric.compare.inflections import inflections
from rhetoric.compare.series import Series
from rhetoric.compare.turning import Turn
from rhetoric.words import split_feature


def standing(
    series: Series, turned: Mapping[str, Turn], labels: Mapping[str, str], periods: Sequence[str]
) -> dict[str, str]:
    """Return what is to be said of terms that came or went: another form that is there without.

    ``periods`` are those of the documents, in order. Of several forms the commonest is named.
    """
    ends = {term: turn for term, turn in turned.items() if turn.kind in {"emerged", "vanished"}}
    ways = {term: others(term) for term in ends}
    asked = sorted({form for own in ways.values() for form in own})
    number = dict(zip(asked, series.numbers(asked).tolist(), strict=True))
    there = np.array(sorted({n for n in number.values() if n >= 0}), np.int64)
    there = there[series.sums.at(there).common(LEAST, LEAST_HOLDERS)]  # of rarer ones not all are
    if not len(there):
        return {}
    terms, counts = series.counts(there)
    column = dict(zip(terms.tolist(), range(len(terms)), strict=True))
    columns, out = counts.matrix.tocsc(), dict[str, str]()
    for term, turn in ends.items():
        split, best = bisect_left(periods, turn.since), (0, "", 0)
        for form in (form for form in ways[term] if number[form] in column):
            at = slice(*columns.indptr[column[number[form]] :][:2])
            held = columns.indices[at]
            absent = held < split if turn.kind == "emerged" else held >= split
            if absent.any():
                uses = int(columns.data[at][absent].sum())
                best = max(best, (uses, form, int(held[absent].max())), key=lambda one: one[0])
        uses, form, last = best
        if uses:
            period, newest = periods[last], periods[last] == periods[-1]
            when = f"{'on' if len(period) > 7 else 'in'} {period}"
            said = elsewhere(turn.kind, uses, when, newest=newest)
            out[term] = f"“{alike(form, labels[term])}” {said}"
    return out


def others(term: str) -> list[str]:
    """Return a term with one of its words in another form, as plurals, possessives and verbs have.

    >>> {"tax cuts", "tax cut's", "taxs cut"} <= {*others("tax cut")}
    True
    """
    parts = split_feature(term)
    found = {
        " ".join((*parts[:k], form, *parts[k + 1 :]))
        for k, word in enumerate(parts)
        for form in (
            {word.removesuffix("'s"), f"{word}'s", f"{word}s", word.removesuffix("s")}
            | inflections(word)
        )
        if form
    }
    return sorted(found - {term})


def alike(form: str, label: str) -> str:
    """Return a form with the capitals of a label of the same words.

    >>> alike("new democrats", "New Democrat"), alike("democrat", "Democrats")
    ('New Democrats', 'Democrat')
    """
    words, shown = form.split(" "), label.split(" ")
    if len(words) != len(shown):
        return form
    return " ".join(map(_cased, words, shown))


def _cased(word: str, shown: str) -> str:
    same = 0
    while same < min(len(word), len(shown)) and shown[same].casefold() == word[same]:
        same += 1
    return shown[:same] + word[same:]
