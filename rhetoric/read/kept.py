"""What was read of a file before, so that it need not be read again: documents as bytes and back.

What a document is like depends on the bytes of its file, its name, what corpus.toml and the table
of metadata say of it, and on the code and packages that read it. The key is a digest of all that,
so that nothing kept is ever out of date; a document that does not come back just as it was is not
kept at all.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from rhetoric.corpus import Block, Document, Note, Span
from rhetoric.read.scan import EXTRACTORS, Found, version

#: Packages beside those that take text out whose version may change what is read.
_ALSO = ("charset-normalizer", "pyyaml", "regex")
_DAYS = ("date", "event_start", "event_end")


class Cache(Protocol):
    """Where bytes are kept by a key; it may lose them at any time, but never change them."""

    def get(self, key: str) -> bytes | None:
        """Return what was put there under a key, if it is still there."""

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under a key."""


def common(defaults: Mapping[str, Any], table: str) -> str:
    """Return a digest of what decides alike how all files of a folder are read."""
    return _digest((code(), repr(sorted(defaults.items())), table))


def key(
    one: Found, digest: str, *, given: Mapping[str, Any], row: Mapping[str, str], common: str
) -> str:
    """Return the key of the document that a file makes: a digest of all that decides it."""
    own = repr((sorted(given.items()), sorted(row.items()))) if given or row else ""
    return _digest((common, one.file, one.id, digest, own))


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code() -> str:
    """Return a digest of the code and the packages that decide what is read."""
    digest = sha256(repr((sys.version_info[:2], unicodedata.unidata_version)).encode())
    packages = {name for names in EXTRACTORS.values() for name in names}
    digest.update(repr([(name, version(name)) for name in sorted(packages | {*_ALSO})]).encode())
    home = Path(str(resources.files("rhetoric")))
    files = [home / "corpus.py", *(home / "read").rglob("*.py"), *(home / "lexicons").iterdir()]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def as_bytes(document: Document) -> bytes | None:
    """Return a document as JSON, or None where it would not come back just as it is.

    One of which the clock says that it lies in the future is not kept: some day it does not.
    """
    if any("lies in the future" in note.message for note in document.notes):
        return None
    if any(span.doc != document.id for block in document.blocks for span in block.spans):
        return None
    plain = {field.name: getattr(document, field.name) for field in fields(document)}
    plain["blocks"] = [
        [b.kind, [[s.start, s.end] for s in b.spans], b.speaker] for b in document.blocks
    ]
    plain["notes"] = [[n.kind, n.message, n.line] for n in document.notes]
    for name in _DAYS:
        plain[name] = plain[name].isoformat() if plain[name] else None
    try:
        text = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        return None
    content = text.encode("utf-8", "surrogatepass")
    return content if from_bytes(content) == document else None


def from_bytes(content: bytes) -> Document | None:
    """Return the document that bytes hold, or None where they hold none."""
    try:
        plain = json.loads(content.decode("utf-8", "surrogatepass"))
        name = plain["id"]
        plain["blocks"] = tuple(
            Block(kind, tuple(Span(name, start, end) for start, end in spans), speaker)
            for kind, spans, speaker in plain["blocks"]
        )
        plain["notes"] = tuple(Note(*note) for note in plain["notes"])
        for day in _DAYS:
            plain[day] = dt.date.fromisoformat(plain[day]) if plain[day] else None
        return Document(**plain)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
