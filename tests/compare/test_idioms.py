"""A word that hardly stands outside of one phrase is told as that phrase, counted as it."""

import rhetoric as rt
from rhetoric.compare.candidates import candidates, stemmed
from rhetoric.compare.idioms import idioms


def _terms(folder, *sentences):
    (folder / "2020-01-01.txt").write_text("\n\n".join(sentences))
    tokens = rt.tokenize(rt.read(folder))
    found = idioms(stemmed(tokens), candidates(tokens))
    return dict(zip(found.counts.features, found.counts.totals.tolist(), strict=True))


OTHERS = ("Do it, without fail, and well.", "He will, without fail, be here.",
          "It was done without fail by us.", "All came without fail to her.")  # fmt: skip


def test_without_fail_is_no_failing(tmp_path):
    terms = _terms(tmp_path, *OTHERS, "And they fail at it.")
    assert terms["without fail"] == 4
    assert "fail" not in terms


def test_a_word_that_stands_by_itself_too_stays_a_word(tmp_path):
    terms = _terms(tmp_path, *OTHERS, "And they fail at it.", "You fail, too.")
    assert terms["fail"] == 6


def test_a_preposition_on_either_side_belongs_to_the_phrase(tmp_path):
    phrase = "{} by dint of {}."
    pairs = [("It won", "wit"), ("She rose", "work"), ("We got it", "luck"), ("They grew", "grit")]
    terms = _terms(tmp_path, *(phrase.format(*pair) for pair in pairs))
    assert terms["by dint of"] == 4


def test_an_infinitive_a_genitive_and_a_name_are_no_phrase(tmp_path):
    ways = ("{} to mend it, too.", "{} and of lading.", "{}, so in Zembla, then.")
    begun = ("It was", "She was here", "We are", "They had been")
    sentences = [way.format(a) for a in begun for way in ways]
    assert {"mend", "lading", "zembla"} <= set(_terms(tmp_path, *sentences))


def test_the_report_tells_the_phrase():
    found = rt.changes(rt.tokenize(rt.read("seeds"))).findings
    terms = [f.terms[0] for f in found]
    assert "fail" not in terms
    without = [f for f in found if f.terms[0] == "without fail"]
    assert all("“without fail”" in f.claim for f in without)
