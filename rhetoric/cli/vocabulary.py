"""The commands that compare vocabulary and find its places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import (
    LONGEST_TERM,
    AsJson,
    CorpusPath,
    Figure,
    Ngrams,
    Top,
    Unit,
    counted,
    drawn,
    fail,
    lengths,
    literal,
    more,
    plain,
    print_json,
    print_table,
    read,
    records,
    say,
    show,
)

if TYPE_CHECKING:
    from rhetoric.compare.trends import Trends
    from rhetoric.ngrams import Counts


def keyness(
    corpus: CorpusPath,
    terms: Annotated[
        list[str] | None, typer.Argument(help="Hypotheses: only these terms are tested.")
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(help="Such as year=2024, id=004, date=2021-01..2022; or a list (CSV)."),
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="The other side, or a list; all the rest if left out.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Compare all groups by year, genre, speaker or publisher.")
    ] = None,
    ngrams: Ngrams = "1-3",
    unit: Annotated[
        str, typer.Option(help="What the test permutes: paragraph, document, speaker …")
    ] = "paragraph",
    strata: Annotated[
        str | None, typer.Option(help="Units change places only inside a genre, speaker …")
    ] = None,
    measure: Annotated[
        str, typer.Option(help="Orders the table, decides nothing; a wrong name lists all.")
    ] = "g2",
    min_count: Annotated[int, typer.Option(min=1, help="Least occurrences on both sides.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the permutations.")] = 0,
    figure: Figure = None,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Compare two selections of documents: which terms a target has more or less of."""
    from rhetoric.compare.groups import groups
    from rhetoric.compare.keyness import keyness as compare
    from rhetoric.read.lists import is_list

    if (target is None) == (by is None):
        fail("Say what to compare: either --target year=2024 or --by year.", 2)
    listed = is_list(target or "") or is_list(reference or "")
    if terms and (by is not None or listed):
        fail("Terms are tested between two sides of documents, not with --by or a list.", 2)
    tested = unit != "paragraph" or strata is not None
    if by is not None and (tested or measure != "g2" or reference is not None):
        fail("--by orders by g2 and permutes paragraphs of all groups: give it alone.", 2)
    if listed and (tested or lengths(ngrams)[0] != 1):
        fail("A list is compared word by word and not tested: no --unit, --strata, --ngrams.", 2)
    per = "document" if unit != "paragraph" and by is None else "paragraph"
    there, counts = counted(corpus, "1" if listed else _wide(ngrams, terms), per=per)
    options: Any = {"measure": measure, "min_count": min_count}
    if by is not None:
        result: Any = groups(counts, by=by, min_count=min_count, seed=seed)
    elif listed:
        result = _against(counts, target, reference, options)
    else:
        sides: Any = {"target": target, "reference": reference}
        sides["terms"] = terms or None
        result = compare(counts, **sides, unit=unit, strata=strata, seed=seed, **options)
    if not len(result.table):
        fail(f"No term stands {min_count} times on both sides together.", 2)
    show("keyness", there, result, top=top, as_json=as_json, figure=figure, ngrams=ngrams)


def _wide(ngrams: str, terms: list[str] | None) -> str:
    """Return the lengths of n-grams to count, so that the longest of some terms is among them."""
    from rhetoric.words import words_of

    literal(terms or [])
    low, high = lengths(ngrams)
    longest = max((len(words_of(term)) for term in terms or []), default=0)
    if longest > LONGEST_TERM:
        fail(f"A term has at most {LONGEST_TERM} words, and one that is named has {longest}.", 2)
    return f"{low}-{max(high, longest)}"


def _against(counts: Counts, target: str | None, reference: str | None, options: Any) -> Any:
    """Return the comparison with a list of frequencies, which is one of the sides."""
    from pathlib import Path

    from rhetoric.compare.lists import against_list
    from rhetoric.read.lists import frequencies, is_list

    if is_list(target or "") and is_list(reference or ""):
        fail("Both sides are lists: one of them must be documents.", 2)
    swapped = is_list(target or "")
    path, side = (target, reference) if swapped else (reference, target)
    return against_list(
        counts, frequencies(path or ""), side=side, name=Path(path or "").name,
        listed_is="target" if swapped else "reference", **options,
    )  # fmt: skip


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
    figure: Figure = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Rows to print a document.")] = 10,
    as_json: AsJson = False,
) -> None:
    """List the terms that set each document apart from the others."""
    from rhetoric.compare.tfidf import tfidf as weigh

    there, counts = counted(corpus, ngrams, per=unit.value)
    result = weigh(counts, weighting=weighting, idf_unit=unit.value, by=by)
    if figure is not None:
        drawn(there, result, figure)
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
    figure: Figure = None,
    slope: Annotated[
        bool, typer.Option("--slope", help="Draw first against last period instead.")
    ] = False,
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Show the rate of terms in each document, with bounds, and where their runs begin and end."""
    from rhetoric.compare.trends import trends as follow

    if slope and figure is None:
        fail("--slope says what --figure draws: give both.", 2)
    there, counts = counted(corpus, _wide(ngrams, terms), per="document")
    result = follow(counts, terms or None)
    if figure is not None:
        drawn(there, result, figure, page=_slope if slope else None)
    if as_json:
        series = {term: dict(values) for term, values in result.series.items()}
        print_json("trends", there, records(result.table), result.notes, series=series)
        return
    say(result.method, *result.notes)
    runs = [
        {"term": term, **values, "changes": [c["date"] for c in values["change_points"]]}
        for term, values in result.series.items()
    ]
    columns = ["term", "first", "last", "direction", "slope", "tau", "early", "late", "p"]
    print_table(runs, [*columns, "changes"], len(runs))
    say("slope a year (0 where most texts lack the term); early, late: rates of the outer thirds.")
    _rates(result, top)


def _rates(result: Trends, top: int) -> None:
    """Print the rates of terms: by document, or where those are too many by year, in turns.

    From the first on that has one of the terms.
    """
    table, by = result.table, "document_label"
    if len(table) > top:
        table, by = result.periods.sort_values("period", kind="stable"), "period"
        say(f"Rates by year; by document they are {len(result.table):,} rows (--json has them).")
    used = table.loc[table["count"] > 0, by]
    first = table[by].tolist().index(used.iloc[0]) if by == "period" else 0
    if first:
        say(f"Before {used.iloc[0]}: none.")
        table = table.iloc[first:]
    print_table(records(table), ["label", by, "count", "tokens", "rate", "low", "high"], top)


def _slope(result: Any) -> Any:
    from rhetoric.plots import slope

    return slope(result)


def drift(
    corpus: CorpusPath,
    ngrams: Ngrams = "1-3",
    min_count: Annotated[int, typer.Option(min=1, help="Least occurrences in all.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the permutations.")] = 0,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Show which of all terms rise or fall over the dates of many documents, and when they turn."""
    from rhetoric.compare.drift import drift as follow

    there, counts = counted(corpus, ngrams, per="document")
    result = follow(counts, min_count=min_count, seed=seed)
    show("drift", there, result, top=top, as_json=as_json, tests=result.tests)


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
