"""One segment of a store: the words of some documents, and how often what stands in each.

The files are Parquet. A row's number is its id: ``grams.head`` is the row of the n-gram without its
last word (-1 for words), ``grams.word`` the row of that word in ``words``.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.corpus import Document, RhetoricError
from rhetoric.cuts import in_blocks
from rhetoric.grams import Tally, tallied
from rhetoric.read.kept import as_bytes
from rhetoric.store import names, seals
from rhetoric.store.columns import numbers, rows
from rhetoric.store.manifest import load
from rhetoric.store.need import need
from rhetoric.tokens import Tokens

#: What is said of each document, beside its size in words and in the file.
FIELDS = (
    "id", "file", "title", "date", "date_precision", "genre", "form", "type", "speaker",
    "publisher", "language", "sha256",
)  # fmt: skip
#: Where a table says of which segment it is.
_OF = b"rhetoric.segment"
#: Rows that are read together at least.
_ROWS = 1 << 16
_WHOLE = frozenset({"int32", "int64", "uint32"})
#: The tables of a segment and what their rows are.
TABLES: Mapping[str, str] = {
    "documents": "a document: its fields, its size in words, in sentences and in bytes, its root",
    "words": "a word as it is counted, and as it is written",
    "tokens": "a word of the texts, in order: its row in words, and whether it opens a sentence",
    "grams": "an n-gram: how often it stands, in how many documents, and sums for tests",
    "counts": "how often an n-gram stands in a document",
}


@dataclass(frozen=True)
class Stream:
    """The words of some documents by number, with what is known of words and documents.

    ``types`` are in code-point order, ``shown`` how each is written; ``documents`` is a table with
    a row for each of ``document_starts``.
    """

    types: NDArray[np.object_]
    shown: NDArray[np.object_]
    ids: NDArray[np.uint32]
    sentence_starts: NDArray[np.int64]
    document_starts: NDArray[np.int64]
    documents: Any

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of words of each document."""
        return np.diff(self.document_starts, append=len(self.ids))

    @property
    def name(self) -> str:
        """What its segment is called: a digest of the texts of its documents."""
        return sha256("\n".join(self.documents["sha256"].to_pylist()).encode()).hexdigest()[:16]

    @classmethod
    def of(cls, tokens: Tokens, files: Sequence[Mapping[str, Any]]) -> Stream:
        """Return the stream of documents; ``files`` are four columns more (see `_documents`)."""
        return cls(
            tokens.types, _written(tokens), tokens.ids, tokens.sentence_starts,
            tokens.document_starts, _documents(tokens, files),
        )  # fmt: skip

    @classmethod
    def load(cls, folder: Path, removed: Sequence[int] = ()) -> Stream:
        """Return the stream of a segment without the documents that are gone."""
        words, tokens = table(folder, "words"), table(folder, "tokens")
        documents = table(folder, "documents")
        sizes = documents["tokens"].to_numpy()
        ids, opens = tokens["word"].to_numpy(), tokens["opens"].to_numpy()
        kept = np.ones(len(sizes), bool)
        kept[list(removed)] = False
        inside = np.repeat(kept, sizes)
        return _narrow(
            cls(
                np.array([*words["word"].to_pylist(), None], dtype=object)[:-1],
                np.array([*words["shown"].to_pylist(), None], dtype=object)[:-1],
                ids[inside],
                np.flatnonzero(opens[inside]),
                np.cumsum(sizes[kept]) - sizes[kept],
                documents.filter(numbers(kept)),
            )
        )

    @classmethod
    def joined(cls, streams: Sequence[Stream]) -> Stream:
        """Return the stream of the documents of several streams, one after the other."""
        pa = need("pyarrow")
        shown: dict[str, str] = {}
        for stream in streams:
            for word, form in zip(stream.types.tolist(), stream.shown.tolist(), strict=True):
                shown.setdefault(word, form)
        types = np.array([*sorted(shown), None], dtype=object)[:-1]
        place = {word: number for number, word in enumerate(types.tolist())}
        at = np.cumsum([0, *(len(stream.ids) for stream in streams)])
        moved = list(zip(streams, at[:-1], strict=True))
        return cls(
            types,
            np.array([*(shown[word] for word in types.tolist()), None], dtype=object)[:-1],
            np.concatenate([_placed(s.types, place)[s.ids] for s in streams]),
            np.concatenate([s.sentence_starts + first for s, first in moved]),
            np.concatenate([s.document_starts + first for s, first in moved]),
            pa.concat_tables([s.documents for s in streams]),
        )

    def write(self, folder: Path, high: int) -> int:
        """Write a segment, with n-grams of up to ``high`` words, and return its bytes.

        The folder is a new one. A segment that could not be written whole leaves nothing.
        """
        folder.mkdir()
        mark = {_OF: self.name}
        try:
            for name, made in self._tables(high):
                _write(made.replace_schema_metadata(mark), folder / f"{name}.parquet")
            names.write(folder, self.documents)
            seals.write(folder, TABLES)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return sum(path.stat().st_size for path in folder.iterdir())

    def _tables(self, high: int) -> Iterator[tuple[str, Any]]:
        """Yield the names and the tables of the segment."""
        yield "documents", self.documents
        yield "words", rows({"word": self.types.tolist(), "shown": self.shown.tolist()})
        opens = np.zeros(len(self.ids), bool)
        opens[self.sentence_starts] = True
        yield "tokens", rows({"word": self.ids, "opens": opens})
        document_of = np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)
        shorter = base = 0  # rows of n-grams before those of one word less, and before these
        every, counts = [], []
        for n, (found, tally) in enumerate(tallied(self, high, document_of), 1):
            head = found.heads + shorter if n > 1 else np.full(len(found), -1)
            gram = tally.gram
            sums = _sums(tally, gram, self.sizes)
            words = _small(head=head, word=found.tails)
            every.append(rows({"n": np.full(len(found), n, np.int8), **words, **sums}))
            entries = _small(gram=gram + base, document=tally.unit, count=tally.count)
            counts.append(rows(entries))
            shorter, base = base, base + len(found)
        for name, parts in (("grams", every), ("counts", counts)):
            yield name, need("pyarrow").concat_tables(parts)


def table(folder: Path, name: str, columns: Sequence[str] | None = None) -> Any:
    """Return a table of a segment, its checksums looked at.

    Raises `RhetoricError` (code 73) where it is gone or damaged.
    """
    with _opened(folder, name) as file:
        return _full(file.read(columns), file.metadata.num_rows)


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[Any]:
    """Open a table of a segment; say kindly what is wrong with it."""
    pq, pa = need("pyarrow.parquet"), need("pyarrow")
    path = folder / f"{name}.parquet"
    try:
        seals.check(path)
        # a path such as s3:/x would be taken for an address
        with pq.ParquetFile(
            path.absolute(), memory_map=True, page_checksum_verification=True
        ) as file:
            _same(file, folder)
            yield file
    except RhetoricError:
        raise
    except (OSError, ValueError, LookupError, pa.ArrowException) as error:
        where = f"{path.name} of {folder.name}"
        if isinstance(error, FileNotFoundError) and not _counts(folder):
            said = f"was changed while it was read ({where} is gone): run again"
        elif path.is_file() and not (folder / seals.SEALS).is_file():
            said = (
                f"was counted by an earlier version of this program, or is damaged ({folder.name} "
                f"has no {seals.SEALS}): count it anew (--force)"
            )
        else:
            said = f"is damaged ({where}): count it anew (--force)"
        raise RhetoricError(f"The store in {str(folder.parent)!r} {said}.", code=73) from None


def _full(made: Any, rows: int) -> Any:
    """Return what was read of a table; refuse it where the head of a page hid rows."""
    made.validate()
    if made.num_rows != rows:
        raise ValueError(rows)
    return made


def _same(file: Any, folder: Path) -> None:
    """Refuse a table of another segment: each is whole, but they say nothing of each other."""
    said = (file.schema_arrow.metadata or {}).get(_OF, b"").decode("ascii", "replace")
    if said and said != folder.name.partition("-")[0]:
        raise OSError(said)


def between(
    folder: Path, name: str, columns: Sequence[str], first: int, last: int
) -> list[NDArray[Any]]:
    """Return columns of a stretch of rows of a table; what lies apart from it is not read.

    Raises `RhetoricError` (code 73) where it is gone or damaged.
    """
    with _opened(folder, name) as file:
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
        ends = np.cumsum(sizes, dtype=np.int64)
        low = int(np.searchsorted(ends, first, side="right"))
        high = int(np.searchsorted(ends, last))
        groups = range(low, min(high + 1, len(sizes)))
        many = sum(sizes[k] for k in groups)
        made = _full(file.read_row_groups([*groups], columns=[*columns]), many)
        start = first - int(ends[low - 1] if low else 0)
        return [made[c].slice(start, last - first).to_numpy() for c in columns]


def _counts(folder: Path) -> bool:
    """Say whether a segment still is one that counts."""
    try:
        return folder.name in {part.name for part in load(folder.parent).parts}
    except RhetoricError:
        return False


def is_whole(folder: Path) -> bool:
    """Say whether all tables of a segment are there, and what they are held against."""
    wanted = (*(f"{name}.parquet" for name in TABLES), seals.SEALS)
    return all((folder / name).is_file() for name in wanted)


def _narrow(stream: Stream) -> Stream:
    """Return a stream without types that no longer stand in it."""
    live = np.flatnonzero(np.bincount(stream.ids))
    if len(live) == len(stream.types):
        return stream
    number = np.zeros(len(stream.types), np.uint32)
    number[live] = np.arange(len(live), dtype=np.uint32)
    return Stream(
        stream.types[live], stream.shown[live], number[stream.ids], stream.sentence_starts,
        stream.document_starts, stream.documents,
    )  # fmt: skip


def _placed(types: NDArray[np.object_], place: Mapping[str, int]) -> NDArray[np.uint32]:
    return np.fromiter((place[word] for word in types), np.uint32, len(types))


def _small(**columns: NDArray[Any]) -> dict[str, NDArray[np.int32]]:
    return {name: column.astype(np.int32, copy=False) for name, column in columns.items()}


def _sums(tally: Tally, gram: NDArray[np.int32], sizes: NDArray[np.int64]) -> dict[str, Any]:
    """Return for each n-gram the sums over documents of y, 1, y² and y·n (see `score_test`)."""
    documents = np.diff(tally.first)
    products = np.zeros(len(gram) + 1, np.int64)
    for some in in_blocks(len(gram)):
        own = sizes.take(tally.unit[some])
        own *= tally.count[some]
        there = products[some.start + 1 : some.stop + 1]
        np.cumsum(own, out=there)
        there += products[some.start]
    several = np.flatnonzero(tally.count > 1)  # few: all others add as much to y as to 1 and y²
    of, more = gram[several], tally.count[several].astype(np.int64) - 1
    count, squares = documents.copy(), documents.copy()
    for sums, values in ((count, more), (squares, more * (more + 2))):
        np.add.at(sums, of, values)
    return {
        "count": count,
        "documents": documents.astype(np.int32),
        "squares": squares,
        "products": np.diff(products.take(tally.first)),
    }


def _documents(tokens: Tokens, files: Sequence[Mapping[str, Any]]) -> Any:
    """Return a row a document; ``files`` say its bytes, when it was saved, its root, how read."""
    documents = list(tokens.corpus)
    columns: dict[str, Any] = {
        name: [_text(getattr(d, name)) for d in documents] for name in FIELDS
    }
    ends = np.append(tokens.document_starts, len(tokens))
    columns["tokens"] = tokens.document_sizes
    columns["sentences"] = np.diff(np.searchsorted(tokens.sentence_starts, ends))
    for name, kind in (("bytes", np.int64), ("modified", np.int64), ("root", np.int32)):
        columns[name] = np.array([file[name] for file in files], kind)
    columns["reading"] = [file["reading"] for file in files]
    columns["about"] = [_about(d) for d in documents]
    return rows(columns)


def _about(document: Document) -> str:
    """Return all that is known of a document but its text, as JSON (`rhetoric.read.kept`)."""
    bare = replace(document, raw="", blocks=(), notes=())
    plain = as_bytes(bare) or as_bytes(replace(bare, meta={})) or b""
    return plain.decode("utf-8", "replace")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def _written(tokens: Tokens) -> NDArray[np.object_]:
    """Return how each type is written where it first stands inside a sentence, or first at all."""
    inner = np.ones(len(tokens), bool)
    inner[tokens.sentence_starts] = False
    at = np.zeros(len(tokens.types), np.int64)
    _first(tokens.ids, at)
    _first(tokens.ids, at, inner)
    name_of = np.searchsorted(tokens.document_starts, at, side="right") - 1
    spans = zip(*(places.tolist() for places in (name_of, *tokens.bounds(at))), strict=True)
    raws = [document.raw for document in tokens.corpus]
    out = np.empty(len(at), dtype=object)
    out[:] = [" ".join(raws[name][start:end].split()) for name, start, end in spans]
    return out


def _first(
    ids: NDArray[np.uint32], at: NDArray[np.int64], fit: NDArray[np.bool_] | None = None
) -> None:
    """Set for each number where it first stands, or where it first does in a place that fits.

    Most numbers are met for the first time early on: of later blocks only few places are left.
    """
    new = np.ones(len(at), bool)
    for block in in_blocks(len(ids)):
        unmet = new.take(ids[block])
        places = np.flatnonzero(unmet if fit is None else unmet & fit[block])[::-1]
        met = ids[block][places]
        at[met] = places + block.start  # of several places the last written stays
        new[met] = False


def kept(folder: Path) -> None:
    """Wait until the disk has all files of a segment."""
    for path in folder.iterdir():
        with path.open("r+b") as file:
            os.fsync(file.fileno())


def _write(made: Any, path: Path) -> None:
    """Write a table; whoever makes it known waits until the disk has it (see `kept`).

    Numbers are kept as their differences, which every reader of Parquet knows; to compress these
    again takes as long as to write them, and saves a twentieth. The file is one of Arrow's own, to
    which it hands nothing over in pieces.
    """
    whole = {field.name for field in made.schema if str(field.type) in _WHOLE}
    packed = {name: "NONE" if name in whole else "ZSTD" for name in made.column_names}
    with need("pyarrow").OSFile(os.fsencode(path), "wb") as file:
        need("pyarrow.parquet").write_table(
            made, file, compression=packed, use_dictionary=False,
            compression_level={name: 1 for name in packed if name not in whole},
            column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
            write_page_checksum=True, write_statistics=False, row_group_size=_ROWS,
        )  # fmt: skip
