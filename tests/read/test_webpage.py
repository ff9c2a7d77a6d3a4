"""Web pages: what a reader sees, without what surrounds the text."""

import pytest

from rhetoric.read.formats.webpage import webpage

PROSE = "The meeting went on for two days, and all that was put before it was talked over."


def said(found, kind):
    return [note.message for note in found.notes if note.kind == kind]


def paragraphs(found):
    assert not isinstance(found, str), found
    return found.text.split("\n\n")


def test_scripts_styles_comments_and_hidden_parts_are_never_text():
    page = (
        "<html><head><title>T</title><style>p{color:war}</style></head><body>"
        "<script>var w='war '.repeat(999)</script><p>Peace.</p><!-- war -->"
        "<p style='display: none'>war</p><p hidden>war</p><span class='sr-only'>war</span>"
        "<template>war</template><noscript>war</noscript></body></html>"
    )
    assert paragraphs(webpage(page.encode())) == ["Peace."]


def test_navigation_is_left_out_and_the_note_says_how_much():
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9)) + "</ul>"
    body = "".join(f"<p>{n}. {PROSE}</p>" for n in range(9))
    page = f"<body><nav>{menu}</nav>{menu}<h1>Report</h1>{body}<footer>Contact us</footer></body>"
    found = webpage(page.encode())
    assert "Section" not in found.text
    assert "Contact" not in found.text
    assert len(paragraphs(found)) == 10
    assert said(found, "furniture")[0].startswith("navigation and the like left out: 38 of")


def test_headings_items_line_breaks_and_rows_of_tables_stay():
    page = (
        f"<body><h2>Steel</h2><p>{PROSE}<br>Second line.<br><br>Third.</p>"
        "<ul><li>rails<li>wire</ul><table><tr><td>2023<td>5</tr><tr><td>2024<td>7</tr></table>"
    )
    assert paragraphs(webpage(page.encode())) == [
        "## Steel", f"{PROSE}\nSecond line.", "Third.", "- rails", "- wire", "2023 · 5",
        "2024 · 7",
    ]  # fmt: skip


def test_where_the_main_text_is_not_found_all_that_is_visible_is_kept_with_a_warning(monkeypatch):
    import trafilatura

    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **__: None)
    page = f"<body><nav>Home</nav><div>{PROSE}</div><div>{PROSE} Again.</div></body>"
    found = webpage(page.encode())
    assert paragraphs(found) == [PROSE, f"{PROSE} Again."]
    assert said(found, "extraction")[0].startswith("only 0 of 35 visible words")


def test_a_parser_that_fails_leaves_the_visible_text(monkeypatch):
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
def test_the_encoding_is_the_one_that_is_declared_or_marked(head, codec, encoding):
    text = "조선로동당" if codec == "cp949" else "“café”"
    found = webpage(f"{head}<p>{text} {PROSE}</p>".encode(codec))
    assert (found.encoding, found.text) == (encoding, f"{text} {PROSE}")


def test_a_wrong_declaration_is_not_believed():
    found = webpage(f'<meta charset="utf-8"><p>café {PROSE}</p>'.encode("cp1252"))
    assert (found.encoding, found.text) == ("cp1252", f"café {PROSE}")


def test_what_the_head_says_is_a_hint():
    page = (
        '<html lang="en"><head><title>A</title><meta property="og:title" content="B">'
        '<meta name="DC.date" content="2021-03-04"><meta property="og:site_name" content="KCNA">'
        f"</head><body><p>{PROSE}</p></body></html>"
    )
    assert webpage(page.encode()).hints == {
        "title": "B", "title from": "meta og:title", "publisher": "KCNA", "language": "en",
        "publisher from": "meta og:site_name", "published": "2021-03-04",
        "published from": "meta dc.date",
    }  # fmt: skip


def test_elements_nested_beyond_reason_are_refused():
    assert webpage(b"<div>" * 50_000 + b"x").startswith("broken .html: more than 2,000")
