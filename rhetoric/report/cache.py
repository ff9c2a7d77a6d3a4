"""What is kept between runs, in the user's cache folder: only time is lost without it.

One file a key, with a checksum before the content: what was damaged, or is not ours, counts as
not there. Nothing in it is ever run (no pickle). The folder may be deleted at any time.
"""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from rhetoric.read.kept import code

#: The folder inside that of the user's choice: no other program has one of this name.
NAME = "rhetoric-documents"
_OURS = re.compile(r"[0-9a-f]{16}")


class Files:
    """Bytes by key, as files of a folder; what older versions of the program kept there goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / NAME / code()[:16]
        self.found = 0
        self._usable: bool | None = None

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key; None where it is gone, damaged or of another key."""
        try:
            whole = self._path(key).read_bytes()
        except OSError:
            return None
        mark, content = whole[:32], whole[32:]
        if mark != sha256(key.encode() + content).digest():
            return None
        self.found += 1
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under a key, if the folder can be written."""
        if self._usable is None:
            self._usable = self._made()
        if not self._usable:
            return
        path, mark = self._path(key), sha256(key.encode() + content).digest()
        draft = path.with_name(f".{key}")  # whoever writes it writes the same; the checksum tells
        try:
            path.parent.mkdir(exist_ok=True)
            draft.write_bytes(mark + content)
            draft.replace(path)
        except OSError:
            self._usable = False  # a full disk stays full: the report matters more
            with suppress(OSError):
                draft.unlink()

    def _made(self) -> bool:
        """Make the folder, remove those of other versions beside it; say whether it is there."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return False
        for other in self.folder.parent.iterdir():
            if other != self.folder and _OURS.fullmatch(other.name) and not other.is_symlink():
                shutil.rmtree(other, ignore_errors=True)
        return True
