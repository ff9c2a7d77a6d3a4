"""Findings on how texts speak: what obliges, claims, praises and blames more, and what moves up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rhetoric.compare.agenda import agenda
from rhetoric.compare.categories import moved
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import times, when
from rhetoric.detectors import hits_of
from rhetoric.findings import Estimate, Finding, quotation
from rhetoric.hits import Hits, together
from rhetoric.tokens import Tokens

#: What is followed: device, its category, what a claim calls it, the kind of finding.
FOLLOWED = (
    ("obligation", "strong", "strong obligation", "stance"),
    ("obligation", "medium", "weak obligation", "stance"),
    ("commitment", "will", "“will”", "stance"),
    ("stance", "booster", "assurance", "stance"),
    ("superlatives", "superlative", "superlatives", "device"),
    ("superlatives", "unprecedented", "claims of novelty", "device"),
    ("criticism", "", "criticism", "stance"),
    ("praise", "", "praise", "stance"),
)
#: Names that are plurals.
MANY = frozenset({"superlatives", "claims of novelty"})
#: Findings of each kind that are told, and places of a feature on the heavier side at least.
MOST, PLACES = 1, 12
#: Contrasts that are looked at: manner changes slowly, and each costs a test of all paragraphs.
LOOKS = 4
#: Words by which a feature is shown, and places on an agenda by which an item must move.
SHOWN, STEPS = 3, 2


def manner(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:
    """Return the clearest changes in how the texts oblige, assure, claim, praise and blame.

    One finding on stance and one on devices at most, and none that the type of text or who speaks
    would explain as well: how often a speech says "must" is no news beside a report.
    """
    parts = []
    for name in dict.fromkeys(row[0] for row in FOLLOWED):
        hits = hits_of(name, tokens)
        wanted = {category: said for device, category, said, _ in FOLLOWED if device == name}
        whole = wanted.get("")
        names = {c: whole or wanted[c] for c in hits.categories if whole or c in wanted}
        parts.append(hits.renamed(names))
    hits = together(*parts)
    kinds = {said: kind for *_, said, kind in FOLLOWED}
    few = held[:: -(-len(held) // LOOKS)] if held else held
    made = moved(hits, few, lambda f: _told(hits, f, kinds[f.features[0]]), seed=seed)
    left = Counter[str]()
    out = []
    for one in made:
        if left[one.kind] < MOST:
            left[one.kind] += 1
            out.append(one)
    return out


def _told(hits: Hits, found: Finding, kind: str) -> Finding | None:
    """Return the finding of a feature in words, or None where it says little."""
    if {"genre", "speaker", "burst"} & set(found.caveats) or found.direction == "none":
        return None
    name = found.features[0]
    sides = [sum(found.counts.get(d, 0) for d in side) for side in (found.earlier, found.later)]
    if max(sides) < PLACES:
        return None
    sizes = dict(zip(hits.tokens.names, hits.tokens.document_sizes.tolist(), strict=True))
    rates = [
        1000 * n / max(sum(sizes[d] for d in side), 1)
        for n, side in zip(sides, (found.earlier, found.later), strict=True)
    ]
    one = Contrast(*(tuple(hits.corpus[d] for d in side) for side in (found.earlier, found.later)))
    there = hits.where(name)
    words = Counter(" ".join(there.text(i).casefold().split()) for i in range(len(there)))
    chief = [w for w, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))][:SHOWN]
    verb = "gain" if found.direction == "up" else "lose"
    verb += "" if name in MANY else "s"
    claim = (
        f"{name[0].upper()}{name[1:]} {verb} ground: {rates[0]:.1f} places per 1,000 words "
        f"{when(one.earlier_label)} ({times(sides[0])}), {rates[1]:.1f} {when(one.later_label)} "
        f"({times(sides[1])}); chiefly {', '.join(f'“{w}”' for w in chief)}."
    )
    return replace(
        found, kind=kind, claim=claim, terms=tuple(chief), also={}, features=(f"{kind} {name}",)
    )


def order(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:  # noqa: ARG001
    """Return the topic that moved most between two agendas, if one moved by two places or more."""
    listed: list[Any] = agenda(tokens).table.to_dict("records")
    rows = [
        row for row in listed
        if row["list"] == "agenda" and row["before_rank"] is not None
        and abs(row["before_rank"] - row["rank"]) >= STEPS
    ]  # fmt: skip
    if not rows:
        return []
    row = max(rows, key=lambda r: (abs(r["before_rank"] - r["rank"]), r["document_label"]))
    before, after = str(row["before_document"]), str(row["document"])
    hits = hits_of("agenda", tokens)
    places = [
        _quoted(hits, name, int(row[rank]))
        for name, rank in ((before, "before_rank"), (after, "rank"))
    ]
    if not all(places):
        return []
    up = row["rank"] < row["before_rank"]
    steps = float(row["before_rank"] - row["rank"])
    claim = (
        f"On the agenda “{row['text']}” stands {'higher' if up else 'lower'}: item {row['rank']} "
        f"of {row['of']} {when(tokens.corpus[after].label)}, item {row['before_rank']} "
        f"{when(tokens.corpus[before].label)} (“{row['before_text']}”)."
    )
    counts = {name: int(name in {before, after}) for name in tokens.names}
    sizes = dict(zip(tokens.names, tokens.document_sizes.tolist(), strict=True))
    return [Finding(
        kind="agenda", terms=(str(row["text"]),), claim=claim, earlier=(before,), later=(after,),
        direction="up" if up else "down", counts=counts,
        rates={name: 1000 * n / max(sizes[name], 1) for name, n in counts.items()},
        effect=Estimate(steps, steps, steps, "places"), p=None, q=None, tests=1, badge=1,
        spread=f"item {row['rank']} of {row['of']}", caveats=(), evidence=(*places[1],),
        contrast=(*places[0],), features=(f"agenda {row['text']}",),
    )]  # fmt: skip


def _quoted(hits: Hits, document: str, rank: int) -> list[dict[str, object]]:
    """Return where an item stands in a document, as a quotation."""
    there = hits.where("agenda", document=document)
    for i in range(len(there)):
        if there.rules[there.rule[i]].startswith(f"{rank} "):
            return [quotation(hits.tokens, int(there.first[i]), int(there.length[i]))]
    return []
