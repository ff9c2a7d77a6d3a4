"""Modules import downwards only; only some may open files; only ``plots`` draws."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rhetoric

PACKAGE = Path(rhetoric.__file__).parent
#: From the bottom to the top; the parts of one row do not import each other.
LAYERS = (
    ("stats", "lexicons", "fork", "inert", "amounts", "machine", "drawing", "lately",
     "deferred"), ("corpus",),
    ("sentences", "words"), ("cuts", "facts"), ("chunks",), ("flat",),
    ("read", "tokens"), ("grams", "order"), ("ngrams",), ("hits", "vectorizer"), ("voice",),
    ("lexicon",), ("detectors",), ("findings",), ("compare", "store"), ("plots",), ("report",),
    ("cli",),
)  # fmt: skip
RANK = {part: rank for rank, row in enumerate(LAYERS) for part in row}
OPENERS = {"machine", "read", "lexicons", "lexicon", "store", "report"}
OPENING = {"open", "fdopen", "read_text", "read_bytes"}
FILES = sorted(PACKAGE.rglob("*.py"))
#: Every import of a file counts, also one inside a function or for types only.
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in FILES
    if path != PACKAGE / "__init__.py"  # it stands above all layers
}


def part_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree):
    """Yield the dotted names that a module imports; ``from a import b`` may mean a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_lies_below_it(path):
    mine = part_of(path)
    for name in imports(TREES[path]):
        top, *rest = name.split(".")
        if top != "rhetoric" or rest == ["__version__"] or rest[0] == mine:
            continue
        assert RANK[rest[0]] < RANK[mine], f"{mine} imports {name}"


def test_only_a_few_parts_open_files():
    for path, tree in TREES.items():
        if part_of(path) in OPENERS:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                owner = getattr(getattr(node.func, "value", None), "id", "")
                device = part_of(path) == "cli" and owner == "os"  # stdout to the null device
                assert called not in OPENING or device, f"{path}:{node.lineno} opens a file"


def test_only_plots_draw():
    for path, tree in TREES.items():
        drawing = {name for name in imports(tree) if name.split(".")[0] == "matplotlib"}
        if part_of(path) == "findings":
            drawing -= {"matplotlib.axes.Axes"}  # a type in an annotation, never at run time
        assert part_of(path) == "plots" or not drawing, f"{path} imports {drawing}"


def test_statistics_know_numbers_only():
    for path, tree in TREES.items():
        if part_of(path) == "stats":
            tops = {name.split(".")[0] for name in imports(tree)}
            assert not tops & {"pandas", "regex", "re"}, f"{path} knows frames or texts"


def test_every_part_has_a_layer():
    assert {part_of(path) for path in TREES} <= set(RANK)


def test_the_command_line_starts_without_heavy_imports():
    heavy = ("numpy", "pandas", "scipy", "sklearn", "matplotlib")
    code = f"import sys, rhetoric.cli; print([n for n in {heavy} if n in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert all(getattr(rhetoric, name) is not None for name in rhetoric.__all__)
    assert set(rhetoric.__all__) <= set(dir(rhetoric))
