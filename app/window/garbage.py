"""Python's cyclic garbage collector, on the window's thread only.

Left alone it runs on whichever thread happens to allocate, and may then destroy Qt objects on the worker's.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000
FULL_EVERY = 30  # collections of the youngest generation between two full ones


class GarbageCollection(QObject):
    """Switches the automatic collector off and collects by timer, as long as it lives.

    Thread: the one that makes it, which has to be the window's.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
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
        self._count += 1
        gc.collect(2 if self._count % FULL_EVERY == 0 else 1)
