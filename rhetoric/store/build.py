"""Counting a corpus into a store: what is new is counted, what is gone or changed is taken out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from rhetoric.corpus import Corpus, RhetoricError, Skipped
from rhetoric.read.address import here, is_address, origin, shown
from rhetoric.read.documents import Folder, distinct, folder, is_named
from rhetoric.read.kept import code
from rhetoric.read.scan import Found
from rhetoric.store.files import File, file_of, inside, shards_of
from rhetoric.store.manifest import MERGED, NAME, Manifest, Part, is_store, load, locked, save
from rhetoric.store.segment import Stream, is_whole, may_have, table
from rhetoric.store.shares import counted_by, counting, written
from rhetoric.tokens import aliases

#: Bytes of text that one worker reads at a time.
SHARD = 10_000_000
_SHARES = 3  # of each worker, so that all end at about the same time
_LEAST = 1_000_000  # bytes; a smaller share is not worth a process
#: Segments smaller than a shard that may lie about before they are put together.
DELTAS = 32
_LETTERS = 6  # characters of a word and the space after it
_OURS = re.compile(r"\.new-\d+|\.merged-[0-9a-f]{16}\.\d+|[0-9a-f]{16}(?:-\d+)?")


@dataclass(frozen=True)
class Counted:
    """What counting did: files that are new, changed, gone; and all that the store has now."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    documents: int
    tokens: int
    bytes: int
    why: str = ""


@dataclass(frozen=True)
class _Known:
    """Where a file is in the store, and what it was like when it was counted."""

    part: int
    number: int
    id: str
    sha256: str
    bytes: int
    modified: int
    reading: str


def count(
    corpus: str | Path,
    store: str | Path,
    *,
    ngrams: int | None = None,
    workers: int | None = None,
    add: bool = False,
    force: bool = False,
    wait: float = 0,
    shard: int = SHARD,
    digests: Mapping[str, str] | None = None,
    say: Callable[[int, int], None] = lambda *_: None,
) -> Counted:
    """Count the documents of a folder into a store, a new one or what changed in an old one.

    N-grams have up to ``ngrams`` words (3, or what the store has). ``workers`` are processes;
    with None those of ``joblib.parallel_config`` count, so that any of its backends can be used.
    With ``add`` the documents join those that are there, whatever folder they are from. ``say`` is
    told how many bytes of how many are done. ``digests`` are the sha256 of files, where known: a
    file of another one is counted again, whatever its size and its time. Counted again, the store
    has the same, whatever the order and the size of ``shard``.

    Each may be an address that fsspec knows (``s3://bucket/store``): what is new is uploaded.

    Raises `RhetoricError` where the store is another corpus' (code 2), is being written (75) or
    cannot be written (73, 74).
    """
    if is_address(here(store)):
        from rhetoric.store.upload import uploaded  # noqa: PLC0415  (few need it)

        with uploaded(str(here(store)), wait=wait) as place:
            return count(
                corpus, place, ngrams=ngrams, workers=workers, add=add, force=force, wait=wait,
                shard=shard, digests=digests, say=say,
            )  # fmt: skip
    where = Path(here(store))
    there = inside(corpus, where) if add else folder(corpus)
    _check(there.root, where)
    try:
        where.mkdir(parents=True, exist_ok=True)
        with locked(where, wait=wait):
            return _Work(there, where, ngrams, workers, shard, digests or {}, say).run(
                add=add, force=force
            )
    except OSError as error:
        why = error.strerror or str(error)
        raise RhetoricError(
            f"The store in {str(where)!r} could not be written: {why}; what was there stays.",
            code=74,
        ) from None


def _check(root: Path, where: Path) -> None:
    """Refuse a store that its own corpus would hold, and a folder with something else in it."""
    if is_store(root):
        raise RhetoricError(f"{shown(root)!r} is a store: name the folder of the documents.")
    if root.is_dir() and f"{origin(where)}/".startswith(f"{origin(root).rstrip('/')}/"):
        raise RhetoricError(
            f"The store {shown(where)!r} would lie inside the corpus {shown(root)!r}: choose a "
            "folder outside."
        )
    if where.exists() and not where.is_dir():
        raise RhetoricError(f"{str(where)!r} is no folder: a store is one.", code=73)
    if where.is_dir() and not is_store(where):
        others = [path.name for path in where.iterdir() if not _is_ours(path.name)]
        if others:
            raise RhetoricError(
                f"The folder {str(where)!r} holds other things ({min(others)!r}) and no "
                "store: choose a new folder.",
                code=73,
            )


def _is_ours(name: str) -> bool:
    begins = (".lock", f".{NAME}", MERGED)
    return _OURS.fullmatch(name) is not None or name == NAME or name.startswith(begins)


@dataclass(frozen=True)
class _Work:
    """One run on a store that is locked."""

    there: Folder
    where: Path
    ngrams: int | None
    workers: int | None
    shard: int
    digests: Mapping[str, str]
    say: Callable[[int, int], None]

    def run(self, *, add: bool, force: bool) -> Counted:
        """Bring the store up to date, in one step at the end."""
        before, why = self._before(add=add, force=force)
        corpus = origin(self.there.root)
        now = before or Manifest(corpus, self.ngrams or 3, self._reading())
        files = [file for one in self.there.found if (file := file_of(one)) is not None]
        names = frozenset(one.found.file for one in files)
        known = self._known(now, names if add else None)
        asked = _asked(self.there)
        refused = {name: (reason, size, at) for name, reason, size, at in now.skipped}
        refused = refused if now.asked == asked else {}
        fresh = [
            one
            for one in files
            if not self._is_same(one, known.get(one.found.file))
            and refused.get(one.found.file, (None,))[1:] != (one.bytes, one.modified)
        ]
        again = {one.found.file for one in fresh}
        gone = set() if add else known.keys() - names
        out = [known[file] for file in sorted(gone | (again & known.keys()))]
        made, skipped = self._count(fresh, now.ngrams)
        parts = self._compacted([*_removed(now.parts, out), *made], now.ngrams)
        still = [s for s in now.skipped if s[0] not in again and (add or s[0] in names)]
        done = replace(
            now, parts=tuple(parts), skipped=tuple(sorted([*still, *skipped])), asked=asked
        )
        if not sum(part.documents - len(part.removed) for part in parts):
            self._sweep(self._published())
            raise RhetoricError(
                f"There is no document to count in {shown(self.there.root)!r}.", code=65
            )
        if done != before:
            self._checked(done, {part.name for part in now.parts})
            save(self.where, done)
        self._sweep(done)
        return Counted(
            new=tuple(sorted(again - known.keys() - {s[0] for s in skipped})),
            changed=tuple(sorted(again & known.keys())),
            gone=tuple(sorted(gone)),
            skipped=tuple(Skipped(s[0], s[1]) for s in done.skipped) + self.there.skipped,
            documents=sum(part.documents - len(part.removed) for part in parts),
            tokens=sum(self._live(part) for part in parts),
            bytes=sum(part.bytes for part in parts),
            why=why,
        )

    def _live(self, part: Part) -> int:
        """Return the words of the documents of a segment that count."""
        if not part.removed:
            return part.tokens
        sizes = table(self.where / part.name, "documents", ["tokens"])["tokens"].to_numpy()
        return part.tokens - int(sizes[list(part.removed)].sum())

    def _reading(self) -> str:
        """Return a digest of what decides of all texts how they are read."""
        spelt = aliases(Corpus((), profile=self.there.known))
        return sha256(repr((code(), counting(), sorted(spelt.items()))).encode()).hexdigest()

    def _before(self, *, add: bool, force: bool) -> tuple[Manifest | None, str]:
        """Return what the store has that is still good, and why it is not where it is not."""
        if not is_store(self.where):
            return None, "there was no store"
        if force:
            return None, "all is counted anew, as asked"
        before = load(self.where)
        corpus = origin(self.there.root)
        if not add and before.corpus != corpus:
            raise RhetoricError(
                f"{str(self.where)!r} is the store of {before.corpus!r}, not of {corpus!r}: choose "
                "another folder, or add these documents to it (--add)."
            )
        if self.ngrams not in {None, before.ngrams}:
            raise RhetoricError(
                f"{str(self.where)!r} has n-grams of up to {before.ngrams} words, not "
                f"{self.ngrams}: choose another folder, or count anew (--force)."
            )
        whole = all(is_whole(self.where / part.name) for part in before.parts)
        if before.reading == self._reading() and whole:
            return before, ""
        if add and not whole:
            raise RhetoricError(
                f"The store in {str(self.where)!r} is damaged, a table is gone: count its corpus "
                "again before you add to it.",
                code=73,
            )
        if add:
            raise RhetoricError(
                f"{str(self.where)!r} was counted by another version of this program or with other "
                "aliases: count its corpus again before you add to it.",
                code=73,
            )
        changed = "this program or the aliases of corpus.toml changed"
        return None, changed if whole else "a table of the store was gone"

    def _known(self, manifest: Manifest, files: frozenset[str] | None = None) -> dict[str, _Known]:
        """Return where each file is that the store has, or where these are that it has of them."""
        out = {}
        columns = ["file", "id", "sha256", "bytes", "modified", "reading"]
        for place, part in enumerate(manifest.parts):
            folder = self.where / part.name
            if files is not None and not may_have(folder, "file", [*files]):
                continue
            removed = {*part.removed}
            rows = table(folder, "documents", columns).to_pydict().values()
            for number, (file, *rest) in enumerate(zip(*rows, strict=True)):
                if number not in removed and (files is None or file in files):
                    out[file] = _Known(place, number, *rest)
        return out

    def _is_same(self, one: File, known: _Known | None) -> bool:
        """Say whether a file is as it was counted."""
        if known is None or known.bytes != one.bytes or known.id != self._id(one.found):
            return False
        digest = self.digests.get(one.found.file)
        if digest is None and known.modified != one.modified:
            try:
                digest = sha256(one.found.path.read_bytes()).hexdigest()
            except OSError:
                return False
        ignored = any(is_named(one.found, name) for name in self.there.known.ignore)
        if ignored or digest not in {None, known.sha256}:
            return False
        return self.there.key(one.found, known.sha256) == known.reading

    def _id(self, found: Found) -> str:
        return str(self.there.given(found).get("id") or found.id)

    def _count(
        self, fresh: Sequence[File], high: int
    ) -> tuple[list[Part], list[tuple[str, str, int, int]]]:
        """Count files, a shard at a time; return the segments and what is no document."""
        self._sweep(self._published())
        total, done = sum(one.bytes for one in fresh), 0
        share = total // (_SHARES * max(abs(self.workers or 1), 1)) + 1
        shards = list(shards_of(fresh, min(self.shard, max(share, _LEAST))))
        jobs = [
            (replace(self.there, found=tuple(one.found for one in shard)),
             shard, self.where / f".new-{number}", high)
            for number, shard in enumerate(shards)
        ]  # fmt: skip
        parts: dict[int, Part] = {}
        skipped: list[tuple[str, str, int, int]] = []
        for new, part, refused in counted_by(self.workers, jobs):
            number = int(new.name.rpartition("-")[2])
            done += sum(one.bytes for one in shards[number])
            self.say(done, total)
            skipped += refused
            if part is not None:
                parts[number] = self._named(new, part)
        return [parts[number] for number in sorted(parts)], skipped

    def _named(self, folder: Path, part: Part) -> Part:
        """Give a new segment its name."""
        name, number = part.name, 0
        while (self.where / name).exists():
            number += 1
            name = f"{part.name}-{number}"
        folder.replace(self.where / name)
        return replace(part, name=name)

    def _compacted(self, parts: list[Part], high: int) -> list[Part]:
        """Return segments with the small ones put together, if they are many."""
        small = [p for p in parts if _LETTERS * p.tokens < self.shard / 2 or _is_hollow(p)]
        if len(small) <= DELTAS:
            return parts
        streams = [Stream.load(self.where / p.name, p.removed) for p in small]
        made: list[Part] = []
        batch: list[Stream] = []
        for number, stream in enumerate(streams):
            batch.append(stream)
            words = sum(len(s.ids) for s in batch)
            if number == len(streams) - 1 or _LETTERS * words > self.shard:
                folder = self.where / f".new-{number}"
                joined = Stream.joined(batch)
                made.append(self._named(folder, written(joined, folder, high)))
                batch = []
        return [*(p for p in parts if p not in small), *made]

    def _checked(self, manifest: Manifest, before: Container[str]) -> None:
        """Refuse two documents of one id; those of segments of ``before`` have different ones."""
        new = [part for part in manifest.parts if part.name not in before]
        ids = self._ids(new)
        for part in manifest.parts:
            if part.name in before and may_have(self.where / part.name, "id", ids):
                ids += self._ids([part])
        try:
            distinct(ids)
        except RhetoricError:
            self._sweep(self._published())
            raise

    def _ids(self, parts: Sequence[Part]) -> list[str]:
        """Return the ids of the documents of segments."""
        out: list[str] = []
        for part in parts:
            ids = table(self.where / part.name, "documents", ["id"])["id"].to_pylist()
            out += [name for number, name in enumerate(ids) if number not in part.removed]
        return out

    def _published(self) -> Manifest | None:
        """Return what readers find now, if it can be read."""
        try:
            return load(self.where)
        except RhetoricError:
            return None

    def _sweep(self, manifest: Manifest | None) -> None:
        """Remove the folders of segments that count no longer, or never did."""
        live = {part.name for part in manifest.parts} if manifest else set()
        for path in self.where.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in live:
                shutil.rmtree(path, ignore_errors=True)


def _asked(there: Folder) -> str:
    """Return a digest of what is said of files beside them: with other words one may be read."""
    return sha256(
        repr((there.known.sha256, there.there.rows)).encode("utf-8", "replace")
    ).hexdigest()


def _removed(parts: Sequence[Part], out: Sequence[_Known]) -> list[Part]:
    """Return segments of which some documents are marked as gone; an empty one goes as a whole."""
    gone: dict[int, set[int]] = {}
    for known in out:
        gone.setdefault(known.part, set()).add(known.number)
    kept = [
        replace(part, removed=tuple(sorted({*part.removed, *gone.get(place, ())})))
        for place, part in enumerate(parts)
    ]
    return [part for part in kept if len(part.removed) < part.documents]


def _is_hollow(part: Part) -> bool:
    """Say whether more than half of a segment is gone."""
    return 2 * len(part.removed) > part.documents
