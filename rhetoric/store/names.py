"""Digests of the files and of the ids of a segment's documents, beside its tables.

So what is added to a store of any size reads no table but those that may have it. The last eight
bytes are a digest of all others: where they do not fit, the table itself is to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: The name of the file.
NAMES = "names"
_NAMED = ("file", "id")
_FEW = 16
_BYTES = 8


def write(folder: Path, documents: Any) -> None:
    """Write the digests of the files of documents (a table), then of their ids."""
    content = b"".join(_digests(documents[name].to_pylist()).tobytes() for name in _NAMED)
    (folder / NAMES).write_bytes(content + _seal(content))


def may_have(folder: Path, column: str, names: Sequence[str]) -> bool:
    """Say whether a segment may have one of these names in a column (``file`` or ``id``).

    Where it says no there is none; it looks at no more than sixteen bytes a document.
    """
    try:
        whole = (folder / NAMES).read_bytes()
    except OSError:
        return True  # whoever reads the table will see
    content = memoryview(whole)[:-_BYTES]
    if whole[-_BYTES:] != _seal(content) or len(content) % (_BYTES * len(_NAMED)):
        return True
    digests = np.frombuffer(content, "<u8").reshape(len(_NAMED), -1)[_NAMED.index(column)]
    wanted = _digests(names)
    if len(wanted) <= _FEW:  # no set of thousands for one
        return any((digests == one).any() for one in wanted)
    return not {*digests.tolist()}.isdisjoint(wanted.tolist())


def _seal(content: bytes | memoryview) -> bytes:
    return sha256(content).digest()[:_BYTES]


def _digests(names: Sequence[str]) -> NDArray[np.uint64]:
    every = b"".join(sha256(name.encode("utf-8", "replace")).digest()[:_BYTES] for name in names)
    return np.frombuffer(every, "<u8")
