"""The command that lists what is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.publish import MaybeCorpus
from rhetoric.cli.show import (
    AsJson,
    Top,
    dated,
    fail,
    plain,
    print_json,
    print_table,
    read,
    records,
    say,
)

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus


def documents(
    corpus: MaybeCorpus = None,
    as_json: AsJson = False,
    top: Top = 100,
    init: Annotated[
        bool, typer.Option("--init", help="Write a first corpus.toml from what was found.")
    ] = False,
) -> None:
    """List what is read: dates, sizes, joins and notes of every document, and skipped files."""
    from rhetoric.compare.timeline import timeline
    from rhetoric.read.address import here, is_address
    from rhetoric.report.config import settings
    from rhetoric.store.manifest import is_store
    from rhetoric.tokens import tokenize

    path = settings({"corpus": corpus})["corpus"].value
    if init and is_address(here(path)):
        fail("--init writes beside the documents, which are not on this machine: copy them.", 2)
    if init and is_store(path):
        fail(f"{path!r} is a store: a corpus.toml belongs into the folder that was counted.", 2)
    there = read(path)
    if init:
        _init(there)
        return
    result = timeline(tokenize(there))
    rows = records(result.table)
    if as_json:
        print_json("documents", there, rows, result.notes)
        return
    shown = [
        {**row, "notes": _kinds(row["notes"]), "date": dated(row), "id": row["id"] or row["file"]}
        for row in rows
    ]
    say(*result.notes)
    columns = ["id", "date", "title", "genre", "words", "paragraphs", "sentences", "joins", "notes"]
    columns += ["apart"] if there.others else []
    columns += ["skipped"] if there.skipped else []
    print_table(shown, columns, top)


def _kinds(notes: Sequence[Any]) -> str:
    """Return what the notes on a document are about; --json and the report have their words."""
    seen = Counter(note["kind"] for note in notes)
    return ", ".join(f"{kind} {n}" if n > 1 else kind for kind, n in seen.items())


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
    typer.echo(f"wrote {plain(str(where))}: {number} documents, every line a comment to correct")
