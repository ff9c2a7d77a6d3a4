"""What a store has of the files of a folder, held against what they are now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from rhetoric.corpus import Corpus, Profile, RhetoricError
from rhetoric.read.address import is_address, shown
from rhetoric.read.documents import Folder, is_named
from rhetoric.read.kept import code
from rhetoric.read.scan import Found
from rhetoric.store.files import File, Place, file_of, is_gone, place
from rhetoric.store.listed import documents
from rhetoric.store.manifest import Manifest, load
from rhetoric.store.names import may_have
from rhetoric.store.shares import counting
from rhetoric.tokens import aliases

_COLUMNS = ("file", "id", "sha256", "bytes", "modified", "reading", "root")


class Known(NamedTuple):
    """Where a file is in the store, and what it was like when it was counted."""

    part: int
    number: int
    id: str
    sha256: str
    bytes: int
    modified: int
    reading: str


@dataclass(frozen=True)
class Look:
    """The files of a root as they are now, and what a store has of them.

    ``known`` are those of its documents, ``refused`` those that are none, with their bytes and when
    they were saved; ``digests`` are the sha256 of files, where they are known. ``alike`` says that
    what corpus.toml and a table of metadata say of files is what they said when all were counted.
    """

    there: Folder
    root: int
    whole: bool
    files: tuple[File, ...]
    known: Mapping[str, Known]
    refused: Mapping[str, tuple[int, int]]
    digests: Mapping[str, str]
    alike: bool

    @classmethod
    def at(
        cls, made: Place, root: int, where: Path, manifest: Manifest, digests: Mapping[str, str]
    ) -> Look:
        """Return how the root with a number is now."""
        there = made.there
        found = (file_of(one, root, seen=one.file in digests) for one in there.found)
        files = tuple(one for one in found if one is not None)
        some = None if made.whole and there.root.is_dir() else [one.found.file for one in files]
        refused = {file: (size, at) for file, _, size, at, of in manifest.skipped if of == root}
        alike = manifest.roots[root].asked == asked(there)
        if not alike:
            refused = {}
        known = dict(_known(where, manifest, root, some))
        return cls(there, root, made.whole, files, known, refused, digests, alike)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all files."""
        return frozenset(one.found.file for one in self.files)

    @cached_property
    def fresh(self) -> tuple[File, ...]:
        """The files that are not as they were counted."""
        return tuple(
            one
            for one in self.files
            if not self._is_same(one, self.known.get(one.found.file))
            and self.refused.get(one.found.file) != (one.bytes, one.modified)
        )

    @cached_property
    def again(self) -> frozenset[str]:
        """The names of the files that are not as they were counted."""
        return frozenset(one.found.file for one in self.fresh)

    @property
    def gone(self) -> frozenset[str]:
        """The names of the files that were counted and are no longer there."""
        return frozenset(self.known.keys() - self.names) if self.whole else frozenset()

    def settles(self, file: str, root: int) -> bool:
        """Say whether what was known of a file that is no document is out of date."""
        return root == self.root and (file in self.again or (self.whole and file not in self.names))

    def _is_same(self, one: File, known: Known | None) -> bool:
        """Say whether a file is as it was counted."""
        if known is None or known.bytes != one.bytes or known.id != self._id(one.found):
            return False
        digest = self.digests.get(one.found.file)
        if digest is None and known.modified != one.modified:
            try:
                digest = sha256(one.found.path.read_bytes()).hexdigest()
            except OSError:
                return False
        ignore = self.there.known.ignore
        ignored = ignore and any(is_named(one.found, name) for name in ignore)
        if ignored or digest not in {None, known.sha256}:
            return False
        return self.alike or self.there.key(one.found, known.sha256) == known.reading

    def _id(self, found: Found) -> str:
        given = self.there.known.documents and self.there.given(found).get("id")
        return str(given or found.id)


def _known(
    where: Path, manifest: Manifest, root: int, files: Collection[str] | None
) -> Iterator[tuple[str, Known]]:
    """Yield where each file of a root is that the store has, or where these are of them."""
    parts = [
        (place_, part)
        for place_, part in enumerate(manifest.parts)
        if root in part.roots and (files is None or may_have(where / part.name, "file", [*files]))
    ]
    wanted = None if files is None else {*files}
    tables = documents(where, [part for _, part in parts])
    for (place_, part), table in zip(parts, tables, strict=True):
        removed = {*part.removed}
        rows = table.select([*_COLUMNS]).to_pydict().values()
        for number, (file, *rest, of) in enumerate(zip(*rows, strict=True)):
            if of == root and number not in removed and (wanted is None or file in wanted):
                yield file, Known(place_, number, *rest)


def was_file(where: Path, manifest: Manifest, root: int) -> bool:
    """Say whether a root that is gone was one file: all that the store has of it is called so."""
    try:
        names = {file for file, _ in _known(where, manifest, root, None)}
    except RhetoricError:  # whoever reads the table says so
        return False
    return names == {manifest.roots[root].address.rpartition("/")[2]}


def remedy(where: Path, manifest: Manifest, root: int) -> str:
    """Return what to do about a root that was moved or is gone for good."""
    store = shown(where)
    if root == 0:
        return f"count it where it is now (rhetoric count FOLDER -o {store!r} --force)"
    if was_file(where, manifest, root):
        return f"let go of it (rhetoric count {manifest.corpus!r} -o {store!r} --force)"
    return "count all of the store into a new folder, with this where it is now (--add)"


def asked(there: Folder) -> str:
    """Return a digest of what is said of files beside them: with other words one may be read."""
    return sha256(f"{there.known.sha256}\0{there.there.sha256}".encode()).hexdigest()


def reading(profile: Profile) -> str:
    """Return a digest of what decides of all texts how they are read."""
    spelt = aliases(Corpus((), profile=profile))
    return sha256(repr((code(), counting(), sorted(spelt.items()))).encode()).hexdigest()


@dataclass(frozen=True)
class Behind:
    """A root that is not as it was counted: how many files are new, changed or gone.

    Where the root itself is not there any more, it is ``lost``, and ``remedy`` says what to do; it
    is ``otherwise`` where all of its files are read in another way now.
    """

    root: str
    added: bool
    new: int = 0
    changed: int = 0
    gone: int = 0
    lost: bool = False
    otherwise: bool = False
    remedy: str = ""

    def __str__(self) -> str:
        if self.lost:
            return f"{self.root!r} is gone, from which documents of the store are"
        if self.otherwise:
            return f"{self.root!r} is read by another version of this program or with other aliases"
        few = (("new", self.new), ("changed", self.changed), ("gone", self.gone))
        many = sum(n for _, n in few)
        said = ", ".join(f"{n:,} {what}" for what, n in few if n)
        files = "1 file" if many == 1 else f"{many:,} files"
        now = "it is" if many == 1 else "they are"
        return f"the store does not have {files} of {self.root!r} as {now} now ({said})"


def behind(where: Path) -> list[Behind]:
    """Return the folders that a store was counted from and is not up to date with.

    Names, sizes and times of files are looked at; only one that was saved again is read. What is
    elsewhere is not asked. Raises `RhetoricError` where the store or a folder cannot be read.
    """
    manifest, out = load(where), []
    for number in manifest.live:
        root, added = manifest.roots[number].address, number > 0
        if is_address(root):
            continue
        if is_gone(root):
            out.append(Behind(root, added, lost=True, remedy=remedy(where, manifest, number)))
            continue
        look = Look.at(place(root), number, where, manifest, {})
        if reading(look.there.known) != manifest.reading:
            out.append(Behind(root, added, otherwise=True))
            continue
        changed, gone = look.again & look.known.keys(), look.gone
        new = look.again & {one.file for one in look.there.taken} - changed
        if new or changed or gone:
            out.append(Behind(root, added, len(new), len(changed), len(gone)))
    return out
