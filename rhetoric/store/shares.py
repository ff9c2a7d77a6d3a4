"""The shares of a corpus that workers count, each into a segment of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from rhetoric.chunks import Reader
from rhetoric.corpus import Corpus, Document, Skipped
from rhetoric.fork import able, each, unswept
from rhetoric.read.documents import Folder
from rhetoric.store.files import File
from rhetoric.store.manifest import Part
from rhetoric.store.need import need
from rhetoric.store.segment import Stream
from rhetoric.tokens import aliases, tokenize

#: What a worker is given, and what it gives back: the folder, the segment, what is no document.
Job = tuple[Folder, Sequence[File], Path, int]
Done = tuple[Path, Part | None, list[tuple[str, str, int, int, int]]]

#: What this process knows of chunks of texts, by the aliases that these are read with.
_READERS: list[tuple[Mapping[str, str], Reader]] = []
_KNOWN = 200_000  # words; who knows more begins anew, for its memory
_SMALL = 1_000_000  # characters; less is read before Arrow is there


def counted_by(workers: int | None, jobs: Sequence[Job]) -> Iterator[Done]:
    """Yield what is counted, in any order, by so many processes; one alone needs no joblib.

    Who has not imported joblib has not told it of other backends either: then processes are copies
    of this one, where they can be had, which have imported and compiled all that they need.
    """
    told = "joblib" in sys.modules
    if workers == 1 or (not told if workers is None else len(jobs) < 2):
        yield from map(_counted, jobs)
    elif not told and workers is not None and workers > 1 and able():
        need("pyarrow.parquet")
        yield from each(_counted, jobs, workers)
    elif jobs:
        from joblib import Parallel, delayed  # type: ignore[import-untyped]  # noqa: PLC0415

        run = Parallel(n_jobs=workers, return_as="generator_unordered")
        yield from run(delayed(_counted)(job) for job in jobs)


@unswept()
def _counted(job: Job) -> Done:
    """Count some files into a new folder: what one worker does."""
    there, files, folder, high = job
    shutil.rmtree(folder, ignore_errors=True)  # of a worker that died over it
    documents: list[Document] = []
    about: list[Mapping[str, Any]] = []
    refused = []
    for one, made in zip(files, there.read(there.found), strict=True):
        if isinstance(made, Skipped):
            refused.append((one.found.file, made.reason, one.bytes, one.modified, one.root))
            continue
        documents.append(made)
        reading = there.key(one.found, made.sha256)
        size, at, root = one.bytes, one.modified, one.root
        about.append({"bytes": size, "modified": at, "reading": reading, "root": root})
    if not documents:
        return folder, None, refused
    corpus = Corpus(tuple(documents), profile=there.known)
    spelt = aliases(corpus)
    small = sum(len(document.raw) for document in documents) < _SMALL
    reader = Reader(spelt) if small else _reader(spelt)
    stream = Stream.of(tokenize(corpus, reader), about)
    if not small:
        _READERS.append((spelt, reader))
    return folder, written(stream, folder, high), refused


@cache
def counting() -> str:
    """Return a digest of the code that makes counts of texts."""
    home = Path(str(resources.files("rhetoric")))
    files = [
        *home.glob("*.py"),
        *(home / "store").glob("*.py"),
        *(home / "stats").glob("powers.py"),
    ]
    return sha256(
        b"".join(sha256(path.read_bytes()).digest() for path in sorted(files))
    ).hexdigest()


def _reader(spelt: Mapping[str, str]) -> Reader:
    """Return a reader that nobody else uses: the one of the share before, if it fits."""
    known, reader = _READERS.pop() if _READERS else ({}, None)
    if reader is None or known != spelt or len(reader.vocabulary) > _KNOWN:
        return Reader(spelt, need("pyarrow"))
    return reader


def written(stream: Stream, folder: Path, high: int) -> Part:
    """Write a segment and return what a manifest says of it; its name is a digest of its texts."""
    size = stream.write(folder, high)
    roots = tuple(sorted({*stream.documents["root"].to_pylist()}))
    return Part(stream.name, len(stream.sizes), len(stream.ids), size, roots=roots)
