"""Which language a text is in: its script first, then the small words that it is full of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rhetoric.corpus import Block, Document, Note, Profile
from rhetoric.read.samples import (
    KINDS,
    SCRIPTS,
    Sample,
    all_small,
    codes_in,
    sample_of,
    small,
    tables,
    tallies,
)

_SAMPLE = 60_000  # characters of a document that are looked at, from its beginning
_LEAST = 12  # words without which nothing is said of the language of a text in Latin or Cyrillic
_LETTERS = 10  # letters without which nothing is said of the language of any other script
_JAPANESE = frozenset({"shift_jis", "cp932", "euc_jp"})
_SHARE = 0.15  # of the words must be small words of the language
_MARGIN = 1.25  # times the small words of the next language
_PARTS = 24  # blocks of a document whose openings are looked at, at most
_LOOKED_AT = 6_000  # characters of all these openings
_OPENING = 250  # characters of each, at least
_EARLY = 240  # characters that tell a language from others nearly always
_MIXED = 0.2  # of the words of a document in another language make it a mixed one


@dataclass(frozen=True)
class Language:
    """A language by its code (ISO 639-1), and from 0 to 1 how sure it is."""

    code: str
    confidence: float


def named(code: str) -> str:
    """Return the English name of a language.

    >>> named("ko")
    'Korean'
    """
    return tables()[code]["name"] if code in tables() else code


def names() -> list[str]:
    """Return the English names of the languages that are told apart.

    >>> "Korean" in names()
    True
    """
    return [table["name"] for table in tables().values()]


def code_of(name: str) -> str:
    """Return the code of a language that is given by its code or its English name.

    >>> code_of("Korean"), code_of("en-GB"), code_of("Klingon")
    ('ko', 'en', 'klingon')
    """
    low = name.strip().casefold()
    short = low.replace("_", "-").partition("-")[0]
    return _by_name().get(low) or (short if short in tables() else low)


@cache
def _by_name() -> dict[str, str]:
    return {table["name"].casefold(): code for code, table in tables().items()}


def detect(text: str) -> Language | None:
    """Return the language of a text; None where it says too little to be sure.

    >>> detect("The Committee decided that it would keep the rate at which it lends to the banks.")
    Language(code='en', confidence=1.0)
    >>> detect("조선로동당 중앙위원회 제8기 전원회의").code
    'ko'
    >>> detect("It grew.")
    """
    return _judged([sample_of(text[:_SAMPLE])])


def _judged(samples: Sequence[Sample]) -> Language | None:
    """Return the language of several stretches of text together."""
    sample = Sample.of(samples)
    script, share = _script(sample.letters)
    if script is None:
        return None
    codes = codes_in(script)
    if len(codes) == 1:
        if sum(sample.letters.values()) < _LETTERS:
            return None
        return Language(codes[0], round(share, 2))
    return _by_words(sample, codes, share)


def _by_words(sample: Sample, codes: tuple[str, ...], share: float) -> Language | None:
    """Return the language, of those of one script, whose small words a text is full of."""
    counts = sample.hits(codes)
    hits = sorted(((number, code) for code, number in counts.items()), reverse=True)
    (best, code), (second, rival) = hits[:2]
    total = len(sample.words)
    if total < _LEAST or best < _SHARE * total or sample.kinds(small(code)) < KINDS:
        return None
    if best < _MARGIN * second:
        both = small(code) & small(rival)
        common = sum(word in both for word in sample.words)
        if best - common < 2 * (second - common):
            return None
    doubt = 0.5 * second / best if second > best / 2 else 0
    return Language(code, round(share * (1 - doubt), 2))


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
    return _script(sample_of(text).letters)[0]


def known_small(words: Iterable[str]) -> float:
    """Return the share of words that are small words of any language.

    >>> known_small(["été", "xyz"])
    0.5
    """
    found = [word.casefold() for word in words]
    return sum(word in all_small() for word in found) / max(len(found), 1)


def with_language(document: Document, *, sure: bool = False) -> Document:
    """Return a document with its language, and with a note where it mixes languages.

    A language that is given already stays; a note says where the words look like another, unless
    it is given for this very document (``sure``).
    """
    body = document.body
    parts = body[:: -(-len(body) // _PARTS) or 1]
    openings = [block.spans[0] for block in parts]
    room = max(_OPENING, _LOOKED_AT // max(len(parts), 1))
    texts = [document.raw[s.start : min(s.end, s.start + room)] for s in openings]
    plain = _plainly(texts)
    if plain and (document.language is None or code_of(document.language) == plain):
        return replace(document, language=document.language or plain, language_confidence=1.0)
    samples = [*map(sample_of, texts)]
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


def _mixture(document: Document, parts: Sequence[Block], samples: Sequence[Sample]) -> Note | None:
    """Return a note on a document of which a good part is in another language."""
    main = code_of(document.language) if document.language else None
    if main not in tables():
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


def _plainly(texts: Sequence[str]) -> str | None:
    """Return the language of stretches of text where all of them are surely in it, or say little.

    That is so of most documents: it is far ahead of all others of its script together, so that
    `_judged` would be sure of it, and no stretch makes a mixture. The beginning of the longest
    stretch says which language it may be; all must bear that out.
    """
    longest = max(texts, key=len, default="")
    early = sample_of(longest[:_EARLY].rpartition(" ")[0])  # no half of a word
    script = next(iter(early.letters), "")
    codes = codes_in(script)
    if len(codes) < 2:  # a script of its own says what it is
        return None
    counts = early.hits(codes)
    guess = max(codes, key=counts.__getitem__)
    total = own = others = 0
    for text, tally in zip(texts, tallies(texts, script, guess), strict=True):
        if tally is None:
            return None
        words, ours, theirs = tally
        if ours <= theirs and words >= _LEAST and (said := detect(text)) and said.code != guess:
            return None
        total, own, others = total + words, own + ours, others + theirs
    if own < 2 * others:  # of all rivals together: then of the next one
        hits = sample_of(" ".join(texts)).hits(codes)
        others = max(number for code, number in hits.items() if code != guess)
    ahead = total >= _LEAST and own >= max(2 * others, _SHARE * total)
    return guess if ahead and early.kinds(small(guess)) >= KINDS else None


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
