"""What a report is made of, what the last one was made of, and what differs: status, in short.

Only the standard library is imported, so that an unchanged corpus is known at once. No clock has
a say: neither the time of day nor that at which a file was saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from rhetoric import __version__
from rhetoric.inert import shown
from rhetoric.read.scan import Inputs, inputs
from rhetoric.store.manifest import NAME, digest, is_store


@dataclass(frozen=True)
class State:
    """All that decides a report: the bytes of its corpus, options, word lists and versions."""

    inputs: Inputs
    options: Mapping[str, Any]
    lexicons: str
    version: str = __version__

    @cached_property
    def fingerprint(self) -> str:
        """One digest of it all: as long as it is the same, so is the report."""
        parts = [
            self.inputs.fingerprint, dict(self.inputs.extractors), dict(self.options),
            self.lexicons, self.version,
        ]  # fmt: skip
        return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One reason to make the report again.

    ``kind`` is new, changed or removed (``what`` is a file then), settings, or report.
    """

    kind: str
    what: str
    detail: str = ""

    def __str__(self) -> str:
        return shown(f"{self.kind}: {self.what} {self.detail}")


def state(corpus: Path, options: Mapping[str, Any]) -> State:
    """Return all that decides the report of a corpus, as it is now."""
    return State(_of_store(corpus) if is_store(corpus) else inputs(corpus), options, _lexicons())


def _of_store(path: Path) -> Inputs:
    """Return the digests of the documents that a store has counted, and its own."""
    from rhetoric.store.stored import open_store  # noqa: PLC0415  (heavy)

    store = open_store(path)
    return Inputs(store.digests, {NAME: digest(path)}, store.skipped, {})


def fingerprint(corpus: Path, options: Mapping[str, Any]) -> str:
    """Return a digest of all that decides a report: bytes, options, word lists, versions."""
    return state(corpus, options).fingerprint


def _lexicons() -> str:
    """Return a digest of the word lists that the package brings."""
    digest = sha256()
    lists = resources.files("rhetoric.lexicons")
    for one in sorted(lists.iterdir(), key=lambda item: item.name):
        if one.name.endswith((".toml", ".csv")):
            digest.update(one.name.encode() + sha256(one.read_bytes()).digest())
    return digest.hexdigest()


def made_of(now: State) -> dict[str, Any]:
    """Return what a manifest records of a state, beside what became of its documents."""
    return {
        "fingerprint": now.fingerprint,
        "version": now.version,
        "options": dict(now.options),
        "lexicons": now.lexicons,
        "corpus_toml": now.inputs.about.get("corpus.toml"),
        "metadata_csv": now.inputs.about.get("metadata.csv"),
    }


def changes(known: Mapping[str, Any], now: State) -> list[Change]:
    """Return what is not as it was when a manifest was written; documents first."""
    if known.get("fingerprint") == now.fingerprint:
        return []
    return [*_of_documents(known, now.inputs), *_of_settings(known, now)]


def _of_documents(known: Mapping[str, Any], now: Inputs) -> Iterator[Change]:
    was = {str(name): str(digest) for name, digest in known["documents"].items()}
    was |= {str(name): str(digest) for name, digest in (known.get("beside") or {}).items()}
    was |= {str(s.get("file")): str(s.get("sha256") or s.get("reason")) for s in known["skipped"]}
    here = dict(now.files) | {s.file: s.reason for s in now.skipped}
    yield from (Change("new", name) for name in sorted(here.keys() - was.keys()))
    yield from (
        Change("changed", name)
        for name in sorted(here.keys() & was.keys())
        if here[name] != was[name]
    )
    yield from (Change("removed", name) for name in sorted(was.keys() - here.keys()))


def _of_settings(known: Mapping[str, Any], now: State) -> Iterator[Change]:
    for key, name in (("corpus_toml", "corpus.toml"), ("metadata_csv", "metadata.csv")):
        if known.get(key) != now.inputs.about.get(name):
            yield Change("settings", name, _how(known.get(key), now.inputs.about.get(name)))
    if known["options"] != now.options:
        for key in sorted({*known["options"], *now.options}):
            old, new = known["options"].get(key), now.options.get(key)
            if old != new:
                yield Change("settings", key, f"{old} → {new}")
    if known.get("version") != now.version:
        yield Change("settings", "version", f"{known.get('version')} → {now.version}")
    if known.get("lexicons") not in {None, now.lexicons}:
        yield Change("settings", "word lists", "of the package changed")
    for name, version in now.inputs.extractors.items():
        then = known["packages"].get(name, "none")
        if then != version:
            yield Change("settings", name, f"reads with {name} {version} (it was {then})")


def _how(old: object, new: object) -> str:
    return "changed" if old and new else "is new" if new else "was removed"
