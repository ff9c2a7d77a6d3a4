"""What the devices point at is what they say: 260 random hits, judged from their context alone.

The sheet was drawn by scripts/blind.py; whoever judged it saw the marked words, their context and
the name of the feature, and neither the rules nor the code.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.detectors import DEVICES

HERE = Path(__file__).parent
with (HERE / "fixtures" / "blind.csv").open(encoding="utf-8", newline="") as stream:
    SHEET = list(csv.DictReader(stream))
LISTED = ("obligation", "commitment", "antithesis", "superlatives", "naming")


def test_of_the_hits_of_five_features_nine_in_ten_are_right():
    judged = [row["verdict"] == "yes" for row in SHEET if row["feature"] in LISTED]
    assert len(judged) == 200
    assert sum(judged) / len(judged) >= 0.9


def test_of_the_candidates_of_metaphor_seven_in_ten_are_right():
    judged = [row["verdict"] == "yes" for row in SHEET if row["feature"] == "metaphor"]
    assert len(judged) >= 50
    assert sum(judged) / len(judged) >= 0.7


@pytest.mark.parametrize("feature", [*LISTED, "metaphor"])
def test_rules_still_find_what_was_judged_right_and_no_more_of_what_was_not(feature):
    tokens = rt.tokenize(rt.read(str(HERE.parent / "seeds")))
    hits = DEVICES[feature](tokens)
    there = {(s.doc, s.start, s.end) for s in (hits.span(i) for i in range(len(hits)))}
    rows = [row for row in SHEET if row["feature"] == feature and row["corpus"] == "seeds"]
    found = Counter(
        row["verdict"]
        for row in rows
        if (row["document"], int(row["start"]), int(row["end"])) in there
    )
    right = sum(row["verdict"] == "yes" for row in rows)
    assert found["yes"] >= 0.9 * right
    assert found["yes"] >= 0.9 * found.total()
