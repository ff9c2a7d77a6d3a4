"""A store as something to count in: its documents, and counts by document as any others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rhetoric.amounts import number
from rhetoric.chunks import Reader
from rhetoric.corpus import (
    Corpus,
    Document,
    Note,
    Profile,
    RhetoricError,
    Skipped,
    ordered,
    to_precision,
)
from rhetoric.ngrams import ROWS, Counts
from rhetoric.read.address import here, is_address, shown
from rhetoric.read.documents import Folder, folder
from rhetoric.read.kept import from_bytes
from rhetoric.read.language import code_of
from rhetoric.read.profile import profile as read_profile
from rhetoric.read.remote import entered, fetch
from rhetoric.read.scan import Found, located
from rhetoric.store.files import is_gone
from rhetoric.store.gathered import gathered
from rhetoric.store.known import remedy
from rhetoric.store.listed import documents
from rhetoric.store.manifest import Manifest, load
from rhetoric.store.merging import Chosen
from rhetoric.store.need import need
from rhetoric.store.segment import Stream, table
from rhetoric.store.source import Stored
from rhetoric.tokens import Tokens, aliases


@dataclass(frozen=True, eq=False)
class Store:
    """A store as it was when it was opened; segments that are added later are not seen."""

    path: Path
    manifest: Manifest

    @cached_property
    def documents(self) -> pd.DataFrame:
        """A row a document that counts, in the order of a corpus: by date, then by id.

        ``part`` and ``number`` say where it is. Of documents of the same bytes the first by name
        counts; those in another language than most do not.
        """
        rows = self._rows[~self._twice]
        rows = rows[_alike(rows, self.profile.languages)]
        undated = rows["date"].eq("")
        order = rows.assign(undated=undated).sort_values(["undated", "date", "id"], kind="stable")
        ordered: pd.DataFrame = order.drop(columns="undated").reset_index(drop=True)
        return ordered

    @cached_property
    def dated(self) -> pd.DataFrame:
        """The dated documents, a row each, in order."""
        every = self.documents
        return every[every["date"].ne("")].reset_index(drop=True)

    @cached_property
    def dates(self) -> list[str]:
        """The dates of the dated documents, in order, as far as they are known."""
        rows = self.dated
        pairs = zip(rows["date"].tolist(), rows["date_precision"].tolist(), strict=True)
        return [to_precision(date, precision) for date, precision in pairs]

    @cached_property
    def tables(self) -> list[Any]:
        """What each segment says of its documents, a table a segment."""
        return documents(self.path, self.manifest.parts)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """A row a file that the store has, by name."""
        parts, tables = self.manifest.parts, self.tables
        every = need("pyarrow").concat_tables(tables).combine_chunks().to_pandas()
        every["part"] = np.repeat(np.arange(len(parts)), [len(rows) for rows in tables])
        every["number"] = np.concatenate([np.arange(len(rows)) for rows in tables])
        ends = np.cumsum([0, *(len(rows) for rows in tables)])
        gone = [
            begin + number
            for begin, part in zip(ends.tolist(), parts, strict=False)
            for number in part.removed
        ]
        live = every.drop(gone) if gone else every
        ordered: pd.DataFrame = live.sort_values("file", kind="stable").reset_index(drop=True)
        return ordered

    @cached_property
    def _twice(self) -> NDArray[np.bool_]:
        """Which files have the bytes of one before them."""
        return self._rows.duplicated("sha256").to_numpy(bool)

    @cached_property
    def left_out(self) -> tuple[Skipped, ...]:
        """The files that are no documents, and those whose bytes are another's, by name."""
        rows = self._rows
        twice = rows[self._twice]
        wanted = rows[~self._twice & rows["sha256"].isin(twice["sha256"])]
        first = dict(zip(wanted["sha256"], wanted["file"], strict=True))
        copies = [
            Skipped(file, f"same bytes as {first[digest]}: counted once")
            for file, digest in zip(twice["file"], twice["sha256"], strict=True)
        ]
        return tuple(sorted((*self.skipped, *copies), key=lambda s: s.file))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is not counted, though it was read: documents in other languages."""
        others = int((~self._twice).sum()) - len(self.documents)
        said = (
            f"{number(others, 'document')} in another language than most, kept out of comparisons"
        )
        found = [Note("language", said)] if others else []
        if is_gone(self.manifest.corpus):
            said = (
                f"the folder {self.manifest.corpus!r} is gone: corpus.toml and quotations with it"
            )
            found.append(Note("store", said))
        return tuple(found)

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each file that the store has, those that do not count among them."""
        out: dict[str, str] = {}
        for part in self.manifest.parts:
            rows = table(self.path / part.name, "documents", ["file", "sha256"]).to_pydict()
            removed = {*part.removed}
            pairs = zip(rows["file"], rows["sha256"], strict=True)
            out.update(pair for number, pair in enumerate(pairs) if number not in removed)
        return dict(sorted(out.items()))

    def counts(self, *, ngrams: tuple[int, int] = (1, 3), min_count: int = 2) -> Counts:
        """Return how often each n-gram stands in each document, as `rhetoric.count` would.

        N-grams with fewer than ``min_count`` occurrences in all are left out: they are what most
        n-grams are.
        """
        low, high = ngrams
        if not 1 <= low <= high:
            raise RhetoricError(f"ngrams={ngrams} is no range: write the smaller first, from 1.")
        if high > self.manifest.ngrams:
            raise RhetoricError(
                f"The store in {str(self.path)!r} has n-grams of up to {self.manifest.ngrams} "
                f"words, not {high}: count it anew with --ngrams {high} --force."
            )
        rows = self.documents
        folders = [self.path / part.name for part in self.manifest.parts]
        number = [np.full(part.documents, -1, np.int32) for part in self.manifest.parts]
        for at, (part, document) in enumerate(zip(rows["part"], rows["number"], strict=True)):
            number[part][document] = at
        sizes = rows["tokens"].to_numpy(np.int64)
        chosen = Chosen(folders, number, rows["id"].tolist(), sizes, high)
        matrix, features, lengths = gathered(chosen, low, min_count)
        return Counts(matrix, features, lengths, rows_of(rows), Stored(self, features, matrix))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files that are no documents, with the reason."""
        return tuple(Skipped(file, reason) for file, reason, *_ in self.manifest.skipped)

    @cached_property
    def corpus(self) -> Corpus:
        """The documents without their texts: all that is known of each."""
        known = [self.document(number) for number in range(len(self.documents))]
        return replace(self.outline, documents=ordered(known))

    @cached_property
    def outline(self) -> Corpus:
        """The corpus without its documents: to make them all takes time that few need."""
        return Corpus((), shown(self.path), self.left_out, self.notes, profile=self.profile)

    def document(self, number: int) -> Document:
        """Return the document of a row of ``documents`` without its text.

        Raises `RhetoricError` (code 73) where what is known of it is damaged.
        """
        if number not in self._known:
            made = from_bytes(self._about[number].encode())
            if made is None:
                raise RhetoricError(
                    f"The store in {str(self.path)!r} is damaged: count its corpus again.", code=73
                )
            self._known[number] = made
        return self._known[number]

    @cached_property
    def _known(self) -> dict[int, Document]:
        """The documents that were asked for, by row."""
        return {}

    @cached_property
    def _about(self) -> Any:
        """What is known of each document, as it was written."""
        return self.documents["about"].array

    @cached_property
    def profile(self) -> Profile:
        """What corpus.toml says, as long as the corpus is there."""
        if is_gone(self.manifest.corpus):
            return Profile()
        home = entered(self.manifest.corpus)
        return read_profile(home if home.is_dir() else home.parent)

    @cached_property
    def stream(self) -> Tokens:
        """The words of all documents by number, in their order; where they stand is not known."""
        parts = self.manifest.parts
        loaded = Stream.joined([Stream.load(self.path / p.name) for p in parts])
        first = np.cumsum([0, *(p.documents for p in parts)])[:-1]
        wanted = first[self.documents["part"]] + self.documents["number"].to_numpy()
        ends = loaded.document_starts + loaded.sizes
        pieces = [np.empty(0, np.int64)]
        pieces += [np.arange(loaded.document_starts[k], ends[k]) for k in wanted]
        at = np.concatenate(pieces)
        opens = np.zeros(len(loaded.ids), bool)
        opens[loaded.sentence_starts] = True
        sizes = loaded.sizes[wanted]
        starts = np.cumsum(sizes) - sizes
        sentences = np.flatnonzero(opens[at])
        nowhere = np.zeros(len(at), np.int32)
        return Tokens(
            loaded.types, loaded.ids[at], nowhere, nowhere, sentences, starts, starts,
            np.zeros((len(sentences), 2), np.int32), ("paragraph",) * len(starts),
            tuple(self.documents["id"]), self.corpus,
        )  # fmt: skip

    def read(self) -> Corpus:
        """Return the corpus with its texts, all of which are read again.

        Raises `RhetoricError` (code 73) where a file is not what was counted.
        """
        texts = tuple(
            self._again(one, lambda there, found: next(there.read([found]))) for one in self.corpus
        )
        return replace(self.corpus, documents=texts)

    def shown(self, words: Iterable[str]) -> dict[str, str]:
        """Return how words are written, each in the first segment that has it."""
        left, out = {*words}, dict[str, str]()
        for part in self.manifest.parts:
            rows = table(self.path / part.name, "words")
            among = need("pyarrow").array(sorted(left), rows["word"].type)
            found = rows.filter(need("pyarrow.compute").is_in(rows["word"], among))
            out.update(zip(*found.to_pydict().values(), strict=True))
            left -= out.keys()
        return out

    @cached_property
    def _texts(self) -> dict[str, Document]:
        """Documents that were read again already, by id."""
        return {}

    @cached_property
    def _folders(self) -> dict[int, Folder]:
        """What is known of each root that texts were read from again, by number."""
        return {}

    @cached_property
    def _roots(self) -> dict[str, int]:
        """The number of the root that each document is from, by id."""
        rows = self._rows
        return dict(zip(rows["id"].tolist(), rows["root"].tolist(), strict=True))

    @cached_property
    def reader(self) -> Reader:
        """What is known of chunks of the texts that were read again."""
        return Reader(aliases(self.outline), need("pyarrow"))

    def text(self, document: Document) -> Document:
        """Return a document with its text, read again from the root that it was counted from.

        The rest is as it was counted; what was noted of it is not looked for again. Raises
        `RhetoricError` (code 73) where the file is gone or is not what was counted.
        """
        if document.id not in self._texts:
            made = self._again(document, lambda there, found: there.text(found, document))
            self._texts[document.id] = made
        return self._texts[document.id]

    def _again(
        self, document: Document, read: Callable[[Folder, Found], Document | Skipped | None]
    ) -> Document:
        """Return what is read of a document in the root that it was counted from."""
        number = self._roots.get(document.id, 0)
        root = self.manifest.roots[number].address
        if is_gone(root):
            raise self._lost(document, number)
        if number not in self._folders:
            self._folders[number] = folder(root, only="")
        there = self._folders[number]
        fetch(there.root, document.file)
        known = there.root if there.root.is_file() else located(there.root, document.file)
        made = read(there, Found(str(known), document.file, document.id))
        if isinstance(made, Document) and made.sha256 == document.sha256:
            return made
        add = " --add" if number else ""
        raise RhetoricError(
            f"{document.file!r} is no longer what was counted into the store {str(self.path)!r}: "
            f"run rhetoric count {root!r} -o {str(self.path)!r}{add} again.",
            code=73,
        )

    def _lost(self, document: Document, root: int) -> RhetoricError:
        """Return what to tell of a document whose folder is not there."""
        address = self.manifest.roots[root].address
        return RhetoricError(
            f"{address!r} is gone, from which {document.file!r} was counted into the store "
            f"{str(self.path)!r}: put it back; if it was moved, "
            f"{remedy(self.path, self.manifest, root)}. Until then counts can be "
            "asked (drift, trends, shift, similarity), texts cannot be quoted.",
            code=73,
        )


def _alike(documents: pd.DataFrame, languages: Sequence[str]) -> NDArray[np.bool_]:
    """Return which documents are in the language of most, or in none that is known.

    Where corpus.toml gives ``languages``, those are taken that are in one of them, if any is.
    """
    codes = documents["language"].map({n: code_of(n) for n in documents["language"].unique() if n})
    known = documents.assign(language=codes)[codes.notna()]
    votes = known.groupby("language")["bytes"].agg(["size", "sum"])
    if not len(votes):
        return np.ones(len(documents), bool)
    main = votes.sort_values(["size", "sum"], kind="stable").index[-1]
    fit = codes.isin([code_of(n) for n in languages] or [main]) | codes.isna()
    return fit.to_numpy(bool) if fit.any() else np.ones(len(documents), bool)


def rows_of(documents: pd.DataFrame) -> pd.DataFrame:
    """Return documents as rows of `Counts`."""
    rows = documents.assign(
        document=documents["id"], unit=0, kind="document", year=documents["date"].str[:4]
    )
    return rows[list(ROWS)].reset_index(drop=True)


def open_store(path: str | Path) -> Store:
    """Return a store, of a folder or an address.

    Raises `RhetoricError` for a folder that is none, or of another version.
    """
    root = here(path)
    if is_address(root):
        from rhetoric.store.remote import local  # noqa: PLC0415  (few need it)

        root = local(root)
        if isinstance(root, str):
            raise RhetoricError(f"There is no store in {shown(root)!r}.")
    return Store(Path(root), load(root))
