"""Documents that are elsewhere, brought to a folder of the cache: whatever fsspec can list.

An address is mirrored as it is listed: a file is fetched only when its size, its time or its etag
is another than before, and one that is gone goes here too. All that comes after reads a folder.
A file that did not come whole is not there; without an answer in time a run ends.

For a path nothing is imported and nothing asked (`rhetoric.read.bring` does the work).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rhetoric.read.address import here, is_address, is_brought


def brought(
    path: str | Path, *, home: Path | None = None, fresh: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Path:  # fmt: skip
    """Return the folder, or the file, of what an address names, as it is there now; or the path.

    ``home`` is the folder of the cache; with ``fresh`` nothing in it is used. Raises
    `RhetoricError` where there is nothing (code 2), where it cannot be reached (69), and where
    there is no room for it (74).
    """
    path = here(path)
    if not is_address(path):
        return Path(path)
    from rhetoric.read import bring  # noqa: PLC0415  (few need it)

    return bring.brought(str(path), home, say, fresh=fresh)


def entered(path: str | Path) -> Path:
    """Return the folder of an address without its documents, each of which `fetch` brings."""
    path = here(path)
    if not is_address(path):
        return Path(path)
    from rhetoric.read import bring  # noqa: PLC0415  (few need it)

    return bring.entered(str(path))


def fetch(root: Path, name: str, *, anew: bool = False) -> None:
    """Bring one file of a folder that was `entered`, if it is not here as it is there.

    Where all was brought a short while ago nothing is asked, unless ``anew``.
    """
    if not is_brought(root):
        return
    from rhetoric.read import bring  # noqa: PLC0415  (few need it)

    bring.fetch(root, name, anew=anew)
