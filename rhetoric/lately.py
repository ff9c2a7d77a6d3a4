"""What others import and nobody here uses is loaded when it is first used, as ``LazyLoader`` does.

scipy touches all that numpy has, a compiler of Fortran and tools for tests among it, and imports
the help of Python for one of its own tools: a tenth of what the command line loads before it
begins. matplotlib imports the names of glyphs for TeX, tags of photographs, and lists of another
system's fonts.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

#: These modules.
IDLE = frozenset(
    {"PIL.ExifTags", "fontTools.agl", "numpy.f2py", "numpy.testing", "plistlib", "pydoc"}
)


class _Lately(MetaPathFinder):
    """Finds idle modules as Python would, and has them loaded late."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in IDLE:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None:
            found.loader = LazyLoader(found.loader)
        return found


def load_lately() -> None:
    """Have idle modules loaded when they are first used, in this process: a command line's own."""
    if not any(isinstance(finder, _Lately) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Lately())
