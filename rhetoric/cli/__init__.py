"""The command line: each command reads, calls the library and prints. Heavy imports wait inside."""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from rhetoric import __version__
from rhetoric.cli.comparisons import (
    collocates,
    dispersion,
    novelty,
    phrases,
    profile,
    shift,
    similarity,
)
from rhetoric.cli.difference import diff
from rhetoric.cli.inventory import documents
from rhetoric.cli.lexicons import lexicons, scores
from rhetoric.cli.pointing import devices
from rhetoric.cli.publish import config, report, status
from rhetoric.cli.sharing import reuse
from rhetoric.cli.show import stop
from rhetoric.cli.storing import count
from rhetoric.cli.upkeep import schedule, watch
from rhetoric.cli.vocabulary import concordance, drift, keyness, tfidf, trends
from rhetoric.lately import load_lately
from rhetoric.machine import be_sparing

#: Objects made before Python looks for cycles among the young, and such looks before it looks among
#: all: its own 700 and 10 take 7 % of the time of a report, in which there are few to be found.
SELDOM = (1_000_000, 50)

#: What says of a file or a stream that the place for it is to blame.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})

#: Commands in the order of the help.
COMMANDS: tuple[Callable[..., None], ...] = (
    report, status, documents, keyness, shift, tfidf, trends, drift, novelty, concordance, diff,
    reuse, collocates, phrases, dispersion, similarity, profile, devices, lexicons, scores,
    count, watch, schedule, config,
)  # fmt: skip


def _version(show: bool) -> None:
    if show:
        typer.echo(f"rhetoric {__version__}")
        raise typer.Exit


def _root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  (its callback prints it)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Says what changed in a folder of dated documents, with a quotation behind every claim."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def program(first: str = "") -> typer.Typer:
    """Return the program; of its commands only the one that is named ``first``, if one is.

    To look at the options of all of them takes half of the time in which one can be done.
    """
    made = typer.Typer(
        name="rhetoric",
        help="Says what changed in a folder of dated documents, with a quotation behind every "
        "claim.",
        invoke_without_command=True,
        add_completion=True,
        pretty_exceptions_enable=False,
    )
    made.callback()(_root)
    for command in [one for one in COMMANDS if one.__name__ == first] or COMMANDS:
        made.command()(command)
    return made


app = program()


def _leave() -> None:
    """Let what is left at the end go with the process, unlooked at; DuckDB would complain of it."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def run() -> NoReturn:
    """Run the command line as a program of its own, which ends at once when it is done.

    Python takes apart what is in memory object by object, for as long as a look at a thousand
    files. Where somebody watches (a debugger, a profiler) or a thread is at work it may.
    """
    try:
        main()
    except SystemExit as done:
        watched = sys.gettrace() or sys.getprofile() or threading.active_count() > 1
        if isinstance(done.code, int) and not watched:
            atexit._run_exitfuncs()  # noqa: SLF001  (what others want done at the end)
            with suppress(OSError, ValueError):  # Python says what is wrong with a stream
                for stream in filter(None, (sys.stdout, sys.stderr)):
                    stream.flush()
                os._exit(done.code)
        raise
    raise SystemExit(0)


def main() -> None:
    """Run the command line; every expected fault is one sentence and an exit code."""
    load_lately()
    be_sparing()
    gc.set_threshold(*SELDOM)
    atexit.register(_leave)
    for stream in (sys.stdout, sys.stderr):  # names of files may hold bytes that are no text
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(program(*sys.argv[1:2])(standalone_mode=False) or 0)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("rhetoric: interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        from rhetoric.read.address import named

        if hasattr(error, "format_message"):  # a wrong option or argument, told by Typer
            sentence = " ".join(error.format_message().split()).rstrip(".")
            context = getattr(error, "ctx", None)
            name = getattr(context, "info_name", None) if getattr(context, "parent", None) else None
            stop(f"{sentence}; see rhetoric {f'{name} ' if name else ''}--help.", 2)
        code = getattr(error, "code", None)
        if isinstance(error, ValueError) and code is not None:
            stop(named(str(error)), int(code))
        if os.environ.get("RHETORIC_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in FULL:
            where = f" ({error.filename!r})" if error.filename else ""
            stop(named(f"what was to be written cannot be: {error.strerror}{where}"), 74)
        stop(named(f"a bug, please report it: {error!r}"), 1)
