"""ValueSlider: one pull is one gesture, typed values are exact, wrong text is answered at the field."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.look.look import Look
from app.look.widgets.number_field import NumberField, parse_number
from app.look.widgets.slider_track import SliderTrack
from app.look.widgets.value_slider import ValueSlider
from tests.mouse import move

# Tooltips and open lists are windows that Qt raises, which the offscreen platform can't.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


class Bench:
    """A shown slider, its parts, and the edits that it has announced."""

    def __init__(self, look: Look, qtbot: QtBot, *bounds: float, **options: Any) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.slider = ValueSlider(look, *bounds, **options)
        self.other = QLineEdit()
        line = QVBoxLayout(self.window)
        line.addWidget(self.slider)
        line.addWidget(self.other)
        self.window.resize(400, 100)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.track = self.slider.findChild(SliderTrack)
        self.field = self.slider.findChild(NumberField)
        self.edits: list[tuple[float, object]] = []
        self.slider.edited.connect(lambda value, gesture: self.edits.append((value, gesture)))

    def pull(self, qtbot: QtBot, *shares: float) -> None:
        left = Qt.MouseButton.LeftButton
        places = [QPoint(round(share * (self.track.width() - 16)) + 8, self.track.height() // 2) for share in shares]
        qtbot.mousePress(self.track, left, pos=places[0])
        for place in places[1:]:
            move(self.track, place, left)
        qtbot.mouseRelease(self.track, left, pos=places[-1])

    def type(self, qtbot: QtBot, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        self.field.setFocus()
        self.field.selectAll()
        qtbot.keyClicks(self.field, text)
        if end is not None:
            qtbot.keyClick(self.field, end)


@pytest.fixture
def rate(look: Look, qtbot: QtBot) -> Bench:
    bench = Bench(look, qtbot, 1e-5, 10, logarithmic=True)
    bench.slider.set_value(0.03)
    return bench


def test_setting_a_value_says_nothing_and_moves_the_track(rate: Bench) -> None:
    rate.slider.set_value(1.0)
    assert rate.slider.value() == 1.0
    assert rate.field.text() == "1"
    assert rate.track.value() == pytest.approx(1000 * 5 / 6, abs=1)
    assert rate.edits == []


def test_a_pull_is_one_gesture_and_the_next_pull_another(rate: Bench, qtbot: QtBot) -> None:
    rate.pull(qtbot, 0.2, 0.4, 0.6, 0.8)
    first = {id(gesture) for _value, gesture in rate.edits}
    assert len(rate.edits) == 4
    assert len(first) == 1
    values = [value for value, _gesture in rate.edits]
    assert values == sorted(values)
    assert all(value == float(f"{value:.1e}") for value in values), "pulled values have two significant digits"
    rate.pull(qtbot, 0.5)
    assert id(rate.edits[-1][1]) not in first


def test_the_ends_of_the_track_are_the_bounds(rate: Bench, qtbot: QtBot) -> None:
    rate.pull(qtbot, 0.5, 1.2)
    assert rate.slider.value() == 10
    rate.pull(qtbot, 0.5, -0.2)
    assert rate.slider.value() == 1e-5


def test_an_echo_during_a_pull_does_not_move_the_handle(rate: Bench, qtbot: QtBot) -> None:
    rate.slider.edited.connect(lambda _value, _gesture: rate.slider.set_value(5.0))
    qtbot.mousePress(rate.track, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    pressed = rate.track.sliderPosition()
    assert pressed < 500
    assert rate.slider.value() == 5.0
    qtbot.mouseRelease(rate.track, Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    assert rate.track.value() > 900


def test_arrow_keys_on_the_track_are_one_gesture_while_they_follow_fast(rate: Bench, qtbot: QtBot) -> None:
    rate.track.setFocus()
    for _ in range(3):
        qtbot.keyClick(rate.track, Qt.Key.Key_Right)
    assert len(rate.edits) == 3
    assert len({id(gesture) for _value, gesture in rate.edits}) == 1


@pytest.mark.parametrize(("text", "value"), [("0.12345", 0.12345), ("1e-3", 0.001), ("0,5", 0.5), (" 2 ", 2.0)])
def test_a_typed_value_is_taken_as_it_is(rate: Bench, qtbot: QtBot, text: str, value: float) -> None:
    rate.type(qtbot, text)
    assert [edit[0] for edit in rate.edits] == [value]
    assert rate.slider.value() == value


def test_typing_the_shown_number_again_is_no_edit(rate: Bench, qtbot: QtBot) -> None:
    rate.type(qtbot, "0.030")
    assert rate.edits == []
    assert rate.field.text() == "0.03"


@pytest.mark.parametrize("text", ["fast", "100", "0", "-1", "nan", "inf", "1e999"])
def test_wrong_text_stays_and_is_answered_at_the_field(rate: Bench, qtbot: QtBot, text: str) -> None:
    rate.field.setFocus()
    rate.field.selectAll()
    rate.field.insert(text)  # as if pasted: letters can't be typed
    qtbot.keyClick(rate.field, Qt.Key.Key_Return)
    assert rate.field.wrong
    assert rate.field.text() == text
    assert rate.field.toolTip() == rate.field.remark == "Type a number between 1e-05 and 10."
    assert rate.edits == []
    assert rate.slider.value() == 0.03


def test_escape_brings_the_old_number_back(rate: Bench, qtbot: QtBot) -> None:
    rate.slider.setToolTip("How far one step goes.")
    rate.type(qtbot, "50")
    assert rate.field.wrong
    qtbot.keyClick(rate.field, Qt.Key.Key_Escape)
    assert not rate.field.wrong
    assert rate.field.text() == "0.03"
    assert rate.field.toolTip() == "How far one step goes."


def test_the_same_value_from_outside_leaves_the_typing_alone_and_a_new_one_does_not(rate: Bench, qtbot: QtBot) -> None:
    rate.type(qtbot, "0.0", None)
    rate.slider.set_value(0.03)
    assert rate.field.text() == "0.0"
    rate.slider.set_value(0.5)
    assert rate.field.text() == "0.5"


def test_the_wheel_works_only_in_focus(rate: Bench, qtbot: QtBot) -> None:
    def turn() -> None:
        where = QPointF(rate.track.rect().center())
        event = QWheelEvent(
            where, rate.track.mapToGlobal(where), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(rate.track, event)

    rate.other.setFocus()
    turn()
    assert rate.edits == []
    rate.track.setFocus()
    turn()
    assert len(rate.edits) == 1


def test_whole_numbers_stay_whole(look: Look, qtbot: QtBot) -> None:
    bench = Bench(look, qtbot, 1, 500, integer=True, logarithmic=True, suffix="points")
    bench.pull(qtbot, 0.1, 0.37, 0.81)
    assert all(value == int(value) for value, _gesture in bench.edits)
    bench.type(qtbot, "2.5")
    assert bench.field.toolTip() == "Type a whole number between 1 and 500."
    bench.type(qtbot, "25")
    assert bench.field.text() == "25 points"
    bench.type(qtbot, "26 points")
    assert bench.slider.value() == 26


def test_zero_at_the_left_end_of_a_logarithmic_slider(look: Look, qtbot: QtBot) -> None:
    bench = Bench(look, qtbot, 1e-5, 1, logarithmic=True, zero=True)
    bench.slider.set_value(0.1)
    bench.pull(qtbot, 0.5, 0.0)
    assert bench.slider.value() == 0.0
    bench.type(qtbot, "0.01")
    bench.type(qtbot, "0")
    assert bench.slider.value() == 0.0
    bench.type(qtbot, "5")
    assert bench.field.toolTip() == "Type 0 or a number between 1e-05 and 1."


def test_a_linear_pull_is_rounded_to_a_hundredth_of_the_range(look: Look, qtbot: QtBot) -> None:
    bench = Bench(look, qtbot, 0, 1)
    bench.pull(qtbot, 0.123, 0.456, 0.789)
    assert all(value == round(value, 2) for value, _gesture in bench.edits)


def test_the_field_does_not_change_its_width(rate: Bench) -> None:
    widths = set()
    for value in (1e-5, 0.1234, 10, 0.00012345):
        rate.slider.set_value(value)
        widths.add(rate.field.width())
        assert rate.field.fontMetrics().horizontalAdvance(rate.field.text()) <= rate.field.width()
    assert len(widths) == 1


def test_empty_ranges_are_refused(look: Look) -> None:
    with pytest.raises(ValueError, match="minimum < maximum, got 1 and 1"):
        ValueSlider(look, 1, 1)
    with pytest.raises(ValueError, match="above 0, got 0"):
        ValueSlider(look, 0, 1, logarithmic=True)


def test_numbers_as_people_type_them() -> None:
    assert parse_number("−2") == -2
    assert parse_number("20 %", "%") == 20
    for text in ("", "1,000.5", "two", "20 %"):
        with pytest.raises(ValueError):
            parse_number(text)


def test_a_value_beyond_the_bounds_is_shown_as_it_is(rate: Bench) -> None:
    rate.slider.set_value(200.0)
    assert (rate.slider.value(), rate.field.text()) == (200.0, "200")
    assert rate.track.value() == rate.track.maximum()
    rate.slider.set_value(1e-7)
    assert (rate.slider.value(), rate.field.text()) == (1e-7, "1e-7")
    assert rate.track.value() == rate.track.minimum()
    assert rate.edits == []
