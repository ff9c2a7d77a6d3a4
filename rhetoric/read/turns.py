"""Turns of speakers in a transcript: `MR. X.`, `CHAIRMAN BERNANKE.`, `Q:` at the head of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import regex as re

_ROLE = (
    r"(?:MR|MRS|MS|DR|CHAIRMAN|CHAIRWOMAN|CHAIR|VICE\s+CHAIR(?:MAN)?|GOVERNOR|PRESIDENT|SECRETARY"
    r"|SENATOR|REPRESENTATIVE|MINISTER|PRIME\s+MINISTER|AMBASSADOR|GENERAL|JUSTICE|DIRECTOR|MADAM"
    r"|CHANCELLOR|COMMISSIONER|REP|SEN|GOV|AMB|GEN)"
)
_NAME = r"\p{Lu}[\p{Lu}\p{Ll}'’\-]*(?:\s+(?:[A-Z]\.|\p{Lu}[\p{Lu}\p{Ll}'’\-]*)){0,3}"
_CAPITALS = r"\p{Lu}[\p{Lu}'’\-]+(?:\s+(?:[A-Z]\.|\p{Lu}[\p{Lu}'’\-]+)){0,3}"
#: A label of somebody, and the colon or full stop after it.
_LABEL = re.compile(
    rf"""\**(?P<who>
        (?P<sure>{_ROLE}\.?\s+{_CAPITALS}
          |THE\s+(?:CHAIRMAN|CHAIR|PRESIDENT|PRESS|MODERATOR|SPEAKER|SECRETARY|VICE\s+PRESIDENT)
          |QUESTION|ANSWER|MODERATOR|SPEAKER\s+\d+|INTERVIEWER|REPORTER)(?=[.:])
      | (?P<letter>[QA])(?=[.:]\s)
      | (?P<role>(?i:{_ROLE})\.?\s+{_NAME}|(?i:the\s+president|the\s+chair(?:man)?))(?=:\s*\**\s)
      | (?P<bare>{_CAPITALS})(?=:\s)
    )[.:]\**\s*""",
    re.VERBOSE,
)
_LONGEST = 80  # characters
#: What comes second in a line that may begin with a label without a colon, unless stars do: a
#: capital, as of a role, or the full stop of Q. and A.
_NO_PROSE = ".ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Words in capitals before a colon that name no speaker.
_NOBODY = frozenset({
    "note", "notes", "warning", "source", "sources", "subject", "date", "to", "from", "re", "cc",
    "contact", "contacts", "title", "summary", "background", "annex", "appendix", "chapter",
    "section", "figure", "table", "attachment", "attachments", "for immediate release", "embargo",
    "conclusion", "introduction", "recommendation", "agenda", "place", "time", "venue", "abstract",
})  # fmt: skip


class Label(NamedTuple):
    """Who speaks from a line on, and where the words of the turn begin."""

    speaker: str
    end: int


def labels(raw: str, lines: Iterable[tuple[int, int]]) -> dict[int, Label]:
    r"""Return the labels that lines begin with, by the start of the line; none for one alone.

    A text has turns where at least two of its lines begin with a label: `Q` counts with an `A`,
    and names in capitals without a title only where two of them alternate.

    >>> text = "Q: Why now?\nA: It was time."
    >>> labels(text, [(0, 11), (12, 27)])
    {0: Label(speaker='Q', end=3), 12: Label(speaker='A', end=15)}
    >>> labels("NOTE: It grew.", [(0, 14)])
    {}
    """
    found = []
    for start, end in lines:
        if (
            raw[start + 1 : start + 2] not in _NO_PROSE
            and raw.find(":", start, start + _LONGEST + 1) < 0
            and raw[start] != "*"
        ):
            continue  # as most
        last = min(end, start + _LONGEST) + 1
        match = _LABEL.match(raw, start, last)
        if match and match["who"].casefold() not in _NOBODY:
            found.append((start, match, min(match.end(), end)))
    who = Counter(" ".join(match["who"].split()) for _, match, _ in found)
    bare = {" ".join(m["who"].split()) for _, m, _ in found if m["bare"]}
    sure = any(match["sure"] for _, match, _ in found)
    out: dict[int, Label] = {}
    for start, match, end in found:
        name = " ".join(match["who"].split())
        if match["bare"] and (who[name] < 2 or not (sure or len(bare) > 1)):
            continue
        if match["letter"] and not (who["Q"] and (who["A"] or sure)):
            continue
        out[start] = Label(name, end)
    return out if len(out) > 1 else {}
