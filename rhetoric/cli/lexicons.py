"""The commands on lexicons: their list, diagnosis and conversion, and the means of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rhetoric.cli.show import AsJson, CorpusPath, Top, fail, print_table, read, say, show

if TYPE_CHECKING:
    from rhetoric.lexicon import Lexicon

#: Columns of the table of categories that people read; --json has them all.
_SHOWN = ("category", "entries", "patterns", "phrases", "guards", "weights", "sample")


def lexicons(
    file: Annotated[
        str | None, typer.Argument(help="A lexicon, shipped or a file; all shipped if left out.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Write it here; the ending is the format.")
    ] = None,
    lossy: Annotated[
        bool, typer.Option("--lossy", help="Leave out what the other format cannot hold.")
    ] = False,
    top: Top = 100,
    as_json: AsJson = False,
) -> None:
    """List the lexicons that are shipped, diagnose one, or write it in another format."""
    import json

    from rhetoric.lexicon import described, load, shipped

    for path, what in ((file, "name of the lexicon"), (output, "path of the output")):
        if path is not None and not path.strip():
            fail(f"The {what} is empty: name a file.", 2)
    if file is None and output is not None:
        fail("There is nothing to write: name a lexicon before -o.", 2)
    found = [load(name) for name in ([file] if file else shipped())]
    if output is not None:
        _write(found[0], output, lossy=lossy)
    rows = described(found, whole=file is None)
    notes = [note for lexicon in found for note in lexicon.notes]
    if as_json:
        schema = {"schema": "rhetoric.lexicons/1", "corpus": None, "rows": rows, "notes": notes}
        typer.echo(json.dumps(schema, ensure_ascii=False))
        return
    say(*(f"{note}." for note in notes))
    if output is None:
        print_table(rows, _SHOWN if file else list(rows[0]), top)


def _write(lexicon: Lexicon, output: str, *, lossy: bool) -> None:
    """Write a lexicon into a file that is not there, and say what is not in it."""
    from pathlib import Path

    from rhetoric.lexicon import write

    content, lost = write(lexicon, output, lossy=lossy)
    if Path(output).exists():
        fail(f"{output!r} is there already: name another file.", 73)
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        fail(f"{output!r} cannot be written: {error.strerror}.", 73)
    say(f"lexicon: {output}, {len(lexicon.entries):,} entries")
    say(*(f"not in it: {what}." for what in lost))


def scores(
    corpus: CorpusPath,
    lexicon: Annotated[str, typer.Argument(help="A lexicon with weights: a file, or shipped.")],
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Show the mean weight of a lexicon's words in each document, such as of sentiment."""
    from rhetoric.compare.scores import scores as weigh
    from rhetoric.lexicon import load
    from rhetoric.tokens import tokenize

    found = load(lexicon)
    there = read(corpus)
    show("scores", there, weigh(tokenize(there), found), top=top, as_json=as_json, columns=_SCORES)


#: Columns of the means that people read.
_SCORES = ("category", "document_label", "count", "tokens", "rate", "mean", "low", "high", "score")
