"""How actors are named and judged, and who speaks in the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.amounts import number
from rhetoric.compare.stances import FEW, ORDER, Series, said, series
from rhetoric.findings import quotation
from rhetoric.hits import VOICES
from rhetoric.report.figures import Drawn
from rhetoric.report.page import Block, Fold, Items, Para, Quotes, Section, Table, anchor
from rhetoric.report.passages import quote
from rhetoric.report.results import Analysis
from rhetoric.report.sections.shared import ROWS, shows_texts

#: Quotations of words that judge, and speakers named of each document.
QUOTED, SPEAKERS = 12, 3
_JUDGING = " modifier"


def naming(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return by which names actors are called, what changes in it, and what is said of them."""
    if a.naming is None:
        return None
    found = series(a.naming.table)
    blocks: list[Block] = [Para(a.naming.method)]
    changed = [_change(one) for one in found if one.change is not None]
    blocks.append(Items(changed) if changed else Para(_steady(found)))
    if "naming" in figures:
        blocks.append(figures["naming"].image)
    blocks += [_shares(found), *_judged(a), _names(a.naming.names, [one.actor for one in found])]
    return Section("naming", "How actors are named", blocks)


def _change(one: Series) -> str:
    """Return the sentence of an actor whose names change."""
    assert one.change is not None
    text = said(one.change)
    few = f" (few: one of these has fewer than {FEW} names)" if one.change.few else ""
    return f"{text[0].upper()}{text[1:]}{few}."


def _steady(found: Sequence[Series]) -> str:
    often = [one.actor for one in found if (one.of > 0).sum() > 1]
    if not often:
        return "No actor is named in more than one text, so that nothing can change."
    return "Every actor that several texts name is called by the same kinds of names in them."


def _shares(found: Sequence[Series]) -> Table:
    """Return the share of each stance by document, with its counts; then those of hostile names."""
    rows = [
        [one.actor, stance, *(_share(n, of) for n, of in zip(counts, one.of, strict=True))]
        for one in found for stance, counts in zip(one.stances, one.counts, strict=True)
        if counts.any()
    ]  # fmt: skip
    more = f" (the first {ROWS} of {len(rows)} rows)" if len(rows) > ROWS else ""
    rows = [*rows[:ROWS], ["all actors", "hostile", *_hostile(found)]]
    caption = "Names of each kind, of all names of the actor in that text"
    columns = ["Actor", "Kind", *found[0].periods]
    return Table(columns, rows, caption + more, frozenset(range(2, len(columns))),
                 "tables/naming.csv")  # fmt: skip


def _hostile(found: Sequence[Series]) -> list[str]:
    """Return the hostile names of all actors together, period by period."""
    none = np.zeros(len(found[0].periods), np.int64)
    rows = [
        counts for one in found for stance, counts in zip(one.stances, one.counts, strict=True)
        if stance == "hostile"
    ]  # fmt: skip
    of = sum((one.of for one in found), none)
    return [_share(int(n), int(m)) for n, m in zip(sum(rows, none), of, strict=True)]


def _share(n: int, of: int) -> str:
    if not of:
        return "–"
    return f"{n:,} of {of:,}" + (f" ({100 * n / of:.0f} %)" if n and of >= FEW else "")


def _names(names: pd.DataFrame, actors: Sequence[str]) -> Fold:
    """Return every name with the first and the last text that has it, folded."""
    rank = {actor: i for i, actor in enumerate(actors)}
    held = [r for r in names.to_dict("records") if not r["stance"].endswith(_JUDGING)]
    held.sort(key=lambda r: (rank[r["actor"]], ORDER.index(r["stance"]), -r["count"], r["name"]))
    rows = [
        [r["actor"], r["stance"], r["name"], f"{r['count']:,}", f"{r['documents']:,}",
         r["first"], r["last"]]
        for r in held[:ROWS]
    ]  # fmt: skip
    more = f" (the first {ROWS} of them)" if len(held) > ROWS else ""
    columns = ["Actor", "Kind", "Name", "Uses", "Texts", "First", "Last"]
    table = Table(columns, rows, f"As they are spelt most{more}", frozenset({3, 4, 5, 6}))
    return Fold(f"{number(len(held), 'name')} with the first and the last text of each", [table])


def _judged(a: Analysis) -> list[Block]:
    """Return the words that judge an actor, each with a quotation."""
    entries = [
        (f"{row['actor']}, {row['stance']}: “{row['words']}” ({row['count']:,})",
         quote(a.tokens, row["address"]))
        for row in judging(a)
    ]  # fmt: skip
    return [Quotes("Words that judge an actor, beside its name or said of it", entries)] * bool(
        entries
    )


def judging(a: Analysis) -> list[dict[str, Any]]:
    """Return the words that judge an actor: actor, stance, words, count, address of the first."""
    hits = a.naming.hits if a.naming is not None else None
    if hits is None:
        return []
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for i in range(len(hits)):
        actor, stance = hits.categories[hits.category[i]].rsplit("/", 1)
        if not stance.endswith(_JUDGING):
            continue
        first, length = int(hits.first[i]), int(hits.length[i])
        words = " ".join(a.tokens.types[a.tokens.ids[first : first + length]])
        row = found.setdefault(
            (actor, stance, words),
            {"actor": actor, "stance": stance.removesuffix(_JUDGING), "words": words, "count": 0,
             "address": quotation(a.tokens, first, length)},
        )  # fmt: skip
        row["count"] += 1
    rows = sorted(found.values(), key=lambda r: (-r["count"], r["actor"], r["stance"], r["words"]))
    return rows[:QUOTED]


def voices(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    """Return who speaks in each document, for how long."""
    if a.voices is None:
        return None
    meaning = (
        "A text speaks for itself (narrator), retells what somebody said (reported: “he said "
        "that …”), or gives somebody's own words (direct: in quotation marks, after “he said:”, "
        "or because the whole text is a speech). What a text reports is not what it says itself. "
        "Voices are found by rule; where a rule fails, words count as the narrator's or as those "
        "of the speaker before."
    )
    blocks: list[Block] = [Para(meaning)]
    table = a.voices.table
    if set(table["voice"]) == {VOICES[2]}:
        blocks.append(Para(_all_direct(a, table)))
    else:
        blocks += [figures["voices"].image] if "voices" in figures else []
        blocks.append(_by_document(a, table))
    return Section("voices", "Who speaks", blocks)


def _all_direct(a: Analysis, table: pd.DataFrame) -> str:
    names = table.groupby("speaker")["tokens"].sum().sort_values(ascending=False, kind="stable")
    named = [f"{name} ({size:,} words)" for name, size in names.items() if name]
    chief = ", ".join(named[:SPEAKERS])
    many = len(a.corpus)
    whole = "The text is direct speech" if many == 1 else f"All {many:,} texts are direct speech"
    more = f"{number(len(named), 'speaker')}, most of all " if len(named) > SPEAKERS else ""
    return f"{whole} from start to end{f', of {more}{chief}' if named else ''}."


def _by_document(a: Analysis, table: pd.DataFrame) -> Table:
    """Return words, shares of the voices and chief speakers by document.

    Of many documents only those are shown in which somebody but the text itself speaks.
    """
    parts = dict(tuple(table.groupby("document", sort=False)))
    shown, more = [d for d in a.corpus if d.id in parts], ""
    if len(shown) > ROWS:
        heard = [d for d in shown if (parts[d.id]["voice"] != VOICES[0]).any()]
        newest = f"the newest {ROWS} of " if len(heard) > ROWS else ""
        many = f"{len(heard):,} of {len(shown):,} texts"
        more = f" ({newest}those that are not the narrator's throughout: {many})"
        shown = heard[-ROWS:]
    rows = []
    for document in shown:
        part = parts[document.id]
        sizes = part.groupby("voice")["tokens"].sum()
        of = int(part["of"].iloc[0])
        shares = [_of_words(int(sizes.get(voice, 0)), of) for voice in VOICES]
        rows.append([document.label, f"{of:,}", *shares, _speakers(part)])
    columns = ["Document", "Words", *(voice.capitalize() for voice in VOICES), "Chief speakers"]
    links = {i: anchor(d.id) for i, d in enumerate(shown)} if shows_texts(a) else {}
    caption = f"Words by voice, with their share; words of the chief speakers{more}"
    return Table(columns, rows, caption, frozenset({1, 2, 3, 4}), "tables/voices.csv", links)


def _of_words(n: int, of: int) -> str:
    return f"{n:,} ({100 * n / of:.0f} %)" if n else "–"


def _speakers(part: pd.DataFrame) -> str:
    """Return who is heard most in a document, with the words of each."""
    heard = part[(part["voice"] != VOICES[0]) & (part["speaker"] != "")]
    sums = heard.groupby("speaker")["tokens"].sum()
    order = sorted(sums.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return ", ".join(f"{name} {size:,}" for name, size in order[:SPEAKERS])
