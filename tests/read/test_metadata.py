"""Front matter and tables of metadata."""

import datetime as dt

import pytest

import rhetoric as rt

FRONT = """---
title: On Steel
author: Kim, A.
genre: speech
date: 2024-05-06
keywords: [steel, plan]
topic: industry
---
It grew in the year.
"""


def test_front_matter_gives_fields_and_is_no_part_of_the_words(folder):
    document = rt.read(folder({"a.txt": FRONT}))[0]
    assert (document.title, document.speaker, document.genre) == ("On Steel", "Kim, A.", "speech")
    assert (document.label, document.date_precision) == ("2024-05-06", "day")
    assert document.meta == {"keywords": ["steel", "plan"], "topic": "industry"}
    tokens = rt.tokenize(rt.read(folder({"a.txt": FRONT})))
    assert [tokens.types[i] for i in tokens.ids] == ["it", "grew", "in", "the", "year"]
    assert document.blocks[0].kind == "front"
    assert any("lines 1–8, in no count" in note.message for note in document.notes)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_front_matter_is_the_same_whatever_ends_its_lines(folder, end):
    document = rt.read(folder({"a.txt": FRONT.replace("\n", end)}))[0]
    assert (document.title, document.label, document.date_source["line"]) == (
        "On Steel", "2024-05-06", 5,
    )  # fmt: skip


@pytest.mark.parametrize(
    "block",
    ["title: [broken", "title: 'x", "a: b: c", "x: *y", "t: " + "[" * 3000, "a: &a [*a]\nb: x"],
)
def test_a_broken_block_is_a_note_and_no_text(folder, block):
    corpus = rt.read(folder({"a.txt": f"---\n{block}\n---\nIt grew in the year."}))
    assert len(rt.tokenize(corpus)) == 5
    assert any(note.kind == "front matter" for note in corpus[0].notes)


@pytest.mark.parametrize("text", ["---\nIt grew.\n---\nIt fell.", "---\nkey: value\nIt grew."])
def test_rules_around_text_are_no_front_matter(folder, text):
    tokens = rt.tokenize(rt.read(folder({"a.txt": text})))
    assert "grew" in tokens.index


def test_a_bomb_of_aliases_costs_nothing(folder):
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    text = "\n".join(["---", *lines, "---", "It grew."])
    document = rt.read(folder({"a.txt": text}))[0]
    assert sum("is nested" in note.message for note in document.notes) == 59


TABLE = "file,date,title,speaker,party\na.txt,2024-05-06,On Steel,Kim,WPK\nb,2024-05,On Coal,Lee,\n"


def test_a_table_is_joined_by_file_name_or_stem(folder):
    corpus = rt.read(folder({"a.txt": "It grew.", "b.txt": "It fell.", "metadata.csv": TABLE}))
    assert [(d.title, d.speaker, d.label, d.date_precision) for d in corpus] == [
        ("On Coal", "Lee", "2024-05", "month"), ("On Steel", "Kim", "2024-05-06", "day"),
    ]  # fmt: skip
    assert corpus["a"].meta == {"party": "WPK"}
    assert corpus["a"].date_source == {"kind": "metadata.csv", "quote": "date = 2024-05-06"}
    assert (corpus.notes, corpus.skipped) == ((), ())


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_that_corpus_toml_names_is_joined_and_is_no_document(folder, mark):
    toml = 'metadata = "facts.csv"\n[documents.a]\ntitle = "Mine"'
    files = {"a.txt": "It grew.", "b.txt": "It fell.", "corpus.toml": toml}
    corpus = rt.read(folder(files | {"facts.csv": TABLE.replace(",", mark)}))
    assert [d.title for d in corpus] == ["On Coal", "Mine"]
    assert corpus.skipped == ()


def test_rows_and_documents_without_each_other_are_noted(folder):
    corpus = rt.read(folder({"a.txt": "It grew.", "c.txt": "It fell.", "metadata.csv": TABLE}))
    assert [note.message for note in corpus.notes] == [
        "metadata.csv speaks of b, not in the folder", "metadata.csv has no row of c.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("titel,file\nx,a.txt\n", "column 'titel' is none of a document; did you mean 'title'?"),
        ("date,title\n2024,x\n", "it needs rows and a column that names the document"),
        ("date;file\n2001-01-01,a.txt\n", "is not used: it needs rows and a column"),
        ("date,file\n2001,\n", "is not used: it needs rows and a column"),
        ("", "is not used: empty"),
        ("file,date\n", "it needs rows"),
        (b"\x00\x01", "is not used: binary file"),
        ("file,title\na.txt,x\na.txt,y\n", "more than one row of a.txt: the first is used"),
        ("file,title\na.txt," + "x" * 200_000, "it is no table: field larger than"),
    ],
)
def test_what_is_wrong_with_a_table_is_a_note(folder, content, said):
    corpus = rt.read(folder({"a.txt": "It grew.", "metadata.csv": content}))
    assert said in " ".join(note.message for note in corpus.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("date,file\n2001\n2002-03-04,a.txt\n", "2002-03-04"),  # a short row names nothing
        ("file,date,file\na.txt,2002-03-04\n", "2002-03-04"),
        ("file,date,file\nb.txt,2002-03-04,a.txt\n", "2002-03-04"),
    ],
)
def test_a_row_is_of_the_last_name_that_it_has(folder, content, said):
    (document,) = rt.read(folder({"a.txt": "It grew.", "metadata.csv": content}))
    assert str(document.date) == said


@pytest.mark.parametrize(
    ("date", "said"),
    [("2023-02-30", "is no possible date"), ("03/04/2024", "2024-03-04 or 2024-04-03")],
)
def test_a_date_of_a_table_that_is_none_is_a_note_on_the_document(folder, date, said):
    files = {"a.txt": "It grew.", "metadata.csv": f"file,date\na.txt,{date}\n"}
    document = rt.read(folder(files))[0]
    assert document.date is None
    assert any(said in note.message and "corpus.toml" in note.message for note in document.notes)


def test_a_table_against_a_name_is_taken_and_told(folder):
    files = {"2024-05-06.txt": "It grew.", "metadata.csv": "file,date\n2024-05-06.txt,2024-05-09\n"}
    document = rt.read(folder(files))[0]
    assert document.date == dt.date(2024, 5, 9)
    assert any(
        "says 2024-05-06, metadata.csv 2024-05-09" in note.message for note in document.notes
    )


@pytest.mark.cases("titles")
def test_title_speaker_and_genre_are_what_the_front_matter_states(folder, case):
    body = "I am honoured to present this lecture to such a distinguished group of people here."
    document = rt.read(folder({"a.txt": f"{case['name']}\n\n{body}"}))[0]
    for field in ("title", "speaker", "genre"):
        assert getattr(document, field) == case.get(field)
