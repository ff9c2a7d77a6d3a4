"""What this corpus can show and what it cannot."""

from __future__ import annotations

from collections import Counter

from rhetoric.amounts import number
from rhetoric.corpus import Corpus
from rhetoric.findings import BADGE_WORDS, BADGES
from rhetoric.report.page import Para, Section
from rhetoric.report.results import Analysis

#: Documents below which no test with whole documents can pass, whatever they say.
FEW = 8


def comparable(a: Analysis) -> Section:
    """Say what this corpus can show and what it cannot, before any claim."""
    corpus = a.corpus
    lines = [f"{number(len(corpus), 'document')}, {len(a.tokens):,} words, {_dates(corpus)}."]
    genres = Counter(d.genre for d in corpus if d.genre)
    if len(genres) > 1:
        kinds = "; ".join(_of_genre(corpus, genre) for genre in genres)
        lines.append(
            f"Document type differs between dates ({kinds}). Differences below describe these "
            "texts; this corpus cannot by itself separate a change over time from a change of "
            "document type."
        )
    elif genres:
        lines.append(f"All are of one type ({next(iter(genres))}).")
    else:
        lines.append("Their types are not stated; corpus.toml can say them.")
    speakers = {d.speaker for d in corpus if d.speaker}
    if len(speakers) > 1:
        lines.append("The texts have different speakers.")
    if any(d.translated for d in corpus):
        lines.append("They are translations: another word may be another translator's.")
    lines.append("Absence of a word is not absence of policy.")
    lines.append(_reach(a))
    key = [f"{BADGES[b]} {words}" for b, words in BADGE_WORDS.items()]
    return Section(
        "comparable", "What can be compared",
        [Para(" ".join(lines), lead=True), Para("Badges: " + " · ".join(key) + ".")],
    )  # fmt: skip


def _reach(a: Analysis) -> str:
    """Say how far claims can reach here: whether documents are enough, and independent."""
    if a.carried is not None and not a.carried.low:
        return (
            "Each text takes over much of the one before, so they are no independent witnesses: "
            "no claim goes beyond these texts (badges ③ and ④ are not given)."
        )
    if max((f.badge for f in a.changes.findings), default=1) >= 3:
        return (
            "Badge ③ has whole documents permuted instead of paragraphs, ④ those of one type only "
            "among themselves."
        )
    return (
        "Badges ③ and ④ need more texts than these: nothing here shows that a change lasts. "
        "Findings are plain counts (①), or differences larger than chance makes between the "
        "paragraphs of these texts (②)."
        if len(a.corpus) < FEW
        else "No change recurs over whole documents beyond chance (badge ③)."
    )


def _dates(corpus: Corpus) -> str:
    dated = [d for d in corpus if d.date]
    if not dated:
        return "none of them dated"
    days = Counter(d.date for d in dated)
    span = f"{dated[0].label} to {dated[-1].label}" if len(dated) > 1 else dated[0].label
    single = "one text per date" if max(days.values()) == 1 and len(dated) > 1 else ""
    missing = f"{len(corpus) - len(dated)} without a date" if len(dated) < len(corpus) else ""
    return ", ".join(part for part in (span, single, missing) if part)


def _of_genre(corpus: Corpus, genre: str) -> str:
    labels = [d.label for d in corpus if d.genre == genre]
    shown = ", ".join(labels) if len(labels) <= 4 else f"{len(labels)} texts"
    return f"{genre}: {shown}"
