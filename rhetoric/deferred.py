"""Fields of a frozen dataclass that are worked out when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


class _Deferred:
    """A field that may be given as a function of no argument, which returns all of ``names``."""

    def __init__(self, name: str, names: Sequence[str], then: Callable[[Any], Any]) -> None:
        self._name, self._names, self._then = name, names, then

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        held = owner.__dict__
        if callable(held[self._name]):
            made = map(self._then, held[self._name]())
            held.update(zip(self._names, made, strict=True))
        return held[self._name]

    def __set__(self, owner: Any, value: Any) -> None:
        owner.__dict__[self._name] = value


def defer(kind: type, *names: str, then: Callable[[Any], Any] = lambda value: value) -> None:
    """Let fields of a dataclass be given as one function that returns the values of all of them.

    Each value goes through ``then``. To be called once the class is made: inside of it a
    descriptor would be taken for a default.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Pair:
    ...     one: int
    ...     two: int
    >>> defer(Pair, "one", "two")
    >>> made = Pair(*[lambda: (1, 2)] * 2)
    >>> made.two, made.one, Pair(3, 4).one
    (2, 1, 3)
    """
    for name in names:
        setattr(kind, name, _Deferred(name, names, then))
