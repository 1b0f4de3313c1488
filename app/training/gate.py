"""The frame gate: the worker waits while the window paints.

Python threads share one interpreter lock. A worker that publishes freely starves the painter; one that waits until
its frame has been painted leaves the window smooth and is itself the faster for it.
"""

from __future__ import annotations

import threading


class FrameGate:
    """Lets the worker publish one frame at a time.

    Thread: publish() and wait() from the worker, painted() from the window, close() from either. wait() can't hang:
    it ends when the frame has been painted, after the time-out, or when the gate is closed for good.
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

    def painted(self) -> None:
        """The window has painted the last frame."""
        self._open.set()

    def wait(self, timeout: float) -> bool:
        """Wait for painted(), for so many seconds at most. Returns whether the gate is open."""
        return self._open.wait(timeout)

    def close(self) -> None:
        """Nothing more will be painted: every waiting ends now."""
        self._closed = True
        self._open.set()
