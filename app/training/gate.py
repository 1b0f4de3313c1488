"""The frame gate: the worker waits while the window paints.

Python threads share one interpreter lock. A worker that publishes freely starves the painter; one that waits until
its frame has been painted leaves the window smooth and is itself the faster for it. Compiled loops do without the lock:
with them the worker goes on meanwhile, and asks here only whether its next frame may come.
"""

from __future__ import annotations

import threading

from nncore import Flag


class FrameGate:
    """Lets the worker publish one frame at a time.

    wanted, ending: flags that compiled loops see as well. The window wants the interpreter for itself, to show an edit,
    and the commands that are queued should be taken; or the program is ending.

    Thread: publish() and wait() from the worker, close() from either, the others from the window. wait() can't hang: it
    ends when the window has painted, after the time-out, or when the gate is closed for good.
    """

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.wanted, self.ending = Flag(), Flag()

    @property
    def closed(self) -> bool:
        """Whether the program is ending; the worker then stops at once."""
        return self.ending()

    def publish(self) -> None:
        """A frame is on its way to the window."""
        if not self.ending():
            self._open.clear()

    def hold(self) -> None:
        """The window has something to show (a click, an edit) and wants the interpreter for itself until then."""
        if not self.ending():
            self._open.clear()
            self.wanted.hoist()

    def paint(self) -> None:
        """The window begins to paint: what the worker needs the interpreter for can wait for so long."""
        if not self.ending():
            self._open.clear()

    @property
    def is_open(self) -> bool:
        """Whether the worker may go on: nothing waits to be painted."""
        return self._open.is_set()

    def painted(self) -> None:
        """The window has painted what there was."""
        self._let_go_on()

    def wait(self, timeout: float) -> bool:
        """Wait for painted(), for so many seconds at most; then the gate opens by itself.

        Returns whether painted() came in time.
        """
        if self._open.wait(timeout):
            return True
        self._let_go_on()  # a window that is covered or away paints nothing, and training goes on
        return False

    def close(self) -> None:
        """Nothing more will be painted: every waiting ends now."""
        self.ending.hoist()
        self._open.set()
        self.wanted.hoist()

    def _let_go_on(self) -> None:
        self._open.set()
        self.wanted.lower()
        if self.ending():
            self.wanted.hoist()
