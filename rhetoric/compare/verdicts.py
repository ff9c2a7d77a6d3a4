"""What a user has decided in corpus.toml: pairs of sentences that are the same, or are not."""

from __future__ import annotations

from dataclasses import dataclass

from rhetoric.compare.prose import Prose, coded
from rhetoric.corpus import Profile


@dataclass(frozen=True)
class Verdicts:
    """Pairs of sentences by number: ``forced`` are the same, ``banned`` are not."""

    forced: tuple[tuple[int, int], ...] = ()
    banned: tuple[tuple[int, int], ...] = ()
    apart: bool = False


def verdicts(a: Prose, b: Prose, profile: Profile) -> Verdicts:
    """Return which sentences of two documents ``[[pairs]]`` of corpus.toml joins or keeps apart.

    An entry names a sentence by words that stand in it, in either order of the two documents; an
    entry that names the two documents themselves as different keeps them apart altogether.
    """
    forced: dict[tuple[int, int], None] = {}
    banned: dict[tuple[int, int], None] = {}
    apart = False
    ids = {a.document.id, a.document.file}, {b.document.id, b.document.file}
    for pair in profile.pairs:
        ends = pair["earlier"], pair["later"]
        for one, other in (ends, ends[::-1]):
            if one in ids[0] and other in ids[1]:
                apart = apart or pair["as"] == "different"
                continue
            found = [(i, j) for i in _holding(a, one) for j in _holding(b, other)]
            if pair["as"] == "different":
                banned |= dict.fromkeys(found)
            else:
                forced |= dict.fromkeys(found[:1])
    return Verdicts(_once(list(forced)), tuple(banned), apart)


def _once(pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return pairs in which no sentence stands twice: the first of rivals."""
    left: set[int] = set()
    right: set[int] = set()
    out = []
    for i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return tuple(out)


def _holding(side: Prose, text: str) -> list[int]:
    """Return the sentences that hold the words of a text in their order; equals alone."""
    tokens = side.scale.tokens
    numbers = [tokens.index.get(word) for word in tokens.words(text)]
    if not numbers or None in numbers:
        return []
    wanted = coded(side.scale.alike[[n for n in numbers if n is not None]])
    found = [n for n, line in enumerate(side.codes) if wanted in line]
    return [n for n in found if side.codes[n] == wanted] or found
