"""One document read from its beginning: whose words each stretch of characters is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex as re

from rhetoric.corpus import Document
from rhetoric.voice.cues import CLOSING, cue, listed
from rhetoric.voice.frames import Frame, Parsed, parse
from rhetoric.voice.paragraphs import Paragraph, Stretch
from rhetoric.voice.people import People
from rhetoric.voice.quotes import Quotation, after, before, is_name, masked, quotations
from rhetoric.voice.speeches import is_speech, is_statement, named

NARRATOR, REPORTED, DIRECT = 0, 1, 2
_MARKS = frozenset('"“«„')
#: A noun phrase at the head of a clause, as far as a word in small letters or a comma.
_HEAD = re.compile(
    r"(?:^|,\s+)(?P<np>\s*(?:[Tt]he\s+)?(?:[\p{L}.'’\-]+\s+){0,6}?[\p{L}'’\-]+)(?=\s+\p{Ll}|\s*,)"
)


def walk(document: Document, paragraphs: Sequence[Paragraph], text: str) -> Iterator[Stretch]:
    """Yield whose words the stretches of a document are; what none covers is the narrator's.

    ``text`` is the document's plain text (see `plain`).
    """
    speaker = named(document.speaker)
    turns = any(paragraph.block.speaker for paragraph in paragraphs)
    english = document.language in {None, "en"}
    if not turns and is_speech(document):
        if paragraphs:
            last = paragraphs[-1].block.spans[-1].end
            yield Stretch(paragraphs[0].at, last, DIRECT, speaker)
        yield from _Walk(text, speaker, base=(DIRECT, speaker)).quoted(paragraphs)
    elif turns:
        yield from _turns(text, paragraphs)
    elif not english or is_statement(document):
        yield from _Walk(text, "", base=(NARRATOR, "")).quoted(paragraphs)
    else:
        yield from _Walk(text, "", base=(NARRATOR, "")).all(paragraphs)


def _turns(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
    """Yield the turns of a transcript, and who is quoted in them."""
    reader = _Walk(text, "", base=(NARRATOR, ""))
    for paragraph in paragraphs:
        who = " ".join((paragraph.block.speaker or "").split())
        if who:
            yield Stretch(paragraph.at, paragraph.at + len(paragraph.text), DIRECT, who)
        reader.base = (DIRECT if who else NARRATOR, who)
        yield from reader.quoted([paragraph])


def plausible(said: str) -> bool:
    """Say whether the subject of a clause beside a quotation may be somebody.

    >>> plausible("his mother"), plausible("walking off when the man")
    (True, False)
    """
    parts = said.casefold().split()
    return len(parts) <= 10 and not set(parts) & listed("clause_words")


class _Walk:
    """What is known while the paragraphs of a document go by."""

    def __init__(self, text: str, speaker: str, *, base: tuple[int, str]) -> None:
        self.base = base
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
            self._people = People(self.text, self.speaker)
        return self._people

    def quoted(self, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
        """Yield the quotations that are somebody's speech."""
        for paragraph in paragraphs:
            yield from self.marks(paragraph)

    def all(self, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
        """Yield everything that is not the narrator's own."""
        for paragraph in paragraphs:
            if paragraph.block.kind == "heading":
                self.held = self.chain = self.quoting = None
                continue
            people = self.people
            met = people.last, people.source, people.group
            speech = list(self.marks(paragraph))
            people.last, people.source, people.group = met
            yield from self.reported(paragraph)
            yield from speech
            yield from self.fragments(paragraph, speech)

    # Quotation marks

    def marks(self, paragraph: Paragraph) -> Iterator[Stretch]:
        """Find a paragraph's quotations; yield those that are speech."""
        text = paragraph.text
        inside = self.quoting
        going = inside is not None and text.lstrip()[:1] not in set('"“«„')
        paragraph.quotes = quotations(text, inside=going)
        paragraph.masked = masked(text, paragraph.quotes)
        self.quoting, last = None, inside
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

    # Clauses that report

    def reported(self, paragraph: Paragraph) -> Iterator[Stretch]:
        """Yield what a paragraph retells, and what is said in it without marks."""
        first, resume = 0, 0
        self.retold = []
        if self.held is not None:
            first, resume, words = self.closing(paragraph)
            if words is not None:
                yield words
            if self.held is not None:
                return
        self.retold = list(self.clauses(paragraph, first, resume))
        yield from self.retold

    def clauses(self, paragraph: Paragraph, first: int, resume: int) -> Iterator[Stretch]:
        """Yield what the sentences from the first on retell, with those that go on after it."""
        run: list[tuple[int, int]] = []
        for start, end in paragraph.sentences[first:]:
            begin = max(start, resume)
            parsed = self.sentence(paragraph, begin, end)
            self.heard(paragraph, begin, end)
            if parsed == Parsed():
                run.append((begin, end))
                continue
            yield from self.going_on(paragraph, run)
            run = []
            yield from self.told(paragraph, parsed)
        yield from self.going_on(paragraph, run)

    def sentence(self, paragraph: Paragraph, start: int, end: int) -> Parsed:
        """Return what a sentence tells, its people known."""
        self.people.until(paragraph.at + end)
        text = paragraph.masked
        if not paragraph.candidate:
            self.acted(text, start, end)
            return Parsed((), (), None)
        known = paragraph.parsed.get(start)
        parsed = parse(text, start, end, self.known) if known is None else known
        self.acted(text, start, end)
        given = cue("given").search(text, start, end)
        if given is not None:
            giver = parsed.frames[0].subject if parsed.frames else self.actor
            who = self.people.who(giver) if giver else ""
            if who:
                self.people.gave(given["what"], who)
        return parsed

    def heard(self, paragraph: Paragraph, start: int, end: int) -> None:
        """Note who is quoted in a sentence as the last who spoke."""
        for at, who in paragraph.said.items():
            if start <= at < end and who in self.people.names.values():
                self.people.last = who

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

    def told(self, paragraph: Paragraph, parsed: Parsed) -> Iterator[Stretch]:
        """Yield the words that a sentence reports; note who goes on after it."""
        names: dict[str, str] = {}
        for frame in parsed.frames:
            names[frame.subject] = self.resolved(frame)
        for words in parsed.words:
            who = names.get(words.subject)
            if who is None:
                who = self.people.who(words.subject) if words.subject else self.people.last
            yield Stretch(paragraph.at + words.start, paragraph.at + words.end, words.kind, who)
        self.chain = next(reversed(names.values()), None)
        if parsed.opens is not None:
            self.held = names.get(parsed.opens, self.chain or self.people.last)

    def resolved(self, frame: Frame) -> str:
        """Return the name of a frame's subject, which has spoken now."""
        return self.people.spoke(self.people.who(frame.subject), subject=frame.subject)

    def going_on(self, paragraph: Paragraph, run: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
        """Yield sentences without a frame after retold ones, where they are we's or must's."""
        if not run:
            return
        start, end = run[0][0], run[-1][1]
        if self.chain is not None and self.goes_on(paragraph.masked, start, end):
            yield Stretch(paragraph.at + start, paragraph.at + end, REPORTED, self.chain)
        else:
            self.chain = None

    def goes_on(self, text: str, start: int, end: int) -> bool:
        """Say whether sentences without a frame are still whose words were retold before them.

        A text that puts speech in quotation marks leaves none without them.
        """
        if self.marked:
            return False
        if cue("agenda").search(text[start:end]) or cue("event").match(text, start, end):
            return False
        ours = cue("first").search(text, start, end) is not None
        return ours or cue("ought").search(text, start, end) is not None

    # Speech without marks

    def closing(self, paragraph: Paragraph) -> tuple[int, int, Stretch | None]:
        """Return the sentence and place at which unmarked speech has ended, and its words here.

        It ends before a clause that tells of somebody, before an item of the agenda, or with
        "..., he said", whose words before it are still direct.
        """
        who, text, at = self.held or "", paragraph.masked, paragraph.at
        if text.lstrip()[:1] in _MARKS and any(quote.start <= 3 for quote in paragraph.quotes):
            self.held = None
            return 0, 0, None
        for i, (start, end) in enumerate(paragraph.sentences):
            parsed = parse(text, start, end, self.known) if paragraph.candidate else Parsed()
            if i == 0 and (cue("agenda").search(text[start:end]) or self.breaks(parsed, start)):
                self.held = None
                return 0, 0, None
            beside = next((f for f in parsed.frames if f.beside and self.same(f, who)), None)
            if beside is not None:
                self.held, self.chain = None, who
                cut = len(text[: beside.start].rstrip(" ,"))
                return i, beside.start, Stretch(at, at + cut, DIRECT, who)
        return len(paragraph.sentences), 0, Stretch(at, at + len(text), DIRECT, who)

    def same(self, frame: Frame, who: str) -> bool:
        """Say whether a frame's subject is the one who speaks."""
        if frame.subject.casefold() in {"he", "she"}:
            return True
        return self.people.who(frame.subject) == who

    def breaks(self, parsed: Parsed, start: int) -> bool:
        """Say whether a sentence tells of somebody in the third person from its beginning."""
        if not parsed.frames or parsed.frames[0].beside:
            return False
        frame = parsed.frames[0]
        led = frame.start - start < 40
        led = led or bool(parsed.words and parsed.words[0].start - start < 30)
        words = set(frame.subject.casefold().split())
        third = bool(words & {"he", "she"}) or bool(self.person(frame.subject))
        return led and (third or bool(words & (listed("sources") | listed("events"))))
