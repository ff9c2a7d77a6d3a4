"""Everything that a report says: the results that its sections show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rhetoric.compare.agenda import Agenda
    from rhetoric.compare.calibration import Calibration
    from rhetoric.compare.carryover import Carryover
    from rhetoric.compare.contrasts import Contrast
    from rhetoric.compare.dispersion import Dispersion
    from rhetoric.compare.keyness import Keyness
    from rhetoric.compare.leading import Changes
    from rhetoric.compare.naming import Naming
    from rhetoric.compare.novelty import Novelty
    from rhetoric.compare.panel import Panel
    from rhetoric.compare.shift import Shift
    from rhetoric.compare.similarity import Similarity
    from rhetoric.compare.terms import Term
    from rhetoric.compare.tfidf import Tfidf
    from rhetoric.compare.timeline import Timeline
    from rhetoric.compare.trends import Trends
    from rhetoric.compare.voices import Voices
    from rhetoric.corpus import Corpus
    from rhetoric.findings import Finding
    from rhetoric.tokens import Tokens

#: Terms of the figures that follow chief terms through the documents.
MATRIX, PANELS = 16, 12


@dataclass(frozen=True, eq=False)
class Analysis:
    """The results of a corpus; what cannot be made of it is None.

    Of an archive (a store) the "documents" are periods, ``size`` is the number of its documents,
    ``tokens`` are those of the documents that are quoted, ``copied`` says that these are edited
    copies of those before them, and ``types`` are those of the texts: how many, first and last
    period of each, the commonest first.
    """

    corpus: Corpus
    tokens: Tokens
    words: Mapping[str, int]
    timeline: Timeline
    changes: Changes
    findings: tuple[Finding, ...]
    terms: tuple[Term, ...]
    contrast: Contrast | None
    keyness: Keyness | None
    calibration: Calibration | None
    tfidf: Tfidf | None
    matrix: Trends | None
    panels: Trends | None
    slopes: Trends | None
    strips: Dispersion | None
    similarity: Similarity | None
    shift: Shift | None
    novelty: Novelty | None
    naming: Naming | None
    voices: Voices | None
    panel: Panel | None
    agenda: Agenda | None
    carried: Carryover | None
    size: int | None = None
    copied: bool = False
    types: Sequence[tuple[str, int, str, str]] = ()
