"""Lexicons: what an entry finds, what it refuses, and the laws of matching."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon import Entry, Lexicon, actors, load, match, shipped
from rhetoric.tokens import tokenize_texts


def found(categories, *texts, **how):
    hits = match(Lexicon.of("mine", categories, **how), tokenize_texts(*texts))
    return list(zip(hits.table["category"], hits.table["text"], strict=True))


@pytest.mark.cases("lexicon")
def test_an_entry_finds_what_it_should(case):
    lexicon = Lexicon("mine", (Entry(case["entry"], "x", case.get("regex", False),
                                     case.get("case", "smart")),))  # fmt: skip
    hits = match(lexicon, tokenize_texts(case["text"]))
    assert hits.table["text"].tolist() == case["finds"]


def test_the_longest_entry_wins_in_its_category():
    assert found({"a": ["plan", "five-year plan"]}, "the five-year plan") == [
        ("a", "five-year plan")
    ]


def test_categories_do_not_hinder_each_other_unless_the_lexicon_says_so():
    both = {"long": ["new plan"], "short": ["plan"]}
    assert found(both, "a new plan") == [("long", "new plan"), ("short", "plan")]
    assert found(both, "a new plan", overlap="lexicon") == [("long", "new plan")]


def test_a_guard_takes_its_words_from_its_category():
    names = {"ROK": ["Republic of Korea", "south*"]}
    guards = {"ROK": ["Democratic People's Republic of Korea", "South Phyongan"]}
    text = "The Democratic People's Republic of Korea, South Phyongan and the Republic of Korea."
    assert found(names, text, guards=guards) == [("ROK", "Republic of Korea")]


def test_a_name_inside_another_actors_name_is_not_its_own(seeds_corpus):
    text = "The Democratic People's Republic of Korea and us."
    hits = match(actors(seeds_corpus), tokenize_texts(text))
    assert hits.table["category"].tolist() == ["DPRK/official"]


def test_the_actors_of_the_seeds_are_renamed(seeds_corpus, seeds_tokens):
    hits = match(actors(seeds_corpus), seeds_tokens)
    table = hits.table[hits.table["category"].str.startswith("ROK/")]
    rows = list(zip(table["document"].str[:3], table["line"], table["category"], strict=True))
    assert rows == [
        ("001", 27, "ROK/hostile"), ("001", 83, "ROK/hostile"),
        ("000", 126, "ROK/official"), ("000", 126, "ROK/official"),
    ]  # fmt: skip
    assert not [text for text in hits.table["text"] if text.casefold() == "us"]


words = st.lists(st.sampled_from(["a", "b", "c", "d", "bb"]), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(words, min_size=1, max_size=8), st.lists(words, min_size=1, max_size=5), st.randoms()
)
def test_the_order_of_entries_does_not_matter(entries, texts, rng):
    tokens = tokenize_texts(*(f"{text}." for text in texts))
    half = max(1, len(entries) // 2)
    made = [Entry(e, "x" if i < half else "y") for i, e in enumerate(entries)]
    mixed = random.Random(rng.random()).sample(made, len(made))
    one, other = (match(Lexicon("l", tuple(es)), tokens) for es in (made, mixed))
    assert one.table.equals(other.table)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), words, st.lists(words, min_size=1, max_size=5))
def test_an_entry_removes_no_hit_of_another_category(entries, more, texts):
    tokens = tokenize_texts(*texts)
    before = match(Lexicon.of("l", {"x": entries}), tokens)
    after = match(Lexicon.of("l", {"x": entries, "y": [more]}), tokens)
    assert after.where("x").table.equals(before.table)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), st.lists(words, min_size=1, max_size=5))
def test_every_hit_is_an_entry_and_no_free_entry_is_missed(entries, texts):
    tokens = tokenize_texts(*texts)
    hits = match(Lexicon.of("l", {"x": entries}), tokens)
    covered = {p for a, n in zip(hits.first, hits.length, strict=True) for p in range(a, a + n)}
    assert len(covered) == hits.length.sum(), "hits of one category overlap"
    for entry in entries:
        for at in tokens.find(entry):
            assert covered.intersection(range(at, at + len(entry.split())))


def test_many_patterns_of_any_word_stay_small():
    text = "a b " * 2000
    hits = match(Lexicon.of("l", {"x": ["a * a", "* b", "a *"]}), tokenize_texts(text))
    assert len(hits)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_lexicon_says_where_it_comes_from_and_shows_examples(name):
    lexicon = load(name)
    assert lexicon.source
    assert lexicon.licence
    assert lexicon.language
    for category in lexicon.categories:
        assert lexicon.examples[category].yes, category
        assert lexicon.examples[category].no, category


GOOD = """
source = "me"
[categories]
fiscal = ["tax*", {text = "VAT", case = "exact", weight = 2}, {regex = "budget(ary)?"}]
[categories.state]
own = ["our Republic"]
[guards]
fiscal = ["taxi"]
[examples.fiscal]
yes = ["the taxes", "a budgetary question"]
no = ["a taxi"]
"""


def written(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read(tmp_path):
    lexicon = load(written(tmp_path, GOOD))
    assert lexicon.categories == ("fiscal", "state/own")
    hits = match(
        lexicon, tokenize_texts("VAT, a vat, taxi and taxing our Republic's budgetary aims.")
    )
    assert hits.table["text"].tolist() == ["VAT", "taxing", "our Republic's", "budgetary"]
    assert hits.table["weight"].tolist() == [2, 1, 1, 1]


@pytest.mark.cases("lexicon_faults")
def test_a_fault_in_a_file_is_told_with_its_line(case, tmp_path):
    with pytest.raises(RhetoricError) as caught:
        load(written(tmp_path, case["file"]))
    for part in case["says"]:
        assert part in str(caught.value)


def test_all_faults_are_told_together(tmp_path):
    with pytest.raises(RhetoricError, match=r"line 2.*line 3"):
        load(written(tmp_path, '[categories]\na = ["*"]\nb = ["!!"]\n'))


def test_a_lexicon_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(RhetoricError, match="evaluation"):
        load("no-such-lexicon")


def test_a_slow_expression_is_stopped(monkeypatch):
    monkeypatch.setattr("rhetoric.lexicon.matching.TIMEOUT", 0.2)
    lexicon = Lexicon("l", (Entry("(a|b|ab)*[cd]", "x", regex=True),))
    with pytest.raises(RhetoricError, match="nested repetition"):
        match(lexicon, tokenize_texts("ab" * 60))


def test_aliases_of_the_corpus_are_matched_as_they_are_counted(seeds_tokens):
    tokens = seeds_tokens
    one = match(Lexicon.of("l", {"x": ["resolution"]}), tokens)
    other = match(Lexicon.of("l", {"x": ["decision"]}), tokens)
    assert len(one) == len(other) > 0
