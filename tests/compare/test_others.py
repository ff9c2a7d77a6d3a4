"""TF-IDF, trends, concordance, dispersion and similarity say what their docstrings say."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

import rhetoric as rt
from rhetoric.stats import weighting

SEEDS = str(Path(__file__).parents[2] / "seeds")


@pytest.fixture(scope="module")
def tokens():
    return rt.tokenize(rt.read(SEEDS))


@pytest.fixture(scope="module")
def counts(tokens):
    return rt.count(tokens, ngrams=(1, 3))


def test_tfidf_equals_scikit_learns_transformer(counts):
    made = rt.tfidf(counts, idf_unit="document", content=False, min_count=1)
    by_document = counts.group("document")
    expected = TfidfTransformer().fit_transform(by_document.matrix).toarray()
    place = {f: j for j, f in enumerate(by_document.features)}
    row = {d: i for i, d in enumerate(by_document.rows["document"])}
    for record in made.table.sample(300, random_state=1).to_dict("records"):
        value = expected[row[record["document"]], place[record["feature"]]]
        assert record["tfidf"] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("norm", ["l1", "l2", None])
@pytest.mark.parametrize("sublinear", [False, True])
def test_tfidf_equals_scikit_learns_transformer_to_the_last_bit(counts, norm, sublinear):
    table = counts.group("document").matrix
    df = np.asarray((table > 0).sum(axis=0)).ravel()
    idf, found = weighting.sklearn(table, df, 9, sublinear=sublinear, norm=norm)
    theirs = TfidfTransformer(norm=norm, sublinear_tf=sublinear)
    theirs.idf_ = idf
    assert (found.toarray() == theirs.transform(table.astype(float)).toarray()).all()


def test_quanteda_weighs_a_word_in_all_documents_at_nothing(counts):
    made = rt.tfidf(counts, weighting="quanteda", idf_unit="document")
    everywhere = made.table[made.table["df"] == 5]
    assert (everywhere["tfidf"] == 0).all()


def test_trends_bounds_hold_the_rate_and_runs_are_dates(counts):
    made = rt.trends(counts, ["self-reliance", "prestige"])
    assert (made.table["low"] <= made.table["rate"]).all()
    assert (made.table["rate"] <= made.table["high"]).all()
    assert made.series["prestige"]["runs"] == [["2024-12-23", "2024-12-23"]]


def test_a_trend_over_five_dates_cannot_have_a_small_p(counts):
    made = rt.trends(counts, ["prestige"])
    assert made.series["prestige"]["p"] >= 1 / 60


def test_unnamed_series_of_few_dates_get_no_p(counts):
    made = rt.trends(counts)
    assert all(s["p"] is None for s in made.series.values())


def test_the_first_of_several_trends_are_as_if_no_others_had_been_asked_for(tmp_path):
    settings = '[families]\nplan = ["plans"]\nbank = ["banks"]\n'
    (tmp_path / "corpus.toml").write_text(settings, encoding="utf-8")
    for year in range(2010, 2020):
        said = f"A plan of the bank. Banks have plans, and {year % 3 * 'a market, '}rules."
        (tmp_path / f"{year}-01-01.txt").write_text(said, encoding="utf-8")
    counts = rt.count(rt.tokenize(rt.read(tmp_path)), per="document")
    found = rt.trends(counts, ["plan", "market", "bank"]).first(2)
    alone = rt.trends(counts, ["plan", "market"])
    assert found.table.equals(alone.table)
    assert found.periods.equals(alone.periods)
    assert (found.notes, found.series) == (alone.notes, alone.series)
    assert any("plan is counted with" in note for note in found.notes)


def test_concordance_finds_every_occurrence_that_is_counted(tokens, counts):
    totals = dict(zip(counts.features, counts.totals, strict=True))
    for term in ("regional", "five-year plan", "20×10", "u.s."):
        assert len(rt.concordance(tokens, term).table) == totals[term]


def test_concordance_by_words_crosses_no_sentence(tokens):
    assert rt.concordance(tokens, "it can").table["text"].str.contains(r"\.").sum() == 0


def test_dispersion_places_lie_between_start_and_end(tokens):
    made = rt.dispersion(tokens, ["20×10", "party"])
    assert made.table["position"].between(0, 1).all()
    assert made.dp["20×10"] > made.dp["party"]


def test_similarity_is_symmetric_in_its_pairs_and_bounded(counts):
    table = rt.similarity(counts).table
    assert len(table) == 10
    assert table["cosine"].between(0, 1).all()
    assert table["jaccard"].between(0, 1).all()


def test_a_document_is_like_itself(tmp_path):
    text = "The plan of the region is a good plan for the people of the region."
    for year in (2020, 2021):
        (tmp_path / f"{year}-01-01.txt").write_text(f"{text}\n{year}.\n", encoding="utf-8")
    table = rt.similarity(rt.count(rt.tokenize(rt.read(tmp_path)))).table
    assert table["cosine"].iloc[0] == pytest.approx(1)


def test_results_show_themselves_escaped(tmp_path):
    text = "The <script>alert(1)</script> plan. Another <b>plan</b> stands here for all to see.\n"
    (tmp_path / "2020-01-01.txt").write_text(text, encoding="utf-8")
    (tmp_path / "2021-01-01.txt").write_text(text * 2, encoding="utf-8")
    tokens = rt.tokenize(rt.read(tmp_path))
    shown = rt.concordance(tokens, "plan")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;" in shown


def test_plots_of_results_return_axes_and_leave_settings_alone(counts):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    axes = rt.trends(counts, ["prestige", "regional"]).plot()
    assert axes.get_figure() is not None
    assert dict(mpl.rcParams) == before


def test_tables_hold_no_missing_numbers(counts):
    for result in (rt.tfidf(counts), rt.trends(counts), rt.similarity(counts)):
        assert np.isfinite(result.table.select_dtypes("number").to_numpy(float)).all()


@pytest.mark.parametrize("weighting", ["quanteda_prop", "tidytext", "voyant", "bm25", "ctfidf"])
def test_every_weighting_gives_finite_weights(counts, weighting):
    table = rt.tfidf(counts, weighting=weighting, by="year", min_count=5).table
    assert np.isfinite(table["tfidf"]).all()
    assert list(dict.fromkeys(table["document"])) == ["2021", "2023", "2024"]


def test_a_group_quotes_its_own_documents(counts):
    made = rt.tfidf(counts, weighting="ctfidf", by="year", min_count=5)
    quoted = made.rows(top=3)
    assert {r["evidence"][0]["doc"][:3] for r in quoted if r["document"] == "2024"} <= {
        "002",
        "000",
    }


def test_an_unknown_weighting_or_group_is_answered_with_the_choices(counts):
    with pytest.raises(rt.RhetoricError, match=r"sklearn, quanteda.*ctfidf"):
        rt.tfidf(counts, weighting="luck")
    with pytest.raises(rt.RhetoricError, match="'colour'; choose document"):
        rt.tfidf(counts, by="colour")


def test_a_term_that_is_named_twice_is_one_series(counts):
    table = rt.trends(counts, ["policy", "Policy", "policy"]).table
    assert table.equals(rt.trends(counts, ["policy"]).table)


def test_texts_without_a_content_word_have_no_commonest_term(tmp_path):
    for year in (2020, 2021):
        (tmp_path / f"{year}-01-01.txt").write_text(f"It is {year} of the {year}.\n")
    with pytest.raises(rt.RhetoricError, match="no content word"):
        rt.trends(rt.count(rt.tokenize(rt.read(tmp_path))))


def test_of_too_many_documents_some_are_paired_from_the_first_to_the_last():
    counts = rt.count(rt.tokenize(rt.read("seeds")))
    every, some = rt.similarity(counts), rt.similarity(counts, most=3)
    names = list(dict.fromkeys(every.table["a"]))
    assert not every.notes
    assert "3 of 5 documents" in some.notes[0]
    assert set(some.table["a"]) | set(some.table["b"]) >= {names[0], every.table["b"].iloc[-1]}
    shared = every.table.merge(some.table, on=["a", "b"], suffixes=("", "_some"))
    assert len(shared) == len(some.table) == 3
    assert shared["cosine"].equals(shared["cosine_some"])
