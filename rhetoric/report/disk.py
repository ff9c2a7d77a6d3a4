"""What publishing does to a disk: a few operations, each of which can fail, and may be the last.

All that writes a report goes through these, so that a test can let any one of them fail.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

#: Errors with which a kernel or a file system says that it cannot exchange two folders.
_CANNOT = frozenset({
    errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES,
    errno.EOPNOTSUPP, errno.ENOTTY,
})  # fmt: skip
#: Exchange two paths: RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS have the same value.
_EXCHANGE = 2
_CALLS = ("renameat2", "renameatx_np")
_HERE = {"renameat2": -100, "renameatx_np": -2}  # AT_FDCWD


def write(path: Path, content: bytes) -> None:
    """Write a new file, folders above it included, and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[put(descriptor, left) :]
        sync(descriptor)
    finally:
        os.close(descriptor)


def put(descriptor: int, content: memoryview) -> int:
    """Write some bytes to an open file and return how many were taken."""
    return os.write(descriptor, content)


def sync(descriptor: int) -> None:
    """Wait until the disk has an open file or folder."""
    os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until the disk has the names in a folder (Windows opens no folders)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems sync no folders
            raise
    finally:
        os.close(descriptor)


def sync_folders(path: Path) -> None:
    """Wait until the disk has the names in a folder and in all folders inside."""
    for folder, _, _ in os.walk(path):
        sync_folder(Path(folder))


def mkdir(path: Path) -> None:
    """Make a folder, and those above it, where there is none."""
    path.mkdir(parents=True, exist_ok=True)


def link(path: Path, to: Path) -> None:
    """Give a file a second name; a symbolic link is named itself, not what it points to."""
    os.link(path, to, follow_symlinks=False)


def rename(path: Path, to: Path) -> None:
    """Give a file or folder another name, in place of what had it."""
    path.replace(to)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; say whether kernel and file system can do so."""
    import ctypes  # noqa: PLC0415  (an unchanged report never comes here)

    if os.name == "nt":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    name = next((call for call in _CALLS if hasattr(libc, call)), None)
    if name is None:
        return False
    here, first, second = _HERE[name], os.fsencode(one), os.fsencode(other)
    if getattr(libc, name)(here, first, here, second, ctypes.c_uint(_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; what is gone already is no fault."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
