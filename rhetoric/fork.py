"""Several pieces of work at once, in copies of this process where they can be had.

A copy (a fork) has all that was computed before it was made and shares its memory; only what it
returns is sent back. Where a copy cannot be made, or is lost, its work is done here: the result is
the same, only later.
"""

from __future__ import annotations

import ctypes
import gc
import io
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

#: Words of a corpus from which a second process saves more than it costs.
PAYS = 300_000
#: How much longer than this process a copy may take before it is given up, and seconds on top.
PATIENCE, GRACE = 10, 60.0
#: Settings of mallopt(3): what is larger has pages of its own, which go back when it is freed;
#: so do free pages at the end of all memory, if there are more.
_SETTINGS = {-3: 1 << 25, -1: 1 << 30}
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def both(
    here: Callable[[], A],
    there: Callable[[], B],
    *,
    size: int,
    shared: Sequence[object] = (),
    longer: bool = False,
) -> tuple[A, B]:
    """Return what two functions return; ``there`` may run in a copy of this process meanwhile.

    ``size`` is that of the work, in words of a corpus; ``shared`` are objects that results refer
    to and that are not sent: here they are the same objects again. What the two have in common is
    best computed before. An error is raised by whichever function has it, as if both ran here.
    ``there`` is given up where it takes far longer than ``here``, unless it may take ``longer``.

    >>> both(lambda: 1, lambda: 2, size=0)
    (1, 2)
    """
    copy = _copied(there, shared) if size >= PAYS and able() else None
    if copy is None:
        return here(), there()
    begun = monotonic()
    try:
        mine = here()
        patience = GRACE + PATIENCE * (monotonic() - begun)
        theirs = copy.answer(None if longer else patience)
    finally:
        copy.end()
    return mine, theirs[0] if theirs else there()


class Ahead(Generic[A, B, C]):
    """What a copy of this process does beside it: one thing first, then pieces (see `ahead`)."""

    def __init__(self, first: Callable[[], C], work: Callable[[A], B], copy: _Copy | None) -> None:
        self._first, self._work, self._copy = first, work, copy
        self._made: list[C] = []
        self._given: list[A] = []
        self._begun = monotonic()

    def first(self) -> C:
        """Return what is done first: in the copy, or here."""
        if not self._made:
            self._made = self._answer() or [self._first()]
        return self._made[0]

    def give(self, piece: A) -> None:
        """Let the work on a piece begin."""
        self._given.append(piece)
        if self._copy is not None and not self._copy.told((piece,)):
            self._copy = None

    def done(self) -> list[B]:
        """Return what the work makes of each piece, in order: in the copy, or made here.

        Nothing can be given afterwards that the copy would do.
        """
        self.first()  # its answer comes before
        given, self._given = self._given, []
        theirs = self._answer() if self._copy is not None and self._copy.told(()) else []
        self._copy = None  # it sends no more
        return cast("list[B]", theirs[0]) if theirs else [self._work(piece) for piece in given]

    def _answer(self) -> list[Any]:
        """Return the next answer of the copy, as a list of one; without one it is given up."""
        patience = GRACE + PATIENCE * (monotonic() - self._begun)
        found = self._copy.answer(patience) if self._copy is not None else []
        if not found:
            self._copy = None
        return found


@contextmanager
def ahead(
    first: Callable[[], C], ready: Callable[[], object], work: Callable[[A], B]
) -> Iterator[Ahead[A, B, C]]:
    """Give what does one thing first, then gets ready, then works on each piece that is given.

    Where a copy of this process can be had it does so beside what goes on here. An error is raised
    as if all ran here.

    >>> with ahead(lambda: "first", int, abs) as known:
    ...     known.give(-3)
    ...     known.give(4)
    ...     known.first(), known.done()
    ('first', [3, 4])
    """
    copy = _forked(lambda channel: _expect(first, ready, work, channel), ()) if able() else None
    try:
        yield Ahead(first, work, copy)
    finally:
        if copy is not None:
            copy.end()


def _expect(
    first: Callable[[], object],
    ready: Callable[[], object],
    work: Callable[[A], object],
    channel: Connection,
) -> None:
    """Send what is done first, get ready, and send what is made of all that comes in at the end.

    Nobody reads an answer before: one that does not fit into the channel would hold up the rest.
    """
    channel.send_bytes(_packed(first(), ()))
    ready()
    out = []
    while given := _unpacked(channel.recv_bytes(), ()):
        out.append(work(*given))
    channel.send_bytes(_packed(out, ()))


def each(work: Callable[[A], B], jobs: Sequence[A], copies: int) -> Iterator[B]:
    """Yield what a function returns for each job, in any order; ``copies`` work at the same time.

    A copy does one job after the other, and so has what the function keeps from one to the next.

    >>> sorted(each(abs, [-1, 2], 2))
    [1, 2]
    """
    todo = [*range(len(jobs))][::-1]
    busy: dict[Any, tuple[_Copy, int]] = {}
    try:
        for _ in range(min(copies, len(jobs)) if able() else 0):
            if copy := _forked(lambda channel: _serve(work, jobs, channel), ()):
                busy[copy.channel] = copy, copy.give(todo.pop())
        while busy:
            for copy, number in _ready(busy):
                done = copy.answer(None)
                if done and todo:
                    busy[copy.channel] = copy, copy.give(todo.pop())
                else:
                    copy.end()
                yield done[0] if done else work(jobs[number])
    finally:
        for copy, _ in busy.values():
            copy.end()
    yield from (work(jobs[number]) for number in reversed(todo))


def _ready(busy: dict[Any, tuple[_Copy, int]]) -> Iterator[tuple[_Copy, int]]:
    """Yield copies that have an answer, or are lost, with the number of their job."""
    from multiprocessing.connection import wait  # noqa: PLC0415  (slow to import)

    for channel in wait(list(busy)):
        yield busy.pop(channel)


def _serve(work: Callable[[A], object], jobs: Sequence[A], channel: Connection) -> None:
    """Do the jobs whose numbers come in, until no more can."""
    while True:
        channel.send_bytes(_packed(work(jobs[channel.recv()]), ()))


def keep_memory() -> None:
    """Let this process and its copies use memory again that they freed, not ask for new pages.

    For a command that makes and drops large arrays all the time, not for a library: others in the
    same process would get nothing back. Where the system's allocator is another, nothing changes.
    """
    with suppress(OSError, AttributeError):
        system = ctypes.CDLL(None)
        for name, size in _SETTINGS.items():
            system.mallopt(name, size)


def able() -> bool:
    """Say whether a copy can be made, is safe and has a processor of its own.

    Another thread might hold a lock that nobody would ever open in the copy.
    """
    alone = threading.active_count() == 1 and threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and alone and len(os.sched_getaffinity(0)) > 1


@dataclass(frozen=True)
class _Copy:
    """A copy of this process at work, and where its answer comes from."""

    pid: int
    channel: Connection
    shared: Sequence[object]

    def give(self, number: int) -> int:
        """Tell the copy the number of a job; one that is lost is found out by its answer."""
        with suppress(OSError):
            self.channel.send(number)
        return number

    def told(self, given: object) -> bool:
        """Tell the copy what to work on; say whether it could be sent."""
        try:
            self.channel.send_bytes(_packed(given, ()))
        except (OSError, pickle.PicklingError, TypeError, AttributeError):
            return False
        return True

    def answer(self, seconds: float | None) -> list[Any]:
        """Return what the copy computed, as a list of one; none if it failed or was lost."""
        try:
            if not self.channel.poll(seconds):
                return []
            return [_unpacked(self.channel.recv_bytes(), self.shared)]
        except (EOFError, OSError, pickle.UnpicklingError):
            return []

    def end(self) -> None:
        """End the copy, whatever it is doing."""
        self.channel.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _copied(work: Callable[[], object], shared: Sequence[object]) -> _Copy | None:
    """Return a copy of this process that works, or None where there is no room for one."""
    return _forked(lambda channel: channel.send_bytes(_packed(work(), shared)), shared)


def _forked(serve: Callable[[Connection], None], shared: Sequence[object]) -> _Copy | None:
    """Return a copy of this process that serves its end of a channel, or None."""
    from multiprocessing import Pipe  # noqa: PLC0415  (slow to import)

    channel, far = Pipe()
    parent = os.getpid()
    try:
        with warnings.catch_warnings():
            # Threads of numerical libraries, of which newer Pythons warn, end before a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
    except OSError:
        channel.close()
        far.close()
        return None
    if not pid:
        channel.close()
        _live(serve, far, parent)
    far.close()
    return _Copy(pid, channel, shared)


def _live(serve: Callable[[Connection], None], channel: Connection, parent: int) -> NoReturn:
    """Serve a channel, and leave at once: nothing that was begun is ended twice."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its copy
        _be_first_to_go(parent)
        gc.freeze()  # to look through all that is shared would be to copy it
        serve(channel)
    finally:
        os._exit(0)


def _be_first_to_go(parent: int) -> None:
    """Let the system end this process with its parent, and before it where memory is short."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


@contextmanager
def unswept() -> Iterator[None]:
    """Let nobody look for garbage meanwhile: where nearly all that is made is in use until the end.

    >>> with unswept():
    ...     gc.isenabled()
    False
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Pickler(pickle.Pickler):
    """Packs an object; what is shared is named by its place."""

    def __init__(self, stream: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(one): place for place, one in enumerate(shared)}

    def persistent_id(self, obj: object) -> int | None:
        return self._places.get(id(obj))


class _Unpickler(pickle.Unpickler):
    """Unpacks what our own copy packed, and nothing else."""

    def __init__(self, stream: io.BytesIO, shared: Sequence[object]) -> None:
        super().__init__(stream)
        self._shared = shared

    def persistent_load(self, pid: int) -> object:
        return self._shared[pid]


def _packed(value: object, shared: Sequence[object]) -> bytes:
    stream = io.BytesIO()
    _Pickler(stream, shared).dump(value)
    return stream.getvalue()


def _unpacked(content: bytes, shared: Sequence[object]) -> Any:
    return _Unpickler(io.BytesIO(content), shared).load()
