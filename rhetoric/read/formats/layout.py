"""Lines of a PDF put together to paragraphs, by where they stand and how they end.

Nothing in a PDF says where a paragraph begins. What does, in this order: another size of letters,
an indented or a wider gap, the mark of an item, a line that ends early at the end of a sentence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.formats.units import Unit, folded

_FINAL = re.compile(r"[.!?…:。！？][)\]}\"'”’»*\d]*\s*$")
_ITEM = re.compile(
    r"(?:[-*+•‣◦▪·–—\uf0b7]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxlc]{1,6}[.)])\s+\S"
)
_TURN = re.compile(r"(?:\p{Lu}[\p{Lu}.'’\-]+\s+){0,3}\p{Lu}[\p{Lu}.'’\-]{2,}[.:]\s")
_CUT = re.compile(r"(\p{L}[\p{L}\p{M}'’]*)[-\u00ad\u2010]$")
_OPENING = re.compile(r"\p{Ll}[\p{L}\p{M}'’]*")
_COMPOUND = re.compile(r"\p{L}+-\p{L}+")
_WORD = re.compile(r"\p{L}[\p{L}\p{M}'’]*")
_LONGEST = 60  # characters; no word is longer
_STEP = 4.0  # points; a smaller shift of the left edge is no indent


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, where it begins (points from below), its letters' size."""

    text: str
    x: float
    y: float
    size: float
    page: int

    def followed(self, text: str, size: float = 0.0) -> Line:
        """Return the line with more text; its size is that of its largest letters."""
        return replace(self, text=self.text + text, size=max(self.size, size))


@dataclass(frozen=True)
class _Style:
    """What is usual in a document: its letters, its lines' length and distance, its indents."""

    size: float
    length: float
    leading: float
    indented: bool


def laid_out(pages: list[list[Line]]) -> tuple[list[Unit], list[Note]]:
    """Return the paragraphs of pages of lines, and a note on each that a page break had cut.

    Footnotes (smaller letters at the foot of a page) come after the paragraph that they interrupt.
    """
    style = _style(pages)
    words = _vocabulary(pages)
    units: list[Unit] = []
    joins: list[Note] = []
    run: list[Line] = []
    feet: list[Line] = []

    def close() -> None:
        nonlocal run, feet
        units.extend(_units(run, words))
        for group in _paragraphs(feet, style):
            units.extend(_units(group, words))
        run, feet = [], []

    for lines in pages:
        body, foot = _footnotes(lines, style)
        for line in body:
            if run and _begins(run, line, style):
                close()
            elif run and run[-1].page != line.page:
                joins.append(_join(run[-1], line, 2 * len(units) + 1))
            run.append(line)
        feet += foot
    close()
    return units, joins


def _style(pages: list[list[Line]]) -> _Style:
    lines = [line for page in pages for line in page]
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    lengths = sorted(len(line.text) for line in lines)
    gaps = [a.y - b.y for page in pages for a, b in pairwise(page) if 0 < a.y - b.y < 60]
    indents = sum(
        a.x - b.x > _STEP and bool(_FINAL.search(before.text))
        for page in pages
        for before, a, b in zip(page, page[1:], page[2:], strict=False)
    )
    return _Style(
        size=size,
        length=lengths[int(0.9 * len(lengths))] if lengths else 0,
        leading=median(gaps) if gaps else 0.0,
        indented=indents >= max(3, 0.04 * len(lines)),
    )


def _footnotes(lines: list[Line], style: _Style) -> tuple[list[Line], list[Line]]:
    """Return the lines of a page without and with only the small ones that end it."""
    cut = len(lines)
    while cut and 0 < lines[cut - 1].size < 0.92 * style.size:
        cut -= 1
    return (lines[:cut], lines[cut:]) if cut else (lines, [])


def _paragraphs(lines: list[Line], style: _Style) -> list[list[Line]]:
    """Return lines of one size in groups, each a paragraph."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, replace(style, indented=False)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _begins(run: list[Line], line: Line, style: _Style) -> bool:
    """Say whether a line begins a paragraph after the lines of the one that is open."""
    before = run[-1]
    turned = before.page != line.page or line.y > before.y + 1  # another page or column
    ends = bool(_FINAL.search(before.text))
    marked = bool(_ITEM.match(line.text) or _TURN.match(line.text))
    if (
        abs(before.size - line.size) > 0.1 * max(before.size, line.size)
        or (not turned and before.y - line.y > 1.35 * style.leading)
        or (marked and (ends or _is_early(before, style)))
    ):
        return True
    return (_begins_page if turned else _begins_line)(run, line, style, ends=ends)


def _begins_line(run: list[Line], line: Line, style: _Style, *, ends: bool) -> bool:
    """Say whether a line on the same page begins a paragraph: by its left edge, or an early end."""
    before, early = run[-1], _is_early(run[-1], style)
    hanging = len(run) == 1 and _ITEM.match(before.text)
    if line.x - before.x > _STEP and not hanging:
        return ends or len(run) > 1 or early
    if before.x - line.x > _STEP and len(run) > 1:
        return True
    return early and (ends or len(before.text) < 0.5 * style.length)


def _begins_page(run: list[Line], line: Line, style: _Style, *, ends: bool) -> bool:
    """Say whether the first line of a page or column begins a paragraph.

    Where paragraphs are indented, a line at the margin goes on; elsewhere the end of a sentence
    before it decides.
    """
    if not ends:
        return _is_early(run[-1], style) and len(run[-1].text) < 0.5 * style.length
    if _is_early(run[-1], style):
        return True
    margin = run[-1].x if len(run) > 1 else line.x
    return line.x - margin > _STEP if style.indented else True


def _is_early(line: Line, style: _Style) -> bool:
    return len(line.text.rstrip()) < 0.75 * style.length


def _vocabulary(pages: list[list[Line]]) -> frozenset[str]:
    """Return the words and compounds of the lines, those cut at a line's end apart."""
    out: set[str] = set()
    for page in pages:
        for line in page:
            text = line.text.strip().casefold()
            text = text[:-_LONGEST] + _CUT.sub("", text[-_LONGEST:])
            out.update(_WORD.findall(text))
            out.update(_COMPOUND.findall(text))
    return frozenset(out)


def _units(lines: list[Line], words: frozenset[str]) -> list[Unit]:
    """Return the paragraph that lines make, if they hold any text."""
    texts = [text for line in lines if (text := folded(line.text).replace("\n", " "))]
    parts = [joint(before, after, words) for before, after in pairwise(texts)]
    return [Unit("".join([*parts, texts[-1]]))] if texts else []


def joint(before: str, after: str, words: frozenset[str]) -> str:
    """Return a line as it stands before the next in a paragraph: with a space, or cut words whole.

    The hyphen stays where the document has the compound elsewhere, or both its parts as words and
    not the whole word.

    >>> joint("It grew", "again", frozenset()), joint("to inter-", "vene", frozenset())
    ('It grew ', 'to inter')
    >>> joint("by longer-", "term rates", frozenset({"longer", "term"}))
    'by longer-'
    """
    cut, opening = _CUT.search(before[-_LONGEST:]), _OPENING.match(after[:_LONGEST])
    if not cut:
        return f"{before} "
    if not opening:
        return before.rstrip("\u00ad")
    first, second = cut[1].casefold(), opening[0].casefold()
    whole = first + second in words
    compound = f"{first}-{second}" in words or {first, second} <= words
    keeps = compound and not whole and not before.endswith("\u00ad")
    return before if keeps else before[:-1]


def _join(before: Line, after: Line, line: int) -> Note:
    said = f"“…{folded(before.text)[-30:]}” joined to “{folded(after.text)[:30]}…”"
    return Note("join", f"{said} over the end of page {before.page + 1}", line)
