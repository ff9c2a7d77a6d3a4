"""Hits point, and are counted like words."""

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.corpus import RhetoricError
from rhetoric.hits import Hits, together
from rhetoric.lexicon import Lexicon, match
from rhetoric.tokens import tokenize_texts

TEXTS = ("We must act. They may wait.", "You must not, and we may.")
MODALS = Lexicon.of("modals", {"must": ["must", "must not"], "may": ["may"]})


@pytest.fixture
def hits():
    return match(MODALS, tokenize_texts(*TEXTS))


def test_a_hit_is_the_raw_text_of_its_span(hits):
    for i in range(len(hits)):
        span = hits.span(i)
        assert hits.corpus[span.doc].raw[span.start : span.end] == hits.text(i)
    assert hits.table["text"].tolist() == ["must", "may", "must not", "may"]


def test_counts_have_the_sizes_of_the_texts(hits):
    counts = hits.counts(per="document")
    assert counts.features.tolist() == ["may", "must"]
    assert counts.matrix.toarray().tolist() == [[1, 1], [1, 1]]
    assert counts.tokens.tolist() == [6, 6]
    assert counts.content.all()


def test_counts_of_hits_and_of_their_words_agree_where_an_entry_is_one_word():
    tokens = tokenize_texts(*TEXTS)
    one = match(Lexicon.of("x", {"may": ["may"]}), tokens).counts()
    words = rt.count(tokens, ngrams=(1, 1))
    column = words.features.tolist().index("may")
    assert (
        one.matrix.toarray().ravel().tolist()
        == words.matrix[:, [column]].toarray().ravel().tolist()
    )


def test_a_category_without_a_hit_is_counted_as_zero():
    counts = match(Lexicon.of("x", {"none": ["zebra"]}), tokenize_texts("No such beast.")).counts()
    assert counts.features.tolist() == ["none"]
    assert counts.totals.tolist() == [0]


def test_hits_are_chosen_by_category_and_document(hits):
    assert len(hits.where("MUST")) == 2
    assert len(hits.where("may", document="text 2")) == 1
    with pytest.raises(RhetoricError, match="did you mean 'must'"):
        hits.where("muts")
    with pytest.raises(RhetoricError, match="choose narrator"):
        hits.where(voice="loud")
    with pytest.raises(RhetoricError, match="no 'mood'"):
        hits.where(mood="x")


def test_a_category_is_named_as_it_is_before_it_is_folded():
    lexicon = Lexicon.of("x", {"Plan": ["plan"], "PLAN": ["act"], "may": ["may"]})
    hits = match(lexicon, tokenize_texts(*TEXTS))
    assert [hits.named(name) for name in ("Plan", "PLAN", " PLAN ", "MAY")] == [
        "Plan", "PLAN", "PLAN", "may"
    ]  # fmt: skip
    with pytest.raises(RhetoricError, match="write 'Plan' or 'PLAN'"):
        hits.named("plan")
    assert len(hits.where("PLAN")) == 1
    assert len(hits.where("Plan")) == 0


def test_categories_are_put_together_under_new_names(hits):
    both = hits.renamed({"must": "modal", "may": "modal"})
    assert both.categories == ("modal",)
    assert len(both) == 4
    assert hits.renamed({"may": "may"}).table["text"].tolist() == ["may", "may"]


def test_hits_of_the_same_texts_are_put_together():
    tokens = tokenize_texts(*TEXTS)
    parts = [match(MODALS.only([name]), tokens) for name in ("may", "must")]
    whole = together(*parts)
    assert whole.table["text"].tolist() == match(MODALS, tokens).table["text"].tolist()
    with pytest.raises(RhetoricError, match="same tokens"):
        together(parts[0], match(MODALS, tokenize_texts(*TEXTS)))


def test_keyness_trends_and_dispersion_run_on_hits(seeds_tokens):
    tokens = seeds_tokens
    hits = match(Lexicon.of("x", {"duty": ["must", "should"], "plan": ["plan*"]}), tokens)
    key = rt.keyness(hits.counts(), target="year=2024", reference="year=2021")
    row = key.table.set_index("feature").loc["duty"]
    assert (
        row["target_tokens"] == rt.count(tokens).take(rt.count(tokens).of("year=2024")).tokens.sum()
    )
    assert key.evidence("duty")[0]["text"]
    series = rt.trends(hits.counts(), ["Duty"])
    assert series.table["count"].sum() == len(hits.where("duty"))
    assert len(rt.dispersion(hits, ["duty"]).table) == len(hits.where("duty"))
    for result in (key, series, rt.dispersion(hits, ["duty", "plan"])):
        assert rt.plot(result) is not None


def test_merged_counts_of_hits_stay_categories(seeds_tokens):
    hits = match(Lexicon.of("x", {"duty": ["must"]}), seeds_tokens)
    counts = hits.counts()
    half = np.arange(len(counts.rows)) % 2 == 0
    assert rt.merge(counts.take(half), counts.take(~half)).categories


def test_no_hits_are_hits():
    none = Hits.of(tokenize_texts("Nothing here."), ())
    assert len(none) == 0
    assert none.counts().matrix.shape == (1, 0)
    assert none.table.empty
    assert "0 hits" in none._repr_html_()
