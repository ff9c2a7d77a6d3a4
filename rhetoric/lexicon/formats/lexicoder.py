"""Lexicoder 3 (.lc3): a line ``+`` and the name of a category, then its patterns, one a line."""

from __future__ import annotations

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import Draft, grouped, lines_of, short


def read(text: str, draft: Draft) -> None:
    """Add the categories and patterns of an .lc3 file to a draft."""
    category = ""
    for line, held in lines_of(text):
        plain = held.strip()
        if plain.startswith("+"):
            name = plain[1:].strip()
            if name in draft.declared:
                draft.again(name, line)
            category = draft.category(name, line)
        elif plain and not draft.declared:
            draft.fault(line, f"{short(plain)} stands above all categories: write '+NAME' over it")
        elif plain:
            draft.entry(plain, category, line)


def write(lexicon: Lexicon) -> str:
    """Return a lexicon as an .lc3 file."""
    out = []
    for category, entries in grouped(lexicon).items():
        out += [f"+{category}", *(" ".join(entry.text.split()) for entry in entries)]
    return "\n".join([*out, ""])
