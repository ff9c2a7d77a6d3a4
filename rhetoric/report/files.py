"""The folder of a report: may it be written, what does its manifest say, is it whole.

Only the standard library is imported, so that an unchanged corpus is known at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError, listed
from rhetoric.read.scan import version

MANIFEST, LEDGER, CHANGES = "manifest.json", "ledger.json", "changes.json"
SCHEMA = "rhetoric.manifest/1"
#: Files that every report has.
ALWAYS = ("report.md", "report.html", "findings.json", CHANGES, LEDGER, MANIFEST)
#: Packages whose version can change a number or a stroke of the report.
PACKAGES = (
    "jinja2", "matplotlib", "nh3", "numpy", "pandas", "rapidfuzz", "regex", "scikit-learn", "scipy",
)  # fmt: skip


def manifest(out: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none that can be read."""
    try:
        return _parsed((out / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


@lru_cache(maxsize=1)  # a run looks at it more than once
def _parsed(content: bytes) -> dict[str, Any] | None:
    found = json.loads(content.decode("utf-8"))
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        return None
    kinds = {"outputs": dict, "documents": dict, "packages": dict, "options": dict, "skipped": list}
    whole = all(isinstance(found.get(name), kind) for name, kind in kinds.items())
    whole = whole and isinstance(found.get("beside", {}), dict)
    return found if whole and all(isinstance(s, dict) for s in found["skipped"]) else None


def damaged(out: Path, known: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with each file that a manifest lists and that is not as it was."""
    said = []
    for name, digest in known["outputs"].items():
        try:
            if sha256((out / name).read_bytes()).hexdigest() != digest:
                said.append(f"{name} was changed")
        except (OSError, ValueError):  # what was damaged may name no file at all
            said.append(f"{name} is missing")
    return said


def versions(extractors: Mapping[str, str]) -> dict[str, str]:
    """Return the versions of the packages that decide a report's bytes."""
    return {name: version(name) for name in PACKAGES} | dict(extractors)


def checked(corpus: Path, out: Path, cache: Path | None = None) -> None:
    """Raise `RhetoricError` where a report, or what is kept beside it, may not be written."""
    try:
        _checked(corpus, out)
        for folder in (corpus, out) if cache else ():
            if cache and cache.resolve().is_relative_to(folder.resolve()):
                raise RhetoricError(
                    f"The cache {str(cache)!r} lies inside {str(folder)!r}: name another folder "
                    "with --cache, or use --no-cache."
                )
    except OSError as error:
        raise RhetoricError(f"{error.filename!r} cannot be used: {error.strerror}.") from None


def _checked(corpus: Path, out: Path) -> None:
    if not corpus.exists():
        raise RhetoricError(f"There is no folder or file {str(corpus)!r}: check the path.")
    inside = out.resolve()
    if corpus.is_dir() and inside.is_relative_to(corpus.resolve()):
        same = inside == corpus.resolve()
        where = "is the corpus itself" if same else f"lies inside the corpus {str(corpus)!r}"
        raise RhetoricError(
            f"The report folder {str(out)!r} {where}, whose files are all read as documents: "
            "choose another with -o.",
            code=73,
        )
    if corpus.resolve().is_relative_to(inside):
        raise RhetoricError(
            f"The corpus {str(corpus)!r} lies inside the report folder {str(out)!r}, which holds "
            "what is written: choose another with -o.",
            code=73,
        )
    there = next(path for path in (inside, *inside.parents) if path.exists())
    if not there.is_dir():
        raise RhetoricError(f"{str(there)!r} is no folder; name another one with -o.", code=73)


def is_other(known: Mapping[str, Any] | None, files: Collection[str]) -> bool:
    """Say whether a manifest is of another corpus altogether: no file has the name of one of it."""
    then = (known or {}).get("documents", {})
    return bool(then and files and then.keys().isdisjoint(files))


def own(out: Path, known: Mapping[str, Any] | None, files: Collection[str]) -> None:
    """Raise `RhetoricError` where the folder holds the report of another corpus."""
    if is_other(known, files):
        then = (known or {})["documents"]
        raise RhetoricError(
            f"{str(out)!r} holds the report of another corpus ({listed(sorted(then), 2)}): name "
            "another folder with -o, or replace it with --force.",
            code=73,
        )


def free_of_others(out: Path, ours: Collection[str]) -> None:
    """Raise `RhetoricError` where a folder has files with the names of a report's that are not.

    Of those that every report has; before the others are known.
    """
    taken = [name for name in ALWAYS if name not in ours and os.path.lexists(out / name)]
    if taken:
        raise in_the_way(out, taken)


def in_the_way(out: Path, names: Collection[str]) -> RhetoricError:
    """Return what to tell of files that a report would replace and that are none of it."""
    return RhetoricError(
        f"{str(out)!r} has files of somebody else with the names of the report's "
        f"({listed(sorted(names), 3)}): move them away, or choose another folder with -o. If they "
        f"are of a report whose {MANIFEST} was damaged, delete them.",
        code=73,
    )


def published(out: Path) -> list[str]:
    """Return the headlines of the report in a folder, as it says them."""
    return [str(row["claim"]) for row in findings(out).values() if row.get("headline")]


def findings(out: Path) -> dict[str, dict[str, Any]]:
    """Return the findings of the report in a folder by their ids; none where they are damaged."""
    try:
        rows = json.loads((out / "findings.json").read_text(encoding="utf-8"))["rows"]
        return {str(row["id"]): dict(row) for row in rows}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}


def outputs(out: Path) -> set[str]:
    """Return the files of a report whose manifest was damaged, as its ledger has them."""
    try:
        found = json.loads((out / LEDGER).read_text(encoding="utf-8"))
        whole = found["schema"] == "rhetoric.ledger/1"
        return {*map(str, found["files"]), LEDGER, MANIFEST} if whole else set()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()
