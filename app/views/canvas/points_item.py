"""All points in one item: mapped at once, painted from an atlas, and kept as a picture while nothing changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.look import Look
from app.session.arrays import Booleans, Floats, Integers
from app.session.schema import ClassInfo
from app.views.canvas.marker_atlas import CELL_PX, MarkerAtlas

NO_ROWS: Integers = np.empty(0, dtype=np.int64)


class PointsItem(QGraphicsItem):
    """Paints the markers, then the rings of misclassified and of selected points.

    Markers and rings are two pictures, each renewed only when what it shows has changed: a frame of the training
    that moves the regions beneath costs the points one blit each, however many they are.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rect = QRectF()
        self._x: Floats = np.empty((0, 2))
        self._labels: Integers = NO_ROWS
        self._is_test: Booleans = np.empty(0, dtype=bool)
        self._classes: tuple[ClassInfo, ...] = ()
        self._misclassified: Integers = NO_ROWS
        self._selected: Integers = NO_ROWS
        self._atlas: MarkerAtlas | None = None
        self._place: tuple[object, ...] = ()
        self._pixels: Floats = np.empty((0, 2))  # device pixels from the top left of the pictures
        self._markers = QPixmap()
        self._rings: QPixmap | None = None

    def show_points(self, x: Floats, labels: Integers, is_test: Booleans, classes: Sequence[ClassInfo]) -> None:
        """Show these points: x (N, 2), labels (N,), is_test (N,). Rings stay for set_misclassified, set_selected."""
        self._x, self._labels, self._is_test = x, labels, is_test
        if tuple(classes) != self._classes:
            self._classes, self._atlas = tuple(classes), None
        self._place = ()
        self.update()

    def set_misclassified(self, rows: Integers) -> None:
        """Ring these points."""
        if not np.array_equal(rows, self._misclassified):
            self._misclassified, self._rings = rows, None
            self.update()

    def set_selected(self, rows: Integers) -> None:
        """Highlight these points."""
        if not np.array_equal(rows, self._selected):
            self._selected, self._rings = rows, None
            self.update()

    def set_rect(self, rect: QRectF) -> None:
        """The visible part of the plane, in its units."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def restyle(self) -> None:
        """The theme or the scale has changed."""
        self._atlas, self._place = None, ()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not len(self._x):
            return
        transform, density = painter.worldTransform(), painter.device().devicePixelRatioF()
        area = transform.mapRect(self._rect)
        place = (transform.m11(), transform.m22(), transform.dx(), transform.dy(), area.getRect(), density)
        if place != self._place:
            if self._atlas is None or density != self._atlas.density:
                self._atlas = MarkerAtlas(self._classes, self._look, density)
            self._place_markers(transform, area, density)
            self._place = place
        if self._rings is None:
            self._paint_rings()
        painter.save()
        painter.resetTransform()
        corner = QPointF(area.topLeft().toPoint())
        painter.drawPixmap(corner, self._markers)
        if self._rings is not None and not self._rings.isNull():
            painter.drawPixmap(corner, self._rings)
        painter.restore()

    def _place_markers(self, transform: QTransform, area: QRectF, density: float) -> None:
        """Map all points to device pixels and paint their markers."""
        atlas = self._atlas
        assert atlas is not None
        corner = area.topLeft().toPoint()
        scale = np.array([transform.m11(), transform.m22()]) * density
        origin = np.array([transform.dx() - corner.x(), transform.dy() - corner.y()]) * density
        with np.errstate(over="ignore"):
            self._pixels = np.rint(self._x * scale + origin)
        size = (round((area.width() + 1) * density), round((area.height() + 1) * density))
        self._markers = QPixmap(*size)
        self._markers.setDevicePixelRatio(density)
        self._markers.fill(Qt.GlobalColor.transparent)
        rows = self._visible(np.arange(len(self._x)))
        _stamp(self._markers, atlas, self._pixels[rows], atlas.marker_cells(self._labels[rows], self._is_test[rows]))
        self._rings = None

    def _paint_rings(self) -> None:
        atlas = self._atlas
        assert atlas is not None
        self._rings = QPixmap()
        for rows, cell in (
            (self._misclassified, atlas.misclassified_cell),
            (self._selected, atlas.selected_cell),
        ):
            rows = self._visible(rows[rows < len(self._x)])
            if len(rows):
                if self._rings.isNull():
                    self._rings = QPixmap(self._markers.size())
                    self._rings.setDevicePixelRatio(self._markers.devicePixelRatio())
                    self._rings.fill(Qt.GlobalColor.transparent)
                _stamp(self._rings, atlas, self._pixels[rows], np.full(len(rows), cell))

    def _visible(self, rows: Integers) -> Integers:
        """Those of the rows whose marker touches the picture."""
        margin = CELL_PX * self._look.scale * self._markers.devicePixelRatio()
        size = np.array([self._markers.width(), self._markers.height()])
        at = self._pixels[rows]
        inside = ((at > -margin) & (at < size + margin)).all(axis=1)
        return rows if inside.all() else rows[inside]


def _stamp(pixmap: QPixmap, atlas: MarkerAtlas, centers: Floats, cells: Floats) -> None:
    """Copy a cell of the atlas to each center (M, 2), in device pixels of the pixmap."""
    if not len(centers):
        return
    density = pixmap.devicePixelRatio()
    # The layout of Qt's QPainter::PixmapFragment: x, y, source (left, top, width, height), scale x, y, turn, opacity.
    fragments = np.zeros((len(centers), 10))
    fragments[:, 0:2] = centers / density
    fragments[:, 2] = cells
    fragments[:, 4:6] = atlas.cell
    fragments[:, 6:8] = 1.0 / density
    fragments[:, 9] = 1.0
    painter = QPainter(pixmap)
    first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), atlas.pixmap)  # type: ignore[arg-type]
    painter.end()
