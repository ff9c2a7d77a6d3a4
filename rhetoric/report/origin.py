"""What a report is made from: the texts of a folder, or counts of them where these are too many.

A folder of thousands of documents is counted into a store that is kept in the user's cache folder:
the next report counts only what is new. Only time is lost without it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import origin
from rhetoric.store.manifest import is_store, load

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus, Skipped
    from rhetoric.read.scan import Inputs
    from rhetoric.report.build import Since
    from rhetoric.report.figures import Made
    from rhetoric.report.run import Job
    from rhetoric.store.stored import Store

    #: The files of a report by name, and its findings.
    Files = tuple[dict[str, bytes], list[dict[str, Any]]]
    #: What returns them, given what says what changed.
    Build = Callable[[Since], Files]

#: Files and bytes above which a folder is counted, not held in memory as a whole.
FILES, BYTES = 2_000, 48_000_000
#: The folder of stores inside that of the user's choice.
NAME = "rhetoric-stores"
#: Processes that count.
_WORKERS = 4
#: Exit codes of errors: there is no such store, or no whole one; it cannot be written.
_NONE, _FAILED = 73, 74
#: Errors that tables raise which are whole, but not those that they are taken for.
_DAMAGE = (IndexError, KeyError, TypeError, ValueError)
#: Seconds to wait for another run that counts the same folder.
_WAIT = 600

T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """The documents of a report, and what makes its files and its findings from them.

    ``read`` are the digests of all files that were read, by name; ``size`` documents are compared,
    of which ``newest`` is the id of the last; ``skipped`` are the files that are none.
    """

    read: Mapping[str, str]
    size: int
    newest: str
    skipped: Sequence[Skipped]
    build: Build

    @classmethod
    def of(cls, corpus: Corpus, build: Build) -> Origin:
        """Return what is made from documents at hand."""
        read = sorted((*corpus, *corpus.others), key=lambda d: d.file)
        dated = [d for d in corpus if d.date is not None]
        newest = (dated or list(corpus))[-1].id
        digests = {d.file: d.sha256 for d in read}
        return cls(digests, len(corpus), newest, corpus.skipped, build)

    @classmethod
    def of_store(cls, store: Store, build: Build) -> Origin:
        """Return what is made from counts; each document is known by its row alone."""
        rows, dated = store.documents, store.dated
        newest = str((dated if len(dated) else rows)["id"].iloc[-1])
        pairs = zip(rows["file"].tolist(), rows["sha256"].tolist(), strict=True)
        return cls(dict(sorted(pairs)), len(rows), newest, store.left_out, build)


def is_large(inputs: Inputs) -> bool:
    """Say whether the documents of a folder are counted, not held in memory as a whole."""
    return inputs.documents > FILES or inputs.size > BYTES


@contextmanager
def opened(
    job: Job,
    inputs: Inputs,
    say: Callable[..., None],
    *,
    fresh: bool = False,
    read: Callable[[], object] = lambda: None,
) -> Iterator[Origin]:
    """Give what a report is made from; with ``fresh`` nothing that was kept of it is used.

    Where figures are drawn beside what goes on here, ``read`` is done meanwhile: no document is
    read any more.
    """
    from rhetoric.fork import keep_memory  # noqa: PLC0415

    keep_memory()
    options: Any = {"seed": job.seed, "min_badge": job.min_badge, "say": say}
    build = partial(_from_store, read=read, options=options)
    cache = None if fresh else job.cache
    if is_store(job.corpus):
        from rhetoric.store.stored import open_store  # noqa: PLC0415  (heavy)

        store = open_store(job.corpus)
        yield Origin.of_store(store, lambda since: build(store, since))
    elif is_large(inputs) and find_spec("pyarrow") is not None:
        with _homes(job.corpus, cache) as homes:
            kept = _Kept(job.corpus, homes, inputs.files, say)
            if kept.use(_is_dated):
                yield _counted(kept, build)
                return
        say("too few dates to hold counts against: all texts are read")
        yield _of_folder(job.corpus, cache, options)
    else:
        yield _of_folder(job.corpus, cache, options)


def _load() -> None:
    """Load what a report from counts takes."""
    from rhetoric.report import archive, figures  # noqa: F401, PLC0415


def _from_store(
    store: Store,
    since: Since,
    *,
    read: Callable[[], object],
    options: Mapping[str, Any],
) -> Files:
    """Return the files of a report from counts, and its findings.

    A copy of this process looks whether documents are copies, and draws, beside what goes on here.
    """
    from rhetoric.fork import ahead  # noqa: PLC0415
    from rhetoric.report.archive import analyse  # noqa: PLC0415
    from rhetoric.report.figures import make, ready  # noqa: PLC0415
    from rhetoric.store.dated import carried  # noqa: PLC0415

    with ahead(partial(carried, store), ready, make) as beside:
        analysis = analyse(store, **options, copies=beside.first, begin=beside.give)

        from rhetoric.report.build import files_of  # noqa: PLC0415  (loaded beside the drawing)
        from rhetoric.report.periods import contents  # noqa: PLC0415

        def drawn() -> Sequence[tuple[str, Made]]:
            read()
            return beside.done()

        return files_of(analysis, contents, since, options["say"], drawn)


def _is_dated(store: Store) -> bool:
    """Say whether there are dates to hold counts against."""
    from rhetoric.compare.periods import has_sides  # noqa: PLC0415

    return has_sides(store.dates)


def _counted(kept: _Kept, build: Callable[[Store, Since], Files]) -> Origin:
    def made(since: Since) -> Files:
        return kept.use(lambda store: build(store, since))

    return kept.use(lambda store: Origin.of_store(store, made))


def _of_folder(path: Path, cache: Path | None, options: Mapping[str, Any]) -> Origin:
    from rhetoric.read import read  # noqa: PLC0415
    from rhetoric.report.build import build  # noqa: PLC0415
    from rhetoric.report.cache import Files  # noqa: PLC0415

    kept = Files(cache) if cache else None
    corpus = read(path, cache=kept)
    if kept:
        options["say"](f"{kept.found} documents were read before")
    return Origin.of(corpus, lambda since: build(corpus, since=since, **options))


@contextmanager
def _homes(path: Path, cache: Path | None) -> Iterator[list[Path]]:
    """Give where the store of a folder may be: in the cache, else where it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rhetoric-") as folder:
        found = [Path(folder) / "store"]
        if cache is not None:
            where = cache / NAME / sha256(os.fsencode(path.resolve())).hexdigest()[:16]
            with suppress(OSError):
                where.mkdir(parents=True, exist_ok=True)
            if os.access(where, os.W_OK | os.X_OK):
                found.insert(0, where)
        yield found


@dataclass
class _Kept:
    """The store of a folder, brought up to date once; one that fails is made anew.

    ``homes`` are where it may be; where it cannot be written it is made in the next.
    """

    path: Path
    homes: list[Path]
    digests: Mapping[str, str]
    say: Callable[..., None]
    store: Store | None = None

    def use(self, function: Callable[[Store], T]) -> T:
        """Return what a function makes of the store; what fails is tried once more, and anew.

        Another run may have written meanwhile, or a file have changed: then a look at what is new
        is enough.
        """
        failed: Exception = RhetoricError("There is no place for counts.", code=_FAILED)
        for home in (*self.homes,):
            for digests, force in ((self.digests, False), ({}, False), ({}, True)):
                try:
                    self.store = self.store or self._made(home, digests, force=force)
                    return function(self.store)
                except (RhetoricError, *_DAMAGE) as error:
                    self.store, failed = None, error
                    code = getattr(error, "code", _NONE)
                    if code not in {_NONE, _FAILED}:
                        raise
                    if code == _FAILED:
                        break
            self.homes.remove(home)
        raise failed

    def _made(self, home: Path, digests: Mapping[str, str], *, force: bool) -> Store:
        from importlib import metadata  # noqa: F401, PLC0415  (versions: both look at them)

        from rhetoric.fork import PAYS, both  # noqa: PLC0415
        from rhetoric.store.build import Counted, count  # noqa: PLC0415  (heavy)
        from rhetoric.store.listed import kept  # noqa: PLC0415
        from rhetoric.store.need import need  # noqa: PLC0415

        def told(done: int, total: int) -> None:
            self.say(f"counted {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

        def counted() -> Counted | RhetoricError:
            try:
                return count(
                    self.path, home, workers=min(os.cpu_count() or 1, _WORKERS), wait=_WAIT,
                    digests=digests, say=told, force=force or self._is_of_another(home),
                )  # fmt: skip
            except RhetoricError as error:  # a second try would not help
                return error

        need("pyarrow.parquet")  # it is loaded for both
        kept(home)  # so are the documents that were counted before
        _, done = both(_load, counted, size=PAYS, longer=True)
        if isinstance(done, RhetoricError):
            raise done
        fresh = len(done.new) + len(done.changed)
        self.say(f"{done.documents:,} documents, {fresh:,} counted anew")
        from rhetoric.store.stored import open_store  # noqa: PLC0415  (heavy: loaded meanwhile)

        return open_store(home)

    def _is_of_another(self, home: Path) -> bool:
        """Say whether a store that is there cannot be read, or is of another folder."""
        try:
            return is_store(home) and load(home).corpus != origin(self.path)
        except RhetoricError:
            return True
