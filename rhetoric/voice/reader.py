"""What is known while a document is read, and whose words its quotations are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex as re

from rhetoric.voice.cues import CLOSING, listed
from rhetoric.voice.frames import Frame, parse
from rhetoric.voice.paragraphs import Paragraph, Stretch
from rhetoric.voice.people import Bearers, People
from rhetoric.voice.quotes import Quotation, after, before, is_name, masked, quotations
from rhetoric.voice.subjects import shows

NARRATOR, REPORTED, DIRECT = 0, 1, 2
#: A noun phrase at the head of a clause, as far as a word in small letters or a comma.
_HEAD = re.compile(
    r"(?:^|,\s+)(?P<np>\s*(?:[Tt]he\s+)?(?:[\p{L}.'’\-]+\s+){0,6}?[\p{L}'’\-]+)(?=\s+\p{Ll}|\s*,)"
)


@lru_cache(50_000)
def plausible(said: str) -> bool:
    """Say whether the subject of a clause beside a quotation may be somebody.

    >>> plausible("his mother"), plausible("walking off when the man")
    (True, False)
    """
    parts = said.casefold().split()
    return len(parts) <= 10 and not set(parts) & listed("clause_words") and not shows(said)


class Reader:
    """What is known while the paragraphs of a document go by."""

    def __init__(
        self, text: str, speaker: str, *, base: tuple[int, str], bearers: Bearers | None = None
    ) -> None:
        self.base, self.bearers = base, bearers
        self.text, self.speaker = text, speaker
        self._people: People | None = None
        self.chain: str | None = None  # who was retold in the sentence before
        self.held: str | None = None  # who speaks without marks, since a colon
        self.quoting: str | None = None  # whose quotation goes on in the next paragraph
        self.marked = False  # speech stands in quotation marks here
        self.actor = ""  # the person who is the subject of the sentence
        self.retold: list[Stretch] = []  # of the paragraph

    @property
    def people(self) -> People:
        """The people of the document, looked for when the first is needed."""
        if self._people is None:
            self._people = People(self.text, self.speaker, self.bearers)
        return self._people

    def quoted(self, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
        """Yield the quotations that are somebody's speech."""
        for paragraph in paragraphs:
            yield from self.marks(paragraph)

    def acted(self, text: str, start: int, end: int) -> None:
        """Note the person who is the subject of a sentence, whatever the verb."""
        self.actor = ""
        for match in _HEAD.finditer(text[start : min(end, start + 400)]):
            if match.start() > 200:
                return
            words = match["np"].split()
            for size in range(len(words), 0, -1):
                who = self.person(" ".join(words[:size]))
                if who:
                    self.people.last, self.actor = who, match["np"].strip()
                    return

    def person(self, np: str) -> str:
        """Return the known person whom words name exactly, by name or title."""
        if np.casefold() in {"he", "she"}:
            return self.people.last
        return self.people.named(np) if np[:1].isupper() or np.startswith("the ") else ""

    def known(self, np: str) -> bool:
        """Say whether a noun phrase is somebody, or something that speaks."""
        folded = np.casefold().split()
        named = np[:1].isupper() or folded[0] == "the" or bool(self.person(np))
        return named or bool(listed("sources") & set(folded))

    def resolved(self, frame: Frame) -> str:
        """Return the name of a frame's subject, which has spoken now."""
        return self.people.spoke(self.people.who(frame.subject), subject=frame.subject)

    # Quotation marks

    def marks(self, paragraph: Paragraph) -> Iterator[Stretch]:
        """Find a paragraph's quotations; yield those that are speech."""
        text = paragraph.text
        inside = self.quoting
        going = inside is not None and text.lstrip()[:1] not in set('"“«„')
        paragraph.quotes = quotations(text, inside=going)
        paragraph.masked = masked(text, paragraph.quotes)
        self.quoting, last = None, inside if self.held is None else self.held
        sentences = iter([*paragraph.sentences, (len(text) + 1, len(text) + 1)])
        sentence = next(sentences)
        for quote in paragraph.quotes:
            while sentence[1] <= quote.start:
                self.passed(paragraph, *sentence)
                sentence = next(sentences)
            goes_on = going and quote.start == 0
            who = inside if goes_on else self.governor(paragraph, quote, last)
            if who is None:
                continue
            last, self.marked = who, True
            paragraph.said[quote.start] = who
            if quote.open:
                self.quoting = who
            yield Stretch(paragraph.at + quote.start, paragraph.at + quote.end, DIRECT, who)
        if any(quote.mark in "'‘" or quote.open for quote in paragraph.quotes):
            paragraph.masked = masked(text, paragraph.quotes, paragraph.said)
            paragraph.parsed.clear()

    def passed(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Note who acted and spoke in a sentence before a quotation."""
        if self.base[0]:
            return
        self.people.until(paragraph.at + end)
        if paragraph.candidate:
            parsed = parse(paragraph.masked, start, end, self.known)
            paragraph.parsed[start] = parsed
            for frame in parsed.frames:
                self.resolved(frame)
        self.acted(paragraph.masked, start, end)

    def governor(self, paragraph: Paragraph, quote: Quotation, last: str | None) -> str | None:
        """Return who says a quotation; None where it is no speech."""
        text = paragraph.masked
        ended = paragraph.text[: quote.end].rstrip().endswith(".")
        said = before(paragraph.text, quote) if ended and quote.start > 1 else None
        if said is None and not quote.open:
            said = after(paragraph.text, quote)
        if said is None and not ended and quote.start > 1:
            said = before(paragraph.text, quote)
        if said is not None:
            return self.name(said, last, paragraph.at + quote.start)
        if last is None:
            return None
        inner = paragraph.text[quote.start : quote.end].strip()
        head = text[: quote.start - 1].rstrip()
        begins = not head or head[-1] in {".", "!", "?", ",", ";", *CLOSING}
        whole = quote.open or (inner[-1:] in {*".!?,…"} and inner[:1].isupper())
        short = len(inner.split()) < 4 and is_name(paragraph.text, quote)
        return last if begins and whole and not short else None

    def name(self, said: str, last: str | None, at: int) -> str:
        """Return the name of the subject of a clause beside a quotation."""
        first = said.casefold().replace("’", "'").partition("'")[0]
        if first in {"i", "we"} or (not said and last is None):
            return self.base[1]
        if first == "they":
            return self.people.group or self.base[1]
        if said and not plausible(said):
            return last or self.base[1]
        self.people.until(at)
        if not said:
            return last or ""
        who = self.people.who(said)
        if said.casefold() in {"he", "she"}:
            return who or self.base[1]
        return self.people.spoke(who, subject=said)

    def fragments(self, paragraph: Paragraph, speech: Sequence[Stretch]) -> Iterator[Stretch]:
        """Yield words quoted inside what is retold, as its speaker's own."""
        for quote in paragraph.quotes:
            if quote.open or quote.mark in "'‘" or is_name(paragraph.text, quote):
                continue
            start, end = paragraph.at + quote.start, paragraph.at + quote.end
            if any(stretch.start <= start < stretch.end for stretch in speech):
                continue
            for stretch in self.retold:
                if stretch.kind == REPORTED and stretch.start <= start and end <= stretch.end + 1:
                    yield Stretch(start, end, DIRECT, stretch.speaker)
                    break
