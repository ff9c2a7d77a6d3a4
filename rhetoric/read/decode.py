"""Bytes to text: which encoding, how sure, and what is odd about the result."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from rhetoric.corpus import Note
from rhetoric.read.detect import Guess, eight_bit, unmarked_wide

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"cp1252": "Windows-1252"}


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was in (how surely, from 0 to 1), and notes on both."""

    text: str
    encoding: str
    notes: tuple[Note, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 1.0


def decode(content: bytes) -> Decoded | str:
    """Return the text of a file's bytes, or the reason why they are no text.

    A byte order mark decides; else strict UTF-8; else UTF-8 with U+FFFD for a few broken bytes;
    else UTF-16 without a mark; else what makes most sense (`detect.eight_bit`). What is not sure
    comes with a note that says where the first byte stands that is no UTF-8. NUL bytes in what is
    no UTF-16 or UTF-32 mean that the file is binary.

    >>> decode("Größe".encode()).encoding
    'utf-8'
    >>> decode(b"  ")
    'empty: no text in it'
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _marked(content, encoding)
    if b"\0" in content:
        wide = unmarked_wide(content)
        if wide is None:
            return "binary file: it holds NUL bytes"
        return _wide(content, wide)
    marked = content.startswith(codecs.BOM_UTF8)
    encoding = "utf-8-sig" if marked else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return _broken(content, encoding, sure=marked)
    return _checked(text, encoding)


def decode_as(content: bytes, encoding: str, *, sure: bool = True) -> Decoded | str:
    r"""Return the text of bytes in an encoding that is given, or the reason why they are no text.

    One that is not ``sure`` holds only for bytes that do not tell by themselves what they are: not
    where there is a byte order mark, nor where all are UTF-8.

    >>> decode_as(b"\xe8ern\xfd", "cp1250").text
    'černý'
    >>> decode_as("č".encode(), "cp1250", sure=False).text
    'č'
    """
    marked = content.startswith((codecs.BOM_UTF8, *(mark for mark, _ in _BOMS)))
    if not sure and (marked or (b"\0" not in content and is_utf_8(content))):
        return decode(content)
    try:
        text = content.decode(encoding, "replace").removeprefix("\ufeff")
    except (UnicodeError, ValueError) as error:
        return f"not text in {encoding}, as corpus.toml says: {error}"
    if "\0" in text:
        return f"binary file: it holds NUL characters when read as {encoding}, as corpus.toml says"
    lost = text.count("\ufffd")
    if not lost:
        return _checked(text, encoding)
    if lost > len(text) / 10:
        return (
            f"not text in {encoding}, as corpus.toml says: {lost:,} × U+FFFD stands for what is not"
        )
    said = f"read as {encoding}, as corpus.toml says; {lost} × U+FFFD stands for what is none of it"
    return _checked(text, encoding, Note("encoding", f"{said}: is it another?"))


def is_utf_8(content: bytes) -> bool:
    """Say whether bytes are all UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _marked(content: bytes, encoding: str) -> Decoded | str:
    """Return the text of bytes whose mark says what they are."""
    try:
        return _checked(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return f"not text: broken {encoding} at byte {error.start:,}"


def _wide(content: bytes, wide: Guess) -> Decoded | str:
    """Return the text of UTF-16 or UTF-32 without a mark."""
    said = f"read as {wide.encoding}, without a byte order mark: spaces and letters say so"
    try:
        text = content.decode(wide.encoding)
    except UnicodeDecodeError as error:
        return f"not text: broken {wide.encoding} at byte {error.start:,}"
    return _checked(text, wide.encoding, Note("encoding", said), confidence=wide.confidence)


def _broken(content: bytes, encoding: str, *, sure: bool) -> Decoded | str:
    """Return the text of bytes that are not all UTF-8.

    It is UTF-8 all the same where at most one byte in a thousand is broken (in a short text, one
    for ten whole characters beyond ASCII) and more characters beyond ASCII are whole: a text in
    Windows-1252 with a rare accent has none of these.
    """
    first = _first_broken(content)
    control = sum(byte < 9 or 13 < byte < 32 for byte in content[:4096])
    wide = unmarked_wide(content) if control else None
    if wide is not None:
        return _wide(content, wide)
    if control > len(content[:4096]) * 0.01:
        return "binary file: it is full of control characters"
    text = content.decode(encoding, "replace")
    broken = text.count("\ufffd") - content.count("\ufffd".encode())
    whole = len(text) - _ascii(content) - text.count("\ufffd")
    if sure or broken <= min(max(len(content) / 1000, whole / 10), whole):
        said = f"not all valid UTF-8 (first at byte {first:,}); {broken} × U+FFFD stands for it"
        sureness = 1 - broken / len(content)
        return _checked(text, encoding, Note("encoding", said), confidence=sureness)
    return _guessed(content, first)


def _first_broken(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _ascii(content: bytes) -> int:
    """Return how many bytes are ASCII."""
    return len(content.translate(None, bytes(range(128, 256))))


def _guessed(content: bytes, first: int) -> Decoded | str:
    """Return the text in the encoding in which bytes make most sense, with a note on the guess."""
    guess = eight_bit(content, first)
    text = content.decode(guess.encoding, "replace")
    lost = text.count("\ufffd")
    name = _NAMES.get(guess.encoding, guess.encoding)
    said = f"not valid UTF-8 (first at byte {first:,}); read as {name}, a guess"
    said += f" ({guess.confidence:.0%} sure): convert the file to UTF-8 if it is wrong"
    if lost:
        said += f"; {lost} × U+FFFD stands for bytes that {name} has not"
    note = Note("encoding", said)
    return _checked(text, guess.encoding, note, confidence=guess.confidence)


def _checked(text: str, encoding: str, *notes: Note, confidence: float = 1.0) -> Decoded | str:
    if not text or text.isspace():
        return "empty: no text in it"
    return Decoded(text, encoding, notes, confidence=round(confidence, 3))
