"""Counting into a store that is elsewhere: new segments are uploaded, then the manifest.

The store is counted in its mirror in the cache. One put replaces a manifest in an object store;
other file systems rename. None has a lock that other machines see: who writes from two of them at
once is refused where it is noticed, and it is noticed unless both end in the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import CHAIN, settle, shown
from rhetoric.read.answers import LONG, answered, fault, reason
from rhetoric.read.bring import mirrored
from rhetoric.read.mirror import SLOWEST, Mirror, stamp
from rhetoric.store.manifest import MERGED, NAME
from rhetoric.store.remote import PART, alone, bring, manifest_of, parts, segment


@contextmanager
def uploaded(address: str, *, wait: float = 0) -> Iterator[Path]:
    """Give the folder to count into, and upload what is new in it at the end.

    Raises `RhetoricError` where nothing can be written there (code 73), where a write failed (74),
    and where another run has written the store meanwhile (75).
    """
    if CHAIN in address or address.startswith(("http://", "https://")):
        raise RhetoricError(
            f"{shown(address)!r} cannot be written: name a folder, or one that can be written "
            "elsewhere (s3://bucket/store).",
            code=73,
        )
    mirror = mirrored(address)
    with alone(mirror, wait):
        try:
            before = manifest_of(mirror)
            if before is None:
                _begun(mirror)
            else:
                bring(mirror, before)
        except Exception as error:  # noqa: BLE001  (file systems raise what they like)
            raise fault(address, error) from None
        yield mirror.root
        try:
            _publish(mirror, before)
        except RhetoricError:
            raise
        except Exception as error:  # noqa: BLE001  (file systems raise what they like)
            raise RhetoricError(
                f"The store in {shown(address)!r} could not be written ({reason(error)}); what was "
                "there stays.",
                code=74,
            ) from None


def _begun(mirror: Mirror) -> None:
    """Begin an empty store; refuse a folder that holds other things."""
    with suppress(FileNotFoundError, NotADirectoryError):
        base = mirror.base.strip("/")
        paths = [str(line.get("name", "")).strip("/") for line in mirror.ask(mirror.base)]
        names = [path.rpartition("/")[2] for path in paths if path != base]
        others = [name for name in names if not _is_left(name)]
        if others:
            raise RhetoricError(
                f"{shown(mirror.address)!r} holds other things ({min(others)!r}) and no store: "
                "choose a new folder.",
                code=73,
            )
    mirror.forget(())
    settle(mirror.address, mirror.root, mirror.root)


def _is_left(name: str) -> bool:
    """Say whether a run that failed, or a disk, has left a file or a folder."""
    return PART.fullmatch(name) is not None or name.startswith((MERGED, "."))


def _publish(mirror: Mirror, before: bytes | None) -> None:
    """Upload the segments that are new, then the manifest; remove those that are old."""
    after = (mirror.root / NAME).read_bytes()
    if after == before:
        return
    old = {*parts(mirror, before)} if before else set()
    new = parts(mirror, after)
    for part in new:
        if part not in old:
            _upload(mirror, part)
    if manifest_of(mirror) != before:
        raise RhetoricError(
            f"Another run has written the store in {shown(mirror.address)!r} meanwhile: run again, "
            "one at a time.",
            code=75,
        )
    _switch(mirror, after)
    for part in old - {*new}:
        with suppress(Exception):  # readers do not look for it
            mirror.files.rm(mirror.inside(part), recursive=True)


def _upload(mirror: Mirror, part: str) -> None:
    """Upload a segment, and look whether it came whole."""
    files = mirror.files
    if not _holds_objects(files):  # there folders are no more than names, and buckets not ours
        answered(lambda: files.makedirs(mirror.inside(part), exist_ok=True), LONG)
    here = sorted(path for path in (mirror.root / part).iterdir() if path.is_file())
    for path in here:
        where = mirror.inside(f"{part}/{path.name}")
        seconds = LONG + path.stat().st_size / SLOWEST
        answered(lambda: files.put_file(str(path), where), seconds)  # noqa: B023  (it is awaited)
    files.invalidate_cache()
    there = segment(mirror, part)
    for path in here:
        one = there.get(f"{part}/{path.name}")
        if one is None or one.size not in {None, path.stat().st_size}:
            raise OSError(f"{path.name} did not arrive")
        mirror.known[f"{part}/{path.name}"] = [one.mark, *stamp(path)]
    mirror.remember()


def _switch(mirror: Mirror, content: bytes) -> None:
    """Put a manifest in the place of the one that is there, in one step where there is one."""
    files, path = mirror.files, mirror.inside(NAME)
    if _holds_objects(files):
        answered(lambda: files.pipe_file(path, content), LONG)
    else:
        draft = mirror.inside(f".{NAME}")
        answered(lambda: files.pipe_file(draft, content), LONG)
        answered(lambda: files.mv(draft, path), LONG)
    files.invalidate_cache()


def _holds_objects(files: Any) -> bool:
    """Say whether a file system is an object store, as all are that do many things at once."""
    return bool(getattr(files, "async_impl", False))
