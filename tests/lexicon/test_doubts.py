"""What a lexicon cannot tell of some texts is said; weights make means with an interval."""

import json
import subprocess
import sys

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.corpus import RhetoricError
from rhetoric.lexicon import Entry, Lexicon, match
from rhetoric.lexicon.doubts import doubts
from rhetoric.tokens import tokenize_texts

KOREAN = "조선로동당 중앙위원회 제8기 전원회의가 열렸다. 조선 인민은 일한다. 우리 당은 위대하다."
ENGLISH = "The Committee decided that it would keep the rate at which it lends to the banks."


def said(lexicon, corpus):
    return " ".join(rt.devices(rt.tokenize(corpus), lexicons=[lexicon]).notes)


def test_korean_with_an_english_lexicon_is_no_silent_zero(corpus_of):
    notes = said(rt.load("evaluation"), corpus_of(KOREAN))
    assert "its words are English, 1 of 1 document is in Korean" in notes
    assert "no hit" in notes


def test_english_with_a_korean_lexicon_without_a_language_is_told_by_its_letters(corpus_of):
    notes = said(Lexicon.of("ko", {"a": ["위대*", "조선"]}), corpus_of(ENGLISH))
    assert "1 of 1 document is in another script than its words (00)" in notes


def test_nothing_is_said_where_language_and_letters_fit(corpus_of):
    notes = said(Lexicon.of("my", {"a": ["committee", "banks"]}), corpus_of(ENGLISH))
    assert notes == ""


def test_entries_that_find_all_or_nothing_and_documents_without_any_are_told():
    tokens = tokenize_texts("a b a c a b c d e f", "x y z")
    lexicon = Lexicon.of("my", {"a": ["a", "q*", "r", "b c"]})
    notes = doubts(lexicon, match(lexicon, tokens))
    assert notes == [
        "my: 'a' finds 23% of all words: is it meant so?",
        "my: 2 of 4 entries find nothing in these texts.",
        "my: 1 document holds none of its words (text 2).",
    ]


def test_a_text_without_a_word_is_told():
    lexicon = Lexicon.of("my", {"a": ["a"]})
    assert doubts(lexicon, match(lexicon, tokenize_texts("... !"))) == [
        "my: the documents hold no word."
    ]


MOOD = Lexicon("mood", (Entry("good", "mood", weight=2), Entry("bad", "mood", weight=-1)))


def test_the_mean_weight_of_a_document_is_that_of_its_hits(corpus_of):
    corpus = corpus_of("Good, good and bad.\n\nA bad one.\n\nGood it is.", "Nothing is here.")
    table = rt.scores(rt.tokenize(corpus), MOOD).table
    first, second = table.to_dict("records")
    assert (first["count"], first["mean"]) == (5, 4 / 5)
    assert first["low"] < first["mean"] < first["high"]
    assert first["score"] == pytest.approx(1000 * 4 / first["tokens"])
    assert second["count"] == second["score"] == 0
    assert np.isnan(second["mean"])


def test_one_paragraph_has_a_mean_and_no_interval():
    row = rt.scores(tokenize_texts("good bad"), MOOD).table.iloc[0]
    assert row["mean"] == 0.5
    assert np.isnan(row["low"])


def test_a_lexicon_without_weights_has_no_means(seeds_tokens):
    with pytest.raises(RhetoricError, match="gives no weights"):
        rt.scores(seeds_tokens, rt.load("evaluation"))


def test_devices_give_the_mean_weight_by_who_speaks(corpus_of):
    tokens = rt.tokenize(corpus_of("Good, good and bad."))
    table = rt.devices(tokens, lexicons=[MOOD]).table
    assert table["weight"].tolist() == [1.0]


def run(*arguments):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


def test_corpus_toml_names_lexicons_and_their_files_are_no_documents(folder):
    where = folder(
        {
            "corpus.toml": 'lexicons = ["words.txt", "mine.dic", "evaluation"]',
            "words.txt": "committee\nrate\n", "mine.dic": "%\n1\tmoney\n%\nbank*\t1\n",
            "2020-01-01_a.txt": ENGLISH,
        }
    )  # fmt: skip
    corpus = rt.read(where)
    assert len(corpus) == 1
    assert not corpus.skipped
    result = rt.devices(rt.tokenize(corpus))
    assert {"words", "mine", "evaluation"} <= set(result.hits)
    assert len(result.hits["words"]) == 2
    done = run("scores", where, where / "mine.dic")
    assert done.returncode == 2
    assert "gives no weights" in done.stderr


def test_a_lexicon_outside_of_the_folder_is_refused(folder):
    for name in ("../a.dic", "/a.dic"):
        with pytest.raises(RhetoricError, match="lexicons must be a file in the folder"):
            rt.read(folder({"corpus.toml": f'lexicons = ["{name}"]', "a.txt": ENGLISH}))
    where = folder({"corpus.toml": 'lexicons = ["a.dic"]'})
    with pytest.raises(RhetoricError, match="There is no lexicon"):
        rt.devices(rt.tokenize(rt.read(where)))


def test_means_are_one_object_on_the_command_line(tmp_path, seeds):
    path = tmp_path / "mood.csv"
    path.write_text("term,category,weight\nsuccess*,mood,2\nhostile,mood,-1\n")
    data = json.loads(run("scores", seeds, path, "--json").stdout)
    assert data["schema"] == "rhetoric.scores/1"
    assert len(data["rows"]) == 5
    assert "mean" in run("scores", seeds, path).stdout
