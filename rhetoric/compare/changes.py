"""What changed: the terms that emerged, vanished, grew, shrank or burst, one finding a concept.

Candidates are held against each other by ``s = v · w``: v is √G² over paragraphs in the contrast
that shows a term best, w what its shape and place are worth (``rhetoric.compare.ranking``). The
permutation test gives the badge; it orders nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.compare.candidates import Candidates, candidates, named
from rhetoric.compare.claims import Work, bursts, finding, stable_id
from rhetoric.compare.concepts import concepts
from rhetoric.compare.contrasts import Contrast, contrasts
from rhetoric.compare.keyness import genre_marks
from rhetoric.compare.ranking import Context, weight
from rhetoric.compare.scoring import closely, kinds_of, score
from rhetoric.compare.trial import trials
from rhetoric.findings import Finding, Result
from rhetoric.ngrams import Counts
from rhetoric.tokens import Tokens

#: Findings that are made, and headlines that lead the report.
MOST, HEADLINES = 200, 12
#: What a term that marks a genre is still worth.
GENRE = 0.15
#: Caveats with which a finding leads no report.
UNFIT = frozenset({"genre", "burst"})


@dataclass(frozen=True, eq=False)
class Changes(Result):
    """The findings of a corpus, ranked, and the contrasts in which they were sought.

    ``counts`` are those of the terms as they were pooled, ``forms`` the n-grams counted as each.
    """

    findings: tuple[Finding, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    tests: int = 0
    counts: Counts = field(default_factory=Counts.empty)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def changes(tokens: Tokens, *, seed: int = 0, top: int = MOST) -> Changes:
    """Return what changed over the dates of a corpus: at most ``top`` findings, best first.

    A corpus without two dates has no findings, and the notes say so.
    """
    held = contrasts(tokens.corpus)
    found = candidates(tokens) if held else None
    if found is None or not len(found.forms):
        why = "there are no texts of two dates" if not held else "no term stands there often enough"
        said = f"Nothing was compared: {why}."
        return Changes("What changed", said, _frame(()), (said,), tokens)
    found, scored = closely(found, score(tokens, found, held))
    found = named(tokens, found)
    marks = genre_marks(found.counts)
    worth = _worth(tokens, found) * scored.score * np.where(marks != 0, GENRE, 1.0)
    used = sorted(set(scored.contrast[scored.contrast >= 0].tolist()))
    tests = trials(found.counts, {k: held[k] for k in used}, len(held), seed)
    groups = concepts(tokens, found, worth, kinds_of(found.counts, scored, held), top)
    work = Work(tokens, found, found.counts.group("document"), held, scored, tests)
    made = _ranked(
        [f for group in groups if (f := finding(work, group)) is not None],
        frozenset(found.counts.features[marks != 0]),
    )
    made += bursts(work, len(made))
    family = max((t.tests for t in tests.values()), default=0)
    return Changes(
        title="What changed",
        method=_method(len(held), family),
        table=_frame(made),
        source=tokens,
        findings=tuple(made),
        contrasts=tuple(held),
        tests=family,
        counts=found.counts,
        forms=dict(zip(found.counts.features, found.forms, strict=True)),
    )


def _worth(tokens: Tokens, found: Candidates) -> NDArray[np.float64]:
    """Return what the shape and the place of each candidate are worth."""
    context = Context(tokens)
    return np.array(
        [
            weight(context, f, forms)
            for f, forms in zip(found.counts.features, found.forms, strict=True)
        ]
    )


def _ranked(findings: Sequence[Finding], marked: frozenset[str]) -> list[Finding]:
    """Return findings with rank, stable id, and the first dozen that may lead as headlines.

    What stands in one paragraph only, or may be a matter of genre, leads nothing.
    """
    order = sorted(findings, key=lambda f: (-f.score, f.features[0]))
    left, out = HEADLINES, []
    for rank, one in enumerate(order, 1):
        fit = left > 0 and one.features[0] not in marked and not UNFIT & set(one.caveats)
        left -= fit
        out.append(replace(one, rank=rank, id=stable_id(one), headline=fit))
    return out


def _frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row each."""
    return pd.DataFrame(
        [
            (f.rank, f.kind, ", ".join(f.terms), f.claim, f.effect.value, f.badge,
             ", ".join(f.caveats), f.spread)
            for f in findings
        ],
        columns=["rank", "kind", "terms", "claim", "log_ratio", "badge", "caveats", "spread"],
    )  # fmt: skip


def _method(looks: int, family: int) -> str:
    return (
        f"Terms of one to seven words in {looks} contrasts of earlier and later texts; ordered by "
        "√G² over paragraphs times what a term's shape and place are worth; paragraphs permuted, "
        f"corrected for {family:,} tests (terms × contrasts)."
    )
