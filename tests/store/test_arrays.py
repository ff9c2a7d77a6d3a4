"""Arrays in a file: what was saved is loaded, and nothing else is believed or written over."""

import numpy as np
import pytest

from rhetoric.corpus import RhetoricError
from rhetoric.store.arrays import load, save

ARRAYS = {"a": np.arange(5), "b": np.zeros((0, 16), np.uint8)}


def test_what_was_saved_is_loaded_and_the_bytes_are_the_same_each_time(tmp_path):
    for name in ("one.npz", "two"):
        save(tmp_path / name, "kind/1", ARRAYS)
        found = load(tmp_path / name, "kind/1")
        assert found.keys() == ARRAYS.keys()
        assert all(np.array_equal(found[key], ARRAYS[key]) for key in ARRAYS)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.npz", "two"]


def test_a_file_of_another_kind_is_not_read_and_not_written_over(tmp_path):
    there = tmp_path / "there"
    save(there, "kind/2", ARRAYS)
    before = there.read_bytes()
    for work in (lambda: load(there, "kind/1"), lambda: save(there, "kind/1", ARRAYS)):
        with pytest.raises(RhetoricError, match="no file of kind kind/1") as error:
            work()
        assert error.value.code == 73
    assert there.read_bytes() == before


def pickled(where):
    np.savez(where, schema=np.array("kind/1"), a=np.array([object()], dtype=object))


def broken(where):
    save(where, "kind/1", {"a": np.arange(1000)})
    content = bytearray(where.read_bytes())
    content[len(content) // 2] ^= 255  # inside the numbers: the checksum tells
    where.write_bytes(content)


def huge(where):
    with where.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<i8", "fortran_order": False, "shape": (10**15,)}
        )


@pytest.mark.parametrize(
    "make",
    [
        pickled,
        broken,
        huge,
        lambda where: where.write_text("A sentence."),
        lambda where: where.write_bytes(b""),
        lambda where: where.write_bytes(b"PK\x03\x04"),
        lambda where: np.save(where, np.arange(3)),
        lambda where: where.mkdir(),
    ],
    ids=["pickled", "broken", "huge", "text", "empty", "zip", "array", "folder"],
)
def test_a_bad_file_is_one_error(tmp_path, make):
    where = tmp_path / "bad.npz"
    make(where)
    with pytest.raises(RhetoricError, match="broken"):
        load(where, "kind/1")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(RhetoricError, match="cannot be written") as error:
        save(tmp_path / "no" / "such", "kind/1", ARRAYS)
    assert error.value.code == 74


def test_a_file_of_which_any_byte_was_changed_is_refused_or_says_the_same(tmp_path):
    path = tmp_path / "one.npz"
    save(path, "kind/1", ARRAYS)
    content, said = path.read_bytes(), 0
    for at in range(len(content)):
        for bits in (1, 8, 64, 255):
            changed = bytearray(content)
            changed[at] ^= bits
            path.write_bytes(changed)
            try:
                found = load(path, "kind/1")
            except RhetoricError:
                continue
            said += 1
            assert found.keys() == ARRAYS.keys()
            assert all(np.array_equal(found[key], ARRAYS[key]) for key in ARRAYS)
    assert said < 2 * len(content)
