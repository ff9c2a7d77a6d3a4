"""Spans, documents, the corpus and the selection of documents."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.corpus import (
    Block,
    Corpus,
    Document,
    Note,
    Skipped,
    Span,
    as_json,
    chosen,
    line_starts,
    listed,
    ordered,
)


def document(name, raw="", **fields):
    return Document(id=name, file=f"{name}.txt", raw=raw, **fields)


SMALL = Corpus(
    ordered([
        document("none", "It is undated."),
        document("b", "One\nTwo", date=dt.date(2021, 1, 1), date_precision="year", genre="news"),
        document("a", "Three", date=dt.date(2021, 1, 1), meta={"topic": "steel"}),
        document("c", "Four", date=dt.date(2020, 5, 1), date_precision="month"),
    ]),
    path="x",
)  # fmt: skip


@pytest.mark.cases("chosen")
def test_an_expression_selects_documents_or_says_why_not(seeds_corpus, case):
    if "ids" in case:
        assert [d.id[:3] for d in seeds_corpus.select(case["name"])] == case["ids"]
    else:
        with pytest.raises(rt.RhetoricError) as caught:
            chosen(seeds_corpus, case["name"])
        assert case["says"] in str(caught.value)


def test_documents_are_in_the_order_of_dates_then_ids_with_the_undated_last():
    assert [d.id for d in SMALL] == ["c", "a", "b", "none"]
    assert [d.label for d in SMALL] == ["2020-05", "2021-01-01", "2021", "none"]
    assert [d.year for d in SMALL] == ["2020", "2021", "2021", None]


def test_an_id_that_is_the_beginning_of_another_names_one_document():
    corpus = Corpus((document("a"), document("ab"), document("b")))
    assert corpus["a"].id == "a"
    assert chosen(corpus, "id=a") == {"a"}
    assert chosen(corpus, "id=a,b") == {"a", "b"}


def test_an_undated_document_is_in_no_range():
    assert chosen(SMALL, "date=2000..2100") == {"a", "b", "c"}
    assert chosen(SMALL, "year=2000..") == {"a", "b", "c"}


def test_a_field_of_meta_selects_even_where_only_some_documents_have_it():
    assert chosen(SMALL, "topic=steel") == {"a"}
    assert [d.id for d in SMALL.where(topic="steel")] == ["a"]
    assert {value: len(part) for value, part in SMALL.by("topic").items()} == {"": 3, "steel": 1}
    with pytest.raises(rt.RhetoricError, match="language, file, topic"):
        SMALL.where(weather="rain")
    with pytest.raises(rt.RhetoricError, match="no field 'weather'"):
        SMALL.by("weather")


def test_where_takes_a_value_or_several_of_any_type():
    assert [d.id for d in SMALL.where(year=2021)] == ["a", "b"]
    assert [d.id for d in SMALL.where(id=["none", "c"])] == ["c", "none"]
    assert [d.id for d in SMALL.where(date=dt.date(2021, 1, 1), genre="news")] == ["b"]
    assert [d.id for d in SMALL.where(genre=None)] == ["c", "a", "none"]
    assert len(SMALL.where(genre="rain")) == 0


def test_a_corpus_is_split_by_a_field_in_the_order_of_first_dates(seeds_corpus):
    parts = seeds_corpus.by("genre")
    assert list(parts) == ["speech", "meeting report"]
    assert sum(map(len, parts.values())) == len(seeds_corpus)


@pytest.mark.parametrize(
    ("name", "found"), [("004", "004"), ("2021-01", "004"), ("2023", "001"), ("000_e", "000")]
)
def test_a_document_is_found_by_the_beginning_of_its_id_or_date(seeds_corpus, name, found):
    assert seeds_corpus[name].id.startswith(found)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("2021", "'2021' names 2 documents (004_d4f6660c6d8e21da, 003_877a3220879980f7)"),
        ("00", "names 5 documents"),
        ("xyz", "No document is called 'xyz'; there are 004_d4f6660c6d8e21da, "),
        ("", "No document is called ''"),
    ],
)
def test_a_name_of_no_or_many_documents_is_refused(seeds_corpus, name, says):
    with pytest.raises(rt.RhetoricError) as caught:
        seeds_corpus[name]
    assert says in str(caught.value)


def test_a_corpus_is_a_sequence(seeds_corpus):
    assert len(seeds_corpus) == len(list(seeds_corpus)) == 5
    assert seeds_corpus[0] in seeds_corpus
    assert seeds_corpus[-1] is seeds_corpus[4]
    assert [d.id for d in seeds_corpus[1:3]] == [d.id for d in list(seeds_corpus)[1:3]]
    assert seeds_corpus.index(seeds_corpus[2]) == 2


def test_a_span_is_quoted_with_its_line_and_address():
    span = Span("b", 4, 7)
    assert (SMALL.quote(span), SMALL.line(span)) == ("Two", 2)
    assert SMALL.address(span) == {
        "doc": "b", "file": "b.txt", "line": 2, "start": 4, "end": 7, "text": "Two",
    }  # fmt: skip


def test_every_token_of_the_seeds_has_an_address_that_quotes_the_file(seeds, seeds_tokens):
    corpus = seeds_tokens.corpus
    lines = {d.id: (seeds / d.file).read_text("utf-8").splitlines() for d in corpus}
    for at in range(0, len(seeds_tokens), 97):
        found = corpus.address(seeds_tokens.span(at))
        assert found["text"] in lines[found["doc"]][found["line"] - 1]
        assert corpus[found["doc"]].raw[found["start"] : found["end"]] == found["text"]


@given(st.text(st.sampled_from("ab \n\r\u2028\x0b\x0c\x85"), max_size=40))
def test_every_offset_is_on_the_line_that_holds_it(raw):
    starts = line_starts(raw)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    one = document("a", raw)
    number = 0
    for line, text in enumerate(raw.splitlines(keepends=True), 1):
        for _ in text:
            assert one.line(number) == line
            number += 1


def test_documents_never_change():
    one = document("a", "It grew.", blocks=(Block("paragraph", (Span("a", 0, 8),)),))
    with pytest.raises(AttributeError):
        one.raw = "x"
    with pytest.raises(AttributeError):
        one.blocks[0].kind = "heading"


def test_body_and_joins_leave_furniture_out():
    made = [Block(kind, (Span("a", 0, 1),)) for kind in ("front", "heading", "paragraph", "back")]
    one = document("a", blocks=tuple(made), notes=(Note("join", "x", 3), Note("date", "y")))
    assert [block.kind for block in one.body] == ["heading", "paragraph"]
    assert one.joins == 1


def test_values_become_json():
    given = {
        1: [Span("a", 0, 1), dt.date(2024, 1, 2)],
        "n": (Note("x", "y"), Skipped("f", "r"), None),
    }
    assert as_json(given) == {
        "1": [{"doc": "a", "start": 0, "end": 1}, "2024-01-02"],
        "n": [{"kind": "x", "message": "y", "line": None}, {"file": "f", "reason": "r"}, None],
    }


def test_names_are_listed_as_a_phrase():
    assert listed([]) == "none"
    assert listed(["a", ""]) == "a, (none)"
    assert listed(range(9), limit=3) == "0, 1, 2 and 6 more"


def test_a_corpus_shows_itself_without_being_believed():
    shown = Corpus((document("a", title="<script>"),))._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
