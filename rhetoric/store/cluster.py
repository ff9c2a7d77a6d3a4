"""Counting on the workers of a Dask scheduler, on this machine or on many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.read.address import origin, shown
from rhetoric.store.need import need

#: Seconds to wait for a scheduler to answer.
PATIENCE = 10


@contextmanager
def connected(address: str | None, *shared: Path) -> Iterator[None]:
    """Let joblib work on a scheduler's workers while inside; None leaves it as it is.

    Raises `RhetoricError` (code 2) for what is no address and where a worker does not see one of
    the ``shared`` paths, (code 69) where nothing answers there.
    """
    if address is None:
        yield
        return
    client = _client(address)
    try:
        for path in shared:
            _seen(client, path)
        from joblib import parallel_config  # type: ignore[import-untyped]  # noqa: PLC0415

        with parallel_config(backend="dask"):
            yield
    finally:
        client.close()


def _seen(client: Any, path: Path) -> None:
    """Refuse workers on machines that do not have a path: they would find no document."""
    if not all(client.run(os.path.exists, str(path.resolve()), on_error="ignore").values()):
        what = "folder" if origin(path) == str(path.resolve()) else "cache (XDG_CACHE_HOME)"
        raise RhetoricError(
            f"Not all workers see {shown(path)!r}: put the {what} where all machines have it."
        )


def _client(address: str) -> Any:
    """Return a client of the scheduler, or say in a sentence why there is none.

    A client that finds none waits for itself when it is thrown away, at times for ever: whether
    there is one is asked before.
    """
    import asyncio  # noqa: PLC0415  (slow to import, and few have a scheduler)
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    distributed = need("distributed")
    with ThreadPoolExecutor(1) as aside:  # here, in a notebook, other things may be waited for
        try:
            aside.submit(asyncio.run, _answered(address)).result()
            return distributed.Client(address, timeout=PATIENCE, set_as_default=True)
        except ValueError as error:
            plain, said = shown(address), str(error)
            bare = address.rpartition("://")[2]
            said = said.replace(bare, plain.rpartition("://")[2]) if bare else said
            raise RhetoricError(f"--scheduler {plain!r} is no address: {said}.") from None
        except (OSError, EOFError, MemoryError, RuntimeError):  # also where something else answers
            raise RhetoricError(
                f"No scheduler answers at {shown(address)!r} (waited {PATIENCE} s): check the "
                "address, and that dask scheduler runs there.",
                code=69,
            ) from None


async def _answered(address: str) -> None:
    """Raise an error where nothing that speaks as a scheduler does answers in time."""
    given = need("distributed.security").Security().get_connection_args("client")
    line = await need("distributed.comm").connect(address, timeout=PATIENCE, **given)
    await line.close()
