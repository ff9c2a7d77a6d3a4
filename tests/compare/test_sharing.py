"""What documents share: passages, formulae, lineages, lives of phrases, and what chance shares."""

import random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.compare.carried import _returned
from rhetoric.stats.winnow import equal_runs, fingerprints, shared


@pytest.fixture(scope="module")
def fomc(shared):
    return rt.tokenize(rt.read(shared("fomc_statements")))


@pytest.fixture(scope="module")
def passages(seeds_tokens):
    return rt.reuse(seeds_tokens)


def places(row):
    return {(span["doc"][:3], span["line"]) for span in row["spans"]}


@pytest.mark.parametrize(
    ("one", "other"), [(("001", 117), ("000", 182)), (("001", 7), ("000", 21))],
    ids=["education", "opening"],
)  # fmt: skip
def test_the_passages_of_the_seeds_are_found(passages, one, other):
    assert any({one, other} <= places(row) for row in passages.table.to_dict("records"))


def test_passages_quote_and_are_in_the_order_of_dates(passages, seeds_corpus):
    order = {document.id: n for n, document in enumerate(seeds_corpus)}
    for row in passages.table.to_dict("records"):
        numbers = [order[span["doc"]] for span in row["spans"]]
        assert numbers == sorted(set(numbers))
        for span in row["spans"]:
            assert seeds_corpus[span["doc"]].raw[span["start"] : span["end"]] == span["text"]


def test_a_collection_that_shares_nothing_has_no_passage(corpus_of):
    corpus = corpus_of("One sentence about harvests in the north.", "Another on ships at sea.")
    made = rt.reuse(rt.tokenize(corpus))
    assert made.table.empty
    assert made.notes == ("No passage is shared.",)


def test_the_speech_that_a_president_took_over_is_found(shared):
    made = rt.reuse(rt.tokenize(rt.read(shared("sotu"))))
    found = [{span["doc"][:4] for span in row["spans"]} for row in made.table.to_dict("records")]
    assert {"1875", "1897"} in found[:20]  # McKinley quotes Grant on Cuba


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(8, 20))
def test_every_shared_run_of_eight_words_is_found(seed, size):
    chance = np.random.default_rng(seed)
    ids = chance.integers(0, 10**6, 400).astype(np.uint32)
    starts = np.array([0, 150, 290])
    a, b = int(chance.integers(0, 150 - size)), int(290 + chance.integers(0, 110 - size))
    ids[b : b + size] = ids[a : a + size]
    found, bounded = shared([fingerprints(ids, starts)], ids, starts)
    assert not bounded
    assert (found.a.tolist(), found.a_end.tolist(), found.b.tolist()) == ([a], [a + size], [b])


def test_fingerprints_of_parts_merge_to_those_of_the_whole():
    chance = np.random.default_rng(1)
    ids = chance.integers(0, 50, 5000).astype(np.uint32)
    starts = np.arange(0, 5000, 500)
    whole = fingerprints(ids, starts)
    parts = [
        fingerprints(ids[low : low + 2500], np.arange(0, 2500, 500), offset=low)
        for low in (0, 2500)
    ]
    one, _ = equal_runs([whole], ids, starts)
    other, _ = equal_runs(parts, ids, starts)
    assert one.a.tolist() == other.a.tolist()
    assert one.b_end.tolist() == other.b_end.tolist()


def test_words_resampled_one_by_one_share_nothing():
    chance = np.random.default_rng(2)
    ids = (chance.zipf(1.3, 200_000) % 50_000).astype(np.uint32)
    from rhetoric.compare.reuse import verified

    starts = np.arange(0, 200_000, 500)
    found, _ = shared([fingerprints(ids, starts)], ids, starts)
    counts = np.bincount(ids, minlength=50_000)
    idf = np.maximum(np.log(10_001 / (counts + 0.5)), 0.05)
    assert verified(found, ids, idf)[1].sum() <= 2


def test_the_agenda_formula_of_the_seeds_has_its_slots(seeds_tokens):
    rows = rt.formulae(seeds_tokens).table.to_dict("records")
    row = next(r for r in rows if r["formula"].startswith("The plenary meeting discussed"))
    assert row["formula"] == (
        "The plenary meeting discussed the {ordinal} agenda item “{title}”"
    )  # fmt: skip
    assert (len(row["documents"]), row["count"]) == (2, 8)
    assert row["slots"][0]["held"]["second"] == 2


def test_formulae_of_statements_have_the_month_as_slot(fomc):
    rows = rt.formulae(fomc).table["formula"].tolist()
    assert (
        "Information received since the Federal Open Market Committee met in {month}" in rows[:40]
    )


@pytest.mark.parametrize(
    ("phrase", "runs"),
    [
        ("be patient", [("2004-01-28", "2004-03-16"), ("2014-12-17", "2015-01-28"),
                        ("2019-01-30", "2019-05-01")]),
        ("ongoing increases", [("2022-03-16", "2023-02-01")]),
        ("considerable time", [("2012-09-13", "2014-12-17")]),
        ("extended period", [("2009-03-18", "2011-06-22")]),
    ],
)  # fmt: skip
def test_the_lives_of_phrases_are_right_to_the_date(fomc, phrase, runs):
    table = rt.lives(fomc, [phrase]).table
    assert list(zip(table["first"], table["last"], strict=True)) == runs


def test_transitory_lived_in_2021_from_april_to_november(fomc):
    table = rt.lives(fomc, ["transitory"]).table
    last = table.iloc[-1]
    assert (last["first"], last["last"]) == ("2021-04-28", "2021-11-03")


def test_a_phrase_without_a_word_is_refused(seeds_tokens):
    with pytest.raises(rt.RhetoricError, match="holds no word"):
        rt.lives(seeds_tokens, ["—"])


def test_the_mandate_stands_unchanged_for_more_than_seventy_statements(fomc):
    table = rt.lineages(fomc).table
    row = table[table["opening"].str.startswith("Consistent with its statutory mandate")].iloc[0]
    assert row["unchanged"] >= 72
    assert row["reworded"] == 0


def test_one_document_between_does_not_end_a_lineage(folder):
    line = "The Committee will maintain the target range for the federal funds rate this month. "
    other = "Swap lines with other central banks were opened again to improve liquidity abroad."
    where = folder({
        "2020-01-01.txt": line, "2020-02-01.txt": other, "2020-03-01.txt": line + "It was so.",
        "2020-04-01.txt": other.replace("opened", "closed"), "2020-05-01.txt": "Nothing more.",
        "2020-06-01.txt": line + "The vote was not taken.",
    })  # fmt: skip
    table = rt.lineages(rt.tokenize(rt.read(where))).table
    row = table[table["opening"].str.startswith("The Committee will maintain")].iloc[0]
    assert (row["first"], row["last"], row["documents"]) == ("2020-01-01", "2020-03-01", 2)


def test_low_carry_over_is_said(seeds_tokens):
    made = rt.lineages(seeds_tokens)
    assert made.index < 0.1
    assert "Carry-over is low" in made.notes[0]


def test_comparability_is_a_share_and_the_null_is_small(fomc):
    made = rt.comparability(fomc)
    assert made.table["reused"].between(0, 1).all()
    assert made.null.set_index("S")["share"][0.5] < 0.01
    assert "By chance" in made.notes[0]


def test_where_all_documents_are_copies_there_is_no_null(corpus_of):
    line = "The Committee will maintain the target range for the federal funds rate. "
    made = rt.comparability(rt.tokenize(corpus_of(line * 2, line + "It was said.")))
    assert "cannot be measured" in made.notes[0]
    assert made.null["share"].isna().all()


def test_texts_of_a_word_or_two_share_nothing_and_fail_nothing(corpus_of):
    tokens = rt.tokenize(corpus_of("war", "peace"))
    assert rt.reuse(tokens).table.empty
    assert rt.formulae(tokens).table.empty
    assert rt.lineages(tokens).table.empty
    assert (rt.comparability(tokens).table["reused"] == 0).all()


def test_shuffling_what_is_read_changes_nothing(seeds_corpus):
    from dataclasses import replace

    from rhetoric.corpus import ordered

    mixed = list(seeds_corpus)
    random.Random(0).shuffle(mixed)
    again = replace(seeds_corpus, documents=ordered(mixed))
    one, other = (rt.reuse(rt.tokenize(c)).table for c in (seeds_corpus, again))
    assert one.equals(other)


def test_two_texts_of_one_day_are_told_by_their_names():
    row = {"before": [{"text": "We will win."}], "after": [{"text": "We shall win."}]}
    two = [SimpleNamespace(label="1945-01-06", id=name) for name in ("spoken", "written")]
    said = _returned(row, SimpleNamespace(earlier=two[0], later=two[1]))
    assert said.startswith("A passage of spoken returns reworded in written")
