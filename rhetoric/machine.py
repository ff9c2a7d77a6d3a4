"""What numpy is to do on this machine: said before numpy is imported, or not at all.

Counting sorts: a slow sort is half of its time. On AMD's family 19h (Zen 4) numpy's sort for
AVX-512 takes five times as long as the one for AVX2, because storing a compressed register is
microcoded there (numpy/x86-simd-sort, issue 6; OpenJDK leaves it out on these processors too).
What comes out is the same.

The threads of its linear algebra (OpenBLAS) look for work without a pause for 2^26 beats of the
clock after they are made, and after each task, before they sleep: a tenth of a second of a
processor, in a program that may take two. Arrow keeps memory of its own, which others cannot have:
pages that nobody has touched yet cost more than what is read into them.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

#: What a processor is and can do, on Linux: one short line.
_PROCESSOR = Path("/sys/devices/system/cpu/modalias")
#: How that line begins on AMD's family 19h, and its word for AVX-512.
_FAMILY, _AVX512 = "cpu:type:x86,ven0002fam0019", ",0130,"
#: Where numpy is told what not to use, and its word for AVX-512 from version 2.4 on.
_SWITCH, _WORD = "NPY_DISABLE_CPU_FEATURES", "X86_V4"
#: What it may have been told already; it takes one of them only.
_TOLD = (_SWITCH, "NPY_ENABLE_CPU_FEATURES")
#: For how long idle threads of OpenBLAS are awake (2 to this power, and at least 4), and whose
#: memory Arrow works in.
_SPARING = {"OPENBLAS_THREAD_TIMEOUT": "4", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def be_sparing() -> None:
    """Have idle threads sleep, and memory be shared, in this process: a command line's own.

    What the environment says already stays so.
    """
    for name, value in _SPARING.items():
        os.environ.setdefault(name, value)


def tell_numpy() -> None:
    """Have numpy sort by AVX2 where that is faster.

    Nothing is done where numpy was imported before, when it no longer listens, or where the
    environment says already what numpy is to use or not. Processes begun from this one do the same.
    """
    if "numpy" in sys.modules or any(name in os.environ for name in _TOLD):
        return
    try:
        slow = sorts_slowly(_PROCESSOR.read_text(encoding="ascii"))
        found = find_spec("numpy")
        if slow and found and found.origin:
            said = Path(found.origin).with_name("version.py").read_text(encoding="utf-8")
            if knows_word(said):
                os.environ[_SWITCH] = _WORD
    except (OSError, ValueError):
        return  # another system: numpy knows best


def sorts_slowly(processor: str) -> bool:
    """Return whether a line of Linux on a processor means that AVX-512 slows sorting down.

    >>> sorts_slowly("cpu:type:x86,ven0002fam0019mod0011:feature:,0000,0130,")
    True
    >>> sorts_slowly("cpu:type:x86,ven0002fam001Amod0002:feature:,0000,0130,")
    False
    """
    return processor.startswith(_FAMILY) and _AVX512 in processor


def knows_word(module: str) -> bool:
    """Return whether the numpy with this module of its version knows the word for AVX-512.

    >>> knows_word('version = "2.4.6"'), knows_word('version = "2.10.0"'), knows_word("?")
    (True, True, False)
    >>> knows_word('version = "2.3.5"')
    False
    """
    for line in module.splitlines():
        name, _, value = line.partition(" = ")
        if name == "version":
            parts = value.strip("\"'").split(".")[:2]
            return all(map(str.isdecimal, parts)) and [*map(int, parts)] >= [2, 4]
    return False
