"""Work on a disk, beside the window: a disk may hang, and the window must not."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

Job = Callable[[], Any]
Then = Callable[["Future[Any]"], object]


class Errands(QObject):
    """Jobs that are done one after the other, in their order, on a thread of their own.

    The thread is there only while there is something to do. It is a daemon: a program whose disk hangs can end all the
    same, which a QThread or a pool would not let it.
    Thread: the window's, and so is that of every `then`.
    """

    _done = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._line = _Line(self._done.emit)
        self._waiting = 0
        self._done.connect(self._on_done)

    @property
    def is_busy(self) -> bool:
        """Whether a job is not done yet, or nobody has been told of it."""
        return self._waiting > 0

    def begin(self, job: Job, then: Then) -> None:
        """Do this when its turn comes, and tell of it: then(future) with what the job returned or raised."""
        self._waiting += 1
        self._line.add(job, then, self._name)

    def abandon(self) -> None:
        """Wait no longer for what is being done: nothing is told of it. The next job gets a thread of its own."""
        self._line.leave()
        self._line = _Line(self._done.emit)
        self._waiting = 0

    def close(self, timeout_s: float) -> bool:
        """Wait so long for what is being done, and tell nobody. Returns whether all of it was done."""
        line = self._line
        is_done = line.wait(timeout_s)
        self.abandon()
        return is_done

    @Slot(object, object)
    def _on_done(self, line: object, call: Callable[[], object]) -> None:
        if line is self._line:
            self._waiting -= 1
            call()


class _Line:
    """The jobs that wait for one thread, and that thread."""

    def __init__(self, tell: Callable[[object, Callable[[], object]], object]) -> None:
        self._tell = tell
        self._mutex = threading.Lock()
        self._jobs: deque[tuple[Job, Then]] = deque()
        self._thread: threading.Thread | None = None
        self._is_running = self._is_left = False

    def add(self, job: Job, then: Then, name: str) -> None:
        with self._mutex:
            self._jobs.append((job, then))
            if not self._is_running:
                self._is_running = True
                self._thread = threading.Thread(target=self._run, name=name, daemon=True)
                self._thread.start()

    def leave(self) -> None:
        with self._mutex:
            self._is_left = True
            self._jobs.clear()

    def wait(self, timeout_s: float) -> bool:
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._mutex:
                if not self._jobs:
                    self._is_running = False
                    return
                job, then = self._jobs.popleft()
            future: Future[Any] = Future()
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - whoever asks for the result gets it
                future.set_exception(error)
            with self._mutex:
                if self._is_left:  # and the window may be gone
                    return
                self._tell(self, partial(then, future))
