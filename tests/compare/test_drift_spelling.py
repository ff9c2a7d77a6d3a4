"""A term that is written otherwise from some date on is not told as gone, nor as new."""

import random

import pytest

import rhetoric as rt
from rhetoric.compare.drift import LEAST, LEAST_HOLDERS, drift

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
        said = [*rng.choices(WORDS, k=80), *["post-office" if late else "post office"] * 5]
        said += ["canal" if late else "horse"] * 5
        rng.shuffle(said)
        text = " ".join(" ".join(["The", *said[i : i + 6]]) + "." for i in range(0, 90, 6))
        (folder / f"{2000 + number}-03-01 d.txt").write_text(text, encoding="utf-8")
    return folder


def told(series):
    table = drift(series).table.set_index("feature")
    return {name: (row["kind"], row["badge"], [*row["caveats"]]) for name, row in table.iterrows()}


def test_another_spelling_is_a_caveat_and_no_certain_end(home, tmp_path):
    from rhetoric.store.build import count
    from rhetoric.store.dated import dated
    from rhetoric.store.stored import open_store

    count(home, tmp_path / "store", shard=4000)
    archive = told(dated(open_store(tmp_path / "store"), least=LEAST, holders=LEAST_HOLDERS))
    held = told(rt.count(rt.tokenize(rt.read(home)), per="document"))
    assert archive == held
    assert held["post office"] == ("vanished", 1, ["spelling"])
    assert held["post-office"] == ("emerged", 1, ["spelling"])
    assert held["canal"][1:] == held["horse"][1:] == (3, [])
