"""What a text calls itself and who put it out, read from its front matter."""

from __future__ import annotations

import regex as re

from rhetoric.corpus import Block

_CONTACT = re.compile(r"@|https?:|www\.|(?i:\b(?:tel|fax|phone|e-?mail)\b)|(?:\d[\d\-() ]{6,})")
_AGENCY = re.compile(r"\((\p{Lu}[\p{L}.& \-]{1,30})\)\s*(?:--+|[—–-])\s*$")


def title(raw: str, blocks: list[Block]) -> str | None:
    """Return the longest line of the front matter that is no date, address or dateline.

    Titles of official texts are long; letterheads, bylines and dates are not.
    """
    lines = [
        " ".join(raw[span.start : span.end].replace("**", "").split())
        for block in blocks
        if block.kind == "front"
        for span in block.spans
    ]
    fit = [line for line in lines if not _CONTACT.search(line) and not _AGENCY.search(line)]
    letters = [line for line in fit if sum(c.isalpha() for c in line) > 0.6 * len(line)]
    return max(letters, key=len, default=None)


def publisher(raw: str, blocks: list[Block]) -> str | None:
    """Return the agency that a dateline names ("Pyongyang, June 19 (KCNA) --")."""
    for block in blocks:
        if block.kind == "front":
            for span in block.spans:
                match = _AGENCY.search(raw[span.start : span.end].strip())
                if match:
                    return str(match[1])
    return None
