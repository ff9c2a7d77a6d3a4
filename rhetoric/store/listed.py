"""The documents of all segments in one table, kept beside the counts by term.

A segment never changes, so neither do its rows: what is kept of one that still counts is as good as
its own table, and one file is read in the time of two or three of dozens. Nothing is lost with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rhetoric.corpus import RhetoricError
from rhetoric.store.arrays import load, save
from rhetoric.store.manifest import MERGED, Part
from rhetoric.store.need import need
from rhetoric.store.segment import table

_NAME, _SCHEMA = "documents.npz", "rhetoric.documents/1"
#: So many segments are read one by one, and may be missing in what is kept.
_FEW = 8


def documents(where: Path, parts: Sequence[Part]) -> list[Any]:
    """Return a table for each of some segments of a store: its documents, a row each.

    Raises `RhetoricError` (code 73) where one is gone or damaged.
    """
    known = kept(where) if len(parts) > _FEW else {}
    return [
        known[part.name] if part.name in known else table(where / part.name, "documents")
        for part in parts
    ]


def keep(where: Path, parts: Sequence[Part], folder: Path) -> None:
    """Keep the documents of a store's segments in a folder of it, where it can be written."""
    known = kept(where) if len(parts) > _FEW else {}
    if sum(part.name not in known for part in parts) <= _FEW:
        return
    pa = need("pyarrow")
    tables = documents(where, parts)
    made = pa.concat_tables(tables).replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, made.schema) as stream:
        stream.write_table(made)
    arrays = {
        "names": np.array([part.name for part in parts]),
        "rows": np.array([len(one) for one in tables], np.int64),
        "table": np.frombuffer(sink.getvalue(), np.uint8),
    }
    with suppress(RhetoricError, OSError):
        (folder / _NAME).unlink(missing_ok=True)
        save(folder / _NAME, _SCHEMA, arrays)


def kept(where: Path) -> dict[str, Any]:
    """Return the tables that are kept in a store, by segment; none where nothing whole is."""
    with suppress(OSError):
        for path in sorted(one / _NAME for one in where.iterdir() if one.name.startswith(MERGED)):
            about = path.stat()
            return _loaded(path, (about.st_ino, about.st_mtime_ns, about.st_size))
    return {}


@lru_cache(maxsize=1)  # they are asked for twice in a run
def _loaded(path: Path, stamp: tuple[int, ...]) -> dict[str, Any]:  # noqa: ARG001
    """Return the tables of a file, as it was saved."""
    pa = need("pyarrow")
    try:
        found = load(path, _SCHEMA)
        made = pa.ipc.open_stream(pa.py_buffer(found["table"])).read_all()
        ends = np.cumsum(found["rows"])
        if len(made) != ends[-1]:
            return {}
        rows = zip((ends - found["rows"]).tolist(), found["rows"].tolist(), strict=True)
        slices = (made.slice(first, many) for first, many in rows)
        return dict(zip(found["names"].tolist(), slices, strict=True))
    except (RhetoricError, LookupError, ValueError, pa.ArrowException):
        return {}
