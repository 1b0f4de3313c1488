"""The selected point of the plane is the one that the inspector shows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt

from app.attention import Neuron, Stage
from app.session.edits.points import delete_points


def test_a_selected_point_is_inspected_and_a_chosen_one_selected(parts, qtbot):
    window, selection, attention = parts.window, parts.window.canvas.selection, parts.attention
    window.stage.open("inspector")
    dock = window.stage.docks["inspector"]
    qtbot.waitUntil(lambda: dock.widget().widget().view is not None)
    view = dock.widget().widget().view
    qtbot.waitUntil(lambda: bool(view._places))
    selection.set(np.array([4]))
    assert attention.sample == 4
    qtbot.waitUntil(lambda: view._inspected.request.row == 4)
    qtbot.waitUntil(lambda: view.subject_bar.point.value() == 5)
    view.subject_bar.point._step(1)
    assert selection.rows.tolist() == [5]
    selection.set(np.array([2, 3]))
    assert attention.sample is None
    attention.point_at(Neuron(0, 0))
    assert selection.rows.tolist() == [2, 3]


def test_while_a_point_is_inspected_a_click_on_another_means_that_one(parts, qtbot):
    window, canvas, attention = parts.window, parts.window.canvas, parts.attention
    window.stage.open("inspector")
    dock = window.stage.docks["inspector"]
    qtbot.waitUntil(lambda: dock.widget().widget().view is not None)
    qtbot.waitUntil(lambda: bool(dock.widget().widget().view._places))
    n = len(parts.document.session.data.points)

    def click_on_point(row: int) -> None:
        place = QPointF(*canvas._board.places()[row]).toPoint()
        qtbot.mouseClick(canvas.plane.viewport(), Qt.MouseButton.LeftButton, pos=place)

    parts.attention.choose(4)
    assert attention.wants_sample
    top = canvas._board.nearest(canvas._board.places()[7])
    click_on_point(7)
    assert attention.sample == top
    assert len(parts.document.session.data.points) == n
    assert parts.document.undo_text == ""
    dock.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: not attention.wants_sample)
    click_on_point(7)
    assert len(parts.document.session.data.points) == n + 1


def test_the_chosen_point_goes_with_its_row_and_is_gone_with_it(parts, qtbot):
    selection, attention = parts.window.canvas.selection, parts.attention
    selection.set(np.array([10]))
    parts.document.apply("Delete", lambda session: delete_points(session, np.array([3])))
    assert attention.sample == 9
    parts.document.apply("Delete", lambda session: delete_points(session, np.array([9])))
    assert attention.sample is None


def test_its_keys_work_wherever_the_focus_is_and_only_while_it_is_seen(parts, qtbot):
    window, attention = parts.window, parts.attention
    window.stage.open("inspector")
    qtbot.waitUntil(lambda: attention.stage == Stage("forward", 0))
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_N)
    qtbot.keyClick(window.canvas, Qt.Key.Key_N)
    assert attention.stage == Stage("forward", 1)
    qtbot.keyClick(window.canvas, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert attention.stage == Stage("forward", 0)
    window.stage.docks["inspector"].toggleViewAction().trigger()
    qtbot.waitUntil(lambda: attention.stage is None)
    qtbot.keyClick(window.canvas, Qt.Key.Key_N)
    assert attention.stage is None


def test_the_inspector_fits_into_a_small_window(parts, qtbot):
    window = parts.window
    window.resize(1280, 720)
    window.stage.open("inspector")
    outer = window.stage.docks["inspector"].widget()
    qtbot.waitUntil(lambda: outer.widget().view is not None and bool(outer.widget().view._places))
    view = outer.widget().view
    for number in range(len(view._places)):
        view._on_stage_chosen(number)
        qtbot.waitUntil(lambda: outer.verticalScrollBar().maximum() == 0)
