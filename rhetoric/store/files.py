"""Files as they are found, and how they are shared out among workers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rhetoric.read.scan import Found


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
    """Yield runs of files of about so many bytes."""
    shard: list[File] = []
    held = 0
    for one in files:
        if shard and held + one.bytes > size:
            yield shard
            shard, held = [], 0
        shard.append(one)
        held += one.bytes
    if shard:
        yield shard
