"""Figures as bytes: one SVG for light and dark grounds, the same on every run, and PNG."""

from __future__ import annotations

import io
import re
import warnings
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from rhetoric.plots.letters import Lines, Renderer, short
from rhetoric.plots.palette import DARK
from rhetoric.plots.text import clean, lacking

#: What a reader's own settings must not change.
_PLAIN: dict[str, Any] = {
    "svg.hashsalt": "rhetoric", "svg.image_inline": True, "path.simplify": True,
    "path.simplify_threshold": 1 / 9, "path.sketch": None, "path.effects": [],
    "text.usetex": False, "axes.unicode_minus": True,
}  # fmt: skip
#: A figure says nothing of who made it, and when.
_NAMELESS = {"Date": None, "Creator": None, "Format": None, "Type": None}
_PIXELS = 100  # CSS pixels an inch: 8 inches are 800
_DOCTYPE = re.compile(r"<!DOCTYPE.*?>\s*", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_ROOT = re.compile(r"<svg [^>]*>")
_SIZE = re.compile(r' (?:height|width)="[^"]*"')
_PATH = re.compile(r' (?:d|x|y)="[^"]*"')
_LONG = re.compile(r"(-?\d+\.\d{3,})")
_NAME = re.compile(r'(id="|href="#|url\(#)([\w-]+)')
_GAP = re.compile(r"(?<=[\d>z]) *\n *")
_STATIC = re.compile(r"\s*<defs>\s*<style type=\"text/css\">.*?</style>\s*</defs>", re.DOTALL)


def svg(figure: Figure, *, alt: str) -> bytes:
    """Return a figure as SVG that turns dark where the reader's page is dark.

    The colours are exchanged by a style sheet inside the file; a viewer that ignores it shows the
    light figure. ``alt`` is its title for screen readers. Words are paths, so that they look the
    same everywhere, unless the typeface lacks a glyph: then they are left to the viewer.
    """
    kind = "none" if any(lacking(text) for text in _words(figure)) else "path"
    settings: Any = {**_PLAIN, "svg.fonttype": kind}
    lines = Lines()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        written = _written(figure, lines)
    return _dressed(written, lines, figure, alt).encode()


def _written(figure: Figure, lines: Lines) -> str:
    """Return what matplotlib writes of a figure, with a sign for each line of words."""
    buffer, dpi = io.StringIO(), figure.dpi
    width, height = (float(72 * inches) for inches in figure.get_size_inches())
    figure.dpi = 72  # SVG's units are points
    renderer = Renderer(width, height, buffer, image_dpi=dpi, metadata=_NAMELESS, lines=lines)
    figure.draw(renderer)
    renderer.finalize()  # type: ignore[no-untyped-call]
    figure.dpi = dpi
    return buffer.getvalue()


def _words(figure: Figure) -> list[str]:
    """Return the words set on a figure (ticks hold numbers only)."""
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return [text.get_text() for text in texts]


def _dressed(text: str, lines: Lines, figure: Figure, alt: str) -> str:
    """Return matplotlib's SVG without its noise, with a title and the rules for dark grounds."""
    for noise in (_DOCTYPE, _COMMENT, _METADATA):
        text = noise.sub("", text)
    text = _STATIC.sub("", text, count=1)
    text = _PATH.sub(lambda m: _LONG.sub(lambda n: short(float(n[0])), m[0]), text)
    text = _slim(lines.filled(text))
    across, down = (round(_PIXELS * inches) for inches in figure.get_size_inches())
    words = escape(clean_all(alt), quote=False)
    label = words.replace('"', "&quot;")
    head = f' width="{across}" height="{down}" role="img" aria-label="{label}"'
    inside = f"\n <title>{words}</title>\n <style>{rules(text)}</style>"
    return _ROOT.sub(lambda m: _SIZE.sub("", m[0])[:-1] + head + ">" + inside, text, count=1)


def _slim(text: str) -> str:
    """Return an SVG with names of few characters: letters are most of a figure."""
    parts = _NAME.split(text)  # what is between them, how each begins, the name, and so on
    names = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(parts[2::3]))}
    parts[2::3] = [names[name] for name in parts[2::3]]
    return _GAP.sub("\n", "".join(parts))


def rules(text: str) -> str:
    """Return the style sheet that exchanges the colours used in an SVG on a dark ground."""
    used = [light for light in DARK if light in text]
    body = "".join(
        f'[style*="{how}: {light}"]{{{how}:{DARK[light]} !important}}'
        for light in used
        for how in ("fill", "stroke")
        if f"{how}: {light}" in text
    )
    plain = "*{stroke-linejoin:round;stroke-linecap:butt}"
    return f"{plain}@media (prefers-color-scheme:dark){{{body}}}"


def clean_all(alt: str) -> str:
    """Return an alternative text without characters that XML forbids."""
    return " ".join(clean(part) for part in alt.split("\n")).strip()


def png(figure: Figure, *, dpi: int = 200) -> bytes:
    """Return a figure as a light PNG, for looking at it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  (few ask for it)

    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        canvas = FigureCanvasAgg(figure)
        canvas.print_figure(buffer, dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()
