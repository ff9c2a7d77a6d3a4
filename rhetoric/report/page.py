"""What a report is made of, before it is Markdown or HTML: sections of plain, unescaped blocks.

Both renderings read the same blocks, so their words cannot differ, and each escapes everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True)
class Para:
    """A paragraph; ``lead`` sets it off as a box."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Items:
    """A list; ``anchors`` are names by which its items can be linked to."""

    items: Sequence[str]
    anchors: Sequence[str] = ()


@dataclass(frozen=True)
class Quote:
    """A passage of a document with its address; ``match`` are the marked parts of ``text``.

    ``span`` is the raw part of the document that is marked, whose line the quotation leads to.
    """

    doc: str
    file: str
    line: int
    start: int
    end: int
    label: str
    text: str
    match: tuple[int, int] | None = None
    cut: tuple[bool, bool] = (False, False)
    span: tuple[int, int] | None = None

    @property
    def anchor(self) -> str:
        """The name of the passage's line in the document view."""
        return line_anchor(self.doc, self.line)


@dataclass(frozen=True)
class Spark:
    """A rate text by text, or period by period: ``levels`` from 0 to 8, −1 for no part in it.

    ``later`` says which are of the later side; ``said`` has the same in words.
    """

    levels: Sequence[int]
    later: Sequence[bool]
    said: str


@dataclass(frozen=True)
class Card:
    """A finding: one sentence, its numbers, its reach, its caveats, quotations of both sides.

    ``also_what`` says what ``also`` lists and how its numbers are given;
    ``caveats`` are their names and what they mean; ``related`` the findings that tell the same
    story; ``terms`` the term cards of its words, each with its name on the page.
    """

    number: int
    id: str
    claim: str
    detail: str
    badge: str
    reach: str
    spark: Spark
    spread: str
    caveats: Mapping[str, str]
    also: Sequence[str]
    also_what: str
    evidence: Sequence[Quote]
    contrast: Sequence[Quote]
    sides: tuple[str, str]
    related: Sequence[str] = ()
    terms: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Outline:
    """What cards say in one line each: claim, badge and the card's name on the page."""

    entries: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class TermCard:
    """A chief term: its rate by date, its forms, its company on both sides, and quotations.

    ``findings`` are what tells of it, each with its name on the page, or nothing; ``company`` is
    a side in words and what is said of it.
    """

    id: str
    term: str
    uses: str
    spark: Spark
    span: tuple[str, str]
    peak: str
    forms: str
    findings: Sequence[tuple[str, str]]
    company: Sequence[tuple[str, str]]
    quoted: str
    quotes: Sequence[Quote]


@dataclass(frozen=True)
class Quotes:
    """Quotations, each with the words that say what it is quoted for."""

    title: str
    entries: Sequence[tuple[str, Quote]]


@dataclass(frozen=True)
class Table:
    """Rows of plain cells; columns in ``numeric`` are set to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str
    numeric: frozenset[int] = frozenset()
    csv: str | None = None
    links: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Image:
    """A figure of the folder ``figures``, with its words and its numbers."""

    name: str
    alt: str
    csv: str | None = None


@dataclass(frozen=True)
class Fold:
    """Blocks that open on demand."""

    summary: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Text:
    """A document as it was read: paragraphs with the line each begins on, and what is marked."""

    doc: str
    label: str
    title: str
    paragraphs: Sequence[Passage]


@dataclass(frozen=True)
class Passage:
    """A paragraph of a document view: its line, its text, and the marked parts of it.

    A mark has the place on the page that quotes it, or nothing.
    """

    lines: Sequence[int]
    text: str
    marks: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True)
class Sentence:
    """One sentence of a redline: pieces (``same``, ``del`` or ``ins``, and text), and its place.

    ``anchor`` is its line in the document view, where the page has one; ``language`` is empty
    where it is not known. ``place`` is the document and the offset that the anchor is of.
    """

    pieces: Sequence[tuple[str, str]]
    where: str
    anchor: str | None = None
    language: str = ""
    place: tuple[str, int] | None = None


@dataclass(frozen=True)
class Redline:
    """A pair of sentences side by side, and as one run of text with what went and what came."""

    id: str
    label: str
    tags: Sequence[str]
    before: Sequence[Sentence]
    after: Sequence[Sentence]
    flow: Sequence[tuple[str, str]]


Block = Para | Items | Outline | Card | TermCard | Quotes | Table | Image | Fold | Text | Redline


@dataclass(frozen=True)
class Section:
    """A headed part of the page; ``html_only`` keeps it out of the Markdown.

    One that is ``inner`` stands under the one before it.
    """

    id: str
    title: str
    blocks: Sequence[Block]
    html_only: bool = False
    inner: bool = False


@dataclass(frozen=True)
class Page:
    """The whole report."""

    title: str
    sections: Sequence[Section]
    language: str = "en"


def slug(name: str) -> str:
    """Return a name fit for an anchor: letters, digits and hyphens, the same for the same name.

    >>> slug("000_e51e.txt"), slug("Übersicht 1")
    ('000-e51e-txt', 'u-dc-bersicht-1')
    """
    out = "".join(
        c.lower() if c.isascii() and c.isalnum() else "-" if c.isascii() else f"u-{ord(c):x}-"
        for c in name
    )
    return out.strip("-") or "x"


def anchor(doc: str) -> str:
    """Return the name of a document on the page: no two documents share one, and no section has it.

    Where a slug loses something of the id, a digest of the id follows after a sign that no slug
    has.

    >>> anchor("a-b"), anchor("a.b")
    ('doc-a-b', 'doc-a-b_2e7336dc8eba')
    """
    plain = slug(doc)
    exact = "" if plain == doc else "_" + sha256(doc.encode("utf-8", "replace")).hexdigest()[:12]
    return f"doc-{plain}{exact}"


def line_anchor(doc: str, line: int) -> str:
    """Return the name of a line of a document; a slug has no capital, so it is no document's."""
    return f"{anchor(doc)}-L{line}"
