"""Digests of the footers of a segment's tables, beside them: a bit that fell over there is seen.

Parquet has a checksum of each page, but none of the footer, which says what the pages are: the
schema, how many rows there are, where each page lies.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

#: The name of the file.
SEALS = "seals"
_TAIL = 8  # bytes at the end: how long the footer is, and four letters
_TABLES = 1 << 14  # that a process looks at once


def write(folder: Path, tables: Iterable[str]) -> None:
    """Write the digests of the footers of tables."""
    plain = {name: _footer(folder / f"{name}.parquet") for name in tables}
    (folder / SEALS).write_text(json.dumps(plain), encoding="ascii")


def check(path: Path) -> None:
    """Refuse a table of which the footer is not as it was written; each is looked at once.

    Raises `OSError` or `ValueError`.
    """
    stat = path.stat()
    _checked(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(_TABLES)
def _checked(path: Path, _size: int, _modified: int) -> None:
    """Refuse a table as `check` does; what is refused is not remembered."""
    plain = json.loads((path.parent / SEALS).read_text(encoding="ascii"))
    if not isinstance(plain, dict) or plain.get(path.stem) != _footer(path):
        raise ValueError(path.name)


def _footer(path: Path) -> str:
    """Return a digest of the footer of a table."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - _TAIL, 0))
        size = int.from_bytes(file.read(4), "little") + _TAIL
        if size > end:
            raise ValueError(path.name)
        file.seek(end - size)
        return sha256(file.read()).hexdigest()
