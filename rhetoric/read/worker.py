"""The process apart in which parsers of binary formats run: little memory, no network, no files.

It reads requests from its standard input and answers on its standard output, until the input ends:
a line of JSON ``{"suffix", "bytes"}`` and that many bytes; eight bytes of length and a JSON object.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from rhetoric.read.decode import Decoded

#: Longest answer in bytes.
ANSWER = 200_000_000
#: Bytes of memory after which a worker makes place for a new one.
_TIRED = 400_000_000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod",
    "os.kill", "shutil.", "webbrowser.", "urllib.", "http.", "ftplib.", "smtplib.",
)  # fmt: skip


def serve(seconds: float, memory: int) -> None:
    """Answer requests until there are no more; never returns where a parser brings it down."""
    requests, answers = _pipes()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    from rhetoric.read import READERS  # noqa: PLC0415 - inside the limits

    sys.addaudithook(_forbid)
    # The caller keeps the time; should it be gone, the processor time of each file still ends.
    while header := requests.readline(10_000):
        asked = json.loads(header)
        content = requests.read(asked["bytes"])
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds + 120))
        _answer(answers, _result(READERS, asked["suffix"], content))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the two ends for requests and answers; what a parser prints goes nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests, answers


def _limit(kind: int, value: int) -> None:
    """Lower a limit of this process; a system that does not know it leaves it out."""
    hard = resource.getrlimit(kind)[1]
    top = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (top, hard))
    except (ValueError, OSError):
        return


def _forbid(event: str, details: tuple[Any, ...]) -> None:
    """Refuse what no parser needs: network, other processes, writing. Called by Python itself."""
    if event.startswith(_FORBIDDEN) and event != "socket.__new__":
        raise PermissionError(f"{event} is forbidden to a parser")
    if event == "open" and isinstance(details[2], int) and details[2] & _WRITING:
        raise PermissionError("writing is forbidden to a parser")


def _result(readers: Mapping[str, Any], suffix: str, content: bytes) -> dict[str, Any]:
    """Return what a reader makes of a file, as JSON; what it raises becomes a reason."""
    try:
        made = readers[suffix](content)
    except MemoryError:
        return {"memory": True}
    except RecursionError:
        return {"reason": f"broken {suffix}: nested too deep"}
    except Exception as error:  # noqa: BLE001 - a parser may raise anything on hostile input
        said = " ".join(str(error).split())[:200]
        return {"reason": f"broken {suffix}: {type(error).__name__}{': ' if said else ''}{said}"}
    return as_answer(made)


def as_answer(made: Decoded | str) -> dict[str, Any]:
    """Return a text or a reason as it goes over the pipe.

    >>> as_answer("empty: no text in it")
    {'reason': 'empty: no text in it'}
    """
    if isinstance(made, str):
        return {"reason": made}
    return {
        "text": made.text,
        "encoding": made.encoding,
        "notes": [[note.kind, note.message, note.line] for note in made.notes],
        "hints": dict(made.hints),
    }


def _answer(answers: BinaryIO, result: dict[str, Any]) -> None:
    result["tired"] = _held() > _TIRED or "memory" in result
    try:
        body = json.dumps(result).encode()
    except MemoryError:
        body = b'{"memory": true, "tired": true}'
    answers.write(len(body).to_bytes(8, "big"))
    answers.write(body)
    answers.flush()


def _held() -> int:
    """Return the bytes of memory that this process holds.

    The peak that ``getrusage`` tells is on Linux that of the process which started this one, too.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on macOS
    return pages * resource.getpagesize()
