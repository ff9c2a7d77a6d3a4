"""Lexicons: what an entry finds, what it refuses, and the laws of matching."""

import random
import time

import pytest
import regex as re
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon import Entry, Lexicon, actors, described, load, match, shipped
from rhetoric.lexicon.lines import Lines
from rhetoric.lexicon.vocabulary import Vocabulary
from rhetoric.read.profile import profile
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


def repeated(found):
    """Return what ``{ab:3}`` in a case stands for; ZEROS and A. are for readers."""
    what = {"ZEROS": "0", "A.": "a."}.get(found[1], found[1])
    return what * int(found[2])


@pytest.mark.cases("lexicon_faults")
def test_a_fault_in_a_file_is_told_with_its_line(case, tmp_path):
    file = re.sub(r"\{([^{}]+?):(\d+)\}", repeated, case["file"])
    with pytest.raises(RhetoricError) as caught:
        load(written(tmp_path, file))
    for part in case["says"]:
        assert part in str(caught.value)


def test_all_faults_are_told_together(tmp_path):
    with pytest.raises(RhetoricError, match=r"line 2.*line 3"):
        load(written(tmp_path, '[categories]\na = ["*"]\nb = ["!!"]\n'))


@pytest.mark.parametrize("text", ["[categories]\na = ['*']", GOOD + 'no2 = ["x"]', "a =",
                                  GOOD.replace("the taxes", "no such word")])  # fmt: skip
def test_faults_begin_with_the_file_as_it_was_given(text, tmp_path, monkeypatch):
    written(tmp_path, text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RhetoricError, match=r"^\./mine\.toml"):
        load("./mine.toml")


def test_a_text_of_a_file_is_found_under_its_own_keys():
    lines = Lines(
        'source = "x" # "x"\r\n"a.b" = 1\r\n[categories.a]\r\nb.c = ["""\r\ny""", "x", [1.5],\r\n'
        "'x', {text = 'z', case = 'x'}]\r\nd = {e = 'x'}\r\n"
        "[[pairs]]\r\nx = 1979-05-27 07:32:00\r\n"
    )
    path = "categories/a/b/c"
    assert [lines.number(path, "x") for _ in range(3)] == [5, 6, 6]
    assert [lines.number(path, "y"), lines.number(path, "z")] == [4, 6]
    assert lines.number("categories/a/d/e", "x") == 7
    keys = ("source", "a.b", "categories/a", path, "pairs", "pairs/x")
    assert [lines.key(key) for key in keys] == [f"line {n}: " for n in (1, 2, 3, 4, 8, 9)]
    assert not lines.key("categories/x")


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="\0") | st.sampled_from("[]{}=,.'\"#\n\\ ")))
def test_no_text_is_too_odd_for_its_lines(text):
    assert Lines(text).key("\0") == ""


def test_a_lexicon_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(RhetoricError, match="evaluation"):
        load("no-such-lexicon")


def test_a_slow_expression_is_stopped(monkeypatch):
    monkeypatch.setattr("rhetoric.lexicon.expressions.TIMEOUT", 0.2)
    lexicon = Lexicon("l", (Entry("(a|b|ab)*[cd]", "x", regex=True),))
    with pytest.raises(RhetoricError, match="nested repetition"):
        match(lexicon, tokenize_texts("ab" * 60))


def test_aliases_of_the_corpus_are_matched_as_they_are_counted(seeds_tokens):
    tokens = seeds_tokens
    one = match(Lexicon.of("l", {"x": ["resolution"]}), tokens)
    other = match(Lexicon.of("l", {"x": ["decision"]}), tokens)
    assert len(one) == len(other) > 0


kinds = st.lists(st.text("abn'", min_size=1, max_size=5), min_size=1, max_size=8)
globs = st.text("ab*n'", min_size=1, max_size=5).filter(lambda glob: "*" in glob)


@settings(max_examples=300, deadline=None)
@given(kinds, st.lists(globs, min_size=1, max_size=4))
def test_patterns_find_what_the_expression_would_that_they_mean(words, patterns):
    tokens = tokenize_texts(" ".join(words))
    vocabulary = Vocabulary(tokens)
    for pattern in patterns:
        glob = re.compile(".*".join(map(re.escape, pattern.split("*"))) + "(?:'s)?", re.DOTALL)
        wanted = [i for i, kind in enumerate(tokens.types) if glob.fullmatch(kind)]
        ids = vocabulary.ids(pattern)
        assert (ids is None and set(pattern) == {"*"}) or ids.tolist() == wanted


def test_a_long_phrase_on_its_own_word_again_and_again():
    hits = match(Lexicon.of("l", {"x": [" ".join("a" * 50), "a"]}), tokenize_texts("a " * 130))
    assert sorted(hits.length.tolist()) == [*[1] * 30, 50, 50]


def seconds(work):
    begin = time.process_time()
    done = work()
    return done, time.process_time() - begin


def test_large_lexicons_are_read_and_matched_in_time(tmp_path):
    entries = ",\n".join(f'"word{i}"' for i in range(20_000))
    globs = ",\n".join(f'"wo{i}*", "*{i}rd"' for i in range(5_000))
    text = f"[categories]\na = [\n{entries}]\nb = [\n{globs}]\n"
    lexicon, took = seconds(lambda: load(written(tmp_path, text)))
    assert (len(lexicon.entries), lexicon.entries[19_999].line) == (30_000, 20_002)
    assert took < 8  # a scan of the file for each entry took minutes
    tokens = tokenize_texts(" ".join(f"word{i} wo{i}rd." for i in range(5_000)))
    hits, took = seconds(lambda: match(lexicon, tokens))
    assert len(hits) == 10_000
    assert took < 4


def test_many_categories_are_matched_counted_and_described_in_time():
    names = {f"c{i}": [f"word{i}"] for i in range(8_000)}
    lexicon = Lexicon.of("l", names, guards={c: [f"{w} two"] for c, (w,) in names.items()})
    tokens = tokenize_texts(" ".join(f"word{i}" for i in range(8_000)))

    def work():
        hits = match(lexicon, tokens)
        assert len(described([lexicon], whole=False)) == len(hits) == 8_000
        assert lexicon.only(names) == lexicon
        return len(hits.renamed({c: c for c in names}))

    found, took = seconds(work)
    assert found == 8_000
    assert took < 3


def test_corpus_toml_of_thousands_of_levels_or_digits_is_refused(folder):
    for toml in (f"[themes]\n{'a.' * 3000}a = ['x']", f"title = 1{'0' * 5000}",
                 f"title = 0x{'f' * 5000}", f"x = {'[' * 60}{']' * 60}"):  # fmt: skip
        where = folder({"corpus.toml": toml})
        with pytest.raises(RhetoricError, match=r"corpus\.toml.* (deep|digits|bits)"):
            profile(where)


def test_a_category_of_one_is_no_category_of_many():
    lexicon = Lexicon.of("l", {"a/b": ["x"], "ab": ["y"], "a": ["z"]}, guards={"a/b": ["x y"]})
    assert lexicon.only(["a"]).categories == ("a/b", "a")
    assert lexicon.only(["a/b"]).entries == (lexicon.entries[0], lexicon.entries[3])
    with pytest.raises(RhetoricError, match="no category 'b'"):
        lexicon.only(["b"])


def test_a_category_without_a_name_is_refused():
    for name in ("", " ", "*", "a/", "a\x1bb"):
        with pytest.raises(RhetoricError, match="category"):
            Lexicon.of("l", {name: ["x"]})
