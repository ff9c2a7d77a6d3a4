"""What changed since the last report: documents, settings, findings new, gone, reversed, moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from rhetoric.amounts import number
from rhetoric.findings import BADGES
from rhetoric.report.ledger import MOVING
from rhetoric.report.page import Block, Fold, Items, Para, Section
from rhetoric.report.sections.claims import parted

#: Findings of each kind that are in sight, and names of documents; changes.json has all.
LISTED, NAMED = 6, 8
_TITLE = "What changed since the last report"
_ROOM = ", or made room: a report tells {}"
#: What a finding on vocabulary says of it, by its kind.
_AS = {
    "emerged": "new", "vanished": "gone", "grew": "more frequent", "shrank": "rarer",
    "burst": "of one text only",
}  # fmt: skip
_WORDS = {
    "new": "New findings",
    "gone": "Findings that are gone",
    "reversed": "Subjects that are told the other way round",
    "moved": "Findings that are told otherwise: another kind, badge or place, other dates or words",
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
    paired = [row for kind in ("reversed", "moved") for row in found.get(kind, []) if "was" in row]
    full = found["again"] + len(found["new"]) + len(paired) >= most
    heads = Counter(_head(row) for kind in _WORDS for row in found.get(kind, []))
    alike = {head for head, many in heads.items() if many > 1}
    for kind, title in _WORDS.items():
        words = title + _ROOM.format(most) if kind == "gone" and full else title
        rows = [_line(kind, row, alike) for row in found.get(kind, [])]
        if rows:
            blocks += [Para(f"{words} ({len(rows):,}):"), Items(rows[:LISTED])]
        if len(rows) > LISTED:
            blocks.append(Fold(f"{len(rows) - LISTED:,} more", [Items(rows[LISTED:])]))
    return Section("since", _TITLE, [*blocks, Para(_looks(changes))])


def _documents(changes: Mapping[str, Any]) -> Iterator[str]:
    texts = changes["documents"]
    words = {"added": "Added", "edited": "Edited", "removed": "Removed", "left_out": "Left out now"}
    for kind, word in words.items():
        if texts.get(kind):
            yield f"{word}: {_names(texts[kind])}."
    if not any(texts.get(kind) for kind in words):
        yield "Documents: the same."


def _settings(changes: Mapping[str, Any]) -> Iterator[str]:
    if changes["settings"]:
        yield f"Settings: {'; '.join(changes['settings'])}."


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _head(row: Mapping[str, Any]) -> str:
    return parted(str(row["claim"]))[0].rstrip(".")


def _line(kind: str, row: Mapping[str, Any], alike: Collection[str]) -> str:
    """Return a finding in one line: what moved; or its badge, and what was known of it before.

    ``alike`` are the beginnings of claims that several have: they are told whole.
    """
    head = _head(row)
    claim = str(row["claim"]).rstrip(".") if head in alike else head
    if kind == "moved":
        moves = [_move(key, row) for key in (*MOVING, "dates", "before") if key in row]
        return f"{claim}: {', '.join(moves)}." if moves else f"{claim}."
    if kind == "reversed":
        return f"{claim}. {BADGES.get(row['badge'][1], '')} ({_move('kind', row)})"
    words = "returns; first" if kind == "new" else "first"
    known = f" ({words} in report {row['seen']})" if row.get("seen") else ""
    return f"{claim}. {BADGES.get(row['badge'], '')}{known}"


def _move(key: str, row: Mapping[str, Any]) -> str:
    """Return what is told otherwise of a finding."""
    if key == "before":
        return f"before: {parted(str(row['before']))[0].rstrip('.')}"
    old, new = row[key]
    if key == "headline":
        return "now a headline" if new else "no headline any more"
    if key == "badge":
        return f"{BADGES.get(old, '')} → {BADGES.get(new, '')}"
    if key == "dates":
        return f"told of {' and '.join(old)} before, now of {' and '.join(new)}"
    return "used again (it was gone)" if row.get("used_again") else _kinds(old, new)


def _kinds(old: str, new: str) -> str:
    """Return what it means that a finding is of another kind now.

    >>> _kinds("emerged", "grew"), _kinds("kept", "reworded")
    ('told as more frequent, no longer as new', 'kept → reworded')
    """
    if old in _AS and new in _AS:
        return f"told as {_AS[new]}, no longer as {_AS[old]}"
    return f"{old} → {new}".replace("_", " ")


def _looks(changes: Mapping[str, Any]) -> str:
    """Say how often the texts were looked at, and what that means for what is found again."""
    found = changes["findings"]
    other = (
        f" ({found['recounted']:,} of them with other numbers)" if found.get("recounted") else ""
    )
    said = (
        f"This is report {changes['report']} on these texts. {number(found['again'], 'finding')} "
        f"stood in the last report already{other}: tested again, not discovered again. Tests allow "
        "for all terms of one report, not for those of earlier ones: a finding that one flags and "
        "the next does not was a weak one."
    )
    return f"{said} ledger.json has the history of each."
