"""What changed since the last report: documents, settings, findings new, gone, reversed, moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rhetoric.amounts import number
from rhetoric.findings import BADGES
from rhetoric.report.page import Block, Fold, Items, Para, Section
from rhetoric.report.sections.claims import parted

#: Findings of each kind that are in sight, and names of documents; changes.json has all.
LISTED, NAMED = 6, 8
_TITLE = "What changed since the last report"
_ROOM = ", or made room: a report tells {}"
#: What it means that a finding is of another kind now.
_KINDS = {
    ("vanished", "shrank"): "used again (it was gone)",
    ("emerged", "grew"): "used earlier too (it was new)",
    ("shrank", "vanished"): "gone now (it was rarer)",
    ("grew", "emerged"): "new now (it was more frequent)",
}
_WORDS = {
    "new": "New findings",
    "gone": "Findings that are gone",
    "reversed": "Subjects that are told the other way round",
    "moved": "Findings that are told otherwise: another kind, badge, place or other dates",
}


def since(changes: Mapping[str, Any], most: int) -> Section:
    """Say what is new against the last report, and that what it had already is no discovery.

    ``most`` findings are told in a report: with so many, one that is gone may have made room.
    """
    if changes["first"]:
        first = "This is the first report on these documents; there is none to compare it with."
        return Section("since", _TITLE, [Para(first)])
    blocks: list[Block] = [Items([*_documents(changes), *_settings(changes)])]
    found = changes["findings"]
    full = found["again"] + len(found["new"]) >= most
    for kind, title in _WORDS.items():
        words = title + _ROOM.format(most) if kind == "gone" and full else title
        rows = [_line(kind, row) for row in found.get(kind, [])]
        if rows:
            blocks += [Para(f"{words} ({len(rows):,}):"), Items(rows[:LISTED])]
        if len(rows) > LISTED:
            blocks.append(Fold(f"{len(rows) - LISTED:,} more", [Items(rows[LISTED:])]))
    return Section("since", _TITLE, [*blocks, Para(_looks(changes))])


def _documents(changes: Mapping[str, Any]) -> Iterator[str]:
    texts = changes["documents"]
    words = {"added": "Added", "edited": "Edited", "removed": "Removed"}
    for kind, word in words.items():
        if texts[kind]:
            yield f"{word}: {_names(texts[kind])}."
    if not any(texts[kind] for kind in words):
        yield "Documents: the same."


def _settings(changes: Mapping[str, Any]) -> Iterator[str]:
    if changes["settings"]:
        yield f"Settings: {'; '.join(changes['settings'])}."


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _line(kind: str, row: Mapping[str, Any]) -> str:
    """Return a finding in one line: what moved; or its badge, and what was known of it before."""
    claim = parted(str(row["claim"]))[0].rstrip(".")
    if kind == "moved":
        keys = ("kind", "badge", "headline", "dates")
        moves = [_move(key, *row[key]) for key in keys if key in row]
        return f"{claim}: {', '.join(moves)}."
    if kind == "reversed":
        return f"{claim}. {BADGES.get(row['badge'][1], '')} ({_move('kind', *row['kind'])})"
    words = "returns; first" if kind == "new" else "first"
    known = f" ({words} in report {row['seen']})" if row.get("seen") else ""
    return f"{claim}. {BADGES.get(row['badge'], '')}{known}"


def _move(key: str, old: Any, new: Any) -> str:
    if key == "headline":
        return "now a headline" if new else "no headline any more"
    if key == "badge":
        return f"{BADGES.get(old, '')} → {BADGES.get(new, '')}"
    if key == "dates":
        return f"told of {' and '.join(old)} before, now of {' and '.join(new)}"
    if key == "kind" and (old, new) in _KINDS:
        return _KINDS[old, new]
    return f"{old} → {new}".replace("_", " ")


def _looks(changes: Mapping[str, Any]) -> str:
    """Say how often the texts were looked at, and what that means for what is found again."""
    found = changes["findings"]
    said = (
        f"This is look {changes['report']} at these texts. {number(found['again'], 'finding')} "
        "stood in the last report already: tested again, not discovered again. Tests allow for all "
        "terms of this look, not for earlier ones: what one flags and the next does not was little."
    )
    return f"{said} ledger.json has the history of each."
