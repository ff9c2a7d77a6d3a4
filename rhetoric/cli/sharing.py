"""The command that finds what documents share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Top,
    fail,
    print_json,
    print_table,
    read,
    records,
    say,
)

if TYPE_CHECKING:
    from rhetoric.compare.comparability import Comparability
    from rhetoric.compare.prints import Prints
    from rhetoric.compare.reuse import Reuse
    from rhetoric.corpus import Corpus
    from rhetoric.tokens import Tokens

#: Characters of a passage that are printed.
_WIDE = 110


class Show(StrEnum):
    """What is printed."""

    passages = "passages"
    formulae = "formulae"
    lineages = "lineages"


def reuse(
    corpus: CorpusPath,
    show: Annotated[Show, typer.Option(help="What to print.")] = Show.passages,
    life: Annotated[
        list[str] | None, typer.Option("--life", help="A phrase: from when to when it was used.")
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option("--keep", help="File of fingerprints: used for unchanged texts, and renewed."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the null.")] = 0,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Find passages, formulae and lineages of sentences that documents share."""
    from rhetoric.compare.comparability import comparability
    from rhetoric.compare.formulae import formulae
    from rhetoric.compare.lineages import lineages
    from rhetoric.compare.lives import lives
    from rhetoric.compare.reuse import reuse as find
    from rhetoric.tokens import tokenize

    there = read(corpus)
    tokens = tokenize(there)
    if life and not as_json:
        lived = lives(tokens, life)
        say(lived.method)
        print_table(records(lived.table), lived.shown, top)
        return
    result = find(tokens, known=_kept(tokens, keep))
    null = comparability(tokens, seed=seed)
    if as_json:
        _print_all(tokens, result, null, life or [])
        return
    if show is Show.lineages:
        chains = lineages(tokens)
        say(*chains.notes, chains.title)
        print_table(records(chains.table), chains.shown, top)
        return
    chosen = formulae(tokens) if show is Show.formulae else result
    say(*chosen.notes, *null.notes, f"{chosen.title}. {chosen.method}")
    columns = ["count", "first", "last", "formula"]
    if show is Show.passages:
        columns = ["kind", "words", "similarity", "places", "passage"]
    rows = [_shown(there, row) for row in records(chosen.table.head(top))]
    print_table(rows, columns, top, total=len(chosen.table))


def _print_all(tokens: Tokens, found: Reuse, null: Comparability, life: list[str]) -> None:
    """Print as JSON all that there is to show."""
    from rhetoric.compare.formulae import formulae
    from rhetoric.compare.lineages import lineages
    from rhetoric.compare.lives import lives

    chains = lineages(tokens)
    more: dict[str, Any] = {
        "formulae": records(formulae(tokens).table),
        "lineages": records(chains.table),
        "lives": records(lives(tokens, life).table),
        "null": records(null.null),
    }
    notes = list(dict.fromkeys([*found.notes, *chains.notes, *null.notes]))
    print_json("reuse", tokens.corpus, records(found.table), notes, **more)


def _kept(tokens: Tokens, keep: str | None) -> Prints | None:
    """Return the fingerprints of a corpus, those in a file used again, and renew the file."""
    if keep is None:
        return None
    from pathlib import Path

    from rhetoric.compare.prints import SCHEMA, Prints, prints
    from rhetoric.store.arrays import load, save

    if not keep.strip() or Path(keep).is_dir():
        fail(f"--keep {keep!r} is no file: name one.", 73)
    known = Prints.of(load(keep, SCHEMA)) if Path(keep).exists() else None
    found = prints(tokens, known=known)
    save(keep, SCHEMA, found.arrays())
    old = found.common(known) if known else 0
    say(f"{keep}: fingerprints of {old:,} documents used again, of {len(found) - old:,} made.")
    return found


def _shown(corpus: Corpus, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its first places and the beginning of its text."""
    spans = row["spans"]
    places = [f"{corpus[s['doc']].label}:{s['line']}" for s in spans[:3]]
    more = [f"+{len(spans) - 3}"] if len(spans) > 3 else []
    text = " ".join(spans[0]["text"].split())
    text = text if len(text) <= _WIDE else f"{text[:_WIDE]}…"
    return row | {"places": " ".join([*places, *more]), "passage": text}
