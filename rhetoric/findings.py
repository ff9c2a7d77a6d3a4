"""What is handed to a reader: `Result`, a table that shows itself, and `Finding`, one claim.

Every number here has a size, an uncertainty and an address.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError, Span
from rhetoric.inert import spelt
from rhetoric.tokens import Source, Tokens

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: How far a claim reaches, in print and in words (see methods in the report).
BADGES = {1: "①", 2: "②", 3: "③", 4: "④"}
BADGE_WORDS = {
    1: "counted in these texts",
    2: "differs between these texts (paragraphs permuted)",
    3: "recurs over independent documents",
    4: "holds within one genre",
}
#: Kinds of finding that vocabulary gives, and the direction each has.
DIRECTIONS = {
    "emerged": "up", "grew": "up", "vanished": "down", "shrank": "down", "burst": "none",
}  # fmt: skip
#: Every kind of finding; those that vocabulary does not give say their direction themselves.
KINDS = (
    *DIRECTIONS, "renamed", "changed_referent", "kept", "reworded", "formula", "device", "stance",
    "naming", "agenda", "voice",
)  # fmt: skip
#: Kinds that are about one passage: its sentences are those that they quote.
PASSAGES = frozenset({"kept", "reworded", "formula"})
#: What each caveat means, for the key of the report.
CAVEATS = {
    "genre": "the two sides differ in the type of text, and the texts of the types that both have "
    "do not show the difference by themselves (same direction, ×1.5), so type may explain it; a "
    "finding between the same sides without this caveat is borne out by texts of one type",
    "speaker": "the two sides differ in who speaks",
    "burst": "half of the occurrences or more stand in one paragraph",
    "few": "fewer than five occurrences on the heavier side",
    "variant": "another spelling or form of the same words is counted with it or may be meant",
    "single_document": "all occurrences stand in one document",
    "mostly_one": "four fifths of the uses on the heavier side or more stand in one of its texts",
    "inferred_date": "the date of a document was inferred, not stated",
    "outlet": "the two sides were put out by different publishers",
    "translation": "the texts are known to be translations and not all from one publisher: another "
    "word may be another translator's",
    "furniture": "the words belong to the frame of the genre (titles, reporting), not to its news",
}
#: How a caveat is called beside a finding, where its name alone says too little.
CAVEAT_NAMES = {
    "genre": "different text types", "speaker": "different speakers", "burst": "one paragraph",
    "few": "under 5 uses", "variant": "spellings merged",
    "single_document": "one text only",
    "inferred_date": "date inferred", "outlet": "different publishers",
    "furniture": "frame of the genre", "mostly_one": "mostly one text",
    "translation": "translated texts",
}  # fmt: skip
_ROWS = 50
_LABELS = 5000  # terms; beyond them a spelling is not worth the reading of every place
QUOTED = 200  # rows of a table that are quoted where texts have to be read again
_WINDOW = 45  # words; a longer sentence is quoted around the term only


@dataclass(frozen=True)
class Estimate:
    """A number with the range or interval around it and its unit."""

    value: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True, eq=False)
class Result:
    """A titled table with the sentence that says how it was made; it shows itself in a notebook.

    ``table`` has the same column names whatever the measure. ``notes`` say what the numbers
    cannot show.
    """

    title: str
    method: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    source: Source | None = field(default=None, repr=False)
    #: What counts are by: documents, or the periods of an archive ("year", "month", "day").
    unit: str = field(default="document", repr=False)

    #: Columns that a notebook shows; all if empty.
    shown: ClassVar[tuple[str, ...]] = ()
    #: Set once by the package (the layer of plots stands above this one): what draws a result on
    #: axes, and what returns its whole figure as SVG with its words, or None where it has none.
    drawing: ClassVar[Callable[..., Axes] | None] = None
    picturing: ClassVar[Callable[..., tuple[bytes, str] | None] | None] = None

    def evidence(self, term: str, *, n: int = 5) -> list[dict[str, Any]]:
        """Return up to ``n`` quotations of a term, one a document first, each with its address."""
        if self.source is None:
            raise RhetoricError("This result has no corpus to quote from.")
        return quotations(self.source, term, n=n)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the result on a matplotlib ``Axes`` (a new one if none is given) and return it."""
        if Result.drawing is None:
            raise RhetoricError("Plots are drawn by the package: import rhetoric first.")
        return Result.drawing(self, ax=ax)

    def _repr_html_(self) -> str:
        shown = self.table[[c for c in self.shown or self.table.columns if c in self.table]]
        shown = shown.head(_ROWS)
        more = len(self.table) - len(shown)
        rest = f"<p>{more:,} more rows in <code>.table</code>.</p>" if more > 0 else ""
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        table = shown.to_html(index=False, border=0, float_format=lambda x: f"{x:.4g}")
        head = f"<h4>{escape(self.title)}</h4><p>{escape(self.method)}</p>"
        return spelt(f"{head}{table}{rest}{notes}") + self._picture()

    def _picture(self) -> str:
        """Return the figure of the result as an image that stands by itself, or nothing."""
        made = Result.picturing(self) if Result.picturing is not None else None
        if made is None:
            return ""
        data = base64.b64encode(made[0]).decode("ascii")
        source = f"data:image/svg+xml;base64,{data}"
        return f'<img width="800" alt="{escape(spelt(made[1]))}" src="{source}">'


@dataclass(frozen=True)
class Finding:
    """One claim on what changed, with its counts, its reach, its caveats and its quotations.

    ``counts`` and ``rates`` (per 1,000 tokens) are by document; ``tests`` is the size of the
    family in which ``p`` and ``q`` were taken; ``badge`` is 1 to 4 (see ``BADGES``); ``also`` has
    the counts of the terms that stand beside the first and went the same way; ``score`` orders
    findings of one generator and is no measure of trust; ``story`` is the id of the headline under
    which a finding is told, if it is.
    """

    kind: str
    terms: tuple[str, ...]
    claim: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    direction: str
    counts: Mapping[str, int]
    rates: Mapping[str, float]
    effect: Estimate
    p: float | None
    q: float | None
    tests: int
    badge: int
    spread: str
    caveats: tuple[str, ...]
    evidence: tuple[Mapping[str, Any], ...]
    contrast: tuple[Mapping[str, Any], ...]
    headline: bool = False
    rank: int = 0
    id: str = ""
    also: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    score: float = 0.0
    story: str = ""


def labelled(source: Source | None, features: Iterable[str]) -> list[str]:
    """Return the commonest spelling of the first terms of a table; the rest as they are counted.

    Where texts have to be read again for it, only of as many as are quoted.
    """
    terms = np.asarray(features, dtype=object).tolist()
    first = list(dict.fromkeys(terms))
    first = first[: (_LABELS if source.at_hand else QUOTED) if source else 0]
    label = {term: source.surface(term) for term in first} if source else {}
    return [label.get(term, term) for term in terms]


def is_quoted(source: Source | None, rank: int) -> bool:
    """Say whether the row of this rank is given quotations: all where the texts are at hand.

    Where they have to be read again, the first few hundred rows are enough.
    """
    return source is not None and (source.at_hand or rank < QUOTED)


def among(names: Iterable[str], wanted: Iterable[str]) -> NDArray[np.bool_]:
    """Return which of some names are wanted.

    For names as objects ``numpy.isin`` compares each with each.

    >>> among(["a", "b", "a"], ["a", "c"]).tolist()
    [True, False, True]
    """
    there = frozenset(wanted)
    return np.array([name in there for name in names], bool)


def quotations(
    source: Source, feature: str, *, n: int = 5, documents: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Return up to ``n`` quotations of a feature with their addresses.

    Documents take turns, in the order of the corpus, and paragraphs within them, so that the
    first few quotations come from as many places as there are. ``documents`` limits them to these
    ids. ``match`` is the raw span of the words themselves inside the quotation.
    """
    source = source.near([(feature, documents)], n)
    tokens = source.tokens
    at, lengths = source.places(feature)
    if documents is not None:
        wanted = among(tokens.names, documents)
        inside = wanted[tokens.document_of[at]]
        at, lengths = at[inside], lengths[inside]
    return [quotation(tokens, int(at[i]), int(lengths[i])) for i in _taking_turns(tokens, at)[:n]]


def _taking_turns(tokens: Tokens, at: Any) -> list[int]:
    """Return indices of positions: the first of each document, then of each paragraph, the rest."""
    seen_documents: dict[int, int] = {}
    seen_paragraphs: set[int] = set()
    keys = []
    for i, position in enumerate(at):
        document, paragraph = int(tokens.document_of[position]), int(tokens.paragraph_of[position])
        again = paragraph in seen_paragraphs
        turn = seen_documents.get(document, 0)
        seen_documents[document] = turn + 1
        seen_paragraphs.add(paragraph)
        keys.append((turn > 0 and again, turn, i))
    return [i for _, _, i in sorted(keys)]


def quotation(tokens: Tokens, position: int, length: int) -> dict[str, Any]:
    """Return the sentence around an n-gram, or the part of a long one, as a span with address."""
    sentence = tokens.sentence_of[position]
    first = int(tokens.sentence_starts[sentence])
    last = (
        int(tokens.sentence_starts[sentence + 1])
        if sentence + 1 < len(tokens.sentence_starts)
        else len(tokens)
    )
    whole = tokens.sentence(position)
    if last - first > _WINDOW:
        length = min(length, _WINDOW)
        room = (_WINDOW - length) // 2
        low, high = max(first, position - room), min(last, position + length + room)
        start = whole.start if low == first else int(tokens.start[low])
        end = whole.end if high == last else int(tokens.end[high - 1])
        whole = Span(whole.doc, start, end)
    match = tokens.span(position, length)
    address = tokens.corpus.address(whole)
    return {**address, "match": [match.start, match.end]}
