"""What says of a store which of its segments count: one JSON file, switched in one step."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import where
from rhetoric.store.lock import take

#: The version of the format: another one is counted anew.
SCHEMA = "rhetoric.store/3"
NAME = "store.json"
#: How the folders begin that hold counts by term (`rhetoric.store.merged`).
MERGED = "merged-"
_LOCK = ".lock"
_DAMAGED = "damaged"
_PAUSE = 0.1  # seconds between two tries for the lock


@dataclass(frozen=True)
class Part:
    """A segment: its folder, how much is in it, and the numbers of documents that are gone.

    ``roots`` are the numbers of the roots (of the manifest) that its documents are from.
    """

    name: str
    documents: int
    tokens: int
    bytes: int
    removed: tuple[int, ...] = ()
    roots: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Root:
    """A folder, a file or an address whose documents were counted.

    ``asked`` is a digest of what its corpus.toml and its table of metadata said then.
    """

    address: str
    asked: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a store holds: of which folders, how it was read, n-grams of how many words.

    The first of ``roots`` is the corpus, the others were added to it. ``reading`` is a digest of
    the code, the packages and the tables (corpus.toml) that decide what is read of a file;
    ``skipped`` are files that are no documents, with the reason, their bytes, when they were saved,
    and the number of their root.
    """

    roots: tuple[Root, ...]
    ngrams: int
    reading: str
    parts: tuple[Part, ...] = ()
    skipped: tuple[tuple[str, str, int, int, int], ...] = ()

    @property
    def corpus(self) -> str:
        """The folder, the file or the address that the store is of."""
        return self.roots[0].address

    @property
    def live(self) -> tuple[int, ...]:
        """The numbers of the roots that documents are from, the corpus first."""
        return tuple(sorted({0}.union(*(part.roots for part in self.parts))))

    def numbered(self, address: str) -> tuple[Manifest, int]:
        """Return the number of a root, and the manifest with it, where it was not there."""
        known = [root.address for root in self.roots]
        if address in known:
            return self, known.index(address)
        return replace(self, roots=(*self.roots, Root(address))), len(known)


def is_store(path: str | Path) -> bool:
    """Say whether a folder is a store."""
    return (where(path) / NAME).is_file()


def digest(path: str | Path) -> str:
    """Return a digest of all that a store holds."""
    return sha256((where(path) / NAME).read_bytes()).hexdigest()


def load(path: str | Path) -> Manifest:
    """Return the manifest of a store.

    Raises `RhetoricError` for a folder that is none (code 2), one of another version or one that
    is damaged (code 73).
    """
    try:
        text = (Path(path) / NAME).read_text(encoding="utf-8")
    except OSError as error:
        why = f"{NAME}: {error.strerror}"
        raise RhetoricError(f"There is no store in {str(path)!r} ({why}).") from None
    except UnicodeDecodeError:
        text = ""
    try:
        plain = json.loads(text)
        schema, said = plain.pop("schema"), plain.pop("digest", "")
        if schema == SCHEMA and said != _digest(plain):
            schema = _DAMAGED
        if schema == SCHEMA:
            plain["parts"] = tuple(
                Part(**{**part, **{name: tuple(part[name]) for name in ("removed", "roots")}})
                for part in plain["parts"]
            )
            plain["skipped"] = tuple(
                (str(a), str(b), int(c), int(d), int(e)) for a, b, c, d, e in plain["skipped"]
            )
            plain["roots"] = tuple(Root(**root) for root in plain["roots"])
            return Manifest(**plain)
    except (ValueError, TypeError, KeyError, AttributeError):
        schema = _DAMAGED
    raise RhetoricError(
        f"The store in {str(path)!r} is {_shown(schema)}, this program reads {SCHEMA}: count the "
        "corpus into a new folder.",
        code=73,
    )


def _digest(plain: Mapping[str, Any]) -> str:
    """Return a digest of what a manifest says, so that a bit that fell over is seen."""
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _shown(schema: Any) -> str:
    return _DAMAGED if schema == _DAMAGED else f"of the kind {str(schema)[:60]!r}"


def save(path: Path, manifest: Manifest) -> None:
    """Switch a store to a manifest in one step; until then readers find the one before."""
    plain = asdict(manifest)
    whole = {"schema": SCHEMA, "digest": _digest(plain), **plain}
    content = json.dumps(whole, indent=1)  # a path may have bytes that are no UTF-8
    part = path / f".{NAME}.{os.getpid()}"
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path / NAME)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def locked(path: Path, *, wait: float = 0) -> Iterator[None]:
    """Keep other writers out of a store; wait up to so many seconds for one that is there.

    The lock is the kernel's: it is free as soon as its process is gone. Raises `RhetoricError`
    (code 75, naming the process) when it is still held then.
    """
    with (path / _LOCK).open("a+", encoding="ascii") as file:
        ends = time.monotonic() + wait
        while not take(file.fileno(), "the store"):
            if time.monotonic() >= ends:
                file.seek(0)
                holder = file.read(20).strip() or "another"
                raise RhetoricError(
                    f"Process {holder} is writing the store in {str(path)!r}: wait for it to end, "
                    "or give --wait SECONDS.",
                    code=75,
                )
            time.sleep(_PAUSE)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
