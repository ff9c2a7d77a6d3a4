"""The folder of a report: its fingerprint, its manifest, and publishing that never leaves it torn.

Only the standard library is imported, so that an unchanged corpus is known at once.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from rhetoric import __version__
from rhetoric.corpus import RhetoricError, listed
from rhetoric.read.scan import extractors, scan
from rhetoric.read.scan import fingerprint as of_corpus

MANIFEST = "manifest.json"
SCHEMA = "rhetoric.manifest/1"
#: Packages whose version can change a number or a stroke of the report.
PACKAGES = (
    "jinja2", "matplotlib", "nh3", "numpy", "pandas", "rapidfuzz", "regex", "scikit-learn", "scipy",
)  # fmt: skip


def fingerprint(corpus: Path, options: Mapping[str, Any]) -> str:
    """Return a digest of all that decides a report: bytes, options, word lists, versions.

    The versions are that of this package, and those of what takes the text out of its files.
    """
    digest = sha256(of_corpus(corpus).encode())
    if tools := extractors(corpus):
        digest.update(json.dumps(tools, sort_keys=True).encode())
    digest.update(json.dumps(dict(options), sort_keys=True).encode())
    digest.update(__version__.encode())
    lists = resources.files("rhetoric.lexicons")
    for one in sorted(lists.iterdir(), key=lambda item: item.name):
        if one.name.endswith((".toml", ".csv")):
            digest.update(one.name.encode() + sha256(one.read_bytes()).digest())
    return digest.hexdigest()


def manifest(out: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none that can be read."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        return None
    kinds = {"outputs": dict, "documents": dict, "packages": dict, "options": dict, "skipped": list}
    whole = all(isinstance(found.get(name), kind) for name, kind in kinds.items())
    return found if whole and all(isinstance(s, dict) for s in found["skipped"]) else None


def is_whole(out: Path, known: Mapping[str, Any]) -> bool:
    """Say whether every file that a manifest lists is there with the bytes that it had."""
    try:
        return all(
            sha256((out / name).read_bytes()).hexdigest() == digest
            for name, digest in known["outputs"].items()
        )
    except (OSError, KeyError, AttributeError, TypeError):
        return False


def versions(corpus: Path) -> dict[str, str]:
    """Return the versions of the packages that decide a report's bytes."""
    return {name: metadata.version(name) for name in PACKAGES} | extractors(corpus)


def checked(corpus: Path, out: Path) -> None:
    """Raise `RhetoricError` where a report may not be written."""
    try:
        _checked(corpus, out)
    except OSError as error:
        raise RhetoricError(f"{error.filename!r} cannot be used: {error.strerror}.") from None


def _checked(corpus: Path, out: Path) -> None:
    if not corpus.exists():
        raise RhetoricError(f"There is no folder or file {str(corpus)!r}: check the path.")
    inside = out.resolve()
    if corpus.is_dir() and inside.is_relative_to(corpus.resolve()):
        raise RhetoricError(
            f"The report folder {str(out)!r} lies inside the corpus {str(corpus)!r}, whose files "
            "are all read as documents: choose another with -o.",
            code=73,
        )
    there = next(path for path in (inside, *inside.parents) if path.exists())
    if not there.is_dir():
        raise RhetoricError(f"{str(there)!r} is no folder; name another one with -o.", code=73)


def own(corpus: Path, out: Path, known: Mapping[str, Any] | None) -> None:
    """Raise `RhetoricError` where the folder holds the report of another corpus altogether."""
    then = set((known or {}).get("documents", {}))
    now = {one.file for one in scan(corpus)[0]}
    if then and now and not then & now:
        raise RhetoricError(
            f"{str(out)!r} holds the report of another corpus ({listed(sorted(then), 2)}): name "
            "another folder with -o, or replace it with --force.",
            code=73,
        )


def published(out: Path) -> list[str]:
    """Return the headlines of the report in a folder, as it says them."""
    rows = json.loads((out / "findings.json").read_text(encoding="utf-8"))["rows"]
    return [row["claim"] for row in rows if row["headline"]]


def publish(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a report: all staged and flushed first, then moved, the manifest last.

    Files of an earlier report that this one does not have are removed; files of others are left
    alone. Raises `RhetoricError` (code 74) where writing fails; what was there before stays.
    """
    earlier = manifest(out) or {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rhetoric-", dir=out) as stage:
            for name, content in files.items():
                _write(Path(stage) / name, content)
            for name in sorted(files, key=lambda n: (n == MANIFEST, n)):
                (out / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(stage) / name).replace(out / name)
        for name in earlier.get("outputs", {}):
            if name not in files and _is_inner(name) and (out / name).is_file():
                (out / name).unlink()
    except OSError as error:
        raise RhetoricError(
            f"The report could not be written to {str(out)!r}: {error.strerror or error}.", code=74
        ) from None


def _is_inner(name: str) -> bool:
    """Say whether a name from an old manifest stays inside the folder."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)
