"""Choice, Stepper, Panel, FieldGrid, Banner and ClassBadge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.look.look import Look
from app.look.widgets.banner import Banner
from app.look.widgets.choice import Choice
from app.look.widgets.elided_label import ElidedLabel
from app.look.widgets.number_field import NumberField
from app.look.widgets.panel import FieldGrid, Panel
from app.look.widgets.stepper import Stepper
from app.look.widgets.swatch import ClassBadge

LOSSES = [("cross_entropy", "Cross-entropy"), ("hinge", "Hinge"), ("squared", "Mean squared error")]
REASON = "Hinge needs two classes; there are three."

# Tooltips and open lists are windows that Qt raises, which the offscreen platform can't.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()


@pytest.fixture
def losses(look: Look, qtbot: QtBot) -> Choice:
    choice = Choice(look, LOSSES)
    show(qtbot, choice)
    return choice


def test_a_choice_speaks_only_for_the_user(losses: Choice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(losses.chosen):
        losses.set_key("squared")
    assert losses.key() == "squared"
    losses.setFocus()
    with qtbot.waitSignal(losses.chosen) as heard:
        qtbot.keyClick(losses, Qt.Key.Key_Up)
    assert heard.args == ["hinge"]
    with pytest.raises(KeyError, match="no choice 'focal'; there are cross_entropy, hinge, squared"):
        losses.set_key("focal")


def test_what_can_not_be_chosen_is_skipped_and_says_why(losses: Choice, qtbot: QtBot) -> None:
    losses.set_reasons({"hinge": REASON, "squared": None})
    losses.setFocus()
    with qtbot.waitSignal(losses.chosen) as heard:
        qtbot.keyClick(losses, Qt.Key.Key_Down)
    assert heard.args == ["squared"]
    assert losses.reason("hinge") == REASON
    losses.set_reasons({})
    assert losses.reason("hinge") == ""


def test_the_reason_is_shown_on_hover_in_the_open_list(losses: Choice, qtbot: QtBot) -> None:
    losses.set_reasons({"hinge": REASON})
    losses.showPopup()
    view = losses.view()
    place = view.visualRect(losses.model().index(1, 0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == REASON
    with qtbot.assertNotEmitted(losses.chosen, wait=50):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    losses.hidePopup()
    assert losses.key() == "cross_entropy"


def test_new_options_keep_the_key_if_they_can(losses: Choice, qtbot: QtBot) -> None:
    losses.set_key("squared")
    with qtbot.assertNotEmitted(losses.chosen):
        losses.set_options(LOSSES[1:])
        assert losses.key() == "squared"
        losses.set_options(LOSSES[:2])
    assert losses.key() == "cross_entropy"


def test_the_wheel_leaves_a_choice_alone_that_has_no_focus(look: Look, qtbot: QtBot) -> None:
    window = QWidget()
    choice, other = Choice(look, LOSSES, window), QLineEdit(window)
    show(qtbot, window)
    other.setFocus()
    where = QPointF(choice.rect().center())
    event = QWheelEvent(
        where, choice.mapToGlobal(where), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.assertNotEmitted(choice.chosen):
        QApplication.sendEvent(choice, event)
    assert not event.isAccepted()


@pytest.fixture
def units(look: Look, qtbot: QtBot) -> Stepper:
    stepper = Stepper(look, 1, 8)
    stepper.set_value(3)
    show(qtbot, stepper)
    return stepper


def parts(stepper: Stepper) -> tuple[QToolButton, NumberField, QToolButton]:
    minus, plus = stepper.findChildren(QToolButton)
    return minus, stepper.findChild(NumberField), plus


def test_a_stepper_counts_and_stops_at_its_bounds(units: Stepper, qtbot: QtBot) -> None:
    minus, field, plus = parts(units)
    edits: list[tuple[int, object]] = []
    units.edited.connect(lambda value, gesture: edits.append((value, gesture)))
    qtbot.mouseClick(plus, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(minus, Qt.MouseButton.LeftButton)
    assert [value for value, _gesture in edits] == [4, 3]
    assert edits[0][1] is not edits[1][1]
    units.set_value(99)
    assert (units.value(), plus.isEnabled(), minus.isEnabled()) == (8, False, True)
    assert field.text() == "8"
    assert len(edits) == 2


def test_holding_a_button_repeats_as_one_gesture(units: Stepper, qtbot: QtBot) -> None:
    _minus, _field, plus = parts(units)
    edits: list[tuple[int, object]] = []
    units.edited.connect(lambda value, gesture: edits.append((value, gesture)))
    qtbot.mousePress(plus, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: units.value() == 8)
    qtbot.mouseRelease(plus, Qt.MouseButton.LeftButton)
    assert [value for value, _gesture in edits] == [4, 5, 6, 7, 8]
    assert len({id(gesture) for _value, gesture in edits}) == 1


def test_a_stepper_takes_typing_and_arrow_keys(units: Stepper, qtbot: QtBot) -> None:
    _minus, field, _plus = parts(units)
    field.selectAll()
    qtbot.keyClicks(field, "6")
    with qtbot.waitSignal(units.edited) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard.args[0] == 6
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert units.value() == 5
    field.selectAll()
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.toolTip() == "Type a whole number between 1 and 8."
    assert units.value() == 5


def test_new_bounds_hold_the_value(units: Stepper, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(units.edited):
        units.set_range(4, 6)
    assert units.value() == 4


def test_fields_carry_label_tooltip_and_name(look: Look, qtbot: QtBot) -> None:
    panel, grid = Panel(look, "Training"), FieldGrid(look)
    panel.add(grid)
    field, first, second = Choice(look, LOSSES), Stepper(look, 1, 9), Stepper(look, 1, 9)
    label = grid.add("Loss", field, "What the network is punished for.", "L")
    grid.add_pair("Batch", first, "Seed", second, tooltips=("Points per step.", "Where chance starts."))
    show(qtbot, panel)
    assert label.text() == "Loss L"
    assert label.toolTip() == field.toolTip() == field.accessibleDescription() == "What the network is punished for."
    assert [field.accessibleName(), first.accessibleName(), second.accessibleName()] == ["Loss", "Batch", "Seed"]
    assert first.mapTo(panel, QPoint()).x() == field.mapTo(panel, QPoint()).x(), "fields stand in one column"
    assert first.mapTo(panel, QPoint()).y() == second.mapTo(panel, QPoint()).y(), "a pair stands in one row"
    grid.set_row_visible(field, False)
    assert not label.isVisible()
    assert not field.isVisible()


def test_a_banner_shows_a_sentence_and_what_can_be_done(look: Look, qtbot: QtBot) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    calls: list[str] = []

    def answer() -> None:
        calls.append("back")
        banner.show_message("You are back at step 40.")

    banner.show_message("The loss grew <b>without</b> bound.", [("Go back", answer)], tone="warning")
    assert not banner.isHidden()
    assert banner.findChildren(QLabel)[1].textFormat() == Qt.TextFormat.PlainText
    banner.buttons()[0].click()
    assert calls == ["back"]
    assert banner.text() == "You are back at step 40."
    assert banner.buttons() == []
    with qtbot.waitSignal(banner.closed):
        banner.findChildren(QToolButton)[0].click()
    assert banner.isHidden()


def test_a_banner_refuses_a_fourth_action_and_an_unknown_tone(look: Look, qtbot: QtBot) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    with pytest.raises(ValueError, match="at most 3 actions, got 4"):
        banner.show_message("Too much.", [("Do", lambda: None)] * 4)
    with pytest.raises(ValueError, match="got 'panic'"):
        banner.show_message("No.", tone="panic")  # type: ignore[arg-type]


def test_a_badge_shows_its_class(look: Look, qtbot: QtBot) -> None:
    badge = ClassBadge(look)
    show(qtbot, badge)
    badge.set_class("square", "#0072B2", name="cats")
    center = badge.rect().center()
    assert badge.grab().toImage().pixelColor(center) == look.class_color("#0072B2")
    look.set_theme("dark")
    assert badge.grab().toImage().pixelColor(center) == look.class_color("#0072B2")
    assert badge.accessibleName() == "cats"


def test_a_line_that_is_too_long_ends_with_dots_and_its_tooltip_has_the_whole(look: Look, qtbot: QtBot) -> None:
    label = ElidedLabel()
    label.setFont(look.font(1.0))
    label.show_text("of 370 · <i>a class</i> with a long name")
    label.resize(1000, 30)
    show(qtbot, label)
    assert (label.text(), label.toolTip()) == (label.whole, "")
    label.resize(120, 30)
    assert label.text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 120
    assert "with a long name" in label.toolTip()
    assert label.textFormat() == Qt.TextFormat.PlainText
    shorter = label.text()
    label.setFont(look.font(2.0))
    assert len(label.text()) < len(shorter)
    label.show_text("short", "more to say")
    assert (label.text(), label.toolTip()) == ("short", "more to say")


def test_a_long_name_in_a_closed_list_ends_with_dots(look: Look, qtbot: QtBot) -> None:
    """It looks like that name with dots which just fits."""
    name = "height of the person in cm"
    pictures = []
    for label in (name, *(name[:end] + "…" for end in range(3, 20))):
        choice = Choice(look, [("name", label)])
        if choice.sizeHint().width() <= 140 or label == name:
            choice.resize(140, choice.sizeHint().height())
            show(qtbot, choice)
            pictures.append(choice.grab().toImage())
    assert len(pictures) > 3
    assert pictures[0] in pictures[-2:]
