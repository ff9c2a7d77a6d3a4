"""Segments put together by term, a range of first words at a time, in bounded memory.

All rows of a segment that begin with a word lie together, for each length, since they are in the
order of their words. So a range of words can be merged from a stretch of each segment, without the
others; what comes out of one range after the other is in order as well, and is written at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.stats.powers import Powers
from rhetoric.store.merge import vocabulary
from rhetoric.store.segment import between, table
from rhetoric.words import is_content

#: Rarer n-grams are left out: one document more does not bring them to three.
LEAST = 2
#: Numbers of entries, and where these begin, as they are called in files; so many at once.
_HELD, _BEGINS, _BLOCK = "held", "begins", 1 << 20
#: Rows of all segments that are merged at once, about.
SHARE = 6_000_000


@dataclass(frozen=True)
class Chosen:
    """What is merged: segments, and of each document of each its number (-1: it does not count).

    ``names`` and ``sizes`` (words) are by number; n-grams have up to ``high`` words.
    """

    folders: Sequence[Path]
    number: Sequence[NDArray[np.int32]]
    names: Sequence[str]
    sizes: NDArray[np.int64]
    high: int


@dataclass(frozen=True)
class Part:
    """A segment: its folder, the numbers of its documents (-1: not counted), those of its words.

    ``rows[n - 1]`` and ``entries[n - 1]`` are where each range of words begins among the n-grams
    of n words and among their counts, and where the last one ends.
    """

    folder: Path
    number: NDArray[np.int32]
    word: NDArray[np.int64]
    rows: NDArray[np.int64]
    entries: NDArray[np.int64]

    @classmethod
    def of(
        cls, folder: Path, number: NDArray[np.int32], word: NDArray[np.int64],
        ranges: NDArray[np.int64], high: int,
    ) -> Part:  # fmt: skip
        """Return a segment of which it is known where each of some ranges of words begins."""
        made = table(folder, "grams", ["n", "head", "documents"])
        lengths, heads = made["n"].to_numpy(), made["head"].to_numpy()
        held = np.append(0, np.cumsum(made["documents"].to_numpy(), dtype=np.int64))
        base = np.searchsorted(lengths, np.arange(1, high + 2))
        cuts = np.searchsorted(word, ranges)  # rows of words
        rows = [cuts]
        for n in range(2, high + 1):
            inside = heads[base[n - 1] : base[n]]
            rows.append(base[n - 1] + np.searchsorted(inside, rows[-1]))
        found = np.stack(rows)
        return cls(folder, number, word, found, held[found])


@dataclass(frozen=True)
class Stretch:
    """The n-grams of one length of a segment in one range of words, with their counts.

    ``heads`` are rows of shorter ones counted from the first of the range; entry i is of
    ``owner[i]``, and only those of documents that count are there.
    """

    heads: NDArray[np.int64]
    tails: NDArray[np.int64]
    owner: NDArray[np.int64]
    document: NDArray[np.int32]
    count: NDArray[np.int32]

    @classmethod
    def of(cls, part: Part, n: int, k: int) -> Stretch:
        """Return the n-grams of n words of a segment in the range ``k``."""
        first, last = part.rows[n - 1, k : k + 2].tolist()
        columns = ["head", "word", "documents"]
        head, word, held = between(part.folder, "grams", columns, first, last)
        begin, end = part.entries[n - 1, k : k + 2].tolist()
        document, count = between(part.folder, "counts", ["document", "count"], begin, end)
        document, owner = part.number[document], np.repeat(np.arange(last - first), held)
        if (part.number < 0).any():
            there = document >= 0
            document, owner, count = document[there], owner[there], count[there]
        before = part.rows[n - 2, k] if n > 1 else 0
        heads = head.astype(np.int64) - before
        return cls(heads, part.word[word], owner, document, count)


@dataclass(frozen=True)
class Level:
    """The n-grams of one length in a range: shorter ones in that range, words, and counts.

    Those of n-gram k are the next ``held[k]`` of ``document`` and ``count``: none where it does not
    name anything, since it is there for longer ones only.
    """

    heads: NDArray[np.int64]
    tails: NDArray[np.int64]
    opening: NDArray[np.int64]  # first words
    held: NDArray[np.int64]
    document: NDArray[np.int32]
    count: NDArray[np.int32]
    sums: Powers


def ranges(words: int, weight: NDArray[np.int64], share: int) -> NDArray[np.int64]:
    """Return where ranges of words begin that weigh about as much, and where the last one ends.

    >>> ranges(4, np.array([5, 1, 1, 5]), 6).tolist()
    [0, 2, 4]
    """
    before = np.cumsum(weight) - weight
    first = np.flatnonzero(np.diff(before // share, prepend=-1))
    return np.append(first, words) if words else np.zeros(1, np.int64)


@dataclass(frozen=True, eq=False)
class Merging:
    """Segments of which it is known what they have in common: n-grams that stand ``least`` times.

    ``words`` are those of all segments in order, ``edges`` (words × 2) say which may stand first
    and last in a term that has counts, ``total`` how often each stands; ``most`` is the largest
    count in one document.
    """

    chosen: Chosen
    least: int
    words: NDArray[np.object_]
    edges: NDArray[np.bool_]
    total: NDArray[np.int64]
    most: int
    parts: tuple[Part, ...]
    content: bool

    @classmethod
    def of(cls, chosen: Chosen, *, least: int, content: bool) -> Merging:
        """Return what segments have in common: with ``content`` for terms that name something only.

        Those have sums over documents as well.
        """
        words, places = vocabulary(chosen.folders)
        total, most = _totals(chosen, places, len(words))
        cuts = ranges(len(words), (chosen.high - 1) * total + 1, SHARE)
        columns = (chosen.folders, chosen.number, places)
        parts = tuple(
            Part.of(folder, numbers, place, cuts, chosen.high)
            for folder, numbers, place in zip(*columns, strict=True)
        )
        edges = _edges(words) if content else np.ones((len(words), 2), bool)
        return cls(chosen, least, words, edges, total, most, parts, content)

    def ranges(self) -> Iterator[list[Level]]:
        """Yield for each range of words the n-grams that stand often enough, by length."""
        parts, kept = self.parts, self.total >= self.least
        sizes = self.chosen.sizes if self.content else None
        for k in range(parts[0].rows.shape[1] - 1 if parts else 0):
            levels: list[Level] = []
            numbers: list[NDArray[np.int64]] = [np.zeros(1, np.int64)] * len(parts)
            for n in range(1, self.chosen.high + 1):
                each = [Stretch.of(part, n, k) for part in parts]
                heads, tails, numbers = _joined(each, numbers, kept, self.least, n)
                opening = levels[-1].opening[heads] if levels else tails
                content = self.edges[opening, 0] & self.edges[tails, 1]
                told = [np.where(np.append(content, False)[some], some, -1) for some in numbers]
                placed = _placed(each, told, sizes, len(heads))
                levels.append(Level(heads, tails, opening, *placed))
            yield levels


def _joined(
    each: list[Stretch], shorter: Sequence[NDArray[np.int64]], kept: NDArray[np.bool_],
    least: int, n: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[NDArray[np.int64]]]:  # fmt: skip
    """Return the n-grams of one length that stand ``least`` times: shorter ones and words.

    The last say which of them the rows of each segment are, or -1.
    """
    keys, rows = [], []
    for stretch, numbers in zip(each, shorter, strict=True):
        heads = numbers[stretch.heads] if n > 1 else np.zeros(len(stretch.tails), np.int64)
        fit = np.flatnonzero((heads >= 0) & kept[stretch.tails])
        rows.append(fit)
        keys.append(
            heads[fit].astype(np.uint64) << np.uint64(32) | stretch.tails[fit].astype(np.uint64)
        )
    every, which = distinct(keys)
    total = np.zeros(len(every), np.int64)
    for stretch, at, index in zip(each, rows, which, strict=True):
        often = np.bincount(stretch.owner, stretch.count, len(stretch.tails))
        total += np.bincount(index, often[at], len(every)).astype(np.int64)
    common = total >= least
    squeeze = np.where(common, np.cumsum(common) - 1, -1)
    found = []
    for stretch, at, index in zip(each, rows, which, strict=True):
        numbers = np.full(len(stretch.tails), -1, np.int64)
        numbers[at] = squeeze[index]
        found.append(numbers)
    heads = (every[common] >> np.uint64(32)).astype(np.int64)
    tails = (every[common] & np.uint64((1 << 32) - 1)).astype(np.int64)
    return heads, tails, found


def distinct(
    keys: Sequence[NDArray[np.uint64]],
) -> tuple[NDArray[np.uint64], list[NDArray[np.int64]]]:
    """Return the distinct keys of all parts in order, and of each part which of them they are."""
    every = np.concatenate([np.empty(0, np.uint64), *keys])
    every.sort()
    first = np.ones(len(every), bool)
    np.not_equal(every[1:], every[:-1], out=first[1:])
    found = every[first]
    return found, [np.searchsorted(found, part) for part in keys]


def _placed(
    each: list[Stretch],
    found: Sequence[NDArray[np.int64]],
    sizes: NDArray[np.int64] | None,
    terms: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], Powers]:
    """Return how many entries each n-gram has, their documents and counts, and the sums.

    There are no sums without the ``sizes`` of documents.
    """
    inside: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]] = []
    held = np.zeros(terms, np.int64)
    while each:  # the memory of each is given back
        stretch = each.pop(0)
        term = found[len(inside)][stretch.owner]
        there = term >= 0
        inside.append((term[there], stretch.document[there], stretch.count[there]))
        held += np.bincount(inside[-1][0], minlength=terms)
    room = np.cumsum(held) - held
    document, count = (np.empty(int(held.sum()), np.int32) for _ in range(2))
    sums = Powers.zeros(0 if sizes is None else terms)
    for term, number, often in inside:
        opens = np.flatnonzero(np.diff(term, prepend=-1))
        first = np.append(opens, len(term))
        own, run = term[opens], np.diff(first)
        at = np.repeat(room[own] - opens, run) + np.arange(len(term))
        document[at], count[at] = number, often
        room[own] += run
        if sizes is not None:
            sums.add(own, Powers.runs(often, sizes[number], first))
    return held, document, count, sums


def write(out: Path, chosen: Chosen) -> list[str]:
    """Write the merged counts of segments into a folder, an array a file; return their names."""
    found = Merging.of(chosen, least=LEAST, content=True)
    high, names = chosen.high, chosen.names
    kinds: dict[str, Any] = {
        "heads": np.int32, "tails": np.int32, _HELD: np.int64,
        "document": np.min_scalar_type(max(len(names) - 1, 0)),
        "count": np.min_scalar_type(found.most),
        **{f"sum_{field.name}": np.int64 for field in fields(Powers)},
    }  # fmt: skip
    first = np.zeros(high + 1, np.int64)
    with ExitStack() as stack:
        files = {
            (name, n): stack.enter_context((out / f"{name}.{n}").open("wb+"))
            for name in kinds
            for n in range(1, high + 1)
        }
        for levels in found.ranges():
            before = first.copy()
            for n, level in enumerate(levels, 1):
                arrays = {
                    name: getattr(level, name) for name in ("tails", "held", "document", "count")
                }
                arrays["heads"] = level.heads + (before[n - 1] if n > 1 else 0)
                arrays |= {f"sum_{f.name}": getattr(level.sums, f.name) for f in fields(Powers)}
                for name, array in arrays.items():
                    array.astype(kinds[name], copy=False).tofile(files[name, n])
                first[n] += len(level.heads)
        for name, kind in kinds.items():
            _concatenated(out, name, kind, [files[name, n] for n in range(1, high + 1)])
        _begins(out)
    few = {
        "sizes": chosen.sizes, "first": np.cumsum(first), "edges": found.edges,
        "words": joined(found.words.tolist()), "names": joined(names),
    }  # fmt: skip
    for name, array in few.items():
        np.save(out / f"{name}.npy", array, allow_pickle=False)
    return [*(_BEGINS if name == _HELD else name for name in kinds), *few]


def _totals(
    chosen: Chosen, places: Sequence[NDArray[np.int64]], words: int
) -> tuple[NDArray[np.int64], int]:
    """Return how often each word stands in documents that count, and at most in one."""
    total, most = np.zeros(words, np.int64), 0
    for folder, numbers, place in zip(chosen.folders, chosen.number, places, strict=True):
        (held,) = between(folder, "grams", ["documents"], 0, len(place))
        document, count = between(folder, "counts", ["document", "count"], 0, int(held.sum()))
        count = np.where(numbers[document] >= 0, count, 0)
        owner = np.repeat(np.arange(len(place)), held)
        total[place] += np.bincount(owner, count, len(place)).astype(np.int64)
        most = max(most, int(count.max(initial=0)))
    return total, most


def _concatenated(out: Path, name: str, kind: Any, parts: Sequence[IO[bytes]]) -> None:
    """Write arrays that lie in files as one, one after the other, and remove these."""
    size = sum(part.tell() // np.dtype(kind).itemsize for part in parts)
    with (out / f"{name}.npy").open("wb") as file:
        _head(file, kind, size)
        for part in parts:
            part.seek(0)
            while block := part.read(1 << 24):
                file.write(block)
            Path(part.name).unlink()


def _begins(out: Path) -> None:
    """Write in the place of the entries of each n-gram where these begin, and where the last end.

    Some at a time: of a large store they are larger than what a process may take.
    """
    place, done = out / f"{_HELD}.npy", 0
    held = np.load(place, mmap_mode="r")
    with (out / f"{_BEGINS}.npy").open("wb") as file:
        _head(file, np.int64, len(held) + 1)
        np.zeros(1, np.int64).tofile(file)
        for first in range(0, len(held), _BLOCK):
            ends = np.cumsum(held[first : first + _BLOCK]) + done
            ends.tofile(file)
            done = int(ends[-1])
    del held
    place.unlink()


def _head(file: IO[bytes], kind: Any, size: int) -> None:
    """Write what an array in a file begins with."""
    shape = {"descr": np.lib.format.dtype_to_descr(np.dtype(kind)), "fortran_order": False}
    np.lib.format.write_array_header_1_0(file, {**shape, "shape": (size,)})


def _edges(words: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return of each word whether a term may begin with it, and end."""
    pairs = ((word.partition(" ")[0], word.rpartition(" ")[2]) for word in words.tolist())
    flags = [(is_content(first), is_content(last)) for first, last in pairs]
    return np.array(flags, bool).reshape(-1, 2)


def joined(values: Sequence[str]) -> NDArray[np.uint8]:
    """Return texts as bytes, each with a line's end."""
    every = "".join(f"{value}\n" for value in values)
    return np.frombuffer(every.encode("utf-8", "surrogatepass"), np.uint8)


def parted(values: NDArray[np.uint8]) -> NDArray[np.object_]:
    """Return the texts that `joined` made bytes of."""
    every = values.tobytes().decode("utf-8", "surrogatepass")
    return np.array([*every.split("\n")[:-1], None], dtype=object)[:-1]
