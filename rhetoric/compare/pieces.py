"""Pieces of names: words that hardly stand outside of one longer name are no terms of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rhetoric.ngrams import Counts
from rhetoric.words import split_feature

#: Share of a word's occurrences that stand in one name, the fewest that tell, and the words of a
#: name.
SHARE, LEAST, LONGEST = 0.8, 10, 4


def pieces(counts: Counts) -> NDArray[np.bool_]:
    """Return which single words are pieces of a name.

    Four fifths of their occurrences or more stand in one longer term of which every word is
    written with a capital. Counts without a corpus, and categories of hits, have none.
    """
    out = np.zeros(len(counts.features), bool)
    if counts.source is None or counts.categories:
        return out
    totals, shown = counts.totals, counts.source.surface
    singles = (counts.lengths == 1) & (totals >= LEAST)
    place = {counts.features[j]: int(j) for j in np.flatnonzero(singles)}
    longer = (counts.lengths > 1) & (counts.lengths <= LONGEST) & (totals >= SHARE * LEAST)
    for j in np.flatnonzero(longer):
        held = [place[w] for w in split_feature(counts.features[j]) if w in place]
        held = [i for i in held if not out[i] and totals[j] >= SHARE * totals[i]]
        if held and all(word[:1].isupper() for word in shown(counts.features[j]).split()):
            out[held] = True
    return out
