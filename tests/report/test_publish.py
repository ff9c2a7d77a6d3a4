"""The old report or the new one is there whole, whenever a run fails, dies, or meets another."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from itertools import count

import pytest

from rhetoric.corpus import RhetoricError
from rhetoric.report import disk, place
from rhetoric.report import publish as publishing
from rhetoric.report.place import locked
from rhetoric.report.publish import publish, recover
from rhetoric.store import lock

OLD = {"report.md": b"old", "figures/a.svg": b"old a", "figures/b.svg": b"b", "manifest.json": b"1"}
NEW = {"report.md": b"new", "figures/a.svg": b"new a", "tables/c.csv": b"c", "manifest.json": b"2"}
FOREIGN = {"mine.txt": b"mine", "figures/mine.svg": b"picture", "notes/deep/x.txt": b"deep"}
STEPS = ("write", "put", "sync", "mkdir", "link", "rename", "exchange", "remove")


def content(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def fill(folder, files):
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


@pytest.fixture(params=["at once", "one by one"])
def switch(request):
    """How folders are switched: by the kernel at once, where it can, or file by file."""
    return request.param


@pytest.fixture
def out(switch, tmp_path, monkeypatch):
    """A folder with an old report and files of somebody, for both ways of switching."""
    if switch == "one by one":
        monkeypatch.setattr(disk, "exchange", lambda *_: False)
    folder = tmp_path / "above" / "reports"
    fill(folder, OLD | FOREIGN)
    return folder


def whole(out):
    """Say which report is there, and that it is whole and all of others' files are."""
    found = content(out)
    assert {k: found.pop(k) for k in FOREIGN} == FOREIGN
    assert found in (OLD, NEW)
    return "old" if found == OLD else "new"


def again(out, **options):
    """Return the report that is there after a further run."""
    where = place.place(out)
    with locked(where, wait=0):
        recover(where)
        publish(where, NEW, OLD, **options)
    return where


def test_a_report_takes_the_place_of_the_old_one_and_leaves_what_is_not_its_own(out):
    before = (out / "mine.txt").stat().st_ino
    again(out)
    assert whole(out) == "new"
    assert (out / "mine.txt").stat().st_ino == before
    assert [p.name for p in out.parent.iterdir()] == ["reports"]
    assert not (out / "figures" / "b.svg").exists()


def faulty(monkeypatch, at, act):
    """Let the step of this number fail, of all that publishing does to the disk."""
    steps = count()
    for name in STEPS:
        real = getattr(disk, name)

        def step(*args, real=real):
            if next(steps) == at:
                act()
            return real(*args)

        monkeypatch.setattr(disk, name, step)
    return steps


def full():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_fault_at_any_step_leaves_the_old_report_or_the_new_one(out, monkeypatch):
    codes = []
    for at in count():
        with monkeypatch.context() as patched:
            steps = faulty(patched, at, full)
            try:
                again(out)
            except RhetoricError as error:
                codes.append((error.code, whole(out)))
        assert [p.name for p in out.parent.iterdir()] == ["reports"] or whole(out) == "new"
        if next(steps) <= at:
            break
        again(out)
        assert whole(out) == "new"
        assert [p.name for p in out.parent.iterdir()] == ["reports"]
        shutil.rmtree(out)
        fill(out, OLD | FOREIGN)
    assert set(codes) == {(74, "old")}
    assert len(codes) > 20


def test_death_at_any_step_leaves_a_report_that_the_next_run_makes_whole(switch, out, monkeypatch):
    for at in count():
        child = os.fork()
        if child == 0:
            faulty(monkeypatch, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            again(out, keep=1)
            os._exit(0)
        died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        if switch == "at once":
            assert whole(out)  # for who reads now, too
        where = place.place(out)
        with locked(where, wait=0):
            recover(where)
        assert whole(out)
        assert {p.name for p in out.parent.iterdir()} <= {"reports", where.kept.name}
        if not died:
            break
        shutil.rmtree(out.parent)
        fill(out, OLD | FOREIGN)
    assert at > 20


def test_a_first_report_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    for at in count():
        out = tmp_path / f"{at}" / "reports"
        with monkeypatch.context() as patched:
            steps = faulty(patched, at, full)
            try:
                again(out)
            except RhetoricError:
                assert not out.exists()
            else:
                assert content(out) == NEW
        if next(steps) <= at:
            break


def test_a_file_that_others_write_during_the_switch_is_kept(out, monkeypatch):
    real = disk.exchange

    def busy(one, other):
        (out / "mine.txt").unlink()
        (out / "mine.txt").write_bytes(b"written anew")
        (out / "late.txt").write_bytes(b"late")
        return real(one, other)

    monkeypatch.setattr(disk, "exchange", busy)
    again(out)
    assert (out / "mine.txt").read_bytes() == b"written anew"
    assert (out / "late.txt").read_bytes() == b"late"


@pytest.mark.parametrize("taken", ["report.md", "tables", "figures"])
def test_somebodys_file_with_the_name_of_one_of_ours_is_never_replaced(tmp_path, taken):
    out = tmp_path / "reports"
    fill(out, {taken: b"theirs"})
    with pytest.raises(RhetoricError, match="somebody else") as caught:
        publish(place.place(out), NEW, ())
    assert caught.value.code == 73
    assert content(tmp_path) == {f"reports/{taken}": b"theirs"}


def test_links_of_others_stay_links(out):
    (out / "away").symlink_to("nowhere")
    (out / "notes" / "up").symlink_to("..")
    again(out)
    assert (out / "away").is_symlink()
    assert (out / "notes" / "up").is_symlink()


def test_a_link_to_the_folder_stays_and_its_target_is_written(out, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(out)
    again(link)
    assert link.is_symlink()
    assert whole(out) == "new"


def test_a_manifest_that_names_files_outside_removes_none(out):
    outside = out.parent / "precious"
    outside.write_bytes(b"x")
    publish(place.place(out), NEW, {*OLD, "../precious", str(outside), "", "."})
    assert outside.read_bytes() == b"x"
    assert whole(out) == "new"


def test_older_reports_are_kept_as_many_as_wanted(out):
    where = place.place(out)
    for number in range(4):
        publish(where, NEW | {"report.md": b"%d" % number}, {*OLD, *NEW}, keep=2)
    kept = {p.name: (p / "report.md").read_bytes() for p in sorted(where.kept.iterdir())}
    assert kept == {"0003": b"1", "0004": b"2"}
    assert not (where.kept / "0004" / "mine.txt").exists()


def test_permissions_of_the_folder_stay(out):
    out.chmod(0o2750)
    again(out)
    assert out.stat().st_mode & 0o7777 == 0o2750


def test_a_read_only_folder_is_one_sentence(out):
    out.chmod(0o555)
    with pytest.raises(RhetoricError, match="read-only") as caught:
        again(out)
    out.chmod(0o755)
    assert caught.value.code == 73
    assert whole(out) == "old"


def test_in_the_working_folder_files_are_moved_one_by_one(out, monkeypatch):
    monkeypatch.chdir(out)
    before = out.stat().st_ino
    again(out)
    assert out.stat().st_ino == before
    assert whole(out) == "new"


def test_where_the_folder_above_is_not_ours_all_happens_inside(out, monkeypatch):
    monkeypatch.setattr(place.os, "access", lambda *_: False)
    where = again(out)
    assert where.home == out
    assert whole(out) == "new"


def test_a_second_run_names_the_first_and_leaves(tmp_path):
    where = place.place(tmp_path / "reports")
    with (
        locked(where, wait=0),
        pytest.raises(RhetoricError, match=f"process {os.getpid()}") as caught,
        locked(where, wait=0.2),
    ):
        pass
    assert caught.value.code == 75
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_waits_gets_its_turn(tmp_path):
    where, busy = place.place(tmp_path / "reports"), threading.Event()

    def first():
        with locked(where, wait=0):
            busy.set()
            time.sleep(0.3)

    thread = threading.Thread(target=first)
    thread.start()
    busy.wait()
    said = []
    with locked(where, wait=20, say=said.append):
        thread.join()
    assert str(os.getpid()) in said[0]


def test_the_lock_of_a_dead_run_is_free(tmp_path):
    where = place.place(tmp_path / "reports")
    code = (
        "import os, sys, signal; from pathlib import Path; from rhetoric.report import place\n"
        "with place.locked(place.place(Path(sys.argv[1])), wait=0): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(where.out)], check=False)
    assert where.lock.exists()
    with locked(where, wait=0):
        pass
    assert not where.littered


def test_a_file_system_without_locks_is_one_sentence(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(lock.fcntl, "flock", none)
    with (
        pytest.raises(RhetoricError, match="no locks") as caught,
        locked(place.place(tmp_path / "r"), wait=0),
    ):
        pass
    assert caught.value.code == 73


def test_a_journal_that_is_none_is_swept(out):
    where = place.place(out)
    fill(where.work, {"journal": b"[1", "new/report.md": b"half"})
    recover(where)
    assert whole(out) == "old"
    assert not where.littered
    assert publishing.LAST == "manifest.json"
