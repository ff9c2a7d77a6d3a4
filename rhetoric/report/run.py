"""One run of `rhetoric report`: nothing to do, a check, or a new report."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric.corpus import listed
from rhetoric.read import marks
from rhetoric.read.address import is_brought, shown
from rhetoric.report.files import (
    CHANGES,
    LEDGER,
    MANIFEST,
    SCHEMA,
    checked,
    damaged,
    free_of_others,
    is_other,
    manifest,
    outputs,
    own,
    published,
    versions,
)
from rhetoric.report.place import PAUSE, Place, free, locked, place
from rhetoric.report.state import Change, State, changes, made_of, state
from rhetoric.store.manifest import is_store

if TYPE_CHECKING:
    from rhetoric.report.ledger import Past
    from rhetoric.report.origin import Origin

#: Headlines that a run prints.
PRINTED = 5
#: How a report is told of that is up to date, and how where its store is not.
_CURRENT = "up to date: "
_BEHIND = "up to date with its store, which is not up to date with its documents: "
#: Seconds that a run waits for another by default.
WAIT = 60.0


@dataclass(frozen=True)
class Job:
    """What to report on, where to, and the options that decide its content.

    ``keep`` older reports are kept; ``wait`` is how many seconds to wait for a run that is writing;
    ``cache`` is the folder for what was read, none if None.
    """

    corpus: Path
    out: Path
    seed: int = 0
    min_badge: int = 1
    keep: int = 0
    wait: float = WAIT
    cache: Path | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The options that decide what the report says."""
        return {"seed": self.seed, "min_badge": self.min_badge}


@dataclass(frozen=True)
class Done:
    """How a run ended: what to tell, whether the report was stale, how many files were skipped.

    ``corpus``, ``rows`` (files written), ``notes`` and ``more`` are the same for programs.
    """

    message: str
    stale: bool = False
    skipped: int = 0
    corpus: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


def run(
    job: Job,
    *,
    check: bool = False,
    dry_run: bool = False,
    force: bool = False,
    say: Callable[..., None] = lambda *_: None,
) -> Done:
    """Return how the report was brought up to date, or what would be done (``dry_run``, ``check``).

    Raises `RhetoricError` where the corpus cannot be read or the report not be written.
    """
    checked(job.corpus, job.out, job.cache)
    now = _now(job, anew=force or check)
    done = _run(job, now, check=check, dry_run=dry_run, force=force, say=say)
    if not done.stale and (late := [*map(str, _uncounted(job))]):
        first = done.message.replace(_CURRENT, _BEHIND, 1)
        message = "\n".join([first, *late])
        done = replace(done, message=message, notes=[*done.notes, *late], stale=check)
    return replace(done, corpus=_about(job, now) | dict(done.corpus))


def _run(
    job: Job, now: State, *, check: bool, dry_run: bool, force: bool, say: Callable[..., None]
) -> Done:
    where = place(job.out)
    if not check and not force and (done := _current(job, now)) is not None:
        if not dry_run:
            _remember(job)
            if where.littered and free(where):
                with locked(where, wait=0):
                    _recovered(where)
        return done
    if check:
        return _check(job, now, say)
    own(job.out, None if force else manifest(job.out), now.inputs.files)
    if dry_run:
        free_of_others(job.out, _ours(job.out, manifest(job.out)))
        said = _would(job, now, force=force)
        return Done(said, notes=said.splitlines())
    begun = time.monotonic()
    with locked(where, wait=job.wait, say=say):
        _recovered(where)
        if time.monotonic() - begun >= PAUSE:  # while this run waited, much may have happened
            now = state(job.corpus, job.options)
        if not force and (done := _current(job, now)) is not None:
            _remember(job)
            return done
        return _make(job, now, where, say)


def _now(job: Job, *, anew: bool = False) -> State:
    """Return all that decides the report; with ``anew`` all files are read, whatever was kept."""
    if not anew and not is_store(job.corpus):
        marks.load(job.corpus, job.cache)
    return state(job.corpus, job.options)


def status(job: Job) -> list[Change]:
    """Return why the report would be made again; nothing where it is up to date."""
    checked(job.corpus, job.out, job.cache)
    now, known = _now(job), manifest(job.out)
    if known is None:
        return [Change("report", str(job.out), "has no report yet"), *_uncounted(job)]
    found = changes(known, now)
    if wrong := damaged(job.out, known):
        said = f"is not as it was written: {listed(wrong, 3)}"
        found.append(Change("report", str(job.out), said))
    busy = known.get("inputs_changed_during_run")
    if not found and (busy or known.get("fingerprint") != now.fingerprint):
        why = "was being changed when it was read" if busy else "or the program is not as it was"
        found.append(Change("settings", "the corpus", why))
    return [*found, *_uncounted(job)]


def _uncounted(job: Job) -> Iterator[Change]:
    """Yield what a store lacks of the folders that it was counted from."""
    if not is_store(job.corpus):
        return
    from rhetoric.store.known import behind  # noqa: PLC0415  (heavy)

    for one in behind(job.corpus):
        if one.lost:  # a store that was brought may be another machine's
            if not is_brought(job.corpus):
                yield Change("store", f"{one}:", f"put it back, or {one.remedy}, to have it quoted")
            continue
        command = ["rhetoric", "count", one.root, "-o", shown(job.corpus), *["--add"] * one.added]
        yield Change("store", f"{one}:", f"run {shlex.join(command)}")


def about(job: Job) -> dict[str, Any]:
    """Return what programs are told of a corpus: its path, number of files, fingerprint."""
    return _about(job, _now(job))


def _about(job: Job, now: State) -> dict[str, Any]:
    number, prints = len(now.inputs.files), now.inputs.fingerprint
    return {"path": shown(job.corpus), "documents": number, "fingerprint": prints}


def _recovered(where: Place) -> None:
    """Finish or sweep what a run that died has left."""
    if where.work.exists():
        from rhetoric.report.publish import recover  # noqa: PLC0415  (rarely needed)

        recover(where)


def _current(job: Job, now: State) -> Done | None:
    """Return what to say of a report that is up to date, or None where it is not."""
    known = manifest(job.out)
    if known is None or known.get("fingerprint") != now.fingerprint:
        return None
    if known.get("inputs_changed_during_run") or damaged(job.out, known):
        return None
    said, skipped = _told(job, published(job.out), new=False), len(known["skipped"])
    return Done(said, skipped=skipped, corpus={"documents": len(known["documents"])})


def _make(job: Job, now: State, where: Place, say: Callable[..., None]) -> Done:
    from rhetoric.report.origin import opened  # noqa: PLC0415  (heavy: only when there is work)

    say(f"reading {shown(job.corpus)}")
    known, after = manifest(job.out), list[str]()
    with opened(job, now.inputs, say, read=lambda: after.append(_after(job))) as origin:
        from rhetoric.report.ledger import grown, past, told  # noqa: PLC0415

        then = None if is_other(known, now.inputs.files) else past(job.out, known)
        files, findings = origin.build(_since(then, known, now, origin))
    from rhetoric.report.build import as_bytes  # noqa: PLC0415  (loaded by now)
    from rhetoric.report.publish import publish  # noqa: PLC0415

    ledger = grown(then, _look(now, origin), findings)
    files[LEDGER] = as_bytes({**ledger, "files": sorted(files)})
    moved = _moved(now, origin, after[-1] if after else _after(job))
    files[MANIFEST] = as_bytes(_manifest(now, origin, files, moved=moved))
    publish(where, files, _ours(job.out, known), keep=job.keep)
    changed = json.loads(files[CHANGES])
    said = [_told(job, [f["claim"] for f in findings if f["headline"]], new=True)]
    said += [line for line in [told(changed)] if line]
    notes = ["The documents changed during the run: run it again."] if moved else []
    return Done(
        "\n".join([*said, *notes]),
        skipped=len(origin.skipped),
        corpus={"documents": origin.size},
        rows=[{"file": name, "bytes": len(files[name])} for name in sorted(files)],
        notes=notes,
        more={"changes": changed},
    )


def _since(
    then: Past | None, known: Mapping[str, Any] | None, now: State, origin: Origin
) -> Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]]:
    """Return what says, given the findings, what changed since the last report.

    A report that is made again on the same state says what it said: it is no new look.
    """
    from rhetoric.report.ledger import since  # noqa: PLC0415

    if then is not None and then.changes is not None and then.fingerprint == now.fingerprint:
        same = then.changes
        return lambda _: same
    reasons = [] if then is None or known is None else changes(known, now)
    settings = [f"{c.what} {c.detail}" for c in reasons if c.kind == "settings"]
    skipped = {one.file: one.reason for one in origin.skipped}
    return lambda findings: since(then, origin.read, settings, findings, skipped)


def _look(now: State, origin: Origin) -> dict[str, Any]:
    """Return what the ledger writes down of a report: no clock, but which document was newest."""
    return {"fingerprint": now.fingerprint, "documents": origin.size, "newest": origin.newest}


def _after(job: Job) -> str:
    """Return a digest of all that decides the report, as it is once all is read."""
    found = state(job.corpus, job.options).fingerprint
    _remember(job)  # files that were just written are known by now
    return found


def _remember(job: Job) -> None:
    """Keep what the files of a folder are like, so that the next run need not read them."""
    if not is_store(job.corpus):
        marks.save(job.corpus, job.cache)


def _moved(now: State, origin: Origin, after: str) -> bool:
    """Say whether documents are not, or were not, what they were when the run began.

    ``after`` is the digest of what there is once all is read.
    """
    read = all(now.inputs.files.get(file) == digest for file, digest in origin.read.items())
    return not read or after != now.fingerprint


def _ours(out: Path, known: Mapping[str, Any] | None) -> set[str]:
    """Return the names of the files in a folder that an earlier report wrote."""
    if known is not None:
        return {*known["outputs"], MANIFEST}
    return outputs(out)


def _manifest(
    now: State, origin: Origin, files: Mapping[str, bytes], *, moved: bool
) -> dict[str, Any]:
    """Return what a report was made of and what it is: digests, versions, options; no clock.

    ``moved`` says that the documents changed during the run: the digests are of what was read.
    """
    taken = {*origin.read, *(s.file for s in origin.skipped)}
    return {
        "schema": SCHEMA,
        **made_of(now),
        "packages": versions(now.inputs.extractors),
        "documents": dict(origin.read),
        "beside": {n: d for n, d in now.inputs.files.items() if n not in taken},
        **({"inputs_changed_during_run": True} if moved else {}),
        "skipped": [
            {"file": s.file, "reason": s.reason}
            | ({"sha256": digest} if (digest := now.inputs.files.get(s.file)) else {})
            for s in origin.skipped
        ],
        "outputs": {name: sha256(files[name]).hexdigest() for name in sorted(files)},
    }


def _told(job: Job, claims: Sequence[str], *, new: bool) -> str:
    """Return where the report is, and its first headlines."""
    where = f"{job.out}/report.md and {job.out}/report.html"
    lines = [f"report: {where}" if new else f"{_CURRENT}{where}"]
    lines += [f"{n}. {claim}" for n, claim in enumerate(claims[:PRINTED], 1)]
    if not claims:
        lines.append("No headline: see the tables of the report.")
    return "\n".join(lines)


def _would(job: Job, now: State, *, force: bool = False) -> str:
    """Return what a run would write, why, and what it would have to compute again for it."""
    from rhetoric.report.origin import is_large  # noqa: PLC0415  (rarely needed)

    known = manifest(job.out)
    if known is None:
        said = f"{len(_read(job, now))} files would be read"
        return f"would write a first report to {job.out}\n- {said}"
    reasons = [str(change) for change in status(job)]
    if force and not reasons:
        reasons = ["--force: nothing changed"]
    was = {**(known.get("beside") or {}), **known["documents"]}
    was |= {str(s.get("file")): s.get("sha256") for s in known["skipped"]}
    read = _read(job, now)
    fresh = [n for n, digest in read.items() if was.get(n) != digest]
    anew = f"recomputed: {len(fresh)} of {len(read)} files are read anew"
    if is_large(now.inputs):
        again = (
            f"{anew} and counted; the sums over all documents are brought up to date, and tests, "
            "tables, figures and findings are computed again from them"
        )
    else:
        again = (
            f"{anew}, and everything that compares documents (tables, figures, findings) is "
            "computed again, since each of them rests on all documents"
        )
    return "\n".join([f"would write {job.out} again", *(f"- {r}" for r in [*reasons, again])])


def _read(job: Job, now: State) -> dict[str, str]:
    """Return the digests of the files that are read as documents."""
    if is_store(job.corpus):
        return dict(now.inputs.files)
    from rhetoric.read.documents import folder  # noqa: PLC0415  (heavy)

    taken = {one.file for one in folder(job.corpus).taken}
    return {name: digest for name, digest in now.inputs.files.items() if name in taken}


def _check(job: Job, now: State, say: Callable[..., None]) -> Done:
    """Recompute in memory and compare with what is published, byte for byte.

    What changed since the last report is history and cannot be computed again: it is taken from
    the report if the manifest vouches for it, and the page must show it as it is.
    """
    from rhetoric.report.ledger import past  # noqa: PLC0415
    from rhetoric.report.origin import opened  # noqa: PLC0415

    known = manifest(job.out)
    if known is None:
        return Done(f"stale: there is no report in {job.out}", stale=True)
    if known.get("fingerprint") != now.fingerprint:
        return Done("stale: " + _would(job, now), stale=True)
    then = past(job.out, known)
    with opened(job, now.inputs, say, fresh=True) as origin:
        files, _ = origin.build(_since(then, known, now, origin))
    here, was = versions(now.inputs.extractors), known["packages"]
    drawn_alike = here["matplotlib"] == was.get("matplotlib")
    different = [
        name
        for name, content in sorted(files.items())
        if not _as_published(job.out / name, content) and _binding(name, drawn_alike=drawn_alike)
    ]
    different += [name for name in sorted(known["outputs"]) if name not in {*files, LEDGER}]
    if then is None or not then.ledger:
        different.append(LEDGER)
    if not different:
        return Done(f"{_CURRENT}{job.out} is what this version makes of {shown(job.corpus)}")
    other = [f"{name} {was.get(name)} → {v}" for name, v in here.items() if was.get(name) != v]
    if other:
        reason = f"; the texts are unchanged, but the packages are others: {', '.join(other)}"
    else:
        reason = ""
    return Done(f"stale: {', '.join(different)}{reason}", stale=True)


def _binding(name: str, *, drawn_alike: bool) -> bool:
    """Say whether a file must be equal: figures, and the page with them, only if drawn alike."""
    return drawn_alike or not (name.startswith("figures/") or name == "report.html")


def _as_published(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
