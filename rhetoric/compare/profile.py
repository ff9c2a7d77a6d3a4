"""What each document is like: its size, its sentences, how varied and how hard its words are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import regex as re

from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result
from rhetoric.stats.diversity import BY_COUNTS, BY_ORDER
from rhetoric.stats.readability import READABILITY
from rhetoric.tokens import Tokens

COUNTED = (
    "words", "types", "sentences", "paragraphs", "characters", "syllables", "long_words",
)  # fmt: skip
COLUMNS = (
    "document", "document_label", *COUNTED, "sentence_length", "word_length", *BY_COUNTS, *BY_ORDER,
    *READABILITY,
)  # fmt: skip
#: More letters than this make a long word (LIX).
LONG = 6
_VOWELS = re.compile(r"[aeiouyàáâäæèéêëìíîïòóôöùúûüÿœ]+")
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscgxzl])es$|(?<=[aeiou]l)e$"
)
#: Two vowels of one group that are spoken apart: area, period, idea, various, create, being.
_BROKEN = re.compile(
    r"(?<![tscg])i[aou](?!$|u)|(?<=\p{L}i)um|ea(?=$|t[eio])|(?<=e)ing|ueu?(?=n)|eo(?!u|p)"
)


@dataclass(frozen=True, eq=False)
class Profile(Result):
    """A row a document: counts, diversity and readability, each column a measure."""

    shown: ClassVar[tuple[str, ...]] = (
        "document_label", "words", "types", "sentences", "sentence_length", "word_length", "mattr",
        "mtld", "hdd", "yule_k", "flesch", "lix",
    )  # fmt: skip


def profile(tokens: Tokens, *, window: int = 50) -> Profile:
    """Return the profile of each document: headings are left out, as are front and back matter.

    ``window`` is that of MATTR in words. Readability is for English, and hangs on how sentences
    and syllables are counted, so the counts stand beside it. Raises `RhetoricError` for a window
    below 1.

    References: ``rhetoric.stats.diversity`` and ``rhetoric.stats.readability``.
    """
    if window < 1:
        raise RhetoricError(f"A window has at least one word, not {window}.")
    edges = [*tokens.document_starts.tolist(), len(tokens)]
    sizes = _sizes(tokens)
    rows = [
        {"document": d.id, "document_label": d.label}
        | _row(
            tokens, np.asarray(tokens.ids[a:b][sizes.body[a:b]], np.int64), sizes, (a, b), window
        )
        for d, (a, b) in zip(tokens.corpus, pairwise(edges), strict=True)
    ]
    return Profile(
        title=f"Profile of {len(rows)} document{'' if len(rows) == 1 else 's'}",
        method=(
            f"Body text without headings. Maas with base 10, entropy in bits, MATTR over {window} "
            "words, MTLD at 0.72, HD-D of 42 words; syllables are groups of vowels without a "
            "silent e."
        ),
        table=pd.DataFrame(rows, columns=list(COLUMNS)),
        notes=(
            "TTR, Guiraud, Herdan, Maas and entropy depend on length: use MATTR, MTLD and HD-D.",
            "Readability was fitted to English school texts.",
        ),
        source=tokens,
    )


@dataclass(frozen=True)
class _Sizes:
    """Per token: whether it is body; per type: letters and syllables."""

    body: Any
    letters: Any
    syllables: Any
    sentence: Any
    paragraph: Any


def _sizes(tokens: Tokens) -> _Sizes:
    heading = np.array([kind == "heading" for kind in tokens.paragraph_kinds], bool)
    types = [str(word) for word in tokens.types]
    body = ~heading[tokens.paragraph_of] if len(tokens) else np.zeros(0, bool)
    return _Sizes(
        body=body,
        letters=np.array([sum(map(str.isalnum, word)) for word in types], np.int64),
        syllables=np.array([syllables(word) for word in types], np.int64),
        sentence=tokens.sentence_of,
        paragraph=tokens.paragraph_of,
    )


def syllables(word: str) -> int:
    """Return the syllables of an English word: its groups of vowels, without a silent e.

    >>> [syllables(word) for word in ("peace", "nation", "created", "self-reliance", "2024")]
    [1, 2, 3, 4, 1]
    """
    parts = re.split(r"[\s'\-·×/&]+", word.casefold())
    return max(sum(_syllables(part) for part in parts), 1)


def _syllables(part: str) -> int:
    groups = len(_VOWELS.findall(_SILENT.sub("", part)))
    return max(groups + len(_BROKEN.findall(part)), 1) if _VOWELS.search(part) else 0


def _row(
    tokens: Tokens, ids: Any, sizes: _Sizes, edges: tuple[int, int], window: int
) -> dict[str, Any]:
    inside = np.arange(*edges)[sizes.body[slice(*edges)]]
    counts = np.bincount(ids, minlength=len(tokens.types))
    words, letters = len(ids), sizes.letters[ids]
    counted = {
        "words": words,
        "types": int((counts > 0).sum()),
        "sentences": len(np.unique(sizes.sentence[inside])),
        "paragraphs": len(np.unique(sizes.paragraph[inside])),
        "characters": int(letters.sum()),
        "syllables": int(sizes.syllables[ids].sum()),
        "long_words": int((letters > LONG).sum()),
    }
    readable = {
        name: float(f(words, counted["sentences"], counted[what]))
        for name, (f, what) in READABILITY.items()
    }
    ordered = {"mattr": BY_ORDER["mattr"](ids, window=window), "mtld": BY_ORDER["mtld"](ids)}
    return {
        **counted,
        "sentence_length": words / max(counted["sentences"], 1),
        "word_length": counted["characters"] / max(words, 1),
        **{name: measure(counts) for name, measure in BY_COUNTS.items()},
        **ordered,
        **readable,
    }
