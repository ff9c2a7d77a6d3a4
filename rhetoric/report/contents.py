"""The table of contents of the report as code: one function a section, in the page's order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rhetoric.compare.changes import HEADLINES
from rhetoric.corpus import Corpus
from rhetoric.findings import BADGE_WORDS, BADGES, CAVEATS, Finding
from rhetoric.report.analysis import Analysis
from rhetoric.report.figures import Drawn
from rhetoric.report.page import (
    Block,
    Card,
    Fold,
    Items,
    Page,
    Para,
    Section,
    Table,
    Text,
    slug,
)
from rhetoric.report.passages import passages, quote
from rhetoric.stats.permutation import detectable_ratio

#: Rows of the tables of the page; the CSV has all.
ROWS, TFIDF_ROWS, QUOTED_DOCUMENTS = 40, 6, 40
#: Documents whose counts are shown one by one.
MANY = 12
KINDS = (
    ("emerged", "Emerged", "absent before a date, in use after it"),
    ("vanished", "Vanished", "in use before a date, absent after it"),
    ("grew", "Grew", "on both sides, more since"),
    ("shrank", "Shrank", "on both sides, less since"),
    ("burst", "Bursts", "mostly in one text or in one paragraph"),
)


def contents(analysis: Analysis, figures: Mapping[str, Drawn]) -> Page:
    """Return the page of a report."""
    title = analysis.corpus.profile.title or _span(analysis.corpus)
    made = [
        _comparable(analysis),
        _headlines(analysis, figures),
        _documents(analysis, figures),
        _kinds(analysis),
        _keyness(analysis, figures),
        _tfidf(analysis, figures),
        _trends(analysis, figures),
        _similarity(figures),
        _notes(analysis, figures),
        _method(analysis),
        _texts(analysis),
    ]
    return Page(f"What changed: {title}", [s for s in made if s is not None])


def _span(corpus: Corpus) -> str:
    dates = [d.label for d in corpus if d.date]
    return f"{len(corpus)} documents" + (f", {dates[0]} to {dates[-1]}" if dates else "")


def _comparable(a: Analysis) -> Section:
    """Say what this corpus can show and what it cannot, before any claim."""
    corpus = a.corpus
    lines = [f"{_count(len(corpus), 'document')}, {len(a.tokens):,} words, {_dates(corpus)}."]
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
        lines.append("They do not speak with one voice: the speaker differs between texts.")
    lines.append("Absence of a word is not absence of policy.")
    if len(corpus) >= 20:
        lines.append(
            "Badge ③ is not given in this report: it asks for documents that do not copy from each "
            "other, which is not established here (see rhetoric keyness --unit document)."
        )
    else:
        lines.append(
            "So few documents cannot show that a change recurs in other texts (badge ③): what is "
            "said is counted in these texts (①) or told apart from chance over paragraphs (②)."
        )
    key = [f"{BADGES[b]} {words}" for b, words in BADGE_WORDS.items()]
    return Section(
        "comparable", "What can be compared",
        [Para(" ".join(lines), lead=True), Para("Badges: " + " · ".join(key) + ".")],
    )  # fmt: skip


def _dates(corpus: Corpus) -> str:
    dated = [d for d in corpus if d.date]
    if not dated:
        return "none of them dated"
    days = Counter(d.date for d in dated)
    span = f"{dated[0].label} to {dated[-1].label}" if len(dated) > 1 else dated[0].label
    single = "one a date" if max(days.values()) == 1 and len(dated) > 1 else ""
    missing = f"{len(corpus) - len(dated)} without a date" if len(dated) < len(corpus) else ""
    return ", ".join(part for part in (span, single, missing) if part)


def _of_genre(corpus: Corpus, genre: str) -> str:
    labels = [d.label for d in corpus if d.genre == genre]
    shown = ", ".join(labels) if len(labels) <= 4 else f"{len(labels)} texts"
    return f"{genre}: {shown}"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def _headlines(a: Analysis, figures: Mapping[str, Drawn]) -> Section:
    leading = [f for f in a.findings if f.headline][:HEADLINES]
    blocks: list[Block] = [card(a, f, number) for number, f in enumerate(leading, 1)]
    if not leading:
        blocks = [Para(_nothing(a))]
    if "matrix" in figures:
        blocks.append(figures["matrix"].image)
    return Section("headlines", "Headlines", blocks)


def _nothing(a: Analysis) -> str:
    if a.contrast is None:
        return "There is nothing to compare: a change needs texts of two dates."
    return (
        "No term changed in a way that may lead a report; the tables below list what was counted."
    )


def card(a: Analysis, finding: Finding, number: int) -> Card:
    """Return a finding with its quotations, the earlier side first."""
    up = finding.effect.value >= 0
    sides = _side_names(a, finding)
    ahead = [quote(a.tokens, q) for q in finding.evidence[:1]]
    behind = [quote(a.tokens, q) for q in finding.contrast[:1]]
    earlier, later = (behind, ahead) if up else (ahead, behind)
    return Card(
        number=number,
        id=finding.id,
        claim=finding.claim,
        badge=BADGES[finding.badge],
        spread=finding.spread + _probability(finding),
        caveats=finding.caveats,
        also=[f"“{term}” ({_several(counts)})" for term, counts in finding.also.items()],
        evidence=later,
        contrast=earlier,
        sides=sides,
    )


def _side_names(a: Analysis, finding: Finding) -> tuple[str, str]:
    if finding.kind == "burst":
        return "Elsewhere", "There"
    later = a.corpus[finding.later[0]].label
    return f"Before {later}", f"On {later}" if len(finding.later) == 1 else f"From {later} on"


def _probability(finding: Finding) -> str:
    """Return p with its family, only where it is small enough to say something."""
    if finding.badge < 2 or finding.p is None:
        return ""
    return f"; p = {finding.p:.2g} over paragraphs, passed in a family of {finding.tests:,}"


def _documents(a: Analysis, figures: Mapping[str, Drawn]) -> Section:
    rows = []
    for row in a.timeline.table.to_dict("records"):
        if row["skipped"] or row["apart"]:
            continue
        inferred = (row["date_source"] or {}).get("kind") == "inferred"
        document = a.corpus[row["id"]]
        rows.append(
            [
                document.label + (" (inferred)" if inferred else ""),
                row["title"] or row["id"],
                ", ".join(x for x in (row["genre"], row["form"]) if x),
                row["publisher"] or "",
                f"{row['words']:,}",
                f"{row['paragraphs']:,}",
                f"{row['sentences']:,}",
            ]
        )
    columns = ["Date", "Title", "Type", "Publisher", "Words", "Paragraphs", "Sentences"]
    picture = [figures["timeline"].image] if "timeline" in figures else []
    links = {i: slug(d.id) for i, d in enumerate(a.corpus)} if _shows_texts(a) else {}
    table = Table(columns, rows[:ROWS], "", frozenset({4, 5, 6}), _csv(rows, "timeline"), links)
    return Section("documents", "The documents", [*picture, table])


def _csv(rows: Sequence[Any], name: str) -> str | None:
    return f"tables/{name}.csv" if len(rows) > ROWS else None


def _kinds(a: Analysis) -> Section | None:
    if not a.findings:
        return None
    blocks: list[Block] = []
    for kind, title, meaning in KINDS:
        chosen = [f for f in a.findings if f.kind == kind]
        if not chosen:
            continue
        blocks.append(_kind_table(chosen, f"{title}: {meaning}"))
        cards = [card(a, f, f.rank) for f in chosen if not f.headline][: ROWS // 2]
        if cards:
            blocks.append(Fold(f"Quotations for these {len(cards)} terms", cards))
    return Section("changes", "Emerged, vanished, grew, shrank", blocks)


def _kind_table(chosen: Sequence[Finding], caption: str) -> Table:
    rows = [
        [
            ", ".join(f.terms[:2]),
            _counts(f),
            _ratio(f),
            BADGES[f.badge],
            ", ".join(f.caveats),
        ]
        for f in chosen[:ROWS]
    ]
    columns = ["Term", "By document, in order", "Ratio of rates", "Badge", "Caveats"]
    more = f" (the first {ROWS} of {len(chosen)})" if len(chosen) > ROWS else ""
    return Table(columns, rows, caption + more, frozenset({2}), "tables/findings.csv")


def _ratio(finding: Finding) -> str:
    """Return the ratio of the rates where both sides have the term; a 0 has no honest ratio."""
    before = sum(finding.counts.get(d, 0) for d in finding.earlier)
    after = sum(finding.counts.get(d, 0) for d in finding.later)
    if not before or not after:
        return "from 0" if not before else "to 0"
    times = 2 ** abs(finding.effect.value)
    return f"{'×' if finding.effect.value >= 0 else '÷'} {times:.1f}"


def _several(counts: Mapping[str, int]) -> str:
    """Return counts by document, or their sum where there are many documents."""
    values = list(counts.values())
    return " · ".join(map(str, values)) if len(values) <= MANY else f"{sum(values):,} in all"


def _counts(finding: Finding) -> str:
    """Return the counts by document, or their sums by side where there are many documents."""
    values = list(finding.counts.values())
    if len(values) <= MANY:
        return " · ".join(str(v) for v in values)
    before = sum(finding.counts.get(d, 0) for d in finding.earlier)
    after = sum(finding.counts.get(d, 0) for d in finding.later)
    return f"{before} → {after}"


def _keyness(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    if a.keyness is None:
        return None
    key = a.keyness
    images = [figures[name].image for name in ("funnel", "keyness") if name in figures]
    rows = [
        [
            row["label"], f"{row['reference']} → {row['target']}",
            f"{row['reference_rate']:.2f} → {row['target_rate']:.2f}",
            f"{row['log_ratio']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})",
            f"{row['p_adjusted']:.2g}", BADGES[row["badge"]], ", ".join(row["caveats"]),
        ]
        for row in key.table[key.table["content"]].head(ROWS).to_dict("records")
    ]  # fmt: skip
    columns = [
        "Term",
        "Occurrences",
        "Per 1,000 tokens",
        "log2 ratio",
        "p (maxT)",
        "Badge",
        "Caveats",
    ]
    table = Table(columns, rows, f"{key.reference} → {key.target}, content words", frozenset({4}),
                  "tables/keyness.csv")  # fmt: skip
    words = [Para(key.method), *(Para(note) for note in key.notes), Para(_power(a))]
    title = f"Keyness: {key.target} against {key.reference}"
    return Section("keyness", title, [*words, *images, table])


def _power(a: Analysis) -> str:
    """Say what could be detected at all with so many paragraphs."""
    key = a.keyness
    assert key is not None
    m1, m2 = int(key.table["of_target"].iloc[0]), int(key.table["of_reference"].iloc[0])
    fold = detectable_ratio(m1, m2, tests=max(key.tests, 1), share=0.15) if m1 and m2 else None
    passed = int((key.table["badge"] >= 2).sum())
    said = f"{passed} of {key.tests:,} terms passed." if passed else "No word passed."
    if fold is None:
        return f"{said} With {m1} and {m2} paragraphs hardly any difference can be detected."
    return (
        f"{said} With {m1} and {m2} paragraphs only differences of about {fold:.0f}-fold are "
        "likely to be detected, for a word that one paragraph in seven has; rarer words need more."
    )


def _tfidf(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    if a.tfidf is None:
        return None
    image = [figures["tfidf"].image] if "tfidf" in figures else []
    best = a.tfidf.table.groupby("document", sort=False).head(TFIDF_ROWS)
    rows = [
        [str(label), ", ".join(part["label"])]
        for label, part in best.groupby("document_label", sort=False)
    ]
    table = Table(["Document", "Terms of the greatest weight"], rows[-ROWS:], "", frozenset(),
                  "tables/tfidf.csv")  # fmt: skip
    return Section("tfidf", "What sets each document apart", [Para(a.tfidf.method), *image, table])


def _trends(a: Analysis, figures: Mapping[str, Drawn]) -> Section | None:
    images = [figures[n].image for n in ("trends", "slope", "xray") if n in figures]
    if a.panels is None or not images:
        return None
    words = [Para(a.panels.method), *(Para(note) for note in a.panels.notes)]
    return Section("trends", "The chief terms through time", [*words, *images])


def _similarity(figures: Mapping[str, Drawn]) -> Section | None:
    if "similarity" not in figures:
        return None
    return Section("similarity", "How alike the documents are", [figures["similarity"].image])


def _notes(a: Analysis, figures: Mapping[str, Drawn]) -> Section:
    """List everything that was joined, left out, inferred or skipped."""
    blocks: list[Block] = []
    for document in a.corpus:
        if document.notes:
            items = [
                (f"line {n.line}: " if n.line else "") + f"{n.message} [{n.kind}]"
                for n in document.notes
            ]
            summary = f"{document.label} · {document.file}: {_count(len(items), 'note')}"
            blocks.append(Fold(summary, [Items(items)]))
    skipped = [f"{s.file}: {s.reason}" for s in a.corpus.skipped]
    if skipped:
        blocks.append(Para(f"Skipped: {_count(len(skipped), 'file')}."))
        blocks.append(Items(skipped))
    general = [n.message for n in a.corpus.notes]
    general += [note for drawn in figures.values() for note in drawn.notes]
    if general:
        blocks.append(Items(list(dict.fromkeys(general))))
    return Section(
        "data", "Data notes", blocks or [Para("Nothing was joined, inferred or skipped.")]
    )


def _method(a: Analysis) -> Section:
    used = dict.fromkeys(c for f in a.findings for c in f.caveats)
    caveats = [f"{name}: {CAVEATS[name]}" for name in CAVEATS if name in used]
    blocks: list[Block] = [
        Para(a.changes.method),
        Para(
            "A term is counted without regard to case; plural, possessive and the spellings listed "
            "in corpus.toml are counted together and shown in the commonest spelling. Terms stop "
            "at the end of a sentence. Rates divide by all words of the texts. Front and back "
            "matter are left out."
        ),
        Para(
            "The order of the findings is that of interest, not of trust; the badge says how far a "
            "claim reaches. ② asks for an adjusted p of at most .05, three paragraphs, a ratio of "
            "at least 1.5 and a direction that no single paragraph decides. A burst (half or more "
            "in one paragraph) leads no headline."
        ),
        Items(caveats),
        Para(
            "What this cannot tell: why a word changed; whether a policy did; what the texts that "
            "are not in the folder say; and, with few documents, whether a difference recurs."
        ),
    ]
    return Section("method", "Method and limits", blocks)


def _shows_texts(a: Analysis) -> bool:
    return len(a.corpus) <= QUOTED_DOCUMENTS


def _texts(a: Analysis) -> Section | None:
    """Show the documents with the quoted passages marked; of a large corpus only those."""
    marks: dict[str, list[tuple[int, int]]] = {}
    for finding in a.findings:
        for address in (*finding.evidence, *finding.contrast):
            marks.setdefault(address["doc"], []).append(tuple(address["match"]))
    blocks = [
        Text(
            d.id,
            d.label,
            d.title or d.id,
            list(passages(d, marks.get(d.id, []), whole=_shows_texts(a))),
        )
        for d in a.corpus
        if _shows_texts(a) or d.id in marks
    ]
    return Section("texts", "The texts", blocks, html_only=True) if blocks else None
