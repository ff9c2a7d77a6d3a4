"""Which earlier texts to hold against which later ones, so that a difference means a change."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.sides import label, precision
from rhetoric.corpus import Corpus, Document
from rhetoric.lexicons import cardinals

#: Most boundaries between periods that are tried; more are thinned to about equal shares of text.
MOST = 11


@dataclass(frozen=True)
class Contrast:
    """Earlier documents against later ones."""

    earlier: tuple[Document, ...]
    later: tuple[Document, ...]

    @property
    def earlier_label(self) -> str:
        """The dates of the earlier side; before one text of the same year, how many they are."""
        years = {d.year for d in self.earlier}
        if len(self.later) == 1 and len(self.earlier) > 1 and self.later[0].year in years:
            many = str(len(self.earlier))
            said = {figure: word for word, figure in cardinals().items()}.get(many, many)
            return f"the {said} texts before {self.later[0].label}"
        return label("", self.earlier, precision(self.earlier, self.later))

    @property
    def later_label(self) -> str:
        """The dates of the later side."""
        return label("", self.later, precision(self.earlier, self.later))

    def among(self, names: frozenset[str]) -> Contrast | None:
        """Return the contrast of only some documents, or None where a side has none of them."""
        sides = [tuple(d for d in side if d.id in names) for side in (self.earlier, self.later)]
        return Contrast(sides[0], sides[1]) if all(sides) else None

    def masks(self, documents: list[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which of some documents are on the earlier and on the later side."""
        before, after = ({d.id for d in side} for side in (self.earlier, self.later))
        return (
            np.array([name in before for name in documents], bool),
            np.array([name in after for name in documents], bool),
        )


def contrasts(corpus: Corpus) -> list[Contrast]:
    """Return the contrasts of a corpus: each calendar boundary, and the newest text.

    No contrast leaves out a text between its sides: what "appears" was in no earlier text at all.
    Periods are years; with all texts in one year months, in one month single documents. Documents
    without a date take no part.
    """
    dated = [d for d in corpus if d.date is not None]
    periods = _periods(dated)
    if len(periods) < 2:
        return []
    out = [
        Contrast(tuple(chain(*periods[:i])), tuple(chain(*periods[i:])))
        for i in _boundaries(periods)
    ]
    if dated[-1].date != dated[-2].date:  # no day is on both sides
        out.append(Contrast(tuple(dated[:-1]), (dated[-1],)))
    unique: dict[tuple[str, ...], Contrast] = {}
    for one in out:
        unique.setdefault((*(d.id for d in one.earlier), "|", *(d.id for d in one.later)), one)
    return list(unique.values())


def ends(corpus: Corpus) -> Contrast | None:
    """Return the first period against the last; of more than four periods, half against half."""
    periods = _periods([d for d in corpus if d.date is not None])
    if len(periods) < 2:
        return None
    if len(periods) <= 4:
        return Contrast(tuple(periods[0]), tuple(periods[-1]))
    sizes = np.cumsum([sum(len(d.raw) for d in period) for period in periods])
    half = int(np.clip(np.searchsorted(sizes, sizes[-1] / 2) + 1, 1, len(periods) - 1))
    return Contrast(tuple(chain(*periods[:half])), tuple(chain(*periods[half:])))


def _periods(dated: list[Document]) -> list[list[Document]]:
    for length in (4, 7, 10):
        keys = [d.date.isoformat()[:length] for d in dated if d.date]
        if len(set(keys)) > 1:
            groups: dict[str, list[Document]] = {}
            for key, document in zip(keys, dated, strict=True):
                groups.setdefault(key, []).append(document)
            return list(groups.values())
    return [dated]


def _boundaries(periods: list[list[Document]]) -> list[int]:
    """Return the places between periods that are tried: all, or those that part the text evenly."""
    inner = range(1, len(periods))
    if len(inner) <= MOST:
        return list(inner)
    sizes = np.cumsum([sum(len(d.raw) for d in period) for period in periods])
    goals = sizes[-1] * np.arange(1, MOST + 1) / (MOST + 1)
    return sorted({int(min(np.searchsorted(sizes, g) + 1, len(periods) - 1)) for g in goals})
