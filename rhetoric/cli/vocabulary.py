"""The commands that compare vocabulary and find its places."""

from __future__ import annotations

from typing import Annotated

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Ngrams,
    Top,
    Unit,
    counted,
    lengths,
    more,
    plain,
    print_json,
    print_table,
    read,
    records,
    say,
)


def keyness(
    corpus: CorpusPath,
    target: Annotated[str, typer.Option(help="Such as year=2024, id=004 or date=2021-01..2022.")],
    reference: Annotated[
        str | None, typer.Option(help="The other side; all the rest if left out.")
    ] = None,
    ngrams: Ngrams = "1-3",
    unit: Annotated[Unit, typer.Option(help="What the test permutes.")] = Unit.paragraph,
    measure: Annotated[
        str, typer.Option(help="Orders the table, decides nothing; a wrong name lists all.")
    ] = "g2",
    min_count: Annotated[int, typer.Option(min=1, help="Least occurrences on both sides.")] = 3,
    seed: Annotated[int, typer.Option(help="Seed of the permutations.")] = 0,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Compare two selections of documents: which terms a target has more or less of."""
    from rhetoric.compare.keyness import keyness as compare

    there, counts = counted(corpus, ngrams)
    result = compare(
        counts, target=target, reference=reference, unit=unit.value, measure=measure,
        min_count=min_count, seed=seed,
    )  # fmt: skip
    if as_json:
        print_json("keyness", there, result.rows(), result.notes, ngrams=ngrams)
        return
    say(f"{result.title}. {result.method}", *result.notes)
    print_table(records(result.table.head(top)), result.shown, top, total=len(result.table))


def tfidf(
    corpus: CorpusPath,
    weighting: Annotated[
        str, typer.Option(help="sklearn, quanteda, tidytext, bm25 …; a wrong name lists all.")
    ] = "sklearn",
    unit: Annotated[
        Unit, typer.Option(help="What document frequency is counted in.")
    ] = Unit.paragraph,
    by: Annotated[
        str, typer.Option(help="What sets of documents to weigh: document, year, genre …")
    ] = "document",
    ngrams: Ngrams = "1-3",
    top: Annotated[int, typer.Option("--top", min=1, help="Rows to print a document.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the terms that set each document apart from the others."""
    from rhetoric.compare.tfidf import tfidf as weigh

    there, counts = counted(corpus, ngrams)
    result = weigh(counts, weighting=weighting, idf_unit=unit.value, by=by)
    if as_json:
        print_json("tfidf", there, result.rows(), result.notes, ngrams=ngrams)
        return
    say(result.method)
    shown = result.table.groupby("document", sort=False).head(top)
    columns = ["document_label", "label", "count", "df", "idf", "tfidf"]
    print_table(records(shown), columns, len(shown), total=len(result.table))


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
    low, high = lengths(ngrams)
    there, counts = counted(corpus, f"{low}-{max(high, longest)}")
    result = follow(counts, terms or None)
    if as_json:
        series = {term: dict(values) for term, values in result.series.items()}
        print_json("trends", there, records(result.table), result.notes, series=series)
        return
    say(result.method, *result.notes)
    columns = ["label", "document_label", "count", "tokens", "rate", "low", "high"]
    print_table(records(result.table), columns, top)
    runs = [{"term": term, **values} for term, values in result.series.items()]
    print_table(runs, ["term", "first", "last", "direction", "slope", "p"], len(runs))


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

    there = read(corpus)
    result = find(tokenize(there), pattern, regex=regex, width=width)
    rows = records(result.table)
    if as_json:
        print_json("concordance", there, rows, result.notes)
        return
    say(result.title)
    for row in rows[:top]:
        where = f"{there[row['doc']].label}:{row['line']}"
        line = f"{where:>16}  {row['left'][-width:]:>{width}}[{row['node']}]{row['right']}"
        typer.echo(plain(line))
    more(len(rows), top)
