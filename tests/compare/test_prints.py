"""Fingerprints of documents: parts merge to the whole, and what is kept changes no result."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.stats.winnow import fingerprints
from rhetoric.tokens import tokenize_texts

WORDS = st.sampled_from(["the", "plan", "of", "12", "percent", "may", "not", "eighth", "8th"])
TEXTS = st.lists(st.lists(WORDS, max_size=40).map(" ".join), min_size=2, max_size=6)


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 60), min_size=2, max_size=8),
    st.sampled_from([1, 4]),
)
def test_fingerprints_of_sequences_alone_are_those_among_others(seed, sizes, window):
    chance = np.random.default_rng(seed)
    ids = chance.integers(0, 4, sum(sizes)).astype(np.uint32)
    starts = np.cumsum([0, *sizes[:-1]])
    parts = [
        fingerprints(ids[a : a + n], np.array([0]), window=window, offset=int(a))
        for a, n in zip(starts.tolist(), sizes, strict=True)
    ]
    whole = fingerprints(ids, starts, window=window)
    assert np.array_equal(np.sort(np.concatenate(parts)), whole)


@settings(max_examples=60)
@given(TEXTS, st.data())
def test_fingerprints_of_parts_merge_to_those_of_the_whole(texts, data):
    cut = data.draw(st.integers(0, len(texts)))
    whole = rt.prints(tokenize_texts(*texts))
    parts = [rt.prints(tokenize_texts(*some)) for some in (texts[:cut], texts[cut:])]
    merged = parts[0].merge(parts[1])
    again = rt.prints(tokenize_texts(*texts), known=merged)
    for one in (merged.merge(parts[0]), parts[1].merge(parts[0])):
        assert one.common(whole) == len(one)
        assert whole.common(one) == len(whole)
    for name, array in whole.arrays().items():
        assert np.array_equal(array, again.arrays()[name])


def test_merging_is_associative():
    one, two, three = (
        rt.prints(tokenize_texts(text)) for text in ("a b c d e f", "f e d c b a", "b b b b b b b")
    )
    left, right = one.merge(two).merge(three), one.merge(two.merge(three))
    for name, array in left.arrays().items():
        assert np.array_equal(array, right.arrays()[name])


def test_what_is_kept_changes_no_result(seeds_tokens, seeds_corpus):
    early = rt.prints(rt.tokenize(replace(seeds_corpus, documents=seeds_corpus.documents[:3])))
    again = rt.prints(seeds_tokens, known=early)
    assert again.common(early) == 3
    table = rt.reuse(seeds_tokens).table
    assert rt.reuse(seeds_tokens, known=early).table.equals(table)
    assert rt.reuse(seeds_tokens, known=again).table.equals(table)


def test_a_document_that_changed_is_made_anew():
    old = rt.prints(tokenize_texts("All of these seven words are here.", "Those were others."))
    new = tokenize_texts("All of these seven words were here.", "Those were others.")
    found = rt.prints(new, known=old)
    assert found.common(old) == 1
    assert np.array_equal(found.packed, rt.prints(new).packed)


def test_windows_that_differ_are_no_parts_of_one_whole():
    one = rt.prints(tokenize_texts("a b c d e f g"))
    with pytest.raises(rt.RhetoricError, match="windows 1 and 4"):
        one.merge(replace(one, window=4))


@pytest.mark.parametrize(
    "change",
    [
        {"packed": np.array([2**36 - 1], np.uint64), "counts": np.array([1])},
        {"counts": np.array([9])},
        {"words": np.array([1, 2])},
        {"window": np.array([3])},
        {"packed": np.array([0.5])},
        {"digests": np.zeros((1, 3), np.uint8)},
    ],
    ids=["place", "counts", "words", "window", "kind", "digest"],
)
def test_arrays_that_do_not_fit_are_refused(change):
    good = rt.prints(tokenize_texts("a b c d e f g")).arrays()
    assert len(rt.Prints.of(good)) == 1
    with pytest.raises(rt.RhetoricError, match="do not fit"):
        rt.Prints.of({**good, **change})


def test_a_missing_array_is_named():
    good = rt.prints(tokenize_texts("a b c d e f g")).arrays()
    del good["words"]
    with pytest.raises(rt.RhetoricError, match="'words' is missing"):
        rt.Prints.of(good)


def test_a_file_that_lies_about_sizes_is_not_believed():
    tokens = tokenize_texts("a b c d e f g", "h i j k l m n o p")
    good = rt.prints(tokens)
    lying = replace(good, words=good.words + 100)
    assert np.array_equal(rt.prints(tokens, known=lying).packed, good.packed)
