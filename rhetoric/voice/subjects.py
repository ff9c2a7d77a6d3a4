"""The subject before a verb of saying, and the complement after it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex as re

from rhetoric.voice.cues import CLOSING, MASK, class_of, cue, listed
from rhetoric.voice.people import bare, is_person

#: Characters before a verb among which its subject is looked for, and after it its complement.
BEFORE, AFTER = 400, 260
_PRONOUN = re.compile(r"(?:^|(?<=[\s\"”»“]))(?P<who>he|she|they|it|we|i)$", re.IGNORECASE)
_APPOSED = re.compile(
    r"(?:^|(?<=[,.;:”\"]\s)|(?<=\s))(?P<name>[^,;:.\"”]{2,80}?)\s*,\s+(?P<more>[^;:\"”]{3,200})$"
)
_TOGETHER = re.compile(r"\p{Lu}.*\sand\s")
#: Nouns and pronouns that are many without an "s".
_PLURALS = frozenset({"people", "police", "men", "women", "you", "they", "we", "i", "children"})
#: "the minister of the interior, Ann Lee" at the end of a text.
_NAMED_LAST = re.compile(
    r"(?:^|(?<=,\s))(?P<name>(?:the|an?|his|her|its|their)\s[^,;:.\"”]{2,80}?)\s*,"
    r"\s+(?P<more>[^,;:.\"”]{3,60})$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\S+")
#: "Nonetheless, the minister, ..." at the beginning of a sentence.
_LED = re.compile(r"\s*(?P<word>\p{L}+),\s+")
#: The end of a sentence that was not parted: a word in small letters, no abbreviation, its dot.
_ENDED = re.compile(r"(?<![\p{L}.])\p{Ll}{4,}[.!?][\s*]+(?=\p{Lu})")
BY = re.compile(r"\s+by\b")


def subject(text: str, start: int, verb: int) -> tuple[str, int] | None:
    """Return the subject that stands directly before a verb, and where it begins; None if none is.

    >>> subject("At the meeting the General Secretary then said", 0, 42)
    ('the General Secretary', 15)
    >>> subject("the fact that he said", 0, 17), subject("the said item", 0, 4)
    (None, None)
    """
    low = max(start, verb - BEFORE)
    left = text[low:verb]
    left = left[: cue("adverbs").search(left).start()].rstrip()
    pronoun = _PRONOUN.search(left)
    if pronoun is not None:
        before = left[: pronoun.start()].rstrip()
        last = before.rsplit(None, 1)[-1].casefold() if before else ""
        bound = last in listed("clause_words") or last in {"as", "to", "of", "for"}
        return None if bound else (pronoun["who"].casefold(), low + pronoun.start())
    if left.endswith(","):
        led = _LED.match(left) if low == start else None
        at = led.end() if led is not None and led["word"].casefold() in listed("lead_ins") else 0
        found = _apposed(left[at:-1])
        found = found and (found[0], found[1] + at)
    else:
        at = _cut(left)
        found = _phrase(left[at:], at, whole=low == start or at > 0)
    return None if found is None else (found[0], low + found[1])


@lru_cache(10_000)
def shows(phrase: str) -> bool:
    """Say whether a noun phrase is what shows something and says nothing, by its head.

    >>> shows("a range of recent indicators"), shows("the statistics office")
    (True, False)
    """
    words = phrase.casefold().split()
    for i, word in enumerate(words):
        ends = i + 1 == len(words) or words[i + 1] in listed("prepositions")
        ends = ends or (i > 0 and words[i + 1].endswith("ed"))
        if ends and not (word in listed("amounts") and words[i + 1 : i + 2] == ["of"]):
            last = phrase.rpartition(" and ")[2]
            return word in listed("evidence") or (last != phrase and shows(last))
    return False


def agrees(phrase: str, verb: str) -> bool:
    """Say whether a form that may be a noun is a verb after a noun phrase, by its number.

    >>> agrees("the growth in final", "demand"), agrees("the critics", "claim")
    (False, True)
    """
    if verb not in listed("ambiguous") or verb.endswith(("ed", "ing")):
        return True
    if verb.endswith("s") and verb != "stress":
        return True
    last = phrase.rsplit(maxsplit=1)[-1].casefold()
    return last.endswith("s") or last in _PLURALS or _TOGETHER.search(phrase) is not None


def _cut(left: str) -> int:
    """Return where the last clause of a text begins: after a comma, a colon, a closing mark."""
    at = max(left.rfind(mark) for mark in f",;:—–{CLOSING}{MASK}") + 1
    ended = list(_ENDED.finditer(left, at))
    if ended:
        return int(ended[-1].end())
    tail, head = left[at:].strip(), left[: max(at - 1, 0)]
    if at and left[at - 1] == "," and tail.isupper() and " of " in head[head.rfind(",") + 1 :]:
        return max(head.rfind(mark) for mark in f",;:{CLOSING}") + 1  # "the C.C., WPK"
    return at


def _apposed(left: str) -> tuple[str, int] | None:
    """Return the name before "..., secretary of the Committee,", and where it begins."""
    named = _NAMED_LAST.search(left[-300:])
    if named is not None and is_person(bare(named["more"])):
        return named["more"], max(0, len(left) - 300) + named.start("name")
    match = _APPOSED.search(left[-300:])
    if match is None:
        return None
    if is_person(bare(match["more"])) and not is_person(bare(match["name"])):
        return match["more"], max(0, len(left) - 300) + match.start("name")
    if len(match["more"].split()) > 20:
        return None
    return _phrase(match["name"], max(0, len(left) - 300) + match.start("name"), whole=True)


def _phrase(segment: str, at: int, *, whole: bool) -> tuple[str, int] | None:
    """Return a noun phrase that may be a subject, words that lead into it left out."""
    words = [(m[0], m.start()) for m in _WORDS.finditer(segment)]
    folded = [word.casefold().strip('"“”()') for word, _ in words]
    while folded and folded[0] in {"and", "but", "or", "so", "yet", "then"}:
        words, folded = words[1:], folded[1:]
    if folded and folded[0] in listed("lead_ins"):
        skip = _skip(words, folded)
        words, folded = words[skip:], folded[skip:]
    if not whole or not _is_phrase([word for word, _ in words], folded):
        return None
    begin = words[0][1]
    return segment[begin:].rstrip(" *"), at + begin


def _is_phrase(words: list[str], folded: list[str]) -> bool:
    """Say whether words may be a noun phrase: no verb, and a determiner, a name or a plural."""
    if not 0 < len(folded) <= 16 or listed("clause_words") & set(folded):
        return False
    if len(folded) > 1 and folded[0] in listed("subject_pronouns"):
        return False
    opens = folded[0] in listed("determiners") or any(word[:1].isupper() for word in words[:4])
    plural = folded[-1].endswith("s") and len(folded) <= 4
    return (opens or plural) and folded[-1] not in listed("determiners") | listed("prepositions")


def _skip(words: list[tuple[str, int]], folded: list[str]) -> int:
    """Return how many words lead into a subject ("At the meeting the secretary")."""
    for i in range(1, len(words)):
        before = folded[i - 1]
        if before in listed("prepositions") or before in listed("determiners"):
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
    tail = text[at : min(end, at + AFTER)]
    if BY.match(tail) and verb not in {"said", "noted"}:
        return None
    kind = class_of(verb)
    for name in _sorts(kind, verb):
        match = cue(name).match(tail)
        if match is not None:
            return name, at + match.end()
    return None


def _sorts(kind: str, verb: str) -> Iterator[str]:
    """Yield the sorts of complement that a verb may have, the surest first."""
    if verb in listed("colon_only"):
        yield from ("colon", "quote")
        return
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
    if kind == "bid" and verb.endswith(" for"):
        yield "noun"
    if verb in listed("bare_clause"):
        yield "clause"
