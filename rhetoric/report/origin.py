"""What a report is made from: the texts of a folder, or counts of them where these are too many.

A folder of thousands of documents is counted into a store that is kept in the user's cache folder:
the next report counts only what is new. Only time is lost without it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rhetoric.corpus import RhetoricError
from rhetoric.store.manifest import is_store

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus
    from rhetoric.read.scan import Inputs
    from rhetoric.report.build import Since
    from rhetoric.report.run import Job
    from rhetoric.store.stored import Store

#: Files and bytes above which a folder is counted, not held in memory as a whole.
FILES, BYTES = 2_000, 48_000_000
#: The folder of stores inside that of the user's choice.
NAME = "rhetoric-stores"
#: Processes that count.
_WORKERS = 4
#: Exit code of the error that says that another run has the store.
_BUSY = 75
#: Seconds to wait for another run that counts the same folder.
_WAIT = 600

T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """The documents of a report, and what makes its files and its findings from them."""

    corpus: Corpus
    build: Callable[[Since], tuple[dict[str, bytes], list[dict[str, Any]]]]


def is_large(inputs: Inputs) -> bool:
    """Say whether the documents of a folder are counted, not held in memory as a whole."""
    return len(inputs.files) > FILES or inputs.size > BYTES


@contextmanager
def opened(
    job: Job, inputs: Inputs, say: Callable[..., None], *, fresh: bool = False
) -> Iterator[Origin]:
    """Give what a report is made from; with ``fresh`` nothing that was kept of it is used."""
    options: Any = {"seed": job.seed, "min_badge": job.min_badge, "say": say}
    cache = None if fresh else job.cache
    if is_store(job.corpus):
        from rhetoric.store.stored import open_store  # noqa: PLC0415  (heavy)

        yield _of_store(open_store(job.corpus), options)
    elif is_large(inputs) and find_spec("pyarrow") is not None:
        with _home(job.corpus, cache) as where:
            yield _counted(_Kept(job.corpus, inputs.files, where, say), options)
    else:
        yield _of_folder(job.corpus, cache, options)


def _of_store(store: Store, options: Mapping[str, Any]) -> Origin:
    return Origin(store.corpus, lambda since: _from_store(store, since, options))


def _from_store(
    store: Store, since: Since, options: Mapping[str, Any]
) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    from rhetoric.report.archive import analyse  # noqa: PLC0415
    from rhetoric.report.build import files_of  # noqa: PLC0415

    return files_of(analyse(store, **options), since, options["say"])


def _counted(kept: _Kept, options: Mapping[str, Any]) -> Origin:
    return Origin(
        kept.use(lambda store: store.corpus),
        lambda since: kept.use(lambda store: _from_store(store, since, options)),
    )


def _of_folder(path: Path, cache: Path | None, options: Mapping[str, Any]) -> Origin:
    from rhetoric.read import read  # noqa: PLC0415
    from rhetoric.report.build import build  # noqa: PLC0415
    from rhetoric.report.cache import Files  # noqa: PLC0415

    kept = Files(cache) if cache else None
    corpus = read(path, cache=kept)
    if kept:
        options["say"](f"{kept.found} documents were read before")
    return Origin(corpus, lambda since: build(corpus, since=since, **options))


@contextmanager
def _home(path: Path, cache: Path | None) -> Iterator[Path]:
    """Give the place of the store of a folder: in the cache, or one that is gone afterwards."""
    if cache is not None:
        where = cache / NAME / sha256(str(path.resolve()).encode()).hexdigest()[:16]
        with suppress(OSError):
            where.mkdir(parents=True, exist_ok=True)
        if os.access(where, os.W_OK | os.X_OK):
            yield where
            return
    with tempfile.TemporaryDirectory(prefix="rhetoric-") as folder:
        yield Path(folder) / "store"


@dataclass
class _Kept:
    """The store of a folder, brought up to date once; one that is damaged is made anew."""

    path: Path
    digests: Mapping[str, str]
    where: Path
    say: Callable[..., None]

    @cached_property
    def store(self) -> Store:
        """The store as it is now."""
        from rhetoric.store.build import count  # noqa: PLC0415  (heavy)
        from rhetoric.store.stored import open_store  # noqa: PLC0415

        def told(done: int, total: int) -> None:
            self.say(f"counted {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

        workers = min(os.cpu_count() or 1, _WORKERS)
        options: Any = {"workers": workers, "wait": _WAIT, "digests": self.digests, "say": told}
        done = count(self.path, self.where, **options)
        fresh = len(done.new) + len(done.changed)
        self.say(f"{done.documents:,} documents, {fresh:,} counted anew")
        return open_store(self.where)

    def use(self, function: Callable[[Store], T]) -> T:
        """Return what a function makes of the store; what fails is tried on one made anew."""
        try:
            return function(self.store)
        except RhetoricError as error:
            if error.code == _BUSY or not is_store(self.where):
                raise
        self.__dict__.pop("store", None)
        shutil.rmtree(self.where, ignore_errors=True)
        return function(self.store)
