"""Words: cases/tokens.toml, and laws that hold for any text."""

import pickle
import sys
import unicodedata
from dataclasses import replace
from itertools import pairwise

import numpy as np
import plain_tokens
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric import flat
from rhetoric.corpus import Block, Corpus, Document, Profile, Span
from rhetoric.read.blocks import blocks
from rhetoric.sentences import sentence_spans
from rhetoric.tokens import tokenize_texts
from rhetoric.words import fold, is_number_break, split_feature

try:
    import pyarrow as pa
except ImportError:
    pa = None
WORDS = st.sampled_from([
    "The", "Party’s", "U.S.", "anti-U.S.", "10", "000", "10 000", "31,", "200", "20×10", "4-1/4",
    "e\u0301te\u0301", "É.U.", "당은", "İstanbul", "straße", "non‑farm", "**bold**", "(so)",
    "said:", "Mr.", "No. 5", "held.", "This", 'hurrah!"', "…", "—", "zero\u200bwidth", "ＡＢＣ",
    "a@b.kp", "다.",
])  # fmt: skip
GAPS = st.sampled_from([" ", " ", " ", "\u00a0", "  ", "\n", "\n\n", "\n\n- ", "\n\n# "])
PROSE = st.lists(st.tuples(WORDS, GAPS), max_size=40).map(lambda p: "".join(w + g for w, g in p))
TEXTS = PROSE | st.text(max_size=120)


def corpus_from(*raws):
    """Return a corpus of texts that never were files."""
    documents = [
        Document(id=f"d{n}", file=f"d{n}.txt", raw=raw, blocks=tuple(blocks(raw, f"d{n}")[0]))
        for n, raw in enumerate(raws)
    ]
    return Corpus(tuple(documents))


def tokens_of(*raws):
    return rt.tokenize(corpus_from(*raws))


def words(tokens):
    return [tokens.types[i] for i in tokens.ids]


@pytest.mark.cases("tokens")
def test_a_text_has_its_types(case):
    raw = case["text"]
    block = Block("paragraph", (Span("a", 0, len(raw)),))
    found = rt.tokenize(Corpus((Document(id="a", file="a", raw=raw, blocks=(block,)),)))
    assert words(found) == [unicodedata.normalize("NFC", word) for word in case["types"]]


ARRAYS = ("types", "ids", "start", "end", "sentence_starts", "paragraph_starts", "document_starts",
          "sentence_spans")  # fmt: skip
SIGNS = st.text("aBé1I.!?…。 \n\u00a0\x1c-\"'“”()*U,당㎞\0ÿ—\u2003$%’", max_size=40)


def same_words(found, expected):
    for name in ARRAYS:
        made, wanted = getattr(found, name), getattr(expected, name)
        assert made.dtype == wanted.dtype, name
        np.testing.assert_array_equal(made, wanted, name)
    assert found.paragraph_kinds == expected.paragraph_kinds


@given(
    st.lists(TEXTS | SIGNS, max_size=4),
    st.sampled_from([1, 50, 10**6]),
    st.sampled_from([1, 64]),
    st.booleans(),
)
@settings(max_examples=400)
def test_reading_chunks_equals_reading_sentence_by_sentence(raws, load, rare, with_arrow):
    corpus = corpus_from(*raws)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rhetoric.flat._LOAD", load)
        patch.setattr("rhetoric.cuts._RARE", rare)
        patch.setattr("rhetoric.cuts._BLOCK", 2 + rare)
        patch.setattr("rhetoric.flat._arrow", lambda _: pa if with_arrow else None)
        same_words(rt.tokenize(corpus), plain_tokens.tokenize(corpus))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_any_cut_into_blocks_is_read_as_sentence_by_sentence(texts, heading, with_arrow):
    """Spans that touch, spans of space, blocks of several spans."""
    raw, spans = "", []
    for text in texts:
        spans.append(Span("a", len(raw), len(raw) + len(text)))
        raw += text
    kind = "heading" if heading else "paragraph"
    made = Block(kind, tuple(spans[:2])), *(Block("paragraph", (span,)) for span in spans[2:])
    corpus = Corpus((Document(id="a", file="a", raw=raw, blocks=made),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rhetoric.flat._arrow", lambda _: pa if with_arrow else None)
        same_words(rt.tokenize(corpus), plain_tokens.tokenize(corpus))


@pytest.mark.parametrize("name", ["seeds", "fomc_statements", "sotu"])
def test_a_corpus_is_read_as_sentence_by_sentence(name, seeds, shared, monkeypatch):
    corpus = rt.read(seeds if name == "seeds" else shared(name))
    expected = plain_tokens.tokenize(corpus)
    for arrow in {None, pa}:
        monkeypatch.setattr("rhetoric.flat._arrow", lambda _, arrow=arrow: arrow)
        same_words(rt.tokenize(corpus), expected)


@pytest.mark.parametrize("with_arrow", [False, True])
def test_what_is_in_no_block_is_part_of_no_word(monkeypatch, with_arrow):
    raw = "prefix one inside two in"
    spans = (Span("a", 3, 10), Span("a", 18, 23))  # "fix one" and "two i", cut from larger words
    blocks_ = tuple(Block("paragraph", (span,)) for span in spans)
    corpus = Corpus((Document(id="a", file="a", raw=raw, blocks=blocks_),))
    monkeypatch.setattr("rhetoric.flat._arrow", lambda _: pa if with_arrow else None)
    assert words(rt.tokenize(corpus)) == ["fix", "one", "two", "i"]
    same_words(rt.tokenize(corpus), plain_tokens.tokenize(corpus))


@pytest.mark.skipif(pa is None, reason="pyarrow is not installed")
def test_arrow_without_its_inner_module_reads_the_same(monkeypatch):
    texts = ["We build. We must.", "We must build 10 000 mills."]
    monkeypatch.setattr("rhetoric.flat._arrow", lambda _: pa)
    monkeypatch.setattr("rhetoric.cuts.import_module", lambda _: None)  # nothing in it
    same_words(tokens_of(*texts), plain_tokens.tokenize(corpus_from(*texts)))


@pytest.mark.parametrize("many", [0, 1 << 26])
def test_chunks_are_known_from_one_text_to_the_next_or_read_again(monkeypatch, many):
    texts = ["We build. We must.", "We must build 10 000 mills.", "당 must", "We 당 build"]
    monkeypatch.setattr("rhetoric.cuts._MANY", many)
    monkeypatch.setattr("rhetoric.flat._LOAD", 1)
    monkeypatch.setattr("rhetoric.flat._arrow", lambda _: pa)
    corpus = corpus_from(*texts)
    same_words(rt.tokenize(corpus), plain_tokens.tokenize(corpus))


def test_places_are_worked_out_when_they_are_asked_and_travel():
    tokens = tokenize_texts("We must build 10 000 mills.", "You—we")
    assert callable(vars(tokens)["start"])
    copy = pickle.loads(pickle.dumps(tokens))
    for made in (tokens, copy):
        assert made.start.tolist() == [0, 3, 8, 14, 21, 0, 4]
        assert made.end.tolist() == [2, 7, 13, 20, 26, 3, 6]
        assert not made.start.flags.writeable
        assert made.start is made.start


@pytest.mark.parametrize("load", [1, 15, 1 << 20])
def test_places_of_some_words_are_those_among_all(monkeypatch, load):
    texts = ["We must build 10 000 mills.", "", "* *", "You—we", "- ; fix  this."]
    monkeypatch.setattr("rhetoric.flat._LOAD", load)
    late, worked_out = corpus_from(*texts), rt.tokenize(corpus_from(*texts))
    some = np.array([6, 0, 3, 5, 5, 8, 7])
    expected = worked_out.start[some].tolist(), worked_out.end[some].tolist()
    assert len(worked_out) == 9
    for tokens in (rt.tokenize(late), worked_out):
        assert tuple(places.tolist() for places in tokens.bounds(some)) == expected


def test_arrow_is_asked_only_of_large_texts_and_where_it_is_installed(monkeypatch):
    assert flat._arrow(1000) is None
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert flat._arrow(10**9) is None


@given(TEXTS)
def test_the_characters_of_a_token_fold_to_its_type(raw):
    tokens = tokens_of(raw)
    for word, start, end in zip(words(tokens), tokens.start, tokens.end, strict=True):
        assert " ".join(map(fold, raw[start:end].split())) == word


@given(st.lists(TEXTS, max_size=3))
def test_tokens_sentences_paragraphs_and_documents_are_ordered_and_nested(raws):
    tokens = tokens_of(*raws)
    same = np.diff(tokens.document_of) == 0
    assert (tokens.start < tokens.end).all()
    assert (tokens.end[:-1][same] <= tokens.start[1:][same]).all()
    for inner, outer in (("sentence", "paragraph"), ("paragraph", "document")):
        inside, around = getattr(tokens, f"{inner}_starts"), getattr(tokens, f"{outer}_starts")
        assert set(around[around < len(tokens)]) <= set(inside)
        assert len(getattr(tokens, f"{inner}_of")) == len(tokens)
    assert (np.diff(tokens.sentence_starts) > 0).all()
    assert (np.diff(tokens.paragraph_starts) > 0).all()
    assert (np.diff(tokens.document_starts) >= 0).all()
    assert len(tokens.document_starts) == len(raws) == len(tokens.names)
    assert len(tokens.paragraph_kinds) == len(tokens.paragraph_starts)


@given(TEXTS)
def test_a_sentence_holds_its_tokens(raw):
    tokens = tokens_of(raw)
    spans = tokens.sentence_spans
    assert len(spans) == len(tokens.sentence_starts)
    assert (spans[:-1, 1] <= spans[1:, 0]).all()
    around = spans[tokens.sentence_of]
    assert (around[:, 0] <= tokens.start).all()
    assert (tokens.end <= around[:, 1]).all()
    for start, end in spans:
        assert raw[start:end] == raw[start:end].strip()


@given(TEXTS)
def test_every_sentence_of_the_body_lies_inside_its_block(raw):
    for block in blocks(raw, "a")[0]:
        spans = list(sentence_spans(raw, block))
        low, high = block.spans[0].start, block.spans[-1].end
        assert all(low <= start < end <= high for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(PROSE)
def test_types_are_sorted_used_and_found_by_their_index(raw):
    tokens = tokens_of(raw)
    assert list(tokens.types) == sorted(set(words(tokens)))
    assert all(tokens.types[number] == word for word, number in tokens.index.items())


@given(PROSE, st.sampled_from(["\r\n", "\r", "\u2028"]))
def test_line_ends_do_not_matter(raw, end):
    assert words(tokens_of(raw.replace("\n", end))) == words(tokens_of(raw))


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_composed_and_decomposed_characters_are_the_same(raw):
    composed, apart = (unicodedata.normalize(form, raw) for form in ("NFC", "NFD"))
    assert words(tokens_of(composed)) == words(tokens_of(apart))


@given(st.text(st.characters(categories=["L", "M", "N"]), max_size=20))
def test_folding_does_not_see_composition(word):
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))


@given(PROSE)
def test_hyphens_of_all_kinds_are_one(raw):
    for hyphen in "\u2010\u2011":
        plain, other = raw.replace("‑", "-"), raw.replace("‑", "-").replace("-", hyphen)
        lines = [line for line in plain.splitlines() if line.startswith("- ")]
        if not lines:  # only ASCII hyphens mark an item
            assert words(tokens_of(other)) == words(tokens_of(plain))


@given(st.integers(0, 999), st.integers(0, 999))
def test_numbers_that_a_comma_parts_are_two(a, b):
    assert words(tokens_of(f"It was {a}, {b:03} then.")) == ["it", "was", str(a), f"{b:03}", "then"]
    assert words(tokens_of(f"It was {a} {b:03} then.")) == ["it", "was", f"{a} {b:03}", "then"]
    assert is_number_break(str(a), f"{b:03}")
    assert is_number_break(str(a), f"{b:03} 000")


@given(st.lists(st.sampled_from(["a", "b", "10", "000", "10 000", "2021"]), min_size=1, max_size=5))
def test_a_feature_is_split_into_its_types(parts):
    if not any(is_number_break(a, b) for a, b in pairwise(parts)):
        assert split_feature(" ".join(parts)) == parts


@given(PROSE, st.data())
def test_find_gives_every_place_of_an_n_gram_inside_sentences(raw, data):
    tokens = tokens_of(raw)
    if not len(tokens):
        return
    at = data.draw(st.integers(0, len(tokens) - 1))
    length = data.draw(st.integers(1, 3))
    parts = words(tokens)[at : at + length]
    feature = " ".join(parts)
    if split_feature(feature) != parts:
        return
    expected = [
        i
        for i in range(len(tokens) - len(parts) + 1)
        if words(tokens)[i : i + len(parts)] == parts
        and tokens.sentence_of[i] == tokens.sentence_of[i + len(parts) - 1]
    ]
    assert tokens.find(feature).tolist() == expected


def test_what_is_not_there_is_found_nowhere(seeds_tokens):
    assert len(seeds_tokens.find("no such words")) == 0
    assert len(seeds_tokens.find("")) == 0
    assert len(seeds_tokens.positions("xyzzy")) == 0


def test_arrays_are_read_only(seeds_tokens):
    for name in ("types", "ids", "start", "end", "sentence_starts", "sentence_spans"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(seeds_tokens, name)[0] = 0


def test_an_alias_is_counted_as_the_word_it_stands_for():
    corpus = replace(
        corpus_from("The 8th plan. The Eighth one. Nukes."),
        profile=Profile(aliases={"Eighth": ("8th", "the last"), "five year": ("5y",)}),
    )
    tokens = rt.tokenize(corpus)
    assert words(tokens) == ["the", "eighth", "plan", "the", "eighth", "one", "nukes"]
    assert corpus.quote(tokens.span(1)) == "8th"


def test_aliases_of_the_seeds_leave_no_other_spelling(seeds_corpus, seeds_tokens):
    for others in seeds_corpus.profile.aliases.values():
        assert not set(others) & set(seeds_tokens.index)


def test_a_sentence_runs_over_a_page_break():
    raw = "The Party will hold its next congress in the\n\nspring of the year. So be it."
    tokens = tokens_of(raw)
    assert raw[slice(*tokens.sentence_spans[0])] == raw[: raw.index(" So")]
    assert tokens.find("the spring").tolist() == [8]
    assert len(tokens.paragraph_starts) == 1


def test_a_surface_is_the_commonest_spelling():
    tokens = tokens_of(
        "We praise the Party. The party of the Party. Party of all. So the **Party**."
    )
    assert tokens.surface("party") == "Party"
    assert tokens.surface("of the") == "of the"
    assert tokens.surface("xyzzy") == "xyzzy"


def test_a_sentence_is_quoted_with_its_marks():
    tokens = tokens_of("He left. “We go!” They went.")
    where = int(tokens.find("we go")[0])
    assert tokens.corpus.quote(tokens.sentence(where)) == "“We go!”"


def test_a_corpus_without_a_word_has_no_tokens():
    tokens = tokens_of("!!!", "…")
    assert len(tokens) == len(tokens.types) == len(tokens.sentence_starts) == 0
    assert tokens.document_starts.tolist() == [0, 0]


@settings(max_examples=20)
@given(st.text(st.sampled_from("a.@_-+'/0 \u0301"), max_size=12))
def test_patterns_repeated_many_times_cost_linear_time(pattern):
    assert len(tokens_of(pattern * 3000)) >= 0


@pytest.mark.parametrize("raw", ["ab." * 20_000, "a_" * 20_000, "a." * 20_000, "x" * 1_000_000])
def test_long_chunks_cost_linear_time(raw):
    assert len(tokens_of(raw)) > 0


def test_a_name_in_capitals_is_not_the_small_word_that_it_folds_to():
    types = tokenize_texts("The US told us. It is IT; who is the WHO?").types.tolist()
    assert {"US", "us", "IT", "it", "WHO", "who"} <= set(types)
    assert tokenize_texts("GIVE IT TO US").types.tolist() == ["give", "it", "to", "us"]
    assert tokenize_texts("the US").find("US").tolist() == [1]
