"""The comparisons of vocabulary: keyness, TF-IDF, rates through time, likeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rhetoric.findings import BADGES, CAVEAT_NAMES
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Para, Section, Table
from rhetoric.report.results import Analysis
from rhetoric.report.sections.shared import ROWS

if TYPE_CHECKING:
    from rhetoric.compare.keyness import Keyness

#: Terms of each document in the table of TF-IDF.
TFIDF_ROWS = 6


def measures(*sections: Section | None) -> list[Section]:
    """Return sections under a heading that says whom they are for, or nothing without any."""
    made = [replace(section, inner=True) for section in sections if section is not None]
    if not made:
        return []
    said = (
        "The same texts by the standard measures of the field. Nothing above needs them; whoever "
        "knows keyness, TF-IDF, word shift, cosine similarity or novelty and resonance finds "
        "here what they say of these texts."
    )
    return [Section("measures", "For readers who know the measures", [Para(said)]), *made]


def keyness(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return the first period against the last, with what could be detected at all."""
    if a.keyness is None:
        return None
    key = a.keyness
    images = [figures[name].image for name in ("funnel", "keyness") if name in figures]
    rows = [
        [
            row["label"], f"{row['reference']} → {row['target']}",
            f"{row['reference_rate']:.2f} → {row['target_rate']:.2f}",
            f"{row['log_ratio']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})",
            f"{row['p_adjusted']:.2g}", BADGES[row["badge"]],
            ", ".join(CAVEAT_NAMES[c] for c in row["caveats"]),
        ]
        for row in key.table[key.table["content"]].head(ROWS).to_dict("records")
    ]  # fmt: skip
    columns = [
        "Term",
        "Occurrences",
        "Per 1,000 tokens",
        "log2 ratio",
        "p (maxT)",
        "Badge",
        "Caveats",
    ]
    table = Table(columns, rows, f"{key.reference} → {key.target}, content words", frozenset({4}),
                  "tables/keyness.csv")  # fmt: skip
    here = (
        f"Here {key.target} is held against {key.reference} alone: what is found, and its badge, "
        "may differ from the findings above, each of which has the division that shows it best."
    )
    words = [Para(here), Para(key.method), *(Para(note) for note in key.notes), Para(_passed(key))]
    if a.calibration is not None:
        words.append(Para(a.calibration.said))
    title = f"Keyness: {key.target} against {key.reference}"
    return Section("keyness", title, [*words, *images, table])


def _passed(key: Keyness) -> str:
    """Say how many terms passed the test."""
    passed = int((key.table["badge"] >= 2).sum())
    return f"{passed} of {key.tests:,} terms passed." if passed else "No word passed."


def tfidf(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return the terms that set each document apart."""
    if a.tfidf is None:
        return None
    image = [figures["tfidf"].image] if "tfidf" in figures else []
    best = a.tfidf.table.groupby("document", sort=False).head(TFIDF_ROWS)
    rows = [
        [str(label), ", ".join(part["label"])]
        for label, part in best.groupby("document_label", sort=False)
    ]
    table = Table(["Document", "Terms of the greatest weight"], rows[-ROWS:], "", frozenset(),
                  "tables/tfidf.csv")  # fmt: skip
    return Section("tfidf", "What sets each document apart", [Para(a.tfidf.method), *image, table])


def trends(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return the figures of the chief terms through time."""
    images = [figures[n].image for n in ("trends", "slope", "xray") if n in figures]
    if a.panels is None or not images:
        return None
    words = [Para(a.panels.method), *(Para(note) for note in a.panels.notes)]
    return Section("trends", "The chief terms through time", [*words, *images])


def shift(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return which words make the two ends differ, and how much of it each of them is."""
    if a.shift is None or "shift" not in figures:
        return None
    words = [Para(a.shift.method), *(Para(note) for note in a.shift.notes)]
    return Section("shift", "Which words make the difference", [*words, figures["shift"].image])


def novelty(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return how new each document is, and whether what was new in it stayed."""
    if a.novelty is None or "novelty" not in figures:
        return None
    words = [Para(a.novelty.method), *(Para(note) for note in a.novelty.notes)]
    title = "Novelty and resonance"
    return Section("novelty", title, [*words, figures["novelty"].image])


def similarity(figures: Mapping[str, Drawn]) -> Section | None:
    """Return the picture of how alike the documents are."""
    if "similarity" not in figures:
        return None
    return Section("similarity", "How alike the documents are", [figures["similarity"].image])
