"""Caveats say what else may explain a finding, by one rule for all findings."""

from pathlib import Path

import numpy as np
import pytest

import rhetoric as rt
from rhetoric.compare.caveats import caveats
from rhetoric.compare.sides import sides
from rhetoric.findings import CAVEAT_NAMES, CAVEATS

SEEDS = str(Path(__file__).parents[2] / "seeds")
PLAIN = "The road along the river was mended before the winter came.\n\n"


def _flagged(folder, uses):
    """Return the caveats of "harbour", used so many times in three years, against the first."""
    for n, times in enumerate((0, *uses)):
        (folder / f"202{n}-01-01.txt").write_text("The harbour is old.\n\n" * times + PLAIN * 2)
    counts = rt.count(rt.tokenize(rt.read(folder)), per="paragraph")
    both = sides(counts, "date=2021-01-01..2029-01-01")
    j = list(counts.features).index("harbour")
    return caveats(counts, both, np.ones(len(counts.features), bool))[j]


@pytest.mark.parametrize(
    ("uses", "said"),
    [((8, 1, 1), "mostly_one"), ((7, 2, 1), ""), ((9, 0, 0), "single_document")],
)
def test_a_term_of_which_one_text_has_most_says_so(tmp_path, uses, said):
    found = _flagged(tmp_path, uses)
    assert [c for c in found if c in {"mostly_one", "single_document"}] == ([said] if said else [])


def test_every_caveat_has_a_name_that_says_it():
    assert set(CAVEAT_NAMES) == set(CAVEATS)
    assert {f for f in CAVEATS if f == CAVEAT_NAMES[f]} == set()


def _changed(folder, settings):
    old = "Our harbour is ready for trade.\n\n" * 6 + PLAIN
    new = "Their port is closed now to trade.\n\n" * 6 + PLAIN
    (folder / "2020-01-01.txt").write_text(old)
    (folder / "2021-01-01.txt").write_text(new)
    two = '[documents."2020-01-01.txt"]\npublisher = "A"\n[documents."2021-01-01.txt"]\n'
    (folder / "corpus.toml").write_text(settings + two + 'publisher = "B"\n')
    corpus = rt.read(folder)
    return corpus, rt.changes(rt.tokenize(corpus)).findings


def test_translations_of_two_publishers_are_told_apart_only_where_they_are_known(tmp_path):
    corpus, found = _changed(tmp_path, "[defaults]\ntranslated = true\n")
    assert all(d.translated for d in corpus)
    assert found
    assert all("translation" in f.caveats for f in found if f.kind in {"emerged", "vanished"})
    corpus, found = _changed(tmp_path, "")
    assert not any(d.translated for d in corpus)
    assert not any("translation" in f.caveats for f in found)


def test_what_is_no_answer_to_translated_is_refused(tmp_path):
    with pytest.raises(rt.RhetoricError, match="must be true or false, not 'ko'"):
        _changed(tmp_path, '[defaults]\ntranslated = "ko"\n')


def test_a_change_of_names_holds_within_a_type_or_has_the_caveat(tmp_path):
    """The speech of the first year calls Zembla otherwise; a report does not, or does."""
    settings = '[actors.Zembla]\nnames = ["Zembla"]\nhostile = ["foe"]\n'
    kinds = {"2020-01-01": "speech", "2020-02-01": "report", "2021-01-01": "report"}
    for day, kind in kinds.items():
        settings += f'[documents."{day}.txt"]\ngenre = "{kind}"\n'
    (tmp_path / "corpus.toml").write_text(settings)
    (tmp_path / "2020-01-01.txt").write_text("The foe is near. We see the foe.\n\n" + PLAIN)
    (tmp_path / "2021-01-01.txt").write_text("Zembla is near. We see Zembla.\n\n" + PLAIN)

    def told(text):
        (tmp_path / "2020-02-01.txt").write_text(text + PLAIN)
        found = rt.changes(rt.tokenize(rt.read(tmp_path))).findings
        return next(f.caveats for f in found if f.kind in {"renamed", "naming"})

    assert "genre" in told("All was well that year.\n\n")
    assert "genre" not in told("A foe came. The foe went.\n\n")


@pytest.mark.parametrize(("shared", "said"), [(0, True), (6, False)])
def test_a_fall_without_a_use_in_the_shared_type_may_be_one_of_genre(tmp_path, shared, said):
    """No use in a short text against two in a long one of its type: the smoothed ratio fell."""
    kinds = {"2020-01-01": "speech", "2020-02-01": "report", "2021-01-01": "report"}
    told = "The harbour is old.\n\n"
    for (day, kind), text in zip(
        kinds.items(), (told * 9, told * shared, told * 2 + PLAIN * 60), strict=True
    ):
        (tmp_path / f"{day}.txt").write_text(text + PLAIN)
        with (tmp_path / "corpus.toml").open("a") as settings:
            settings.write(f'[documents."{day}.txt"]\ngenre = "{kind}"\n')
    counts = rt.count(rt.tokenize(rt.read(tmp_path)), per="paragraph")
    both = sides(counts, "date=2021-01-01..2029-01-01")
    j = list(counts.features).index("harbour")
    found = caveats(counts, both, np.zeros(len(counts.features), bool))[j]
    assert ("genre" in found) == said
