"""What the head of a page and the properties of a file say: taken, told, never over the text."""

import runpy
from pathlib import Path

import pytest

import rhetoric as rt

ROOT = Path(__file__).parents[2]
make = runpy.run_path(str(ROOT / "tests" / "scripts" / "make_samples.py"))
PROSE = (
    "The meeting went on for two days, and all that was put before it was talked over at length."
)
HEAD = (
    '<meta property="og:title" content="On Steel"><meta property="og:site_name" content="KCNA">'
    '<meta name="author" content="Kim A."><meta name="dc.date" content="{}">'
)


def page(head="", body=f"<p>{PROSE}</p>"):
    return f"<html lang='en'><head>{head}</head><body>{body}</body></html>"


def messages(document, kind):
    return [note.message for note in document.notes if note.kind == kind]


def test_the_head_of_a_page_gives_title_publisher_and_date_where_the_text_has_none(folder):
    document = rt.read(folder({"a.html": page(HEAD.format("2021-03-04T10:00:00+09:00"))}))[0]
    assert (document.title, document.publisher, document.label) == (
        "On Steel", "KCNA", "2021-03-04",
    )  # fmt: skip
    assert document.date_source == {
        "kind": "HTML meta", "quote": "meta dc.date: 2021-03-04T10:00:00+09:00",
    }  # fmt: skip
    assert (document.published, document.meta) == ("2021-03-04", {"author": "Kim A."})
    assert messages(document, "metadata") == [
        "title and publisher taken from the metadata of the file"
    ]
    assert not messages(document, "date")


def test_what_the_text_says_goes_before_what_the_head_says(folder):
    body = f"<p>PYONGYANG, June 19, 2023 (TASS) -- {PROSE}</p><p>{PROSE} Again.</p>"
    head = HEAD.format("2023-06-21")
    document = rt.read(folder({"a.html": page(head, body)}))[0]
    assert (document.label, document.publisher) == ("2023-06-19", "TASS")
    assert not messages(document, "date")


@pytest.mark.parametrize(
    ("name", "day", "label", "kind"),
    [
        ("1996-06-13.html", "2005-08-02", "1996-06-13", "file name"),
        ("report 1996.html", "2005-08-02", "1996", "file name"),
        ("report 1996-06.html", "1996-06-13", "1996-06-13", "HTML meta"),
        ("03-04-2024.html", "2024-04-03", "2024-04-03", "HTML meta"),
        ("1996-06-13.html", "1996-06-20", "1996-06-13", "file name"),
    ],
)
def test_a_name_goes_before_a_head_that_says_another_time(folder, name, day, label, kind):
    document = rt.read(folder({name: page(HEAD.format(day))}))[0]
    assert (document.label, document.date_source["kind"]) == (label, kind)
    said = messages(document, "date")
    if day == "2005-08-02":
        assert "the head of the page says 2005-08-02 (meta dc.date)" in said[0]
        assert f"{label} (file name) is taken; settle it in corpus.toml" in said[0]
    elif name.startswith("03"):
        assert "is read as 2024-04-03, as the head of the page says" in said[0]
    else:
        assert said == []


@pytest.mark.parametrize(
    ("day", "said"),
    [("03/04/2024", "is ambiguous: 2024-03-04 or 2024-04-03"), ("2199-01-01", "lies in the future"),
     ("soon", "no date found")],
)  # fmt: skip
def test_a_date_of_a_head_that_is_none_is_told(folder, day, said):
    document = rt.read(folder({"a.html": page(HEAD.format(day))}))[0]
    assert document.date is None
    assert said in messages(document, "date")[0]


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("<time datetime='2021-03-04'>4 March</time>", "2021-03-04"),
        ("<time datetime='2021-03-04'>a</time><time datetime='2021-03-05'>b</time>", "a"),
        ("<span itemprop='datePublished' content='2021-03-04'>x</span>", "2021-03-04"),
        ("<script type='application/ld+json'>{\"datePublished\": \"2021-03-04\"}</script>",
         "2021-03-04"),
    ],
)  # fmt: skip
def test_a_date_may_be_marked_in_the_page(folder, body, label):
    document = rt.read(folder({"a.html": page("", f"{body}<p>{PROSE}</p>")}))[0]
    assert document.label == label


def test_properties_of_a_file_date_nothing_and_are_told(folder):
    meta = (
        '<meta xmlns="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><creation-date>2013-12-23T10:00</creation-date>'
        "<dc:title>a.odt</dc:title><dc:creator>typist</dc:creator></meta>"
    )
    body = f"<text:p>{PROSE}</text:p>"
    document = rt.read(folder({"a.odt": make["odt"](body, **{"meta.xml": meta})}))[0]
    assert (document.date, document.title, document.speaker) == (None, None, None)
    assert document.meta == {"author": "typist", "created": "2013-12-23"}
    first = messages(document, "date")[0]
    assert first.startswith("the properties of the file say created 2013-12-23, which need not")
    assert '[documents."a.odt"] date = 2013-12-23' in first


def test_properties_are_not_told_where_the_date_is_known(folder):
    meta = (
        '<meta xmlns="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">'
        "<creation-date>2013-12-23</creation-date></meta>"
    )
    content = make["odt"](f"<text:p>{PROSE}</text:p>", **{"meta.xml": meta})
    document = rt.read(folder({"2021-03-04.odt": content}))[0]
    assert (document.label, messages(document, "date")) == ("2021-03-04", [])
