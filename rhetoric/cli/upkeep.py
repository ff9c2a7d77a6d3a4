"""The commands that keep the report up to date without anybody: watching, and recipes."""

from __future__ import annotations

from typing import Annotated

import typer

from rhetoric.cli.publish import Cache, Keep, MaybeCorpus, MinBadge, NoCache, Out, Still, job
from rhetoric.cli.show import fail, plain, progress


def watch(
    corpus: MaybeCorpus = None,
    out: Out = None,
    rest: Annotated[
        int, typer.Option("--rest", min=50, help="Milliseconds without a change to wait for.")
    ] = 1000,
    min_badge: MinBadge = None,
    keep: Keep = None,
    cache: Cache = None,
    no_cache: NoCache = None,
    quiet: Still = None,
) -> None:
    """Make the report again whenever a document is saved, until interrupted."""
    from rhetoric.read.address import here, is_address, shown
    from rhetoric.report.config import settings
    from rhetoric.report.watch import follow
    from rhetoric.store.manifest import is_store

    said = settings(
        {"corpus": corpus, "out": out, "min_badge": min_badge, "keep": keep, "cache": cache,
         "no_cache": no_cache, "quiet": quiet}
    )  # fmt: skip
    if is_address(here(said["corpus"].value)):
        name = shown(said["corpus"].value)
        fail(f"{name!r} is not on this machine, and says nothing of changes: use a timer.", 2)
    if is_store(said["corpus"].value):
        fail(f"{said['corpus'].value!r} is a store: watch the folder that was counted.", 2)
    still = said["quiet"].value

    def tell(message: str) -> None:
        wrong = message.startswith("rhetoric: ")
        if wrong or not still:
            typer.echo(plain(message), err=wrong)

    follow(job(said), tell, rest=rest, say=progress(still))


def schedule(
    kind: Annotated[str, typer.Argument(help="cron, systemd, github or make.")],
    corpus: MaybeCorpus = None,
    out: Out = None,
) -> None:
    """Print a recipe that keeps the report up to date: cron, systemd, github or make."""
    from rhetoric.report.config import settings
    from rhetoric.report.schedule import recipe

    said = settings({"corpus": corpus, "out": out})
    typer.echo(recipe(kind, said["corpus"].value, said["out"].value), nl=False)
