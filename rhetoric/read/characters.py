"""What is odd about the characters of a text: signs that cannot be seen, and mojibake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex as re

from rhetoric.corpus import Note

_BIDI = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Joiners belong to the writing of Arabic, Persian and Indic scripts; elsewhere they hide.
_ZERO = re.compile(
    r"(?<![\p{Arabic}\p{M}\p{Emoji_Presentation}])[\u200b-\u200d\u2060-\u2064\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]")
#: How UTF-8 looks that was read as Windows-1252 or Latin-1: a lead byte and those that follow it.
_TRAIL = r"[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(
    rf"(?<!\p{{Lu}})[ÂÃ]{_TRAIL}|â[€\x80]{_TRAIL}|â{_TRAIL}{_TRAIL}|ï»¿|ï¿½"
    rf"|(?:[ÐÑ]{_TRAIL}){{3,}}|(?:[à-ï]{_TRAIL}{_TRAIL}){{2,}}"
)
#: Scripts that write without spaces are meant least of all: they have marks between clauses.
_LONG = re.compile(r"(?<!\S)[^\s。、，．！？：；]{5000,}")
#: What begins every mojibake; few texts hold any of it, however much between is left out.
_LEADS = re.compile(r"[ÂÃÐÑà-ï][^\x00-\x7f]")
#: What cannot be seen.
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
#: Characters of ASCII of which nothing is ever said: printed ones and white space.
_PLAIN = bytes([*range(0x20, 0x7F), *b"\t\n\x0b\x0c\r", *range(0x1C, 0x20)])
_SPACE = re.compile(r"\s")
_WINDOW = 2500  # characters; a stretch of twice as many without a space covers one such window
_QUOTED = 40  # characters of an example


def odd_characters(raw: str, encoding: str) -> list[Note]:
    r"""Return notes on invisible characters and on mojibake, with the place of the first of each.

    >>> [note.kind for note in odd_characters("It’s fine.", "utf-8")]
    []
    >>> print(odd_characters("Kimâ€™s \u202eplan", "utf-8")[0].message)
    1 invisible character of direction (U+202E), first at byte 13: in no term
    """
    bare = raw.encode("utf-8", "surrogatepass").translate(None, _PLAIN)  # of most texts little
    odd = bare.decode("utf-8", "surrogatepass")
    return [
        *(_unseen(raw, encoding) if _UNSEEN.search(odd) else ()),
        *_long_words(raw),
        *(_mojibake(raw, encoding) if _LEADS.search(odd) and _LEADS.search(raw) else ()),
    ]


def _unseen(raw: str, encoding: str) -> Iterator[Note]:
    """Yield a note on each kind of invisible characters."""
    for pattern, what in (
        (_BIDI, "of direction"),
        (_ZERO, "of no width"),
        (_CONTROL, "of control"),
    ):
        found = Counter(pattern.findall(raw))
        if found:
            names = ", ".join(f"U+{ord(c):04X}" for c in sorted(found))
            first = pattern.search(raw).start()
            number = found.total()
            noun = "character" if number == 1 else "characters"
            said = f"{number:,} invisible {noun} {what} ({names}), {_place(raw, first, encoding)}"
            yield Note("characters", f"{said}: in no term", _line(raw, first))


def _long_words(raw: str) -> Iterator[Note]:
    """Yield a note on a stretch without any space that is no word of a language."""
    windows = ((low, low + _WINDOW) for low in range(0, len(raw) - _WINDOW + 1, _WINDOW))
    whole = any(raw.find(" ", *one) < 0 and not _SPACE.search(raw, *one) for one in windows)
    match = _LONG.search(raw) if whole else None
    if match:
        size = match.end() - match.start()
        said = f"{size:,} characters without a space: “{escaped(match[0][:20])}…”"
        yield Note("characters", said, _line(raw, match.start()))


def _mojibake(raw: str, encoding: str) -> list[Note]:
    """Return a note on text in UTF-8 that was once read as Windows-1252; it is not repaired."""
    found = [match for match in _MOJIBAKE.finditer(raw) if _undone(match[0])]
    if not found:
        return []
    first = found[0]
    word = re.compile(r"\S*").match(raw, _word_start(raw, first.start()))[0][:_QUOTED]
    number = f"{len(found)} place" + "s" * (len(found) > 1)
    said = f"“{escaped(word)}” looks like mojibake ({escaped(first[0])} for “{_undone(first[0])}”)"
    where = f"{number}, {_place(raw, first.start(), encoding)}"
    way = "not repaired: convert the file if it is"
    return [Note("mojibake", f"{said}; {where}; {way}", _line(raw, first.start()))]


def _word_start(raw: str, at: int) -> int:
    low = max(0, at - _QUOTED // 2)
    while at > low and not raw[at - 1].isspace():
        at -= 1
    return at


def _undone(text: str) -> str:
    """Return what mojibake stands for, or nothing where it is no UTF-8.

    >>> _undone("â€™"), _undone("Ã©"), _undone("Ãx")
    ('’', 'é', '')
    """
    try:
        return b"".join(_byte(char) for char in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return ""


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def escaped(text: str) -> str:
    r"""Return a text in which what cannot be seen is written out.

    >>> print(escaped("a\u202eb"))
    a\u202eb
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _place(raw: str, at: int, encoding: str) -> str:
    """Return where a character stands in the file, in bytes."""
    try:
        offset = len(raw[:at].encode(encoding, "replace"))
    except LookupError:
        return f"first at character {at:,}"
    return f"first at byte {offset:,}"


def _line(raw: str, at: int) -> int:
    return len(raw[: at + 1].splitlines())
