"""Files as they are found, and how they are shared out among workers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

from rhetoric.read.address import is_address, origin
from rhetoric.read.documents import Folder, folder
from rhetoric.read.remote import fetch
from rhetoric.read.scan import Found
from rhetoric.store.manifest import is_store, load


@dataclass(frozen=True)
class File:
    """A file as it is found: its size, and when it was saved (nanoseconds)."""

    found: Found
    bytes: int
    modified: int


def file_of(one: Found) -> File | None:
    """Return a file with its size, or None where it is gone meanwhile."""
    try:
        stat = os.stat(one.where)  # noqa: PTH116  (of thousands)
    except OSError:
        return None
    return File(one, stat.st_size, stat.st_mtime_ns)


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


def inside(corpus: str | Path, where: Path) -> Folder:
    """Return what is known of documents to add: of one inside the store's corpus, as part of it."""
    there = folder(corpus)
    if not is_store(where) or not there.root.is_file():
        return there
    root, real = load(where).corpus.rstrip("/"), origin(there.root)
    if not real.startswith(f"{root}/") or not (is_address(root) or Path(root).is_dir()):
        return there
    name = real[len(root) + 1 :].replace(os.sep, "/")
    around = folder(root, only=name)
    fetch(around.root, name, anew=True)
    return replace(around, root=around.root / name)
