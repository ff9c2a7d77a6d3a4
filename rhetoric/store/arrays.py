"""Arrays kept in a file between two runs: plain numbers with the name of what they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as BadDeflate  # noqa: N812  (it is an exception)

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import RhetoricError

#: Under which names it is said what a file holds, and which arrays.
_NAME, _ARRAYS = "schema", "arrays"

#: What is raised of bytes that are no such file, or were changed.
_BROKEN = (
    OSError, ValueError, EOFError, KeyError, MemoryError, RuntimeError, BadZipFile, BadDeflate,
)  # fmt: skip


def save(path: str | Path, schema: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to an .npz file that says what it holds.

    The file is written beside the place and then moved there, so that a reader never finds half
    of one. Raises `RhetoricError` where something else stands there (code 73) or it cannot be
    written (code 74).
    """
    out = Path(path)
    if out.exists():
        load(out, schema)  # what is no such file is never written over
    named: dict[str, Any] = {_NAME: np.array(schema), _ARRAYS: np.array([*arrays]), **arrays}
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, **named)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RhetoricError(
            f"{str(path)!r} cannot be written: {error.strerror}.", code=74
        ) from None


def load(path: str | Path, schema: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file that `save` wrote; checksums are looked at, nothing is run.

    Raises `RhetoricError` (code 73) for a file of another kind or version, or a broken one.
    """
    wrong = RhetoricError(
        f"{str(path)!r} is no file of kind {schema}, or it is broken: name another file, or "
        "delete it to have it made anew.",
        code=73,
    )
    try:
        with Path(path).open("rb") as file:
            found = np.load(file, allow_pickle=False)
            if not isinstance(found, np.lib.npyio.NpzFile) or str(found.get(_NAME)) != schema:
                raise wrong
            return {name: found[name] for name in found[_ARRAYS].tolist()}
    except _BROKEN:
        raise wrong from None
