"""Which language a text is in, and what is kept out of comparisons."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.read import language, samples
from rhetoric.read.language import code_of, detect
from rhetoric.read.samples import sample_of, small


@pytest.mark.cases("languages")
def test_a_text_is_in_its_language(case):
    found = detect(case["text"])
    assert (found.code if found else "none") == case["name"].split(",")[0]
    if found:
        assert 0.5 <= found.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", "…", "12 345", "It grew.", "Kim Jong Un", "xyz " * 50, "=SUM(A1) a=1 " * 30]
)
def test_of_what_says_too_little_nothing_is_said(text):
    assert detect(text) is None


def test_a_language_is_known_by_its_code_and_its_name():
    assert [code_of(name) for name in ("en", "EN-us", "English", " german ")] == [
        "en", "en", "en", "de",
    ]  # fmt: skip


ENGLISH = "It was said that the plan of the year is good and that it will be made better by all."
GERMAN = "Es wurde gesagt, dass der Plan des Jahres gut ist und dass er von allen besser wird, so."


def test_corpus_toml_may_take_other_languages_in(folder):
    files = {"a.txt": ENGLISH, "b.txt": f"{ENGLISH} Yes.", "c.txt": GERMAN}
    assert [d.id for d in rt.read(folder(files)).others] == ["c"]
    files["corpus.toml"] = 'languages = ["en", "German"]'
    corpus = rt.read(folder(files))
    assert ([d.id for d in corpus], corpus.others) == (["a", "b", "c"], ())


def test_corpus_toml_may_say_the_language_of_a_document(folder):
    files = {"a.txt": ENGLISH, "b.txt": f"{ENGLISH} Yes.", "c.txt": GERMAN}
    files["corpus.toml"] = '[documents.c]\nlanguage = "English"'
    corpus = rt.read(folder(files))
    assert corpus["c"].language == "English"
    assert corpus.others == ()


def test_a_document_of_unknown_language_stays(folder):
    corpus = rt.read(folder(a=ENGLISH, b=f"{ENGLISH} Yes.", c="Peace."))
    assert corpus["c"].language is None
    assert corpus.others == ()


def test_korean_keeps_its_words_of_one_syllable_and_its_sentences(folder):
    corpus = rt.read(folder(a="그 당은 제8차 대회를 열었다. 온 나라 인민이 다 기뻐하였다."))
    tokens = rt.tokenize(corpus)
    assert corpus[0].language == "ko"
    assert len(tokens.sentence_starts) == 2
    assert {"그", "온", "다"} <= set(tokens.index)


def test_what_is_kept_out_is_listed_with_its_size(folder):
    from rhetoric.compare.timeline import timeline

    corpus = rt.read(folder(a=ENGLISH, b=f"{ENGLISH} Yes.", c=GERMAN))
    rows = timeline(rt.tokenize(corpus)).table.to_dict("records")
    assert [(row["id"], row["words"] > 10) for row in rows] == [
        ("a", True), ("b", True), ("c", True),
    ]  # fmt: skip
    assert rows[2]["apart"].startswith("in German, the corpus is in English: kept out")


WORDS = sorted(small("en") | small("da") | small("no") | small("ru") | small("bg"))
STRETCH = st.lists(
    st.one_of(
        st.sampled_from(sorted(small("en"))),
        st.sampled_from(WORDS),
        st.sampled_from(
            [
                "steel",
                "Überall",
                "cafe\u0301",
                "“so”—it",
                "\u212a",
                "İ",
                "東",
                "한국",
                "1.",
                "kuitenkin",
            ]
        ),
    ),
    max_size=40,
).map(" ".join)


@given(st.lists(STRETCH, max_size=6))
@settings(max_examples=300, deadline=None)
def test_what_is_plainly_in_a_language_is_in_it_together_and_in_every_part(texts):
    code = language._plainly(texts)
    if code is not None:
        each = [sample_of(text) for text in texts]
        assert language._judged(each) == language.Language(code, 1.0)
        parts = [language._judged([sample]) for sample in each]
        assert {part.code for part in parts if part} <= {code}


@given(st.lists(st.one_of(st.text(), STRETCH), max_size=4))
@settings(max_examples=300, deadline=None)
def test_what_is_counted_at_once_is_what_is_counted_of_each_stretch(texts):
    slow = [samples._any_sample(text) for text in texts]
    assert [sample_of(text) for text in texts] == slow
    sides = samples.sides("en")
    expected = [
        (len(s.words), *divmod(s.sum(sides), samples.OTHERS)[::-1]) if [*s.letters] == ["Latin"]
        else None
        for s in slow
    ]  # fmt: skip
    for longest in (0, 1_000_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(samples, "_LONG", longest)
            assert [*samples.tallies(texts, "Latin", "en")] == expected


def test_marks_between_words_are_neither_composed_nor_folded():
    for mark in samples._MARKS:
        assert unicodedata.normalize("NFC", f"a{mark}\u0301") == f"a{mark}\u0301"
        assert mark.casefold() == mark
        assert not samples._WORD.search(mark)
        assert samples._script_of(mark) is None
    made = "".join(chr(c) for c in range(0x80, 0x3400) if chr(c) not in samples._MARKS)
    assert not {*unicodedata.normalize("NFC", made).casefold()} & {*samples._MARKS}


def test_english_is_plainly_so():
    assert language._plainly([ENGLISH, f"“{ENGLISH}” — yes", ""]) == "en"
    assert language._plainly([ENGLISH, GERMAN]) is None
