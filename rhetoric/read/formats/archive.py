"""Zipped formats behind limits: what is refused before and while anything is inflated."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile, ZipInfo

#: Limits of an archive: bytes when inflated, how many times its size, number of members.
TOTAL = 200_000_000
RATIO = 100
MEMBERS = 10_000
_SMALL = 1_000_000  # bytes; a smaller member may be all spaces without harm
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = frozenset({
    ".7z", ".bz2", ".cab", ".docm", ".docx", ".epub", ".gz", ".jar", ".odt", ".pptm", ".pptx",
    ".rar", ".tar", ".tgz", ".xlsb", ".xlsm", ".xlsx", ".xz", ".zip", ".zst",
})  # fmt: skip
_MACROS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/")


class Refused(Exception):  # noqa: N818 - it carries a reason, and is no error of the program
    """The reason why an archive or the XML in it is not read."""


@contextmanager
def archive(content: bytes) -> Iterator[ZipFile]:
    """Give the open archive of a file whose members are within limits.

    Raises `Refused` with the reason: broken, encrypted, too large, macros, archives inside.
    """
    if content.startswith(_OLE):
        raise Refused("encrypted, or of the format before 2007: save it again without a password")
    try:
        opened = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused(f"broken zip: {error}") from None
    with opened:
        _check(opened.infolist(), len(content))
        _inflate(opened)
        yield opened


def _check(members: list[ZipInfo], size: int) -> None:
    """Refuse what the directory of an archive already tells."""
    if len(members) > MEMBERS:
        raise Refused(f"zip bomb: {len(members):,} members, {MEMBERS:,} are allowed")
    total = sum(member.file_size for member in members)
    if total > TOTAL:
        raise Refused(f"zip bomb: {total:,} bytes when inflated, {TOTAL:,} are allowed")
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > _SMALL and member.file_size > RATIO * packed:
            raise Refused(_ratio(member.filename, member.file_size // packed))
        if member.flag_bits & 1:
            raise Refused(f"encrypted: {member.filename} needs a password")
        name = member.filename.casefold()
        if name.endswith(_MACROS[:2]) or name.startswith(_MACROS[2:]):
            raise Refused(f"holds macros ({member.filename}): save it without them")
        if PurePosixPath(name).suffix in _ARCHIVES:
            raise Refused(f"holds an archive inside ({member.filename}): take it out first")
    if total > _SMALL and total > RATIO * size:
        raise Refused(_ratio("all members", total // size))


def _ratio(name: str, ratio: int) -> str:
    return f"zip bomb: {name} inflates {ratio:,} times, {RATIO} times are allowed"


def _inflate(opened: ZipFile) -> None:
    """Refuse an archive that does not inflate to what its directory tells."""
    total = 0
    for member in opened.infolist():
        tail = b""
        try:
            with opened.open(member) as stream:
                while chunk := stream.read(1 << 16):
                    total += len(chunk)
                    if total > TOTAL:
                        raise Refused(f"zip bomb: more than {TOTAL:,} bytes when inflated")
                    _refuse_entities(member.filename, tail + chunk)
                    tail = chunk[-32:]
        except NotImplementedError as error:
            raise Refused(f"zip method of {member.filename} is not supported: {error}") from None
        except (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error) as error:
            raise Refused(f"broken zip: {member.filename}: {error}") from None


def _refuse_entities(name: str, chunk: bytes) -> None:
    """Refuse XML with entities of its own; a plain ``<!DOCTYPE html>`` is an e-book's."""
    if name.endswith((".xml", ".rels", ".xhtml")) and b"<!ENTITY" in chunk.replace(b"\0", b""):
        raise Refused(f"{name} declares entities: such XML is refused")


class _Builder(ET.TreeBuilder):
    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type: it may declare entities, and office formats have none."""
        raise Refused(f"XML with a DOCTYPE ({name}) is refused")


def parsed(content: bytes) -> ET.Element:
    """Return the root of XML without a document type; entities are thus never expanded.

    >>> parsed(b"<a><b/></a>").tag
    'a'
    """
    try:
        parser = ET.XMLParser(target=_Builder())  # noqa: S314 - it refuses document types
        root: ET.Element = ET.XML(content, parser=parser)
    except (ET.ParseError, ValueError) as error:
        raise Refused(f"broken XML: {error}") from None
    return root


def local(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def member(opened: ZipFile, name: str) -> bytes:
    """Return the bytes of a member; raises `Refused` where it is not there."""
    try:
        return opened.read(name)
    except KeyError:
        raise Refused(f"broken: {name} is not in it") from None
