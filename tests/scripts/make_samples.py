"""Make the samples of tests/fixtures/samples, one a format: python make_samples.py FOLDER.

Its functions build the smallest files of each format; the tests of formats use them too.
"""

import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

TITLE = "Statement on steel"
PARAGRAPHS = (
    "The meeting decided to build ten works in the north, and to finish them within two years.",
    "It was said that longer rails, better coal and more care would raise what is made by a third.",
    "The plan was approved by all who were there.",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Return an archive of members (name to text or bytes), the same bytes each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


def pdf(pages, *, info=""):
    """Return a PDF whose pages are lists of (x, y, size, text)."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", font, f"<<{info}>>"]
    kids = []
    for lines in pages:
        content = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n"
            for x, y, size, text in lines
        )
        length = len(content.encode("cp1252"))
        objects.append(f"<</Length {length}>>\nstream\n{content}\nendstream")
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
        f"<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("cp1252")


def _escaped(text):
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def docx(body, *, footnotes="", **more):
    """Return a Word file with this XML in its body and in its footnotes."""
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/></w:style>'
    styles = "".join(
        style.format(*pair)
        for pair in (("Title", "Title"), ("Heading2", "heading 2"), ("TOC1", "toc 1"),
                     ("ListBullet", "List Bullet"))
    )  # fmt: skip
    return zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/>'
        f'<Override PartName="/word/footnotes.xml" ContentType="{types}.footnotes+xml"/></Types>',
        "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "styles", "styles.xml"), ("rId2", "footnotes", "footnotes.xml")
        ),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}">{footnotes}</w:footnotes>',
        **more,
    })  # fmt: skip


def _relations(*rows):
    inner = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'
        for name, kind, target in rows
    )
    where = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{where}">{inner}</Relationships>'


def paragraph(text, style=None):
    """Return a paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def odt(body, **more):
    """Return an OpenDocument text with this XML in its body."""
    spaces = " ".join(f'xmlns:{n}="{OPEN}{n}:1.0"' for n in ("office", "text", "table"))
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>",
        **more,
    })  # fmt: skip


def epub(chapters, **more):
    """Return an e-book whose chapters are pages of HTML, in the order of its spine."""
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='E/b.opf'/>"
        "</rootfiles></container>",
        "E/b.opf": "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>"
        f"<dc:title>{TITLE}</dc:title></metadata><manifest>{items}</manifest>"
        f"<spine>{spine}</spine></package>",
        **{f"E/c{n}.xhtml": page for n, page in enumerate(chapters)},
        **more,
    })  # fmt: skip


def samples():
    """Return the sample of each format, by the suffix of its name."""
    plain = "\n\n".join((TITLE, *PARAGRAPHS)).encode()
    inner = f"<h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    menu = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
    page = (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body>{menu}{inner}</body></html>"
    )
    rich = "".join(f"{{\\pard {p}\\par}}\n" for p in (TITLE, *PARAGRAPHS))
    lines = [(72, 700, 16, TITLE)]
    for number, text in enumerate(PARAGRAPHS):
        half = text.index(" ", len(text) // 2)
        high = 660 - 50 * number
        lines += [(72, high, 12, text[:half]), (72, high - 15, 12, text[half + 1 :])]
    word = paragraph(TITLE, "Title") + "".join(map(paragraph, PARAGRAPHS))
    open_text = f'<text:h text:outline-level="1">{TITLE}</text:h>' + "".join(
        f"<text:p>{p}</text:p>" for p in PARAGRAPHS
    )
    return {
        "": plain, ".txt": plain, ".text": plain, ".md": b"# " + plain, ".markdown": b"# " + plain,
        ".html": page.encode(), ".htm": page.encode(), ".xhtml": page.encode(),
        ".pdf": pdf([lines]), ".docx": docx(word), ".odt": odt(open_text),
        ".rtf": f"{{\\rtf1\\ansi {rich}}}".encode(),
        ".epub": epub([f"<html><body>{inner}</body></html>"]),
    }  # fmt: skip


if __name__ == "__main__":
    for suffix, content in samples().items():
        Path(sys.argv[1], f"sample{suffix}").write_bytes(content)
