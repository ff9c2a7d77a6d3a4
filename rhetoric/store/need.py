"""The packages of the extra ``scale``, imported when they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from rhetoric.corpus import RhetoricError


def need(module: str) -> Any:
    """Return a module of the extra ``scale``.

    Raises `RhetoricError` (code 2) that names the extra where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise RhetoricError(
            f"Stores need the package {package}: install it with pip install "
            "'rhetoric-toolkit[scale]'."
        ) from None
