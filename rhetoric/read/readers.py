"""One reader a format, and the text that the bytes of a file make."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded, decode, decode_as
from rhetoric.read.isolate import Isolation


def _later(module: str, name: str) -> Callable[[bytes], Decoded | str]:
    """Return a reader that is loaded when it first reads: most corpora need none but `decode`."""

    def read(content: bytes) -> Decoded | str:
        reader = getattr(import_module(f"rhetoric.read.formats.{module}"), name)
        made: Decoded | str = reader(content)
        return made

    return read


_webpage = _later("webpage", "webpage")
#: One function a format: the bytes of a file to its text, or the reason why there is none.
READERS: dict[str, Callable[[bytes], Decoded | str]] = {
    "": decode,
    ".txt": decode,
    ".text": decode,
    ".md": decode,
    ".markdown": decode,
    ".html": _webpage,
    ".htm": _webpage,
    ".xhtml": _webpage,
    ".pdf": _later("pdf", "pdf"),
    ".docx": _later("word", "docx"),
    ".rtf": _later("rtf", "rtf"),
    ".odt": _later("opendocument", "odt"),
    ".epub": _later("ebook", "epub"),
}


def text_of(
    suffix: str, content: bytes, encoding: str | None, isolation: Isolation, *, sure: bool
) -> Decoded | str:
    """Return the text of a file's bytes; in an encoding that corpus.toml gives, if it does.

    One that is given for all files (not ``sure``) is used where bytes do not say what they are.
    """
    reader = READERS[suffix]
    if reader is decode:
        return decode_as(content, encoding, sure=sure) if encoding else decode(content)
    if reader is not _webpage or encoding is None or (_declares(content) and not sure):
        made = isolation.read(suffix, content)
        if isinstance(made, Decoded) and encoding and sure and reader is not _webpage:
            said = (
                f"encoding = {encoding!r} of corpus.toml is not used: {suffix} files state theirs"
            )
            return replace(made, notes=(*made.notes, Note("encoding", said)))
        return made
    text = decode_as(content, encoding, sure=sure)
    if isinstance(text, str):
        return text
    made = isolation.read(suffix, codecs.BOM_UTF8 + text.text.encode("utf-8", "replace"))
    if isinstance(made, str):
        return made
    notes = (*text.notes, *made.notes)
    return replace(made, encoding=text.encoding, confidence=text.confidence, notes=notes)


def _declares(content: bytes) -> bool:
    """Say whether a web page states its encoding."""
    from rhetoric.read.formats.webpage import declares  # noqa: PLC0415  (few corpora have pages)

    return declares(content)
