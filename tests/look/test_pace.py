"""A pace: at once after a pause, not more often, never later than a pause, and not for nobody."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.look.pace import Pace
from app.look.seen import Seen


class Drawn(QWidget):
    def __init__(self, pause_ms: int) -> None:
        super().__init__()
        self.count = 0
        self.pace = Pace(self._draw, pause_ms, self, Seen(self))

    def _draw(self) -> None:
        self.count += 1


@pytest.fixture
def drawn(qtbot) -> Drawn:
    widget = Drawn(40)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_the_first_time_at_once_and_what_follows_is_drawn_together(qtbot, drawn: Drawn) -> None:
    for _ in range(3):
        drawn.pace.draw_soon()
    assert drawn.count == 1
    qtbot.waitUntil(lambda: drawn.count == 2)
    qtbot.wait(60)
    assert drawn.count == 2


def test_after_the_pause_it_is_in_the_frame_that_brings_it(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw_soon()
    qtbot.wait(60)
    drawn.pace.draw_soon()
    assert drawn.count == 2


def test_now_is_now(drawn: Drawn) -> None:
    drawn.pace.draw_soon()
    drawn.pace.draw()
    assert drawn.count == 2


def test_what_nobody_sees_is_not_drawn(qtbot, drawn: Drawn) -> None:
    drawn.pace.draw_soon()
    drawn.pace.draw_soon()
    drawn.hide()
    qtbot.wait(60)
    drawn.pace.draw()
    assert drawn.count == 1
    drawn.show()
    drawn.pace.draw_soon()
    assert drawn.count == 2


def test_views_that_wait_for_one_frame_take_turns(qtbot, drawn: Drawn) -> None:
    other = Drawn(40)
    qtbot.addWidget(other)
    other.show()
    drawn.pace.draw_soon()
    other.pace.draw_soon()
    assert (drawn.count, other.count) == (1, 0)
    qtbot.wait(1)
    other.pace.draw_soon()  # with the next frame
    assert other.count == 1


def test_who_has_no_turn_is_drawn_by_and_by(qtbot, drawn: Drawn) -> None:
    other = Drawn(40)
    qtbot.addWidget(other)
    other.show()
    drawn.pace.draw_soon()
    other.pace.draw_soon()
    qtbot.waitUntil(lambda: other.count == 1)
    assert drawn.count == 1
