"""The sections on names and voices: counts with what they are of, quotations that can be found."""

import re
from pathlib import Path

import pytest

from rhetoric.read import read
from rhetoric.report.build import build

SEEDS = Path(__file__).parents[2] / "seeds"
PROFILE = """
[actors.Harbour]
names = ["the Harbour"]
hostile = ["the pirates"]
"""


def files(corpus):
    made, _ = build(
        read(corpus), seed=0, min_badge=1, since=lambda _: {"first": True}, say=lambda *_: None
    )
    return made


def section(made, title):
    text = made["report.md"].decode()
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def seeds():
    return files(SEEDS)


@pytest.fixture
def folder(tmp_path):
    def write(*texts, profile=""):
        for i, text in enumerate(texts):
            (tmp_path / f"{2020 + i}-01-01.txt").write_text(text, encoding="utf-8")
        (tmp_path / "corpus.toml").write_text(profile, encoding="utf-8")
        return tmp_path

    return write


def test_the_change_of_an_actor_is_one_sentence_with_its_counts(seeds):
    text = section(seeds, "How actors are named")
    assert "- Hostile names of ROK: 2 of 2 on 2023-06-16, 0 of 2 on 2024-12-23" in text
    assert "(few: one of these has fewer than 5 names)" in text


def test_the_share_of_hostile_names_stands_by_document_with_its_counts(seeds):
    text = section(seeds, "How actors are named")
    assert re.search(r"\| ROK \| hostile \| – \| – \| 2 of 2 \| – \| 0 of 2 \|", text)
    assert re.search(r"\| all actors \| hostile \|( \d+ of \d+( \(\d+ %\))? \|){5}", text)


def test_a_word_that_judges_is_quoted_and_its_quotation_leads_to_the_text(seeds):
    assert "U.S., hostile: “brigandish” (1): “" in section(seeds, "How actors are named")
    page = seeds["report.html"].decode()
    quoted = re.search(r'strategy for world supremacy.*?<a href="#([^"]+)"', page)
    assert f'id="{quoted[1]}"' in page


def test_who_speaks_has_words_and_shares_of_every_document(seeds):
    text = section(seeds, "Who speaks")
    assert "| 2021-01-12 | 3,513 | – | – | 3,513 (100 %) | Kim Jong Un 3,513 |" in text
    assert len(re.findall(r"^\| 20", text, flags=re.MULTILINE)) == 5


def test_figures_and_their_numbers_are_written(seeds):
    assert {"figures/naming.svg", "figures/voices.svg", "tables/naming.csv",
            "tables/voices.csv"} <= set(seeds)  # fmt: skip


def test_a_corpus_without_actors_and_speakers_has_neither_section(folder):
    made = files(folder("The barrage was built.", "The barrage stands."))
    assert section(made, "How actors are named") == section(made, "Who speaks") == ""
    assert not {name for name in made if "naming" in name or "voices" in name}


def test_actors_that_no_text_names_have_no_section(folder):
    made = files(folder("The barrage was built.", "The barrage stands.", profile=PROFILE))
    assert section(made, "How actors are named") == ""


def test_names_that_stay_alike_are_said_to(folder):
    texts = ("The Harbour grows. We thank the Harbour.", "What would we be without the Harbour?")
    said = section(files(folder(*texts, profile=PROFILE)), "How actors are named")
    assert "is called by the same kinds of names" in said


def test_one_text_is_no_change(folder):
    said = section(files(folder("The Harbour grows.", profile=PROFILE)), "How actors are named")
    assert "nothing can change" in said


def test_texts_that_are_speeches_throughout_get_a_sentence_and_no_strip(folder):
    profile = "".join(
        f'[documents."202{i}-01-01.txt"]\ngenre = "speech"\nspeaker = "Ann Li"\n' for i in (0, 1)
    )
    speech = "I thank you all. I will build the barrage, and we shall see it stand.\n\n" * 3
    made = files(folder(speech, f"{speech}My friends, I am glad of it.\n", profile=profile))
    said = section(made, "Who speaks")
    assert "All 2 texts are direct speech from start to end, of Ann Li" in said
    assert "figures/voices.svg" not in made


def test_of_many_texts_those_are_listed_in_which_somebody_speaks(folder):
    own = [f"The barrage of year {i} was built by {i} men." for i in range(44)]
    texts = [*own, "“I will build the barrage again and again,” said Ann Li."]
    said = section(files(folder(*texts)), "Who speaks")
    assert "not the narrator's throughout: 1 of 45 texts" in said
    assert said.count("\n| 20") == 1


def test_a_hostile_name_of_an_actor_stays_inert(folder):
    profile = '[actors."<b>$x$|"]\nnames = ["the Harbour"]\nhostile = ["the pirates"]\n'
    made = files(folder("The Harbour grows.", "Down with the pirates.", profile=profile))
    assert "<b>$x$" not in made["report.md"].decode() + made["report.html"].decode()
    assert b"<b>" not in made["figures/naming.svg"]
