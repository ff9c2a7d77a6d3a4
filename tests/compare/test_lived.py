"""Claims of what came or went are dated by the term's own uses, not by the cut that shows it."""

from __future__ import annotations

import pytest

import rhetoric as rt
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import Facts

PLAIN = "The council met and spoke of the river, the fields and the roads of the valley. "


def _written(folder, holders, word="barrage"):
    """Write a text a year from 2001 on: those marked 1 have a word."""
    for n, there in enumerate(holders):
        told = f"The {word} came to us.\n\n" * int(there)
        own = " ".join(f"{a}{chr(97 + n)}o" for a in ("ba", "ke", "li"))
        (folder / f"{2001 + n}-05-01.txt").write_text(f"{told}{PLAIN}It was {own}.")
    return rt.tokenize(rt.read(folder))


def _claim(tokens, kind, cut):
    corpus, counts = tuple(tokens.corpus), rt.count(tokens, per="paragraph")
    contrast = Contrast(corpus[:cut], corpus[cut:])
    facts = Facts.of(counts, list(counts.features).index("barrage"), contrast, ["barrage"])
    assert facts.kind == kind
    return facts.claim(kind, contrast)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_what_came_and_went_has_its_first_and_last_use_whatever_the_cut(tmp_path, cut):
    claim = _claim(_written(tmp_path, "00011010"), "emerged", cut)
    assert claim.startswith("“barrage” appears on 2004-05-01, last used on 2007-05-01: 3 times, ")
    assert "in 3 of 4 documents of that time; absent from the 3 documents before (0 in " in claim
    assert claim.endswith(" and the one after.")


def test_what_came_and_stays_has_its_first_use(tmp_path):
    claim = _claim(_written(tmp_path, "00011011"), "emerged", 2)
    assert "appears on 2004-05-01: 4 times, in 4 of 5 documents since; absent from the 3 " in claim


@pytest.mark.parametrize(
    ("holders", "said"),
    [("0001", "on 2004-05-01: once, in the newest document; absent from the 3 documents before"),
     ("0010", "on 2003-05-01 only: once, in the one document; absent from the 2 documents before")],
)  # fmt: skip
def test_what_one_text_has_is_said_to_be_in_one(tmp_path, holders, said):
    assert said in _claim(_written(tmp_path, holders), "emerged", 2)


@pytest.mark.parametrize("cut", [5, 6, 7])
def test_what_went_has_its_last_use_whatever_the_cut(tmp_path, cut):
    claim = _claim(_written(tmp_path, "01111000"), "vanished", cut)
    assert claim.startswith("“barrage” is gone after 2005-05-01 (0 in ")
    assert claim.endswith("used 4 times, first on 2002-05-01, in 4 of 4 documents of that time.")


def _series(folder, phrases):
    for n, phrase in enumerate(phrases):
        own = " ".join(f"{a}{chr(97 + n)}o" for a in ("ba", "ke", "li"))
        said = f"At {own[:5]} it was {phrase}, and so on.\n\n"
        (folder / f"{2001 + n}-05-01.txt").write_text(f"{said}{PLAIN}It was {own}.")
    return rt.changes(rt.tokenize(rt.read(folder))).findings


def test_what_is_used_to_the_end_is_named_before_what_ended_too(tmp_path):
    goal, ended, stays = (
        "the mark for the barrage toll",
        "the mark barrage toll",
        "a mark band for the barrage toll",
    )
    made = _series(tmp_path, [goal] * 6 + [ended] * 2 + [stays] * 4)
    gone = next(
        f for f in made if "mark for the barrage toll" in f.terms[0] and f.direction == "down"
    )
    assert "is gone after 2006-05-01 (" in gone.claim
    assert gone.claim.endswith("“mark band for the barrage toll” is still used (4 times).")


def test_what_ended_before_the_end_is_not_said_to_be_still_used(tmp_path):
    goal, ended = "the mark for the barrage toll", "the mark barrage toll"
    made = _series(tmp_path, [goal] * 6 + [ended] * 3 + ["nothing of the kind"] * 3)
    gone = next(f for f in made if f.terms[0] == "mark for the barrage toll")
    assert gone.claim.endswith(
        "“mark barrage toll” is found after that 3 times, last on 2009-05-01."
    )


def test_a_theme_that_came_is_dated_by_its_first_word(tmp_path):
    words = ["", "", "", "schools", "teachers", "pupils and schools", "schools", "teachers"]
    for n, word in enumerate(words):
        own = " ".join(f"{a}{chr(97 + n)}o" for a in ("ba", "ke", "li"))
        told = f"New {word} were spoken of. Such {word} came. All {word} too.\n\n" if word else ""
        (tmp_path / f"{2001 + n}-05-01.txt").write_text(f"{told}{PLAIN}It was {own}.")
    made = rt.changes(rt.tokenize(rt.read(tmp_path))).findings
    theme = next(f for f in made if f.features[0] == "theme education")
    assert "appears: its words are never used before 2004-05-01, " in theme.claim
    assert " times in 1,000 words since 2004-05-01 (15 times); " in theme.claim
