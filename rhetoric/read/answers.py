"""What fsspec answers, in time or not at all; what goes wrong is one sentence without passwords."""

from __future__ import annotations

import errno
import re
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import CHAIN, SIGN, shown

#: Seconds to wait for a first answer, and for a folder or a file.
PATIENCE, LONG = 30.0, 600.0
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN, _GONE = (401, 403), (404, 410)
#: What file systems raise that are made of an address which lacks a host, an archive, ...
_SENSELESS = (AttributeError, IsADirectoryError, TypeError, ValueError)
_ARCHIVES = frozenset({"zipfile", "tarfile"})
#: Protocols of archives, and what fsspec says of the packages that another one needs.
_PACKED = frozenset({"zip", "tar", "libarchive"})
_CALLED = {"libarchive": "libarchive-c"}  # as it is installed
_NEEDS = re.compile(r'"([a-z0-9_-]+)"|[Ii]nstall (?:the )?([a-z0-9_-]+)')

T = TypeVar("T")


class SilenceError(Exception):
    """Nothing was heard in time."""


def answered(ask: Callable[[], T], seconds: float) -> T:
    """Return what a function answers; raise `SilenceError` where it does not within the time.

    It is left to itself then: a thread cannot be stopped, but it does not keep the program alive.
    """
    heard: list[T] = []
    failed: list[BaseException] = []

    def listen() -> None:
        try:
            heard.append(ask())
        except BaseException as error:  # noqa: BLE001  (raised below, where it is waited for)
            failed.append(error)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not heard:
        raise SilenceError(f"no answer in {seconds:,.0f} s")
    return heard[0]


def opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it, nothing of it remembered.

    Raises `RhetoricError` for a protocol that is unknown or lacks its package (code 2), and where
    nothing answers (69).
    """
    try:
        import fsspec  # noqa: PLC0415  (an extra)
        from fsspec.core import url_to_fs  # noqa: PLC0415
    except ImportError:
        raise RhetoricError(
            f"Addresses such as {shown(address)!r} need the package fsspec: install it with "
            "pip install 'rhetoric-toolkit[scale]'."
        ) from None
    try:
        if CHAIN in address:  # an archive is remembered as it was when it was first opened
            first = address.partition(CHAIN)[0].partition(SIGN)[0]
            fsspec.get_filesystem_class(first).clear_instance_cache()
        files, base = answered(lambda: url_to_fs(address), PATIENCE)
        files.invalidate_cache()
    except Exception as error:  # noqa: BLE001  (file systems raise what they like)
        raise (_malformed(address, error) or fault(address, error)) from None
    return files, str(base)


def _malformed(address: str, error: Exception) -> RhetoricError | None:
    """Return what to tell where a file system makes nothing of an address: waiting is no help."""
    if not isinstance(error, _SENSELESS) or "not known" in str(error):
        return None
    protocol, _, path = shown(address).partition(SIGN)
    said = "is no address that its file system can open: check it"
    if "range requests" in str(error):
        whole = shown(address).replace(f"{CHAIN}http", f"{CHAIN}simplecache{CHAIN}http", 1)
        said = f"is on a server that gives no parts of a file: write {whole!r} to fetch it whole"
    elif protocol in _PACKED and CHAIN not in address:
        ways = f"'{protocol}://{CHAIN}{path}' for all of it, '{protocol}://FOLDER{CHAIN}{path}'"
        said = f"names no archive: its path stands after {CHAIN!r} ({ways} for a folder in it)"
    return RhetoricError(f"{shown(address)!r} {said}.")


def fault(address: str, error: Exception) -> RhetoricError:
    """Return what to tell of an error: its own words may hold passwords, and are not used."""
    if isinstance(error, RhetoricError):
        return error
    said, code = _said(_behind(error))
    return RhetoricError(said.replace("{}", repr(shown(address)), 1), code=code)


def _behind(error: Exception) -> Exception:
    """Return what is behind an error that says that there is no file: often there is no network."""
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and isinstance(cause, Exception):
        status = getattr(cause, "status", None)
        if status not in _GONE if isinstance(status, int) else isinstance(cause, OSError):
            return cause
    return error


def _said(error: Exception) -> tuple[str, int]:
    """Return a sentence about an address, in the place of {}, and an exit code."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "There is no folder or file {}: check the address.", 2
    if isinstance(error, ImportError):
        return f"{{}} cannot be read: {_lacking(error)}.", 2
    if isinstance(error, ValueError) and str(error).startswith("Protocol not known"):
        known = "s3, gs, abfs, https, sftp, zip …"
        return f"{{}} begins with no protocol that fsspec knows ({known}).", 2
    if isinstance(error, PermissionError) or getattr(error, "status", None) in _FORBIDDEN:
        how = "in the environment or in its own file, as the package of the protocol expects them"
        return f"{{}} may not be read: give credentials {how}.", 2
    return _broken(error)


def _broken(error: Exception) -> tuple[str, int]:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        where = "free some, or let XDG_CACHE_HOME name a folder on a larger disk"
        return f"There is no room to bring what is in {{}}: {where}.", 74
    if type(error).__module__ in _ARCHIVES:
        return "{} is no whole archive: make it anew.", 65
    return f"{{}} cannot be reached ({reason(error)}): try again later.", 69


def is_broken(error: Exception) -> bool:
    """Say whether one file of an archive cannot be taken out, others may: a link to nothing, ..."""
    import lzma  # noqa: PLC0415  (few need it)
    import tarfile  # noqa: PLC0415
    import zipfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    ways = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, KeyError)
    return isinstance(error, (*ways, EOFError, RuntimeError))


def _lacking(error: ImportError) -> str:
    """Return what says which package is missing, as fsspec knows it, and how to have it."""
    from fsspec.registry import known_implementations  # noqa: PLC0415

    said = str(error)
    known = said in {str(one.get("err")) for one in known_implementations.values()}
    named = [next(filter(None, pair)) for pair in _NEEDS.findall(said)] if known else []
    module = getattr(error.__cause__, "name", None) or error.name
    names = named or ([_CALLED.get(module, module)] if module else [])
    if not names:
        return said.rstrip(".") if known else "it needs the package of its protocol"
    packages = f"package{'s' * (len(names) > 1)} {' and '.join(names)}"
    return f"it needs the {packages} (pip install {' '.join(names)})"


def reason(error: Exception) -> str:
    """Return what an error is, without words that may come from the address."""
    if isinstance(error, SilenceError):
        return str(error)
    if isinstance(error, OSError) and error.errno and error.strerror and SIGN not in error.strerror:
        return errno.errorcode.get(error.errno, type(error).__name__)
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {status}" if isinstance(status, int) else type(error).__name__
