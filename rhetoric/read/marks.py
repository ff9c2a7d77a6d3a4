"""What files were like when their bytes were last looked at, kept between two runs.

A file that is still just so (by its number, size, and when it and its entry were last written, to
the nanosecond) is not read again to know its digest: thousands of files need a look at the folder
only. Nothing but time is lost with what is kept, and what is damaged or of another folder is not
used.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from rhetoric.read.scan import seen

#: The folder inside that of the user's choice, and from how many files on it is worth it.
NAME, FEW = "rhetoric-files", 500
_SCHEMA = "rhetoric.files/1"


def load(corpus: Path, cache: Path | None) -> None:
    """Recall what the files of a folder were like, where that was kept."""
    if cache is None or os.name != "posix":  # elsewhere nothing says when an entry was written
        return
    try:
        mark, _, written = _place(corpus, cache).read_text(encoding="utf-8").partition("\n")
        if mark != _mark(corpus, written):
            return
        for name, (status, digest, size) in json.loads(written).items():
            seen.setdefault(f"{corpus}{name}", (tuple(status), digest, size))
    except (OSError, ValueError, TypeError, AttributeError):
        return


def save(corpus: Path, cache: Path | None) -> None:
    """Keep what the files of a folder were like, if there are many and it can be written."""
    root = f"{corpus}{os.sep}"
    here = {name[len(root) - 1 :]: was for name, was in seen.items() if name.startswith(root)}
    if cache is None or len(here) < FEW:
        return
    written = json.dumps(here)
    whole, place = f"{_mark(corpus, written)}\n{written}", _place(corpus, cache)
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        if place.is_file() and place.read_text(encoding="utf-8") == whole:
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_text(whole, encoding="utf-8")
        draft.replace(place)
    except (OSError, ValueError):
        with suppress(OSError):
            draft.unlink()


def _place(corpus: Path, cache: Path) -> Path:
    return cache / NAME / sha256(os.fsencode(corpus.resolve())).hexdigest()[:16]


def _mark(corpus: Path, written: str) -> str:
    whole = f"{_SCHEMA}\0{corpus.resolve()}\0{written}"
    return sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()
