"""Counting on the workers of a Dask scheduler, on this machine or on many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rhetoric.corpus import RhetoricError
from rhetoric.store.need import need

#: Seconds to wait for a scheduler to answer.
PATIENCE = 10


@contextmanager
def connected(address: str | None) -> Iterator[None]:
    """Let joblib work on a scheduler's workers while inside; None leaves it as it is.

    Raises `RhetoricError` (code 2) for what is no address, (code 69) where nothing answers there.
    """
    if address is None:
        yield
        return
    client = _client(address)
    try:
        from joblib import parallel_config  # type: ignore[import-untyped]  # noqa: PLC0415

        with parallel_config(backend="dask"):
            yield
    finally:
        client.close()


def _client(address: str) -> Any:
    """Return a client of the scheduler, or say in a sentence why there is none."""
    distributed = need("distributed")
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=True)
    except ValueError as error:
        raise RhetoricError(f"--scheduler {address!r} is no address: {error}.") from None
    except (OSError, EOFError, MemoryError, RuntimeError):  # also where something else answers
        raise RhetoricError(
            f"No scheduler answers at {address!r} (waited {PATIENCE} s): check the address, and "
            "that dask scheduler runs there.",
            code=69,
        ) from None
