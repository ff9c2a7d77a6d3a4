"""A folder of the cache that is kept as what an address names; only what changed is fetched."""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, TypeVar

from rhetoric.corpus import Skipped
from rhetoric.read.address import CHAIN, SIGN, canonical
from rhetoric.read.answers import LONG, PATIENCE, answered, fault, is_broken
from rhetoric.read.listing import Entry, Listing, apart, entry, listed
from rhetoric.read.scan import KINDS, LIMIT, written

#: Largest file that is fetched of those that are no documents and no tables, in bytes.
_SMALL = 1_000_000
_TABLES = frozenset({".toml", ".csv", ".tsv"})
#: Bytes a second that a file should come with at least.
SLOWEST = 50_000
#: Largest file that is fetched as a whole, not bit by bit, in bytes.
_AT_A_TIME = 8_000_000
#: Files that are fetched at a time, where a file system can.
_AT_ONCE = 16
#: Links of a chain that keep files, and change none.
_KEPT = frozenset({"simplecache", "filecache", "blockcache"})
#: Files after which is written down what is there.
_BATCH = 500
#: Seconds in which what was brought is taken to be as it is there.
_WHILE = 600.0
#: Seconds after which nobody writes a part of a file any more.
_OLD = 86_400.0
#: Tries to fetch one file.
_TRIES = 2

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Mirror:
    """A folder of the cache that is kept as what an address names.

    ``base`` is the path in the file system ``files``; ``known`` has of each file what was said of
    it when it was fetched, its bytes and when it was written here; ``at`` is when all that is
    listed was last brought in this run.
    """

    address: str
    files: Any
    base: str
    home: Path
    known: dict[str, list[Any]] = field(default_factory=dict)
    at: float = -math.inf

    @property
    def root(self) -> Path:
        """The folder of the files."""
        return self.home / "files"

    @property
    def whole(self) -> bool:
        """Whether all that is listed was brought a short while ago."""
        return time.monotonic() - self.at < _WHILE and self.root.is_dir()

    def settled(self) -> None:
        """Write down that all that is listed was brought now."""
        self.at = time.monotonic()

    @property
    def pages(self) -> bool:
        """Whether what is named is one page of the web: nothing is listed there."""
        *links, last = self.address.split(CHAIN)
        archives = [link for link in links if link.partition(SIGN)[0] not in _KEPT]
        return not archives and last.startswith(("http://", "https://"))

    def info(self, path: str) -> Entry | None:
        """Return what is said of a file, or None where there is none."""
        try:
            said = self.said(path)
        except FileNotFoundError:
            return None
        return entry(path, said) if said.get("type") == "file" else None

    def said(self, path: str) -> Mapping[str, Any]:
        """Return what the file system says of a path. Raises `FileNotFoundError`."""
        found: Mapping[str, Any] = answered(lambda: self.files.info(path), PATIENCE)
        return found

    def inside(self, name: str) -> str:
        """Return the path of a file inside what is named."""
        return f"{self.base.rstrip('/')}/{name}" if self.base else name

    def listing(self) -> Listing:
        """Return all files that are there and can be here."""
        return apart(listed(self.ask, self.base), folding=_is_folding(self.home))

    def ask(self, folder: str) -> list[Mapping[str, Any]]:
        """Return the lines of the listing of one folder. Raises `FileNotFoundError`."""
        return answered(lambda: list(self.files.ls(folder, detail=True)), LONG)

    def bring(
        self, wanted: Mapping[str, Entry], *, limited: bool = True,
        say: Callable[[str], None] = lambda _: None,
    ) -> list[Skipped]:  # fmt: skip
        """Fetch the files that are not as they were; return those that did not come.

        With ``limited`` what is too large to be a document is not fetched.
        """
        fresh = [(name, one) for name, one in wanted.items() if not self._is_here(name, one)]
        needed = sum(one.size or 0 for _, one in fresh if not limited or (one.size or 0) <= LIMIT)
        if needed > shutil.disk_usage(self.home).free:
            raise fault(self.address, OSError(28, "no room"))
        at_once = _AT_ONCE if getattr(self.files, "async_impl", False) else 1
        skipped: list[Skipped | None] = []
        done = 0
        while done < len(fresh):
            batch = fresh[done : done + max(_BATCH, done)]  # what is written down grows as well
            done += len(batch)
            try:
                skipped += _each(lambda one: self._one(*one, limited=limited), batch, at_once)
            finally:
                self.remember()
            if len(fresh) > _BATCH:
                say(f"fetched {done:,} of {len(fresh):,} files")
        return [one for one in skipped if one is not None]

    def forget(
        self, wanted: Iterable[str], *, spare: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Remove the files that are not among these, but what is to be spared."""
        kept, base = {*wanted}, str(self.root)
        for folder, folders, names in os.walk(base, topdown=False):
            top = f"{folder[len(base) + 1 :]}/".replace(os.sep, "/").lstrip("/")
            for name in names:
                if top + name not in kept and not spare(top + name):
                    Path(folder, name).unlink(missing_ok=True)
            for name in folders:
                with suppress(OSError):  # it is not empty
                    path = Path(folder, name)
                    path.unlink() if path.is_symlink() else path.rmdir()
        self.known = {name: said for name, said in self.known.items() if name in kept}

    def _is_here(self, name: str, one: Entry) -> bool:
        """Say whether a file is here as it is there."""
        mark, *was = self.known.get(name) or [None]
        return one.mark is not None and one.mark == mark and was == stamp(f"{self.root}/{name}")

    def _one(self, name: str, one: Entry, *, limited: bool) -> Skipped | None:
        """Fetch a file, or say why it did not come; then it is not here."""
        path = self.root / name
        self.known.pop(name, None)
        why, was = None, list[int]()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if limited and (one.size or 0) > LIMIT:
                why = f"larger than {LIMIT:,} bytes ({one.size:,})"
            elif limited and (one.size or 0) > _SMALL and _is_other(name):
                path.write_bytes(b"")  # its name is all that is needed of it
                was = stamp(path)
            else:
                why, was = self._fetch(one, path, limited=limited)
        except FileNotFoundError:
            why = "gone since it was listed"
        except PermissionError:
            why = "it may not be read"
        except Exception as error:  # noqa: BLE001  (file systems raise what they like)
            if not (CHAIN in self.address and is_broken(error)):
                raise fault(self.address, error) from None
            why = "it cannot be taken out of the archive"
        if why is None:
            self.known[name] = [one.mark, *was]
            return None
        path.unlink(missing_ok=True)
        return Skipped(written(name), why)

    def _fetch(self, one: Entry, path: Path, *, limited: bool) -> tuple[str | None, list[int]]:
        """Bring a file in one step: until it is whole there is what was there before.

        Return what is wrong with it, and its stamp: what another run puts there has another.
        """
        number, name = tempfile.mkstemp(prefix="part-", dir=self.home)
        os.close(number)
        part = Path(name)
        try:
            why, was = None, list[int]()
            for left in reversed(range(_TRIES)):
                try:
                    why = self._copied(one, part, limited=limited)
                except (FileNotFoundError, PermissionError):
                    raise
                except Exception:
                    if not left:
                        raise
                    continue
                if why is None:
                    was = stamp(part)
                    part.replace(path)
                    break
            return why, was
        finally:
            part.unlink(missing_ok=True)

    def _copied(self, one: Entry, part: Path, *, limited: bool) -> str | None:
        """Write the bytes of a file here; return what is wrong with them."""
        seconds = LONG + (one.size or 0) / SLOWEST
        if one.size is None and limited:
            content = answered(lambda: _begin(self.files, one.path), seconds)
            part.write_bytes(content)
        elif (
            one.size is not None and one.size <= _AT_A_TIME
        ):  # in one request, as most file systems
            part.write_bytes(answered(lambda: self.files.cat_file(one.path), seconds))
        else:
            answered(lambda: self.files.get_file(one.path, str(part)), seconds)
        size = part.stat().st_size
        if limited and size > LIMIT:
            return f"larger than {LIMIT:,} bytes"
        if size < (one.size or 0):
            return f"only {size:,} of {one.size:,} bytes came: run again"
        return None

    def sweep(self) -> None:
        """Remove what runs that died have left half fetched."""
        for part in (*self.home.glob("part-*"), *self.home.glob("case-*")):
            with suppress(OSError):  # another run has put it in place
                if time.time() - part.stat().st_mtime > _OLD:
                    part.unlink()

    def remember(self) -> None:
        """Write down what is here, in one step."""
        number, name = tempfile.mkstemp(prefix="part-", dir=self.home)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            known = dict(self.known)  # to which others may still add when a run is ended
            file.write(json.dumps({"address": canonical(self.address), "files": known}))
        Path(name).replace(self.home / "index.json")


def _is_folding(home: Path) -> bool:
    """Say whether a disk takes names that differ by case for one."""
    number, name = tempfile.mkstemp(prefix="case-", dir=home)
    os.close(number)
    path = Path(name)
    try:
        return path.with_name(path.name.swapcase()).exists()
    finally:
        path.unlink(missing_ok=True)


def _is_other(name: str) -> bool:
    """Say whether a file is no document by its name, and no table."""
    return Path(name).suffix.casefold() not in KINDS | _TABLES


def stamp(path: str | Path) -> list[int]:
    """Return bytes of a file, when it was written, its number; nothing where it is not there."""
    try:
        stat = os.stat(path)  # noqa: PTH116  (of many a file; a Path takes longer to make)
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]


def _begin(files: Any, path: str) -> bytes:
    """Return the bytes of a file of unknown size, as far as they may be those of a document."""
    pieces, size = [], 0
    with files.open(path, "rb") as stream:
        while size <= LIMIT and (piece := stream.read(min(1 << 20, LIMIT + 1 - size))):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def _each(function: Callable[[T], R], items: list[T], hands: int) -> Iterator[R]:
    """Yield what a function makes of each, so many at a time, in order.

    Nobody waits for those that are at work when the run is ended: an answer may never come.
    """
    if hands == 1:
        yield from map(function, items)
        return
    todo, done, ended = SimpleQueue[int](), SimpleQueue[tuple[int, R | BaseException]](), Event()
    for number in range(len(items)):
        todo.put(number)

    def work() -> None:
        with suppress(Empty):
            while not ended.is_set():
                number = todo.get_nowait()
                try:
                    done.put((number, function(items[number])))
                except BaseException as error:  # noqa: BLE001  (raised where it is waited for)
                    done.put((number, error))

    for _ in range(min(hands, len(items))):
        Thread(target=work, daemon=True).start()
    try:
        yield from _in_order(done, len(items))
    finally:
        ended.set()


def _in_order(done: SimpleQueue[tuple[int, R | BaseException]], many: int) -> Iterator[R]:
    """Yield so many results by number, as soon as they are there; raise what one of them is."""
    made: dict[int, R | BaseException] = {}
    for number in range(many):
        while number not in made:
            made.update([done.get()])
        one = made.pop(number)
        if isinstance(one, BaseException):
            raise one
        yield one
