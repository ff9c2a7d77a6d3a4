"""Files to documents: each is opened, decoded, cut into blocks, dated and told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
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
from rhetoric.read.blocks import blocks
from rhetoric.read.characters import odd_characters
from rhetoric.read.dates import dating, parse_day
from rhetoric.read.decode import Decoded, decode
from rhetoric.read.formats.ebook import epub
from rhetoric.read.formats.opendocument import odt
from rhetoric.read.formats.pdf import pdf
from rhetoric.read.formats.rtf import rtf
from rhetoric.read.formats.webpage import webpage
from rhetoric.read.formats.word import docx
from rhetoric.read.isolate import Isolation
from rhetoric.read.language import apart, with_language
from rhetoric.read.metadata import Table, front_matter, given_by, table, unmatched
from rhetoric.read.profile import profile
from rhetoric.read.scan import Found, load, scan
from rhetoric.read.titles import genre, publisher, speaker, title

#: One function a format: the bytes of a file to its text, or the reason why there is none.
READERS: dict[str, Callable[[bytes], Decoded | str]] = {
    "": decode,
    ".txt": decode,
    ".text": decode,
    ".md": decode,
    ".markdown": decode,
    ".html": webpage,
    ".htm": webpage,
    ".xhtml": webpage,
    ".pdf": pdf,
    ".docx": docx,
    ".rtf": rtf,
    ".odt": odt,
    ".epub": epub,
}


def read(path: str | Path) -> Corpus:
    """Return the corpus of a folder, or of one file, in the order of its dates.

    Files that cannot be used are listed in ``corpus.skipped`` with the reason. Raises
    `RhetoricError` where the path is not there (code 2) or holds nothing usable (code 65).
    """
    from rhetoric.read.duplicates import marked  # noqa: PLC0415  (numpy: not needed to scan)

    root = Path(path)
    found, skipped = scan(root)
    home = root if root.is_dir() else root.parent
    known = profile(home)
    there = table(home, known)
    found = [one for one in found if one.file != known.metadata]
    documents: list[Document] = []
    with Isolation() as isolation:
        for one in found:
            made = _document(one, root, known, there, isolation)
            if isinstance(made, Document):
                documents.append(made)
            else:
                skipped.append(made)
    documents, copies = _without_copies(documents)
    skipped += copies
    if not documents:
        why = f": {'; '.join(f'{s.file}: {s.reason}' for s in skipped[:3])}" if skipped else ""
        raise RhetoricError(
            f"There is no document to read in {str(path)!r}{why}; "
            f"documents are files that end in {_kinds()}.",
            code=65,
        )
    ids = [document.id for document in documents]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise RhetoricError(f"Two documents have the id {twice[0]!r}: change one in corpus.toml.")
    notes = [*_absent(known, found), *there.notes]
    notes += unmatched(there, documents, skipped) if root.is_dir() else []
    documents, others, said = apart(marked(documents), known)
    return Corpus(
        documents=ordered(documents),
        path=str(path),
        skipped=tuple(sorted(skipped, key=lambda s: s.file)),
        notes=(*notes, *said),
        profile=known,
        others=ordered(others),
    )


def _kinds() -> str:
    return listed((suffix for suffix in READERS if suffix), limit=len(READERS))


def _document(
    one: Found, root: Path, known: Profile, there: Table, isolation: Isolation
) -> Document | Skipped:
    """Return the document of a file, or why it is none."""
    if one.file in known.ignore or one.id in known.ignore:
        return Skipped(one.file, "ignored by corpus.toml")
    suffix = one.path.suffix.casefold()
    reader = READERS.get(suffix)
    if reader is None:
        reason = f"format {one.path.suffix!r} is not supported: convert it to {_kinds()}"
        return Skipped(one.file, reason)
    content = load(one.path, root)
    if isinstance(content, Skipped):
        return content
    text = decode(content) if reader is decode else isolation.read(suffix, content)
    if isinstance(text, str):
        return Skipped(one.file, text)
    given = known.documents.get(one.file) or known.documents.get(one.id) or {}
    document = _from_text(one, text, sha256(content).hexdigest(), given.get("id"))
    fields, notes = given_by(there, document)
    document = _with(document, fields, there.name)
    return with_language(_with(_noted(document, notes), given, "corpus.toml"))


def _from_text(one: Found, text: Decoded, digest: str, name: str | None) -> Document:
    """Return the document that a text by itself makes."""
    doc = name or one.id
    front = front_matter(text.text)
    made, notes = blocks(text.text, doc, begin=front.end)
    heading = title(text.text, made)
    dates = dating(one.file, text.text, made, heading, front.stated)
    before = [Block("front", (Span(doc, 0, front.end),))] if front.end else []
    fields: dict[str, Any] = {
        "title": heading,
        "genre": genre(text.text, made, front.fields.get("title", heading)),
        "speaker": speaker(text.text, made),
        "publisher": publisher(text.text, made),
        **front.fields,
    }
    return Document(
        id=doc,
        file=one.file,
        raw=text.text,
        blocks=(*before, *made),
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
            *dates.notes,
        ),
        meta=front.meta,
        **fields,
    )  # fmt: skip


def _noted(document: Document, notes: list[Note]) -> Document:
    return replace(document, notes=(*document.notes, *notes)) if notes else document


def _with(document: Document, given: Mapping[str, Any], source: str) -> Document:
    """Return a document with the fields that corpus.toml or a table of metadata gives for it."""
    fields: dict[str, Any] = {k: v for k, v in given.items() if not _is_date(k)}
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
            break
    return replace(document, **fields)


def _is_date(key: str) -> bool:
    return key in {"date", "event_start", "event_end", "published"}


def _without_copies(documents: list[Document]) -> tuple[list[Document], list[Skipped]]:
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


def _absent(known: Profile, found: list[Found]) -> list[Note]:
    there = {one.file for one in found} | {one.id for one in found}
    return [
        Note("corpus.toml", f"corpus.toml speaks of {name!r}, which is not in the folder")
        for name in (*known.documents, *known.ignore)
        if name not in there
    ]
