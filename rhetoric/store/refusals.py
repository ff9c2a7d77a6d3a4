"""What cannot be counted into a store, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import origin, shown
from rhetoric.read.profile import profile
from rhetoric.read.remote import entered
from rhetoric.store.files import is_gone
from rhetoric.store.known import reading, remedy
from rhetoric.store.manifest import MERGED, NAME, Manifest, is_store

#: Names of the folders of segments, whole ones and others.
OURS = re.compile(r"\.new-\d+|\.merged-[0-9a-f]{16}\.\d+|[0-9a-f]{16}(?:-\d+)?")


def check(root: Path, where: Path) -> None:
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
    return OURS.fullmatch(name) is not None or name == NAME or name.startswith(begins)


def fit(before: Manifest, root: str, where: Path, ngrams: int | None, *, add: bool) -> None:
    """Refuse to count another folder than that of a store, or longer n-grams."""
    if not add and before.corpus != root:
        if is_gone(before.corpus):
            raise RhetoricError(
                f"{str(where)!r} is the store of {before.corpus!r}, which is gone: if that is "
                f"{root!r} now, count it anew (--force), else choose another folder."
            )
        raise RhetoricError(
            f"{str(where)!r} is the store of {before.corpus!r}, not of {root!r}: choose "
            "another folder, or add these documents to it (--add)."
        )
    if ngrams not in {None, before.ngrams}:
        raise RhetoricError(
            f"{str(where)!r} has n-grams of up to {before.ngrams} words, not "
            f"{ngrams}: choose another folder, or count anew (--force)."
        )


def otherwise(manifest: Manifest, root: str, where: Path) -> RhetoricError:
    """Return what to tell of documents to add that would be read otherwise than the others."""
    home = entered(manifest.corpus)
    home = home if home.is_dir() else home.parent
    if not is_gone(manifest.corpus) and reading(profile(home)) == manifest.reading:
        said = (
            f"{root!r} has other aliases than the corpus of the store in {str(where)!r}, "
            f"{manifest.corpus!r}: give the same in the corpus.toml of both."
        )
    else:
        said = (
            f"{str(where)!r} was counted by another version of this program or with other "
            "aliases: count its corpus again before you add to it."
        )
    return RhetoricError(said, code=73)


def distinct(rows: Sequence[tuple[str, str, int]], where: Path, manifest: Manifest) -> None:
    """Refuse two documents of one id, and two files of one name; of each file, id and root.

    ``where`` is the store as it was before these, to say what to do where a root is gone.
    """
    for what, column in (("id", 1), ("name", 0)):
        seen: dict[object, tuple[str, str, int]] = {}
        for row in rows:
            other = seen.setdefault(row[column], row)
            if other is not row:
                pair = sorted((other, row), key=lambda one: (one[2], one[0]))
                _moved(f"the {what} {row[column]!r}", pair, where, manifest)
                one, two = (_path(manifest.roots[root].address, file) for file, _, root in pair)
                rename = "one" if what == "name" else "one, or give it another id in corpus.toml"
                raise RhetoricError(
                    f"Two documents have the {what} {row[column]!r} ({one!r} and {two!r}): rename "
                    f"{rename}."
                )


def _moved(
    what: str, pair: Sequence[tuple[str, str, int]], where: Path, manifest: Manifest
) -> None:
    """Refuse a document of a root that is gone, which is under another one as well."""
    for (*_, root), (file, _, other) in (pair, pair[::-1]):
        if is_gone(manifest.roots[root].address):
            raise RhetoricError(
                f"{manifest.roots[root].address!r} is gone, from which the store has a document "
                f"with {what}, as {_path(manifest.roots[other].address, file)!r} has: put it back; "
                f"if it was moved, {remedy(where, manifest, root)}."
            )


def _path(root: str, file: str) -> str:
    """Return where a file of a root is; the root may be the file."""
    return root if root.endswith(f"/{file}") else f"{root.rstrip('/')}/{file}"
