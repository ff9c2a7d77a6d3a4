"""Whether a document is one speech in the first person, or an institution's own statement."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex as re

from rhetoric.corpus import Document
from rhetoric.voice.cues import alternatives, listed

_PARENS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_QUOTED = re.compile(r"[\"“][^\"”\n]{0,2000}[\"”]")
_I = re.compile(r"(?<![\p{L}.’'\-])(?:I|I['’](?:m|ve|ll|d)|[Mm]y|[Mm]e|[Mm]yself)(?![\p{L}.\-])")
_WE = re.compile(r"(?<![\p{L}.\-])(?:[Ww]e|[Oo]ur|[Uu]s)(?![\p{L}.\-])")
#: Characters of a document from which its person is judged.
_SAMPLE = 200_000


def named(speaker: str | None) -> str:
    """Return the speaker that a document's metadata name; empty where it is a remark, no name.

    >>> named("Kim Jong Un (first person)"), named("third person"), named("“the speech”, reported")
    ('Kim Jong Un', '', '')
    """
    name = " ".join(_PARENS.sub(" ", speaker or "").split()).strip(" ,;")
    parts = name.split()
    plain = parts and all(p[:1].isupper() or p in {"de", "van", "von", "of", "the"} for p in parts)
    return name if plain else ""


def _kinds(text: str | None) -> set[str]:
    return set(
        re.findall(r"[\p{L}]+", (text or "").casefold().replace("state of the union", "sotu"))
    )


def is_statement(document: Document) -> bool:
    """Say whether a document is what an institution says in its own voice (a communiqué).

    >>> is_statement(Document("a", "a.txt", "We decided.", genre="fomc-statement"))
    True
    """
    kinds = _kinds(document.genre) | _kinds(document.form)
    if kinds & listed("report_genres") - listed("statement_genres"):
        return False
    if not kinds & listed("statement_genres"):
        return False
    return not _I.search(_QUOTED.sub(" ", document.raw[:_SAMPLE]))


def is_speech(document: Document) -> bool:
    """Say whether a document is one person's words throughout: a speech, a message, a letter.

    Its genre says so; or its form, its title, its salutation or nothing but the first person,
    where few clauses tell of others.

    >>> is_speech(Document("a", "a.txt", "Dear delegates, it grew.", genre="speech"))
    True
    >>> is_speech(Document("a", "a.txt", "He said that I won.", genre="meeting report"))
    False
    """
    genre = _kinds(document.genre)
    if genre & listed("report_genres"):
        return False
    if genre & listed("speech_genres"):
        return True
    raw = _QUOTED.sub(" ", document.raw[:_SAMPLE])
    own, ours = len(_I.findall(raw)), len(_WE.findall(raw))
    told = len(_told().findall(raw))
    if told > own:
        return False
    kinds = _kinds(document.form) | _kinds(document.title)
    hinted = bool(kinds & listed("speech_genres")) and not _kinds(document.form) & listed(
        "report_genres"
    )
    spoken = hinted or any(block.kind == "address" for block in document.body[:4])
    size = len(raw) / 1000  # about 160 words
    if spoken or (genre | kinds) & listed("statement_genres"):
        return own > 0 or (spoken and ours > size)
    return own >= 3 and own >= size


@cache
def _told() -> Any:
    """Return the pattern of a clause that tells of others ("he said", "the report stressed")."""
    return re.compile(
        r"(?:\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|\p{Lu}\p{Ll}+|(?:speech|report|meeting))\s+)"
        rf"(?:{alternatives('beside')})\b"
    )
