"""How often a view is drawn anew: what comes faster than can be seen, or read, costs time and shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from app.look.seen import Seen

EARLY_MS = 8  # half of a frame
NEXT_FRAME_MS = 17


class Pace(QObject):
    """Draws once the pause since the last drawing is over, and what else is being painted is done.

    One view is drawn in each painting of the window, and none with a frame: then no painting is long, and a click,
    which waits until the one under way is over, is soon seen. Several in one painting would be hardly cheaper.
    While frames come it draws right after one, half a frame too early rather than later: just before the next frame the
    worker wants the interpreter, to make it.
    seen: what nobody sees is not drawn.
    Attribute: pause_ms, between two drawings, at the least.
    """

    def __init__(self, draw: Callable[[], None], pause_ms: int, parent: QObject, seen: Seen | None = None) -> None:
        super().__init__(parent)
        self.pause_ms = pause_ms
        self._draw, self._seen = draw, seen
        self._since_drawn = QElapsedTimer()
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._on_due)

    def draw_soon(self) -> None:
        """There is something new."""
        left = self.pause_ms - self._since_drawn.elapsed() if self._since_drawn.isValid() else 0
        if left <= EARLY_MS:
            self._due.start(0)
        elif not self._due.isActive():
            self._due.start(int(left) + NEXT_FRAME_MS)  # if no frame comes before

    @Slot()
    def draw(self) -> None:
        """Draw now."""
        self._due.stop()
        if self._seen is None or self._seen.now:
            self._since_drawn.start()
            self._draw()

    @Slot()
    def _on_due(self) -> None:
        if _turn.take():
            self.draw()
        else:
            self._due.start(0)


class _Turn:
    """One turn of the event loop, at the end of which the window is painted."""

    def __init__(self) -> None:
        self._is_taken = False

    def take(self) -> bool:
        """Whether nobody else has it."""
        if self._is_taken:
            return False
        self._is_taken = True
        QTimer.singleShot(0, self._end)
        return True

    def _end(self) -> None:
        self._is_taken = False


_turn = _Turn()
