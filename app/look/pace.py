"""How often a view is drawn anew: what comes faster than can be seen, or read, costs time and shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from app.look.seen import Seen

SLACK_MS = 2  # a frame that comes a little early need not wait for the next one


class Pace(QObject):
    """Draws at once where the pause since the last drawing is over, else once it is.

    At once is in the same painting of the window as everything else that a frame changes: a view with a clock of its
    own would have the window painted once more. So, while frames come, the drawing waits for one of them.
    seen: what nobody sees is not drawn.
    Attribute: pause_ms, between two drawings, at the least.
    """

    def __init__(self, draw: Callable[[], None], pause_ms: int, parent: QObject, seen: Seen | None = None) -> None:
        super().__init__(parent)
        self.pause_ms = pause_ms
        self._draw, self._seen = draw, seen
        self._since_drawn = QElapsedTimer()
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self.draw)

    def draw_soon(self) -> None:
        """There is something new."""
        if not self._since_drawn.isValid() or self._since_drawn.elapsed() + SLACK_MS >= self.pause_ms:
            self.draw()
        elif not self._late.isActive():
            self._late.start(self.pause_ms)

    @Slot()
    def draw(self) -> None:
        """Draw now."""
        self._late.stop()
        if self._seen is None or self._seen.now:
            self._since_drawn.start()
            self._draw()
