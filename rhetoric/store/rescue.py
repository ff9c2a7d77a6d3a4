"""What can still be read of a store that is counted anew, whatever has become of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rhetoric.corpus import RhetoricError, listed
from rhetoric.read.address import is_address
from rhetoric.store.files import is_gone
from rhetoric.store.known import was_file
from rhetoric.store.manifest import NAME, load

_ADDRESS = re.compile(r'"address":\s*("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class Old:
    """The roots of a store: its corpus (the first), those that were added, what is to be told.

    ``ngrams`` are the words of its longest n-grams, 0 where that is not known.
    """

    roots: tuple[str, ...] = ()
    told: str = ""
    ngrams: int = 0


def old(where: Path, *, lenient: bool) -> Old:
    """Return the roots that a store is counted anew from.

    Where it is ``lenient`` an added file that is gone is let go, and of a manifest that is damaged
    or of another version those roots count that can be read and are there.
    """
    try:
        made = load(where)
    except RhetoricError:
        return _legible(where)
    gone = [
        number
        for number in made.live
        if number
        and lenient
        and is_gone(made.roots[number].address)
        and was_file(where, made, number)
    ]
    kept = tuple(made.roots[number].address for number in made.live if number not in gone)
    return Old(kept, _without(made.roots[number].address for number in gone), made.ngrams)


def _legible(where: Path) -> Old:
    """Return the roots that can be read of a damaged manifest, or one of another version."""
    found = [*_addresses((where / NAME).read_bytes().decode("utf-8", "replace"))]
    there = tuple(root for root in found[1:] if not is_gone(root))
    gone = _without(root for root in found[1:] if is_gone(root))
    said = (
        f"{gone}; {NAME} could not be read as a whole: folders that were added before and are not "
        "named here are not known and must be added again (--add)"
    )
    return Old((*found[:1], *there), said)


def _addresses(text: str) -> Iterator[str]:
    """Yield what a manifest names as roots; where its bytes changed, it may be anything."""
    for said in _ADDRESS.findall(text):
        try:
            root = json.loads(said)
        except ValueError:
            continue
        if is_address(root) or Path(root).is_absolute():
            yield root


def _without(roots: Iterator[str]) -> str:
    every = [*roots]
    return f", without {listed(every, 3)}, gone since" if every else ""
