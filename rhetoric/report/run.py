"""One run of `rhetoric report`: nothing to do, a check, or a new report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rhetoric import __version__
from rhetoric.report.files import (
    MANIFEST,
    SCHEMA,
    checked,
    fingerprint,
    is_whole,
    manifest,
    own,
    publish,
    published,
    versions,
)

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus, Document

#: Headlines that a run prints.
PRINTED = 5


@dataclass(frozen=True)
class Job:
    """What to report on, where to, and the options that decide its content."""

    corpus: Path
    out: Path
    seed: int = 0
    min_badge: int = 1

    @property
    def options(self) -> dict[str, Any]:
        """The options that decide what the report says."""
        return {"seed": self.seed, "min_badge": self.min_badge}


@dataclass(frozen=True)
class Done:
    """How a run ended: what to tell, whether the report was stale, how many files were skipped."""

    message: str
    stale: bool = False
    skipped: int = 0


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
    checked(job.corpus, job.out)
    mark = fingerprint(job.corpus, job.options)
    known = manifest(job.out)
    same = known is not None and known.get("fingerprint") == mark
    if same and known is not None and not force and not check and is_whole(job.out, known):
        skipped = len(known.get("skipped", []))
        return Done(_told(job, published(job.out), new=False), skipped=skipped)
    if dry_run:
        return Done(_would(job, known, same=same))
    if not check and not force:
        own(job.corpus, job.out, known)
    return _check(job, known, mark, say) if check else _make(job, mark, say)


def _make(job: Job, mark: str, say: Callable[..., None]) -> Done:
    from rhetoric.read import read  # noqa: PLC0415  (heavy: only when something is to be done)
    from rhetoric.report.build import as_bytes, build  # noqa: PLC0415

    say(f"reading {job.corpus}")
    corpus = read(job.corpus)
    files, findings = build(corpus, seed=job.seed, min_badge=job.min_badge, say=say)
    moved = fingerprint(job.corpus, job.options) != mark
    files[MANIFEST] = as_bytes(_manifest(job, corpus, mark, files, moved=moved))
    publish(job.out, files)
    leading = [f.claim for f in findings if f.headline]
    said = _told(job, leading, new=True)
    if moved:
        said += "\nThe documents changed during the run: run it again."
    return Done(said, skipped=len(corpus.skipped))


def _manifest(
    job: Job, corpus: Corpus, mark: str, files: Mapping[str, bytes], *, moved: bool
) -> dict[str, Any]:
    """Return what a report was made of and what it is: digests, versions, options; no clock.

    ``moved`` says that the documents changed during the run: the digests are of what was read.
    """
    return {
        "schema": SCHEMA,
        "fingerprint": mark,
        "version": __version__,
        "options": job.options,
        "packages": versions(job.corpus),
        "documents": {d.file: d.sha256 for d in _read_files(corpus)},
        **({"inputs_changed_during_run": True} if moved else {}),
        "corpus_toml": corpus.profile.sha256 or None,
        "skipped": [{"file": s.file, "reason": s.reason} for s in corpus.skipped],
        "outputs": {name: sha256(files[name]).hexdigest() for name in sorted(files)},
    }


def _read_files(corpus: Corpus) -> list[Document]:
    """Return every document that was read, those in other languages too, by file."""
    return sorted((*corpus, *corpus.others), key=lambda d: d.file)


def _told(job: Job, claims: Sequence[str], *, new: bool) -> str:
    """Return where the report is, and its first headlines."""
    where = f"{job.out}/report.md and {job.out}/report.html"
    lines = [f"report: {where}" if new else f"up to date: {where}"]
    lines += [f"{n}. {claim}" for n, claim in enumerate(claims[:PRINTED], 1)]
    if not claims:
        lines.append("No headline: see the tables of the report.")
    return "\n".join(lines)


def _would(job: Job, known: Mapping[str, Any] | None, *, same: bool) -> str:
    """Return which documents a run would find new, changed or gone, and that it would write."""
    from rhetoric.read.scan import load, scan  # noqa: PLC0415

    if known is None:
        return f"would write a first report to {job.out}"
    if same:
        return f"would write {job.out} again: a file of it is missing or was changed"
    now = {}
    for one in scan(job.corpus)[0]:
        content = load(one.path, job.corpus)
        if isinstance(content, bytes):
            now[one.file] = sha256(content).hexdigest()
    was = known.get("documents", {})
    skipped = {entry.get("file") for entry in known.get("skipped", [])}
    reasons = [f"new: {name}" for name in sorted(set(now) - set(was) - skipped)]
    reasons += [f"removed: {name}" for name in sorted(set(was) - set(now))]
    reasons += [f"changed: {n}" for n in sorted(set(now) & set(was)) if now[n] != was[n]]
    if known.get("options") != job.options:
        reasons.append(f"options: {known.get('options')} to {job.options}")
    if known.get("version") != __version__:
        reasons.append(f"version: {known.get('version')} to {__version__}")
    reasons += _other_extractors(job, known)
    settled = reasons or ["changed: corpus.toml or a word list"]
    return "\n".join([f"would write {job.out} again", *(f"- {r}" for r in settled)])


def _other_extractors(job: Job, known: Mapping[str, Any]) -> list[str]:
    """Return which packages that take the text out of files are others than they were."""
    from rhetoric.read.scan import extractors  # noqa: PLC0415

    then = known.get("packages", {})
    return [
        f"reads with {name} {version} (it was {then.get(name, 'none')})"
        for name, version in extractors(job.corpus).items()
        if then.get(name, "none") != version
    ]


def _check(job: Job, known: Mapping[str, Any] | None, mark: str, say: Callable[..., None]) -> Done:
    """Recompute in memory and compare with what is published, byte for byte."""
    from rhetoric.read import read  # noqa: PLC0415
    from rhetoric.report.build import build  # noqa: PLC0415

    if known is None:
        return Done(f"stale: there is no report in {job.out}", stale=True)
    if known.get("fingerprint") != mark:
        return Done("stale: " + _would(job, known, same=False), stale=True)
    corpus = read(job.corpus)
    files, _ = build(corpus, seed=job.seed, min_badge=job.min_badge, say=say)
    here, then = versions(job.corpus), known.get("packages", {})
    drawn_alike = here["matplotlib"] == then.get("matplotlib")
    different = [
        name
        for name, content in sorted(files.items())
        if not _as_published(job.out / name, content) and _binding(name, drawn_alike=drawn_alike)
    ]
    gone = [name for name in sorted(known.get("outputs", {})) if name not in files]
    if not different and not gone:
        return Done(f"up to date: {job.out} is what this version makes of {job.corpus}")
    other = [f"{name} {then.get(name)} → {v}" for name, v in here.items() if then.get(name) != v]
    if other:
        reason = f"; the texts are unchanged, but the packages are others: {', '.join(other)}"
    else:
        reason = ""
    return Done(f"stale: {', '.join([*different, *gone])}{reason}", stale=True)


def _binding(name: str, *, drawn_alike: bool) -> bool:
    """Say whether a file must be equal: figures, and the page with them, only if drawn alike."""
    return drawn_alike or not (name.startswith("figures/") or name == "report.html")


def _as_published(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
