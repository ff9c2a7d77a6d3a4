"""Texts that stand in a corpus twice."""

import rhetoric as rt

PARTS = [
    f"In the year {n} the committee of district {n * 7} decided on plan number {n * 31} for steel."
    for n in range(60)
]
TEXT = "\n\n".join(PARTS)


def duplicates(corpus):
    return {d.id: [n.message for n in d.notes if n.kind == "duplicate"] for d in corpus}


def test_the_same_words_in_other_letters_and_spaces_are_the_same_text(folder):
    corpus = rt.read(folder(a=TEXT, b=TEXT.upper().replace(" ", "  ")))
    assert duplicates(corpus) == {
        "a": ["the same text as b.txt: they are not independent"],
        "b": ["the same text as a.txt: they are not independent"],
    }
    assert corpus["b"].meta["duplicate_of"] == "a"
    assert "duplicate_of" not in corpus["a"].meta


def test_a_text_with_one_word_changed_is_nearly_the_same(folder):
    corpus = rt.read(folder(a=TEXT, b=TEXT.replace("district 70 ", "province 70 ")))
    assert "the same 8-word runs as b.txt" in duplicates(corpus)["a"][0]
    assert corpus["b"].meta["duplicate_of"] == "a"


def test_a_text_with_a_fifth_of_it_changed_is_another(folder):
    changed = "\n\n".join([*PARTS[:48], *(p[::-1] for p in PARTS[48:])])
    assert duplicates(rt.read(folder(a=TEXT, b=changed))) == {"a": [], "b": []}


def test_a_part_of_a_text_is_no_duplicate(folder):
    assert duplicates(rt.read(folder(a=TEXT, b="\n\n".join(PARTS[:40])))) == {"a": [], "b": []}


def test_the_same_text_under_two_dates_says_so(folder):
    corpus = rt.read(folder({"2020-01-05.txt": TEXT, "2021-01-05.txt": TEXT + " "}))
    found = duplicates(corpus)["2021-01-05"][0]
    assert "2020-01-05.txt (dated 2020-01-05), here dated 2021-01-05" in found
    assert corpus["2021-01-05"].meta["duplicate_of"] == "2020-01-05"


def test_long_texts_are_compared_by_samples(folder):
    long = "\n\n".join(f"{p} It was item {n} of {n * n}." for n in range(100) for p in PARTS)
    near = long.replace("item 50 ", "point 50 ")
    corpus = rt.read(folder(a=long, b=near, c=long[: len(long) // 2]))
    assert corpus["b"].meta["duplicate_of"] == "a"
    assert duplicates(corpus)["c"] == []


def test_three_copies_have_one_original(folder):
    corpus = rt.read(folder(a=TEXT, b=TEXT + " ", c=TEXT + "  "))
    assert [corpus[name].meta.get("duplicate_of") for name in "abc"] == [None, "a", "a"]
    found = duplicates(corpus)
    assert found["a"] == ["the same text as b.txt, c.txt: they are not independent"]
