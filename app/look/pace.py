"""How often a view is drawn anew: what comes faster than can be seen, or read, costs time and shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from app.look.seen import Seen

SLACK_MS = 2  # a frame that comes a little early need not wait for the next one


class Pace(QObject):
    """Draws at once where the pause since the last drawing is over, else once it is.

    At once is in the same painting of the window as everything else that a frame changes: a view with a clock of its
    own would have the window painted once more. So, while frames come, the drawing waits for one of them; and where
    many views wait, they take turns, so that no painting is long: a click waits until the one under way is over.
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
        is_due = not self._since_drawn.isValid() or self._since_drawn.elapsed() + SLACK_MS >= self.pause_ms
        if self._seen is not None and not self._seen.now:
            self._late.stop()
        elif is_due and _turn.take():
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


class _Turn:
    """One turn of the event loop, which is one frame: a single view may be drawn with it."""

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
