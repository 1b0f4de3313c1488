"""How often a view is drawn anew: what comes faster than can be seen, or read, costs time and shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import shiboken6
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from app.look.seen import Seen

FRAME_MS = 16
EARLY_MS = FRAME_MS // 2
VIEWS_IN_A_FRAME = 2


class Pace(QObject):
    """Draws once the pause since the last drawing is over, and what else is being painted is done.

    One view is drawn in each painting of the window, and none with a frame: then no painting is long, and a click,
    which waits until the one under way is over, is soon seen. Several in one painting would be hardly cheaper. Nor are
    more than two drawn between two frames: where many are open each comes more rarely, and the frames do not.
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

    @property
    def is_seen(self) -> bool:
        """Whether there is anything to draw for."""
        return self._seen is None or self._seen.now

    @property
    def rest_ms(self) -> int:
        """How long it has not been drawn."""
        return self._since_drawn.elapsed() if self._since_drawn.isValid() else self.pause_ms

    @property
    def is_waiting(self) -> bool:
        """Whether there is something new that has not been drawn."""
        return self._due.isActive() or _turns().has(self)

    def draw_soon(self) -> None:
        """There is something new."""
        left = self.pause_ms - self.rest_ms
        if left <= EARLY_MS:
            self._on_due()
        elif not self._due.isActive():
            self._due.start(left + FRAME_MS)  # if no frame comes before

    @Slot()
    def draw(self) -> None:
        """Draw now."""
        self._due.stop()
        _turns().give_up(self)
        if self.is_seen:
            self._since_drawn.start()
            self._draw()

    @Slot()
    def _on_due(self) -> None:
        self._due.stop()
        _turns().wait(self)


class _Turns(QObject):
    """Who draws next: in each turn of the event loop, at the end of which the window is painted, one view."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Pace] = []
        self._drawn, self._since_first = 0, QElapsedTimer()  # in the time of a frame
        self._next = QTimer(self, singleShot=True)  # a timer, also of 0 ms, waits until the window is painted
        self._next.timeout.connect(self._on_next)

    def wait(self, pace: Pace) -> None:
        if pace not in self._waiting:
            self._waiting.append(pace)
            if not self._next.isActive():
                self._next.start(0)

    def has(self, pace: Pace) -> bool:
        return pace in self._waiting

    def give_up(self, pace: Pace) -> None:
        if pace in self._waiting:
            self._waiting.remove(pace)

    @Slot()
    def _on_next(self) -> None:
        self._waiting = [pace for pace in self._waiting if shiboken6.isValid(pace) and pace.is_seen]
        if not self._waiting:
            return
        if not self._since_first.isValid() or self._since_first.hasExpired(FRAME_MS):
            self._drawn = 0
            self._since_first.start()
        if self._drawn < VIEWS_IN_A_FRAME:
            self._drawn += 1
            max(self._waiting, key=lambda pace: pace.rest_ms / pace.pause_ms).draw()
            if self._waiting:
                self._next.start(0)
        else:
            self._next.start(max(FRAME_MS + 1 - self._since_first.elapsed(), 0))


@cache
def _turns() -> _Turns:
    """Those of the program, on the window's thread."""
    return _Turns()
