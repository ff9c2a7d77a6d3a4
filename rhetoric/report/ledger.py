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
from typing import Any

from rhetoric.report.files import CHANGES, LEDGER, findings

SCHEMA = {LEDGER: "rhetoric.ledger/1", CHANGES: "rhetoric.changes/1"}
#: What may move in a finding that stays: how it is called, how far it reaches, where it stands.
MOVING = ("kind", "badge", "headline")
#: What a claim quotes; its numbers, which stand behind what it says; dates; an end among numbers.
_QUOTED = re.compile(r"“[^”]*”(?: \(with [^)]*\))?")
_NUMBERS = re.compile(r": | \(|; ")
_DATE = re.compile(r"\b\d{4}(?:-\d\d){0,2}\b")
_LAST = re.compile(r"\blast (?:used )?(?:in|on) (\d{4}(?:-\d\d){0,2})\b")
#: The direction against each.
AGAINST = {"up": "down", "down": "up"}


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
) -> dict[str, Any]:
    """Return what changed since the last report (``changes.json``).

    ``documents`` are the digests of files now, ``now`` the findings.
    """
    if then is None:
        return {"schema": SCHEMA[CHANGES], "first": True, "report": 1}
    here = {str(row["id"]): row for row in now}
    was = then.findings
    new = [row for row in now if row["id"] not in was]
    gone = [row for name, row in was.items() if name not in here]
    turned = _reversed(new, gone)
    told_of = {name for pair in turned for name in (pair["id"], pair["was"])}
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
            "removed": sorted(then.documents.keys() - documents.keys()),
        },
        "settings": list(settings),
        "findings": {
            "new": [_brief(row, then.ledger) for row in new if row["id"] not in told_of],
            "gone": [_brief(row, then.ledger) for row in gone if row["id"] not in told_of],
            "reversed": turned,
            "moved": [
                moved
                for row in now
                if row["id"] in was and (moved := _moved(was[row["id"]], row)) is not None
            ],
            "again": len(was.keys() & here.keys()),
        },
    }


def _reversed(
    new: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the new findings that turn one round that is gone: the same subject, the other way.

    The way is part of a finding's id, so that each way keeps its own history; ``was`` is the id of
    the other. A report of a version that wrote down no subjects has none to turn round.
    """
    left = {(row.get("subject"), row.get("direction")): row for row in reversed(gone)}
    out = []
    for row in new:
        about = row.get("subject"), AGAINST.get(str(row.get("direction")))
        old = left.pop(about, None) if None not in about else None
        if old is not None:
            said = {key: row[key] for key in ("id", "claim")}
            sides = {key: [old.get(key), row[key]] for key in ("direction", *MOVING)}
            out.append({**said, "was": old["id"], "before": old["claim"], **sides})
    return out


def _runs(then: Past) -> int:
    runs = then.ledger.get("reports")
    return len(runs) if isinstance(runs, list) and runs else 1


def _brief(row: Mapping[str, Any], ledger: Mapping[str, Any]) -> dict[str, Any]:
    """Return what names a finding; ``seen`` is the report that had it first, if one had."""
    known = ledger.get("findings", {}).get(str(row["id"]), {})
    said = {key: row.get(key) for key in ("id", "kind", "claim", "badge", "headline")}
    return {**said, "seen": known.get("first")}


def _moved(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any] | None:
    changed = {key: [was.get(key), now[key]] for key in MOVING if was.get(key) != now[key]}
    dates = [_dates(str(row.get("claim", ""))) for row in (was, now)]
    if (
        "kind" not in changed and all(dates) and dates[0] != dates[1]
    ):  # it turned, began or ended at others
        changed["dates"] = dates
    return {"id": now["id"], "claim": now["claim"], **changed} if changed else None


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
        f"{kind} {_named(texts[kind])}" for kind in ("added", "edited", "removed") if texts[kind]
    ]
    said += [f"settings: {_named(changes['settings'])}"] if changes["settings"] else []
    ways = ("new", "gone", "reversed", "moved")
    moves = [f"{len(found[kind])} {kind}" for kind in ways if found.get(kind)]
    said += [f"findings: {', '.join(moves)}"] if moves else ["findings: the same"]
    return "since the last report: " + "; ".join(said)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
