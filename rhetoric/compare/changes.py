"""What changed: the findings of several generators side by side, one finding a concept.

Vocabulary gives two findings of three. Within it terms are held against each other by
``s = v · w``: v is √G² over paragraphs in the contrast that shows a term best, w what its shape and
place are worth (``rhetoric.compare.ranking``). The permutation test gives the badge; it orders
nothing. The scores of two generators do not compare, so they take turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pandas as pd

from rhetoric.compare.candidates import content_words
from rhetoric.compare.contrasts import Contrast, contrasts
from rhetoric.compare.copies import copies
from rhetoric.compare.generators import GENERATORS, ORDER
from rhetoric.compare.identity import identified
from rhetoric.compare.inflections import stays
from rhetoric.compare.leading import HEADLINES, MOST, Changes, balanced
from rhetoric.compare.lineages import lineages
from rhetoric.compare.stories import Stories, actor_names, leads, retold, thin
from rhetoric.compare.vocabulary import Vocabulary, vocabulary
from rhetoric.compare.wording import worded
from rhetoric.findings import Finding
from rhetoric.fork import both
from rhetoric.tokens import Tokens

#: Findings of vocabulary between two of other generators.
TURNS = 2
#: Kinds whose terms no other finding is on.
OWNING = frozenset({"renamed", "changed_referent", "voice", "burst"})
#: Generators that weigh words and phrases as vocabulary does, and are made with it.
WORDY = ("phases",)


def changes(tokens: Tokens, *, seed: int = 0, top: int = MOST) -> Changes:
    """Return what changed over the dates of a corpus: at most ``top`` findings, best first.

    A corpus without two dates has no findings, and the notes say so.
    """
    held = contrasts(tokens.corpus)
    others, words = _found(tokens, held, seed, top) if held else ({}, Vocabulary())
    if not words.findings and not any(others.values()):
        why = "there are no texts of two dates" if not held else "no term stands there often enough"
        said = f"Nothing was compared: {why}."
        return Changes("What changed", said, _frame(()), (said,), tokens)
    turns = list(_taking_turns(words.findings, others))[: max(top - len(words.bursts), 0)]
    made = _ranked(tokens, [*turns, *words.bursts], words)
    return Changes(
        title="What changed",
        method=_method(len(held), words.tests),
        table=_frame(made),
        notes=tuple(_notes(tokens)),
        source=tokens,
        findings=tuple(made),
        contrasts=tuple(held),
        tests=words.tests,
        counts=words.counts,
        forms=words.forms,
    )


def _found(
    tokens: Tokens, held: list[Contrast], seed: int, top: int
) -> tuple[dict[str, list[Finding]], Vocabulary]:
    """Return the findings of the other generators by name, and those of vocabulary.

    Half of the work is done beside the other half, once there is what both rest on.
    """
    lineages(tokens)
    copies(tokens, "paragraph")

    def made(names: Iterable[str]) -> dict[str, list[Finding]]:
        return {name: GENERATORS[name](tokens, held, seed) for name in names}

    others, (words, more) = both(
        lambda: made(name for name in GENERATORS if name not in WORDY),
        lambda: (vocabulary(tokens, held, seed=seed, top=top), made(WORDY)),
        size=len(tokens),
        shared=(tokens, tokens.corpus, *tokens.corpus),
    )
    return others | more, words


def _taking_turns(
    words: Sequence[Finding], others: Mapping[str, Sequence[Finding]]
) -> Iterator[Finding]:
    """Yield two findings of vocabulary, then one of the other generators, each concept once.

    Where one generator has nothing more the others go on.
    """
    rest = _round(others)
    owned = {
        content_words(t)
        for part in others.values()
        for f in part
        if f.kind in OWNING
        for t in f.terms
    }
    own = [f for f in words if content_words(f.features[0]) not in owned]
    for number, one in enumerate(balanced(own)):
        if number and number % TURNS == 0:
            yield from islice(rest, 1)
        yield one
    yield from rest


def _round(parts: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    """Yield the findings of the generators in their turns, until none has any more."""
    waiting = {name: list(reversed(part)) for name, part in parts.items()}
    while any(waiting.values()):
        for name in ORDER:
            if waiting.get(name):
                yield waiting[name].pop()


def _ranked(tokens: Tokens, findings: Sequence[Finding], words: Vocabulary) -> list[Finding]:
    """Return findings with rank and stable id: the headlines first, one a story, then the rest.

    What belongs to the story of a headline has its id, and leads nothing itself; nor does a verb
    that only one form of is new or gone. Referents of few uses lead only alone.
    """
    stories = Stories(tokens, words.forms)
    leading: list[Finding] = []
    names = actor_names(tokens)
    known = identified(findings)
    fit = [
        one for one in known
        if one.features[0] not in words.marked and leads(one, names)
        and stays(tokens, words.forms.get(one.features[0], ()), one) is None
    ]  # fmt: skip
    for one in [f for f in fit if not thin(f)] or fit:
        if len(leading) < HEADLINES and stories.home(one) is None:
            stories.begin(one)
            leading.append(one)
    chosen = set(map(id, leading))
    rest = [one for one in known if id(one) not in chosen]
    ids = {id(one): one.id for one in leading}
    made = [replace(one, headline=True) for one in leading] + retold(rest, stories, ids)
    return [replace(worded(tokens, one, words.forms), rank=n) for n, one in enumerate(made, 1)]


def _frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row each."""
    return pd.DataFrame(
        [
            (f.rank, f.kind, ", ".join(f.terms), f.claim, f.effect.value, f.badge,
             ", ".join(f.caveats), f.spread)
            for f in findings
        ],
        columns=["rank", "kind", "terms", "claim", "effect", "badge", "caveats", "spread"],
    )  # fmt: skip


def _notes(tokens: Tokens) -> Iterator[str]:
    """Say how many paragraphs are no evidence of their own."""
    group = copies(tokens, "paragraph")
    again = int((group != np.arange(len(group))).sum())
    if again:
        yield (
            f"{again:,} of {len(group):,} paragraphs say the same as an earlier one (S ≥ .85): in "
            "tests copies on one side of a contrast are one, and what stands on both is left out."
        )


def _method(looks: int, family: int) -> str:
    return (
        f"Terms of one to seven words in {looks} contrasts of earlier and later texts; ordered by "
        "√G² over paragraphs times what a term's shape and place are worth; paragraphs permuted, "
        f"corrected for {family:,} tests (terms × contrasts). Names and referents, themes, "
        "speakers, what is carried over and, in long series, phases have lists of their own and "
        "take every third place. What belongs to the story of a headline stands under it: words of "
        "a theme, terms of which most sentences are the headline's. “Is gone” is said of what most "
        "earlier texts had, or most of those of its time; else it “is not found”. What came is "
        "dated by its first use, what went by its last; the years of a contrast are named where "
        "both sides have a term."
    )
