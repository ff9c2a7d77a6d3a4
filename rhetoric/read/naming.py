"""The parts of corpus.toml that name words: aliases, families, actors. No word may be of two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.read.checks import folded, key, known, lists, table, terms

#: What an actor is called: plainly, by itself, with hostility, with honour; and phrases in which
#: a name is none of it ("Washington State").
NAMES = ("names", "neutral", "official", "hostile", "honorific", "guards")


def aliases(where: Path, data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return other spellings by the word that they are counted as."""
    found = lists(where, data, "aliases")
    _no_collisions(where, "aliases", "an alias", found)
    return found


def families(
    where: Path, data: Mapping[str, Any], spellings: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return words by the head that they are followed with; none is a spelling of an alias."""
    found = lists(where, data, "families")
    _no_collisions(where, "families", "of the family", found)
    counted = {folded(spelling): name for name, spelling in _pairs(spellings)}
    for head, members in found.items():
        for term in (head, *members):
            name = counted.get(folded(term))
            if name is not None:
                raise RhetoricError(
                    f"{where}: {term!r} in families.{head!r} is counted as {name!r} (aliases): "
                    f"write {name!r} for it, or take it out."
                )
    return found


def _no_collisions(
    where: Path, place: str, being: str, found: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse a table that leaves open what a term is counted as."""
    names: dict[str, str] = {}
    for name in found:
        first = names.setdefault(folded(name), name)
        if first != name:
            raise RhetoricError(f"{where}: {place} has both {first!r} and {name!r}: keep one.")
    owner: dict[str, str] = {}
    of = "" if being.endswith("family") else "of "
    for name, spelling in _pairs(found):
        low = folded(spelling)
        if low == folded(name):
            raise RhetoricError(
                f"{where}: {place}.{name!r} lists {spelling!r}, itself: take it out."
            )
        if low in names:
            raise RhetoricError(
                f"{where}: {spelling!r} is {being} {of}{name!r} and has {place} of its own "
                f"({place}.{names[low]!r}): put them all under one name."
            )
        if owner.setdefault(low, name) != name:
            raise RhetoricError(
                f"{where}: {spelling!r} is {being} {of}both {owner[low]!r} and {name!r}: keep one."
            )


def _pairs(found: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for name, others in found.items():
        for other in others:
            yield name, other


def actors(where: Path, data: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the actors; one name must not be of two, nor of two kinds."""
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    owner: dict[str, str] = {}
    for actor, kinds in table(where, data, "actors").items():
        key(where, "actors", actor)
        if actor.endswith(" modifier"):
            raise RhetoricError(
                f"{where}: actors.{actor!r} ends in 'modifier', which judging words beside a name "
                "are called: write another word."
            )
        if not isinstance(kinds, dict):
            raise RhetoricError(
                f"{where}: actors.{actor!r} must be a table of {', '.join(NAMES)}, not {kinds!r}."
            )
        known(where, f" in actors.{actor!r}", kinds, NAMES)
        out[actor] = {k: terms(where, f"actors.{actor}.{k}", v) for k, v in kinds.items()}
        if not any(names for kind, names in out[actor].items() if kind != "guards"):
            raise RhetoricError(f"{where}: actors.{actor!r} has no name: write names = [...].")
        for kind, names in out[actor].items():
            for name in names if kind != "guards" else ():
                place = f"actors.{actor}.{kind}"
                first = owner.setdefault(folded(name), place)
                if first != place:
                    raise RhetoricError(
                        f"{where}: {name!r} stands in both {first} and {place}: keep one."
                    )
        _guarded(where, actor, out[actor])
    return out


def _guarded(where: Path, actor: str, kinds: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a guard of an actor that is one of its own names: that name would never be found."""
    own = {folded(name) for kind, names in kinds.items() if kind != "guards" for name in names}
    for guard in kinds.get("guards", ()):
        if folded(guard) in own:
            raise RhetoricError(
                f"{where}: actors.{actor}.guards holds {guard!r}, a name itself: a guard is a "
                "longer phrase in which the name means something else."
            )
