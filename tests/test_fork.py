"""Work in a copy of this process gives what it gives here, whatever becomes of the copy."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric import fork
from rhetoric.compare.changes import changes
from rhetoric.report.run import Job, run
from rhetoric.tokens import tokenize

HERE = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
needs_copy = pytest.mark.skipif(not HERE, reason="no process can be copied here")


@pytest.fixture
def alone(monkeypatch):
    """Leave out of account threads that other tests left, all of which wait."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.fixture
def always(monkeypatch, alone):
    """Let any work pay, and nothing be done over here that the copy was to do."""
    monkeypatch.setattr(fork, "PAYS", 0)
    copied = fork._copied
    made = []

    def watched(work, shared):
        copy = copied(work, shared)
        made.append(copy)
        return copy

    answers = []
    answer = fork._Copy.answer

    def heard(self, seconds):
        got = answer(self, seconds)
        answers.append(bool(got))
        return got

    monkeypatch.setattr(fork, "_copied", watched)
    monkeypatch.setattr(fork._Copy, "answer", heard)
    return answers


def test_little_work_is_done_here():
    assert fork.both(os.getpid, os.getpid, size=fork.PAYS - 1) == (os.getpid(), os.getpid())


@needs_copy
@pytest.mark.usefixtures("alone")
def test_much_work_is_done_in_two_processes():
    here, there = fork.both(os.getpid, os.getpid, size=fork.PAYS)
    assert here == os.getpid() != there


@needs_copy
def test_what_is_shared_is_the_same_object_again(always):
    one, other = object(), ["a"]
    _, got = fork.both(int, lambda: {"one": one, "other": other}, size=1, shared=(one,))
    assert got["one"] is one
    assert got["other"] == other
    assert always == [True]


@pytest.mark.usefixtures("always")
def test_an_error_is_raised_as_if_all_ran_here():
    with pytest.raises(rt.RhetoricError, match="no such thing") as caught:
        fork.both(int, _fails, size=1)
    assert caught.value.code == 65
    with pytest.raises(rt.RhetoricError, match="no such thing"):
        fork.both(_fails, int, size=1)


@needs_copy
def test_work_that_may_take_longer_is_waited_for(always, monkeypatch):
    monkeypatch.setattr(fork, "GRACE", 0.0)
    monkeypatch.setattr(fork, "PATIENCE", 0)

    def slow():
        time.sleep(0.2)
        return os.getpid()

    assert fork.both(int, slow, size=1) == (0, os.getpid())
    assert fork.both(int, slow, size=1, longer=True)[1] != os.getpid()
    assert always == [False, True]


def _fails():
    raise rt.RhetoricError("no such thing", code=65)


@needs_copy
@pytest.mark.parametrize(
    "harm", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(1)]
)
def test_work_of_a_lost_copy_is_done_here(always, harm):
    parent = os.getpid()

    def there():
        if os.getpid() != parent:
            harm()
        return os.getpid()

    assert fork.both(int, there, size=1) == (0, parent)
    assert always == [False]


@needs_copy
def test_what_cannot_be_sent_is_made_here(always):
    _, got = fork.both(int, lambda: lambda: 3, size=1)
    assert got() == 3
    assert always == [False]


@needs_copy
@pytest.mark.parametrize("failing", [False, True])
def test_no_process_is_left_behind(always, failing):
    def here():
        if failing:
            raise KeyboardInterrupt
        return 1

    before = _children()
    if failing:
        with pytest.raises(KeyboardInterrupt):
            fork.both(here, signal.pause, size=1)
    else:
        fork.both(here, int, size=1)
    assert _children() == before
    assert always == ([] if failing else [True])


def _children():
    """Return the processes that this one has started and not yet seen off."""
    threads = Path("/proc/self/task").iterdir()
    return {pid for one in threads for pid in (one / "children").read_text().split()}


def test_beside_other_threads_no_process_is_copied(monkeypatch):
    monkeypatch.setattr(fork, "PAYS", 0)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert fork.both(os.getpid, os.getpid, size=1) == (os.getpid(), os.getpid())
    finally:
        done.set()
        thread.join()


def test_where_no_process_can_be_made_all_is_done_here(monkeypatch):
    def full():
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(fork, "PAYS", 0)
    monkeypatch.setattr(os, "fork", full)
    assert fork.both(os.getpid, os.getpid, size=1) == (os.getpid(), os.getpid())


@needs_copy
def test_a_report_in_two_processes_has_the_same_bytes(always, tmp_path, monkeypatch):
    texts = tmp_path / "texts"
    texts.mkdir()
    for year in range(2000, 2024):
        said = f"The council met. It adopted the harbour plan of {year}.\n\n" * 4
        word = "barrage" if year < 2012 else "water treaty"
        said += f"The river {word} must be discussed again, said Mrs Brown.\n\n" * (year % 5 + 3)
        (texts / f"{year}-03-01.txt").write_text(said, encoding="utf-8")

    def made(out):
        run(Job(texts, out))
        return {path.relative_to(out): path.read_bytes() for path in out.rglob("*.*")}

    twofold = made(tmp_path / "two")
    assert all(always), "something could not be sent and was computed twice"
    assert len(always) >= 4
    monkeypatch.setattr(fork, "PAYS", 10**12)
    assert made(tmp_path / "one") == twofold


@needs_copy
def test_findings_of_two_processes_are_of_the_same_corpus(always):
    tokens = tokenize(rt.read("seeds"))
    found = changes(tokens)
    assert all(always)
    assert found.counts.source is tokens


@needs_copy
@pytest.mark.usefixtures("alone")
def test_each_job_is_done_once_and_copies_keep_what_they_know():
    known = []

    def work(job):
        known.append(job)
        return job, os.getpid(), len(known)

    done = list(fork.each(work, range(9), 2))
    assert sorted(job for job, *_ in done) == list(range(9))
    assert os.getpid() not in {pid for _, pid, _ in done}
    assert max(seen for *_, seen in done) >= 9 / 2
    assert not known


@needs_copy
@pytest.mark.usefixtures("alone")
def test_a_job_that_a_lost_copy_had_is_done_here():
    parent = os.getpid()

    def work(job):
        if job == 1 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return job, os.getpid() == parent

    before = _children()
    assert (1, True) in (done := list(fork.each(work, range(5), 2)))
    assert sorted(job for job, _ in done) == list(range(5))
    assert _children() == before


@pytest.mark.usefixtures("alone")
def test_an_error_of_a_job_is_raised_here_and_no_copy_is_left():
    before = _children()
    with pytest.raises(rt.RhetoricError, match="no such thing"):
        list(fork.each(lambda _: _fails(), range(3), 2))
    jobs = fork.each(abs, [-1, -2, -3], 2)
    next(jobs)
    jobs.close()
    assert _children() == before


def _all(work, *pieces):
    for piece in pieces:
        work.give(piece)
    return work.done()


@needs_copy
@pytest.mark.usefixtures("alone")
def test_pieces_that_are_known_later_are_done_in_one_copy_that_got_ready():
    known, before = [], _children()
    with fork.ahead(
        os.getpid, lambda: known.append(1), lambda n: (os.getpid(), len(known), n)
    ) as work:
        early = work.first()
        (pid, *first), (same, *second) = _all(work, 3, 4)
        assert _all(work, 5) == [(os.getpid(), 0, 5)]  # a copy answers once
    assert early == pid == same != os.getpid()
    assert early == work.first()
    assert (first, second) == ([1, 3], [1, 4])
    assert not known
    assert _children() == before


@needs_copy
@pytest.mark.usefixtures("alone")
def test_what_a_copy_makes_of_a_piece_does_not_hold_up_the_next():
    with fork.ahead(str, int, bytes) as work:
        made = _all(work, 5_000_000, 6_000_000)  # more than a channel holds
    assert [*map(len, made)] == [5_000_000, 6_000_000]


@needs_copy
@pytest.mark.usefixtures("alone")
def test_work_that_a_copy_cannot_do_is_done_here():
    parent = os.getpid()

    def work(n):
        if n == 2 and os.getpid() != parent:
            os._exit(1)
        return n + 1

    with fork.ahead(str, int, work) as known:
        assert _all(known, 1, 2, 3) == [2, 3, 4]
    with fork.ahead(str, lambda: _fails() if os.getpid() != parent else None, abs) as known:
        assert _all(known, -1) == [1]
    with fork.ahead(str, int, lambda held: held()) as known:  # a function cannot be sent
        assert _all(known, int, lambda: 5, int) == [0, 5, 0]
    with fork.ahead(str, int, lambda _: _fails()) as known, pytest.raises(rt.RhetoricError):
        _all(known, 0)
    with fork.ahead(str, int, abs) as known:
        assert known.done() == []
    with fork.ahead(lambda: work(2), int, abs) as known:
        assert (_all(known, -1), known.first()) == ([1], 3)
    with fork.ahead(_fails, int, abs) as known, pytest.raises(rt.RhetoricError):
        known.first()


def test_without_a_copy_work_that_is_known_later_is_done_here(monkeypatch):
    monkeypatch.setattr(fork, "able", lambda: False)
    with fork.ahead(str, _fails, abs) as known:
        assert _all(known, -3, 4) == [3, 4]


@needs_copy
@pytest.mark.usefixtures("alone")
def test_a_copy_that_waits_is_ended_with_its_work():
    before = _children()
    with pytest.raises(KeyboardInterrupt), fork.ahead(str, int, abs):
        raise KeyboardInterrupt
    assert _children() == before
