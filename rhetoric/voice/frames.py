"""Clauses that report: who, with which verb, and where the words are that somebody said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple

import regex as re

from rhetoric.voice.cues import CLOSING, OPENING, class_of, cue, folded, listed
from rhetoric.voice.subjects import AFTER, BY, agrees, complement, shows, subject

#: Verbs that are read in one sentence; what holds more of them is no prose.
_MOST = 100
#: The pronoun with which a main clause begins after a participle's complement.
_MAIN = re.compile(r",\s+(?P<who>he|she|they)\s+(?=\p{Ll})")
_LETTER = re.compile(r"\p{L}")
#: Before a participle that is no verb of its clause: "as noted", "the said", "above-said".
_ADJECTIVE = re.compile(r"(?:\bas|\bbeing|\bthe|-)\s*$")
_GOES_ON = re.compile(r",?\s+(?:and\b|\p{L}+ing\b)")
_MARK = re.compile(rf"\s*[{OPENING}]")
#: Participles of nothing but speech, which open another clause of somebody's words.
_SPEECH = re.compile(
    r"(?:saying|adding|stressing|noting|underlining|underscoring|emphasi[sz]ing|pointing|recalling"
    r"|affirming|declaring|calling|urging|referring|appreciating|asserting|warning|arguing|stating"
    r"|insisting|announcing|explaining|claiming|pledging|vowing|promising|telling|asking)\b",
    re.IGNORECASE,
)


#: After a verb's form that is a noun there: "demands of", "reports from".
_NOUN = re.compile(r"\s+of\b")


class Words(NamedTuple):
    """Characters ``start`` to ``end`` in a voice (1 reported, 2 direct) of a subject."""

    start: int
    end: int
    kind: int
    subject: str


class Frame(NamedTuple):
    """A reporting clause: its subject, where that begins, and whether it follows the words.

    ``cited`` is one of "according to".
    """

    subject: str
    start: int
    beside: bool = False
    cited: bool = False


class Parsed(NamedTuple):
    """What a sentence tells: its reported words, its frames, and whose words a colon opens.

    ``shown``: something that cannot speak shows something in it ("data suggest that").
    """

    words: tuple[Words, ...] = ()
    frames: tuple[Frame, ...] = ()
    opens: str | None = None
    shown: bool = False


def parse(text: str, start: int, end: int, known: Callable[[str], bool] = lambda _: True) -> Parsed:
    """Return the reporting clauses of the sentence ``text[start:end]`` and the words they report.

    ``known`` says whether a noun phrase is a known source of words.

    >>> text = "He said that it grew, adding that it shrank."
    >>> [text[w.start:w.end] for w in parse(text, 0, len(text)).words]
    [' it grew', ' it shrank.']
    """
    return _Reader(text, start, end, known).read()


class _Open(NamedTuple):
    """A complement that has begun; a participle's belongs to the subject that is to come."""

    start: int
    subject: str
    participle: bool


class _Reader:
    """Reads one sentence, verb by verb, and gathers what is said in it."""

    def __init__(self, text: str, start: int, end: int, known: Callable[[str], bool]) -> None:
        self.text, self.start, self.end, self.known = text, start, end, known
        self.words: list[Words] = []
        self.frames: list[Frame] = []
        self.opens: str | None = None
        self.shown = False
        self.open: _Open | None = None
        self.pending: list[int] = []  # words whose subject comes with the main clause

    def read(self) -> Parsed:
        """Return what the sentence tells."""
        self.according()
        for match in islice(cue("verb").finditer(self.text, self.start, self.end), _MOST):
            if folded(match[0]).split()[0].endswith("ing"):
                self.participle(match)
            elif not (match[0].istitle() and folded(match[0]) in listed("ambiguous")):
                self.finite(match)  # but "the United States": a verb there has no capital
        self.close(self.end)
        return Parsed(tuple(self.words), tuple(self.frames), self.opens, self.shown)

    # What is gathered

    def back(self, at: int, size: int) -> str:
        """Return the characters before a place, space and markup at their end left out."""
        return self.text[max(self.start, at - size) : at].rstrip(" *")

    def close(self, at: int) -> None:
        """End the complement that is open."""
        if self.open is not None:
            at = max(self.open.start, at)
            self.words.append(Words(self.open.start, at, 1, self.open.subject))
            if self.open.participle:
                self.pending.append(len(self.words) - 1)
        self.open = None

    def frame(self, found: Frame) -> None:
        """Add a frame; what was said before by whom we did not know is its subject's."""
        self.frames.append(found)
        for i in self.pending:
            self.words[i] = self.words[i]._replace(subject=found.subject)
        self.pending.clear()

    def follow(self, match: Any, who: str, *, participle: bool = False) -> bool:
        """Open what a verb of somebody governs; say whether there is anything."""
        found = complement(self.text, match.end(), folded(match[0]), self.end)
        if found is None:
            return False
        name, at = found
        if name == "colon":
            self.colon(at, who)
        elif name != "quote":
            self.open = _Open(at, who, participle)
        return True

    def colon(self, at: int, who: str) -> None:
        """Take what follows a colon as direct, in this sentence or from the next on."""
        if not self.text[at : self.end].strip(' "“'):
            self.opens = who
        elif not _MARK.match(self.text, at, self.end):
            self.words.append(Words(at, self.end, 2, who))

    def before(self, at: int, who: str) -> None:
        """Take what precedes a clause beside as its speaker's words."""
        if self.open is not None:
            self.close(at)
            return
        start = self.words[-1].end if self.words else self.start
        content = self.text[start:at].strip(" ,*")
        if content and not (content[-1] in CLOSING and content[0] in OPENING):
            self.words.append(Words(start, at, 1, who))

    # The clauses

    def according(self) -> None:
        """Read "According to the ministry, ..." and "..., according to officials"."""
        if "ccording to" not in self.text[self.start : self.end]:
            return
        match = cue("according").search(self.text, self.start, self.end)
        if match is None:
            return
        who = "" if shows(match["who"]) else match["who"]  # figures are cited, but speak not
        self.frame(Frame(who, match.start(), beside=True, cited=True))
        if "A" in match[0][:2]:
            self.open = _Open(match.end(), who, participle=False)
        else:
            self.before(match.start(), who)

    def participle(self, match: Any) -> None:
        """Read "Noting that ..., he said" and "he said, adding that ..."."""
        at = match.start()
        if at - self.start < 60 and not _LETTER.search(self.text, self.start, at):
            self.follow(match, "", participle=True)
            self.main_pronoun(match.end())
            return
        if not self.frames or not self.back(at, 40).endswith((",", ", and", "then")):
            return
        if self.open is not None and not _SPEECH.match(match[0]):
            return
        held, self.open = self.open, None
        if not self.follow(match, self.frames[-1].subject):
            self.open = held
            return
        begun, self.open = self.open, held
        self.close(at - len(self.text[max(self.start, at - 40) : at]) + len(self.back(at, 40)) - 1)
        self.open = begun

    def main_pronoun(self, after: int) -> None:
        """Close a participle's complement before the pronoun with which the main clause begins."""
        main = _MAIN.search(self.text, after, self.end)
        if main is not None:
            self.close(main.start())
            self.frame(Frame(main["who"], main.start("who")))

    def finite(self, match: Any) -> None:
        """Read "he said that ...", "..., he said" and "..., and stressed the need to"."""
        if _ADJECTIVE.search(self.text[max(0, match.start() - 8) : match.start()]):
            return
        if self.open is not None and not self.open.participle:
            self.again(match)
            return
        found = subject(self.text, self.start, match.start())
        if found is None:
            if not self.inverted(match):
                self.again(match)
            return
        who, at = found
        if shows(who):
            self.shown = True
            return
        if not agrees(who, folded(match[0])) or _NOUN.match(self.text, match.end(), self.end):
            return
        if who in {"we", "i"} or (self.open is not None and not self.is_main(who, at)):
            return
        if self.is_beside(match, at):
            self.before(at, who)
            self.frame(Frame(who, at, beside=True))
            self.follow(match, who)
        elif self.reports(match):
            self.close(at)
            self.frame(Frame(who, at))
            self.follow(match, who)

    def inverted(self, match: Any) -> bool:
        """Read "..., said the minister."; say whether it is that."""
        if self.back(match.start(), 4)[-1:] not in set(f",{CLOSING}'’"):
            return False
        found = cue("inverted").match(self.text, match.start(), self.end)
        if found is None:
            return False
        who = found["who"]
        if not (who[:1].isupper() or who.startswith("the ") or who in {"he", "she"}):
            return False
        self.before(match.start(), who)
        self.frame(Frame(who, match.start(), beside=True))
        return True

    def again(self, match: Any) -> None:
        """Read a second verb of the subject: "..., and proposed to the meeting that"."""
        at = match.start()
        low = max(self.start, at - 60)
        head = self.text[low:at]
        head = head[: cue("adverbs").search(head).start()].rstrip()
        if not self.frames or not head.endswith("and"):
            return
        found = complement(self.text, match.end(), folded(match[0]), self.end)
        sure = found is not None and found[0] in {"that", "need"}
        apart = found is not None and head[:-3].rstrip().endswith(",")
        if not (sure or apart if self.open is not None else self.reports(match)):
            return
        self.close(low + len(head[:-3].rstrip(" ,")))
        self.follow(match, self.frames[-1].subject)

    # What a clause is

    def is_main(self, who: str, at: int) -> bool:
        """Say whether a clause after a participle's complement is the main one."""
        third = who in {"he", "she", "they", "it"}
        return self.back(at, 12).endswith(",") and (third or self.known(who))

    def reports(self, match: Any) -> bool:
        """Say whether a verb reports: it has a complement, or it tells of a topic."""
        verb = folded(match[0])
        if BY.match(self.text, match.end(), self.end):
            return False
        if complement(self.text, match.end(), verb, self.end) is not None:
            return True
        if verb in listed("with_utterance"):
            return cue("given").match(self.text, match.start(), self.end) is not None
        tail = self.text[match.end() : min(self.end, match.end() + 8)].lstrip()
        loose = class_of(verb) == "topic" or verb in listed("loose")
        return loose and not tail.startswith(("in ", "at ", "on "))

    def is_beside(self, match: Any, at: int) -> bool:
        """Say whether a clause stands after the words that it reports ("..., he said")."""
        if folded(match[0]) not in listed("beside"):
            return False
        before = self.back(at, at - self.start)
        marked = before[-1:] in set(CLOSING)
        if not marked and (len(before.split(None, 3)) < 3 or before[-1] not in ",!?—–'’"):
            return False
        if self.open is None and not marked and len(before) < 60:
            first, *_ = before.split(None, 1)
            if first.casefold() in listed("prepositions") - {"to"}:
                return False
        tail = self.text[match.end() : min(self.end, match.end() + AFTER)]
        if folded(match[0]) in listed("telling") and cue("told_whom").match(tail):
            return True
        return cue("after_beside").match(tail) is not None or _GOES_ON.match(tail) is not None
