"""The page can be walked: from a headline to its quotation, to the text, and back."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.report.build import build
from rhetoric.report.sections.claims import parted

SEEDS = Path(__file__).parents[2] / "seeds"


class Page(HTMLParser):
    """Which elements a page has, their links, and in which card or paragraph each stands."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.cards, self.bars = [], [], {}, {}
        self.card, self.marks, self.lines = None, [], {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        kinds = (named.get("class") or "").split()
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "article":
            self.card = named["id"] if "card" in kinds else None
        if tag == "p":
            self.marks = []
        if "line" in kinds:
            self.lines[named["id"]] = self.marks
        if "spark" in kinds:
            self.bars[self.card] = named["aria-label"]
        if tag == "a" and named["href"].startswith("#"):
            self.links.append(named["href"][1:])
            if self.card:
                self.cards.setdefault(self.card, []).append(named["href"][1:])
            else:
                self.marks.append(named["href"][1:])


def built(folder):
    corpus, first = rt.read(str(folder)), {"first": True}
    return build(corpus, seed=0, min_badge=1, since=lambda _: first, say=lambda *_: None)[0]


@pytest.fixture(scope="module")
def files():
    return built(SEEDS)


@pytest.fixture(scope="module")
def page(files):
    return Page(files["report.html"].decode())


def test_no_inner_link_is_dead_and_no_name_stands_twice(page):
    walked(page)


def walked(page):
    assert sorted(set(page.links) - set(page.ids)) == []
    assert len(page.ids) == len(set(page.ids))
    return page


#: Names that are those of sections, or alike once an anchor is made of them.
NAMES = (
    "terms", "headlines", "texts", "method", "a.b", "a-b", "A b", "ü", "u-fc", "term-1",
    "headlines-L1", "doc-a-b",
)  # fmt: skip


def test_documents_of_any_name_have_anchors_of_their_own(folder):
    text = "The council met in the harbour.\nThe harbour plan of the council was long.\n\n"
    names = {f"{name}.txt": f'{2001 + n}-02-03\n\n{text * (1 + n % 3)}<img src="figures/matrix.svg'
             '" alt=""> src="figures/timeline.svg"\n' for n, name in enumerate(NAMES)}  # fmt: skip
    made = built(folder(names))
    html = made["report.html"].decode()
    page = walked(Page(html))
    assert sum(name.startswith("doc-") and "-L" not in name for name in page.ids) == len(NAMES)
    assert len(re.findall("data:image", html)) == len(re.findall("<img ", html))
    assert html.count('src="figures/') >= len(NAMES)  # as text of the documents


def test_what_a_page_of_many_texts_quotes_is_there(folder):
    said = "The pace of reform surprised nobody.\n"
    more = "The council of the harbour {} met.\nIt heard that the river rose to {} feet.\n\n"
    texts = {f"{1961 + n}.txt": more.format(n % 7, n) * 2 + said * (n == 20) for n in range(45)}
    made = built(folder(texts))
    assert "possible metaphors (1 place" in made["report.md"].decode()
    page = walked(Page(made["report.html"].decode()))
    assert 0 < sum("-L" in name for name in page.ids) < 2 * len(texts)


def test_a_headline_leads_to_its_quotation_that_to_its_line_and_the_line_back(page):
    assert len(page.cards) > 12
    for card, links in list(page.cards.items())[:12]:
        assert links[0] == card.replace("f-", "q-", 1)
        lines = [link for link in links if re.search(r"-L\d+$", link)]
        assert lines, card
        assert all(page.lines[line] for line in lines), card  # back to it, or to one before it
        assert all(link[:2] == "f-" for line in lines for link in page.lines[line])


def test_every_card_says_its_rates_in_words_and_every_caveat_is_explained(page):
    assert set(page.bars) == set(page.cards)
    assert all(bars.startswith("Per 1,000 words, in the order") for bars in page.bars.values())
    caveats = {link for links in page.cards.values() for link in links if link[:7] == "caveat-"}
    assert caveats
    assert caveats <= set(page.ids)


def test_a_headline_leads_to_the_cards_of_its_terms_and_those_back_and_to_the_texts(page):
    terms = [card for card in page.cards if card.startswith("term-")]
    assert 8 <= len(terms) <= 16
    for term in terms:
        told = [link for link in page.cards[term] if link.startswith("f-")]
        assert told, term
        assert all(term in page.cards[finding] for finding in told)
        lines = [link for link in page.cards[term] if re.search(r"-L\d+$", link)]
        assert lines, term
        assert len(lines) == len({line.rpartition("-L")[0] for line in lines})  # one a text
        assert all(page.lines[line] for line in lines), term  # back to it, or to a longer mark


def test_measures_stand_under_a_heading_that_says_whom_they_are_for(files):
    text = files["report.md"].decode()
    heads = re.findall(r"^(##+) ([^0-9\n]+)", text, re.MULTILINE)
    plain = [name.strip() for level, name in heads if level == "##"]
    assert plain.index("Who speaks") < plain.index("The documents")
    assert plain[-3] == "For readers who know the measures"
    assert any(level == "###" and name.startswith("Keyness") for level, name in heads)


def test_the_page_asks_for_nothing_and_has_no_script(files):
    text = files["report.html"].decode()
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|data:image/svg)", text)
    assert len(files["report.html"]) < 3_000_000


def test_a_list_of_all_headlines_stands_ahead_of_their_cards(files):
    text, page = files["report.md"].decode(), files["report.html"].decode()
    section = text.partition("## Headlines\n")[2].partition("\n## ")[0]
    ahead, _, cards = section.partition("\n### ")
    claims = [line.partition(". ")[2] for line in ahead.splitlines() if line]
    assert claims == [line.partition(". ")[2] for line in f"### {cards}".splitlines()
                      if line.startswith("### ")]  # fmt: skip
    listed = page.partition('class="outline"')[2].partition("</ol>")[0]
    assert listed.count('href="#f-') == len(claims)


def test_markdown_has_the_same_headlines_and_little_bars(files, page):
    text = files["report.md"].decode()
    heads = re.findall(r"^### (\d+)\. ", text.partition("## The documents")[0], re.MULTILINE)
    assert len(heads) == 12
    assert re.search(r"in the order of dates: 0, 0, 0, 3\.6, 0\.57 ···█▂", text)


@pytest.mark.parametrize(
    ("claim", "lead"),
    [
        ("On 2021-07-28 “a: b” becomes “c (d)” (modal: will → would).",
         "On 2021-07-28 “a: b” becomes “c (d)”"),
        ("“a” is gone (0 in 90 tokens; at most 2); it stood twice.", "“a” is gone"),
        ("A formula recurs: “x”.", "A formula recurs"),
        ("Nothing to part.", "Nothing to part"),
    ],
)  # fmt: skip
def test_a_claim_is_parted_from_its_numbers_outside_of_quotations(claim, lead):
    assert parted(claim)[0] == lead
    words = re.findall(r"\w+", " ".join(parted(claim)).casefold())
    assert words == re.findall(r"\w+", claim.casefold())


def test_a_headline_names_the_findings_of_its_story_with_their_counts(files):
    text = files["report.md"].decode()
    first = text.partition("### 1. ")[2].partition("### 2. ")[0]
    related = re.search(r"^- Related findings: (.*)$", first, re.MULTILINE)[1]
    assert "The theme “regions” gains ground (15 · 2 · 9 · 94 · 38) ②" in related
    assert re.search(r"; \d+ more below\.$", related)


def test_a_date_is_shown_as_far_as_it_is_known(folder):
    text = "The council met in the harbour. The harbour plan of the council was long.\n\n"
    where = folder({f"{year}.txt": text * (year - 2008) for year in (2009, 2010, 2012, 2014)})
    corpus, made = rt.read(where), built(where)
    shown = [made[name].decode() for name in made if name.startswith(("report", "figures/"))]
    assert all("2009" in text for text in shown[-2:])
    assert not any("2009-01" in text for text in shown)
    series = rt.trends(rt.count(rt.tokenize(corpus)), ["harbour"]).series["harbour"]
    assert (series["first"], series["last"], series["runs"]) == ("2009", "2014", [["2009", "2014"]])
