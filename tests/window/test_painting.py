"""What a frame and a click have painted, and what not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.session.create import new_session, usual_source
from app.session.edits.model import set_inputs
from app.session.schema import Layer
from app.views.network.diagram import Diagram
from tests.window.rest import at_rest


class Seen(QObject):
    """Counts the events of one kind that widgets get."""

    def __init__(self, kind: QEvent.Type, *widgets: QWidget) -> None:
        super().__init__()
        self._kind = kind
        self.of: Counter[QObject] = Counter()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == self._kind:
            self.of[watched] += 1
        return False


class Regions(QObject):
    """Where a widget is painted, one region each time."""

    def __init__(self, widget: QWidget, tell: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.all: list[QRegion] = []
        self._tell = tell
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.all.append(event.region())
            self._tell()
        return False

    def touching(self, rect: QRect) -> int:
        """How often anything within a rectangle was painted."""
        return sum(region.intersects(rect) for region in self.all)


def trained(parts, qtbot, frames: int) -> None:
    """Train until so many frames have come, and rest."""
    with qtbot.waitSignals([parts.training.frame_ready] * frames):
        parts.training.play()
    parts.training.pause()
    at_rest(parts, qtbot)


def screen_of(window: QWidget) -> QImage:
    """A window as it was last painted."""
    return window.screen().grabWindow(window.winId()).toImage()


def on_screen(diagram: Diagram) -> QImage:
    """The diagram as it stands on the screen, without the boxes of its inputs."""
    window = diagram.window()
    picture = screen_of(window).copy(QRect(diagram.mapTo(window, QPoint()), diagram.size()))
    painter = QPainter(picture)
    for box in diagram.input_boxes.values():
        painter.fillRect(box.geometry(), Qt.GlobalColor.white)
    painter.end()
    return picture


def test_a_click_is_painted_before_the_panels_follow(parts, qtbot):
    plane, points = parts.window.canvas.plane.viewport(), parts.document.session.data.points
    painted = Seen(QEvent.Type.Paint, plane, parts.window.data_panel)
    at_rest(parts, qtbot)
    painted.of.clear()
    QTest.mouseClick(plane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    assert len(parts.document.session.data.points) == len(points) + 1
    assert painted.of == {plane: 1}


def test_a_click_is_painted_once(parts, qtbot):
    """And then with the frame that answers it."""
    parts.document.set_view(lines="none")
    plane = parts.window.canvas.plane.viewport()
    at_rest(parts, qtbot)
    painted, until_frame, spot = Regions(plane), [], QRect(200 - 8, 150 - 8, 16, 16)
    parts.training.frame_ready.connect(lambda _: until_frame.append(painted.touching(spot)))
    QTest.mouseClick(plane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    qtbot.waitUntil(lambda: bool(until_frame))
    assert until_frame[0] == 1


def test_a_click_has_only_the_new_point_painted(parts, qtbot):
    plane = parts.window.canvas.plane.viewport()
    at_rest(parts, qtbot)
    painted = Regions(plane)
    QTest.mouseClick(plane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 150))
    (region,) = painted.all
    rect = region.boundingRect()
    assert rect.contains(QRect(200 - 8, 150 - 8, 16, 16))
    assert max(rect.width(), rect.height()) < 100
    on_plane = screen_of(parts.window).pixelColor(plane.mapTo(parts.window, QPoint(200, 150)))
    assert on_plane == parts.look.class_color(parts.document.session.data.classes[0].color)


def test_the_worker_makes_no_frame_while_the_window_paints(parts, qtbot):
    gate, is_open = parts.training.gate, []
    at_rest(parts, qtbot)
    plane = parts.window.canvas.plane.viewport()
    watched = Regions(plane, lambda: is_open.append(gate.is_open))
    plane.update()
    qtbot.waitUntil(lambda: bool(watched.all))
    assert is_open == [False]
    qtbot.waitUntil(lambda: gate.is_open)


def test_a_frame_lays_nothing_out(parts, qtbot):
    trained(parts, qtbot, 5)  # the labels have found their widths
    row = parts.window.timeline.parentWidget()
    laid_out = Seen(QEvent.Type.LayoutRequest, row, parts.window.statusBar(), parts.window)
    trained(parts, qtbot, 20)
    assert max(laid_out.of.values(), default=0) <= 5  # where a number has grown by a digit


def test_what_is_said_of_the_training_keeps_its_room(parts, qtbot):
    label, row = parts.window._engine_label, parts.window._status_row
    widths = []
    at_rest(parts, qtbot)  # no frame says anything else
    for text in ("step 1 000 000 · engine: compiled", "step 1"):
        label.setText(text)
        row.hold_room(label)
        at_rest(parts, qtbot)
        widths.append(label.width())
    assert widths[0] == widths[1] >= label.fontMetrics().horizontalAdvance("step 1 000 000 · engine: compiled")


def test_the_curve_is_painted_once_a_drawing(parts, qtbot):
    trained(parts, qtbot, 5)
    plot = parts.window.curves_view.plot
    painted = Seen(QEvent.Type.Paint, plot.viewport())
    plot.show_all()
    at_rest(parts, qtbot)
    assert painted.of[plot.viewport()] == 1


def test_the_curve_follows_the_mouse_and_forgets_it(parts, qtbot):
    trained(parts, qtbot, 5)
    plot = parts.window.curves_view.plot
    painted = Seen(QEvent.Type.Paint, plot.viewport())
    place = plot.area().center()
    plot.mouseMoveEvent(
        QMouseEvent(
            QEvent.Type.MouseMove, place, plot.mapToGlobal(place), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    qtbot.waitUntil(lambda: painted.of[plot.viewport()] == 1)
    plot.leaveEvent(QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: painted.of[plot.viewport()] == 2)


@pytest.mark.parametrize("inputs", [("x", "y"), ("x", "y", "x*y", "sin(x)")])
def test_what_a_frame_paints_of_the_network_is_what_painting_all_of_it_gives(make_window, qtbot, inputs):
    session = new_session(usual_source("moons", points=40), layers=(Layer(units=8),) * 2)
    parts = make_window(set_inputs(session, inputs))
    diagram = parts.window.network_view.diagram
    painted = Seen(QEvent.Type.Paint, *diagram.input_boxes.values())
    qtbot.waitUntil(lambda: diagram.picture.gradients is not None)
    at_rest(parts, qtbot)
    painted.of.clear()
    trained(parts, qtbot, 10)
    assert not painted.of
    by_frames = on_screen(diagram)
    diagram.update()
    at_rest(parts, qtbot)
    assert painted.of
    assert on_screen(diagram) == by_frames
