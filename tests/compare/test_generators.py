"""Findings of the generators beside vocabulary say no more than their sentences bear out."""

from dataclasses import replace
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.compare.candidates import stem
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import Facts
from rhetoric.compare.wording import worded

SEEDS = Path(__file__).parents[2] / "seeds"
SAID = "Mr. Green said that trade grows in every port of the north.\n\n"
TOLD = "Mr. Brown said that wages rise in every town of the south.\n\n"
PLAIN = "The road along the river was mended before the winter came.\n\n"


def _voices(folder, later):
    texts = {"2020-01-01": (SAID + TOLD * 3 + PLAIN) * 3, "2021-01-01": later + PLAIN}
    for day, text in texts.items():
        (folder / f"{day}.txt").write_text(text)
    made = rt.changes(rt.tokenize(rt.read(folder))).findings
    return [f.claim for f in made if f.kind == "voice" and f.terms[0].endswith("Brown")]


def test_nobody_falls_silent_over_two_sentences(tmp_path):
    assert _voices(tmp_path, SAID * 2) == []


def test_who_speaks_most_and_then_never_falls_silent(tmp_path):
    (claim,) = _voices(tmp_path, SAID * 6)
    assert "Brown falls silent: 0 of 6" in claim


def test_a_claim_on_speakers_names_the_text_that_is_one_speech():
    made = rt.changes(rt.tokenize(rt.read(str(SEEDS)))).findings
    claims = [f.claim for f in made if f.kind == "voice"]
    assert claims
    assert all("(2021-01-12, one speech throughout, is not counted)" in claim for claim in claims)
    (most,) = (claim for claim in claims if "speaks more: 84 of 89 " in claim)
    assert "; not steadily, text by text: 8 of 8, 0 of 15, 28 of 33, 56 of 56 (2021" in most
    assert all(claim.removeprefix("“")[0].isupper() for claim in claims)
    assert any(claim.startswith("“The report” speaks: ") for claim in claims)


def test_a_renaming_names_both_names_and_quotations_of_a_theme_show_its_chief_word():
    made = rt.changes(rt.tokenize(rt.read(str(SEEDS)))).findings
    renamed = next(f for f in made if f.kind == "renamed")
    assert renamed.claim.startswith(
        "“south Korean puppet cliques” and “south Korean puppet forces” become “ROK”: "
        "2 of 2 names of ROK in 2021 and 2023, 2 of 2 names in 2024"
    )
    for theme in (f for f in made if f.features[0].startswith("theme ")):
        quote = theme.evidence[0]
        low, high = (at - quote["start"] for at in quote["match"])
        assert stem(quote["text"][low:high].casefold()) == stem(theme.terms[0].casefold())


@pytest.mark.parametrize(
    ("holders", "verb"),
    [("1110000", "gone"), ("0010000", "not found"), ("1100000", "not found"),
     ("1111000", "gone"), ("1001001", "not found"), ("0000111", "gone")],
)  # fmt: skip
def test_only_what_was_usual_is_gone(tmp_path, holders, verb):
    """In most earlier texts, or in three or more and most of those of its time."""
    for n, there in enumerate(holders + "0"):
        told = "The festival came to us.\n\n" * int(there)
        text = f"{told}{PLAIN}It was year {n} of {9 * n}."
        (tmp_path / f"202{n}-01-01.txt").write_text(text)
    corpus = rt.read(tmp_path)
    counts = rt.count(rt.tokenize(corpus), per="paragraph")
    contrast = Contrast(tuple(corpus)[:-1], tuple(corpus)[-1:])
    facts = Facts.of(counts, list(counts.features).index("festival"), contrast, ["festival"])
    last = f"202{holders.rindex('1')}-01-01"
    assert f"“festival” is {verb} after {last} (" in facts.claim("vanished", contrast)


def test_what_goes_up_and_down_again_is_said_not_to_go_steadily():
    tokens = rt.tokenize(rt.read(str(SEEDS)))
    theme = next(f for f in rt.changes(tokens).findings if f.features[0] == "theme regions")
    assert theme.claim.endswith("; not steadily, text by text: 4.3, 2, 2.3, 28, 7.2.")
    even = replace(theme, claim="It gains ground.", counts=dict.fromkeys(theme.counts, 9))
    assert "steadily" in worded(tokens, replace(even, direction="down")).claim
    rising = dict(zip(theme.counts, (1, 2, 40, 60, 200), strict=True))
    assert worded(tokens, replace(even, counts=rising)).claim == "It gains ground."
    once = dict(zip(theme.counts, (1, 0, 0, 2, 3), strict=True))
    assert worded(tokens, replace(even, counts=once)).claim == "It gains ground."


def test_a_speaker_with_nearly_all_sentences_before_and_after_does_not_speak_more(tmp_path):
    """More is told of him in longer texts, but no larger share of what anybody says."""
    for n in range(6):
        many = 4 if n < 3 else 12
        told = [f"The Council said that it rained on day {n} of {k}." for k in range(many)]
        other = ["The Board said that it was dry.", *[f"Day {k} of {n} was dry." for k in range(9)]]
        paragraphs = [*told, *(other if n < 3 else ()), PLAIN]
        (tmp_path / f"201{n}-01-01.txt").write_text("\n\n".join(paragraphs))
    made = rt.changes(rt.tokenize(rt.read(tmp_path))).findings
    assert not [f.claim for f in made if f.kind == "voice" and "Council” speaks more" in f.claim]
