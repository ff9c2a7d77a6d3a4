"""A first corpus.toml: what was found, as comments to correct, and tables that may be filled."""

from __future__ import annotations

from collections.abc import Iterator

from rhetoric.corpus import Corpus, Document

_HEAD = """\
# What the files do not say themselves. A line that begins with # says nothing: take the # away
# and correct the value. A key is the name of the file in this folder.

# title = "…"
# ignore = ["notes.txt", "drafts/*"]   # files that are no documents
# languages = ["en"]   # those that are compared; if left out, the one of most documents
# metadata = "facts.csv"   # a table with a column "file"; one called metadata.csv needs no line

# What holds for every file, unless its front matter, the table or its own entry says otherwise.
[defaults]
# genre = "speech"
# speaker = "…"
# publisher = "…"
# language = "en"
# encoding = "cp1250"   # of files that are no UTF-8
# translated = true      # the texts are translations
"""
_TABLES = """
# Spellings and translations of one and the same word: all are counted as the first.
# [aliases]
# "eighth" = ["8th"]

# Words that are followed as one.
# [families]
# "self-reliance" = ["self-reliant"]

# What an actor is called: plainly, officially, with hostility, with honour; guards are phrases in
# which a name is none of it.
# [actors."United States"]
# names = ["United States", "U.S."]
# guards = ["United States dollar"]

# Lists of terms by subject.
# [themes]
# "economy" = ["production", "five-year plan"]

# Documents or sentences that are the same, or are not, whatever is computed.
# [[pairs]]
# earlier = "…"
# later = "…"
# as = "same"
"""


def draft(corpus: Corpus) -> str:
    """Return the text of a first corpus.toml for a corpus that was read.

    Everything in it is a comment but the names of the files: it changes nothing as it is.
    """
    documents = [*corpus, *corpus.others]
    parts = [_HEAD, *(_entry(document) for document in sorted(documents, key=lambda d: d.file))]
    return "\n".join(parts) + _TABLES


def _entry(document: Document) -> str:
    return "\n".join([f"[documents.{_quoted(document.file)}]", *_lines(document), ""])


def _lines(document: Document) -> Iterator[str]:
    """Yield the commented fields of a document, and what is doubtful about its date."""
    dated = _quoted(document.label) if document.date else _quoted("YYYY-MM-DD")
    source = document.date_source.get("kind")
    line = document.date_source.get("line")
    where = f"   # {source}" + (f", line {line}" if line else "") if source else "   # not found"
    yield f"# date = {dated}{where}"
    if document.event_start and document.event_end:
        yield f"# event_start = {document.event_start}"
        yield f"# event_end = {document.event_end}"
    for name in ("title", "genre", "speaker", "publisher", "language"):
        yield f"# {name} = {_quoted(getattr(document, name) or '')}"
    if document.encoding_confidence < 1:
        sure = f"   # a guess, {document.encoding_confidence:.0%} sure"
        yield f"# encoding = {_quoted(document.encoding)}{sure}"
    for note in document.notes:
        if note.kind in {"date", "language", "duplicate"}:
            yield f"# {_plain(note.message)}"


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _quoted(text: str) -> str:
    r"""Return a text as TOML writes it.

    >>> print(_quoted('a "b"\n'))
    "a \"b\"\u000A"
    """
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif "\ud800" <= char <= "\udfff":  # a byte of a file's name that is no text
            out.append("\ufffd")
        elif char.isprintable():
            out.append(char)
        else:
            out.append(f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}")
    return f'"{"".join(out)}"'
