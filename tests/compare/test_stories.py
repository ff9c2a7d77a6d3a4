"""Each story leads once: what is told by a headline already stands under it."""

from pathlib import Path

import pytest

import rhetoric as rt

SEEDS = str(Path(__file__).parents[2] / "seeds")


@pytest.fixture(scope="module")
def found():
    return rt.changes(rt.tokenize(rt.read(SEEDS))).findings


def _finding(found, feature):
    return next(f for f in found if f.features[0] == feature)


def test_headlines_come_first_and_no_two_tell_one_story(found):
    leading = [f for f in found if f.headline]
    assert [f.rank for f in leading] == list(range(1, len(leading) + 1))
    assert not any(f.story for f in leading)
    assert {f.story for f in found if f.story} <= {f.id for f in leading}


@pytest.mark.parametrize(
    ("lead", "other"),
    [
        ("regional development 20×10 policy", "theme regions"),
        ("regional development 20×10 policy", "cities and counties across the country"),
        ("metal and chemical industries", "main link"),
        ("theme education", "educational foundations"),
    ],
)
def test_a_theme_its_chief_term_and_what_stands_in_its_sentences_are_one_story(found, lead, other):
    head = _finding(found, lead)
    assert head.headline
    assert _finding(found, other).story == head.id


def test_what_goes_the_other_way_is_another_story(found):
    provincial = _finding(found, "provincial")
    assert provincial.direction == "down"
    assert provincial.story == ""


def _corpus(folder, old, new):
    (folder / "2020-01-01.txt").write_text(old)
    (folder / "2021-01-01.txt").write_text(new)
    return rt.changes(rt.tokenize(rt.read(folder))).findings


FILLER = "The river was low that year and many walked along it.\n\n"


def test_a_name_that_begins_to_be_used_leads_nothing(tmp_path):
    (tmp_path / "corpus.toml").write_text('[actors.Zembla]\nnames = ["Zembla", "Zemblan*"]\n')
    told = ("Ships from Zembla came.", "We saw Zembla.", "It is cold in Zembla now.",
            "Who knows Zembla?", "They sold it to Zembla then.")  # fmt: skip
    found = _corpus(tmp_path, FILLER * 8, FILLER + "\n\n".join(told))
    begun = [f for f in found if f.kind == "emerged" and f.terms[0] == "Zembla"]
    assert begun
    assert not any(f.headline for f in begun)


def test_a_change_of_referent_needs_three_uses_on_either_side_to_lead(tmp_path):
    settings = 'ours = ["Us"]\n[actors.Us]\nnames = ["our country"]\n[actors.Them]\n'
    settings += 'names = ["Zembla"]\n[referents]\n"missile" = []\n'
    (tmp_path / "corpus.toml").write_text(settings)
    old = "Our missile is ready for the day.\n\n" * 5 + FILLER

    def leads(times):
        new = "The missile of Zembla was seen again.\n\n" * times + FILLER * 4
        found = _corpus(tmp_path, old, new)
        return [f.headline for f in found if f.kind == "changed_referent"]

    assert leads(2) == [False]
    assert leads(3) == [True]


def test_a_renaming_leads_however_seldom_somebody_is_named(found):
    assert [f.headline for f in found if f.kind == "renamed"] == [True]


def test_a_verb_of_which_only_one_form_is_gone_says_so_and_leads_nothing(tmp_path):
    old = ("It was time for a launch.", "We saw the launch.", "A launch is here.", "Launch it.")
    texts = ["\n\n".join((FILLER, *told)) for told in (old, ("They launched it.", "It is so."))]
    found = _corpus(tmp_path, *texts)
    one = next(f for f in found if f.terms[0] == "launch")
    assert one.claim.endswith("; “launched” is still used (once).")
    assert not one.headline
    texts[1] = f"{FILLER}\n\nIt is so.\n\nIt was then."
    assert next(f for f in _corpus(tmp_path, *texts) if f.terms[0] == "launch").headline
