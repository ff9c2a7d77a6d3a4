"""The command line: each command reads, calls the library and prints. Heavy imports wait inside."""

from __future__ import annotations

import io
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from rhetoric import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rhetoric.corpus import Corpus
    from rhetoric.ngrams import Counts

app = typer.Typer(
    name="rhetoric",
    help="Says what changed in a folder of dated documents, with a quotation behind every claim.",
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)


#: Characters of a message that are printed.
LONGEST = 700


class Unit(StrEnum):
    """What is counted and permuted."""

    paragraph = "paragraph"
    document = "document"


CorpusPath = Annotated[str, typer.Argument(help="Folder of documents, or one file.")]
AsJson = Annotated[bool, typer.Option("--json", help="All rows as one JSON object on stdout.")]
Top = Annotated[int, typer.Option("--top", min=1, help="Rows to print.")]
Ngrams = Annotated[str, typer.Option("--ngrams", help="Lengths of terms in words: 1-3, or 2.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all went well.")]


def _version(show: bool) -> None:
    if show:
        typer.echo(f"rhetoric {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  (its callback prints it)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Says what changed in a folder of dated documents, with a quotation behind every claim."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def report(
    corpus: CorpusPath = "seeds",
    out: Annotated[str, typer.Option("-o", "--out", help="Folder for the report.")] = "reports",
    check: Annotated[
        bool, typer.Option("--check", help="Recompute and compare; exit 1 if the report is stale.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write even if nothing changed.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 if a file of the corpus was skipped.")
    ] = False,
    min_badge: Annotated[
        int, typer.Option("--min-badge", min=1, max=4, help="Only findings that reach this badge.")
    ] = 1,
    quiet: Quiet = False,
) -> None:
    """Write the report on what changed: Markdown, a page, figures, tables and findings."""
    from rhetoric.report.run import Job, run

    if not corpus.strip() or not out.strip():
        _fail("The path of the corpus, or of the report, is empty: name a folder.", 2)
    job = Job(Path(corpus), Path(out), min_badge=min_badge)
    done = run(job, check=check, dry_run=dry_run, force=force, say=_progress(quiet))
    if not quiet or done.stale:
        typer.echo(done.message)
    if done.stale:
        raise typer.Exit(1)
    if strict and done.skipped:
        _fail(f"{done.skipped} files were skipped: see 'rhetoric documents {corpus}'.", 3)


@app.command()
def documents(
    corpus: CorpusPath = "seeds",
    as_json: AsJson = False,
    top: Top = 100,
    init: Annotated[
        bool, typer.Option("--init", help="Write a first corpus.toml from what was found.")
    ] = False,
) -> None:
    """List what is read: dates, sizes, joins and notes of every document, and skipped files."""
    from rhetoric.compare.timeline import timeline
    from rhetoric.tokens import tokenize

    there = _read(corpus)
    if init:
        _init(there)
        return
    result = timeline(tokenize(there))
    rows = _records(result.table)
    if as_json:
        _print_json("documents", there, rows, result.notes)
        return
    shown = [
        {**row, "notes": len(row["notes"]), "date": _dated(row), "id": row["id"] or row["file"]}
        for row in rows
    ]
    _say(*result.notes)
    columns = ["id", "date", "title", "genre", "words", "paragraphs", "sentences", "joins", "notes"]
    columns += ["apart"] if there.others else []
    columns += ["skipped"] if there.skipped else []
    _print_table(shown, columns, top)


def _init(corpus: Corpus) -> None:
    """Write a first corpus.toml beside the documents, never over one that is there."""
    from rhetoric.corpus import RhetoricError
    from rhetoric.read.draft import draft

    root = Path(corpus.path)
    where = (root if root.is_dir() else root.parent) / "corpus.toml"
    try:
        where.touch(exist_ok=False)
        where.write_text(draft(corpus), encoding="utf-8")
    except FileExistsError:
        raise RhetoricError(f"{where} is there already: --init never changes it.") from None
    except OSError as error:
        raise RhetoricError(f"{where} cannot be written: {error.strerror}.", code=74) from None
    number = len(corpus) + len(corpus.others)
    typer.echo(f"wrote {_plain(str(where))}: {number} documents, every line a comment to correct")


@app.command()
def keyness(
    corpus: CorpusPath,
    target: Annotated[str, typer.Option(help="Such as year=2024, id=004 or date=2021-01..2022.")],
    reference: Annotated[
        str | None, typer.Option(help="The other side; all the rest if left out.")
    ] = None,
    ngrams: Ngrams = "1-3",
    unit: Annotated[Unit, typer.Option(help="What the test permutes.")] = Unit.paragraph,
    measure: Annotated[str, typer.Option(help="Orders the table; decides nothing.")] = "g2",
    min_count: Annotated[int, typer.Option(min=1, help="Least occurrences on both sides.")] = 3,
    seed: Annotated[int, typer.Option(help="Seed of the permutations.")] = 0,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Compare two selections of documents: which terms a target has more or less of."""
    from rhetoric.compare.keyness import keyness as compare

    there, counts = _counts(corpus, ngrams)
    result = compare(
        counts, target=target, reference=reference, unit=unit.value, measure=measure,
        min_count=min_count, seed=seed,
    )  # fmt: skip
    if as_json:
        _print_json("keyness", there, result.rows(), result.notes, ngrams=ngrams)
        return
    _say(f"{result.title}. {result.method}", *result.notes)
    _print_table(_records(result.table.head(top)), result.shown, top, total=len(result.table))


@app.command()
def tfidf(
    corpus: CorpusPath,
    weighting: Annotated[str, typer.Option(help="sklearn or quanteda.")] = "sklearn",
    unit: Annotated[
        Unit, typer.Option(help="What document frequency is counted in.")
    ] = Unit.paragraph,
    ngrams: Ngrams = "1-3",
    top: Annotated[int, typer.Option("--top", min=1, help="Rows to print a document.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the terms that set each document apart from the others."""
    from rhetoric.compare.tfidf import tfidf as weigh

    there, counts = _counts(corpus, ngrams)
    result = weigh(counts, weighting=weighting, idf_unit=unit.value)
    if as_json:
        _print_json("tfidf", there, result.rows(), result.notes, ngrams=ngrams)
        return
    _say(result.method)
    shown = result.table.groupby("document", sort=False).head(top)
    columns = ["document_label", "label", "count", "df", "idf", "tfidf"]
    _print_table(_records(shown), columns, len(shown), total=len(result.table))


@app.command()
def trends(
    corpus: CorpusPath,
    terms: Annotated[list[str] | None, typer.Argument(help="Terms; the commonest if none.")] = None,
    ngrams: Ngrams = "1-3",
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Show the rate of terms in each document, with bounds, and where their runs begin and end."""
    from rhetoric.compare.trends import trends as follow
    from rhetoric.tokens import words_of

    longest = max((len(words_of(term)) for term in terms or []), default=1)
    low, high = _lengths(ngrams)
    there, counts = _counts(corpus, f"{low}-{max(high, longest)}")
    result = follow(counts, terms or None)
    if as_json:
        series = {term: dict(values) for term, values in result.series.items()}
        _print_json("trends", there, _records(result.table), result.notes, series=series)
        return
    _say(result.method, *result.notes)
    columns = ["label", "document_label", "count", "tokens", "rate", "low", "high"]
    _print_table(_records(result.table), columns, top)
    runs = [{"term": term, **values} for term, values in result.series.items()]
    _print_table(runs, ["term", "first", "last", "direction", "slope", "p"], len(runs))


@app.command()
def concordance(
    corpus: CorpusPath,
    pattern: Annotated[str, typer.Argument(help="Words; * stands for any letters.")],
    regex: Annotated[bool, typer.Option("--regex", help="A regular expression instead.")] = False,
    width: Annotated[int, typer.Option(min=1, max=1000, help="Characters of context.")] = 60,
    top: Top = 50,
    as_json: AsJson = False,
) -> None:
    """Show every place where words stand, with what is left and right of them."""
    from rhetoric.compare.concordance import concordance as find
    from rhetoric.tokens import tokenize

    there = _read(corpus)
    result = find(tokenize(there), pattern, regex=regex, width=width)
    rows = _records(result.table)
    if as_json:
        _print_json("concordance", there, rows, result.notes)
        return
    _say(result.title)
    for row in rows[:top]:
        where = f"{there[row['doc']].label}:{row['line']}"
        line = f"{where:>16}  {row['left'][-width:]:>{width}}[{row['node']}]{row['right']}"
        typer.echo(_plain(line))
    _more(len(rows), top)


def _read(path: str) -> Corpus:
    from rhetoric.read import read

    if not path.strip():
        _fail("The path of the corpus is empty: name a folder, or a file.", 2)
    return read(path)


def _counts(path: str, ngrams: str) -> tuple[Corpus, Counts]:
    """Return the corpus and its counts by paragraph."""
    from rhetoric.ngrams import count
    from rhetoric.tokens import tokenize

    there = _read(path)
    return there, count(tokenize(there), ngrams=_lengths(ngrams), per="paragraph")


def _lengths(text: str) -> tuple[int, int]:
    from rhetoric.corpus import RhetoricError

    low, dash, high = text.partition("-")
    if not text.isascii() or not low.isdigit() or (dash and not high.isdigit()):
        raise RhetoricError(f"--ngrams {text!r} is no length: write 1-3, or 2.")
    least, greatest = int(low), int(high or low)
    if not 1 <= least <= greatest <= 12:
        raise RhetoricError(
            f"--ngrams {text!r} is no range: the smaller length first, from 1 to 12."
        )
    return least, greatest


def _records(table: Any) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = table.to_dict("records")
    return records


def _print_json(
    command: str, corpus: Corpus, rows: Sequence[Any], notes: Sequence[str], **more: Any
) -> None:
    from rhetoric.corpus import as_json
    from rhetoric.read.scan import fingerprint

    document = {
        "schema": f"rhetoric.{command}/1",
        "corpus": {
            "path": corpus.path,
            "documents": len(corpus),
            "fingerprint": fingerprint(corpus.path),
        },
        "rows": as_json(list(rows)),
        "notes": list(notes),
        **as_json(more),
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_number, allow_nan=False))
    sys.stdout.write("\n")


def _number(value: Any) -> Any:
    """Return a number or an array of numpy as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _print_table(
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
        table.add_row(*(Text(_plain(_cell(row.get(name)))) for name in columns))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False).print(table)
    _more(total if total is not None else len(rows), top)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    return str(value)


def _dated(row: dict[str, Any]) -> str:
    source = row["date_source"] or {}
    mark = " (inferred)" if source.get("kind") == "inferred" else ""
    return f"{row['date'] or ''}{mark}"


def _plain(text: str) -> str:
    """Return a text without control characters: what a document holds must not steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _more(total: int, top: int) -> None:
    if total > top:
        _say(f"{total - top:,} more rows: --top {total}, or --json for all.")


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(_plain(line), err=True)


def _progress(quiet: bool) -> Any:
    """Return a function that tells how far a long run is, on a terminal only."""
    loud = not quiet and sys.stderr.isatty()
    return _say if loud else (lambda *_: None)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"rhetoric: {_plain(message)}", err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; every expected fault is one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):  # names of files may hold bytes that are no text
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("rhetoric: interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "format_message"):  # a wrong option or argument, told by Typer
            sentence = " ".join(error.format_message().split()).rstrip(".")
            _stop(f"{sentence}; see rhetoric --help.", 2)
        code = getattr(error, "code", None)
        if isinstance(error, ValueError) and code is not None:
            _stop(str(error), int(code))
        if os.environ.get("RHETORIC_DEBUG"):
            raise
        _stop(f"a bug, please report it: {error!r}", 1)


def _stop(message: str, code: int) -> NoReturn:
    """Say what was wrong in one sentence, however long the value in it was, and leave."""
    short = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
    typer.echo(f"rhetoric: {_plain(short)}", err=True)
    sys.exit(code)
