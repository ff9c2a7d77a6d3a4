"""Keyness counts exactly, flips with its sides, and flags nothing where there is nothing."""

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import xlogy

import rhetoric as rt
from rhetoric.compare.sides import sides
from rhetoric.stats.association import MEASURES
from rhetoric.tokens import tokenize_texts

SEEDS = str(Path(__file__).parents[2] / "seeds")


@pytest.fixture(scope="module")
def counts():
    return rt.count(rt.tokenize(rt.read(SEEDS)), ngrams=(1, 3))


@pytest.fixture(scope="module")
def key(counts):
    return rt.keyness(counts, target="year=2024", reference="year=2021")


def test_g2_is_the_four_cell_statistic_of_the_printed_counts(key):
    t = key.table
    a, b = t["target"].to_numpy(float), t["reference"].to_numpy(float)
    c, d = t["target_tokens"] - a, t["reference_tokens"] - b
    n, total = np.array([a, b, c, d]), a + b + c + d
    g2 = 2 * (
        xlogy(n, n).sum(0) - xlogy(a + b, a + b) - xlogy(c + d, c + d)
        - xlogy(a + c, a + c) - xlogy(b + d, b + d) + xlogy(total, total)
    )  # fmt: skip
    assert np.allclose(np.abs(t["g2"]), g2, rtol=1e-6, atol=1e-6)


def test_swapping_the_sides_flips_every_sign(counts, key):
    other = rt.keyness(counts, target="year=2021", reference="year=2024")
    a, b = key.table.set_index("feature"), other.table.set_index("feature")
    b = b.loc[a.index]
    for column in ("log_ratio", "g2", "log_odds_z", "z", "score"):
        assert (a[column] == -b[column]).all(), column
    assert (a["low"] == -b["high"]).all()
    assert (a["p_adjusted"] == b["p_adjusted"]).all()
    assert (a["badge"] == b["badge"]).all()


def test_rates_divide_by_all_words_whatever_features_are_counted(counts):
    one = rt.keyness(counts.trim(ngrams=(2, 2)), target="year=2024")
    assert set(one.table["target_tokens"]) == {8570}
    assert set(one.table["reference_tokens"]) == {8438}


def test_every_number_is_finite_and_every_interval_holds_its_estimate(key):
    numbers = key.table.select_dtypes("number")
    assert np.isfinite(numbers.to_numpy(float)).all()
    assert (key.table["low"] <= key.table["log_ratio"]).all()
    assert (key.table["log_ratio"] <= key.table["high"]).all()


def test_a_part_of_a_longer_term_counts_once_in_the_family(key):
    table = key.table.set_index("feature")
    assert not table.loc["new five-year", "closed"]
    assert table.loc["new five-year plan", "closed"]
    assert table.loc["new five-year", "p_adjusted"] == table.loc["new five-year plan", "p_adjusted"]


def test_content_words_come_before_function_words(key):
    content = key.table["content"].to_list()
    assert content == sorted(content, reverse=True)


def test_five_documents_cannot_reach_a_badge_of_recurrence(counts):
    by_document = rt.keyness(counts, target="year=2024", unit="document")
    assert set(by_document.table["badge"]) == {1}
    assert "no term can pass" in by_document.notes[0]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_order_the_table(counts, measure):
    made = rt.keyness(counts.trim(ngrams=(1, 1), min_count=20), target="id=000", measure=measure)
    assert np.isfinite(made.table["score"]).all()


def test_shuffled_files_give_the_same_bits(tmp_path, key):
    for i, path in enumerate(sorted(Path(SEEDS).glob("0*.txt"), reverse=True)):
        (tmp_path / f"{i}_{path.name}").write_bytes(path.read_bytes())
    corpus = rt.read(tmp_path)
    counts = rt.count(rt.tokenize(corpus), ngrams=(1, 2))
    plain = rt.count(rt.tokenize(rt.read(SEEDS)), ngrams=(1, 2))
    a = rt.keyness(counts, target="year=2024", reference="year=2021").table.set_index("feature")
    assert (counts.tokens == plain.tokens).all()
    assert a.loc["20×10", "target"] == 15


def test_a_random_halving_of_one_text_flags_nothing_more_often_than_one_in_twenty(tmp_path):
    """Null calibration at badge ②: halves of one document's paragraphs, 40 times (B = 9,999)."""
    source = rt.read(SEEDS)["000"]
    texts = [source.raw[b.spans[0].start : b.spans[-1].end] for b in source.body]
    flagged = 0
    rng = np.random.default_rng(5)
    for trial in range(40):
        side = rng.permutation(len(texts)) % 2
        folder = tmp_path / str(trial)
        folder.mkdir()
        for k in (0, 1):
            half = "\n\n".join(t for t, s in zip(texts, side, strict=True) if s == k)
            (folder / f"202{k}-01-01.txt").write_text(half, encoding="utf-8")
        counts = rt.count(rt.tokenize(rt.read(folder)), ngrams=(1, 1))
        made = rt.keyness(counts, target="year=2021", reference="year=2020", min_count=4)
        flagged += bool((made.table["badge"] >= 2).any())
    assert flagged <= 40 * 0.05 + 3 * (40 * 0.05 * 0.95) ** 0.5


def test_counts_are_those_of_a_plain_count(key):
    corpus = rt.read(SEEDS)
    text = " ".join(
        corpus.quote(s) for d in corpus if d.year == "2024" for b in d.body for s in b.spans
    ).casefold()
    row = key.table.set_index("feature").loc["prestige"]
    assert row["target"] == text.count("prestige")


def test_reference_files_name_the_program_that_made_them():
    files = sorted((Path(__file__).parents[1] / "reference").glob("*.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)), path


def test_what_lies_around_a_span_of_dates_is_called_the_rest():
    texts = [f"Trade and peace in {year}." for year in range(2001, 2007)]
    made = [replace(d, date=dt.date(2001 + k, 1, 1), date_precision="day")
            for k, d in enumerate(tokenize_texts(*texts).corpus)]  # fmt: skip
    counted = rt.count(rt.tokenize(rt.Corpus(tuple(made))), per="document")
    named = [sides(counted, target).reference_label
             for target in ("date=2003..2004", "date=2003..", "year=2001")]  # fmt: skip
    assert named == ["the rest", "2001 and 2002", "2002–2006"]
