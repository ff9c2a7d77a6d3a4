"""The acceptance facts of the seeds, line by line: cases/seeds.toml."""

import tomllib
from pathlib import Path

import pytest

from rhetoric.corpus import PARAGRAPHS

FACTS = tomllib.loads((Path(__file__).parents[1] / "cases/seeds.toml").read_text(encoding="utf-8"))


def blocks_on(document, line):
    """Return the blocks that begin on a line."""
    return [b for b in document.blocks if document.line(b.spans[0].start) == line]


def types_on(tokens, name, line):
    """Return the types of the tokens that stand on a line, in order, with their raw text."""
    document = tokens.corpus[name]
    return [
        (tokens.types[tokens.ids[i]], document.raw[tokens.start[i] : tokens.end[i]])
        for i in range(len(tokens))
        if tokens.names[tokens.document_of[i]] == document.id
        and document.line(int(tokens.start[i])) == line
    ]


def test_the_documents_stand_in_the_order_of_their_dates(seeds_corpus):
    assert [d.id[:3] for d in seeds_corpus] == ["004", "003", "001", "002", "000"]


@pytest.mark.cases("seeds.document")
def test_a_document_says_when_it_was_held_and_who_put_it_out(seeds_corpus, case):
    document = seeds_corpus[case["name"]]
    assert (document.label, document.date_precision) == (case["label"], case["precision"])
    assert document.date_source["kind"] == case["source"]
    assert document.date_source["line"] == case["line"]
    assert [document.event_start.isoformat(), document.event_end.isoformat()] == case["event"]
    assert document.date == document.event_start
    assert (document.published, document.publisher) == (
        case.get("published"), case.get("publisher"),
    )  # fmt: skip
    for name in ("genre", "form", "speaker", "title"):
        assert getattr(document, name) == case[name]
    assert (document.encoding, document.language) == ("utf-8", "en")


@pytest.mark.cases("seeds.document")
def test_a_document_has_its_paragraphs_and_sentences(seeds_corpus, seeds_tokens, case):
    document = seeds_corpus[case["name"]]
    assert sum(b.kind in PARAGRAPHS for b in document.blocks) == case["paragraphs"]
    owner = seeds_tokens.document_of[seeds_tokens.sentence_starts]
    assert sum(seeds_tokens.names[i] == document.id for i in owner) == case["sentences"]


@pytest.mark.cases("seeds.document")
def test_front_and_back_matter_are_noted_and_in_no_token(seeds_corpus, seeds_tokens, case):
    document = seeds_corpus[case["name"]]
    for kind in ("front", "back"):
        spans = [s for b in document.blocks if b.kind == kind for s in b.spans]
        lines = [document.line(s.start) for s in spans]
        assert ([lines[0], lines[-1]] if lines else None) == case.get(kind)
        assert sum(n.kind == f"{kind} matter" for n in document.notes) == bool(lines)
        for at in range(len(seeds_tokens)):
            if seeds_tokens.names[seeds_tokens.document_of[at]] == document.id:
                start = seeds_tokens.start[at]
                assert not any(s.start <= start < s.end for s in spans)


@pytest.mark.parametrize("name", FACTS["joins"])
def test_exactly_these_page_breaks_are_joined(seeds_corpus, name):
    document = seeds_corpus[name]
    cut = [b for b in document.blocks if len(b.spans) > 1]
    lines = [[document.line(span.start) for span in b.spans] for b in cut]
    assert lines == FACTS["joins"][name]
    noted = [note.line for note in document.notes if note.kind == "join"]
    assert noted == [first for first, _ in FACTS["joins"][name]]
    assert document.joins == len(noted)


def test_there_are_thirteen_joins(seeds_corpus):
    assert sum(document.joins for document in seeds_corpus) == 13


@pytest.mark.cases("seeds.block")
def test_a_line_is_one_block_of_its_kind(seeds_corpus, case):
    document = seeds_corpus[case["document"]]
    for line in case["lines"]:
        assert [b.kind for b in blocks_on(document, line)] == [case["kind"]]
    if case["kind"] != "paragraph":
        assert sum(b.kind == case["kind"] for b in document.blocks) == len(case["lines"])


@pytest.mark.cases("seeds.line")
def test_a_line_holds_its_sentences(seeds_corpus, seeds_tokens, case):
    document = seeds_corpus[case["document"]]
    number = seeds_tokens.names.index(document.id)
    owner = seeds_tokens.document_of[seeds_tokens.sentence_starts]
    texts = [
        document.raw[start:end]
        for (start, end), doc in zip(seeds_tokens.sentence_spans, owner, strict=True)
        if doc == number and document.line(int(start)) == case["line"]
    ]
    assert len(texts) == case["sentences"]
    assert texts[-1].startswith(case.get("last", ""))


@pytest.mark.cases("seeds.token")
def test_a_word_is_one_token(seeds_tokens, case):
    places = seeds_tokens.positions(case["name"])
    assert len(places) > 0
    for line in case.get("lines", []):
        on_line = types_on(seeds_tokens, case["document"], line)
        assert [word for word, _ in on_line].count(case["name"]) == case["lines"].count(line)
        assert case.get("raw", on_line[0][1]) in [raw for _, raw in on_line]


@pytest.mark.parametrize("scrap", ["s", "u", "c", "000", "th", "**", "*", "anti", "", "×10"])
def test_no_scrap_of_a_word_is_a_token(seeds_tokens, scrap):
    assert scrap not in seeds_tokens.index


def test_every_type_has_a_letter_or_a_digit(seeds_tokens):
    assert all(any(map(str.isalnum, word)) for word in seeds_tokens.types)


def test_bold_marks_vanish_from_tokens(seeds_tokens):
    for line in (46, 100):
        words = [word for word, _ in types_on(seeds_tokens, "000", line)]
        assert words
        assert not any("*" in word for word in words)


def test_the_inferred_year_carries_its_evidence(seeds_corpus):
    source = seeds_corpus["002"].date_source
    assert [e["line"] for e in source["year_from"]] == [14, 60]
    assert source["year_from"][1]["quote"] == "make 2024 a year"
    lines = seeds_corpus["002"].raw.splitlines()
    for evidence in (source, *source["year_from"]):
        assert evidence["quote"] in lines[evidence["line"] - 1]


@pytest.mark.parametrize(("name", "line"), [("003", 9), ("001", 5)])
def test_a_year_of_publication_that_is_inferred_is_noted(seeds_corpus, name, line):
    notes = [n for n in seeds_corpus[name].notes if n.kind == "date"]
    assert any(n.line == line and "inferred" in n.message for n in notes)


def test_a_day_in_running_text_is_not_the_date(seeds_corpus):
    document = seeds_corpus["001"]
    assert "May 31" in document.raw.splitlines()[86]
    assert document.label == "2023-06-16"


def test_a_dateline_is_no_part_of_the_text(seeds_tokens):
    assert [word for word, _ in types_on(seeds_tokens, "001", 5)][:2] != ["pyongyang", "june"]


def test_case_is_evidence_and_kept(seeds_corpus, seeds_tokens):
    spans = [seeds_tokens.span(int(at), 2) for at in seeds_tokens.find("south korean")]
    found = {(s.doc[:3], seeds_corpus.line(s)): seeds_corpus.quote(s) for s in spans}
    assert found["001", 27] == found["001", 83] == "south Korean"


def test_all_notes_are_known_kinds(seeds_corpus):
    kinds = {note.kind for document in seeds_corpus for note in document.notes}
    assert kinds == {"join", "front matter", "back matter", "date"}
    assert seeds_corpus.skipped == ()
    assert seeds_corpus.notes == ()
