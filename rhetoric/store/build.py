"""Counting a corpus into a store: what is new is counted, what is gone or changed is taken out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rhetoric.corpus import RhetoricError, Skipped, listed
from rhetoric.read.address import here, is_address, is_masked, shown
from rhetoric.read.documents import Folder
from rhetoric.store.files import File, Place, inside, is_gone, place, shards_of
from rhetoric.store.known import Known, Look, asked, reading
from rhetoric.store.manifest import Manifest, Part, Root, is_store, load, locked, save
from rhetoric.store.names import may_have
from rhetoric.store.refusals import OURS, check, distinct, fit, otherwise
from rhetoric.store.rescue import old
from rhetoric.store.segment import Stream, is_whole, kept, table
from rhetoric.store.shares import counted_by, written
from rhetoric.store.takeover import inner, taken_over

#: Bytes of text that one worker reads at a time.
SHARD = 10_000_000
_SHARES = 3  # of each worker, so that all end at about the same time
_LEAST = 1_000_000  # bytes; a smaller share is not worth a process
#: Segments smaller than a shard that may lie about before they are put together.
DELTAS = 32
_LETTERS = 6  # characters of a word and the space after it


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
    With ``add`` the documents join those that are there, whatever folder they are from: that folder
    is a root of its own then, and what is gone from another one stays; it takes over the roots that
    lie inside it. With ``force`` all is counted anew, what was added too, but for an added file
    that is gone. ``say`` is told how many bytes of how many are done.
    ``digests`` are the sha256 of files, where known: a file of another one is counted again,
    whatever its size and its time. Counted again, the store has the same, whatever the order and
    the size of ``shard``.

    Each may be an address that fsspec knows (``s3://bucket/store``): what is new is uploaded.

    Raises `RhetoricError` where the store is another corpus' (code 2), is being written (75) or
    cannot be written (73, 74).
    """
    if is_address(here(store)):
        from rhetoric.store.upload import uploaded  # noqa: PLC0415  (few need it)

        with uploaded(str(here(store)), wait=wait) as mirror:
            return count(
                corpus, mirror, ngrams=ngrams, workers=workers, add=add, force=force, wait=wait,
                shard=shard, digests=digests, say=say,
            )  # fmt: skip
    where = Path(here(store))
    if add and force:
        raise RhetoricError(
            "--force counts all of a store anew, what was added too: name its corpus without --add."
        )
    made = inside(corpus, where) if add else place(corpus)
    check(made.there.root, where)
    try:
        where.mkdir(parents=True, exist_ok=True)
        with locked(where, wait=wait):
            return _Work(made, where, ngrams, workers, shard, digests or {}, say).run(
                add=add, force=force
            )
    except OSError as error:
        why = error.strerror or str(error)
        raise RhetoricError(
            f"The store in {str(where)!r} could not be written: {why}; what was there stays.",
            code=74,
        ) from None


@dataclass(frozen=True)
class _Work:
    """One run on a store that is locked."""

    made: Place
    where: Path
    ngrams: int | None
    workers: int | None
    shard: int
    digests: Mapping[str, str]
    say: Callable[[int, int], None]

    def run(self, *, add: bool, force: bool) -> Counted:
        """Bring the store up to date, in one step at the end."""
        before, why = self._before(add=add, force=force)
        now, mine, why = self._with_mine(before, why)
        looks = [self._look(self.made, mine, now)]
        if not before.parts:
            looks += self._others(now, mine)
        made, skipped = self._count(looks, now.ngrams)
        parts = self._compacted([*_removed(now.parts, _out(looks)), *made], now.ngrams)
        still = [s for s in now.skipped if not any(look.settles(s[0], s[4]) for look in looks)]
        done = replace(
            now,
            roots=_asked(now, looks),
            parts=tuple(parts),
            skipped=tuple(sorted([*still, *skipped])),
        )
        if not sum(part.documents - len(part.removed) for part in parts):
            self._sweep(self._published())
            name = shown(self.made.there.root)
            raise RhetoricError(f"There is no document to count in {name!r}.", code=65)
        if done != before:
            self._checked(done, {part.name for part in now.parts})
            save(self.where, done)
        self._sweep(done)
        return self._told(looks, done, {s[0] for s in skipped}, why)

    def _with_mine(self, before: Manifest, why: str) -> tuple[Manifest, int, str]:
        """Return a store with the root to count, the number of that, and what is to be told."""
        if not self.made.whole:
            return *before.numbered(self.made.root), why
        taken = taken_over(self.where, before, self.made.root)
        if taken.roots:
            said = f"{listed(taken.roots, 3)} counted as a part of {self.made.root}"
            why = f"{why}; {said}" if why else said
        return taken.manifest, taken.number, why

    def _told(
        self, looks: Sequence[Look], done: Manifest, refused: Container[str], why: str
    ) -> Counted:
        news = [(name, name in look.known) for look in looks for name in look.again]
        skipped = [Skipped(file, reason) for file, reason, *_ in done.skipped]
        return Counted(
            new=tuple(sorted(name for name, old in news if not old and name not in refused)),
            changed=tuple(sorted(name for name, old in news if old)),
            gone=tuple(sorted(name for look in looks for name in look.gone)),
            skipped=(*skipped, *(one for look in looks for one in look.there.skipped)),
            documents=sum(part.documents - len(part.removed) for part in done.parts),
            tokens=sum(self._live(part) for part in done.parts),
            bytes=sum(part.bytes for part in done.parts),
            why=why,
        )

    def _live(self, part: Part) -> int:
        """Return the words of the documents of a segment that count."""
        if not part.removed:
            return part.tokens
        sizes = table(self.where / part.name, "documents", ["tokens"])["tokens"].to_numpy()
        return part.tokens - int(sizes[list(part.removed)].sum())

    def _before(self, *, add: bool, force: bool) -> tuple[Manifest, str]:
        """Return what the store has that is still good, and why it is not where it is not."""
        if not is_store(self.where):
            return self._anew(), "there was no store"
        if force:
            return self._again("all is counted anew, as asked", lenient=True)
        before = load(self.where)
        fit(before, self.made.root, self.where, self.ngrams, add=add)
        whole = all(is_whole(self.where / part.name) for part in before.parts)
        if before.reading == reading(self.made.there.known) and whole:
            return before, ""
        if add and not whole:
            raise RhetoricError(
                f"The store in {str(self.where)!r} is damaged, a table is gone: count its corpus "
                "again before you add to it.",
                code=73,
            )
        if add and {*before.live} <= {*inner(before, self.made.root)}:
            said = f"{before.corpus} counted as a part of {self.made.root}"
            return self._anew(ngrams=before.ngrams), said
        if add:
            raise otherwise(before, self.made.root, self.where)
        changed = "this program or the aliases of corpus.toml changed"
        return self._again(changed if whole else "a table of the store was gone")

    def _anew(self, roots: Sequence[Root] = (), ngrams: int = 0) -> Manifest:
        """Return a store without documents: of this corpus, and of others that were added."""
        mine = Root(self.made.root)
        return Manifest((mine, *roots), self.ngrams or ngrams or 3, reading(self.made.there.known))

    def _again(self, why: str, *, lenient: bool = False) -> tuple[Manifest, str]:
        """Return a store without documents that is to have all that was added to the one before."""
        before = old(self.where, lenient=lenient)
        added = [root for root in before.roots[1:] if root != self.made.root]
        if before.roots and before.roots[0] != self.made.root:
            why += f", in the place of {before.roots[0]}"
        if added:
            why += f", with what was added from {listed(added, 3)}"
        made = self._anew([Root(root) for root in added], before.ngrams)
        return made, f"{why}{before.told}"

    def _look(self, made: Place, root: int, manifest: Manifest) -> Look:
        digests = self.digests if made is self.made else {}
        return Look.at(made, root, self.where, manifest, digests)

    def _others(self, manifest: Manifest, mine: int) -> Iterator[Look]:
        """Yield how the other roots of a store are that is counted anew."""
        for number, root in enumerate(manifest.roots):
            if number == mine or not root.address:
                continue
            if is_gone(root.address) or is_masked(root.address):
                why = "is gone" if is_gone(root.address) else "is not known whole"
                raise RhetoricError(
                    f"{root.address!r} {why}, from which documents were added to the store in "
                    f"{str(self.where)!r}, which are to be counted anew: put it back; if it was a "
                    "file, --force lets go of it, else count into a new folder, with what is left "
                    "of it (--add).",
                    code=73,
                )
            made = place(root.address)
            if reading(made.there.known) != manifest.reading:
                raise otherwise(manifest, root.address, self.where)
            yield self._look(made, number, manifest)

    def _count(
        self, looks: Sequence[Look], high: int
    ) -> tuple[list[Part], list[tuple[str, str, int, int, int]]]:
        """Count what is new, a shard at a time; return the segments and what is no document."""
        self._sweep(self._published())
        total, done = sum(one.bytes for look in looks for one in look.fresh), 0
        pairs = _shared(looks, total, max(abs(self.workers or 1), 1), self.shard)
        shards = [shard for _, shard in pairs]
        jobs = [
            (replace(there, found=tuple(one.found for one in shard)),
             shard, self.where / f".new-{number}", high)
            for number, (there, shard) in enumerate(pairs)
        ]  # fmt: skip
        parts: dict[int, Part] = {}
        skipped: list[tuple[str, str, int, int, int]] = []
        for new, part, refused in counted_by(self.workers, jobs):
            number = int(new.name.rpartition("-")[2])
            done += sum(one.bytes for one in shards[number])
            self.say(done, total)
            skipped += refused
            if part is not None:
                parts[number] = self._named(new, part)
        return [parts[number] for number in sorted(parts)], skipped

    def _named(self, folder: Path, part: Part) -> Part:
        """Give a new segment its name, once the disk has it.

        It waits here for that, while workers count.
        """
        kept(folder)
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
        """Refuse two documents of one id or name; those of segments of ``before`` have others."""
        new = [part for part in manifest.parts if part.name not in before]
        rows = self._named_rows(new)
        files, ids = [row[0] for row in rows], [row[1] for row in rows]
        for part in manifest.parts:
            where = self.where / part.name
            if part.name in before and (
                may_have(where, "id", ids) or may_have(where, "file", files)
            ):
                rows += self._named_rows([part])
        try:
            distinct(rows, self.where, manifest)
        except RhetoricError:
            self._sweep(self._published())
            raise

    def _named_rows(self, parts: Sequence[Part]) -> list[tuple[str, str, int]]:
        """Return file, id and root of the documents of segments."""
        out: list[tuple[str, str, int]] = []
        for part in parts:
            made = table(self.where / part.name, "documents", ["file", "id", "root"])
            rows = zip(*(made[name].to_pylist() for name in ("file", "id", "root")), strict=True)
            out += [row for number, row in enumerate(rows) if number not in part.removed]
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
            if OURS.fullmatch(path.name) and path.name not in live:
                shutil.rmtree(path, ignore_errors=True)


def _shared(
    looks: Sequence[Look], total: int, workers: int, shard: int
) -> list[tuple[Folder, list[File]]]:
    """Return what is new in shares for workers: the last of each in halves, to end together."""
    size = min(shard, max(total // (_SHARES * workers) + 1, _LEAST))
    pairs = [(look.there, some) for look in looks for some in shards_of(look.fresh, size)]
    split = max(len(pairs) - workers, 0) if workers > 1 and size >= 2 * _LEAST else len(pairs)
    halves = [
        (there, half)
        for there, some in pairs[split:]
        for half in shards_of(some, -(-sum(one.bytes for one in some) // 2))
    ]
    return [*pairs[:split], *halves]


def _asked(manifest: Manifest, looks: Sequence[Look]) -> tuple[Root, ...]:
    """Return the roots with what is said of their files now, where all of these were looked at.

    Where some were, of which something else is said now, it is not the same of all.
    """
    now = {look.root: asked(look.there) if look.whole else "" for look in looks if not look.alike}
    return tuple(
        replace(root, asked=now.get(number, root.asked))
        for number, root in enumerate(manifest.roots)
    )


def _out(looks: Sequence[Look]) -> list[Known]:
    """Return where the documents are that are gone, or counted again."""
    return [
        look.known[file]
        for look in looks
        for file in sorted(look.gone | (look.again & look.known.keys()))
    ]


def _removed(parts: Sequence[Part], out: Sequence[Known]) -> list[Part]:
    """Return segments of which some documents are marked as gone; an empty one goes as a whole."""
    gone: dict[int, set[int]] = {}
    for known in out:
        gone.setdefault(known.part, set()).add(known.number)
    kept = [
        replace(part, removed=tuple(sorted({*part.removed, *gone.get(number, ())})))
        for number, part in enumerate(parts)
    ]
    return [part for part in kept if len(part.removed) < part.documents]


def _is_hollow(part: Part) -> bool:
    """Say whether more than half of a segment is gone."""
    return 2 * len(part.removed) > part.documents
