"""What changed since the last report, and the history of each finding over all reports.

A report is a look at the texts. Whoever looks often enough finds something: so a finding that an
earlier look had already is no new discovery, and how often it was looked at is written down. Looks
are counted, not timed: two reports on the same state are one look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rhetoric.corpus import listed
from rhetoric.inert import shown
from rhetoric.report.files import CHANGES, LEDGER, findings

SCHEMA = {LEDGER: "rhetoric.ledger/1", CHANGES: "rhetoric.changes/1"}
#: What may move in a finding that stays: how it is called, how far it reaches, where it stands.
MOVING = ("kind", "badge", "headline")
#: What a claim quotes; its numbers, which stand behind what it says; dates; an end among numbers.
_QUOTED = re.compile(r"“[^”]*”(?: \(with [^)]*\))?")
_WITH = re.compile(r" \(with [^)]*\)")
_NAMED = re.compile(r"“([^”]*)”")
_NUMBERS = re.compile(r": | \(|; ")
_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}\b")
_LAST = re.compile(r"\blast (?:used )?(?:in|on) (\d{4}(?:-\d\d){0,2})\b")
#: The directions against each; all of them for each.
_AGAINST = {"up": ("down",), "down": ("up",)}
_WAYS = ("up", "down", "none")
_ANY = dict.fromkeys(_WAYS, _WAYS)
#: How the subject of a finding on vocabulary begins.
_VOCABULARY = "vocabulary: "

#: Rows of findings as findings.json has them, and pairs of an earlier and a later report's.
_Rows = Sequence[Mapping[str, Any]]
_Pairs = list[tuple[Mapping[str, Any], Mapping[str, Any]]]


@dataclass(frozen=True)
class Past:
    """What the last report leaves to the next: its findings, the ledger, and what it said is new.

    ``fingerprint`` is that of its state; ``documents`` are the digests of the files that it read.
    """

    fingerprint: str
    documents: Mapping[str, str]
    findings: Mapping[str, Mapping[str, Any]]
    ledger: Mapping[str, Any]
    changes: Mapping[str, Any] | None


def past(out: Path, known: Mapping[str, Any] | None) -> Past | None:
    """Return what the last report leaves; None where there is none.

    A ledger that is missing or was damaged begins anew with the findings of the last report.
    """
    if known is None:
        return None
    return Past(
        fingerprint=str(known.get("fingerprint")),
        documents=known["documents"],
        findings=findings(out),
        ledger=_read(out, known, LEDGER) or {},
        changes=_read(out, known, CHANGES),
    )


def _read(out: Path, known: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return one of the two files if it is the one that the manifest lists."""
    try:
        content = (out / name).read_bytes()
        found = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return None
    whole = sha256(content).hexdigest() == known["outputs"].get(name)
    if not whole or not isinstance(found, dict) or found.get("schema") != SCHEMA[name]:
        return None
    return found


def since(
    then: Past | None,
    documents: Mapping[str, str],
    settings: Sequence[str],
    now: Sequence[Mapping[str, Any]],
    skipped: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return what changed since the last report (``changes.json``).

    ``documents`` are the digests of files now, ``now`` the findings; ``skipped`` says why files
    that are there are no documents.
    """
    if then is None:
        return {"schema": SCHEMA[CHANGES], "first": True, "report": 1}
    here = {str(row["id"]): row for row in now}
    was = then.findings
    new: _Rows = [row for row in now if row["id"] not in was]
    gone: _Rows = [row for name, row in was.items() if name not in here]
    turned, new, gone = _paired(new, gone, _AGAINST)
    other, new, gone = _paired(new, gone, _ANY)
    lost = then.documents.keys() - documents.keys()
    again = [(was[row["id"]], row) for row in now if row["id"] in was]
    moves = [(_moved(*pair), pair) for pair in (*again, *other)]
    moved = [found for found, _ in moves if found is not None]
    still = [pair for found, pair in moves if found is None]
    return {
        "schema": SCHEMA[CHANGES],
        "first": False,
        "report": _runs(then) + 1,
        "documents": {
            "added": sorted(documents.keys() - then.documents.keys()),
            "edited": sorted(
                name
                for name in documents.keys() & then.documents.keys()
                if documents[name] != then.documents[name]
            ),
            "removed": sorted(lost - skipped.keys()),
            "left_out": [f"{name} ({skipped[name]})" for name in sorted(lost & skipped.keys())],
        },
        "settings": list(settings),
        "findings": {
            "new": [_brief(row, then.ledger) for row in new],
            "gone": [_brief(row, then.ledger) for row in gone],
            "reversed": [_turned(*pair) for pair in turned],
            "moved": moved,
            "again": len(again),
            "recounted": sum(old.get("claim") != row["claim"] for old, row in still),
        },
    }


def _paired(
    new: _Rows, gone: _Rows, ways: Mapping[str, Sequence[str]]
) -> tuple[_Pairs, _Rows, _Rows]:
    """Return pairs of a finding that is gone and a new one on its subject, and what is left.

    ``ways`` are those that the one that is gone may have gone, by that of the new one. A report of
    a version that wrote down no subjects has none to pair.
    """
    left = {(row.get("subject"), row.get("direction")): row for row in reversed(gone)}
    pairs: _Pairs = []
    for row in new:
        about = row.get("subject")
        known = [(about, way) for way in ways.get(str(row.get("direction")), ())]
        old = next((left.pop(key) for key in known if about and key in left), None)
        if old is not None:
            pairs.append((old, row))
    taken = {str(one["id"]) for pair in pairs for one in pair}
    fresh, lost = ([row for row in rows if row["id"] not in taken] for rows in (new, gone))
    return pairs, fresh, lost


def _turned(old: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new finding that turns one round that is gone: the same subject, the other way.

    The way is part of a finding's id, so that each way keeps its own history; ``was`` is the id of
    the other.
    """
    sides = {key: [old.get(key), row[key]] for key in ("direction", *MOVING)}
    said = {key: row[key] for key in ("id", "claim")}
    return {**said, "was": old["id"], "before": old["claim"], **sides}


def _runs(then: Past) -> int:
    runs = then.ledger.get("reports")
    return len(runs) if isinstance(runs, list) and runs else 1


def _brief(row: Mapping[str, Any], ledger: Mapping[str, Any]) -> dict[str, Any]:
    """Return what names a finding; ``seen`` is the report that had it first, if one had."""
    known = ledger.get("findings", {}).get(str(row["id"]), {})
    said = {key: row.get(key) for key in ("id", "kind", "claim", "badge", "headline")}
    return {**said, "seen": known.get("first")}


def _moved(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what is told otherwise of a finding, or of its subject under another id (``was``)."""
    claims = [str(row.get("claim", "")) for row in (was, now)]
    changed: dict[str, Any] = {
        key: [was.get(key), now[key]] for key in MOVING if was.get(key) != now[key]
    }
    if was["id"] != now["id"]:
        changed |= {"was": was["id"]}
    if changed.get("kind") == ["vanished", "shrank"] and _elsewhere(was, now):
        changed["used_again"] = True
    dates = [*map(_dates, claims)]
    if (
        "kind" not in changed and all(dates) and dates[0] != dates[1]
    ):  # it turned, began or ended at others
        changed["dates"] = dates
    vocabulary = str(now.get("subject", "")).startswith(_VOCABULARY)  # how it is spelt says little
    if not vocabulary and _names(claims[0]) != _names(claims[1]):
        changed["before"] = claims[0]
    return {"id": now["id"], "claim": now["claim"], **changed} if changed else None


def _elsewhere(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Say whether something is used where it was not."""
    before = was.get("counts") or {}
    return any(n and not before.get(name) for name, n in (now.get("counts") or {}).items())


def _names(claim: str) -> set[str]:
    """Return what a claim quotes before its numbers, without other forms of it.

    >>> sorted(_names("“a: x” (with “as”) and “b” become “c”: 2 of 2 names (“d”)"))
    ['a: x', 'b', 'c']
    """
    head = _NUMBERS.search(_QUOTED.sub(lambda found: "x" * len(found[0]), claim))
    return {*_NAMED.findall(_WITH.sub("", claim[: head.start()] if head else claim))}


def _dates(claim: str) -> list[str]:
    """Return the dates at which something begins, turns or ends by a claim.

    >>> _dates("“a 1990 b” appears in 2007: 9 times, in 2 of 2003 documents since, last in 2009.")
    ['2007', '2009']
    """
    said = _QUOTED.sub("", claim)
    found = (*_DATE.findall(_NUMBERS.split(said)[0]), *_LAST.findall(said))
    return list(dict.fromkeys(found))


def grown(
    then: Past | None, state: Mapping[str, Any], now: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the ledger (``ledger.json``) after a look at a state.

    ``state`` has the ``fingerprint``, the number of ``documents`` and the id of the ``newest``.
    Of each finding: ``first``, the report that flagged it first, and the ``newest`` document then;
    ``tested``, how often it was tested again; ``levels``, its badges, each with the report from
    which on it had it (0 where it was gone).
    """
    reports, entries = _history(then)
    if not reports or then is None or then.fingerprint != state["fingerprint"]:
        reports = [*reports, dict(state)]
    number, here = len(reports), {str(row["id"]): row for row in now}
    for name, row in here.items():
        entry = entries.setdefault(name, {"first": number, "newest": state["newest"], "levels": []})
        entry |= {"terms": list(row["terms"]), "kind": row["kind"]}
        _level(entry["levels"], number, int(row["badge"]))
    for name, entry in entries.items():
        if name not in here:
            _level(entry["levels"], number, 0)
        entry["tested"] = number - entry["first"]
    ordered = {name: _as_written(entries[name]) for name in sorted(entries)}
    return {"schema": SCHEMA[LEDGER], "reports": reports, "findings": ordered}


def _history(then: Past | None) -> tuple[list[Any], dict[str, dict[str, Any]]]:
    """Return the reports and findings so far; those of a report without a ledger as its first."""
    if then is None:
        return [], {}
    reports, rows = then.ledger.get("reports"), then.ledger.get("findings")
    if isinstance(reports, list) and reports and isinstance(rows, dict):
        kept = {name: e for name, e in rows.items() if _is_entry(e, len(reports))}
        return reports, kept
    before = {"fingerprint": then.fingerprint, "documents": len(then.documents), "newest": None}
    return [before], {
        name: {"first": 1, "newest": None, "levels": [[1, int(row.get("badge") or 0)]]}
        | {"terms": row.get("terms", []), "kind": row.get("kind")}
        for name, row in then.findings.items()
    }


def _is_entry(entry: Any, reports: int) -> bool:
    whole = isinstance(entry, dict) and isinstance(entry.get("levels"), list)
    return whole and isinstance(entry.get("first"), int) and 0 < entry["first"] <= reports


def _level(levels: list[Any], number: int, badge: int) -> None:
    """Write down the level that a finding has from a report on, if it is another than before."""
    if levels and levels[-1][0] == number:
        levels.pop()
    if not levels or levels[-1][1] != badge:
        levels.append([number, badge])


def _as_written(entry: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("terms", "kind", "first", "newest", "tested", "levels")
    return {key: entry.get(key) for key in keys}


def told(changes: Mapping[str, Any]) -> str | None:
    """Return one line on what changed, or None of a first report.

    >>> found = {"new": [1, 2], "gone": [], "moved": [3]}
    >>> texts = {"added": ["a.txt"], "edited": [], "removed": []}
    >>> told({"first": False, "documents": texts, "settings": [], "findings": found})
    'since the last report: added a.txt; findings: 2 new, 1 moved'
    """
    if changes["first"]:
        return None
    texts, found = changes["documents"], changes["findings"]
    said = [
        f"{kind.replace('_', ' ')} {shown(listed(texts[kind], 3))}"
        for kind in ("added", "edited", "removed", "left_out")
        if texts.get(kind)
    ]
    said += [f"settings: {listed(changes['settings'], 3)}"] if changes["settings"] else []
    ways = ("new", "gone", "reversed", "moved")
    moves = [f"{len(found[kind])} {kind}" for kind in ways if found.get(kind)]
    same = ", but for numbers" if found.get("recounted") else ""
    said += [f"findings: {', '.join(moves)}"] if moves else [f"findings: the same{same}"]
    return "since the last report: " + "; ".join(said)
