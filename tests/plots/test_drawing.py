"""A process that only draws loads less of matplotlib, and draws the same."""

import subprocess
import sys

CODE = """
import sys
if {lean}:
    from rhetoric.drawing import load_to_draw
    load_to_draw()
import rhetoric as rt
from rhetoric import plots
from matplotlib.artist import kwdoc
from matplotlib.figure import Figure
assert ("mpl_toolkits.mplot3d" not in sys.modules) is {lean}
assert "Properties" in kwdoc(Figure)  # for whoever asks for it later
counts = rt.count(rt.tokenize(rt.read("seeds")), per="document", min_count=5)
picture = plots.multiples(rt.trends(counts, ["war", "people", "party"]))
sys.stdout.buffer.write(plots.svg(picture.figure, alt=picture.alt))
"""


def drawn(*, lean):
    command = [sys.executable, "-W", "error", "-c", CODE.format(lean=lean)]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout


def test_the_figure_is_the_same_byte_for_byte():
    whole = drawn(lean=False)
    assert b"<svg" in whole
    assert drawn(lean=True) == whole
