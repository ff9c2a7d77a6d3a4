"""Which files are documents, and why the others are not."""

import os
import socket
from importlib import metadata

import pytest

import rhetoric as rt
from rhetoric.read import READERS
from rhetoric.read.decode import decode
from rhetoric.read.scan import EXTRACTORS, LIMIT, extractors, fingerprint, load, scan, version


def skipped(corpus):
    return {skip.file: skip.reason for skip in corpus.skipped}


def test_a_folder_that_is_not_there_is_an_error_of_the_path(tmp_path):
    with pytest.raises(rt.RhetoricError, match="There is no folder or file") as caught:
        rt.read(tmp_path / "gone")
    assert caught.value.code == 2


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_name_that_no_file_can_have_is_an_error_of_the_path(name):
    with pytest.raises(rt.RhetoricError) as caught:
        rt.read(name)
    assert caught.value.code == 2


def test_an_empty_folder_holds_nothing_usable(tmp_path):
    with pytest.raises(rt.RhetoricError, match=r"end in \.txt, \.text, \.md, \.markdown") as caught:
        rt.read(tmp_path)
    assert caught.value.code == 65


def test_a_folder_of_unusable_files_says_why(folder):
    with pytest.raises(rt.RhetoricError, match=r"a\.txt: empty: no text in it") as caught:
        rt.read(folder(a=" "))
    assert caught.value.code == 65


def test_a_pipe_is_no_corpus(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(rt.RhetoricError, match="neither a folder nor a regular file"):
        rt.read(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("png.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file: it holds NUL bytes"),
        ("control.txt", bytes(range(1, 32)) + b"\xff", "binary file: it is full of control"),
        ("nul.txt", b"abc\0def", "binary file: it holds NUL bytes"),
        ("empty.txt", b"", "empty: no text in it"),
        ("blank.md", b" \r\n\t", "empty: no text in it"),
        ("a.doc", b"\xd0\xcf", "format '.doc' is not supported: convert it to .txt, .text, .md"),
        ("a.pdf", b"%PDF-1.7", "broken PDF: "),
        ("a.xml", b"<!DOCTYPE x>", "format '.xml' is not supported"),
        ("sub/a.docx", b"PK\x03\x04", "broken zip: "),
        ("copy.txt", b"It grew.", "same bytes as a.txt: counted once"),
    ],
)
def test_a_file_that_cannot_be_used_is_skipped_with_the_reason(folder, name, content, reason):
    corpus = rt.read(folder({"a.txt": "It grew.", name: content}))
    assert [d.file for d in corpus] == ["a.txt"]
    assert list(skipped(corpus)) == [name]
    assert skipped(corpus)[name].startswith(reason)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_or_folder_without_permission_is_skipped(folder):
    where = folder({"a.txt": "It grew.", "b.txt": "It fell.", "sub/c.txt": "It stood."})
    (where / "b.txt").chmod(0)
    (where / "sub").chmod(0)
    found = skipped(rt.read(where))
    (where / "sub").chmod(0o700)
    assert found["b.txt"].startswith("cannot be opened")
    assert found["sub"].startswith("folder not readable")


def test_links_out_of_the_corpus_or_to_nowhere_or_to_folders_are_skipped(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("It is secret.")
    where = folder({"a.txt": "It grew.", "sub/b.txt": "It fell."})
    (where / "out.txt").symlink_to(outside)
    (where / "dangling.txt").symlink_to("nowhere")
    (where / "circle.txt").symlink_to("circle.txt")
    (where / "loop").symlink_to(where)
    (where / "away").symlink_to(outside.parent)
    corpus = rt.read(where)
    assert [d.file for d in corpus] == ["a.txt", "sub/b.txt"]
    assert set(skipped(corpus)) == {"out.txt", "dangling.txt", "circle.txt", "loop", "away"}
    assert "leads out of the corpus" in skipped(corpus)["out.txt"]
    assert skipped(corpus)["loop"].startswith("link to a folder")


def test_a_link_inside_the_corpus_is_a_copy(folder):
    where = folder(a="It grew.")
    (where / "b.txt").symlink_to("a.txt")
    assert skipped(rt.read(where)) == {"b.txt": "same bytes as a.txt: counted once"}


def test_pipes_and_sockets_are_skipped_without_waiting(folder, monkeypatch):
    where = folder(a="It grew.")
    os.mkfifo(where / "pipe.txt")
    monkeypatch.chdir(where)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.txt")
        found = skipped(rt.read(where))
    assert found["pipe.txt"] == "not a regular file"
    assert found["door.txt"].startswith("cannot be opened")


def test_a_file_above_the_limit_is_skipped_unread(folder):
    where = folder(a="It grew.")
    with (where / "b.txt").open("wb") as stream:
        stream.truncate(LIMIT + 1)
    assert skipped(rt.read(where)) == {"b.txt": "larger than 50,000,000 bytes (50,000,001)"}


def test_what_speaks_about_a_corpus_or_is_hidden_is_no_document_and_no_note(folder):
    about = (
        "README.md", "readme.txt", "LICENSE", "LICENCE.txt", "PROVENANCE.md", "metadata.csv",
        ".hidden.txt", ".git/a.txt", "sub/README.txt", "rhetoric.toml",
    )  # fmt: skip
    corpus = rt.read(folder({"a.txt": "It grew.", **dict.fromkeys(about, "It is about it.")}))
    assert [d.file for d in corpus] == ["a.txt"]
    assert corpus.skipped == ()


def test_ids_are_stems_unless_they_repeat(folder):
    files = {"a.txt": "It grew.", "x/b.txt": "It fell.", "y/b.md": "It stood.", "z/c": "It went."}
    found = [(d.id, d.file) for d in rt.read(folder(files))]
    assert found == [
        ("a", "a.txt"), ("c", "z/c"), ("x/b.txt", "x/b.txt"), ("y/b.md", "y/b.md"),
    ]  # fmt: skip


def test_one_file_is_a_corpus(folder):
    corpus = rt.read(folder(a="It grew.", b="It fell.") / "a.txt")
    assert [d.file for d in corpus] == ["a.txt"]


@pytest.mark.parametrize("name", ["=cmd|' !A1.txt", "<img src=x>.txt", "a\nb.txt", "été 中.TXT"])
def test_odd_names_are_names(folder, name):
    assert [d.file for d in rt.read(folder({name: "It grew."}))] == [name]


def test_a_name_that_is_no_utf_8_is_read(folder):
    where = folder(a="It grew.")
    try:
        (where / os.fsdecode(b"caf\xe9.txt")).write_text("It fell.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert len(rt.read(where)) == 2


def test_the_fingerprint_changes_with_names_bytes_and_corpus_toml(folder):
    seen = {fingerprint(folder(a="It grew."))}
    seen.add(fingerprint(folder(a="It grew. ")))
    seen.add(fingerprint(folder(b="It fell.")))
    seen.add(fingerprint(folder({"corpus.toml": ""})))
    where = folder({"corpus.toml": 'title = "x"'})
    seen.add(fingerprint(where))
    (where / "b.txt").rename(where / "c.txt")
    seen.add(fingerprint(where))
    assert len(seen) == 6
    assert fingerprint(where) in seen


def test_candidates_are_sorted_by_relative_path(folder):
    found, _ = scan(folder({"b.txt": "x", "a/z.txt": "x", "a.txt": "x", "Z.txt": "x"}))
    assert [one.file for one in found] == ["Z.txt", "a.txt", "a/z.txt", "b.txt"]


def test_every_format_that_a_package_reads_names_it():
    parsed = {suffix for suffix, reader in READERS.items() if reader is not decode}
    assert set(EXTRACTORS) == parsed - {".odt"}


def test_versions_of_extractors_are_those_of_what_is_there(folder, monkeypatch):
    monkeypatch.setattr("rhetoric.read.scan.version", lambda name: f"{name}!")
    where = folder({"a.txt": "It grew.", "b.PDF": "x", "c.docx": "x"})
    assert extractors(where / "a.txt") == {}
    assert extractors(where) == {
        name: f"{name}!" for name in ("cryptography", "lxml", "pypdf", "python-docx")
    }


def test_the_version_of_a_package_is_the_one_that_its_metadata_have():
    packages = ("matplotlib", "numpy", "pandas", "pypdf", "typer")
    assert [version(name) for name in packages] == [metadata.version(name) for name in packages]
    assert version("no-such-package") == "none"


def test_a_folder_is_listed_anew_each_time(folder):
    where = folder({"a.txt": "x", "b/a.txt": "y"})
    first, _ = scan(where)
    assert [one.id for one in first] == ["a.txt", "b/a.txt"]
    first.clear()  # what was returned is the caller's
    assert len(scan(where)[0]) == 2
    (where / "b" / "a.txt").rename(where / "b" / "c.txt")
    assert [one.id for one in scan(where)[0]] == ["a", "c"]
    (where / "b" / "c.txt").unlink()
    (where / "b").rmdir()
    (where / "b").symlink_to(where)
    found, skipped = scan(where)
    assert [one.id for one in found] == ["a"]
    assert [(one.file, one.reason) for one in skipped] == [("b", "link to a folder")]


def test_a_file_that_becomes_a_folder_before_it_is_read_is_skipped(folder):
    where = folder({"a.txt": "It grew.", "b.txt/c.txt": "It fell."})
    assert load(where / "b.txt", where).reason == "not a regular file"
