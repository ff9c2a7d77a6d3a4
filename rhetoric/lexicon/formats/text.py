"""The text of a file of a lexicon, and which format it looks like."""

from __future__ import annotations

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon.entries import refuse
from rhetoric.lexicon.formats.draft import Draft, lines_of
from rhetoric.read.decode import decode

#: What the first sign of a file that is no blank says of its format.
_OPENINGS = {"%": ".dic", "<": ".ykd", "{": ".json", "+": ".lc3"}


def text_of(name: str, content: bytes, draft: Draft) -> str:
    """Return the text of a file in whatever encoding it is; a guess is noted.

    Raises `RhetoricError` for what is no text, and for letters that are lost.
    """
    found = decode(content)
    if isinstance(found, str):
        raise RhetoricError(
            f"{name}: it is no text ({found}): name the right file, or save as UTF-8."
        )
    lost = found.text.find("\ufffd")
    if lost >= 0:
        line = len(lines_of(found.text[:lost]))
        refuse(name, [f"line {line}: a letter is lost (U+FFFD): save the file as UTF-8"])
    for note in found.notes:
        draft.note(1, note.message)
    return found.text.removeprefix("\ufeff")


def looks_like(text: str) -> str | None:
    r"""Return the ending of the format that a text looks like, where its beginning tells.

    >>> looks_like("%\n1\tposemo"), looks_like("DicTerm,a"), looks_like("a word")
    ('.dic', '.dicx', None)
    """
    head = text.lstrip()[:40]
    if head.casefold().startswith("dicterm"):
        return ".dicx"
    return _OPENINGS.get(head[:1])
