"""The mirrors of a run: what an address names, as a whole or a file at a time."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rhetoric.corpus import RhetoricError, Skipped
from rhetoric.read.address import (
    cache_home,
    canonical,
    identity,
    is_masked,
    settle,
    shown,
    where,
)
from rhetoric.read.answers import LONG, answered, fault, opened
from rhetoric.read.listing import Entry, entry, unfit
from rhetoric.read.mirror import Mirror
from rhetoric.read.scan import KINDS, written

#: The folder of mirrors inside that of the cache.
NAME = "rhetoric-mirrors"
#: What is said of the documents of a folder stands in these.
PROFILE, TABLE = "corpus.toml", "metadata.csv"
_PAGE = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "application/pdf": ".pdf",
    "text/plain": ".txt", "text/markdown": ".md", "application/epub+zip": ".epub",
    "application/rtf": ".rtf", "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip

#: The mirrors of this run by the folder of their files.
_mirrors: dict[str, Mirror] = {}


def brought(
    address: str, home: Path | None, say: Callable[[str], None], *, fresh: bool = False
) -> Path:
    """Return the folder, or the file, of what an address names, as it is there now."""
    mirror = mirrored(address, home=home, fresh=fresh)
    try:
        return _brought(mirror, say)
    except Exception as error:  # noqa: BLE001  (file systems raise what they like)
        raise fault(mirror.address, error) from None


def _brought(mirror: Mirror, say: Callable[[str], None]) -> Path:
    said = _about(mirror)
    if said.get("type") == "file":
        return _file(mirror, said)
    found = mirror.listing()
    mirror.forget(found.files)
    skipped = [*found.skipped, *_came(mirror, mirror.bring(found.files, say=say))]
    mirror.settled()
    settle(mirror.address, mirror.root, mirror.root, skipped)
    return mirror.root


def _came(mirror: Mirror, skipped: list[Skipped], *wanted: str) -> list[Skipped]:
    """Return what did not come; refuse to go on without corpus.toml, or what is ``wanted``."""
    for one in skipped:
        if one.file in {PROFILE, *map(written, wanted)}:
            of = "" if one.file in wanted else f"{one.file} of "
            raise RhetoricError(
                f"{of}{shown(mirror.address)!r} is not read: {one.reason}.", code=65
            )
    return skipped


def _about(mirror: Mirror) -> Mapping[str, Any]:
    """Return what is said of what is named; some file systems know folders by their files only."""
    try:
        return mirror.said(mirror.base)
    except FileNotFoundError:
        if mirror.pages or not answered(lambda: mirror.files.ls(mirror.base), LONG):
            raise
        return {"type": "directory"}


def _file(mirror: Mirror, said: Mapping[str, Any]) -> Path:
    """Bring one file, and what is known of its folder."""
    one, name = entry(mirror.base, said), _name(mirror, said)
    mirror.base = mirror.base.rstrip("/").rpartition("/")[0]
    wanted = {name: one} | ({} if mirror.pages else _beside(mirror))
    if why := unfit(name):
        raise RhetoricError(f"{shown(mirror.address)!r} is not read: {why}.", code=65)
    mirror.forget(wanted)
    _came(mirror, mirror.bring(wanted), name)
    mirror.settled()
    settle(mirror.address, mirror.root / name, mirror.root)
    return mirror.root / name


def _name(mirror: Mirror, said: Mapping[str, Any]) -> str:
    """Return the name of a file; a page of the web ends as what it says that it is."""
    if not mirror.pages:
        return mirror.base.rstrip("/").rpartition("/")[2]
    parts = urlsplit(mirror.base)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
    name = name.replace("/", "_").replace("\0", "_").lstrip(".") or "page"
    kind = str(said.get("mimetype") or "").partition(";")[0].strip().casefold()
    if kind in _PAGE and Path(name).suffix.casefold() not in KINDS - {""}:
        name += _PAGE[kind]
    return name


def _beside(mirror: Mirror) -> dict[str, Entry]:
    """Return the files of a folder that say something of its documents, corpus.toml first."""
    wanted = {}
    for name in (PROFILE, TABLE):
        if (one := mirror.info(mirror.inside(name))) is not None:
            wanted[name] = one
    _came(mirror, mirror.bring({name: one for name, one in wanted.items() if name == PROFILE}))
    for name in {PROFILE, TABLE} - wanted.keys():
        (mirror.root / name).unlink(missing_ok=True)
    import tomllib  # noqa: PLC0415  (few need it)

    with suppress(OSError, ValueError):  # whoever reads it will say
        known = tomllib.loads((mirror.root / PROFILE).read_text(encoding="utf-8"))
        lexicons = known.get("lexicons", [])
        for name in (known.get("metadata"), *(lexicons if isinstance(lexicons, list) else ())):
            fits = isinstance(name, str) and name not in wanted and unfit(name) is None
            if fits and (one := mirror.info(mirror.inside(name))) is not None:
                wanted[name] = one
    return wanted


def entered(address: str) -> Path:
    """Return the folder of an address without its documents, each of which `fetch` brings."""
    known = next((m for m in _mirrors.values() if m.whole and _same(m.address, address)), None)
    if known is not None:
        return where(known.address)
    if is_masked(address):
        return Path(address)
    mirror = mirrored(address)
    try:
        if _about(mirror).get("type") == "file":
            return _brought(mirror, lambda _: None)
        _came(mirror, mirror.bring(_beside(mirror)))
    except Exception as error:  # noqa: BLE001  (file systems raise what they like)
        raise fault(mirror.address, error) from None
    settle(mirror.address, mirror.root, mirror.root)
    return mirror.root


def _same(one: str, other: str) -> bool:
    return canonical(one) == canonical(other)


def fetch(root: Path, name: str, *, anew: bool = False) -> None:
    """Bring one file of a folder that was `entered`, if it is not here as it is there."""
    mirror = _mirrors.get(str(root))
    if mirror is None or (mirror.whole and not anew) or unfit(name):
        return
    try:
        found = mirror.info(mirror.inside(name))
        if found is None:
            (mirror.root / name).unlink(missing_ok=True)
        else:
            mirror.bring({name: found})
    except Exception as error:  # noqa: BLE001  (file systems raise what they like)
        raise fault(mirror.address, error) from None


def mirrored(address: str, *, home: Path | None = None, fresh: bool = False) -> Mirror:
    """Return the mirror of an address, as it was left."""
    files, base = opened(address)
    place = _place(None if fresh else home or cache_home(), identity(address))
    mirror = Mirror(address, files, base, place)
    with suppress(OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        known = json.loads((place / "index.json").read_text(encoding="utf-8"))["files"]
        mirror.known = {str(name): list(said) for name, said in known.items()}
    mirror.sweep()
    _mirrors[str(mirror.root)] = mirror
    return mirror


def _place(home: Path | None, name: str) -> Path:
    """Return the folder of a mirror in the cache, else one that is gone with this run."""
    if home is not None:
        with suppress(OSError):
            place = home / NAME / name
            (place / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(place, os.W_OK | os.X_OK):
                return place.resolve()
    place = Path(tempfile.mkdtemp(prefix="rhetoric-")).resolve()
    (place / "files").mkdir()
    atexit.register(_removed, place, os.getpid())
    return place


def _removed(place: Path, process: int) -> None:
    if os.getpid() == process:  # a copy of this process has it too
        shutil.rmtree(place, ignore_errors=True)
