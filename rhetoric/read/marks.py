"""What files were like when their bytes were last looked at, kept between two runs.

A file that is still just so (by its number, size, and when it and its entry were last written, to
the nanosecond) is not read again to know its digest: thousands of files need a look at the folder
only. Nothing but time is lost with what is kept, and what is damaged or of another folder is not
used.
"""

from __future__ import annotations

import os
from array import array
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path

from rhetoric.read.scan import seen

#: The folder inside that of the user's choice, and from how many files on it is worth it.
NAME, FEW = "rhetoric-files", 500
_SCHEMA = b"rhetoric.files/2"
#: Numbers of a file that its folder knows, the place of its size among them; letters of a digest.
_NUMBERS, _SIZE, _LETTERS = 5, 2, 64


def load(corpus: Path, cache: Path | None) -> None:
    """Recall what the files of a folder were like, where that was kept."""
    if cache is None or os.name != "posix":  # elsewhere nothing says when an entry was written
        return
    try:
        mark, _, kept = _place(corpus, cache).read_bytes().partition(b"\n")
        if mark != _mark(corpus, kept):
            return
        many, _, rest = kept.partition(b"\n")
        ends = int(many) * 8 * _NUMBERS, int(many) * (8 * _NUMBERS + _LETTERS // 2)
        numbers = array("q", rest[: ends[0]])
        digests = rest[ends[0] : ends[1]].hex()
        names = os.fsdecode(rest[ends[1] :]).split("\0")
        statuses = zip(*[iter(numbers)] * _NUMBERS, strict=True)
        for k, (name, status) in enumerate(zip(names, statuses, strict=True)):
            digest = digests[_LETTERS * k : _LETTERS * (k + 1)]
            seen.setdefault(f"{corpus}{name}", (status, digest, status[_SIZE]))
    except (OSError, ValueError, TypeError):
        return


def save(corpus: Path, cache: Path | None) -> None:
    """Keep what the files of a folder were like, if there are many and it can be written."""
    root = f"{corpus}{os.sep}"
    here = [
        (name[len(root) - 1 :], status, digest)
        for name, (status, digest, size) in seen.items()
        if status and status[_SIZE] == size and name.startswith(root)
    ]
    if cache is None or len(here) < FEW:
        return
    draft = None
    try:
        names, statuses, digests = zip(*here, strict=True)
        numbers = array("q", chain.from_iterable(statuses)).tobytes()
        kept = b"%d\n%b%b%b" % (
            len(here), numbers, bytes.fromhex("".join(digests)), os.fsencode("\0".join(names)),
        )  # fmt: skip
        whole, place = b"%b\n%b" % (_mark(corpus, kept), kept), _place(corpus, cache)
        if place.is_file() and place.read_bytes() == whole:
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        draft.write_bytes(whole)
        draft.replace(place)
    except (OSError, ValueError, OverflowError):
        with suppress(OSError):
            if draft is not None:
                draft.unlink()


def _place(corpus: Path, cache: Path) -> Path:
    return cache / NAME / sha256(os.fsencode(corpus.resolve())).hexdigest()[:16]


def _mark(corpus: Path, kept: bytes) -> bytes:
    whole = b"\0".join((_SCHEMA, os.fsencode(corpus.resolve()), kept))
    return sha256(whole).hexdigest().encode()
