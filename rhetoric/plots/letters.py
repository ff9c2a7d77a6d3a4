"""Lines of words as paths: shaped once for all figures, and set into an SVG whole.

matplotlib shapes a line anew whenever a figure has it, and writes its letters one by one: that was
half of the time that a figure took. Here a line is shaped when it first comes and written as one
sign; its letters are put in when the figure is done.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib import _path as paths
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath, text_to_path

#: Outlines by the names of glyphs, which hold that of their typeface.
_OUTLINES: dict[str, Any] = {}
#: The share of a line that stands before its place.
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
#: Decimals of the places of a path, and what its parts are called.
_DECIMALS, _CODES = 2, [b"M", b"L", b"Q", b"C", b"z"]
_SIGN = re.compile(r'<use xlink:href="#line-(\d+)"/>')


@dataclass(frozen=True)
class Line:
    """A line of words: its letters as SVG, and the names of their glyphs."""

    letters: str
    glyphs: tuple[str, ...]


class Lines(TextToPath):
    """What shapes the words of one figure: a line is drawn as if it were a letter."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: list[Line] = []

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        """Return width, height and depth of a line."""
        return _measured(s, prop, ismath)

    def get_glyphs_with_font(  # type: ignore[override]
        self, font: Any, s: str, glyph_map: Any = (), **_: Any
    ) -> tuple[list[Any], dict[str, Any], list[Any]]:
        """Return the sign of a line, and the outlines that the figure (``glyph_map``) lacks."""
        line = _line(font.fname, s)
        self._drawn.append(line)
        new = {name: _OUTLINES[name] for name in line.glyphs if name not in glyph_map}
        return [(f"line-{len(self._drawn) - 1}", 0.0, 0.0, 1.0)], new, []

    def filled(self, text: str) -> str:
        """Return an SVG with the letters of each line in place of its sign."""
        return _SIGN.sub(lambda m: self._drawn[int(m[1])].letters, text)


class Renderer(RendererSVG):
    """matplotlib's renderer of SVG, with lines of words that are shaped once."""

    def __init__(self, *given: Any, lines: Lines, **how: Any) -> None:
        super().__init__(*given, **how)  # type: ignore[no-untyped-call]
        self._text2path = lines

    def _convert_path(
        self, path: Path, transform: Any = None, clip: Any = None, simplify: Any = None,
        sketch: Any = None,
    ) -> str:  # fmt: skip
        """Return a path as SVG has it, with two decimals where matplotlib writes six.

        Where this matplotlib writes paths in another way, it does; they are shortened later.
        """
        inside = (0.0, 0.0, self.width, self.height) if clip else None
        given = (path, transform, inside, simplify, sketch, _DECIMALS, _CODES, False)
        try:
            written: bytes = vars(paths)["convert_to_string"](*given)
        except (KeyError, TypeError):
            other: Any = super()._convert_path
            return str(other(path, transform, clip, simplify, sketch))
        return written.decode("ascii")


class Words(Text):
    """A level line of plain words on its baseline; where it starts there it is not measured."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line as `Text` does, which lays out every box first."""
        words, font = self.get_text(), self.get_fontproperties()
        x, y = self.get_transform().transform(self.get_position())
        if not words or not self.get_visible() or not math.isfinite(x + y):
            return
        if share := _BEFORE[self.get_horizontalalignment()]:
            x -= share * renderer.get_text_width_height_descent(words, font, ismath=False)[0]
        _, height = renderer.get_canvas_width_height()
        context = renderer.new_gc()
        context.set_foreground(self.get_color())
        renderer.open_group("text", self.get_gid())
        renderer.draw_text(context, x, height - y, words, font, 0.0, ismath=False, mtext=self)
        renderer.close_group("text")
        context.restore()
        self.stale = False


_measured = lru_cache(maxsize=4096)(text_to_path.get_text_width_height_descent)


@lru_cache(maxsize=4096)
def _line(file: str, words: str) -> Line:
    """Return a line set in the typeface of a file."""
    font = get_font(file)
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    placed = [*_placed(font, words)]
    letters = "\n".join(_letter(name, x, y) for name, x, y in placed)
    return Line(letters, tuple(dict.fromkeys(name for name, _, _ in placed)))


def _placed(font: Any, words: str) -> Iterator[tuple[str, float, float]]:
    """Yield the glyphs of a line with their places; each glyph is drawn once.

    As `TextToPath.get_glyphs_with_font` does, which draws a glyph wherever it stands. Where this
    matplotlib shapes lines in another way, that is asked.
    """
    shape = getattr(font, "_layout", None)
    if shape is None:
        placed, _, _ = text_to_path.get_glyphs_with_font(font, words, glyph_map=_OUTLINES)
        yield from ((name, x, y) for name, x, y, _ in placed)
        return
    for one in shape(words, LoadFlags.NO_HINTING):
        name = _named(one.ft_object, one.glyph_index)
        if name not in _OUTLINES:
            one.ft_object.load_glyph(one.glyph_index, flags=LoadFlags.NO_HINTING)
            _OUTLINES[name] = one.ft_object.get_path()
        yield name, one.x, one.y


@lru_cache(maxsize=4096)
def _named(face: Any, glyph: int) -> str:
    """Return what a glyph of a typeface is called."""
    name: str = text_to_path._get_glyph_repr(face, glyph)  # type: ignore[attr-defined]  # noqa: SLF001
    return name


def _letter(name: str, x: float, y: float) -> str:
    """Return a letter with its place as attributes, to a hundredth of its own units."""
    across = f' x="{short(x)}"' if x or y else ""
    down = f' y="{short(y)}"' if y else ""
    return f'<use xlink:href="#{name}"{across}{down}/>'


def short(value: float) -> str:
    """Return a number with two decimals at most.

    >>> short(12.3456), short(7.0), short(-0.001)
    ('12.35', '7', '0')
    """
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said
