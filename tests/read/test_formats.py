"""Web pages, PDF, Word, Rich Text, OpenDocument and e-books to text."""

import csv
import os
import runpy
from collections import Counter
from dataclasses import replace
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
from rhetoric.read.formats.rtf import rtf
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
@pytest.mark.parametrize("content", [b"", b" \n", b"\0" * 99, b"<", bytes(range(256))])
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
        cells = "".join(cell(make["paragraph"](text)) for text in ("2024", "7"))
        table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
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

    def test_heads_and_feet_of_pages_are_left_out_and_told(self):
        part = '<w:{0} xmlns:w="{1}">{2}</w:{0}>'.format
        relations = make["_relations"](
            ("rId1", "styles", "styles.xml"),
            ("rId2", "header", "h.xml"),
            ("rId3", "footer", "f.xml"),
        )
        found = docx(make["docx"](make["paragraph"]("It grew."), **{
            "word/_rels/document.xml.rels": relations,
            "word/h.xml": part("hdr", make["W"], make["paragraph"]("Ministry")),
            "word/f.xml": part("ftr", make["W"], make["paragraph"]("Page 1")),
        }))  # fmt: skip
        assert found.text == "It grew."
        assert said(found, "furniture") == [
            "heads and feet of pages left out: “Ministry”, “Page 1”"
        ]


class TestOpenDocument:
    def test_heads_and_feet_of_pages_are_left_out_and_told(self):
        styles = (
            f'<s xmlns:style="{make["OPEN"]}style:1.0" xmlns:text="{make["OPEN"]}text:1.0">'
            "<style:header><text:p>Ministry</text:p></style:header><style:footer/></s>"
        )
        found = odt(make["odt"]("<text:p>It grew.</text:p>", **{"styles.xml": styles}))
        assert found.text == "It grew."
        assert said(found, "furniture") == ["heads and feet of pages left out: “Ministry”"]

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

    def test_heads_feet_and_notes_are_left_out_and_told(self):
        found = rtf(
            rb"{\rtf1\ansi {\headerl Ministry\par}{\footer x}It grew.{\footnote By half}\par}"
        )
        assert found.text == "It grew."
        assert said(found, "furniture") == ["2 heads and feet of pages left out"]
        assert said(found, "footnotes") == ["1 footnotes left out: save it as .docx"]


class TestEBook:
    def test_chapters_come_in_the_order_of_the_spine(self):
        pages = [f"<html><body><h1>{n}</h1><p>{n}: {PROSE}</p></body></html>" for n in "ab"]
        found = epub(make["epub"](pages))
        assert paragraphs(found) == ["# a", f"a: {PROSE}", "# b", f"b: {PROSE}"]
        assert found.hints == {"title": TITLE}

    def test_a_book_under_digital_rights_management_is_not_read(self):
        found = epub(make["epub"](["x"], **{"META-INF/encryption.xml": "<x/>"}))
        assert found.startswith("encrypted")
