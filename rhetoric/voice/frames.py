"""Clauses that report: who, with which verb, and where the words are that somebody said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import regex as re

from rhetoric.voice.cues import CLOSING, MASK, class_of, cue, listed

#: Characters before a verb among which its subject is looked for, and after it its complement.
_BEFORE, _AFTER = 400, 260
_PRONOUN = re.compile(r"(?:^|(?<=[\s\"”»“]))(?P<who>he|she|they|it|we|i)$", re.IGNORECASE)
_DETERMINERS = frozenset(
    "the a an all our his her its their this that these those some many most several both no each "
    "every one two three four five six ten other another".split()
)
_PREPOSITIONS = frozenset(
    "of in at on for to by with from under over about against between during after before into "
    "through within as among and or upon than toward towards".split()
)
#: Participles of nothing but speech, which open another clause of somebody's words.
_SPEECH = re.compile(
    r"(?:saying|adding|stressing|noting|underlining|underscoring|emphasi[sz]ing|pointing|recalling"
    r"|affirming|declaring|calling|urging|referring|appreciating|asserting|warning|arguing|stating"
    r"|insisting|announcing|explaining|claiming|pledging|vowing|promising|telling|asking)\b",
    re.IGNORECASE,
)


class Words(NamedTuple):
    """Characters ``start`` to ``end`` in a voice (1 reported, 2 direct) of a subject."""

    start: int
    end: int
    kind: int
    subject: str


class Frame(NamedTuple):
    """A reporting clause: its subject's words, where it begins, and its verb."""

    subject: str
    start: int
    verb: int
    end: int
    beside: bool = False


class Parsed(NamedTuple):
    """What a sentence tells: its reported words, its frames, and whose words a colon opens."""

    words: tuple[Words, ...]
    frames: tuple[Frame, ...]
    opens: str | None


def subject(text: str, start: int, verb: int) -> tuple[str, int] | None:
    """Return the subject that stands directly before a verb, and where it begins; None if none is.

    >>> subject("At the meeting the General Secretary then said", 0, 42)
    ('the General Secretary', 15)
    >>> subject("the fact that he said", 0, 17), subject("the said item", 0, 4)
    (None, None)
    """
    low = max(start, verb - _BEFORE)
    left = text[low:verb]
    left = left[: cue("adverbs").search(left).start()].rstrip()
    pronoun = _PRONOUN.search(left)
    if pronoun is not None:
        before = left[: pronoun.start()].rstrip()
        last = before.rsplit(None, 1)[-1].casefold() if before else ""
        bound = last in listed("clause_words") or last in {"as", "to", "of", "for"}
        return None if bound else (pronoun["who"].casefold(), low + pronoun.start())
    if left.endswith(","):
        found = _apposed(left[:-1])
    else:
        at = _cut(left)
        found = _phrase(left[at:], at, whole=low == start or at > 0)
    return None if found is None else (found[0], low + found[1])


def _cut(left: str) -> int:
    """Return where the last clause of a text begins: after a comma, a colon, a closing mark."""
    at = max(left.rfind(mark) for mark in f",;:—–{CLOSING}{MASK}") + 1
    tail, head = left[at:].strip(), left[: max(at - 1, 0)]
    if at and left[at - 1] == "," and tail.isupper() and " of " in head[head.rfind(",") + 1 :]:
        return max(head.rfind(mark) for mark in f",;:{CLOSING}") + 1  # "the C.C., WPK"
    return at


def _apposed(left: str) -> tuple[str, int] | None:
    """Return the name before "..., secretary of the Committee,", and where it begins."""
    match = re.search(
        r"(?:^|(?<=[,.;:”\"]\s)|(?<=\s))(?P<name>[^,;:.\"”]{2,80}?)\s*,\s+(?P<more>[^;:\"”]{3,200})$",
        left[-300:],
    )
    if match is None:
        return None
    more = match["more"].split()
    first = more[0].casefold().rstrip(",.")
    titled = {first, " ".join(more[:2]).casefold()} & listed("titles")
    fits = titled or first in {"the", "a", "an", "who", "which", "whose", "secretaries"}
    if not (fits or first.isdigit() or len(more) <= 12):
        return None
    shift = max(0, len(left) - 300) + match.start("name")
    found = _phrase(match["name"], shift, whole=True)
    return found if found and (found[0][:1].isupper() or fits) else None


def _phrase(segment: str, at: int, *, whole: bool) -> tuple[str, int] | None:
    """Return a noun phrase that may be a subject, words that lead into it left out."""
    words = [(m[0], m.start()) for m in re.finditer(r"\S+", segment)]
    folded = [word.casefold().strip("\"“”()") for word, _ in words]
    while folded and folded[0] in {"and", "but", "or", "so", "yet", "then"}:
        words, folded = words[1:], folded[1:]
    if folded and folded[0] in listed("lead_ins"):
        skip = _skip(words, folded)
        words, folded = words[skip:], folded[skip:]
    if not folded or len(folded) > 16 or not whole:
        return None
    if any(word in listed("clause_words") for word in folded):
        return None
    first, last = words[0][0].strip("\"“"), folded[-1]
    opens = first[:1].isupper() or folded[0] in _DETERMINERS
    plural = last.endswith("s") and len(folded) <= 4
    if not (opens or plural) or last in _DETERMINERS or last in _PREPOSITIONS:
        return None
    if len(folded) == 1 and folded[0] in listed("lead_ins"):
        return None
    begin = at + words[0][1]
    return segment[words[0][1] :].rstrip(" *"), begin


def _skip(words: list[tuple[str, int]], folded: list[str]) -> int:
    """Return how many words lead into a subject ("At the meeting the secretary")."""
    for i in range(1, len(words)):
        before = folded[i - 1]
        if before in _PREPOSITIONS or before in _DETERMINERS or i < 2 and before in {"according"}:
            continue
        name = words[i][0][:1].isupper() and not words[i - 1][0][:1].isupper()
        if folded[i] in {"the", "all"} or name or folded[i] in {"he", "she", "they", "it"}:
            return i
    return len(words)


def complement(text: str, at: int, verb: str, end: int) -> tuple[str, int] | None:
    """Return of which sort a verb's complement is and where it begins; None if it has none.

    >>> complement("said that it grew", 4, "said", 17), complement("said he", 4, "said", 7)
    (('that', 9), None)
    """
    tail = text[at : min(end, at + _AFTER)]
    if re.match(r"\s+by\b", tail) and verb not in {"said", "noted"}:
        return None
    kind = class_of(verb)
    for name in _sorts(kind, verb):
        match = cue(name).match(tail)
        if match is not None:
            return name, at + match.end()
    return None


def _sorts(kind: str, verb: str) -> Iterator[str]:
    """Yield the sorts of complement that a verb may have, the surest first."""
    if kind not in {"topic", "bid"}:
        yield "colon"
    yield from ("quote", "that", "fact", "will", "need")
    if verb in listed("telling"):
        yield "told"
    if kind in {"say", "stress", "judge", "topic"}:
        yield "why"
    if kind in {"bid", "decide"}:
        yield {"bid": "bidding", "decide": "resolving"}[kind]
    if verb in listed("ambiguous"):
        return
    if kind == "stress":
        yield "noun"
    if verb in {"say", "says", "said", "think", "thinks", "thought", "believe", "believes"}:
        yield "clause"


class _Reader:
    """Reads one sentence, verb by verb, and gathers what is said in it."""

    def __init__(self, text: str, start: int, end: int, known: Callable[[str], bool]) -> None:
        self.text, self.start, self.end, self.known = text, start, end, known
        self.words: list[Words] = []
        self.frames: list[Frame] = []
        self.opens: str | None = None
        self.open: tuple[int, str, bool] | None = None  # complement: start, subject, participle's
        self.pending: list[int] = []  # words whose subject comes with the main clause

    def close(self, at: int) -> None:
        """End the complement that is open."""
        if self.open is not None and at > self.open[0]:
            self.words.append(Words(self.open[0], at, 1, self.open[1]))
            if self.open[2]:
                self.pending.append(len(self.words) - 1)
        self.open = None

    def frame(self, found: Frame) -> None:
        """Add a frame; what was said before by whom we did not know is its subject's."""
        self.frames.append(found)
        for i in self.pending:
            self.words[i] = self.words[i]._replace(subject=found.subject)
        self.pending.clear()

    def follow(self, match: Any, who: str, *, participle: bool) -> bool:
        """Open what a verb of somebody governs; say whether there is anything."""
        verb = re.sub(r"\s+", " ", match[0]).casefold()
        sort = complement(self.text, match.end(), verb, self.end)
        if sort is None:
            return False
        name, at = sort
        if name == "colon":
            if self.text[at : self.end].strip(" \"“"):
                if not re.match(rf"\s*[\"“«„]", self.text[at : self.end]):
                    self.words.append(Words(at, self.end, 2, who))
                    self.opens = None
            else:
                self.opens = who
        elif name != "quote":
            self.open = (at, who, participle)
        return True

    def read(self) -> Parsed:
        """Return what the sentence tells."""
        for match in cue("verb").finditer(self.text, self.start, self.end):
            if match[0].casefold().endswith("ing") or " " in match[0] and "ing" in match[0]:
                self.participle(match)
            else:
                self.finite(match)
        self.close(self.end)
        return Parsed(tuple(self.words), tuple(self.frames), self.opens)

    def participle(self, match: Any) -> None:
        """Read "Noting that ..., he said" and "he said, adding that ..."."""
        before = self.text[max(self.start, match.start() - 40) : match.start()].rstrip(" *\"“")
        initial = not re.search(r"\p{L}", self.text[max(self.start, match.start() - 60) : match.start()])
        if initial and match.start() - self.start < 60:
            self.follow(match, "", participle=True)
        elif before.endswith(",") or before.endswith(", and") or before.endswith("then"):
            if self.open is not None and not _SPEECH.match(match[0]):
                return
            if self.frames:
                held, self.open = self.open, None
                if self.follow(match, self.frames[-1].subject, participle=False):
                    opened, self.open = self.open, held
                    self.close(match.start())
                    self.open = opened
                else:
                    self.open = held

    def finite(self, match: Any) -> None:
        """Read "he said that ...", "..., he said" and "..., and stressed the need to"."""
        if re.search(r"(?:\bas|\bbeing|\bthe|[-])\s*$", self.text[max(0, match.start() - 8) : match.start()]):
            return
        found = subject(self.text, self.start, match.start())
        if self.open is not None and not self.open[2]:
            self.again(match)
            return
        if found is None:
            self.again(match)
            return
        who, at = found
        if who in {"we", "i"} or self.open is not None and not self.main(who, at):
            return
        beside = self.beside(match, at)
        if beside:
            self.before(at, who)
            self.frame(Frame(who, at, match.start(), match.end(), beside=True))
            self.follow(match, who, participle=False)
        elif self.counts(match):
            self.close(at)
            self.frame(Frame(who, at, match.start(), match.end()))
            self.follow(match, who, participle=False)

    def main(self, who: str, at: int) -> bool:
        """Say whether a clause after a participle's complement is the main one."""
        before = self.text[max(self.start, at - 12) : at].rstrip(" *")
        return before.endswith(",") and (who in {"he", "she", "they", "it"} or self.known(who))

    def counts(self, match: Any) -> bool:
        """Say whether a verb reports: it has a complement, or it is one of telling of a topic."""
        verb = re.sub(r"\s+", " ", match[0]).casefold()
        tail = self.text[match.end() : min(self.end, match.end() + _AFTER)]
        if re.match(r"\s+by\b", tail):
            return False
        if complement(self.text, match.end(), verb, self.end) is not None:
            return True
        if verb in {"give", "gave", "made", "make", "set"}:
            return cue("given").match(self.text, match.start(), self.end) is not None
        loose = class_of(verb) == "topic" or verb in {"clarified", "indicated", "mentioned", "analyzed"
                                                      , "proposed", "appreciated", "evaluated"}
        return loose and not tail.lstrip().startswith(("in ", "at ", "on "))

    def again(self, match: Any) -> None:
        """Read a second verb of the subject: "..., and proposed to the meeting that"."""
        before = self.text[max(self.start, match.start() - 60) : match.start()]
        before = before[: cue("adverbs").search(before).start()].rstrip()
        if not self.frames or not before.endswith("and"):
            return
        apart = before[:-3].rstrip().endswith(",")
        verb = re.sub(r"\s+", " ", match[0]).casefold()
        sort = complement(self.text, match.end(), verb, self.end)
        if self.open is not None and (sort is None or not apart) and not (
            sort is not None and sort[0] in {"that", "need"}
        ):
            return
        if sort is None and not self.counts(match):
            return
        self.close(match.start())
        self.follow(match, self.frames[-1].subject, participle=False)

    def beside(self, match: Any, at: int) -> bool:
        """Say whether a clause stands after the words that it reports ("..., he said")."""
        if cue("beside").fullmatch(match[0]) is None:
            return False
        before = self.text[self.start : at].rstrip(" *")
        if len(before.split(None, 3)) < 3 or before[-1] not in ",!?—–”\"'’":
            return False
        if self.open is None and before.split(None, 1)[0].casefold() in _PREPOSITIONS:
            short = len(before.split()) <= 8
            if short:
                return False
        tail = self.text[match.end() : min(self.end, match.end() + _AFTER)]
        return cue("after_beside").match(tail) is not None or bool(re.match(r",?\s+(?:and\b|\p{L}+ing\b)", tail))

    def before(self, at: int, who: str) -> None:
        """Take what precedes a clause beside as its speaker's words."""
        if self.open is not None:
            self.close(at)
            return
        start = self.words[-1].end if self.words else self.start
        content = self.text[start:at].rstrip(" ,*")
        if content and content[-1] not in CLOSING:
            self.words.append(Words(start, at, 1, who))


def parse(
    text: str, start: int, end: int, known: Callable[[str], bool] = lambda _: True
) -> Parsed:
    """Return the reporting clauses of the sentence ``text[start:end]`` and the words they report.

    ``known`` says whether a noun phrase is a known source of words.

    >>> text = "He said that it grew, adding that it shrank."
    >>> [text[w.start:w.end] for w in parse(text, 0, len(text)).words]
    [' it grew, ', ' it shrank.']
    """
    return _Reader(text, start, end, known).read()
