"""The plot itself: curves, their names at their ends, zoom along x, and the values under the pointer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.look.look import Look
from app.look.palette import mix
from app.look.plots import adopt_menu
from app.look.tooltips import wrapped
from app.session.arrays import Floats
from app.views.curves.axes import NumberAxis
from app.views.curves.drawn import Curves, Range
from app.views.curves.lines import Line
from app.views.curves.overlay import (
    End,
    Label,
    SwitchLabel,
    labels_of,
    paint_dots,
    paint_hint,
    paint_labels,
    paint_mark,
    paint_moment,
    paint_switches,
    paint_title,
    switch_labels_of,
)
from app.views.curves.strokes import Stroke, StrokesItem
from app.views.curves.thinning import smoothed, straightened, thinned, until

TOP_PX, BOTTOM_PX, LEFT_PX = 22, 20, 32  # above: the title, and half of a number beside the uppermost line
RIGHT_PX = 50  # room for the names at the ends
REACH_PX = 6  # so far beyond its end, a curve can still be read
LINE_PX = 1.5
LATER_SHARE = 0.7  # the same for what came after the moment that is looked at
RAW_SHARE = 0.65  # how far the raw curve behind a smoothed one goes towards the ground
ZOOM_PER_NOTCH = 1.25
TITLES = {"loss": "loss L", "accuracy": "accuracy"}


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """Shows Curves. The wheel zooms along x, a drag then moves along x, a double click shows all again.

    Signals: pointed(object), the x under the pointer, None when it has left.
    """

    pointed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        self._look = look
        self._x_axis = NumberAxis(look, "bottom", whole=True)
        self._y_axis = NumberAxis(look, "left")
        super().__init__(parent, enableMenu=False, axisItems={"bottom": self._x_axis, "left": self._y_axis})
        self._curves = Curves()
        self._floor = 1e-3
        self._window: Range | None = None  # the part of x that was zoomed to
        self._ends: list[End] = []
        self._title_width = 0  # of the axis title, in the lower right corner
        self._pointer: QPointF | None = None
        self._drag_from: float | None = None
        self.hint = ""
        self.readout: Any = None  # painted above everything, by the view that knows what to say
        self._view_box = self.getPlotItem().getViewBox()
        self._view_box.setMouseEnabled(False, False)
        self._view_box.disableAutoRange()
        self._view_box.setDefaultPadding(0.0)
        self._strokes = StrokesItem(self._view_box)
        self.getPlotItem().hideButtons()
        adopt_menu(self)
        self.setMouseTracking(True)
        self.setFrameStyle(0)
        # What is drawn changes here alone, and is painted then: pyqtgraph would have all of it painted once more.
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    @property
    def curves(self) -> Curves:
        return self._curves

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """The lines as they are drawn, in pixels of the ground: pinned ones first."""
        return self._strokes.strokes

    def show_curves(self, curves: Curves) -> None:
        """Draw these curves; a zoom stays as long as the axis means the same, and the run goes on."""
        if curves.by != self._curves.by or curves.has_begun_anew(self._curves):
            self._window = None
        self._curves = curves
        self._draw()

    def show_all(self) -> None:
        """Back to the range that shows every sample."""
        self._window = None
        self._draw()

    def zoom_x(self, factor: float, about: float) -> None:
        """Show 1/factor of the present range of x, keeping the place of one value."""
        low, high = self._x_range()
        whole = self._curves.whole_range()
        least = max((whole[1] - whole[0]) * 1e-4, 2.0)
        share = (about - low) / (high - low)
        span = max((high - low) / factor, least)
        self._look_at(about - share * span, span)

    def set_title_width(self, width_px: int) -> None:
        """How much of the lower right corner the axis title takes: no number is written there."""
        self._title_width = width_px
        self._draw()

    def reach(self) -> float:
        """How far beyond its end a curve can still be read, in x."""
        low, high = self._x_range()
        return self._look.px(REACH_PX) * (high - low) / max(self.area().width(), 1.0)

    def labels(self) -> list[Label]:
        """The names at the curves' ends."""
        return labels_of(self._look, self._ends, self.area(), float(self.width()))

    def x_at(self, position: QPointF) -> float:
        """The x under a place on the widget."""
        return float(self._view_box.mapSceneToView(self.mapToScene(position.toPoint())).x())

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a sample is drawn."""
        on_axis = self._curves.on_axis(np.array([y]), self._floor)[0]
        return QPointF(self._view_box.mapViewToScene(QPointF(x, on_axis)))

    def area(self) -> QRectF:
        """The ground of the plot, without axes."""
        return QRectF(self._view_box.sceneBoundingRect())

    def color_of(self, line: Line) -> QColor:
        names = {"train": "train_line", "test": "test_line", "pinned": "pinned_line", "batch": "secondary"}
        return self._look.color(names[line.role])

    def _x_range(self) -> Range:
        return self._window or self._curves.x_range()

    def _look_at(self, low: float, span: float) -> None:
        first, last = self._curves.whole_range()  # curves of longer runs are seen in full when zoomed out
        span = min(span, last - first)
        low = min(max(low, first), last - span)
        self._window = (low, low + span) if (low, low + span) != self._curves.x_range() else None
        self._draw()

    def _draw(self) -> None:
        curves = self._curves
        x_range = self._x_range()
        y_range = curves.y_range(x_range)
        self._floor = curves.floor if curves.logarithmic else 0.0
        self._y_axis.logarithmic = curves.logarithmic
        self._y_axis.percent = curves.quantity == "accuracy"
        layout = self.getPlotItem().layout
        layout.setContentsMargins(0, self._look.px(TOP_PX), self._look.px(RIGHT_PX), 0)
        height = max(self.area().height(), 1.0)
        text = self._y_axis.widest(*y_range, height)
        needed = self.fontMetrics().horizontalAdvance(text) * 0.85 + self._look.px(9)
        # In steps, so that the plot does not move with every digit.
        self._y_axis.setWidth(max(self._look.px(LEFT_PX), self._look.px(8) * -(-int(needed) // self._look.px(8))))
        layout.activate()
        self._x_axis.text_room_px = self.width() - self._title_width - self.area().left()
        self._view_box.setRange(xRange=x_range, yRange=y_range, padding=0, disableAutoRange=True)
        self._ends = []
        self._strokes.show_strokes([stroke for line in curves.every for stroke in self._drawn(line, x_range)])
        self.viewport().update()

    def _drawn(self, line: Line, x_range: Range) -> list[Stroke]:
        """How a line is drawn; where it ends is remembered."""
        curves, strokes = self._curves, list[Stroke]()
        color = self.color_of(line)
        smooth = curves.smoothing > 0.0 and line.role != "pinned"
        pale = QColor(mix(color.name(), self._look.theme.plot, RAW_SHARE))
        if line.role == "batch" and not smooth:
            pale, color = color, pale
        y = curves.on_axis(line.y, self._floor)
        shown = y
        if smooth:
            strokes += self._strokes_of(line, y, x_range, self._pen(pale, line, thin=True))
            smooth_y = np.concatenate([smoothed(line.y[part], curves.smoothing) for part in line.parts])
            shown = curves.on_axis(smooth_y, self._floor)
        moment, is_thin = curves.moment, line.role == "batch"
        if moment is not None and line.role != "pinned":  # all of it faintly, and what had been by then above that
            faint = QColor(mix(color.name(), self._look.theme.plot, LATER_SHARE))
            strokes += self._strokes_of(line, shown, x_range, self._pen(faint, line, thin=is_thin))
            self._add_end(line, shown, x_range, faint)
            return strokes + self._strokes_of(line, shown, x_range, self._pen(color, line, thin=is_thin), moment)
        self._add_end(line, shown, x_range, color)
        return strokes + self._strokes_of(line, shown, x_range, self._pen(color, line, thin=is_thin))

    def _add_end(self, line: Line, shown: Floats, x_range: Range, color: QColor) -> None:
        """Remember where a line ends, or where it leaves the plot."""
        finite = np.isfinite(shown)
        x, y = line.x[finite], shown[finite]
        if not len(x) or x[0] > x_range[1]:
            return
        last = min(float(x[-1]), x_range[1])
        is_end = last == x[-1]
        at = self._view_box.mapViewToScene(QPointF(last, float(y[-1] if is_end else np.interp(last, x, y))))
        text_color = self._look.color("secondary") if line.role in ("pinned", "batch") else color
        is_main = line.role in ("train", "test")
        self._ends.append(End(line.name, at, text_color, color, is_main and is_end, line.note))

    def _strokes_of(
        self, line: Line, y: Floats, x_range: Range, pen: QPen, end: float | None = None
    ) -> list[Stroke]:  # fmt: skip
        """The values y (n,) of a line, each part for itself; up to one place, if that is given."""
        strokes = []
        for part in line.parts:
            x, values = line.x[part], y[part]
            if end is not None:
                x, values = until(x, values, end)
            strokes.append(self._stroke(x, values, x_range, pen))
        return strokes

    def _stroke(self, x: Floats, y: Floats, x_range: Range, pen: QPen) -> Stroke:
        first = max(int(np.searchsorted(x, x_range[0])) - 1, 0)
        last = int(np.searchsorted(x, x_range[1], side="right")) + 1
        # A gap is not finite; an endless value is a gap as well, for a pen can't go there.
        y = np.where(np.isfinite(y), y, np.nan)[first:last]
        x, y = thinned(x[first:last], y, int(self.area().width() / pen.widthF()))  # nothing finer than the pen is seen
        to_pixels = self._view_box.childTransform()
        x, y = x * to_pixels.m11() + to_pixels.m31(), y * to_pixels.m22() + to_pixels.m32()
        return Stroke(*straightened(x, y), pen)

    def _pen(self, color: QColor, line: Line, *, thin: bool) -> QPen:
        pen = self._look.pen(color, 1.0 if thin else LINE_PX)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # round caps and joins take Qt many times as long
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        if line.role == "test":
            pen.setDashPattern([5.0, 3.0])
        return pen

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        look.style_plot(self.getPlotItem())
        self.setFont(look.font())
        self.getPlotItem().layout.setSpacing(0)
        for axis in (self._x_axis, self._y_axis):
            axis.setStyle(tickTextOffset=look.px(5), autoExpandTextSpace=False, hideOverlappingLabels=False)
        self._x_axis.setGrid(False)
        self._y_axis.setZValue(-1000)  # the grid lies behind the curves
        self._x_axis.setHeight(look.px(BOTTOM_PX))
        self._draw()

    # Painting above the curves

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:
        look, area = self._look, self.area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_title(painter, look, TITLES[self._curves.quantity], area)
        if self.hint:
            paint_hint(painter, look, self.hint, area)
            return
        paint_switches(painter, look, self.switch_labels(), area)
        if self._curves.moment is not None:
            paint_moment(painter, look, self.place_of(self._curves.moment, 1.0).x(), area)
        paint_dots(painter, look, self._ends, area)
        paint_labels(painter, look, self.labels())
        if self._curves.mark:
            paint_mark(painter, look, self.mark_rect())
        if self.readout is not None and self._pointer is not None and self._drag_from is None:
            self.readout(painter, self._pointer)

    def mark_rect(self) -> QRectF:
        """Where the warning sign of a divergence is drawn; empty where there is none in sight."""
        mark = self._curves.mark
        low, high = self._x_range()
        if mark is None or not low <= mark.x <= high:
            return QRectF()
        side = self._look.px(14)
        area = self.area()
        x = area.left() + (mark.x - low) / (high - low) * area.width()
        title_right = self.fontMetrics().horizontalAdvance(TITLES[self._curves.quantity]) * 0.85 + self._look.px(4)
        left = min(max(x - side / 2, title_right), area.right() - side / 2)
        return QRectF(left, area.top() - side, side, side)

    def switch_labels(self) -> list[SwitchLabel]:
        """Where another loss began, in sight."""
        places = [(self.place_of(switch.x, 1.0).x(), switch) for switch in self._curves.switches]
        return switch_labels_of(self._look, places, self.area())

    # Mouse

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_strokes"):  # pyqtgraph resizes while it is being built
            self._draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._window is not None:
            self._drag_from = event.position().x()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._drag_from is not None and not event.buttons() & Qt.MouseButton.LeftButton:
            self._end_drag()  # released where nobody told us
        if self._drag_from is not None and self._window is not None:
            low, high = self._window
            moved = (self._drag_from - event.position().x()) / max(self.area().width(), 1.0) * (high - low)
            self._drag_from = event.position().x()
            self._look_at(low + moved, high - low)
        self.pointed.emit(self.x_at(event.position()))
        self.viewport().update()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end_drag()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_x(ZOOM_PER_NOTCH**notches, self.x_at(event.position()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit(None)
        self.viewport().update()
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            text = self.tip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), wrapped(text), self)
                return True
        return bool(super().viewportEvent(event))

    def tip_at(self, place: QPointF) -> str:
        """Why the run diverged, on the warning sign; what an earlier run was made with, on its number."""
        if self._curves.mark and self.mark_rect().contains(place):
            return self._curves.mark.reason
        for label in self.switch_labels():
            if label.box.contains(place):
                return label.switch.tip
        margin = self._look.px(4)
        found = [label for label in self.labels() if label.box.adjusted(-margin, 0, margin, 0).contains(place)]
        return next((label.end.note for label in found), "")

    def _end_drag(self) -> None:
        self._drag_from = None
        self.unsetCursor()
        self.viewport().update()  # the values under the pointer can be read again
