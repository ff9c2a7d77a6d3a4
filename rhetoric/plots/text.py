"""Words on a figure: made harmless, measured, wrapped and shortened in inches.

All is set in DejaVu Sans, which comes with matplotlib, so that widths are the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font

from rhetoric import amounts
from rhetoric.inert import clipped, spelt

plural = amounts.number  # here a number is one as print has it
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_EM = 100
_LONGEST = 300  # characters; nothing longer fits a canvas of 8 inches
_MARKS = 2  # combining marks one upon another
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_UNSEEN = frozenset("\u00ad\u200c\u200d")
_HINTS = 1.02  # letters fitted to the pixels of a PNG are up to so much wider


@cache
def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the typeface at a size in points; it is shared, so it must not be changed."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    weight = "bold" if bold else "normal"
    return FontProperties(family="sans-serif", fname=str(_FONTS / name), size=size, weight=weight)


@cache
def _known() -> frozenset[int]:
    return frozenset(get_font(str(_FONTS / "DejaVuSans.ttf")).get_charmap())


def lacking(text: str) -> list[str]:
    """Return the characters of a text for which the typeface has no glyph.

    >>> lacking("평화 and peace")
    ['평', '화']
    """
    known = _known()
    return [c for c in text if ord(c) not in known]


def clean(text: object) -> str:
    r"""Return a text as one line without anything that acts: controls and bidi marks are spelt.

    White space is one space, more than two combining marks on a letter are left out, and a word
    of more than 80 characters is cut.

    >>> clean("a\tb\x1b[31m \u202eevil"), clean("$x_1$")
    ('a b⟨U+001B⟩[31m ⟨U+202E⟩evil', '$x_1$')
    """
    return _cleaned(str(text)[: 4 * _LONGEST])


@lru_cache(maxsize=4096)  # a figure asks for each of its labels again and again
def _cleaned(text: str) -> str:
    out: list[str] = []
    marks = 0
    for c in " ".join(text.split()):
        kind = unicodedata.category(c)
        marks = marks + 1 if kind == "Mn" else 0
        if marks > _MARKS or c in _UNSEEN:
            continue
        out.append("�" if kind == "Cn" else spelt(c))
    return clipped("".join(out))


@cache
def _advance(char: str, *, bold: bool) -> float:
    """Return how far a character moves on, in ems; one without a glyph takes a whole em."""
    if ord(char) not in _known():
        return 1.0
    face = get_font(str(_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
    face.set_size(_EM, 72)
    return float(face.load_char(ord(char)).linearHoriAdvance) / (65536 * _EM)


@lru_cache(maxsize=65536)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in inches, as the sum of its letters."""
    return _HINTS * size / 72 * sum(_advance(c, bold=bold) for c in text)


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text at most ``room`` inches wide, cut with an ellipsis where it is longer."""
    text = clean(text)
    if len(text) <= _LONGEST and width(text, size, bold=bold) <= room:
        return text
    text = text[:_LONGEST]
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    cut = text[:low]
    if not text[low : low + 1].isspace() and cut.rfind(" ") > 0.6 * low:
        cut = cut[: cut.rfind(" ")]  # between words rather than inside one
    return cut.rstrip(" ,.;:–-") + "…"


def wrap(
    text: str, room: float, size: float, *, bold: bool = False, limit: int = 9
) -> tuple[str, ...]:
    """Return a text in lines of at most ``room`` inches; the last of ``limit`` is shortened."""
    words = [part for word in clean(text).split(" ") for part in _pieces(word, room, size, bold)]
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > limit:
        lines[limit - 1 :] = [shorten(" ".join(lines[limit - 1 :]), room, size, bold=bold)]
    return tuple(lines)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Return a word in pieces that fit a line, with a hyphen where letters are parted."""
    pieces: list[str] = []
    while len(word) > 2 and width(word, size, bold=bold) > room:
        low = 1
        while low < len(word) - 1 and width(word[: low + 1] + "-", size, bold=bold) <= room:
            low += 1
        letters = word[low - 1].isalpha() and word[low].isalpha()
        hyphen = "-" if letters and not lacking(word[low - 1 : low + 1]) else ""
        pieces.append(word[:low] + hyphen)
        word = word[low:]
    return [*pieces, word]


def longest(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide the widest word of a text is, in inches."""
    return max(width(word, size, bold=bold) for word in clean(text).split(" "))


def columns(needs: Sequence[float], room: float) -> list[float]:
    """Return widths of columns that fill a room: equal ones, but what needs more has it.

    Where there is not room for all that is needed they are equal.

    >>> columns([1.0, 2.0, 5.0], 9.0), columns([5.0, 5.0], 8.0)
    ([2.0, 2.0, 5.0], [4.0, 4.0])
    """
    if sum(needs) > room:
        return [room / len(needs)] * len(needs)
    wide: set[int] = set()
    while True:
        rest = room - sum(needs[i] for i in wide)
        share = rest / max(len(needs) - len(wide), 1)
        more = {i for i, need in enumerate(needs) if i not in wide and need > share}
        if not more:
            return [needs[i] if i in wide else share for i in range(len(needs))]
        wide |= more


def balanced(
    text: str, room: float, size: float, *, bold: bool = False, limit: int = 3
) -> tuple[str, ...]:
    """Return a text in as few lines as fit, made as equally long as can be."""
    lines = wrap(text, room, size, bold=bold, limit=limit)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    clauses = _at_clause(clean(text), room, size, bold)
    if len(lines) == 2 and clauses:
        return clauses
    low, high = room / 2, room
    while high - low > 0.05:
        middle = (low + high) / 2
        if len(wrap(text, middle, size, bold=bold, limit=99)) <= len(lines):
            high = middle
        else:
            low = middle
    return wrap(text, high, size, bold=bold, limit=limit)


def _at_clause(text: str, room: float, size: float, bold: bool) -> tuple[str, ...]:
    """Return a text in two lines that part at a semicolon or colon, if both fill their line."""
    for mark in ("; ", ": "):
        head, found, tail = text.partition(mark)
        lines = (head + mark.strip(), tail)
        long, short = (f(width(part, size, bold=bold) for part in lines) for f in (max, min))
        if found and long <= room and short >= 0.4 * long:
            return lines
    return ()


def solid(text: str, room: float, size: float, limit: int) -> tuple[str, ...]:
    """Return a text in lines of which the last is no leftover of a word or two."""
    lines = wrap(text, room, size, limit=limit)
    for narrower in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.66):
        fewer = wrap(text, narrower * room, size, limit=limit)
        if len(fewer) == len(lines) and width(fewer[-1], size) >= 0.3 * room:
            return fewer
    return lines


def number(value: float, places: int = 1) -> str:
    """Return a number as print has it: thousands commas and a true minus.

    >>> number(12345, 0), number(-0.25, 2)
    ('12,345', '−0.25')
    """
    return f"{value:,.{places}f}".replace("-", "−")


def between(values: Iterable[int]) -> str:
    """Return the least and the greatest of some numbers as a range.

    >>> between([979, 5258, 3513]), between([7, 7])
    ('979–5,258', '7')
    """
    found = sorted(values)
    return f"{found[0]:,}" if found[0] == found[-1] else f"{found[0]:,}–{found[-1]:,}"


def dated(label: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a label short enough for its room; an ISO date loses its day, then its month."""
    label = clean(label)
    if _ISO.fullmatch(label):
        for length in (10, 7, 4):
            if width(label[:length], size, bold=bold) <= room:
                return label[:length]
    return shorten(label, room, size, bold=bold)


def quoted(label: object, room: float = 4.8, size: float = 14.0, *, bold: bool = True) -> str:
    """Return a term in curly quotes, short enough to stand in a sentence."""
    return f"“{shorten(str(label), room, size, bold=bold)}”"


def joined(parts: Sequence[str]) -> str:
    """Return a list as a phrase.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def notes(labels: Iterable[object]) -> tuple[str, ...]:
    """Return a note that names the terms whose glyphs the typeface lacks, or nothing."""
    found = list(dict.fromkeys(t for t in (clean(label) for label in labels) if lacking(t)))
    if not found:
        return ()
    shown = joined([quoted(t) for t in found[:5]])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    note = (
        f"The typeface of the figures has no glyphs for {shown}{more}: the figure leaves their "
        "letters to the viewer's own typefaces."
    )
    return (note,)
