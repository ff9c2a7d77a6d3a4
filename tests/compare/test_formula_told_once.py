"""Terms that stand in the same sentences are one finding, those of other sentences are others."""

import random

import pytest

import rhetoric as rt
from rhetoric.compare.drifting import drifting

pytest.importorskip("pyarrow")
WORDS = [
    "steel", "coal", "power", "rail", "school", "health", "trade", "price", "wage", "tax", "debt",
    "fund", "council", "harbour",
]  # fmt: skip
FORMULA = "Members uphold the northern compact on {} grounds of lasting vigilance."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder: from 2012 on texts have a formula, and a canal in other sentences."""
    folder, rng = tmp_path_factory.mktemp("formula") / "corpus", random.Random(5)
    folder.mkdir()
    for number in range(24):
        lines = [f"The {' '.join(rng.choices(WORDS, k=6))} is well." for _ in range(14)]
        if number >= 12:
            lines += [FORMULA.format(rng.choice(WORDS)), "The canal stands.", "A canal is dug."]
            lines += ["The compact has friends."] * rng.randint(1, 3)
        rng.shuffle(lines)
        (folder / f"{2000 + number}-03-01 d.txt").write_text(" ".join(lines), encoding="utf-8")
    return folder


def of_store(home, tmp_path):
    from rhetoric.compare.drift import LEAST, LEAST_HOLDERS
    from rhetoric.store.build import count
    from rhetoric.store.dated import dated
    from rhetoric.store.stored import open_store

    count(home, tmp_path / "store", shard=2000)
    return dated(open_store(tmp_path / "store"), least=LEAST, holders=LEAST_HOLDERS)


def test_pieces_of_a_formula_are_told_with_the_best_of_them(home, tmp_path):
    alone = drifting(rt.count(rt.tokenize(rt.read(home)), per="document"))
    found = drifting(of_store(home, tmp_path))
    for one in (alone, found):
        features = {f.features[0]: f.features[1:] for f in one.findings}
        (lead,) = (f for f in one.findings if "vigilance" in " ".join(f.features))
        told = " ".join(lead.features)
        assert all(word in told for word in ("vigilance", "uphold", "northern"))
        assert "canal" not in told
        # what has no end of its own ("uphold the northern") is not told at all
        assert not any("the northern" in name or "of lasting" in name for name in features)
        assert features["canal"] == ()
        # a word that has other sentences as well is a finding of its own
        assert features["compact"] == ()
        assert all(sum(counts.values()) == 12 for counts in lead.also.values())
        assert {*lead.also} <= {*lead.terms}
    assert [f.features for f in alone.findings] == [f.features for f in found.findings]
