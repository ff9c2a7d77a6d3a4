"""Word shift, company, phrases, groups, lists, novelty and profile: right, finite, one sentence."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

import rhetoric as rt
from rhetoric.compare.groups import g2_groups
from rhetoric.compare.profile import syllables
from rhetoric.read.lists import frequencies, scores
from rhetoric.stats.divergence import DIFFERENCES, DIVERGENCES

SIDES = {"target": "year=2024", "reference": "year=2021"}


@pytest.fixture(scope="module")
def tokens(request):
    return request.getfixturevalue("seeds_tokens")


@pytest.fixture(scope="module")
def counts(request):
    return request.getfixturevalue("seeds_counts")


def finite(table):
    numbers = table.select_dtypes("number").to_numpy(float)
    return bool(np.isfinite(numbers).all())


@pytest.mark.parametrize("measure", [*DIVERGENCES, *(m for m in DIFFERENCES if m != "weighted")])
def test_contributions_add_up_to_the_divergence_that_is_printed(measure, counts):
    made = rt.shift(counts, **SIDES, measure=measure)
    assert made.table["contribution"].sum() == pytest.approx(made.divergence, abs=1e-12)
    assert f"{made.divergence:.6g}" in made.method
    assert finite(made.table)


def test_a_lexicon_shift_is_the_difference_of_average_scores(counts):
    lexicon = {"Regional": 8.0, "must": 2.0, "unicorn": 5.0}
    made = rt.shift(counts, **SIDES, measure="weighted", scores=lexicon)
    by = made.table.set_index("feature")
    means = [
        (8 * by.loc["regional", k] + 2 * by.loc["must", k])
        / (by.loc["regional", k] + by.loc["must", k])
        for k in ("target", "reference")
    ]
    assert made.divergence == pytest.approx(means[0] - means[1])


def test_a_shift_counts_each_word_once(counts):
    made = rt.shift(counts, **SIDES)
    assert made.table["target"].sum() == made.table["target_tokens"].iloc[0]
    assert made.rows(top=2)[0]["evidence"][0]["text"]


def test_texts_without_a_word_in_common_are_one_bit_apart(corpus_of):
    there = rt.count(rt.tokenize(corpus_of("Peace and plenty came.", "War took all away.")))
    made = rt.shift(there, target="id=00", reference="id=01")
    assert made.divergence == pytest.approx(1)
    assert "no word in common" in " ".join(made.notes)


def test_company_counts_each_place_once_and_inside_the_sentence(corpus_of):
    text = "The people of peace love people. Peace is far. People want peace and bread.\n"
    made = rt.collocates(rt.tokenize(corpus_of(text)), "People", window=2, min_count=1)
    found = made.table.set_index("collocate")["count"].to_dict()
    # of, peace and love stand between two nodes, and count once
    assert found == {"the": 1, "of": 1, "peace": 2, "love": 1, "want": 1}
    whole = rt.collocates(rt.tokenize(corpus_of(text)), "people", window=None, min_count=1)
    assert whole.table.set_index("collocate")["count"]["bread"] == 1


def test_company_adds_up_with_what_is_elsewhere(tokens):
    made = rt.collocates(tokens, "people", min_count=1)
    total = dict(zip(tokens.types, np.bincount(tokens.ids), strict=True))
    table = made.table[made.table["collocate"] != "people"]
    assert all(table["total"] == [total[w] for w in table["collocate"]])
    assert (table["count"] <= table["total"]).all()
    assert finite(made.table)
    row = made.rows(top=1)[0]
    assert row["collocate"] in row["evidence"][0]["text"].casefold()


def test_company_changes_between_two_years(tokens):
    made = rt.collocates(tokens, "people", **SIDES)
    back = rt.collocates(tokens, "people", target="year=2021", reference="year=2024")
    one, two = (m.table.set_index("collocate").sort_index() for m in (made, back))
    assert (one["log_ratio"] == -two["log_ratio"]).all()
    assert (one["p"] == two["p"]).all()
    assert one.loc["local", "target"] == 6
    assert one.loc["local", "reference"] == 0
    assert finite(made.table)


def test_a_phrase_is_as_strong_as_its_weakest_seam(tokens):
    made = rt.phrases(tokens).table.set_index("feature")
    assert made.loc["kim jong un", "count"] == 33
    # 34 times Kim Jong, all of 37 Kim: 14 + log2 of Dice
    assert made.loc["central committee", "nested"] > 3
    assert finite(made)
    assert not {"of the", "the party"} & set(made.index)


def test_the_c_value_takes_off_what_longer_phrases_hold(corpus_of):
    text = "A five-year plan of work stands. " * 3 + "One plan of work fails us. " * 2
    table = rt.phrases(rt.tokenize(corpus_of(text)), min_count=2).table
    made = table.set_index("feature")
    longer = [f for f in table["feature"] if "plan of work" in f and f != "plan of work"]
    assert longer
    mean = made.loc[longer, "count"].mean()
    assert made.loc["plan of work", "c_value"] == pytest.approx(np.log2(4) * (5 - mean))
    assert made.loc["plan of work", "nested"] == len(longer)


def test_groups_have_the_g2_of_their_whole_table():
    table, sizes = np.array([[12, 0], [6, 3], [1, 9]]), np.array([100, 200, 150])
    for j in range(2):
        cells = np.stack([table[:, j], sizes - table[:, j]])
        expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood")[0]
        assert g2_groups(table, sizes)[j] == pytest.approx(expected)


def test_groups_by_year_find_where_a_term_stands_out(counts):
    made = rt.groups(counts)
    row = made.table.set_index("feature").loc["regional"]
    assert (row["group"], row["lowest"]) == ("2024", "2023")
    assert row["p_adjusted"] <= 0.01
    assert made.names == ("2021", "2023", "2024")
    assert finite(made.table)
    assert made.rows(top=1)[0]["evidence"][0]["doc"][:3] in {"000", "002"}


def test_a_list_may_be_either_side(counts):
    words = {"The": 900, "party": 3, "regional": 1, "unheard-of": 50}
    here = rt.against_list(counts, words, side="year=2024")
    there = rt.against_list(counts, words, side="year=2024", listed_is="target")
    one, two = (m.table.set_index("feature").sort_index() for m in (here, there))
    assert (one["g2"] == -two["g2"]).all()
    assert one.loc["the", "reference"] == 900
    assert one.loc["unheard-of", "target"] == 0
    assert (one["badge"] == 1).all()
    assert finite(here.table)


def test_novelty_is_none_at_the_ends_and_adds_up(counts):
    made = rt.novelty(counts, window=1)
    table = made.table
    assert table["novelty"].isna().tolist() == [True, False, False, False, False]
    assert table["transience"].isna().tolist() == [False] * 4 + [True]
    inner = table.iloc[1:-1]
    assert (inner["resonance"] == inner["novelty"] - inner["transience"]).all()
    assert (table["novelty"].dropna() > 0).all()


def test_the_error_of_novelty_is_that_of_paragraphs_drawn_again(seeds_tokens):
    counts = rt.count(seeds_tokens, ngrams=(1, 1), per="paragraph")
    made = rt.novelty(counts, window=2, min_count=1).table.iloc[2]
    counts = counts.keep(counts.content)
    counted = np.asarray(counts.group("document").matrix.todense(), float)
    whole = 1000 * counted.sum(axis=0) / counted.sum()
    before, after = (np.log2((c + whole) / (c.sum(axis=1)[:, None] + 1000)).mean(axis=0)
                     for c in (counted[:2], counted[3:]))  # fmt: skip
    mine = counts.matrix[(counts.rows["document"] == made["document"]).to_numpy()]
    rng, drawn = np.random.default_rng(0), []
    for _ in range(300):
        often = np.bincount(rng.integers(0, mine.shape[0], mine.shape[0]), minlength=mine.shape[0])
        again = mine.T @ often
        share = (again + whole) / (again.sum() + 1000)
        drawn.append([share @ (np.log2(share) - before), share @ (after - before)])
    new, stays = np.std(drawn, axis=0)
    assert made["resonance_sd"] == pytest.approx(stays, rel=0.1)
    assert 0.7 * new < made["novelty_sd"] < 1.1 * new  # of the first order: rare words add to it


def test_a_document_of_one_paragraph_has_no_error_of_novelty(folder):
    texts = ("The plan grows.\n\nThe plan is good.", "One plan.", "A plan.\n\nThat plan.")
    corpus = rt.read(folder({f"200{i}-01-01.txt": text for i, text in enumerate(texts)}))
    found = rt.novelty(rt.count(rt.tokenize(corpus), per="paragraph"), min_count=1)
    assert found.table["novelty_sd"].isna().tolist() == [True, True, False]


def test_a_text_that_is_repeated_is_no_news(folder):
    plan = "The plan of the region is a good plan for the people of the region"
    steel = "Steel and coal are what the mills of the north will need this winter"
    ends = ("again.", "once more.", "then.", "now.")
    texts = [f"{t} {end}\n" for t, end in zip([plan, plan, steel, steel], ends, strict=True)]
    where = folder({f"200{i}-01-01.txt": t for i, t in enumerate(texts)})
    table = rt.novelty(rt.count(rt.tokenize(rt.read(where)), ngrams=(1, 1)), window=1).table
    assert table["novelty"].tolist()[1] == pytest.approx(0, abs=1e-9)
    assert table["novelty"].tolist()[2] > 0
    assert table["resonance"].tolist()[2] > 0  # new, and it stayed


def test_a_profile_counts_what_the_inventory_counts(tokens):
    made, known = rt.profile(tokens).table, rt.timeline(tokens).table
    for column in ("sentences", "paragraphs"):
        assert made[column].tolist() == known[column].tolist()
    assert finite(made)
    assert (made["ttr"] == made["types"] / made["words"]).all()


def test_syllables_are_right_for_most_words():
    known = {
        "people": 2, "economy": 4, "region": 2, "industrial": 4, "create": 2, "created": 3,
        "united": 3, "idea": 3, "social": 2, "nation": 2, "the": 1, "make": 1, "table": 2,
        "played": 1, "wanted": 2, "houses": 2, "makes": 1, "material": 4, "period": 3,
        "national": 3, "value": 2, "issue": 2, "construction": 3, "development": 4, "being": 2,
        "reliance": 3, "revolution": 4, "area": 3, "political": 4, "peace": 1, "whole": 1,
        "rule": 1, "agencies": 3, "influence": 3, "congress": 2, "government": 3, "states": 1,
        "science": 2, "various": 3, "union": 2, "society": 4, "experience": 4,
    }  # fmt: skip
    right = sum(syllables(word) == n for word, n in known.items())
    assert right / len(known) >= 0.85


def test_every_similarity_is_there_and_orders_the_pairs(counts):
    for measure in ("cosine", "jaccard"):
        assert rt.similarity(counts, measure=measure).table[measure].is_monotonic_decreasing
    for measure in ("jsd", "chi2", "burrows_delta"):
        made = rt.similarity(counts, measure=measure).table
        assert made[measure].is_monotonic_increasing
        assert finite(made)


def test_dispersion_has_every_measure(tokens):
    made = rt.dispersion(tokens, ["party", "20×10", "unicorn"])
    assert finite(made.measures)
    row = made.measures.set_index("feature").loc["20×10"]
    assert (row["count"], row["documents"]) == (15, 2)
    assert row["dp"] == made.dp["20×10"]


def test_many_dates_have_change_points(folder):
    texts = {
        f"{2000 + i}-03-01.txt": f"In the year {2000 + i} this was said. "
        + "Peace holds here and now. " * n
        + "Nothing else is said. " * (12 - n)
        for i, n in enumerate([1] * 10 + [9] * 10)
    }
    made = rt.trends(rt.count(rt.tokenize(rt.read(folder(texts))), ngrams=(1, 1)), ["peace"])
    points = made.series["peace"]["change_points"]
    assert [p["date"] for p in points] == ["2010-03-01"]
    assert made.series["peace"]["p"] < 0.001


def test_units_above_the_document_and_strata(counts):
    plain = rt.keyness(counts, target="year=2024")
    strata = rt.keyness(counts, target="year=2024", strata="genre")
    assert "inside their genre only" in strata.method
    assert not plain.table["z"].equals(strata.table["z"])
    years = rt.keyness(counts, target="year=2024", unit="year")
    assert "no term can pass" in years.notes[0]
    with pytest.raises(rt.RhetoricError, match=r"stands on both sides.*strata=genre"):
        rt.keyness(counts, target="year=2024", unit="genre")
    assert "-fold and more" in plain.notes[0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda _, c: rt.shift(c, **SIDES, measure="luck"), "'luck'; choose jsd"),
        (lambda _, c: rt.shift(c, **SIDES, alpha=-1.0), "not -1"),
        (lambda _, c: rt.shift(c, **SIDES, measure="kl", alpha=2.0), "kl has no order"),
        (lambda _, c: rt.shift(c, **SIDES, measure="weighted"), "go together"),
        (lambda _, c: rt.shift(c, **SIDES, measure="weighted", scores={"q": 1}), "None of the"),
        (lambda _, c: rt.shift(c, target="year=1800"), "1800"),
        (lambda t, _: rt.collocates(t, "unicorn"), "'unicorn' stands nowhere"),
        (lambda t, _: rt.collocates(t, "…"), "stands nowhere"),
        (lambda t, _: rt.collocates(t, "people", measure="luck"), "choose log_dice"),
        (lambda t, _: rt.collocates(t, "people", window=0), "not 0"),
        (lambda t, _: rt.collocates(t, "20×10", **SIDES), "no company in 2021"),
        (lambda t, _: rt.phrases(t, measure="luck"), "choose c_value"),
        (lambda t, _: rt.phrases(t, longest=1), "longest=1"),
        (lambda _, c: rt.groups(c, by="colour"), "'colour'; choose genre"),
        (lambda _, c: rt.novelty(c, window=0), "not 0"),
        (lambda t, _: rt.profile(t, window=0), "not 0"),
        (lambda _, c: rt.similarity(c, measure="luck"), "choose cosine"),
        (lambda _, c: rt.against_list(c, {"qwertz": 5}), "No word of the list"),
        (lambda _, c: rt.against_list(c, {"party": 0}), "add up to 0"),
        (lambda _, c: rt.against_list(c, {"party": 10**18}), "add up to 1e[+]18"),
        (lambda _, c: rt.keyness(c, target="year=2024", terms=["qw", "er"]), "'er', 'qw' stand no"),
        (lambda _, c: rt.trends(c, ["…"]), "'…' stands nowhere"),
        (lambda _, c: rt.keyness(c.group("document"), target="year=2024"), 'unit="document"'),
        (lambda _, c: rt.keyness(c, target="year=2024", unit="verse"), "choose paragraph"),
        (lambda _, c: rt.keyness(c, target="year=2024", strata="verse"), "choose genre"),
    ],
)
def test_a_wrong_choice_is_answered_in_one_sentence(call, said, tokens, counts):
    with pytest.raises(rt.RhetoricError, match=said) as caught:
        call(tokens, counts)
    assert "\n" not in str(caught.value)


def test_one_document_of_one_paragraph_is_answered_or_counted(corpus_of):
    tokens = rt.tokenize(corpus_of("Peace is near."))
    counts = rt.count(tokens)
    for call in (
        lambda: rt.shift(counts, target="id=00"),
        lambda: rt.keyness(counts, target="id=00"),
        lambda: rt.groups(counts),
        lambda: rt.novelty(counts),
    ):
        with pytest.raises(rt.RhetoricError):
            call()
    assert finite(rt.profile(tokens).table)
    assert len(rt.similarity(counts).table) == 0
    assert len(rt.phrases(tokens).table) == 0
    assert len(rt.collocates(tokens, "peace").table) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "has the columns a, b, where a list needs word and count"),
        ("\n\n", "cannot be read: empty"),
        ("word,count\nx,many\n", "'many' is no count"),
        ("word,count\nx,-3\n", "'-3' is no count"),
        ("word,count\n", "lists no word"),
        (f"word,count\nx,{'9' * 30}\n", "longer than 15 digits"),
        (f"word,count\nx,{'9' * 5000}\n", "longer than 15 digits"),
    ],
)
def test_a_list_with_wrong_columns_is_answered_in_one_sentence(text, said, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(rt.RhetoricError, match=said):
        frequencies(file)


def test_lists_are_read_with_tabs_doubles_and_other_names(tmp_path):
    file = tmp_path / "list.tsv"
    file.write_text("Term\tFreq\npeace\t3\nwar\t1\npeace\t2\n", encoding="utf-8")
    assert frequencies(file) == {"peace": 5, "war": 1}
    file.write_text("\ufeffWORD;COUNT\npeace;3\n", encoding="utf-8")
    assert frequencies(file) == {"peace": 3}
    file.write_text("word,score\npeace,8.1\n", encoding="utf-8")
    assert scores(file) == {"peace": 8.1}
    file.write_text("word,score\npeace,nan\n", encoding="utf-8")
    with pytest.raises(rt.RhetoricError, match="no score"):
        scores(file)
    with pytest.raises(rt.RhetoricError, match="no list"):
        frequencies(tmp_path / "nowhere.csv")


def run(*args):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("args", "columns"),
    [
        (("shift", "--target", "year=2024"),
         {"feature", "contribution", "target_rate", "reference_rate", "evidence"}),
        (("collocates", "people"),
         {"collocate", "count", "expected", "log_dice", "log_ratio", "g2", "evidence"}),
        (("similarity",), {"a", "b", "cosine", "jsd"}),
        (("profile",), {"document", "words", "types", "sentence_length", "mattr", "flesch"}),
        (("novelty",), {"document", "novelty", "transience", "resonance"}),
        (("phrases",), {"feature", "count", "c_value", "log_dice"}),
        (("dispersion", "party"), {"feature", "dp", "juilland_d", "arf"}),
        (("keyness", "--by", "year"), {"feature", "g2", "group", "rates"}),
        (("tfidf",), {"document", "feature", "tfidf"}),
    ],
)  # fmt: skip
def test_a_command_prints_its_rows_as_json_and_draws(args, columns, seeds, tmp_path):
    command, *rest = args
    figure = tmp_path / "figure.svg"
    done = run(command, seeds, *rest, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["schema"] == f"rhetoric.{command}/1"
    assert columns <= set(found["rows"][0])
    done = run(command, seeds, *rest, "--figure", figure)
    assert done.returncode == 0, done.stderr
    assert figure.read_text(encoding="utf-8").startswith("<?xml")
    assert len(pd.read_csv(figure.with_suffix(".csv"), keep_default_na=False)) > 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("keyness",), "either --target year=2024 or --by year"),
        (("keyness", "--target", "year=2024", "--reference", "none.csv"), "no list 'none.csv'"),
        (("keyness", "--target", "a.csv", "--reference", "b.csv"), "Both sides are lists"),
        (("shift", "--target", "year=2024", "--figure", "a.gif"), ".svg or .png"),
        (("collocates", "people", "--reference", "year=2021"), "needs a --target"),
        (("dispersion", "unicorn"), "'unicorn' stands nowhere"),
        (("trends", "--ngrams", "3-1"), "smaller length first"),
        (("similarity", "--measure", "luck"), "choose cosine"),
        (("keyness", "--target", "year=2024", "--seed", "-1"), "-1 is not in the range"),
        (("keyness", "--by", "year", "--measure", "luck"), "give it alone"),
        (("keyness", "--by", "year", "--unit", "document"), "give it alone"),
        (("keyness", "--by", "year", "--reference", "year=2021"), "give it alone"),
        (("keyness", "--target", "year=2024", "--reference", "a.csv", "--unit", "document"),
         "word by word"),
        (("keyness", "--target", "year=2024", "--reference", "a.csv", "--ngrams", "2"),
         "word by word"),
        (("keyness", "w " * 13, "--target", "year=2024"), "at most 12 words"),
        (("trends", "party", "--slope"), "give both"),
        (("collocates", "people", "--target", "year=2024", "--measure", "pmi"), "ordered by g2"),
        (("keyness", "--target", "year=2024", "--min-count", "9999"), "No term stands 9999 times"),
        (("trends", "part*"), "only concordance takes"),
        (("keyness", "part*", "--target", "year=2024"), "only concordance takes"),
        (("collocates", "part*"), "only concordance takes"),
        (("dispersion", "part*"), "only concordance takes"),
        (("tfidf", "--luck"), "see rhetoric tfidf --help"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_one_sentence_and_code_2(args, said, seeds):
    command, *rest = args
    done = run(command, seeds, *rest)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_table_that_is_there_already_is_not_written_over(seeds, tmp_path):
    (tmp_path / "list.csv").write_text("word,count\nthe,5\n", encoding="utf-8")
    done = run("profile", seeds, "--figure", tmp_path / "list.svg")
    assert done.returncode == 73
    assert "is there already" in done.stderr


def test_json_and_a_figure_may_be_asked_for_together(seeds, tmp_path):
    figure = tmp_path / "figure.svg"
    done = run("dispersion", seeds, "party", "--json", "--figure", figure)
    assert json.loads(done.stdout)["rows"]
    assert figure.exists()


def test_entries_of_several_words_are_no_words_that_the_texts_lack(counts):
    key = rt.against_list(counts, {"party": 50, "central committee": 40, "the": 900})
    assert "central committee" not in set(key.table["feature"])
    assert set(key.table["reference_tokens"]) == {950}
    assert "no single word: 1." in key.notes[-1]


def test_a_window_longer_than_the_texts_is_the_sentence(tokens):
    wide = rt.collocates(tokens, "people", window=10**30)
    assert wide.table.equals(rt.collocates(tokens, "people", window=None).table)


def test_a_figure_is_not_drawn_among_the_documents(folder):
    said = "The council of the harbour met. The council met in the harbour again.\n\n"
    where = folder({"a/2020.txt": said, "a/2021.txt": said * 2}) / "a"
    done = run("tfidf", where, "--figure", where / "figure.svg")
    assert done.returncode == 73
    assert "inside the corpus" in done.stderr
    assert sorted(p.name for p in where.iterdir()) == ["2020.txt", "2021.txt"]


def test_a_span_of_dates_that_is_open_is_said_in_words(counts):
    assert rt.keyness(counts, target="date=..2022").target == "to 2022"
