"""The table of contents of the report as code: one function a section, in the page's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rhetoric.compare.leading import MOST
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Page
from rhetoric.report.results import Analysis
from rhetoric.report.sections.claims import headlines, kinds
from rhetoric.report.sections.comparable import comparable
from rhetoric.report.sections.difference import difference
from rhetoric.report.sections.documents import documents, notes, texts
from rhetoric.report.sections.method import method
from rhetoric.report.sections.pointing import naming, voices
from rhetoric.report.sections.rhetoric import rhetoric
from rhetoric.report.sections.shared import titled
from rhetoric.report.sections.since import since
from rhetoric.report.sections.terms import terms
from rhetoric.report.sections.vocabulary import (
    keyness,
    measures,
    novelty,
    shift,
    similarity,
    tfidf,
    trends,
)


def contents(analysis: Analysis, figures: Mapping[str, Drawn], changes: Mapping[str, Any]) -> Page:
    """Return the page of a report; ``changes`` are those since the last one."""
    made = [
        comparable(analysis),
        since(changes, MOST),
        headlines(analysis, figures),
        voices(analysis, figures),
        documents(analysis, figures),
        terms(analysis),
        kinds(analysis),
        trends(analysis, figures),
        difference(analysis, figures),
        naming(analysis, figures),
        rhetoric(analysis, figures),
        *measures(
            keyness(analysis, figures),
            tfidf(analysis, figures),
            shift(analysis, figures),
            similarity(figures),
            novelty(analysis, figures),
        ),
        notes(analysis, figures),
        method(analysis),
    ]
    made.append(texts(analysis, made))
    return Page(titled(analysis), [s for s in made if s is not None])
