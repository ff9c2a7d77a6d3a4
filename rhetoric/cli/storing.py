"""The command that counts a large corpus into a store."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rhetoric.amounts import number
from rhetoric.cli.show import AsJson, CorpusPath, Quiet, fail, plain, print_rows, progress, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from rhetoric.store.build import Counted


#: What is said of a store that nobody can ask.
_FLEETING = (
    "memory:// is the memory of this command: the store is gone as it ends. Name a folder with -o."
)


def count(
    corpus: CorpusPath,
    out: Annotated[str, typer.Option("-o", "--out", help="Folder of the store, or its address.")],
    ngrams: Annotated[
        int | None,
        typer.Option(
            "--ngrams", min=1, max=8, help="Words of the longest n-grams (3).", show_default=False
        ),
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help="Add these documents, whatever folder they are from.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Count everything anew.")] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that count.")] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Dask scheduler (tcp://…) whose workers count."),
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Seconds to wait for another writer.")
    ] = 60,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Count a large corpus into a store, or what is new in it: other commands take the store."""
    from rhetoric.fork import keep_memory
    from rhetoric.read.address import shown
    from rhetoric.read.remote import brought
    from rhetoric.store.build import count as build
    from rhetoric.store.cluster import connected

    if not out.strip():
        fail("The folder of the store is empty: name one with -o.", 2)
    options: Any = {"ngrams": ngrams, "add": add, "force": force, "wait": wait}
    keep_memory()
    there = brought(corpus, say=progress(quiet))
    with connected(scheduler, there):
        done = build(
            there,
            out,
            workers=None if scheduler else workers,
            say=_rate(progress(quiet)),
            **options,
        )
    notes = [_FLEETING] if out.startswith("memory:") else []
    if as_json:
        notes += [*filter(None, [_why(done)]), *(s.reason for s in done.skipped)]
        print_rows("count", [_row(done)], notes, store=shown(out))
    elif not quiet:
        say(*_said(done, shown(out)), *notes)


def _rate(tell: Callable[..., None]) -> Callable[[int, int], None]:
    """Return a function that tells how far counting is, how fast, and how long it will take."""
    begun = time.monotonic()

    def told(done: int, total: int) -> None:
        took = max(time.monotonic() - begun, 1e-9)
        left = took * (total - done) / max(done, 1)
        tell(
            f"counted {done / 1e6:,.0f} of {total / 1e6:,.0f} MB, {done / 1e6 / took:,.1f} MB/s, "
            f"{left:,.0f} s left"
        )

    return told


def _row(done: Counted) -> dict[str, Any]:
    return {
        "documents": done.documents, "tokens": done.tokens, "bytes": done.bytes,
        "new": list(done.new), "changed": list(done.changed), "gone": list(done.gone),
        "skipped": [{"file": s.file, "reason": s.reason} for s in done.skipped],
    }  # fmt: skip


def _said(done: Counted, out: str) -> list[str]:
    """Return what is told of a run."""
    moved = [
        f"{len(files):,} {what}"
        for what, files in (("new", done.new), ("changed", done.changed), ("gone", done.gone))
        if files
    ]
    news = ", ".join(moved) if moved else "nothing new"
    why = f" ({_why(done)})" if _why(done) else ""
    many = f"{number(done.documents, 'document')}, {number(done.tokens, 'word')}"
    size = f"{many}, {done.bytes / 1e6:,.1f} MB"
    lines = [f"{out}: {size}; {news}{why}."]
    if done.skipped:
        first = "; ".join(f"{s.file}: {s.reason}" for s in done.skipped[:3])
        lines.append(f"{number(len(done.skipped), 'file')} skipped: {first}")
    return [plain(line) for line in lines]


def _why(done: Counted) -> str:
    """Return why more was counted than what is new, or nothing."""
    return "" if done.why == "there was no store" else plain(done.why)
