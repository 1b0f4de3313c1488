"""All points in one item: mapped at once, painted from an atlas, and kept as a picture while nothing changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.look.look import Look
from app.session.arrays import Booleans, Floats, Integers
from app.session.schema import ClassInfo
from app.views.canvas.marker_atlas import CELL_PX, MarkerAtlas

NO_ROWS: Integers = np.empty(0, dtype=np.int64)
CROWD = 20_000  # points; of more, those are left out …
HIDDEN_PX = 2.0  # … that lie so near to one painted later, a marker being nine pixels wide


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
        self._scale, self._origin = np.ones(2), np.zeros(2)  # from the plane to the pictures
        self._pixels: Floats = np.empty((0, 2))  # of the points, in device pixels from the top left of the pictures
        self._markers = QPixmap()
        self._rings: QPixmap | None = None

    def show_points(
        self, x: Floats, labels: Integers, is_test: Booleans, classes: Sequence[ClassInfo], *, is_more: bool = False
    ) -> None:
        """Show these points: x (N, 2), labels (N,), is_test (N,). Rings stay for set_misclassified, set_selected.

        is_more: they are those of before, and new ones after them; only these are then painted.
        """
        shown = len(self._x)
        self._x, self._labels, self._is_test = x, labels, is_test
        if tuple(classes) != self._classes:
            self._classes, self._atlas, is_more = tuple(classes), None, False
        if is_more and self._atlas is not None and len(self._pixels) == shown:
            self._pixels = np.concatenate((self._pixels, self._mapped(x[shown:])))
            self._stamp_markers(np.arange(shown, len(x)), self._atlas)
        else:
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

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        if not len(self._x):
            return
        transform, density = painter.worldTransform(), painter.device().devicePixelRatioF()
        area = transform.mapRect(self._rect)
        place = (transform.m11(), transform.m22(), transform.dx(), transform.dy(), area.getRect(), density)
        if place != self._place:
            self._place_markers(transform, area, self._atlas_for(density))
            self._place = place
        if self._rings is None:
            self._rings = self._painted_rings(self._atlas_for(density))
        painter.save()
        painter.resetTransform()
        corner = QPointF(area.topLeft().toPoint())
        painter.drawPixmap(corner, self._markers)
        if not self._rings.isNull():
            painter.drawPixmap(corner, self._rings)
        painter.restore()

    def _atlas_for(self, density: float) -> MarkerAtlas:
        if self._atlas is None or self._atlas.density != density:
            self._atlas = MarkerAtlas(self._classes, self._look, density)
        return self._atlas

    def _place_markers(self, transform: QTransform, area: QRectF, atlas: MarkerAtlas) -> None:
        """Map all points to device pixels and paint their markers."""
        density, corner = atlas.density, area.topLeft().toPoint()
        self._scale = np.array([transform.m11(), transform.m22()]) * density
        self._origin = np.array([transform.dx() - corner.x(), transform.dy() - corner.y()]) * density
        self._pixels = self._mapped(self._x)
        size = QSize(round((area.width() + 1) * density), round((area.height() + 1) * density))
        self._markers = _transparent(size, density)
        self._stamp_markers(np.arange(len(self._x)), atlas)
        self._rings = None

    def _mapped(self, x: Floats) -> Floats:
        return np.asarray(np.rint(x * self._scale + self._origin))

    def _stamp_markers(self, rows: Integers, atlas: MarkerAtlas) -> None:
        rows = self._on_top(self._visible(rows))
        cells = atlas.marker_cells(self._labels[rows], self._is_test[rows])
        _stamp(self._markers, atlas, self._pixels[rows], cells, atlas.marker)

    def _painted_rings(self, atlas: MarkerAtlas) -> QPixmap:
        """The rings of all marked points that can be seen; a null pixmap where there are none."""
        rings = QPixmap()
        for marked, cell in (
            (self._misclassified, atlas.misclassified_cell),
            (self._selected, atlas.selected_cell),
        ):
            rows = self._on_top(self._visible(marked[marked < len(self._x)]))
            if len(rows):
                if rings.isNull():
                    rings = _transparent(self._markers.size(), atlas.density)
                _stamp(rings, atlas, self._pixels[rows], np.full(len(rows), cell), atlas.cell)
        return rings

    def _visible(self, rows: Integers) -> Integers:
        """Those of the rows whose marker touches the picture."""
        margin = self._margin
        x, y = self._pixels[rows, 0], self._pixels[rows, 1]  # column by column: NumPy is slow along short axes
        inside = (x > -margin) & (x < self._markers.width() + margin)
        inside &= (y > -margin) & (y < self._markers.height() + margin)
        return rows if inside.all() else rows[inside]

    def _on_top(self, rows: Integers) -> Integers:
        """Of very many visible points those that others, painted later, do not hide but for a hair."""
        if len(rows) < CROWD:
            return rows
        grid = max(HIDDEN_PX * self._look.scale * self._markers.devicePixelRatio(), 1.0)
        column = ((self._pixels[rows, 0] + self._margin) / grid).astype(np.int64)
        line = ((self._pixels[rows, 1] + self._margin) / grid).astype(np.int64)
        place = line * (int((self._markers.width() + 2.0 * self._margin) / grid) + 1) + column
        last = np.empty(place.max() + 1, dtype=np.int64)
        last[place] = np.arange(len(rows))  # of several to one place, the last one stays
        return np.asarray(rows[last[place] == np.arange(len(rows))])

    @property
    def _margin(self) -> float:
        """How far outside a marker may lie and still be seen in part, in device pixels."""
        return CELL_PX * self._look.scale * self._markers.devicePixelRatio()


def _transparent(size: QSize, density: float) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _stamp(pixmap: QPixmap, atlas: MarkerAtlas, centers: Floats, cells: Floats, side: int) -> None:
    """Copy the middle of a cell of the atlas to each center (M, 2); all in device pixels."""
    if not len(centers):
        return
    density, rim = pixmap.devicePixelRatio(), (atlas.cell - side) / 2
    # The layout of Qt's QPainter::PixmapFragment: x, y, source (left, top, width, height), scale x, y, turn, opacity.
    fragments = np.empty((len(centers), 10))
    fragments[:, 0:2] = centers / density
    fragments[:, 2] = cells + rim
    fragments[:, 3:] = (rim, side, side, 1.0 / density, 1.0 / density, 0.0, 1.0)
    painter = QPainter(pixmap)
    first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(fragments), atlas.pixmap)  # type: ignore[arg-type]
    painter.end()
