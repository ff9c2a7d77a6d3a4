"""What others load and nobody here uses is left out, or loaded when it is first used.

scipy touches all that numpy has, a compiler of Fortran and tools for tests among it, and imports
the help of Python for one of its own tools: a tenth of what the command line loads before it
begins. matplotlib imports the names of glyphs for TeX, tags of photographs, and lists of another
system's fonts. scipy and pyarrow read their own manuals to write them anew: who is at a prompt has
them, a command line has nobody to show them to.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import LazyLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

#: These modules.
IDLE = frozenset(
    {"PIL.ExifTags", "fontTools.agl", "numpy.f2py", "numpy.testing", "plistlib", "pydoc"}
)

#: What reads manuals, as a class of this name.
MANUALS, READER = (
    frozenset({"pyarrow.vendored.docscrape", "scipy._lib._docscrape"}),
    "NumpyDocString",
)


class _Unread(SourceFileLoader):
    """Loads what reads manuals, and has it find nothing in them."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if hasattr(module, READER):
            getattr(module, READER)._parse = lambda _: None  # noqa: SLF001


class _Lately(MetaPathFinder):
    """Finds modules as Python would, and has idle ones loaded late, manuals not read."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in IDLE | MANUALS:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is None or found.loader is None:
            return found
        if name in IDLE:
            found.loader = LazyLoader(found.loader)
        elif isinstance(found.loader, SourceFileLoader):
            found.loader = _Unread(found.loader.name, found.loader.path)
        return found


def load_lately() -> None:
    """Have idle modules loaded late and manuals not read, in this process: a command line's own."""
    if not any(isinstance(finder, _Lately) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Lately())
