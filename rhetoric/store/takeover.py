"""Roots of a store that lie inside a folder which is added: their documents are its own then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rhetoric.store.manifest import Manifest, Part, Root
from rhetoric.store.segment import table

#: Where what lies below an address need not be listed with it: pages of the web.
_PAGES = ("http://", "https://")


@dataclass(frozen=True)
class Taken:
    """A store in which a root has the place of those inside it, that root's number, and these."""

    manifest: Manifest
    number: int
    roots: tuple[str, ...] = ()


def inner(manifest: Manifest, address: str) -> tuple[int, ...]:
    """Return the numbers of the roots inside an address.

    >>> roots = (Root("/a/b/c.txt"), Root("/a/bc"), Root("/a/b/d"))
    >>> inner(Manifest(roots, 3, ""), "/a/b")
    (0, 2)
    """
    begin = f"{address.rstrip('/')}/"
    return tuple(
        number
        for number, root in enumerate(manifest.roots)
        if root.address.startswith(begin) and not root.address.startswith(_PAGES)
    )


def taken_over(where: Path, manifest: Manifest, address: str) -> Taken:
    """Return a store with a root in it, in the place of the first of the roots inside it.

    These have no documents there any more, which are to be counted as those of the outer one, and
    no address: numbers of roots stand in tables, so that those that follow keep theirs.
    """
    inside = inner(manifest, address)
    if not inside:
        return Taken(*manifest.numbered(address))
    known = [root.address for root in manifest.roots]
    own = [known.index(address)] if address in known else []
    first, *others = sorted([*own, *inside])
    out = {*inside, *own} - ({first} if first in own else set())
    roots = [Root("") if number in out else root for number, root in enumerate(manifest.roots)]
    if first not in own:
        roots[first] = Root(address)
    while not roots[-1].address:
        roots.pop()
    made = replace(
        manifest,
        roots=tuple(roots),
        parts=tuple(_without(where, manifest, out, {*others})),
        skipped=tuple(one for one in manifest.skipped if one[4] not in out),
    )
    return Taken(made, first, tuple(known[number] for number in sorted(out - {*own})))


def _without(where: Path, manifest: Manifest, out: set[int], free: set[int]) -> Iterator[Part]:
    """Yield segments without the documents of some roots; no document is of those that are free."""
    for part in manifest.parts:
        if out.isdisjoint(part.roots):
            yield part
            continue
        of = table(where / part.name, "documents", ["root"])["root"].to_pylist()
        gone = {number for number, root in enumerate(of) if root in out}
        removed = tuple(sorted({*part.removed, *gone}))
        if len(removed) < part.documents:
            roots = tuple(number for number in part.roots if number not in free)
            yield replace(part, removed=removed, roots=roots)
