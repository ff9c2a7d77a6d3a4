"""The only code that opens input: files to a `Corpus` of documents whose raw text never changes.

What reads (`rhetoric.read.documents`) is loaded when it is first used: to know that nothing has
changed, listing the files is enough.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rhetoric.corpus import Corpus
    from rhetoric.read.documents import read
    from rhetoric.read.kept import Cache
    from rhetoric.read.readers import READERS

__all__ = ["READERS", "read"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from rhetoric.read import documents  # noqa: PLC0415  (heavy: only when something is read)

    return getattr(documents, name)


class _Callable(ModuleType):
    """This package, as something to call.

    Python binds a package to its name in the parent as soon as one of its modules is imported:
    ``rhetoric.read`` is then the package, not the function. Both must read.
    """

    def __call__(self, path: str | Path, *, cache: Cache | None = None) -> Corpus:
        corpus: Corpus = __getattr__("read")(path, cache=cache)
        return corpus


sys.modules[__name__].__class__ = _Callable
