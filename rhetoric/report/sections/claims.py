"""The findings: those that lead, and all of them by kind."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from rhetoric.amounts import number
from rhetoric.compare.facts import when
from rhetoric.compare.leading import HEADLINES
from rhetoric.findings import BADGES, CAVEAT_NAMES, CAVEATS, PASSAGES, Finding
from rhetoric.inert import clipped
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Block, Card, Fold, Outline, Para, Section, Spark, Table
from rhetoric.report.passages import quote
from rhetoric.report.results import Analysis
from rhetoric.report.sections.shared import ROWS

#: Documents whose counts are shown one by one, and bars of a small picture of rates.
MANY, BARS = 12, 24
#: Findings of the same story that a headline names, and letters of each.
RELATED, LONG = 4, 160
#: The badges in one word each.
BADGE_NAMES = {1: "counted", 2: "differs", 3: "recurs", 4: "holds within a type"}
#: The smallest p that is written out: a smaller one is a matter of formula, not of the texts.
LEAST_P = 0.0001
_QUOTED = re.compile(r"“[^”]*”|\(with [^)]*\)")
_SEAM = re.compile(r": | \(|; ")
KINDS = (
    ("emerged", "Emerged", "absent before a date, in use after it"),
    ("vanished", "Vanished", "in use before a date, absent after it"),
    ("grew", "Grew", "on both sides, more since"),
    ("shrank", "Shrank", "on both sides, less since"),
    ("burst", "Bursts", "mostly in one text or in one paragraph"),
    ("renamed", "Renamed", "other names on either side of a date, and none of them on both"),
    ("changed_referent", "Changed referent", "the same word, another's thing"),
    ("naming", "Naming", "another share of plain, official, hostile or honorific names"),
    ("voice", "Voice", "somebody's words are told more, or less"),
)


def headlines(a: Analysis, figures: Mapping[str, Drawn], more: str = "") -> Section:
    """Return the findings that lead the report, each with its quotations; ``more`` is said last."""
    leading = [f for f in a.findings if f.headline][:HEADLINES]
    blocks: list[Block] = [card(a, f, f.rank) for f in leading]
    if leading:
        said = [(parted(f.claim)[0], BADGES[f.badge], f"f-{f.id}") for f in leading]
        blocks = [Outline(said), *blocks]
    else:
        blocks = [Para(_nothing(a))]
    if "matrix" in figures:
        blocks.append(figures["matrix"].image)
    if more:
        blocks.append(Para(more))
    return Section("headlines", "Headlines", blocks)


def _nothing(a: Analysis) -> str:
    if a.contrast is None:
        return "There is nothing to compare: a change needs texts of two dates."
    return (
        "No term changed in a way that may lead a report; the tables below list what was counted."
    )


def card(a: Analysis, finding: Finding, number: int) -> Card:
    """Return a finding with its quotations, the earlier side first."""
    up = _stands_later(finding)
    sides = side_names(a, finding)
    ahead = [quote(a.tokens, q) for q in finding.evidence[:1]]
    behind = [quote(a.tokens, q) for q in finding.contrast[:1]]
    earlier, later = (behind, ahead) if up else (ahead, behind)
    claim, detail = parted(finding.claim)
    return Card(
        number=number,
        id=finding.id,
        claim=claim,
        detail=detail,
        badge=BADGES[finding.badge],
        reach=BADGE_NAMES[finding.badge],
        spark=spark(a, finding),
        spread=finding.spread + _probability(a, finding),
        caveats={CAVEAT_NAMES[c]: CAVEATS[c] for c in finding.caveats},
        also=[f"“{clipped(term)}” ({_several(counts)})" for term, counts in finding.also.items()],
        also_what=_also_what(finding),
        evidence=later,
        contrast=earlier,
        sides=sides,
        related=_related(a, finding),
        terms=[
            (clipped(term.label), f"term-{n}")
            for n, term in enumerate(a.terms, 1)
            if finding.id in {f.id for f in term.findings}
        ],
    )


def _related(a: Analysis, finding: Finding) -> list[str]:
    """Return the findings that tell the same story as a headline, with counts and badges."""
    same = [f for f in a.findings if f.story and f.story == finding.id]
    shown = []
    for one in same[:RELATED]:
        claim = parted(one.claim)[0]
        said = claim if len(claim) <= LONG else f"{claim[:LONG].rsplit(' ', 1)[0]} …"
        counts = "" if one.kind in PASSAGES else f" ({_counts(a, one)})"
        shown.append(f"{said}{counts} {BADGES[one.badge]}")
    more = len(same) - len(shown)
    return [*shown, f"{more} more below"] if more > 0 else shown


def parted(claim: str) -> tuple[str, str]:
    """Return what a claim says, and the numbers that it says it with.

    >>> parted("“a: b” (with “c”) appears in 2024: 3 times, in 2 of 2 documents.")
    ('“a: b” (with “c”) appears in 2024', '3 times, in 2 of 2 documents.')
    >>> parted("“a” is gone in 2024 (0 in 90 words); it was used twice.")
    ('“a” is gone in 2024', '0 in 90 words; it was used twice.')
    >>> parted("“a” stands word for word in 76 documents.")
    ('“a” stands word for word in 76 documents', '')
    """
    quoted = _QUOTED.sub(lambda m: "x" * len(m[0]), claim)
    found = _SEAM.search(quoted)
    if found is None:
        return claim.rstrip("."), ""
    rest = claim[found.end() :]
    if found[0] == " (":
        rest = rest.replace(")", "", 1)
    return claim[: found.start()].rstrip("."), rest[:1].upper() + rest[1:]


def spark(a: Analysis, finding: Finding) -> Spark:
    """Return the rate of a finding text by text; of many texts pooled into equal shares of them."""
    dated = [d.id for d in a.corpus if d.date is not None or d.id in finding.counts]
    sizes = a.words
    taking = {*finding.earlier, *finding.later} & finding.counts.keys()
    bins = [list(part) for part in np.array_split(np.array(dated, object), min(len(dated), BARS))]
    rates, sure = [], []
    for part in bins:
        held = [d for d in part if d in taking]
        size = sum(sizes[d] for d in held)
        rates.append(1000 * sum(finding.counts.get(d, 0) for d in held) / max(size, 1))
        sure.append(bool(held))
    most = max([*rates, 1e-9])
    said = ", ".join(
        f"{rate:.2g}" if known else "–" for rate, known in zip(rates, sure, strict=True)
    )
    many = "texts" if a.size is None else "periods"
    pooled = "" if len(bins) == len(dated) else f" ({len(dated)} {many} in {len(bins)} groups)"
    return Spark(
        levels=[-1 if rate is None else math.ceil(8 * rate / most) for rate in rates],
        later=[part[-1] in finding.later for part in bins],
        said=f"Per 1,000 words, in the order of dates{pooled}: {said}",
    )


def carded(a: Analysis) -> list[Finding]:
    """Return the findings that have a card: those that lead, and the first of each kind."""
    leading = [f for f in a.findings if f.headline][:HEADLINES]
    return leading + [f for kind, _, _ in KINDS for f in _told(a, kind)]


def _told(a: Analysis, kind: str) -> list[Finding]:
    chosen = [f for f in a.findings if f.kind == kind and not f.headline]
    return chosen[: ROWS // 2]


def _stands_later(finding: Finding) -> bool:
    """Say whether the evidence is of the later side: a term that went stands in the earlier.

    Sides that are periods do not name their documents: the direction says it.
    """
    first = finding.evidence[0]["doc"] if finding.evidence else ""
    if finding.kind == "burst" or first not in {*finding.earlier, *finding.later}:
        return finding.effect.value >= 0
    return first in finding.later


def side_names(a: Analysis, finding: Finding) -> tuple[str, str]:
    """Return what the two sides of a finding are called, the earlier first."""
    order = {d.id: i for i, d in enumerate(a.corpus)}
    if max(order[d] for d in finding.earlier) > min(order[d] for d in finding.later):
        return "Elsewhere", "There"
    later = a.corpus[finding.later[0]].label
    return f"Before {later}", _first(when(later)) if len(finding.later) == 1 else f"From {later} on"


def _first(said: str) -> str:
    return said[:1].upper() + said[1:]


def _probability(a: Analysis, finding: Finding) -> str:
    """Return p with its family, only where it is small enough to say something."""
    if finding.badge < 2 or finding.p is None:
        return ""
    p = f"= {finding.p:.2g}" if finding.p >= LEAST_P else f"< {LEAST_P:g}"
    units = "paragraphs" if a.size is None else "documents"
    return f"; p {p} over {units}, passed in a family of {finding.tests:,}"


def kinds(a: Analysis) -> Section | None:
    """Return all findings by kind, with quotations folded away."""
    if not a.findings:
        return None
    blocks: list[Block] = []
    for kind, title, meaning in KINDS:
        chosen = [f for f in a.findings if f.kind == kind]
        if not chosen:
            continue
        blocks.append(_kind_table(a, chosen, f"{title}: {meaning}"))
        cards = [card(a, f, f.rank) for f in _told(a, kind)]
        if cards:
            blocks.append(Fold(f"Quotations for {number(len(cards), 'finding')}", cards))
    return Section("changes", "All findings by kind", blocks)


def _kind_table(a: Analysis, chosen: Sequence[Finding], caption: str) -> Table:
    rows = [
        [
            ", ".join(f.terms[: 1 if f.also else 2]),  # related terms have counts of their own
            _counts(a, f),
            _ratio(f),
            BADGES[f.badge],
            ", ".join(CAVEAT_NAMES[c] for c in f.caveats),
        ]
        for f in chosen[:ROWS]
    ]
    by = "By document, in order" if len(a.corpus) <= MANY else "Before → since"
    columns = ["Term", by, "Ratio of rates, or shares", "Badge", "Caveats"]
    more = f" (the first {ROWS} of {len(chosen)})" if len(chosen) > ROWS else ""
    return Table(columns, rows, caption + more, frozenset({1, 2}), "tables/findings.csv")


def _ratio(finding: Finding) -> str:
    """Return the ratio of the rates where both sides have the term; a 0 has no honest ratio.

    Of names and referents it is the difference of their shares.
    """
    if finding.effect.unit.startswith("share"):
        return f"{100 * finding.effect.value:+.0f} points"
    before = sum(finding.counts.get(d, 0) for d in finding.earlier)
    after = sum(finding.counts.get(d, 0) for d in finding.later)
    if not before or not after:
        return "from 0" if not before else "to 0"
    times = 2 ** abs(finding.effect.value)
    return f"{'×' if finding.effect.value >= 0 else '÷'} {times:.1f}"


def _also_what(finding: Finding) -> str:
    """Return what the related terms of a card are headed with: how their uses are given."""
    many = any(len(counts) > MANY for counts in finding.also.values())
    return f"Related terms (uses{'' if many else ', text by text'})"


def _several(counts: Mapping[str, int]) -> str:
    """Return counts by document, or their sum where there are many documents."""
    values = list(counts.values())
    return " · ".join(map(str, values)) if len(values) <= MANY else f"{sum(values):,} in all"


def _counts(a: Analysis, finding: Finding) -> str:
    """Return the counts by document, or their sums by side where there are many documents.

    A document that takes no part in the finding has a dash.
    """
    if len(a.corpus) <= MANY:
        return " · ".join(str(finding.counts.get(d.id, "–")) for d in a.corpus)
    before = sum(finding.counts.get(d, 0) for d in finding.earlier)
    after = sum(finding.counts.get(d, 0) for d in finding.later)
    return f"{before} → {after}"
