"""The commands that write the report, and say whether it is still what the documents say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.cli.show import AsJson, fail, plain, progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rhetoric.report.config import Setting
    from rhetoric.report.run import Job

MaybeCorpus = Annotated[
    str | None,
    typer.Argument(
        metavar="[CORPUS]", show_default=False,
        help="Folder of documents, or one file; else what the settings say, else seeds.",
    ),
]  # fmt: skip
Out = Annotated[
    str | None,
    typer.Option("-o", "--out", help="Folder for the report (reports).", show_default=False),
]
MinBadge = Annotated[
    int | None,
    typer.Option("--min-badge", help="Only findings that reach this badge.", show_default=False),
]
Cache = Annotated[
    str | None,
    typer.Option("--cache", help="Folder for what was read before.", show_default=False),
]
NoCache = Annotated[
    bool | None,
    typer.Option("--no-cache", help="Read all documents anew.", show_default=False),
]
Wait = Annotated[
    float | None,
    typer.Option("--wait", help="Seconds to wait for another run (60).", show_default=False),
]
Keep = Annotated[
    int | None, typer.Option("--keep", help="Older reports to keep (0).", show_default=False)
]
Still = Annotated[
    bool | None,
    typer.Option(
        "--quiet/--no-quiet", "-q", help="Say nothing when all went well.", show_default=False
    ),
]


def job(said: dict[str, Setting]) -> Job:
    """Return the job that the settings describe."""
    from pathlib import Path

    from rhetoric.read.address import cache_home, here, is_address, shown
    from rhetoric.report.run import Job

    value = {name: setting.value for name, setting in said.items()}
    cache = Path(value["cache"]) if value["cache"] else cache_home()
    if is_address(value["out"]):
        fail(f"{shown(value['out'])!r} is no folder here: a report is written to one, with -o.", 73)
    corpus = Path(here(value["corpus"]))
    if is_address(here(value["corpus"])):
        from rhetoric.read.remote import brought
        from rhetoric.store.remote import local

        kept = {"home": cache, "fresh": value["no_cache"]}
        corpus = brought(local(value["corpus"], **kept), **kept, say=progress(value["quiet"]))
    return Job(
        corpus, Path(value["out"]), min_badge=value["min_badge"],
        keep=value["keep"], wait=value["wait"], cache=None if value["no_cache"] else cache,
    )  # fmt: skip


def report(
    corpus: MaybeCorpus = None,
    out: Out = None,
    check: Annotated[
        bool, typer.Option("--check", help="Recompute and compare; exit 1 if the report is stale.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write even if nothing changed.")] = False,
    strict: Annotated[
        bool | None,
        typer.Option(
            "--strict/--no-strict", help="Exit 3 if a file was skipped.", show_default=False
        ),
    ] = None,
    min_badge: MinBadge = None,
    keep: Keep = None,
    wait: Wait = None,
    cache: Cache = None,
    no_cache: NoCache = None,
    quiet: Still = None,
    as_json: AsJson = False,
) -> None:
    """Write the report on what changed: Markdown, a page, figures, tables and findings."""
    from rhetoric.read.address import shown
    from rhetoric.report.config import settings
    from rhetoric.report.run import run

    if check and (dry_run or force):
        fail("--check writes nothing: leave --dry-run and --force out.", 2)
    said = settings(
        {"corpus": corpus, "out": out, "strict": strict, "min_badge": min_badge, "keep": keep,
         "wait": wait, "cache": cache, "no_cache": no_cache, "quiet": quiet}
    )  # fmt: skip
    still = said["quiet"].value
    done = run(job(said), check=check, dry_run=dry_run, force=force, say=progress(still))
    if as_json:
        typer.echo(_as_one("report", done.corpus, done.rows, done.notes, **done.more))
    elif not still or done.stale:
        typer.echo(plain(done.message))
    if done.stale:
        raise typer.Exit(1)
    if said["strict"].value and done.skipped:
        were = "file was" if done.skipped == 1 else "files were"
        name = shown(said["corpus"].value)
        fail(f"{done.skipped} {were} skipped: see 'rhetoric documents {name}'.", 3)


def status(
    corpus: MaybeCorpus = None,
    out: Out = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if the report is not up to date.")
    ] = False,
    min_badge: MinBadge = None,
    quiet: Still = None,
    as_json: AsJson = False,
) -> None:
    """Say, without computing anything, whether the report is up to date, and why not."""
    from rhetoric.report.config import settings
    from rhetoric.report.run import about, status

    said = settings({"corpus": corpus, "out": out, "min_badge": min_badge, "quiet": quiet})
    asked = job(said)
    found = status(asked)
    if as_json:
        rows = [{"kind": c.kind, "what": c.what, "detail": c.detail} for c in found]
        typer.echo(_as_one("status", about(asked), rows, (), stale=bool(found)))
    elif found:
        lines = [f"{asked.out} is not up to date:", *(f"- {change}" for change in found)]
        typer.echo(plain("\n".join(lines)))
    elif not said["quiet"].value:
        typer.echo(plain(f"up to date: {asked.out}"))
    if found and exit_code:
        raise typer.Exit(1)


def config(
    origin: Annotated[
        bool, typer.Option("--origin", help="Say where each setting comes from.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the settings that a run here would have."""
    from rhetoric.read.address import shown
    from rhetoric.report.config import KEYS, Setting, settings

    said = settings()
    said["corpus"] = Setting(shown(said["corpus"].value), said["corpus"].origin)
    if as_json:
        rows = [{"key": n, "value": s.value, "origin": s.origin} for n, s in said.items()]
        typer.echo(json.dumps({"schema": "rhetoric.config/1", "rows": rows, "notes": []}))
        return
    for name, setting in said.items():
        written = json.dumps(setting.value, ensure_ascii=False) if setting.value is not None else ""
        where = f"  # {setting.origin}" if origin else f"  # {KEYS[name].help}"
        lead = f"{name} = {written}" if written else f"# {name} ="
        typer.echo(plain(f"{lead}{where}"))


def _as_one(
    command: str, corpus: Mapping[str, Any], rows: Any, notes: Any, **more: Any
) -> str:  # fmt: skip
    """Return the one object with all rows that other programs rely on."""
    document = {"schema": f"rhetoric.{command}/1", "corpus": corpus, "rows": rows}
    return json.dumps({**document, "notes": list(notes), **more}, ensure_ascii=False)
