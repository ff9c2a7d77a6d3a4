"""Files as they are found, and how they are shared out among workers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from rhetoric.read.address import is_address, origin
from rhetoric.read.documents import Folder, folder
from rhetoric.read.remote import fetch
from rhetoric.read.scan import Found
from rhetoric.read.scan import seen as marked
from rhetoric.store.manifest import is_store, load


class File(NamedTuple):
    """A file as it is found: its size, when it was saved (nanoseconds), the number of its root."""

    found: Found
    bytes: int
    modified: int
    root: int = 0


@dataclass(frozen=True)
class Place:
    """Documents to count: what is known of them, and the root that their names begin from.

    They are all that the root has if it is ``whole``.
    """

    there: Folder
    root: str
    whole: bool = True


def file_of(one: Found, root: int = 0, *, seen: bool = False) -> File | None:
    """Return a file with its size, or None where it is gone meanwhile.

    One that was ``seen`` in this run is as its folder said then, if that is known.
    """
    mark, *_ = marked.get(one.where, (None,)) if seen else (None,)
    if mark is not None:
        _, _, size, modified, _ = mark
        return File(one, size, modified, root)
    try:
        stat = os.stat(one.where)  # noqa: PTH116  (of thousands)
    except OSError:
        return None
    return File(one, stat.st_size, stat.st_mtime_ns, root)


def shards_of(files: Sequence[File], size: int) -> Iterator[list[File]]:
    """Yield runs of files of about so many bytes, all of them about as large.

    A file belongs to the run in which its middle lies.
    """
    ends = [*accumulate(one.bytes for one in files)]
    total = ends[-1] if ends else 0
    even = max(total / max(-(-total // size), 1), 1)
    numbers = (int((end - one.bytes / 2) / even) for one, end in zip(files, ends, strict=True))
    for _, run in groupby(zip(numbers, files, strict=True), key=itemgetter(0)):
        yield [one for _, one in run]


def is_gone(root: str) -> bool:
    """Say whether a folder or a file of this machine is no longer there, or out of reach."""
    try:
        return not (is_address(root) or Path(root).exists())
    except OSError:
        return True


def place(corpus: str | Path) -> Place:
    """Return what is known of a folder, or a file, as a root of its own."""
    there = folder(corpus)
    return Place(there, origin(there.root))


def inside(corpus: str | Path, where: Path) -> Place:
    """Return what is known of documents to add: of those inside a root of the store, as its part.

    So they are the same documents when that root is counted as a whole.
    """
    made = place(corpus)
    if not is_store(where):
        return made
    roots = [root.address.rstrip("/") for root in load(where).roots if root.address]
    around = max((root for root in roots if made.root.startswith(f"{root}/")), key=len, default="")
    if not around or not (is_address(around) or Path(around).is_dir()):
        return made
    name = made.root[len(around) + 1 :].replace(os.sep, "/")
    if made.there.root.is_file():
        there = folder(around, only=name)
        fetch(there.root, name, anew=True)
        return Place(replace(there, root=there.root / name), around, whole=False)
    there = folder(around)
    return Place(_below(there, f"{name}/"), around, whole=False)


def _below(there: Folder, begin: str) -> Folder:
    """Return what is known of the files of a folder whose names begin so."""
    found = tuple(one for one in there.found if one.file.startswith(begin))
    skipped = tuple(one for one in there.skipped if one.file.startswith(begin))
    return replace(there, found=found, skipped=skipped)
