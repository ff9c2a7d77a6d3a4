"""The features of rhetoric find what they should and leave out what they should, with context."""

from collections import Counter

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.corpus import Block, Corpus, Document, Span
from rhetoric.detectors import DEVICES
from rhetoric.detectors.grammar import grammar
from rhetoric.detectors.rules import rules
from rhetoric.lexicons import listing
from rhetoric.tokens import tokenize_texts

RULED = ("obligation", "commitment", "stance", "pronouns", "superlatives", "address")


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
    device = DEVICES[name]
    for category, examples in made["examples"].items():
        for text in examples["yes"]:
            assert len(device(tokenize_texts(text)).where(category)), (category, text)
        for text in examples["no"]:
            assert not len(device(tokenize_texts(text)).where(category)), (category, text)


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
