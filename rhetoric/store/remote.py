"""Stores that are elsewhere: mirrored in the cache to be read, counted there and then uploaded.

Segments never change, so that each is brought once. Its manifest is read first and put in place
last: until all that it names is here, readers of the mirror have the store as it was.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import here, is_address, settle, shown
from rhetoric.read.answers import LONG, SilenceError, answered, fault
from rhetoric.read.bring import mirrored
from rhetoric.read.listing import Entry, listed
from rhetoric.read.mirror import Mirror
from rhetoric.store.manifest import MERGED, NAME, SCHEMA, locked

#: Tries to bring a store that is written meanwhile.
_TRIES = 3
#: Seconds to wait for another run that brings the same store.
_WAIT = 600.0
#: Names of segments.
PART = re.compile(r"[0-9a-f]{16}(?:-[0-9]+)?")


def local(path: str | Path, *, home: Path | None = None, fresh: bool = False) -> str | Path:
    """Return the folder of a store that is elsewhere, as it is there now; any other path as it is.

    ``home`` is the folder of the cache; with ``fresh`` nothing in it is used.
    Raises `RhetoricError` where it cannot be reached (code 69), or changes all the time (73).
    """
    path = here(path)
    if not is_address(path):
        return path
    mirror = mirrored(str(path), home=home, fresh=fresh)
    try:
        if (content := manifest_of(mirror)) is None:
            return path
        with alone(mirror, _WAIT):
            bring(mirror, content)
    except Exception as error:  # noqa: BLE001  (file systems raise what they like)
        raise fault(mirror.address, error) from None
    return mirror.root


def manifest_of(mirror: Mirror) -> bytes | None:
    """Return the manifest of a store, or None where there is none; a page may be about anything."""
    if mirror.pages and "?" in mirror.address:
        return None
    path = mirror.inside(NAME)
    try:
        if mirror.info(path) is None:
            return None
        content: bytes = answered(lambda: mirror.files.cat_file(path), LONG)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Exception as error:
        if mirror.pages and not isinstance(error, SilenceError):
            return None  # some servers say so that there is none
        raise
    return None if mirror.pages and b'"rhetoric.store/' not in content else content


@contextmanager
def alone(mirror: Mirror, wait: float) -> Iterator[None]:
    """Keep other runs of this machine out of a mirror."""
    try:
        with locked(mirror.home, wait=wait):
            yield
    except RhetoricError as error:
        if error.code != 75 or str(mirror.home) not in str(error):
            raise
        said = str(error).replace(str(mirror.home), shown(mirror.address))
        raise RhetoricError(said, code=75) from None


def bring(mirror: Mirror, content: bytes) -> None:
    """Bring the segments of a manifest, then the manifest."""
    for _ in range(_TRIES):
        wanted: dict[str, Entry] = {}
        for name in parts(mirror, content):
            wanted |= segment(mirror, name)
        if not mirror.bring(wanted, limited=False):
            break
        content = manifest_of(mirror) or content  # it was written meanwhile
    else:
        raise RhetoricError(
            f"The store in {shown(mirror.address)!r} was changed while it was read: run again.",
            code=73,
        )
    _put(mirror.root / NAME, content)
    mirror.forget([*wanted, NAME], spare=lambda name: name.startswith((MERGED, ".")))
    mirror.settled()
    settle(mirror.address, mirror.root, mirror.root)


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def parts(mirror: Mirror, content: bytes) -> list[str]:
    """Return the segments that a manifest names; a name could lead anywhere."""
    try:
        plain = json.loads(content)
        if plain["schema"] != SCHEMA:
            return []  # whoever loads it says so
        names = [str(part["name"]) for part in plain["parts"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    if not all(map(PART.fullmatch, names)):
        raise RhetoricError(
            f"The store in {shown(mirror.address)!r} is damaged: count the corpus again.", code=73
        )
    return names


def segment(mirror: Mirror, part: str) -> dict[str, Entry]:
    """Return the files of a segment; of pages nothing is listed, each is asked for."""
    from rhetoric.store.names import NAMES  # noqa: PLC0415  (heavy)
    from rhetoric.store.seals import SEALS  # noqa: PLC0415
    from rhetoric.store.segment import TABLES  # noqa: PLC0415

    names = [*(f"{name}.parquet" for name in TABLES), NAMES, SEALS]
    if mirror.pages:
        asked = {f"{part}/{name}": mirror.info(mirror.inside(f"{part}/{name}")) for name in names}
        return {name: one for name, one in asked.items() if one is not None}
    try:
        ask = mirror.ask(mirror.inside(part))
    except FileNotFoundError:
        return {f"{part}/{NAMES}": Entry(mirror.inside(f"{part}/{NAMES}"), None, None)}
    files = listed(lambda _: ask, mirror.inside(part)).files
    return {f"{part}/{name}": one for name, one in files.items() if name in names}
