"""The picture of the hidden space: regions, grid, border, points and axes; the wheel zooms, a drag moves it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.look.look import Look
from app.look.palette import region_table, value_table
from app.look.pictures import empty_picture
from app.session.arrays import Floats
from app.session.schema import Data
from app.training.lenses.hidden import HiddenRegions
from app.training.regions import LEVELS
from app.views.hidden_space.markers import Markers, markers_key
from app.views.hidden_space.scene import Scene, to_unit
from app.views.ticks import linear_text, tick_step, ticks

LEFT_PX, BOTTOM_PX, EDGE_PX = 50, 42, 8
TICK_PX = 44  # at least so far from each other
FADE = 0.6  # of the way to the layer: from here on its regions appear
GRID_ALPHA, OUTLINE_ALPHA = 0.3, 0.75
RING_PX, REACH_PX, CLICK_PX = 15.0, 10.0, 4.0
FAR_PX = 1e5  # beyond which a place is drawn no farther away
ZOOM_PER_DEGREE, ZOOMS = 1.0 / 60.0, (0.5, 40.0)


class Titles(NamedTuple):
    """What stands at the axes before the network, and in the layer: (across, up) each."""

    before: tuple[str, str]
    after: tuple[str, str]


class Space(QWidget):
    """Shows a scene at a share of the way from the plane to the layer.

    Attributes: scene, way, hint (a sentence while there is no scene).
    Signal: pressed(int), the row of a point that was clicked.
    """

    pressed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.scene: Scene | None = None
        self.way = 1.0
        self.hint = ""
        self._data: Data | None = None
        self._titles = Titles(("", ""), ("", ""))
        self._chosen: int | None = None
        self._zoom, self._middle = 1.0, np.array([0.5, 0.5])  # what is seen of the unit square
        self._markers: Markers | None = None
        self._picture: QPixmap | None = None
        self._pressed_at: QPointF | None = None
        self._last = QPointF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        look.changed.connect(self._on_look_changed)

    def show_scene(self, scene: Scene | None, data: Data | None, titles: Titles) -> None:
        """Show another scene, of points of this data."""
        self.scene, self._data, self._titles = scene, data, titles
        self._renew()

    def show_way(self, way: float) -> None:
        """Show the scene at this share of the way."""
        if way != self.way:
            self.way = way
            self._renew()

    def show_chosen(self, row: int | None) -> None:
        """Highlight the point with this row."""
        if row != self._chosen:
            self._chosen = row
            self._renew()

    def show_hint(self, hint: str) -> None:
        """A sentence in the place of a scene."""
        if hint != self.hint:
            self.hint = hint
            self._renew()

    @Slot()
    def fit(self) -> None:
        """Show all of it."""
        self._zoom, self._middle = 1.0, np.array([0.5, 0.5])
        self._renew()

    @property
    def is_fitted(self) -> bool:
        return self._zoom == 1.0 and bool((self._middle == 0.5).all())

    def to_pixels(self, unit: Floats) -> Floats:
        """Places (…, 2) of the unit square in pixels of the widget."""
        area = self._area()
        share = 0.5 + (unit - self._middle) * self._zoom
        corner = np.array([area.left(), area.bottom()])
        with np.errstate(invalid="ignore"):
            return np.asarray(np.clip(corner + share * (area.width(), -area.height()), -FAR_PX, FAR_PX))

    def point_pixels(self) -> Floats:
        """Where the points are drawn: (n, 2)."""
        return np.empty((0, 2)) if self.scene is None else self.to_pixels(self.scene.points_at(self.way))

    def _area(self) -> QRectF:
        """The square of the picture, without axes."""
        px = self._look.px
        room = QRectF(self.rect()).adjusted(px(LEFT_PX), px(EDGE_PX), -px(EDGE_PX), -px(BOTTOM_PX))
        side = max(min(room.width(), room.height()), 1.0)
        return QRectF(room.left() + max(room.width() - side, 0.0) / 2, room.top(), side, side)

    def _renew(self) -> None:
        self._picture = None
        self.update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            self._picture = empty_picture(self)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
            painter.end()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _paint(self, painter: QPainter) -> None:
        area, look = self._area(), self._look
        painter.fillRect(area, look.color("plot"))
        if self.scene is None or self._data is None:
            painter.setPen(look.color("secondary"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.hint)
            return
        scene, regions = self.scene, self.scene.answer.regions
        painter.setClipRect(area)
        shown = min(max((self.way - FADE) / (1.0 - FADE), 0.0), 1.0)
        if regions is not None and shown:
            painter.setOpacity(shown)
            self._paint_regions(painter, scene, regions, self._data)
            painter.setOpacity(1.0)
        self._paint_grid(painter, scene)
        if regions is not None and shown:
            painter.setOpacity(shown)
            self._paint_border(painter, scene, regions)
            painter.setOpacity(1.0)
        self._paint_points(painter, scene, self._data)
        painter.setClipping(False)
        self._paint_axes(painter, area)

    def _paint_regions(self, painter: QPainter, scene: Scene, regions: HiddenRegions, data: Data) -> None:
        theme = self._look.theme
        if regions.table == "values":
            table = value_table(theme, LEVELS)
        else:
            table = region_table([info.color for info in data.classes], theme, LEVELS)
        # Row 0 is the lowest. After an edit of the classes the index may be of more than there are.
        colors = np.ascontiguousarray(table[np.minimum(regions.index[::-1], len(table) - 1)])
        height, width = regions.index.shape
        image = QImage(colors.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        corners = np.array([[regions.x_range[0], regions.y_range[1]], [regions.x_range[1], regions.y_range[0]]])
        (left, top), (right, bottom) = self.to_pixels(to_unit(corners, scene.ranges)).tolist()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, right - left, bottom - top), image)

    def _paint_border(self, painter: QPainter, scene: Scene, regions: HiddenRegions) -> None:
        ends = self.to_pixels(to_unit(regions.border, scene.ranges)).reshape(-1, 2)
        if len(ends):
            # As one path: its pieces then don't shine through each other where they meet.
            painter.setPen(self._look.border_pen())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(pg.arrayToQPath(ends[:, 0], ends[:, 1], connect="pairs"))

    def _paint_grid(self, painter: QPainter, scene: Scene) -> None:
        lines = self.to_pixels(scene.grid_at(self.way))
        fine, outline = QColor(self._look.color("text")), QColor(self._look.color("text"))
        fine.setAlphaF(GRID_ALPHA)
        outline.setAlphaF(OUTLINE_ALPHA)
        n_along = len(lines) // 2
        at_edge = {0, n_along - 1, n_along, len(lines) - 1}
        for is_edge, color in ((False, fine), (True, outline)):
            painter.setPen(self._look.pen(color, 1.0))
            for number, line in enumerate(lines):
                if (number in at_edge) == is_edge and np.isfinite(line).all():
                    painter.drawPolyline(pg.functions.arrayToQPolygonF(line[:, 0], line[:, 1]))

    def _paint_points(self, painter: QPainter, scene: Scene, data: Data) -> None:
        density = self.devicePixelRatioF()
        if self._markers is None or self._markers.key != markers_key(data, self._look, density):
            self._markers = Markers(data, self._look, density)
        pixels, rows = self.point_pixels(), scene.answer.rows
        finite = np.isfinite(pixels).all(axis=1)
        self._markers.paint(painter, pixels[finite], self._markers.cells(data, rows[finite]), density)
        place = np.flatnonzero((rows == self._chosen) & finite) if self._chosen is not None else []
        for number in place:
            radius = self._look.scale * RING_PX / 2
            for color, width in (("plot", 4.0), ("accent", 2.0)):
                painter.setPen(self._look.pen(color, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(*pixels[number].tolist()), radius, radius)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        look = self._look
        painter.setFont(look.font(0.85))
        metrics = QFontMetricsF(painter.font(), self)
        titles = self._titles.after if self.way == 1.0 else self._titles.before
        if 0.0 < self.way < 1.0:
            titles = "on the way from the plane to the layer", ""  # no numbers: units mean nothing in between
        painter.setPen(look.color("secondary"))
        text, left, width = _title(titles[0], metrics, area.center().x(), self.width())
        bottom = QRectF(left, area.bottom() + look.px(20), width, metrics.height())
        painter.drawText(bottom, Qt.AlignmentFlag.AlignCenter, text)
        painter.save()
        text, top, width = _title(titles[1], metrics, area.center().y(), self.height())
        painter.translate(area.left() - look.px(LEFT_PX - 1), top + width)
        painter.rotate(-90.0)
        painter.drawText(QRectF(0.0, 0.0, width, metrics.height()), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
        if self.scene is None or 0.0 < self.way < 1.0:
            return
        ranges = self.scene.ranges if self.way == 1.0 else self.scene.answer.domain
        for axis, (low, high) in enumerate(ranges):
            if axis and not titles[1]:
                continue
            length = area.height() if axis else area.width()
            half = 0.5 / self._zoom
            first, last = (low + (self._middle[axis] + end) * (high - low) for end in (-half, half))
            step = tick_step(first, last, max(int(length / look.px(TICK_PX)), 2))
            for value in ticks(first, last, step):
                share = (value - first) / (last - first)
                text = linear_text(value, step)
                width = metrics.horizontalAdvance(text)
                if axis:
                    x, y = area.left() - look.px(6) - width, area.bottom() - share * length - metrics.height() / 2
                else:
                    x, y = area.left() + share * length - width / 2, area.bottom() + look.px(4)
                    x = min(x, self.width() - width)
                painter.drawText(QRectF(x, y, width + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, text)

    # The mouse

    def _row_at(self, at: QPointF) -> int | None:
        if self.scene is None or not len(self.scene.answer.rows):
            return None
        distance = np.linalg.norm(self.point_pixels() - (at.x(), at.y()), axis=1)
        nearest = int(np.argmin(np.nan_to_num(distance, nan=np.inf)))
        return int(self.scene.answer.rows[nearest]) if distance[nearest] <= self._look.scale * REACH_PX else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = self._last = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start, at = self._pressed_at, event.position()
        if start is None or (
            self._last == start and (at - start).manhattanLength() < self._look.px(CLICK_PX)
        ):  # fmt: skip
            return
        moved, area = at - self._last, self._area()
        self._last = at
        self._middle = self._middle - np.array([moved.x() / area.width(), -moved.y() / area.height()]) / self._zoom
        self._renew()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._pressed_at = self._pressed_at, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if start is not None and self._last == start:
            row = self._row_at(event.position())
            if row is not None:
                self.pressed.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        degrees = (event.angleDelta().y() or event.angleDelta().x()) / 8.0
        zoom = min(max(self._zoom * 2.0 ** (degrees * ZOOM_PER_DEGREE), ZOOMS[0]), ZOOMS[1])
        area, at = self._area(), event.position()
        share = np.array([(at.x() - area.left()) / area.width(), (area.bottom() - at.y()) / area.height()]) - 0.5
        self._middle = self._middle + share / self._zoom - share / zoom
        self._zoom = zoom
        self._renew()
        event.accept()

    # Qt

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()  # it takes what room there is

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(240), self._look.px(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        px = self._look.px
        self.setMaximumHeight(self.width() - px(LEFT_PX) + px(BOTTOM_PX))  # a square, and no room left over
        self._picture = None
        super().resizeEvent(event)

    @Slot()
    def _on_look_changed(self) -> None:
        self._markers = None
        self.updateGeometry()
        self._renew()


def _title(text: str, metrics: QFontMetricsF, middle: float, room: float) -> tuple[str, float, float]:
    """An axis's title, where it begins and how long it is: about the middle of the axis, and within the widget's room.

    It may be longer than its axis.
    """
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - 2.0)
    width = metrics.horizontalAdvance(text) + 2.0
    return text, max(min(middle - width / 2, room - width), 0.0), width
