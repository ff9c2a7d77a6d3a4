"""Which figure shows a result as a whole page: what a command draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rhetoric.compare.collocates import Collocates
from rhetoric.compare.comparability import Comparability
from rhetoric.compare.dispersion import Dispersion
from rhetoric.compare.groups import Groups
from rhetoric.compare.keyness import Keyness
from rhetoric.compare.lineages import Lineages
from rhetoric.compare.naming import Naming
from rhetoric.compare.novelty import Novelty
from rhetoric.compare.phrases import Phrases
from rhetoric.compare.profile import Profile
from rhetoric.compare.shift import Shift
from rhetoric.compare.similarity import Similarity
from rhetoric.compare.tfidf import Tfidf
from rhetoric.compare.timeline import Timeline
from rhetoric.compare.trends import Trends
from rhetoric.compare.voices import Voices
from rhetoric.corpus import RhetoricError
from rhetoric.plots.bars import bars
from rhetoric.plots.heatmap import heatmap, reuse_map
from rhetoric.plots.lineages import lineages
from rhetoric.plots.lollipop import lollipop
from rhetoric.plots.multiples import multiples
from rhetoric.plots.naming import naming
from rhetoric.plots.plane import plane
from rhetoric.plots.strips import strips
from rhetoric.plots.style import Picture
from rhetoric.plots.svg import svg
from rhetoric.plots.tfidf import tfidf
from rhetoric.plots.timeline import timeline
from rhetoric.plots.voices import voices
from rhetoric.plots.xray import xray

#: The page of each kind of result.
PAGES: dict[type, Callable[[Any], Picture | None]] = {
    Keyness: lollipop, Groups: bars, Shift: bars, Collocates: bars, Phrases: bars, Tfidf: tfidf,
    Trends: multiples, Novelty: plane, Dispersion: xray, Similarity: heatmap, Profile: strips,
    Timeline: timeline, Naming: naming, Voices: voices, Lineages: lineages,
    Comparability: reuse_map,
}  # fmt: skip


def page_of(result: Any) -> Picture | None:
    """Return the page of a result, None where there are fewer than two things to draw.

    Raises `RhetoricError` for what has no figure.
    """
    if type(result) not in PAGES:
        raise RhetoricError(f"There is no figure of {type(result).__name__}.")
    return PAGES[type(result)](result)


def svg_of(result: Any) -> tuple[bytes, str] | None:
    """Return the page of a result as SVG with its words, or None where it has none."""
    picture = PAGES[type(result)](result) if type(result) in PAGES else None
    return None if picture is None else (svg(picture.figure, alt=picture.alt), picture.alt)
