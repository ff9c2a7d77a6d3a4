"""What a file system elsewhere says that it has, sorted into files that can be here and the rest.

The names come from others: none may lead out of the folder, and a listing may have no end.
"""

from __future__ import annotations

import json
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rhetoric.corpus import RhetoricError, Skipped
from rhetoric.read.address import SIGN
from rhetoric.read.scan import written

#: Folders inside folders, and how many of them and of files, that a listing may have.
DEEPEST, FOLDERS, FILES = 32, 100_000, 5_000_000
#: Bytes of a name, and of one with its folders.
_LONGEST, _PATH = 255, 2000
#: How a listing says that a file changed, in the words of different file systems.
_MARKS = (
    "ETag", "etag", "e_tag", "md5", "md5Hash", "md5_hash", "Content-MD5", "content_md5", "Digest",
    "checksum", "chksum", "CRC", "sha", "sha1", "sha256", "blob_id", "generation", "VersionId",
    "version_id", "mtime", "modified", "modify", "modification_time", "modificationTime", "updated",
    "LastModified", "last_modified", "Last-Modified", "lastModified", "created", "date_time",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A file as it is listed: its path there, its bytes, and what is another when it changes."""

    path: str
    size: int | None
    mark: str | None


def entry(path: str, said: Mapping[str, Any]) -> Entry:
    """Return what is said of a file; without any sign of changes its mark is None.

    >>> entry("b/a.txt", {"size": 3, "ETag": "x1"}).mark
    '{"ETag": "x1", "size": 3}'
    """
    size = said.get("size")
    marks = {key: _plain(said[key]) for key in _MARKS if said.get(key) is not None}
    whole = size if isinstance(size, int) and size >= 0 else None
    mark = json.dumps({"size": whole, **marks}, sort_keys=True) if marks else None
    return Entry(path, whole, mark)


def _plain(value: Any) -> str:
    """Return a value as text; a day of one file system is a number in the next."""
    return str(value.timestamp() if hasattr(value, "timestamp") else value)


@dataclass
class Listing:
    """The files of a folder by name, hidden ones left out, and what cannot be here."""

    files: dict[str, Entry] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, name: str, why: str) -> None:
        """Leave a file out."""
        self.skipped.append(Skipped(written(name), why))


def listed(ask: Callable[[str], Iterable[Mapping[str, Any]]], base: str) -> Listing:
    """Return all that is below a folder; ``ask`` lists one.

    Raises `RhetoricError` (code 2) where that has no end.
    """
    out = Listing()
    folders = [("", base)]
    for number, (inside, folder) in enumerate(folders):
        if number >= FOLDERS or len(out.files) >= FILES:
            raise RhetoricError(
                f"More than {FOLDERS:,} folders or {FILES:,} files are listed there: name a folder "
                "inside."
            )
        folders += _sorted(ask(folder), inside, folder, out)
    return out


def _sorted(
    said: Iterable[Mapping[str, Any]], inside: str, folder: str, out: Listing
) -> Iterator[tuple[str, str]]:
    """Put each line of a listing where it belongs, and yield the folders."""
    for path, line in sorted(((_path(line), line) for line in said), key=lambda pair: pair[0]):
        name = _within(path, folder)
        if name is None:
            out.skip(path, "its name leads out of the folder")
        elif not name or any(_hidden(part) for part in name.split("/")):
            continue  # a folder itself, as some list it; what scan would not look at
        elif why := unfit(inside + name):
            out.skip(inside + name, why)
        elif line.get("type") == "directory":
            if (inside + name).count("/") + 1 < DEEPEST:
                yield f"{inside}{name}/", path.rstrip("/")
            else:
                out.skip(inside + name, f"folders are nested deeper than {DEEPEST}")
        elif line.get("type") != "file" or _is_odd(line):
            out.skip(inside + name, "not a regular file")
        else:
            out.files.setdefault(inside + name, entry(path, line))


def _is_odd(line: Mapping[str, Any]) -> bool:
    """Say whether an archive holds a file as a link or a device: its text is no document."""
    said = line.get("external_attr")
    kind = stat.S_IFMT(said >> 16) if isinstance(said, int) else 0
    return kind not in {0, stat.S_IFREG}


def _path(line: Mapping[str, Any]) -> str:
    name = str(line.get("name", ""))
    return name.partition(SIGN)[2] if SIGN in name else name


def _within(path: str, folder: str) -> str | None:
    """Return the name of something inside a folder, nothing for the folder itself, else None."""
    base, name = folder.strip("/"), path.strip("/")
    if name == base:
        return ""
    if not base:
        return name
    return name[len(base) + 1 :] if name.startswith(f"{base}/") else None


def _hidden(part: str) -> bool:
    return part.startswith(".") and part not in {".", ".."}


def unfit(name: str) -> str | None:
    """Return why a name cannot be that of a file inside a folder, or None.

    >>> unfit("2024/a.txt"), unfit("../a.txt")
    (None, 'its name leads out of the folder')
    """
    parts = name.split("/")
    if any(part in {".", ".."} for part in parts):
        return "its name leads out of the folder"
    if "" in parts or "\0" in name or (os.sep == "\\" and any(c in name for c in "\\:")):
        return "no file here can have its name"
    try:
        lengths = [len(os.fsencode(part)) for part in parts]
    except UnicodeEncodeError:
        return "no file here can have its name"
    if len(parts) > DEEPEST or max(lengths) > _LONGEST or sum(lengths) > _PATH:
        return "its name is too long"
    return None


def apart(out: Listing, *, folding: bool) -> Listing:
    """Return a listing without names that one disk cannot hold together; the first by name stays.

    ``folding`` disks take names for one that differ by case, or by how accents are written.
    """
    folders = {name[:at] for name in out.files for at, c in enumerate(name) if c == "/"}
    first: dict[str, str] = {}
    made = Listing(skipped=[*out.skipped])
    for name, one in sorted(out.files.items()):
        other = _first(name, first) if folding else None
        if name in folders:
            made.skip(name, "a folder has the same name")
        elif other is not None:
            made.skip(name, f"this disk cannot tell its name from {written(other)!r}")
        else:
            made.files[name] = one
    return made


def _first(name: str, first: dict[str, str]) -> str | None:
    """Return what has the name of a file, or of a folder that it is in, written otherwise."""
    parts = name.split("/")
    for at in range(len(parts)):
        path = "/".join(parts[: at + 1])
        other = first.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            return other
    return None
