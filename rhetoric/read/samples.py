"""What is counted of a text to know its language: letters by script, and small words."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, repeat
from struct import unpack

import regex as re

#: Letters of each script; Japanese is known by its kana, whatever Han letters stand among them.
SCRIPTS = {
    "Latin": r"\p{Latin}", "Cyrillic": r"\p{Cyrillic}", "Greek": r"\p{Greek}",
    "Hangul": r"\p{Hangul}", "Kana": r"[\p{Hiragana}\p{Katakana}]", "Han": r"\p{Han}",
    "Arabic": r"\p{Arabic}", "Hebrew": r"\p{Hebrew}", "Devanagari": r"\p{Devanagari}",
    "Thai": r"\p{Thai}", "Georgian": r"\p{Georgian}", "Armenian": r"\p{Armenian}",
}  # fmt: skip
_WORD = re.compile(r"[\p{L}\p{M}]+")
#: The same for plain text, much faster: capitals become small, all but letters is a space.
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(128)) * 2
#: What is typed between words and no letter, though it is not plain.
_MARKS = "’‘“”–—…\u00a0•§°½¼"
#: So many different small words a language needs: "a" over and over is none.
KINDS = 3
_EARLY = 200  # words among which they mostly are
_LONG = 1_000  # characters from which on it is faster to count all words at once
#: What is counted of a stretch: its words, those of a language, those of any other.
Tally = tuple[int, int, int] | None
OTHERS = 1 << 16  # more than there are words in a sample


@cache
def tables() -> dict[str, dict[str, str]]:
    """Return what is known of each language by its code: its name, its script, small words."""
    text = resources.files("rhetoric.lexicons").joinpath("languages.toml").read_text("utf-8")
    return {k: v for k, v in tomllib.loads(text).items() if isinstance(v, dict)}


@cache
def small(code: str) -> frozenset[str]:
    """Return the small words of a language."""
    return frozenset(tables()[code]["words"].split())


@cache
def codes_in(script: str) -> tuple[str, ...]:
    """Return the languages that are written in a script."""
    return tuple(code for code, table in tables().items() if table["script"] == script)


@cache
def all_small() -> dict[str, list[str]]:
    """Return every small word with the codes of its languages."""
    out: dict[str, list[str]] = {}
    for code in tables():
        for word in small(code):
            out.setdefault(word, []).append(code)
    return out


@cache
def _place(code: str) -> int:
    """Return which digit counts the small words of a language (see `_digits`)."""
    return [*tables()].index(code)


@cache
def _digits() -> dict[str, int]:
    """Return every small word as a number in which each of its languages has a digit of one.

    The base is 2¹⁶, more than there are words in a sample: in the sum over these a digit counts
    the small words of its language.
    """
    return {
        word: sum(1 << 16 * _place(code) for code in codes) for word, codes in all_small().items()
    }


@cache
def sides(main: str) -> dict[str, int]:
    """Return 1 for each small word of a language, 2¹⁶ for one of any other of its script, or both.

    The sum over the words of a sample, of which there are fewer, is two numbers.
    """
    rivals = frozenset(codes_in(tables()[main]["script"])) - {main}
    return {
        word: (main in codes) + (OTHERS if not rivals.isdisjoint(codes) else 0)
        for word, codes in all_small().items()
    }


@dataclass(slots=True)
class Sample:
    """What is counted of a stretch of text, or of several: letters by script, and words."""

    letters: Mapping[str, int]
    words: list[str]

    def sum(self, values: Mapping[str, int]) -> int:
        """Return the sum of the values of all words that have one."""
        return sum(map(values.get, self.words, repeat(0)))

    def hits(self, codes: Sequence[str]) -> dict[str, int]:
        """Return how many words are small words of languages: one sum counts for all at once."""
        size = len(tables())
        digits = unpack(f"<{size}H", self.sum(_digits()).to_bytes(2 * size, "little"))
        return {code: digits[_place(code)] for code in codes}

    def kinds(self, chosen: frozenset[str]) -> int:
        """Return how many different ones of some words there are, or that there are enough."""
        early = chosen.intersection(self.words[:_EARLY])
        return len(early) if len(early) >= KINDS else len(chosen.intersection(self.words))

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Sample:
        """Return what is counted of several stretches together."""
        if len(samples) == 1:
            return samples[0]
        letters = Counter[str]()
        for sample in samples:
            letters.update(sample.letters)
        return cls(letters, [*chain.from_iterable(sample.words for sample in samples)])


def sample_of(text: str) -> Sample:
    """Return what is counted of a stretch of text."""
    plain = _plain(text)
    return _any_sample(text) if plain is None else _plain_sample(plain)


def tallies(texts: Sequence[str], script: str, main: str) -> Iterator[Tally]:
    """Yield of each stretch of text its words, small words of a language, and of any rival.

    None for a stretch that is not all in one script. Where all is plain they are made ready at
    once, and if that is long counted at once: it moves no character, so each is known by its place.
    No rival has more than all rivals together: faster to know than which has how many.
    """
    whole = _plain(" ".join(texts)) if script == "Latin" else None
    if whole is not None and len(whole) > _LONG:
        from rhetoric.read.tallies import tallies as counted  # noqa: PLC0415  (numpy)

        found = counted(whole, [*map(len, texts)], main)
        if found is not None:
            yield from found
            return
    for sample in map(sample_of, texts):
        others, own = divmod(sample.sum(sides(main)), OTHERS)
        yield (len(sample.words), own, others) if [*sample.letters] == [script] else None


def _plain(text: str) -> str | None:
    """Return a text in small letters, a space for all else; None where other letters are in it.

    What is marked only by quotation marks and dashes need not be composed or case-folded first.
    """
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text.encode("ascii").translate(_PLAIN).decode("ascii") if text.isascii() else None


def _plain_sample(plain: str) -> Sample:
    return Sample({"Latin": len(plain) - plain.count(" ")}, plain.split())


def _any_sample(text: str) -> Sample:
    """Return what is counted of a text in whatever letters."""
    text = unicodedata.normalize("NFC", text).casefold()
    for mark in _MARKS:
        text = text.replace(mark, " ")
    if (plain := _plain(text)) is not None:  # composed, so is an accent of its own
        return _plain_sample(plain)
    return Sample(_by_script(text), _WORD.findall(text))


def _by_script(text: str) -> Mapping[str, int]:
    """Return how many letters of each script a text has."""
    letters: Counter[str] = Counter()
    for char, number in Counter(text).items():
        if name := _script_of(char):
            letters[name] += number
    return letters


@cache
def _script_of(char: str) -> str | None:
    """Return the script of a letter."""
    if "a" <= char <= "z":
        return "Latin"
    return next((name for name, letters in SCRIPTS.items() if re.match(letters, char)), None)
