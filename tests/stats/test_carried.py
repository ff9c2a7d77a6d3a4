"""Copies of what stood before are told by runs of words, whoever else writes in between."""

import numpy as np
import pytest

from rhetoric.stats.carried import carried_over

SIZE = 200


def series(rng, number, lag, kept=0.9):
    """Return texts of which each keeps a share of the words of the one so many before it."""
    out = []
    for at in range(number):
        text = rng.integers(0, 5000, SIZE)
        if at >= lag:
            old = out[at - lag]
            text[: int(kept * SIZE)] = old[: int(kept * SIZE)]
        out.append(text)
    return out


def looked(texts):
    return lambda some: [texts[k] for k in some]


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_copies_are_found_behind_texts_of_other_series(lag):
    texts = series(np.random.default_rng(lag), 60, lag)
    found = carried_over(["x"] * 60, looked(texts))
    assert found.copies.all()
    assert found.share == pytest.approx(0.9, abs=0.03)


def test_one_publisher_that_copies_itself_says_nothing_of_another():
    rng = np.random.default_rng(1)
    own, copied = series(rng, 40, 40), series(rng, 30, 1)
    texts, kinds = [], []
    for at in range(40):
        texts.append(own[at])
        kinds.append("Alpha")
        if at < 30:
            texts.append(copied[at])
            kinds.append("Beta")
    found = carried_over(kinds, looked(texts))
    assert found.copies.tolist() == [kind == "Beta" for kind in kinds]


@pytest.mark.parametrize("texts", [[], [np.arange(9)], [np.empty(0, np.int64)] * 3])
def test_where_nothing_can_be_copied_nothing_is(texts):
    found = carried_over(["x"] * len(texts), looked(texts))
    assert not found.copies.any()
    assert found.share == 0
