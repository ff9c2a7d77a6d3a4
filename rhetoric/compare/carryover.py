"""What a corpus carries from text to text: lineages, formulae, and the most telling rewordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import Any

from rhetoric.compare.alignment import aligned, edited
from rhetoric.compare.comparability import Comparability, comparability
from rhetoric.compare.formulae import Formulae, formulae
from rhetoric.compare.lineages import Lineages, lineages
from rhetoric.compare.prose import prose, scale
from rhetoric.compare.reuse import Reuse, reuse
from rhetoric.corpus import Document
from rhetoric.tokens import Tokens

#: What a tag is worth in the order of rewordings; what has none is worth ``PLAIN``.
WORTH = {
    "direction": 3.0, "negation": 3.0, "modal": 2.0, "actor": 2.0, "hedge": 1.0, "name": 0.5,
    "number": 0.3, "date": 0.2, "case": 0.0, "punctuation": 0.0, "honorific": 0.5,
}  # fmt: skip
PLAIN = 0.7
#: Similarities between which a rewording tells: below, hardly the same; above, hardly another.
TELLING = (0.55, 0.98)
#: Words with a capital among those of a passage from which it is a list of names or titles.
NAMES = 0.30
#: Pairs of successive documents that are read for rewordings, and rewordings that are kept.
PAIRS, MOST = 400, 40


@dataclass(frozen=True)
class Rewording:
    """A pair of sentences or passages of two documents that differ in words.

    ``row`` is a row of an alignment (kind, similarity, before, after, edits, tags); ``stood`` how
    many documents in a row had the earlier wording, since ``since``.
    """

    earlier: Document
    later: Document
    row: Mapping[str, Any]
    score: float
    stood: int
    since: str


@dataclass(frozen=True, eq=False)
class Carryover:
    """The results on what is carried; ``low`` says that texts are no copies of each other."""

    lineages: Lineages
    formulae: Formulae
    reuse: Reuse
    comparability: Comparability
    rewordings: tuple[Rewording, ...]

    @property
    def low(self) -> bool:
        """Whether so little is carried over that only formulae and passages can be shown."""
        return not self.lineages.copied


@lru_cache(maxsize=1)  # the findings and the section of a report ask the same
def carryover(tokens: Tokens, *, seed: int = 0) -> Carryover:
    """Return what a corpus carries from text to text.

    Where successive documents are edited copies the rewordings are those of their sentences; where
    they are not, those of passages that return, lists of names left out.
    """
    chains = lineages(tokens)
    shared = reuse(tokens)
    found = _of_sentences(tokens, chains) if chains.copied else _of_passages(tokens, shared)
    best = sorted(found, key=lambda r: (-r.score, r.later.id, r.row["after"][0]["start"]))
    return Carryover(
        lineages=chains,
        formulae=formulae(tokens),
        reuse=shared,
        comparability=comparability(tokens, seed=seed),
        rewordings=tuple(best[:MOST]),
    )


def _of_sentences(tokens: Tokens, chains: Lineages) -> Iterator[Rewording]:
    """Yield the rewordings of successive documents."""
    weights = scale(tokens)
    dated = [n for n, d in enumerate(tokens.corpus) if d.date is not None]
    stood = _standing(chains)
    pairs = list(pairwise(dated))[-PAIRS:]
    for number, (a, b) in enumerate(pairs, 1):
        one, other = prose(a, weights), prose(b, weights)
        if not len(one) or not len(other):
            continue
        result = aligned(one, other)
        for row in result.rows():
            if _tells(row):
                place = (row["before"][0]["doc"], row["before"][0]["start"])
                documents, since = stood.get(place, (1, result.earlier.label))
                fresh = 0.5 + 0.5 * number / len(pairs)
                score = _worth(row) * log2(1 + documents) * fresh
                yield Rewording(result.earlier, result.later, row, score, documents, since)


def _tells(row: Mapping[str, Any]) -> bool:
    score = row["similarity"]
    return row["kind"] in {"near", "reworded"} and TELLING[0] <= score <= TELLING[1]


def _worth(row: Mapping[str, Any]) -> float:
    """Return what the tags of a row are worth; a change without a tag is worth a little.

    A modal verb or a hedge that has none against it often comes with other words only.
    """
    return max((_value(tag) for tag in row["tags"]), default=PLAIN)


def _value(tag: str) -> float:
    value = WORTH.get(tag.partition(":")[0], PLAIN)
    return value / 2 if "(none)" in tag and not tag.startswith("negation") else value


def _standing(chains: Lineages) -> dict[tuple[str, int], tuple[int, str]]:
    """Return for each sentence of a lineage how many documents had its wording, and since when."""
    out = {}
    for steps in chains.table["steps"]:
        run, since = 0, ""
        for step in steps:
            kept = step["kind"] == "kept"
            run, since = (run + 1, since) if kept else (1, step["date"])
            out[step["doc"], step["start"]] = (run, since)
    return out


def _of_passages(tokens: Tokens, shared: Reuse) -> Iterator[Rewording]:
    """Yield the passages that return in other words, lists of names left out."""
    corpus = tokens.corpus
    for row in shared.table.to_dict("records"):
        if row["kind"] != "near" or not TELLING[0] <= row["similarity"] <= TELLING[1]:
            continue
        first, last = row["spans"]
        names = max(_named(first["text"]), _named(last["text"]))
        if names > NAMES:
            continue
        made = edited(tokens, (first, last), float(row["similarity"]))
        score = float(row["weight"]) * (1 + _worth(made)) * (1 - 2 * names)
        one, other = corpus[first["doc"]], corpus[last["doc"]]
        yield Rewording(one, other, made, score, 1, one.label)


def _named(text: str) -> float:
    """Return the share of words with a capital, the first left out."""
    words = [word for word in text.split() if word[:1].isalpha()][1:]
    return sum(word[0].isupper() for word in words) / max(len(words), 1)
