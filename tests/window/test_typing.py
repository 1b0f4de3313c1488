"""Numbers typed into the whole window: the keyboard is the lecture's again at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.look.widgets.number_field import NumberField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")
LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def field_of(parts, name):
    return next(f for f in parts.window.findChildren(NumberField) if f.accessibleName() == name)


def type_(parts, qtbot, name, text):
    """A triple click and keys, as a person does it."""
    field = field_of(parts, name)
    qtbot.mouseClick(field, LEFT)
    qtbot.mouseDClick(field, LEFT)
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    for letter in text:
        qtbot.keyClick(parts.window.windowHandle(), letter)
    return field


def key(parts, qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(parts.window.windowHandle(), key, modifier)


def click_plane(parts, qtbot):
    viewport = parts.window.canvas.plane.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=viewport.rect().center())


def n_points(parts):
    return len(parts.document.session.data.points)


@pytest.fixture
def active(parts, qtbot):
    parts.window.activateWindow()
    qtbot.waitUntil(parts.window.isActiveWindow)
    yield parts
    parts.training.pause()


def test_a_learning_rate_and_enter_and_space_plays(active, qtbot):
    field = type_(active, qtbot, "learning rate", "0.03")
    key(active, qtbot, Qt.Key.Key_Return)
    key(active, qtbot, Qt.Key.Key_Space)
    assert active.training.playing
    assert active.document.session.runs[0].training.learning_rate == 0.03
    assert field.text() == "0.03"


@pytest.mark.parametrize(("text", "rate"), [("0.03", 0.03), ("50", 0.1), ("", 0.1)])
def test_a_click_on_the_plane_ends_the_typing_and_ctrl_z_takes_the_point_back(active, qtbot, text, rate):
    before = n_points(active)
    field = type_(active, qtbot, "learning rate", text)
    if not text:
        key(active, qtbot, Qt.Key.Key_Delete)
    click_plane(active, qtbot)
    assert n_points(active) == before + 1
    assert active.document.session.runs[0].training.learning_rate == rate
    assert (field.text(), field.wrong, field.hasFocus()) == (f"{rate:g}", False, False)
    assert (active.window.statusBar().currentMessage() != "") == (text == "50")
    key(active, qtbot, Qt.Key.Key_Z, CONTROL)
    assert n_points(active) == before
    assert active.document.session.runs[0].training.learning_rate == rate
    key(active, qtbot, Qt.Key.Key_Space)
    assert active.training.playing


def test_a_click_on_play_frees_a_field_with_a_wrong_number(active, qtbot):
    field = type_(active, qtbot, "learning rate", "50")
    key(active, qtbot, Qt.Key.Key_Return)
    assert field.wrong
    qtbot.mouseClick(active.window.toolbar.play_button, LEFT)
    assert active.training.playing
    assert (field.text(), field.wrong, field.hasFocus()) == ("0.1", False, False)


def test_escape_brings_the_number_back_and_leaves_the_selection_of_points(active, qtbot):
    active.window.canvas.select_all()
    field = type_(active, qtbot, "learning rate", "7")
    key(active, qtbot, Qt.Key.Key_Escape)
    assert (field.text(), field.hasFocus()) == ("0.1", False)
    assert len(active.window.canvas.selection) == n_points(active)
    key(active, qtbot, Qt.Key.Key_Escape)
    assert len(active.window.canvas.selection) == 0


def test_backspace_in_a_field_deletes_no_points(active, qtbot):
    active.window.canvas.select_all()
    before = n_points(active)
    field = type_(active, qtbot, "learning rate", "0.55")
    key(active, qtbot, Qt.Key.Key_Backspace)
    key(active, qtbot, Qt.Key.Key_2)
    assert field.text() == "0.52"
    assert n_points(active) == before


def test_a_class_s_new_name_is_done_with_by_a_click_on_the_plane(active, qtbot):
    active.window.data_panel.classes.rename(0)
    qtbot.keyClicks(active.window.data_panel.classes.findChild(QLineEdit), "two words")
    before = n_points(active)
    click_plane(active, qtbot)
    assert active.document.session.data.classes[0].name == "two words"
    assert n_points(active) == before + 1
    key(active, qtbot, Qt.Key.Key_Space)
    assert active.training.playing
