"""The command that writes the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rhetoric.cli.show import CorpusPath, Quiet, fail, progress


def report(
    corpus: CorpusPath = "seeds",
    out: Annotated[str, typer.Option("-o", "--out", help="Folder for the report.")] = "reports",
    check: Annotated[
        bool, typer.Option("--check", help="Recompute and compare; exit 1 if the report is stale.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write even if nothing changed.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 if a file of the corpus was skipped.")
    ] = False,
    min_badge: Annotated[
        int, typer.Option("--min-badge", min=1, max=4, help="Only findings that reach this badge.")
    ] = 1,
    quiet: Quiet = False,
) -> None:
    """Write the report on what changed: Markdown, a page, figures, tables and findings."""
    from rhetoric.report.run import Job, run

    if not corpus.strip() or not out.strip():
        fail("The path of the corpus, or of the report, is empty: name a folder.", 2)
    job = Job(Path(corpus), Path(out), min_badge=min_badge)
    done = run(job, check=check, dry_run=dry_run, force=force, say=progress(quiet))
    if not quiet or done.stale:
        typer.echo(done.message)
    if done.stale:
        raise typer.Exit(1)
    if strict and done.skipped:
        were = "file was" if done.skipped == 1 else "files were"
        fail(f"{done.skipped} {were} skipped: see 'rhetoric documents {corpus}'.", 3)
