"""What rises and falls in many documents: planted truth is found, bursts and chance are not."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import rhetoric as rt
from rhetoric.compare import tested as module
from rhetoric.compare.drift import COLUMNS
from rhetoric.corpus import RhetoricError
from rhetoric.ngrams import ROWS, Counts, count
from rhetoric.tokens import tokenize_texts

DOCUMENTS, TURN = 240, 140


def made(rng, terms=400, documents=DOCUMENTS):
    """Return counts of dispersed terms of which some rise, some fall, some come in bursts."""
    sizes = rng.integers(300, 3000, documents)
    rates = 10.0 ** rng.uniform(-3.4, -2.4, terms)
    rates = np.broadcast_to(rates, (documents, terms)).copy()
    rates[TURN:, :10] *= 2.5
    rates[:TURN, 10:20] *= 2.5
    # gamma heterogeneity: words come together in texts
    y = rng.poisson(sizes[:, None] * rates * rng.gamma(2, 0.5, (documents, terms)))
    y[:, 20:30] = 0
    y[rng.integers(TURN, documents, 10), range(20, 30)] = 60
    names = [f"{kind}{k:03d}" for k, kind in enumerate(
        ["rise"] * 10 + ["fall"] * 10 + ["trap"] * 10 + ["null"] * (terms - 30))]  # fmt: skip
    dates = [f"{2000 + d // 12}-{d % 12 + 1:02d}-01" for d in range(documents)]
    rows = pd.DataFrame(dict.fromkeys(ROWS, ""), index=range(documents)).assign(
        document=[f"d{d}" for d in range(documents)], unit=0, kind="document", date=dates,
        tokens=sizes,
    )  # fmt: skip
    features = np.array(names, dtype=object)
    return Counts(sparse.csr_matrix(y), features, np.ones(terms, np.int64), rows)


def test_most_terms_are_passed_over_without_a_change(monkeypatch):
    counts = made(np.random.default_rng(1))
    found = rt.drift(counts).table
    assert len(found)
    monkeypatch.setattr(module, "_SLACK", np.inf)  # none is passed over
    pd.testing.assert_frame_equal(rt.drift(counts).table, found, check_exact=True)


def test_planted_terms_are_found_and_nothing_else():
    found, false = 0, 0
    for seed in range(5):
        table = rt.drift(made(np.random.default_rng(seed))).table
        names = table["feature"].str[:4]
        found += int(names.isin(["rise", "fall"]).sum())
        false += int((names == "null").sum())
        assert not (names == "trap").any()
        turned = table[names.isin(["rise", "fall"]) & (table["badge"] == 3)]
        assert set(table["kind"][names == "rise"]) <= {"grew", "emerged"}
        assert set(table["kind"][names == "fall"]) <= {"shrank", "vanished"}
        off = turned["turn"].map(lambda turn: abs(int(turn[:4]) - (2000 + TURN // 12)))
        assert (off <= 1).mean() >= 0.8
    assert found >= 0.95 * 100
    share = 0.05 + 3 * np.sqrt(0.05 * 0.95 / (found + false))
    assert false <= share * (found + false)


def copied_texts(rng, kept):
    """Return texts of which each keeps so many of the sentences of the last; words come and go."""
    words = [f"w{k}" for k in range(300)]
    sentences, out = [], []
    for number in range(40):
        sentences = rng.permutation(sentences)[: int(kept * 20)].tolist()
        while len(sentences) < 20:
            own = [*rng.choice(words, 8), "late" if number >= 20 else "early"]
            sentences.append(" ".join(own).capitalize() + ".")
        out.append(" ".join(sentences))
    return out


@pytest.mark.parametrize(("kept", "copied"), [(0.0, False), (0.9, True)])
def test_edited_copies_are_no_independent_witnesses(kept, copied):
    texts = copied_texts(np.random.default_rng(1), kept)
    counts = count(tokenize_texts(*texts), per="document")
    dated = counts.rows.assign(date=[f"{1980 + k}-01-01" for k in range(len(texts))])
    result = rt.drift(replace(counts, rows=dated))
    assert result.copied == copied
    table = result.table.set_index("feature")
    assert (table.loc[["late", "early"], "p_adjusted"] < 1e-4).all()
    assert (table["badge"] < 3).all() if copied else (table.loc["late", "badge"] == 3)
    assert any("no independent witnesses" in note for note in result.notes) == copied


def test_a_term_that_mostly_copies_have_is_no_sure_one():
    rng = np.random.default_rng(2)
    copied = copied_texts(rng, 0.9)
    own = [" ".join(rng.choice([f"v{k}" for k in range(300)], 180)) + "." for _ in range(60)]
    own = [text + " Fresh." * 3 * (n >= 30) for n, text in enumerate(own)]
    texts = [*copied, *own]
    counts = count(tokenize_texts(*texts), per="document")
    dates = [f"{1980 + k}-01-01" for k in range(40)] + [f"{1970 + k}-01-02" for k in range(60)]
    kinds = ["Beta"] * 40 + ["Alpha"] * 60
    result = rt.drift(replace(counts, rows=counts.rows.assign(date=dates, publisher=kinds)))
    badge = result.table.set_index("feature")["badge"]
    assert badge["fresh"] == 3
    assert badge["late"] == 1
    assert not result.copied
    assert result.copies == 40
    assert any("40 documents of one publisher" in note for note in result.notes)
    rows = result.counts.rows
    halves = rows.assign(type=["x" if date < "2000" else "y" for date in rows["date"]])
    notes = rt.drift(replace(result.counts, rows=halves)).notes
    assert any(
        "Of these 40 documents the median one of the largest of 2 groups" in n for n in notes
    )


def test_it_says_what_could_have_been_detected():
    notes = rt.drift(made(np.random.default_rng(3))).notes
    (said,) = [note for note in notes if "likely to be detected" in note]
    before, after = map(int, re.match(r"With (\d+) and (\d+) documents", said).groups())
    assert before + after == DOCUMENTS
    assert abs(before - after) < DOCUMENTS / 6


def test_without_a_change_hardly_anything_is_flagged():
    flagged = 0
    for seed in range(40):
        counts = made(np.random.default_rng(1000 + seed), terms=200)
        order = np.random.default_rng(seed).permutation(DOCUMENTS)
        matrix = counts.matrix[order]
        rows = counts.rows.assign(tokens=counts.rows["tokens"].to_numpy()[order])
        mixed = Counts(matrix, counts.features, counts.lengths, rows)
        flagged += bool(len(rt.drift(mixed).table))
    assert flagged <= 0.05 * 40 + 3 * np.sqrt(0.05 * 0.95 * 40)


def test_the_order_of_documents_changes_nothing_and_time_turned_round_turns_kinds():
    counts = made(np.random.default_rng(3))
    order = np.random.default_rng(1).permutation(DOCUMENTS)
    rows = counts.rows.iloc[order].reset_index(drop=True)
    mixed = Counts(counts.matrix[order], counts.features, counts.lengths, rows)
    pd.testing.assert_frame_equal(rt.drift(mixed).table, rt.drift(counts).table)
    back = Counts(
        counts.matrix[::-1], counts.features, counts.lengths,
        counts.rows.iloc[::-1].reset_index(drop=True).assign(date=counts.rows["date"]),
    )  # fmt: skip
    kinds = rt.drift(back).table.set_index("feature")["kind"]
    assert set(kinds[kinds.index.str.startswith("rise")]) == {"shrank"}


def test_numbers_of_a_row_are_counts_of_the_documents(sotu_counts):
    result = rt.drift(sotu_counts)
    table = result.table.set_index("feature")
    assert list(result.table.columns) == list(COLUMNS)
    dates = sotu_counts.rows["date"].to_numpy()
    for term in ("tonight", "intercourse"):
        row = table.loc[term]
        column = sotu_counts.matrix[:, list(sotu_counts.features).index(term)].toarray().ravel()
        late = dates >= row["since"]
        assert (row["before"], row["after"]) == (column[~late].sum(), column[late].sum())
        assert row["documents_after"] == (column[late] > 0).sum()
        assert row["largest"] == column.max() / column.sum()
    assert table.loc["tonight", "kind"] in {"grew", "emerged"}
    assert table.loc["intercourse", "kind"] in {"shrank", "vanished"}
    quote = result.rows(1)[0]["evidence"][0]
    assert result.table["feature"][0] in quote["text"].casefold()


@pytest.fixture(scope="module")
def sotu_counts(shared):
    tokens = rt.tokenize(rt.read(shared("sotu")))
    return rt.count(tokens, ngrams=(1, 1), per="document", min_count=10)


@pytest.mark.parametrize("dates", [["2020"] * 9, ["2020", "2021"], [""] * 9])
def test_too_few_dates_are_told(dates):
    counts = made(np.random.default_rng(0))
    counts = counts.take(np.arange(DOCUMENTS) < len(dates))
    counts.rows["date"] = dates
    with pytest.raises(RhetoricError, match="a drift needs six"):
        rt.drift(counts)
