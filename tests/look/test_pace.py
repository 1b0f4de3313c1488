"""A pace: as soon as its turn has come after a pause, not more often, and not for nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.look import pace as pace_module
from app.look.pace import FRAME_MS, Pace
from app.look.seen import Seen

PAUSE_MS = 40


class Clock:
    """The time that a pace sees: it stands still until a test lets some pass, however slow the machine is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_ms = 0
        monkeypatch.setattr(pace_module, "QElapsedTimer", lambda: Elapsed(self))
        turns = pace_module._Turns()
        monkeypatch.setattr(pace_module, "_turns", lambda: turns)

    def let_pass(self, ms: int) -> None:
        self.now_ms += ms


class Elapsed:
    """QElapsedTimer by a clock of the test's own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start_ms: int | None = None

    def isValid(self) -> bool:  # noqa: N802
        return self._start_ms is not None

    def start(self) -> None:
        self._start_ms = self._clock.now_ms

    def elapsed(self) -> int:
        return self._clock.now_ms - self._start_ms

    def hasExpired(self, ms: int) -> bool:  # noqa: N802
        return self.elapsed() > ms


class Drawn(QWidget):
    def __init__(self, pause_ms: int) -> None:
        super().__init__()
        self.count = 0
        self.drawn: Callable[[], None] = lambda: None
        self.pace = Pace(self._draw, pause_ms, self, Seen(self))

    def _draw(self) -> None:
        self.count += 1
        self.drawn()
        self.update()


class Painted(QObject):
    def __init__(self, view: Drawn, tell: Callable[[], None]) -> None:
        super().__init__()
        self._tell = tell
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self._tell()
        return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def drawn(qtbot) -> Drawn:
    widget = Drawn(PAUSE_MS)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_what_comes_within_a_pause_is_drawn_together(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw()
    for _ in range(3):
        drawn.pace.draw_soon()
    assert drawn.count == 1
    qtbot.waitUntil(lambda: drawn.count == 2)
    qtbot.wait(60)
    assert drawn.count == 2


def test_after_the_pause_it_is_drawn_as_soon_as_the_event_at_hand_is_done(qtbot, clock: Clock) -> None:
    pause_ms = 60_000  # nobody would wait for another one
    drawn = Drawn(pause_ms)
    qtbot.addWidget(drawn)
    drawn.show()
    drawn.pace.draw()
    clock.let_pass(pause_ms)
    drawn.pace.draw_soon()
    assert drawn.count == 1
    qtbot.waitUntil(lambda: drawn.count == 2)


def test_now_is_now(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw_soon()
    drawn.pace.draw()
    assert drawn.count == 1
    qtbot.wait(60)
    assert drawn.count == 1  # nothing is left to draw


def test_what_nobody_sees_is_not_drawn(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw_soon()
    drawn.hide()
    qtbot.wait(60)
    drawn.pace.draw()
    assert drawn.count == 0
    drawn.show()
    drawn.pace.draw_soon()
    qtbot.waitUntil(lambda: drawn.count == 1)


def test_two_views_are_drawn_in_the_time_of_a_frame_and_each_in_its_turn(qtbot, clock: Clock) -> None:
    views = [Drawn(PAUSE_MS) for _ in range(3)]
    for view in views:
        qtbot.addWidget(view)
        view.show()

    def drawn_are(*expected: int) -> None:
        """So often each view is drawn, and not once more until time passes."""
        qtbot.waitUntil(lambda: [view.count for view in views] == list(expected))
        qtbot.wait(3 * FRAME_MS)
        assert [view.count for view in views] == list(expected)

    for view in views:
        view.pace.draw_soon()
    drawn_are(1, 1, 0)
    clock.let_pass(PAUSE_MS)
    drawn_are(1, 1, 1)
    for view in views:
        view.pace.draw_soon()
    drawn_are(2, 1, 1)  # the second in this frame
    clock.let_pass(PAUSE_MS)
    drawn_are(2, 2, 2)


def test_a_view_that_is_gone_while_it_waits_is_not_drawn(qtbot, drawn: Drawn) -> None:
    gone = Drawn(PAUSE_MS)
    gone.show()
    gone.pace.draw_soon()
    drawn.pace.draw_soon()
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: drawn.count == 1)
    assert gone.count == 0


def test_each_view_that_waits_has_a_painting_of_its_own(qtbot, drawn: Drawn) -> None:
    other, order = Drawn(PAUSE_MS), []
    qtbot.addWidget(other)
    other.show()
    views = {"first": drawn, "second": other}
    for name, view in views.items():
        view.painted = Painted(view, lambda name=name: order.append(f"{name} painted"))
        view.drawn = lambda name=name: order.append(f"{name} drawn")
        view.update()
    qtbot.waitUntil(lambda: set(order) == {"first painted", "second painted"})
    qtbot.wait(PAUSE_MS)  # what comes with being shown is painted by now
    order.clear()
    for view in views.values():
        view.pace.draw_soon()
    qtbot.waitUntil(lambda: len(order) == 4)
    assert order == ["first drawn", "first painted", "second drawn", "second painted"]
