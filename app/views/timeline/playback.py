"""The timeline as an animation: where on it, at which time."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

TICK_MS = 16
DURATIONS_S = (3, 10, 30, 60)
USUAL_S = 10


class Playback(QObject):
    """Goes along the timeline, from one share of it (0 … 1) to its end.

    Attribute: duration_s, of the whole timeline; may be changed at any time.
    Signals: moved(float), the share; changed(bool), whether it plays. The last share is 1.
    """

    moved = Signal(float)
    changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.duration_s = USUAL_S
        self._share = 0.0
        self._since_tick = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def play(self, share: float) -> None:
        """Go on from here to the end."""
        self._share = share
        self._since_tick.start()
        self._timer.start()
        self.changed.emit(True)

    def stop(self) -> None:
        """Stay where it is."""
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit(False)

    @Slot()
    def _on_tick(self) -> None:
        self._share += self._since_tick.restart() / (1000.0 * self.duration_s)
        if self._share >= 1.0:
            self.stop()
        self.moved.emit(min(self._share, 1.0))
