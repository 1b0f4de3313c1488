"""The lines of neurons on the plane of a real window: shown, dragged, undone, and live while training."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.attention import Neuron
from app.session.create import new_session, usual_source
from app.session.edits.model import set_inputs
from app.session.schema import Layer, Output, Training

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def perceptron(loss="perceptron"):
    return new_session(
        usual_source("half-plane", points=40), layers=[], output=Output(kind="sign"), training=Training(loss=loss)
    )  # fmt: skip


def stacked():
    return new_session(usual_source("xor", points=40), layers=[Layer(units=3)])


def mark(parts, unit=0):
    return next(mark for mark in parts.window.canvas.lines.marks if mark.unit == unit)


def parameters(parts):
    state = parts.training.checkpointed(parts.document.session).runs[0].state
    return state.parameters.array


def z(parts, pixel, unit=0):
    layer = parts.window.canvas.lines._first_layer()
    place = parts.window.canvas.plane.projection.to_plane(pixel)
    return float(layer.pre_activations(parameters(parts), place[None])[0, unit])


def mouse(parts, kind, pixel, modifiers=NONE):
    viewport = parts.window.canvas.plane.viewport()
    at = QPointF(*pixel.tolist())
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    QApplication.sendEvent(viewport, QMouseEvent(kind, at, viewport.mapToGlobal(at), button, held, modifiers))


def hover(parts, pixel):
    viewport = parts.window.canvas.plane.viewport()
    at, no = QPointF(*pixel.tolist()), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, viewport.mapToGlobal(at), no, no, NONE)
    QApplication.sendEvent(viewport, event)


def drag(parts, start, *way, modifiers=NONE, release=True):
    mouse(parts, QEvent.Type.MouseButtonPress, start, modifiers)
    for pixel in way:
        mouse(parts, QEvent.Type.MouseMove, pixel, modifiers)
    if release:
        mouse(parts, QEvent.Type.MouseButtonRelease, way[-1], modifiers)


@pytest.fixture
def window(make_window):
    """A window on a perceptron, all lines shown, the tool Move in hand."""
    parts = make_window(perceptron())
    parts.document.set_view(lines="all")
    parts.drawing.set(tool="move")
    return parts


def test_dragging_the_grip_sets_the_bias_in_one_step_of_undo(window):
    before, shown = parameters(window).copy(), mark(window)
    drag(window, shown.foot, *(shown.foot + step * shown.normal for step in (5.0, 20.0, 40.0)))
    after = parameters(window)
    assert (after[:2] == before[:2]).all() and after[2] != before[2]
    assert z(window, shown.foot + 40.0 * shown.normal) == pytest.approx(0.0, abs=1e-9)
    assert float((mark(window).foot - shown.foot) @ shown.normal) == pytest.approx(40.0)
    window.document.undo()
    assert (parameters(window) == before).all()
    assert window.document.undo_text == ""


def test_an_end_turns_the_line_and_keeps_the_length_of_w(window):
    before, shown = parameters(window).copy(), mark(window)
    end = shown.pieces[0][0] + 0.1 * (shown.pieces[0][1] - shown.pieces[0][0])
    target = end + 60.0 * shown.normal
    drag(window, end, end + 20.0 * shown.normal, target)
    after = parameters(window)
    assert np.linalg.norm(after[:2]) == pytest.approx(np.linalg.norm(before[:2]))
    assert z(window, target) == pytest.approx(0.0, abs=1e-9)
    assert z(window, shown.foot) == pytest.approx(0.0, abs=1e-9)
    assert window.document.undo_text == "Turn neuron's line"
    assert mark(window).normal @ shown.normal > 0.5


def test_the_tip_turns_w_to_the_pointer_and_with_shift_sets_its_length(window):
    shown = mark(window)
    norm = np.linalg.norm(parameters(window)[:2])
    target = shown.foot - 80.0 * shown.normal + 3.0 * np.array([-shown.normal[1], shown.normal[0]])
    drag(window, shown.tip, target)
    turned = mark(window)
    assert turned.normal @ shown.normal < -0.99  # to the other side
    assert np.linalg.norm(parameters(window)[:2]) == pytest.approx(norm)
    drag(window, turned.tip, turned.tip + 15.0 * turned.normal, modifiers=SHIFT)
    longer = mark(window)
    assert longer.foot == pytest.approx(turned.foot)
    assert (longer.tip - turned.tip) @ turned.normal == pytest.approx(15.0)
    assert np.linalg.norm(parameters(window)[:2]) > norm


def test_escape_takes_an_unfinished_drag_back(window):
    before, shown = parameters(window).copy(), mark(window)
    drag(window, shown.foot, shown.foot + 50.0 * shown.normal, release=False)
    assert (parameters(window) != before).any()
    QTest.keyClick(window.window.canvas, Qt.Key.Key_Escape)
    assert (parameters(window) == before).all()
    mouse(window, QEvent.Type.MouseButtonRelease, shown.foot)
    assert window.document.undo_text == ""
    assert mark(window).foot == pytest.approx(shown.foot)


def test_with_another_tool_only_the_grip_is_taken(window):
    window.drawing.set(tool="add")
    before, shown, n = parameters(window).copy(), mark(window), len(window.document.session.data.points)
    on_line = shown.foot + 0.5 * (shown.pieces[0][0] - shown.foot)
    QTest.mouseClick(window.window.canvas.plane.viewport(), LEFT, NONE, QPoint(*on_line.round().astype(int).tolist()))
    assert len(window.document.session.data.points) == n + 1
    assert (parameters(window) == before).all()
    drag(window, shown.foot, shown.foot + 30.0 * shown.normal)
    assert len(window.document.session.data.points) == n + 1
    assert parameters(window)[2] != before[2]


@pytest.mark.parametrize("jitter", [0.0, 2.0])
def test_a_click_on_the_grip_that_drags_nothing_is_the_tool_s(window, jitter):
    before, shown, n = parameters(window).copy(), mark(window), len(window.document.session.data.points)
    window.drawing.set(tool="add")
    drag(window, shown.foot, shown.foot + jitter * shown.normal)
    points = window.document.session.data.points
    assert len(points) == n + 1
    assert window.window.canvas.plane.projection.to_pixels(points.x[-1:])[0] == pytest.approx(shown.foot)
    assert (parameters(window) == before).all()
    window.drawing.set(tool="move")
    drag(window, shown.foot, shown.foot)
    assert window.document.session.data.points is points


def test_a_point_in_front_of_the_line_is_moved_and_not_the_line(window):
    shown = mark(window)
    on_line = (shown.foot + 0.5 * (shown.pieces[0][0] - shown.foot)).round()
    window.drawing.set(tool="add")
    QTest.mouseClick(window.window.canvas.plane.viewport(), LEFT, NONE, QPoint(*on_line.astype(int).tolist()))
    window.drawing.set(tool="move")
    before, x = parameters(window).copy(), window.document.session.data.points.x[-1]
    drag(window, on_line, on_line + 25.0)
    assert (window.document.session.data.points.x[-1] != x).all()
    assert (parameters(window) == before).all()


def test_hovering_a_line_shows_it_and_points_at_its_neuron(make_window):
    parts = make_window(stacked())
    lines, attention = parts.window.canvas.lines, parts.attention
    assert not lines.marks  # by default, only the one that is pointed at
    attention.point_at(Neuron(0, 1))
    assert [shown.unit for shown in lines.marks] == [1]
    foot, normal = mark(parts, 1).foot, mark(parts, 1).normal
    attention.point_at(Neuron(1, 0))  # the output has no line here
    assert not lines.marks
    hover(parts, foot + 3.0 * normal)
    assert attention.neuron == Neuron(0, 1)
    assert [shown.unit for shown in lines.marks] == [1]
    assert "neuron 2" in parts.window.canvas.plane.viewport().toolTip()
    hover(parts, foot + 200.0 * np.array([-normal[1], normal[0]]) + 90.0 * normal)
    assert attention.neuron != Neuron(0, 1)
    parts.document.set_view(lines="none")
    attention.point_at(Neuron(0, 1))
    assert not lines.marks


def test_all_lines_are_shown_in_the_colors_of_their_neurons(make_window):
    parts = make_window(stacked())
    parts.document.set_view(lines="all")
    shown = parts.window.canvas.lines.marks
    assert sorted(line.unit for line in shown) == [0, 1, 2]
    assert all(line.color == parts.look.neuron_color(line.unit) for line in shown)
    assert [mark(parts, unit).label for unit in range(3)] == ["w₁", "w₂", "w₃"]
    feet = [mark(parts, unit).foot for unit in range(3)]  # apart, though all lines start in the middle
    assert min(np.linalg.norm(feet[a] - feet[b]) for a, b in ((0, 1), (1, 2), (0, 2))) > 15.0


def test_a_single_output_is_in_the_color_of_text_and_has_margins_with_the_hinge_loss(make_window):
    parts = make_window(perceptron("hinge"))
    parts.document.set_view(lines="all")
    shown = mark(parts)
    assert (shown.color, shown.label) == (parts.look.color("text"), "w")
    assert len(shown.margins) == 2
    assert "2/‖w‖" in shown.caption
    for level, line in zip((1.0, -1.0), shown.margins, strict=True):
        assert z(parts, line[0]) == pytest.approx(level)


def test_curves_cannot_be_dragged_and_say_why(make_window):
    parts = make_window(perceptron())
    parts.document.set_view(lines="all")
    parts.drawing.set(tool="move")
    parts.document.apply("Choose inputs", lambda session: set_inputs(session, ("x", "x^2"), 0))
    shown = mark(parts)
    before = parameters(parts).copy()
    hover(parts, shown.foot)
    assert "x²" in parts.window.canvas.plane.viewport().toolTip()
    assert parts.window.canvas.plane.viewport().cursor().shape() == Qt.CursorShape.ForbiddenCursor
    drag(parts, shown.foot, shown.foot + 30.0)
    assert (parameters(parts) == before).all()


def test_lines_follow_the_training_and_can_be_dragged_meanwhile(window, qtbot):
    before = mark(window).pieces
    window.commands.play()
    qtbot.waitUntil(lambda: (mark(window).pieces != before).any())
    shown = mark(window)
    drag(window, shown.foot, shown.foot + 30.0 * shown.normal)
    assert window.document.undo_text == "Move neuron's line"
    window.commands.play()
    assert not window.training.playing


def test_the_choice_in_the_data_panel_is_the_view_s(window):
    options = window.window.data_panel.show_options
    assert options._lines.key() == "all"
    options._lines.chosen.emit("none")
    assert window.document.view.lines == "none"
    assert not window.window.canvas.lines.marks
