"""E-books (.epub): the chapters of the spine in their order, each read as a web page is."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from rhetoric.read.decode import Decoded
from rhetoric.read.formats.archive import Refused, archive, local, member, parsed
from rhetoric.read.formats.units import Unit, extracted, missing, named
from rhetoric.read.formats.webpage import page, prune, text_of, units

_PAGES = ("application/xhtml+xml", "text/html")
_HINTS = {"title": "title", "creator": "author", "publisher": "publisher", "date": "published",
          "language": "language"}  # fmt: skip


def epub(content: bytes) -> Decoded | str:
    """Return the text of an e-book, without its table of contents."""
    try:
        import lxml.html  # noqa: F401, PLC0415
    except ImportError:
        return missing(".epub", "html")
    try:
        with archive(content) as opened:
            if "META-INF/encryption.xml" in opened.namelist():
                return "encrypted: an e-book with digital rights management is not read"
            container = parsed(member(opened, "META-INF/container.xml"))
            where = next(
                (e.get("full-path") for e in container.iter() if local(e) == "rootfile"), None
            )
            if not where:
                return "broken .epub: it names no package"
            package = parsed(member(opened, where))
            found = [unit for name in _chapters(package, where) for unit in _units(opened, name)]
    except Refused as refused:
        return str(refused)
    hints: dict[str, str | None] = {}
    for element in package.iter():
        if "purl.org/dc/" in str(element.tag) and local(element) in _HINTS:
            hints.setdefault(_HINTS[local(element)], element.text)
    return extracted(found, "epub", named("lxml"), hints=hints)


def _chapters(package: Element, where: str) -> Iterator[str]:
    """Yield the names of the members that hold the chapters, in the order of reading."""
    manifest = {e.get("id"): e for e in package.iter() if local(e) == "item"}
    for reference in package.iter():
        item = manifest.get(reference.get("idref"))
        if local(reference) != "itemref" or item is None or reference.get("linear") == "no":
            continue
        if item.get("media-type") in _PAGES and "nav" not in (item.get("properties") or "").split():
            yield normpath(join(dirname(where), unquote(item.get("href") or "")))


def _units(opened: ZipFile, name: str) -> list[Unit]:
    source = text_of(member(opened, name))
    tree = None if isinstance(source, str) else page(source.text)
    if tree is None:
        return []
    if isinstance(tree, str):
        raise Refused(f"{name}: {tree}")
    prune(tree)
    return list(units(tree))
