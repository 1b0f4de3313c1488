"""The canvas in a window: mouse, keys, frames, and what it asks for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from app.attention import Attention
from app.document import Document
from app.drawing import Drawing
from app.look.look import Look
from app.look.palette import LINE_CONTRAST, contrast, mix, region_table
from app.session.carry import parameter_count
from app.session.create import empty_session, new_session, usual_source
from app.session.edits.data import load_dataset
from app.session.edits.model import set_frozen
from app.session.edits.points import add_points, clear_points
from app.session.schema import MAX_POINTS, Layer, Output, Session, View
from app.training.frames import Frame, FrameRequest
from app.training.training import Training
from app.views.canvas.canvas import Canvas
from tests.views.test_axes import session_of

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
MOVE = QEvent.Type.MouseMove


class Desk(QObject):
    """A canvas with all that it needs, wired as the window does it."""

    def __init__(self) -> None:
        super().__init__()
        session = empty_session()
        self.document, self.training = Document(session), Training(session)
        self.drawing, self.look = Drawing(), Look()
        self.canvas = Canvas(self.document, self.training, self.look, self.drawing, Attention())
        self.notices: list[str] = []
        self.document.session_changed.connect(self._on_session_changed)
        self.document.opened.connect(self.training.open)
        self.document.view_changed.connect(self._on_view_changed)
        self.canvas.regions_wanted.connect(self._on_regions_wanted)
        self.canvas.lens_changed.connect(self._look)
        self.canvas.notice.connect(self.notices.append)
        self.training.frame_ready.connect(self._on_frame)
        self.canvas.resize(600, 600)

    @property
    def viewport(self) -> Any:
        return self.canvas.plane.viewport()

    @property
    def points(self) -> Any:
        return self.document.session.data.points

    def pixel(self, x: float, y: float) -> QPoint:
        """Where on the viewport a place lies, to the nearest pixel."""
        return QPointF(*self.canvas.plane.projection.to_pixels((x, y)).tolist()).toPoint()

    def place(self, pixel: QPoint) -> list[float]:
        return self.canvas.plane.projection.to_plane((pixel.x(), pixel.y())).tolist()

    def press(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mousePress(self.viewport, LEFT, modifiers, self.pixel(x, y))

    def move(self, x: float, y: float, buttons: Qt.MouseButton = LEFT, modifiers: Any = NONE) -> None:
        """QTest's own moves hold no button."""
        at = QPointF(self.pixel(x, y))
        event = QMouseEvent(MOVE, at, self.viewport.mapToGlobal(at), Qt.MouseButton.NoButton, buttons, modifiers)
        QApplication.sendEvent(self.viewport, event)

    def release(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.viewport, LEFT, modifiers, self.pixel(x, y))

    def drag(self, *places: tuple[float, float]) -> None:
        self.press(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1])

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas, key, modifiers)

    @Slot(object, object)
    def _on_session_changed(self, _: Session, new: Session) -> None:
        self.training.apply(new)

    @Slot(object)
    def _on_view_changed(self, _: object) -> None:
        self._look()

    @Slot(object)
    def _on_regions_wanted(self, _: object) -> None:
        self._look()

    @Slot()
    def _look(self) -> None:
        lens = self.canvas.lens
        request = FrameRequest(regions=self.canvas.regions_request, lenses=() if lens is None else (lens,))
        self.training.look(request, self.document.view.run)

    @Slot(object)
    def _on_frame(self, _: Frame) -> None:
        QTimer.singleShot(0, self, self._on_painted)

    @Slot()
    def _on_painted(self) -> None:
        self.training.gate.painted()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    gc.disable()  # Qt objects in cycles must not be collected on the training's thread
    desk = Desk()
    desk.canvas.show()
    qtbot.waitExposed(desk.canvas)
    yield desk
    desk.canvas.close()
    assert desk.training.close()
    desk.canvas.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del desk
    gc.enable()
    gc.collect()


def shows_current(desk: Desk) -> bool:
    frame = desk.training.frame
    return frame is not None and frame.regions is not None and frame.session is desk.document.session


# Drawing


def test_a_click_adds_a_point_where_it_was(desk: Desk) -> None:
    desk.drawing.set(label=1)
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(2, -3))
    assert desk.points.x.tolist() == [pytest.approx(desk.place(desk.pixel(2, -3)))]
    assert desk.points.labels.tolist() == [1]


def test_a_double_click_is_two_points(desk: Desk) -> None:
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(1, 1))
    QTest.mouseDClick(desk.viewport, LEFT, NONE, desk.pixel(1, 1))
    QTest.mouseRelease(desk.viewport, LEFT, NONE, desk.pixel(1, 1))
    assert len(desk.points) == 2


def test_a_click_beside_the_plane_is_nothing(desk: Desk) -> None:
    QTest.mouseClick(desk.viewport, LEFT, NONE, QPoint(5, 300))
    assert len(desk.points) == 0


def test_clicks_reach_a_training_that_goes_on(desk: Desk, qtbot: QtBot) -> None:
    desk.drag((-2, 0), (-2, 0))
    desk.drawing.set(label=1)
    desk.drag((2, 0), (2, 0))
    desk.training.play()
    qtbot.waitUntil(lambda: desk.training.frame is not None and desk.training.frame.shown_run.run.state.step > 20)
    step = desk.training.frame.shown_run.run.state.step
    for k in range(10):
        QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(3, -4 + 0.8 * k))
    assert len(desk.points) == 12
    qtbot.waitUntil(lambda: shows_current(desk) and desk.training.frame.shown_run.run.state.step > step)
    assert len(desk.training.frame.session.data.points) == 12
    desk.training.pause()


def test_the_brush_sprays_while_the_mouse_rests_and_stops_with_the_button(desk: Desk, qtbot: QtBot) -> None:
    desk.drawing.set(tool="brush", rate=200)
    desk.press(0, 0)
    qtbot.waitUntil(lambda: len(desk.points) > 10)
    desk.release(0, 0)
    count = len(desk.points)
    desk.move(1, 1, Qt.MouseButton.NoButton)
    with qtbot.waitSignal(desk.document.session_changed, timeout=200, raising=False) as changed:
        pass
    assert not changed.signal_triggered
    assert len(desk.points) == count
    desk.document.undo()
    assert len(desk.points) == 0


def test_release_outside_ends_the_gesture(desk: Desk) -> None:
    desk.drawing.set(tool="brush")
    desk.press(0, 0)
    QTest.mouseRelease(desk.viewport, LEFT, NONE, QPoint(-200, 5000))
    assert not desk.canvas._hand.is_busy


def test_a_lost_button_ends_the_gesture_at_the_next_move(desk: Desk) -> None:
    desk.drawing.set(tool="erase")
    desk.document.apply("points", lambda s: add_points(s, [[3.0, 0.0]], 0))
    desk.press(-3, 0)
    desk.move(3, 0, Qt.MouseButton.NoButton)
    assert len(desk.points) == 1
    assert not desk.canvas._hand.is_busy


def test_a_window_that_loses_the_focus_ends_the_gesture(desk: Desk) -> None:
    desk.drawing.set(tool="brush")
    desk.press(0, 0)
    QApplication.sendEvent(desk.viewport, QEvent(QEvent.Type.WindowDeactivate))
    assert not desk.canvas._hand.is_busy
    assert len(desk.points) >= 1  # what was drawn stays


def test_another_tool_ends_the_gesture(desk: Desk) -> None:
    desk.drawing.set(tool="brush")
    desk.press(0, 0)
    desk.drawing.set(tool="erase")
    assert not desk.canvas._hand.is_busy


def test_escape_takes_the_gesture_back(desk: Desk) -> None:
    before = desk.document.session
    desk.press(0, 0)
    assert len(desk.points) == 1
    desk.key(Qt.Key.Key_Escape)
    assert desk.document.session is before
    desk.move(2, 2)
    desk.release(2, 2)
    assert desk.document.session is before


def test_undo_in_the_middle_of_a_drag_is_safe(desk: Desk) -> None:
    desk.document.apply("one", lambda s: add_points(s, [[0.0, 0.0]], 0))
    desk.drawing.set(tool="move")
    desk.press(0, 0)
    desk.document.undo()
    desk.move(3, 3)
    desk.release(3, 3)
    assert len(desk.points) == 0


def test_move_drags_a_point(desk: Desk) -> None:
    desk.document.apply("one", lambda s: add_points(s, [[0.0, 0.0]], 0))
    desk.drawing.set(tool="move")
    desk.drag((0, 0), (1, 1), (2, -3))
    assert desk.points.x[0] == pytest.approx([2, -3], abs=0.02)
    desk.document.undo()
    assert desk.points.x[0].tolist() == [0, 0]


def test_an_edit_that_cannot_be_done_says_why(desk: Desk) -> None:
    desk.document.apply("full", lambda s: add_points(s, np.zeros((MAX_POINTS, 2)), 0))
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(1, 1))
    assert len(desk.notices) == 1
    assert len(desk.points) == MAX_POINTS


# Selecting and keys


def test_keys_work_on_the_selection(desk: Desk) -> None:
    desk.document.apply("row", lambda s: add_points(s, [[-2.0, 0.0], [0.0, 0.0], [2.0, 0.0]], 0))
    desk.drawing.set(tool="select")
    desk.drag((-3, 1), (0, 0), (1, -1))
    assert desk.canvas.selection.rows.tolist() == [0, 1]
    desk.key(Qt.Key.Key_D, CONTROL)
    assert len(desk.points) == 5
    assert desk.canvas.selection.rows.tolist() == [3, 4]
    moved = desk.points.x[3].copy()
    for _ in range(3):
        desk.key(Qt.Key.Key_Right)
    assert desk.points.x[3, 0] > moved[0]
    desk.document.undo()  # three nudges are one step
    assert desk.points.x[3].tolist() == moved.tolist()
    desk.key(Qt.Key.Key_Delete)
    assert len(desk.points) == 3
    assert len(desk.canvas.selection) == 0
    desk.key(Qt.Key.Key_A, CONTROL)
    assert desk.canvas.selection.rows.tolist() == [0, 1, 2]
    desk.key(Qt.Key.Key_Escape)
    assert len(desk.canvas.selection) == 0
    desk.key(Qt.Key.Key_Backspace)
    assert len(desk.points) == 3


def test_the_selection_follows_its_points(desk: Desk) -> None:
    desk.document.apply("row", lambda s: add_points(s, [[-2.0, 0.0], [0.0, 0.0], [2.0, 0.0]], 0))
    desk.canvas.selection.set(np.array([1, 2]))
    desk.drawing.set(tool="erase", radius_px=5)
    desk.drag((-2, 0), (-2, 0.1))
    assert desk.canvas.selection.rows.tolist() == [0, 1]
    desk.document.apply("other", lambda s: load_dataset(s, usual_source("xor")))
    assert len(desk.canvas.selection) == 0


# Pan and zoom


def wheel(desk: Desk, x: float, y: float, steps: int) -> None:
    at = QPointF(desk.pixel(x, y))
    event = QWheelEvent(
        at, desk.viewport.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.viewport, event)


def test_the_wheel_zooms_about_the_pointer_and_is_remembered(desk: Desk, qtbot: QtBot) -> None:
    at = desk.pixel(2, 3)
    place = desk.place(at)
    wheel(desk, 2, 3, 2)
    x0, x1 = desk.canvas.plane.projection.x_range
    assert x1 - x0 < 12
    assert desk.place(at) == pytest.approx(place)
    qtbot.waitUntil(lambda: desk.document.view.ranges is not None)
    assert desk.document.view.ranges == desk.canvas.plane.wanted
    desk.key(Qt.Key.Key_Home)
    assert desk.document.view.ranges is None


def test_the_middle_button_pans_with_any_tool(desk: Desk) -> None:
    QTest.mousePress(desk.viewport, MIDDLE, NONE, desk.pixel(0, 0))
    desk.move(1, 2, MIDDLE)
    QTest.mouseRelease(desk.viewport, MIDDLE, NONE, desk.pixel(0, 0))
    assert len(desk.points) == 0
    assert not desk.canvas._hand.is_busy


def test_the_pan_tool_moves_the_plane_and_a_double_click_shows_all_points(desk: Desk) -> None:
    desk.document.apply("far", lambda s: add_points(s, [[40.0, 50.0], [42.0, 50.0]], 0))
    desk.drawing.set(tool="pan")
    at = desk.pixel(1, 1)
    desk.press(0, 0)
    desk.move(1, 1)
    assert desk.place(at) == pytest.approx([0, 0], abs=0.05)
    QTest.mouseRelease(desk.viewport, LEFT, NONE, at)
    QTest.mouseDClick(desk.viewport, LEFT, NONE, at)
    projection = desk.canvas.plane.projection
    assert projection.contains(projection.to_pixels(desk.points.x)).all()
    assert len(desk.points) == 2


def test_a_session_opens_at_its_ranges(desk: Desk) -> None:
    session = new_session(usual_source("moons", points=20))
    desk.document.open(replace(session, view=replace(session.view, ranges=((1.0, 2.0), (3.0, 4.0)))))
    projection = desk.canvas.plane.projection
    assert projection.x_range[0] <= 1.0 < 2.0 <= projection.x_range[1] < 3.0
    dx, dy = projection.per_pixel.tolist()
    assert dx == pytest.approx(dy)  # a unit is as long along y as along x
    desk.document.open(replace(session, view=replace(session.view, ranges=((2.0, 1.0), (3.0, 4.0)))))
    assert desk.canvas.plane.projection.x_range == (-6, 6)  # nonsense in a file is no range


def test_grades_fill_the_plane(desk: Desk) -> None:
    desk.canvas.resize(900, 400)
    desk.document.open(new_session(usual_source("film-2", points=50)))
    (x0, x1), (y0, y1) = desk.canvas.plane.projection.x_range, desk.canvas.plane.projection.y_range
    assert (x0, y0) > (-5, -5)
    assert (x1, y1) < (25, 25)
    assert desk.canvas.plane.plotItem.getAxis("left").labelText == "Carol"


def test_one_feature_is_a_line(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("film-1", points=50)))
    left = desk.canvas.plane.plotItem.getAxis("left")
    assert left.isVisible()
    assert left.labelText == "ŷ = p(likes it)"
    assert desk.canvas.plane.projection.y_range == pytest.approx((-0.12, 1.12))
    QTest.mouseClick(desk.viewport, LEFT, NONE, desk.pixel(5, 0.7))
    assert desk.points.x.shape == (51, 1)
    assert desk.points.x[-1, 0] == pytest.approx(5, abs=0.1)
    wheel(desk, 5, 0.5, 3)
    assert desk.canvas.plane.projection.y_range == pytest.approx((-0.12, 1.12))
    qtbot.waitUntil(lambda: shows_current(desk))
    assert desk.training.frame.regions.index.shape[0] == 1
    desk.canvas.grab()


# Regions and rings


def test_hidden_it_wants_nothing(desk: Desk) -> None:
    wanted: list[object] = []
    desk.canvas.regions_wanted.connect(wanted.append)
    assert desk.canvas.regions_request is not None
    desk.canvas.hide()
    assert desk.canvas.regions_request is None
    assert wanted == [None]
    desk.canvas.show()
    assert desk.canvas.regions_request is not None


def test_in_a_window_that_is_minimized_or_hidden_it_wants_nothing(desk: Desk, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(desk.canvas)
    window.show()
    qtbot.waitExposed(window)
    wish = desk.canvas.regions_request
    assert wish is not None
    window.showMinimized()
    qtbot.waitUntil(lambda: desk.canvas.regions_request is None)
    desk.document.apply("two", lambda s: add_points(s, [[0.0, 0.0], [1.0, 1.0]], 0))
    desk.document.set_view(show="class")
    desk.look.set_theme("dark")
    desk.canvas.fit_view()
    qtbot.wait(50)
    assert desk.canvas.regions_request is None, "whatever happens meanwhile"
    window.showNormal()
    qtbot.waitUntil(lambda: desk.canvas.regions_request is not None)
    assert desk.canvas.regions_request.show == "class"
    window.hide()
    assert desk.canvas.regions_request is None
    window.show()
    qtbot.waitUntil(lambda: desk.canvas.regions_request is not None)
    window.takeCentralWidget().setParent(None)


def test_regions_are_finer_at_rest_and_follow_the_range(desk: Desk, qtbot: QtBot) -> None:
    rest = desk.canvas.regions_request
    assert rest.width > 200
    desk.document.apply("two", lambda s: add_points(s, [[0.0, 0.0], [1.0, 1.0]], 0))
    desk.training.play()
    qtbot.waitUntil(lambda: desk.canvas.regions_request.width < 170)
    desk.training.pause()
    qtbot.waitUntil(lambda: desk.canvas.regions_request == rest)
    wheel(desk, 0, 0, 2)
    qtbot.waitUntil(lambda: desk.canvas.regions_request.x_range != rest.x_range)
    qtbot.waitUntil(lambda: desk.canvas.regions_request.width == rest.width)
    desk.document.set_view(show="entropy", border=False)
    qtbot.waitUntil(lambda: desk.canvas.regions_request.show == "entropy")
    assert not desk.canvas.regions_request.border


def test_the_pixels_are_the_classes_colors(desk: Desk, qtbot: QtBot) -> None:
    session = new_session(usual_source("half-plane", points=40), layers=[Layer(units=4)], output=Output(kind="sign"))
    desk.document.open(clear_points(session))
    desk.document.set_view(show="class", border=False)
    qtbot.waitUntil(lambda: shows_current(desk) and desk.training.frame.regions.request.show == "class")
    regions = desk.training.frame.regions
    table = region_table([info.color for info in session.data.classes], desk.look.theme)
    image = desk.viewport.grab().toImage()
    projection = desk.canvas.plane.projection
    seen = 0
    for x, y in ((-5, -3), (5, -3), (-5, 5), (5, 5), (0, 3)):
        (x0, x1), (y0, y1) = regions.request.x_range, regions.request.y_range
        height, width = regions.index.shape
        column, row = int((x - x0) / (x1 - x0) * width), int((y - y0) / (y1 - y0) * height)
        near = regions.index[row - 3 : row + 4, column - 3 : column + 4]
        if (near == near[0, 0]).all():
            color = image.pixelColor(QPointF(*projection.to_pixels((x, y)).tolist()).toPoint())
            np.testing.assert_allclose(color.getRgb()[:3], table[near[0, 0], :3], atol=1)
            seen += 1
    assert seen >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_border_is_as_strong_as_the_theme_asks(desk: Desk, qtbot: QtBot, theme: str) -> None:
    desk.look.set_theme(theme)
    sky = replace(desk.document.session.data.classes[0], color="#56B4E9")
    data = replace(desk.document.session.data, classes=(sky, replace(sky, name="other")))
    desk.document.open(replace(desk.document.session, data=data))
    desk.document.set_view(show="class", border=True)
    picture = desk.canvas._picture
    qtbot.waitUntil(lambda: shows_current(desk) and picture.regions is not None and picture.regions.shown == "class")
    ground = desk.viewport.grab().toImage().pixelColor(desk.pixel(3, 3)).name()
    picture._border.show_pieces(np.array([[[-4.0, 3.0], [4.0, 3.0]]]))
    line = desk.viewport.grab().toImage().pixelColor(desk.pixel(3, 3)).name()
    assert contrast(ground, line) >= LINE_CONTRAST
    wanted = QColor(mix(ground.upper(), desk.look.theme.text, desk.look.theme.border_opacity))
    np.testing.assert_allclose(QColor(line).getRgb(), wanted.getRgb(), atol=3)


def test_points_are_painted_where_they_are(desk: Desk) -> None:
    desk.document.set_view(border=False, misclassified=False)
    empty = desk.viewport.grab().toImage()
    desk.document.apply("first", lambda s: add_points(s, [[1.0, 2.0]], 1))
    desk.viewport.grab()
    desk.document.apply("more", lambda s: add_points(s, [[-3.0, -1.0]], 0))  # painted onto what is there
    image = desk.viewport.grab().toImage()
    for k, (x, y) in enumerate(((-3, -1), (1, 2))):
        shown = desk.look.class_color(desk.document.session.data.classes[k].color)
        np.testing.assert_allclose(image.pixelColor(desk.pixel(x, y)).getRgb(), shown.getRgb(), atol=2)
    assert empty.pixelColor(desk.pixel(1, 2)) != QColor(image.pixelColor(desk.pixel(1, 2)))
    desk.document.undo()
    desk.document.undo()
    desk.document.undo()


def test_points_that_new_ones_turn_are_painted_where_they_are_now(desk: Desk) -> None:
    desk.document.open(replace(session_of(4), view=View(principal=True)))
    desk.canvas.grab()
    far = desk.points.x.mean(axis=0) + np.array([[0.0, 0.0, 200.0, 0.0]])  # another direction has the most variance
    desk.document.apply("Paste", lambda session: add_points(session, far, 0))
    picture, item = desk.canvas.grab(), desk.canvas._picture._points
    item.restyle()  # all from the beginning
    assert picture.toImage() == desk.canvas.grab().toImage()


def test_rings_are_those_of_the_newest_frame_and_only_of_its_points(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("moons", points=60, seed=3)))
    qtbot.waitUntil(lambda: shows_current(desk))
    frame = desk.training.frame
    wrong = np.flatnonzero(frame.shown_run.evaluation.predicted != desk.points.labels)
    picture = desk.canvas._picture
    assert picture.misclassified.tolist() == wrong.tolist()
    desk.document.set_view(misclassified=False)
    assert len(picture.misclassified) == 0
    desk.document.set_view(misclassified=True)
    other = load_dataset(desk.document.session, usual_source("xor", points=60, seed=8))
    desk.document.apply("other", lambda _: other)
    desk.canvas._show_frame(frame)  # late: it speaks of points that are gone
    assert len(picture.misclassified) == 0
    qtbot.waitUntil(lambda: shows_current(desk))
    wrong = np.flatnonzero(desk.training.frame.shown_run.evaluation.predicted != desk.points.labels)
    assert picture.misclassified.tolist() == wrong.tolist()


# Words


def test_empty_and_untrained_planes_say_what_to_do(desk: Desk, qtbot: QtBot) -> None:
    signs = desk.canvas._signs
    assert signs.empty_hint.isVisible()
    assert not signs.play_hint.isVisible()
    desk.drag((-2, 0), (-2, 0))
    assert not signs.empty_hint.isVisible()
    assert signs.play_hint.isVisible()
    desk.training.step()
    qtbot.waitUntil(lambda: not signs.play_hint.isVisible())
    desk.training.reset()
    qtbot.waitUntil(signs.play_hint.isVisible)


def test_no_sign_says_play_where_play_changes_nothing(desk: Desk) -> None:
    session = new_session(usual_source("moons", points=20))
    places = range(parameter_count(session.runs[0], session.data))
    desk.document.open(set_frozen(session, places, True))
    assert desk.canvas._signs.play_hint.isHidden()
    desk.document.apply("Unfreeze", lambda session: set_frozen(session, [0], False))
    assert desk.canvas._signs.play_hint.isVisible()


def test_the_read_out_is_the_network_s_own_answer(desk: Desk, qtbot: QtBot) -> None:
    desk.document.open(new_session(usual_source("moons", points=60)))
    qtbot.waitUntil(lambda: shows_current(desk))
    said: list[str] = []
    desk.canvas._pointed.changed.connect(said.append)
    desk.move(2, 3, Qt.MouseButton.NoButton)
    qtbot.waitUntil(lambda: bool(said) and "class" in said[-1])
    at = desk.place(desk.pixel(2, 3))
    assert said[-1].startswith(f"x {at[0]:.2f}  y {at[1]:.2f} → class ")
    assert float(said[-1].rsplit(" ", 1)[1]) >= 0.5
    assert desk.canvas._signs.read_out.text() == said[-1]
    desk.document.set_view(show="entropy")
    qtbot.waitUntil(lambda: said[-1].endswith(" bit"))
    QApplication.sendEvent(desk.viewport, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: said[-1] == "")
    assert not desk.canvas._signs.read_out.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_words_over_the_plane_keep_their_distance_from_the_veil_s_edge(desk: Desk, scale: float) -> None:
    desk.look.set_scale(scale)
    tag = desk.canvas._signs.play_hint
    QApplication.sendEvent(tag, QEvent(QEvent.Type.StyleChange))
    tag.show_text("words")
    margins = tag.contentsMargins()
    assert (margins.left(), margins.top()) == (desk.look.px(8), desk.look.px(4))
    assert tag.width() >= tag.fontMetrics().horizontalAdvance("words") + 2 * desk.look.px(8)


def test_a_picture_that_cannot_be_had_says_why(desk: Desk, qtbot: QtBot) -> None:
    signs = desk.canvas._signs
    desk.document.open(new_session(usual_source("half-plane", points=20), output=Output(kind="sign")))
    desk.document.set_view(show="class")
    qtbot.waitUntil(lambda: shows_current(desk) and desk.canvas.regions_request.show == "class")
    desk.document.set_view(show="entropy")
    qtbot.waitUntil(signs.note.isVisible)
    assert "sign neuron" in signs.note.text()
    assert not signs.color_scale.isVisible()


def test_a_scale_explains_shades(desk: Desk, qtbot: QtBot) -> None:
    scale = desk.canvas._signs.color_scale
    source = replace(usual_source("blobs", points=40), classes=4)
    desk.document.open(new_session(source))
    for show, name in (("entropy", "entropy H, from 0 to 2 bit"), ("one-class", "p(class 1), from 0 to 1")):
        desk.document.set_view(show=show, one_class=1)
        qtbot.waitUntil(lambda name=name: scale.isVisible() and scale.accessibleName() == name)
    desk.document.set_view(show="probability")
    qtbot.waitUntil(lambda: not scale.isVisible())


def test_it_follows_the_look(desk: Desk) -> None:
    desk.document.apply("one", lambda s: add_points(s, [[0.0, 0.0]], 0))
    light = desk.canvas.grab().toImage()
    desk.look.set_theme("dark")
    desk.look.set_scale(2.0)
    dark = desk.canvas.grab().toImage()
    assert light != dark
    shown = desk.look.class_color(desk.document.session.data.classes[0].color)
    np.testing.assert_allclose(dark.pixelColor(desk.pixel(0, 0)).getRgb(), shown.getRgb(), atol=2)
