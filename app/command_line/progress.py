"""A progress bar for a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

WIDTH = 40


class Progress:
    """One line on stderr while something lasts, wiped at its end; nothing at all where stderr is no terminal."""

    def __init__(self, total: int, what: str = "epoch") -> None:
        self._total = total
        self._what = what
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        self.show(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def show(self, done: int, now: str = "") -> None:
        """So much of the total is done. now: what is being done."""
        if self._shown:
            filled = WIDTH * done // max(self._total, 1)
            bar = "█" * filled + "░" * (WIDTH - filled)
            note = f" · {now}" if now else ""
            sys.stderr.write(f"\r{bar} {self._what} {done} of {self._total}{note}\x1b[K")
            sys.stderr.flush()
