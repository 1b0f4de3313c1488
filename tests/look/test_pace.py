"""A pace: as soon as its turn has come after a pause, not more often, and not for nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.look.pace import Pace
from app.look.seen import Seen


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
def drawn(qtbot) -> Drawn:
    widget = Drawn(40)
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


def test_after_the_pause_it_is_drawn_as_soon_as_the_event_at_hand_is_done(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw()
    qtbot.wait(60)
    drawn.pace.draw_soon()
    assert drawn.count == 1
    qtbot.wait(1)
    assert drawn.count == 2


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


def test_two_views_are_drawn_in_the_time_of_a_frame_and_each_in_its_turn(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("app.look.pace.FRAME_MS", 200)
    views = [Drawn(40) for _ in range(3)]
    for view in views:
        qtbot.addWidget(view)
        view.show()
    qtbot.wait(220)
    for expected in ([1, 1, 0], [2, 1, 1]):
        for view in views:
            view.pace.draw_soon()
        qtbot.waitUntil(lambda expected=expected: [view.count for view in views] == expected)
        qtbot.wait(50)
        assert [view.count for view in views] == expected
        qtbot.wait(200)


def test_a_view_that_is_gone_while_it_waits_is_not_drawn(qtbot, drawn: Drawn) -> None:
    gone = Drawn(40)
    gone.show()
    qtbot.wait(60)
    gone.pace.draw_soon()
    drawn.pace.draw_soon()
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: drawn.count == 1)
    assert gone.count == 0


def test_each_view_that_waits_has_a_painting_of_its_own(qtbot, drawn: Drawn) -> None:
    other, order = Drawn(40), []
    qtbot.addWidget(other)
    other.show()
    qtbot.wait(60)
    for name, view in (("first", drawn), ("second", other)):
        painted = Painted(view, lambda name=name: order.append(f"{name} painted"))
        view.painted = painted
        view.drawn = lambda name=name: order.append(f"{name} drawn")
    drawn.pace.draw_soon()
    other.pace.draw_soon()
    qtbot.waitUntil(lambda: len(order) == 4)
    assert order == ["first drawn", "first painted", "second drawn", "second painted"]
