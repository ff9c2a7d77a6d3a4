"""The report follows its documents while a program runs: made again whenever a file is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rhetoric.corpus import RhetoricError
from rhetoric.report.files import checked
from rhetoric.report.run import Job, run

if TYPE_CHECKING:
    from threading import Event

#: Milliseconds without a change after which the report is made, and at most waited for that.
REST, LONGEST = 1000, 30_000


def follow(
    job: Job,
    tell: Callable[[str], None],
    *,
    rest: int = REST,
    stop: Event | None = None,
    say: Callable[..., None] = lambda *_: None,
) -> None:
    """Make the report now, and again after each change of the corpus, until ``stop`` is set.

    It waits until nothing was saved for ``rest`` milliseconds: saving ten files makes one report.
    An error is told and does not end it. Raises `RhetoricError` where watchfiles is not installed,
    or where no report may ever be written.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415  (an extra)
    except ImportError:
        raise RhetoricError(
            "rhetoric watch needs the package watchfiles: pip install 'rhetoric-toolkit[watch]'."
        ) from None
    checked(job.corpus, job.out, job.cache)
    _made(job, tell, say)
    tell(f"watching {job.corpus}: Ctrl-C ends it")
    folder = job.corpus if job.corpus.is_dir() else job.corpus.parent
    for changed in watch(
        folder, stop_event=stop, step=rest, debounce=max(LONGEST, rest), recursive=True
    ):
        if _concerns(job, (Path(path) for _, path in changed)):
            _made(job, tell, say)


def _concerns(job: Job, paths: Iterable[Path]) -> bool:
    """Say whether a change may be one of the corpus: not of the report that was just written."""
    out = job.out.resolve()
    return any(not path.resolve().is_relative_to(out) for path in paths)


def _made(job: Job, tell: Callable[[str], None], say: Callable[..., None]) -> None:
    try:
        tell(run(job, say=say).message)
    except RhetoricError as error:
        tell(f"rhetoric: {error}")
