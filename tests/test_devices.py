"""Devices point at names, referents, slogans and themes, and are counted by who speaks."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

import rhetoric as rt
from rhetoric.corpus import RhetoricError
from rhetoric.detectors import DEVICES, naming, referents, slogan_names
from rhetoric.lexicon import Lexicon


@pytest.fixture
def corpus(folder):
    """Return a function that reads texts beside a corpus.toml."""

    def read(toml, *texts):
        files = {f"2024-01-{i:02}_text.txt": text for i, text in enumerate(texts, 1)}
        return rt.tokenize(rt.read(folder({**files, "corpus.toml": toml})))

    return read


ACTORS = """
ours = ["Home"]
[actors.Home]
official = ["Homeland"]
[actors.US]
names = ["U.S."]
hostile = ["U.S. imperialist*"]
[referents]
"missile" = ["rocket*"]
"""


@pytest.mark.cases("naming")
def test_names_and_judgements_are_found(case, corpus):
    hits = naming(corpus(ACTORS, case["text"]))
    rows = zip(hits.table["category"], hits.table["text"], strict=True)
    assert [list(row) for row in rows] == case["finds"]


@pytest.mark.cases("referents")
def test_whose_a_thing_is(case, corpus):
    assert referents(corpus(ACTORS, case["text"])).table["category"].tolist() == case["finds"]


def test_slogans_are_repeated_phrases_in_quotation_marks_or_names_of_policies(corpus):
    hits = slogan_names(
        corpus(
            "",
            'They cheered "All for the people" and the Rural Growth Plan.',
            'Again "All for the people". The item "On the state of things" was read.',
            'The rural plan; the Rural Growth Plan. "On the state of things" was adopted. Kim Il.',
        )
    )
    assert set(hits.table["category"]) == {"All for the people", "Rural Growth Plan"}


def test_what_corpus_toml_lists_is_a_slogan_even_once(corpus):
    hits = slogan_names(
        corpus('[slogans]\n"People first" = ["people-first"]\n', "A people-first aim.")
    )
    assert hits.table["category"].tolist() == ["People first"]


def test_the_policy_of_the_seeds_is_dated(seeds_tokens):
    table = slogan_names(seeds_tokens).where("Regional Development 20×10 Policy").table
    assert sorted(set(table["document"].str[:3])) == ["000", "002"]


def test_without_a_profile_nobody_is_named(corpus):
    tokens = corpus("", "The U.S. is named here.")
    assert len(naming(tokens)) == len(referents(tokens)) == 0
    assert rt.naming(tokens).notes


@pytest.mark.parametrize("name", [n for n in DEVICES if n not in {"chiasmus", "agenda"}])
def test_every_device_says_who_speaks_each_hit(name, seeds_tokens):
    # The seeds have no chiasmus, and whoever reports tells their agendas.
    hits = DEVICES[name](seeds_tokens)
    assert len(hits)
    assert set(hits.voice) <= {"narrator", "reported", "direct"}
    assert "direct" in set(hits.voice)


def test_rates_are_of_the_words_in_that_voice(seeds_tokens):
    found = rt.devices(seeds_tokens, features=["naming"])
    spoken = rt.voices(seeds_tokens).table.set_index(["document", "voice", "speaker"])["tokens"]
    for row in found.table.to_dict("records"):
        assert row["tokens"] == spoken[row["document"], row["voice"], row["speaker"]]
        assert row["low"] <= row["rate"] <= row["high"]
    assert found.table["count"].sum() == len(found.hits["naming"])


def test_every_row_has_the_spans_of_its_hits(seeds_tokens):
    found = rt.devices(seeds_tokens, features=["naming", "themes"])
    for row in found.rows():
        assert len(row["spans"]) == row["count"]
        for span in row["spans"]:
            raw = seeds_tokens.corpus[span["doc"]].raw
            assert raw[span["start"] : span["end"]] == span["text"]


def test_an_audit_is_seeded(seeds_tokens):
    found = rt.devices(seeds_tokens, features=["themes"])
    assert found.in_context("themes", n=5, seed=1) == found.in_context("themes", n=5, seed=1)
    assert found.in_context("themes", n=5, seed=1) != found.in_context("themes", n=5, seed=2)
    with pytest.raises(RhetoricError, match="themes"):
        found.in_context("theme")


def test_an_unknown_device_is_told_with_the_nearest(seeds_tokens):
    with pytest.raises(RhetoricError, match="did you mean 'naming'"):
        rt.devices(seeds_tokens, features=["namin"])


def test_the_share_of_hostile_names_is_counted_by_document(seeds_tokens):
    table = rt.naming(seeds_tokens).table
    rows = table[(table["actor"] == "ROK") & (table["stance"] == "hostile") & (table["of"] > 0)]
    assert rows[["count", "of"]].values.tolist() == [[2, 2], [0, 2]]
    names = rt.naming(seeds_tokens).names
    rok = names[names["actor"] == "ROK"].set_index("name")
    assert rok.loc["ROK", "first"] == rok.loc["ROK", "last"] == "2024-12-23"


def test_two_devices_of_one_name_are_refused(seeds_tokens):
    one, other = (Lexicon.of("my", {"x": [word]}) for word in ("must", "may"))
    with pytest.raises(RhetoricError, match="'my', and so is another lexicon"):
        rt.devices(seeds_tokens, lexicons=[one, other])
    with pytest.raises(RhetoricError, match="'voice', and so is a device"):
        rt.devices(seeds_tokens, features=["voice"], lexicons=[replace(one, name="voice")])
    assert set(rt.devices(seeds_tokens, features=["themes"], lexicons=[one]).hits) == {
        "themes", "my"
    }  # fmt: skip


def test_a_seed_below_nought_is_refused(seeds_tokens):
    with pytest.raises(RhetoricError, match="seed is -1"):
        rt.devices(seeds_tokens, features=["themes"]).in_context("themes", seed=-1)
    done = run("devices", "nowhere", "--audit", "voice", "--seed", "-1")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def run(*arguments):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_devices_are_one_object_on_the_command_line(seeds):
    done = run("devices", str(seeds), "--feature", "naming", "--json")
    data = json.loads(done.stdout)
    assert data["schema"] == "rhetoric.devices/1"
    keys = {"feature", "category", "document", "file", "voice", "speaker", "count", "rate", "low",
            "high", "spans"}  # fmt: skip
    assert keys <= set(data["rows"][0])


def test_lexicons_are_listed_and_diagnosed(tmp_path):
    assert "evaluation" in run("lexicons").stdout
    assert {
        r["category"] for r in json.loads(run("lexicons", "evaluation", "--json").stdout)["rows"]
    }
    (tmp_path / "bad.toml").write_text("[categories]\na = []\n")
    done = run("lexicons", str(tmp_path / "bad.toml"))
    assert done.returncode == 2
    assert "line 2" in done.stderr


def _folder(tmp_path, profile):
    (tmp_path / "2020-01-01.txt").write_text("We must win. Kim's plan is ours. Kim won.\n")
    (tmp_path / "corpus.toml").write_text(profile, encoding="utf-8")
    return tmp_path


def test_an_audit_finds_its_lexicon_or_device_by_name(tmp_path):
    (tmp_path / "mine.dic").write_text("%\n1\ta\n%\nwin\t1\n", encoding="utf-8")
    folder = str(_folder(tmp_path, 'lexicons = ["mine.dic"]\n'))
    assert "[win]" in run("devices", folder, "--audit", "mine").stdout
    both = ("--lexicon", "evaluation", "--audit", "obligation")
    assert "[must]" in run("devices", folder, *both).stdout
    silent = run("devices", folder, "--audit", "evaluation")
    assert (silent.returncode, silent.stdout) == (0, "")
    assert "evaluation: no hit." in silent.stderr


def test_an_audit_says_why_it_is_empty(tmp_path):
    text = "우리는 반드시 해야 한다. 우리 당은 위대하다.\n"
    (tmp_path / "2020-01-01.txt").write_text(text, encoding="utf-8")
    done = run("devices", str(tmp_path), "--audit", "obligation")
    assert "but in ko" in done.stderr


def test_the_table_has_the_column_that_its_note_names(tmp_path):
    done = run("devices", str(_folder(tmp_path, "")), "--feature", "obligation")
    assert "column tokens" in " ".join(done.stderr.split())
    assert "tokens" in done.stdout


def test_a_possessive_is_no_other_name(tmp_path):
    folder = _folder(tmp_path, '[actors.K]\nnames = ["Kim"]\n')
    names = rt.naming(rt.tokenize(rt.read(folder))).names
    assert names[["name", "count"]].to_numpy().tolist() == [["Kim", 2]]
