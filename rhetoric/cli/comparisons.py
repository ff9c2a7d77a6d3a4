"""The commands that compare texts as wholes, and words by their company and their places."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rhetoric.cli.show import (
    AsJson,
    CorpusPath,
    Figure,
    Top,
    counted,
    drawn,
    fail,
    literal,
    print_json,
    read,
    records,
    show,
)

Target = Annotated[str, typer.Option(help="Such as year=2024, id=004 or date=2021-01..2022.")]
Reference = Annotated[str | None, typer.Option(help="The other side; all the rest if left out.")]


def shift(
    corpus: CorpusPath,
    target: Target,
    reference: Reference = None,
    measure: Annotated[
        str, typer.Option(help="jsd, rank_turbulence, entropy …; a wrong name lists all.")
    ] = "jsd",
    alpha: Annotated[
        float | None, typer.Option(help="Order of jsd, entropy and rank_turbulence.")
    ] = None,
    scores: Annotated[
        str | None, typer.Option(help="CSV of word and score, for the measure weighted.")
    ] = None,
    figure: Figure = None,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Show which words make up the difference between two selections, and how much each adds."""
    from rhetoric.compare.shift import shift as compare
    from rhetoric.read.lists import scores as read_scores

    lexicon = None if scores is None else read_scores(scores)
    there, counts = counted(corpus, "1", per="document")
    result = compare(
        counts, target=target, reference=reference, measure=measure, alpha=alpha, scores=lexicon
    )
    show(
        "shift", there, result, top=top, as_json=as_json, figure=figure, measure=measure,
        divergence=result.divergence,
    )  # fmt: skip


def collocates(
    corpus: CorpusPath,
    node: Annotated[str, typer.Argument(help="A word or phrase.")],
    target: Annotated[
        str | None, typer.Option(help="Hold its company here against that elsewhere.")
    ] = None,
    reference: Reference = None,
    window: Annotated[
        int, typer.Option(min=0, help="Words to either side; 0 is the whole sentence.")
    ] = 5,
    measure: Annotated[
        str | None,
        typer.Option(help="Orders the table: log_dice (if none), g2 …; a wrong name lists all."),
    ] = None,
    min_count: Annotated[int, typer.Option(min=1, help="Least occurrences near the node.")] = 3,
    figure: Figure = None,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Show which words keep company with a word, or how its company differs between selections."""
    from rhetoric.compare.collocates import collocates as find
    from rhetoric.tokens import tokenize

    if reference is not None and target is None:
        fail("--reference needs a --target to hold against it.", 2)
    if measure is not None and target is not None:
        fail("Two companies are ordered by g2: leave out --measure, or --target.", 2)
    literal([node])
    there = read(corpus)
    result = find(
        tokenize(there), node, window=window or None, measure=measure or "log_dice",
        min_count=min_count, target=target, reference=reference,
    )  # fmt: skip
    show(
        "collocates", there, result, top=top, as_json=as_json, figure=figure,
        columns=result.columns, node=result.node,
    )  # fmt: skip


def similarity(
    corpus: CorpusPath,
    measure: Annotated[
        str, typer.Option(help="Orders the pairs: cosine, jaccard, jsd, chi2 or burrows_delta.")
    ] = "cosine",
    figure: Figure = None,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """Show how alike every two documents are in their words, the most alike first."""
    from rhetoric.compare.similarity import similarity as compare

    there, counts = counted(corpus, "1", per="document")
    result = compare(counts, measure=measure)
    show("similarity", there, result, top=top, as_json=as_json, figure=figure)


def profile(
    corpus: CorpusPath,
    window: Annotated[int, typer.Option(min=1, help="Words of MATTR.")] = 50,
    figure: Figure = None,
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Show each document's size, sentences, diversity of words and readability."""
    from rhetoric.compare.profile import profile as describe
    from rhetoric.tokens import tokenize

    there = read(corpus)
    result = describe(tokenize(there), window=window)
    show("profile", there, result, top=top, as_json=as_json, figure=figure)


def novelty(
    corpus: CorpusPath,
    window: Annotated[
        int | None,
        typer.Option(min=1, help="Documents before and after that each is held against."),
    ] = None,
    figure: Figure = None,
    top: Top = 60,
    as_json: AsJson = False,
) -> None:
    """Show how new each document is against those before it, and whether what is new stayed."""
    from rhetoric.compare.novelty import novelty as compare

    there, counts = counted(corpus, "1")
    result = compare(counts, window=window)
    terms = records(result.contributions)
    show(
        "novelty", there, result, top=top, as_json=as_json, figure=figure, window=result.window,
        contributions=terms,
    )  # fmt: skip


def phrases(
    corpus: CorpusPath,
    longest: Annotated[int, typer.Option(min=2, max=12, help="Most words of a phrase.")] = 7,
    measure: Annotated[
        str, typer.Option(help="Orders the table: c_value, log_dice, npmi, g2 …")
    ] = "c_value",
    min_count: Annotated[int, typer.Option(min=2, help="Least occurrences.")] = 3,
    figure: Figure = None,
    top: Top = 25,
    as_json: AsJson = False,
) -> None:
    """List the phrases of the texts: words that belong together, by how much they do."""
    from rhetoric.compare.phrases import phrases as find
    from rhetoric.tokens import tokenize

    there = read(corpus)
    result = find(tokenize(there), longest=longest, measure=measure, min_count=min_count)
    show("phrases", there, result, top=top, as_json=as_json, figure=figure)


def dispersion(
    corpus: CorpusPath,
    terms: Annotated[list[str], typer.Argument(help="Words or phrases.")],
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Show where terms stand in the documents, and how evenly, by every measure."""
    from dataclasses import replace

    from rhetoric.compare.dispersion import dispersion as place
    from rhetoric.corpus import RhetoricError
    from rhetoric.tokens import tokenize

    literal(terms)
    there = read(corpus)
    tokens = tokenize(there)
    result = place(tokens, list(dict.fromkeys(" ".join(tokens.words(term)) for term in terms)))
    absent = [row["feature"] for row in records(result.measures) if not row["count"]]
    if absent:
        raise RhetoricError(f"{absent[0]!r} stands nowhere in the documents: check the spelling.")
    if figure is not None:
        drawn(there, result, figure)
    if as_json:
        rows: list[Any] = records(result.measures)
        print_json("dispersion", there, rows, result.notes, places=records(result.table))
        return
    measures = replace(result, table=result.measures)
    show("dispersion", there, measures, top=len(terms), as_json=False, columns=DISPERSION)


#: Columns that print shows of the measures of dispersion.
DISPERSION = (
    "label", "count", "documents", "dp", "dp_norm", "juilland_d", "rosengren_s", "carroll_d2", "kl",
    "arf", "ald",
)  # fmt: skip
