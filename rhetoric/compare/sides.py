"""Two sides of a comparison, and the rules that say what else differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Document, RhetoricError, chosen
from rhetoric.ngrams import Counts

#: Units of a test are paragraphs and items of at least this many tokens (a line of address or a
#: heading says nothing of how words are used).
LEAST_TOKENS = 5
#: A caveat that concerns the sides as a whole, and the field in which they differ.
FIELDS = {"speaker": "speaker", "outlet": "publisher"}


@dataclass(frozen=True)
class Sides:
    """The target and the reference of a comparison: masks over the rows of counts, and names."""

    target: NDArray[np.bool_]
    reference: NDArray[np.bool_]
    target_label: str
    reference_label: str
    target_documents: tuple[Document, ...]
    reference_documents: tuple[Document, ...]

    def take(self, rows: NDArray[np.bool_]) -> Sides:
        """Return the same sides over only some of the rows."""
        return replace(self, target=self.target[rows], reference=self.reference[rows])

    @property
    def caveats(self) -> tuple[str, ...]:
        """Caveats that hold for every term of the comparison, by rule."""
        a, b = self.target_documents, self.reference_documents
        out = []
        for name, field in FIELDS.items():
            left = {getattr(d, field) for d in a} - {None}
            right = {getattr(d, field) for d in b} - {None}
            if left and right and not left & right:
                out.append(name)
        if retranslated((*a, *b)):
            out.append("translation")
        return tuple(out)

    @property
    def shared_genres(self) -> frozenset[str]:
        """Types of text that both sides have; those that state none are of one of their own."""
        return frozenset({d.type for d in self.target_documents}) & frozenset(
            {d.type for d in self.reference_documents}
        )

    @property
    def mixed(self) -> bool:
        """Whether the sides differ in the types of text that they hold."""
        return {d.type for d in self.target_documents} != {d.type for d in self.reference_documents}


def retranslated(documents: Sequence[Document]) -> bool:
    """Say whether words of documents may differ because their translators do.

    Some are known to be translations, and they are not all from one publisher.
    """
    return any(d.translated for d in documents) and len({d.publisher for d in documents}) > 1


#: What names a side: an expression such as ``year=2024``, or the documents themselves.
Side = str | Sequence[Document]


def sides(counts: Counts, target: Side, reference: Side | None = None) -> Sides:
    """Return the sides that two selections make; the reference defaults to all the rest.

    Raises `RhetoricError` where a side is empty or a document stands on both.
    """
    documents = counts.documents
    left = ids_of(documents, target)
    right = {d.id for d in documents} - left if reference is None else ids_of(documents, reference)
    both = left & right
    if both:
        raise RhetoricError(
            f"Target {target!r} and reference {reference!r} both hold {min(both)!r}: "
            "choose sides that have no document in common."
        )
    if not right:
        raise RhetoricError(
            f"Target {target!r} holds every document: there is nothing left to compare it with."
        )
    return between(
        counts,
        [d for d in documents if d.id in left],
        [d for d in documents if d.id in right],
        (
            target if isinstance(target, str) else "",
            reference if isinstance(reference, str) else "",
        ),
    )


def ids_of(documents: Sequence[Document], side: Side) -> frozenset[str]:
    """Return the ids of the documents of a side."""
    return chosen(documents, side) if isinstance(side, str) else frozenset(d.id for d in side)


def between(
    counts: Counts,
    target: Sequence[Document],
    reference: Sequence[Document],
    expressions: tuple[str, str] = ("", ""),
) -> Sides:
    """Return the sides that documents make over the rows of counts."""
    rest = expressions[0] and not expressions[1] and _are_around(reference, target)
    length = precision(target, reference)
    return Sides(
        target=counts.within(d.id for d in target),
        reference=counts.within(d.id for d in reference),
        target_label=label(expressions[0], target, length),
        reference_label="the rest" if rest else label(expressions[1], reference, length),
        target_documents=tuple(target),
        reference_documents=tuple(reference),
    )


def _are_around(some: Sequence[Document], others: Sequence[Document]) -> bool:
    """Say whether the dates of some documents begin before those of others and end after them."""
    here, there = ([d.date for d in side if d.date] for side in (some, others))
    return bool(here and there) and min(here) < min(there) and max(there) < max(here)


def precision(one: Sequence[Document], other: Sequence[Document]) -> int:
    """Return how many characters of a date tell two sides apart: those of years, months or days."""
    for length in (4, 7, 10):
        left, right = ({d.label[:length] for d in side if d.date} for side in (one, other))
        if not left & right:
            return length
    return 4


def label(expression: str, documents: Sequence[Document], length: int = 4) -> str:
    """Return the name of a side: the date of its one document, or years (months, days) of several.

    ``length`` is how many characters of a date are named.

    >>> label("", [])
    'the rest'
    """
    dates = [d.label for d in documents if d.date]
    if len(documents) == 1:
        return documents[0].label
    key, _, value = expression.partition("=")
    if key and key not in {"date", "year", "id"}:
        return value
    if not dates or len(dates) < len(documents):
        return value or "the rest"
    if key == "date":
        return _span(value)
    years = sorted({date[:length] for date in dates})
    if len(years) == 1:
        return years[0]
    return f"{years[0]}–{years[-1]}" if len(years) > 2 else " and ".join(years)


def _span(value: str) -> str:
    """Return a span of dates in words where it is open at an end.

    >>> _span("..2022"), _span("2022.."), _span("2021..2022")
    ('to 2022', 'from 2022', '2021–2022')
    """
    first, dots, last = value.partition("..")
    if not dots or (first and last):
        return value.replace("..", "–")
    return f"from {first}" if first else f"to {last}"


def units_of(counts: Counts, unit: str) -> Counts:
    """Return the units on which a test is made: whole documents, or paragraphs of some length."""
    if unit == "document":
        return counts.group("document")
    if len(counts.rows) and (counts.rows["kind"] == "document").all():
        raise RhetoricError(
            'These counts are by document: compare with unit="document" (all that a store has), or '
            'count(tokens, per="paragraph") first.'
        )
    fit = counts.rows["kind"].isin(["paragraph", "item"]) & (counts.rows["tokens"] >= LEAST_TOKENS)
    return counts.take(fit.to_numpy(bool))
