"""By which names the actors of a corpus are called, text by text, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.detectors.naming import modifiers
from rhetoric.detectors.naming import naming as names_of
from rhetoric.findings import Result
from rhetoric.hits import Hits
from rhetoric.lexicon.profiles import STANCES
from rhetoric.stats.intervals import wilson
from rhetoric.tokens import Tokens

COLUMNS = (
    "actor", "stance", "document", "document_label", "date", "count", "of", "share", "low", "high",
)  # fmt: skip
NAMES = ("actor", "stance", "name", "count", "documents", "first", "last")
MODIFIERS = ("actor", "side", "words", "stance", "count", "first", "last")


@dataclass(frozen=True, eq=False)
class Naming(Result):
    """Shares of the stances among the names of each actor, a row an actor, stance and document.

    ``names`` has every name with its first and last text, ``modifiers`` the words before and
    after names; ``hits`` are the places.
    """

    names: pd.DataFrame = field(default_factory=pd.DataFrame)
    modifiers: pd.DataFrame = field(default_factory=pd.DataFrame)
    hits: Hits | None = None


def naming(tokens: Tokens) -> Naming:
    """Return how often each actor of corpus.toml is named, and the share of each kind of name.

    A share has Wilson's 95 % bounds; it is of the actor's names in that document. A corpus.toml
    without actors gives an empty table, and the notes say so.

    References: Wilson 1927.
    """
    hits = names_of(tokens)
    actors = list(dict.fromkeys(name.rsplit("/", 1)[0] for name in hits.categories))
    table = pd.DataFrame(list(_rows(tokens, hits, actors)), columns=list(COLUMNS))
    none = "corpus.toml names no actors: write [actors.NAME] with names, official, hostile …"
    return Naming(
        title="How actors are named",
        method=(
            "Names of corpus.toml, the longest first; the share is of the names of that actor in "
            "that text, with Wilson's 95 % bounds."
        ),
        table=table,
        notes=() if actors else (none,),
        source=hits,
        names=_names(tokens, hits),
        modifiers=_modifiers(tokens, hits),
        hits=hits,
    )


def _rows(tokens: Tokens, hits: Hits, actors: list[str]) -> Iterator[dict[str, Any]]:
    counts = hits.counts(per="document")
    place = {feature: j for j, feature in enumerate(counts.features)}
    dense = counts.matrix.toarray()
    for actor in actors:
        stances = [s for s in STANCES if f"{actor}/{s}" in place]
        held = dense[:, [place[f"{actor}/{s}"] for s in stances]]
        of = held.sum(axis=1)
        for k, stance in enumerate(stances):
            low, high = wilson(held[:, k], of)
            for i, document in enumerate(tokens.corpus):
                n, total = int(held[i, k]), int(of[i])
                yield {
                    "actor": actor, "stance": stance, "document": document.id,
                    "document_label": document.label,
                    "date": document.date.isoformat() if document.date else "",
                    "count": n, "of": total, "share": n / total if total else None,
                    "low": float(low[i]) if total else None,
                    "high": float(high[i]) if total else None,
                }  # fmt: skip


def _names(tokens: Tokens, hits: Hits) -> pd.DataFrame:
    """Return every name as it is spelt most, with the first and the last text that has it."""
    table = pd.DataFrame(
        {
            "category": [hits.categories[c] for c in hits.category],
            "key": [
                " ".join(tokens.types[tokens.ids[a : a + n]])
                for a, n in zip(hits.first, hits.length, strict=True)
            ],
            "document": hits.document,
        }
    )
    known = set(zip(table["category"], table["key"], strict=True))
    table["key"] = [  # "Kim's" is the name "Kim"
        key.removesuffix("'s") if (category, key.removesuffix("'s")) in known else key
        for category, key in zip(table["category"], table["key"], strict=True)
    ]
    labels = [d.label for d in tokens.corpus]
    rows = []
    for (category, key), part in table.groupby(["category", "key"], sort=True):
        actor, stance = str(category).rsplit("/", 1)
        where = part["document"].to_numpy()
        rows.append((actor, stance, tokens.surface(str(key)), len(part), len(set(where)),
                     labels[where.min()], labels[where.max()]))  # fmt: skip
    made = pd.DataFrame(rows, columns=list(NAMES))
    return made.sort_values(
        ["actor", "stance", "count", "name"], ascending=[True, True, False, True], kind="stable"
    ).reset_index(drop=True)


def _modifiers(tokens: Tokens, hits: Hits) -> pd.DataFrame:
    """Return the words before and after names, how often, and how they judge."""
    judged = {
        int(first): hits.categories[c].rsplit("/", 1)[1].removesuffix(" modifier")
        for first, c in zip(hits.first, hits.category, strict=True)
        if hits.categories[c].endswith(" modifier")
    }
    labels = [d.label for d in tokens.corpus]
    seen: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for actor, side, text, at in modifiers(tokens, hits):
        size = len(text.split())
        stance = next((judged[p] for p in range(at, at + size) if p in judged), "")
        seen.setdefault((actor, side, text), []).append((int(tokens.document_of[at]), stance))
    rows = [
        (*key, next((s for _, s in found if s), ""), len(found),
         labels[min(d for d, _ in found)], labels[max(d for d, _ in found)])
        for key, found in sorted(seen.items(), key=lambda kv: (kv[0][0], -len(kv[1]), kv[0]))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(MODIFIERS))


def shares(result: Naming, actor: str, stance: str) -> np.ndarray:
    """Return the counts of a stance and of all names of an actor, a row a document in order."""
    part = result.table[(result.table["actor"] == actor) & (result.table["stance"] == stance)]
    return part[["count", "of"]].to_numpy(np.int64)
