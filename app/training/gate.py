"""The frame gate: the worker waits while the window paints.

Python threads share one interpreter lock. A worker that publishes freely starves the painter; one that waits until
its frame has been painted leaves the window smooth and is itself the faster for it.
"""

from __future__ import annotations

import threading


class FrameGate:
    """Lets the worker publish one frame at a time.

    Thread: publish() and wait() from the worker, hold() and painted() from the window, close() from either. wait()
    can't hang: it ends when the window has painted, after the time-out, or when the gate is closed for good.
    """

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the program is ending; the worker then stops at once."""
        return self._closed

    def publish(self) -> None:
        """A frame is on its way to the window."""
        if not self._closed:
            self._open.clear()

    def hold(self) -> None:
        """The window has something to show (a click, an edit) and wants the interpreter for itself until then."""
        if not self._closed:
            self._open.clear()

    @property
    def is_open(self) -> bool:
        """Whether the worker may go on: nothing waits to be painted."""
        return self._open.is_set()

    def painted(self) -> None:
        """The window has painted what there was."""
        self._open.set()

    def wait(self, timeout: float) -> bool:
        """Wait for painted(), for so many seconds at most; then the gate opens by itself.

        Returns whether painted() came in time.
        """
        if self._open.wait(timeout):
            return True
        self._open.set()  # a window that is covered or away paints nothing, and training goes on
        return False

    def close(self) -> None:
        """Nothing more will be painted: every waiting ends now."""
        self._closed = True
        self._open.set()
