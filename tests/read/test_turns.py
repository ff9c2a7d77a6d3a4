"""Turns of speakers: cases/turns.toml."""

import pytest

from rhetoric.read.blocks import blocks


@pytest.mark.cases("turns")
def test_a_turn_is_a_block_and_its_label_no_word(case):
    raw = case["text"]
    made, _ = blocks(raw, "a")
    found = [
        [b.kind, b.speaker or "", " ".join(raw[b.spans[0].start : b.spans[-1].end].split())]
        for b in made
    ]
    assert found == case["blocks"]
