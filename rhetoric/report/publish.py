"""A report takes the place of the last one whole or not at all, whenever the run may die.

All is written beside the old report and flushed, the manifest last. Files of others in the folder
get a second name (a hard link) in the new one. Then the two folders change names in one step of the
kernel (``RENAME_EXCHANGE``), and the old one goes. Whoever opens a path sees the old report or the
new one, never half of one.

Where that cannot be (the folder is a mount point or has the working folder in it, the folder above
is not ours, the file system cannot exchange or link), files are moved one by one, the manifest
last. A journal makes that safe for whoever comes later, not for who reads in that very moment: a
run that died is completed by the next, and a move that fails is undone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.report import disk
from rhetoric.report.files import in_the_way
from rhetoric.report.place import Place, fault

#: The last file that is written, and the last that is moved.
LAST = "manifest.json"
_JOURNAL = {"switch", "files", "gone", "ours", "inode", "linked", "keep"}


def publish(
    where: Place, files: Mapping[str, bytes], ours: Iterable[str], *, keep: int = 0
) -> None:
    """Put a report in the place of the last one, of which the files ``ours`` were; under its lock.

    ``keep`` older reports are kept in ``where.kept``. Raises `RhetoricError` (73 where a file of
    somebody is in the way or nothing may be written, 74 where writing fails): what was there stays.
    """
    mine = {name for name in ours if _is_inner(name)}
    try:
        recover(where)
        _refuse(where.out, files, mine)
        mine |= {name for name in files if (where.out / name).is_file()}
        _staged(where, files)
        journal = _prepared(where, files, mine, keep)
        _switched(where, journal)
    except OSError as error:
        _undone(where)
        raise fault(where.out, error) from None
    except BaseException:
        _undone(where)
        raise
    with suppress(OSError):  # the new report is there: the next run sweeps
        _finished(where, journal)


def recover(where: Place) -> None:
    """Finish or sweep what a run that died has left; under the lock."""
    if not where.work.exists():
        return
    try:
        if _undo_of(where).exists():
            _undone(where)
            return
        journal = _journal(where)
        if journal is not None and journal["switch"] == "files":
            _moved(where, journal)
        if journal is not None and _has_switched(where, journal):
            _finished(where, journal)
        disk.remove(where.work)
    except OSError as error:
        raise fault(where.out, error) from None


def _new(where: Place) -> Path:
    return where.work / "new"


def _old(where: Place) -> Path:
    return where.work / "old"


def _undo_of(where: Place) -> Path:
    return where.work / "undo"


def _is_inner(name: object) -> bool:
    """Say whether a name from an old manifest stays inside the folder."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    return not Path(name).is_absolute() and ".." not in Path(name).parts and Path(name) != Path()


def _refuse(out: Path, files: Mapping[str, bytes], ours: set[str]) -> None:
    """Raise `RhetoricError` where a file of somebody has the name of one of the report."""
    if out.exists() and not out.stat().st_mode & 0o222:
        raise RhetoricError(
            f"The folder {str(out)!r} is read-only: choose another with -o.", code=73
        )
    taken = [name for name in files if not _is_ours(out, name, files[name], ours)]
    if taken:
        raise in_the_way(out, taken)


def _is_ours(out: Path, name: str, content: bytes, ours: set[str]) -> bool:
    """Say whether a name is free, or has a file of the last report, or the very same bytes."""
    path = out / name
    for folder in path.relative_to(out).parents:
        above = out / folder
        if folder != Path() and (above.is_symlink() or (above.exists() and not above.is_dir())):
            return False
    if not os.path.lexists(path):
        return True
    if path.is_dir() and not path.is_symlink():
        return False
    return name in ours or (path.is_file() and path.read_bytes() == content)


def _staged(where: Place, files: Mapping[str, bytes]) -> None:
    """Write all files beside the report, and wait until the disk has them; the manifest last."""
    disk.mkdir(_new(where))
    for name in sorted(files, key=_in_order):
        disk.write(_new(where) / name, files[name])
    disk.sync_folders(_new(where))


def _in_order(name: str) -> tuple[bool, str]:
    return name == LAST, name


def _prepared(
    where: Place, files: Mapping[str, bytes], ours: set[str], keep: int
) -> dict[str, Any]:
    """Return the journal of a switch after writing it down: from here on it can be completed."""
    journal: dict[str, Any] = {
        "switch": "files",
        "files": sorted(files, key=_in_order),
        "gone": sorted(ours - set(files)),
        "ours": sorted(ours),
        "inode": _new(where).stat().st_ino,
        "linked": {},
        "keep": keep,
    }
    if not where.out.exists():
        journal["switch"] = "first"
    elif where.beside and not _stands_in(where.out):
        linked = _linked(where, ours | set(files))
        if linked is not None:
            journal |= {"switch": "folders", "linked": linked}
            _like(where.out, _new(where))
    if journal["switch"] == "files" or keep:
        _shelved(where, ours)
    _note(where, journal)
    return journal


def _note(where: Place, journal: Mapping[str, Any]) -> None:
    draft = where.work / "draft"
    disk.remove(draft)
    disk.write(draft, json.dumps(journal).encode())
    disk.rename(draft, where.work / "journal")
    disk.sync_folder(where.work)


def _journal(where: Place) -> dict[str, Any] | None:
    try:
        found = json.loads((where.work / "journal").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and found.keys() >= _JOURNAL else None


def _stands_in(out: Path) -> bool:
    """Say whether this process, and so most likely its shell, works inside the folder."""
    try:
        return Path.cwd().is_relative_to(out)
    except OSError:
        return False


def _like(out: Path, new: Path) -> None:
    """Give a new folder the permissions of the old one."""
    status = out.stat()
    with suppress(OSError):
        os.chown(new, status.st_uid, status.st_gid)
    new.chmod(status.st_mode & 0o7777)


def _foreign(folder: Path, known: set[str]) -> Iterable[tuple[str, Path]]:
    """Yield the files of others in a folder by name, and the folders that hold nothing."""
    for at, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        for name in (*names, *links):
            path = Path(at) / name
            relative = path.relative_to(folder).as_posix()
            if relative not in known:
                yield relative, path
        if not folders and not names and Path(at) != folder:
            yield Path(at).relative_to(folder).as_posix(), Path(at)


def _linked(where: Place, known: set[str]) -> dict[str, int] | None:
    """Give the files of others a name in the new folder too; None where that cannot be."""
    out: dict[str, int] = {}
    try:
        for name, path in _foreign(where.out, known):
            to = _new(where) / name
            disk.mkdir(to.parent)
            if path.is_dir() and not path.is_symlink():
                disk.mkdir(to)
            else:
                disk.link(path, to)
                out[name] = to.lstat().st_ino
        for folder, _, _ in os.walk(where.out):
            to = _new(where) / Path(folder).relative_to(where.out)
            if to.is_dir() and Path(folder) != where.out:
                _like(Path(folder), to)
        disk.sync_folders(_new(where))
    except OSError as error:
        _unless_full(error)
        return None
    return out


def _unless_full(error: OSError) -> None:
    import errno  # noqa: PLC0415

    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
        raise error


def _shelved(where: Place, ours: set[str]) -> None:
    """Keep the files of the last report apart, by a second name or as a copy."""
    for name in sorted(ours):
        path, to = where.out / name, _old(where) / name
        if not path.is_file() or path.is_symlink() or to.exists():
            continue
        disk.mkdir(to.parent)
        try:
            disk.link(path, to)
        except OSError as error:
            _unless_full(error)
            disk.write(to, path.read_bytes())
    if _old(where).exists():
        disk.sync_folders(_old(where))


def _switched(where: Place, journal: dict[str, Any]) -> None:
    """Make the new report the one that is found: the one moment that counts."""
    if journal["switch"] == "first":
        disk.rename(_new(where), where.out)
    elif journal["switch"] == "folders":
        if not disk.exchange(_new(where), where.out):
            journal |= {"switch": "files", "linked": {}}
            _shelved(where, set(journal["ours"]))
            _note(where, journal)
            _moved(where, journal)
    else:
        _moved(where, journal)
    disk.sync_folder(where.home)


def _has_switched(where: Place, journal: Mapping[str, Any]) -> bool:
    """Say whether the new report is in place already, by the identity of its folder."""
    if journal["switch"] == "files":
        return True
    return where.out.exists() and where.out.stat().st_ino == journal["inode"]


def _moved(where: Place, journal: Mapping[str, Any]) -> None:
    """Move the files of the new report into the folder, one by one; may be done again."""
    for name in journal["files"]:
        if (_new(where) / name).exists():
            disk.mkdir((where.out / name).parent)
            disk.rename(_new(where) / name, where.out / name)
    for name in journal["gone"]:
        _dropped(where.out, name)
    disk.sync_folders(where.out)


def _dropped(out: Path, name: str) -> None:
    """Remove a file of the report, and the folders that are empty without it."""
    if not (out / name).is_dir():
        disk.remove(out / name)
    for folder in (out / name).parents:
        if folder == out:
            break
        with suppress(OSError):
            folder.rmdir()


def _undone(where: Place) -> None:
    """Put the last report back and sweep, as far as the disk lets; the next run does the rest."""
    with suppress(OSError):
        journal, undo = _journal(where), _undo_of(where)
        if journal is not None and journal["switch"] == "files" and not undo.exists():
            disk.rename(where.work / "journal", undo)
        if undo.exists():
            _put_back(where, json.loads(undo.read_bytes()))
        elif journal is not None and _has_switched(where, journal):
            _switched_back(where, journal)
        disk.remove(where.work)


def _switched_back(where: Place, journal: Mapping[str, Any]) -> None:
    """Make the last report the one that is found again."""
    if journal["switch"] == "first":
        disk.rename(where.out, _new(where))
    elif disk.exchange(_new(where), where.out):
        _rescued(where, journal)


def _put_back(where: Place, journal: Mapping[str, Any]) -> None:
    before = set(journal["ours"])
    for name in sorted(before, key=_in_order):
        if (_old(where) / name).exists():
            disk.mkdir((where.out / name).parent)
            disk.rename(_old(where) / name, where.out / name)
    for name in journal["files"]:
        if name not in before and not (_new(where) / name).exists():
            _dropped(where.out, name)
    disk.sync_folders(where.out)


def _finished(where: Place, journal: Mapping[str, Any]) -> None:
    """Rescue what others wrote at the last moment, keep or drop the old report, and sweep."""
    if journal["switch"] == "folders" and _new(where).exists():
        _rescued(where, journal)
    if journal["keep"] and _old(where).exists():
        _kept(where, journal["keep"])
    disk.remove(where.work)


def _rescued(where: Place, journal: Mapping[str, Any]) -> None:
    """Move files of others that came, or were written anew, between the linking and the switch."""
    mine, linked = {*journal["ours"], *journal["files"]}, journal["linked"]
    for name, path in list(_foreign(_new(where), mine)):
        to, inode = where.out / name, path.lstat().st_ino
        if linked.get(name) == inode or path.is_dir():
            continue  # it has its second name there, or was removed there since
        disk.mkdir(to.parent)
        if os.path.lexists(to) and to.lstat().st_ino != linked.get(name):
            to = to.with_name(f"{to.name}~")  # both were written: both stay
        disk.rename(path, to)


def _kept(where: Place, keep: int) -> None:
    """Add the old report to those that are kept, numbered on; drop the oldest beyond so many."""
    there = _numbered(where.kept)
    disk.mkdir(where.kept)
    disk.rename(_old(where), where.kept / f"{max(there, default=0) + 1:04d}")
    for _, path in sorted(_numbered(where.kept).items())[:-keep]:
        disk.remove(path)


def _numbered(folder: Path) -> dict[int, Path]:
    if not folder.is_dir():
        return {}
    return {int(p.name): p for p in folder.iterdir() if p.name.isascii() and p.name.isdigit()}
