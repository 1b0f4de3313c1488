"""The mouse over the plane: presses go to what lies there or the tool in hand, the wheel zooms, other buttons pan."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QGuiApplication, QMouseEvent, QWheelEvent

from app.drawing import Drawing
from app.views.canvas.board import Board
from app.views.canvas.plane import Plane
from app.views.canvas.tools import Spot, Tool, tool_named

LONGEST_TICK_S = 0.2  # a window that was held up does not spray all that it missed
ZOOM_PER_DEGREE = 1.0 / 120.0
CURSORS = {
    "add": Qt.CursorShape.CrossCursor,
    "brush": Qt.CursorShape.CrossCursor,
    "move": Qt.CursorShape.SizeAllCursor,
    "erase": Qt.CursorShape.CrossCursor,
    "select": Qt.CursorShape.ArrowCursor,
    "pan": Qt.CursorShape.OpenHandCursor,
}
LEFT = Qt.MouseButton.LeftButton


def _nothing(_spot: Spot) -> Tool | None:
    """Nothing lies on the plane that could be dragged."""
    return None


class Hand(QObject):
    """Filters the events of the plane's viewport. A gesture ends with its button, wherever that comes up or is lost.

    Attributes: tool (of the gesture, or else in hand), tool_name (of the one in hand), pointer (the pixel under the
    mouse, or None), is_busy (a gesture is under way), is_pressing (it begins just now), taken (asked at each press: a
    tool for just this gesture, where something lies there that can be dragged; else None).
    Signals: moved() when pointer or rubber band are other ones, panned() after the person moved or zoomed the plane,
    fit_asked() on a double-click with the pan tool.
    """

    moved = Signal()
    panned = Signal()
    fit_asked = Signal()

    def __init__(self, plane: Plane, board: Board, drawing: Drawing, parent: QObject) -> None:
        super().__init__(parent)
        self._plane, self._board, self._drawing = plane, board, drawing
        self.tool: Tool = tool_named(drawing.tool, board)
        self.tool_name = drawing.tool
        self.taken: Callable[[Spot], Tool | None] = _nothing
        self._offered: Qt.CursorShape | None = None
        self._in_hand = self.tool  # while something else is dragged
        self.pointer: QPointF | None = None
        self._button: Qt.MouseButton | None = None
        self.is_pressing = False
        self._is_panning = False
        self._last = QPointF()
        self._known_to_qt = False
        self._ticked_at = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        drawing.changed.connect(self._on_drawing_changed)
        plane.viewport().setMouseTracking(True)
        plane.viewport().setCursor(CURSORS[drawing.tool])
        plane.viewport().installEventFilter(self)

    @property
    def is_busy(self) -> bool:
        return self._button is not None

    @property
    def disc(self) -> tuple[QPointF, float] | None:
        """Where the tool's disc is and its radius, in pixels; None where it has none, or nothing to work on."""
        at = self.pointer
        if at is None or not self.tool.radius_px:
            return None
        if not self.is_busy and not self._plane.projection.contains((at.x(), at.y())):
            return None
        return at, self._board.pixels(self.tool.radius_px)

    def offer(self, cursor: Qt.CursorShape | None) -> None:
        """Show another cursor than the tool's, where a press means something else; None for the tool's own."""
        if cursor != self._offered:
            self._offered = cursor
            self._show_cursor()

    def click(self, spot: Spot) -> None:
        """What a press of the tool in hand does here, and its release at once."""
        self._press_tool(self._in_hand, spot)
        self._in_hand.release()

    def finish(self) -> None:
        """The gesture ends here, as if the button had come up."""
        if self._button is not None:
            tool = self._let_go()
            if not self._is_panning:
                tool.release()
            self.moved.emit()

    def cancel(self) -> None:
        """The gesture is taken back."""
        if self._button is not None:
            tool = self._let_go()
            if not self._is_panning:
                tool.cancel()
            self.moved.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                self._press(event, is_double=kind == QEvent.Type.MouseButtonDblClick)
            elif kind == QEvent.Type.MouseMove:
                self._move(event)
            elif kind == QEvent.Type.MouseButtonRelease:
                self._release(event)
            else:
                return False
            return True
        if isinstance(event, QWheelEvent):
            self._turn_wheel(event)
            return True
        if kind == QEvent.Type.ContextMenu:
            return True
        if isinstance(event, QEnterEvent):
            self._point_at(event.position())
        elif kind == QEvent.Type.Leave:
            self._point_at(None)
        elif kind in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide, QEvent.Type.UngrabMouse):
            self.finish()
        return False

    def _press(self, event: QMouseEvent, *, is_double: bool) -> None:
        if self._button is not None:
            if event.buttons() & self._button and event.button() != self._button:
                return  # a second button during a gesture means nothing
            self.finish()  # its release was lost
        at = event.position()
        if not self._plane.projection.contains((at.x(), at.y())):
            return
        if event.button() not in (LEFT, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            return
        spot = self._spot(at, event)
        taken = self.taken(spot) if event.button() == LEFT else None
        is_pan_tool = self._drawing.tool == "pan" and taken is None
        if is_double and is_pan_tool and event.button() == LEFT:
            self.fit_asked.emit()
            return
        self._button, self._last = event.button(), at
        self._known_to_qt = bool(QGuiApplication.mouseButtons() & self._button)
        self._is_panning = is_pan_tool or event.button() != LEFT
        if taken is not None:
            self.tool = taken
        if self._is_panning:
            self._plane.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._press_tool(self.tool, spot)
            if self.tool.interval_s:
                self._ticked_at = time.perf_counter()
                self._timer.start(round(1000 * self.tool.interval_s))
        self._point_at(at)

    def _press_tool(self, tool: Tool, spot: Spot) -> None:
        self.is_pressing = True
        try:
            tool.press(spot)
        finally:
            self.is_pressing = False

    def _move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._button is not None and not event.buttons() & self._button:
            self.finish()
        if self._button is not None:
            self._follow(at, event)
        self._point_at(at)

    def _follow(self, at: QPointF, event: QMouseEvent) -> None:
        if self._is_panning:
            self._plane.pan(at - self._last)
            self.panned.emit()
        else:
            self.tool.move(self._spot(at, event))
        self._last = at

    def _release(self, event: QMouseEvent) -> None:
        if event.button() != self._button:
            return
        at = event.position()
        if at != self._last:
            self._follow(at, event)
        tool = self._let_go()
        if not self._is_panning:
            tool.release()
        self._point_at(at if self._plane.viewport().rect().contains(at.toPoint()) else None)

    def _turn_wheel(self, event: QWheelEvent) -> None:
        degrees = (event.angleDelta().y() or event.angleDelta().x()) / 8.0
        at = event.position()
        if degrees and self._plane.projection.contains((at.x(), at.y())):
            self._plane.zoom(2.0 ** (-degrees * ZOOM_PER_DEGREE * 2.0), at)
            self.panned.emit()
            self._point_at(at)

    def _spot(self, at: QPointF, event: QMouseEvent) -> Spot:
        return Spot(np.array([at.x(), at.y()]), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _let_go(self) -> Tool:
        """No button is down any more. Returns the tool whose gesture that ends."""
        tool, self.tool = self.tool, self._in_hand
        self._button = None
        self._timer.stop()
        self._show_cursor()
        return tool

    def _show_cursor(self) -> None:
        shape = CURSORS[self._drawing.tool] if self._offered is None else self._offered
        self._plane.viewport().setCursor(shape)

    def _point_at(self, at: QPointF | None) -> None:
        self.pointer = at
        self.moved.emit()

    @Slot()
    def _on_tick(self) -> None:
        # Some grabs (a menu, another window's) swallow the release; Qt still knows that no button is down.
        if self._known_to_qt and self._button is not None and not QGuiApplication.mouseButtons() & self._button:
            self.finish()
            return
        now = time.perf_counter()
        self.tool.tick(min(now - self._ticked_at, LONGEST_TICK_S))
        self._ticked_at = now

    @Slot()
    def _on_drawing_changed(self) -> None:
        if self._drawing.tool != self.tool_name:
            self.finish()
            self.tool_name = self._drawing.tool
            self.tool = self._in_hand = tool_named(self.tool_name, self._board)
            self._show_cursor()
        self.moved.emit()
