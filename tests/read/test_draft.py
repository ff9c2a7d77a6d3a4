"""`rhetoric documents --init`: a first corpus.toml."""

import os

import pytest
from typer.testing import CliRunner

import rhetoric as rt
from rhetoric.cli import app
from rhetoric.corpus import RhetoricError
from rhetoric.read.draft import draft
from rhetoric.read.profile import profile

TEXT = "Press Release\n\nMay 5, 2016\n\nThe mission has the honour to inform the press of it."


def init(where):
    return CliRunner().invoke(app, ["documents", str(where), "--init"])


def test_a_first_corpus_toml_lists_what_was_found(folder):
    where = folder({"a.txt": TEXT, '2199 "b".txt': "It grew."})
    done = init(where)
    assert done.exit_code == 0
    assert "2 documents" in done.stdout
    written = (where / "corpus.toml").read_text("utf-8")
    assert '[documents."a.txt"]\n# date = "2016-05-05"   # stated, line 3\n' in written
    assert '# genre = "press release"' in written
    assert '[documents."2199 \\"b\\".txt"]\n# date = "YYYY-MM-DD"   # not found' in written
    assert "it lies in the future" in written


def test_it_changes_nothing_as_it_is(folder):
    where = folder({"a.txt": TEXT, "b.txt": "It grew."})
    before = rt.read(where)
    init(where)
    after = rt.read(where)
    assert after.documents == before.documents
    assert set(profile(where).documents) == {"a.txt", "b.txt"}


def test_every_field_can_be_taken_in_by_taking_the_mark_away(folder):
    where = folder({"a.txt": TEXT})
    lines = draft(rt.read(where)).partition('[documents."a.txt"]')[2].splitlines()
    fields = [line.removeprefix("# ") for line in lines if line.startswith(("# date", "# genre"))]
    folder({"corpus.toml": "\n".join(['[documents."a.txt"]', *fields])})
    document = rt.read(where)[0]
    assert (document.label, document.genre) == ("2016-05-05", "press release")


def test_it_never_overwrites(folder):
    where = folder({"a.txt": TEXT, "corpus.toml": "# mine"})
    done = init(where)
    assert isinstance(done.exception, RhetoricError)
    assert "is there already" in str(done.exception)
    assert (where / "corpus.toml").read_text() == "# mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_cannot_be_written_is_an_error(folder):
    where = folder({"a.txt": TEXT})
    where.chmod(0o500)
    done = init(where)
    where.chmod(0o700)
    assert done.exception.code == 74


@pytest.mark.parametrize("name", ["=x' !.txt", "a\nb.txt", "été 中.txt", "a\\b.txt"])
def test_odd_names_make_good_toml(folder, name):
    where = folder({name: TEXT})
    init(where)
    assert set(profile(where).documents) == {name}


def test_every_line_of_the_head_is_good_toml_without_its_mark(folder):
    head = draft(rt.read(folder({"a.txt": TEXT}))).partition("[documents")[0]
    lines = [line.removeprefix("# ") if " = " in line else line for line in head.splitlines()]
    known = profile(folder({"corpus.toml": "\n".join(lines), "facts.csv": "file\na.txt\n"}))
    assert known.ignore == ("notes.txt", "drafts/*")
    assert known.defaults["encoding"] == "cp1250"


def test_a_guessed_encoding_is_offered(folder):
    where = folder({"a.txt": "It is a café in the street.".encode("cp1252")})
    assert '# encoding = "cp1252"   # a guess, ' in draft(rt.read(where))
