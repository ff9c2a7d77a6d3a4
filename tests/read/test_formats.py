"""Web pages, PDF, Word, Rich Text, OpenDocument and e-books to text."""

import csv
import os
import runpy
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.corpus import Corpus, Document
from rhetoric.read import READERS
from rhetoric.read.blocks import blocks
from rhetoric.read.decode import decode
from rhetoric.read.formats.archive import Refused, parsed
from rhetoric.read.formats.ebook import epub
from rhetoric.read.formats.opendocument import odt
from rhetoric.read.formats.pdf import pdf
from rhetoric.read.formats.rtf import rtf
from rhetoric.read.formats.webpage import webpage
from rhetoric.read.formats.word import docx

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "fixtures" / "samples"
SHARED = Path(os.environ.get("RHETORIC_SHARED") or ROOT.parent / "shared") / "formats"
make = runpy.run_path(str(ROOT / "tests" / "scripts" / "make_samples.py"))
TITLE, PARAGRAPHS = make["TITLE"], make["PARAGRAPHS"]
PROSE = "The meeting went on for two days, and all that was put before it was talked over."


def said(found, kind):
    return [note.message for note in found.notes if note.kind == kind]


def paragraphs(found):
    assert not isinstance(found, str), found
    return found.text.split("\n\n")


def words(text):
    """Return the folded words of a text, its front matter included."""
    made = tuple(
        replace(block, kind="paragraph") if block.kind == "front" else block
        for block in blocks(text, "x")[0]
    )
    tokens = rt.tokenize(Corpus((Document("x", "x", text, made),)))
    return Counter(tokens.types[tokens.ids].tolist())


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_has_a_sample_that_reads_to_the_same_words(suffix):
    found = READERS[suffix]((SAMPLES / f"sample{suffix}").read_bytes())
    assert words(found.text) == words("\n\n".join((TITLE, *PARAGRAPHS)))
    assert [p.lstrip("# ") for p in paragraphs(found)] == [TITLE, *PARAGRAPHS]


@pytest.mark.parametrize("suffix", [s for s in READERS if READERS[s] is not decode])
def test_a_note_names_what_extracted_the_text_and_its_version(suffix):
    found = READERS[suffix]((SAMPLES / f"sample{suffix}").read_bytes())
    assert len(said(found, "extractor")) == 1
    assert said(found, "extractor")[0].startswith("text extracted with ")


@pytest.mark.parametrize("suffix", [s for s in READERS if READERS[s] is not decode])
@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\0" * 99, b"<", bytes(range(256))]
)
def test_what_is_no_file_of_a_format_gives_a_reason(suffix, content):
    found = READERS[suffix](content)
    assert isinstance(found, str), found


def test_a_folder_of_all_formats_is_read_as_one_corpus(folder):
    files = {f"{n}{s}": (SAMPLES / f"sample{s}").read_bytes() for n, s in enumerate(READERS)}
    corpus = rt.read(folder(files))
    assert {skip.reason.split(":")[0] for skip in corpus.skipped} <= {
        same for same in (s.reason.split(":")[0] for s in corpus.skipped) if "same bytes" in same
    }
    assert {d.encoding for d in corpus} == {"utf-8", "pdf", "docx", "rtf", "odt", "epub"}
    for document in corpus:
        for block in document.blocks:
            assert all(document.raw[s.start : s.end].strip() for s in block.spans)


def known_texts():
    if not (SHARED / "index.csv").is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="no shared/formats/index.csv"))]
    with (SHARED / "index.csv").open(encoding="utf-8", newline="") as stream:
        return [
            pytest.param(row, id=row["file"])
            for row in csv.DictReader(stream)
            if not row["file"].startswith("encodings/")
        ]


@pytest.mark.parametrize("row", known_texts())
def test_real_files_give_their_known_words_and_few_others(row):
    where = SHARED / row["file"]
    known = words(decode((SHARED / row["known_text"]).read_bytes()).text)
    found = words(READERS[where.suffix](where.read_bytes()).text)
    kept = (known & found).total() / known.total()
    foreign = (found - known).total() / found.total()
    assert kept >= (0.95 if where.suffix in {".html", ".htm"} else 0.97)
    assert foreign < 0.04


class TestWebPage:
    def test_scripts_styles_comments_and_hidden_parts_are_never_text(self):
        page = (
            "<html><head><title>T</title><style>p{color:war}</style></head><body>"
            "<script>var w='war '.repeat(999)</script><p>Peace.</p><!-- war -->"
            "<p style='display: none'>war</p><p hidden>war</p><span class='sr-only'>war</span>"
            "<template>war</template><noscript>war</noscript></body></html>"
        )
        assert paragraphs(webpage(page.encode())) == ["Peace."]

    def test_navigation_is_left_out_and_the_note_says_how_much(self):
        menu = (
            "<ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9)) + "</ul>"
        )
        body = "".join(f"<p>{n}. {PROSE}</p>" for n in range(9))
        page = (
            f"<body><nav>{menu}</nav>{menu}<h1>Report</h1>{body}<footer>Contact us</footer></body>"
        )
        found = webpage(page.encode())
        assert "Section" not in found.text
        assert "Contact" not in found.text
        assert len(paragraphs(found)) == 10
        assert said(found, "furniture")[0].startswith("navigation and the like left out: 38 of")

    def test_headings_items_line_breaks_and_rows_of_tables_stay(self):
        page = (
            f"<body><h2>Steel</h2><p>{PROSE}<br>Second line.<br><br>Third.</p>"
            "<ul><li>rails<li>wire</ul><table><tr><td>2023<td>5</tr><tr><td>2024<td>7</tr></table>"
        )
        assert paragraphs(webpage(page.encode())) == [
            "## Steel", f"{PROSE}\nSecond line.", "Third.", "- rails", "- wire", "2023 · 5",
            "2024 · 7",
        ]  # fmt: skip

    def test_where_the_main_text_is_not_found_all_that_is_visible_is_kept_with_a_warning(
        self, monkeypatch
    ):
        import trafilatura

        monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **__: None)
        page = f"<body><nav>Home</nav><div>{PROSE}</div><div>{PROSE} Again.</div></body>"
        found = webpage(page.encode())
        assert paragraphs(found) == [PROSE, f"{PROSE} Again."]
        assert said(found, "extraction")[0].startswith("only 0 of 35 visible words")

    def test_a_parser_that_fails_leaves_the_visible_text(self, monkeypatch):
        import trafilatura

        def fail(*_, **__):
            raise RecursionError

        monkeypatch.setattr(trafilatura, "bare_extraction", fail)
        found = webpage(f"<p>{PROSE}</p>".encode())
        assert paragraphs(found) == [PROSE]
        assert "(RecursionError)" in said(found, "extraction")[0]

    @pytest.mark.parametrize(
        ("head", "codec", "encoding"),
        [
            ('<meta charset="iso-8859-1">', "cp1252", "cp1252"),
            ('<meta http-equiv=x content="text/html; charset=EUC-KR">', "cp949", "cp949"),
            ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8", "utf-8"),
            ("", "utf-8", "utf-8"),
            ("", "utf-16", "utf-16"),
        ],
    )
    def test_the_encoding_is_the_one_that_is_declared_or_marked(self, head, codec, encoding):
        text = "조선로동당" if codec == "cp949" else "“café”"
        found = webpage(f"{head}<p>{text} {PROSE}</p>".encode(codec))
        assert (found.encoding, found.text) == (encoding, f"{text} {PROSE}")

    def test_a_wrong_declaration_is_not_believed(self):
        found = webpage(f'<meta charset="utf-8"><p>café {PROSE}</p>'.encode("cp1252"))
        assert (found.encoding, found.text) == ("cp1252", f"café {PROSE}")

    def test_what_the_head_says_is_a_hint(self):
        page = (
            '<html lang="en"><head><title>A</title><meta property="og:title" content="B">'
            '<meta name="DC.date" content="2021-03-04"><meta property="og:site_name" content="KCNA">'
            f"</head><body><p>{PROSE}</p></body></html>"
        )
        assert webpage(page.encode()).hints == {
            "title": "B", "publisher": "KCNA", "published": "2021-03-04", "language": "en",
        }  # fmt: skip

    def test_elements_nested_beyond_reason_are_refused(self):
        assert webpage(b"<div>" * 50_000 + b"x").startswith("broken .html: more than 2,000")


def page(*lines, top=700, leading=14, x=72, size=12):
    return [(x, top - leading * n, size, text) for n, text in enumerate(lines)]


LONG = "and the committee said that it would go on with the work until the end of the"


class TestPdf:
    def test_running_heads_and_page_numbers_are_left_out_and_noted(self):
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

    def test_a_first_line_that_differs_from_page_to_page_stays(self):
        pages = [page(f"{name} is the first. {PROSE}") for name in ("Iron", "Coal", "Wire")]
        assert len(paragraphs(pdf(make["pdf"](pages)))) == 3

    def test_a_paragraph_cut_by_a_page_is_one_and_the_join_is_noted(self):
        pages = [
            page("First it was agreed what should come before all else.", LONG, LONG, LONG),
            page("year, as had been agreed, and " + LONG[:48], "year.", top=720),
        ]
        found = pdf(make["pdf"](pages))
        assert "until the end of the year, as had been agreed" in paragraphs(found)[-1]
        assert len(said(found, "join")) == 1
        assert said(found, "join")[0].endswith("over the end of page 1")

    def test_words_cut_at_the_end_of_a_line_are_whole_and_compounds_stay(self):
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

    def test_an_indent_or_a_gap_begins_a_paragraph(self):
        indented = [
            (90, 700, 12, LONG), (72, 686, 12, LONG + " year."), (90, 672, 12, LONG),
            (72, 658, 12, LONG + " day."),
        ]  # fmt: skip
        spaced = [*page(LONG, LONG + " year."), *page(LONG, LONG + " day.", top=650)]
        for lines in (indented, spaced):
            ends = [text[-5:] for text in paragraphs(pdf(make["pdf"]([lines])))]
            assert ends == ["year.", " day."]

    def test_columns_are_read_one_after_the_other(self):
        left = page("The left column has a text", "that goes on at the top of", x=72)
        right = page("the right column, where it", "ends after four lines.", x=320)
        assert paragraphs(pdf(make["pdf"]([left + right]))) == [
            "The left column has a text that goes on at the top of the right column, where it "
            "ends after four lines."
        ]

    def test_footnotes_come_after_the_paragraph_that_they_interrupt(self):
        first = [*page(LONG + " first", LONG), (72, 60, 8, "See the annex.")]
        second = page("year should not be the last.", LONG, LONG, LONG, LONG + " week.")
        found = paragraphs(pdf(make["pdf"]([first, second])))
        assert "until the end of the year should not be" in found[0]
        assert found[1] == "See the annex."

    def test_pages_without_text_are_named(self):
        found = pdf(make["pdf"]([page(PROSE), [], page("On it went. " + PROSE)]))
        assert said(found, "pages") == [
            "1 of 3 pages have no text (pictures, or OCR needed): page 2"
        ]

    def test_a_scan_needs_ocr(self):
        assert pdf(make["pdf"]([[], []])) == "no text layer: OCR needed"

    def test_what_the_file_says_of_itself_is_a_hint(self):
        info = "/Title(Steel)/Author(Board)/CreationDate(D:20110504155107-04'00')"
        found = pdf(make["pdf"]([page(PROSE)], info=info))
        assert found.hints == {"title": "Steel", "author": "Board", "created": "2011-05-04"}

    def test_an_encrypted_file_needs_its_password(self):
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(PdfReader(BytesIO(make["pdf"]([page(PROSE)]))))
        writer.encrypt("secret", algorithm="RC4-128")
        out = BytesIO()
        writer.write(out)
        assert pdf(out.getvalue()).startswith("encrypted: it needs a password")

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7\n1 0 obj<</Type/Catalog", b"%PDF-1.7\n" + b"x" * 999]
    )
    def test_a_broken_file_is_called_so(self, content):
        assert pdf(content).startswith("broken PDF: ")

    def test_too_many_pages_are_refused(self, monkeypatch):
        monkeypatch.setattr("rhetoric.read.formats.pdf.PAGES", 2)
        assert pdf(make["pdf"]([page(PROSE)] * 3)) == "3 pages: at most 2 are read"


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


class TestWord:
    def test_tracked_deletions_are_out_and_insertions_in_and_a_note_says_so(self):
        body = (
            f"<w:p>{run('It ')}<w:ins w:id='1'>{run('never ')}</w:ins>"
            "<w:del w:id='2'><w:r><w:delText>always </w:delText></w:r></w:del>"
            f"{run('grew.')}</w:p>"
        )
        found = docx(make["docx"](body))
        assert found.text == "It never grew."
        assert said(found, "tracked changes") == [
            "tracked changes: 1 insertions are in the text, 1 deletions are not"
        ]

    def test_a_deleted_paragraph_mark_joins_two(self):
        mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
        body = f"<w:p>{mark}{run('It grew ')}</w:p><w:p>{run('again.')}</w:p>"
        assert docx(make["docx"](body)).text == "It grew again."

    def test_headings_lists_tables_and_footnotes_are_read(self):
        numbered = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
        cell = "<w:tc>{}</w:tc>".format
        table = f"<w:tbl><w:tr>{cell(make['paragraph']('2024'))}{cell(make['paragraph']('7'))}</w:tr></w:tbl>"
        body = (
            make["paragraph"]("Steel", "Heading2") + make["paragraph"]("rails", "ListBullet")
            + f"<w:p>{numbered}{run('wire')}</w:p>{table}" + make["paragraph"]("It grew.")
        )  # fmt: skip
        note = f"<w:footnote w:id='2'>{make['paragraph']('By half.')}</w:footnote>"
        separator = f"<w:footnote w:type='separator' w:id='0'>{make['paragraph']('x')}</w:footnote>"
        found = docx(make["docx"](body, footnotes=separator + note))
        assert paragraphs(found) == [
            "## Steel", "- rails", "- wire", "2024 · 7", "It grew.", "By half.",
        ]  # fmt: skip
        assert said(found, "footnotes") == ["1 footnotes stand at the end of the text"]

    def test_hidden_text_contents_and_page_breaks_are_no_text(self):
        body = (
            make["paragraph"]("Steel 3", "TOC1")
            + f"<w:p>{run('It ')}{run('not ', '<w:vanish/>')}{run('grew.')}"
            + "<w:r><w:br w:type='page'/><w:tab/><w:noBreakHyphen/></w:r></w:p>"
        )
        found = docx(make["docx"](body))
        assert found.text == "It grew. \u2011"
        assert said(found, "hidden") == ["1 runs of hidden text left out"]
        assert said(found, "furniture") == ["table of contents left out (1 lines)"]

    def test_a_text_box_is_read_once(self):
        box = f"<w:txbxContent>{make['paragraph']('In a box.')}</w:txbxContent>"
        spaces = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
        body = (
            f"<w:p>{run('Beside it.')}<w:r><mc:AlternateContent {spaces}><mc:Choice>{box}"
            f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        assert paragraphs(docx(make["docx"](body))) == ["Beside it.", "In a box."]


class TestArchive:
    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"word/vbaProject.bin": b"x"}, "holds macros (word/vbaProject.bin)"),
            ({"word/a.zip": b"x"}, "holds an archive inside (word/a.zip)"),
            ({"a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "a.xml declares entities"),
            ({"a.bin": b"\0" * 30_000_000}, "zip bomb: a.bin inflates"),
        ],
    )
    @pytest.mark.parametrize("form", ["docx", "odt", "epub"])
    def test_what_may_do_harm_is_refused_before_it_is_parsed(self, form, more, reason):
        body = ["<p>x</p>"] if form == "epub" else ""
        assert globals()[form](make[form](body, **more)).startswith(reason)

    def test_more_members_or_bytes_than_allowed_are_refused(self, monkeypatch):
        content = make["docx"](make["paragraph"](PROSE))
        monkeypatch.setattr("rhetoric.read.formats.archive.TOTAL", 1000)
        assert docx(content).startswith("zip bomb: ")
        monkeypatch.setattr("rhetoric.read.formats.archive.MEMBERS", 3)
        assert docx(content) == "zip bomb: 6 members, 3 are allowed"

    def test_a_member_that_is_not_what_its_checksum_says_is_broken(self):
        content = bytearray(make["docx"](make["paragraph"](PROSE)))
        content[content.index(b"word/document.xml") + 40] ^= 0xFF
        assert docx(bytes(content)).startswith("broken zip: ")

    def test_an_old_or_encrypted_office_file_is_called_so(self):
        assert docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99).startswith("encrypted, or of")

    def test_xml_with_a_document_type_is_refused(self):
        with pytest.raises(Refused, match="XML with a DOCTYPE"):
            parsed(b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><x>&e;</x>")


class TestOpenDocument:
    def test_lists_notes_tables_and_tracked_changes(self):
        body = (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:h text:outline-level='2'>Steel</text:h>"
            "<text:p>It <text:span>grew</text:span><text:s/>and\n<text:note><text:note-citation>1"
            "</text:note-citation><text:note-body><text:p>By half.</text:p></text:note-body>"
            "</text:note>grew.<text:line-break/>Again.</text:p>"
            "<text:list><text:list-item><text:p>rails</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>2024</text:p>"
            "</table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell>"
            "</table:table-row></table:table>"
        )
        found = odt(make["odt"](body))
        assert paragraphs(found) == [
            "## Steel", "It grew and grew.\nAgain.", "- rails", "2024 · 7", "By half.",
        ]  # fmt: skip
        assert said(found, "tracked changes")[0].endswith("1 deletions are not")

    def test_an_encrypted_text_is_called_so(self):
        manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
        found = odt(make["odt"]("", **{"META-INF/manifest.xml": manifest}))
        assert found == "encrypted: save it again without a password"


class TestRichText:
    def test_deleted_and_hidden_text_is_out_and_letters_are_right(self):
        source = (
            rb"{\rtf1\ansi\ansicpg1252 Caf\'e9 {\deleted never }{\v secret }grew \u8211? 5.\par "
            rb"{\*\generator x}Again\page.\par}"
        )
        found = rtf(source)
        assert paragraphs(found) == ["Café grew – 5.", "Again", "."]
        assert said(found, "tracked changes")[0].endswith("1 deletions are not")
        assert said(found, "hidden") == ["1 runs of hidden text left out"]


class TestEBook:
    def test_chapters_come_in_the_order_of_the_spine(self):
        pages = [f"<html><body><h1>{n}</h1><p>{n}: {PROSE}</p></body></html>" for n in "ab"]
        found = epub(make["epub"](pages))
        assert paragraphs(found) == ["# a", f"a: {PROSE}", "# b", f"b: {PROSE}"]
        assert found.hints == {"title": TITLE}

    def test_a_book_under_digital_rights_management_is_not_read(self):
        found = epub(make["epub"](["x"], **{"META-INF/encryption.xml": "<x/>"}))
        assert found.startswith("encrypted")
