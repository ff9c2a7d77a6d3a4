"""Files to documents: each is opened, decoded, cut into blocks, dated and told apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.corpus import (
    Block,
    Corpus,
    Document,
    Note,
    Profile,
    RhetoricError,
    Skipped,
    Span,
    listed,
    ordered,
)
from rhetoric.deferred import defer
from rhetoric.read import kept
from rhetoric.read.address import shown
from rhetoric.read.blocks import blocks
from rhetoric.read.characters import odd_characters
from rhetoric.read.dates import Head, dating, is_ahead, parse_day, settled
from rhetoric.read.decode import Decoded
from rhetoric.read.hints import hinted, language_of
from rhetoric.read.isolate import Isolation
from rhetoric.read.kept import Cache
from rhetoric.read.language import apart, with_language
from rhetoric.read.metadata import FrontMatter, Table, front_matter, given_by, table, unmatched
from rhetoric.read.profile import profile
from rhetoric.read.readers import READERS, text_of
from rhetoric.read.remote import brought, entered
from rhetoric.read.scan import Found, load, named_file, scan


@dataclass(frozen=True)
class Folder:
    """What is known of a folder of documents, or of one file, before any of them is read.

    ``found`` are the candidates by name, ``skipped`` what is none; what ``cache`` has of the same
    files is taken from there.
    """

    root: Path
    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    known: Profile
    there: Table
    cache: Cache | None = None

    @property
    def taken(self) -> tuple[Found, ...]:
        """The files that are read as documents: by how they end, and what corpus.toml says."""
        ignored = self.known.ignore
        return tuple(
            one
            for one in self.found
            if one.suffix in READERS and not any(is_named(one, name) for name in ignored)
        )

    def read(self, found: Iterable[Found]) -> Iterator[Document | Skipped]:
        """Yield each file as a document, or why it is none; others like it do not matter."""
        with Isolation() as isolation:
            for one in found:
                yield _document(one, self, isolation)

    def text(self, one: Found, known: Document) -> Document | None:
        """Return a document of which all but its text is known, with that, read again.

        None where its file is gone or is not the one that it was.
        """
        content = load(one.where, self.root)
        if isinstance(content, Skipped) or sha256(content).hexdigest() != known.sha256:
            return None
        with Isolation() as isolation:
            text = _decoded(one, content, self, isolation)
        if isinstance(text, str):
            return None
        front = front_matter(text.text)
        made, _ = blocks(text.text, known.id, begin=front.end)
        return replace(known, raw=text.text, blocks=_with_front(front, made, known.id))

    def given(self, one: Found) -> Mapping[str, Any]:
        """Return what corpus.toml says of a file."""
        return self.known.documents.get(one.file) or self.known.documents.get(one.id) or {}

    def key(self, one: Found, digest: str) -> str:
        """Return a digest of all that decides how the bytes of a file (by digest) are read."""
        given = self.given(one)
        row = self.there.row(one.file, given.get("id") or one.id)
        return kept.key(one, digest, given=given, row=row, common=self._common)

    @cached_property
    def _common(self) -> str:
        return kept.common(self.known.defaults, self.there.name)


defer(Folder, "there")


def folder(path: str | Path, *, cache: Cache | None = None, only: str | None = None) -> Folder:
    """Return what is known of a folder, or of one file, before its documents are read.

    An address is brought first. With ``only`` nothing else is looked for in the folder than a file
    of this name, and a table of metadata is read when it is asked for. Raises `RhetoricError` where
    the path is not there (code 2).
    """
    root = brought(path) if only is None else entered(path)
    found, skipped = scan(root) if only is None else ([named_file(root, only)], [])
    home = root if root.is_dir() else root.parent
    known = profile(home)
    there: Any = table(home, known) if only is None else lambda: [table(home, known)]
    _once(known, found)
    beside = {known.metadata, *known.lexicons}
    return Folder(
        root,
        tuple(one for one in found if one.file not in beside),
        tuple(one for one in skipped if one.file not in beside),
        known,
        there,
        cache,
    )


def read(path: str | Path, *, cache: Cache | None = None) -> Corpus:
    """Return the corpus of a folder, or of one file, in the order of its dates.

    An address that fsspec can list (``s3://bucket/speeches``) is brought to the user's cache first.
    What ``cache`` has of the same files is taken from there; the corpus is the same.
    Files that cannot be used are listed in ``corpus.skipped`` with the reason. Raises
    `RhetoricError` where the path is not there (code 2) or holds nothing usable (code 65).
    """
    from rhetoric.read.duplicates import marked  # noqa: PLC0415  (numpy: not needed to scan)

    there = folder(path, cache=cache)
    known, found = there.known, there.found
    skipped = list(there.skipped)
    documents: list[Document] = []
    for made in there.read(found):
        if isinstance(made, Document):
            documents.append(made)
        else:
            skipped.append(made)
    documents, copies = without_copies(documents)
    skipped += copies
    if not documents:
        why = f": {'; '.join(f'{s.file}: {s.reason}' for s in skipped[:3])}" if skipped else ""
        raise RhetoricError(
            f"There is no document to read in {shown(path)!r}{why}; "
            f"documents are files that end in {_kinds()}.",
            code=65,
        )
    distinct(document.id for document in documents)
    notes = [*there.there.notes]
    if there.root.is_dir():  # of one file nothing is known of the others
        notes += _inner(there.root, found)
        notes = [*_absent(known, found), *notes, *unmatched(there.there, documents, skipped)]
    documents, others, said = apart(marked(documents), known)
    return Corpus(
        documents=ordered(documents),
        path=shown(path),
        skipped=tuple(sorted(skipped, key=lambda s: s.file)),
        notes=(*notes, *said),
        profile=known,
        others=ordered(others),
    )


def distinct(ids: Iterable[str]) -> None:
    """Refuse two documents of one id."""
    twice = sorted(name for name, number in Counter(ids).items() if number > 1)
    if twice:
        raise RhetoricError(f"Two documents have the id {twice[0]!r}: change one in corpus.toml.")


def _kinds() -> str:
    return listed((suffix for suffix in READERS if suffix), limit=len(READERS))


def _document(one: Found, how: Folder, isolation: Isolation) -> Document | Skipped:
    """Return the document of a file, or why it is none."""
    known = how.known
    if any(is_named(one, name) for name in known.ignore):
        return Skipped(one.file, "ignored by corpus.toml")
    if one.suffix not in READERS:
        reason = f"format {one.path.suffix!r} is not supported: convert it to {_kinds()}"
        return Skipped(one.file, reason)
    content = load(one.where, how.root)
    if isinstance(content, Skipped):
        return content
    given = how.given(one)
    if how.cache is None:
        return _read(one, content, given, how, isolation)
    name = how.key(one, sha256(content).hexdigest())
    before = how.cache.get(name)
    document = kept.from_bytes(before) if before else None
    if document is not None:
        return document
    made = _read(one, content, given, how, isolation)
    if isinstance(made, Document) and (written := kept.as_bytes(made)) is not None:
        how.cache.put(name, written)
    return made


def _read(
    one: Found, content: bytes, given: Mapping[str, Any], how: Folder, isolation: Isolation
) -> Document | Skipped:
    """Return the document that the bytes of a file make; all that it uses is in `kept.key`."""
    defaults, there = how.known.defaults, how.there
    text = _decoded(one, content, how, isolation)
    if isinstance(text, str):
        return Skipped(one.file, text)
    document = _from_text(one, text, sha256(content).hexdigest(), given.get("id"), defaults)
    fields, notes = given_by(there, document)
    notes = [*notes, *_contradictions(given, fields, there.name)]
    document = _with(document, fields, there.name)
    document = _with(_noted(document, notes), given, "corpus.toml")
    document = with_language(document, sure="language" in given)
    if document.language is None and (said := language_of(text.hints)):
        return replace(document, language=said, language_confidence=0.5)
    return document


def _decoded(one: Found, content: bytes, how: Folder, isolation: Isolation) -> Decoded | str:
    """Return the text of the bytes of a file, or why there is none."""
    given = how.given(one)
    encoding = given.get("encoding", how.known.defaults.get("encoding"))
    return text_of(one.suffix, content, encoding, isolation, sure="encoding" in given)


def _with_front(front: FrontMatter, made: Sequence[Block], doc: str) -> tuple[Block, ...]:
    """Return the blocks of a text after that of its front matter, where it has one."""
    before = [Block("front", (Span(doc, 0, front.end),))] if front.end else []
    return (*before, *made)


def _contradictions(
    given: Mapping[str, Any], fields: Mapping[str, Any], table: str
) -> Iterator[Note]:
    """Yield a note on each field that corpus.toml and a table of metadata give differently."""
    for key, value in given.items():
        other = fields.get(key)
        if key != "meta" and other is not None and str(other) != str(value):
            said = f"corpus.toml says {key} = {value!r}, {table} {other!r}: corpus.toml is taken"
            yield Note("metadata", said)


def _from_text(
    one: Found, text: Decoded, digest: str, name: str | None, defaults: Mapping[str, Any]
) -> Document:
    """Return the document that a text by itself makes; ``defaults`` are of all documents.

    They beat what wording lets suppose, not what front matter states.
    """
    # its patterns are slow to compile: who reads a text again (`Folder.text`) does without them
    from rhetoric.read.titles import genre, publisher, speaker, title  # noqa: PLC0415

    doc = name or one.id
    front = front_matter(text.text)
    made, notes = blocks(text.text, doc, begin=front.end)
    heading = title(text.text, made)
    mark = text.hints.get("published from")
    head = Head(text.hints["published"], mark) if mark else None
    dates = dating(one.file, text.text, made, heading, stated=front.stated, head=head)
    fields: dict[str, Any] = {
        "title": heading,
        "genre": genre(text.text, made, front.fields.get("title", heading)),
        "speaker": speaker(text.text, made),
        "publisher": publisher(text.text, made),
        **{key: value for key, value in defaults.items() if key not in {"encoding", "meta"}},
        **front.fields,
    }
    said = hinted(text, one.file, fields, dates)
    fields |= said.fields
    return Document(
        id=doc,
        file=one.file,
        raw=text.text,
        blocks=_with_front(front, made, doc),
        date=dates.date,
        date_precision=dates.precision,
        date_source=dates.source,
        event_start=dates.event_start,
        event_end=dates.event_end,
        published=dates.published,
        encoding=text.encoding,
        encoding_confidence=text.confidence,
        sha256=digest,
        notes=(
            *text.notes, *odd_characters(text.text, text.encoding), *front.notes, *notes,
            *said.notes, *dates.notes,
        ),
        meta={**said.meta, **defaults.get("meta", {}), **front.meta},
        **fields,
    )  # fmt: skip


def _noted(document: Document, notes: list[Note]) -> Document:
    return replace(document, notes=(*document.notes, *notes)) if notes else document


def _with(document: Document, given: Mapping[str, Any], source: str) -> Document:
    """Return a document with the fields that corpus.toml or a table of metadata gives for it."""
    if not given:
        return document
    fields = {k: v for k, v in given.items() if not _is_date(k) and k != "encoding"}
    if "meta" in given:
        fields["meta"] = {**document.meta, **given["meta"]}
    for key in ("event_start", "event_end"):
        if key in given:
            fields[key] = parse_day(given[key])[0]
    if "published" in given:
        fields["published"] = given["published"]
    for key in ("date", "event_start", "published"):
        if key in given and (key != "published" or document.event_start is None):
            day, precision = parse_day(given[key])
            if source != "corpus.toml" and document.date == day:
                break  # the text or the name says it already, with a line or a quotation
            fields["date"], fields["date_precision"] = day, precision
            fields["date_source"] = {"kind": source, "quote": f"{key} = {given[key]}"}
            fields["notes"] = tuple(n for n in document.notes if n.kind != "date")
            fields["notes"] += tuple(_ahead(document.file, day, f"{key} = {given[key]}", source))
            break
    made = replace(document, **fields)
    end, start = made.event_end, made.event_start
    if "event_end" in given and end and (start is None or end < start):
        lacks = f"it is before the start, {start}" if start else "there is no event_start"
        said = f"event_end = {given['event_end']} of {source} is not used: {lacks}"
        return _noted(replace(made, event_end=start), [Note("date", said)])
    return made


def _ahead(file: str, day: dt.date, quote: str, source: str) -> Iterator[Note]:
    """Yield a note on a date that is given and lies in the future: it is taken all the same."""
    if is_ahead(day):
        said = f"{quote} of {source} lies in the future; if it is a slip, "
        yield Note("date", said + settled(file, "YYYY-MM-DD"))


def _is_date(key: str) -> bool:
    return key in {"date", "event_start", "event_end", "published"}


def without_copies(documents: Sequence[Document]) -> tuple[list[Document], list[Skipped]]:
    """Return documents without those whose bytes are another's; the first by name is kept."""
    first: dict[str, Document] = {}
    copies = []
    for document in documents:
        if document.sha256 in first:
            same = first[document.sha256].file
            copies.append(Skipped(document.file, f"same bytes as {same}: counted once"))
        else:
            first[document.sha256] = document
    return list(first.values()), copies


def _once(known: Profile, found: Sequence[Found]) -> None:
    """Refuse two tables of one document: by its file and by its id."""
    for one in found:
        if one.file != one.id and {one.file, one.id} <= known.documents.keys():
            raise RhetoricError(
                f"corpus.toml has two tables of one document, documents.{one.file!r} and "
                f"documents.{one.id!r}: put them together."
            )


def _absent(known: Profile, found: Sequence[Found]) -> list[Note]:
    there = {one.file for one in found} | {one.id for one in found}
    gone = [name for name in known.documents if name not in there]
    gone += [name for name in known.ignore if not any(is_named(one, name) for one in found)]
    return [
        Note("corpus.toml", f"corpus.toml speaks of {name!r}, which is not in the folder")
        for name in gone
    ]


def _inner(root: Path, found: Sequence[Found]) -> list[Note]:
    """Return a note on each corpus.toml of a folder inside: a corpus has one, in its own folder."""
    folders = sorted({parent for one in found for parent in Path(one.file).parents} - {Path()})
    return [
        Note("corpus.toml", f"{folder.as_posix()}/corpus.toml is not read: a corpus has one")
        for folder in folders
        if (root / folder / "corpus.toml").is_file()
    ]


def is_named(one: Found, name: str) -> bool:
    """Say whether a name of ``ignore`` is that of a file, or a pattern that fits it (drafts/*)."""
    return name in {one.file, one.id} or fnmatchcase(one.file, name)
