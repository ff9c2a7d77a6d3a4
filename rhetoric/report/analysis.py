"""Everything that a report says, computed once: the results that its sections show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from rhetoric.compare.agenda import Agenda, agenda
from rhetoric.compare.calibration import calibration
from rhetoric.compare.candidates import LEAST, LONGEST
from rhetoric.compare.carryover import carryover
from rhetoric.compare.changes import changes
from rhetoric.compare.contrasts import Contrast, ends
from rhetoric.compare.copies import same
from rhetoric.compare.dispersion import Dispersion, dispersion
from rhetoric.compare.keyness import Keyness, keyness
from rhetoric.compare.leading import Changes
from rhetoric.compare.naming import Naming, naming
from rhetoric.compare.novelty import novelty
from rhetoric.compare.panel import Panel, panel
from rhetoric.compare.pieces import pieces
from rhetoric.compare.shift import Shift, shift
from rhetoric.compare.similarity import MOST, similarity
from rhetoric.compare.terms import terms
from rhetoric.compare.tfidf import Tfidf, tfidf
from rhetoric.compare.timeline import timeline
from rhetoric.compare.trends import Trends, trends
from rhetoric.compare.voices import Voices, voices
from rhetoric.corpus import Corpus, RhetoricError
from rhetoric.findings import Finding
from rhetoric.fork import both
from rhetoric.hits import VOICES
from rhetoric.lexicon import of_corpus
from rhetoric.ngrams import Counts, closed, count
from rhetoric.report.results import MATRIX, PANELS, Analysis
from rhetoric.tokens import Tokens, tokenize

#: Terms of the figure that follows chief terms through the paragraphs.
STRIPS = 5
#: Dated documents from which each may be held against those before and after it.
DATES = 8
#: Likenesses of documents that are drawn or listed; the others take time to tell the same.
LIKENESSES = ("cosine", "jaccard")
#: Periods that a slope from the first to the last may leap over.
PERIODS = 6


def analyse(
    corpus: Corpus, *, seed: int = 0, min_badge: int = 1, say: Callable[..., None] = lambda *_: None
) -> Analysis:
    """Return the results of a corpus; ``say`` hears how far the work is."""
    of_corpus(corpus)  # the report counts shipped lexicons alone, but a wrong one is told here too
    say(f"{len(corpus)} documents; finding words")
    tokens = tokenize(corpus)
    if not len(tokens):
        raise RhetoricError(f"There is no word in the documents of {corpus.path!r}.", code=65)
    say(f"{len(tokens):,} words; looking for changes")
    changed = changes(tokens, seed=seed)
    findings = tuple(f for f in changed.findings if f.badge >= min_badge)
    say(f"{len(findings)} findings; comparing vocabularies")
    counts = count(tokens, ngrams=(1, LONGEST), per="paragraph", min_count=2)
    counts = counts.keep(~pieces(counts))
    contrast = ends(corpus)
    same(counts)  # which units are copies is asked in both processes
    told, compared = both(
        lambda: _told(tokens, counts, changed, findings, seed),
        lambda: _compared(tokens.corpus, counts, contrast, seed),
        size=len(tokens),
        shared=(tokens, corpus, *corpus),
    )
    return Analysis(
        corpus=corpus,
        tokens=tokens,
        words=dict(zip(tokens.names, tokens.document_sizes.tolist(), strict=True)),
        changes=changed,
        findings=findings,
        contrast=contrast,
        **told,
        **compared,
    )


def _told(
    tokens: Tokens, counts: Counts, changed: Changes, findings: Sequence[Finding], seed: int
) -> dict[str, Any]:
    """Return by name the results on terms of findings, on single texts and on how they speak."""
    corpus = tokens.corpus
    leading = sorted(findings, key=lambda f: (not f.headline, "genre" in f.caveats, f.rank))
    worded = [f for f in leading if f.features[0] in changed.forms]
    chief = [f.features[0] for f in worded if f.kind != "burst" or f.headline]
    dated = [d for d in corpus if d.date is not None]
    return {
        "timeline": timeline(tokens),
        "terms": tuple(terms(tokens, findings, changed.forms)),
        "tfidf": _tfidf(counts) if len(corpus) > 1 and len(counts.features) else None,
        "matrix": _trends(changed, chief[:MATRIX]) if len(dated) > 1 else None,
        "panels": _trends(changed, chief[:PANELS]) if len(dated) > 1 else None,
        "slopes": _slopes(changed, worded, len({d.year for d in dated})),
        "strips": _strips(tokens, changed, chief),
        "naming": _naming(tokens),
        "voices": _voices(tokens),
        "panel": _panel(tokens),
        "agenda": _agenda(tokens),
        "carried": carryover(tokens, seed=seed) if len(corpus) > 1 else None,
    }


def _compared(
    corpus: Corpus, counts: Counts, contrast: Contrast | None, seed: int
) -> dict[str, Any]:
    """Return by name the results that hold the words of texts against those of others."""
    dated = [d for d in corpus if d.date is not None]
    several, some = len(corpus) > 1, bool(len(counts.features))
    return {
        "keyness": _keyness(counts, contrast, seed),
        "calibration": calibration(counts, seed=seed) if contrast is not None else None,
        "similarity": similarity(counts, measures=LIKENESSES, most=MOST) if several else None,
        "shift": _shift(counts, contrast),
        "novelty": novelty(counts) if len(dated) >= DATES and some else None,
    }


def _shift(counts: Counts, contrast: Contrast | None) -> Shift | None:
    """Return what each word adds to the difference of both ends, or None without two ends."""
    single = counts.trim(ngrams=(1, 1))
    single = single.keep(single.content)
    if contrast is None or not len(single.features):
        return None
    made = shift(single, target=contrast.later, reference=contrast.earlier)
    return made if len(made.table) else None


def _naming(tokens: Tokens) -> Naming | None:
    """Return how actors are named, or None where none is named at all."""
    made = naming(tokens)
    return made if len(made.table) and made.table["count"].any() else None


def _voices(tokens: Tokens) -> Voices | None:
    """Return who speaks, or None where nobody does but the texts themselves."""
    made = voices(tokens)
    return made if (made.table["voice"] != VOICES[0]).any() else None


def _panel(tokens: Tokens) -> Panel | None:
    """Return the features of rhetoric, or None where hardly any is found."""
    made = panel(tokens)
    return made if made.table["count"].any() else None


def _agenda(tokens: Tokens) -> Agenda | None:
    """Return agendas and roll calls, or None where there are none."""
    made = agenda(tokens)
    return made if len(made.table) else None


def _keyness(counts: Counts, contrast: Contrast | None, seed: int) -> Keyness | None:
    if contrast is None:
        return None
    if not (counts.totals >= LEAST).any():
        return None
    counts = counts.keep(counts.content)  # no longer term may stand for one but by a small word
    key = keyness(counts, target=contrast.later, reference=contrast.earlier, seed=seed)
    return replace(key, table=key.table[key.table["closed"]].reset_index(drop=True))


def _tfidf(counts: Counts) -> Tfidf | None:
    """Return TF-IDF of terms that at least one document has not; the others set none apart."""
    terms = counts.keep(closed(counts))
    holders = np.asarray((terms.group("document").matrix > 0).sum(axis=0)).ravel()
    apart = terms.keep(holders < len(counts.documents))
    if not len(apart.features):
        return None
    made = tfidf(apart)
    rule = "Terms that stand in every document set none apart and are left out."
    return replace(made, method=f"{made.method} {rule}")


def _trends(changed: Changes, terms: Sequence[str]) -> Trends | None:
    return trends(changed.counts, list(terms)) if len(terms) > 1 else None


def _slopes(changed: Changes, findings: Sequence[Finding], periods: int) -> Trends | None:
    """Return the terms that stand on both sides: the others have no slope but from or to 0.

    Over many periods the first and the last say little of what lies between.
    """
    moved = [f.features[0] for f in findings if f.kind in {"grew", "shrank"}]
    return _trends(changed, moved[:PANELS]) if len(moved) > 3 and periods <= PERIODS else None


def _strips(tokens: Tokens, changed: Changes, terms: Sequence[str]) -> Dispersion | None:
    chosen = {term: changed.forms[term] for term in islice(terms, STRIPS)}
    return dispersion(tokens, chosen) if len(chosen) > 1 else None
