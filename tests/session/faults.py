"""Calls of the system that fail on purpose: the nth one, or it and all that follow."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

CALLS = (
    "open", "close", "read", "write", "fsync", "lseek", "stat", "lstat", "readlink",
    "link", "unlink", "rename", "replace", "chmod", "listdir", "fstat", "ftruncate",
)  # fmt: skip
Fault = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


class Calls:
    """Counts the calls. Attributes: made, their names in order; hit, those that were made to fail."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.hit: list[str] = []


def fails_with(number: int) -> Fault:
    """The system refuses. A close that fails has closed nevertheless."""

    def fault(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if name == "close":
            real(*arguments, **named)
        raise OSError(number, os.strerror(number))

    return fault


def falls_short(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Half of what was asked for is written or read, and that is what the call says; other calls succeed."""
    if name == "write":
        descriptor, content = arguments
        return real(descriptor, bytes(content)[: (len(content) + 1) // 2])
    if name == "read":
        descriptor, count = arguments
        return real(descriptor, min(count, 4000))
    return real(*arguments, **named)


def lies(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Half is written, and the call says that it was all; a flush loses what it should have kept."""
    if name == "write":
        real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
        return len(arguments[1])
    if name == "fsync":
        with contextlib.suppress(OSError):  # a folder has no length
            os.ftruncate(arguments[0], 100)
        return None
    return real(*arguments, **named)


def kills_before(name: str, *_: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def kills_after(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        real(*arguments, **named)
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def faulty(nth: int, fault: Fault, *, for_good: bool = False) -> Iterator[Calls]:
    """In this block the nth call of the system (from 0) fails; for_good: and every later one of the same kind."""
    calls = Calls()
    real = {name: getattr(os, name) for name in CALLS}

    def make(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            number = len(calls.made)
            calls.made.append(name)
            if number == nth or (for_good and name in calls.hit):
                calls.hit.append(name)
                return fault(name, real[name], arguments, named)
            return real[name](*arguments, **named)

        return call

    for name in CALLS:
        setattr(os, name, make(name))
    try:
        yield calls
    finally:
        for name, original in real.items():
            setattr(os, name, original)
