"""The commands that point: devices, and the lexicons that find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Top,
    more,
    plain,
    print_json,
    print_table,
    read,
    records,
    say,
)

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus
    from rhetoric.lexicon import Lexicon


def devices(
    corpus: CorpusPath,
    feature: Annotated[
        list[str] | None, typer.Option("--feature", help="A device; all if left out.")
    ] = None,
    lexicon: Annotated[
        list[str] | None, typer.Option("--lexicon", help="A lexicon, shipped or a file.")
    ] = None,
    audit: Annotated[
        str | None,
        typer.Option("--audit", help="A device or lexicon: 20 random hits of it in context."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the audit.")] = 0,
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Count what the texts do with words, by document and by who speaks."""
    from rhetoric.compare.devices import devices as find
    from rhetoric.lexicon import load
    from rhetoric.tokens import tokenize

    lexicons = [load(name) for name in lexicon or ()]
    there = read(corpus)
    wanted = list(feature or ())
    if audit is not None and audit not in {*wanted, *(one.name for one in lexicons)}:
        named = _lexicons_called(audit, there)
        lexicons += named
        wanted += [] if named else [audit]
    result = find(tokenize(there), features=wanted or None, lexicons=lexicons)
    if audit is not None:
        rows = result.in_context(audit, seed=seed)
        if as_json:
            print_json("devices", there, rows, result.notes)
            return
        say(*result.notes)
        _print_audit(there, rows, top)
        return
    if as_json:
        print_json("devices", there, result.rows(), result.notes)
        return
    say(result.method, *result.notes)
    columns = ["feature", "category", "document_label", "voice", "speaker", "count", "tokens",
               "rate", "low", "high", "paragraphs", "example"]  # fmt: skip
    weighed = (result.table["weight"] != 1).any()
    columns += ["weight"] * bool(weighed)
    rows = records(result.table)
    for row in rows:
        row["paragraphs"] = f"{row['paragraphs']} of {row['of_paragraphs']}"
    print_table(rows, columns, top)


def _print_audit(there: Corpus, rows: list[dict[str, Any]], top: int) -> None:
    """Print hits in their context, two lines each."""
    for row in rows[:top]:
        where = f"{there[row['doc']].label}:{row['line']}"
        typer.echo(plain(f"{where:>16}  {row['left']:>60}[{row['node']}]{row['right']}"))
        typer.echo(plain(f"{'':>16}  {row['category']}, {row['voice']} {row['speaker']}"))
    more(len(rows), top)


def _lexicons_called(name: str, there: Corpus) -> list[Lexicon]:
    """Return the lexicon of a name: one of corpus.toml, or a shipped one that is no device."""
    from rhetoric.detectors import DEVICES
    from rhetoric.lexicon import load, of_corpus, shipped

    found = [one for one in of_corpus(there) if one.name == name]
    return found or [load(name) for one in shipped() if one == name and one not in DEVICES]
