"""Texts that are edited copies bear no claim beyond them, whichever test passes."""

import random

import pytest

import rhetoric as rt

WORDS = [f"w{a}{b}" for a in "abcdefghij" for b in "klmnopqrst"]


def series(folder, *, copied):
    """Return a folder of 40 texts, in the later half of which "vigil" stands.

    Of copied ones each has half of the sentences of the last, in order, so that none is a copy of
    another as a whole.
    """
    rng, lines = random.Random(4), []
    for number in range(40):
        kept = lines[number % 2 :: 2] if copied else []
        lines = [*kept, *(line(rng) for _ in range(24 - len(kept)))]
        said = [*lines, *(["The vigil goes on."] * (number >= 20))]
        name = f"{1980 + number}-01-03 d.txt"
        (folder / name).write_text("---\ngenre: speech\n---\n" + " ".join(said), encoding="utf-8")
    return folder


def line(rng):
    return " ".join(["The", *rng.choices(WORDS, k=9)]) + "."


@pytest.mark.parametrize("copied", [True, False])
def test_a_test_of_documents_gives_copies_no_badge(tmp_path, copied):
    counts = rt.count(rt.tokenize(rt.read(series(tmp_path, copied=copied))))
    found = rt.keyness(counts, target="date=2000..2019", unit="document")
    row = found.table.set_index("feature").loc["vigil"]
    assert row["p_adjusted"] <= 0.05
    assert row["badge"] == (1 if copied else 4)
    assert any("no independent witnesses" in note for note in found.notes) == copied
    by_paragraph = rt.keyness(counts, target="date=2000..2019")
    assert not any("no independent witnesses" in note for note in by_paragraph.notes)
