"""Which encoding bytes without a mark are in, where they are no UTF-8: by what the text then is.

charset-normalizer is asked too, but only as a hint: it takes short Windows-1252 for code page 852.
Every candidate has to make sense as text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex as re

from rhetoric.lexicons import words
from rhetoric.read.language import known_small

#: Encodings of two bytes a letter: the table of its commonest letters, and what plain text uses.
#: Where several encodings can be read, one whose plain set covers the letters is the likelier.
MULTIBYTE: dict[str, tuple[str, str]] = {
    "cp949": ("hangul", "euc_kr"),
    "shift_jis": ("kana", "shift_jis"),
    "cp932": ("kana", "cp932"),
    "euc_jp": ("kana", "euc_jp"),
    "gb18030": ("han", "gb2312"),
    "big5": ("han_traditional", "big5"),
}
#: Encodings of one byte a letter. The first is right far more often than all others together.
SINGLE_BYTE = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "koi8_u", "cp1253", "cp1254", "cp1257", "cp1255",
    "cp1256", "iso8859_2", "iso8859_5", "iso8859_7", "mac_roman", "cp850", "cp852", "cp866",
)  # fmt: skip
_SAMPLE = 40_000  # bytes around the first that is not ASCII
_SOUND = 0.9  # a candidate's letters must be sound to this degree
_SHORT = 10  # characters; of less no statistics can be made
_MARKS = frozenset("‘’“”„‚–—…•«»‹›€£¥§°©®™†‡·½¼¾¹²³×÷±¿¡ªº´`¨\u00a0\u00ad")
_CYRILLIC = frozenset("оеаинтсрвлкмдпу")
_RUN = re.compile(r"[^\x00-\x7f]+")
_GLUED = re.compile(r"[A-Za-z][^\x00-\x7f]+")
_ANCHORS = frozenset(" \n\r\t.,。、，．\u3000：；")
_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True)
class Guess:
    """An encoding, and from 0 to 1 how sure it is."""

    encoding: str
    confidence: float


def unmarked_wide(content: bytes) -> Guess | None:
    """Return UTF-16 or UTF-32 in either order of bytes where bytes without a mark are that.

    Spaces and full stops of wide characters hold a byte that plain 8-bit text never has; in the
    wrong order of bytes there are none of them.

    >>> unmarked_wide("The Party held a meeting.".encode("utf-16-le")).encoding
    'utf-16-le'
    """
    found = []
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        if len(content) % width == 0:
            sample = content[: _SAMPLE - _SAMPLE % 4]
            score = _wide_score(sample, encoding, cut=len(sample) < len(content))
            if score > 0:
                found.append(Guess(encoding, score))
    return max(found, key=lambda guess: guess.confidence, default=None)


def _wide_score(sample: bytes, encoding: str, *, cut: bool) -> float:
    """Return how much a sample looks like text of wide characters; 0 where it does not."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        if not cut or error.start < len(sample) - 4:
            return 0.0
        text = sample[: error.start].decode(encoding)
    if len(text) < _SHORT:
        return 0.0
    anchors = sum(char in _ANCHORS for char in text)
    odd = sum(unicodedata.category(c) in _ODD and not c.isspace() for c in set(text))
    odd = sum(map(text.count, _odd(text))) if odd else 0
    # Two ASCII letters read as one wide character: then the text is ASCII with stray NUL bytes.
    doubled = sum(_is_doubled(char) for char in text)
    if anchors < len(text) / 100 or odd > len(text) / 200 or doubled > 0.6 * len(text):
        return 0.0
    return 1 - 0.5 ** (1 + anchors) - odd / len(text)


def _is_doubled(char: str) -> bool:
    """Say whether a wide character may be two letters of ASCII; kana, that may too, are not meant.

    >>> _is_doubled("慡"), _is_doubled("あ")
    (True, False)
    """
    low, high = ord(char) & 0xFF, ord(char) >> 8
    return 0x20 <= low < 0x7F and 0x20 <= high < 0x7F and high != 0x30


def _odd(text: str) -> Iterator[str]:
    for char in set(text):
        if unicodedata.category(char) in _ODD and not char.isspace():
            yield char


def eight_bit(content: bytes, first: int) -> Guess:
    """Return the encoding of bytes that are no Unicode; byte ``first`` is the first that is none.

    Windows-1252 with little confidence where nothing makes sense.

    >>> eight_bit("조선로동당 중앙위원회".encode("cp949"), 0).encoding
    'cp949'
    """
    sample = _sampled(content, first)
    found = [*_multibyte(sample), *_single_byte(sample)]
    best = max(found, key=lambda guess: guess.confidence, default=None)
    if best is None or best.confidence < 0.5:
        return Guess("cp1252", 0.3)
    return best


def _sampled(content: bytes, first: int) -> bytes:
    """Return the lines around the first odd byte; no letter is cut, as none holds a line feed."""
    low = max(content.rfind(b"\n", 0, first) + 1, first - _SAMPLE // 4, 0)
    high = min(low + _SAMPLE, len(content))
    cut = max(content.rfind(b"\n", low, high), content.rfind(b" ", low, high))
    return content[low : cut if high < len(content) and cut > first else high]


def _multibyte(sample: bytes) -> Iterator[Guess]:
    """Yield the encodings of two bytes a letter that a sample can be in.

    Most letters must belong to the set that plain text of the language uses; how many are among
    its very commonest then tells languages apart.
    """
    for encoding, (table, plain) in MULTIBYTE.items():
        text = sample.decode(encoding, "replace")
        letters = [c for c in text if not c.isascii() and (c.isalpha() or c == "\ufffd")]
        if not letters or letters.count("\ufffd") > len(letters) / 100:
            continue
        if any("\x80" <= char <= "\x9f" for char in text):
            continue  # a control character is a euro sign in Windows-1252, and nothing here
        kana = any("\u3041" <= char <= "\u30ff" for char in text)
        if table == "kana" and not kana and sum(map(_is_latin, text)) >= len(letters):
            continue  # a few Chinese characters among Latin letters are no Japanese
        # "Party’s" in Windows-1252 is one good Japanese letter in Shift-JIS, but glued to a word.
        if len(_GLUED.findall(text)) > 0.3 * len(_RUN.findall(text)):
            continue
        common = words(table, file="letters")
        usual = sum(_is_usual(c, table, plain) for c in letters) / len(letters)
        known = sum(c in common for c in letters) / len(letters)
        if usual >= _SOUND:
            yield Guess(encoding, min(0.99, 0.5 + 0.25 * usual + 0.6 * known))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_usual(char: str, table: str, plain: str) -> bool:
    """Say whether a letter is one that plain text uses: of the language's script and first level.

    >>> _is_usual("당", "hangul", "euc_kr"), _is_usual("쀍", "hangul", "euc_kr")
    (True, False)
    """
    try:
        code = char.encode(plain)
    except UnicodeEncodeError:
        return False
    if table == "hangul":
        return "가" <= char <= "힣" and len(code) == 2  # a rare one is spelt out in eight bytes
    if "\u3041" <= char <= "\u30ff":
        return table == "kana"
    if not "\u4e00" <= char <= "\u9fff" or len(code) < 2:
        return False
    if table == "kana":
        return char.encode("euc_jp", "replace")[:1] <= b"\xcf"
    return code[:1] <= (b"\xd7" if table == "han" else b"\xc6")


def _single_byte(sample: bytes) -> Iterator[Guess]:
    """Yield the encodings of one byte a letter in which a sample makes sense."""
    hint = _hinted(sample)
    for encoding in dict.fromkeys([*SINGLE_BYTE, *hint]):
        try:
            text = sample.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            if encoding != "cp1252":
                continue
            text = sample.decode(encoding, "replace")
        sound = _soundness(text)
        if sound < _SOUND:
            continue
        marked = [w for w in re.findall(r"\p{L}+", text) if not w.isascii()]
        known = 0.6 * known_small(marked)
        base = 0.5 if encoding in SINGLE_BYTE else 0.42
        base = {"cp1252": 0.65, "cp1250": 0.55, "cp1251": 0.55}.get(encoding, base)
        likely = base + sound - _SOUND + 0.03 * (encoding in hint) + known
        yield Guess(encoding, min(0.95, likely))


def _hinted(sample: bytes) -> list[str]:
    """Return what charset-normalizer takes a sample for, by the names that Python has for it."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  (only where nothing else decides)

    best = from_bytes(sample[:8_000], steps=3, chunk_size=2_000).best()
    return [best.encoding] if best is not None else []


def _soundness(text: str) -> float:
    """Return the share of characters beyond ASCII that stand where such characters stand.

    >>> _soundness("café, “Größe”"), _soundness("caf╣ Gr÷¯e") < 0.5
    (1.0, True)
    """
    places = [match.start() for match in re.finditer(r"[^\x00-\x7f]", text)]
    if not places:
        return 0.0
    foreign = [text[i] for i in places if text[i].isalpha() and text[i] > "\u024f"]
    good = sum(_stands(text, i) for i in places)
    if foreign and not _is_one_script(text, foreign):
        return 0.0
    # No word of a Latin script is made of accented letters only: that is Cyrillic or Greek.
    runs = sum(map(len, re.findall(r"[\u00c0-\u024f]{3,}", text)))
    if runs > 0.3 * len(places):
        return 0.0
    return good / len(places)


def _stands(text: str, at: int) -> bool:
    """Say whether a character stands where its like does: letters in words, marks around them."""
    char = text[at]
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if char in "’‘´`":
        return True
    if char in _MARKS:
        return not (before.islower() and after.islower()) or char in "–—…·\u00a0\u00ad"
    if not char.isalpha() or char in "ªºƒˆ":
        return False
    if char.isupper() and before.islower():
        return False
    return before.isalpha() or after.isalpha() or char in "àáéèíóúýÀÉÈÍÓÚÁyøæåÅ"


def _is_one_script(text: str, letters: Iterable[str]) -> bool:
    """Say whether letters beyond Latin make whole words, in lower case mostly, of usual letters."""
    found = list(letters)
    low = sum(not c.isupper() for c in found) / len(found)
    cyrillic = [c.casefold() for c in found if "\u0400" <= c <= "\u04ff"]
    if cyrillic and len(cyrillic) == len(found):
        usual = sum(c in _CYRILLIC for c in cyrillic) / len(cyrillic)
    else:
        usual = 1.0 if not cyrillic else 0.0
    mixed = re.findall(r"(?i)[a-z][\u0370-\u06ff]|[\u0370-\u06ff][a-z]", text)
    return low >= 0.6 and usual >= 0.5 and len(mixed) <= len(found) / 20
