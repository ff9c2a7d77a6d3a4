"""The commands that hold texts against each other sentence by sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import AsJson, plain, print_json, read, say

if TYPE_CHECKING:
    from rhetoric.compare.alignment import Alignment
    from rhetoric.corpus import Corpus, Document

_COLOURS = {"del": "\x1b[31;9m", "ins": "\x1b[32;4m", "dim": "\x1b[2m", "bold": "\x1b[1m"}


def diff(
    texts: Annotated[
        list[str], typer.Argument(help="CORPUS EARLIER LATER, or two files: OLD NEW.")
    ],
    base: Annotated[
        str | None, typer.Option("--base", help="The earlier text, if it is not the first named.")
    ] = None,
    html: Annotated[str | None, typer.Option("--html", help="Write a page to this file.")] = None,
    markdown: Annotated[
        str | None, typer.Option("--markdown", help="Write Markdown to this file.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Print kept sentences too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what was kept, reworded, moved, dropped and new between two documents."""
    from rhetoric.compare.alignment import aligned
    from rhetoric.compare.prose import prose, scale
    from rhetoric.tokens import tokenize

    there, numbers, prints = _two(texts, base)
    weights = scale(tokenize(there))
    result = aligned(*(prose(number, weights) for number in numbers))
    result = replace(result, notes=(*_ordered(result), *result.notes))
    _write(result, html, markdown)
    if as_json:
        sides = {"earlier": _record(result.earlier), "later": _record(result.later)}
        counts = {**result.counts, "carried": result.carried}
        print_json("diff", there, result.rows(), result.notes, prints, **sides, counts=counts)
        return
    _print(result, every=every)


def _two(texts: Sequence[str], base: str | None) -> tuple[Corpus, list[int], str | None]:
    """Return a corpus, the numbers of the two documents in it, and its fingerprint if known."""
    from rhetoric.corpus import RhetoricError

    if len(texts) == 3:
        there = read(texts[0])
        found = [_find(there, name) for name in texts[1:]]
        there = _with_others(there, found)
        prints = None
    elif len(texts) == 2:
        there, found, prints = _files(texts)
    else:
        raise RhetoricError(
            f"diff takes CORPUS EARLIER LATER, or two files OLD NEW, not {len(texts)} names."
        )
    if base is not None:
        found = _based(found, base)
    numbers = [next(n for n, d in enumerate(there) if d is one) for one in found]
    return there, numbers, prints


def _find(there: Corpus, name: str) -> Document:
    """Return a document of a corpus, those in other languages too."""
    wide = replace(there, documents=(*there.documents, *there.others), others=())
    return wide.find(name)


def _with_others(there: Corpus, found: Sequence[Document]) -> Corpus:
    """Return the corpus with those documents of another language that are asked for."""
    known = {id(document) for document in there}
    more = {id(d): d for d in found if id(d) not in known}
    return replace(there, documents=(*there.documents, *more.values()))


def _files(paths: Sequence[str]) -> tuple[Corpus, list[Document], str]:
    """Return two files as a corpus of two documents, which may be one and the same."""
    from hashlib import sha256

    from rhetoric.corpus import RhetoricError
    from rhetoric.read.address import here, shown, where
    from rhetoric.read.remote import brought
    from rhetoric.read.scan import fingerprint

    for path in paths:
        if not path.strip():
            raise RhetoricError("The name of a text is empty: name a file.")
        if brought(path).is_dir():
            name = shown(path)
            raise RhetoricError(
                f"{name!r} is a folder: name two of its documents after it "
                f"(rhetoric diff {name} EARLIER LATER), or give two files."
            )
    one, other = (read(str(where(here(path)))) for path in paths)
    first, second = one[0], other[0]
    if first.id == second.id:  # of two folders: their paths tell them apart
        first, second = (
            replace(d, id=path, file=path)
            for d, path in zip((first, second), map(shown, paths), strict=True)
        )  # fmt: skip
    prints = sha256("".join(map(fingerprint, paths)).encode()).hexdigest()
    both = replace(one, documents=(first, second), path=" ".join(map(shown, paths)))
    return both, [first, second], prints


def _based(found: list[Document], name: str) -> list[Document]:
    """Return two documents with the one of this name first."""
    from rhetoric.corpus import Corpus

    base = Corpus(tuple(found)).find(name)
    return found if found[0] is base else found[::-1]


def _ordered(result: Alignment) -> list[str]:
    one, other = result.earlier, result.later
    if one.date and other.date and one.date > other.date:
        return [f"By their dates the first text ({one.label}) is the later: the order is yours."]
    return []


def _record(document: Document) -> dict[str, Any]:
    fields = ("id", "file", "title", "date", "date_precision", "language")
    return {name: getattr(document, name) for name in fields}


def _write(result: Alignment, html: str | None, markdown: str | None) -> None:
    """Write the page, or the Markdown, to a file; a text that was read is never written over."""
    if html is None and markdown is None:
        return
    from rhetoric.report import html as page_html
    from rhetoric.report import markdown as page_markdown
    from rhetoric.report.redlines import page, save

    made = page(result)
    if markdown is not None:
        save(markdown, page_markdown.render(made), result)
        say(f"wrote {markdown}")
    if html is not None:
        save(html, page_html.render(made, {}), result)
        say(f"wrote {html}")


def _print(result: Alignment, *, every: bool) -> None:
    """Print the redline: colours on a terminal that wants them, else signs around the words."""
    from rhetoric.compare.sidebyside import flow, label, summary

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and _able()
    say(result.title, summary(result), *result.notes)
    kept = 0
    for row in result.rows():
        if row["kind"] == "kept" and not row["moved"] and not every:
            kept += 1
            continue
        kept = _kept(kept, colour=colour)
        places = " → ".join(f"L{span['line']}" for s in ("before", "after") for span in row[s][:1])
        text = "".join(
            _marked(kind, words, colour=colour)
            for kind, words in flow(row, result.earlier, result.later)
        )
        tags = "".join(f"; {plain(tag)}" for tag in row["tags"])
        head = _styled(f"{label(row)} ({places}{tags})", "bold", colour=colour)
        typer.echo(f"{head}\n  {text}", color=True)
    _kept(kept, colour=colour)


def _able() -> bool:
    return os.environ.get("TERM") != "dumb"


def _kept(number: int, *, colour: bool) -> int:
    if number:
        noun = "sentence" if number == 1 else "sentences"
        typer.echo(_styled(f"… {number} {noun} kept", "dim", colour=colour), color=True)
    return 0


def _marked(kind: str, text: str, *, colour: bool) -> str:
    if kind == "same":
        return plain(text)
    if colour:
        return _styled(plain(text), kind, colour=True)
    signs = ("[-", "-]") if kind == "del" else ("{+", "+}")
    return f"{signs[0]}{plain(text)}{signs[1]}"


def _styled(text: str, style: str, *, colour: bool) -> str:
    return f"{_COLOURS[style]}{text}\x1b[0m" if colour else text
