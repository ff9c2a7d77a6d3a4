"""Lexicons in the formats of other programs: a module a format, and the table of them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon.entries import Entry, Lexicon, refuse
from rhetoric.lexicon.formats import (
    lexicoder,
    liwc,
    own,
    plain,
    quanteda,
    table,
    wordstat,
    yoshikoder,
)
from rhetoric.lexicon.formats.draft import Draft, short
from rhetoric.lexicon.formats.text import looks_like, text_of


@dataclass(frozen=True)
class Format:
    """A format: its program, its reader and writer, and what it holds beside words by category.

    ``holds`` names kinds of content (see `LOSSES`). ``alphabetic`` formats put categories behind
    terms, so that the order of the terms of a category is none of theirs.
    """

    program: str
    write: Callable[[Lexicon], str]
    read: Callable[[str, Draft], None] | None = None
    parse: Callable[[bytes, Draft], None] | None = None
    holds: frozenset[str] = frozenset()
    alphabetic: bool = False


#: What a format may not hold, by its name in `Format.holds`; the first ones change what is found.
LOSSES: dict[str, str] = {
    "regex": "regular expressions", "guards": "guards", "case": "entries that mind capitals",
    "overlap": "the rule of overlaps", "weights": "weights", "zero": "entries with the weight 0",
    "both": "regular expressions beside plain entries",
    "about": "source, licence and language", "examples": "examples",
}  # fmt: skip
#: What can be left out without another hit: it is told, and no reason to refuse.
HARMLESS = ("about", "examples")
_WEIGHED = frozenset({"weights", "zero"})
_ALL = frozenset(LOSSES)
_YAML = Format("quanteda", quanteda.write, quanteda.read, holds=frozenset({"globs"}))
_XML = frozenset({"weights", "zero", "regex"})

FORMATS: dict[str, Format] = {
    ".toml": Format("rhetoric", own.as_toml, holds=_ALL),
    ".json": Format("rhetoric, and most others", own.as_json, holds=_ALL),
    ".csv": Format("any spreadsheet", table.write, table.read,
                   holds=_WEIGHED | {"regex", "case", "guards", "both"}),
    ".tsv": Format("any spreadsheet", partial(table.write, delimiter="\t"),
                   partial(table.read, tabs=True),
                   holds=_WEIGHED | {"regex", "case", "guards", "both"}),
    ".txt": Format("a list of words", plain.write, plain.read, holds=_WEIGHED),
    ".dic": Format("LIWC 2001 to 2015", liwc.write, liwc.read, alphabetic=True),
    ".dicx": Format("LIWC-22", table.write_wide, partial(table.read, wide=True),
                    holds=frozenset({"weights"}), alphabetic=True),
    ".lc3": Format("Lexicoder 3", lexicoder.write, lexicoder.read),
    ".ykd": Format("Yoshikoder", yoshikoder.write, parse=yoshikoder.read, holds=_XML),
    ".lcd": Format("Lexicoder 2", yoshikoder.write, parse=yoshikoder.read, holds=_XML),
    ".cat": Format("WordStat", wordstat.write, wordstat.read, holds=_WEIGHED),
    ".yml": _YAML,
    ".yaml": _YAML,
}  # fmt: skip
#: Formats whose files may begin with the signs of others.
_LOOSE = (".yml", ".yaml", ".csv", ".tsv")


def read(name: str, content: bytes) -> Lexicon:
    """Return the lexicon that a file of a foreign format holds.

    Raises `RhetoricError` with every fault: its line, what is wrong, and what to do.
    """
    path = PurePath(name)
    suffix = path.suffix.casefold()
    made = FORMATS[suffix]
    draft = Draft(path.stem)
    text = text_of(name, content, draft)
    other = looks_like(text)
    told = other and not (suffix in _LOOSE and other != ".ykd")
    if other and told and FORMATS[other].read != made.read:
        program = FORMATS[other].program
        refuse(name, [f"line 1: it looks like a file of {program}: give it the ending {other}"])
    if made.parse is not None:
        made.parse(content, draft)
    elif made.read is not None:
        made.read(text, draft)
    return draft.lexicon(name, alphabetic=made.alphabetic)


def losses(lexicon: Lexicon, suffix: str) -> dict[str, int]:
    """Return what a format cannot hold of a lexicon, by the names of `LOSSES`, and how much."""
    entries, holds = lexicon.entries, FORMATS[suffix].holds
    globs = "globs" in holds
    strange = [e for e in entries if e.regex and not (globs and quanteda.glob(e.text))]
    there = {
        "regex": len(strange),
        "both": len(strange) if len(strange) < len(entries) else 0,
        "guards": sum(e.guard for e in entries),
        "case": sum(any(e.exact) for e in entries),
        "overlap": int(lexicon.overlap != "category"),
        "weights": sum(e.weight != 1 for e in entries),
        "zero": sum(e.weight == 0 for e in entries),
        "about": int(bool(lexicon.source or lexicon.licence or lexicon.language)),
        "examples": sum(len(x.yes) + len(x.no) for x in lexicon.examples.values()),
    }
    if "regex" not in holds:
        there["both"] = 0
    if "weights" not in holds:
        there["zero"] = 0
    return {kind: n for kind, n in there.items() if n and kind not in holds}


def write(lexicon: Lexicon, path: str, *, lossy: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """Return a lexicon as the bytes of a file, and what that file does not hold of it.

    What would change the hits is left out only if ``lossy`` allows it. What was written is read
    again and must be what was meant. Raises `RhetoricError` for an ending that is no format, and
    for what the format cannot hold.
    """
    suffix = known(path)
    lost = losses(lexicon, suffix)
    said = [f"{n:,} × {LOSSES[kind]}" if n > 1 else LOSSES[kind] for kind, n in lost.items()]
    kept = _reduced(lexicon, lost)
    grave = [text for kind, text in zip(lost, said, strict=True) if kind not in HARMLESS]
    if grave and not lossy:
        raise RhetoricError(
            f"{path}: {FORMATS[suffix].program} has no place for {' and '.join(grave)}: write "
            ".toml or .json, or allow the loss (--lossy)."
        )
    if not kept.categories:
        raise RhetoricError(f"{path}: nothing of the lexicon would be left: write .toml or .json.")
    content = FORMATS[suffix].write(kept).encode()
    _compare(path, kept, content)
    return content, tuple(said)


def known(path: str) -> str:
    """Return the ending of a path if it is one of a format; raises `RhetoricError`."""
    suffix = PurePath(path).suffix.casefold()
    if suffix not in FORMATS:
        raise RhetoricError(
            f"{path} has no ending of a lexicon: write one of {', '.join(FORMATS)}."
        )
    return suffix


def _reduced(lexicon: Lexicon, lost: dict[str, int]) -> Lexicon:
    """Return a lexicon without what a format cannot hold."""
    kept = list(lexicon.entries)
    if "guards" in lost:
        kept = [entry for entry in kept if not entry.guard]
    if lost.keys() & {"regex", "both"}:
        kept = [entry for entry in kept if not entry.regex or quanteda.glob(entry.text)]
    if "zero" in lost:
        kept = [entry for entry in kept if entry.weight != 0]
    if "weights" in lost:
        kept = [replace(entry, weight=1.0) for entry in kept]
    if "case" in lost:
        kept = [replace(entry, case="fold") for entry in kept]
    return replace(lexicon, entries=tuple(kept))


def _compare(path: str, lexicon: Lexicon, content: bytes) -> None:
    """Refuse a file that would be read otherwise than the lexicon that it was made of."""
    from rhetoric.lexicon.files import read_bytes  # noqa: PLC0415  (it stands above this one)

    try:
        again = {_essence(entry) for entry in read_bytes(path, content).entries}
    except RhetoricError as error:
        raise RhetoricError(f"{path} cannot hold this lexicon: {error}") from None
    wrong = next((e for e in lexicon.entries if _essence(e) not in again), None)
    if wrong is not None or len({_essence(e) for e in lexicon.entries}) != len(again):
        what = f"{short(wrong.text)} in {wrong.category!r}" if wrong else "it"
        raise RhetoricError(
            f"{path}: {what} would be read otherwise in this format: write .toml or .json."
        )


def _essence(entry: Entry) -> tuple[object, ...]:
    """Return what of an entry decides on its hits."""
    words = entry.text if entry.regex else entry.words
    return (entry.category, words, entry.regex, entry.exact, entry.weight, entry.guard)
