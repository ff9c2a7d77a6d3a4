"""The features of rhetoric find what they should and leave out what they should, with context."""

from collections import Counter

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.corpus import Block, Corpus, Document, Span
from rhetoric.detectors import DEVICES
from rhetoric.detectors.grammar import grammar
from rhetoric.detectors.rules import ruled, rules
from rhetoric.lexicons import listing
from rhetoric.tokens import tokenize_texts

RULED = (
    "obligation",
    "commitment",
    "stance",
    "pronouns",
    "superlatives",
    "address",
    "praise",
    "criticism",
    "time",
)


def lines(hits):
    """Return document and line of each hit."""
    return [(d[:3], n) for d, n in zip(hits.table["document"], hits.table["line"], strict=True)]


def paragraphs(text):
    """Return the words of a text whose paragraphs are parted by empty lines."""
    spans, at = [], 0
    for part in text.split("\n\n"):
        spans.append(Block("paragraph", (Span("a", at, at + len(part)),)))
        at += len(part) + 2
    return rt.tokenize(Corpus((Document("a", "a.txt", text, tuple(spans)),)))


@pytest.mark.cases("devices")
def test_a_feature_finds_what_it_should(case):
    hits = DEVICES[case["feature"]](paragraphs(case["text"]))
    if "category" in case:
        hits = hits.where(case["category"])
    assert hits.table["text"].tolist() == case["finds"]
    if "rule" in case:
        assert set(hits.table["rule"]) == {case["rule"]}


@pytest.mark.parametrize("name", RULED)
def test_rules_have_a_source_a_licence_and_examples(name):
    made = listing(name)
    assert made["source"]
    assert made["licence"]
    assert made["language"] == "en"
    categories = {rule.category for rule in rules(name)}
    assert set(made["examples"]) == categories

    def device(tokens):
        return ruled(name, tokens)

    for category, examples in made["examples"].items():
        for text in examples["yes"]:
            assert len(device(tokenize_texts(text)).where(category)), (category, text)
        for text in examples["no"]:
            assert not len(device(tokenize_texts(text)).where(category)), (category, text)


@pytest.mark.parametrize("name", RULED)
def test_patterns_of_rules_say_what_they_mean(name):
    for rule in rules(name):
        for pattern in (*rule.left, *rule.not_left, *rule.right, *rule.not_right):
            for item in pattern.split():
                inner = item.removesuffix("?").removesuffix("*").removeprefix("!")
                assert item in {",", ".", "^", ",?"} or inner, (rule.category, pattern)
                assert "?" not in inner, (rule.category, pattern)
                assert not {p for p in inner.split("|") if p.isupper()} - set(listing("grammar")), (
                    rule.category, pattern
                )  # fmt: skip


def test_longer_runs_and_rarer_words_weigh_more():
    text = "We must grow. We must learn. We must work.\n\nDays go. Peace holds on. Peace holds up."
    hits = DEVICES["anaphora"](paragraphs(text))
    weight = dict(zip(hits.table["text"], hits.table["weight"], strict=True))
    assert weight["We must"] > weight["Peace holds"] > 0


def test_repetitive_texts_take_no_long(capsys):
    for text in ("a b b a, " * 4000, "peace war and war peace. " * 4000, "no, no, no! " * 4000):
        tokens = tokenize_texts(text)
        for name in DEVICES:
            DEVICES[name](tokens)


def test_a_pattern_reads_from_left_to_right_on_both_sides():
    there = grammar(tokenize_texts('It said: "We really must, in time, act now."'))
    must = np.flatnonzero(there.types[there.ids] == "must")
    for pattern, back, fits in (
        ("we ADV* ", True, True), ("said we really", True, False), ("said|it", True, False),
        (", in time , now|act", False, True), (", in act", False, False), ("in", False, False),
        (". we really", True, True), ("^ we really", True, False), ("!PREP", True, True),
    ):  # fmt: skip
        assert there.meets(must if back else must + 1, pattern, back=back).tolist() == [fits], (
            pattern
        )


def test_the_seeds_oblige(seeds_tokens):
    hits = DEVICES["obligation"](seeds_tokens)
    must = [
        d for d, r in zip(hits.table["document"], hits.table["rule"], strict=True) if r == "must"
    ]
    assert Counter(must)["004_d4f6660c6d8e21da"] == 54
    reported = lines(hits.where("reported"))
    assert ("000", 92) in reported


def test_will_is_a_modal_29_times(seeds_tokens):
    hits = DEVICES["commitment"](seeds_tokens).where("will")
    assert Counter(d for d, _ in lines(hits)) == {"004": 11, "001": 3, "002": 10, "000": 5}
    at = lines(hits)
    assert ("004", 65) not in at
    assert ("000", 134) not in at


def test_the_seeds_hardly_hedge(seeds_tokens):
    hits = DEVICES["stance"](seeds_tokens)
    hedges = [line for c in ("modal", "verb", "adverb") for line in lines(hits.where(f"hedge/{c}"))]
    assert set(hedges) <= {("000", 27), ("004", 75), ("004", 59)}
    assert ("000", 146) in lines(hits.where("booster"))


def test_superlatives_of_the_seeds(seeds_tokens):
    hits = DEVICES["superlatives"](seeds_tokens)
    assert ("000", 126) in lines(hits.where("superlative"))
    assert {("001", 57), ("000", 158)} <= set(lines(hits.where("unprecedented")))


def test_we_rises_over_two_centuries(shared):
    tokens = rt.tokenize(rt.read(shared("sotu")))
    we = DEVICES["pronouns"](tokens).where("we")
    years = np.array([document.date.year for document in tokens.corpus])[tokens.document_of]

    def rate(low, high):
        inside = (years >= low) & (years < high)
        return 10_000 * inside[we.first].sum() / inside.sum()

    assert 60 < rate(1880, 1890) < 120
    assert rate(1950, 1960) > 350


def test_the_seeds_are_addressed_four_times(seeds_tokens):
    hits = DEVICES["address"](seeds_tokens)
    assert lines(hits.where("address")) == [("004", n) for n in (23, 45, 55, 211)]
    assert lines(hits.where("let us")) == [("004", 221)]


def test_the_question_of_the_seeds_is_answered(seeds_tokens):
    hits = DEVICES["questions"](seeds_tokens)
    assert lines(hits) == lines(hits.where("hypophora")) == [("002", 26)]


def test_we_must_opens_four_paragraphs(seeds_tokens):
    hits = DEVICES["anaphora"](seeds_tokens).where("paragraphs")
    must = [line for line, rule in zip(lines(hits), hits.table["rule"], strict=True)
            if rule == "we must ×4"]  # fmt: skip
    assert must == [("004", n) for n in (155, 157, 159, 161)]


def test_figures_of_the_seeds(seeds_tokens):
    assert lines(DEVICES["repetition"](seeds_tokens).where("epiphora")).count(("004", 171)) == 3
    tricola = lines(DEVICES["tricolon"](seeds_tokens))
    assert {("004", 171), ("002", 37), ("000", 224)} <= set(tricola)
    assert ("002", 39) not in tricola
    frames = DEVICES["antithesis"](seeds_tokens)
    assert lines(frames.where("neither nor")) == [("002", 20)]
    assert {("004", 121), ("002", 21), ("004", 59)} <= set(lines(frames))
    assert not len(DEVICES["chiasmus"](seeds_tokens))


def test_formulaic_openings_of_the_seeds(seeds_tokens):
    hits = DEVICES["openings"](seeds_tokens)
    found = Counter(
        (d, r.casefold()) for (d, _), r in zip(lines(hits), hits.table["rule"], strict=True)
    )
    assert found["000", "the concluding speech"] == 11
    assert found["001", "the political bureau"] == 12
    assert found["001", "the plenary meeting"] == found["000", "the plenary meeting"] == 8


def test_criticism_of_the_seeds_is_graded(seeds_tokens):
    hits = DEVICES["criticism"](seeds_tokens)
    assert {("001", 87), ("001", 91)} <= set(lines(hits.where("3 severe")))
    assert ("000", 27) in lines(hits.where("1 mild"))


def test_the_liberation_war_is_no_metaphor(seeds_tokens):
    hits = DEVICES["metaphor"](seeds_tokens)
    assert ("004", 199) not in lines(hits)
    assert {("004", 85), ("000", 110)} <= set(lines(hits.where("WAR")))
    assert ("001", 39) in lines(hits.where("BUILDING"))


def test_eleven_percents_stand_in_one_paragraph(seeds_tokens):
    assert lines(DEVICES["quantities"](seeds_tokens).where("percent")) == [("000", 66)] * 11


def test_years_are_past_or_future_of_the_text(seeds_tokens):
    hits = DEVICES["time"](seeds_tokens)
    assert ("000", 94) in lines(hits.where("future"))
    assert ("004", 101) in lines(hits.where("past"))


def test_what_stood_before_is_taken_over_whole():
    text = "We must renew our confidence and quickly embark on the road of sustainable progress."
    tokens = tokenize_texts(text, text, "Nothing of this stood anywhere in any text before us.")
    hits = DEVICES["taken over"](tokens)
    assert hits.table["document"].tolist() == ["text 2"]
    assert hits.length.sum() == tokens.document_sizes[1]


def test_the_agenda_of_the_seeds_has_seven_items_in_order(seeds_tokens):
    hits = DEVICES["agenda"](seeds_tokens)
    items = [line for line in lines(hits.where("agenda")) if line[0] == "000"]
    assert items == [("000", n) for n in (33, 35, 36, 37, 38, 39, 40)]
    called = hits.where("speakers").table["rule"].tolist()
    assert len(called) == 7
    assert (
        called[0]
        == "1 Pak Chang Ho, Chief Secretary of the North Hwanghae Provincial Party Committee"
    )
    assert called[-1] == "7 Ri Il Hwan, Secretary of the Party Central Committee"


@pytest.mark.parametrize("name", [n for n in DEVICES if n not in {"naming", "referents"}])
def test_texts_without_words_have_no_hits(name):
    assert not len(DEVICES[name](tokenize_texts("")))
    assert not len(DEVICES[name](tokenize_texts("", " * ", "...")))
    tokenize_texts("word")
    DEVICES[name](tokenize_texts("word", "and", "not", "no", "?", "dear"))


@pytest.mark.parametrize("name", DEVICES)
def test_hits_lie_inside_a_document(name, seeds_tokens):
    hits = DEVICES[name](seeds_tokens)
    last = hits.first + hits.length - 1
    assert (hits.length > 0).all()
    assert (seeds_tokens.document_of[hits.first] == seeds_tokens.document_of[last]).all()


def test_the_panel_adds_up_over_voices(seeds_tokens):
    table = rt.panel(seeds_tokens).table
    whole = table[table["voice"] == "all"].set_index(["feature", "document"])["count"]
    parts = table[table["voice"] != "all"].groupby(["feature", "document"])["count"].sum()
    assert (parts.reindex(whole.index) == whole).all()
    assert (table["low"] <= table["rate"]).all()
    assert (table["rate"] <= table["high"]).all()


def test_a_burst_of_numbers_is_told(seeds_tokens):
    (burst,) = rt.panel(seeds_tokens).bursts
    assert (burst.kind, burst.count, burst.of, burst.line) == ("percent", 11, 11, 66)


def test_an_agenda_is_held_against_the_one_before():
    said = 'It took up the first agenda item "{}" and the second agenda item "{}".'
    one = said.format("On grain production", "On party schools")
    two = said.format("On the schools of the party", "On the production of grain")
    table = rt.agenda(tokenize_texts(one, two)).table
    assert table["rank"].tolist() == [1, 2, 1, 2]
    assert table["before_rank"].tolist() == [None, None, 2, 1]


def test_a_new_title_is_told():
    text = "Speeches were made by Ann Lee, {}; Bo Day, Clerk; and Cy Fox, Judge."
    table = rt.agenda(tokenize_texts(text.format("Mayor"), text.format("Governor"))).table
    assert table.iloc[3][["title", "before_title"]].tolist() == ["Governor", "Mayor"]


def test_features_are_counted_like_words(seeds_tokens):
    counts = DEVICES["obligation"](seeds_tokens).counts()
    key = rt.keyness(counts, target="year=2024", reference="year=2021").table.set_index("feature")
    assert key.loc["strong", "log_ratio"] < 0 < key.loc["medium", "log_ratio"]


def test_korean_under_an_english_list_is_said(folder):
    korean = (
        "우리는 경제를 발전시켜야 한다. 모든 인민은 당의 결정을 관철하기 위하여 투쟁해야 한다. "
    )
    tokens = rt.tokenize(rt.read(folder({"2024-01-01_a.txt": korean * 5})))
    notes = rt.devices(tokens, features=["obligation"]).notes
    assert any("not in the language 'en'" in note for note in notes)
    assert rt.panel(tokens).notes
