"""A term that is written otherwise from some date on is not told as gone, nor as new."""

import random

import pytest

import rhetoric as rt
from rhetoric.compare.drift import LEAST, LEAST_HOLDERS, drift
from rhetoric.compare.spelt import otherwise

pytest.importorskip("pyarrow")
DOCUMENTS, TURN = 24, 12
WORDS = [
    "steel", "coal", "power", "rail", "school", "health", "trade", "price", "wage", "tax", "debt",
    "fund", "council", "harbour",
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder of which the post office is the post-office, and a canal is dug, later on."""
    folder, rng = tmp_path_factory.mktemp("spelt") / "corpus", random.Random(3)
    folder.mkdir()
    for number in range(DOCUMENTS):
        late = number >= TURN
        said = [
            *rng.choices(WORDS, k=80),
            *["post-office" if late else "post office"] * rng.randint(3, 8),
        ]
        said += ["canal" if late else "horse"] * 5
        said += ["night-mail"] * 6 if late else ["night mail"] * 2
        rng.shuffle(said)
        text = " ".join(" ".join(["The", *said[i : i + 6]]) + "." for i in range(0, len(said), 6))
        (folder / f"{2000 + number}-03-01 d.txt").write_text(text, encoding="utf-8")
    return folder


def told(found):
    table = found.table.set_index("feature")
    return {name: (row["kind"], row["badge"], [*row["caveats"]]) for name, row in table.iterrows()}


def test_spellings_with_and_without_a_hyphen_are_one_term(home, tmp_path):
    from rhetoric.store.build import count
    from rhetoric.store.dated import dated
    from rhetoric.store.stored import open_store

    count(home, tmp_path / "store", shard=4000)
    found = drift(dated(open_store(tmp_path / "store"), least=LEAST, holders=LEAST_HOLDERS))
    alone = drift(rt.count(rt.tokenize(rt.read(home)), per="document"))
    held = told(alone)
    assert told(found) == held
    # another spelling alone is no change: it is named, not told
    assert not {"post office", "post-office"} & held.keys()
    assert any(
        "change in spelling alone" in note and "“post office”" in note for note in found.notes
    )
    assert found.notes == alone.notes
    # what grows is told with all of its uses, and quoted in the spelling that a side has
    row = found.table.set_index("feature").loc["night-mail"]
    assert (row["before"], row["after"], row["kind"]) == (24, 72, "grew")
    assert row["caveats"] == ["variant"]
    assert found.spellings("night-mail") == ("night-mail", "night mail")
    sides = found.parted(row["since"])
    quotes = [found.quoted(found.source, "night-mail", side)[0] for side in sides]
    assert ["night mail" in quotes[0]["text"], "night-mail" in quotes[1]["text"]] == [True, True]
    assert held["canal"][1:] == held["horse"][1:] == (3, [])


def test_findings_name_both_spellings(home, tmp_path):
    from rhetoric.compare.drifting import drifting

    found = drifting(rt.count(rt.tokenize(rt.read(home)), per="document"))
    (one,) = (f for f in found.findings if "night" in f.features[0])
    assert one.claim.startswith("“night-mail” (with “night mail”) gains ground from 2012-03-01 on")
    assert "(24 times)" in one.claim
    assert "(72 times)" in one.claim
    (one,), _ = found.quoted([one])
    assert "night-mail" in one.evidence[0]["text"]
    assert "night mail" in one.contrast[0]["text"]


def test_a_claim_of_absence_names_another_form_that_is_there(tmp_path):
    from rhetoric.compare.drifting import drifting

    rng = random.Random(8)
    for number in range(DOCUMENTS):
        late = number >= TURN
        said = rng.choices(WORDS, k=80)
        said += ["envoy"] * rng.randint(4, 7) if late else ["envoys"] * rng.randint(1, 3)
        said += ["barges"] * (0 if late else rng.randint(4, 7)) + ["barge"] * (number == 20)
        rng.shuffle(said)
        text = " ".join(" ".join(["The", *said[i : i + 6]]) + "." for i in range(0, len(said), 6))
        (tmp_path / f"{2000 + number}-03-01 d.txt").write_text(text, encoding="utf-8")
    counts = rt.count(rt.tokenize(rt.read(tmp_path)), per="document")
    uses = counts.totals[counts.features.tolist().index("envoys")]
    claims = {f.features[0]: f.claim for f in drifting(counts).findings}
    assert claims["envoy"].endswith(f"; “envoys” was used before ({uses} times).")
    # so few uses are not known of every archive
    assert "“barge”" not in claims["barges"]


def test_only_spellings_of_the_same_words_are_meant():
    assert otherwise("post office") == ["post-office"]
    assert otherwise("office") == otherwise("-office") == otherwise("a b c d e f") == []
