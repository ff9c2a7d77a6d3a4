"""What nobody uses is not loaded by the command line, and is there for whoever does use it."""

import subprocess
import sys

CODE = """
import sys
from rhetoric.lately import load_lately
load_lately()
load_lately()
import scipy.sparse, numpy, pydoc
assert sum(type(finder).__name__ == "_Lately" for finder in sys.meta_path) == 1
assert not {"numpy.f2py.crackfortran", "pydoc_data.topics"} & {*sys.modules}
print(numpy.f2py.crackfortran.__name__, pydoc.plain("x"), numpy.f2py.__name__)
assert "numpy.f2py.crackfortran" in sys.modules
"""


def test_idle_modules_are_loaded_when_they_are_used():
    command = [sys.executable, "-W", "error", "-c", CODE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("numpy.f2py.crackfortran x numpy.f2py\n", "")


MANUALS = """
from rhetoric.lately import load_lately
load_lately()
import scipy.special, scipy.stats, pyarrow.compute
from scipy._lib import _docscrape
from pyarrow.vendored import docscrape
print(_docscrape.NumpyDocString("Sums.\\n\\nNotes\\n-----\\nNone.")["Notes"])
print(docscrape.NumpyDocString("Sums.")["Parameters"])
print(scipy.special.xlogy(1, 1), pyarrow.compute.sum(pyarrow.array([1, 2])).as_py())
"""


def test_manuals_are_not_read_by_those_that_write_them_anew():
    command = [sys.executable, "-W", "error", "-c", MANUALS]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n[]\n0.0 3\n", "")


def test_the_command_line_does_not_load_them():
    code = (
        "import sys\nfrom rhetoric.cli import main\nsys.argv[1:] = ['drift', 'seeds']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('scipy' in sys.modules, 'numpy.f2py.crackfortran' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split()[-2:] == ["True", "False"], done.stdout
