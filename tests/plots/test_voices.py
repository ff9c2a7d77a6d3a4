"""The voice strip: runs where they stand, speakers where there is room, shares beside."""

from rhetoric import plots

OWN = ("narrator", "", 100)
SAID = ("reported", "Ann Li", 60)
SPOKEN = ("direct", "Bo Ek", 240)


def names(n):
    return [f"{1990 + i}-05-05" for i in range(n)]


def shown(picture, tools):
    return [text for text, _ in tools.boxes(picture.figure)]


def test_the_title_gives_the_share_of_direct_speech(tools):
    picture = plots.voices(tools.voices(names(2), [[OWN, SAID, SPOKEN], [OWN, SAID]]))
    assert picture.title == "Direct speech is 60 % of 1990-05-05; none of the other texts"


def test_without_direct_speech_the_title_says_what_is_retold(tools):
    picture = plots.voices(tools.voices(names(2), [[OWN], [OWN, SAID]]))
    assert picture.title.startswith("Hardly any direct speech; words retold are 38 % of 1991-05-05")


def test_speakers_of_long_stretches_are_named_and_shares_stand_beside(tools):
    texts = shown(plots.voices(tools.voices(names(2), [[OWN, SAID, SPOKEN], [OWN, SAID]])), tools)
    assert {"Ann Li", "Bo Ek", "25 %", "15 %", "60 %"} <= set(texts)


def test_a_speaker_is_named_once_over_a_short_break(tools):
    run = [SAID, ("narrator", "", 10), SAID, ("narrator", "", 10), SAID, OWN]
    texts = shown(plots.voices(tools.voices(names(1), [run])), tools)
    assert texts.count("Ann Li") == 1


def test_a_name_without_room_is_dropped(tools):
    run = [("direct", f"A Speaker With A Name {k}", 20) for k in range(40)]
    picture = plots.voices(tools.voices(names(2), [run, [OWN]]))
    found = tools.boxes(picture.figure)
    assert 1 < sum(text.startswith("A Speaker") for text, _ in found) < 8
    assert tools.overlapping(found) == []


def test_many_documents_are_put_together_by_years(tools):
    picture = plots.voices(tools.voices(names(60), [[OWN, SAID, SPOKEN]] * 60))
    texts = shown(picture, tools)
    assert "1990–1994" in texts
    assert "texts" in texts
    assert picture.title.startswith("Direct speech is 60 % of the words of 60 texts")


def test_many_documents_without_dates_are_put_together_in_their_order(tools):
    labels = [f"text {i}" for i in range(40)]
    texts = shown(plots.voices(tools.voices(labels, [[OWN, SPOKEN]] * 40)), tools)
    assert texts.count("2") + texts.count("1") >= 24


def test_one_voice_throughout_gives_no_figure(tools):
    assert plots.voices(tools.voices(names(3), [[OWN]] * 3)) is None
    assert plots.voices(tools.voices(names(3), [[SPOKEN]] * 3)) is None


def test_a_share_is_nothing_or_all_only_where_it_is(tools):
    run = [("narrator", "", 1000), ("direct", "Bo Ek", 1)]
    texts = shown(plots.voices(tools.voices(names(2), [run, [SPOKEN]])), tools)
    assert {"< 1 %", "> 99 %", "100 %"} <= set(texts)


def test_the_seeds_open_with_a_speech(pages):
    assert pages["voices"].title.startswith("Direct speech is 100 % of 2021-01-12")
