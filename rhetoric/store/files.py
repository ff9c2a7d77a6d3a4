"""Files as they are found, and how they are shared out among workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

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
        stat = one.path.stat()
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
