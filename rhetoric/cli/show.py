"""What every command shares: its options, how it reads a corpus, and how it prints."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rhetoric.corpus import Corpus
    from rhetoric.ngrams import Counts

#: Characters of a message that are printed.
LONGEST = 700
#: Words of the longest term that is counted.
LONGEST_TERM = 12


class Unit(StrEnum):
    """What is counted and permuted."""

    paragraph = "paragraph"
    document = "document"


CorpusPath = Annotated[
    str, typer.Argument(help="Folder of documents, one file, a store; or an address of one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="All rows as one JSON object on stdout.")]
Top = Annotated[int, typer.Option("--top", min=1, help="Rows to print.")]
Ngrams = Annotated[str, typer.Option("--ngrams", help="Lengths of terms in words: 1-3, or 2.")]
Figure = Annotated[
    str | None, typer.Option("--figure", help="Draw into this .svg or .png, its CSV beside it.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all went well.")]


def read(path: str) -> Corpus:
    """Return the corpus of a path; an empty path is answered before anything is imported."""
    from rhetoric.read import read
    from rhetoric.store.manifest import is_store

    if not path.strip():
        fail("The path of the corpus is empty: name a folder, or a file.", 2)
    there = _here(path)
    if is_store(there):
        from rhetoric.store.stored import open_store

        return open_store(there).read()
    return read(there)


def _here(path: str) -> str | Path:
    """Return the folder of a store that is elsewhere, and any other path as it is."""
    from rhetoric.read.address import here, is_address

    if not is_address(here(path)):
        return here(path)
    from rhetoric.store.remote import local

    return local(path)


def counted(path: str, ngrams: str, *, per: str = "paragraph") -> tuple[Corpus, Counts]:
    """Return the corpus and its counts; those by document of a store are read from it.

    Terms that stand once in a whole store are left out.
    """
    from rhetoric.ngrams import count
    from rhetoric.store.manifest import is_store
    from rhetoric.tokens import tokenize

    if per == "document" and path.strip() and is_store(_here(path)):
        from rhetoric.store.stored import open_store

        counts = open_store(path).counts(ngrams=lengths(ngrams))
        assert counts.source is not None
        return counts.source.corpus, counts
    there = read(path)
    return there, count(tokenize(there), ngrams=lengths(ngrams), per="paragraph")


def literal(terms: Sequence[str]) -> None:
    """Refuse a term with ``*``: it would be followed as if the sign were not there."""
    for term in terms:
        if "*" in term:
            fail(
                f"{term[:60]!r} has a *, which only concordance takes: write the words out, or put "
                "them together as one of the families of corpus.toml.", 2,
            )  # fmt: skip


def lengths(text: str) -> tuple[int, int]:
    """Return the least and greatest length of terms that a text such as ``1-3`` names."""
    from rhetoric.corpus import RhetoricError

    low, dash, high = text.partition("-")
    if not text.isascii() or not low.isdigit() or (dash and not high.isdigit()):
        raise RhetoricError(f"--ngrams {text!r} is no length: write 1-3, or 2.")
    least, greatest = int(low), int(high or low)
    if not 1 <= least <= greatest <= LONGEST_TERM:
        raise RhetoricError(
            f"--ngrams {text!r} is no range: the smaller length first, from 1 to {LONGEST_TERM}."
        )
    return least, greatest


def records(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    records: list[dict[str, Any]] = table.to_dict("records")
    return records


def print_json(
    command: str, corpus: Corpus, rows: Sequence[Any], notes: Sequence[str],
    prints: str | None = None, **more: Any,
) -> None:  # fmt: skip
    """Print one object with all rows on stdout: what other programs rely on.

    ``prints`` is the fingerprint of a corpus that is no one folder or file.
    """
    from rhetoric.read.scan import fingerprint
    from rhetoric.store.manifest import digest, is_store

    prints = prints or (digest if is_store(corpus.path) else fingerprint)(corpus.path)
    there = {"path": corpus.path, "documents": len(corpus), "fingerprint": prints}
    print_rows(command, rows, notes, corpus=there, **more)


def print_rows(command: str, rows: Sequence[Any], notes: Sequence[str], **more: Any) -> None:
    """Print rows as one JSON object on stdout."""
    from rhetoric.corpus import as_json

    document = {
        "schema": f"rhetoric.{command}/1",
        "rows": as_json(list(rows)),
        "notes": list(notes),
        **as_json(more),
    }
    text = json.dumps(document, ensure_ascii=False, default=_number, allow_nan=False)
    sys.stdout.write(f"{_escaped(text)}\n")


def _escaped(text: str) -> str:
    """Return JSON in which signs that steer a terminal are escaped: a reader gets the same text."""
    steering = {c for c in set(text) if not c.isprintable() and c <= "\uffff"}
    return text.translate({ord(c): f"\\u{ord(c):04x}" for c in steering})


def show(
    command: str,
    corpus: Corpus,
    result: Any,
    *,
    top: int,
    as_json: bool,
    figure: str | None = None,
    columns: Sequence[str] = (),
    **more: Any,
) -> None:
    """Print a result for people, or all its rows as JSON; draw it where a figure is wanted."""
    if figure is not None:
        drawn(corpus, result, figure)
    rows = result.rows if hasattr(result, "rows") else lambda: records(result.table)
    if as_json:
        print_json(command, corpus, rows(), result.notes, **more)
        return
    say(f"{result.title}. {result.method}", *result.notes)
    names = columns or result.shown or list(result.table.columns)
    print_table(records(result.table.head(top)), names, top, total=len(result.table))


def drawn(
    corpus: Corpus, result: Any, path: str, *, page: Callable[[Any], Any] | None = None
) -> None:
    """Write the figure of a result, and the table behind it as CSV beside it."""
    from pathlib import Path

    from rhetoric.plots import png, svg
    from rhetoric.plots.pages import page_of
    from rhetoric.read.address import where
    from rhetoric.report.build import table

    file = Path(path)
    if file.suffix not in {".svg", ".png"}:
        fail(f"{path!r} is no figure: give it the ending .svg or .png.", 2)
    folder = where(corpus.path)
    if folder.is_dir() and file.resolve().is_relative_to(folder.resolve()):
        fail(
            f"{path!r} lies inside the corpus {str(folder)!r}, whose files are all read as "
            "documents: draw into another folder.",
            73,
        )
    if file.with_suffix(".csv").exists() and not file.exists():
        fail(f"{str(file.with_suffix('.csv'))!r} is there already: name the figure otherwise.", 73)
    picture = (page or page_of)(result)
    if picture is None:
        say("There are fewer than two things to draw: no figure was made.")
        return
    image = svg(picture.figure, alt=picture.alt) if file.suffix == ".svg" else png(picture.figure)
    try:
        file.write_bytes(image)
        file.with_suffix(".csv").write_bytes(table(result.table))
    except OSError as error:
        fail(f"{path!r} cannot be written: {error.strerror}.", 73)
    say(f"figure: {file} and {file.with_suffix('.csv')}", *picture.notes)


def _number(value: Any) -> Any:
    """Return a number or an array of numpy as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def print_table(
    rows: Sequence[dict[str, Any]], columns: Sequence[str], top: int, total: int | None = None
) -> None:
    """Print rows for people: as wide as the terminal, numbers to four digits."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        number = bool(rows) and isinstance(rows[0].get(name), (int, float)) and name != "badge"
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows[:top]:
        table.add_row(*(Text(plain(_cell(row.get(name)))) for name in columns))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False).print(table)
    more(total if total is not None else len(rows), top)


def _cell(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124  (what is not known is NaN in tables)
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    return str(value)


def dated(row: dict[str, Any]) -> str:
    """Return the date of a document to its precision, for people, and whether it was inferred."""
    from rhetoric.corpus import to_precision

    source = row["date_source"] or {}
    mark = " (inferred)" if source.get("kind") == "inferred" else ""
    return f"{to_precision(row['date'] or '', row['date_precision'])}{mark}"


def plain(text: str) -> str:
    """Return a text without control characters: what a document holds must not steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def more(total: int, top: int) -> None:
    """Say how many rows were not printed, and how to see them."""
    if total > top:
        say(f"{total - top:,} more rows: --top {total}, or --json for all.")


def say(*lines: str) -> None:
    """Print lines on stderr, harmless to a terminal."""
    for line in lines:
        typer.echo(plain(line), err=True)


def progress(quiet: bool) -> Any:
    """Return a function that tells how far a long run is, on a terminal only."""
    loud = not quiet and sys.stderr.isatty()
    return say if loud else (lambda *_: None)


def fail(message: str, code: int) -> NoReturn:
    """Say what was wrong, and leave with an exit code."""
    from rhetoric.read.address import named

    typer.echo(f"rhetoric: {plain(named(message))}", err=True)
    raise typer.Exit(code)


def stop(message: str, code: int) -> NoReturn:
    """Say what was wrong in one sentence, however long the value in it was, and leave."""
    short = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
    typer.echo(f"rhetoric: {plain(short)}", err=True)
    sys.exit(code)
