"""Text that cannot act: what steers a terminal, turns letters round or hides is spelt out."""

from __future__ import annotations

import re
import unicodedata

#: Categories of characters that act instead of showing: controls, formats, line separators.
ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
#: Characters of a word that are shown.
LONGEST = 80
_WORD = re.compile(rf"[^\s“”‘’()]{{{LONGEST + 1},}}")


def shown(text: str) -> str:
    r"""Return a text on one line in which characters that act instead of showing are spelt out.

    >>> shown("a\n b\u202ec")
    'a b⟨U+202E⟩c'
    """
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(spelt(line).split())


def spelt(text: str) -> str:
    r"""Return a text with its lines as they are, in which characters that act are spelt out.

    Soft hyphens are dropped.

    >>> spelt("a\n\u200bb")
    'a\n⟨U+200B⟩b'
    """
    return "".join(c if c.isprintable() or c == "\n" else _spelt(c) for c in text)


def _spelt(c: str) -> str:
    """Return a character that must not act as a sign of itself."""
    if c == "\u00ad" or unicodedata.category(c) not in ACTING:
        return "" if c == "\u00ad" else c
    return f"⟨U+{ord(c):04X}⟩"


def clipped(text: str) -> str:
    """Return a text in which what is too long for a word is cut: it would fill the page.

    >>> clipped("a “" + "b" * 200 + "” c") == "a “" + "b" * 79 + "…” c"
    True
    """
    return _WORD.sub(lambda m: m[0][: LONGEST - 1] + "…", text)
