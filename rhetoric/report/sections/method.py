"""How the numbers were made, and what they cannot tell."""

from __future__ import annotations

from rhetoric.findings import CAVEAT_NAMES, CAVEATS
from rhetoric.report.page import Block, Items, Para, Section, slug
from rhetoric.report.results import Analysis


def method(a: Analysis) -> Section:
    """Return how the findings were made, what each caveat means, and the limits."""
    blocks: list[Block] = [
        Para(a.changes.method),
        Para(
            "A term is counted without regard to case; plural, possessive and the spellings listed "
            "in corpus.toml are counted together and shown in the commonest spelling. Terms stop "
            "at the end of a sentence. Rates divide by all words of the texts. Front and back "
            "matter are left out."
        ),
        Para(
            "The order of the findings is that of interest, not of trust; the badge says how far a "
            "claim reaches. ② asks for an adjusted p of at most .05, three paragraphs, a ratio of "
            "at least 1.5 and a direction that no single paragraph decides; ③ asks the same of "
            "whole documents, ④ of documents that change places only with those of their type. A "
            "burst (half or more in one paragraph) leads no headline."
        ),
        *(Para(note) for note in a.changes.notes),
        caveats(a),
        Para(
            "What this cannot tell: why a word changed; whether a policy did; what the texts that "
            "are not in the folder say; and, with few documents, whether a difference recurs."
        ),
    ]
    return Section("method", "Method and limits", blocks)


def caveats(a: Analysis) -> Items:
    """Return what each caveat of a finding means; findings lead there."""
    used = {caveat for finding in a.findings for caveat in finding.caveats}
    named = {CAVEAT_NAMES[name]: text for name, text in CAVEATS.items() if name in used}
    said = [f"{name}: {text}" for name, text in named.items()]
    return Items(said, [f"caveat-{slug(name)}" for name in named])
