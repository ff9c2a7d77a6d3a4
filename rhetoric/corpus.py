"""The nouns that everything points into: spans, blocks, documents and the corpus.

Nothing here opens a file or imports more than the standard library: ``rhetoric --help`` and an
unchanged ``rhetoric report`` must start at once.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from html import escape
from itertools import accumulate
from typing import Any, overload

from rhetoric.inert import spelt

#: Kinds of block that are the document's own words; the others are furniture around them.
BODY = ("heading", "paragraph", "item", "address")
#: Kinds of block that are counted as paragraphs (headings structure a text, they are not one).
PARAGRAPHS = ("paragraph", "item", "address")
#: Every kind of block, in the order in which a document may have them.
KINDS = ("front", *BODY, "back")


class RhetoricError(ValueError):
    """What was wrong, with which value, and what to do about it, in one sentence.

    ``code`` is the exit code that the command line gives it.
    """

    def __init__(self, message: str, *, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (end excluded) of the raw text of the document ``doc``."""

    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One cleaned unit of a document: its kind (see ``KINDS``) and where it stands.

    A paragraph that a page break cuts is one block of two spans. ``speaker`` is the label of the
    turn that it belongs to ("CHAIRMAN BERNANKE", "Q"), where a text has turns.
    """

    kind: str
    spans: tuple[Span, ...]
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the document's numbers should know, with its line if it has one."""

    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Document:
    """One document as read: ``raw`` never changes, ``blocks`` point into it.

    ``date`` is what the corpus is ordered by: the start of the event if there is one, else the
    publication. ``date_source`` says where it comes from: ``kind`` ("stated", "inferred", "file
    name", "front matter", "HTML meta", "corpus.toml" or the name of a table of metadata), and
    ``line`` and ``quote`` of the evidence where there is any. Confidences go from 0 to 1.
    """

    id: str
    file: str
    raw: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False, default=())
    title: str | None = None
    date: dt.date | None = None
    date_precision: str | None = None
    date_source: Mapping[str, Any] = field(default_factory=dict)
    event_start: dt.date | None = None
    event_end: dt.date | None = None
    published: str | None = None
    genre: str | None = None
    form: str | None = None
    speaker: str | None = None
    publisher: str | None = None
    language: str | None = None
    language_confidence: float | None = None
    encoding: str = "utf-8"
    encoding_confidence: float = 1.0
    sha256: str = ""
    notes: tuple[Note, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> str | None:
        """The year of the document's date, as text."""
        return f"{self.date.year:04d}" if self.date else None

    @property
    def type(self) -> str:
        """What kind of text it is: its genre, and how it was delivered where metadata say so."""
        return " / ".join(filter(None, (self.genre or "", str(self.meta.get("delivery") or ""))))

    @property
    def translated(self) -> bool:
        """Whether the document is known to be a translation: ``translated`` in its metadata."""
        return str(self.meta.get("translated", "")).casefold() in {"true", "yes", "1"}

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are the document's own words."""
        return tuple(block for block in self.blocks if block.kind in BODY)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which the lines of ``raw`` start."""
        return line_starts(self.raw)

    def line(self, offset: int) -> int:
        """Return the 1-based line of a character of ``raw``."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def label(self) -> str:
        """The date to the precision that is known, or the id where there is none."""
        if self.date is None:
            return self.id
        return to_precision(self.date.isoformat(), self.date_precision)

    @property
    def joins(self) -> int:
        """How many page breaks inside a paragraph were joined."""
        return sum(note.kind == "join" for note in self.notes)


def to_precision(date: str, precision: str | None) -> str:
    """Return an ISO date as far as it is known.

    >>> to_precision("2021-01-01", "month"), to_precision("2021-01-01", None)
    ('2021-01', '2021-01-01')
    """
    return date[: {"year": 4, "month": 7}.get(precision or "", 10)]


def line_starts(raw: str) -> list[int]:
    r"""Return the offsets at which the lines of a text start, whatever ends its lines.

    >>> line_starts("a\r\nb\nc")
    [0, 3, 5]
    """
    starts = [0, *accumulate(map(len, raw.splitlines(keepends=True)))]
    if len(starts) > 1 and not raw.endswith(
        ("\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85")
    ):
        starts.pop()
    return starts


@dataclass(frozen=True)
class Skipped:
    """A file that was not read, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Profile:
    """What the files do not say: the contents of ``corpus.toml``, checked.

    ``documents`` maps a file name or id to fields of ``Document``, ``defaults`` are fields of all
    that do not say otherwise; ``aliases`` maps a term to its other
    spellings and names; ``families`` a head word to terms counted with it; ``actors`` an actor to
    lists of its names; ``slogans`` a slogan or policy to its variants; ``referents`` are terms
    whose owner is asked for, ``ours`` the actors of the speaker's side; ``pairs`` are documents or
    sentences that are the same, or are not; ``languages`` are compared; ``metadata`` names a
    table, ``lexicons`` are shipped ones or files of the folder.
    """

    title: str | None = None
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actors: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slogans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    referents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    pairs: tuple[Mapping[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    metadata: str | None = None
    lexicons: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True)
class Corpus(Sequence[Document]):
    """Documents by date, then those without; ``others``, in other languages, are not compared."""

    documents: tuple[Document, ...]
    path: str = ""
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Note, ...] = ()
    profile: Profile = field(default_factory=Profile)
    others: tuple[Document, ...] = ()

    @overload
    def __getitem__(self, key: int | str) -> Document: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Document]: ...
    def __getitem__(self, key: int | str | slice) -> Document | Sequence[Document]:
        if isinstance(key, str):
            return self.find(key)
        return self.documents[key]

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    @cached_property
    def _by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    def find(self, name: str) -> Document:
        """Return the document with this id, or the only one whose id or date begins like it."""
        if name in self._by_id:
            return self._by_id[name]
        found = [d for d in self if name and (d.id.startswith(name) or d.label.startswith(name))]
        if len(found) == 1:
            return found[0]
        if found:
            raise RhetoricError(
                f"{name!r} names {len(found)} documents ({listed(d.id for d in found)}): "
                "write more of the id or of the date."
            )
        raise RhetoricError(
            f"No document is called {name!r}; there are {listed(d.id for d in self)}."
        )

    def quote(self, span: Span) -> str:
        """Return the characters of a span as they stand in the file."""
        return self._by_id[span.doc].raw[span.start : span.end]

    def line(self, span: Span) -> int:
        """Return the 1-based line of the raw text on which a span begins."""
        return self._by_id[span.doc].line(span.start)

    def address(self, span: Span) -> dict[str, Any]:
        """Return a span as programs read it: doc, file, line, start, end, text."""
        return {
            "doc": span.doc,
            "file": self._by_id[span.doc].file,
            "line": self.line(span),
            "start": span.start,
            "end": span.end,
            "text": self.quote(span),
        }

    def where(self, **fields: Any) -> Corpus:
        """Return the documents whose fields have these values (a value or a list of values).

        ``year`` is a field too. A field that no document has is an error that lists the fields.
        """
        for name in fields:
            _check_field(self, name)
        return self.keep(
            lambda d: all(
                _as_text(field_of(d, name)) in _as_texts(value) for name, value in fields.items()
            )
        )

    def select(self, expression: str) -> Corpus:
        """Return the documents that an expression such as ``year=2024`` names (see `chosen`)."""
        ids = chosen(self.documents, expression)
        return self.keep(lambda d: d.id in ids)

    def by(self, name: str) -> dict[str, Corpus]:
        """Return the corpus split by the values of a field, in the order of their first dates."""
        _check_field(self, name)
        values = dict.fromkeys(_as_text(field_of(d, name)) for d in self)
        return {value: self.where(**{name: value}) for value in values}

    def keep(self, test: Callable[[Document], bool]) -> Corpus:
        """Return the corpus with only those documents that pass a test."""
        return replace(self, documents=tuple(d for d in self if test(d)))

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(d.label)}</td><td>{escape(d.title or d.id)}</td>"
            f"<td>{escape(d.genre or '')}</td></tr>"
            for d in self
        )
        head = "<tr><th>date</th><th>title</th><th>genre</th></tr>"
        return spelt(f"<table><caption>{len(self)} documents</caption>{head}{cells}</table>")


def ordered(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return documents by date, then by id; those without a date last."""
    return tuple(sorted(documents, key=lambda d: (d.date is None, d.date or dt.date.max, d.id)))


#: Fields of a document by which a selection may be made.
FIELDS = (
    "id", "year", "date", "title", "genre", "form", "speaker", "publisher", "language", "file",
)  # fmt: skip


def field_of(document: Document, name: str) -> Any:
    """Return a field of a document by its name; what is not a field is looked up in ``meta``."""
    return getattr(document, name) if name in FIELDS else document.meta.get(name)


def _check_field(documents: Iterable[Document], name: str) -> None:
    """Refuse a field that no document has; one of ``meta`` may stand in some of them only."""
    extra = dict.fromkeys(key for document in documents for key in document.meta)
    if name not in FIELDS and name not in extra:
        known = ", ".join([*FIELDS, *extra])
        raise RhetoricError(f"Documents have no field {name!r}; choose one of {known}.")


def chosen(documents: Sequence[Document], expression: str) -> frozenset[str]:
    """Return the ids of the documents that ``key=value[,value]`` names.

    ``key`` is a field of documents; a value of ``date`` may be a beginning (``2021-01``) or a
    range (``2021-01..2022-12``), one of ``id`` a unique beginning, one of ``year`` a range.
    Several conditions are joined with ``;`` and must all hold. Raises `RhetoricError` where
    a value matches nothing.
    """
    ids = {d.id for d in documents}
    for condition in expression.split(";"):
        key, equals, values = (part.strip() for part in condition.partition("="))
        wanted = [value.strip() for value in values.split(",") if value.strip()]
        if not equals or not key or not wanted:
            raise RhetoricError(
                f"{expression!r} selects nothing: write a field and a value, such as year=2024, "
                "id=004 or date=2021-01..2022-12."
            )
        _check_field(documents, key)
        ids &= {name for value in wanted for name in _matching(documents, key, value)}
    if not ids:
        raise RhetoricError(f"No document meets every condition of {expression!r}.")
    return frozenset(ids)


def _matching(documents: Sequence[Document], key: str, value: str) -> list[str]:
    """Return the ids of the documents whose field has a value; none is an error."""
    if key == "id":
        found = _named(documents, value)
    else:
        found = [d.id for d in documents if _holds(field_of(d, key), key, value)]
    if not found:
        there = dict.fromkeys(_as_text(field_of(d, key)) for d in documents)
        name = f"{key}={value}"
        raise RhetoricError(f"No document has {name!r}; {key} is {listed(there)} here.")
    return found


def _named(documents: Sequence[Document], name: str) -> list[str]:
    """Return the id that is, or alone begins like, a name; none where none does."""
    ids = [document.id for document in documents]
    found = [name] if name in ids else [one for one in ids if one.startswith(name)]
    if len(found) > 1:
        raise RhetoricError(
            f"id={name} is the beginning of {len(found)} documents ({listed(found)}): "
            "write more of it."
        )
    return found


def _holds(value: Any, key: str, wanted: str) -> bool:
    text = _as_text(value)
    if value is None:
        return False
    if key in {"date", "year"} and wanted.count("..") == 1:
        low, _, high = wanted.partition("..")
        return low <= text and (not high or text[: len(high)] <= high)
    if key == "date":
        return text.startswith(wanted)
    return text.casefold() == wanted.casefold()


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)


def _as_texts(value: Any) -> set[str]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return {_as_text(v) for v in values}


def listed(names: Any, limit: int = 6) -> str:
    """Return names as a phrase, the first few of many.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b and 1 more'
    """
    names = [str(name) or "(none)" for name in names]
    if len(names) <= limit:
        return ", ".join(names) or "none"
    return f"{', '.join(names[:limit])} and {len(names) - limit} more"


def as_json(value: Any) -> Any:
    """Return a value in the types of JSON: dates as ISO texts, dataclasses as objects.

    What is not known is NaN in tables, and null in JSON.

    >>> as_json({"p": float("nan"), "day": dt.date(2024, 1, 23)})
    {'p': None, 'day': '2024-01-23'}
    """
    if isinstance(value, float) and value != value:  # noqa: PLR0124
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, (Span, Note, Skipped)):
        return asdict(value)
    if isinstance(value, Mapping):
        return {str(k): as_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(v) for v in value]
    return value
