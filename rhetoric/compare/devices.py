"""What every device finds, by document and by who speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.compare.concordance import context
from rhetoric.corpus import RhetoricError, listed
from rhetoric.detectors import DEVICES, hits_of
from rhetoric.findings import Result
from rhetoric.hits import VOICES, Hits
from rhetoric.lexicon import Lexicon, match, of_corpus
from rhetoric.lexicon.doubts import doubts
from rhetoric.stats.intervals import poisson_bounds
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

COLUMNS = (
    "feature", "category", "document", "document_label", "file", "voice", "speaker", "count",
    "tokens", "rate", "low", "high", "weight", "paragraphs", "of_paragraphs", "example",
)  # fmt: skip
_AUDIT = 20
#: Devices that do not look for English words.
ANY_LANGUAGE = frozenset({
    "naming", "referents", "slogans", "voice", "openings", "taken over", "quantities",
})  # fmt: skip
#: Characters around a hit that is shown as an example.
_EXAMPLE = 40
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Devices(Result):
    """A row a category, document, voice and speaker; ``hits`` are the places by device."""

    hits: dict[str, Hits] = field(default_factory=dict)

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as records, each with the spans of its hits."""
        spans: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for feature, hits in self.hits.items():
            for i, key in enumerate(_keys(hits)):
                spans.setdefault((feature, *key), []).append(hits.corpus.address(hits.span(i)))
        records: list[Any] = self.table.to_dict("records")
        for record in records:
            key = tuple(record[n] for n in ("feature", "category", "document", "voice", "speaker"))
            record["spans"] = spans.get(key, [])
        return records

    def in_context(self, feature: str, *, n: int = _AUDIT, seed: int = 0) -> list[dict[str, Any]]:
        """Return ``n`` seeded random hits of a device with what is left and right of them.

        Raises `RhetoricError` for a device that was not looked for, or a seed below 0.
        """
        if seed < 0:
            raise RhetoricError(f"The seed is {seed}: write 0 or more.")
        if feature not in self.hits:
            raise _unknown(feature, self.hits)
        hits = self.hits[feature]
        rng = np.random.default_rng(seed)
        chosen = hits.take(np.sort(rng.permutation(len(hits))[:n]))
        return [
            {
                "category": row["category"], "rule": row["rule"], "voice": row["voice"],
                "speaker": row["speaker"], **context(hits.corpus, chosen.span(i)),
            }
            for i, row in enumerate(chosen.table.to_dict("records"))
        ]  # fmt: skip


def devices(
    tokens: Tokens, *, features: Sequence[str] | None = None, lexicons: Sequence[Lexicon] = ()
) -> Devices:
    """Return what devices find in each document, split by who speaks.

    Rates are per 1,000 tokens that the document has in that voice by that speaker, with Poisson's
    95 % bounds. ``weight`` is the mean weight of the hits, Σ weight / hits (1 without weights; see
    ``scores``). ``features`` chooses devices by name (see ``rhetoric.detectors``); ``lexicons`` are
    matched as well, each under its name; those that corpus.toml names are, where nothing is
    chosen. Raises `RhetoricError` for a name that is no device, and
    where two of them have one name.
    """
    for name in features or ():
        if name not in DEVICES:
            raise _unknown(name, DEVICES)
    wanted = features or (() if lexicons else tuple(DEVICES))
    lexicons = lexicons or (() if features else of_corpus(tokens.corpus))
    _refuse_namesakes(wanted, lexicons)
    hits = {name: hits_of(name, tokens) for name in wanted}
    hits |= {lexicon.name: match(lexicon, tokens) for lexicon in lexicons}
    spoken = _spoken(tokens)
    rows = [row for name, found in hits.items() for row in _rows(name, found, spoken)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    sizes = np.maximum(table["tokens"].to_numpy(np.int64), 1)
    low, high = poisson_bounds(table["count"].to_numpy(np.int64), sizes / 1000)
    silent = [f"{name}: no hit{_why(name, tokens)}." for name, f in hits.items() if not len(f)]
    for lexicon in lexicons:
        silent += [*(f"{note}." for note in lexicon.notes), *doubts(lexicon, hits[lexicon.name])]
    silent = [*foreign(tokens, [name for name in hits if name in DEVICES]), *silent]
    return Devices(
        title="Devices",
        method=(
            "Hits per 1,000 tokens that a document has in that voice by that speaker (column "
            "tokens); 95 % Poisson bounds: few tokens make wide ones. They stand in so many "
            "paragraphs of those of the document."
        ),
        table=table.assign(low=low, high=high)[list(COLUMNS)],
        notes=tuple(silent),
        source=tokens,
        hits=hits,
    )


def _refuse_namesakes(features: Sequence[str], lexicons: Sequence[Lexicon]) -> None:
    """Refuse lexicons that would stand in the place of a device, or of each other."""
    seen: set[str] = set()
    for lexicon in lexicons:
        if lexicon.name in features or lexicon.name in seen:
            other = "a device" if lexicon.name in features else "another lexicon"
            raise RhetoricError(
                f"A lexicon is called {lexicon.name!r}, and so is {other}: give its file another "
                'name, or write name = "..." at its top.'
            )
        seen.add(lexicon.name)


def _unknown(name: str, known: Iterable[str]) -> RhetoricError:
    close = get_close_matches(name, list(known), 1)
    hint = f"did you mean {close[0]!r}?" if close else f"choose {', '.join(known)}."
    return RhetoricError(f"There is no device {name!r}; {hint}")


def _why(name: str, tokens: Tokens) -> str:
    """Return what corpus.toml lacks for a device to find anything."""
    profile = tokens.corpus.profile
    missing = {"naming": not profile.actors and "actors", "referents": not profile.referents
               and "referents"}.get(name)  # fmt: skip
    return f" (corpus.toml has no [{missing}])" if missing else ""


def foreign(tokens: Tokens, names: Iterable[str]) -> Iterator[str]:
    """Yield what to say of documents in a language whose words devices do not look for."""
    bound = [name for name in names if name not in ANY_LANGUAGE]
    other = [d for d in tokens.corpus if d.language and d.language[:2] != "en"]
    if bound and other:
        codes = listed(sorted({d.language or "" for d in other}))
        yield (
            f"{len(other)} of {len(tokens.corpus)} documents are not in the language 'en' of "
            f"{listed(bound)} but in {codes}: that little or nothing is found in them says "
            f"nothing ({listed(d.id for d in other)})."
        )


def _keys(hits: Hits) -> Iterator[_Key]:
    """Yield category, document, voice and speaker of each hit."""
    names = hits.tokens.names
    for c, d, v, s in zip(hits.category, hits.document, hits.voice, hits.speaker, strict=True):
        yield hits.categories[c], names[d], str(v), str(s)


def _spoken(tokens: Tokens) -> Counter[tuple[str, str, str]]:
    """Return how many tokens each document has in each voice by each speaker."""
    speech, out = voice(tokens), Counter[tuple[str, str, str]]()
    width = max(len(speech.speakers), 1)
    key = (tokens.document_of * len(VOICES) + speech.kind) * width + speech.speaker
    for value, n in zip(*np.unique(key, return_counts=True), strict=True):
        rest, s = divmod(int(value), width)
        d, v = divmod(rest, len(VOICES))
        out[tokens.names[d], VOICES[v], speech.speakers[s]] += int(n)
    return out


def _rows(
    feature: str, hits: Hits, spoken: Counter[tuple[str, str, str]]
) -> Iterator[dict[str, Any]]:
    order = {name: i for i, name in enumerate(hits.tokens.names)}
    held: dict[_Key, list[int]] = {}
    for i, key in enumerate(_keys(hits)):
        held.setdefault(key, []).append(i)
    paragraphs = Counter(hits.tokens.document_of[hits.tokens.paragraph_starts].tolist())
    for key in sorted(held, key=lambda k: (k[0], order[k[1]], VOICES.index(k[2]), k[3])):
        category, document, said, speaker = key
        size, mine = spoken[document, said, speaker], held[key]
        at = hits.corpus[document]
        shown = context(hits.corpus, hits.span(mine[0]), width=_EXAMPLE)
        yield {
            "feature": feature, "category": category, "document": document,
            "document_label": at.label, "file": at.file, "voice": said, "speaker": speaker,
            "count": len(mine), "tokens": size, "rate": 1000 * len(mine) / max(size, 1),
            "weight": float(hits.weight[mine].mean()),
            "paragraphs": len(np.unique(hits.tokens.paragraph_of[hits.first[mine]])),
            "of_paragraphs": paragraphs[order[document]],
            "example": f"{shown['left']}[{shown['node']}]{shown['right']} (line {shown['line']})",
        }  # fmt: skip
