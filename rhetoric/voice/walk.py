"""One document read from its beginning: whose words each stretch of characters is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex as re

from rhetoric.corpus import Block, Document
from rhetoric.voice.cues import CLOSING, cue, listed
from rhetoric.voice.frames import Frame, Parsed, parse
from rhetoric.voice.people import People
from rhetoric.voice.quotes import Quotation, after, before, is_name, masked, quotations
from rhetoric.voice.speeches import is_speech, is_statement, named

NARRATOR, REPORTED, DIRECT = 0, 1, 2
#: Signs of markup and ends of lines as spaces: offsets stay those of the raw text.
_PLAIN = str.maketrans(dict.fromkeys("*_\n\r\t\u00a0", " "))


class Stretch(NamedTuple):
    """Characters of the raw text in a voice, of somebody; a later one covers earlier ones."""

    start: int
    end: int
    kind: int
    speaker: str


@dataclass
class Paragraph:
    """A block with its sentences, in offsets of ``text``, which begins at ``at`` of the raw text."""

    block: Block
    at: int
    text: str
    sentences: Sequence[tuple[int, int]]
    candidate: bool
    quotes: list[Quotation] = field(default_factory=list)
    masked: str = ""


def plain(raw: str) -> str:
    r"""Return a raw text without signs of markup, of the same length.

    >>> plain("**Kim**\nsaid")
    '  Kim   said'
    """
    return raw.translate(_PLAIN)


def block_text(text: str, block: Block) -> str:
    """Return the characters of a block from its first to its last; what is between is blank."""
    first, last = block.spans[0].start, block.spans[-1].end
    if len(block.spans) == 1:
        return text[first:last]
    parts, at = [], first
    for span in block.spans:
        parts += [" " * (span.start - at), text[span.start : span.end]]
        at = span.end
    return "".join(parts)


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
            speech = list(self.marks(paragraph))
            yield from self.reported(paragraph)
            yield from speech
            yield from self.fragments(paragraph, speech)

    # Quotation marks

    def marks(self, paragraph: Paragraph) -> Iterator[Stretch]:
        """Find a paragraph's quotations; yield those that are speech."""
        text = paragraph.text
        inside = self.quoting
        going = inside is not None and text.lstrip()[:1] not in set("\"“«„")
        paragraph.quotes = quotations(text, inside=going)
        paragraph.masked = masked(text, paragraph.quotes)
        self.quoting, last = None, inside
        for quote in paragraph.quotes:
            if going and quote.start == 0:
                who = inside
            else:
                who = self.governor(paragraph, quote, last)
            if who is None:
                continue
            last, self.marked = who, True
            if quote.open:
                self.quoting = who
            yield Stretch(paragraph.at + quote.start, paragraph.at + quote.end, DIRECT, who)

    def governor(self, paragraph: Paragraph, quote: Quotation, last: str | None) -> str | None:
        """Return who says a quotation; None where it is no speech."""
        text = paragraph.masked
        said = None if quote.open else after(_unmasked(paragraph, quote), quote)
        if said is None and quote.start > 1:
            said = before(_unmasked(paragraph, quote), quote)
        if said is not None:
            return self.name(said, last, paragraph.at + quote.start)
        inner = paragraph.text[quote.start : quote.end].strip()
        alone = not text[: quote.start - 1].strip()
        begins = alone or text[: quote.start - 1].rstrip()[-1:] in {".", "!", "?", ",", ";", *CLOSING}
        whole = quote.open or (inner[-1:] and inner[-1] in ".!?,…" and inner[:1].isupper())
        if last is not None and begins and whole and not (
            quote.mark not in "'‘" and is_name(paragraph.text, quote) and len(inner.split()) < 4
        ):
            return last
        return None

    def name(self, said: str, last: str | None, at: int) -> str:
        """Return the name of the subject of a clause beside a quotation."""
        if said.casefold() in {"i", "we"} or (not said and last is None):
            return self.base[1]
        self.people.until(at)
        if not said:
            return last or ""
        who = self.people.who(said)
        if said.casefold() in {"he", "she", "they"}:
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
        self.retold: list[Stretch] = []
        first = 0
        if self.held is not None:
            first, stretch = self.closing(paragraph)
            if stretch is not None:
                yield stretch
        if not self.needed(paragraph):
            if first < len(paragraph.sentences):
                self.chain = None
            return
        run: list[tuple[int, int]] = []
        found: list[Stretch] = []
        for start, end in paragraph.sentences[first:] if self.held is None else ():
            begin = max(start, self.resume)
            if begin >= end:
                continue
            parsed = self.sentence(paragraph, begin, end)
            if not parsed.frames and not parsed.words and parsed.opens is None:
                run.append((begin, end))
                continue
            found += self.going_on(paragraph, run)
            run = []
            found += self.told(paragraph, parsed)
        found += self.going_on(paragraph, run, last=True)
        self.resume = 0
        self.retold = found
        yield from found

    resume = 0

    def needed(self, paragraph: Paragraph) -> bool:
        """Say whether a paragraph must be read at all."""
        return paragraph.candidate or self.chain is not None or self.held is not None

    def sentence(self, paragraph: Paragraph, start: int, end: int) -> Parsed:
        """Return what a sentence tells, its people known."""
        self.people.until(paragraph.at + end)
        if not paragraph.candidate:
            return Parsed((), (), None)
        text = paragraph.masked
        parsed = parse(text, start, end, self.known)
        self.acted(text, start, end)
        given = cue("given").search(text, start, end)
        if given is not None:
            giver = parsed.frames[0].subject if parsed.frames else self.actor
            who = self.people.who(giver) if giver else ""
            if who:
                self.people.gave(given["what"], who)
        return parsed

    actor = ""

    def acted(self, text: str, start: int, end: int) -> None:
        """Note the person who is the subject of a sentence, whatever the verb."""
        self.actor = ""
        head = text[start : min(end, start + 400)]
        for match in re.finditer(r"(?:^|,\s+)(?P<np>\s*(?:(?:The|the)\s+)?(?:[\p{L}.'’\-]+\s+){0,6}?[\p{L}'’\-]+)(?=\s+\p{Ll}+|\s*,)", head):
            words = match["np"].split()
            np = match["np"].strip()
            if match.start() > 200:
                break
            for size in range(len(words), 0, -1):
                who = self.person(" ".join(words[:size]))
                if who:
                    self.people.person, self.actor = who, np
                    return

    def person(self, np: str) -> str:
        """Return the known person whom words name exactly, by name or title."""
        if np.casefold() in {"he", "she"}:
            return self.people.person
        who = self.people.who(np) if np[:1].isupper() or np.startswith("the ") else ""
        return who if who in self.people.names.values() else ""

    def known(self, np: str) -> bool:
        """Say whether a noun phrase is somebody, or something that speaks."""
        folded = np.casefold().split()
        return bool(self.person(np)) or bool(set(folded) & listed("sources")) or np[:1].isupper() or folded[0] == "the"

    def told(self, paragraph: Paragraph, parsed: Parsed) -> Iterator[Stretch]:
        """Yield the words that a sentence reports; note who goes on after it."""
        names: dict[str, str] = {}
        for frame in parsed.frames:
            names[frame.subject] = self.resolved(frame)
        for words in parsed.words:
            who = names.get(words.subject)
            if who is None:
                who = self.people.who(words.subject) if words.subject else self.hanging(paragraph)
            yield Stretch(paragraph.at + words.start, paragraph.at + words.end, words.kind, who)
        self.chain = next(reversed(names.values()), None)
        if parsed.opens is not None:
            self.held = names.get(parsed.opens, self.chain or self.people.person)

    def resolved(self, frame: Frame) -> str:
        """Return the name of a frame's subject, which has spoken now."""
        return self.people.spoke(self.people.who(frame.subject), subject=frame.subject)

    def hanging(self, paragraph: Paragraph) -> str:
        """Return whom a participle belongs to whose main clause is another paragraph."""
        del paragraph
        return self.people.person

    def going_on(
        self, paragraph: Paragraph, run: Sequence[tuple[int, int]], *, last: bool = False
    ) -> Iterator[Stretch]:
        """Yield sentences without a frame after retold ones, where they are we's or must's."""
        if not run:
            return
        start, end = run[0][0], run[-1][1]
        text = paragraph.masked
        goes = self.chain is not None and not cue("agenda").search(text[start:end])
        goes = goes and bool(
            cue("first").search(text, start, end)
            or (not self.marked and cue("ought").search(text, start, end))
        )
        if goes and self.chain is not None:
            yield Stretch(paragraph.at + start, paragraph.at + end, REPORTED, self.chain)
        else:
            self.chain = None

    # Speech without marks

    def closing(self, paragraph: Paragraph) -> tuple[int, Stretch | None]:
        """Return the sentence with which unmarked speech has ended, and its words here.

        It ends before a clause that tells of somebody, before an item of the agenda, or with
        "..., he said", whose words before it are still direct.
        """
        who = self.held or ""
        if paragraph.text.lstrip()[:1] in set("\"“«„") and any(q.start <= 3 for q in paragraph.quotes):
            self.held = None
            return 0, None
        text, at = paragraph.masked, paragraph.at
        for i, (start, end) in enumerate(paragraph.sentences):
            parsed = parse(text, start, end, self.known) if paragraph.candidate else Parsed((), (), None)
            beside = next((f for f in parsed.frames if f.beside and self.same(f, who)), None)
            if beside is not None:
                self.held, self.chain, self.resume = None, who, beside.start
                cut = len(text[: beside.start].rstrip(" ,"))
                return i, Stretch(at, at + cut, DIRECT, who)
            if i == 0 and (cue("agenda").search(text[start:end]) or self.breaks(parsed, start)):
                self.held = None
                return 0, None
        return len(paragraph.sentences), Stretch(at, at + len(text), DIRECT, who)

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
        led = frame.start - start < 40 or bool(parsed.words and parsed.words[0].start - start < 30)
        third = frame.subject.casefold() in {"he", "she"} or bool(self.person(frame.subject))
        spoken = set(frame.subject.casefold().split()) & (listed("sources") | {"meeting", "participants"})
        return led and (third or bool(spoken))


def _unmasked(paragraph: Paragraph, quote: Quotation) -> str:
    """Return a paragraph's text with other quotations masked, this one readable."""
    del quote
    return paragraph.text
