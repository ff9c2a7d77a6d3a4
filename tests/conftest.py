"""The seeds, read once; the corpora beside the checkout; expected facts of ``cases/*.toml``."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import settings

import rhetoric as rt

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"

collect_ignore = ["fuzz"]  # targets of a fuzzer that is no dependency

#: New examples at home, the same ones where a change is let in.
settings.register_profile("rhetoric", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("rhetoric")


def pytest_configure(config):
    config.addinivalue_line("markers", "cases(name): one test a case of tests/cases/name.toml")


def pytest_generate_tests(metafunc):
    """Give a test marked ``cases("dates")`` each table of cases/dates.toml as ``case``.

    ``cases("seeds.joins")`` takes one list of the file. A case with ``expect = "fail"`` is a known
    limit: it must fail, and ``reason`` says why.
    """
    marker = metafunc.definition.get_closest_marker("cases")
    if marker is None:
        return
    name, _, part = marker.args[0].partition(".")
    data = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    params = []
    for number, case in enumerate(data[part or "case"]):
        marks = ()
        if case.get("expect") == "fail":
            marks = pytest.mark.xfail(strict=True, reason=case["reason"])
        params.append(pytest.param(case, marks=marks, id=str(case.get("name", number))))
    metafunc.parametrize("case", params)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory):
    """Keep the cache of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def seeds():
    """Return the folder of the seeds."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_corpus(seeds):
    return rt.read(seeds)


@pytest.fixture(scope="session")
def seeds_tokens(seeds_corpus):
    return rt.tokenize(seeds_corpus)


@pytest.fixture(scope="session")
def seeds_counts(seeds_tokens):
    return rt.count(seeds_tokens, ngrams=(1, 3), per="paragraph")


@pytest.fixture(scope="session")
def shared():
    """Return a function that finds a corpus in the folder ``shared`` beside the checkout."""

    def find(name):
        folder = Path(os.environ.get("RHETORIC_SHARED") or ROOT.parent / "shared")
        where = folder / "corpora" / name
        if not where.is_dir():
            pytest.skip(f"no {name} in {folder / 'corpora'}: set RHETORIC_SHARED to the folder")
        return where

    return find


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files (text or bytes) into a new folder and returns it."""

    def write(files=None, /, **named):
        for name, content in {**(files or {}), **named}.items():
            where = tmp_path / (name if "." in name or "/" in name else f"{name}.txt")
            where.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            where.write_bytes(data)
        return tmp_path

    return write


@pytest.fixture
def corpus_of(folder):
    """Return a function that makes a corpus of texts, written to files and read."""

    def make(*texts):
        return rt.read(folder({f"{n:02d}.txt": text for n, text in enumerate(texts)}))

    return make
