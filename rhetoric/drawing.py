"""How matplotlib is loaded into a process that draws figures and ends.

A third of that time goes into what only people at a prompt need: the manual of each artist's
``set``, and axes in three dimensions.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from typing import Any

_SOLID = "mpl_toolkits.mplot3d"


def load_to_draw() -> None:
    """Load matplotlib without manuals and without axes in three dimensions.

    For a process that nobody asks for these; where matplotlib is there already nothing is done.
    """
    if "matplotlib" in sys.modules:
        return
    artist: Any = import_module("matplotlib.artist")
    manual = artist.kwdoc
    artist.kwdoc = lambda _: ""
    sys.modules[_SOLID] = None  # type: ignore[assignment]  # as import has it: not to be had
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no such axes
            import_module("matplotlib.figure")
    finally:
        artist.kwdoc = manual
        del sys.modules[_SOLID]
