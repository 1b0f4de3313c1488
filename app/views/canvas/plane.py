"""The coordinate system of the canvas: axes, visible range, pan and zoom."""

from __future__ import annotations

from html import escape
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.look.look import Look
from app.look.plots import adopt_menu
from app.session.arrays import Floats
from app.session.slice import Slice
from app.views.canvas.projection import Projection, around, at_equal_scale, moved, zoomed
from app.views.ranges import LINE_RANGE, Range, Ranges, are_plain

LEAST_PX = 120  # the width that no panel beside it can take from the plane


class PlaneAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis that writes a real minus sign."""

    def tickStrings(self, values: Any, scale: Any, spacing: Any) -> list[str]:
        return [text.replace("-", "−") for text in super().tickStrings(values, scale, spacing)]


class Plane(pg.PlotWidget):  # type: ignore[misc]
    """A pyqtgraph plot whose range is ours alone; the mouse belongs to whoever filters the viewport's events.

    Signal: projection_changed, when the visible range or the size of the plane is another one.
    """

    projection_changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        axes = {"left": PlaneAxis("left"), "bottom": PlaneAxis("bottom")}
        super().__init__(parent, enableMenu=False, axisItems=axes)
        self._look = look
        self._wanted: Ranges = (LINE_RANGE, LINE_RANGE)
        self._equal_scale, self._has_up = True, True
        self._answer: tuple[str, Range] = ("", LINE_RANGE)  # what is upright where the points lie on a line
        self._last: Projection | None = None
        self._box = self.plotItem.getViewBox()
        self._box.setMouseEnabled(False, False)
        self._box.disableAutoRange()
        self.setFrameShape(QFrame.Shape.NoFrame)
        adopt_menu(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box.sigResized.connect(self._on_resized)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def set_slice(self, plane: Slice) -> None:
        """Name the axes. Plain coordinates get a unit of the same length along both axes; other units need not."""
        across, up = plane.features
        self._has_up = up is not None
        self._equal_scale = up is not None and not plane.is_line and are_plain((across, up))
        # pyqtgraph takes a label for HTML, and a name that comes from a file may hold anything.
        bottom, left = plane.axis_titles
        self.plotItem.setLabel("bottom", escape(bottom))
        self.plotItem.setLabel("left", escape(left if self._has_up else self._answer[0]))
        self.plotItem.showAxis("left", self._has_up or bool(self._answer[0]))
        self._on_look_changed()
        self._show(self._wanted)

    def show_answer(self, title: str, span: Range) -> None:
        """Where the points lie on a line, the network's answer is upright, over this range."""
        if (title, span) == self._answer:
            return
        self._answer = (title, span)
        if not self._has_up:
            self.plotItem.setLabel("left", escape(title))
            self.plotItem.showAxis("left", True)
            self._on_look_changed()
            self._show(self._wanted)

    @property
    def projection(self) -> Projection:
        """What is visible, and where on the viewport it lies."""
        rect: QRectF = self._box.mapRectToScene(self._box.rect())  # its boundingRect() is half a pixel larger
        x_range, y_range = self._box.viewRange()
        return Projection(
            rect.left(), rect.top(), rect.width(), rect.height(), (x_range[0], x_range[1]), (y_range[0], y_range[1])
        )

    @property
    def wanted(self) -> Ranges:
        """The ranges that were asked for; more is visible where the shape of the window asks for it."""
        return self._wanted

    def show_ranges(self, ranges: Ranges) -> None:
        """Show at least these ranges."""
        self._show(ranges)

    def paint_now(self) -> None:
        """Paint what has changed at once.

        With its next event the scene has it painted anyway; viewport().repaint() would be a painting more.
        """
        QCoreApplication.sendPostedEvents(self.scene(), QEvent.Type.MetaCall)

    def show_points(self, x: Floats, otherwise: Ranges) -> None:
        """Show all points (N, 2), or the other ranges where there are none."""
        least = (otherwise[0][1] - otherwise[0][0]) / 6  # a single point is no reason to zoom into it
        self._show(around(x, least) if len(x) else otherwise)

    def pan(self, pixels: QPointF) -> None:
        """Move what is visible along with the mouse."""
        dx, dy = self.projection.per_pixel.tolist()
        self._show(moved(self._wanted, (-pixels.x() * dx, pixels.y() * dy if self._has_up else 0.0)))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Show less (factor below 1) or more; what lies under the pixel `at` stays there."""
        projection = self.projection
        middle = QPointF(projection.left + projection.width / 2, projection.top + projection.height / 2)
        pixel = at or middle
        x, y = projection.to_plane((pixel.x(), pixel.y())).tolist()
        self._show(zoomed(self._wanted, (x, y), factor, (True, self._has_up)))

    def _show(self, ranges: Ranges) -> None:
        self._wanted = (ranges[0], ranges[1] if self._has_up else self._answer[1])
        rect = self._box.rect()
        x_range, y_range = self._wanted
        if self._equal_scale:
            x_range, y_range = at_equal_scale(self._wanted, rect.width(), rect.height())
        self._box.setRange(xRange=x_range, yRange=y_range, padding=0)
        projection = self.projection
        if projection != self._last:
            self._last = projection
            self.projection_changed.emit()

    @Slot(object)
    def _on_resized(self, _: object) -> None:
        self._show(self._wanted)

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        look.style_plot(self)
        for name in ("left", "bottom"):
            axis = self.plotItem.getAxis(name)
            axis.setGrid(False)  # the regions cover it, and it would be painted for each frame
            axis.setStyle(tickAlpha=0)
        self.setMinimumWidth(look.px(LEAST_PX))
        # Fixed sizes: ticks of another length must not move the plane.
        self.plotItem.getAxis("left").setWidth(look.px(46))
        self.plotItem.getAxis("bottom").setHeight(look.px(42))
        has_left = self._has_up or bool(self._answer[0])
        self.plotItem.setContentsMargins(0 if has_left else look.px(8), look.px(4), look.px(8), 0)
