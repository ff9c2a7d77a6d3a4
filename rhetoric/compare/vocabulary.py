"""Which words and phrases moved: the first of the generators of findings, and the largest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rhetoric.compare.candidates import Candidates, candidates, named, stemmed
from rhetoric.compare.caveats import genre_marks
from rhetoric.compare.claims import Work, bursts, finding
from rhetoric.compare.concepts import concepts
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.idioms import idioms
from rhetoric.compare.ranking import context_of, weight
from rhetoric.compare.scoring import closely, kinds_of, score
from rhetoric.compare.trial import trials
from rhetoric.compare.weights import WEIGHTS
from rhetoric.findings import Finding
from rhetoric.ngrams import Counts
from rhetoric.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Findings of vocabulary, the best first, then bursts; and what they were made from.

    ``counts`` are those of the terms as they were pooled, ``forms`` the n-grams counted as each,
    ``marked`` the terms that mark a genre.
    """

    findings: tuple[Finding, ...] = ()
    bursts: tuple[Finding, ...] = ()
    counts: Counts = field(default_factory=Counts.empty)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    tests: int = 0


def vocabulary(tokens: Tokens, held: list[Contrast], *, seed: int, top: int) -> Vocabulary:
    """Return what changed among the words and phrases: at most ``top`` findings."""
    found = idioms(stemmed(tokens), candidates(tokens))
    if not len(found.forms):
        return Vocabulary()
    found, scored = closely(found, score(tokens, found, held))
    found = named(tokens, found)
    marks = genre_marks(found.counts)
    worth = _worth(tokens, found) * scored.score * np.where(marks != 0, WEIGHTS["genre"], 1.0)
    tests = trials(found.counts, held, scored.contrast, seed)
    groups = concepts(tokens, found, worth, kinds_of(found.counts, scored, held), top)
    work = Work(tokens, found, found.counts.group("document"), held, scored, tests)
    made = [f for group in groups if (f := finding(work, group)) is not None]
    return Vocabulary(
        findings=tuple(sorted(made, key=lambda f: (-f.score, f.features[0]))),
        bursts=tuple(bursts(work)),
        counts=found.counts,
        forms=dict(zip(found.counts.features, found.forms, strict=True)),
        marked=frozenset(found.counts.features[marks != 0]),
        tests=int(tests.tests.max(initial=0)),
    )


def _worth(tokens: Tokens, found: Candidates) -> np.ndarray:
    """Return what the shape and the place of each candidate are worth."""
    context = context_of(tokens)
    return np.array(
        [
            weight(context, f, forms)
            for f, forms in zip(found.counts.features, found.forms, strict=True)
        ]
    )
