"""How typing ends: Enter, Esc, a press elsewhere; and which keys are the field's and which the window's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.look.look import Look
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.number_field import NumberField
from app.look.widgets.panel import FieldGrid
from app.look.widgets.press_outside import PressOutside
from app.look.widgets.slider_track import SliderTrack
from app.look.widgets.stepper import Stepper
from app.look.widgets.value_slider import ValueSlider

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SENTENCE = "Type a number between 1e-05 and 10."


class Bench:
    """A window with shortcuts, a slider, and what else there is to click on."""

    def __init__(self, look: Look, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.done: list[str] = []
        for keys in ("Space", "Ctrl+Z", "S", "3"):
            action = QAction(self.window)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, keys=keys: self.done.append(keys))
            self.window.addAction(action)
        self.slider = ValueSlider(look, 1e-5, 10, logarithmic=True)
        self.slider.set_value(0.1)
        self.places: dict[str, QWidget] = {
            "button": IconButton(look, "play", tooltip="Play"),
            "check box": QCheckBox("border"),
            "combo": Choice(look, [("a", "a"), ("b", "b")]),
            "label": QLabel("text"),
            "empty panel": QWidget(),
            "another slider": SliderTrack(look),
        }
        self.places["button"].clicked.connect(lambda: self.done.append("clicked"))
        self.plane = QWidget()
        self.plane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self.window)
        for widget in (self.plane, self.slider, *self.places.values()):
            column.addWidget(widget)
        self.window.resize(400, 300)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.field = self.slider.findChild(NumberField)
        self.edits: list[float] = []
        self.sentences: list[str] = []
        self.slider.edited.connect(lambda value, _gesture: self.edits.append(value))
        self.slider.refused.connect(self.sentences.append)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """To whatever has the focus, as a keyboard does it."""
        self.qtbot.keyClick(self.window.windowHandle(), key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.mouseClick(self.field, LEFT)
        self.field.selectAll()
        if not text:
            self.key(Qt.Key.Key_Delete)
        for letter in text:
            self.qtbot.keyClick(self.window.windowHandle(), letter)

    def press(self, place: str) -> None:
        widget = self.places[place]
        self.qtbot.mousePress(widget, LEFT, pos=QPoint(8, widget.height() // 2))
        self.qtbot.mouseRelease(widget, LEFT, pos=QPoint(8, widget.height() // 2))
        if isinstance(widget, Choice):
            widget.hidePopup()

    @property
    def is_free(self) -> bool:
        return not self.field.hasFocus()


@pytest.fixture
def bench(look: Look, qtbot: QtBot) -> Bench:
    return Bench(look, qtbot)


PLACES = ("button", "check box", "combo", "label", "empty panel", "another slider")


def test_enter_takes_the_number_and_the_next_keys_are_the_windows(bench: Bench) -> None:
    bench.type("0.03")
    bench.key(Qt.Key.Key_Return)
    assert bench.edits == [0.03]
    assert bench.is_free
    bench.key(Qt.Key.Key_Space)
    bench.key(Qt.Key.Key_3)
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert bench.done == ["Space", "3", "Ctrl+Z"]
    assert bench.field.text() == "0.03"


def test_enter_without_typing_gives_the_focus_back(bench: Bench) -> None:
    bench.qtbot.mouseClick(bench.field, LEFT)
    assert not bench.is_free
    bench.key(Qt.Key.Key_Enter)
    assert bench.is_free
    assert bench.edits == []


def test_escape_restores_the_number_and_gives_the_focus_back(bench: Bench) -> None:
    cancelled: list[str] = []
    action = QAction(bench.window)
    action.setShortcut(QKeySequence("Esc"))
    action.triggered.connect(lambda: cancelled.append("Esc"))
    bench.window.addAction(action)
    bench.type("50")
    bench.key(Qt.Key.Key_Return)
    assert bench.field.wrong
    bench.key(Qt.Key.Key_Escape)
    assert (bench.field.text(), bench.field.wrong, bench.is_free) == ("0.1", False, True)
    assert (bench.edits, cancelled, bench.field.remark) == ([], [], "")
    bench.key(Qt.Key.Key_Escape)
    assert cancelled == ["Esc"]


@pytest.mark.parametrize("place", PLACES)
def test_a_press_anywhere_else_takes_a_good_number(bench: Bench, place: str) -> None:
    bench.type("0.5")
    bench.press(place)
    assert bench.edits == [0.5]
    assert bench.is_free
    assert bench.sentences == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("after_enter", [False, True])
def test_a_press_anywhere_else_frees_a_field_with_wrong_text(bench: Bench, place: str, after_enter: bool) -> None:
    bench.type("50")
    if after_enter:
        bench.key(Qt.Key.Key_Return)
        assert bench.sentences.pop() == SENTENCE
    bench.press(place)
    bench.qtbot.wait(1)  # nothing takes the focus back later either
    assert bench.is_free
    assert (bench.field.text(), bench.field.wrong) == ("0.1", False)
    assert bench.sentences == [SENTENCE]
    assert bench.field.remark == SENTENCE, "it stays though the mouse button has been released"
    assert bench.edits == []
    if place != "combo":  # after a list, the offscreen platform does not know which window is active
        bench.key(Qt.Key.Key_Space)
        assert bench.done[-1] == "Space"


def test_the_press_still_means_what_it_meant(bench: Bench) -> None:
    bench.type("0.5")
    bench.press("button")
    assert bench.done == ["clicked"]
    bench.type("0.7")
    bench.press("check box")
    box = bench.places["check box"]
    assert isinstance(box, QCheckBox)
    assert box.isChecked()


@pytest.mark.parametrize("end", ["Enter", "press", "Tab"])
def test_an_empty_text_means_the_number_as_it_was(bench: Bench, end: str) -> None:
    bench.type("")
    assert bench.field.text() == ""
    if end == "press":
        bench.press("label")
    else:
        bench.key(Qt.Key.Key_Return if end == "Enter" else Qt.Key.Key_Tab)
    assert bench.is_free
    assert bench.field.text() == "0.1"
    assert (bench.edits, bench.sentences, bench.field.remark) == ([], [], "")


def test_tab_is_no_way_to_be_trapped(bench: Bench) -> None:
    bench.type("50")
    bench.key(Qt.Key.Key_Tab)
    bench.qtbot.wait(1)
    assert bench.is_free
    assert bench.field.text() == "0.1"
    assert bench.field.remark == SENTENCE


def test_space_plays_with_the_number_that_was_typed(bench: Bench) -> None:
    bench.type("0.03")
    bench.key(Qt.Key.Key_Space)
    assert bench.done == ["Space"]
    assert bench.edits == [0.03]
    assert bench.field.text() == "0.03"
    bench.field.selectAll()
    bench.key(Qt.Key.Key_Space)
    assert bench.field.text() == "0.03", "a selected text is not replaced"
    bench.type("50")
    bench.key(Qt.Key.Key_Space)
    assert bench.done == ["Space"] * 3
    assert bench.field.text() == "0.03"
    assert bench.sentences == [SENTENCE]


def test_only_a_numbers_characters_are_typed(bench: Bench) -> None:
    bench.type("x1k e-u3")
    assert bench.field.text() == "1e-3"
    bench.type("S")
    assert bench.done[-1] == "S", "letters go to the window"
    bench.type("33")
    assert bench.field.text() == "33"
    assert "3" not in bench.done, "digits do not"


def test_a_letter_after_wrong_text_is_a_slip_and_no_command(bench: Bench) -> None:
    bench.type("1e9")
    bench.key(Qt.Key.Key_Return)
    assert bench.field.wrong
    bench.type("S")
    assert bench.done == []
    assert bench.field.text() == "1e9"
    bench.key(Qt.Key.Key_Escape)
    bench.qtbot.mouseClick(bench.field, LEFT)
    bench.type("S")
    assert bench.done == ["S"]


def test_undo_is_the_fields_only_for_what_was_typed(bench: Bench) -> None:
    bench.type("0.7")
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert bench.done == []
    assert bench.field.text() != "0.7"
    bench.key(Qt.Key.Key_Escape)
    bench.qtbot.mouseClick(bench.field, LEFT)
    bench.key(Qt.Key.Key_Z, CONTROL)
    assert bench.done == ["Ctrl+Z"]


def test_keys_of_editing_are_the_fields(bench: Bench) -> None:
    for keys in ("Backspace", "Del", "Home", "Ctrl+A"):
        action = QAction(bench.window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: bench.done.append(keys))
        bench.window.addAction(action)
    bench.type("0.75")
    bench.key(Qt.Key.Key_Backspace)
    bench.key(Qt.Key.Key_Home)
    bench.key(Qt.Key.Key_Delete)
    assert bench.field.text() == ".7"
    bench.key(Qt.Key.Key_A, CONTROL)
    assert bench.field.selectedText() == ".7"
    assert bench.done == []


def test_the_fields_own_menu_does_not_end_the_typing(bench: Bench) -> None:
    bench.type("50")
    menu = bench.field.createStandardContextMenu()
    menu.popup(bench.field.mapToGlobal(QPoint(0, 0)))
    bench.qtbot.mousePress(menu, LEFT, pos=QPoint(2, 2))
    assert bench.field.text() == "50"
    assert bench.sentences == []
    menu.close()
    menu.deleteLater()


def test_in_a_popup_enter_and_escape_close_it(look: Look, bench: Bench) -> None:
    popup = QFrame(bench.window, Qt.WindowType.Popup)
    stepper = Stepper(look, 1, 64, popup)
    numbers: list[int] = []
    stepper.edited.connect(lambda value, _gesture: numbers.append(value))
    field = stepper.findChild(NumberField)
    for text, key in (("12", Qt.Key.Key_Return), ("99", Qt.Key.Key_Escape)):
        popup.show()
        stepper.setFocus()
        field.selectAll()
        bench.qtbot.keyClicks(field, text)
        bench.qtbot.keyClick(field, key)
        assert not popup.isVisible()
    assert numbers == [12]
    assert field.text() == "12"


def test_a_row_that_comes_to_rest_keeps_no_focus_and_gives_it_to_no_other_field(look: Look, qtbot: QtBot) -> None:
    grid = FieldGrid(look)
    qtbot.addWidget(grid)
    first, second = ValueSlider(look, 0, 1), ValueSlider(look, 0, 1)
    label = grid.add("radius", first)
    grid.add("rate", second)
    grid.show()
    qtbot.waitExposed(grid)
    grid.activateWindow()
    first.setFocus()
    grid.set_row_enabled(first, False)
    assert QApplication.focusWidget() is None
    assert not label.isEnabled()
    assert not first.isEnabled()
    assert second.isEnabled()


def test_a_choice_that_was_clicked_on_keeps_no_edge_and_no_keys(bench: Bench) -> None:
    choice = bench.places["combo"]
    assert isinstance(choice, Choice)
    rest = choice.grab().toImage()
    bench.qtbot.mouseClick(choice, LEFT)
    assert choice.view().isVisible()
    bench.qtbot.keyClick(choice.view(), Qt.Key.Key_Escape)
    assert not choice.view().isVisible()
    assert not choice.hasFocus()
    assert choice.grab().toImage() == rest


def test_what_python_has_taken_apart_lets_events_pass(bench: Bench) -> None:
    bench.type("0.5")
    bench.key(Qt.Key.Key_Return)
    bench.qtbot.mouseClick(bench.field, LEFT)
    rule = bench.field.findChild(PressOutside)
    rule.__dict__.clear()
    bench.field.__dict__.clear()
    bench.press("label")
    bench.window.hide()
