"""Hits: everything in the texts that can be pointed at, and how it is counted.

A word list, an actor's names, a device and a stretch of speech are all hits; their categories
are features like words, so whatever compares words compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.corpus import Corpus, Profile, RhetoricError, Span, listed
from rhetoric.inert import spelt
from rhetoric.ngrams import Counts, units
from rhetoric.tokens import Tokens, Wanted

#: Who speaks: the text itself, somebody whose words it retells, somebody in his own words.
VOICES = ("narrator", "reported", "direct")
#: Columns of the table of hits.
COLUMNS = (
    "category", "rule", "document", "voice", "speaker", "weight", "file", "line", "start", "end",
    "text",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Speech:
    """Who speaks each token: ``kind[i]`` indexes `VOICES`, ``speaker[i]`` the speakers' names.

    The name is empty where nobody is named.
    """

    kind: NDArray[np.uint8]
    speaker: NDArray[np.int32]
    speakers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Hits:
    """Places in the texts: hit i is the ``length[i]`` tokens from token ``first[i]`` on.

    ``categories[category[i]]`` says what was found and ``rules[rule[i]]`` which entry or rule
    found it; ``weight`` is the entry's. Hits stand in the order of the texts, the longer first
    where two begin together. ``speech`` tells who speaks, when it is asked for.
    """

    tokens: Tokens = field(repr=False)
    categories: tuple[str, ...]
    rules: tuple[str, ...]
    first: NDArray[np.int64]
    length: NDArray[np.int64]
    category: NDArray[np.int32]
    rule: NDArray[np.int32]
    weight: NDArray[np.float64]
    speech: Callable[[], Speech] | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        tokens: Tokens,
        places: Iterable[tuple[int, int, str, str] | tuple[int, int, str, str, float]],
        *,
        categories: Sequence[str] = (),
        speech: Callable[[], Speech] | None = None,
    ) -> Hits:
        """Return hits from (first token, number of tokens, category, rule) in any order.

        A fifth number is the weight, else 1. ``categories`` are listed even where nothing was
        found; others follow in the alphabet.
        """
        rows = list(places)
        names = tuple(dict.fromkeys([*categories, *sorted({row[2] for row in rows})]))
        rules = tuple(sorted({row[3] for row in rows}))
        name_at = {name: i for i, name in enumerate(names)}
        rule_at = {rule: i for i, rule in enumerate(rules)}
        return cls(
            tokens, names, rules,
            np.array([row[0] for row in rows], np.int64),
            np.array([row[1] for row in rows], np.int64),
            np.array([name_at[row[2]] for row in rows], np.int32),
            np.array([rule_at[row[3]] for row in rows], np.int32),
            np.array([row[4] if len(row) > 4 else 1.0 for row in rows], np.float64), speech,
        ).ordered()  # fmt: skip

    def __len__(self) -> int:
        return len(self.first)

    @property
    def profile(self) -> Profile:
        """What corpus.toml says of the documents."""
        return self.corpus.profile

    @property
    def at_hand(self) -> bool:
        """Whether all texts are in memory: they are."""
        return True

    @property
    def stream(self) -> Tokens:
        """The words that the hits stand among."""
        return self.tokens

    def near(self, wanted: Iterable[Wanted], n: int) -> Hits:  # noqa: ARG002
        """Return a source that has some categories: all is at hand here."""
        return self

    @property
    def corpus(self) -> Corpus:
        """The documents in which the hits stand."""
        return self.tokens.corpus

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of each category."""
        return {name: i for i, name in enumerate(self.categories)}

    @cached_property
    def document(self) -> NDArray[np.int64]:
        """The number of the document that each hit stands in."""
        return np.asarray(self.tokens.document_of[self.first], np.int64)

    @cached_property
    def voice(self) -> NDArray[np.object_]:
        """Who speaks each hit (see `VOICES`), decided by its first token."""
        if self.speech is None:
            return np.full(len(self), VOICES[0], dtype=object)
        names = np.array(VOICES, dtype=object)
        return np.asarray(names[self.speech().kind[self.first]], dtype=object)

    @cached_property
    def speaker(self) -> NDArray[np.object_]:
        """The name of whoever speaks each hit; empty for the text itself or an unnamed voice."""
        if self.speech is None:
            return np.full(len(self), "", dtype=object)
        there = self.speech()
        names = np.empty(len(there.speakers), dtype=object)
        names[:] = there.speakers
        return np.asarray(names[there.speaker[self.first]], dtype=object)

    def span(self, i: int) -> Span:
        """Return the raw characters of a hit."""
        return self.tokens.span(int(self.first[i]), int(self.length[i]))

    def text(self, i: int) -> str:
        """Return a hit as it stands in the file."""
        return self.corpus.quote(self.span(i))

    def take(self, which: NDArray[Any]) -> Hits:
        """Return the hits under a mask, or at some places."""
        return replace(
            self, first=self.first[which], length=self.length[which], rule=self.rule[which],
            category=self.category[which], weight=self.weight[which],
        )  # fmt: skip

    def ordered(self) -> Hits:
        """Return the hits in the order of the texts, the longer first where two begin together."""
        place = {name: i for i, name in enumerate(sorted(self.categories))}
        rank = np.array([place[name] for name in self.categories], np.int64)
        by = rank[self.category] if len(rank) else self.category
        return self.take(np.lexsort((self.rule, by, -self.length, self.first)))

    def where(self, category: str | None = None, **fields: str) -> Hits:
        """Return the hits of a category, or in a ``voice``, by a ``speaker``, of a ``document``.

        Raises `RhetoricError` for a name that is none of these.
        """
        mask = np.ones(len(self), bool)
        if category is not None:
            mask &= self.category == self._numbers[self.named(category)]
        for name, value in fields.items():
            if name not in {"voice", "speaker", "document"}:
                raise RhetoricError(
                    f"Hits have no {name!r}; choose category, voice, speaker or document."
                )
            if name == "voice" and value not in VOICES:
                raise RhetoricError(f"There is no voice {value!r}; choose {', '.join(VOICES)}.")
            held = self._documents if name == "document" else getattr(self, name)
            mask &= held == (self.corpus.find(value).id if name == "document" else value)
        return self.take(mask)

    @property
    def _documents(self) -> NDArray[np.object_]:
        names = np.empty(len(self.tokens.names), dtype=object)
        names[:] = self.tokens.names
        return np.asarray(names[self.document], dtype=object)

    def renamed(self, names: Mapping[str, str]) -> Hits:
        """Return the hits with categories under other names; two of one name are one category.

        A category that ``names`` does not hold is left out.
        """
        kept = tuple(dict.fromkeys(names[c] for c in self.categories if c in names))
        at = {name: i for i, name in enumerate(kept)}
        place = np.array([at[names[c]] if c in names else -1 for c in self.categories], np.int32)
        there = replace(self, categories=kept, category=place[self.category])
        return there.take(there.category >= 0)

    def counts(self, *, per: str = "paragraph") -> Counts:
        """Return how often each category stands in each paragraph or document.

        The sizes are the tokens of the texts, so rates do not depend on what was looked for.
        Every category is a feature, also where it has no hit.
        """
        unit_of, rows = units(self.tokens, per)
        order = sorted(range(len(self.categories)), key=lambda j: self.categories[j])
        column = np.empty(len(order), np.int64)
        column[order] = np.arange(len(order))
        at = (unit_of[self.first], column[self.category])
        made = sparse.coo_matrix(
            (np.ones(len(self), np.int64), at), shape=(len(rows), len(order))
        ).tocsr()
        made.sum_duplicates()
        features = np.empty(len(order), dtype=object)
        features[:] = [self.categories[j] for j in order]
        return Counts(made, features, np.ones(len(order), np.int64), rows, self, categories=True)

    def places(self, feature: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the number of tokens of each hit of a category."""
        mask = self.category == self._numbers.get(feature, -1)
        return self.first[mask], self.length[mask]

    def surface(self, feature: str) -> str:
        """Return a category as it is shown: its name."""
        return feature

    def named(self, text: str) -> str:
        """Return the category that a user's words name: as they are, else whatever their case.

        Raises `RhetoricError` where there is none, with the closest or all of them, and where
        several differ in their case only.
        """
        for exact in (text, text.strip()):
            if exact in self._numbers:
                return exact
        folded: dict[str, list[str]] = {}
        for name in self.categories:
            folded.setdefault(name.casefold(), []).append(name)
        wanted = text.strip().casefold()
        found = folded.get(wanted, [])
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(map(repr, found))
            raise RhetoricError(f"{text!r} may be several categories: write {names}.")
        close = get_close_matches(wanted, folded, 1)
        hint = (
            f"did you mean {folded[close[0]][0]!r}?"
            if close
            else f"choose {listed(self.categories)}."
        )
        raise RhetoricError(f"There is no category {text!r}; {hint}")

    @cached_property
    def table(self) -> pd.DataFrame:
        """The hits as a table, a row each, with voice, place and text."""
        spans = [self.corpus.address(self.span(i)) for i in range(len(self))]
        return pd.DataFrame(
            {
                "category": [self.categories[c] for c in self.category],
                "rule": [self.rules[r] for r in self.rule],
                "document": [span["doc"] for span in spans],
                "voice": self.voice,
                "speaker": self.speaker,
                "weight": self.weight,
                **{name: [span[name] for span in spans] for name in COLUMNS[6:]},
            },
            columns=list(COLUMNS),
        ).astype(dict.fromkeys(("category", "rule", "document", "file", "text"), object))

    def _repr_html_(self) -> str:
        shown = self.take(np.arange(min(len(self), 50))).table
        head = f"<h4>{len(self):,} hits of {len(self.categories):,} categories</h4>"
        return head + spelt(str(shown.to_html(index=False, border=0)))


def together(*parts: Hits) -> Hits:
    """Return the hits of several searches in the same texts as one.

    Raises `RhetoricError` where they are not of the same texts, or nothing was given.
    """
    if not parts or any(part.tokens is not parts[0].tokens for part in parts):
        raise RhetoricError("Hits are put together only when they are of the same tokens.")
    categories = tuple(dict.fromkeys(name for part in parts for name in part.categories))
    rules = tuple(dict.fromkeys(name for part in parts for name in part.rules))

    name_at = {name: i for i, name in enumerate(categories)}
    rule_at = {rule: i for i, rule in enumerate(rules)}

    def moved(part: Hits) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        names = np.array([name_at[c] for c in part.categories], np.int32)
        numbers = np.array([rule_at[r] for r in part.rules], np.int32)
        return names[part.category], numbers[part.rule]

    placed = [moved(part) for part in parts]
    return Hits(
        parts[0].tokens, categories, rules,
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.length for part in parts]),
        np.concatenate([names for names, _ in placed]),
        np.concatenate([numbers for _, numbers in placed]),
        np.concatenate([part.weight for part in parts]),
        parts[0].speech,
    ).ordered()  # fmt: skip
