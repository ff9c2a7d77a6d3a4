"""Who speaks in each document, for how long, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rhetoric.findings import Result
from rhetoric.hits import VOICES
from rhetoric.tokens import Tokens
from rhetoric.voice import voice

COLUMNS = (
    "document", "document_label", "date", "voice", "speaker", "tokens", "of", "share", "sentences",
)  # fmt: skip
STRETCHES = ("document", "voice", "speaker", "start", "end")


@dataclass(frozen=True, eq=False)
class Voices(Result):
    """Tokens by document, voice and speaker; ``stretches`` are the runs of one voice.

    A stretch runs from ``start`` to ``end`` in tokens of its document.
    """

    stretches: pd.DataFrame = field(default_factory=pd.DataFrame)
    documents: pd.DataFrame = field(default_factory=pd.DataFrame)


def voices(tokens: Tokens) -> Voices:
    """Return how much of each document is the text's own, retold, or somebody's own words.

    ``sentences`` counts those that begin in the voice.
    """
    speech = voice(tokens)
    width = max(len(speech.speakers), 1)
    key = (tokens.document_of * len(VOICES) + speech.kind) * width + speech.speaker
    begun = np.zeros(len(tokens), np.int64)
    begun[tokens.sentence_starts] = 1
    values, place = np.unique(key, return_inverse=True)
    sizes, opened = np.bincount(place), np.bincount(place, weights=begun)
    totals = tokens.document_sizes
    rows = []
    for value, size, sentences in zip(values.tolist(), sizes, opened, strict=True):
        rest, s = divmod(value, width)
        d, v = divmod(rest, len(VOICES))
        document = tokens.corpus[d]
        rows.append((
            document.id, document.label, document.date.isoformat() if document.date else "",
            VOICES[v], speech.speakers[s], int(size), int(totals[d]),
            float(size / max(totals[d], 1)), int(sentences),
        ))  # fmt: skip
    return Voices(
        title="Who speaks",
        method=(
            "Tokens by voice: the text's own (narrator), somebody's words retold (reported), "
            "somebody's own words (direct)."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        source=tokens,
        stretches=_stretches(tokens, key, speech.speakers),
        documents=pd.DataFrame(
            {"document": tokens.names, "label": [d.label for d in tokens.corpus], "tokens": totals}
        ),
    )


def _stretches(tokens: Tokens, key: np.ndarray, speakers: tuple[str, ...]) -> pd.DataFrame:
    """Return the runs of one voice and speaker in each document."""
    if not len(key):
        return pd.DataFrame(columns=list(STRETCHES))
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    last = np.append(first[1:], len(key))
    document = tokens.document_of[first]
    rest, s = np.divmod(key[first], max(len(speakers), 1))
    begin = tokens.document_starts[document]
    return pd.DataFrame(
        {
            "document": [tokens.names[d] for d in document],
            "voice": [VOICES[v] for v in rest % len(VOICES)],
            "speaker": [speakers[i] for i in s],
            "start": first - begin,
            "end": last - begin,
        },
        columns=list(STRETCHES),
    )
