"""Parsers of binary formats run in a process apart, so that a crash or a loop costs one file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Timer
from types import TracebackType
from typing import IO, Any, Self

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded
from rhetoric.read.worker import ANSWER

#: Seconds (and as many more for each million bytes) and bytes of memory that one file may take.
SECONDS = 30.0
MORE = 2.0
MEMORY = 1_000_000_000
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from rhetoric.read.worker import serve; serve(float(sys.argv[2]), int(sys.argv[3]))"
)
#: What a parser may know of the environment: where its libraries are, nothing of the user's.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")


class _LostError(Exception):
    """The worker gave no answer: the reason, and whether a fresh one might."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Isolation:
    """Reads files of binary formats in a process that is started when first needed.

    One process reads many files, so that its imports are paid once. One that dies, loops or has
    grown large is replaced; a file that brings down a used one is tried in a fresh one, so that
    what is said of a file does not depend on those before it.
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, suffix: str, content: bytes) -> Decoded | str:
        """Return the text that the reader of a suffix makes, or the reason why there is none."""
        used = self._process is not None
        try:
            return self._ask(suffix, content)
        except _LostError as lost:
            self.close()
            return self.read(suffix, content) if used and lost.again else lost.reason

    def _ask(self, suffix: str, content: bytes) -> Decoded | str:
        """Return the answer of the worker, which is killed when its time is over."""
        process = self._process or self._start()
        late = Event()

        def stop() -> None:
            late.set()
            process.kill()

        seconds = self.seconds + MORE * (len(content) // 10**6)
        timer = Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(process, suffix, content)
        except (OSError, ValueError, EOFError) as error:
            if late.is_set():
                reason = f"took more than {seconds:g} seconds to read: stopped"
                raise _LostError(reason, again=False) from None
            raise _LostError(_death(process, error), again=True) from None
        finally:
            timer.cancel()
            timer.join()
        if answer.get("memory"):
            raise _LostError(f"needs more than {self.memory // 10**6:,} MB of memory", again=True)
        if answer.get("tired") or late.is_set():
            self.close()
        return _decoded(answer)

    def _start(self) -> subprocess.Popen[bytes]:
        package = str(Path(__file__).parents[2])
        places = [place for place in sys.path if place]
        places += [] if package in places else [package]
        limits = (json.dumps(places), str(self.seconds), str(self.memory))
        environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-P", "-B", "-c", _START, *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**environment, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
            )
        except OSError as error:
            raise _LostError(f"its reader cannot be started: {error}", again=False) from None
        return self._process

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                continue  # what it had not read is lost with it
        process.wait()


def _exchange(process: subprocess.Popen[bytes], suffix: str, content: bytes) -> dict[str, Any]:
    """Return the object that a worker answers with; its length is checked before it is read."""
    assert process.stdin is not None
    assert process.stdout is not None
    header = json.dumps({"suffix": suffix, "bytes": len(content)})
    process.stdin.write(header.encode() + b"\n")
    process.stdin.write(content)
    process.stdin.flush()
    size = int.from_bytes(_exactly(process.stdout, 8), "big")
    if size > ANSWER:
        raise ValueError(f"more than {ANSWER:,} bytes of text")
    answer = json.loads(_exactly(process.stdout, size))
    if not isinstance(answer, dict):
        raise ValueError("an answer that is no object")  # noqa: TRY004 - caught as all of them
    return answer


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("it ended without an answer")
    return content


def _death(process: subprocess.Popen[bytes], error: Exception) -> str:
    """Return why a worker gave no answer, by how it ended."""
    if isinstance(error, ValueError):
        return f"its reader gave {error}"
    try:
        code = process.wait(1)
    except subprocess.TimeoutExpired:
        return f"its reader stopped answering: {error}"
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"its reader crashed ({how}): the file is broken, or made to do harm"


def _decoded(answer: Mapping[str, Any]) -> Decoded | str:
    """Return the text or the reason of an answer; nothing in it is taken on trust.

    >>> _decoded({"reason": "empty"})
    'empty'
    >>> _decoded({"text": 3})
    'its reader gave no text'
    """
    if isinstance(answer.get("reason"), str):
        return str(answer["reason"])
    text, encoding = answer.get("text"), answer.get("encoding")
    notes, hints = answer.get("notes"), answer.get("hints")
    if not (isinstance(text, str) and isinstance(encoding, str)):
        return "its reader gave no text"
    if not (isinstance(notes, list) and isinstance(hints, dict)):
        return "its reader gave no notes"
    return Decoded(
        text,
        encoding,
        tuple(
            Note(str(kind), str(message), line if isinstance(line, int) else None)
            for kind, message, line in notes
        ),
        {str(key): str(value) for key, value in hints.items()},
    )
