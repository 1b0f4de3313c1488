"""The way of one window to its session file: what is asked of the disk, and what is known of the file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.files.errands import Errands, Then
from app.files.lock import Holder
from app.files.session_file import FileDesk, SessionFile
from app.window.waiting import wait

CLOSE_TIMEOUT_S = 3.0


class FileAccess(QObject):
    """Asks the disk on a thread of its own, and leaves that behind where it hangs.

    Attributes: file, the one that is open, as it was last read or written, None where there is none; holder, who else
    has it open, so that it can only be read here.
    Signals: file_changed(), the file is another one, or looks otherwise.
    Thread: the window's.
    """

    file_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.file: SessionFile | None = None
        self.holder: Holder | None = None
        self._errands = Errands("session file", self)
        self._desk = FileDesk()

    def begin(self, job: Callable[[FileDesk], Any], then: Then) -> None:
        """Have something done at the desk, and be told of it."""
        self._errands.begin(partial(job, self._desk), then)

    def fetch(self, job: Callable[[FileDesk], Any], sentence: str, way_out: str) -> Future[Any] | None:
        """Wait for what comes of a job, the sentence on the screen; None if the person would not wait for it."""
        came: list[Future[Any]] = []
        self.begin(job, came.append)
        if wait(self._window, lambda: bool(came), sentence, way_out):
            return came[0]
        self.leave()
        return None

    def leave(self) -> None:
        """Go on without the thread that hangs, and without what it may still do to its desk."""
        self._errands.abandon()
        self._desk = FileDesk(self.file)

    def take(self, file: SessionFile | None, holder: Holder | None = None) -> None:
        """Work on this file from now on, or on none; the lock on the one before is let go."""
        self.begin(lambda desk: desk.take(file), _require)
        self.know(file, holder)

    def decline(self, file: SessionFile) -> None:
        """What was opened is not wanted after all; the lock on it is let go."""
        self.begin(lambda desk: desk.decline(file), _require)

    def know(self, file: SessionFile | None, holder: Holder | None = None) -> None:
        """This is the desk's file by now."""
        self.file, self.holder = file, holder
        self.file_changed.emit()

    def close(self) -> bool:
        """Let go of the file. Returns whether the disk has done all that it was asked for."""
        self.begin(lambda desk: desk.take(None), _require)
        return self._errands.close(CLOSE_TIMEOUT_S)


def _require(future: Future[Any]) -> None:
    """What can't fail has not failed; else it is a fault in the program, and is told as one."""
    future.result()
