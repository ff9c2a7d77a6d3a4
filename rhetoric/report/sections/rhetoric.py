"""The rhetoric of the texts: how they oblige, address, repeat, claim, praise, blame and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from rhetoric.amounts import number
from rhetoric.compare.facts import when
from rhetoric.compare.panel import BY_WORDS, ROWS, Panel
from rhetoric.compare.stances import ALL, periods
from rhetoric.findings import quotation
from rhetoric.hits import VOICES
from rhetoric.plots.text import number as printed
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Block, Fold, Items, Para, Quote, Quotes, Section, Table
from rhetoric.report.passages import quote
from rhetoric.report.results import Analysis

#: Columns of documents or periods, and items of an agenda that are listed.
COLUMNS, LISTED = 8, 12
#: Features that a quotation is shown of.
QUOTED = (
    "anaphora", "tricolon", "antithesis", "chiasmus", "questions", "never before",
    "criticism, severe", "praise", "possible metaphors",
)  # fmt: skip
_FIGURES = ("modality", "devices", "criticism", "agenda")


def rhetoric(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return the panel of features by document and by voice, with figures and quotations."""
    if a.panel is None:
        return None
    drawn = {name: figures[name].image for name in _FIGURES if name in figures}
    blocks: list[Block] = [Para(a.panel.method), *(Para(note) for note in a.panel.notes)]
    blocks += [drawn["modality"]] if "modality" in drawn else []
    blocks.append(_by_document(a.panel))
    blocks += [drawn["devices"]] if "devices" in drawn else []
    blocks += [Items(bursts)] if (bursts := list(_bursts(a))) else []
    entries = list(_quotations(a, a.panel))
    blocks += (
        [Quotes("One place of each, out of the text that has most", entries)] if entries else []
    )
    blocks += [drawn["criticism"]] if "criticism" in drawn else []
    blocks += [*_agenda(a, drawn), Fold("The same by who speaks", [_by_voice(a.panel)])]
    return Section("rhetoric", "Rhetoric: features by document and voice", blocks)


def _by_document(panel: Panel) -> Table:
    """Return the rate of every feature in each document or period, with its count."""
    columns, words, bins = periods(panel.table, COLUMNS)
    whole = panel.table[panel.table["voice"] == ALL]
    rows = []
    for group, label, _, _ in ROWS:
        part = whole[whole["feature"] == label]
        at = np.array([bins[name] for name in part["document"]], np.int64)
        counts = np.bincount(at, weights=part["count"].to_numpy(float), minlength=len(columns))
        if counts.any():
            cells = [_rate(int(n), int(size)) for n, size in zip(counts, words, strict=True)]
            rows.append([group, _name(label), *cells])
    caption = "Hits per 1,000 words, with their number; words quoted and taken over in 1,000 words"
    names = ["Group", "Feature", *columns]
    return Table(names, rows, caption, frozenset(range(2, len(names))), "tables/rhetoric.csv")


def _by_voice(panel: Panel) -> Table:
    """Return the rate of every feature in each voice over all texts."""
    rows = []
    for group, label, _, _ in ROWS:
        part = panel.table[panel.table["feature"] == label]
        sums = part.groupby("voice")[["count", "tokens"]].sum()
        if not sums.loc[ALL, "count"]:
            continue
        held = part[part["voice"] == ALL]
        spread = f"{int(held['paragraphs'].sum()):,} of {int(held['of_paragraphs'].sum()):,}"
        cells = [
            _rate(*map(int, sums.loc[v].to_numpy())) if v in sums.index else "–" for v in VOICES
        ]
        rows.append([group, _name(label), *cells, spread])
    columns = ["Group", "Feature", *(voice.capitalize() for voice in VOICES), "Paragraphs"]
    caption = "Hits per 1,000 words in that voice, with their number; paragraphs that have any"
    return Table(columns, rows, caption, frozenset({2, 3, 4, 5}), "tables/rhetoric.csv")


def _name(label: str) -> str:
    return f"{label} (words)" if label in BY_WORDS and "words" not in label else label


def _rate(n: int, words: int) -> str:
    return f"{printed(1000 * n / words)} ({n:,})" if n and words else "–"


def _bursts(a: Analysis) -> Iterator[str]:
    """Yield a sentence for each text that has half of its numbers in one paragraph."""
    assert a.panel is not None
    for burst in a.panel.bursts[:LISTED]:
        kind = {"percent": "percentages", "money": "sums of money"}.get(burst.kind, "numbers")
        label = a.corpus[burst.document].label
        yield (
            f"Burst: {burst.count} of {burst.of} {kind} of {label} stand in one paragraph "
            f"(line {burst.line})."
        )


def _quotations(a: Analysis, panel: Panel) -> Iterator[tuple[str, Quote]]:
    """Yield one place of each chief feature, of the document that has most of it."""
    for label in QUOTED:
        hits = panel.hits[label]
        if not len(hits):
            continue
        document = int(np.argmax(np.bincount(hits.document)))
        there = np.flatnonzero(hits.document == document).tolist()
        i = min(there, key=lambda k: _worn(hits.rules[hits.rule[k]]))
        address = quotation(a.tokens, int(hits.first[i]), int(hits.length[i]))
        rule = hits.rules[hits.rule[i]]
        texts = number(len(np.unique(hits.document)), "text")
        said = f"{label} ({number(len(hits), 'place')} in {texts}; here: {rule})"
        yield said, quote(a.tokens, address)


def _worn(rule: str) -> tuple[bool, bool, int]:
    """Return what puts places in order: conventional and untargeted ones last, long runs first."""
    _, times, often = rule.rpartition("×")
    return "(conventional)" in rule, rule.endswith("–"), -int(often) if times else 0


def _agenda(a: Analysis, drawn: Mapping[str, Block]) -> Iterator[Block]:
    """Yield the figure of the agenda and what moved or changed its title in lists."""
    if a.agenda is None:
        return
    if "agenda" in drawn:
        yield drawn["agenda"]
    rows: list[Any] = a.agenda.table.to_dict("records")
    said = [text for row in rows if (text := _moved(row))]
    last = [_last_list(rows, name) for name in ("roll call", "speakers")]
    said = [*said[: 2 * LISTED], *filter(None, last)]
    if said:
        yield Items(said)


def _last_list(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    """Return the last list of names of a kind in words, or nothing."""
    called = [row for row in rows if row["list"] == name]
    shown = [row for row in called if row["document"] == called[-1]["document"]]
    if not shown:
        return ""
    people = "; ".join(
        f"{r['rank']} {r['text']}" + (f", {r['title']}" if r["title"] else "")
        for r in shown[:LISTED]
    )
    more = f" and {len(shown) - LISTED} more" if len(shown) > LISTED else ""
    what = "Roll call of" if name == "roll call" else "Order of speakers of"
    return f"{what} {shown[0]['document_label']}: {people}{more}."


def _moved(row: Mapping[str, Any]) -> str:
    """Return the sentence of an entry that moved or has another title than before, or nothing."""
    if row["before_rank"] is None:
        return ""
    name, day, before = row["text"], row["document_label"], row["before_document_label"]
    if row["title"] and row["before_title"] and row["title"] != row["before_title"]:
        return f"{name} is {row['title']} {when(day)}; {when(before)}: {row['before_title']}."
    if row["before_rank"] == row["rank"]:
        return ""
    if row["list"] == "agenda":
        return (
            f"“{name}” stands on both agendas: item {row['before_rank']} {when(before)}, "
            f"item {row['rank']} {when(day)}."
        )
    return (
        f"{name} is named at place {row['rank']} {when(day)}, {row['before_rank']} {when(before)}."
    )
