"""What is known about documents beside their text: front matter in YAML, and a table (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import regex as re

from rhetoric.corpus import Document, Note, Profile, RhetoricError, Skipped, listed
from rhetoric.read.dates import Stated, settled
from rhetoric.read.decode import decode
from rhetoric.read.mentions import Reading, named, parse, written
from rhetoric.read.scan import load, parted

#: The table that is joined without being named in corpus.toml.
TABLE = "metadata.csv"
#: What the fields of documents are called in front matter and tables.
FIELDS = {
    "title": "title", "headline": "title", "genre": "genre", "type": "genre", "form": "form",
    "speaker": "speaker", "author": "speaker", "publisher": "publisher", "agency": "publisher",
    "language": "language", "lang": "language",
}  # fmt: skip
DATES = {
    "date": "date", "event_start": "event_start", "event_end": "event_end",
    "published": "published", "publication_date": "published",
}  # fmt: skip
_KEYS = ("file", "filename", "file_name", "path", "id", "document", "name")
_BLOCK = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|[\r\n])(?P<yaml>.*?)"
    r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|[\r\n]|$)",
    re.DOTALL,
)
_LIKE_YAML = re.compile(r"\s*(?:#[^\r\n]*\s+)*[\p{L}_][\p{L}\p{N}_ .\-]{0,40}:(?:\s|$)")
_HEAD = re.compile(r"[^\r\n]*")
_LONGEST = 20_000  # characters of a block; what is longer is text between two rules


@dataclass(frozen=True)
class FrontMatter:
    """The block of YAML that a text begins with: where it ends, and what it says."""

    end: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    stated: Stated | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def front_matter(raw: str) -> FrontMatter:
    r"""Return the YAML between two lines `---` at the head of a text; it is no part of the words.

    Unknown keys go into ``meta``. A block that is broken is a note.

    >>> front_matter("---\ntitle: On Steel\ndate: 2024-05-06\n---\nIt grew.").fields
    {'title': 'On Steel'}
    """
    match = _BLOCK.match(raw, 0, _LONGEST) if raw.startswith(("---", "\ufeff---")) else None
    if match is None or not _LIKE_YAML.match(match["yaml"]):
        return FrontMatter()
    lines = len(match[0].splitlines())
    note = Note("front matter", f"front matter (YAML), lines 1–{lines}, in no count", 1)
    data = _yaml(match["yaml"])
    if isinstance(data, str):
        broken = Note("front matter", f"the front matter is no valid YAML ({data}): not used", 1)
        return FrontMatter(match.end(), notes=(broken, note))
    fields, stated, meta, notes = {}, None, {}, [note]
    for key, value in data.items():
        name = key.strip().casefold().replace(" ", "_").replace("-", "_")
        shown = _shown(value)
        if shown is None:
            notes.append(Note("front matter", f"{key!r} of the front matter is nested: not used"))
        elif not shown:
            continue
        elif DATES.get(name) in {"date", "published"} and stated is None:
            stated = Stated(str(shown), _line_of_key(match["yaml"], key))
        elif name in FIELDS and FIELDS[name] not in fields:
            fields[FIELDS[name]] = ", ".join(shown) if isinstance(shown, list) else shown
        else:
            meta[key] = shown
    return FrontMatter(match.end(), fields, stated, meta, tuple(notes))


def _yaml(text: str) -> dict[str, Any] | str:
    """Return the mapping that YAML holds, every scalar as text, or what is wrong with it.

    The base loader makes no objects and changes no value: `no` stays a word, 2021-01 a month.
    """
    import yaml  # noqa: PLC0415  (few corpora have front matter)

    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (makes texts and lists only)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", "") or "it cannot be read")
        return f"{problem}, line {mark.line + 2}" if mark else problem
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        return "no keys with values"
    return data


def _shown(value: Any) -> str | list[str] | None:
    """Return a text or a list of texts; None for what is nested."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [" ".join(one.split()) for one in value]
    return None


def _line_of_key(text: str, key: str) -> int:
    """Return the line of the file on which a key of the block stands."""
    for number, line in enumerate(text.splitlines(), 2):
        if line.lstrip("\"' ").startswith(key):
            return number
    return 1


@dataclass(frozen=True)
class Table:
    """The rows of a table of metadata, by the name of the file or the id that each is of.

    ``sha256`` is the digest of the file, where there is one.
    """

    name: str = TABLE
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sha256: str = ""

    def row(self, file: str, name: str) -> Mapping[str, str]:
        """Return the row of a document, by its relative path, file name, id or stem."""
        if self.rows:
            last = file[file.rfind("/") + 1 :]
            for key in (file, name, last, parted(last)[0]):
                if key in self.rows:
                    return self.rows[key]
        return {}


def table(root: Path, known: Profile) -> Table:
    """Return the table that corpus.toml names, or metadata.csv; an empty one where there is none.

    Raises `RhetoricError` where the named table is not there or cannot be used.
    """
    name = known.metadata or TABLE
    where = root / name
    if known.metadata is None and not where.is_file():
        return Table()
    content = load(where, root)
    made = _made(name, content) if isinstance(content, bytes) else content.reason
    if isinstance(made, Table):
        return made
    if known.metadata is not None:
        raise RhetoricError(f"{where} (metadata of corpus.toml): {made}.")
    return Table(name, notes=(Note("metadata", f"{name} is not used: {made}"),))


@lru_cache(maxsize=1)  # a run looks at it more than once
def _made(name: str, content: bytes) -> Table | str:
    """Return the table of a file's bytes, or what is wrong with it."""
    text = decode(content)
    if isinstance(text, str):
        return text
    try:
        columns, lines = _lines(text.text)
    except csv.Error as error:
        return f"it is no table: {error}"
    key = next((column for column in columns if column.casefold() in _KEYS), None)
    made = None if key is None else _table(name, columns, key, lines)
    if made is None or not made.rows:
        names = f"a column that names the document ({', '.join(_KEYS)})"
        return f"it needs rows and {names}; its columns are {listed(columns if lines else [])}"
    return replace(made, sha256=sha256(content).hexdigest())


def _lines(text: str) -> tuple[list[str], list[list[str]]]:
    """Return the columns and the rows of a CSV text, whichever of `,`, `;` and tab parts them."""
    text = text.removeprefix("\ufeff")
    head = _HEAD.match(text)
    mark = max(",;\t", key=head[0].count if head else text.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    columns = [column.strip() for column in next(lines)]
    return columns, [line for line in lines if any(map(str.strip, line))]


class _Rows(Mapping[str, Mapping[str, str]]):
    """The rows of a table, each made when it is asked for: of most folders few are."""

    def __init__(
        self, columns: Sequence[str], key: str, lines: Mapping[str, Sequence[str]]
    ) -> None:
        self._columns, self._key, self._lines = columns, key, lines

    def __getitem__(self, document: str) -> Mapping[str, str]:
        cells = dict(zip(self._columns, self._lines[document], strict=False))
        return {
            column: value
            for column, cell in cells.items()
            if column and column != self._key and (value := cell.strip())
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, document: object) -> bool:
        return document in self._lines


def _table(name: str, columns: Sequence[str], key: str, lines: Iterable[Sequence[str]]) -> Table:
    *places, last = (place for place, column in enumerate(columns) if column == key)
    out: dict[str, Sequence[str]] = {}
    notes = list(_slips(name, dict.fromkeys(columns)))
    twice = []
    for line in lines:
        document = line[last].strip() if last < len(line) else _named(line, places)
        if document in out:
            twice.append(document)
        elif document:
            out[document] = line
    if twice:
        notes.append(
            Note("metadata", f"{name} has more than one row of {listed(twice)}: the first is used")
        )
    return Table(name, _Rows(columns, key, out), tuple(notes))


def _named(line: Sequence[str], places: Sequence[int]) -> str:
    """Return the name of the document in the last of some columns that a short row has."""
    named = [line[at] for at in places if at < len(line)]
    return named[-1].strip() if named else ""


def _slips(name: str, columns: Iterable[str]) -> Iterable[Note]:
    """Yield a note on each column that looks like a slip; it is kept in ``meta`` all the same."""
    known = [*FIELDS, *DATES]
    for column in columns:
        low = column.casefold()
        close = get_close_matches(low, known, 1, 0.75)
        if low not in known and low not in _KEYS and close:
            yield Note(
                "metadata",
                f"{name}: column {column!r} is none of a document; did you mean {close[0]!r}?",
            )


def unmatched(
    there: Table, documents: Sequence[Document], skipped: Sequence[Skipped]
) -> list[Note]:
    """Return notes on rows without a document, and on documents without a row."""
    if not there.rows:
        return []
    names = {n for d in documents for n in (d.file, d.id, Path(d.file).name, Path(d.file).stem)}
    names |= {n for s in skipped for n in (s.file, Path(s.file).name, Path(s.file).stem)}
    notes = []
    gone = [name for name in there.rows if name not in names]
    if gone:
        notes.append(Note("metadata", f"{there.name} speaks of {listed(gone)}, not in the folder"))
    bare = [d.file for d in documents if not there.row(d.file, d.id)]
    if bare:
        notes.append(Note("metadata", f"{there.name} has no row of {listed(bare)}"))
    return notes


def _against_name(
    there: Table, document: Document, column: str, reading: Reading
) -> Iterable[Note]:
    """Yield a note where the name of a file and the table give it two dates."""
    name = named(document.file)
    if column != "date" or name is None or name.date is None or reading.date is None:
        return
    said, told = written(name.date, name.precision), written(reading.date, reading.precision)
    length = min(len(said), len(told))
    if said[:length] != told[:length]:
        both = f"the file name says {said}, {there.name} {told}, which is taken"
        yield Note("metadata", f"{both}; {settled(document.file, said)}, or {told}")


def given_by(there: Table, document: Document) -> tuple[dict[str, Any], list[Note]]:
    """Return the fields of a document that a table gives, as corpus.toml would, and notes."""
    fields: dict[str, Any] = {}
    meta: dict[str, Any] = {}
    notes: list[Note] = []
    for column, value in there.row(document.file, document.id).items():
        low = column.casefold().replace(" ", "_")
        if low in FIELDS:
            fields.setdefault(FIELDS[low], value)
        elif low in DATES:
            reading = parse(value)
            if reading.date is not None:
                notes += _against_name(there, document, low, reading)
                fields[DATES[low]] = written(reading.date, reading.precision)
                continue
            days = [day.isoformat() for day in reading.dates]
            wrong = f"is ambiguous: {' or '.join(days)}" if days else "is no possible date"
            way = settled(document.file, (days or ["YYYY-MM-DD"])[0])
            notes.append(Note("date", f"{low} “{value}” in {there.name} {wrong}; {way}"))
        else:
            meta[column] = value
    if meta:
        fields["meta"] = meta
    start, end = fields.get("event_start"), fields.get("event_end")
    if start and end and end < start[: len(end)]:
        notes.append(Note("date", f"event_end “{end}” in {there.name} is before {start}: not used"))
        del fields["event_end"]
    return fields, notes
