"""Plain lists of words (.txt): an entry a line, below lines ``[category]`` if there are several."""

from __future__ import annotations

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import Draft, grouped, lines_of, number_of, short, shown


def read(text: str, draft: Draft) -> None:
    """Add the lines of a list to a draft; the category of those above all is the file's name.

    A line that begins with ``#`` is a comment. A tab parts an entry from its weight.
    """
    category = ""
    for line, held in lines_of(text):
        plain = held.strip()
        if not plain or plain.startswith("#"):
            continue
        if plain.startswith("[") and plain.endswith("]"):
            name = plain[1:-1].strip()
            if name in draft.declared:
                draft.again(name, line)
            category = draft.category(name, line)
            continue
        words, tab, rest = (part.strip() for part in plain.partition("\t"))
        weight = number_of(rest) if tab or rest else 1.0
        if weight is None:
            said = f"{short(rest)} behind a tab is no weight: write a number, or save as .tsv"
            draft.fault(line, said)
            continue
        draft.entry(words, category or draft.category(draft.stem, line), line, weight)


def write(lexicon: Lexicon) -> str:
    """Return a lexicon as a list of words below the names of their categories."""
    out = []
    for category, entries in grouped(lexicon).items():
        out.append(f"[{category}]")
        for entry in entries:
            weight = f"\t{shown(entry.weight)}" if entry.weight != 1 else ""
            out.append(" ".join(entry.text.split()) + weight)
    return "\n".join([*out, ""])
