"""The colours of every figure: a role each, on white and on a dark ground.

Later or more is blue, earlier or less is vermillion, all else is grey; the other hues of Okabe and
Ito serve where there are more than two categories. A hue has a shade for marks and a darker one
for words. Every colour drawn is a key of ``DARK``, so that one file can serve both grounds.

References: Okabe & Ito 2008, Color Universal Design.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUND = "#ffffff"
REVERSE = "#fefefe"  # words on a strong fill
INK = "#1f2328"
SOFT = "#59636e"
LINE = "#6e7781"
MUTE = "#8c959f"
FAINT = "#b4bcc6"
RULE = "#d1d9e0"
WASH = "#f3f5f8"


@dataclass(frozen=True)
class Hue:
    """A category's colours: of its marks, of its words, of its pale bars, and its marker."""

    mark: str
    words: str
    pale: str
    marker: str = "o"


LATER = Hue("#0072b2", "#00629b", "#80b8d8", "o")
EARLIER = Hue("#d55e00", "#b04a00", "#eaae80", "D")
GREY = Hue(MUTE, SOFT, FAINT, "s")
GREEN = Hue("#009e73", "#006f51", "#80cfb9", "^")
AMBER = Hue("#e69f00", "#855700", "#f2cf80", "s")
PURPLE = Hue("#cc79a7", "#97446f", "#e5bcd3", "v")
#: Hues of categories without a direction, in the order in which they are given out.
CATEGORIES = (LATER, AMBER, GREEN, PURPLE, EARLIER)

#: Shades of a heat map from nothing to all; words on the last ``STRONG`` of them are reversed.
BLUES = (
    "#f0f6fb", "#d6e7f2", "#b5d3e7", "#8cbada", "#5c9fcb", "#2474aa", "#0e5f94", "#074a75",
)  # fmt: skip
ORANGES = (
    "#fdf4ec", "#fbe2cc", "#f6c8a0", "#efa869", "#e2833c", "#b9560e", "#984305", "#722e01",
)  # fmt: skip
STRONG = 3

_DARK_BLUES = (
    "#121c28", "#152c40", "#1a3e59", "#1f5073", "#26648f", "#4a9bcb", "#6cb9e6", "#9fd4f5",
)  # fmt: skip
_DARK_ORANGES = (
    "#221912", "#3a2718", "#55351b", "#70431d", "#8b5220", "#d87c32", "#f19d5a", "#fcc596",
)  # fmt: skip

#: What each colour becomes on a dark ground.
DARK = {
    GROUND: "#0d1117",
    REVERSE: "#0d1118",
    INK: "#e6edf3",
    SOFT: "#9aa4ae",
    LINE: "#8b949e",
    MUTE: "#7d8590",
    FAINT: "#59626d",
    RULE: "#30363d",
    WASH: "#161b22",
    LATER.mark: "#56b4e9",
    LATER.words: "#79c0ff",
    LATER.pale: "#235f87",
    EARLIER.mark: "#f0883e",
    EARLIER.words: "#ffa657",
    EARLIER.pale: "#82481c",
    GREEN.mark: "#2fbf92",
    GREEN.words: "#56d4a8",
    GREEN.pale: "#1b6650",
    AMBER.mark: "#e3b341",
    AMBER.words: "#f2cc60",
    AMBER.pale: "#776020",
    PURPLE.mark: "#d88fb8",
    PURPLE.words: "#eaaed0",
    PURPLE.pale: "#744c63",
    **dict(zip(BLUES, _DARK_BLUES, strict=True)),
    **dict(zip(ORANGES, _DARK_ORANGES, strict=True)),
}


def shade(ramp: tuple[str, ...], share: float) -> tuple[str, str]:
    """Return the colour of a cell and of the words on it, for a value from 0 to 1.

    >>> shade(BLUES, 0.0) == (BLUES[0], INK), shade(BLUES, 1.0) == (BLUES[-1], REVERSE)
    (True, True)
    """
    step = min(int(max(share, 0.0) * len(ramp)), len(ramp) - 1)
    return ramp[step], REVERSE if step >= len(ramp) - STRONG else INK
