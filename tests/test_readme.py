"""What the README tells a user to type works as printed, and no command is left out."""

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.cli import app
from rhetoric.detectors import DEVICES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
SHELL = [line for block in BLOCKS for line in block.splitlines()]
TOML = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_two_commands_come_first():
    assert SHELL[:2] == [
        "pip install . && rhetoric report seeds",
        "pip install '.[test]' && pytest",
    ]


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("rhetoric")])
def test_a_command_of_the_readme_runs(line):
    code = "from rhetoric.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *shlex.split(line)[1:]],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3


def test_the_blocks_of_python_run_one_after_the_other(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {}
    for block in PYTHON:
        exec(compile(block, "README.md", "exec"), names)


def test_every_command_is_in_the_readme():
    names = {command.callback.__name__ for command in app.registered_commands}
    assert {name for name in names if f"rhetoric {name}" not in README} == set()


def test_every_device_is_in_the_readme():
    assert {name for name in DEVICES if f"`{name}`" not in README} == set()


def test_files_and_pictures_that_the_readme_names_are_there():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_table_of_measures_is_what_the_code_gives():
    where = ROOT / "tests" / "scripts" / "make_measures.py"
    spec = importlib.util.spec_from_file_location("make_measures", where)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.written(README) == README, "run python tests/scripts/make_measures.py"


def test_the_corpus_toml_of_the_readme_is_one(folder):
    from rhetoric.read.profile import profile

    second, first = (block for block in TOML if "[categories]" not in block)
    known = profile(folder({"corpus.toml": first}))
    assert known.defaults
    assert known.documents
    assert known.aliases
    named = profile(folder({"corpus.toml": second}))
    assert named.actors
    assert named.ours
    assert named.referents


def test_the_lexicon_of_the_readme_is_one(tmp_path):
    (block,) = (block for block in TOML if "[categories]" in block)
    (tmp_path / "mine.toml").write_text(block, encoding="utf-8")
    assert rt.load(tmp_path / "mine.toml").categories == ("obligation",)
