"""Which findings tell one story, so that each story leads a report once.

A finding belongs to the story of an earlier one that goes the same way and

- names a theme by a word that the other is made of, or is such a theme; or
- has more than half of its own sentences among the other's; or
- is called what the other speaks of.

The first of a story leads; the others are told under it, with their own numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rhetoric.compare.candidates import content_words
from rhetoric.findings import DIRECTIONS, PASSAGES, Finding
from rhetoric.tokens import Tokens
from rhetoric.words import words_of

#: Share of a finding's sentences, or of a theme's change, of which the leading one must hold more,
#: and the fewest sentences in common that tell.
SHARE, LEAST = 0.5, 2
#: Chief words of a theme that a passage on it holds.
PASSAGE_WORDS = 2
#: Kinds that speak of somebody or of a word's owner, whatever way a count of the name goes.
NAMED = frozenset({"renamed", "changed_referent", "naming", "voice"})
_THEME = "theme "
#: Caveats with which a finding leads no report.
UNFIT = frozenset({"genre", "burst", "furniture"})
#: Uses on either side that a headline on a change of names or of a referent asks for.
REFERENTS = 3


@dataclass(eq=False)
class Story:
    """A leading finding; ``sentences`` are those that have it, ``themes`` its themes' words."""

    lead: Finding
    sentences: frozenset[int]
    themes: list[Finding] = field(default_factory=list)


@dataclass(eq=False)
class Stories:
    """The stories of a corpus so far; ``forms`` are the n-grams counted as each term."""

    tokens: Tokens
    forms: Mapping[str, Sequence[str]]
    held: list[Story] = field(default_factory=list)

    def begin(self, lead: Finding) -> None:
        """Add a story."""
        themes = [lead] if _is_theme(lead) else []
        self.held.append(Story(lead, self._sentences(lead), themes))

    def home(self, one: Finding) -> Finding | None:
        """Return the leading finding whose story another one tells best, or None."""
        mine = self._sentences(one)
        shared = [self._shared(one, mine, story) for story in self.held]
        near = [len(mine & s.sentences) / max(len(mine | s.sentences), 1) for s in self.held]
        best = max(range(len(self.held)), key=lambda k: (shared[k], near[k], -k), default=None)
        if best is None or shared[best] <= SHARE:
            return None
        story = self.held[best]
        if _is_theme(one):
            story.themes.append(one)
        return story.lead

    def _shared(self, one: Finding, mine: frozenset[int], story: Story) -> float:
        """Return how much of what a finding tells a story has told, from 0 to 1."""
        lead = story.lead
        if lead.kind in NAMED and one.kind in DIRECTIONS and _called(one, lead):
            return 1.0
        if one.direction != lead.direction and not {one.kind, lead.kind} & {"burst", *PASSAGES}:
            return 0.0
        if _is_theme(one):
            term = lead.kind in DIRECTIONS and not _is_theme(lead)
            return self._carried(one, lead) if term else 0.0
        if any(_owns(theme, one) for theme in story.themes):
            return 1.0
        both = len(mine & story.sentences)
        least = 1 if one.kind in PASSAGES else LEAST
        return both / len(mine) if both >= least else 0.0

    def _sentences(self, one: Finding) -> frozenset[int]:
        """Return the sentences that have a term, or those of a passage; none of what is neither."""
        tokens = self.tokens
        if one.kind in PASSAGES:
            names = {name: n for n, name in enumerate(tokens.names)}
            quotes = [*one.evidence, *one.contrast]
            return frozenset(self._sentence(names[q["doc"]], q["match"][0]) for q in quotes)
        if one.kind not in DIRECTIONS or _is_theme(one):
            return frozenset()
        feature = one.features[0]
        at = [tokens.find(form) for form in self.forms.get(feature, (feature,))]
        return frozenset(tokens.sentence_of[np.concatenate(at)].tolist())

    def _sentence(self, document: int, offset: int) -> int:
        """Return the sentence that holds a raw place of a document."""
        low, high = self.tokens.extent(document)
        at = low + int(np.searchsorted(self.tokens.start[low:high], offset, side="right")) - 1
        return int(self.tokens.sentence_of[max(at, low)])

    def _carried(self, theme: Finding, lead: Finding) -> float:
        """Return the share of a theme's change, in its chief words, that another's words carry."""
        of = self.tokens.document_sizes
        sizes: dict[str, int] = dict(zip(self.tokens.names, of.tolist(), strict=True))

        def rate(counts: Mapping[str, int], side: Sequence[str]) -> float:
            return sum(counts.get(d, 0) for d in side) / max(sum(sizes[d] for d in side), 1)

        gains = {
            word: abs(rate(counts, theme.later) - rate(counts, theme.earlier))
            for word, counts in theme.also.items()
        }
        words = _content(lead)
        told = sum(gain for word, gain in gains.items() if _stems(word) <= words)
        return float(told / max(sum(gains.values()), 1e-12))


def leads(one: Finding, names: frozenset[frozenset[str]]) -> bool:
    """Say whether a finding may lead a report; ``names`` are those of actors.

    What stands in one paragraph, or may be a matter of genre, leads nothing. Nor does a name that
    only begins to be used: whether somebody is called otherwise is asked of all names together.
    """
    if UNFIT & set(one.caveats):
        return False
    return not (one.kind == "emerged" and _content(one) in names)


def thin(one: Finding) -> bool:
    """Say whether a change of a referent rests on so few uses that others lead.

    A renaming tells of all names of somebody, however seldom he is named.
    """
    if one.kind != "changed_referent":
        return False
    return (
        min(sum(one.counts.get(d, 0) for d in side) for side in (one.earlier, one.later))
        < REFERENTS
    )


def actor_names(tokens: Tokens) -> frozenset[frozenset[str]]:
    """Return the words of each name of each actor of corpus.toml, as stems."""
    actors = tokens.corpus.profile.actors
    names = [name for lists in actors.values() for part in lists.values() for name in part]
    return frozenset(_stems(name.replace("*", "")) for name in (*actors, *names))


def retold(
    findings: Sequence[Finding], stories: Stories, ids: Mapping[int, str]
) -> list[Finding]:  # fmt: skip
    """Return findings with the id of the one that leads their story; ``ids`` are by identity."""
    homes = [stories.home(one) for one in findings]
    return [
        one if home is None else replace(one, story=ids[id(home)])
        for one, home in zip(findings, homes, strict=True)
    ]


def _is_theme(one: Finding) -> bool:
    return one.features[0].startswith(_THEME)


def _stems(term: str) -> frozenset[str]:
    return frozenset(content_words(" ".join(words_of(term))))


def _content(one: Finding) -> frozenset[str]:
    """Return the stems of a finding's first term, or of the passage that it is about."""
    if one.kind not in PASSAGES or not one.evidence:
        return _stems(one.terms[0])
    return _stems(one.evidence[0]["text"])


def _owns(theme: Finding, one: Finding) -> bool:
    """Say whether a term holds one of the chief words of a theme, or a passage two of them."""
    words = _content(one)
    held = sum(_stems(word) <= words for word in theme.also if word)
    return held >= (PASSAGE_WORDS if one.kind in PASSAGES else 1) and (
        one.kind in {*DIRECTIONS, *PASSAGES}
    )


def _called(one: Finding, lead: Finding) -> bool:
    """Say whether a term is one of the names that another finding is about."""
    words = _content(one)
    return bool(words) and any(_stems(term) == words for term in lead.terms)
