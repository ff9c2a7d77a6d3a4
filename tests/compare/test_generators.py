"""Findings of the generators beside vocabulary say no more than their sentences bear out."""

import rhetoric as rt

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
