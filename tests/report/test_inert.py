"""Whatever a text holds, it adds no heading, link, picture or element to the page."""

import re
from collections import Counter
from html.parser import HTMLParser

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import rhetoric as rt
from rhetoric.detectors import hits_of
from rhetoric.findings import Result
from rhetoric.plots.svg import svg
from rhetoric.report import html, markdown
from rhetoric.report.build import build, table
from rhetoric.report.page import (
    Card,
    Fold,
    Image,
    Items,
    Page,
    Para,
    Passage,
    Quote,
    Quotes,
    Redline,
    Section,
    Sentence,
    Spark,
    Table,
    TermCard,
    Text,
)

#: What texts are made of: markup of every kind, signs that act, and other scripts.
PARTS = [
    "# A", "\n\n# B\n", "![x](http://e.example/x.png)", "[y](javascript:alert(1))", "<img src=x>",
    "<script>alert(1)</script>", "</q></blockquote></section>", "&lt;b&gt;", "&#60;", "<!--",
    "-->", "`code`", "***", "~~~", "$$x$$", "|a|b|", "\n|---|---|\n", "- item", "1. item",
    "> quote", "---", "</details>", "<details open>", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)",
    "http://e.example", "www.e.example", "a@e.example", "\u202e", "\u2028", "\x07", "\x00",
    "\x1b[31m", "\ufeff", "'", '"', "' onerror='x", '" onclick="x', "{{ 7*7 }}", "{% raw %}",
    "\\", "ж", "한국", "عربي", "𝒳", "e\u0301", "]]>", "<![CDATA[", "<?xml?>", "&amp;amp;",
    "<svg onload=x>", "<a href=x>", " ", "\t", "word",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map("".join).filter(str.strip)
NAMES = ("title", "claim", "quote", "cell", "label")


def page(words):
    """Return a page with every kind of block, and the given words wherever a text's may stand."""
    title, claim, said, cell, label = words
    there = Quote("doc", "doc.txt", 3, 0, 9, label, said, None)
    marked = Quote("doc", "doc.txt", 4, 10, 19, label, f"a {said}", (0, 1), (True, True))
    card = Card(
        1, "abc", claim, said, "②", "differs", Spark([0, 8, -1], [False, True, True], label),
        said, {"few": "said"}, [said], "Related terms", [there], [marked], (label, label),
        related=[said, cell], terms=[(label, "term-1")],
    )  # fmt: skip
    term = TermCard(
        "term-1", title, said, Spark([0, 8], [False, True], label), (label, label), said, cell,
        [(label, "f-abc"), (label, "")], [(label, said), (label, cell)], said, [there, marked],
    )  # fmt: skip
    line = Redline(
        "r1", label, [label], [Sentence([("same", said), ("del", said)], label)],
        [Sentence([("ins", said)], label, "doc-L3")], [("same", said), ("ins", said)],
    )  # fmt: skip
    cells = Table([label, cell], [[cell, said]], label, links={0: "s"})
    blocks = [
        Para(said), Para(said, lead=True), Items([said, cell], ["caveat-few"]), card, term,
        Quotes(label, [(label, there)]), cells,
        Image("figure", said, "tables/figure.csv"), Fold(said, [Para(said)]), line,
        Text("doc", label, title, [Passage([3, 4], f"{said} x", [(0, 1, "f-abc"), (1, 2, "")])]),
    ]  # fmt: skip
    return Page(title, [Section("s", title, blocks), Section("i", title, [], inner=True)])


class Elements(HTMLParser):
    """Which elements and attributes stand in a page, how often."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links = Counter(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src"}]


PLAIN = Elements(html.render(page(NAMES), {}))


def counted(text):
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inner = [t for token in tokens for t in (token, *(token.children or []))]
    return Counter(t.type for t in inner if t.type not in {"text", "text_special", "softbreak"})


@given(st.tuples(*[TEXTS] * 5))
@settings(max_examples=150)
def test_a_page_has_the_same_elements_whatever_its_texts_hold(words):
    found = Elements(html.render(page(words), {}))
    assert found.tags == PLAIN.tags
    assert found.attributes == PLAIN.attributes
    assert found.links == PLAIN.links


@given(st.tuples(*[TEXTS] * 5))
@settings(max_examples=150)
def test_markdown_has_the_same_structure_whatever_its_texts_hold(words):
    assert counted(markdown.render(page(words))) == counted(markdown.render(page(NAMES)))


@given(TEXTS)
@settings(max_examples=60)
def test_a_spreadsheet_runs_no_cell_and_has_its_rows(text):
    lines = (
        table(pd.DataFrame({"a": [text, "x"], "b": [[text], {"k": text}]})).decode().splitlines()
    )
    assert len(lines) == 3
    assert not any(cell[:1] in set("=+@") for line in lines for cell in line.split(",") if cell)


@given(TEXTS)
@settings(max_examples=40)
def test_a_notebook_shows_a_result_without_elements_of_its_texts(text):
    plain, found = (
        Elements(Result(word, word, pd.DataFrame({word: [word]}), (word,))._repr_html_())
        for word in ("word", text)
    )
    assert found.tags == plain.tags
    assert found.links == plain.links == []


def test_a_notebook_shows_nothing_that_hides_or_turns_letters(folder):
    said = "The har\u202ebour of the council met.\u200b It met again in the har\u202ebour.\n\n"
    corpus = rt.read(folder({"2020-01-01\u202e.txt": said, "2021-01-01.txt": said * 2}))
    tokens = rt.tokenize(corpus)
    for one in (
        corpus,
        rt.concordance(tokens, "met"),
        hits_of("tricolon", tokens),
        rt.align(*corpus),
        rt.tfidf(rt.count(tokens)),
        Result("\u202e", "\u200b", pd.DataFrame({"\u202e": ["\u202e"]}), ("\u202e",)),
    ):
        html_of = one._repr_html_()
        assert not set("\u202e\u200b\ufffd") & set(html_of), type(one)


def test_a_word_without_an_end_is_cut_where_people_read_it(folder):
    long = "x" * 3000
    said = "The council of the harbour met. It spoke of the river and the {}.\n\n"
    texts = {f"{2015 + n}-01-01.txt": said.format(long if n > 1 else "port") * 5 for n in range(4)}
    corpus = rt.read(folder(texts))
    found = rt.changes(rt.tokenize(corpus)).findings
    assert any(long in term for f in found for term in f.terms)  # the data keep it
    assert not any("x" * 81 in f.claim for f in found)
    made, _ = build(corpus, seed=0, min_badge=1, since=lambda _: {"first": True}, say=print)
    page = made["report.html"].decode()
    heads = re.findall(r"(?s)<h\d.*?</h\d>|alt=\"[^\"]*\"", page)
    assert heads
    assert not any("x" * 81 in head for head in heads)


@pytest.mark.parametrize("text", [*PARTS[:12], "".join(PARTS)])
def test_a_figure_has_no_element_of_its_words(text):
    with mpl.rc_context():
        figure = Figure(figsize=(2, 1))
        FigureCanvasAgg(figure)
        drawn = svg(figure, alt=text).decode()
    found = Elements(drawn)
    assert set(found.tags) <= {"svg", "title", "style", "g", "path", "defs", "use", "clippath"}
    assert found.tags["title"] == 1
    assert not found.links
