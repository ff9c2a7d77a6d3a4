"""The command that finds what documents share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Top,
    print_json,
    print_table,
    read,
    records,
    say,
)

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus

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
    seed: Annotated[int, typer.Option(help="Seed of the null.")] = 0,
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
    null = comparability(tokens, seed=seed)
    result = find(tokens)
    chains = lineages(tokens)
    lived = lives(tokens, life or [])
    notes = list(dict.fromkeys([*result.notes, *chains.notes, *null.notes]))
    if as_json:
        more: dict[str, Any] = {
            "formulae": records(formulae(tokens).table),
            "lineages": records(chains.table),
            "lives": records(lived.table),
            "null": records(null.null),
        }
        print_json("reuse", there, records(result.table), notes, **more)
        return
    if life:
        say(lived.method)
        print_table(records(lived.table), lived.shown, top)
        return
    say(*notes)
    if show is Show.lineages:
        say(chains.title)
        print_table(records(chains.table), chains.shown, top)
        return
    chosen = formulae(tokens) if show is Show.formulae else result
    say(f"{chosen.title}. {chosen.method}")
    columns = ["count", "first", "last", "formula"]
    if show is Show.passages:
        columns = ["kind", "words", "similarity", "places", "passage"]
    rows = [_shown(there, row) for row in records(chosen.table.head(top))]
    print_table(rows, columns, top, total=len(chosen.table))


def _shown(corpus: Corpus, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its first places and the beginning of its text."""
    spans = row["spans"]
    places = [f"{corpus[s['doc']].label}:{s['line']}" for s in spans[:3]]
    more = [f"+{len(spans) - 3}"] if len(spans) > 3 else []
    text = " ".join(spans[0]["text"].split())
    text = text if len(text) <= _WIDE else f"{text[:_WIDE]}…"
    return row | {"places": " ".join([*places, *more]), "passage": text}
