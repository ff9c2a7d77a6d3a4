"""The commands that point: devices, and the lexicons that find them."""

from __future__ import annotations

from typing import Annotated

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Top,
    fail,
    more,
    plain,
    print_json,
    print_table,
    read,
    records,
    say,
)


def devices(
    corpus: CorpusPath,
    feature: Annotated[
        list[str] | None, typer.Option("--feature", help="A device; all if left out.")
    ] = None,
    lexicon: Annotated[
        list[str] | None, typer.Option("--lexicon", help="A lexicon, shipped or a file.")
    ] = None,
    audit: Annotated[
        str | None, typer.Option("--audit", help="A device: 20 random hits of it in context.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the audit.")] = 0,
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Count what the texts do with words, by document and by who speaks."""
    from rhetoric.compare.devices import devices as find
    from rhetoric.lexicon import load
    from rhetoric.tokens import tokenize

    wanted = [*(feature or []), *([audit] if audit and not lexicon else [])]
    lexicons = [load(name) for name in lexicon or ()]
    there = read(corpus)
    result = find(tokenize(there), features=wanted or None, lexicons=lexicons)
    if audit is not None:
        rows = result.in_context(audit, seed=seed)
        if as_json:
            print_json("devices", there, rows, result.notes)
            return
        for row in rows[:top]:
            where = f"{there[row['doc']].label}:{row['line']}"
            typer.echo(plain(f"{where:>16}  {row['left']:>60}[{row['node']}]{row['right']}"))
            typer.echo(plain(f"{'':>16}  {row['category']}, {row['voice']} {row['speaker']}"))
        more(len(rows), top)
        return
    if as_json:
        print_json("devices", there, result.rows(), result.notes)
        return
    say(result.method, *result.notes)
    columns = ["feature", "category", "document_label", "voice", "speaker", "count", "rate", "low",
               "high", "paragraphs", "example"]  # fmt: skip
    rows = records(result.table)
    for row in rows:
        row["paragraphs"] = f"{row['paragraphs']} of {row['of_paragraphs']}"
    print_table(rows, columns, top)


def lexicons(
    file: Annotated[
        str | None, typer.Argument(help="A lexicon, shipped or a file; all shipped if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the lexicons that are shipped, or diagnose one."""
    import json

    from rhetoric.lexicon import described, load, shipped

    if file is not None and not file.strip():
        fail("The name of the lexicon is empty: name a file, or one that is shipped.", 2)
    rows = described([load(name) for name in ([file] if file else shipped())], whole=file is None)
    if as_json:
        schema = {"schema": "rhetoric.lexicons/1", "corpus": None, "rows": rows, "notes": []}
        typer.echo(json.dumps(schema, ensure_ascii=False))
        return
    print_table(rows, list(rows[0]), len(rows))
