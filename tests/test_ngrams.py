"""Counts of n-grams, and the laws of merging, trimming and grouping them."""

import itertools
import pickle
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric import cuts, grams
from rhetoric.corpus import Corpus, Document, Profile
from rhetoric.ngrams import ROWS, Counts, count, merge
from rhetoric.order import Names
from rhetoric.read.blocks import blocks
from rhetoric.words import is_content, split_feature

WORDS = st.sampled_from(["a", "b", "c", "The", "10", "000", "31,", "200", "end.", "So", "é"])
GAPS = st.sampled_from([" ", " ", " ", "\n\n", "\n\n- "])
TEXT = st.lists(st.tuples(WORDS, GAPS), max_size=25).map(lambda p: "".join(w + g for w, g in p))
TEXTS = st.lists(TEXT, min_size=1, max_size=4)


def tokens_of(raws):
    documents = [
        Document(
            id=f"d{n}", file=f"d{n}.txt", raw=raw, blocks=tuple(blocks(raw, f"d{n}")[0]),
            genre="ab"[n % 2],
        )
        for n, raw in enumerate(raws)
    ]  # fmt: skip
    return rt.tokenize(Corpus(tuple(documents)))


def table(counts):
    """Return counts as a plain dictionary: (document, unit, feature) → count."""
    coo = counts.matrix.tocoo()
    rows = list(zip(counts.rows["document"], counts.rows["unit"], strict=True))
    return {
        (*rows[i], counts.features[j]): int(n)
        for i, j, n in zip(coo.row, coo.col, coo.data, strict=True)
    }


def assert_same(a, b):
    """Refuse any difference between two counts, down to the bits of their arrays."""
    assert a.features.tolist() == b.features.tolist()
    assert a.lengths.tolist() == b.lengths.tolist()
    pd.testing.assert_frame_equal(a.rows, b.rows)
    assert a.matrix.shape == b.matrix.shape
    for name in ("indptr", "indices", "data"):
        left, right = getattr(a.matrix, name), getattr(b.matrix, name)
        assert left.dtype == right.dtype
        assert left.tolist() == right.tolist()


def by_document(tokens, **options):
    """Return the counts of each document alone."""
    return [count(rt.tokenize(Corpus((d,))), **options) for d in tokens.corpus]


@given(TEXTS, st.sampled_from(["paragraph", "document"]))
def test_counts_are_what_counting_by_hand_gives(raws, per):
    tokens = tokens_of(raws)
    counts = count(tokens, ngrams=(1, 3), per=per)
    words = [tokens.types[i] for i in tokens.ids]
    by_hand = Counter()
    for i in range(len(words)):
        for n in (1, 2, 3):
            parts = words[i : i + n]
            inside = len(parts) == n and tokens.sentence_of[i] == tokens.sentence_of[i + n - 1]
            if inside and rt.tokens.split_feature(" ".join(parts)) == parts:
                paragraph = tokens.paragraph_of[i]
                first = np.searchsorted(
                    tokens.paragraph_starts, tokens.document_starts[tokens.document_of[i]]
                )
                unit = paragraph - first + 1 if per == "paragraph" else 0
                by_hand[tokens.names[tokens.document_of[i]], unit, " ".join(parts)] += 1
    assert table(counts) == dict(by_hand)
    assert counts.tokens.sum() == len(tokens)


@given(TEXTS, st.sampled_from([(1, 3), (2, 3), (2, 2), (3, 4)]), st.sampled_from([1, 2]))
def test_features_are_in_code_point_order_and_matrices_canonical(raws, ngrams, least):
    counts = count(tokens_of(raws), ngrams=ngrams, min_count=least)
    assert counts.features.tolist() == sorted(counts.features)
    assert counts.matrix.has_canonical_format
    assert (counts.totals >= least).all()
    assert all(
        len(rt.tokens.split_feature(f)) == n
        for f, n in zip(counts.features, counts.lengths, strict=True)
    )


@given(st.lists(st.sampled_from(["x", "b-c", "b", "a", "d"]), min_size=1, max_size=20))
def test_types_with_any_white_space_are_put_in_order_too(words):
    """As an alias of corpus.toml may be written."""
    profile = Profile(aliases={"a\tb": ("x",), "b\u00a0c": ("d",)})
    corpus = replace(tokens_of([" ".join(words)]).corpus, profile=profile)
    features = count(rt.tokenize(corpus)).features.tolist()
    assert features == sorted(features)


@given(TEXTS, st.sampled_from(["paragraph", "document"]), st.randoms())
def test_merging_documents_in_any_order_gives_the_bits_of_one_pass(raws, per, random):
    tokens = tokens_of(raws)
    parts = by_document(tokens, per=per)
    random.shuffle(parts)
    assert_same(merge(*parts), count(tokens, per=per))


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=40)
def test_merging_is_associative_and_commutative_with_an_empty_element(x, y, z):
    parts = by_document(tokens_of([*x, *y, *z]))
    a = merge(*parts[: len(x)])
    b = merge(*parts[len(x) : len(x) + len(y)])
    c = merge(*parts[len(x) + len(y) :])
    assert_same(merge(merge(a, b), c), merge(a, merge(b, c)))
    assert_same(merge(a, b), merge(b, a))
    assert_same(merge(Counts.empty(), a), a)
    assert_same(merge(a, Counts.empty()), a)
    assert_same(merge(), Counts.empty())


def test_merging_the_seeds_gives_the_bits_of_one_pass(seeds_corpus, seeds_counts):
    parts = [count(rt.tokenize(seeds_corpus.where(id=d.id))) for d in reversed(seeds_corpus)]
    assert_same(merge(*parts), seeds_counts)


def test_merging_the_same_unit_twice_is_refused(seeds_counts):
    with pytest.raises(rt.RhetoricError, match=r"Both counts hold the document '004_.*only once"):
        merge(seeds_counts, seeds_counts)


@given(TEXTS, st.integers(1, 4), st.sampled_from([(1, 3), (2, 3), (1, 1), (3, 3)]))
def test_counting_frequent_n_grams_is_counting_all_and_trimming(raws, least, ngrams):
    tokens = tokens_of(raws)
    quick = count(tokens, ngrams=ngrams, min_count=least)
    assert_same(quick, count(tokens, ngrams=ngrams).trim(min_count=least))
    assert_same(quick, count(tokens, ngrams=(1, 3)).trim(min_count=least, ngrams=ngrams))


@given(TEXTS, st.integers(1, 2), st.sampled_from(["paragraph", "document"]))
def test_blocks_and_narrow_numbers_change_nothing(raws, least, per):
    tokens = tokens_of(raws)
    whole = count(tokens, per=per, min_count=least)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cuts, "_BLOCK", 3)
        patched.setattr(grams, "_LOAD", 3)
        patched.setattr(grams, "_WIDE", 1)
        patched.setattr(grams, "_NARROW", len(whole.features).bit_length() + 1)
        assert_same(count(tokens, per=per, min_count=least), whole)


@given(TEXTS, st.sampled_from([(64, 32), (64, 1), (1, 1)]), st.sampled_from([1 << 16, 3]))
def test_what_is_tallied_is_what_is_counted(raws, bits, block):
    """With numbers of any width: of keys and places, of words and units."""
    tokens = tokens_of(raws)
    unit_of = tokens.document_of.astype(np.int32)
    made = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(grams, "_WIDE", bits[0])
        patched.setattr(grams, "_NARROW", bits[1])
        patched.setattr(cuts, "_BLOCK", block)
        found = []
        for some, tally in grams.tallied(tokens, 3, unit_of):
            found.append((some.heads, some.tails))
            names = Names(found, tokens.types).some(len(found), tally.gram)
            assert len(tally.first) == len(some) + 1
            rows = zip(tally.unit.tolist(), names, tally.count.tolist(), strict=True)
            made.update({(tokens.names[unit], 0, name): n for unit, name, n in rows})
            for low, high in itertools.pairwise(tally.first.tolist()):
                assert np.all(np.diff(tally.unit[low:high]) > 0)
    assert made == table(count(tokens, per="document"))


@given(TEXTS, st.sampled_from([(1, 3), (2, 3)]))
def test_names_made_late_are_those_of_the_columns(raws, ngrams):
    counts = count(tokens_of(raws), ngrams=ngrams)
    assert callable(counts.__dict__["features"])  # who asks for the matrix alone needs none
    whole, again = (
        counts.features,
        pickle.loads(pickle.dumps(count(tokens_of(raws), ngrams=ngrams))),
    )
    assert whole is counts.features
    assert whole.tolist() == sorted(whole.tolist()) == again.features.tolist()
    assert [len(split_feature(name)) for name in whole] == counts.lengths.tolist()


@given(TEXTS, st.integers(1, 5))
def test_sizes_do_not_change_when_features_go(raws, least):
    counts = count(tokens_of(raws))
    assert counts.trim(min_count=least).tokens.tolist() == counts.tokens.tolist()
    assert counts.keep(counts.lengths == 2).tokens.tolist() == counts.tokens.tolist()


@given(TEXTS, st.sampled_from(["document", "genre", "year"]))
def test_grouping_sums_counts_and_sizes(raws, by):
    counts = count(tokens_of(raws))
    grouped = counts.group(by)
    assert grouped.totals.tolist() == counts.totals.tolist()
    assert grouped.tokens.sum() == counts.tokens.sum()
    assert grouped.rows[by].tolist() == list(dict.fromkeys(counts.rows[by]))
    for row, name in enumerate(grouped.rows[by]):
        alone = counts.take((counts.rows[by] == name).to_numpy())
        assert grouped.matrix[[row]].toarray()[0].tolist() == alone.totals.tolist()
        assert grouped.tokens[row] == alone.tokens.sum()


def test_grouped_paragraphs_are_documents(seeds_tokens, seeds_counts):
    grouped = seeds_counts.group("document")
    counted = count(seeds_tokens, per="document")
    assert (grouped.matrix != counted.matrix).nnz == 0
    assert grouped.rows["document"].tolist() == counted.rows["document"].tolist()
    assert grouped.tokens.tolist() == counted.tokens.tolist()


def test_an_unknown_column_to_group_by_is_refused(seeds_counts):
    with pytest.raises(rt.RhetoricError, match="choose document, unit, kind"):
        seeds_counts.group("weather")


@pytest.mark.parametrize("ngrams", [(0, 2), (3, 1), (-1, -1)])
def test_lengths_that_are_no_range_are_refused(seeds_tokens, ngrams):
    with pytest.raises(rt.RhetoricError, match="smaller length first"):
        count(seeds_tokens, ngrams=ngrams)


def test_an_unknown_unit_is_refused(seeds_tokens):
    with pytest.raises(rt.RhetoricError, match="choose document or paragraph"):
        count(seeds_tokens, per="sentence")


@pytest.mark.parametrize("per", ["paragraph", "document"])
def test_documents_without_a_word_count_as_nothing(per):
    counts = count(tokens_of(["!!!", "a b.", "…"]), per=per)
    assert counts.features.tolist() == ["a", "a b", "b"]
    assert counts.tokens.tolist() == ([2] if per == "paragraph" else [0, 2, 0])
    assert set(counts.rows["document"]) >= {"d1"}
    empty = count(tokens_of(["!!!"]), per=per)
    assert (empty.matrix.shape[1], len(empty.features), empty.totals.tolist()) == (0, 0, [])


def test_n_grams_stop_at_the_ends_of_sentences_items_and_headings():
    counts = count(
        tokens_of(
            ["It is so. That went on today.\n\n- one item\n- two\n\n# So it ends\n\nIt is over.\n"]
        )
    )
    features = set(counts.features)
    assert {"it is so", "that went on", "one item", "so it ends"} <= features
    assert not features & {"so that", "item two", "two so", "today one", "is so that"}


def test_a_number_that_a_comma_parts_is_no_n_gram():
    features = set(count(tokens_of(["In May 31, 200 came. Then 31 200 came."])).features)
    assert "31 200" in features
    assert "may 31" in features
    assert not features & {"may 31 200", "31 200 came came"}
    counts = count(tokens_of(["In May 31, 200 came."]))
    assert "31 200" not in counts.features


def test_rows_say_what_the_documents_say(seeds_counts, seeds_corpus):
    assert tuple(seeds_counts.rows.columns) == ROWS
    first = seeds_counts.rows.iloc[0]
    assert (first["document"][:3], first["unit"], first["date"], first["year"]) == (
        "004", 1, "2021-01-12", "2021",
    )  # fmt: skip
    assert seeds_counts.rows["document"].drop_duplicates().tolist() == [d.id for d in seeds_corpus]
    assert (seeds_counts.rows.groupby("document", sort=False)["unit"].min() == 1).all()
    assert seeds_counts.rows["kind"].isin(["paragraph", "item", "address", "heading"]).all()


def test_units_of_documents_are_chosen_by_an_expression(seeds_counts):
    mask = seeds_counts.of("year=2024")
    assert set(seeds_counts.rows.loc[mask, "year"]) == {"2024"}
    assert set(seeds_counts.rows.loc[~mask, "year"]) == {"2021", "2023"}
    with pytest.raises(rt.RhetoricError, match="have no corpus"):
        Counts.empty().of("year=2024")


@pytest.mark.parametrize(
    ("term", "content"),
    [
        ("five-year plan", True), ("plan for economy", True), ("20×10", True), ("u.s.", True),
        ("party's", True), ("당", True), ("the plan", False), ("plan of", False), ("said", False),
        ("2024", False), ("20th", False), ("20th congress", False), ("10 000 flats", False),
        ("b", False), ("must", False),
    ],
)  # fmt: skip
def test_a_term_of_content_has_no_function_word_or_number_at_its_edges(term, content):
    assert is_content(term) is content
