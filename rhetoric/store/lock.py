"""The kernel's lock on a file: free as soon as its process is gone. On Windows there is none."""

from __future__ import annotations

import errno
import sys

from rhetoric.corpus import RhetoricError

if sys.platform != "win32":
    import fcntl


def take(descriptor: int, what: str) -> bool:
    """Lock an open file if nobody has locked it, and say whether that was so.

    Raises `RhetoricError` (code 73) where the file system of ``what`` has no locks.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}:
            raise RhetoricError(
                f"The file system of {what} has no locks, so that two runs could write at once: "
                "choose a folder on another one with -o.",
                code=73,
            ) from None
        raise
    return True
