"""Labels: none touches another, a mark or a line; what has no place is dropped."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric.plots.labels import LIMIT, Wanted, place, spread

FRAME = (0.0, 0.0, 400.0, 300.0)


def placed(points, **more):
    half = 3.0
    marks = np.array([(x - half, y - half, x + half, y + half) for x, y in points]).reshape(-1, 4)
    wanted = [Wanted(f"label {i}", x, y, half) for i, (x, y) in enumerate(points)]
    return place(wanted, frame=FRAME, marks=marks, **more), marks


def touch(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), max_size=45))
@settings(max_examples=40, deadline=None)
def test_no_label_touches_another_a_mark_or_the_frame(points):
    found, marks = placed(points)
    for a, b in itertools.combinations([p.box for p in found], 2):
        assert not touch(a, b)
    for p in found:
        assert not any(touch(p.box, m) for m in marks)
        assert p.box[0] >= 0
        assert p.box[1] >= 0
        assert p.box[2] <= 400
        assert p.box[3] <= 300


def test_the_first_place_is_near_and_without_a_leader():
    found, _ = placed([(200, 150)])
    assert found[0].leader is None


def test_a_crowd_is_given_leaders_and_its_rest_is_dropped():
    found, _ = placed([(200 + i % 7, 150 + i // 7) for i in range(60)])
    assert 0 < len(found) < 60
    assert any(p.leader for p in found)


def test_no_more_labels_than_the_limit_are_placed():
    points = [(30 + 60 * (i % 6), 10 + 24 * (i // 6)) for i in range(66)]
    assert len(placed(points)[0]) == LIMIT


def test_a_reference_line_is_not_crossed():
    line = np.array([(0.0, 150.0, 400.0, 150.0)])
    found, _ = placed([(100, 148), (300, 153)], taken=line)
    assert all(p.box[1] > 150 or p.box[3] < 150 for p in found)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=20))
def test_spread_places_keep_order_and_room(at):
    at = sorted(at)
    out = spread(at, 0.4, 0.0, 10.0)
    assert out == sorted(out)
    assert all(-1e-6 <= y <= 10 + 1e-6 for y in out)
