"""One document read from its beginning: whose words each stretch of characters is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex as re

from rhetoric.corpus import Document
from rhetoric.voice.cues import cue, folded, listed
from rhetoric.voice.frames import Frame, Parsed, parse
from rhetoric.voice.paragraphs import Paragraph, Stretch
from rhetoric.voice.people import Bearers
from rhetoric.voice.reader import DIRECT, NARRATOR, REPORTED, Reader
from rhetoric.voice.speeches import is_speech, is_statement, named
from rhetoric.voice.subjects import subject

#: Paragraphs in which "..., he said" is looked for that closes speech without marks.
_AHEAD = 60
_MARKS = frozenset('"“«„')
#: Characters among which the verb of a sentence's first clause, and its subject, are looked for.
_FAR, _NEAR = 240, 100
_PAST = re.compile(
    r"(?<!\bto\s)\b(?:was|were|had|took|held|made|gave|met|left|went|came|began|saw|sent|rose|spoke"
    r"|wrote|paid|brought|laid|read|shook|sat|stood|\p{Ll}{2,}ed)\b"
)
#: Whoever says "I" or "you".
_SPOKEN = re.compile(
    r"(?<![\p{L}.])(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|[Oo]ur|[Oo]urs|[Uu]s|[Yy]ou|[Yy]ours?)(?![\p{L}.\-])"
)


def walk(
    document: Document, paragraphs: Sequence[Paragraph], text: str, bearers: Bearers
) -> Iterator[Stretch]:
    """Yield whose words the stretches of a document are; what none covers is the narrator's.

    ``text`` is the document's plain text (see `plain`); who bears which title is noted.
    """
    speaker = named(document.speaker)
    turns = any(paragraph.block.speaker for paragraph in paragraphs)
    english = document.language in {None, "en"}
    if not turns and is_speech(document):
        if paragraphs:
            last = paragraphs[-1].block.spans[-1].end
            yield Stretch(paragraphs[0].at, last, DIRECT, speaker)
        yield from Reader(text, speaker, base=(DIRECT, speaker), bearers=bearers).quoted(paragraphs)
        return
    walker = _Walk(text, "", base=(NARRATOR, ""), bearers=bearers)
    if turns:
        yield from _turns(walker, paragraphs)
    elif not english:
        yield from walker.quoted(paragraphs)
    else:
        walker.own = (document.title or "-") if is_statement(document) else None
        yield from walker.all(paragraphs)


def _turns(reader: Reader, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
    """Yield the turns of a transcript, and who is quoted in them."""
    for paragraph in paragraphs:
        who = " ".join((paragraph.block.speaker or "").split())
        if who:
            yield Stretch(paragraph.at, paragraph.at + len(paragraph.text), DIRECT, who)
        reader.base = (DIRECT if who else NARRATOR, who)
        yield from reader.quoted([paragraph])


def begun(paragraph: Paragraph, said: Stretch) -> bool:
    """Say whether direct words after a colon begin a speech: "He said: We ...", no list."""
    at = said.start - paragraph.at
    text = paragraph.masked
    head = text[max(0, at - 160) : at].rstrip().removesuffix(":")
    verb = next(reversed(list(cue("verb").finditer(head))), None)
    if verb is None or not text[at:].lstrip()[:1].isupper():
        return False
    gap = head[verb.end() :].split()
    return not gap or gap[0] in listed("prepositions") or folded(verb[0]) in listed("telling")


class _Walk(Reader):
    """The reading of one document, paragraph by paragraph."""

    own: str | None = None  # the title of an institution's statement: its own acts are no speech
    ahead: Sequence[Paragraph] = ()  # this paragraph and those after it

    def all(self, paragraphs: Sequence[Paragraph]) -> Iterator[Stretch]:
        """Yield everything that is not the narrator's own."""
        for i, paragraph in enumerate(paragraphs):
            self.ahead = paragraphs[i : i + _AHEAD]
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
        speaking: str | None = None
        for i, (start, end) in enumerate(paragraph.sentences[first:], first):
            begin = max(start, resume)
            parsed = self.sentence(paragraph, begin, end)
            self.heard(paragraph, begin, end)
            if speaking is not None and parsed == Parsed() and not self.narrative(paragraph, i):
                yield Stretch(paragraph.at + begin, paragraph.at + end, DIRECT, speaking)
                continue
            speaking = None
            if parsed == Parsed():
                run.append((begin, end))
                continue
            yield from self.going_on(paragraph, run)
            run = []
            told = list(self.told(paragraph, parsed))
            yield from told
            if told and told[-1].kind == DIRECT and begun(paragraph, told[-1]):
                speaking = told[-1].speaker
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
            if start <= at < end and self.people.somebody(who):
                self.people.last = who

    def told(self, paragraph: Paragraph, parsed: Parsed) -> Iterator[Stretch]:
        """Yield the words that a sentence reports; note who goes on after it."""
        names: dict[str, str] = {}
        for frame in parsed.frames:
            who = self.resolved(frame)
            if self.own is None or frame.cited or self.outside(frame.subject, who):
                names[frame.subject] = who
        for words in parsed.words:
            if self.own is not None and words.subject not in names:
                continue
            name = names.get(words.subject)
            if name is None:
                name = self.people.who(words.subject) if words.subject else self.people.last
            yield Stretch(paragraph.at + words.start, paragraph.at + words.end, words.kind, name)
        self.chain = next(reversed(names.values()), None) if self.own is None else None
        source = parsed.opens is not None and listed("sources") & set(parsed.opens.split())
        if parsed.opens is not None and (self.own is None or parsed.opens in names or source):
            self.held = names.get(parsed.opens) or self.people.who(parsed.opens)

    def outside(self, subject: str, who: str) -> bool:
        """Say whether somebody else is told of in an institution's own statement."""
        people = self.people
        if subject.casefold() in {"he", "she"}:
            return bool(who)
        if " and " in who and who == people.group:
            return True
        sure = who in people.agents.values() or bool(people.bearers.get(who))
        return sure or (people.somebody(who) and " " in who and who not in (self.own or ""))

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
            if self.narrative(paragraph, i) and not self.closes(paragraph, i, who):
                self.held = None
                return i, start, Stretch(at, at + start, DIRECT, who) if start else None
        return len(paragraph.sentences), 0, Stretch(at, at + len(text), DIRECT, who)

    def narrative(self, paragraph: Paragraph, number: int) -> bool:
        """Say whether a sentence after unmarked speech is the narrator's again.

        Its subject is the speaker by name or title; or it tells what somebody else did or what
        happened at a meeting, and nobody speaks of himself or to somebody until the next paragraph
        has ended.
        """
        text, (start, end) = paragraph.masked, paragraph.sentences[number]
        verb = _PAST.search(text, start, min(end, start + _FAR))
        found = None if verb is None else subject(text, start, verb.start())
        if found is None or found[1] - start > _NEAR or _SPOKEN.search(text, start, end):
            return False
        who, words = found[0], set(found[0].casefold().split())
        person = self.person(who)
        if person and person == self.held and not words & {"he", "she"}:
            return True
        if not person and not words & listed("events"):
            return False
        after = [part.text for part in self.ahead[1:2] if part.block.kind != "heading"]
        return not any(_SPOKEN.search(part) for part in (text[end:], *after))

    def closes(self, paragraph: Paragraph, number: int, who: str) -> bool:
        """Say whether "..., he said" of the speaker is still to come after a sentence."""
        for part in self.ahead:
            if part.block.kind == "heading" or part.text.lstrip()[:1] in _MARKS:
                return False
            first = number + 1 if part is paragraph else 0
            for i, (start, end) in enumerate(part.sentences[first:] if part.candidate else ()):
                parsed = parse(part.text, start, end, self.known)
                if any(f.beside and self.person(f.subject) == who for f in parsed.frames):
                    return True
                if i == 0 and part is not paragraph and self.breaks(parsed, start):
                    return False
        return False

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
