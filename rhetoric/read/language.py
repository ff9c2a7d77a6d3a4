"""Which language a text is in: its script first, then the small words that it is full of."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import chain, repeat
from struct import unpack

import regex as re

from rhetoric.corpus import Block, Document, Note, Profile

#: Letters of each script; Japanese is known by its kana, whatever Han letters stand among them.
SCRIPTS = {
    "Latin": r"\p{Latin}", "Cyrillic": r"\p{Cyrillic}", "Greek": r"\p{Greek}",
    "Hangul": r"\p{Hangul}", "Kana": r"[\p{Hiragana}\p{Katakana}]", "Han": r"\p{Han}",
    "Arabic": r"\p{Arabic}", "Hebrew": r"\p{Hebrew}", "Devanagari": r"\p{Devanagari}",
    "Thai": r"\p{Thai}", "Georgian": r"\p{Georgian}", "Armenian": r"\p{Armenian}",
}  # fmt: skip
_WORD = re.compile(r"[\p{L}\p{M}]+")
#: The same for plain text, much faster: all but small letters is a space.
_PLAIN = {code: chr(code) if chr(code).islower() else " " for code in range(128)}
#: What is typed between words and no letter, though it is not plain.
_MARKS = "’‘“”–—…\u00a0"
_SAMPLE = 60_000  # characters of a document that are looked at, from its beginning
_LEAST = 12  # words without which nothing is said of the language of a text in Latin or Cyrillic
_KINDS = 3  # different ones: "a" over and over is no language
_LETTERS = 10  # letters without which nothing is said of the language of any other script
_JAPANESE = frozenset({"shift_jis", "cp932", "euc_jp"})
_SHARE = 0.15  # of the words must be small words of the language
_MARGIN = 1.25  # times the small words of the next language
_PARTS = 24  # blocks of a document whose openings are looked at, at most
_MIXED = 0.2  # of the words of a document in another language make it a mixed one


@dataclass(frozen=True)
class Language:
    """A language by its code (ISO 639-1), and from 0 to 1 how sure it is."""

    code: str
    confidence: float


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = resources.files("rhetoric.lexicons").joinpath("languages.toml").read_text("utf-8")
    return {k: v for k, v in tomllib.loads(text).items() if isinstance(v, dict)}


@cache
def _small(code: str) -> frozenset[str]:
    return frozenset(_tables()[code]["words"].split())


def named(code: str) -> str:
    """Return the English name of a language.

    >>> named("ko")
    'Korean'
    """
    return _tables()[code]["name"] if code in _tables() else code


def names() -> list[str]:
    """Return the English names of the languages that are told apart.

    >>> "Korean" in names()
    True
    """
    return [table["name"] for table in _tables().values()]


def code_of(name: str) -> str:
    """Return the code of a language that is given by its code or its English name.

    >>> code_of("Korean"), code_of("en-GB"), code_of("Klingon")
    ('ko', 'en', 'klingon')
    """
    low = name.strip().casefold()
    by_name = {table["name"].casefold(): code for code, table in _tables().items()}
    short = re.split(r"[-_]", low)[0]
    return by_name.get(low) or (short if short in _tables() else low)


def detect(text: str) -> Language | None:
    """Return the language of a text; None where it says too little to be sure.

    >>> detect("The Committee decided that it would keep the rate at which it lends to the banks.")
    Language(code='en', confidence=1.0)
    >>> detect("조선로동당 중앙위원회 제8기 전원회의").code
    'ko'
    >>> detect("It grew.")
    """
    return _judged([_sample(text[:_SAMPLE])])


@dataclass(frozen=True)
class _Sample:
    """What is counted of stretches of text: letters by script, and words."""

    letters: Mapping[str, int]
    words: Sequence[Sequence[str]]

    @property
    def size(self) -> int:
        """How many words there are."""
        return sum(map(len, self.words))

    def sum(self, values: Mapping[str, int]) -> int:
        """Return the sum of the values of all words that have one."""
        return sum(map(values.get, chain.from_iterable(self.words), repeat(0)))

    def hits(self, codes: Sequence[str]) -> dict[str, int]:
        """Return how many words are small words of languages: one sum counts for all at once."""
        size = len(_tables())
        digits = unpack(f"<{size}H", self.sum(_digits()).to_bytes(2 * size, "little"))
        return {code: digits[_place(code)] for code in codes}

    def kinds(self, chosen: frozenset[str]) -> int:
        """Return how many different ones of some words there are, or that there are enough."""
        seen: frozenset[str] = frozenset()
        for words in self.words:
            seen |= chosen.intersection(words)
            if len(seen) >= _KINDS:
                break
        return len(seen)

    @classmethod
    def of(cls, samples: Sequence[_Sample]) -> _Sample:
        """Return what is counted of several stretches together."""
        if len(samples) == 1:
            return samples[0]
        letters = Counter[str]()
        for sample in samples:
            letters.update(sample.letters)
        words = [words for sample in samples for words in sample.words]
        return cls(letters, words)


def _sample(text: str) -> _Sample:
    """Return what is counted of a stretch of text."""
    text = unicodedata.normalize("NFC", text).casefold()
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    if text.isascii():
        plain = text.translate(_PLAIN)
        letters: Mapping[str, int] = {"Latin": len(plain) - plain.count(" ")}
        words = plain.split()
    else:
        letters = _by_script(text)
        words = _WORD.findall(text)
    return _Sample(letters, (words,))


def _by_script(text: str) -> Mapping[str, int]:
    """Return how many letters of each script a text has."""
    letters: Counter[str] = Counter()
    for char, number in Counter(text).items():
        if name := _script_of(char):
            letters[name] += number
    return letters


def _judged(samples: Sequence[_Sample]) -> Language | None:
    """Return the language of several stretches of text together."""
    sample = _Sample.of(samples)
    script, share = _script(sample.letters)
    if script is None:
        return None
    codes = _codes(script)
    if len(codes) == 1:
        if sum(sample.letters.values()) < _LETTERS:
            return None
        return Language(codes[0], round(share, 2))
    return _by_words(sample, codes, share)


def _by_words(sample: _Sample, codes: tuple[str, ...], share: float) -> Language | None:
    """Return the language, of those of one script, whose small words a text is full of."""
    counts = sample.hits(codes)
    hits = sorted(((number, code) for code, number in counts.items()), reverse=True)
    (best, code), (second, rival) = hits[:2]
    total = sample.size
    if total < _LEAST or best < _SHARE * total or sample.kinds(_small(code)) < _KINDS:
        return None
    if best < _MARGIN * second:
        both = _small(code) & _small(rival)
        common = sum(word in both for words in sample.words for word in words)
        if best - common < 2 * (second - common):
            return None
    doubt = 0.5 * second / best if second > best / 2 else 0
    return Language(code, round(share * (1 - doubt), 2))


@cache
def _codes(script: str) -> tuple[str, ...]:
    """Return the languages that are written in a script."""
    return tuple(code for code, table in _tables().items() if table["script"] == script)


def _script(letters: Mapping[str, int]) -> tuple[str | None, float]:
    """Return the script of most letters, and its share."""
    if len(letters) == 1:  # of most texts
        name, number = next(iter(letters.items()))
        return (name, 1.0) if number else (None, 0.0)
    counts = {name: letters.get(name, 0) for name in SCRIPTS}
    if counts["Kana"] > 0.1 * counts["Han"]:
        counts["Kana"] += counts["Han"]
        counts["Han"] = 0
    total = sum(counts.values())
    if not total:
        return None, 0.0
    script = max(counts, key=counts.__getitem__)
    # Every Korean or Russian page holds some Latin letters; the reverse is rare.
    return script, counts[script] / total


def script_of(text: str) -> str | None:
    """Return the script of most letters of a text, or None where it has none.

    >>> script_of("조선로동당 (WPK)"), script_of("2024")
    ('Hangul', None)
    """
    return _script(_sample(text).letters)[0]


def known_small(words: Iterable[str]) -> float:
    """Return the share of words that are small words of any language.

    >>> known_small(["été", "xyz"])
    0.5
    """
    found = [word.casefold() for word in words]
    return sum(word in _all_small() for word in found) / max(len(found), 1)


@cache
def _script_of(char: str) -> str | None:
    """Return the script of a letter."""
    if "a" <= char <= "z":
        return "Latin"
    return next((name for name, letters in SCRIPTS.items() if re.match(letters, char)), None)


@cache
def _all_small() -> dict[str, list[str]]:
    """Return every small word with the codes of its languages."""
    out: dict[str, list[str]] = {}
    for code in _tables():
        for word in _small(code):
            out.setdefault(word, []).append(code)
    return out


@cache
def _place(code: str) -> int:
    """Return which digit counts the small words of a language (see `_digits`)."""
    return [*_tables()].index(code)


@cache
def _digits() -> dict[str, int]:
    """Return every small word as a number in which each of its languages has a digit of one.

    The base is 2¹⁶, more than there are words in a sample: in the sum over these a digit counts
    the small words of its language.
    """
    return {
        word: sum(1 << 16 * _place(code) for code in codes) for word, codes in _all_small().items()
    }


@cache
def _leaning(main: str) -> dict[str, int]:
    """Return 1 for each small word of a language that no other of its script has, -1 for theirs.

    Where the sum over the words of a text is more than 0, none of the others has as many.
    """
    rivals = frozenset(_codes(_tables()[main]["script"])) - {main}
    out = {}
    for word, codes in _all_small().items():
        if (main in codes) != (not rivals.isdisjoint(codes)):
            out[word] = 1 if main in codes else -1
    return out


def with_language(document: Document, *, sure: bool = False) -> Document:
    """Return a document with its language, and with a note where it mixes languages.

    A language that is given already stays; a note says where the words look like another, unless
    it is given for this very document (``sure``).
    """
    body = document.body
    parts = body[:: -(-len(body) // _PARTS) or 1]
    samples = [_sample(_opening(document, block)) for block in parts]
    found = _judged(samples)
    if found is not None and found.code == "zh" and document.encoding in _JAPANESE:
        found = replace(found, code="ja")  # a short text without kana
    if document.language is None and found is not None:
        document = replace(document, language=found.code, language_confidence=found.confidence)
    elif document.language is not None:
        document = replace(document, language_confidence=1.0)
    other = found is not None and document.language and found.code != code_of(document.language)
    if found is not None and other and not sure:
        said = f"the language is given as {named(code_of(document.language or ''))}"
        return _noted(document, Note("language", f"{said}, but the words look {named(found.code)}"))
    note = _mixture(document, parts, samples)
    return _noted(document, note) if note else document


def _noted(document: Document, note: Note) -> Document:
    return replace(document, notes=(*document.notes, note))


def _opening(document: Document, block: Block) -> str:
    """Return the first few hundred characters of a block."""
    span = block.spans[0]
    return document.raw[span.start : min(span.end, span.start + 600)]


def _mixture(document: Document, parts: Sequence[Block], samples: Sequence[_Sample]) -> Note | None:
    """Return a note on a document of which a good part is in another language."""
    main = code_of(document.language) if document.language else None
    if main not in _tables() or all(_is_surely(main, sample) for sample in samples):
        return None
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for block, sample in zip(parts, samples, strict=True):
        language = _judged([sample])
        if language is not None and language.confidence >= 0.7:
            counts[language.code] += sum(sample.letters.values())
            first.setdefault(language.code, block.spans[0].start)
    other = {c: n for c, n in counts.items() if c != main and n >= _MIXED * counts.total()}
    if main not in counts or not other:
        return None
    shares = ", ".join(f"{named(c)} {n / counts.total():.0%}" for c, n in counts.most_common())
    line = document.line(first[max(other, key=other.__getitem__)])
    return Note("language", f"mixed languages: {shares} of the letters", line)


def _is_surely(main: str, sample: _Sample) -> bool:
    """Say whether a stretch is in a language, or in none that can be told: without telling it."""
    if [*sample.letters] != [_tables()[main]["script"]]:
        return False
    return sample.size < _LEAST or sample.sum(_leaning(main)) > 0


def apart(
    documents: Sequence[Document], profile: Profile
) -> tuple[list[Document], list[Document], list[Note]]:
    """Return the documents that can be compared, those in another language, and notes on them.

    The language of a corpus is that of most of its documents, or what ``languages`` of corpus.toml
    lists. A document whose language is not known stays.
    """
    codes = {d.id: code_of(d.language) for d in documents if d.language}
    wanted = {code_of(name) for name in profile.languages} or _majority(documents, codes)
    out = [d for d in documents if d.id in codes and codes[d.id] not in wanted]
    if out and len(out) == len(documents):
        said = f"no document is in {', '.join(named(code) for code in sorted(wanted))}"
        note = Note("language", f"{said} (languages of corpus.toml): all are compared")
        return list(documents), [], [note]
    if not out:
        return list(documents), [], []
    main = ", ".join(named(code) for code in sorted(wanted))
    moved, notes = [], []
    for document in out:
        name = named(codes[document.id])
        said = f"in {name}, the corpus is in {main}: kept out of comparisons"
        listed = ", ".join(f'"{code}"' for code in sorted({*wanted, codes[document.id]}))
        way = f"languages = [{listed}] in corpus.toml takes it in"
        moved.append(replace(document, notes=(*document.notes, Note("language", f"{said}; {way}"))))
        notes.append(Note("language", f"{document.file} is {said}; {way}"))
    left = {d.id for d in out}
    return [d for d in documents if d.id not in left], moved, notes


def _majority(documents: Sequence[Document], codes: dict[str, str]) -> set[str]:
    """Return the language of most documents; among as many, of the longer texts."""
    votes: dict[str, tuple[int, int]] = {}
    for document in documents:
        if document.id in codes:
            count, size = votes.get(codes[document.id], (0, 0))
            votes[codes[document.id]] = (count + 1, size + len(document.raw))
    return {max(sorted(votes), key=votes.__getitem__)} if votes else set()
