"""The table of contents of the report on an archive, which tells of periods, not of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rhetoric.compare.drifting import MOST
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Page
from rhetoric.report.results import Analysis
from rhetoric.report.sections.archive import comparable, method, told
from rhetoric.report.sections.claims import headlines, kinds
from rhetoric.report.sections.documents import documents, notes, texts
from rhetoric.report.sections.shared import titled
from rhetoric.report.sections.since import since
from rhetoric.report.sections.vocabulary import trends


def contents(analysis: Analysis, figures: Mapping[str, Drawn], changes: Mapping[str, Any]) -> Page:
    """Return the page of a report on a store, whose documents are told period by period."""
    made = [
        comparable(analysis),
        since(changes, MOST),
        headlines(analysis, figures, told(analysis)),
        documents(analysis, figures),
        kinds(analysis),
        trends(analysis, figures),
        notes(analysis, figures),
        method(analysis),
    ]
    made.append(texts(analysis, made))
    return Page(titled(analysis), [s for s in made if s is not None])
