"""PDF files: lines put together to paragraphs, furniture taken away."""

import runpy
from io import BytesIO
from pathlib import Path

import pytest

from rhetoric.read.formats.pdf import pdf

make = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "make_samples.py"))
PROSE = "The meeting went on for two days, and all that was put before it was talked over."


def said(found, kind):
    return [note.message for note in found.notes if note.kind == kind]


def paragraphs(found):
    assert not isinstance(found, str), found
    return found.text.split("\n\n")


def page(*lines, top=700, leading=14, x=72, size=12):
    return [(x, top - leading * n, size, text) for n, text in enumerate(lines)]


LONG = "and the committee said that it would go on with the work until the end of the"


def test_running_heads_and_page_numbers_are_left_out_and_noted():
    pages = [
        [(72, 760, 9, "Report of the Board"), *page(f"{n}: {PROSE}"), (300, 40, 9, f"– {n} –")]
        for n in range(1, 5)
    ]
    found = pdf(make["pdf"](pages))
    assert paragraphs(found) == [f"{n}: {PROSE}" for n in range(1, 5)]
    assert said(found, "furniture") == [
        "running head or foot “Report of the Board” left out of 4 pages",
        "page numbers “– 1 –” left out of 4 pages",
    ]


def test_a_first_line_that_differs_from_page_to_page_stays():
    pages = [page(f"{name} is the first. {PROSE}") for name in ("Iron", "Coal", "Wire")]
    assert len(paragraphs(pdf(make["pdf"](pages)))) == 3


def test_a_paragraph_cut_by_a_page_is_one_and_the_join_is_noted():
    pages = [
        page("First it was agreed what should come before all else.", LONG, LONG, LONG),
        page("year, as had been agreed, and " + LONG[:48], "year.", top=720),
    ]
    found = pdf(make["pdf"](pages))
    assert "until the end of the year, as had been agreed" in paragraphs(found)[-1]
    assert len(said(found, "join")) == 1
    assert said(found, "join")[0].endswith("over the end of page 1")


def test_words_cut_at_the_end_of_a_line_are_whole_and_compounds_stay():
    lines = (
        "It would inter- vene where long-term rates called for it, and said so at that ti-",
        "me, since a long-",
    )
    first, _ = lines
    text = (
        f"{first[4:].replace('- ', '')}",
        "me, and went on to say that it would not accept what the gov-",
        "ernment had asked of it, since the rates of the long-",
        "term kind were those that would decide in the end.",
    )
    found = paragraphs(pdf(make["pdf"]([page(*text)])))
    assert "at that time, and" in found[0]
    assert "the government had" in found[0]
    assert "the long-term kind" in found[0]


def test_an_indent_or_a_gap_begins_a_paragraph():
    indented = [
        (90, 700, 12, LONG), (72, 686, 12, LONG + " year."), (90, 672, 12, LONG),
        (72, 658, 12, LONG + " day."),
    ]  # fmt: skip
    spaced = [*page(LONG, LONG + " year."), *page(LONG, LONG + " day.", top=650)]
    for lines in (indented, spaced):
        ends = [text[-5:] for text in paragraphs(pdf(make["pdf"]([lines])))]
        assert ends == ["year.", " day."]


def test_columns_are_read_one_after_the_other():
    left = page("The left column has a text", "that goes on at the top of", x=72)
    right = page("the right column, where it", "ends after four lines.", x=320)
    (found,) = paragraphs(pdf(make["pdf"]([left + right])))
    assert found.endswith("at the top of the right column, where it ends after four lines.")


def test_footnotes_come_after_the_paragraph_that_they_interrupt():
    first = [*page(LONG + " first", LONG), (72, 60, 8, "See the annex.")]
    second = page("year should not be the last.", LONG, LONG, LONG, LONG + " week.")
    found = paragraphs(pdf(make["pdf"]([first, second])))
    assert "until the end of the year should not be" in found[0]
    assert found[1] == "See the annex."


def test_pages_without_text_are_named():
    found = pdf(make["pdf"]([page(PROSE), [], page("On it went. " + PROSE)]))
    assert said(found, "pages") == ["1 of 3 pages have no text (pictures, or OCR needed): page 2"]


def test_a_scan_needs_ocr():
    assert pdf(make["pdf"]([[], []])) == "no text layer: OCR needed"


def test_what_the_file_says_of_itself_is_a_hint():
    info = "/Title(Steel)/Author(Board)/CreationDate(D:20110504155107-04'00')"
    found = pdf(make["pdf"]([page(PROSE)], info=info))
    assert found.hints == {"title": "Steel", "author": "Board", "created": "2011-05-04"}


def test_an_encrypted_file_needs_its_password():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(BytesIO(make["pdf"]([page(PROSE)]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert pdf(out.getvalue()).startswith("encrypted: it needs a password")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n1 0 obj<</Type/Catalog", b"%PDF-1.7\n" + b"x" * 999]
)
def test_a_broken_file_is_called_so(content):
    assert pdf(content).startswith("broken PDF: ")


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("rhetoric.read.formats.pdf.PAGES", 2)
    assert pdf(make["pdf"]([page(PROSE)] * 3)) == "3 pages: at most 2 are read"
