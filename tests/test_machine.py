"""Numpy is told to sort by AVX2 where AVX-512 is slow, before it is imported and nowhere else."""

import os
import subprocess
import sys

import numpy as np
import pytest

from rhetoric import machine

ZEN_4 = "cpu:type:x86,ven0002fam0019mod0011:feature:,0000,0001,0130,0131,\n"
PROCESSORS = {
    ZEN_4: True,
    "cpu:type:x86,ven0002fam0019mod0001:feature:,0000,0001,\n": False,  # Zen 3: no AVX-512
    "cpu:type:x86,ven0002fam001Amod0002:feature:,0000,0130,\n": False,  # Zen 5: a fast one
    "cpu:type:x86,ven0000fam0006mod008F:feature:,0000,0130,\n": False,  # another maker
    "cpu:type:aarch64:feature:,0000,0130,\n": False,
    "": False,
}
SORTED = """
import sys
import rhetoric, numpy
print(*numpy.sort(numpy.array([3, 1, 2] * 9, numpy.uint64))[[0, 9, 26]])
print(numpy._core._multiarray_umath.__cpu_features__["X86_V4"])
"""

try:
    SLOW = machine.sorts_slowly(machine._PROCESSOR.read_text(encoding="ascii")) and (
        machine.knows_word(f'version = "{np.__version__}"')
    )
except OSError:
    SLOW = False


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Return what the environment says after numpy was told, on a processor of this line."""

    def on(line, **there):
        monkeypatch.delitem(sys.modules, "numpy", raising=False)
        monkeypatch.delenv("NPY_DISABLE_CPU_FEATURES", raising=False)
        for name, value in there.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "modalias").write_bytes(line)
        monkeypatch.setattr(machine, "_PROCESSOR", tmp_path / "modalias")
        machine.tell_numpy()
        return os.environ.get("NPY_DISABLE_CPU_FEATURES")

    return on


@pytest.mark.parametrize(("line", "slow"), PROCESSORS.items())
def test_only_processors_of_one_family_sort_slowly(line, slow):
    assert machine.sorts_slowly(line) is slow


def test_numpy_is_told_by_a_word_that_it_knows(told, monkeypatch):
    monkeypatch.setattr(machine, "knows_word", lambda _: True)
    assert told(ZEN_4.encode()) == "X86_V4"
    monkeypatch.setattr(machine, "knows_word", lambda _: False)
    assert told(ZEN_4.encode()) is None


def test_what_the_environment_says_stands(told):
    assert told(ZEN_4.encode(), NPY_DISABLE_CPU_FEATURES="") == ""
    assert told(ZEN_4.encode(), NPY_DISABLE_CPU_FEATURES="AVX2") == "AVX2"
    assert told(ZEN_4.encode(), NPY_ENABLE_CPU_FEATURES="X86_V3") is None  # numpy takes one only


def test_other_systems_are_left_alone(told, monkeypatch, tmp_path):
    for odd in (b"", b"\xff\xfe\x00", b"cpu"):
        assert told(odd) is None
    monkeypatch.setattr(machine, "_PROCESSOR", tmp_path / "nowhere")
    machine.tell_numpy()
    assert "NPY_DISABLE_CPU_FEATURES" not in os.environ


def test_a_numpy_that_is_there_is_not_told(monkeypatch, tmp_path):
    assert np.__version__
    (tmp_path / "modalias").write_text(ZEN_4)
    monkeypatch.setattr(machine, "_PROCESSOR", tmp_path / "modalias")
    monkeypatch.delenv("NPY_DISABLE_CPU_FEATURES", raising=False)
    machine.tell_numpy()
    assert "NPY_DISABLE_CPU_FEATURES" not in os.environ


@pytest.mark.skipif(not SLOW, reason="a processor that sorts fast by AVX-512")
def test_numpy_understands_what_it_is_told():
    """No warning, and no AVX-512."""
    there = {
        name: value for name, value in os.environ.items() if name != "NPY_DISABLE_CPU_FEATURES"
    }
    command = [sys.executable, "-W", "error", "-c", SORTED]
    done = subprocess.run(
        command, env=there, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["1", "2", "3", "False"], "")


@pytest.mark.parametrize(("said", "expected"), [(None, "4"), ("20", "20")])
def test_idle_threads_of_the_command_line_sleep_at_once(said, expected):
    code = (
        "import os, sys\nfrom rhetoric.cli import main\nassert 'numpy' not in sys.modules\n"
        "sys.argv[1:] = ['trends', 'seeds', 'party']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(os.environ['OPENBLAS_THREAD_TIMEOUT'])"
    )
    told = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS")}
    told |= {"OPENBLAS_THREAD_TIMEOUT": said} if said else {}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=told
    )
    assert done.stdout.split()[-1] == expected
