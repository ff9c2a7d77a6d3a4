"""Bytes to text: which encoding, how sure, and what is odd about the result."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from rhetoric.corpus import Note

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was in, and notes on both."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)


def decode(content: bytes) -> Decoded | str:
    """Return the text of a file's bytes, or the reason why they are no text.

    A byte order mark decides; else strict UTF-8; else UTF-8 with U+FFFD for a few broken bytes;
    else Windows-1252. The last two come with a note that says where the first byte stands that
    is no UTF-8. NUL bytes mean that the file is binary.

    >>> decode("Größe".encode()).encoding
    'utf-8'
    >>> decode(b"  ")
    'empty: no text in it'
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return _checked(content.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                return f"not text: broken {encoding} at byte {error.start:,}"
    if b"\0" in content:
        return "binary file: it holds NUL bytes"
    marked = content.startswith(codecs.BOM_UTF8)
    encoding = "utf-8-sig" if marked else "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _broken(content, encoding, error.start, sure=marked)
    return _checked(content.decode(encoding), encoding)


def _broken(content: bytes, encoding: str, first: int, *, sure: bool) -> Decoded | str:
    """Return the text of bytes that are not all UTF-8.

    It is UTF-8 all the same where at most one byte in a thousand is broken and more characters
    beyond ASCII are whole: a text in Windows-1252 with a rare accent has none of these.
    """
    control = sum(byte < 9 or 13 < byte < 32 for byte in content[:4096])
    if control > len(content[:4096]) * 0.01:
        return "binary file: it is full of control characters"
    text = content.decode(encoding, "replace")
    broken = text.count("\ufffd") - content.count("\ufffd".encode())
    whole = sum(not char.isascii() for char in text) - text.count("\ufffd")
    if sure or broken <= min(len(content) / 1000, whole):
        said = f"not all valid UTF-8 (first at byte {first:,}); {broken} × U+FFFD stands for it"
        return _checked(text, encoding, Note("encoding", said))
    said = f"not valid UTF-8 (first at byte {first:,}); read as Windows-1252, a guess"
    return _checked(content.decode("cp1252", "replace"), "cp1252", Note("encoding", said))


def _checked(text: str, encoding: str, *notes: Note) -> Decoded | str:
    if not text.strip():
        return "empty: no text in it"
    return Decoded(text, encoding, notes)
