"""One document read from its beginning: whose words each stretch of characters is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rhetoric.corpus import Document
from rhetoric.voice.cues import cue, listed
from rhetoric.voice.frames import Frame, Parsed, parse
from rhetoric.voice.paragraphs import Paragraph, Stretch
from rhetoric.voice.reader import DIRECT, NARRATOR, REPORTED, Reader
from rhetoric.voice.speeches import is_speech, is_statement, named

_MARKS = frozenset('"“«„')


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


class _Walk(Reader):
    """The reading of one document, paragraph by paragraph."""

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
