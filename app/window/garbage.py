"""Python's cyclic garbage collector, on the window's thread only.

Left alone it runs on whichever thread happens to allocate, and may then destroy Qt objects on the worker's.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000
FULL_EVERY = 30  # collections of the youngest generation between two full ones


class GarbageCollection(QObject):
    """Switches the automatic collector off and collects by timer, as long as it lives.

    is_loading: whether a library is being imported on another thread. What that makes stays as well: Numba's objects
    are so many that looking through them would hold up the window for some 50 ms, again and again.
    Thread: the one that makes it, which has to be the window's.
    """

    def __init__(self, parent: QObject, is_loading: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._is_loading = is_loading
        self._was_loading = False
        gc.collect()
        gc.freeze()  # what start-up made stays; there is no use in looking at it again
        gc.disable()
        self._count = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start(INTERVAL_MS)

    def stop(self) -> None:
        """Back to Python's own ways."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        if self._is_loading():
            self._was_loading = True
            return
        if self._was_loading:
            self._was_loading = False
            gc.freeze()
        self._count += 1
        gc.collect(2 if self._count % FULL_EVERY == 0 else 1)
