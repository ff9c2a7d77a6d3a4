"""The panel: every feature of rhetoric in every document, split by who speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.compare.devices import foreign
from rhetoric.compare.dispersion import Dispersion, dispersion
from rhetoric.compare.stances import ALL
from rhetoric.detectors import hits_of
from rhetoric.findings import Result
from rhetoric.hits import VOICES, Hits, together
from rhetoric.stats.intervals import poisson_bounds
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

COLUMNS = (
    "group", "feature", "document", "document_label", "voice", "count", "tokens", "rate", "low",
    "high", "paragraphs", "of_paragraphs",
)  # fmt: skip
#: Rows of the panel: group, name, device, categories (all of the device where none is named).
ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("obligation", "strong (must, shall, have to)", "obligation", ("strong",)),
    ("obligation", "medium (should, ought to)", "obligation", ("medium",)),
    ("obligation", "need that is reported", "obligation", ("reported",)),
    ("commitment", "will, shall", "commitment", ("will", "shall", "going to")),
    ("commitment", "pledges", "commitment", ("pledge",)),
    ("stance", "hedges", "stance",
     ("hedge/modal", "hedge/adverb", "hedge/adjective", "hedge/verb", "hedge/shield")),
    ("stance", "boosters", "stance", ("booster",)),
    ("pronouns", "we, us, our", "pronouns", ("we",)),
    ("pronouns", "I, me, my", "pronouns", ("I",)),
    ("pronouns", "you", "pronouns", ("you",)),
    ("address", "addresses", "address", ("address", "vocative")),
    ("address", "let us, imperatives", "address", ("let us", "imperative")),
    ("address", "questions", "questions", ()),
    ("figures", "anaphora", "anaphora", ()),
    ("figures", "epiphora and other repetition", "repetition", ()),
    ("figures", "tricolon", "tricolon", ()),
    ("figures", "antithesis", "antithesis", ()),
    ("figures", "chiasmus", "chiasmus", ()),
    ("figures", "formulaic openings", "openings", ()),
    ("claims", "superlatives", "superlatives", ("superlative",)),
    ("claims", "never before", "superlatives", ("unprecedented",)),
    ("claims", "absolutes (all, every)", "superlatives", ("absolute",)),
    ("judgement", "praise", "praise", ()),
    ("judgement", "criticism, severe", "criticism", ("3 severe",)),
    ("judgement", "criticism, plain", "criticism", ("2 plain",)),
    ("judgement", "criticism, mild", "criticism", ("1 mild",)),
    ("metaphor", "possible metaphors", "metaphor", ()),
    ("precision", "numbers", "quantities", ()),
    ("time", "past", "time", ("past",)),
    ("time", "present", "time", ("present",)),
    ("time", "future", "time", ("future",)),
    ("style", "nominalisations", "style", ("nominalisation",)),
    ("style", "passives", "style", ("passive",)),
    ("style", "words in quotation marks", "style", ("quotation",)),
    ("style", "words taken over", "taken over", ()),
)  # fmt: skip
#: Rows that count the words of their hits, not the hits.
BY_WORDS = frozenset({"words in quotation marks", "words taken over"})
#: Devices whose places the strip shows.
STRIP = ("anaphora", "repetition", "tricolon", "antithesis", "superlatives", "metaphor", "address")
#: Share of the numbers of a document in one paragraph from which they are a burst, and the fewest.
BURST, FEWEST = 0.5, 5


@dataclass(frozen=True)
class Burst:
    """Half of the numbers of a kind in a document, or more, stand in the paragraph of a line."""

    document: str
    kind: str
    count: int
    of: int
    line: int


@dataclass(frozen=True, eq=False)
class Panel(Result):
    """A row a feature, document and voice (``all`` for all of them), with Poisson's bounds.

    ``hits`` has the places of each feature, ``strip`` where figures stand, ``bursts`` documents
    that have half of their numbers in one paragraph.
    """

    hits: dict[str, Hits] = field(default_factory=dict)
    strip: Dispersion | None = None
    bursts: tuple[Burst, ...] = ()


def panel(tokens: Tokens) -> Panel:
    """Return the panel of the features of rhetoric.

    Rates are per 1,000 tokens that a document has in a voice; quotations and what is taken over
    are counted in words. ``paragraphs`` of ``of_paragraphs`` hold the feature, in any voice.
    """
    found = {name: hits_of(name, tokens) for name in dict.fromkeys(row[2] for row in ROWS)}
    hits = {
        label: found[device].take(np.isin(found[device].category, _numbers(found[device], names)))
        for _, label, device, names in ROWS
    }
    kinds = voice(tokens).kind
    sizes = _table(tokens, tokens.document_of, kinds, np.ones(len(tokens), np.int64))
    of = np.bincount(
        tokens.document_of[tokens.paragraph_starts], minlength=len(tokens.corpus)
    )  # fmt: skip
    rows = [
        row for group, label, _, _ in ROWS
        for row in _rows((group, label), hits[label], sizes, of, kinds)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[c for c in COLUMNS if c not in {"low", "high"}])
    low, high = poisson_bounds(
        table["count"].to_numpy(np.int64), np.maximum(table["tokens"].to_numpy(float), 1) / 1000
    )
    return Panel(
        title="Features of rhetoric",
        method=(
            "Hits per 1,000 words that a document has in a voice; 95 % Poisson bounds. Rules find "
            "them (see the README): judge one by rhetoric devices FOLDER --audit DEVICE."
        ),
        table=table.assign(low=low, high=high)[list(COLUMNS)],
        notes=tuple(foreign(tokens, found)),
        source=tokens,
        hits=hits,
        strip=_strip(found),
        bursts=tuple(_bursts(hits["numbers"])),
    )


def _numbers(hits: Hits, names: Sequence[str]) -> list[int]:
    """Return the numbers of some categories; of all where none is named."""
    return [i for i, name in enumerate(hits.categories) if not names or name in names]


def _table(tokens: Tokens, document: Any, kind: Any, weight: Any) -> np.ndarray:
    """Return sums by document and voice."""
    n = len(tokens.corpus)
    key = np.asarray(document, np.int64) * len(VOICES) + kind
    made = np.bincount(key, weights=weight, minlength=n * len(VOICES))
    return made.astype(np.int64).reshape(n, len(VOICES))


def _rows(
    name: tuple[str, str], hits: Hits, sizes: np.ndarray, of: np.ndarray, kinds: Any
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one feature: each document as a whole and in each voice that it has."""
    group, label = name
    tokens = hits.tokens
    weight = hits.length if label in BY_WORDS else np.ones(len(hits), np.int64)
    counts = _table(tokens, hits.document, kinds[hits.first], weight)
    paragraphs = np.unique(tokens.paragraph_of[hits.first])
    held = np.bincount(
        tokens.document_of[tokens.paragraph_starts[paragraphs]], minlength=len(of)
    )  # fmt: skip
    for d, document in enumerate(tokens.corpus):
        spoken = [(said, int(counts[d, v]), int(sizes[d, v])) for v, said in enumerate(VOICES)]
        whole = (ALL, int(counts[d].sum()), int(sizes[d].sum()))
        for said, count, size in (whole, *spoken):
            if size or said == ALL:
                yield {
                    "group": group, "feature": label, "document": document.id,
                    "document_label": document.label, "voice": said, "count": count,
                    "tokens": size, "rate": 1000 * count / max(size, 1),
                    "paragraphs": int(held[d]), "of_paragraphs": int(of[d]),
                }  # fmt: skip


def _strip(found: dict[str, Hits]) -> Dispersion | None:
    """Return where figures stand in the documents."""
    parts = []
    for name in STRIP:
        # Absolutes, and "you", are everywhere and would cover all else.
        left = {c: name for c in found[name].categories if c not in {"absolute", "you"}}
        parts.append(found[name].renamed(left))
    whole = together(*parts)
    made = dispersion(whole, [name for name in STRIP if len(whole.places(name)[0])])
    return replace(made, noun="feature") if len(made.table) else None


def _bursts(hits: Hits) -> Iterator[Burst]:
    """Yield documents that have half of their percentages, sums or numbers in one paragraph."""
    tokens = hits.tokens
    paragraph = tokens.paragraph_of[hits.first]
    for c, kind in enumerate(hits.categories):
        for d, document in enumerate(tokens.corpus if kind != "date" else ()):
            mine = np.flatnonzero((hits.document == d) & (hits.category == c))
            if len(mine) < FEWEST:
                continue
            which, times = np.unique(paragraph[mine], return_counts=True)
            if times.max() >= BURST * len(mine):
                first = int(tokens.paragraph_starts[which[int(np.argmax(times))]])
                line = tokens.corpus.line(tokens.span(first))
                yield Burst(document.id, kind, int(times.max()), len(mine), line)
