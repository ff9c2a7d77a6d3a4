"""Colours: words are legible on both grounds, and each colour has its own counterpart."""

import pytest

from rhetoric.plots import palette as p


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


WORDS = [
    p.INK,
    p.SOFT,
    p.LATER.words,
    p.EARLIER.words,
    p.GREEN.words,
    p.AMBER.words,
    p.PURPLE.words,
]


@pytest.mark.parametrize("colour", WORDS)
def test_words_have_enough_contrast_on_both_grounds(colour):
    assert contrast(colour, p.GROUND) >= 4.5
    assert contrast(p.DARK[colour], p.DARK[p.GROUND]) >= 4.5


@pytest.mark.parametrize("ramp", [p.BLUES, p.ORANGES])
def test_numbers_on_every_shade_have_enough_contrast_on_both_grounds(ramp):
    for step in range(len(ramp)):
        fill, ink = p.shade(ramp, (step + 0.5) / len(ramp))
        assert fill == ramp[step]
        assert contrast(fill, ink) >= 4.5
        assert contrast(p.DARK[fill], p.DARK[ink]) >= 4.5


@pytest.mark.parametrize("hue", [p.GREY, p.LATER, p.GREEN, p.EARLIER])
def test_words_on_pale_bars_have_enough_contrast_on_both_grounds(hue):
    assert contrast(hue.pale, p.INK) >= 4.5
    assert contrast(p.DARK[hue.pale], p.DARK[p.INK]) >= 4.5


@pytest.mark.parametrize("hue", [p.LATER, p.EARLIER])
def test_marks_have_enough_contrast_on_both_grounds(hue):
    assert contrast(hue.mark, p.GROUND) >= 3
    assert contrast(p.DARK[hue.mark], p.DARK[p.GROUND]) >= 3


def test_every_light_colour_is_one_key_and_no_two_shades_of_a_ramp_are_one():
    assert len(set(p.BLUES)) == len(set(p.ORANGES)) == 8
    assert all(c == c.lower() and len(c) == 7 for c in [*p.DARK, *p.DARK.values()])
