"""What files were like is kept between runs, and never believed where a file is another one."""

import os
import time
from pathlib import Path

import pytest

from rhetoric.read import marks, scan


@pytest.fixture
def many(tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "FEW", 3)
    monkeypatch.setattr(scan, "_JUST", 0)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"The plan of year {number}.", encoding="utf-8")
    time.sleep(0.01)
    return folder


def again(folder, cache):
    """Return the inputs as a new process sees them, and the files that it opened."""
    scan.seen.clear()
    marks.load(folder, cache)
    opened, load = [], scan.load
    scan.load = lambda path, root: (opened.append(Path(path).name), load(path, root))[1]
    try:
        found = scan.inputs(folder)
    finally:
        scan.load = load
    marks.save(folder, cache)
    return found, sorted(opened)


def test_what_is_as_it_was_is_not_read_again(many, tmp_path):
    first, opened = again(many, tmp_path / "cache")
    assert opened == [f"{number}.txt" for number in range(4)]
    second, opened = again(many, tmp_path / "cache")
    assert (second, opened) == (first, [])


def test_an_edit_of_the_same_size_and_time_is_read(many, tmp_path):
    again(many, tmp_path / "cache")
    path = many / "2.txt"
    was = path.stat()
    path.write_text("The plan of year 7.", encoding="utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    found, opened = again(many, tmp_path / "cache")
    assert opened == ["2.txt"]
    scan.seen.clear()
    assert found == scan.inputs(many)


def test_a_file_in_the_place_of_another_is_read(many, tmp_path):
    again(many, tmp_path / "cache")
    other = tmp_path / "other.txt"
    other.write_text("The plan of year 9.", encoding="utf-8")
    other.replace(many / "1.txt")
    assert again(many, tmp_path / "cache")[1] == ["1.txt"]


@pytest.mark.parametrize("at", [0, 30, 70, 200, -3])
def test_what_is_damaged_is_not_believed(many, tmp_path, at):
    cache = tmp_path / "cache"
    first, _ = again(many, cache)
    (place,) = (cache / marks.NAME).iterdir()
    content = bytearray(place.read_bytes())
    content[at] ^= 1
    place.write_bytes(content)
    found, opened = again(many, cache)
    assert found == first
    assert len(opened) == 4


def test_what_was_kept_of_another_folder_is_not_believed(many, tmp_path):
    cache = tmp_path / "cache"
    again(many, cache)
    (place,) = (cache / marks.NAME).iterdir()
    other = tmp_path / "copy"
    many.rename(other)
    place.rename(marks._place(other, cache))
    assert len(again(other, cache)[1]) == 4


def test_few_files_and_a_place_that_cannot_be_written_keep_nothing(many, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    again(many, tmp_path / "file")
    monkeypatch.setattr(marks, "FEW", 9)
    again(many, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_files_of_odd_names_are_known_too(many, tmp_path):
    for name in (b"two\nlines.txt", b"caf\xe9.txt", "köln 2.txt".encode()):
        (Path(os.fsdecode(many)) / os.fsdecode(name)).write_text(f"Of {name!r}.", encoding="utf-8")
    os.utime(many / "0.txt", ns=(-(10**9), -(10**9)))  # before 1970
    first, opened = again(many, tmp_path / "cache")
    assert len(opened) == 7
    assert again(many, tmp_path / "cache") == (first, [])
