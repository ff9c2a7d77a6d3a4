"""Where a report goes, what lies beside it while it is written, and who may write it.

The lock is the kernel's (``flock``): it is free as soon as its process is gone, however it ended.
On Windows, and only there, runs do not keep each other out.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rhetoric.corpus import RhetoricError
from rhetoric.store.lock import take

#: Seconds between two tries for the lock.
PAUSE = 0.1
#: Errors that say that a report cannot be made there at all (exit code 73, otherwise 74).
_NEVER = frozenset({
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP,
    errno.EISDIR,
})  # fmt: skip
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Place:
    """The folder of a report, and the folder ``home`` that has its lock and what is being written.

    ``home`` is the folder above it, so that the report can be switched whole; where that cannot be
    written, or the report folder is a file system of its own, it is the report folder itself.
    """

    out: Path
    home: Path

    @property
    def beside(self) -> bool:
        """Whether what is written lies beside the report, not in it."""
        return self.home != self.out

    def _named(self, what: str) -> Path:
        return self.home / (f".{self.out.name}.rhetoric-{what}" if self.beside else f".{what}")

    @property
    def lock(self) -> Path:
        """The file that a run locks; it holds the number of the process."""
        return self._named("lock")

    @property
    def work(self) -> Path:
        """The folder in which a report is made; it is gone after a run."""
        return self._named("work")

    @property
    def kept(self) -> Path:
        """The folder of the older reports that ``--keep`` asks for."""
        return self._named("old")

    @property
    def littered(self) -> bool:
        """Whether a run is busy here, or left something when it died."""
        return self.lock.exists() or self.work.exists()


def place(out: Path) -> Place:
    """Return where a report goes; a link to a folder is followed."""
    real = Path(os.path.realpath(out))
    above = real.parent
    while not above.exists():
        above = above.parent
    alone = real.exists() and (real.is_mount() or not os.access(above, os.W_OK | os.X_OK))
    return Place(real, real if alone else real.parent)


def fault(out: Path, error: OSError) -> RhetoricError:
    """Return what to tell of a failed write: code 73 where nothing can be written, else 74."""
    why = error.strerror or str(error)
    if error.errno in _FULL:
        said = f"There is no room for the report in {str(out)!r} ({why}): free some, or choose "
        return RhetoricError(said + "another folder with -o; what was there is unchanged.", code=74)
    code = 73 if error.errno in _NEVER else 74
    said = f"The report could not be written to {str(out)!r}: {why}; what was there is unchanged."
    return RhetoricError(said, code=code)


@contextmanager
def locked(
    where: Place, *, wait: float, say: Callable[..., None] = lambda *_: None
) -> Iterator[None]:
    """Keep other runs out of a place; wait up to so many seconds for one that is there.

    Raises `RhetoricError` (code 75, naming the process) when it is still there then.
    """
    try:
        where.home.mkdir(parents=True, exist_ok=True)
        descriptor = _acquired(where, wait, say)
    except OSError as error:
        raise fault(where.out, error) from None
    try:
        yield
    finally:
        with suppress(OSError):
            where.lock.unlink()  # while it is held: whoever waits for it sees that it is another
        os.close(descriptor)


def free(where: Place) -> bool:
    """Say whether nobody writes here just now."""
    try:
        descriptor = os.open(where.lock, os.O_RDWR)
    except OSError:
        return not where.lock.exists()
    try:
        return take(descriptor, "the report")
    except (OSError, RhetoricError):
        return False
    finally:
        os.close(descriptor)


def _acquired(where: Place, wait: float, say: Callable[..., None]) -> int:
    """Return the descriptor of the lock file, locked, with the number of this process in it."""
    end, told = time.monotonic() + wait, False
    while True:
        descriptor = os.open(where.lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if take(descriptor, "the report"):
                if _is_at(descriptor, where.lock):
                    with suppress(OSError):  # a full disk is told of when the report is written
                        os.ftruncate(descriptor, 0)
                        os.write(descriptor, f"{os.getpid()}\n".encode())
                    return descriptor
                os.close(descriptor)  # its holder removed it: another file has the name, or none
                continue
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() >= end:
            raise _busy(where, holder)
        if not told:
            say(f"waiting for process {holder or 'that'} which writes {where.out}")
            told = True
        time.sleep(PAUSE)


def _busy(where: Place, holder: str) -> RhetoricError:
    process = f"process {holder}" if holder.isdigit() else "another process"
    return RhetoricError(
        f"{str(where.out)!r} is being written by {process}: try again, or give --wait more seconds "
        "to wait for it.",
        code=75,
    )


def _is_at(descriptor: int, path: Path) -> bool:
    """Say whether an open file is the one that has this name now."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
